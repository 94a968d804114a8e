"""What a clerk sees at a glance: tables that are closed, columns that use their room, pages that are full."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import replace

import docx as python_docx
import numpy as np
import pytest
from conftest import pictures, squeezed, text_of, within
from docx.oxml.ns import qn
from golden import runs_of
from lxml.html import fromstring

from zcforms.authoring.gallery import sample_values, samples
from zcforms.fillers import docx, html
from zcforms.fillers.html import laying, tree
from zcforms.forms import left_blank, load_forms
from zcforms.ground.geometry import MM
from zcforms.paper.copies import on_sheets
from zcforms.plans import load_plan, plan_ids

pytestmark = pytest.mark.usefixtures("filled_before", "worded_before")
FORMS = load_forms()


def filled(form_id, sample="sample.yaml", fields=None, **tables):
    """A form filled with a sample, some of its fields and tables replaced."""
    values = sample_values(FORMS[form_id], sample)
    values = replace(values, fields={**values.fields, **(fields or {})}, tables={**values.tables, **tables})
    made = html.fill(FORMS[form_id], values)
    assert made.findings == ()
    return made


def rows_of(form_id, table, count, sample="sample.yaml"):
    """So many rows of a table: those of the sample, over and over."""
    rows = sample_values(FORMS[form_id], sample).tables[table]
    return [rows[n % len(rows)] for n in range(count)]


def printed_lines(pdf, page=1):
    """The lines of a page from its top, as they read: where they begin (pt) and their words."""
    lines = {}
    for left, top, _, bottom, words in runs(pdf, page):
        lines.setdefault(round((top + bottom) / 6), []).append((left, words))
    return [(3 * y, squeezed("".join(words for _, words in sorted(lines[y])))) for y in sorted(lines)]


def runs(pdf, page=1):
    """Every run of text on a page: left, top, right, bottom (pt from the top left corner) and the words."""
    return runs_of(pdf)[page - 1]


def test_one_enclosure_of_a_letter_has_no_number(printed):
    # GB/T 9704-2012, 7.3.4: 如有多个附件，使用阿拉伯数字标注附件顺序号
    assert "附件：推荐高级工程师职务任职资格人员花名册" in squeezed(
        text_of(printed("entrustment_letter", "sample.yaml").pdf)
    )
    assert "附件：1" not in squeezed(text_of(printed("entrustment_letter").pdf))


# The row counts at which the last row moves on to the next page, to stay with what follows the table.
@pytest.mark.parametrize(
    ("form_id", "table", "count"),
    [("correction_slip", "rows", 9), ("correction_slip", "rows", 10)],
)
def test_a_table_whose_last_row_moved_on_is_closed_below_the_row_before(form_id, table, count):
    pdf = filled(form_id, **{table: rows_of(form_id, table, count)}).pdf
    page = np.asarray(next(pictures(pdf)).convert("L"))
    frame = [y for y in range(page.shape[0]) if (page[y] < 128).mean() > 0.7]  # rules across the table
    words = [bottom for _, _, _, bottom, text in runs(pdf) if "页" not in text]
    assert 0 < max(frame) - max(words) < 12
    assert len(runs_of(pdf)) == 2


def labels(form, values):
    """The labels of the cells of a form, each once."""
    cells = fromstring(html.compose(form, values)).iter("th")
    return list(dict.fromkeys(squeezed("".join(cell.itertext())) for cell in cells))


# What only some people's forms say: who takes the bags in where the plan names no committee, and the
# clauses that a landmark application cites.
ONLY_FILLED = {
    "bag_cover": {"评审受理单位"},
    "summary_form": {"条款"},
    "scoring_table": {"位置", "材料名称", "佐证目录（上表“佐证目录位置”所指的材料）"},
}
ONLY_BLANK = {"bag_cover": {"评审委员会"}}


@pytest.mark.parametrize(("form_id", "sample"), [(f, s.name) for f in FORMS for s in samples(FORMS[f])])
def test_blank_filled_and_word_name_the_same_columns(form_id, sample):
    form = FORMS[form_id]
    values = sample_values(form, sample)
    blank = left_blank(form, values.title, values.options)
    of_filled, of_blank = labels(form, values), labels(form, blank)
    in_filled = [x for x in of_filled if x not in ONLY_FILLED.get(form_id, ())]
    in_blank = [x for x in of_blank if x not in ONLY_BLANK.get(form_id, ())]
    assert in_filled == in_blank
    if "docx" in form.media and docx.covers(form, values.options):
        for these, named in ((values, of_filled), (blank, of_blank)):
            word = python_docx.Document(io.BytesIO(docx.fill(form, these))).element.body
            cells = {
                squeezed("".join(t.text or "" for t in cell.iter(qn("w:t"))))
                for cell in word.iter(qn("w:tc"))
            }
            assert set(named) <= cells


def test_the_strips_of_eight_people_are_on_two_sheets_each_whole():
    strips = [filled("bag_strip", fields={"number": str(n)}).pdf for n in range(1, 9)]
    made = runs_of(on_sheets(strips, FORMS["bag_strip"].band))
    numbers = [[run for run in page if run[4] in "12345678"] for page in made]
    assert [[run[4] for run in page] for page in numbers] == [list("12345"), list("678")]
    # Dashed frames of 200 × 40 mm, the line to cut along, where every printer prints.
    page = np.asarray(next(pictures(on_sheets(strips, FORMS["bag_strip"].band), dpi=254)).convert("L")) < 128
    edges = [y / 10 for y in range(1, page.shape[0]) if 0.5 < page[y, 50:350].mean() < 0.9]
    frames = [y for n, y in enumerate(edges) if n == 0 or y - edges[n - 1] > 0.5]
    assert frames == pytest.approx([y + 50 * n for n in range(5) for y in (5.2, 45.2)], abs=0.4)
    # The words between them keep off the 5 mm that printers cut, and 1 mm more.
    notes = [run for page in made for run in page if "沿虚线框裁下" in run[4]]
    assert len(notes) == 8
    for left, top, right, bottom, _ in notes:
        assert min(left, top, 595.28 - right, 841.89 - bottom) >= 6 * MM


@pytest.mark.parametrize(("rows", "over"), [(22, 1), (30, 9)])
def test_a_form_that_spills_says_how_many_lines_are_over_not_how_many_there_are(rows, over):
    values = sample_values(FORMS["bag_cover"])
    listed = values.tables["package"][:1] * rows
    made = html.fill(FORMS["bag_cover"], replace(values, tables={"package": listed}))
    (found,) = made.findings
    assert found.message == f"《职称评审资料袋》应为1页，排出2页，超出约{over}行"
    assert found.hint == f"请压缩“袋内材料清单”（共{rows}行）"


def lay_out(text, form):
    """A document as it is delivered: laid out by our own typesetter."""
    document = laying.lay_out(text, form, {}, duplex=False)
    assert isinstance(document, laying.Typeset)
    return document


def optics(count=None):
    """The scoring table of the optics circular as it is laid out, page by page; the first so many rows."""
    form = FORMS["scoring_table"]
    values = sample_values(form, "sample_optics.yaml")
    lines = values.tables["lines"][:count]
    values = replace(values, tables={**values.tables, "lines": lines, "proofs": []})  # the list has its pages
    document = lay_out(html.compose(form, values), form)
    assert not tree.misjudged(document)
    return document.pages


def boxes(page, kind):
    """The boxes of a kind on a page, with their text."""
    found = [box for box in within(page.body) if box.box.kind == kind]
    return [(box, squeezed("".join(part.text for part in within(box)))) for box in found]


@pytest.mark.parametrize("count", [None, 40, 31, 23])
def test_pages_of_the_scoring_table_are_full_and_a_group_is_one_cell(count):
    pages = optics(count)
    assert len(pages) > 2
    foot = 198 / 25.4 * 96
    for page, following in itertools.pairwise(pages):
        rows, after = boxes(page, "row"), boxes(following, "row")[1:]
        taken = max(row.at.y + row.at.height for row, _ in rows)
        # The next row, with the subtotal that stays with it, would not have had room.
        first = after[0][0].at.height + sum(row.at.height for row, text in after[1:2] if "小计" in text)
        is_last = following is pages[-1] and len(after) <= 7  # with the sum, and whoever signs
        assert taken <= foot
        assert is_last or taken + first > foot - 30
    for page in pages:
        groups = [text for cell, text in boxes(page, "cell") if cell.box.rowspan > 1 and "（最高" in text]
        assert sorted(groups) == sorted(set(groups))


def test_the_signatures_stay_whole_with_the_sum():
    for count in range(20, 30):
        last = optics(count)[-1]
        shown = squeezed("".join(piece.text for piece in tree.pieces(last)))
        assert all(words in shown for words in ("合计", "申报人签名：", "（盖章）", "单位审核意见"))
        assert len(boxes(last, "row")) >= 3  # the head, the sum and the signatures


def notice(people):
    """The pages of the publicity notice of some people."""
    told = {"who": f"陈建国等{len(people)}人", "count": str(len(people))}
    return filled("publicity_notice", people=people, fields=told).pages


def test_a_notice_of_one_to_six_people_is_one_sheet():
    people = rows_of("publicity_notice", "people", 6)
    assert [notice(people[:count]) for count in range(1, 7)] == [1] * 6
    long = {"name": "古丽" * 6 + "·" + "买买提" * 4, "department": "爆破器材检测技术服务中心"}
    works = [replace(one, cells={**one.cells, "works": "露天矿高陡边坡稳定性监测" * 4}) for one in people]
    assert notice([replace(works[0], cells={**works[0].cells, **long}), *works[1:]]) == 1


def test_a_column_that_is_empty_for_everybody_leaves_its_room_to_the_achievements():
    form = FORMS["publicity_notice"]

    def widths(**cells):
        values = sample_values(form)
        people = [replace(row, cells={**row.cells, **cells}) for row in values.tables["people"]]
        document = lay_out(html.compose(form, replace(values, tables={"people": people})), form)
        heads = boxes(document.pages[0], "cell")[:10]
        return {text: round(cell.at.width * 25.4 / 96, 1) for cell, text in heads if not text.isdigit()}

    everything, without = widths(), widths(department="")
    assert set(everything) - set(without) == {"部门"}
    assert without["主要业绩"] == pytest.approx(everything["主要业绩"] + everything["部门"], abs=0.2)
    assert without["主要业绩"] > 50


@pytest.mark.parametrize("sample", ["sample.yaml", ""])
def test_no_heading_of_the_notice_wraps(printed, sample):
    words = {run[4] for run in runs(printed("publicity_notice", sample).pdf)}
    assert {"序号", "姓名", "性别", "部门", "学历", "主要业绩", "现任职", "资格及", "时间", "申报"} <= words


COLUMNS = FORMS["roster"].tables["people"].columns


@pytest.mark.parametrize("columns", [FORMS["roster"].options["columns"], list(COLUMNS)], ids=["usual", "all"])
def test_the_roster_is_set_in_seven_and_a_half_points_and_no_number_or_degree_is_torn(columns):
    form = FORMS["roster"]
    values = sample_values(form)
    values = replace(values, options={**values.options, "columns": columns})
    document = lay_out(html.compose(form, values), form)
    assert not tree.misjudged(document)
    (page,) = document.pages
    pieces = [piece for piece in tree.pieces(page) if piece.text]
    assert min(tree.text_style(piece.box)[1] for piece in pieces) == 7.5
    shown = {piece.text for piece in pieces}
    assert {"33100219880808008X", "11010519491231002X", "13800000001", "0571-00000000", "1985.06"} <= shown
    assert "硕士研究生／" in shown or len(columns) > 19
    # The columns fill the sheet, and none reaches beyond it.
    right = max(tree.outside(cell).x + tree.outside(cell).width for cell, _ in boxes(page, "cell"))
    assert right == pytest.approx(297 - 12, abs=0.5)


@pytest.mark.parametrize("plan_id", plan_ids())
def test_a_name_in_the_roster_breaks_at_its_dot_only(plan_id):
    form = FORMS["roster"]
    use = load_plan(plan_id).form("roster")
    values = sample_values(form)
    (row, *_) = values.tables["people"]
    values = replace(
        values,
        options={**values.options, **use.options},
        tables={"people": [replace(row, cells={**row.cells, "name": "阿勒腾古丽·萨木普勒别克"})]},
    )
    document = lay_out(html.compose(form, values), form)
    assert not tree.misjudged(document)
    shown = {piece.text for piece in tree.pieces(document.pages[0])}
    assert {"阿勒腾古丽·", "萨木普勒别克"} <= shown or "阿勒腾古丽·萨木普勒别克" in shown


def test_a_branch_in_brackets_is_whole_in_the_roster_and_numbers_keep_off_the_rules():
    form, use = FORMS["roster"], load_plan("zj-anfang-senior-2025").form("roster")
    values = sample_values(form)
    (row, *_) = values.tables["people"]
    cells = {"speciality": "安全技术防范专业（工程设计）", "defence_reason": "不具备规定的学历或资历"}
    people = [replace(row, cells={**row.cells, **cells})]
    values = replace(values, options={**values.options, **use.options}, tables={"people": people})
    (page,) = lay_out(html.compose(form, values), form).pages
    shown = {piece.text: tree.outside(piece.box) for piece in tree.pieces(page)}
    assert "（工程设计）" in shown
    number = shown[row.cells["id_number"]]
    cell = next(box for box, text in boxes(page, "cell") if text == row.cells["id_number"])
    assert number.x - tree.outside(cell).x > 0.7


@pytest.mark.parametrize("plan_id", plan_ids())
def test_the_columns_of_every_plan_leave_the_degree_whole(plan_id):
    form = FORMS["roster"]
    use = load_plan(plan_id).form("roster")
    values = sample_values(form)
    values = replace(values, options={**values.options, **use.options})
    document = lay_out(html.compose(form, values), form)
    shown = {piece.text for piece in tree.pieces(document.pages[0])}
    assert {"硕士研究生／", "工学硕士", "33100219880808008X"} <= shown


@pytest.mark.parametrize(
    "name", ["阿卜杜热依木·买买提江", "阿依努尔·阿卜杜热西提江", "司马义·艾买提·吐尔逊江·麦麦提"]
)
@pytest.mark.parametrize("form_id", ["roster", "post_table", "publicity_notice", "publicity_sheet"])
def test_a_name_in_a_column_of_names_breaks_at_its_dot_only(form_id, name):
    (row, *_) = rows_of(form_id, "people", 1)
    row = replace(row, cells={**row.cells, "name": name})
    words = [text.replace(" ", "") for *_, text in runs(filled(form_id, people=[row]).pdf)]
    shown = [text for text in words if text and text in name]
    assert "".join(shown) == name
    assert all(text.endswith("·") for text in shown[:-1])


def test_the_plan_of_the_publicity_sheet_has_a_line_to_itself(printed):
    lines = printed_lines(printed("publicity_sheet", "sample.yaml").pdf)
    assert [words for _, words in lines][1:3] == [
        "评审计划：2024年度杭州市制造业专业工程师资格评审申报计划",
        "单位：杭州某某智能装备制造有限公司共3人",
    ]


# Of forty characters.
UNIT = "浙江样例东海之滨大型露天矿山绿色爆破与岩土工程技术研究开发建设集团有限责任公司"


@pytest.mark.parametrize("unit", ["", UNIT], ids=["sample", "long"])
def test_a_scoring_table_fills_its_page_and_its_last_row_goes_with_the_sum_and_the_signatures(unit):
    pdf = filled("scoring_table", fields={"unit": unit} if unit else {}).pdf
    second = [line for _, line in printed_lines(pdf, 2)]
    assert second[1] == "浙江省爆破行业高级工程师任职资格评审打分表（续表）"
    after_head = next(n for n, line in enumerate(second) if "评价指标" in line)
    subtotal = next(n for n, line in enumerate(second) if line.startswith("工作业绩小计"))
    assert subtotal - after_head > 2  # the row that it belongs to
    assert second[subtotal + 1].startswith("合计")
    assert "以上自评分及其依据由本人填写，情况属实。" in "".join(second[subtotal:])


def test_the_heads_of_a_scoring_table_are_those_of_the_circular(printed):
    # 椒江2025量化评价标准: 评价指标 一级指标 二级指标 三级指标 最高分值 说明 是否累计计分
    shown = squeezed(text_of(printed("scoring_table", "sample_optics.yaml").pdf, 1))
    assert "评价指标一级指标二级指标三级指标" in shown
    assert "说明" in shown
    assert "计分说明" not in shown
    words = [text for *_, text in runs(printed("scoring_table", "sample_optics.yaml").pdf)]
    assert {"是否", "累计计分"} <= set(words)
    # 成果效益 of three kinds of firms: each is a paragraph of its own, as in the circular.
    assert {text[:5] for text in words} >= {"大型企业：", "中型企业：", "小微企业："}


def test_the_posts_of_a_sample_agree():
    texts = sample_values(FORMS["post_table"]).fields
    levels = ("senior", "deputy", "mid", "junior")
    for row in ("approved", "actual"):
        assert sum(int(texts[f"{row}_{level}"]) for level in levels) == int(texts[f"{row}_total"])
    vacant = {level: int(texts[f"vacancy_{level}"].partition("（")[0]) for level in levels}
    for level in levels:
        assert vacant[level] == max(0, int(texts[f"approved_{level}"]) - int(texts[f"actual_{level}"]))
    assert texts["vacancy_total"] == f"{sum(vacant.values())}（超聘1人）"
    assert int(texts["approved_total"]) - int(texts["actual_total"]) == sum(vacant.values()) - 1
    assert int(texts["offered_senior"]) <= vacant["senior"]
    assert int(texts["offered_deputy"]) <= vacant["deputy"]
    assert int(texts["offered_lower"]) <= vacant["mid"] + vacant["junior"]


@pytest.mark.parametrize("before", range(20, 40, 3))
def test_no_page_of_the_contents_has_a_single_line_of_a_category(before):
    section, item, *_ = sample_values(FORMS["contents"]).tables["lines"]
    counts = [before, 5, 4, 3, 6]
    lines = [
        replace(row, cells={**row.cells, "title": f"第{n}类{at}" if at else f"类别{n}"})
        for n, count in enumerate(counts, 1)
        for at, row in enumerate([section, *[item] * count])
    ]
    pages = runs_of(filled("contents", lines=lines).pdf)
    assert len(pages) > 1
    for n in range(1, len(counts) + 1):
        here = [sum(text.startswith(f"第{n}类") for *_, text in page) for page in pages]
        assert sum(here) == counts[n - 1]
        assert 1 not in here


@pytest.mark.parametrize("count", range(28, 36))
def test_the_last_page_of_the_contents_has_no_row_or_two_alone(count):
    section, item, *_ = sample_values(FORMS["contents"]).tables["lines"]
    rows = [section, *[item] * (count - 3), section, item, section, section]
    lines = [replace(row, cells={**row.cells, "title": f"第{n}行"}) for n, row in enumerate(rows, 1)]
    made = filled("contents", lines=lines, loose=[])
    *_, last = runs_of(made.pdf)
    here = [words for *_, words in last if re.fullmatch(r"第\d+行", words)]
    assert made.pages == 1 or len(here) > 2


def test_ranges_of_three_figures_are_as_large_in_the_contents_as_others():
    rows = sample_values(FORMS["contents"]).tables["lines"][:2]
    lines = [replace(rows[1], cells={**rows[1].cells, "pages": pages}) for pages in ("93—100", "888—900")]
    shown = {words: bottom - top for _, top, _, bottom, words in runs(filled("contents", lines=lines).pdf)}
    assert shown["93—100"] == pytest.approx(shown["888—900"], abs=0.1)


@pytest.mark.parametrize("witness", ["古丽努尔·阿不都热西提", "阿卜杜热依木·买买提艾力"])
def test_the_witness_of_a_job_has_the_room_of_a_name_with_a_dot(witness):
    (row,) = rows_of("work_history", "work", 1)
    row = replace(row, cells={**row.cells, "witness": witness})
    words = [words for *_, words in runs(filled("work_history", work=[row]).pdf)]
    assert set(witness.replace("·", "·\n").split("\n")) <= set(words)
    assert "从事何专业" in words  # its heading, no character of it alone in a line


def test_the_paragraph_of_a_post_table_is_set_flush():
    counts = {"offered_senior": "0", "offered_deputy": "2", "offered_lower": "2", "to_review": "1"}
    pdf = filled("post_table", fields=counts).pdf
    ends = {}
    for _, top, right, bottom, words in runs(pdf):
        if words:
            _, end, text = ends.get(round((top + bottom) / 6), (0, 0, ""))
            ends[round((top + bottom) / 6)] = (bottom, max(end, right), text + words)
    lines = sorted(ends.values())
    first = next(n for n, (*_, text) in enumerate(lines) if "我单位共推出" in text)
    last = next(n for n, (*_, text) in enumerate(lines) if "人员名单如下" in text)
    edges = [end for _, end, text in lines[first:last] if len(text) > 15]
    assert len(edges) > 2
    assert max(edges) - min(edges) < 9  # of a mark, which is half as wide as its room


def test_the_contents_have_a_column_of_scores_only_where_somebody_scores():
    rows = sample_values(FORMS["contents"]).tables["lines"]
    plain = [replace(row, cells={**row.cells, "scores": ""}) for row in rows]
    assert "对应打分表条目" in squeezed(text_of(filled("contents").pdf))
    assert "打分" not in squeezed(text_of(filled("contents", lines=plain).pdf))
    assert "对应打分表条目" in squeezed("".join(labels(FORMS["contents"], left_blank(FORMS["contents"]))))


def test_the_name_on_a_summary_is_in_its_second_line():
    unit = "浙江省某某矿山工程技术研究院有限公司杭州市富阳区爆破器材检测技术服务分公司爆"
    assert len(unit) == 38
    made = filled("work_summary", fields={"unit": unit + "破部"})
    unit_line, name_line = [line for _, line in printed_lines(made.pdf)][1:3]
    assert unit_line == f"单位：{unit}破部"
    assert name_line.startswith("姓名：")


@pytest.mark.parametrize("more", range(0, 12, 2))
def test_the_boxes_of_the_result_stay_on_one_line(more):
    values = sample_values(FORMS["review_form"], "sample_platform.yaml")
    place = values.fields["publicity_place"] + "某" * more
    made = html.fill(
        FORMS["review_form"], replace(values, fields={**values.fields, "publicity_place": place})
    )
    (line,) = {
        (round(top), squeezed(text))
        for page in runs_of(made.pdf)
        for _, top, _, _, text in page
        if "无异议" in text
    }
    tops = {round(top) for page in runs_of(made.pdf) for _, top, _, _, text in page if "有异议" in text}
    assert tops == {line[0]}


@pytest.mark.parametrize("count", [2, 9, 12])
def test_the_table_of_exams_is_closed_wherever_it_ends(count):
    rows = sample_values(FORMS["review_form"]).tables["exams"]
    exams = [rows[n % len(rows)] for n in range(count)]
    pdf = filled("review_form", exams=exams).pdf
    (at,) = [n for n, page in enumerate(runs_of(pdf)) if "考试成绩及答辩情况" in {r[4] for r in page}]
    page = np.asarray(list(pictures(pdf, dpi=144))[at].convert("L")) < 128
    words = [bottom for _, _, _, bottom, text in runs_of(pdf)[at] if bottom < 790]
    frame = [y / 2 for y in range(page.shape[0]) if page[y].mean() > 0.7]
    assert max(frame) > max(words)


def test_the_summary_form_ticks_that_who_meets_a_landmark_clause_is_an_exception():
    """矿山2021（二）12: the form of landmark achievements is for 破格申报对象; of others the unit says."""
    assert "是否破格：☑是□否" in squeezed(text_of(filled("summary_form").pdf))
    assert "是否破格：□是□否" in squeezed(text_of(filled("summary_form", conditions=[]).pdf))
