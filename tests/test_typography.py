"""How the print looks: room between lines, whose a page is; measured where the characters came to stand."""

import io
from dataclasses import replace
from itertools import pairwise

import docx as python_docx
import pypdfium2
import pytest
from conftest import page_texts, squeezed
from docx.oxml.ns import qn
from golden import runs_of
from inspection import LOOKING
from rules import BAOPO, applicant, institution
from verdicts import styles_of

from zcforms.authoring.gallery import sample_values, samples
from zcforms.facts import Person, PersonFacts
from zcforms.fillers import docx
from zcforms.fillers.html import compose, fill, fits_of, laying, tree
from zcforms.fillers.html.placed import _mark
from zcforms.forms import fill_in, left_blank, load_forms
from zcforms.ground.geometry import MM
from zcforms.model import Settings
from zcforms.paper.typesetting.fragments import Run
from zcforms.plans import load_plan

FORMS = load_forms()
OURS = laying._typeset
PRINTS = [(form_id, s) for form_id, form in FORMS.items() for s in ("", *(p.name for p in samples(form)))]


def laid(form_id, sample=""):
    form = FORMS[form_id]
    values = sample_values(form, sample) if sample else left_blank(form)
    return laying.lay_out(compose(form, values), form, values.images, duplex=False)


def _words(line):
    return [box for box in line.descendants() if getattr(box, "text", "").strip()]


def stacked(document):
    """Each two lines of print right above each other in a block: words, leading in em, whether a value's."""
    if isinstance(document, laying.Typeset):
        values = {}
        _mark(document.document.root, None, values, set())
        for page in document.document.pages:
            yield from _stacked(page.content, values)
        return
    pieces = [piece for page in document.pages for piece in tree.pieces(page)]
    value = {id(piece.box.box): piece.value is not None for piece in pieces}
    for block in (piece.box.box for piece in pieces):
        lines = [line for line in getattr(block, "children", ()) if type(line).__name__ == "LineBox"]
        for pair in pairwise(lines):
            upper, lower = map(_words, pair)
            if upper and lower:
                size = max(b.style["font_size"] for b in upper + lower)
                apart = pair[1].position_y + pair[1].baseline - pair[0].position_y - pair[0].baseline
                words = "".join(b.text for b in upper + lower)
                yield words, round(apart / size, 3), any(value[id(b)] for b in upper + lower)


def _stacked(fragment, values):
    for one, other in pairwise(fragment.lines):
        upper, lower = ([run for run in _runs(line) if run.text.strip()] for line in (one, other))
        if upper and lower:
            runs = upper + lower
            apart = other.y + other.baseline - one.y - one.baseline
            leading = round(apart / max(run.used.size for run in runs), 3)
            yield "".join(run.text for run in runs), leading, any(run.box in values for run in runs)
    inner = [run for line in fragment.lines for run in line.runs if not isinstance(run, Run)]
    for part in [*inner, *fragment.children]:
        yield from _stacked(part, values)


def _runs(line):
    for run in line.runs:
        if isinstance(run, Run):
            yield run
        else:
            yield from (inner for below in run.lines for inner in _runs(below))


@pytest.mark.parametrize(("form_id", "sample"), PRINTS)
def test_lines_of_print_do_not_touch(judge, form_id, sample):
    # A name of forty characters in a box of two lines may be a little closer than a label.
    least = {False: 1.2, True: 1.2 if form_id == "summary_form" else 1.15}
    form = FORMS[form_id]
    values = sample_values(form, sample) if sample else left_blank(form)
    text = compose(form, values)

    def measure():
        pairs = list(stacked(laying.lay_out(text, form, values.images, duplex=False)))
        assert [(words, leading) for words, leading, value in pairs if leading < least[value]] == []

    judge(measure, (text, values.images), [*LOOKING, *styles_of(form)])


@pytest.mark.usefixtures("by_weasyprint")
def test_both_ways_lines_are_as_far_apart():
    form = FORMS["exception_form"]
    values = sample_values(form)
    asked = compose(form, values), form, values.images, False
    theirs, ours = (
        {squeezed(words.replace("\u200b", "")): leading for words, leading, _ in stacked(way(*asked))}
        for way in (laying.lay_out, OURS)
    )
    assert len(theirs) > 10
    assert {words: ours.get(words, 0) for words in theirs} == pytest.approx(theirs, abs=0.01)


@pytest.mark.parametrize("sample", ["", "sample.yaml"])
def test_both_sides_of_the_summary_form_say_whose_it_is(printed, sample):
    filled = printed("summary_form", sample)
    assert filled.pages == 2
    name = sample_values(FORMS["summary_form"]).fields["name"] if sample else ""
    first, second = map(squeezed, page_texts(filled.pdf))
    assert f"姓名{name}性别" in first
    assert f"姓名：{name}单位：" in second


LONG_UNIT = "浙江样例东海之滨大型露天矿山绿色爆破与岩土工程技术研究开发建设集团股份有限责任公司杭州"


def test_a_unit_of_forty_three_characters_is_a_line_on_the_other_side_of_the_summary_form():
    form = FORMS["summary_form"]
    values = sample_values(form)
    pdf = fill(form, replace(values, fields={**values.fields, "unit": LONG_UNIT})).pdf
    assert f"单位：{LONG_UNIT}" in [squeezed(line) for line in page_texts(pdf)[1].splitlines()]


@pytest.mark.parametrize("characters", [22, 26, 30, 43])
def test_a_long_employer_stands_clear_of_the_line_above_it_on_the_cover_of_a_volume(characters):
    form = FORMS["cover"]
    values = sample_values(form)
    pdf = fill(form, replace(values, fields={**values.fields, "unit": LONG_UNIT[:characters]})).pdf
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        (above, _), (label, _) = (page.search(words).get_next() for words in ("申报方式", "所在单位"))
        (first, _) = page.search(LONG_UNIT[:6]).get_next()
        foot_above, foot = (page.get_charbox(at, loose=True)[1] for at in (above, label))
        top = page.get_charbox(first, loose=True)[3]
    assert foot < top < foot_above - 4 * MM  # 3 below the line, which is 1 below the text on it


def test_a_number_in_brackets_is_not_torn_in_the_caption_of_a_copy():
    form = FORMS["folio"]
    values = sample_values(form)
    row = next(row for row in values.tables["sheets"] if row.cells["kind"] == "evidence")
    name = "基于方程焱垚技术的超精密非球面光学元件亚表层损伤检测方法及其在大口径反射镜批量制造中的应用研究"
    caption = f"图8（1/2）　论文《{name}（之12）》：封面、刊号、目录、正文（复印件）"
    rows = [replace(row, cells={**row.cells, "title": caption, "mark": ""})]
    with pypdfium2.PdfDocument(fill(form, replace(values, tables={"sheets": rows})).pdf) as document:
        page = document[0].get_textpage()
        (before, _), (number, _) = (page.search(words).get_next() for words in ("图8", "12"))
        feet = [page.get_charbox(at, loose=True)[1] for at in (before, number - 2, number)]
    assert feet[0] > feet[1] + 5, "the caption is of two lines"
    assert feet[1] == pytest.approx(feet[2], abs=0.5)


@pytest.mark.parametrize("name", ["超精密非球面光学元件亚表层损伤", "Wafer-level optics and Zernike"])
def test_captions_are_of_one_size_and_tear_no_part_of_a_copy(name):
    form = FORMS["folio"]
    values = sample_values(form)
    row = next(row for row in values.tables["sheets"] if row.cells["kind"] == "evidence")
    caption = f"图10（1/2）　论文《{name}检测方法及其应用研究（之8）》：封面、刊号、目录、正文（复印件）"
    rows = [replace(row, cells={**row.cells, "title": caption})]
    with pypdfium2.PdfDocument(fill(form, replace(values, tables={"sheets": rows})).pdf) as document:
        page = document[0].get_textpage()
        feet = {}
        for word in ("刊号", "目录", "正文", "（复印件）"):
            at, count = page.search(word).get_next()
            boxes = [page.get_charbox(at + n, loose=True) for n in range(count)]
            feet[word] = [bottom for _, bottom, _, _ in boxes]
            assert boxes[0][2] - boxes[0][0] == pytest.approx(10.5, abs=0.6)
    assert all(max(at) - min(at) < 1 for at in feet.values()), feet


@pytest.mark.parametrize(("more", "lines"), [("", 1), ("民用爆炸物品质量检测与安全中心（重点实验室）", 2)])
def test_a_long_unit_stands_over_a_later_page_of_the_post_table_without_a_tail(more, lines):
    form = FORMS["post_table"]
    values = sample_values(form)
    unit = f"浙江某某大型露天矿山绿色爆破与岩土工程技术研究开发建设集团有限责任公司杭州分公司{more}"
    people = [row for row in values.tables["people"] if not row.blank] * 8
    filled = fill(form, replace(values, fields=values.fields | {"unit": unit}, tables={"people": people}))
    with pypdfium2.PdfDocument(filled.pdf) as document:
        page = document[1].get_textpage()
        at, _ = page.search("单位名称").get_next()
        said = page.get_text_range(at).split()[:lines]
    assert "".join(said) == f"单位名称：{unit}"
    assert min(map(len, said)) > 30


def test_no_line_of_a_narrow_column_of_the_roster_is_a_slash_alone():
    form = FORMS["roster"]
    values = sample_values(form)
    columns = [*values.options["columns"][:-2], "score", "staffing", "phone", "remark"]
    said = {"education": "博士研究生／工学博士", "speciality": "安全技术防范专业（系统集成）"}
    said |= {"name": "阿不都热合曼·买买提明艾力", "phone": "0571-88880022-601", "target": "正高级工程师"}
    said |= {"title": "高级工程师（民用爆破器材）", "method": "标志性业绩直接申报"}
    people = [replace(row, cells=row.cells | said) for row in values.tables["people"]]
    wide = replace(values, options=values.options | {"columns": columns}, tables={"people": people})
    with pypdfium2.PdfDocument(fill(form, wide).pdf) as document:
        lines = document[0].get_textpage().get_text_bounded().splitlines()
    assert not [line for line in lines if line.startswith("／")]


def test_a_year_of_a_remark_is_whole_on_a_roster_of_all_columns():
    form = FORMS["roster"]
    values = sample_values(form)
    said = {"remark": "原单位样例市民用爆炸物品检测站于2016年更名，由现单位核实。", "unit_kind": "国有企业"}
    said |= {"desk": "样例市自然资源和规划局", "defence_reason": "不具备规定的学历或资历", "defence": "是"}
    people = [replace(row, cells=row.cells | said) for row in values.tables["people"]]
    columns = list(form.tables["people"].columns)
    whole = replace(values, options=values.options | {"columns": columns}, tables={"people": people})
    assert page_texts(fill(form, whole).pdf)[0].count("2016年") == len(people)


def test_the_last_line_of_a_caption_is_about_as_long_as_the_others():
    form = FORMS["folio"]
    values = sample_values(form)
    row = next(row for row in values.tables["sheets"] if row.cells["kind"] == "evidence")
    # 47 em in a line of 46: （复印件） would stand below it alone.
    caption = "图12　大型露天矿山绿色爆破与岩土工程技术研究开发项目的验收意见和参与人员名单（复印件）"
    rows = [replace(row, cells={**row.cells, "title": caption, "mark": ""})]
    with pypdfium2.PdfDocument(fill(form, replace(values, tables={"sheets": rows})).pdf) as document:
        page = document[0].get_textpage()
        (first, _), (last, _) = (page.search(words).get_next() for words in ("图12", "（复印件）"))
        lefts = [page.get_charbox(at, loose=True)[0] for at in (first, last)]
    assert lefts[1] - lefts[0] > 100, "something stands before it"


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


def lines_of(page, field):
    """The lines of print of a field: (x of each piece, mm, words, size, leading)."""
    found = {}
    for piece in tree.pieces(page):
        if piece.text and piece.value is not None and piece.value.get("data-field") == field:
            at = tree.outside(piece.box)
            _, size, leading, _ = tree.text_style(piece.box)
            found.setdefault(round(at.y), []).append((round(at.x, 1), piece.text, size, leading))
    return [found[y] for y in sorted(found)]


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_the_dates_of_a_career_stand_in_a_column_and_the_rest_beside_it(form_id):
    values = sample_values(FORMS[form_id])
    lines = lines_of(laid(form_id, "sample.yaml").pages[0], "resume")
    dated = [line for line in lines if line[0][1][:4].isdigit()]
    assert [line[0][1] for line in dated] == [
        line.partition("\u3000")[0] for line in values.fields["resume"].splitlines()
    ]
    assert len({line[0][0] for line in dated}) == 1
    (beside,) = {line[1][0] for line in dated} | {line[0][0] for line in lines if line not in dated}
    assert len(lines) > len(dated)
    assert beside > dated[0][0][0] + 8 * dated[0][0][2] / MM


@pytest.mark.parametrize("field", ["resume", "reasons"])
def test_a_text_that_leaves_room_is_set_larger_and_wider_apart(field):
    form, values = FORMS["exception_form"], sample_values(FORMS["exception_form"], "sample_jiaojiang.yaml")
    first = lines_of(laid("exception_form", "sample_jiaojiang.yaml").pages[0], field)[0][0]
    assert first[2:] == (12, 1.5)
    # As it grows, it first closes up, then goes on after the form, and is never cut.
    settings, many = set(), values.fields[field]
    for times in (1, 2, 4, 8, 16):
        longer = replace(values, fields={**values.fields, field: "\n".join([many] * times)})
        filled = fits_of(form, longer).fields[field]
        settings.add((filled.fit.size, filled.box.leading))
        assert filled.fit.excess == 0 or filled.fit.size == 9
    assert (12, 1.5) in settings
    assert (9, 1.25) in settings


def test_dated_lines_that_go_on_after_the_form_keep_their_column():
    form, values = FORMS["exception_form"], sample_values(FORMS["exception_form"])
    longer = replace(values, fields={**values.fields, "resume": "\n".join([values.fields["resume"]] * 4)})
    filled = fill(form, longer)
    assert filled.findings == ()
    shown = squeezed("".join(page_texts(filled.pdf))).replace("（转续页）", "")
    assert shown.count("2004.09—2008.06某某理工大学（杭州）") == 4
    assert shown.count("2018.01—至今浙江省某某新材料工程技术研究院有限公司") == 4


def blocks(document, tag):
    """The blocks with a tag that have lines, as our own typesetter laid them out."""
    assert isinstance(document, laying.Typeset)
    waiting = [page.content for page in document.document.pages]
    while waiting:
        block = waiting.pop(0)
        waiting = [*block.children, *waiting]
        if block.lines and block.box.tag == tag:
            yield block


def slack(document, tag):
    """How much of every line but the last of each paragraph is empty, in em of the text."""
    for block in blocks(document, tag):
        for line in block.lines[:-1]:
            last = max(line.x + run.x + run.width for run in line.runs)
            yield round((block.content_width - last) / block.used.size, 2)


@pytest.mark.parametrize("form_id", ["pledge", "authorization", "unit_statement"])
def test_a_line_to_write_on_goes_on_in_the_next_line(form_id):
    found = list(slack(laid(form_id), "p"))
    assert len(found) >= 4
    # No more than a word, or the last three characters of the line and a mark.
    assert max(found) <= 3.1


def ends(document, tag):
    """What ends the lines of the paragraphs, and what begins the next: four characters each."""
    for block in blocks(document, tag):
        words = [squeezed("".join(run.text for run in _runs(line))) for line in block.lines]
        for one, other in pairwise(words):
            yield one[-4:], other[:4], other is words[-1] and len(other) < 3


@pytest.mark.parametrize("more", range(8))
@pytest.mark.parametrize(
    ("form_id", "field"),
    [("publicity_notice", "series"), ("unit_statement", "series"), ("authorization", "platform")],
)
def test_no_line_of_what_a_form_says_tears_a_word_or_leaves_one_alone(form_id, field, more):
    # As 予以公／示 and 个工／作日 once did: whatever the values before, words of the field are whole.
    form, values = FORMS[form_id], sample_values(FORMS[form_id])
    values = replace(values, fields={**values.fields, field: values.fields[field] + "某" * more})
    document = laying.lay_out(compose(form, values), form, values.images, duplex=False)
    found = list(ends(document, "p"))
    assert len(found) >= 4
    words = {
        "公示",
        "个工作日",
        "工作日",
        "人员",
        "任职",
        "资格",
        "意见",
        "经办人",
        "单位",
        "申报",
        "审核",
        "材料",
    }
    torn = [
        (one, other)
        for one, other, _ in found
        for word in words
        for at in range(1, len(word))
        if one.endswith(word[:at]) and other.startswith(word[at:])
    ]
    assert torn == []
    assert [end for end in found if end[2]] == []
    # Nor is a number without what it counts.
    assert [end for end in found if end[0][-1].isdigit()] == []


@pytest.mark.parametrize("more", range(6))
def test_the_promise_is_never_torn(more):
    form, values = FORMS["pledge"], sample_values(FORMS["pledge"])
    values = replace(values, fields={**values.fields, "target": "高级工程师" + "某" * more})
    document = laying.lay_out(compose(form, values), form, values.images, duplex=False)
    words = [piece.text for page in document.pages for piece in tree.pieces(page)]
    # It runs on from the line before, and leaves no lone character in a line of its own.
    (last,) = [words_ for words_ in words if words_.endswith("承诺：") or words_ == "诺："]
    assert len(last) >= 3


def test_boxes_to_tick_are_no_larger_than_the_text():
    pieces = [piece for piece in tree.pieces(laid("unit_statement").pages[0]) if piece.text]
    boxes = [tree.text_style(piece.box)[1] for piece in pieces if piece.text == "□"]
    assert boxes == [12.8] * 3


def test_the_unit_under_a_statement_keeps_its_words():
    form = FORMS["unit_statement"]
    pdf = fill(form, sample_values(form, "sample.yaml")).pdf
    lines = [line.strip() for line in page_texts(pdf)[0].splitlines()]
    first = lines.index("某某市某某区矿产资源与工程爆破安全技术")
    assert lines[first + 1] == "检测研究中心（民用爆炸物品质量检验总站）"


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_long_texts_of_the_approval_forms_keep_2_mm_off_the_frame(form_id):
    # 28 mm are the edge of the page, 18 mm the column of the labels.
    (page, *_) = laid(form_id, "sample.yaml").pages
    told = [p for p in tree.pieces(page) if p.text and p.value is not None]
    resume = [tree.outside(p.box) for p in told if p.value.get("data-field") == "resume"]
    assert min(box.x for box in resume) >= 28 + 18 + 2


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_a_graduation_in_four_lines_keeps_off_the_frame(form_id):
    form, values = FORMS[form_id], sample_values(FORMS[form_id])
    told = "2008年6月\n某某职业技术大学新材料与化工学院（杭州）\n高分子材料与工程及复合材料成型"
    values = replace(values, fields={**values.fields, "highest": told})
    document = laying.lay_out(compose(form, values), form, values.images, duplex=False)
    lines = lines_of(document.pages[0], "highest")
    assert ["".join(words for _, words, *_ in line) for line in lines] == [
        "2008年6月",
        "某某职业技术大学新材料",
        "与化工学院（杭州）",
        "高分子材料与工程及复合材料成型",
    ]
    assert min(air(document.pages[0], "highest")) >= 1


def test_the_pages_of_a_proof_keep_off_the_frame():
    assert min(air(laid("landmark_form", "sample.yaml").pages[0], "reasons.proof")) >= 0.5


def air(page, field):
    """How far (mm) the pieces of a field stand from the edges of their rooms."""
    for piece in tree.pieces(page):
        if piece.text and piece.value is not None and piece.value.get("data-field") == field:
            at, room = tree.outside(piece.box), tree.outside(piece.room.box)
            yield from (at.x - room.x, room.x + room.width - at.x - at.width)
            yield from (at.y - room.y, room.y + room.height - at.y - at.height)


@pytest.mark.parametrize("more", range(8))
def test_no_line_of_running_text_begins_with_a_dash(more):
    # As 目录第9／—11页 did: engines break before a dash, which goes with what stands before it.
    form, values = FORMS["exception_form"], sample_values(FORMS["exception_form"])
    told = "符合第四项第1条：" + "某" * more + "（佐证：目录第9—11页、目录第12—15页、目录第112—115页）。" * 3
    values = replace(values, fields={**values.fields, "reasons": told})
    (page,) = laying.lay_out(compose(form, values), form, values.images, duplex=False).pages
    lines = ["".join(words for _, words, *_ in line) for line in lines_of(page, "reasons")]
    assert len(lines) >= 3
    assert [line for line in lines if line.startswith("—") or line.rstrip().endswith("第")] == []


@pytest.mark.parametrize(("form_id", "sample"), PRINTS)
def test_no_line_of_print_begins_with_a_slash_or_a_dot(judge, printed, form_id, sample):
    pdf = printed(form_id, sample).pdf

    def read():
        lines = "\n".join(page_texts(pdf)).splitlines()
        # (A dot that has a line of its own stands in a name that goes down a spine.)
        assert [line for line in lines if line.strip() != "·" and line.lstrip().startswith(("／", "·"))] == []

    judge(read, pdf)


def test_dated_lines_end_between_words():
    (page,) = laid("exception_form", "sample_hangzhou.yaml").pages
    lines = ["".join(words for _, words, *_ in line) for line in lines_of(page, "resume")]
    assert [squeezed(line) for line in lines[-2:]] == [
        "2021.01—至今杭州某某智能装备制造有限公司自动化产线工艺",
        "设计，工艺科科长",
    ]


@pytest.mark.parametrize(
    ("form_id", "sample", "whole"),
    [
        ("review_form", "sample_platform.yaml", "999991200905000123"),
        ("correction_slip", "sample.yaml", "GB 11643-1999"),
        ("correction_slip", "sample.yaml", "阿卜杜热依木.yaml"),
    ],
)
def test_a_number_a_standard_and_a_file_have_the_room_of_their_names(printed, form_id, sample, whole):
    lines = "\n".join(page_texts(printed(form_id, sample).pdf)).splitlines()
    assert any(whole in line for line in lines)


@pytest.mark.parametrize(
    ("form_id", "label", "value"),
    [("cover", "申报专业", "爆破器材"), ("review_form", "评审任职资格", "高级工程师")],
)
def test_what_is_filled_in_on_a_cover_stands_as_high_as_its_label(printed, form_id, label, value):
    with pypdfium2.PdfDocument(printed(form_id, "sample.yaml").pdf) as pdf:
        page = pdf[0].get_textpage()
        (label_at, _), (value_at, _) = (page.search(words).get_next() for words in (label, value))
        feet = [page.get_charbox(at, loose=True)[1] for at in (label_at, value_at)]
    assert feet[0] == pytest.approx(feet[1], abs=0.6)


def test_a_latin_word_after_what_is_held_together_is_not_torn():
    # As Opt/ics and T/D once were: a word right after a bracket that is whole, at the end of a line.
    form = FORMS["summary_form"]
    values = sample_values(form)
    row = values.tables["papers"][0]
    rows = [
        replace(
            row,
            cells={
                **row.cells,
                "published": f"虚构{'某' * more}学报（英文版）Optics，{'某' * more}CN 33-9998/TD",
            },
        )
        for more in range(9)
    ]
    pdf = fill(form, replace(values, tables={**values.tables, "papers": rows})).pdf
    lines = "\n".join(page_texts(pdf)).splitlines()
    for whole in ("Optics", "CN 33-9998/TD"):
        assert sum(whole in line for line in lines) == len(rows)


@pytest.mark.parametrize(("sample", "table"), [("sample.yaml", "papers"), ("sample_platform.yaml", "books")])
def test_the_number_of_a_book_is_not_torn(sample, table):
    form = FORMS["review_form"]
    values = sample_values(form, sample)
    told = {"publication": "样例出版社，ISBN 978-7-9999-9999-7", "rank": "合著（4/6）"}
    book = replace(values.tables[table][0], cells={**values.tables[table][0].cells, **told})
    lines = page_texts(fill(form, replace(values, tables={**values.tables, table: [book]})).pdf)
    assert "ISBN 978-7-9999-9999-7" in "\n".join(lines)


def test_the_number_of_a_patent_is_not_torn_where_a_score_is_claimed():
    number = "（ZL202099999999.9），"
    form = FORMS["scoring_table"]
    values = sample_values(form)
    first, *others = values.tables["lines"]
    rows = [replace(first, cells={**first.cells, "basis": f"一种快速接线装置{number}第一。"}), *others]
    lines = page_texts(fill(form, replace(values, tables={**values.tables, "lines": rows})).pdf)
    assert number in "\n".join(lines)


def test_later_pages_of_a_summary_say_whose_they_are_and_are_numbered():
    form = FORMS["work_summary"]
    values = sample_values(form)
    fields = {**values.fields, "name": "王一", "statement": "主持完成某某工程的设计。\n" * 80}
    first, *later = map(squeezed, page_texts(fill(form, replace(values, fields=fields)).pdf))
    assert later and "第1页" not in first
    for number, text in enumerate(later, 2):
        assert "（续）姓名：王一" in text and f"第{number}页共{len(later) + 1}页" in text


def test_full_width_signs_that_stand_for_brackets_neither_begin_a_line_nor_end_one():
    form = FORMS["work_summary"]
    values = sample_values(form)
    statement = "主持完成“智能＜精密＞”项目，指标＜优＞等；" * 30
    pdf = fill(form, replace(values, fields={**values.fields, "statement": statement})).pdf
    lines = page_texts(pdf)[0].splitlines()
    assert [line for line in lines if line.startswith("＞") or line.rstrip().endswith("＜")] == []


@pytest.mark.parametrize("length", [37, 38, 40, 47])
def test_a_long_unit_stands_in_one_line_above_the_summary(length):
    form = FORMS["work_summary"]
    values = sample_values(form)
    unit = f"虚构{'某' * (length - 9)}有限公司（筹）"
    pdf = fill(form, replace(values, fields={**values.fields, "unit": unit})).pdf
    lines = [squeezed(line) for line in page_texts(pdf)[0].splitlines()]
    assert any(line.startswith(f"单位：{unit}") for line in lines)


def test_a_long_duty_in_a_history_takes_three_lines_between_its_words():
    form = FORMS["work_history"]
    values = sample_values(form)
    row = values.tables["work"][0]
    row = replace(row, cells={**row.cells, "duty": "副总工程师兼爆破工程事业部经理"})
    pdf = fill(form, replace(values, tables={"work": [row]})).pdf
    lines = {squeezed(line) for line in page_texts(pdf)[0].splitlines()}
    assert {"副总工程师", "兼爆破工程", "事业部经理"} <= lines


def test_a_speciality_in_brackets_is_whole_on_the_roster_and_phones_keep_off_the_frame():
    form = FORMS["roster"]
    values = sample_values(form)
    columns = [name for name in form.tables["people"].columns if name not in ("desk", "remark", "target")]
    said = {
        "name": "阿卜杜热合曼·买买提江",
        "unit": "浙江省台州湾新区东海之滨先进光学光电精密装备制造产业技术研究开发建设有限责任公司",
        "school": "国立样例精密机械与光学大学（德国）光学工程",
        "education": "硕士研究生／工学硕士",
        "method": "标志性业绩直接申报",
        "phone": "13800000001",
    }
    rows = [
        replace(
            row,
            cells={
                **row.cells,
                **dict.fromkeys(set(columns) - set(row.cells), "是"),
                **said,
                "speciality": f"安全技术防范专业（{kind}）",
            },
        )
        for row, kind in zip(values.tables["people"], ("系统集成", "工程设计"), strict=False)
    ]
    values = replace(values, tables={"people": rows}, options={**values.options, "columns": columns})
    page = laying.lay_out(compose(form, values), form, values.images, duplex=False).pages[0]
    pieces = [piece for piece in tree.pieces(page) if piece.text]
    assert {"（系统集成）", "（工程设计）"} <= {piece.text for piece in pieces}
    for piece in (piece for piece in pieces if piece.text == "13800000001"):
        room, at = tree.inside(piece.room.box), tree.outside(piece.box)
        assert at.x - room.x > 0.3
        assert room.x + room.width - at.x - at.width > 0.3


def test_what_a_strip_says_keeps_2_mm_off_its_rules():
    form = FORMS["bag_strip"]
    values = sample_values(form)
    values = replace(
        values, fields={**values.fields, "name": "阿卜杜热合曼·买买提江", "speciality": "机械制造专业"}
    )
    with pypdfium2.PdfDocument(fill(form, values).pdf) as document:
        page = document[0].get_textpage()
        for words, left, right in (("阿卜杜热合曼·买买提江", 55, 141), ("机械制造专业", 155, 205)):
            at, count = page.search(words).get_next()
            boxes = [page.get_charbox(at + n) for n in range(count)]
            assert min(box[0] for box in boxes) / MM > left + 2
            assert max(box[2] for box in boxes) / MM < right - 2


def test_a_long_unit_keeps_2_mm_off_the_rules_of_the_bag():
    form = FORMS["bag_cover"]
    values = sample_values(form)
    unit = "浙江省台州湾新区东海之滨先进光学光电精密装备制造产业技术研究开发建设有限责任公司"
    values = replace(values, fields={**values.fields, "unit": unit})
    document = laying.lay_out(compose(form, values), form, values.images, duplex=False)
    shown = [p for p in tree.pieces(document.pages[0]) if p.text and p.value is not None]
    for piece in (piece for piece in shown if piece.value.get("data-field") == "unit"):
        room, at = tree.outside(piece.room.box), tree.outside(piece.box)
        assert room.x + 2 < at.x
        assert at.x + at.width < room.x + room.width - 2


@pytest.mark.parametrize("form_id", ["work_summary", "review_form"])
def test_paragraphs_are_indented_alike_however_they_were_pasted(form_id):
    form, bare = FORMS[form_id], ["甲项目已完成。", "乙项目已完成。", "丙项目已完成。", "丁项目已完成。"]
    options = sample_values(form, "sample_platform.yaml").options if form_id == "review_form" else {}
    spaced = "\u3000\u3000{}\n\u3000\u3000{} \n\t{}\n  \u3000{}".format(*bare)
    who = Person("a", 1, applicant(statement=spaced), institution())
    values = fill_in(form, PersonFacts(who, load_plan(BAOPO), Settings.model_construct()), options=options)
    runs = [run for page in runs_of(fill(form, values).pdf) for run in page]
    begins = [left for left, *_, words in runs if words[:3] in {text[:3] for text in bare}]
    assert len(begins) == 4
    assert max(begins) - min(begins) < 6  # half a character
    twin = python_docx.Document(io.BytesIO(docx.fill(form, values)))
    paragraphs = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in twin.element.body.iter(qn("w:p"))]
    assert [text for text in paragraphs if text.strip() in bare] == bare
