"""Where the evidence of a line is: as a reviewer of the bound volume looks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcforms.model import Applicant

Proofs = Mapping[str, str]


def proof(ids: Sequence[str], proofs: Proofs) -> str:
    """The evidence that a line rests on: the ids of the items and where they are in the volume.

    工作业绩证明材料与综合表上填写要相对应 (requirements E4): a reviewer turns to the page.
    """
    return "、".join(f"{item} {proofs[item]}" if item in proofs else item for item in ids)


def page(ids: Sequence[str], proofs: Proofs) -> str:
    """The same in short, "P37": the first page of each item; its id while the pages are not known."""
    return "、".join(proofs.get(item, item).partition("—")[0] for item in ids)


def cited(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same in running text, "目录第3页"; an item that no volume holds is named by its title."""
    titles = {item.id: item.title for item in a.evidence}

    def one(item: str) -> str:
        where = proofs.get(item, "")
        if where.startswith("P"):
            return f"目录第{where[1:]}页"
        return titles.get(item, item) + ("（另附）" if where == "另附" else "")

    return "、".join(map(one, ids))
