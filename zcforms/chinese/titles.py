"""The marks 《》 around the title of a paper, a book or a standard: once, whether or not the user wrote them.

What the user wrote is kept as it is; only what is printed or said goes through here.
"""

from __future__ import annotations


def in_marks(title: str) -> str:
    """A title in 《》, once: 甲 and 《甲》 are both 《甲》."""
    return f"《{unmarked(title)}》"


def unmarked(title: str) -> str:
    """A title without the 《》 that stand around the whole of it; those of a title within it stay."""
    return title[1:-1].strip() if _is_marked(title) else title


def _is_marked(title: str) -> bool:
    """Whether one pair of 《》 goes around the whole, as it does not in 《甲》与《乙》."""
    if not (title.startswith("《") and title.endswith("》") and title[1:-1].strip()):
        return False
    depth = 0
    for n, character in enumerate(title, 1):
        depth += {"《": 1, "》": -1}.get(character, 0)
        if depth == 0:
            return n == len(title)
    return False
