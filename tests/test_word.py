"""Word twins: filled literally, made from the HTML; and a clerk's own Word forms."""

import io
import itertools
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest
import yaml
from click.testing import CliRunner
from conftest import SAMPLES, TODAY, build, citizen, codes, person, photo_bytes, squeezed
from docx.oxml.ns import qn
from lxml import etree
from word_files import new_word

from zcforms import batch
from zcforms.authoring.adding.word import add_word
from zcforms.authoring.gallery import sample_values
from zcforms.chinese.breaking import ends_between_words, filled
from zcforms.chinese.dates import PartialDate
from zcforms.chinese.typefaces import width
from zcforms.cli import main
from zcforms.facts import InstitutionFacts, OfficeFacts, PersonFacts
from zcforms.facts.vocabulary import DECLARED, IMAGES, column, vocabulary
from zcforms.fillers import docx, html, packaging, word_lines
from zcforms.fillers.word_values import NO_DATE
from zcforms.forms import FieldSpec, Form, Row, TableSpec, Values, fill_in, left_blank, load_forms
from zcforms.ground.errors import BrokenForm, UnreadableInput, UsageError
from zcforms.ground.office_parts import COMPOUND

FORMS = load_forms()
TWINS = [form_id for form_id, form in FORMS.items() if "docx" in form.media]


def run(*arguments, code=0):
    """Run a command; what it said, to the terminal and of what went wrong."""
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


def opened(content):
    return python_docx.Document(io.BytesIO(content))


def text_of_word(content):
    """The text of body, tables and headers in the order of the page."""
    body = opened(content).element.body
    lines = []
    for paragraph in body.iter(qn("w:p")):
        pieces = paragraph.iter(qn("w:t"), qn("w:br"))
        lines.append("".join("\n" if piece.tag == qn("w:br") else piece.text or "" for piece in pieces))
    return "\n".join(lines)


# --- the twins -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", TWINS)
def test_a_twin_has_the_declared_fields_and_chinese_faces(form_id):
    form = FORMS[form_id]
    docx.check_template(form)
    document = opened((form.folder / docx.TEMPLATE).read_bytes())
    runs = [run for run in document.element.body.iter(qn("w:r")) if run.find(qn("w:rPr")) is not None]
    assert runs
    for run in runs:
        assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
    written = {"".join(run.itertext()) for run in document.element.body.iter(qn("w:r"))}
    bare = {text for text in written if text.strip() and not text.startswith("{%")}
    assert bare <= {"".join(run.itertext()) for run in runs}, "no text without its face"


def numbered_values(form):
    """Values that tell themselves apart, one row a table; those of a known few stay as they are."""
    count = itertools.count(101)
    fields = {n: f"值{next(count)}" for n, spec in form.fields.items() if spec.format != "image"}
    fields |= {"id_type": "居民身份证"} if "id_type" in fields else {}
    fields |= {"result": "无异议"} if "result" in fields else {}
    tables = {
        name: [Row({c: f"值{next(count)}" for c in table.columns})] for name, table in form.tables.items()
    }
    return Values(form.title, fields, tables, options=form.options)


@pytest.mark.usefixtures("worded_before")
@pytest.mark.parametrize("form_id", TWINS)
def test_a_twin_says_what_the_paper_says_in_the_same_order(form_id):
    form = FORMS[form_id]
    values = numbered_values(form)
    word = squeezed(text_of_word(docx.fill(form, values)))
    paper = squeezed("".join(_text_nodes(html.compose(form, values))))
    marks = [m for m in _marks(paper) if m in _marks(word)]
    assert len(set(marks)) >= len(form.fields) - 4, "nearly everything is on both"
    assert list(dict.fromkeys(marks)) == list(dict.fromkeys(_marks(word)))


def _text_nodes(markup):
    from weasyprint import HTML

    return HTML(string=markup).etree_element.find("body").itertext()


def _marks(text):
    import re

    return re.findall(r"值\d{3}", text)


@pytest.mark.usefixtures("worded_before")
def test_a_number_in_running_text_leaves_a_line_to_write_it_on():
    # 浙经信人事〔2020〕84号附件4 has ___ before each 个 and 人.
    form = FORMS["post_table"]
    blank = docx.fill(form, left_blank(form))
    lines = [
        len(text.text)
        for run in opened(blank).element.body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:u')}") is not None
        for text in run.iter(qn("w:t"))
        if not text.text.strip("\xa0\u3000")
    ]
    assert len(lines) == 6
    assert min(lines) >= 4


@pytest.mark.usefixtures("worded_before")
def test_who_signs_a_pledge_does_so_in_the_type_of_its_text():
    pledge = opened(docx.fill(FORMS["pledge"], left_blank(FORMS["pledge"])))
    (signing,) = [p for p in pledge.paragraphs if p.text.startswith("保证人（签名）")]
    assert signing.runs[0].font.size.pt == 16
    assert signing.paragraph_format.left_indent.mm > 60


@pytest.mark.usefixtures("worded_before")
def test_a_long_signer_is_set_in_lines_between_words():
    form = FORMS["unit_statement"]
    text = text_of_word(docx.fill(form, sample_values(form)))
    assert {"某某市某某区矿产资源与工程", "爆破安全技术检测研究中心", "（民用爆炸物品质量检验总站）"} <= set(
        text.splitlines()
    )


@pytest.mark.usefixtures("worded_before")
def test_a_list_of_the_platform_has_no_rows_that_fill_a_page_of_the_ministry():
    form = FORMS["review_form"]
    platform = opened(docx.fill(form, sample_values(form, "sample_platform.yaml")))
    (work,) = [t for t in platform.tables if "从事何专业技术工作" in [c.text for c in t.rows[0].cells]]
    assert len(work.rows) == 1 + 2


@pytest.mark.usefixtures("worded_before")
@pytest.mark.parametrize("form_id", TWINS)
def test_every_sample_value_is_in_the_twin(form_id):
    form = FORMS[form_id]
    values = sample_values(form)
    shown = squeezed(text_of_word(docx.fill(form, values)))
    silent = {"id_type", "table_title", "committee", "issuer", "result"}
    wanted = [t for n, t in values.fields.items() if n not in silent]
    wanted += [cell for rows in values.tables.values() for row in rows for cell in row.cells.values()]
    assert not [t for t in wanted for line in t.split("\n") if squeezed(line) not in shown]


@pytest.mark.usefixtures("worded_before")
@pytest.mark.parametrize("form_id", TWINS)
def test_an_empty_twin_names_nobody_and_leaves_the_dates_to_the_hand(form_id):
    form = FORMS[form_id]
    text = text_of_word(docx.fill(form, left_blank(form)))
    assert form.title in text.replace("\n", "") or form.options.get("title")
    assert "{" not in text
    if any(spec.format == "chinese_date" for spec in form.fields.values()):
        assert NO_DATE in text


# --- their tables --------------------------------------------------------------------------------


def rows_of(table):
    """The rows of a twin's table without the tags between them."""
    return [tr for tr in table.iter(qn("w:tr")) if "{%tr" not in "".join(tr.itertext())]


def drawn(row, side):
    """Whether each cell of a row itself has the rule on a side."""
    cells = [tc.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}/{qn('w:' + side)}") for tc in row.iter(qn("w:tc"))]
    return all(rule is not None for rule in cells)


def body_of(form_id):
    return opened((FORMS[form_id].folder / docx.TEMPLATE).read_bytes()).element.body


def pairs_of_tables():
    """The tables of all twins that touch, by form; a line of 0.7 pt is nothing between them."""
    for form_id in TWINS:
        seen = None
        for part in body_of(form_id):
            if part.tag == qn("w:tbl"):
                if seen is not None:
                    yield form_id, seen, part
                seen = part
            elif part.find(f"{qn('w:pPr')}/{qn('w:spacing')}[@{qn('w:line')}='14']") is None:
                seen = None


def test_there_is_a_rule_between_two_tables_that_touch():
    pairs = list(pairs_of_tables())
    assert {form_id for form_id, *_ in pairs} == {"landmark_form", "review_form", "work_history"}
    ruled = [
        drawn(rows_of(above)[-1], "bottom") or drawn(rows_of(below)[0], "top") for _, above, below in pairs
    ]
    assert all(ruled)


def test_a_head_that_is_repeated_is_the_first_row_of_its_own_table():
    # Word joins tables with nothing between them, and repeats the first rows of a table only.
    headed = 0
    for form_id in TWINS:
        for table in body_of(form_id).iter(qn("w:tbl")):
            heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows_of(table)]
            headed += any(heads)
            assert heads == sorted(heads, reverse=True), form_id
            assert not any(heads) or table.getprevious().tag == qn("w:p"), form_id
    assert headed > 10


def test_a_row_with_a_text_that_goes_on_may_split_and_leaves_no_page_half_empty():
    split = {
        (form_id, tag)
        for form_id in TWINS
        for row in body_of(form_id).iter(qn("w:tr"))
        if row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None and "{%tr" not in "".join(row.itertext())
        for tag in re.findall(r"{{ (\w+) }}", "".join(row.itertext()))
    }
    assert split == {
        ("exception_form", "resume"),
        ("exception_form", "reasons"),
        ("landmark_form", "resume"),
        ("post_commitment", "goals"),
        ("publicity_confirmation", "handling"),
    }


def test_every_row_of_a_list_has_the_rule_that_ends_a_page_and_does_not_split():
    lists = 0
    for form_id in TWINS:
        for table in body_of(form_id).iter(qn("w:tbl")):
            inside = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}/{qn('w:insideH')}")
            for row in rows_of(table):
                before = row.getprevious()
                if before.tag == qn("w:tr") and "{%tr for" in "".join(before.itertext()):
                    lists += 1
                    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
                    assert inside is not None or drawn(row, "bottom"), form_id
    assert lists > 10


def sized(body):
    """The text of every run of a body with its size in half points."""
    for run in body.iter(qn("w:r")):
        if (size := run.find(f"{qn('w:rPr')}/{qn('w:sz')}")) is not None:
            yield "".join(t.text or "" for t in run.iter(qn("w:t"))), size.get(qn("w:val"))


def empty_rows(filled, title):
    """The heights, in mm, of the rows without text in the table under a section's heading."""
    body = opened(filled).element.body
    heading = next(p for p in body if [t.text for t in p.iter(qn("w:t"))] == [title])
    table = next(heading.itersiblings(qn("w:tbl")))
    empty = [row for row in rows_of(table) if not "".join(row.itertext())]
    heights = [row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}") for row in empty]
    assert {height.get(qn("w:hRule")) for height in heights} <= {"atLeast"}
    return [round(int(height.get(qn("w:val"))) / 56.7) for height in heights]


BEFORE = "任现职前主要专业技术工作业绩登记"


def review_form_with(table, count):
    form = FORMS["review_form"]
    values = sample_values(form)
    rows = list(itertools.islice(itertools.cycle(values.tables[table]), count))
    return docx.fill(form, replace(values, tables={**values.tables, table: rows}))


@pytest.mark.usefixtures("worded_before")
def test_the_empty_rows_of_a_list_fill_its_page():
    blank = docx.fill(FORMS["review_form"], left_blank(FORMS["review_form"]))
    assert empty_rows(blank, BEFORE) == [25] * 9, "room for the hand, as on paper"
    assert [len(empty_rows(review_form_with("before", n), BEFORE)) for n in (1, 3, 6, 30)] == [8, 6, 4, 0]


@pytest.mark.usefixtures("worded_before")
def test_a_list_leaves_its_rows_for_the_hand():
    form = FORMS["bag_cover"]
    assert len(empty_rows(docx.fill(form, left_blank(form)), "袋内材料清单")) == 10
    assert len(empty_rows(docx.fill(form, sample_values(form)), "袋内材料清单")) == 4


@pytest.mark.usefixtures("worded_before")
def test_a_list_that_is_numbered_on_the_blank_paper_is_numbered_on_the_blank_in_word():
    form = FORMS["landmark_form"]
    said = "".join(opened(docx.fill(form, left_blank(form))).element.body.itertext(qn("w:t")))
    assert "及页码1234" in said


@pytest.mark.usefixtures("worded_before")
@pytest.mark.parametrize("count, kept", [(4, True), (6, True), (7, False)])
def test_a_list_of_few_rows_stays_on_its_page(count, kept):
    form = FORMS["review_form"]
    values = sample_values(form, "sample_platform.yaml")
    rows = list(itertools.islice(itertools.cycle(values.tables["continuing_education"]), count))
    content = docx.fill(form, replace(values, tables={**values.tables, "continuing_education": rows}))
    table = next(
        t for t in opened(content).element.body.iter(qn("w:tbl")) if "专业科目" in "".join(t.itertext())
    )
    held = [row.find(f".//{qn('w:keepNext')}") is not None for row in rows_of(table)]
    # Of more rows the first stays with the head and the next, the last with the one before it.
    assert held == [True, True, *[kept] * (count - 3), True, False]


NARROW = [
    ("浙江某某矿山工程爆破有限责任公司", 15.6, 21),  # 15 characters of 10.5 pt, and 公／司
    ("阿卜杜热合曼·麦麦提吐尔逊", 9.5, 21),
    ("工程师，2012.12聘任", 8.8, 21),
    ("三年／硕士研究生／工程硕士", 8.0, 21),
    ("爆破作业单位技术负责人培训", 11.2, 24),
]


@pytest.mark.parametrize(("text", "measure", "half_points"), NARROW, ids=[text for text, *_ in NARROW])
@pytest.mark.parametrize("centred", [True, False], ids=["centred", "left"])
def test_a_value_in_a_narrow_cell_of_word_ends_its_lines_between_words(text, measure, half_points, centred):
    document = new_word()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.width = round(measure * half_points * 10 + 216) * 635
    (paragraph,) = cell.paragraphs
    paragraph.alignment = 1 if centred else 0
    run = paragraph.add_run("{{ name }}")
    run.font.size = half_points * 6350
    body = etree.fromstring(word_lines.marked(etree.tostring(document.element.body, encoding="unicode")))
    (inner,) = body.iter(qn("w:t"))
    inner.text = text
    word_lines.set_between_words(body)
    (p,) = (p for p in body.iter(qn("w:p")) if p.find(f".//{qn('w:t')}") is not None)
    indent = p.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    left, right = (
        int(indent.get(qn(f"w:{side}"), 0)) if indent is not None else 0 for side in ("left", "right")
    )
    size = int(p.find(f".//{qn('w:sz')}").get(qn("w:val")))
    assert "".join(p.itertext()) == text
    assert abs(left - right) <= 1 if centred else left == 0
    assert 18 <= size <= half_points
    room = measure * half_points / size - (left + right) / size / 10
    assert ends_between_words(filled(text, room, width), room, width)
    natural = filled(text, measure, width)
    assert not ends_between_words(natural, measure, width)
    assert len(filled(text, room, width)) <= len(natural)


@pytest.mark.parametrize("said_by", ["run", "style", "base", "default", "nobody"])
def test_a_number_in_a_narrow_cell_is_set_smaller_whatever_says_its_size(said_by):
    document = new_word()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.width = 1450 * 635  # 61.7 pt between its margins; 11 digits of 11 pt take more
    run = cell.paragraphs[0].add_run("{{ phone }}")
    normal = document.styles["Normal"]
    for size in [*document.styles.element.iter(qn("w:sz")), *document.styles.element.iter(qn("w:szCs"))]:
        size.getparent().remove(size)
    if said_by == "run":
        run.font.size = 22 * 6350
    elif said_by == "style":
        normal.font.size = 22 * 6350
    elif said_by == "base":
        cell.paragraphs[0].style = child = document.styles.add_style("Cell", 1)
        child.base_style = normal
        normal.font.size = 22 * 6350
    elif said_by == "default":
        (defaults,) = document.styles.element.iter(qn("w:rPrDefault"))
        looks = defaults.find(qn("w:rPr"))
        looks.append(looks.makeelement(qn("w:sz"), {qn("w:val"): "22"}))
    body = etree.fromstring(word_lines.marked(etree.tostring(document.element.body, encoding="unicode")))
    (inner,) = body.iter(qn("w:t"))
    inner.text = "13800000001"
    word_lines.set_between_words(body, document.styles.element)
    sizes = [(one.tag, one.get(qn("w:val"))) for one in body.iter(qn("w:sz"), qn("w:szCs"))]
    assert sizes == ([] if said_by == "nobody" else [(qn("w:sz"), "20"), (qn("w:szCs"), "20")])
    assert "".join(body.itertext()).strip() == "13800000001"


def test_a_value_of_a_twin_keeps_its_text_and_no_label_changes_its_size():
    form = FORMS["review_form"]
    values = sample_values(form)
    rows = [replace(row, cells={**row.cells, "unit": NARROW[0][0]}) for row in values.tables["work"]]
    body = opened(docx.fill(form, replace(values, tables={**values.tables, "work": rows}))).element.body
    assert sum(p.text == NARROW[0][0] for p in body.iter(qn("w:p"))) == len(rows)
    assert not [p for p in body.iter(qn("w:p")) if p.get("filled") is not None]
    assert ("职\u3000务", "21") in set(sized(body_of("review_form"))) & set(sized(body))


@pytest.mark.usefixtures("worded_before")
def test_the_empty_rows_of_two_lists_share_their_page():
    left = [len(empty_rows(review_form_with("education", n), "工作经历")) for n in (1, 4, 9)]
    assert left == [2, 2, 0]


# --- the room round their titles -----------------------------------------------------------------

MM = 56.7  # twips


def spacings(body, side):
    """What the paragraphs of a body have above or below, in mm, by their text."""
    found = {}
    for paragraph in body.iterchildren(qn("w:p")):
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        if (spacing := paragraph.find(f"{qn('w:pPr')}/{qn('w:spacing')}")) is not None:
            found[text] = round(int(spacing.get(qn("w:" + side))) / MM)
    return found


def test_a_section_of_the_review_form_has_the_room_of_its_style_under_its_heading():
    body = body_of("review_form")
    shown = spacings(body, "after")
    titles = [
        "基本情况",
        BEFORE,
        "年度及任职期满考核结果",
        "单位推荐意见",
        "学习培训经历（包括参加专业学习、培训、国内外进修等）",
    ]
    # 13 mm from the top (parts.html), of which 1 + 8 for the line (style.css); the last has a note in it.
    assert [shown[title] for title in titles] == [4, 4, 4, 4, 3]


def test_the_cover_and_the_notes_of_the_review_form_stand_where_the_paper_has_them():
    above = spacings(body_of("review_form"), "before")
    assert above["{{ options.maker }}"] == 41, "at the foot of the sheet"
    assert above["填表说明"] == 14, "style.css"


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_the_label_of_an_opinion_stands_at_the_top_of_its_box_and_the_seal_at_the_foot(form_id):
    final = rows_of(list(body_of(form_id).iter(qn("w:tbl")))[-1])[-1]
    box = int(final.find(f"{qn('w:trPr')}/{qn('w:trHeight')}").get(qn("w:val")))
    spacings = final.find(qn("w:tc")).iter(qn("w:spacing"))
    filled = sum(int(s.get(qn(f"w:{part}"), 0)) for s in spacings for part in ("before", "after", "line"))
    assert box - filled < 2 * MM, "what is set in the middle of its box fills it"


def test_what_stands_on_a_blank_print_only_has_the_room_above_that_a_filled_one_has():
    form = FORMS["publicity_notice"]
    for values in (sample_values(form), left_blank(form)):
        above = spacings(opened(docx.fill(form, values)).element.body, "before")
        (first,) = [room for text, room in above.items() if text.startswith("根据")]
        assert first == 5, "style.css"


# --- filling -------------------------------------------------------------------------------------

HOSTILE = [
    "{{7*7}}",
    "{% raw %}",
    "{_{7*7}_}",
    "{%p if 1 %}",
    "<script>alert(1)</script>",
    "A & B &amp; C",
    "]]></w:t>",
    "\u202e倒",
    "=1+1",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_stand_literally_in_the_file(hostile):
    form = FORMS["expert_recommendation"]
    values = sample_values(form)
    row = Row({**values.tables["experts"][0].cells, "opinion": hostile})
    filled = docx.fill(
        form, replace(values, fields={**values.fields, "name": hostile}, tables={"experts": [row]})
    )
    assert text_of_word(filled).count(hostile) == 2


def test_controls_are_named_and_lines_and_paragraphs_kept():
    form = FORMS["post_commitment"]
    values = sample_values(form)
    goals = "第一条。\n第二条\a与响铃。"
    filled = docx.fill(form, replace(values, fields={**values.fields, "goals": goals, "unit": "甲\n乙"}))
    paragraphs = text_of_word(filled).split("\n")
    assert "第一条。" in paragraphs and "第二条〔U+0007〕与响铃。" in paragraphs
    assert "甲\n乙" in text_of_word(filled)


def test_the_same_values_give_the_same_bytes_without_author_or_clock():
    form = FORMS["pledge"]
    values = replace(sample_values(form), images={"pledge_qr": photo_bytes()})
    filled = docx.fill(form, values)
    assert filled == docx.fill(form, values)
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if name.startswith("docProps/")]


def test_images_keep_their_shape_in_their_room():
    form = FORMS["review_form"]
    values = replace(sample_values(form), images={"photo": photo_bytes(400, 400)})
    (shape,) = opened(docx.fill(form, values)).inline_shapes
    assert shape.width == shape.height
    assert shape.width.mm == pytest.approx(35, abs=0.2)


@pytest.mark.parametrize("wrong", ["{{ nmae }}", "{{ name.__class__.__mro__ }}", "{{ name", "{% if name %}"])
def test_a_template_with_a_wrong_tag_is_told(tmp_path, wrong):
    form = FORMS["work_history"].model_copy(update={"folder": tmp_path})
    document = new_word()
    document.add_paragraph(wrong)
    document.save(tmp_path / docx.TEMPLATE)
    with pytest.raises(BrokenForm):
        docx.check_template(form)


def test_a_template_cannot_reach_beyond_its_values(tmp_path):
    form = FORMS["work_history"].model_copy(update={"folder": tmp_path})
    for wrong in ("{{ name.__class__ }}", "{{ ''.format_map }}{{ x }}", "{{ work.append(1) }}"):
        document = new_word()
        document.add_paragraph(wrong)
        document.save(tmp_path / docx.TEMPLATE)
        with pytest.raises(BrokenForm):
            docx.fill(form, sample_values(FORMS["work_history"]))


# --- the build -----------------------------------------------------------------------------------


MADE = {"pledge", "entrustment_letter"}


def test_the_twins_are_made_beside_the_papers_when_asked(workshop, tmp_path):
    plain = build(workshop(name="plain"), tmp_path / "a", MADE)
    assert not [d for d in plain["documents"] if d["path"].endswith(".docx")]
    root = workshop(name="asked", Word稿=True)
    receipt = build(root, tmp_path / "b", MADE)
    words = [d for d in receipt["documents"] if d["path"].endswith(".docx")]
    assert {d["form"] for d in words} == MADE
    for document in words:
        assert document["path"].startswith(("个人/", "报送/")) and document["pages"] is None
        assert Path(document["path"]).with_suffix(".pdf").as_posix() in {
            d["path"] for d in receipt["documents"]
        }
    letter = next(d for d in words if d["form"] == "entrustment_letter")
    assert "林一山同志" in text_of_word((tmp_path / "b" / letter["path"]).read_bytes())
    pledge = next(d for d in words if d["form"] == "pledge")
    word = opened((tmp_path / "b" / pledge["path"]).read_bytes())
    assert len(word.inline_shapes) == 1
    assert not is_mirrored(word), "it is printed on one side"


@pytest.mark.usefixtures("worded_before")
@pytest.mark.parametrize("form_id", ["review_form", "exception_form"])
def test_a_twin_of_what_the_platform_exports_says_at_the_foot_of_every_page_that_it_is_none(form_id):
    values = sample_values(FORMS[form_id])
    for exported, told in ((True, "本稿供填报核对，报送以平台导出件为准"), (False, "")):
        document = opened(docx.fill(FORMS[form_id], replace(values, exported=exported)))
        for section in document.sections:
            note = section.footer.paragraphs[-1].text
            assert (note if told else note.strip("1")) == told


@pytest.mark.usefixtures("worded_before")
@pytest.mark.parametrize("sample", ["sample.yaml", "sample_platform.yaml"])
def test_the_pages_of_a_twin_are_numbered_as_the_paper_is_from_the_first_behind_the_cover(sample):
    form = FORMS["review_form"]
    sections = opened(docx.fill(form, sample_values(form, sample))).sections
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in sections]
    assert [start is not None and start.get(qn("w:start")) for start in starts[-2:]] == [False, "1"]


def is_mirrored(document):
    return document.settings.element.find(qn("w:mirrorMargins")) is not None


def test_the_word_copy_of_a_draft_says_that_it_is_one(workshop, tmp_path):
    receipt = build(workshop(Word稿=True), tmp_path / "out", {"review_form"})
    (path,) = (d["path"] for d in receipt["documents"] if d["path"].endswith(".docx"))
    word = opened((tmp_path / "out" / path).read_bytes())
    note = word.sections[0].footer.paragraphs[-1].text
    assert note == "本稿供填报核对，报送以平台导出件为准"
    assert is_mirrored(word), "it is printed on two sides and bound at the left"


def test_a_word_file_changed_by_hand_is_never_replaced_or_withdrawn(workshop, tmp_path):
    root, out = workshop(Word稿=True), tmp_path / "out"
    receipt = build(root, out, MADE)
    letter = next(
        out / d["path"]
        for d in receipt["documents"]
        if d["form"] == "entrustment_letter" and d["path"].endswith(".docx")
    )
    document = python_docx.Document(str(letter))
    document.add_paragraph("办公室手工补的一段")
    document.save(str(letter))
    changed = letter.read_bytes()
    again = build(root, out, MADE)
    assert letter.read_bytes() == changed
    assert "word-edited" in codes(again, "warning")
    (root / "zcforms.yaml").write_text((root / "zcforms.yaml").read_text().replace("Word稿: true", ""))
    last = build(root, out, MADE)
    assert letter.read_bytes() == changed
    left = [d["path"] for d in last["documents"] if d["path"].endswith(".docx")]
    assert not left, "the others are withdrawn"
    assert list(out.rglob("*.docx")) == [letter]
    assert codes(last, "warning").count("word-left") == 1
    letter.unlink()
    assert "word-left" not in codes(build(root, out, MADE), "warning")


def test_a_word_file_changed_by_hand_is_told_of_when_the_number_changes(workshop, tmp_path):
    """The new one has another name, and nothing of what the clerk wrote into the old one."""
    people = {"lin": person(), "wu": person("33020019850615003", 姓名="吴二水")}
    root, out = workshop(people, Word稿=True), tmp_path / "out"
    build(root, out, {"pledge"})
    (own,) = out.glob("个人/*吴二水/*.docx")
    own.write_bytes(own.read_bytes() + b"\0")
    settings = root / "zcforms.yaml"
    settings.write_text(settings.read_text() + f"花名册顺序: [{'wu' if '/02_' in str(own) else 'lin'}]\n")
    receipt = build(root, out, {"pledge"})
    (told,) = [f["message"] for f in receipt["findings"] if f["code"] == "word-left"]
    assert own.relative_to(out).as_posix() in told
    assert own.exists()
    assert "word-left" not in codes(build(root, out, {"post_table", "roster"}), "warning"), "not asked for"


def test_a_plan_that_changes_a_layout_gets_no_false_twin():
    form = FORMS["review_form"]
    assert docx.covers(form, {"sections": ["cover", "basic"], "maker": "某厅制"})
    short = docx.fill(form, replace(sample_values(form), options={**form.options, "sections": ["basic"]}))
    assert "基本情况" in text_of_word(short) and "填表说明" not in text_of_word(short)
    assert not docx.covers(form, {"colour": "red"})


def test_an_empty_word_form_on_demand(tmp_path):
    target = tmp_path / "空白.docx"
    run("forms", "blank", "评审委托书", target)
    assert "评审委托书" in text_of_word(target.read_bytes())
    assert "没有Word稿" in run("forms", "blank", "综合表", target, code=2)
    run("forms", "blank", "评审表", target, "--plan", "hz-mfg-mid-2024")
    assert is_mirrored(opened(target.read_bytes()))


# --- the vocabulary ------------------------------------------------------------------------------


def test_every_word_of_the_vocabulary_can_be_written_on_a_form():
    job = batch.open_job(SAMPLES, TODAY)
    checked, _ = batch.check_job(job, lambda *_: None)
    people = [one.person for one in checked]
    settings = job.work.settings
    given = {
        "person": [PersonFacts(p, job.plan, settings) for p in people],
        "institution": [InstitutionFacts(p.institution, [p], job.plan, settings) for p in people],
        "office": [OfficeFacts(people, job.plan, settings, job.forms)],
    }
    for scope in DECLARED:
        words = vocabulary(scope)
        form = Form(
            id="all",
            title="全部",
            scope=scope,
            folder=SAMPLES,
            fields={
                fact.name: FieldSpec(title=fact.title, source=fact.name, format="image" if image else "text")
                for fact in words.facts.values()
                for image in [fact.name in IMAGES]
            },
            tables={
                listing.name: TableSpec(
                    title=listing.title,
                    source=listing.name,
                    columns={c.name: FieldSpec(title=c.title) for c in listing.columns.values()},
                )
                for listing in words.lists.values()
            },
        )
        for facts in given[scope]:
            values = fill_in(form, facts)
            assert set(values.fields) == set(words.facts) - IMAGES
            assert set(values.tables) == set(words.lists)
            assert all(isinstance(text, str) for text in values.fields.values())
            live = [text for text in values.fields.values() if re.search(r"<.* at 0x|\w+\(\w+=", text)]
            assert live == [], "a record is never written as a text"


def test_every_date_of_the_views_may_be_written_as_one():
    job = batch.open_job(SAMPLES, TODAY)
    checked, _ = batch.check_job(job, lambda *_: None)
    people = [one.person for one in checked]
    words = vocabulary("office")
    rows = OfficeFacts(people, job.plan, job.work.settings, job.forms).people
    dates = {name for row in rows for name, value in vars(row).items() if isinstance(value, PartialDate)}
    listing = words.lists["people"]
    assert dates
    assert all(listing.columns[name].may_be_date for name in dates)
    assert not listing.columns["name"].may_be_date


def test_a_chinese_name_means_one_thing():
    words = vocabulary("person")
    assert words.fact("姓名").name == words.fact("申报人.姓名").name == "person.name"
    assert words.fact("身份证号码").name == "person.id.number", "not the one of the unit's operator"
    assert "单位.平台经办人.身份证号码" in vocabulary("institution").fact("身份证号码")
    assert "是否想写“person.name”" in words.fact("perosn.name")
    assert column(words.listing("获奖清单"), "奖励名称").name == "award"
    for scope in DECLARED:
        for fact in vocabulary(scope).facts.values():
            assert vocabulary(scope).fact(fact.chinese) == fact == vocabulary(scope).fact(fact.name)


# --- own forms -----------------------------------------------------------------------------------


def write_word(path, *paragraphs, rows=()):
    document = new_word()
    for text in paragraphs:
        runs = text if isinstance(text, list) else [text]
        paragraph = document.add_paragraph()
        for run in runs:
            paragraph.add_run(run)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                table.cell(y, x).text = text
    document.core_properties.author = "王办事员"
    document.save(str(path))
    return path


AWARDS = [
    {
        "获奖项目名称": f"项目{n}",
        "奖励名称": "科技进步奖",
        "授予机构": "某厅",
        "获奖时间": f"201{n}.05",
        "佐证": [],
    }
    for n in (7, 8)
]


def test_an_own_word_form_is_checked_stored_and_made_for_everybody(workshop, tmp_path):
    root = workshop(
        {"lin": person(获奖=AWARDS), "wu": person(citizen("33020019850615003")[:17], 姓名="吴{{二}}水&")}
    )
    file = write_word(
        tmp_path / "联系卡.docx",
        "姓名：{{ 姓名 }}　电话：{{ person.phone }}　年度：{{评审计划.年度}}",
        ["出生：{", "{ 出生年月|年", "月日 }}", "，照片：", "｛｛照片｝｝"],
        "{% if 曾用名 %}曾用名：{{ 曾用名 }}{% endif %}完",
        rows=[
            ["奖项", "时间"],
            ["{{ 获奖清单.奖励名称 }}：{{ 获奖清单.获奖项目名称 }}", "{{ 获奖清单.获奖时间 }}"],
        ],
    )
    form = add_word(file, root, None, "person").form
    assert (form.id, form.title) == ("联系卡", "联系卡")
    receipt = build(root, tmp_path / "out", {"联系卡"})
    made = {d["person"]: tmp_path / "out" / d["path"] for d in receipt["documents"] if d["form"] == "联系卡"}
    assert set(made) == {"lin", "wu"}
    text = text_of_word(made["lin"].read_bytes())
    assert "姓名：林一山　电话：13800000009　年度：2021" in text
    assert "出生：1985年6月15日，照片：" in text
    assert text.count("科技进步奖") == 2 and text.index("项目7") < text.index("项目8")
    assert "曾用名" not in text and "完" in text
    assert len(opened(made["lin"].read_bytes()).inline_shapes) == 1
    assert opened(made["lin"].read_bytes()).core_properties.author == ""
    assert "姓名：吴{{二}}水&" in text_of_word(made["wu"].read_bytes())


@pytest.mark.parametrize(
    "tag", ["{｛ 姓名 }｝", "｛％ if 姓名 ％｝有｛％ endif ％｝", "{{ 姓\xad名\ufeff }}"]
)
def test_a_tag_is_one_in_half_width_or_full_whatever_nobody_sees_in_it(workshop, tmp_path, tag):
    form = add_word(write_word(tmp_path / "a.docx", tag), workshop(), None, "person").form
    assert list(form.fields) == ["person_name"]


def test_rows_of_one_list_that_touch_repeat_together(workshop, tmp_path):
    award, date = "{{ 获奖清单.奖励名称 }}", "{{ 获奖清单.获奖时间 }}"
    rows = [["奖项", award], ["时间", date], ["以下", ""], ["另列", award]]
    form = add_word(write_word(tmp_path / "a.docx", rows=rows), workshop(), None, "person").form
    (table,) = form.tables
    entries = [Row({"award": f"奖{n}", "date": f"202{n}.05"}) for n in (1, 2)]
    filled = opened(docx.fill(form, Values(form.title, tables={table: entries})))
    assert [cell.text for cell in filled.tables[0].columns[1].cells] == [
        *("奖1", "2021.05", "奖2", "2022.05"),
        *("", "奖1", "奖2"),
    ]


def test_own_forms_of_units_and_of_the_batch(workshop, tmp_path):
    root = workshop()
    add_word(write_word(tmp_path / "a.docx", "{{ 单位名称 }}共{{ 人数 }}人"), root, "单位回执", "institution")
    rows = [["{%tr for p in 花名册 %}"], ["{{ p.姓名 }}（{{ p.学历学位 }}）"], ["{%tr endfor %}"]]
    add_word(write_word(tmp_path / "b.docx", "{{ 报送单位.名称 }}", rows=rows), root, "批次回执", "office")
    receipt = build(root, tmp_path / "out", {"单位回执", "批次回执"})
    paths = {d["form"]: tmp_path / "out" / d["path"] for d in receipt["documents"]}
    assert "虚构矿业有限公司共1人" in text_of_word(paths["单位回执"].read_bytes())
    assert "林一山（本科／工学学士）" in text_of_word(paths["批次回执"].read_bytes())


MISTAKES = {
    "姓名：{{ perosn.name }}": "第1段“姓名：{{ perosn.name }}”：没有栏目“perosn.name”，是否想写“person.n",
    "{{ 姓名 }": "“{{”不成对；要印出它的，两个符号之间空一格",
    "{{{ 姓名 }}}": "第1段“{{{ 姓名 }}}”：花括号多了，左右各写两个",
    "{{ 姓名 }}}": "花括号多了，左右各写两个",
    "{{ row.name }}": "没有栏目“row.name”",
    "{{ person.__class__ }}": "没有栏目“person.__class__”",
    "{{ 姓名.upper() }}": "看不懂",
    "{{ 姓名|safe }}": "没有写法“safe”",
    "{% for p in 论文登记 %}{{ p.名称 }}": "没有结尾的{% endfor %}",
    "{% for p in 论文登计 %}{{ p.名称 }}{% endfor %}": "没有清单“论文登计”，是否想写“论文登记”",
    "{{ 姓名 }}{% endif %}": "多余的endif",
    "{% include 'x' %}": "只能写for",
    "{{ 论文登记.名称 }}": "要写在表格的一行里",
    "{{ 联系电话 }}": "“联系电话”要写全：申报人.联系电话或单位.联系电话",
    "{{ 名称 }}": "要写全：报送单位.名称或",
    "{{ 取得时间 }}": "要写全：现任资格.取得时间或",
    "{{ 姓名|年月 }}": "“姓名”不是日期",
    "{{ 姓别 }}": "或“性别”",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_each_mistake_is_told_with_its_place(workshop, tmp_path, text):
    root = workshop()
    with pytest.raises(BrokenForm) as refused:
        add_word(write_word(tmp_path / "坏.docx", text), root, None, "person")
    assert MISTAKES[text] in refused.value.message
    assert not (root / "forms").exists()


def test_all_mistakes_are_told_at_once(workshop, tmp_path):
    file = write_word(
        tmp_path / "坏.docx", "{{ 姓明 }}", ["{{ 手", "机号 }}"], rows=[["好"], ["{{ 单位名 }}"]]
    )
    with pytest.raises(BrokenForm) as refused:
        add_word(file, workshop(), None, "person")
    assert "有3处错误" in refused.value.message
    assert "第1个表格第2行第1格“{{ 单位名 }}”" in refused.value.message


def test_a_row_loop_outside_a_table_is_told(workshop, tmp_path):
    lines = ["{%tr for p in 论文登记 %}", "{{ p.名称 }}", "{%tr endfor %}"]
    root = workshop()
    with pytest.raises(BrokenForm, match="填不成"):
        add_word(write_word(tmp_path / "坏.docx", *lines), root, None, "person")
    assert not (root / "forms").exists()


def with_part(path, name, content):
    """The same file with a part more, or changed."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts[name] = content(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


REMOTE = b'<Relationship Id="r99" TargetMode="External" Target="http://x.example/" Type="http://t/%s"/></'


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("word/vbaProject.bin", lambda _: b"x", "宏"),
        ("word/embeddings/oleObject1.bin", lambda _: b"x", "嵌入"),
        ("word/ActiveX/activeX1.xml", lambda _: b"<x/>", "嵌入"),
        ("word/_rels/document.xml.rels", lambda b: b.replace(b"</", REMOTE % b"image"), "图片是网上"),
        ("word/_rels/document.xml.rels", lambda b: b.replace(b"</", REMOTE % b"oleObject"), "以外的内容"),
        ("word/bomb.bin", lambda _: bytes(3 * 2**20), "过大"),
        ("word/document.xml", lambda b: b[:-20], "已损坏"),
        ("word/document.xml", lambda b: b.replace(b"w:document", b"w:styles"), "已损坏"),
        ("word/document.xml", lambda b: re.sub(rb"<w:body>.*</w:body>", b"", b, flags=re.DOTALL), "没有正文"),
        ("word/_rels/document.xml.rels", lambda _: b"<a/>", "已损坏"),
        ("word/_rels/document.xml.rels", lambda b: b.replace(b" Type=", b" Kind=", 1), "已损坏"),
        ("[Content_Types].xml", lambda b: b.replace(b"Types", b"Kinds"), "已损坏"),
        (
            "word/document.xml",
            lambda b: b.replace(b"?>", b'?><!DOCTYPE d [<!ENTITY a "aaaa">]>', 1),
            "DOCTYPE",
        ),
        (
            "word/document.xml",
            lambda b: b.replace(b"<w:t>", b"<w:instrText>INCLUDEPICTURE http://x</w:instrText><w:t>", 1),
            "INCLUDEPICTURE",
        ),
    ],
)
def test_files_that_run_fetch_or_are_broken_are_refused(workshop, tmp_path, monkeypatch, name, content, told):
    monkeypatch.setattr(packaging, "_MOST_UNPACKED", 2 * 2**20)
    file = with_part(write_word(tmp_path / "a.docx", "{{ 姓名 }}"), name, content)
    root = workshop()
    with pytest.raises(UnreadableInput, match=told):
        add_word(file, root, None, "person")
    assert not (root / "forms").exists()


def test_the_parts_may_have_the_paths_of_windows(workshop, tmp_path):
    file, other = write_word(tmp_path / "a.docx", "{{ 姓名 }}"), tmp_path / "b.docx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.filename = name.replace("/", "\\")
            new.writestr(entry, old.read(name))
    (meaning,) = add_word(other, workshop(), None, "person").tags
    assert meaning.source == "person.name"


@pytest.mark.parametrize(
    "spelt",
    [
        str.upper,
        str.title,
        lambda n: n.replace("word/styles", "word/Styles"),
        lambda n: n.replace("/doc", "/Doc"),
    ],
)
def test_the_parts_may_be_named_in_other_letters(workshop, tmp_path, spelt):
    """Word finds them all the same: letter case tells no two parts apart (ISO/IEC 29500-2)."""
    file, other, root = write_word(tmp_path / "a.docx", "{{ 姓名 }}"), tmp_path / "b.docx", workshop()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(spelt(name), old.read(name))
    same, form = (add_word(one, root, None, "person").form for one in (file, other))
    usual, made = (docx.fill(one, Values("", {"person_name": "林一山"})) for one in (same, form))
    assert text_of_word(made).startswith("林一山")
    assert len(opened(made).styles) == len(opened(usual).styles)


def test_a_header_in_other_letters_is_filled(workshop, tmp_path):
    document = new_word()
    document.sections[0].header.paragraphs[0].text = "{{ 姓名 }}"
    document.save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx") as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b'"header1.xml', b'"Header1.xml')
            new.writestr(
                name.replace("header1", "Header1"), content.replace(b"/header1.xml", b"/Header1.xml")
            )
    form = add_word(tmp_path / "b.docx", workshop(), None, "person").form
    made = opened(docx.fill(form, Values("", {"person_name": "林一山"})))
    assert made.sections[0].header.paragraphs[0].text == "林一山"


def test_the_comment_of_a_package_may_say_anything(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"PK\x05\x06 " * 5
    (meaning,) = add_word(file, workshop(), None, "person").tags
    assert meaning.source == "person.name"


def test_the_author_is_not_told_whatever_the_part_is_called_that_says_it(workshop, tmp_path):
    file, other = write_word(tmp_path / "a.docx", "{{ 姓名 }}"), tmp_path / "b.docx"
    properties = "package/services/metadata/core-properties/1f.psmdcp"  # as .NET calls it
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"docProps/core.xml", properties.encode())
            new.writestr(name.replace("docProps/core.xml", properties), content)
    form = add_word(other, workshop(), None, "person").form
    made = docx.fill(form, Values("", {"person_name": "林一山"}))
    assert opened(made).core_properties.author == ""


def test_the_main_part_may_have_another_name(workshop, tmp_path):
    file, other = write_word(tmp_path / "a.docx", "{{ 姓名 }}"), tmp_path / "b.docx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("document.xml", "document2.xml"), content)
    (meaning,) = add_word(other, workshop(), None, "person").tags
    (same,) = add_word(file, tmp_path / "work", None, "person").tags
    assert meaning == same


@pytest.mark.parametrize("target", ["#_top", "NULL"])
def test_a_link_that_names_no_part_is_accepted(workshop, tmp_path, target):
    link = f'<Relationship Id="r99" Target="{target}" Type="http://t/hyperlink"/></'.encode()
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    with_part(file, "word/_rels/document.xml.rels", lambda b: b.replace(b"</", link))
    (meaning,) = add_word(file, workshop(), None, "person").tags
    assert meaning.source == "person.name"


def lost(kind, target):
    """A change of relations: one more, to a part that is not there."""
    relation = f'<Relationship Id="r99" Target="{target}" Type="http://t/{kind}"/></Rel'
    return lambda content: content.replace(b"</Rel", relation.encode())


RELATIONS = "word/_rels/document.xml.rels"
SHOWN = '<a:blip xmlns:a="http://a" xmlns:r="http://r" r:embed="r99"/></w:body>'


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("image", "NULL", "图片word/NULL不在文件里，Word显示为红叉"),
        ("image", "../../media/a.png", "图片media/a.png不在文件里，Word显示为红叉"),
        ("header", "kopf.xml", "文件引用的word/kopf.xml不在文件里"),
    ],
)
def test_a_part_that_is_shown_and_not_there_is_named(workshop, tmp_path, kind, target, said):
    root = workshop()
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    with_part(file, RELATIONS, lost(kind, target))
    (meaning,) = add_word(file, root, None, "person").tags
    assert meaning.source == "person.name", "Word does not miss what nothing shows"
    with_part(file, "word/document.xml", lambda b: b.replace(b"</w:body>", SHOWN.encode()))
    with pytest.raises(UnreadableInput) as told:
        add_word(file, root, None, "person")
    assert told.value.message == said
    assert told.value.hint


def test_a_stored_template_without_a_part_that_it_names_is_told(workshop, tmp_path):
    root = workshop()
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    form = add_word(file, root, None, "person").form
    with_part(form.folder / docx.TEMPLATE, RELATIONS, lost("image", "media/a.png"))
    with pytest.raises(BrokenForm, match=r"Word模板不能用：图片word/media/a\.png不在文件里") as told:
        docx.fill(form, left_blank(form))
    assert told.value.hint == "删去这张图片，重新插入"


# What a clerk's file says in one paragraph beside {{ 姓名 }}, and what is read there of the filled page.
ASIDE = {
    "a comment of Jinja2": ("<w:r><w:t>{#甲类#}</w:t></w:r>", "{#甲类#}"),
    "one without end": ("<w:r><w:t>编号{# 12</w:t></w:r>", "编号{# 12"),
    "one over two runs": (
        "<w:r><w:t>{</w:t></w:r><w:r><w:t># 乙 #</w:t></w:r><w:r><w:t>}</w:t></w:r>",
        "{# 乙 #}",
    ),
    "a deleted tag": (
        '<w:del w:id="1" w:author="a"><w:r><w:delText>{{ 旧栏目 }}{% if</w:delText></w:r></w:del>',
        "",
    ),
    "a tag that another program deleted": (
        '<w:del w:id="1" w:author="a"><w:r><w:t>{{ 旧栏目 }}</w:t></w:r></w:del>',
        "",
    ),
    "a tag moved away": (
        '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>{{ 旧栏目 }}</w:t></w:r></w:moveFrom>',
        "",
    ),
    "an inserted tag": ('<w:ins w:id="1" w:author="a"><w:r><w:t>{{ 民族 }}</w:t></w:r></w:ins>', "汉族"),
    "a deletion in the middle of a tag": (
        '<w:r><w:t>{{ 民</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>主}}'
        "</w:delText></w:r></w:del><w:r><w:t>族 }}</w:t></w:r>",
        "汉族",
    ),
    "a tag in an attribute": (
        '<w:bookmarkStart w:id="1" w:name="{{ 旧栏目 }}"/><w:bookmarkEnd w:id="1"/>',
        "",
    ),
}


@pytest.mark.parametrize("aside", ASIDE)
def test_only_what_is_seen_on_the_page_is_a_tag(workshop, tmp_path, aside):
    written, seen = ASIDE[aside]
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    with_part(file, "word/document.xml", lambda b: b.replace(b"</w:p>", written.encode() + b"</w:p>", 1))
    form = add_word(file, workshop(), None, "person").form
    facts = {"person_name": "林一山", "person_ethnicity": "汉族"}
    values = Values(form.title, {name: facts[name] for name in form.fields})
    filled = docx.fill(form, values)
    assert text_of_word(filled).splitlines()[0] == "林一山" + seen
    assert next(opened(filled).element.body.iter(qn("w:delText")), None) is None


def test_a_tag_of_an_endnote_is_told(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    note = (
        '<w:endnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:endnote>'
        "<w:p><w:r><w:t>见{{ 民</w:t></w:r><w:r><w:t>族 }}</w:t></w:r></w:p></w:endnote></w:endnotes>"
    )
    with_part(file, "word/endnotes.xml", lambda _: note.encode())
    with pytest.raises(BrokenForm, match=r"尾注里不能写栏目“\{\{ 民族 \}\}”"):
        add_word(file, workshop(), None, "person")


def test_a_tag_of_old_word_art_or_of_a_chart_is_told(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    art = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="{{ 民族 }}"/>'
    art += "</v:shape></w:pict></w:r></w:p>"
    with_part(file, "word/document.xml", lambda b: b.replace(b"</w:p>", art.encode(), 1))
    words = "<d xmlns:a='urn:a'><a:t>{{ 职称</a:t><a:t> }}</a:t></d>"
    with_part(file, "word/diagrams/data1.xml", lambda _: words.encode())
    with pytest.raises(BrokenForm) as told:
        add_word(file, workshop(), None, "person")
    assert "艺术字里不能写栏目“{{ 民族 }}”" in told.value.message
    assert "图表、SmartArt里不能写栏目“{{ 职称 }}”" in told.value.message


def test_a_tag_in_a_formula_is_told(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = (
        f'<m:oMath xmlns:m="{math}"><m:r><m:t>{{{{ 民</m:t></m:r><m:r><m:t>族 }}}}</m:t></m:r></m:oMath>'
    )
    with_part(file, "word/document.xml", lambda b: b.replace(b"</w:p>", formula.encode() + b"</w:p>", 1))
    with pytest.raises(BrokenForm, match=r"有1处错误，没有添加：\n  1. 公式里不能写栏目“\{\{ 民族 \}\}”"):
        add_word(file, workshop(), None, "person")


def test_parts_with_the_paths_of_windows_are_a_word_file(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    with zipfile.ZipFile(file) as package:
        parts = {name.replace("/", "\\"): package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert list(add_word(file, workshop(), None, "person").form.fields) == ["person_name"]


def test_a_tag_in_the_code_of_a_field_is_told(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    code = "<w:r><w:instrText>QUOTE {{ 民</w:instrText></w:r><w:r><w:instrText>族 }}</w:instrText></w:r>"
    with_part(file, "word/document.xml", lambda b: b.replace(b"</w:p>", code.encode() + b"</w:p>", 1))
    with pytest.raises(BrokenForm, match=r"有1处错误，没有添加：\n  1. 域代码里不能写栏目“\{\{ 民族 \}\}”"):
        add_word(file, workshop(), None, "person")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (b"wordprocessingml.template.main", "Word模板"),
        (b"ms-word.template.macroEnabledTemplate.main", "Word模板"),
        (b"ms-word.document.macroEnabled.main", "有宏"),
        (b"spreadsheetml.sheet.main", "不是Word文件"),
    ],
)
def test_what_is_made_like_a_docx_and_is_none_is_told(workshop, tmp_path, kind, told):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    kinds = "[Content_Types].xml"
    with_part(file, kinds, lambda b: b.replace(b"wordprocessingml.document.main", kind))
    with pytest.raises(UnreadableInput, match=told) as caught:
        add_word(file, workshop(), None, "person")
    assert "另存为" in caught.value.hint


def test_a_file_damaged_in_its_compression_is_told(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    raw = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        start = archive.getinfo("word/document.xml").header_offset
    raw[start + 60 : start + 90] = b"\xff" * 30
    file.write_bytes(raw)
    with pytest.raises(UnreadableInput, match="不是完好的Word文件"):
        add_word(file, workshop(), None, "person")


def test_other_kinds_of_file_are_refused_by_name_and_content(workshop, tmp_path):
    root = workshop()
    (tmp_path / "旧.doc").write_bytes(COMPOUND + bytes(600))
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 half")
    (tmp_path / "文字.docx").write_text("姓名")
    shutil.copy(write_word(tmp_path / "a.docx", "{{ 姓名 }}"), tmp_path / "宏.docm")
    for name, told in {"旧.doc": "旧版", "坏.docx": "完好", "文字.docx": "完好", "宏.docm": "带宏"}.items():
        with pytest.raises(UnreadableInput, match=told):
            add_word(tmp_path / name, root, None, "person")
    with pytest.raises(UnreadableInput):
        add_word(tmp_path / "没有.docx", root, None, "person")


def test_the_clerks_own_template_is_forgotten_and_plain_links_stay(workshop, tmp_path):
    file = write_word(tmp_path / "a.docx", "{{ 姓名 }}")
    with_part(file, "word/_rels/document.xml.rels", lambda b: b.replace(b"</", REMOTE % b"hyperlink"))
    with_part(
        file,
        "word/_rels/settings.xml.rels",
        lambda _: (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + REMOTE % b"attachedTemplate"
            + b"Relationships>"
        ),
    )
    form = add_word(file, workshop(), None, "person").form
    with zipfile.ZipFile(form.folder / docx.TEMPLATE) as archive:
        assert b"attachedTemplate" not in archive.read("word/_rels/settings.xml.rels")
        assert b"hyperlink" in archive.read("word/_rels/document.xml.rels")


def test_a_title_of_ours_is_refused_and_the_same_title_again_replaces(workshop, tmp_path):
    root = workshop()
    file = write_word(tmp_path / "保证书.docx", "{{ 姓名 }}")
    with pytest.raises(UsageError, match="已有表格"):
        add_word(file, root, None, "person")
    asked = ["forms", "add", file, "--work", root, "--title", "承诺卡"]
    said = run(*asked)
    assert "1个栏目" in said
    assert "{{ 姓名 }}　申报人.姓名  ← person.name" in said
    write_word(file, "{{ 姓名 }}{{ 民族 }}")
    assert "2个栏目" in run(*asked)
    manifest = yaml.safe_load((root / "forms" / "承诺卡" / "form.yaml").read_text())
    assert set(manifest["fields"]) == {"person_name", "person_ethnicity"}
    assert "承诺卡" in run("forms", "list", "--work", root)
    assert "{{ 申报人.姓名 }}　person.name" in run("forms", "fields")
    assert "work_started" in run("forms", "fields", "--scope", "office", "--json")


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_a_unit_of_four_lines_leaves_no_character_alone_in_word(form_id):
    unit = "浙江省台州湾新区东海之滨先进光学光电精密装备制造产业技术研究开发建设有限责任公司"
    form = load_forms()[form_id]
    values = sample_values(form)
    made = docx.fill(form, replace(values, fields={**values.fields, "unit": unit}))
    document = python_docx.Document(io.BytesIO(made))
    cells = (cell for table in document.tables for cell in table._cells)
    (paragraph,) = {p._p: p for cell in cells for p in cell.paragraphs if p.text == unit}.values()
    kept = [paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent]
    assert all(kept) or paragraph.runs[0].font.size.pt < 10.5
