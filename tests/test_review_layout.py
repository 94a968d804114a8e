"""How the review form stands on its pages: sizes, boxes, what stays together, what a plan prints on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import pytest
from conftest import page_texts, squeezed, within

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.fillers.html import laying, tree
from zcforms.fillers.html.placed import PlacedPage
from zcforms.forms import left_blank, load_forms

FORM = load_forms()["review_form"]
MINISTRY, PLATFORM = sample_values(FORM), sample_values(FORM, "sample_platform.yaml")
BLANK = [left_blank(FORM, options=values.options) for values in (MINISTRY, PLATFORM)]


@dataclass(frozen=True)
class Line:
    """A line of print: its page (from 1), words, size (pt) and place (mm); `cell` is the cell around it."""

    page: int
    text: str
    size: float
    at: tree.Rectangle
    cell: tree.Rectangle | None


@cache
def laid_out(markup):
    """The form laid out, once for all that is looked at on its pages; to be looked at only."""
    return laying.lay_out(markup, FORM, {}, False)


KINDS = {"TableBox": "table", "TableRowBox": "row", "TableCellBox": "cell", "BlockBox": "block"}


def standing(page) -> Iterator[tuple[str, object, object]]:
    """The boxes of elements on a page, whichever way it was laid out: kind, element and box."""
    if isinstance(page, PlacedPage):
        yield from ((part.box.kind, part.box.element, part) for part in within(page.body) if part.box.element)
    else:
        yield from (
            (KINDS.get(type(piece.box.box).__name__, ""), piece.box.box.element, piece.box)
            for piece in tree.pieces(page)
        )


def lines(values) -> Iterator[Line]:
    """The lines of print on the type area, in their order."""
    document = laid_out(html.compose(FORM, values))
    for number, page in enumerate(document.pages, 1):
        for piece in tree.pieces(page):
            if piece.text:
                cell = tree.outside(piece.room.box) if piece.room and piece.room.cell else None
                size = tree.text_style(piece.box)[1]
                yield Line(number, squeezed(piece.text), size, tree.outside(piece.box), cell)


def tables(values) -> Iterator[tuple[int, list[int]]]:
    """Of every list, how many rows it has and the pages that it stands on."""
    document = laid_out(html.compose(FORM, values))
    pages: dict[object, list[int]] = {}
    for number, page in enumerate(document.pages, 1):
        for kind, element, _ in standing(page):
            if kind == "table" and "list" in element.get("class", ""):
                pages.setdefault(element, []).append(number)
    for table, on in pages.items():
        yield len([element for element in table.iter() if element.tag == "tr"]) - 1, on


def boxes(values, kind: str, named: str) -> Iterator[tuple[int, tree.Rectangle]]:
    """The pages and places of the boxes of a kind whose element bears a class."""
    document = laid_out(html.compose(FORM, values))
    for number, page in enumerate(document.pages, 1):
        for found, element, box in standing(page):
            if found == kind and named in element.get("class", "").split():
                yield number, tree.outside(box)


def repeated(values, times):
    """The values with every list so many times as long."""
    return replace(values, tables={name: rows * times for name, rows in values.tables.items()})


def with_fields(values, **fields):
    return replace(values, fields={**values.fields, **fields})


@pytest.mark.parametrize("characters", [980, 2400])
def test_a_long_statement_keeps_its_size_and_its_box_grows(characters):
    values = with_fields(PLATFORM, statement="述职" * (characters // 2))
    assert html.overflows(FORM, values) == ()
    found = [line for line in lines(values) if set(line.text) == {"述", "职"}]
    assert sum(len(line.text) for line in found) == characters
    assert {line.size for line in found} == {12.0}


@pytest.mark.parametrize("values", [MINISTRY, PLATFORM, repeated(PLATFORM, 3)], ids=["部颁", "平台", "长"])
def test_a_table_of_up_to_six_rows_stays_whole(values):
    found = list(tables(values))
    assert len(found) >= 6
    assert [on for rows, on in found if rows <= 6 and len(on) > 1] == []


@pytest.mark.parametrize("values", BLANK, ids=["部颁", "平台"])
def test_an_empty_table_stays_whole(values):
    assert [on for _, on in tables(values) if len(on) > 1] == []


def test_where_the_hours_go_on_the_head_says_their_unit_again(filled_once):
    values = with_fields(PLATFORM, hours_unit="学分")
    rows = values.tables["continuing_education"] * 8
    filled = filled_once(FORM, replace(values, tables={**values.tables, "continuing_education": rows}))
    text = squeezed("".join(page_texts(filled.pdf)))
    assert (
        text.count("继续教育（培训）情况（续）（单位：学分）") == text.count("继续教育（培训）情况（续）") > 0
    )


@pytest.mark.parametrize("values", [MINISTRY, PLATFORM, *BLANK], ids=["部颁", "平台", "部颁空白", "平台空白"])
def test_the_rows_of_a_vote_have_room_for_a_hand(values):
    rows = [*boxes(values, "row", "vote"), *boxes(values, "row", "votes")]
    assert len(rows) == 2
    assert min(place.height for _, place in rows) >= 9


@pytest.mark.parametrize("values", [PLATFORM, repeated(PLATFORM, 3), BLANK[1]], ids=["平台", "长", "空白"])
def test_the_opinions_of_the_platform_fill_the_last_two_pages(filled_once, values):
    found = list(boxes(values, "block", "opinion"))
    pages = [number for number, _ in found]
    last = filled_once(FORM, values).pages
    assert pages == [last - 1] * 3 + [last] * 2
    for _, place in (found[2], found[4]):
        assert 270 < place.y + place.height < 277  # of the type area's foot, 277 mm
    assert all(place.height >= 42 for _, place in found), "room for a seal"


def test_an_empty_statement_has_a_page_for_a_thousand_characters():
    ((_, place),) = boxes(BLANK[1], "cell", "statement")
    assert place.height > 225


def test_the_platforms_basics_say_who_it_is_how_to_reach_them_and_how_they_are_employed(filled_once):
    values = with_fields(PLATFORM, unit_kind="事业单位", staffing="在编")
    basics = squeezed(page_texts(filled_once(FORM, values).pdf)[1])
    for said in ("身份证号33010219861102004X", "联系电话13800000003", "政治面貌群众"):
        assert said in basics
    assert "单位性质事业单位是否在编在编" in basics
    long = with_fields(values, name="阿卜杜热依木·买买提艾力江·吐尔逊买买提艾力江肉孜")
    assert len(long.fields["name"]) == 25
    assert html.overflows(FORM, long) == ()
    passport = with_fields(values, id_type="护照", id_number="E00000000")
    assert "护照号码E00000000" in squeezed(page_texts(filled_once(FORM, passport).pdf)[1])


@pytest.mark.parametrize("values", [MINISTRY, PLATFORM], ids=["部颁", "平台"])
def test_the_cover_has_a_large_title_its_year_and_labels_of_one_width(values):
    cover = [line for line in lines(values) if line.page == 1]
    (title,) = [line for line in cover if line.text == squeezed(values.title)]
    assert title.size == 26
    assert 120 < title.at.width < 162
    # The last character of a label stands by itself, so that no room follows it.
    labels = [(one, last) for one, last in pairwise(cover) if one.text + last.text in COVER_LABELS]
    assert [one.text + last.text for one, last in labels] == COVER_LABELS
    assert {line.size for pair in labels for line in pair} == {16}
    assert len({round(one.at.x) for one, _ in labels}) == 1
    assert len({round(last.at.x + last.at.width) for _, last in labels}) == 1
    text = "".join(line.text for line in cover)
    assert f"（{values.fields['cover_year']}年度）" in text
    assert f"申报专业{values.fields['cover_speciality']}" in text


COVER_LABELS = ["单位", "姓名", "现任专业技术职务", "评审任职资格", "申报专业"]


@pytest.mark.parametrize("values", BLANK, ids=["部颁", "平台"])
def test_the_date_of_birth_to_write_by_hand_is_one_line(values):
    basics = [line.page for line in lines(values) if line.text == "出生日期"]
    dates = [
        line.text for line in lines(values) if line.page in basics and {"年", "月", "日"} & set(line.text)
    ]
    assert "年月日" in dates


@pytest.mark.parametrize("values", [MINISTRY, PLATFORM, *BLANK], ids=["部颁", "平台", "部颁空白", "平台空白"])
def test_the_basics_are_one_page(filled_once, values):
    text = squeezed("".join(page_texts(filled_once(FORM, values).pdf)))
    assert "基本情况（续）" not in text


@pytest.mark.parametrize(("exams", "apart"), [(8, False), (14, True)])
def test_more_exams_leave_the_defence_less_of_their_page_while_it_is_enough(exams, apart):
    rows = (MINISTRY.tables["exams"] * exams)[:exams]
    made = html.fill(FORM, replace(MINISTRY, tables={**MINISTRY.tables, "exams": rows}))
    pages = [squeezed(text) for text in page_texts(made.pdf)]
    assert any("考试成绩及答辩情况（续）" in page for page in pages) is apart


@pytest.mark.parametrize("kind", ["居民身份证", "护照", "港澳台居民居住证", "外国人永久居留身份证"])
def test_whoever_has_another_card_keeps_to_one_page_of_facts_whose_label_is_not_torn(kind):
    values = replace(PLATFORM, fields={**PLATFORM.fields, "id_type": kind, "id_number": "E12345678"})
    shown = [line for line in lines(values) if line.page in (2, 3)]
    assert next(line.text for line in shown if line.page == 3) == "申报信息"
    label = "身份证号" if kind == "居民身份证" else f"{kind}号码"
    cell = next(line.cell for line in shown if line.text == label[: len(line.text)])
    assert "".join(line.text for line in shown if line.cell == cell) == label
    assert len({round(line.at.y) for line in shown if line.cell == cell}) == -(-len(label) // 5)


@pytest.mark.parametrize("values", [MINISTRY, PLATFORM])
def test_the_longest_nationality_has_room_on_the_review_form(values):
    longest = replace(values, fields={**values.fields, "ethnicity": "外国血统中国籍人士"})
    assert html.overflows(FORM, longest) == ()


def test_who_led_a_project_is_said_in_one_line():
    lists = ("research_projects", "engineering_projects")
    tables = {
        name: [
            replace(row, cells={**row.cells, "role": "项目负责人，排名1/6"}) for row in PLATFORM.tables[name]
        ]
        for name in lists
    }
    made = html.fill(FORM, replace(PLATFORM, tables={**PLATFORM.tables, **tables}))
    lines = [line.strip() for text in page_texts(made.pdf) for line in text.splitlines()]
    said = sum("项目负责人，" in line for line in lines)
    assert said == sum(map(len, tables.values())) > 0


def test_the_number_of_a_standard_stands_on_one_line():
    (row, *others), number = PLATFORM.tables["standards"], "GB/T 43999.2—2024"
    tables = {**PLATFORM.tables, "standards": [replace(row, cells={**row.cells, "number": number}), *others]}
    assert squeezed(number) in {line.text for line in lines(replace(PLATFORM, tables=tables))}


@pytest.mark.parametrize("values", [MINISTRY, PLATFORM], ids=["ministry", "platform"])
def test_a_major_in_english_has_its_lines(values):
    long = {**values.fields, "major": "Electrical Engineering and Computer Science"}
    assert html.fill(FORM, replace(values, fields=long)).findings == ()
