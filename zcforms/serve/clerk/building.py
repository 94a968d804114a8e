"""The build that is started from the office page, and what is seen of any build of the folder.

What it says goes to a private file in the output, which it holds locked as long as it lives: whether it is at
work, and how it ended, is known to a service that was started again meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from zcforms.batch.underway import Underway, is_held, underway
from zcforms.ground.files import OWN, read_file
from zcforms.ground.locking import PASSES_ON, lock
from zcforms.intake.folder import OUTPUT
from zcforms.paper.delivery import RECEIPT, make_private
from zcforms.serve.clerk.commands import PROGRAM, fault_of

SAID = ".zcforms-said"
_COMMAND = (*PROGRAM, "build", "--json")
_LONGEST = 10_000  # bytes of what is said of a fault: what is longer is a receipt
_CUT_OFF = "上次制作没有做完就停了（断电，或被结束）；再做一遍，做好的不重做"


@dataclass(frozen=True)
class Seen:
    """A build as it is seen: if one is at work, what it tells of people, why the last came to nothing."""

    at_work: bool
    notes: Underway | None = None
    fault: str = field(default="", repr=False)


class Building:
    """The builds of a folder of work, one at a time."""

    def __init__(self, root: Path) -> None:
        self._root, self._out = root, root / OUTPUT
        self._busy = threading.Lock()

    def start(self, *person: str) -> bool:
        """Start a build of everybody, or of a person by key; False if one is at work.

        It goes on if the service ends. Raises OSError where nothing can be written.
        """
        with self._busy:
            if self._seen().at_work:
                return False
            make_private(self._out)
            said = os.open(self._out / SAID, os.O_RDWR | os.O_CREAT | OWN, 0o600)
            try:
                lock(said)  # the child has it too, and keeps it
                os.ftruncate(said, 0)
                build = subprocess.Popen(
                    [*_COMMAND, str(self._root), *(f"--person={key}" for key in person)],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except BlockingIOError:
                os.close(said)
                return False
            except BaseException:
                os.close(said)
                raise
            threading.Thread(target=_attend, args=(build, said), daemon=True).start()
            return True

    def seen(self) -> Seen:
        """The build as it is now."""
        with self._busy:
            return self._seen()

    def _seen(self) -> Seen:
        notes = underway(self._out)
        if (notes and notes.alive) or self._is_said_held():
            return Seen(True, notes if notes and notes.alive else None)
        return Seen(False, notes, _CUT_OFF if notes else self._fault())

    def _is_said_held(self) -> bool:
        try:
            return is_held(self._out / SAID)
        except OSError:  # none was started here
            return False

    def _fault(self) -> str:
        """Why the last build that was started here came to nothing; "" if it did not, or one did since."""
        said = self._out / SAID
        try:
            size, at = said.stat().st_size, said.stat().st_mtime_ns
            with suppress(FileNotFoundError):
                if (self._out / RECEIPT).stat().st_mtime_ns > at:
                    return ""
            told = json.loads(read_file(said)) if 0 < size < _LONGEST else {}
        except (OSError, ValueError, RecursionError):
            return ""
        return fault_of(told) if size else _CUT_OFF


def _attend(build: subprocess.Popen[bytes], said: int) -> None:
    """Wait for a build to end, as the system wants, and hold what it says where it does not do so itself."""
    if PASSES_ON:
        os.close(said)
    build.wait()
    if not PASSES_ON:
        os.close(said)
