"""The journal of an output folder: what was made of whom from what, so that it is not made again.

A database (SQLite with a write-ahead log) that one process alone writes: a row is there or it is not,
whatever is killed meanwhile. Whoever makes papers, on this machine or another one, sets a note down beside
them; the main process takes it up, at the latest when the next build begins. All is private (0600), tells
people by digest only, and every row is sealed with the folder's signing key: what was not written here, or
not with this key, counts for nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from zcforms.ground.database import connect, is_sealed, is_whole, row_seal
from zcforms.ground.errors import Undeliverable, reason
from zcforms.ground.files import read_file, staged

_NAME = "journal.sqlite"
_ASIDE = "journal.unreadable"
_HALF = "journal.new"
_NOTE = ".note"  # ends the name of a note; what comes before it is the folder of the papers
_ENDINGS = ("", "-wal", "-shm", "-journal")
_VERSION = 1  # of what the rows hold
_TABLE = (
    "CREATE TABLE made (stage TEXT, who TEXT, entry TEXT, seal TEXT, PRIMARY KEY (stage, who)) WITHOUT ROWID"
)
_PATIENCE = 30  # seconds that one who looks waits for one who writes
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC}


@dataclass(frozen=True)
class Entry:
    """What was made of somebody at one stage: from which parts (digests), and what came of it.

    `files` are the papers that are kept, by name and SHA-256, `outcome` the rest as plain data, `seconds`
    how long it took.
    """

    causes: Mapping[str, str]
    files: Mapping[str, str]
    outcome: Mapping[str, Any]
    seconds: float


Look = Callable[[str, str], Entry | None]  # what is noted of a stage and of somebody, as Journal.entry


@dataclass(frozen=True)
class Journal:
    """The journal in a folder of kept papers; `key` seals its rows."""

    folder: Path
    key: bytes

    @property
    def path(self) -> Path:
        """The database."""
        return self.folder / _NAME

    def begin(self) -> str:
        """Make sure that there is one that can be read; the name of one that could not be and was set aside.

        Notes that nobody took up are taken now. Undeliverable if none can be written.
        """
        aside = "" if self._is_sound() else self._anew()
        for note in self.folder.glob(f"*{_NOTE}"):
            self.take_up(note.stem)
        return aside

    def _anew(self) -> str:
        try:
            found = self.path.is_symlink() or self.path.exists()
            for ending in _ENDINGS:
                with suppress(FileNotFoundError):
                    self.path.with_name(_NAME + ending).replace(self.folder / (_ASIDE + ending))
            self._create()
        except OSError as e:
            raise Undeliverable(f"制作记录无法写入（{reason(e)}）", hint=_HINT, where=str(self.path)) from e
        return _ASIDE if found else ""

    @contextmanager
    def held(self) -> Iterator[Look]:
        """Keep the database open meanwhile: else whoever closes it has its whole log written back.

        What it gives looks rows up as `entry` does, without opening it for each.
        """
        with self._writing() as database:
            database.execute("PRAGMA user_version")  # opens the files, and locks nothing
            yield partial(self._looked_up, database)

    def _create(self) -> None:
        """A new one, which is there when it is whole."""
        half = self.folder / _HALF
        for ending in _ENDINGS:
            half.with_name(_HALF + ending).unlink(missing_ok=True)
        half.touch(0o600)
        with self._writing(half) as database:
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_VERSION}")
        with self._writing(half) as database, suppress(sqlite3.OperationalError):
            # Not every network disk can have a write-ahead log; an ordinary one does as well.
            database.execute("PRAGMA journal_mode = WAL")
        half.replace(self.path)

    def _is_sound(self) -> bool:
        if self.path.is_symlink() or not self.path.is_file():
            return False
        try:
            with self._connected() as database:
                (version,) = database.execute("PRAGMA user_version").fetchone()
                return version == _VERSION and is_whole(database, _TABLE)
        except (sqlite3.Error, UnicodeDecodeError):
            return False

    def entry(self, stage: str, who: str) -> Entry | None:
        """What is noted of somebody; None if that is nothing, or nothing that can be trusted."""
        try:
            with self._connected() as database:
                return self._looked_up(database, stage, who)
        except sqlite3.Error:
            return None

    def _looked_up(self, database: sqlite3.Connection, stage: str, who: str) -> Entry | None:
        try:
            row = database.execute(
                "SELECT entry, seal FROM made WHERE stage = ? AND who = ?", (stage, who)
            ).fetchone()
        except (sqlite3.Error, UnicodeDecodeError):
            return None
        return self._trusted(stage, who, *row) if row else None

    def _trusted(self, stage: str, who: str, entry: Any, seal: Any) -> Entry | None:
        if not is_sealed(seal, self.key, stage, who, str(entry)):
            return None
        return Entry(**json.loads(entry))

    def note(self, place: str, stage: str, who: str, entry: Entry) -> None:
        """Set down beside the folder `place` what was made there of somebody. Undeliverable."""
        text = json.dumps(asdict(entry), ensure_ascii=False)
        row = [stage, who, text, row_seal(self.key, stage, who, text)]
        with staged(self.folder / f"{place}{_NOTE}") as note:
            note.write(json.dumps(row, ensure_ascii=False).encode())

    def take_up(self, place: str) -> None:
        """Note what was set down beside a folder, instead of what is noted of them; Undeliverable.

        A note that is half written or not ours, or that outlived its papers, counts for nothing.
        """
        note = self.folder / f"{place}{_NOTE}"
        with suppress(OSError, TypeError, ValueError, RecursionError):
            stage, who, text, seal = map(str, json.loads(read_file(note)))
            if (self.folder / place).is_dir() and self._trusted(stage, who, text, seal):
                row = stage, who, text, seal
                with self._writing() as database:
                    database.execute("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", row)
        note.unlink(missing_ok=True)

    def retain(self, stages: Iterable[str], people: Iterable[str]) -> None:
        """Forget what is noted of other stages, and of other people."""
        rows = [(stage, who) for stage in stages for who in people]
        with self._writing() as database:
            database.execute("CREATE TEMP TABLE present (stage TEXT, who TEXT)")
            database.executemany("INSERT INTO present VALUES (?, ?)", rows)
            database.execute("DELETE FROM made WHERE (stage, who) NOT IN (SELECT stage, who FROM present)")

    def named(self) -> set[str]:
        """What belongs in the folder: where the papers are that are noted, and the journal itself."""
        with self._writing() as database:
            rows = database.execute("SELECT stage, who, entry, seal FROM made").fetchall()
        entries = filter(None, (self._trusted(*row) for row in rows))
        own = {name + ending for name in (_NAME, _ASIDE) for ending in _ENDINGS}
        return own.union(name.partition("/")[0] for entry in entries for name in entry.files)

    @contextmanager
    def _connected(self, path: Path | None = None) -> Iterator[sqlite3.Connection]:
        database = connect(path or self.path, "NORMAL", timeout=_PATIENCE)
        try:
            with database:
                yield database
        finally:
            database.close()

    @contextmanager
    def _writing(self, path: Path | None = None) -> Iterator[sqlite3.Connection]:
        try:
            with self._connected(path) as database:
                yield database
        except sqlite3.Error as e:
            why = "磁盘已满" if getattr(e, "sqlite_errorcode", None) in _FULL else "数据库出错"
            where = str(self.path)
            raise Undeliverable(f"制作记录无法写入（{why}）", hint=_HINT, where=where) from e


_HINT = "检查磁盘空间和文件夹权限，再做一遍；仍然如此，删去输出文件夹里的.zcforms，或换一个输出文件夹"
