"""Processes of the program that begin where everything is imported: split off one that has done nothing else.

Importing and reading the forms is most of what a short command takes. A process from here is a true one all
the same: a child of the test with a number, an exit code, signals, surroundings, folder and files of its own,
that ends as every other does. What Python reads when it starts (PYTHONPATH, PYTHONHASHSEED, TZ, LC_ALL) is
the first one's: whoever tests that, or what is imported when, starts the program by `subprocess`.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import runpy
import socket
import subprocess
import sys
import threading
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

_IMPORTED = ("zcforms.cli", "zcforms.batch", "zcforms.serve.running", "zcforms.serve.clerk", "test_crew")
_LONGEST = 2**20  # bytes of a command and its surroundings
_SUBREAPER = 36  # prctl(2): whom its children leave behind are its own
_ONE_AT_A_TIME = threading.Lock()
_begun = subprocess.Popen  # some tests have the program use the one below


class Popen(subprocess.Popen[Any]):
    """subprocess.Popen of a command of this Python and -m or -c."""

    def _execute_child(self, args: Any, *given: Any) -> None:  # type: ignore[override]
        cwd, env, ends, new_session = given[4], given[5], given[9:15], given[20]
        python, *words = map(os.fspath, args)
        assert python == sys.executable
        standard = [ends[0], ends[3], ends[5]]  # whose to read, to write, to complain to; -1: as ours
        self.pid = _split(
            {
                "words": words,
                "around": dict(os.environ if env is None else env),
                "cwd": os.fspath(cwd or Path.cwd()),
                "umask": _umask(),
                "new_session": new_session,
            },
            [own if end == -1 else end for own, end in enumerate(standard)],
        )
        self._child_created = True
        self._close_pipe_fds(*ends)  # type: ignore[attr-defined]


def run(command: list[Any], timeout: float = 300, **given: Any) -> subprocess.CompletedProcess[Any]:
    """subprocess.run of such a command, with what it prints."""
    with Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **given) as process:
        try:
            printed = process.communicate(timeout=timeout)
        finally:
            process.kill()
    return subprocess.CompletedProcess(command, process.returncode, *printed)


def _umask() -> int:
    os.umask(now := os.umask(0o77))
    return now


def _split(what: dict[str, Any], ends: list[int]) -> int:
    """The number of a new child of this process."""
    libc = ctypes.CDLL(None)
    with _ONE_AT_A_TIME:
        first = _first()
        libc.prctl(_SUBREAPER, 1, 0, 0, 0)
        try:
            socket.send_fds(first, [json.dumps(what).encode()], ends)
            number = int(first.recv(_LONGEST))
            assert first.recv(_LONGEST) == b"ready"  # the one between has gone: the child is ours
        finally:
            libc.prctl(_SUBREAPER, 0, 0, 0, 0)
    return number


@cache
def _first() -> socket.socket:
    """The way to the first one of this process, which ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    path = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", ""), *sys.path]
    process = _begun(
        [sys.executable, __file__, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


# --- in the first process, and in those that are split off it ------------------------------------


def _prepare() -> None:
    """Import what commands import, and read what comes with the program: the same for all, by content."""
    for name in _IMPORTED:
        import_module(name)
    from zcforms.fillers import html
    from zcforms.forms import load_forms
    from zcforms.plans import load_plan, plan_ids

    for plan in plan_ids():
        load_plan(plan)
    for form in load_forms().values():
        if "html" in form.media:
            html.check_template(form)
    gc.collect()
    gc.freeze()


def _serve(channel: socket.socket) -> dict[str, Any]:
    """Split off whoever is asked for, until nobody asks any more; then what that one is to do."""
    tests = os.getppid()
    while True:
        asked, ends, *_ = socket.recv_fds(channel, _LONGEST, 3)
        if not asked:
            sys.exit()
        assert threading.active_count() == 1
        if (between := os.fork()) == 0:
            if number := os.fork():
                channel.send(str(number).encode())
                os._exit(0)
            channel.close()
            while os.getppid() != tests:  # the one between goes at once
                time.sleep(0.001)
            for number, end in enumerate(ends):
                os.dup2(end, number)
                os.close(end)
            return json.loads(asked)  # type: ignore[no-any-return]
        os.waitpid(between, 0)
        for end in ends:
            os.close(end)
        channel.send(b"ready")


def _begin(words: list[str], around: dict[str, str], cwd: str, umask: int, new_session: bool) -> None:
    """Be the program of these words."""
    os.environ.clear()
    os.environ.update(around)
    os.chdir(cwd)
    os.umask(umask)
    if new_session:
        os.setsid()
    way, what, *rest = words[words[0] == "-P" :]
    sys.path[0] = ""
    if way == "-m":
        sys.argv = [what, *rest]
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        assert way == "-c"
        sys.argv = [way, *rest]
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(what, vars(main))  # noqa: S102  a program of a test


if __name__ == "__main__":
    _prepare()
    _begin(**_serve(socket.socket(fileno=int(sys.argv[1]))))
