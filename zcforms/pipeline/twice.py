"""What would be bound twice: the same page of the same file, or of one with the same content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from zcforms.chinese.numbers import runs
from zcforms.facts.copies import loose_reason
from zcforms.ground.findings import Finding, Severity
from zcforms.intake.evidence import Evidence, chosen_pages
from zcforms.model import Applicant
from zcforms.model.application import EvidenceItem
from zcforms.model.records import Unread
from zcforms.plans import Plan

_Page = tuple[str, int]  # the digest of a file, a page of it (from 0)


def bound_twice(read: Mapping[str, Evidence], applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Which pages a later item brings once more; files by the names that the record gives them.

    Only of a record that can be read whole, and where there is a volume: on the platform one scan may well
    stand for several things.
    """
    if plan.binding is None:
        return
    first: dict[_Page, tuple[int, str]] = {}
    with suppress(Unread):
        for i, item in enumerate(applicant.evidence):
            again: dict[tuple[int, str, str], list[int]] = {}
            for name, page in _pages(read, item) if not loose_reason(applicant, item, plan) else ():
                if page in first:
                    again.setdefault((*first[page], name), []).append(page[1])
                else:
                    first[page] = i, name
            for (at, there, here), pages in again.items():
                yield _told(applicant.evidence[at], item, (there, here), pages, i)


def _pages(read: Mapping[str, Evidence], item: EvidenceItem) -> Iterator[tuple[str, _Page]]:
    """Every page that an item binds, with the name of its file."""
    for part in item.parts:
        if (found := read.get(part.file)) is None:
            continue
        pages = chosen_pages(part.pages, found.pages)
        yield from ((part.file, (found.digest, page)) for page in (() if isinstance(pages, str) else pages))


def _told(
    earlier: EvidenceItem, item: EvidenceItem, names: tuple[str, str], pages: list[int], index: int
) -> Finding:
    there, here = names
    which = f"{here}第{runs(page + 1 for page in pages)}页"
    same = f"（与{there}内容相同）" if there != here else ""
    if earlier is item:
        said = f"佐证“{item.title}”（{item.id}）里的{which}装订两遍{same}"
        return Finding("evidence-twice", said, Severity.WARNING, "删去其中一处", path=("evidence", index))
    said = f"佐证“{item.title}”（{item.id}）的{which}{same}，“{earlier.title}”（{earlier.id}）已经装订一遍"
    hint = f"是同一份材料的，删去这一项，业绩的“佐证”改写{earlier.id}；放错文件的换上；确要各装一份的不必改"
    return Finding("evidence-twice", said, Severity.WARNING, hint, path=("evidence", index))
