"""A process that is split off is what one that is started is."""

import os
import signal
import subprocess
import sys

import processes
import pytest

TOLD = """
import json, os, signal, sys
open_files = [os.path.realpath(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")]
told = {"files": len([name for name in open_files if not name.endswith((".ttf", ".otf"))])}  # mapped faces
told |= {"umask": os.umask(0)}
told |= {"argv": sys.argv, "first": sys.path[0], "name": __name__, "cwd": os.getcwd(), "parent": os.getppid()}
told |= {"X": os.environ.get("X"), "leads": os.getsid(0) == os.getpid()}
told |= {"deaf": [n for n in range(1, 32) if signal.getsignal(n) == signal.SIG_IGN], "read": sys.stdin.read()}
print(json.dumps(told))
sys.exit("no")
"""


@pytest.mark.parametrize("new_session", [True, False])
def test_it_knows_of_itself_what_is_so(tmp_path, new_session):
    told = []
    (given := tmp_path / "given").write_text("x")
    before = os.umask(0o27)
    for begin in (subprocess.Popen, processes.Popen):
        with given.open() as file:
            process = begin(
                [sys.executable, "-c", TOLD, "a", tmp_path],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=tmp_path,
                env={**os.environ, "X": "y"},
                start_new_session=new_session,
            )
        told.append((*process.communicate(timeout=60), process.returncode))
    os.umask(before)
    assert told[0] == told[1]
    assert (told[0][1:], b'"read": "x"' in told[0][0]) == ((b"no\n", 1), True)


def test_it_is_a_module_and_dies_as_it_is_killed():
    words = [sys.executable, "-m", "zcforms"]
    started, split = (
        run([*words, "nonsense"]) for run in (lambda c: subprocess.run(c, capture_output=True), processes.run)
    )
    assert (split.returncode, split.stdout, split.stderr) == (2, started.stdout, started.stderr)
    killed = "import os, signal; print(1, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    done = processes.run([sys.executable, "-c", killed])
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"1\n")


def test_what_one_leaves_behind_the_next_does_not_see():
    first = "import zcforms, sys; zcforms.left = sys.left = 1"
    seen = "import zcforms, sys; print(hasattr(zcforms, 'left'), hasattr(sys, 'left'))"
    done = [processes.run([sys.executable, "-c", program], text=True) for program in (first, seen)]
    assert [one.stdout for one in done] == ["", "False False\n"]
