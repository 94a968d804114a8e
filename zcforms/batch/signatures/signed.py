"""Who has signed the pledge: the register of a folder beside its people as they are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from zcforms.batch.signatures.register import OPENED, PAPER, REGISTER, SIGNED, Entry, Pledge, Register
from zcforms.batch.underway import BLOCKED
from zcforms.chinese.dates import BEIJING, PartialDate, told_time
from zcforms.facts import Person
from zcforms.fillers.strokes import strokes_svg
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.intake.folder import OUTPUT, PersonFile
from zcforms.paper import delivery
from zcforms.paper.sealing import Seal
from zcforms.pipeline.job import Checked, Job, pdf_bytes
from zcforms.pipeline.press import Press
from zcforms.pipeline.signing import has_signing_key, known_as, signing_key
from zcforms.pipeline.sound_forms import check_forms
from zcforms.pipeline.story import bare_person

UNSIGNED, STALE, HELD = "未签", "需重签", "暂缓"
STATES = (UNSIGNED, OPENED, SIGNED, STALE, PAPER, HELD)


@dataclass(frozen=True)
class Standing:
    """How it stands with one person's pledge; `entry` is what the register has of it that counts most."""

    person: Person
    pledge: Pledge
    state: str
    entry: Entry | None = None


def signing_press(job: Job) -> Press:
    """The press of a folder whose pledges are signed; UsageError for one that has made none."""
    if not has_signing_key(job.work.root):
        raise UsageError("还没有做过保证书，没有可签的", hint=f"先 zcforms build {job.work.root.name}")
    job, _ = check_forms(replace(job, key=signing_key(job.work.root)), frozenset())
    return Press(job, "platform")


def register_of(press: Press) -> Register:
    """The register of a press's folder."""
    return Register(press.job.work.root, press.job.own_key)


def board(press: Press) -> list[Standing]:
    """How it stands with everybody who can be read and has a pledge to sign, in the order of the roster.

    Whom the last build held back has no pledge yet: they are not asked to sign.
    """
    entries = register_of(press).rows()
    people = filter(None, (bare_person(press.job, file) for file in press.job.people))
    told = delivery.read_receipt(press.job.work.root / OUTPUT).get("people", [])
    held = {one["person"] for one in told if one["outcome"] == BLOCKED}
    return [
        replace(found, state=HELD) if found.state == UNSIGNED and person.key in held else found
        for person in people
        if (found := standing(press, person, entries))
    ]


@dataclass(frozen=True)
class Unasked:
    """Somebody of whom nothing can be said, for their record cannot be read; `why`, in words."""

    file: PersonFile
    why: str


def unasked(job: Job) -> list[Unasked]:
    """Everybody whom no board has, in the order of the roster."""
    return [Unasked(file, _why(job, file)) for file in job.people if bare_person(job, file) is None]


def _why(job: Job, file: PersonFile) -> str:
    if file.unit and job.work.settings.institution(file.unit) is None:
        return f"工作单位“{file.unit}”不在zcforms.yaml的“单位”里"
    return f"{file.places.find(())}里有错误，读不出来：运行 zcforms check，照着改好"


def pledge_of(press: Press, person: Person) -> Pledge | None:
    """What a person signs by signing their pledge now; None if the plan has none for them."""
    found = press.pledge(person)
    if found is None:
        return None
    form, who = found[0].id, known_as(press.job.own_key, person.applicant.id.number)
    return Pledge(form, who, press.job.plan.id, press.pledge_content(person))


def standing(press: Press, person: Person, entries: Iterable[Entry]) -> Standing | None:
    """How it stands with a person's pledge, by the rows of the register; None if they have none to sign.

    What was signed counts for exactly what was signed: after a change of the data it is to be signed again.
    """
    pledge = pledge_of(press, person)
    if pledge is None:
        return None
    own = [entry for entry in entries if entry.pledge.who == pledge.who and entry.revoked is None]
    done = [entry for entry in own if entry.state in (SIGNED, PAPER) and entry.trusted]
    for entry in (*done, *own):
        if entry.pledge == pledge and (entry.state == OPENED or entry.trusted):
            state = STALE if entry.state == OPENED and done else entry.state
            return Standing(person, pledge, state, entry)
    if done:
        return Standing(person, pledge, STALE, done[-1])
    return Standing(person, pledge, UNSIGNED)


def gone(press: Press) -> list[Entry]:
    """What counts in the register and is of nobody in the folder, as far as its people can be read."""
    here = {known_as(register_of(press).key, number) for number in _numbers(press.job)}
    entries = register_of(press).rows()
    return [e for e in entries if e.revoked is None and e.done and e.trusted and e.pledge.who not in here]


def _numbers(job: Job) -> Iterator[str]:
    """The ID numbers of everybody whose data can be read."""
    return (file.applicant.id.number for file in job.people if file.applicant)


def with_signatures(press: Press, checked: Sequence[Checked]) -> tuple[list[Checked], list[Finding]]:
    """Everybody with their signature, if what they signed is what they would sign now; what is to be told."""
    entries = register_of(press).rows()
    if not entries:
        return list(checked), []
    return [_signed(press, one, entries) for one in checked], list(_untrusted(entries))


def _signed(press: Press, one: Checked, entries: Sequence[Entry]) -> Checked:
    found = standing(press, one.person, entries) if one.person else None
    if found is None or found.entry is None or found.entry.done is None:
        return one
    at = found.entry.done
    if found.state == STALE:
        message = f"{told_time(at)}签署以后，资料改过，保证书要重新签署"
        hint = "请本人扫描新的保证书上的二维码再签一次；原来的签名不会印上"
        return one.told([Finding("signature-stale", message, Severity.WARNING, hint)])
    if found.state != SIGNED:
        return one
    return replace(one, person=_with_ink(found.person, found.entry, at))


def _with_ink(person: Person, entry: Entry, at: datetime) -> Person:
    local = at.astimezone(BEIJING)
    return replace(
        person,
        signature=strokes_svg(entry.strokes),
        signed=f"{told_time(at)}在线签署，编号{entry.number}",
        signed_on=PartialDate.of(local),
    )


def seal_pledges(press: Press, seal: Seal, out: Path) -> list[Path]:
    """Write the pledges that are signed, made anew from the data, with a seal as the last thing.

    What an earlier sealing left of pledges that are signed no more is removed. Undeliverable.
    """
    written = []
    for one in board(press):
        if one.state != SIGNED or one.entry is None or one.entry.done is None:
            continue
        person, form = _with_ink(one.person, one.entry, one.entry.done), one.pledge.form
        document = press.person_forms(person, {form}, {form})[form].document
        assert document is not None and document.pdf is not None, "it was shown when it was signed"
        target = out / f"{delivery.safe_name(f'{person.key}_{person.applicant.name}')}.pdf"
        delivery.deliver(target, seal.sealed(pdf_bytes(document.pdf)))
        written.append(target)
    for left in set(out.glob("*.pdf")) - set(written):
        left.unlink(missing_ok=True)
    return written


def _untrusted(entries: Iterable[Entry]) -> Iterator[Finding]:
    foreign = [e for e in entries if e.state in (SIGNED, PAPER) and e.revoked is None and not e.trusted]
    if foreign:
        message = f"{REGISTER}里有{len(foreign)}条签署记录被改动过，或是用另一个signing.key记的，不算数"
        hint = f"从备份恢复{REGISTER}和signing.key；没有备份，请本人重新签署"
        yield Finding("signature-untrusted", message, Severity.WARNING, hint)


def counted(board: Iterable[Standing]) -> dict[str, int]:
    """How many people are in each state, in the order of STATES."""
    found = Counter(one.state for one in board)
    return {state: found[state] for state in STATES}
