"""What earlier builds found out, looked up instead of done again as long as it rests on the same.

A database beside the journal, of the main process alone: by the digest of all that an answer rests on, the
answer as plain data. It is private (0600) and sealed as the journal is. It holds nothing that could not be
found out again: one that cannot be read or written is as good as none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from zcforms.batch.journal import Journal
from zcforms.ground.database import connect, is_sealed, is_whole, row_seal

NAME = "known.sqlite"
_ENDINGS = ("", "-journal", "-wal", "-shm")
FILES = frozenset(NAME + ending for ending in _ENDINGS)
_TABLE = "CREATE TABLE known (kind TEXT, rests_on TEXT, told TEXT, seal TEXT, PRIMARY KEY (kind, rests_on))"


class Memory:
    """Answers by their kind and by the digest (hex) of what they rest on; `key` seals them."""

    def __init__(self, folder: Path | None = None, key: bytes = b"", afresh: bool = False) -> None:
        """That in a private folder, which comes to be there when it is settled; without one, none.

        With `afresh` what is there counts for nothing.
        """
        self._path, self._key = folder and folder / NAME, key
        self._database = _opened(None if afresh else self._path)
        self._used: set[tuple[str, str]] = set()

    def settle(self) -> None:
        """Have a database in the folder, which is there by now; where none can be written there is none."""
        if self._path is None or self._is_settled():
            return
        with suppress(OSError, sqlite3.Error):
            for ending in _ENDINGS:
                self._path.with_name(NAME + ending).unlink(missing_ok=True)
            self._path.touch(0o600)
            target = sqlite3.connect(self._path)
            self._database.commit()
            self._database.backup(target)
            target.close()
            settled = _connected(self._path)
            self._database.close()
            self._database = settled

    def _is_settled(self) -> bool:
        return bool(self._database.execute("PRAGMA database_list").fetchone()[2])

    def recall(self, kind: str, rests_on: str) -> Any:
        """What was noted; None if that is nothing, or nothing that can be trusted."""
        asked = "SELECT told, seal FROM known WHERE kind = ? AND rests_on = ?"
        with suppress(sqlite3.Error, UnicodeDecodeError):
            row = self._database.execute(asked, (kind, rests_on)).fetchone()
            if row and is_sealed(row[1], self._key, kind, rests_on, str(row[0])):
                self._used.add((kind, rests_on))
                return json.loads(row[0])
        return None

    def note(self, kind: str, rests_on: str, told: Any) -> None:
        """Note an answer, plain data."""
        text = json.dumps(told, ensure_ascii=False)
        row = (kind, rests_on, text, row_seal(self._key, kind, rests_on, text))
        with suppress(sqlite3.Error):
            self._database.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)", row)
            self._used.add((kind, rests_on))

    def tidy(self) -> None:
        """Forget what nobody asked for."""
        with suppress(sqlite3.Error):
            self._database.execute("CREATE TEMP TABLE used (kind TEXT, rests_on TEXT)")
            self._database.executemany("INSERT INTO used VALUES (?, ?)", self._used)
            self._database.execute(
                "DELETE FROM known WHERE (kind, rests_on) NOT IN (SELECT kind, rests_on FROM used)"
            )

    def close(self) -> None:
        """Write down what was noted."""
        with suppress(sqlite3.Error):
            self._database.commit()
        self._database.close()


@contextmanager
def memory(beside: Journal, afresh: bool = False) -> Generator[Memory, None, None]:
    """The memory beside a journal, with its key; a new one is nowhere until it is settled.

    What was noted is on the disk when it is left, however that is.
    """
    known = Memory(beside.folder, beside.key, afresh)
    try:
        yield known
    finally:
        known.close()


def _opened(path: Path | None) -> sqlite3.Connection:
    """The database that is there, if it is one of ours and whole; else a new one in memory."""
    if path and path.is_file() and not path.is_symlink() and not path.parent.is_symlink():
        with suppress(sqlite3.Error, UnicodeDecodeError):
            return _connected(path)
    database = sqlite3.connect(":memory:")
    database.execute(_TABLE)
    return database


def _connected(path: Path) -> sqlite3.Connection:
    database = connect(path, "OFF")  # what is lost is found out again
    try:
        if not is_whole(database, _TABLE):
            raise sqlite3.DatabaseError
    except BaseException:
        database.close()
        raise
    return database
