"""Separator sheets: on top of each stack of a print file, whose it is and how many sheets it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zcforms.batch.stacks import Stacks
from zcforms.fillers import html
from zcforms.forms import fill_in, form_with_role
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse

# Of somebody the number in the roster (0 if none), the name and the institution.
Whose = tuple[int, str, str]


def separators(
    press: Press, use: FormUse, stacks: Stacks, people: Sequence[Whose], pages: Sequence[int]
) -> bytes | None:
    """A page for each stack of a print file, in order; None if it has no separators.

    `pages` are those of everybody's own document.
    """
    if not stacks.separated:
        return None
    leaves = [stacks.leaves(count) for count in pages]
    rows = _by_copy(stacks, leaves) if stacks.by_copy else _by_person(stacks, people, leaves)
    form = form_with_role(press.forms, "separator")
    facts = {"stacks": [{"form": use.title, **row} for row in rows]}
    return html.fill(form, fill_in(form, facts)).pdf


def _by_person(stacks: Stacks, people: Sequence[Whose], leaves: Sequence[int]) -> Iterator[dict[str, str]]:
    for (number, name, unit), sheets in zip(people, leaves, strict=True):
        each = f"一式{stacks.copies}份，每份{sheets}张，" if stacks.copies > 1 else ""
        yield {
            "number": str(number) if number else "",
            "name": name,
            "unit": unit,
            "count": f"{each}共{stacks.copies * sheets}张",
        }


def _by_copy(stacks: Stacks, leaves: Sequence[int]) -> Iterator[dict[str, str]]:
    for n in range(1, stacks.copies + 1):
        yield {
            "number": f"第{n}份",
            "name": f"{len(leaves)}人",
            "unit": f"一式{stacks.copies}份，按份分开",
            "count": f"共{sum(leaves)}张",
        }
