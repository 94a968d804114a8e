"""What processes of a crew do for the tests: a module of its own, for each of them imports it anew."""

from __future__ import annotations

import gc
import os
import signal
import time
from typing import Any


def answer(press: Any, item: str) -> Any:
    """What a process says: who it is, of which folder, and the item; or what becomes of it."""
    if item == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "fails":
        raise ValueError(item)
    if item == "cannot travel":
        raise OSError(lambda: "李四")
    if item == "settled":
        return gc.get_freeze_count() > 10_000
    return os.getpid(), press.job.work.root.name, len(press.job.people), item


def sleep(_press: Any, seconds: float) -> int:
    """Who slept."""
    time.sleep(seconds)
    return os.getpid()
