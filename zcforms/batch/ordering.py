"""The order of the roster, which letter, print sets and bags follow (requirements A3, F6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from zcforms.chinese.hanzi import pinyin_key, stroke_key, unordered
from zcforms.facts.order import group_of
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.meant import meant
from zcforms.intake.folder import SETTINGS_FILE, PersonFile
from zcforms.model import Settings
from zcforms.plans import Plan

Key = Callable[[PersonFile], tuple[int, ...]]


def roster_key(files: Sequence[PersonFile], settings: Settings, plan: Plan) -> Key:
    """What people are sorted by: groups as the plan says, in a group the name; the unreadable stand last.

    Specialities stand in the order of the plan, units in that of the settings, others as they come.
    """
    names = settings.sort or plan.roster.names
    if names == "录入顺序":
        return lambda _file: ()
    known = {
        "target": [plan.target_title],
        "speciality": plan.specialities,
        "unit": [institution.name for institution in settings.institutions],
    }
    applicants = [file.applicant for file in files if file.applicant]
    ranks = [
        (group, _ranks([*known[group], *(group_of(a, group, plan) for a in applicants)]))
        for group in plan.roster.groups
    ]
    name_key = pinyin_key if names == "拼音" else stroke_key

    def key(file: PersonFile) -> tuple[int, ...]:
        a = file.applicant
        if a is None:
            return (1,)
        return 0, *(rank[group_of(a, group, plan)] for group, rank in ranks), *name_key(a.name)

    return key


def in_order(files: Sequence[PersonFile], settings: Settings, plan: Plan) -> list[PersonFile]:
    """People in the order of the roster: as the settings list them, the others after by the rule.

    A name whose strokes are not all known is told. Raises UnreadableInput for somebody listed who is
    not there, or not only once.
    """
    if (settings.sort or plan.roster.names) == "姓氏笔画":
        files = [_told(file) for file in files]
    files = sorted(files, key=roster_key(files, settings, plan))
    return files if settings.order is None else _as_listed(files, settings.order)


def _ranks(values: Iterable[str]) -> dict[str, int]:
    return {value: n for n, value in enumerate(dict.fromkeys(values))}


def _told(file: PersonFile) -> PersonFile:
    characters = unordered(file.applicant.name) if file.applicant else ""
    if not characters:
        return file
    hint = "核对其在花名册中的位置，需要时用“花名册顺序”指定"
    message = f"姓名中的“{characters}”没有逐笔资料，排在同笔画数的字之后"
    found = Finding("name-strokes-unknown", message, Severity.INFO, hint, path=("name",))
    return replace(file, findings=(*file.findings, found.located(file.places)))


def _as_listed(files: Sequence[PersonFile], order: Sequence[str]) -> list[PersonFile]:
    keys = {file.key for file in files}
    by_name: dict[str, list[str]] = {}
    for file in files:
        by_name.setdefault(file.name or "", []).append(file.key)
    unread = by_name.pop("", [])
    listed: list[str] = []
    for asked in order:
        found = [asked] if asked in keys else by_name.get(asked, [])
        if not found and unread:
            continue  # the name of somebody who is held back, perhaps: it will be told when it can be read
        if len(found) != 1:
            others = sorted({*keys, *by_name} - {*order})
            hint = meant(asked, others) + "已撤回的，从“花名册顺序”里删去"
            if found:
                hint = "请写编号：" + "、".join(found)
            message = f"花名册顺序中的“{asked}”{'不止一人' if found else '没有对应的申报人'}"
            raise UnreadableInput(message, hint=hint, where=SETTINGS_FILE)
        listed += found
    rank = _ranks(listed)
    return sorted(files, key=lambda file: rank.get(file.key, len(rank)))
