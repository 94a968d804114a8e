"""Commands of the program that are run for the office page, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from zcforms.serve.desk import Refused

# -P: with -m alone a module that lies where the service was begun would run, and somebody may have sent it.
PROGRAM = (sys.executable, "-P", "-m", "zcforms")


class Command:
    """A command at work; what it said is there when it is done.

    It goes on if the service ends: what is half made is worse than what is made and not looked at.
    """

    def __init__(self, *words: str) -> None:
        self._said: Any = None
        self._process = subprocess.Popen(
            [*PROGRAM, *words, "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        told, _ = self._process.communicate()
        try:
            self._said = json.loads(told)
        except ValueError:
            self._said = {"error": "没有做完就停了", "hint": "再试一次", "where": ""}

    @property
    def is_done(self) -> bool:
        """Whether it has ended."""
        return not self._reader.is_alive()

    @property
    def result(self) -> Any:
        """What it said, as plain data; None while it is at work, or if it came to nothing."""
        return None if not self.is_done or self.fault else self._said

    @property
    def fault(self) -> str:
        """Why it came to nothing; "" while it is at work, or if it did not."""
        return fault_of(self._said) if self.is_done else ""

    def wait(self) -> None:
        """Return when it is done."""
        self._reader.join()

    def end(self) -> None:
        """Have it end: nobody wants to know any more."""
        if not self.is_done:
            self._process.terminate()


def result_of(command: Command, status: int, refusal: str, sent: Path | None = None) -> Any:
    """What a command says when it is done; Refused, with why, if it came to nothing.

    The name under which a file that was `sent` lies here means nothing to whoever sent it.
    """
    command.wait()
    if command.fault:
        raise Refused(status, refusal, command.fault.replace(f"{sent}：", "") if sent else command.fault)
    return command.result


def fault_of(said: Any) -> str:
    """Why a command came to nothing, by what it said; "" if it did not."""
    if not isinstance(said, dict) or "error" not in said:
        return ""
    where = f"{said['where']}：" if said.get("where") else ""
    return f"{where}{said['error']}" + (f"（{said['hint']}）" if said.get("hint") else "")
