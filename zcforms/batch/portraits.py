"""The ID photos of a folder put right: shown on a sheet first, then, if asked for, put in their places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from zcforms.batch.opening import Progress
from zcforms.checks.photo import check_photo
from zcforms.ground.errors import Undeliverable, reason
from zcforms.ground.files import inside, read_file
from zcforms.ground.findings import Finding
from zcforms.ground.photo import PhotoFacts
from zcforms.ground.room import Spoiled
from zcforms.ground.steps import step
from zcforms.intake.folder import OUTPUT, PersonFile
from zcforms.intake.photos import read_photo
from zcforms.intake.portraits import Bounds, Portrait, mended
from zcforms.paper import delivery
from zcforms.paper.contact import Pair, contact_sheet
from zcforms.pipeline.job import Job
from zcforms.plans import Plan
from zcforms.plans.clauses import PhotoRule
from zcforms.plans.sizes import size_readings

FOLDER, SHEET = "照片", "照片对照.pdf"
ORIGINALS = "原件"  # below photos: what was there before
_RATIO = 35 / 49  # 2寸, which is within every circular's bounds
_GROUND = {"photo-background"}  # what nobody mends here: a ground that is painted over is no photo

State = Literal["good", "mend", "stuck", "hopeless", "none"]


@dataclass(frozen=True)
class Outcome:
    """What is with one person's photo: good as it is, mended, hopeless (a new one must be taken), or none.

    Stuck is what could be mended and not be put in its place.
    `told` says what was or would be done, or why it cannot be; `ground` how the background looks.
    """

    person: str
    name: str
    photo: str
    state: State
    told: tuple[str, ...]
    ground: str = ""
    applied: bool = False

    @property
    def shown(self) -> str:
        """Who it is: the key, and the name where the key does not say it."""
        return self.person if self.name in self.person else f"{self.person} {self.name}"


@dataclass(frozen=True)
class Portraits:
    """Everybody's outcome, and the sheet with both versions of what is not good."""

    outcomes: tuple[Outcome, ...]
    sheet: Path | None


@dataclass(frozen=True)
class _Look:
    """One outcome with its portrait, and the photo that it is of."""

    outcome: Outcome
    path: Path | None = None
    portrait: Portrait | None = None


def portraits(job: Job, apply: bool, progress: Progress) -> Portraits:
    """Look at the photos of everybody, show on a sheet what would come of them, and with `apply` do it.

    The sheet is written before anything is replaced; what is replaced stays in photos/原件.
    """
    looks = []
    for n, file in enumerate(job.people):
        progress("看照片", n, len(job.people))
        with step("看照片", person=file.key):
            looks.append(_look(job, file))
    progress("看照片", len(job.people), len(job.people))
    out = job.work.root / OUTPUT
    pairs = [_pair(look) for look in looks if look.portrait and look.outcome.state != "good"]
    sheet = out / FOLDER / SHEET if pairs else None
    if sheet is not None:
        delivery.refuse_way_out(out, f"{FOLDER}/{SHEET}")
        delivery.deliver(sheet, contact_sheet("照片对照", pairs))
    if apply:
        looks = list(_applied(job, looks))
    return Portraits(tuple(look.outcome for look in looks), sheet)


def _look(job: Job, file: PersonFile) -> _Look:
    name = file.photo
    outcome = Outcome(file.key, file.name or "", name or "", "hopeless", ())
    path = job.work.photo_path(name) if name else None
    if path is None:
        why = "“照片”一栏写的不在photos文件夹内" if name else "“照片”一栏没有填写"
        return _Look(replace(outcome, state="none", told=(why,)))
    read = read_photo(path, f"photos/{name}")
    if isinstance(read, Finding):
        return _Look(replace(outcome, told=(read.message,)))
    try:
        faults = {fault.code: fault for fault in _faults(read[0], job.plan)}
        portrait = mended(path, bounds_of(job.plan.photo), faults)
    except Spoiled as e:
        return _Look(replace(outcome, told=(f"照片{e.why}",)))
    outcome = replace(outcome, ground=portrait.ground)
    if portrait.facts is None:
        return _Look(replace(outcome, state="good"), path, portrait)
    if left := _faults(portrait.facts, job.plan):
        # Half mended it would only look as if it were good; the figures are of the photo that is there.
        told = tuple(faults[f.code].message if f.code in faults else f"改后{f.message}" for f in left)
        return _Look(replace(outcome, told=told), path, replace(portrait, after=None, shown=None))
    return _Look(replace(outcome, state="mend", told=portrait.done), path, portrait)


def _faults(facts: PhotoFacts, plan: Plan) -> Sequence[Finding]:
    return [fault for fault in check_photo(facts, plan) if fault.code not in _GROUND]


def bounds_of(rule: PhotoRule) -> Bounds:
    """What is aimed at: a megabyte and a kilobyte by whichever reading is the stricter."""
    low, high = rule.ratios
    stated = [bound for bound in (rule.aspect_min, rule.aspect_max) if bound is not None]
    ratio = _RATIO if low <= _RATIO <= high else sum(stated) / len(stated)
    lows, highs = zip(*size_readings(rule), strict=True)
    return Bounds(rule.width_gt or 0, rule.height_gt or 0, max(lows), min(highs), ratio)


def _pair(look: _Look) -> Pair:
    assert look.portrait is not None, "asked for"
    one = look.outcome
    said = "；".join(one.told) if one.state == "mend" else f"要重拍或换原片：{'；'.join(one.told)}"
    lines = [said, f"背景：{one.ground}"]
    return Pair(one.shown, look.portrait.before, look.portrait.shown, lines)


# --- in their places -----------------------------------------------------------------------------


def _applied(job: Job, looks: Iterable[_Look]) -> Iterator[_Look]:
    done: set[Path] = set()  # a photo of two people is one
    for look in looks:
        portrait, path = look.portrait, look.path
        if look.outcome.state != "mend" or path is None or portrait is None or portrait.after is None:
            yield look
            continue
        try:
            with step("换照片", person=look.outcome.person):
                told = () if path in done else _replaced(job, path, portrait.after)
        except Undeliverable as e:  # the others can be replaced all the same, and what was done is told
            why = f"{Path(e.where).name}{e.message}" + (f"，{e.hint}" if e.hint else "")
            yield replace(look, outcome=replace(look.outcome, state="stuck", told=(why,)))
            continue
        done.add(path)
        yield replace(look, outcome=replace(look.outcome, applied=True, told=(*look.outcome.told, *told)))


def _replaced(job: Job, path: Path, content: bytes) -> tuple[str, ...]:
    """Put a photo in its place, what was there kept; what is still to be done by hand."""
    folder = job.work.root / "photos"
    target = path if path.suffix.lower() in (".jpg", ".jpeg") else path.with_suffix(".jpg")
    if target != path and target.exists():
        if read_file(target) == content:
            return (_to_name(target),)
        raise Undeliverable(
            "已经有这个文件", hint=f"先把它改名：{path.name}要存成这个名字", where=str(target)
        )
    _keep(folder, path)
    delivery.deliver(target, content)
    return () if target == path else (_to_name(target),)


def _to_name(target: Path) -> str:
    return f"请把“照片”一栏改成“{target.name}”"


def _keep(folder: Path, path: Path) -> None:
    """Keep a photo among the originals, beside another of its name."""
    try:
        raw = read_file(path)
    except OSError as e:
        raise Undeliverable(f"读不出来（{reason(e)}）", where=str(path)) from e
    if inside(folder, ORIGINALS) is None:
        raise Undeliverable("是指向外面的链接，没有写", hint="删去这个链接", where=str(folder / ORIGINALS))
    kept = folder / ORIGINALS / path.name
    if kept.exists() and read_file(kept) != raw:
        kept = kept.with_stem(f"{kept.stem}_{hashlib.sha256(raw).hexdigest()[:8]}")
    if not kept.exists():
        delivery.deliver(kept, raw)
