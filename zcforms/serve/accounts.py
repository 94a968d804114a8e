"""Who may use the office page: accounts, their sessions, and what was done by whom.

A private database (SQLite, 0600) in the folder of work. Of a password it has the argon2 hash, of a session
the digest; the log tells the time, the account, what was asked for and how it ended, and nothing of content.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from zcforms.batch.attempts import MISSES_TABLE, attempt, forgive
from zcforms.ground.database import Database
from zcforms.ground.errors import UsageError

ACCOUNTS = "office.sqlite"
SHORTEST, LONGEST = 10, 200  # characters of a password
WINDOW = timedelta(minutes=15)  # within that time …
MISSES, MISSES_FROM = 5, 20  # … so many wrong passwords are borne of one account, from one address
IDLE, AT_MOST = timedelta(hours=1), timedelta(hours=12)  # how long a session is good unused, and at all
_VERSION = 1
_TABLES = (
    "CREATE TABLE accounts (name TEXT PRIMARY KEY, role TEXT, password TEXT) WITHOUT ROWID",
    "CREATE TABLE sessions (token TEXT PRIMARY KEY, name TEXT, begun TEXT, used TEXT) WITHOUT ROWID",
    MISSES_TABLE,
    "CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, name TEXT, what TEXT, status INTEGER)",
)
_DAMAGED = "从备份恢复；没有备份，移走它，重新建账号"


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

    @property
    def _database(self) -> Database:
        return Database(self.path, "账号登记", _DAMAGED)

    def begin(self) -> None:
        """Have a database to write into."""
        self._database.begin(_TABLES, _VERSION)

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
        with self._database.writing() as database:
            row = (name, role, hashed)
            if not database.execute("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?)", row).rowcount:
                raise UsageError(f"已有账号“{name}”", hint="换密码用 zcforms users password")

    def change(self, name: str, password: str) -> None:
        """Give an account another password, and end its sessions; UsageError if there is none."""
        hashed = self._hashed(name, password)
        with self._database.writing() as database:
            row = (hashed, name)
            self._known(name, database.execute("UPDATE accounts SET password = ? WHERE name = ?", row))
            database.execute("DELETE FROM sessions WHERE name = ?", (name,))

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions; UsageError if there is none."""
        with self._database.writing() as database:
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
        tries = {_digest(f"from {address}"): MISSES_FROM, _digest(f"account {name}"): MISSES}
        left = MISSES_FROM
        for who, most in tries.items():  # what is refused an address is not counted against the account
            left = min(left, self._attempt(who, most, now))
            if left < 0:
                raise NotAdmitted(left)
        found = self._read("SELECT password FROM accounts WHERE name = ?", (name,))
        if not self._verified(found[0][0] if found else "", password):
            raise NotAdmitted(left)
        token = secrets.token_urlsafe(32)
        with self._database.writing() as database:
            for who in tries:
                forgive(database, who)
            database.execute("DELETE FROM sessions WHERE begun <= ?", ((now - AT_MOST).isoformat(),))
            row = (_digest(token), name, now.isoformat(), now.isoformat())
            database.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    @cached_property
    def _nobodys(self) -> str:
        """The hash of a password that nobody has, of the same cost as the others."""
        return self._hasher.hash(secrets.token_hex())

    def _attempt(self, who: str, most: int, now: datetime) -> int:
        with self._database.writing() as database:
            return attempt(database, who, now, WINDOW, most)

    def _verified(self, hashed: str, password: str) -> bool:
        """Whether a password is that of a hash; for none it takes as long."""
        with self._busy:
            nobodys = self._nobodys  # whoever comes first has it made: its time tells nothing of a name
            try:
                return self._hasher.verify(hashed or nobodys, password)
            except VerifyMismatchError:
                return False

    def account(self, token: str, now: datetime) -> Account | None:
        """Whose session a token is; None if nobody's, or too old."""
        asked = "SELECT name, role, begun, used FROM sessions JOIN accounts USING (name) WHERE token = ?"
        for name, role, begun, used in self._read(asked, (_digest(token),)):
            since_used, since_begun = (abs(now - datetime.fromisoformat(at)) for at in (used, begun))
            if since_used > IDLE or since_begun > AT_MOST:  # (or so much before: the clock was set back)
                self.log_out(token)
                return None
            return Account(name, Role(role))
        return None

    def log_out(self, token: str) -> None:
        """End a session."""
        with self._database.writing() as database:
            database.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))

    # --- the log ---------------------------------------------------------------------------------

    def note(self, done: Done, token: str = "") -> None:
        """Add a line to the log; the session of a token was used by it."""
        with self._database.writing() as database:
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

    def _read(self, asked: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        with self._database.reading() as database:
            return database.execute(asked, values).fetchall()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
