"""Where the evidence of a line is: as a reviewer of the bound volume looks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcforms.chinese.numbers import runs
from zcforms.model import Applicant

Proofs = Mapping[str, str]


def proof(ids: Sequence[str], proofs: Proofs) -> str:
    """The evidence that a line rests on: the ids of the items and where they are in the volume.

    工作业绩证明材料与综合表上填写要相对应 (requirements E4): a reviewer turns to the page.
    """
    return "、".join(f"{item} {proofs[item]}" if item in proofs else item for item in ids)


def page(ids: Sequence[str], proofs: Proofs) -> str:
    """The same in short, "P37、P41—43": the first page of each item; its id while its pages are not known."""
    pages = [_span(proofs.get(item, "")) for item in ids]
    others = [proofs.get(item, item) for item, span in zip(ids, pages, strict=True) if not span]
    first = runs(span[0] for span in pages if span)
    return "、".join([*(f"P{run}" for run in first.split("、") if run), *others])


def cited(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same in running text, "目录第3、9—11页"; an item that no volume holds is named by its title."""
    titles = {item.id: item.title for item in a.evidence}
    pages = {page for item in ids for page in _span(proofs.get(item, ""))}
    others = [
        titles.get(item, item) + ("（另附）" if proofs.get(item) == "另附" else "")
        for item in ids
        if not _span(proofs.get(item, ""))
    ]
    return "、".join([*([f"目录第{runs(pages)}页"] if pages else []), *others])


def _span(where: str) -> range:
    """The pages of an item in the volume, of "P3—4"; none if the volume does not hold it."""
    if not where.startswith("P"):
        return range(0)
    first, _, last = where[1:].partition("—")
    return range(int(first), int(last or first) + 1)
