"""How the print looks: room between lines, whose a page is; measured where the characters came to stand."""

from itertools import pairwise

import pytest
from conftest import page_texts, printed, squeezed

from zcforms.authoring.gallery import sample_values, samples
from zcforms.fillers.engine import lay_out
from zcforms.fillers.html import compose, tree
from zcforms.forms import left_blank, load_forms

FORMS = load_forms()
PRINTS = [(form_id, s) for form_id, form in FORMS.items() for s in ("", *(p.name for p in samples(form)))]


def laid(form_id, sample=""):
    form = FORMS[form_id]
    values = sample_values(form, sample) if sample else left_blank(form)
    return lay_out(compose(form, values), form, values.images, duplex=False)


def _words(line):
    return [box for box in line.descendants() if getattr(box, "text", "").strip()]


def stacked(page):
    """Each two lines of print right above each other in a block: words, leading in em, whether a value's."""
    pieces = tree.pieces(page)
    value = {id(piece.box): piece.value is not None for piece in pieces}
    for block in (piece.box for piece in pieces):
        lines = [line for line in getattr(block, "children", ()) if type(line).__name__ == "LineBox"]
        for pair in pairwise(lines):
            upper, lower = map(_words, pair)
            if upper and lower:
                size = max(b.style["font_size"] for b in upper + lower)
                apart = pair[1].position_y + pair[1].baseline - pair[0].position_y - pair[0].baseline
                words = "".join(b.text for b in upper + lower)
                yield words, round(apart / size, 3), any(value[id(b)] for b in upper + lower)


@pytest.mark.parametrize(("form_id", "sample"), PRINTS)
def test_lines_of_print_do_not_touch(form_id, sample):
    # A name of forty characters in a box of two lines may be a little closer than a label.
    least = {False: 1.2, True: 1.2 if form_id == "summary_form" else 1.15}
    pairs = [pair for page in laid(form_id, sample).pages for pair in stacked(page)]
    assert [(words, leading) for words, leading, value in pairs if leading < least[value]] == []


@pytest.mark.parametrize("sample", ["", "sample.yaml"])
def test_both_sides_of_the_summary_form_say_whose_it_is(sample):
    filled = printed("summary_form", sample)
    assert filled.pages == 2
    name = sample_values(FORMS["summary_form"]).fields["name"] if sample else ""
    first, second = map(squeezed, page_texts(filled.pdf))
    assert f"姓名{name}性别" in first
    assert f"姓名：{name}单位：" in second


def test_the_mark_of_the_copies_has_room_for_a_hand_and_a_seal():
    # 与原件核对无误 in 五号, with the height of a seal's middle; nothing else stands there.
    page = laid("folio", "sample.yaml").pages[1]
    pieces = [piece for piece in tree.pieces(page) if piece.text]
    (mark,) = [piece for piece in pieces if piece.text.startswith("与原件核对无误")]
    assert tree.text_style(mark.box)[1] == 10.5
    room = tree.outside(mark.room.box)
    assert 12 <= room.height <= 15
    inside = [piece for piece in pieces if piece.room is mark.room]
    for box in (tree.outside(piece.box) for piece in inside):
        assert room.x + 1 < box.x
        assert box.x + box.width < room.x + room.width - 1
    for other in (tree.outside(piece.box) for piece in pieces if piece not in inside):
        assert (
            other.x + other.width < room.x
            or other.x > room.x + room.width
            or other.y + other.height <= room.y
            or other.y >= room.y + room.height
        )
