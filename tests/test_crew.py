"""Several processes make what one makes; what dies or is killed takes nobody else with it."""

import errno
import gc
import multiprocessing
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import forkserver
from pathlib import Path

import processes
import pytest
from conftest import CHILDREN, TODAY, makers_read, person, silent, work_in
from crewmates import answer

from zcforms import batch
from zcforms.batch import crew, pool
from zcforms.batch.crew import Crew, Errand
from zcforms.batch.keeping import KEPT
from zcforms.batch.pool import Pool
from zcforms.ground.errors import MissingTool, Undeliverable
from zcforms.pipeline.press import Press


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of four people, for two processes."""
    people = {f"p{n}": person(f"3302001985061500{n}", 姓名=f"林{'甲乙丙丁'[n]}") for n in range(4)}
    return work_in(tmp_path_factory.mktemp("crew"), people)


@pytest.fixture(scope="module")
def press(folder):
    """The press of that folder."""
    return Press(batch.open_job(folder, TODAY), "none")


def lost(item):
    return 0, "", 0, f"{item} is lost"


ANSWER = Errand(answer, lost)


def test_little_work_begins_no_other_process_but_goes_to_those_that_have_begun(press, tmp_path):
    workers = Crew(press, tmp_path, Pool(2), least=16)
    heavy = Errand(answer, lost, weight=lambda _: 8)
    try:
        for errand, items, alone in [
            (ANSWER, 15, True),
            (heavy, 1, True),
            (heavy, 2, False),
            (ANSWER, 1, False),
        ]:
            answers = list(workers.each(errand, list(range(items))))
            assert [item for *_, item in answers] == list(range(items))
            assert ({number for number, *_ in answers} == {os.getpid()}) == alone
        workers.close()
        assert [number for number, *_ in workers.each(ANSWER, [1])] == [os.getpid()], "none is there any more"
        assert next(workers.each(heavy, ["dies", "dies"])) == (0, "", 0, "dies is lost")
        workers.close()
        assert os.getpid() not in {number for number, *_ in workers.each(ANSWER, [1])}, "one died"
    finally:
        workers.close()


def test_for_a_crowd_what_processes_begin_with_is_made_ready_beside_other_work(press, tmp_path, monkeypatch):
    made_ready = []
    monkeypatch.setattr(crew, "_CROWD", 4)
    monkeypatch.setattr(forkserver, "ensure_running", lambda: made_ready.append("ready"))
    for people, asked, ready in [(3, 2, []), (4, 1, []), (4, 2, ["ready"])]:
        with crew.crew(press, people, tmp_path, asked):
            assert made_ready == ready


def test_several_processes_answer_in_order_and_know_one_person_at_a_time(press, tmp_path):
    workers = Crew(press, tmp_path, Pool(2))
    try:
        asked = workers.each(ANSWER, list(range(20)))
        assert list(tmp_path.glob("*.task")), "begun before anybody asks for an answer"
        answers = list(asked)
    finally:
        workers.close()
    assert [item for *_, item in answers] == list(range(20))
    assert {name for _, name, _, _ in answers} == {"work"}
    assert {people for _, _, people, _ in answers} == {0}
    assert len({pid for pid, *_ in answers} - {os.getpid()}) == 2


def test_what_stays_is_left_out_of_collections_in_a_process_of_its_own_alone(press, tmp_path):
    before = gc.get_freeze_count()
    workers = Crew(press, tmp_path, Pool(2))
    try:
        assert list(workers.each(ANSWER, ["settled"])) == [True]
    finally:
        workers.close()
    assert gc.get_freeze_count() <= before  # what is set free by the way is no longer counted


def test_one_process_is_this_one(press, tmp_path):
    assert [pid for pid, *_ in Crew(press, tmp_path).each(ANSWER, [1, 2])] == [os.getpid()] * 2


def test_whose_work_ends_its_process_is_lost_alone(press, tmp_path):
    items = ["a", "b", "dies", *"cdefgh", "dies", "i"]
    workers = Crew(press, tmp_path, Pool(2))
    try:
        found = [item for *_, item in workers.each(ANSWER, items)]
    finally:
        workers.close()
    assert found == ["a", "b", "dies is lost", *"cdefgh", "dies is lost", "i"]


def test_a_program_without_a_guard_is_told_of_it(press, tmp_path):
    """Each process begins by running it again, and ends there."""
    (tmp_path / "press").write_bytes(pickle.dumps(press))
    (tmp_path / "program.py").write_text(
        "import pickle\nfrom pathlib import Path\nfrom zcforms.batch.crew import Crew, Errand\n"
        "from zcforms.batch.pool import Pool\n"
        "press = pickle.loads(Path('press').read_bytes())\n"
        "print(list(Crew(press, Path(), Pool(2)).each(Errand(print, str), ['a', 'b'])))\n"
    )
    path = os.pathsep.join(sys.path)
    run = subprocess.run(  # itself: what it begins with is what counts
        [sys.executable, "program.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert run.returncode == 1 and run.stdout == ""
    assert "另起的进程一开始就停了，没有做成" in run.stderr
    assert '程序里调用build的，请写在 if __name__ == "__main__": 之下' in run.stderr


LIES = """
import zcforms.cli
from zcforms.batch.pool import Pool
from zcforms.serve.clerk.commands import Command
if __name__ == "__main__":
    Pool(2).begin().shutdown()
    one = Command("plans", "list")
    one.wait()
    print(len(one.result) > 3)
"""


def test_what_lies_where_the_user_is_does_not_run(tmp_path):
    """A folder of work comes from somebody else, and whoever opens it may stand in it."""
    sent, program = tmp_path / "sent", tmp_path / "program.py"
    sent.mkdir()
    for module in ("selectors", "multiprocessing", "click"):
        (sent / f"{module}.py").write_text("open(f'{__name__} ran', 'w')\nraise ImportError('not ours')\n")
    program.write_text(LIES)
    run = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        cwd=sent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (run.stdout, [path.name for path in sent.glob("* ran")]) == ("True\n", []), run.stderr


def test_a_process_that_is_ended_as_it_begins_is_begun_once_more(press, tmp_path, monkeypatch):
    pools = []

    class Dying(pool._Processes):
        def submit(self, work, *rest):
            pools.append(self)
            if len(pools) == 1:
                done = Future()
                done.set_exception(BrokenProcessPool())
                return done
            return super().submit(work, *rest)

    monkeypatch.setattr(pool, "_Processes", Dying)
    workers = Crew(press, tmp_path, Pool(2))
    try:
        assert [item for *_, item in workers.each(ANSWER, [1, 2])] == [1, 2]
    finally:
        workers.close()
    assert pools[0] is not pools[1]


def test_a_process_that_is_ended_while_all_are_idle_is_no_news(press, tmp_path):
    workers = Crew(press, tmp_path, Pool(2))
    try:
        first = {pid for pid, *_ in workers.each(ANSWER, [1, 2, 3, 4])}
        os.kill(min(first), signal.SIGKILL)
        assert eventually(lambda: workers._executor._broken)
        assert [item for *_, item in workers.each(ANSWER, [5, 6])] == [5, 6]
    finally:
        workers.close()


def test_old_temporary_files_may_be_cleared_away(press, tmp_path, monkeypatch):
    workers = Crew(press, tmp_path, Pool(1))  # that begins with everything to import
    try:
        assert [item for *_, item in workers.each(ANSWER, [1, 2])] == [1, 2]
        workers.close()
        monkeypatch.setattr(forkserver._forkserver, "_forkserver_address", str(tmp_path / "gone"))
        assert [item for *_, item in workers.each(ANSWER, [3, 4])] == [3, 4]
    finally:
        workers.close()


FULL = BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


@pytest.mark.parametrize(("times", "error"), [(1, FULL), (100, FULL), (1, EOFError())])
def test_where_no_process_can_be_begun_it_is_tried_again_and_not_for_ever(
    press, tmp_path, monkeypatch, times, error
):
    submit, asked = ProcessPoolExecutor.submit, []

    def short(self, work, *rest):
        asked.append(work)
        if work.__name__ == "_done" and sum(one is work for one in asked) <= times:
            raise error
        return submit(self, work, *rest)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", short)
    workers = Crew(press, tmp_path, Pool(2))
    try:
        if times == 1:
            assert [item for *_, item in workers.each(ANSWER, [1, 2])] == [1, 2]
        else:
            with pytest.raises(MissingTool, match="另起的进程起不来"):
                list(workers.each(ANSWER, [1, 2]))
            assert [work.__name__ for work in asked].count("_answer") == 3, "begun three times"
    finally:
        workers.close()


def test_more_than_a_pipe_holds_keeps_nobody_waiting(press, tmp_path):
    much = "多" * 100_000
    workers = Crew(press, tmp_path, Pool(2))
    try:
        # A process that dies while it says much would never be heard out: it says only where that lies.
        assert len(pickle.dumps(workers._submit(ANSWER, much)[0].result())) < select.PIPE_BUF
        found = [item for *_, item in workers.each(ANSWER, [much, "dies", much, much])]
    finally:
        workers.close()
    assert found == [much, "dies is lost", much, much]
    # What was done is gone, and so is what nobody took when a process died: the press stays.
    assert [path.suffix for path in tmp_path.iterdir()] == [".press"]


def test_the_end_of_a_pool_ends_its_own_processes_alone():
    """A program that uses the library has processes of its own."""
    other, others = Pool(1), multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    others.start()
    kept = other.begin()
    team = Pool(1)
    own = team.begin().submit(os.getpid).result()
    team.end()
    try:
        assert others.is_alive()
        assert kept.submit(os.getpid).result() != own
    finally:
        others.kill()
        others.join()
        other.end()
    assert own not in {process.pid for process in multiprocessing.active_children()}


def test_what_is_raised_comes_back(press, tmp_path):
    workers = Crew(press, tmp_path, Pool(2))
    try:
        with pytest.raises(ValueError, match="fails"):
            list(workers.each(ANSWER, ["a", "fails", "b"]))
    finally:
        workers.close()


def test_nothing_is_raised_where_somebody_else_would_hear_it(press, tmp_path, monkeypatch):
    workers = Crew(press, tmp_path, Pool(2))
    monkeypatch.setattr(crew, "_settle", lambda: None)
    for item, kind, words in (("fails", ValueError, "fails"), ("cannot travel", RuntimeError, "OSError")):
        task = workers._set_down((answer, item), "task")
        told = Future()
        told.set_result(crew._done(workers._packed, task))
        with pytest.raises(kind, match=words):
            crew._taken(ANSWER, told, task)
    assert isinstance(crew._done(workers._packed, tmp_path / "gone"), Path)
    monkeypatch.setattr(crew, "stage", full)
    assert isinstance(crew._done(workers._packed, tmp_path / "gone"), Undeliverable)


def full(_path, _content):
    raise Undeliverable("磁盘已满")


def few_forms(folder):
    """A job whose plan has two forms only: every process lays out each form once."""
    job = batch.open_job(folder, TODAY)
    uses = [use for use in job.plan.forms if use.id in ("pledge", "bag_cover")]
    return replace(job, plan=job.plan.model_copy(update={"forms": uses, "binding": None}))


def build_on(cores, folder, out, workers=0):
    """What a build of four people says of itself on so many cores, by as many processes as were asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
        patch.setattr(crew, "_WORTH", 2)
        return batch.build(few_forms(folder), batch.Order(), out, silent, workers).to_dict()


def test_the_same_bytes_whatever_the_number_of_processes(folder, tmp_path):
    one, two = (build_on(cores, folder, tmp_path / str(cores)) for cores in (1, 2))
    assert one["built"] == 4
    assert one == two
    # Four pledges and bags, a file each, the print sets of both, and the list to print by, twice.
    assert len(one["documents"]) == 12


KILLER = """
import os, signal
from zcforms.batch import making, print_sets

def papers(press, one, *rest, real=making._papers):
    if one.file.key == "p3":
        os.kill(os.getpid(), signal.SIGKILL)
    return real(press, one, *rest)

def separators(press, use, *rest, real=print_sets.separators):
    if use.id == "pledge":
        os.kill(os.getpid(), signal.SIGKILL)
    return real(press, use, *rest)

making._papers, print_sets.separators = papers, separators
"""


def test_who_is_lost_is_told_of_and_the_others_are_made(folder, tmp_path):
    makers_read(tmp_path, KILLER)
    program = (
        "import sys; from pathlib import Path; from test_crew import build_on\n"
        "receipt = build_on(2, Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print([(one['person'], one['because']) for one in receipt['people'] if one['outcome'] != 'built'])\n"
        "print([one['message'] for one in receipt['findings'] if one['code'] == 'form-failed'])\n"
        "print([one['form'] for one in receipt['documents'] if one['path'].startswith('打印/')])\n"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parent), *sys.path])
    run = processes.run(
        [sys.executable, "-c", program, str(folder), str(tmp_path / "out")],
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == [
        "[('p3', ['person-failed'])]",
        "['排印《专业技术资格申报材料真实性保证书》时处理进程意外中断，未能完成']",
        "['bag_cover']",
    ]


def test_who_kills_the_process_that_is_there_is_lost_in_another_the_next_time(folder, tmp_path):
    killer = KILLER.replace("pledge", "no form")
    makers_read(tmp_path, killer)
    program = (
        f"{killer}\n"
        "import sys; from pathlib import Path; from test_crew import build_on\n"
        "receipt = build_on(1, Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print([one['person'] for one in receipt['people'] if one['outcome'] != 'built'])\n"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parent), *sys.path])
    out = tmp_path / "out"
    command = [sys.executable, "-c", program, str(folder), str(out)]
    runs = [processes.run(command, text=True, env={**os.environ, "PYTHONPATH": path}) for _ in range(3)]
    assert [run.returncode for run in runs] == [-signal.SIGKILL, 0, 0], "four people: too few for others"
    assert [run.stdout for run in runs] == ["", "['p3']\n", "['p3']\n"]
    assert build_on(1, folder, out)["built"] == 4, "whoever is made at last is not feared any more"
    assert not (out / KEPT / "underway").exists()


def test_when_this_process_is_killed_the_others_end(folder, tmp_path):
    program = (
        "import os, sys, time\n"
        "from datetime import date\n"
        "from crewmates import sleep\n"
        "from zcforms import batch\n"
        "from zcforms.batch.crew import Crew, Errand\n"
        "from zcforms.batch.pool import Pool\n"
        "from zcforms.pipeline.press import Press\n"
        "from pathlib import Path\n"
        "press = Press(batch.open_job(Path(sys.argv[1]), date(2021, 9, 15)), 'none')\n"
        "workers = Crew(press, Path(sys.argv[2]), Pool(2))\n"
        "for pid in workers.each(Errand(sleep, str), [0.01, 0.01, 60, 60]): print(pid, flush=True)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path, str(CHILDREN)])
    with processes.Popen(
        [sys.executable, "-c", program, str(folder), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as child:
        assert child.stdout is not None
        pids = {int(child.stdout.readline()) for _ in range(2)}
        child.kill()
    assert eventually(partial(all_gone, pids))


def all_gone(pids):
    return not any(Path(f"/proc/{pid}/cmdline").exists() and is_ours(pid) for pid in pids)


def is_ours(pid):
    return b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()


def eventually(holds, seconds=20):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()
