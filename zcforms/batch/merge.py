"""One roster of several folders, and of other desks' tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from zcforms.batch.asked import refuse_unused
from zcforms.batch.counting import check_merged
from zcforms.batch.everybody import all_findings, check_job, same_id_twice
from zcforms.batch.failing import fail, guarded
from zcforms.batch.listed import listed_people
from zcforms.batch.numbering import changes_of, number_through
from zcforms.batch.opening import Progress
from zcforms.batch.ordering import roster_key
from zcforms.batch.receipt import Receipt, deliver_receipt
from zcforms.batch.shelf import Made, Order, Shelf
from zcforms.batch.submitting import office_forms
from zcforms.forms import Role, form_with_role
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.steps import step
from zcforms.intake.folder import OUTPUT
from zcforms.paper import delivery
from zcforms.paper.staging import staging
from zcforms.pipeline.job import Checked, Job
from zcforms.pipeline.press import Press
from zcforms.pipeline.sound_forms import check_forms
from zcforms.pipeline.story import fill_person

# What is not read of another desk's table is told with every roster that it goes into.
_NOT_READ = {"row-unread", "column-unmapped", "sheet-unmapped", "table-hidden"}


def merge_rosters(
    jobs: Sequence[Job],
    out: Path,
    progress: Progress,
    roles: Sequence[Role] = ("batch_roster",),
    tables: Sequence[Path] = (),
) -> Receipt:
    """One roster of several folders by one rule, numbered through; with the forms of further `roles`.

    `tables` are other desks' own, each with its mapping beside it: their people are listed as they stand.

    The rule is the plan's, or the 排序 of the first folder: 录入顺序 leaves folder after folder, each in
    its own order. Only what holds a person back is told, and every place begins with its folder.
    """
    _refuse_unmergeable(jobs, tables)
    roster = frozenset(form_with_role(jobs[0].forms, role).id for role in roles)
    refuse_unused(jobs[0], Order(roster))
    with staging(out):
        return _merged(jobs, tables, out, progress, roster)


def _merged(
    jobs: Sequence[Job], tables: Sequence[Path], out: Path, progress: Progress, roster: frozenset[str]
) -> Receipt:
    checked: list[Checked] = []
    general: list[Finding] = []  # what is nobody's in particular
    for job in jobs:
        people, found = check_job(_under_folder(job), progress)
        checked += people
        general += (f.under(job.work.root.resolve().name) for f in found)
    whole, _ = check_forms(_of_all(jobs), roster)
    listed: set[str] = set()
    for table in tables:
        people, found = listed_people(table, whole)
        listed |= {one.file.key for one in people}
        checked += people
        general += found
    key = roster_key([one.file for one in checked], whole.work.settings, whole.plan)
    press, shelf = Press(whole, "none"), Shelf(out, forms=roster)
    everybody = sorted(same_id_twice(checked), key=lambda one: key(one.file))
    checked = [one if one.blocked or one.file.key in listed else _measured(press, one) for one in everybody]
    made, of_numbers = _number(checked, jobs, tables, shelf)
    general += office_forms(press, [one.person for one in made], checked, Order(roster), shelf)
    general += check_merged(press, made, shelf)
    found = all_findings(checked, general)
    findings = [f for f in found if f.severity is Severity.ERROR or f.code in _NOT_READ]
    shelf.tidy()
    told = [*_other_offices(jobs), *_other_kinds(jobs), *of_numbers, *shelf.told_names()]
    return deliver_receipt(press, checked, made, shelf, [*told, *findings], {})


def _refuse_unmergeable(jobs: Sequence[Job], tables: Sequence[Path]) -> None:
    """People are known by the name of their folder or table and their key: each has a name of its own."""
    plans = {job.plan.id: job for job in jobs}
    if len(plans) > 1:
        message = f"不同评审计划的花名册不能合并：{'、'.join(plans)}"
        raise UsageError(message, hint="按计划分别合并")
    seen: dict[str, Path] = {}
    for root in (*(job.work.root for job in jobs), *tables):
        earlier = seen.get(root.name)
        if earlier == root:
            raise UsageError(f"同一个文件夹写了两次：{root.name}", hint="每个文件夹写一次")
        if earlier is not None:
            raise UsageError(f"两个文件夹同名：{earlier}、{root}", hint="给其中一个改名，如加上受理点")
        seen[root.name] = root


def _other_offices(jobs: Sequence[Job]) -> list[Finding]:
    """That folders are of other offices than the first one, whose name heads the roster."""
    printed = jobs[0].work.settings.office.name
    others = dict.fromkeys(job.work.settings.office.name for job in jobs[1:])
    others.pop(printed, None)
    if not others:
        return []
    message = f"报送单位不同：{'、'.join(f'“{name}”' for name in (printed, *others))}，花名册上印第一个"
    hint = "要印别的，把它的文件夹写在前面；本是同一单位的，把各文件夹zcforms.yaml里的名称改成一样"
    return [Finding("offices-differ", message, Severity.WARNING, hint)]


def _other_kinds(jobs: Sequence[Job]) -> Iterator[Finding]:
    """Units that are one here and another there, on which rests who is in post (是否事业编制)."""
    kinds: dict[str, dict[str, str]] = {}
    for job in jobs:
        for unit in job.work.settings.institutions:
            kinds.setdefault(unit.name, {}).setdefault(unit.kind, job.work.root.name)
    for name, theirs in kinds.items():
        if len(theirs) > 1:
            said = "、".join(f"在“{folder}”里是{kind}" for kind, folder in theirs.items())
            hint = "问清是哪一种，把各文件夹zcforms.yaml里的单位性质改成一样"
            yield Finding("unit-kinds-differ", f"“{name}”的单位性质{said}", Severity.WARNING, hint)


def _number(
    checked: Sequence[Checked], jobs: Sequence[Job], tables: Sequence[Path], shelf: Shelf
) -> tuple[Sequence[Made], list[Finding]]:
    """Everybody numbered; whose folder fixes its numbers keeps theirs, and who withdrew leaves a gap.

    Theirs are those of the last merged roster, else those of their folder's own, if no other has them.
    Where the first folder fixes its numbers, those of tables stay as they were merged before.
    """
    earlier = delivery.earlier_numbers(shelf.top)
    kept: dict[str, int] = {}
    findings: list[Finding] = []
    for job in jobs:
        if not job.work.settings.fixed_numbers:
            continue
        folder = f"{job.work.root.name}/"
        merged = {key: n for key, n in earlier.items() if key.startswith(folder)}
        own = delivery.earlier_numbers(job.work.root / OUTPUT)
        theirs = merged or {f"{folder}{key}": n for key, n in own.items()}
        free = {key: n for key, n in theirs.items() if n not in kept.values()}
        findings += _lost(job, theirs, free)
        kept |= free
    if jobs[0].work.settings.fixed_numbers:
        names = tuple(f"{table.name}/" for table in tables)
        kept |= {k: n for k, n in earlier.items() if k.startswith(names) and n not in kept.values()}
    numbered = number_through([Made(one) for one in checked if not one.blocked], kept)
    shelf.numbers = numbered.roster
    there = {one.file.key for one in checked}
    return numbered.made, [*findings, *changes_of(numbered.made, earlier, False, there)]


def _lost(job: Job, theirs: Mapping[str, int], free: Mapping[str, int]) -> list[Finding]:
    """What is to be told of a folder whose fixed numbers cannot all be kept."""
    folder = job.work.root.name
    if not theirs:
        message = f"“{folder}”要求固定序号，但没有找到它上次的花名册序号，已接着编号"
        hint = "先在该文件夹做一遍花名册（输出在output），或合并到上次的文件夹；第一次做的，可不理会"
        return [Finding("numbers-not-found", message, Severity.WARNING, hint)]
    if len(free) == len(theirs):
        return []
    message = f"“{folder}”的{len(theirs) - len(free)}个固定序号与前面的文件夹相同，已接着编号"
    hint = "要保留的文件夹写在前面；各受理点的花名册、袋面已印出的须重印"
    return [Finding("numbers-collide", message, Severity.WARNING, hint)]


def _measured(press: Press, one: Checked) -> Checked:
    """What a form that does not fit says of somebody; nothing is made for them."""

    def measure() -> Checked:
        with step("量字", person=one.file.key):
            return fill_person(press, one, frozenset(), bound=False).checked

    return guarded(measure, partial(fail, press.job, one))


def _of_all(jobs: Sequence[Job]) -> Job:
    """The first folder's job with all institutions, and without what holds for its own people only."""
    first = jobs[0]
    # A unit whose people come from two folders is one unit.
    institutions = {i.name: i for job in jobs for i in job.work.settings.institutions}
    fixed = any(job.work.settings.fixed_numbers for job in jobs)  # then no rule made the order
    # No evidence is at hand, for none is bound: neither is a volume divided.
    changed = {"order": None, "fixed_numbers": fixed, "book_sheets": None}
    settings = first.work.settings.model_copy(update={"institutions": [*institutions.values()], **changed})
    return replace(first, work=replace(first.work, settings=settings))


def _under_folder(job: Job) -> Job:
    """The job with its people's keys and files named with their folder."""
    folder = job.work.root.resolve().name
    people = tuple(
        replace(
            file,
            key=f"{folder}/{file.key}",
            evidence_key=file.key,
            places=file.places.under(folder),
            findings=tuple(f.under(folder) for f in file.findings),
        )
        for file in job.people
    )
    return replace(job, people=people)
