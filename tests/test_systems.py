"""What another system lacks: its branches are run here, with what it has instead played by Linux's own."""

import fcntl
import importlib
import os
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from conftest import SAMPLES, TODAY, person

from zcforms import batch
from zcforms.batch import crew, underway
from zcforms.cli import main
from zcforms.ground import installing, limits, locking
from zcforms.paper import delivery, staging
from zcforms.terminal import progress


def locked(descriptor, _mode, count):
    """As msvcrt.locking: so many bytes from where the file stands; OSError if somebody else has them."""
    assert count == 1
    assert os.lseek(descriptor, 0, os.SEEK_CUR) > 2**32, "nobody may be kept from reading what is written"
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.fixture
def windows(monkeypatch):
    """The modules that ask for the system, read as on Windows."""
    asked = (locking, limits, installing)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locked, LK_NBLCK=2))
        patch.setattr(sys, "platform", "win32")
        for one in asked:
            importlib.reload(one)
    for module in (staging, underway):
        monkeypatch.setattr(module, "lock", locking.lock)
    monkeypatch.setattr(staging, "folder_to_lock", locking.folder_to_lock)
    monkeypatch.setattr(delivery, "OPENS_FOLDERS", locking.OPENS_FOLDERS)
    yield
    for one in asked:
        importlib.reload(one)


def test_a_folder_is_one_runs_alone_on_windows(windows, tmp_path):
    assert not locking.OPENS_FOLDERS
    with staging.alone(tmp_path) as held:
        assert held
        with pytest.raises(staging.Undeliverable, match="另一次制作正在写"), staging.alone(tmp_path):
            pass
        waiting = threading.Thread(target=lambda: staging.alone(tmp_path, wait=True).__enter__())
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(5)
    assert not waiting.is_alive()


def test_notes_of_a_build_can_be_read_while_it_holds_them_on_windows(windows, tmp_path):
    folder = tmp_path / f"{staging.STAGING}x"
    folder.mkdir()
    with underway.notes(folder) as told:
        told.tell(underway.QUEUED, ["lin"])
        seen = underway.underway(tmp_path)
        assert (seen.alive, seen.people) == (True, {"lin": "queued"})
    assert not underway.underway(tmp_path).alive


def made_in(root, out):
    """The files that a build delivers, by their names."""
    job = batch.open_job(root, TODAY)
    assert batch.build(job, batch.Order(), out, lambda *_: None).count("built") == 1
    files = (file.relative_to(out) for file in sorted(out.rglob("*.pdf")))
    return {name: (out / name).read_bytes() for name in files if not name.parts[0].startswith(".")}


def test_the_same_papers_are_made_on_windows(request, workshop, tmp_path, monkeypatch):
    root = workshop({"lin": person()})
    on_linux = made_in(root, tmp_path / "linux")
    request.getfixturevalue("windows")
    monkeypatch.setattr(crew, "SPLITS_OFF", False)
    monkeypatch.setattr(delivery, "is_private", lambda _: True)
    assert crew.processes(1000) == 1
    for _ in range(2):  # the second time nothing is made again
        assert made_in(root, tmp_path / "windows") == on_linux
    assert len(on_linux) > 3
    assert (tmp_path / "windows" / ".zcforms.lock").exists()


def test_who_reads_files_of_strangers_has_no_limits_on_windows_but_the_clock(windows):
    limits.limit_own(1, 1)
    limits.leave_no_core()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        limits.limit_other(process, 1, 1)
        limits.end_all(process)
    assert limits.fate(0xC0000005) == "内容使解码程序崩溃"
    assert limits.fate(1) == "处理中断"


def test_what_is_to_be_installed_is_told_for_the_system(windows):
    assert installing.install("libpango-1.0-0", "照说明装") == "照说明装"
    assert not installing.ON_LINUX


def test_help_and_check_work_where_there_is_no_hup_and_no_alarm(monkeypatch):
    monkeypatch.delattr(signal, "SIGHUP")
    monkeypatch.delattr(signal, "setitimer")
    monkeypatch.setattr(progress, "_ALARM", [])
    assert CliRunner().invoke(main, ["check", str(SAMPLES)]).exit_code == 0
