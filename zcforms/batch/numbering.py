"""The numbers of people in the roster: free before printing, fixed after (requirements G21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from zcforms.batch.shelf import Made, Shelf
from zcforms.ground.findings import Finding, Severity
from zcforms.paper import delivery


def number_through(made: list[Made], kept: Mapping[str, int]) -> None:
    """Number people in their order, after the numbers that some keep, and put them in order of number."""
    following = count(max(kept.values(), default=0) + 1)
    for result in made:
        _set(result, kept.get(result.checked.file.key) or next(following))
    made.sort(key=lambda result: result.person.number)


def number_batch(made: list[Made], shelf: Shelf, fixed: bool) -> list[Finding]:
    """Number everybody; what is to be told where numbers are not those of the last build.

    Where they are fixed, everybody keeps their own, newcomers follow, and who withdrew leaves a gap.
    """
    earlier = delivery.earlier_numbers(shelf.top)
    kept = earlier if fixed else {}
    number_through(made, kept)
    now = {one.checked.file.key: one.person.number for one in made}
    shelf.numbers = {**kept, **now}
    if fixed and not earlier:
        hint = "输出到上次的文件夹再做；第一次做的，可不理会"
        message = "要求固定序号，但没有找到上次的花名册序号，已重新编号"
        return [Finding("numbers-not-found", message, Severity.WARNING, hint)]
    changed = [
        f"{one.person.applicant.name}{earlier[key]}→{now[key]}"
        for one in made
        if (key := one.checked.file.key) in earlier and earlier[key] != now[key]
    ]
    if not changed:
        return []
    shown = "、".join(changed[:5]) + ("等" if len(changed) > 5 else "")
    message = f"{len(changed)}人的花名册序号与上次不同：{shown}"
    hint = "已印出的花名册、袋面和侧条须重印；印出后不想再变的，在zcforms.yaml中写“固定序号: 是”"
    return [Finding("numbers-changed", message, Severity.WARNING, hint)]


def recall_numbers(made: Sequence[Made], shelf: Shelf) -> None:
    """Give some people the fixed numbers that they have in the batch."""
    earlier = delivery.earlier_numbers(shelf.top)
    for result in made:
        _set(result, earlier.get(result.checked.file.key, 0))


def _set(result: Made, number: int) -> None:
    result.checked.person = replace(result.person, number=number)
