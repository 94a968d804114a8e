"""Where the evidence of a line is: as a reviewer of the bound volume looks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zcforms.chinese.numbers import runs
from zcforms.model import Applicant


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an item of evidence is: its number in the contents ("六-1") and its pages ("15—17") there.

    What is in no volume has neither, and `absent` says what becomes of it, 另附.
    """

    number: str = ""
    pages: str = ""
    absent: str = ""

    @property
    def span(self) -> range:
        """The pages one by one; none if no volume holds it."""
        if not self.pages:
            return range(0)
        first, _, last = self.pages.partition("—")
        return range(int(first), int(last or first) + 1)


Proofs = Mapping[str, Proof]  # by the item's own id, which no paper shows: reviewers have only the contents


def proof(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The evidence that a line rests on, "六-1 第15—17页", an item a line; what is in no volume by its title.

    工作业绩证明材料与综合表上填写要相对应 (requirements E4): a reviewer turns to the page.
    """

    def one(item: str) -> str:
        found = proofs.get(item, Proof())
        if found.pages:
            return f"{found.number} 第{found.pages}页"
        return _title(item, a) + (f"（{found.absent}）" if found.absent else "")

    return "\n".join(map(one, ids))


def place(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same where there is no volume: the item's section and its number there, "论文-2", and its title.

    佐证在申报系统中的目录位置 (浙安协〔2025〕20号附件1二12). Of several items the places alone: the
    column is narrow. What is in no list of evidence stands as it was cited.
    """
    if any(item in proofs for item in ids):
        return proof(ids, a, proofs)
    counted: Counter[str] = Counter()
    places: dict[str, str] = {}
    for item in a.evidence:
        counted[item.category] += 1
        places[item.id] = f"{item.category}-{counted[item.category]}"
    if len(ids) == 1 and ids[0] in places:
        return f"{places[ids[0]]}\n{_title(ids[0], a)}"
    return "、\n".join(places.get(item, item) for item in ids)


def page(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same in short, "P37、P41—43": the first page of each item; its title while none is known."""
    found = [proofs.get(item, Proof()) for item in ids]
    first = runs(one.span[0] for one in found if one.span)
    others = [one.absent or _title(item, a) for item, one in zip(ids, found, strict=True) if not one.span]
    return "、".join([*(f"P{run}" for run in first.split("、") if run), *others])


def cited(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same in running text, "目录第3、9—11页"; an item that no volume holds is named by its title."""
    found = [proofs.get(item, Proof()) for item in ids]
    pages = {page for one in found for page in one.span}
    others = [
        _title(item, a) + ("（另附）" if one.absent == "另附" else "")
        for item, one in zip(ids, found, strict=True)
        if not one.span
    ]
    return "、".join([*([f"目录第{runs(pages)}页"] if pages else []), *others])


def _title(item: str, a: Applicant) -> str:
    """What an item is called; what is not among the evidence, as it was cited."""
    return next((known.title for known in a.evidence if known.id == item), item)
