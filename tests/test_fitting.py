"""Boxes known from the layout, texts measured against them, and what becomes of those that do not fit."""

import sys
from dataclasses import replace

import pypdfium2
import pytest
from conftest import squeezed, text_of
from hypothesis import given
from hypothesis import strategies as st

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.fillers.fitting import CONTINUES, Box, fit, split
from zcforms.forms import Row, Values, left_blank, load_form, load_forms
from zcforms.ground.errors import BrokenForm
from zcforms.ground.geometry import MM

FORMS = load_forms()

# --- measuring -----------------------------------------------------------------------------------


def test_a_text_shrinks_to_the_floor_and_then_says_by_how_much_it_is_over():
    box = Box(width=50, height=10, size=10.5)
    assert fit("甲" * 20, box).size == 10.5
    assert 9 <= fit("甲" * 30, box).size < 10.5
    over = fit("甲" * 60, box)
    assert (over.size, over.excess) == (9, 2)


def test_a_line_that_is_over_by_a_character_is_drawn_in():
    unit = "浙江某某智能安防系统工程有限公司"  # 16 characters
    at_16 = 16 * len(unit) / MM  # mm
    box = Box(width=at_16 - 2, height=20, size=16, floor=9)
    assert (fit(unit, box).size, fit(unit, box).lines) == (15.5, 1)
    # Far too long for one line: it stays large, in two.
    assert fit(unit + "杭州市富阳区第一分公司", box).size == 16
    # Two lines on purpose are two.
    assert fit("工程师\n（安防）", box).size == 16


def test_words_stay_whole_where_a_little_less_in_size_keeps_them():
    # At 10.5 pt 有限公司 would have to be torn for two lines.
    found = fit("浙江某某有限公司杭州分公司", Box(width=26.5, height=11))
    assert found.set == ("浙江某某有限", "公司杭州分公司")
    # Where nothing else helps, words are torn rather than a line is too many.
    found = fit("建设建设建设建设建设建设建设", Box(width=19, height=16, floor=10.5))
    assert (found.size, found.excess, len(found.set)) == (10.5, 0, 3)


def test_a_code_that_is_wider_than_its_cell_is_set_smaller_before_it_is_torn():
    found = fit("省重点研发计划（2018C01045）、86.5万元", Box(width=30, height=30))
    assert found.size < 10.5
    assert any("（2018C01045）" in line for line in found.set)
    # Nor smaller for nothing: one that the floor does not hold, either, keeps its size.
    assert fit("A" * 40, Box(width=27, height=30)).size == 10.5


def test_flowing_text_leaves_its_lines_to_the_engine():
    found = fit("甲" * 30, Box(width=50, height=20, flows=True))
    assert (found.lines, found.set) == (3, ())


TEXTS = st.text(alphabet="甲乙丙丁，。；（）《》、·A1 \n", max_size=300)


@given(TEXTS, st.integers(12, 80), st.integers(4, 40), st.booleans())
def test_a_split_text_is_whole_fits_and_breaks_where_a_line_may(text, width, height, indent):
    box = Box(width, height, flows=indent)
    head, rest = split(text, box, 9)
    assert head + rest == text
    assert box.lines_of(head.rstrip("\n") + CONTINUES, 9) <= box.lines(9) or not head
    if head and rest and head[-1] != "\n":
        assert head[-1] not in "（《"
        assert rest[0] not in "，。；）》、·\n"
        assert not (head[-1].isalnum() and head[-1].isascii() and rest[0].isalnum() and rest[0].isascii())


def test_a_text_is_split_after_a_sentence():
    head, rest = split("第一句话。第二句话比第一句长。第三句话很长很长很长很长很长很长。", Box(40, 8), 9)
    assert head.endswith("。")
    assert rest.startswith("第")


# --- boxes ---------------------------------------------------------------------------------------


def boxes_of(form_id, blank=False):
    form = FORMS[form_id]
    return {box.field: box for box in reversed(html.compiled(form, replace(left_blank(form), blank=blank)))}


def test_a_value_has_the_room_that_the_style_sheet_gives_its_cell():
    box = boxes_of("post_commitment")["goals"]
    # 162 mm less padding of 3 mm and a line of 0.5 pt on both sides.
    assert box.inner.width == pytest.approx(162 - 6 - 0.35, abs=0.01)
    assert box.inner.height == pytest.approx(91.8, abs=0.01)
    assert box.outer.width == pytest.approx(162, abs=0.01)
    assert (box.page, box.size, box.leading, box.align) == (1, 14, 1.5, "start")
    assert box.family == "仿宋_GB2312"
    assert box.alone
    assert not box.grows
    assert boxes_of("pledge")["unit"].grows


def test_a_value_among_other_print_is_not_alone_and_one_in_running_text_has_no_box():
    assert not boxes_of("submission_report")["year"].alone
    assert "platform" not in boxes_of("authorization")


def test_a_field_that_stands_in_for_another_is_seen_too():
    boxes = boxes_of("bag_cover")
    assert boxes["issuer"].inner == boxes["committee"].inner


def test_blank_prints_have_a_box_for_every_cell_of_every_row():
    form = FORMS["work_history"]
    boxes = html.compiled(form, left_blank(form))
    rows = {box.row for box in boxes if box.field == "work.unit"}
    assert rows == set(range(form.tables["work"].blank_rows))


def test_a_form_is_laid_out_once_for_everybody(monkeypatch, compiled_once):
    form, compiling = FORMS["pledge"], sys.modules["zcforms.fillers.html.compiled"]
    monkeypatch.setattr(compiling, "_compiled", compiled_once)
    html.fill(form, sample_values(form))
    monkeypatch.delattr(compiling, "lay_out")
    values = sample_values(form)
    html.fill(form, replace(values, fields={**values.fields, "name": "另一人"}))


# --- too much ------------------------------------------------------------------------------------


def with_fields(form_id, **fields):
    values = sample_values(FORMS[form_id])
    return FORMS[form_id], replace(values, fields={**values.fields, **fields})


def test_a_cell_with_a_long_name_is_set_smaller_without_a_word_in_the_manifest():
    form, values = with_fields("exception_form", name="阿卜杜热依木·买买提艾力江·玉素甫·阿卜杜拉·艾合买提江")
    assert html.fits_of(form, values).fields["name"].fit.size < 10.5
    assert html.overflows(form, values) == ()


def test_the_name_of_a_unit_may_be_set_in_8_pt():
    form, values = with_fields("exception_form", unit="某" * 66)
    assert html.fits_of(form, values).fields["unit"].fit.size == 8
    assert html.overflows(form, values) == ()


def test_a_unit_of_sixty_characters_has_room_on_the_summary_form():
    form, values = with_fields("summary_form", unit="某某绿色矿山爆破与岩土工程" * 5)
    assert html.overflows(form, values) == ()
    assert html.fits_of(form, values).fields["unit"].fit.lines == 2


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_a_unit_of_sixty_characters_has_room_on_an_approval_form(form_id):
    form, values = with_fields(form_id, unit="某某绿色矿山爆破与岩土工程" * 5)
    made = html.fill(form, values)
    assert (made.findings, made.pages) == ((), 1)


def test_a_title_with_its_speciality_has_room_on_the_summary_form():
    form, values = with_fields("summary_form", title_name="高级实验师（爆破器材检测）")
    assert html.overflows(form, values) == ()


def test_a_form_of_fixed_pages_says_which_field_is_too_long_by_how_much():
    form, values = with_fields("summary_form", approved_by="某某评审委员会" * 20)
    (finding,) = html.overflows(form, values)
    assert "超出“任职资格审批单位”约" in finding.message


def test_reasons_that_do_not_fit_go_on_whole_on_pages_that_say_whose_they_are():
    paragraph = "符合第六条第（{}）项：主持完成深孔台阶爆破项目，获省级奖励，排名第一，成果推广应用。"
    reasons = "\n".join(paragraph.format(n) for n in range(90))
    form, values = with_fields("exception_form", reasons=reasons)
    filled = html.fill(form, values)
    assert filled.findings == ()
    assert filled.pages > 3
    first, *others = [squeezed(text_of(filled.pdf, page)) for page in range(1, filled.pages + 1)]
    head, mark, _ = first.partition(CONTINUES.strip())
    assert mark
    assert "。 （转续页）" in " ".join(text_of(filled.pdf, 1).split()), "it is no part of what it follows"
    heading = squeezed(f"{form.title}（续页）姓名：{values.fields['name']}单位：{values.fields['unit']}")
    assert all(heading in text for text in others)
    # Nothing lost, nothing twice.
    pages = [text.removesuffix(f"第{n}页共{filled.pages}页") for n, text in enumerate(others, 2)]
    # Each page says once which part goes on.
    assert {text.count("推荐理由（续）") for text in pages} == {1}
    rest = "".join(text.replace(heading, "").replace("推荐理由（续）", "") for text in pages)
    whole = squeezed(reasons)
    assert whole.endswith(rest)
    assert head.endswith(whole.removesuffix(rest))


def test_a_continuation_on_two_sides_changes_its_margins():
    form, values = with_fields(
        "exception_form", resume="\n".join(f"{n}年　某某公司　技术员" for n in range(60))
    )
    one, two = html.fill(form, values), html.fill(form, values, duplex=True)
    assert one.pages == two.pages == 3
    assert one.pdf != two.pdf


def test_achievements_that_do_not_fit_go_on_in_a_table_with_its_head():
    form, values = with_fields("landmark_form")
    rows = [
        Row({**row.cells, "index": str(n), "fact": f"第{n}项业绩，{row.cells['fact']}"})
        for n, row in enumerate(values.tables["reasons"] * 8, 1)
    ]
    filled = html.fill(form, replace(values, tables={"reasons": rows}))
    assert filled.findings == ()
    assert filled.pages > 2
    pages = [squeezed(text_of(filled.pdf, page)) for page in range(1, filled.pages + 1)]
    assert all("业绩名称及级别、时间、本人排名／作用" in page for page in pages)
    assert all("".join(pages).count(f"第{n}项业绩，") == 1 for n in range(1, len(rows) + 1))
    assert "（转续页）" in pages[0]


# --- columns in blocks of fixed height -----------------------------------------------------------

SLOTS = """{% extends "page.html" %}{% block body %}{% for row in rows('grounds') %}
<div class="slot" style="height: 11mm; width: 60mm">{{ field('grounds.condition', row) }}</div>
{% endfor %}{% endblock %}"""


@pytest.fixture
def slots(tmp_path):
    """A form whose one column stands in a block of fixed height, or as another template has it."""

    def make(template=SLOTS, keys=""):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))  # what is laid out is kept by folder
        folder.mkdir()
        (folder / "form.yaml").write_text(
            "title: 依据表\nscope: person\ntables:\n  grounds:\n    title: 依据\n    source: reason_rows\n"
            f"    columns:\n      condition: {{title: 条件, source: text{keys}}}\n"
        )
        (folder / "template.html").write_text(template)
        form = load_form(folder)
        html.check_template(form)
        return form

    return make


def rows_of(*texts):
    return Values("依据表", tables={"grounds": [Row({"condition": text}) for text in texts]})


def test_a_column_in_a_block_of_fixed_height_is_set_smaller_row_by_row(slots):
    form, values = slots(), rows_of("短", "甲" * 34, "短")
    sizes = {row: fit.size for (_, row), (_, fit) in html.fits_of(form, values).cells.items()}
    assert sizes[1] == sizes[3] == 10.5
    assert 9 <= sizes[2] < 10.5
    assert html.compose(form, values).count("font-size:") == 1
    assert html.fill(form, values).findings == ()


def test_what_does_not_fit_there_is_told_with_table_row_and_column(slots):
    (finding,) = html.fill(slots(), rows_of("短", "甲" * 200)).findings
    assert finding.code == "text-overflows"
    assert "超出“依据第2行条件”约" in finding.message


def test_a_row_higher_than_a_page_is_told_with_table_row_and_column():
    form = FORMS["work_history"]
    values = sample_values(form)
    first, second, *others = values.tables["work"]
    assert html.fill(form, values).findings == ()
    long = replace(second, cells={**second.cells, "work": "爆破设计与施工。" * 200})
    (finding,) = html.fill(form, replace(values, tables={"work": [first, long, *others]})).findings
    assert (finding.code, finding.severity.value, finding.path) == (
        "row-torn",
        "warning",
        ("work", 1, "work"),
    )
    assert "第2行从事何专业技术工作”一页放不下" in finding.message


@pytest.mark.parametrize("length", [61, 2200])
def test_a_long_remark_in_the_roster_has_the_row_below_and_narrows_no_column(length):
    form = FORMS["roster"]
    values = sample_values(form)
    first, *others = values.tables["people"]

    def pages(remark):
        cells = first.cells | {"remark": remark}
        return html.fill(form, replace(values, tables={"people": [replace(first, cells=cells), *others]}))

    def lefts(filled):
        with pypdfium2.PdfDocument(filled.pdf) as document:
            text = document[0].get_textpage()
            found = (text.search(word).get_next() for word in ("性别", "工作单位", "联系电话", "备注"))
            return [text.get_charbox(at)[0] for at, _ in found], text.get_text_bounded().replace("\r\n", "")

    short, long = pages("见下行"), pages("由现单位" * (length // 4) + "核")
    assert (long.pages, long.findings) == (1, ())
    assert lefts(long)[0] == pytest.approx(lefts(short)[0], abs=0.1)
    assert "备注：" + "由现单位" * (length // 4) + "核" in lefts(long)[1]


def test_the_floor_of_a_column_is_kept_and_what_cannot_be_done_is_refused(slots):
    found = html.fits_of(slots(keys=", floor: 7"), rows_of("甲" * 60)).cells
    assert found["grounds.condition", 1][1].size < 9
    with pytest.raises(BrokenForm, match="不能写overflow: continue"):
        slots(keys=", overflow: continue")
    cells = SLOTS.replace("<div", "<table><tr><td").replace("</div>", "</td></tr></table>")
    with pytest.raises(BrokenForm, match="不起作用"):
        slots(cells, keys=", floor: 7")


@pytest.mark.parametrize(
    "template",
    [
        SLOTS.replace("{{ field", "条件：{{ field"),
        SLOTS.replace("{% for", '<div style="height: 20mm">{% for')
        .replace("{% endfor %}", "{% endfor %}</div>")
        .replace("height: 11mm; ", ""),
    ],
)
def test_values_that_share_a_block_of_fixed_height_never_leave_it_in_silence(slots, template):
    form = slots(template)
    assert html.fill(form, rows_of("短", "短")).findings == ()
    (finding,) = html.fill(form, rows_of(*["甲" * 60] * 4)).findings
    assert "“依据条件”印到了格子外面" in finding.message
