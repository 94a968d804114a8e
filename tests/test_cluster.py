"""Workers of a real Dask scheduler make what one process makes, whoever of them dies."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from conftest import TODAY, delivered, person, work_in
from processes import Popen

from zcforms import batch
from zcforms.batch import cluster
from zcforms.batch.cluster import Cluster
from zcforms.batch.keeping import KEPT
from zcforms.batch.sameness import sameness
from zcforms.cli import main
from zcforms.ground.errors import MissingTool, UsageError
from zcforms.pipeline.press import Press

NAMES = "甲乙丙丁"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of four people that is named for one of them."""
    people = {f"林{name}": person(f"3302001985061500{n}", 姓名=f"林{name}") for n, name in enumerate(NAMES)}
    return work_in(tmp_path_factory.mktemp("cluster"), people, name="林甲的申报")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where the cluster has its logs, and is told who ends it."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def mates(place, folder):
    """What one process makes of the folder, and a way to have the workers of a scheduler make it."""
    command = [sys.executable, "-m", "dask_mates", str(place), str(folder), "4"]
    ends = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with Popen(command, **ends, cwd=Path(__file__).parent) as program:

        def build(out, deaths=3):
            program.stdin.write(json.dumps([str(out), deaths]) + "\n")
            program.stdin.flush()
            return json.loads(program.stdout.readline())

        yield json.loads(program.stdout.readline()), build
        program.stdin.close()


@pytest.fixture
def right(mates):
    """What one process makes."""
    return mates[0]


@pytest.fixture
def by_workers(mates):
    """Has the workers of a scheduler make the folder: given the output; the receipt, or the error."""
    return mates[1]


def test_a_worker_that_dies_takes_nobody_with_it_and_logs_tell_of_nobody(by_workers, right, place, tmp_path):
    (place / "ends-林丙").write_text("once")
    assert by_workers(tmp_path) == right
    assert not (place / "ends-林丙").exists()
    kept = {path.suffix for path in (tmp_path / KEPT).iterdir()}
    assert kept == {"", ".sqlite"}, "every note was taken up"
    assert [path.name for path in tmp_path.glob(".zcforms*")] == [KEPT]
    logs = "".join(path.read_text() for path in place.glob("*.log"))
    assert "Run out-of-band" in logs
    assert [word for word in ("林", "申报", "330200") if word in logs] == []


def test_who_ends_every_worker_is_lost_alone_and_made_when_that_is_over(by_workers, right, place, tmp_path):
    (place / "ends-林丁").write_text("always")
    receipt = by_workers(tmp_path, deaths=0)
    (place / "ends-林丁").unlink()
    assert (receipt.get("built"), receipt.get("failed")) == (3, 1), receipt
    (lost,) = [one["person"] for one in receipt["people"] if one["outcome"] == "failed"]
    assert lost == "林丁"
    ended = by_workers(tmp_path)
    assert [one["person"] for one in ended["people"] if "第一次制作" in one["made"]] == ["林丁"]
    assert ended["documents"] == right["documents"]
    assert delivered(tmp_path) == {d["path"] for d in right["documents"]} | {"receipt.json"}


# --- what is told where nobody works -------------------------------------------------------------


@pytest.fixture
def asked(folder, tmp_path):
    """What a machine has to be like to make that folder."""
    return sameness(Press(batch.open_job(folder, TODAY), "none"), tmp_path)


def test_another_machine_is_refused_and_told_of(asked, tmp_path):
    asked.refuse_difference()
    parts = dict(asked.parts)
    assert asked.differences(parts) == ""
    parts |= {"pikepdf": "1.0", "Pango": "", "随附的表格": "0" * 64, "输出文件夹": "", "账号的编号": "7"}
    told = asked.differences(parts)
    assert f"pikepdf不同（1.0，这里{asked.parts['pikepdf']}）" in told
    assert "Pango不同（没有，这里" in told
    assert "随附的表格不同" in told
    assert "输出文件夹没有，或读不到" in told
    assert "账号的编号不同（7，这里" in told
    others = cluster.otherwise(asked, {"tcp://10.0.0.2:1": parts, "tcp://10.0.0.3:1": ImportError()})
    assert others[0].startswith("10.0.0.2：") and others[1:] == [
        "10.0.0.3：没有装zcforms，或版本不同（ImportError）"
    ]
    (tmp_path / "shared").unlink()
    with pytest.raises(MissingTool, match=r"1台机器与这里不一样，没有做：.*输出文件夹"):
        asked.refuse_difference()


@pytest.mark.parametrize("address", ["localhost", "tcp://", "http://a:1", "tcp://a:1/x", "tcp://a b:1"])
def test_what_is_no_address_is_refused(asked, address):
    with pytest.raises(UsageError, match="不是调度器的地址"):
        Cluster(address, asked)


def test_without_certificates_nothing_is_sent(asked):
    with pytest.raises(MissingTool, match="没有TLS的证书"):
        Cluster("tls://a:1", asked).begin()


def test_without_dask_it_is_told_how_to_have_it(asked, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingTool, match="没有安装Dask") as told:
        Cluster("tcp://a:1", asked)
    assert "zcforms[dask]" in told.value.hint


def test_a_scheduler_that_is_gone_or_deserted_is_told_of(asked, monkeypatch):
    work, now = Cluster("tcp://a:1", asked), [100.0]
    monkeypatch.setattr(cluster.time, "monotonic", lambda: now[0])
    work._client = client = SimpleNamespace(status="running", nthreads=dict)
    work.look()
    now[0] += 50
    work.look()
    client.nthreads = lambda: {"tcp://a:2": 1}
    work.look()
    client.nthreads = dict
    now[0] += 50
    work.look()
    now[0] += 70
    with pytest.raises(MissingTool, match="做事的进程都不在了"):
        work.look()
    client.status = "closed"
    with pytest.raises(MissingTool, match="与调度器的连接断了"):
        work.look()


def test_other_ways_to_work_are_refused_beside_it(folder, tmp_path):
    for more in (["--workers", "2"], ["--dry-run"]):
        told = CliRunner().invoke(main, ["build", str(folder), "--scheduler", "tcp://a:1", *more])
        assert (told.exit_code, "--scheduler不和" in told.stderr) == (2, True)
    words = ["build", str(folder), "--out", str(tmp_path / "out"), "--scheduler", "tcp://a:1", "--debug"]
    told = CliRunner().invoke(main, [*words, str(tmp_path / "log")])
    assert (told.exit_code, "--debug和--scheduler" in told.stderr) == (2, True)
