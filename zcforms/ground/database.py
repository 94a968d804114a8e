"""Private databases (SQLite): how each is opened, and one that several processes write, one after another."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms.ground.errors import Undeliverable, UnreadableInput

_PATIENCE = 30  # seconds that a writer waits for another one
_HINT = "检查磁盘空间和文件夹权限，再试一次"


def connect(path: Path, synchronous: str, **options: Any) -> sqlite3.Connection:
    """A database that is there, whose schema may call nothing; sqlite3.Error if it cannot be opened."""
    address = f"{path.absolute().as_uri()}?mode=rw"  # none is made
    database: sqlite3.Connection = sqlite3.connect(address, uri=True, **options)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute(f"PRAGMA synchronous = {synchronous}")
    except BaseException:
        database.close()
        raise
    return database


def is_whole(database: sqlite3.Connection, table: str) -> bool:
    """Whether a database has this table (as SQL) and no other, and is not damaged."""
    tables = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_schema") if sql]
    return tables == [table] and database.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)


def row_seal(key: bytes, *texts: str) -> str:
    """What tells that a row is as it was written by who has the key (HMAC-SHA256, in hex)."""
    return hmac.digest(key, "\0".join(texts).encode(), "sha256").hex()


def is_sealed(seal: object, key: bytes, *texts: str) -> bool:
    """Whether what stands as the seal of a row is its seal."""
    return hmac.compare_digest(str(seal).encode(), row_seal(key, *texts).encode())


@dataclass(frozen=True)
class Database:
    """A database that nobody makes but `begin`: what it is `called`, and what to do if it is `damaged`.

    What was written is on the disk before anybody is told (synchronous = FULL).
    """

    path: Path
    called: str
    damaged: str

    def begin(self, tables: Sequence[str], version: int) -> None:
        """Have one to write into, open to its owner only; Undeliverable."""
        if not self.path.exists():
            self.path.touch(0o600)
        with self.writing() as database:
            if database.execute("PRAGMA user_version").fetchone() == (0,):
                for table in tables:
                    database.execute(table)
                database.execute(f"PRAGMA user_version = {version}")

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """The database, outside of any transaction."""
        database = connect(self.path, "FULL", timeout=_PATIENCE, isolation_level=None)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database to be asked; UnreadableInput if it is damaged."""
        try:
            with self.connected() as database:
                yield database
        except (sqlite3.Error, ValueError, TypeError) as e:
            raise UnreadableInput(f"{self.called}读不出来", hint=self.damaged, where=str(self.path)) from e

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that has the right to write from its beginning: none waits in vain to get it."""
        try:
            with self.connected() as database:
                database.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                except BaseException:
                    if database.in_transaction:  # a full disk has ended it already
                        database.execute("ROLLBACK")
                    raise
                database.execute("COMMIT")
        except sqlite3.Error as e:
            raise Undeliverable(f"{self.called}无法写入（{e}）", hint=_HINT, where=str(self.path)) from e
