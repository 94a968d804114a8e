"""Where the evidence of a line is: as a reviewer of the bound volume looks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zcforms.chinese.numbers import runs
from zcforms.model import Applicant, EvidenceItem


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
    """The evidence that a line rests on, "六-1 第15—17页", by page; what is in no volume by its title.

    工作业绩证明材料与综合表上填写要相对应 (requirements E4): a reviewer turns to the page. An item a line;
    more than three that follow one another in a section are one, "六-1—30 第15—74页".
    """
    found = [(item, proofs.get(item, Proof())) for item in ids]
    bound = sorted((one for _, one in found if one.pages), key=lambda one: one.span[0])
    others = [
        _title(item, a) + (f"（{one.absent}）" if one.absent else "") for item, one in found if not one.pages
    ]
    return "、\n".join([*_together(bound), *others])


def _together(bound: Sequence[Proof]) -> Iterator[str]:
    """Items by page, each with its number and pages; as one those that follow one another."""
    stretches: list[list[Proof]] = []
    for one in bound:
        if stretches and _follows(stretches[-1][-1], one):
            stretches[-1].append(one)
        else:
            stretches.append([one])
    for stretch in stretches:
        first, last = stretch[0], stretch[-1]
        if len(stretch) > 3:
            number = f"{first.number}—{last.number.rpartition('-')[2]}"
            yield f"{number} 第{first.span[0]}—{last.span[-1]}页"
        else:
            yield from (f"{one.number} 第{one.pages}页" for one in stretch)


def _follows(before: Proof, one: Proof) -> bool:
    """Whether an item is the next of its section, on the next page."""
    (section, _, number), (same, _, earlier) = (proof.number.rpartition("-") for proof in (one, before))
    next_in_section = section == same and earlier.isdecimal() and number == str(int(earlier) + 1)
    return next_in_section and one.span[0] == before.span[-1] + 1


def place(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same where there is no volume: the items' sections and their numbers there, "论文-2、4—6".

    佐证在申报系统中的目录位置 (浙安协〔2025〕20号附件1二12); `placed` lists what they are called. What is in
    no list of evidence stands as it was cited.
    """
    if any(item in proofs for item in ids):
        return proof(ids, a, proofs)
    known = {item.id: (section, number) for item, section, number in _places(a)}
    numbers: dict[str, list[int]] = {}
    for section, number in sorted(known[item] for item in ids if item in known):
        numbers.setdefault(section, []).append(number)
    order = dict.fromkeys(section for _, section, _ in _places(a) if section in numbers)
    lines = [f"{section}-{runs(numbers[section])}" for section in order]
    return "、\n".join([*lines, *(item for item in ids if item not in known)])


def placed(ids: Collection[str], a: Applicant) -> list[tuple[str, str]]:
    """The places of these items in the list of evidence, in its order, and what each is called there."""
    order = list(dict.fromkeys(item.category for item in a.evidence))
    found = [(section, number, item.title) for item, section, number in _places(a) if item.id in ids]
    found.sort(key=lambda one: (order.index(one[0]), one[1]))
    return [(f"{section}-{number}", title) for section, number, title in found]


def _places(a: Applicant) -> Iterator[tuple[EvidenceItem, str, int]]:
    """Every item of evidence with its section and its number there."""
    counted: Counter[str] = Counter()
    for item in a.evidence:
        counted[item.category] += 1
        yield item, item.category, counted[item.category]


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
