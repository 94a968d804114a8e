"""Running text in Chinese ends flush: full lines at the edge, last lines and numbers as they are."""

from dataclasses import dataclass, replace

import pypdfium2
import pytest

from zcforms.authoring.gallery import sample_values
from zcforms.chinese.typefaces import width
from zcforms.fillers.engine import lay_out, to_pdf
from zcforms.fillers.html import by_weasyprint, compose, tree
from zcforms.forms import load_forms
from zcforms.ground.geometry import MM

FORMS = load_forms()


@dataclass
class Line:
    """A line of a paragraph: its text, the right edge of its paragraph, and its characters' edges (pt)."""

    text: str
    edge: float
    last: bool
    steps: list[tuple[float, float]]


def paragraphs(document):
    """Of each paragraph to be justified its right edge (pt) and the words of its lines, page by page."""
    for number, page in enumerate(document.pages):
        for piece in tree.pieces(page):
            box = piece.box.box
            lines = [b for b in getattr(box, "children", ()) if type(b).__name__ == "LineBox"]
            if type(box).__name__ == "BlockBox" and lines and box.style["text_align_all"] == "justify":
                inner = tree.inside(piece.box)
                texts = ["".join(getattr(b, "text", "") for b in line.descendants()) for line in lines]
                # What holds a word together is not drawn, and a gap is extracted as one space.
                shown = [text.replace("\u2060", "").replace("\u3000\u3000", " ") for text in texts]
                yield number, (inner.x + inner.width) * MM, shown


def lines(document, form):
    """The lines of justified paragraphs as they are printed; the PDF has each as one run of characters."""
    found = []
    with pypdfium2.PdfDocument(to_pdf(document.document, form, b"0" * 32)) as pdf:
        pages = [page.get_textpage() for page in pdf]
        for number, edge, texts in paragraphs(document):
            for n, text in enumerate(texts, 1):
                at, count = pages[number].search(text, match_case=True).get_next()
                assert count == len(text)  # nothing crept in between
                boxes = [pages[number].get_charbox(at + i, loose=True) for i in range(count)]
                found.append(Line(text, edge, n == len(texts), [(box[0], box[2]) for box in boxes]))
    return found


def printed(form_id):
    form, values = FORMS[form_id], sample_values(FORMS[form_id])
    return lines(by_weasyprint.lay_out(compose(form, values), form, values.images, duplex=False), form)


def set_in(width_em, text):
    """A text in a paragraph of that width, at 16 pt in 仿宋."""
    style = f"font: 16pt/2 var(--fangsong); width: {width_em}em; text-align: justify"
    form = FORMS["pledge"]
    return lines(by_weasyprint.lay_out(f'<p style="{style}">{text}</p>', form, {}, duplex=False), form)


@pytest.mark.parametrize(("form_id", "full", "em"), [("entrustment_letter", 5, 15.79), ("pledge", 6, 16)])
def test_full_lines_end_at_the_edge_and_last_lines_are_not_stretched(form_id, full, em):
    found = printed(form_id)
    flush = [line for line in found if not line.last]
    assert len(flush) == full
    assert [line.text for line in flush if abs(line.steps[-1][1] - line.edge) > 1] == []
    for line in (line for line in found if line.last):
        chinese = [character > "⺀" for character in line.text]
        pairs = [n for n in range(len(chinese) - 1) if chinese[n] and chinese[n + 1]]
        steps = [line.steps[n + 1][0] - line.steps[n][0] for n in pairs]
        assert steps == pytest.approx([em] * len(pairs), abs=0.25)  # in one piece 16 pt, even in the letter


@pytest.mark.parametrize("year", ["2021", "2025"])
@pytest.mark.parametrize("name", ["丁一", "阿卜杜热依木·买买提"])  # which takes room of the paragraph's
def test_the_paragraph_of_a_post_table_ends_flush(year, name):
    form = FORMS["post_table"]
    values = sample_values(form)
    rows = [replace(row, cells={**row.cells, "name": name}) for row in values.tables["people"][:1]]
    values = replace(values, fields={**values.fields, "year": year}, tables={"people": rows})
    document = lay_out(compose(form, values), form, {}, duplex=False)
    (pieces,) = [
        [line for line in box.children if type(line).__name__ == "LineBox"]
        for box in document.pages[0]._page_box.descendants()
        if type(box).__name__ == "BlockBox" and box.element_tag == "p" and box.style["text_indent"].value
    ]
    edges = [max(box.position_x + box.width for box in line.descendants()) for line in pieces]
    assert len(edges) == 5
    assert edges[:-1] == pytest.approx([edges[0]] * 4, abs=1)


def test_a_number_is_not_stretched():
    first = set_in(20.4, "本人申报2021年度矿山工程与爆破行业高级工程师职务任职资格")[0]
    at = first.text.index("2021")
    assert first.steps[-1][1] == pytest.approx(first.edge, abs=0.5)
    lefts = [left for left, _ in first.steps]
    digits = [b - a for a, b in zip(lefts[at : at + 3], lefts[at + 1 : at + 4], strict=True)]
    assert digits == pytest.approx([width("0", "仿宋_GB2312") * 16] * 3, abs=0.1)
    # The Chinese characters share what the line lacks, all alike.
    chinese = [b - a for a, b in zip(lefts[at + 4 :], lefts[at + 5 :], strict=False)]
    assert max(chinese) - min(chinese) < 0.05
    assert 16 < chinese[0] < 16 * 1.12


def test_dashes_stay_joined():
    first = set_in(10.5, "甲乙丙丁——戊己庚辛壬癸")[0]
    dash = first.text.index("——")
    assert first.steps[dash + 1][0] - first.steps[dash][0] == pytest.approx(16, abs=0.05)
    assert first.steps[-1][1] == pytest.approx(first.edge, abs=0.5)


def test_a_line_that_lacks_too_much_stays_ragged():
    first, *_ = set_in(10.5, "甲乙丙丁ABCDEFGHIJKLMNOP")
    assert first.text == "甲乙丙丁"
    assert first.steps[-1][1] - first.steps[0][0] == pytest.approx(4 * 16, abs=0.1)
