"""Who may use the office page: accounts, their sessions, and what was done by whom.

A private database (SQLite, 0600) in the folder of work. Of a password it has the argon2 hash, of a session
the digest; the log tells the time, the account, what was asked for and how it ended, and nothing of content.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from zcforms.ground.errors import Undeliverable, UnreadableInput, UsageError

ACCOUNTS = "office.sqlite"
SHORTEST, LONGEST = 10, 200  # characters of a password
WINDOW = timedelta(minutes=15)  # within that time …
MISSES, MISSES_FROM = 5, 20  # … so many wrong passwords are borne of one account, from one address
IDLE, AT_MOST = timedelta(hours=1), timedelta(hours=12)  # how long a session is good unused, and at all
_VERSION = 1
_TABLES = (
    "CREATE TABLE accounts (name TEXT PRIMARY KEY, role TEXT, password TEXT) WITHOUT ROWID",
    "CREATE TABLE sessions (token TEXT PRIMARY KEY, name TEXT, begun TEXT, used TEXT) WITHOUT ROWID",
    "CREATE TABLE misses (who TEXT, at TEXT)",
    "CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, name TEXT, what TEXT, status INTEGER)",
)
_PATIENCE = 30  # seconds that a writer waits for another one
_HINT = "检查磁盘空间和文件夹权限，再试一次"


class Role(StrEnum):
    """What an account may do: everything; look and take away; look."""

    WORKS = "经办"
    REVIEWS = "审核"
    READS = "只读"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Done:
    """A line of the log: when (UTC), by which account ("" if by none), what, the status of HTTP."""

    at: datetime
    name: str
    what: str
    status: int


class NotAdmitted(Exception):
    """A wrong name or password; `left` is how many more may be tried, -1 where nothing was looked at."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@dataclass(frozen=True)
class Accounts:
    """The accounts of a folder of work. UnreadableInput for a database that is damaged, Undeliverable."""

    root: Path
    _hasher: PasswordHasher = field(default_factory=PasswordHasher, repr=False)
    _busy: threading.Lock = field(default_factory=threading.Lock, repr=False)  # a hash takes 64 MB

    @property
    def path(self) -> Path:
        """The database."""
        return self.root / ACCOUNTS

    def begin(self) -> None:
        """Have a database to write into."""
        if not self.path.exists():
            self.path.touch(0o600)
        with self._writing() as database:
            if database.execute("PRAGMA user_version").fetchone() == (0,):
                for table in _TABLES:
                    database.execute(table)
                database.execute(f"PRAGMA user_version = {_VERSION}")

    # --- accounts --------------------------------------------------------------------------------

    def all(self) -> list[Account]:
        """Every account, by name; none where there is no database."""
        if not self.path.exists():
            return []
        rows = self._read("SELECT name, role FROM accounts ORDER BY name")
        return [Account(name, Role(role)) for name, role in rows]

    def add(self, name: str, role: Role, password: str) -> None:
        """Make an account; UsageError for a name that is taken or odd, a password too short."""
        if not name.isprintable() or not 0 < len(name) <= 40 or name != name.strip():
            raise UsageError("账号名要1—40个字，前后没有空格")
        hashed = self._hashed(name, password)
        with self._writing() as database:
            row = (name, role, hashed)
            if not database.execute("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?)", row).rowcount:
                raise UsageError(f"已有账号“{name}”", hint="换密码用 zcforms users password")

    def change(self, name: str, password: str) -> None:
        """Give an account another password, and end its sessions; UsageError if there is none."""
        hashed = self._hashed(name, password)
        with self._writing() as database:
            row = (hashed, name)
            self._known(name, database.execute("UPDATE accounts SET password = ? WHERE name = ?", row))
            database.execute("DELETE FROM sessions WHERE name = ?", (name,))

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions; UsageError if there is none."""
        with self._writing() as database:
            self._known(name, database.execute("DELETE FROM accounts WHERE name = ?", (name,)))
            database.execute("DELETE FROM sessions WHERE name = ?", (name,))

    @staticmethod
    def _known(name: str, changed: sqlite3.Cursor) -> None:
        if not changed.rowcount:
            raise UsageError(f"没有账号“{name}”", hint="有哪些：zcforms users list")

    def _hashed(self, name: str, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < SHORTEST // 2 or password == name:
            hint = f"至少{SHORTEST}个字符，不要重复一两个字，不要与账号名相同"
            raise UsageError("密码太简单", hint=hint)
        with self._busy:
            return self._hasher.hash(password)

    # --- sessions --------------------------------------------------------------------------------

    def log_in(self, name: str, password: str, address: str, now: datetime) -> str:
        """Begin a session: its token, which is nowhere else; NotAdmitted, the same for a name unknown.

        An attempt is counted before it is looked at: of many at once no more pass than may.
        """
        tries = {_digest(f"account {name}"): MISSES, _digest(f"from {address}"): MISSES_FROM}
        left = min(self._attempt(who, most, now) for who, most in tries.items())
        if left < 0:
            raise NotAdmitted(left)
        found = self._read("SELECT password FROM accounts WHERE name = ?", (name,))
        if not self._verified(found[0][0] if found else "", password):
            raise NotAdmitted(left)
        token = secrets.token_urlsafe(32)
        with self._writing() as database:
            for who in tries:
                last = "SELECT max(rowid) FROM misses WHERE who = ?"
                database.execute(f"DELETE FROM misses WHERE rowid = ({last})", (who,))  # noqa: S608  ours
            database.execute("DELETE FROM sessions WHERE begun <= ?", ((now - AT_MOST).isoformat(),))
            row = (_digest(token), name, now.isoformat(), now.isoformat())
            database.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    def _attempt(self, who: str, most: int, now: datetime) -> int:
        with self._writing() as database:
            database.execute("DELETE FROM misses WHERE at <= ?", ((now - WINDOW).isoformat(),))
            (count,) = database.execute("SELECT count(*) FROM misses WHERE who = ?", (who,)).fetchone()
            if count < most:
                database.execute("INSERT INTO misses VALUES (?, ?)", (who, now.isoformat()))
        return most - 1 - int(count) if count < most else -1

    def _verified(self, hashed: str, password: str) -> bool:
        """Whether a password is that of a hash; for none it takes as long."""
        with self._busy:
            try:
                return self._hasher.verify(hashed or self._hasher.hash(secrets.token_hex()), password)
            except VerifyMismatchError:
                return False

    def account(self, token: str, now: datetime) -> Account | None:
        """Whose session a token is; None if nobody's, or too old."""
        asked = "SELECT name, role, begun, used FROM sessions JOIN accounts USING (name) WHERE token = ?"
        for name, role, begun, used in self._read(asked, (_digest(token),)):
            if now - datetime.fromisoformat(used) > IDLE or now - datetime.fromisoformat(begun) > AT_MOST:
                self.log_out(token)
                return None
            return Account(name, Role(role))
        return None

    def log_out(self, token: str) -> None:
        """End a session."""
        with self._writing() as database:
            database.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))

    # --- the log ---------------------------------------------------------------------------------

    def note(self, done: Done, token: str = "") -> None:
        """Add a line to the log; the session of a token was used by it."""
        with self._writing() as database:
            database.execute(
                "UPDATE sessions SET used = ? WHERE token = ?", (done.at.isoformat(), _digest(token))
            )
            row = (done.at.isoformat(), done.name, done.what, done.status)
            database.execute("INSERT INTO log (at, name, what, status) VALUES (?, ?, ?, ?)", row)

    def log(self) -> list[Done]:
        """The log, oldest first; nothing where there is no database."""
        if not self.path.exists():
            return []
        rows = self._read("SELECT at, name, what, status FROM log ORDER BY id")
        return [Done(datetime.fromisoformat(at), *rest) for at, *rest in rows]

    # --- the database ----------------------------------------------------------------------------

    def _read(self, asked: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._connected() as database:
                return database.execute(asked, values).fetchall()
        except (sqlite3.Error, ValueError) as e:
            hint = "从备份恢复；没有备份，移走它，重新建账号"
            raise UnreadableInput("账号登记读不出来", hint=hint, where=str(self.path)) from e

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        address = f"{self.path.absolute().as_uri()}?mode=rw"  # none is made
        database = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            yield database
        finally:
            database.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that has the right to write from its beginning."""
        try:
            with self._connected() as database:
                database.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                except BaseException:
                    database.execute("ROLLBACK")
                    raise
                database.execute("COMMIT")
        except sqlite3.Error as e:
            raise Undeliverable(f"账号登记无法写入（{e}）", hint=_HINT, where=str(self.path)) from e


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
