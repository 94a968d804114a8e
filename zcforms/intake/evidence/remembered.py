"""What was found of evidence is remembered by its content: what did not change is not opened again.

A private file (0600) beside the data, a row a file: its SHA-256, what judged it, and what was found, as plain
data; no name, no path. It may be deleted at any time. Every row is sealed with the folder's signing key: what
was not written here counts for nothing; a file that is no such database, or that another version of the
program or of a library wrote, is replaced.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from zcforms.ground.database import connect
from zcforms.ground.files import OWN, file_digest, read_file
from zcforms.ground.installing import version_of

NO_KEY = b""  # seals what a check notes before a first build makes the key, and counts until then only
_NAME = ".evidence.sqlite"
_SCHEMA = (
    "CREATE INDEX by_size ON evidence (size)",
    "CREATE TABLE evidence (digest TEXT PRIMARY KEY, size INTEGER, judged TEXT, found TEXT, seal TEXT)",
)
_PATIENCE = 5  # seconds that a process waits for another one's rows: at the worst it opens the files again
_LONGEST = 2**20  # characters of a row; that of a file of 20,000 pages has 60,000
# What is no fault of the file: another process writes, the disk is full or may not be written on.
_PASSING = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM),
}
_HOUSE = Path(__file__).parents[1]
_JUDGES = ("intake", "ground", "paper", "model", "chinese")  # the rooms that have a hand in what is found
_LIBRARIES = ("pikepdf", "pillow", "pillow-heif", "img2pdf", "pypdfium2")


@dataclass(frozen=True)
class EvidenceMemory:
    """The memory of a folder of work, sealed with the first of its keys; rows under the others count, too."""

    root: Path
    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def path(self) -> Path:
        """The database."""
        return self.root / _NAME

    def retain(self, digests: Iterable[str]) -> None:
        """Forget every file but these."""
        self._change(
            ("CREATE TEMP TABLE present (digest TEXT)", ()),
            *(("INSERT INTO present VALUES (?)", (digest,)) for digest in digests),
            ("DELETE FROM evidence WHERE digest NOT IN (SELECT digest FROM present)", ()),
        )

    def forget(self) -> None:
        """Forget everything; where the folder may not be written into, nothing."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def note(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Note what was learned, if that can be."""
        if rows:
            with suppress(OSError):  # a folder that may not be written into
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR | OWN, 0o600))
            self._change(*(("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?, ?)", row) for row in rows))

    def _change(self, *statements: tuple[str, Sequence[Any]]) -> None:
        """Change the database, if there is one; not at all where another process is at it for long."""
        database = self.opened()
        if database is not None:
            with closing(database), suppress(sqlite3.Error):
                database.execute("BEGIN IMMEDIATE")
                for statement, values in statements:
                    database.execute(statement, values)
                database.execute("COMMIT")

    def opened(self) -> sqlite3.Connection | None:
        """The database, if there is one; one that is none of ours goes."""
        if self.path.is_symlink():
            self.forget()
        if not self.path.is_file():
            return None
        database = None
        try:
            # A row that a power cut spoils is no row: nothing has to wait for the disk.
            database = connect(self.path, "OFF", timeout=_PATIENCE, isolation_level=None)
            database.execute("PRAGMA journal_mode = MEMORY")
            if _is_ours(database):
                return database
        except (sqlite3.Error, UnicodeDecodeError) as e:
            passing = _is_passing(e)
        else:
            passing = False
        if database is not None:
            database.close()
        if not passing:
            self.forget()
        return None


@dataclass(frozen=True)
class Known:
    """A file that is remembered: its SHA-256 in hex, and what was found of it."""

    digest: str
    found: Mapping[str, Any]


class Remembered:
    """What is remembered of files, by their content; and what is learned of others."""

    def __init__(self, database: sqlite3.Connection | None, keys: Sequence[bytes]) -> None:
        self._database, self._keys = database, keys
        self.learned: list[tuple[Any, ...]] = []
        self.is_damaged = False

    def recall(self, path: Path, circumstances: Sequence[Any]) -> Known | None:
        """What is remembered of a file as it is now, under the same circumstances; None if nothing is.

        One that has a size of its own is not even read.
        """
        try:
            if not self._asked("SELECT 1 FROM evidence WHERE size = ?", path.stat().st_size):
                return None
            digest = file_digest(path)
        except OSError:
            return None
        found = self.found(digest, circumstances)
        return None if found is None else Known(digest, found)

    def found(self, digest: str, circumstances: Sequence[Any]) -> dict[str, Any] | None:
        """What was found of the file of a digest under the same circumstances; None if unknown."""
        known = self._asked("SELECT * FROM evidence WHERE digest = ? AND length(found) < ?", digest, _LONGEST)
        if not known or known[:-1] != (*known[:2], _judged(digest, circumstances), known[3]):
            return None
        *row, seal = known
        seals = [_seal(row, key) for key in self._keys]
        if not any(hmac.compare_digest(str(seal).encode(), good.encode()) for good in seals):
            return None
        if seal != seals[0]:
            self.learned.append((*row, seals[0]))
        found: dict[str, Any] = json.loads(known[3])
        return found

    def learn(self, digest: str, size: int, circumstances: Sequence[Any], found: Mapping[str, Any]) -> None:
        """Note what was found of a file: of plain data only."""
        row = (digest, size, _judged(digest, circumstances), json.dumps(found, ensure_ascii=False))
        self.learned.append((*row, _seal(row, self._keys[0])))

    def _asked(self, question: str, *values: Any) -> tuple[Any, ...] | None:
        if self._database is None:
            return None
        try:
            row: tuple[Any, ...] | None = self._database.execute(question, values).fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as e:
            self.is_damaged = self.is_damaged or not _is_passing(e)
            return None
        return row


@contextmanager
def at_hand(memory: EvidenceMemory | None) -> Iterator[Remembered]:
    """What is remembered, to be asked of some files; what is learned is noted by the main process."""
    if memory is None:
        yield Remembered(None, (NO_KEY,))
        return
    database = memory.opened()
    remembered = Remembered(database, memory.keys)
    try:
        yield remembered
    finally:
        if database is not None:
            database.close()
        if remembered.is_damaged:
            memory.forget()


def _is_ours(database: sqlite3.Connection) -> bool:
    """Whether a database is one of ours, of this program; an empty one becomes one."""
    ours = int(_judges()[:7], 16)
    for _ in range(2):
        made = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql"
        tables = tuple(sql for (sql,) in database.execute(made))
        if tables:
            break
        with suppress(sqlite3.OperationalError):  # another process makes it just now
            database.executescript(
                "BEGIN IMMEDIATE; {1}; {0}; PRAGMA user_version = {2}; COMMIT".format(*_SCHEMA, ours)
            )
    return tables == _SCHEMA and database.execute("PRAGMA user_version").fetchone() == (ours,)


def _is_passing(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _PASSING


def _seal(row: Sequence[Any], key: bytes) -> str:
    """What tells that a row is as it was written by who has the key."""
    return hmac.digest(key, json.dumps(row).encode(), "sha256").hex()


def _judged(digest: str, circumstances: Sequence[Any]) -> str:
    """The digest of what judged a file, and how: it does not tell the password that is among it."""
    return hashlib.sha256(json.dumps([digest, _judges(), *circumstances]).encode()).hexdigest()


@cache
def _judges() -> str:
    """The digest of the program that judges, as it is installed here, and of its libraries."""
    files = sorted(path for room in _JUDGES for path in (_HOUSE / room).rglob("*.py"))
    own = [[path.relative_to(_HOUSE).as_posix(), read_file(path).hex()] for path in files]
    libraries = [[name, version_of(name)] for name in _LIBRARIES]
    said = json.dumps([own, libraries, platform.python_version()])
    return hashlib.sha256(said.encode()).hexdigest()
