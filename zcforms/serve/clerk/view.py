"""What a folder of work says now: its people, what was found, made and signed; nothing is kept of it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

import zcforms
from zcforms.batch.annotating import FOLDER
from zcforms.batch.keeping import NEW
from zcforms.batch.making import SOME
from zcforms.batch.signatures.register import REGISTER
from zcforms.batch.underway import BLOCKED, BUILT, CHECKING, FAILED, MAKING, QUEUED
from zcforms.chinese.dates import BEIJING, told_time
from zcforms.facts.order import order_note
from zcforms.ground.errors import ZcformsError
from zcforms.ground.files import inside, stamp_of
from zcforms.ground.findings import SEVERITY_LABELS
from zcforms.intake.folder import OUTPUT, WORKBOOK, PersonFile
from zcforms.paper.delivery import RECEIPT, earlier_numbers, read_receipt
from zcforms.pipeline.job import Job
from zcforms.pipeline.signing import has_signing_key
from zcforms.serve.accounts import ACCOUNTS
from zcforms.serve.clerk.building import Building, Seen
from zcforms.serve.clerk.commands import Command
from zcforms.serve.desk import Refused

_OUTCOMES = {BUILT: "已做好", BLOCKED: "暂缓", FAILED: "出错"}
_AT_WORK = {QUEUED: "排队", CHECKING: "正在检查", MAKING: "正在做"} | _OUTCOMES | {BUILT: "做好，等着写出"}
_CUT_OFF = _OUTCOMES | {BUILT: "做好，没有写出"}  # of a build that was killed
_HALF = "没有做完"
_ANNOTATED = "people（批注）.xlsx"  # taken away under a name that is not the workbook's
_LISTS = "清单"  # what stands in no folder
_FOLDERS = (_LISTS, "打印", "报送", "装订", "补正", FOLDER, "个人", SOME)  # in this order
_NONE, _BUSY, _UNSURE = "—", "正在看", "正在核对有没有改过"
_APART = (ACCOUNTS, REGISTER, ".")  # begins the names of files that say nothing of what is to be checked


@dataclass(frozen=True)
class Row:
    """A person on the list: the mark under which their page is found, and how it stands with them.

    `digits` are the last of the ID number, where the name is not theirs alone.
    """

    mark: str
    key: str = field(repr=False)
    name: str = field(repr=False)
    unit: str = field(repr=False)
    found: str
    made: str
    signed: str
    digits: str = field(default="", repr=False)

    def to_dict(self) -> dict[str, str]:
        """What may change while somebody looks, and of whom."""
        return {"mark": self.mark, "found": self.found, "made": self.made, "signed": self.signed}


@dataclass(frozen=True)
class Told:
    """A finding as it is shown."""

    person: str
    severity: str
    message: str
    place: str
    basis: str
    hint: str


@dataclass(frozen=True)
class Paper:
    """A file that was made: the mark that stands for it in an address, where it is, and of whom."""

    mark: str
    path: Path = field(repr=False)
    name: str = field(repr=False)
    pages: int | None = None
    copies: int | None = None
    person: str = field(default="", repr=False)
    form: str = ""

    @property
    def is_pdf(self) -> bool:
        """Whether its pages can be looked at."""
        return self.name.endswith(".pdf")


class FolderView:
    """A folder of work as it is now; `clock` tells the time (UTC).

    It is read again when a file of it has changed; checking is done by the command, in a process of its own.
    """

    def __init__(self, root: Path, clock: Callable[[], datetime]) -> None:
        self.root, self._clock = root.resolve(), clock
        self.building = Building(self.root)
        self._secret = secrets.token_bytes(32)
        self._busy = threading.Lock()
        self._read: tuple[object, Job] | None = None
        self._asked: dict[str, tuple[object, Command]] = {}

    # --- people ----------------------------------------------------------------------------------

    def people(self) -> tuple[PersonFile, ...]:
        """Everybody, in the order of the roster, whose numbers may be fixed; the errors of open_folder."""
        job = self._job()
        numbers = earlier_numbers(self.root / OUTPUT) if job.work.settings.fixed_numbers else {}
        return tuple(sorted(job.people, key=lambda file: numbers.get(file.key, inf)))

    def order(self) -> str:
        """By what people are ordered, “（按申报专业、姓氏笔画为序）”; "" where no rule made the order."""
        job = self._job()
        applicants = [file.applicant for file in job.people if file.applicant]
        return order_note(applicants, job.plan, job.work.settings) or ""

    def _job(self) -> Job:
        with self._busy:
            stamp = self._stamp()
            if self._read is None or self._read[0] != stamp:
                today = self._clock().astimezone(BEIJING).date()
                self._read = stamp, zcforms.open_folder(self.root, today=today)
            return self._read[1]

    def rows(self) -> list[Row]:
        """Everybody and how it stands with them."""
        people, checked, signed = self.people(), self.checked(), self.signed()
        counts = Counter((told.person, told.severity) for told in self.findings())
        made = self._made(self.building.seen())
        signers = (signed.result or {}).get("people", []) if signed else []
        states = {one["person"]: one["state"] for one in signers}
        waits = _BUSY if signed and not signed.is_done else _NONE
        names = Counter(file.name for file in people)

        def found(key: str) -> str:
            if not checked.result:
                return _NONE if checked.is_done else "正在检查"
            told = [f"{label}{n}" for label in ("错误", "提醒") if (n := counts[key, label])]
            return "，".join(told) or "没有问题"

        return [
            Row(
                self.mark(file.key),
                file.key,
                file.name or file.key,
                file.unit or "",
                found(file.key),
                made(file.key, counts[file.key, "错误"] > 0),
                states.get(file.key, waits),
                file.digits if names[file.name] > 1 else "",
            )
            for file in people
        ]

    def _made(self, seen: Seen) -> Callable[[str, bool], str]:
        """What is said of what was made of somebody (their key, and whether they have errors now)."""
        outcomes = {one["person"]: one["outcome"] for one in self.receipt().get("people", [])}
        told = seen.notes.people if seen.notes else {}
        changed = {} if seen.at_work else self._changed()

        def made(key: str, has_errors: bool) -> str:
            if seen.at_work and not seen.notes:
                return _AT_WORK[QUEUED]
            if key in told:
                return (_AT_WORK if seen.at_work else _CUT_OFF).get(told[key], _HALF)
            outcome = outcomes.get(key, "")
            said = _OUTCOMES.get(outcome, "未做")
            if outcome != BUILT:
                return f"{said}，可以再做" if outcome and key in (changed or {}) else said
            if changed is None:
                return f"{said}，{_UNSURE}"
            if has_errors:
                return f"{said}，后来资料有了错误"
            why = changed.get(key, [])
            if NEW in why:
                return f"{said}，再做时全部重做"
            return f"{said}，后来{'、'.join(why)}" if why else said

        return made

    def mark(self, key: str) -> str:
        """What stands for a person in an address: it tells nothing to whoever sees it."""
        return hmac.digest(self._secret, key.encode(errors="replace"), "sha256").hex()[:24]

    def person(self, mark: str) -> Row:
        """The person of a mark; Refused if there is none, or none any more."""
        for row in self.rows():
            if row.mark == mark:
                return row
        raise Refused(404, "没有这个人", "资料里可能已经删去；回到名单看一看")

    # --- what was found, made and signed ---------------------------------------------------------

    def checked(self) -> Command:
        """The check of the folder as it is now, done or at work."""
        return self._command(self._stamp(), "check", str(self.root))

    def findings(self) -> list[Told]:
        """Every finding, as far as the check is done."""
        found = (self.checked().result or {}).get("findings", [])
        return [
            Told(f["person"], _LABELS[f["severity"]], f["message"], f["place"], f["basis"], f["hint"])
            for f in found
        ]

    def awaits_exports(self) -> bool:
        """Whether the circular wants forms that the platform exports: what we print of them is a draft."""
        with suppress(ZcformsError):
            return any(use.awaited for use in self._job().plan.forms)
        return False

    def _changed(self) -> Mapping[str, list[str]] | None:
        """Of whom a build would make something again, and why; None as long as that is looked at."""
        if not (made_at := self.made_at()):
            return {}
        if not self.checked().is_done:
            return None
        stamp = self._stamp(), made_at, self._register_stamp()
        foreseen = self._command(stamp, "build", str(self.root), "--dry-run")
        return (foreseen.result or {}).get("made", {}) if foreseen.is_done else None

    def _register_stamp(self) -> int:
        try:
            return (self.root / REGISTER).stat().st_mtime_ns
        except OSError:
            return 0

    def signed(self) -> Command | None:
        """Who has signed, by the command; None for a folder that has made no pledge."""
        if not has_signing_key(self.root):
            return None
        stamp = self._stamp(), self._register_stamp(), self.made_at()  # whom a build held back is not asked
        return self._command(stamp, "sign", "list", str(self.root))

    def _command(self, stamp: object, *words: str) -> Command:
        with self._busy:
            name = words[0]
            if name not in self._asked or self._asked[name][0] != stamp:
                if name in self._asked:
                    self._asked[name][1].end()
                self._asked[name] = stamp, Command(*words)
            return self._asked[name][1]

    @property
    def is_busy(self) -> bool:
        """Whether a command is at work."""
        return any(not command.is_done for _, command in self._asked.values())

    def receipt(self, below: str = "") -> Mapping[str, Any]:
        """The receipt of the last build of everybody, or of some below; empty if there is none to be read."""
        return read_receipt(self.root / OUTPUT / below)

    def folders(self) -> dict[str, list[Paper]]:
        """What was made of everybody and is there, by its folder, in the order in which it is used."""
        out, told = self.root / OUTPUT, self.receipt()
        found: dict[str, list[Paper]] = {name: [] for name in _FOLDERS}
        for below, receipt in (("", told), (f"{SOME}/", self.receipt(SOME))):
            for document in [*receipt.get("documents", []), *receipt.get("kept", [])]:
                name = below + document["path"]
                if inside(out, name):
                    facts = (document[fact] for fact in ("pages", "copies", "person", "form"))
                    paper = self._paper(name, *facts)
                    found.setdefault(name.partition("/")[0] if "/" in name else _LISTS, []).append(paper)
        if (out / FOLDER / WORKBOOK).is_file():
            found[FOLDER].append(replace(self._paper(f"{FOLDER}/{WORKBOOK}"), name=_ANNOTATED))
        if told:
            found["制作记录"] = [self._paper(RECEIPT)]
        return {name: papers for name, papers in found.items() if papers}

    def paper(self, mark: str) -> Paper | None:
        """The file of a mark."""
        return next((p for papers in self.folders().values() for p in papers if p.mark == mark), None)

    def printed(self, key: str, form: str) -> Paper | None:
        """A person's paper of a form, as it was made last."""
        papers = (paper for found in self.folders().values() for paper in found)
        return next((p for p in papers if (p.person, p.form) == (key, form) and p.is_pdf), None)

    def _paper(
        self, name: str, pages: int | None = None, copies: int | None = None, person: str = "", form: str = ""
    ) -> Paper:
        path = self.root / OUTPUT / name
        return Paper(self.mark(name), path, name.rpartition("/")[2], pages, copies, person, form)

    def made_at(self) -> str:
        """When the last build of everybody ended; "" if there is none."""
        try:
            ended = (self.root / OUTPUT / RECEIPT).stat().st_mtime
        except OSError:
            return ""
        return told_time(datetime.fromtimestamp(int(ended), BEIJING))

    def _stamp(self) -> object:
        """What changes when a file of the folder does, but what is made, who signs and who logs in."""
        seen = hashlib.sha256()
        for folder, below, names in os.walk(self.root):
            made = OUTPUT if Path(folder) == self.root else ""
            below[:] = sorted(name for name in below if not name.startswith(".") and name != made)
            for name in sorted(name for name in names if not name.startswith(_APART)):
                with suppress(OSError):  # it is just being replaced
                    seen.update(repr((folder, name, *stamp_of(Path(folder) / name))).encode())
        return seen.digest()


_LABELS = {str(severity): label for severity, label in SEVERITY_LABELS.items()}
