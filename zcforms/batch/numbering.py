"""The numbers of people in the roster: free before printing, fixed after (requirements G21)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from zcforms.batch.shelf import Made
from zcforms.chinese.numbers import few
from zcforms.ground.findings import Finding, Severity
from zcforms.paper import delivery
from zcforms.pipeline.job import Job

_NAMED = 5  # people who are named where more have the same said of them


@dataclass(frozen=True)
class Numbered:
    """People with their numbers, in order of number; what is to be told where these are not those of before.

    `roster` are the numbers of the whole batch by key, of those too who leave a gap.
    """

    made: Sequence[Made]
    roster: Mapping[str, int]
    findings: Sequence[Finding] = ()


def number_through(made: Sequence[Made], kept: Mapping[str, int]) -> Numbered:
    """People numbered in their order, after the numbers that some keep."""
    following = count(max(kept.values(), default=0) + 1)
    numbered = [_with_number(one, kept.get(one.checked.file.key) or next(following)) for one in made]
    now = {one.checked.file.key: one.person.number for one in numbered}
    return Numbered(sorted(numbered, key=lambda one: one.person.number), {**kept, **now})


def number_job(job: Job, made: Sequence[Made], out: Path) -> Numbered:
    """The people of a job numbered, by the roster that an output folder has already.

    Where numbers are fixed, everybody keeps their own, newcomers follow, and who withdrew leaves a gap. Some
    people alone have the numbers that are fixed in the batch, or none.
    """
    fixed, earlier = job.work.settings.fixed_numbers, delivery.earlier_numbers(out)
    if not job.is_whole:
        own = earlier if fixed else {}
        return Numbered([_with_number(one, own.get(one.checked.file.key, 0)) for one in made], {})
    numbered = number_through(made, earlier if fixed else {})
    return replace(numbered, findings=changes_of(numbered.made, earlier, fixed, job.work.keys))


def changes_of(
    numbered: Sequence[Made], earlier: Mapping[str, int], fixed: bool, there: Collection[str]
) -> list[Finding]:
    """What is to be told where numbers or people are not those of before, or no numbers are there to keep."""
    if fixed and not earlier:
        hint = "输出到上次的文件夹再做；第一次做的，可不理会"
        message = "要求固定序号，但没有找到上次的花名册序号，已重新编号"
        return [Finding("numbers-not-found", message, Severity.WARNING, hint)]
    now = {one.checked.file.key: one for one in numbered}
    gone = [f"{key}（{number}号）" for key, number in earlier.items() if key not in there]
    found = []
    if gone:
        message = f"以前花名册上的{len(gone)}人这次没有：{few(gone, _NAMED, '人')}"
        hint = "撤回的不必理会；漏了的，把资料放回去"
        found.append(Finding("roster-without", message, Severity.INFO, hint))
    changed = [
        f"{one.person.applicant.name}{earlier[key]}→{one.person.number}"
        for key, one in now.items()
        if key in earlier and earlier[key] != one.person.number
    ]
    if changed:
        message = f"{len(changed)}人的花名册序号与上次不同：{few(changed, _NAMED, '人')}"
        hint = "已印出的花名册、袋面和侧条须重印；印出后不想再变的，在zcforms.yaml中写“固定序号: 是”"
        found.append(Finding("numbers-changed", message, Severity.WARNING, hint))
    return found


def _with_number(one: Made, number: int) -> Made:
    return replace(one, checked=replace(one.checked, person=replace(one.person, number=number)))
