"""Forms for screen readers: headings and text are told apart, in the order in which they are read."""

import io
from ctypes import c_ushort

import pikepdf
import pytest
from conftest import pictures
from pikepdf import Name
from pypdfium2 import PdfDocument, raw

from zcforms.paper.copies import print_set
from zcforms.watermark import stamp


def below(node):
    """What stands in a structure element, in order."""
    kids = node.get("/K")
    return [] if kids is None else [*kids] if isinstance(kids, pikepdf.Array) else [kids]


def leaves(node):
    """Kind, page and number of every marked content in an element, each element naming its parent."""
    for one in below(node):
        if isinstance(one, int):
            yield str(node.S)[1:], node.Pg.objgen, int(one)
        else:
            assert one.P.objgen == node.objgen
            yield from leaves(one)


def tagged(pdf):
    """Kind and content of all marked contents by page, as the structure lists them; the page's own list."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "zh-CN"
        assert opened.Root.MarkInfo.Marked
        root = opened.Root.StructTreeRoot
        numbers = list(root.ParentTree.Nums)
        parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        told = list(leaves(root.K))
        marked = []
        for page in opened.pages:
            kinds, depth = [], 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator == "BDC" and "/MCID" in instruction.operands[1]:
                    kinds.append((str(instruction.operands[0])[1:], page.obj.objgen, len(kinds)))
                    assert int(instruction.operands[1].MCID) == len(kinds) - 1
                depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
                if operator in ("TJ", "Do", "f", "S"):
                    assert depth, "nothing is painted that is neither told nor said to be decoration"
            assert depth == 0
            own = parents[int(page.obj.StructParents)]
            assert [(str(one.S)[1:], one.Pg.objgen, n) for n, one in enumerate(own)] == kinds
            marked += kinds
        assert sorted(told) == sorted(marked), "each once"
        return [kind for kind, *_ in told]


@pytest.mark.parametrize("form", ["review_form", "pledge", "bag_cover", "contents"])
def test_a_form_tells_its_headings_from_its_text(printed, form):
    filled = printed(form, "sample.yaml")
    kinds = tagged(filled.pdf)
    assert {"H1", "P"} <= set(kinds) <= {"H1", "H2", "P", "TH", "TD"}
    assert ("H2" in kinds) == (form != "pledge")
    assert kinds.count("H1") == 1


def tables(pdf):
    """Of every table in the order in which it is read, its rows: of each cell what it is and what it says."""
    with pikepdf.open(io.BytesIO(pdf)) as opened, PdfDocument(pdf) as shown:
        pages = {page.obj.objgen: n for n, page in enumerate(opened.pages)}
        texts = [marked_texts(page) for page in shown]

        def told(cell):
            said = "".join(texts[pages[page]].get(number, "") for _, page, number in leaves(cell))
            about = {key: str(value).strip("/") for key, value in cell.get("/A", {}).items()}
            return str(cell.S)[1:], said, about.get("/Scope", ""), about.get("/ColSpan", "1")

        for table in (one for one in below(opened.Root.StructTreeRoot.K) if str(one.S) == "/Table"):
            assert all(str(row.S) == "/TR" for row in below(table))
            yield [[told(cell) for cell in below(row)] for row in below(table)]


def marked_texts(page):
    """The text of each marked content of a page by its number, as PDFium reads it."""
    text, found = page.get_textpage(), {}
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        number = raw.FPDFPageObj_GetMarkedContentID(one)
        size = raw.FPDFTextObj_GetText(one, text, None, 0)
        buffer = (c_ushort * (size // 2))()
        raw.FPDFTextObj_GetText(one, text, buffer, size)
        found[number] = found.get(number, "") + bytes(buffer)[:-2].decode("utf-16-le").strip()
    return found


def test_who_goes_through_a_table_hears_what_each_cell_is(printed):
    lines, loose = tables(printed("contents", "sample.yaml").pdf)
    heads = [
        "序号",
        "类别／材料名称",
        "取得或发生时间",
        "本人排名／作用",
        "页码起—止",
        "对应打分表条目",
        "备注",
    ]
    assert lines[0] == [("TH", head, "Column", "1") for head in heads]
    assert [cell[1] for cell in lines[1]] == ["一", "技术工作经历", "", "", "1—2", "", ""]
    assert {cell[0] for row in lines[1:] for cell in row} == {"TD"}
    assert {len(row) for row in lines} == {7}
    assert [cell[1] for cell in loose[1]] == ["1", "专业技术资格评审表", "3份", ""]


def test_a_head_beside_its_cell_is_that_of_its_row(printed):
    rows = [row for table in tables(printed("review_form", "sample.yaml").pdf) for row in table]
    _, named = (row for row in rows if row[0][1] == "姓名")  # on the cover, and in the form
    assert [cell[:2] for cell in named[1:5]] == [
        ("TH", "现　名"),
        ("TD", "阿卜杜热依木·买买提艾力江"),
        ("TH", "性　别"),
        ("TD", "男"),
    ]
    assert {cell[2] for cell in named if cell[0] == "TH"} == {"Row"}
    assert any(cell[3] != "1" for row in rows for cell in row), "cells that take several columns say so"


def test_the_mark_leaves_the_tags_and_a_print_file_takes_none_along(printed):
    filled = printed("pledge", "sample.yaml")
    marked = stamp(filled.pdf, "内部资料")
    with pikepdf.open(io.BytesIO(marked)) as opened:
        assert [str(one.S) for one in opened.Root.StructTreeRoot.K.K][:1] == ["/H1"]
    copies, _ = print_set([filled.pdf], 2, True)
    with pikepdf.open(io.BytesIO(copies)) as opened:
        assert opened.Root.Lang == "zh-CN"
        assert Name.StructTreeRoot not in opened.Root
        assert not any(Name.StructParents in page.obj for page in opened.pages)
    shown = [picture.tobytes() for picture in pictures(copies, 40)]
    assert shown[0] == shown[2] == next(pictures(filled.pdf, 40)).tobytes()
