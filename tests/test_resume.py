"""A build that was cut off goes on where it was, and ends as one that nothing disturbed."""

import errno
import os
import signal
import sys
from pathlib import Path

import processes
import pytest
from conftest import CHILDREN, delivered, makers_read, person, work_in
from test_crew import build_on

from zcforms.batch.journal import Journal
from zcforms.batch.keeping import KEPT
from zcforms.ground.errors import Undeliverable

pytestmark = pytest.mark.usefixtures("filled_before")
HERE = Path(__file__).parent
NOTES = 8  # of four people: what does not show their numbers, and what does


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of four people, for two processes."""
    people = {f"p{n}": person(f"3302001985061500{n}", 姓名=f"林{'甲乙丙丁'[n]}") for n in range(4)}
    return work_in(tmp_path_factory.mktemp("resume"), people)


@pytest.fixture(scope="module")
def right(folder, tmp_path_factory):
    """What an undisturbed build makes."""
    out = tmp_path_factory.mktemp("right")
    return build_on(1, folder, out)["documents"]


@pytest.fixture
def notes(monkeypatch):
    """Who is noted in the journal from now on."""
    noted, note = [], Journal.note

    def noting(self, place, stage, who, entry):
        noted.append(who)
        note(self, place, stage, who, entry)

    monkeypatch.setattr(Journal, "note", noting)
    return noted


# What a process of these runs reads first: it ends itself after so many calls of a function.
ENDING = """
import os, signal, sys
from pathlib import Path
from zcforms.batch import journal
from zcforms.paper import delivery

def ending(place, name, calls, number):
    real, left = getattr(place, name), [calls]
    def wrapped(*args):
        found = real(*args)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), number)
        return found
    setattr(place, name, wrapped)
"""
RUN = "from test_crew import build_on; build_on(int(sys.argv[3]), Path(sys.argv[1]), Path(sys.argv[2]))"


@pytest.fixture
def cut_off(folder):
    """Makes a build that ends itself; its exit code."""

    def run(out, ending, cores=1, program=RUN):
        path = os.pathsep.join([str(HERE), *sys.path, str(CHILDREN)])
        done = processes.run(
            [sys.executable, "-c", f"{ENDING}\n{ending}\n{program}", folder, out, str(cores)],
            env={**os.environ, "PYTHONPATH": path},
        )
        return done.returncode

    return run


def ends_right(folder, out, right):
    receipt = build_on(1, folder, out, workers=1)
    assert (receipt["built"], receipt["failed"]) == (4, 0)
    assert receipt["documents"] == right
    assert delivered(out) == {d["path"] for d in right} | {"receipt.json"}
    assert [p.name for p in out.glob(".zcforms*")] == [KEPT]


@pytest.mark.parametrize("done", [1, 6])
def test_a_build_that_is_killed_is_gone_on_with(folder, tmp_path, right, notes, cut_off, done):
    code = cut_off(tmp_path, f"ending(journal.Journal, 'note', {done}, signal.SIGKILL)")
    assert code == -signal.SIGKILL
    assert not (tmp_path / "receipt.json").exists()
    ends_right(folder, tmp_path, right)
    assert len(notes) == NOTES - done, "what was noted is not made again"


def test_a_build_that_is_killed_while_it_delivers_makes_nothing_again(
    folder, tmp_path, right, notes, cut_off
):
    code = cut_off(tmp_path, "ending(delivery, 'deliver', 7, signal.SIGKILL)")
    assert code == -signal.SIGKILL
    # Seven files and what others of the eight hands had done; the list of them, who was made, and a photo.
    assert 10 <= len(delivered(tmp_path)) < 10 + 8
    ends_right(folder, tmp_path, right)
    assert notes == []


def test_a_build_that_is_ended_stops_between_two_people(folder, tmp_path, right, notes, cut_off):
    words = "['build', sys.argv[1], '--form', 'pledge', '--form', 'bag_cover', '--out', sys.argv[2]]"
    ending = "ending(journal.Journal, 'note', 3, signal.SIGTERM)"
    program = f"from zcforms.cli import main; main([*{words}, '--workers', '1'])"
    assert cut_off(tmp_path, ending, program=program) == 130
    assert delivered(tmp_path) == set()
    assert [p.name for p in tmp_path.iterdir()] == [KEPT]


WORKER = """
once = Path(os.environ["ONCE"])
real = journal.Journal.note
def note(self, *row):
    real(self, *row)
    try:
        once.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
journal.Journal.note = note
"""


def test_a_process_that_is_killed_when_it_has_noted_somebody_loses_nobody(
    folder, tmp_path, right, cut_off, monkeypatch
):
    place, out = tmp_path / "site", tmp_path / "out"
    place.mkdir()
    makers_read(place, f"{ENDING}\n{WORKER}")
    monkeypatch.setenv("ONCE", str(tmp_path / "once"))
    monkeypatch.syspath_prepend(str(place))
    assert cut_off(out, "", cores=2) == 0
    assert (tmp_path / "once").exists()
    ends_right(folder, out, right)


def test_a_disk_that_is_full_is_gone_on_with_when_there_is_room(folder, tmp_path, right, notes, monkeypatch):
    open_, room = Path.open, [5]

    def full(path, mode="r", *rest, **named):
        is_paper = mode == "wb" and path.suffix == ".pdf"
        room[0] -= is_paper
        if is_paper and room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return open_(path, mode, *rest, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        with pytest.raises(Undeliverable, match="磁盘已满"):
            build_on(1, folder, tmp_path)
    assert delivered(tmp_path) == set()
    assert len(notes) == 5
    ends_right(folder, tmp_path, right)
    assert len(notes) == NOTES
