"""The register of signatures in a folder of work: who opened which pledge, signed it, or signed it on paper.

A database (SQLite) in which a row stands for one form of one person with exactly one content: changed data
begin a new row, and the old one stays as history. A row goes from 已打开 to 已签 once, in one statement, so
that of any number of signings one is accepted; the disk has it before anybody is told (synchronous = FULL).
It is private (0600), tells people by keyed digests only, keeps of a page's nonce the digest, and every row
that counts is sealed with the folder's key. Of what was signed on paper it may have a photograph: the row
has its digest in the place of strokes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from zcforms.batch.attempts import MISSES_TABLE, attempt, forgive
from zcforms.fillers.strokes import Strokes, read_strokes
from zcforms.ground.database import Database

REGISTER = "signatures.sqlite"
OPENED, SIGNED, PAPER = "已打开", "已签", "纸质"
_VERSION = 1
_TABLES = (
    "CREATE TABLE signings (id INTEGER PRIMARY KEY, form TEXT, who TEXT, plan TEXT, content TEXT, state TEXT,"
    " nonce TEXT, opened TEXT, done TEXT, request TEXT, strokes TEXT, seal TEXT, revoked TEXT)",
    "CREATE UNIQUE INDEX present ON signings (form, who, plan, content) WHERE revoked IS NULL",
    MISSES_TABLE,
)
_SAID = "CREATE TABLE IF NOT EXISTS said (content TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID"
_PHOTOS = "CREATE TABLE IF NOT EXISTS photos (digest TEXT PRIMARY KEY, picture BLOB) WITHOUT ROWID"
PHOTO = "photo:"  # before the digest of a photograph
_PRESENT = "form = ? AND who = ? AND plan = ? AND content = ? AND revoked IS NULL"
_DAMAGED = "从备份恢复；里面是已签的保证书，不要删去"


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is signed: the form's id, the person (keyed digest), the plan's id, the digest of the content."""

    form: str
    who: str
    plan: str
    content: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a pledge, its state, when it was opened and signed (UTC); `trusted` if the seal is ours."""

    pledge: Pledge
    state: str
    opened: datetime | None
    done: datetime | None
    revoked: datetime | None
    seal: str
    trusted: bool
    request: str | None = field(repr=False)
    drawn: str | None = field(repr=False)

    @property
    def strokes(self) -> Strokes:
        """What was drawn; a trusted row that is signed has it."""
        return read_strokes(json.loads(self.drawn or "[]"))

    @property
    def photo(self) -> str:
        """The digest (SHA-256, hex) of the photograph of what was signed on paper; "" if there is none."""
        return (self.drawn or "").removeprefix(PHOTO) if self.state == PAPER else ""

    @property
    def number(self) -> str:
        """The number under which the signature is told on paper: the beginning of its seal."""
        return f"{self.seal[:4]}-{self.seal[4:8]}"


class NotSigned(Exception):
    """A signature that is not accepted: the pledge is signed already, or another page was opened since."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def digest(text: str) -> str:
    """The SHA-256 of a secret that is kept as digest only, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Register:
    """The register of a folder of work; `key` seals its rows. UnreadableInput for one that is damaged."""

    root: Path
    key: bytes = field(repr=False)

    @property
    def path(self) -> Path:
        """The database."""
        return self.root / REGISTER

    @property
    def _database(self) -> Database:
        return Database(self.path, "签署登记", _DAMAGED)

    def begin(self) -> None:
        """Have one to write into; UnreadableInput if the one that is there is damaged."""
        self._database.begin(_TABLES, _VERSION)
        with self._database.writing() as database:
            for table in (_SAID, _PHOTOS):  # a register of before has none
                database.execute(table)
        with self._database.connected() as database, suppress(sqlite3.OperationalError):
            # A disk that cannot have a write-ahead log has an ordinary one, which is as safe.
            database.execute("PRAGMA journal_mode = WAL")
        self.rows()

    # --- reading ---------------------------------------------------------------------------------

    def rows(self) -> list[Entry]:
        """Everything that is written, oldest first; nothing where there is no register."""
        return self._read("SELECT * FROM signings ORDER BY id")

    def entry(self, pledge: Pledge) -> Entry | None:
        """What is written of a pledge."""
        found = self._read(f"SELECT * FROM signings WHERE {_PRESENT}", _of(pledge))  # noqa: S608  ours
        return found[0] if found else None

    def said(self, content: str) -> str:
        """What was signed with a digest, as noted; "" if it was not. Whoever asks holds it to the digest."""
        with self._database.reading() as database:
            found = database.execute("SELECT words FROM said WHERE content = ?", (content,)).fetchone()
        return found[0] if found else ""

    def photo(self, entry: Entry) -> bytes:
        """The photograph (JPEG) of what was signed on paper; nothing if there is none, or another one."""
        if not entry.photo:
            return b""
        with self._database.reading() as database:
            asked = "SELECT picture FROM photos WHERE digest = ?"
            found = database.execute(asked, (entry.photo,)).fetchone()
        return found[0] if found and hashlib.sha256(found[0]).hexdigest() == entry.photo else b""

    # --- writing ---------------------------------------------------------------------------------

    def attempt(self, who: str, now: datetime, kept: timedelta, most: int) -> int:
        """Note that a person's digits are given, before they are looked at: how many more may be, or -1.

        Of any number at once no more than `most` pass. What is older than `kept` is forgotten.
        """
        with self._database.writing() as database:
            return attempt(database, who, now, kept, most)

    def forgive(self, who: str) -> None:
        """The last attempt was no miss."""
        with self._database.writing() as database:
            forgive(database, who)

    def note_opened(self, pledge: Pledge, nonce: str, now: datetime, said: str = "") -> Entry:
        """Note that a person has opened a pledge on a page with that nonce; the last page opened may sign.

        `said` is what they sign: kept, so that it can be told what has changed when they sign again.
        """
        with self._database.writing() as database:
            if said:
                database.execute("INSERT OR IGNORE INTO said VALUES (?, ?)", (pledge.content, said))
            database.execute(
                "INSERT INTO signings (form, who, plan, content, state, nonce, opened) "
                "VALUES (?,?,?,?,?,?,?) ON CONFLICT (form, who, plan, content) WHERE revoked IS NULL "
                "DO UPDATE SET nonce = excluded.nonce WHERE state = excluded.state",
                (*_of(pledge), OPENED, digest(nonce), now.isoformat()),
            )
        return self._there(pledge)

    def sign(self, pledge: Pledge, nonce: str, request: str, drawn: str, now: datetime) -> Entry:
        """Sign a pledge that is open on the page with that nonce: strokes as JSON.

        The same `request` again has the same result; else NotSigned.
        """
        done = now.isoformat()
        values = (SIGNED, done, digest(request), drawn)
        with self._database.writing() as database:
            changed = database.execute(
                "UPDATE signings SET state = ?, done = ?, request = ?, strokes = ?, seal = ?, nonce = NULL "  # noqa: S608
                f"WHERE {_PRESENT} AND state = ? AND nonce = ?",
                (*values, self._seal(pledge, *values), *_of(pledge), OPENED, digest(nonce)),
            ).rowcount
        found = self._there(pledge)
        if not changed and found.request != digest(request):
            raise NotSigned(found.state)
        return found

    def on_paper(self, pledge: Pledge, now: datetime, photo: bytes = b"") -> None:
        """Note that a pledge was signed on paper, with a photograph (JPEG) if there is one.

        One that was noted without may get it later. NotSigned if it was signed already.
        """
        drawn = f"{PHOTO}{hashlib.sha256(photo).hexdigest()}" if photo else None
        values = (PAPER, now.isoformat(), None, drawn)
        with self._database.writing() as database:
            changed = database.execute(
                "INSERT INTO signings (form, who, plan, content, state, done, strokes, seal) "
                "VALUES (?,?,?,?,?,?,?,?) "
                "ON CONFLICT (form, who, plan, content) WHERE revoked IS NULL DO UPDATE SET "
                "state = excluded.state, done = excluded.done, strokes = excluded.strokes, "
                "seal = excluded.seal, nonce = NULL "
                "WHERE state = ? OR (state = excluded.state AND strokes IS NULL "
                "AND excluded.strokes NOT NULL)",
                (*_of(pledge), *values[:2], drawn, self._seal(pledge, *values), OPENED),
            ).rowcount
            if photo and changed:
                kept = (hashlib.sha256(photo).hexdigest(), photo)
                database.execute("INSERT OR IGNORE INTO photos VALUES (?, ?)", kept)
        if not changed:
            raise NotSigned(self._there(pledge).state)

    def revoke(self, who: str, now: datetime) -> int:
        """Let nothing that a person opened or signed count any more; how many rows that were."""
        with self._database.writing() as database:
            return database.execute(
                "UPDATE signings SET revoked = ?, nonce = NULL WHERE who = ? AND revoked IS NULL",
                (now.isoformat(), who),
            ).rowcount

    # --- the database ----------------------------------------------------------------------------

    def _there(self, pledge: Pledge) -> Entry:
        found = self.entry(pledge)
        if found is None:
            raise NotSigned("")  # it was revoked meanwhile, or never opened
        return found

    def _read(self, asked: str, values: Sequence[str] = ()) -> list[Entry]:
        if not self.path.exists():
            return []
        with self._database.reading() as database:
            return [self._entry(*row[1:]) for row in database.execute(asked, values)]

    def _entry(self, *row: Any) -> Entry:
        form, who, plan, content, state, _, opened, done, request, strokes, seal, revoked = row
        pledge = Pledge(form, who, plan, content)
        ours = self._seal(pledge, state, done, request, strokes)
        trusted = hmac.compare_digest(str(seal).encode(), ours.encode())
        begun, ended, undone = (datetime.fromisoformat(t) if t else None for t in (opened, done, revoked))
        return Entry(pledge, state, begun, ended, undone, seal or "", trusted, request, strokes)

    def _seal(self, pledge: Pledge, *values: str | None) -> str:
        return seal_of(self.key, pledge, *values)


def seal_of(key: bytes, pledge: Pledge, *values: str | None) -> str:
    """The seal of a row (HMAC-SHA256, in hex): of the pledge, state, time, request and strokes."""
    said = json.dumps([*_of(pledge), *values], ensure_ascii=False)
    return hmac.digest(key, b"signing:" + said.encode(), "sha256").hex()


def _of(pledge: Pledge) -> tuple[str, str, str, str]:
    return pledge.form, pledge.who, pledge.plan, pledge.content


def utc_now() -> datetime:
    """The server's time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
