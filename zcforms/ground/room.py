"""A room of its own for files of strangers: a child process that may be killed, hang or eat its fill alone.

What reads, decodes or repairs a file that somebody else made runs there, with limits; the child is started
when it is first needed, is used again for the next file, and is replaced when it died.
"""

from __future__ import annotations

import atexit
import gc
import io
import logging
import os
import pickle
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, EnumMeta
from functools import cache
from importlib import import_module
from typing import IO, Any, TypeVar

from zcforms.ground import limits
from zcforms.ground.errors import TEMPORARY, Undeliverable, ZcformsError, reason
from zcforms.ground.steps import origin

T = TypeVar("T")

_HEAD = struct.Struct(">Q")  # how many bytes follow
_INSIDE: ContextVar[bool] = ContextVar("inside", default=False)
# The child's allocator keeps what one file took for the next (mallopt(3)), which would else be asked of the
# system anew each time: with scans, a fifth of all the work.
_KEEPING = {"MALLOC_MMAP_THRESHOLD_": str(32 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(64 * 2**20)}
# New objects before garbage is looked for: with Python's 700, a fifth of the time that a workbook takes.
_YOUNG = 50_000
_LATE = "处理时间过长"
_BEGIN = "import sys; _, f, *sys.path[:] = sys.argv; from zcforms.ground.room import serve; serve(f)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take: memory (bytes of address space), CPU seconds, bytes of an answer.

    A machine may be busy with something else: only `patience` times as many seconds on the clock are a hang.
    """

    memory: int = 2 * 2**30
    seconds: int = 180  # 300 MB of scans take 5; pages that are drawn as pictures take longest
    answer: int = 512 * 2**20
    patience: int = 5


class Spoiled(Exception):
    """The work came to no end: why, in Chinese, and where in the program if something of ours failed."""

    def __init__(self, why: str, origin: str = "") -> None:
        super().__init__(why)
        self.why, self.origin = why, origin

    @property
    def whole(self) -> str:
        """Why, and where."""
        return self.why + (f"（{self.origin}）" if self.origin else "")


class Room:
    """A child process that does one piece of work after another.

    What its libraries put down for a while lies in a folder of its own, which goes with it.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._owner = 0
        self._busy = threading.Lock()  # the threads of a service ask one after another

    def call(self, work: Callable[..., T], *args: Any) -> T:
        """What a function of a module makes of its arguments; both travel, so no open thing may be in them.

        Raises Spoiled where a limit was met, the child died or the work failed unforeseen, and the
        work's own ZcformsError.
        """
        with self._busy:
            kind, value = self._asked((self._limits, work.__module__, work.__qualname__, args))
        if kind == "error":
            raise value
        if kind == "spoiled":
            raise Spoiled(*value)
        return value  # type: ignore[no-any-return]

    def _asked(self, what: object) -> tuple[str, Any]:
        child = self._ready()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()
        over = threading.Timer(self._limits.seconds * self._limits.patience, _end, (child, late))
        try:
            over.start()
            _send(child.stdin, what)
            return self._answer(child.stdout)
        except (EOFError, OSError):  # (on Windows a broken pipe is an invalid argument)
            fate = _LATE if late.is_set() else limits.fate(child.wait())
            self.close()
            raise Spoiled(fate) from None
        except BaseException:  # Ctrl-C too: what the child still answers is not for the next who asks
            self.close()
            raise
        finally:
            over.cancel()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
            self._child.communicate()
            shutil.rmtree(self._folder, ignore_errors=True)
        self._child = None

    def _ready(self) -> subprocess.Popen[bytes]:
        # A process that was split off this one must not talk to the child of its parent.
        if self._child is None or self._owner != os.getpid() or self._child.poll() is not None:
            self.close()
            self._owner, self._folder = os.getpid(), _own_folder()
            self._child = subprocess.Popen(
                [sys.executable, "-c", _BEGIN, self._folder, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # decoders of C write there what they think of a file
                env={**os.environ, **_KEEPING, "TMPDIR": self._folder},
            )
        return self._child

    def _answer(self, source: IO[bytes]) -> tuple[str, Any]:
        (size,) = _HEAD.unpack(_received(source, _HEAD.size))
        if size > self._limits.answer:
            raise Spoiled("内容过大")
        try:
            return _Plain(io.BytesIO(_received(source, size))).load()  # type: ignore[no-any-return]
        except pickle.UnpicklingError as e:
            raise Spoiled("处理时出错", origin(e)) from None


@cache
def room() -> Room:
    """The room of this process."""
    made = Room()
    atexit.register(made.close)
    return made


def in_room() -> bool:
    """Whether this is the child's process."""
    return _INSIDE.get()


def _own_folder() -> str:
    try:
        return tempfile.mkdtemp(prefix="zcforms-")
    except OSError as e:
        raise Undeliverable(f"无法新建临时文件夹（{reason(e)}）", hint=TEMPORARY) from e


class _Plain(pickle.Unpickler):
    """Reads records of ours and plain data, nothing that acts: the child has read files of strangers."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member
        if module.startswith("zcforms.") or module in ("pathlib", "builtins"):
            known = super().find_class(module, name)
            if isinstance(known, type):
                return known
        raise pickle.UnpicklingError(f"{module}.{name}")


def _member(kind: object, name: str) -> Enum:
    """A member of an enumeration by its name, as Python 3.11.2 writes one down (later ones by its value)."""
    if isinstance(kind, EnumMeta):
        return kind[name]
    raise pickle.UnpicklingError(f"{kind}.{name}")


def _send(target: IO[bytes], value: object) -> None:
    content = pickle.dumps(value)
    target.write(_HEAD.pack(len(content)))
    target.write(content)
    target.flush()


def _received(source: IO[bytes], size: int) -> bytes:
    """So many bytes; EOFError if they end before."""
    content = source.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    """End a child that has taken too long."""
    late.set()
    child.kill()


def hush() -> None:
    """Have the library of PDFs keep its English asides to itself: what matters of them is told in Chinese."""
    logger = logging.getLogger("pikepdf")
    logger.propagate = False  # and not by its level: whoever listens to it has to hear it
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


# --- inside --------------------------------------------------------------------------------------


def serve(folder: str) -> None:
    """The child's whole life: work in, answers out, until nobody is there any more.

    Then nobody is there to take its folder away, either.
    """
    _INSIDE.set(True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    limits.leave_no_core()
    gc.set_threshold(_YOUNG)
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)  # what a decoder prints must not stand among the answers
    hush()
    while head := source.read(_HEAD.size):
        most, module, name, args = pickle.loads(source.read(*_HEAD.unpack(head)))  # noqa: S301  the parent's
        work = getattr(import_module(module), name)
        limits.limit_own(most.memory, most.seconds)
        _send(target, _done(work, args))
    shutil.rmtree(folder, ignore_errors=True)


def _done(work: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "value", work(*args)
    except ZcformsError as e:
        return "error", e
    except MemoryError:
        return "spoiled", ("占用内存过多", "")
    except Exception as e:
        return "spoiled", ("处理时出错", origin(e))
