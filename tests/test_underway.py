"""What a build tells of itself while it is at work, and what is seen of one that was killed."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TODAY, person, silent
from processes import Popen

from zcforms import batch
from zcforms.batch import making
from zcforms.batch.underway import Notes, Underway, notes, underway

HELD = "import sys, time; from pathlib import Path; from zcforms.batch.underway import notes\n"
HELD += (
    "with notes(Path(sys.argv[1])) as told:\n told.tell('building', ['a']); print(flush=True); time.sleep(60)"
)


def staged(out: Path) -> Path:
    folder = out / ".zcforms-x"
    folder.mkdir(parents=True)
    return folder


def test_a_build_is_seen_while_it_is_at_work_and_is_gone_with_it(workshop, tmp_path, monkeypatch):
    bad = person("33020019850615002", 参加工作时间="2030.01")
    job = batch.open_job(workshop({"lin": person(), "wang": bad}), TODAY)
    out, seen, papers = tmp_path / "out", [], making._papers
    (staged(out) / "underway.jsonl").touch()  # of one that was killed
    assert underway(out) == Underway(False, None, {})

    def looking(*words):
        seen.append(underway(out))
        return papers(*words)

    monkeypatch.setattr(making, "_papers", looking)
    at_the_end = []
    monkeypatch.setattr(making, "check_made", lambda *_: at_the_end.append(underway(out)) or [])
    batch.build(job, batch.Order(), out, silent)
    assert seen == [Underway(True, ("填表", 0, 1), {"lin": "building", "wang": "blocked"})]
    assert at_the_end == [Underway(True, ("写出", 1, 1), {"lin": "built", "wang": "blocked"})]
    assert underway(out) is None


def test_who_fails_is_told_of(workshop, tmp_path, monkeypatch):
    job = batch.open_job(workshop(), TODAY)
    out, at_the_end = tmp_path / "out", []
    monkeypatch.setattr(making, "fill_person", lambda *_: 1 / 0)
    monkeypatch.setattr(making, "check_made", lambda *_: at_the_end.append(underway(out)) or [])
    batch.build(job, batch.Order(), out, silent)
    assert at_the_end[0].people == {"lin": "failed"}


def test_a_build_that_is_killed_is_not_alive_and_who_was_made_is_still_told(tmp_path):
    folder = staged(tmp_path)
    run = Popen([sys.executable, "-c", HELD, folder], stdout=subprocess.PIPE)
    with run:
        run.stdout.readline()
        assert underway(tmp_path) == Underway(True, None, {"a": "building"})
        os.kill(run.pid, signal.SIGKILL)
    assert underway(tmp_path) == Underway(False, None, {"a": "building"})


def test_the_notes_are_private_and_hold_nothing_up(tmp_path):
    folder = staged(tmp_path)
    with notes(folder) as told:
        (file,) = folder.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.unlink()
        told.tell("built", ["a"])
    assert underway(tmp_path) is None
    Notes(tmp_path / "gone").tell("built", ["a"])


@pytest.mark.parametrize("odd", [b"[1,2", b"{}", b"[]\n7\n[null, 1, 2]", b"\xff\xfe", b'["a", "b", "c"]'])
def test_odd_lines_are_not_looked_at(tmp_path, odd):
    folder = staged(tmp_path)
    with notes(folder) as told:
        told.tell("built", ["a"])
        (file,) = folder.iterdir()
        file.write_bytes(file.read_bytes() + odd)
        assert underway(tmp_path).people == {"a": "built"}
