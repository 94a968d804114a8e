"""A line of progress with its pace, and the place where whoever ends the program is heard."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # a command loads what it shows by itself: help must be there at once
    from zcforms.batch import Progress

_ALARM = [signal.SIGALRM] if hasattr(signal, "setitimer") else []  # Windows has none: there it drains on
_DRAIN = 20  # seconds that somebody's papers may still take; a build ends within 30


@contextmanager
def progress() -> Iterator[Progress]:
    """A line that is rewritten on a terminal, nothing in a pipe; and the place where Ctrl-C is heard.

    The first Ctrl-C (or TERM, or HUP) waits for the next step between two people, where nothing is half done:
    inside the layout engine's callbacks it would be lost or be taken for a broken form. It does not wait for
    longer than _DRAIN, and not for a second one.
    """
    stop = threading.Event()
    begun: dict[str, float] = {}  # when each stage was

    def note(number: int, frame: Any) -> None:
        if stop.is_set():
            signal.default_int_handler(number, frame)
        stop.set()
        if _ALARM:
            signal.setitimer(signal.ITIMER_REAL, _DRAIN, 1)

    def show(stage: str, done: int, total: int) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        if sys.stderr.isatty():
            seconds = time.monotonic() - begun.setdefault(stage, time.monotonic())
            click.echo(_progress_line(stage, done, total, seconds), err=True, nl=False)

    earlier = {}
    if threading.current_thread() is threading.main_thread():
        ends = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}
        heard = [number for number in ends if signal.getsignal(number) is not signal.SIG_IGN]  # (nohup)
        earlier = {number: signal.signal(number, note) for number in (*heard, *_ALARM)}
    try:
        yield show
    finally:
        if earlier and _ALARM:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _progress_line(stage: str, done: int, total: int, seconds: float) -> str:
    """A stage after so many seconds: how much is done, how fast it goes, and how long it still takes."""
    full = 24 * done // max(1, total)
    pace = ""
    if 0 < done < total and seconds > 0:
        rate, left = done / seconds, shown_time(seconds * (total - done) / done)
        each = f"每秒{rate:.1f}人" if rate >= 1 else f"每分钟{rate * 60:.1f}人"
        pace = f"　{each}　还要约{left}"
    # What was longer before is wiped out to the end of the line.
    return f"\r{stage} [{'█' * full}{'·' * (24 - full)}] {done}/{total}{pace}\x1b[K" + "\n" * (done == total)


def shown_time(seconds: float) -> str:
    """A time in words, as exactly as anybody wants to know it."""
    if seconds < 60:
        return f"{max(1, round(seconds))}秒"
    return f"{round(seconds / 60)}分钟" if seconds < 3600 else f"{seconds / 3600:.1f}小时"
