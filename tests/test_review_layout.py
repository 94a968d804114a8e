"""How the review form stands on its pages: sizes, boxes, what stays together, what a plan prints on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from conftest import squeezed

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.fillers.engine import lay_out
from zcforms.fillers.html import tree
from zcforms.forms import load_forms

FORM = load_forms()["review_form"]
PLATFORM = sample_values(FORM, "sample_platform.yaml")


@dataclass(frozen=True)
class Line:
    """A line of print: its page (from 1), words, size (pt) and place (mm); `cell` is the cell around it."""

    page: int
    text: str
    size: float
    at: tree.Rectangle
    cell: tree.Rectangle | None


def lines(values) -> Iterator[Line]:
    """The lines of print on the type area, in their order."""
    document = lay_out(html.compose(FORM, values), FORM, values.images, False)
    for number, page in enumerate(document.pages, 1):
        for piece in tree.pieces(page):
            if piece.text:
                cell = tree.outside(piece.room.box) if piece.room and piece.room.cell else None
                size = tree.text_style(piece.box)[1]
                yield Line(number, squeezed(piece.text), size, tree.outside(piece.box), cell)


def with_fields(values, **fields):
    return replace(values, fields={**values.fields, **fields})


@pytest.mark.parametrize("characters", [980, 2400])
def test_a_long_statement_keeps_its_size_and_its_box_grows(characters):
    values = with_fields(PLATFORM, statement="述职" * (characters // 2))
    assert html.overflows(FORM, values) == ()
    found = [line for line in lines(values) if set(line.text) == {"述", "职"}]
    assert sum(len(line.text) for line in found) == characters
    assert {line.size for line in found} == {12.0}
