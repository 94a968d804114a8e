"""What the signing service does, without its web: look up a pledge, open it, sign it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from zcforms.batch.opening import open_job
from zcforms.batch.signatures.changes import changes
from zcforms.batch.signatures.register import OPENED, PAPER, Entry, NotSigned, Pledge, Register
from zcforms.batch.signatures.signed import pledge_of, register_of, signing_press
from zcforms.chinese.dates import BEIJING, told_time
from zcforms.facts import Person
from zcforms.fillers.strokes import read_strokes
from zcforms.forms import OWN_FORMS
from zcforms.ground.files import stamp_of
from zcforms.intake.folder import (
    ADDRESS_FILE,
    HOLIDAYS_FILE,
    SETTINGS_FILE,
    TABLES,
    WORKBOOK,
    read_settings,
)
from zcforms.pipeline.job import pdf_bytes
from zcforms.pipeline.press import Press, record_digest, said_hash
from zcforms.pipeline.signing import (
    KEY_FILE,
    Token,
    content_words,
    expected_token,
    make_token,
    read_token,
    short_code,
)
from zcforms.pipeline.story import bare_person
from zcforms.serve.shown import picture_and_text
from zcforms.serve.tokens import SECONDS, Expired, Tokens

MISSES = 5  # wrong digits that are borne …
WINDOW = timedelta(minutes=15)  # … within that time
_DIGITS = 4
_READ = (
    *(SETTINGS_FILE, ADDRESS_FILE, WORKBOOK, HOLIDAYS_FILE, KEY_FILE),
    *("applicants/*", f"{TABLES}/*", "plans/*", f"{OWN_FORMS}/**/*"),
)


class Refused(Exception):
    """What the person at the phone is told instead, with the status of HTTP."""

    def __init__(self, status: int, message: str, hint: str) -> None:
        super().__init__(status)
        self.status, self.message, self.hint = status, message, hint


@dataclass(frozen=True)
class _Folder:
    """The folder as it is now: its press, its register, and who can sign, by the digest in their link.

    What each of them signs is put together when it is first asked for.
    """

    stamp: object
    press: Press
    register: Register
    people: dict[bytes, tuple[Person, Token]]
    codes: dict[str, str]  # links by their short codes
    pledges: dict[bytes, Pledge] = field(default_factory=dict)

    def pledge(self, who: bytes) -> Pledge | None:
        if who not in self.pledges and (found := pledge_of(self.press, self.people[who][0])):
            self.pledges[who] = found
        return self.pledges.get(who)


class Desk:
    """The signing service of one folder of work; `clock` tells the time (UTC).

    The folder is read again when a file of it has changed, its key too. One at a time lays out a page, which
    is good for so many `seconds`. Who asks before the folder has made a pledge is told so.
    """

    def __init__(self, root: Path, clock: Callable[[], datetime], seconds: int = SECONDS) -> None:
        self.root, self._clock, self._seconds = root.resolve(), clock, seconds
        self._busy = threading.Lock()
        self._read: _Folder | None = None

    @property
    def base_url(self) -> str:
        """Where the codes on the pledges lead; "" if they have none."""
        return read_settings(self.root)[0].signing.address

    def begin(self) -> None:
        """Read the folder and lay out one pledge, so that the first visitor waits no longer than the others.

        The errors of open_folder; UsageError for a folder that has made no pledge.
        """
        folder = self._folder()
        for who, (person, _) in folder.people.items():
            if folder.pledge(who):
                self._shown(folder.press, person)
                return

    def look(self, link: str) -> None:
        """Nothing if a link leads to a pledge as it is now, else Refused. Nothing is changed by looking."""
        self._person(link)

    def find(self, code: str) -> str:
        """The link that a short code stands for; Refused for one that stands for none as things are now."""
        digits = "".join(c for c in code if c in "0123456789")
        link = self._folder().codes.get(f"{digits[:4]} {digits[4:]}")
        if link is None:
            raise Refused(404, "没有这个短码", "核对了再输；资料改过的，短码就作废，请找经办人要新的")
        return link

    def show(self, link: str, digits: str) -> dict[str, Any]:
        """The pledge for who knows the last four characters of the person's ID number, to read and sign.

        Of a pledge that is signed it says only when that was. Refused for wrong digits, and after too many.
        """
        folder, person, pledge = self._person(link)
        register, now = folder.register, self._clock()
        left = register.attempt(pledge.who, now, WINDOW, MISSES)
        if left < 0:
            minutes = int(WINDOW.total_seconds()) // 60
            raise Refused(429, f"输错了{MISSES}次，先停一停", f"{minutes}分钟后再试；记不清的，请找经办人")
        if digits.strip().upper() != person.applicant.id.number[-_DIGITS:].upper():
            raise Refused(403, "后四位不对", f"请核对证件号码再输，还可以试{left}次")
        register.forgive(pledge.who)
        entry = register.entry(pledge)
        if entry and entry.state != OPENED:
            if not entry.trusted:
                raise Refused(409, "原来的签署记录核对不上", "请找经办人作废后再签")
            return _told(entry)
        token, nonce = self._tokens(register).make(pledge)
        said = folder.press.pledge_said(person)
        register.note_opened(pledge, nonce, now, json.dumps(said, ensure_ascii=False))
        told = {"words": content_words(pledge.content), "changed": _changed(folder, pledge, said)}
        return {"token": token, **told, **self._shown(folder.press, person)}

    def sign(self, link: str, token: str, request: str, drawn: Any) -> dict[str, Any]:
        """Sign with strokes as JSON; the same request again has the same answer, any other one is Refused."""
        folder, _, pledge = self._person(link)
        try:
            known = self._tokens(folder.register).read(token)
        except Expired as e:
            raise Refused(403, "打开得太久了", "请重新扫描二维码，再签一次") from e
        if known is None:
            raise Refused(403, "签署凭证不对", "请重新扫描二维码，再签一次")
        signed, nonce = known
        if signed != pledge:
            raise _stale()
        try:
            strokes = read_strokes(drawn)
        except ValueError as e:
            raise Refused(422, "签名没有收到", "请重写一次") from e
        if not strokes.is_ink:
            raise Refused(422, "还没有写姓名", "请用手指写上姓名")
        text = json.dumps(drawn, separators=(",", ":"))
        try:
            return _told(folder.register.sign(pledge, nonce, request, text, self._clock()))
        except NotSigned as e:
            if e.state == OPENED:
                raise Refused(
                    409, "这份保证书后来又在别处打开过", "请在最后打开的那一页签，或重新扫码"
                ) from e
            raise Refused(409, f"这份保证书{e.state or '未打开'}", "请重新扫描二维码查看") from e

    # --- the folder ------------------------------------------------------------------------------

    def _tokens(self, register: Register) -> Tokens:
        return Tokens(register.key, self._seconds)

    def _person(self, link: str) -> tuple[_Folder, Person, Pledge]:
        folder = self._folder()
        token = read_token(link, folder.register.key)
        if token is None:
            raise Refused(404, "这个二维码用不了", "不是本单位发出的，或没有扫完整；请再扫一次，或找经办人")
        if token.applicant not in folder.people:
            raise Refused(410, "这份申报已经撤回", "如有疑问，请找经办人")
        person, now = folder.people[token.applicant]
        pledge = folder.pledge(token.applicant)
        if token != now or pledge is None:
            raise _stale()
        return folder, person, pledge

    def _folder(self) -> _Folder:
        with self._busy:
            stamp = self._stamp()
            if self._read is None or self._read.stamp != stamp:
                self._read = self._opened(stamp)
            return self._read

    def _stamp(self) -> object:
        """What changes when a file that is read of everybody does."""
        seen = []
        for path in sorted(path for pattern in _READ for path in self.root.glob(pattern)):
            with suppress(FileNotFoundError):  # it is just being replaced
                seen.append((path, stamp_of(path)))
        return seen

    def _opened(self, stamp: object) -> _Folder:
        job = open_job(self.root, self._clock().astimezone(BEIJING).date())
        press = signing_press(job)
        register = register_of(press)
        register.begin()
        people: dict[bytes, tuple[Person, Token]] = {}
        codes: dict[str, str] = {}
        for file in job.people:
            if person := bare_person(job, file):
                record = record_digest(person.applicant)
                token = expected_token(register.key, person.applicant.id.number, job.plan.id, record)
                people.setdefault(token.applicant, (person, token))
                link = make_token(register.key, person.applicant.id.number, job.plan.id, record)
                codes[short_code(register.key, link)] = link
        return _Folder(stamp, press, register, people, codes)

    def _shown(self, press: Press, person: Person) -> dict[str, Any]:
        """The pledge as it will be printed: its title, its picture and its text; and the person's name."""
        found = press.pledge(person)
        assert found is not None, "it was looked up"
        form = found[0].id
        with self._busy:
            document = press.person_forms(person, {form}, {form})[form].document
            assert document is not None and document.pdf is not None, "a pledge has paper"
            picture, text = picture_and_text(pdf_bytes(document.pdf))
        return {"title": document.title, "name": person.applicant.name, "picture": picture, "text": text}


def _changed(folder: _Folder, pledge: Pledge, now: dict[str, Any]) -> list[str]:
    """What is not as it was when the person signed last; nothing if they never did."""
    own = [one for one in folder.register.rows() if one.pledge.who == pledge.who and one.revoked is None]
    signed = [one.pledge.content for one in own if one.done and one.trusted]
    if not signed:
        return []
    titles = {name: spec.title for name, spec in folder.press.forms[pledge.form].fields.items()}
    try:
        before = json.loads(folder.register.said(signed[-1]))
        if said_hash(before) == signed[-1]:
            return changes(before, now, titles)
    except (ValueError, KeyError, TypeError):
        pass  # it was not noted, or not by us
    return ["上次签的内容没有留下，请从头看一遍"]


def _stale() -> Refused:
    return Refused(409, "需重签：保证书印出以后，资料改过", "请向经办人要新的保证书，扫上面的新二维码")


def _told(entry: Entry) -> dict[str, Any]:
    assert entry.done is not None, "what is not open is done"
    how = "记为已在纸上签署" if entry.state == PAPER else f"在线签署，编号{entry.number}"
    return {"state": entry.state, "said": f"{told_time(entry.done)}{how}。"}
