"""Forms for screen readers: headings and text are told apart, in the order in which they are read."""

import io

import pikepdf
import pytest
from conftest import pictures
from pikepdf import Name

from zcforms.paper.copies import print_set
from zcforms.watermark import stamp


def tagged(pdf):
    """Kind and content of all marked contents by page, as the structure lists them; the page's own list."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "zh-CN"
        assert opened.Root.MarkInfo.Marked
        root = opened.Root.StructTreeRoot
        numbers = list(root.ParentTree.Nums)
        parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        told = [(str(one.S)[1:], one.Pg.objgen, int(one.K)) for one in root.K.K]
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
            assert [(str(one.S)[1:], one.Pg.objgen, int(one.K)) for one in own] == kinds
            marked += kinds
        assert told == marked
        return [kind for kind, *_ in told]


@pytest.mark.parametrize("form", ["review_form", "pledge", "bag_cover", "contents"])
def test_a_form_tells_its_headings_from_its_text(printed, form):
    filled = printed(form, "sample.yaml")
    kinds = tagged(filled.pdf)
    assert set(kinds) == {"H1", "H2", "P"} if form != "pledge" else {"H1", "P"}
    assert kinds.count("H1") == 1


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
