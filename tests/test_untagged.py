"""Word forms without a single tag: what each blank asks for is guessed; what is for a hand stays blank."""

import io
import json
import re
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner
from conftest import build, codes, person
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from jinja2 import Template
from word_files import new_word

from zcforms.authoring.adding.word import add_word
from zcforms.authoring.adding.word.boxes import tag_of
from zcforms.authoring.adding.word.captions import words_of
from zcforms.authoring.adding.word.package import Package
from zcforms.authoring.adding.word.untagged import propose
from zcforms.cli import main
from zcforms.fillers import docx
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import text_of
from zcforms.forms import left_blank, load_forms
from zcforms.ground.errors import BrokenForm, UnreadableInput

BLANKS = Path(__file__).parent / "blanks"
EXPECTED = json.loads((BLANKS / "expected.json").read_text())
# Blanks of those forms that are not told from their words, and what is guessed of them ("" for nothing).
MISSED = {
    ("诚信承诺书", "…专业", "target"),
    ("诚信承诺书", "…任职资格", "plan.year"),
    ("标题在上的基本情况表", "证书编号", "title.certificate_no"),
    ("网页转换的登记表", "联系电话", "person.phone"),
    ("送评报告单", "（抬头，主送单位）", ""),
    ("申报人员公示", "（文号）", ""),
}


def plain(text):
    return re.sub(r"\s", "", text)


def draft_of(path, scope="person"):
    return propose(Package(path), "试", words_of(load_forms().values(), scope)).draft


@cache
def draft_of_blank(name):
    """What is guessed of one of the blanks, to be looked at only."""
    return draft_of(BLANKS / f"{name}.docx", EXPECTED[name]["scope"])


def compared(name):
    """Of each blank that a clerk sees: its caption, what may go in, what was guessed, whether surely."""
    expected = EXPECTED[name]
    left = list(draft_of_blank(name).fields)
    for at, caption, sources, kind in expected["cells"]:
        nested = re.sub(r"^.*内第1个表格", "第2个表格", at)
        here = [one for one in left if one.place in (at, nested)]
        one = next((one for one in here if one.source in sources), None) or next(
            (one for one in here if plain(one.caption)[:4] in plain(caption) or len(here) == 1), None
        )
        if one:
            left.remove(one)
        yield caption, sources, one.source if one else "", bool(one and one.sure), kind
    for one in left:
        yield one.caption, [""], one.source, one.sure, "nobody asked"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_a_clerk_sees_in_each_blank_is_guessed(name):
    wrong = [one for one in compared(name) if one[2] not in one[1]]
    assert {(name, plain(caption), got) for caption, _, got, _, _ in wrong} == {
        one for one in MISSED if one[0] == name
    }
    assert not [one for one in wrong if one[3]]  # what is wrong is never called sure
    assert not [one for one in wrong if one[4] in ("hand", "nobody asked")]


def test_nine_of_ten_blanks_are_right_at_once():
    asked = [one for name in EXPECTED for one in compared(name) if one[4] != "nobody asked"]
    right = sum(got in sources for _, sources, got, _, _ in asked)
    assert (len(asked), len(asked) - right) == (384, len(MISSED))
    assert right / len(asked) > 0.9


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_table_that_repeats_takes_the_list_that_its_head_names(name):
    expected = EXPECTED[name]
    found = {one.source: one for one in draft_of_blank(name).lists}
    for source, columns, rows in expected["lists"]:
        if name == "标题在上的基本情况表" and source == "assessment_years":
            assert source not in found  # its years are printed: the list might have others
            continue
        if not source:
            continue  # 家庭成员: nobody we know
        one = found.pop(source)
        assert one.rows == rows
        guessed = {plain(column.caption): column.source for column in one.columns}
        assert {c: s for c, s in columns.items() if c in guessed} == guessed
        assert {s for c, s in columns.items() if c not in guessed} <= {"index", None}
    assert found == {}


def lines_of(content):
    """What is read of a Word file: its paragraphs and, row by row, its cells."""
    body = Document(io.BytesIO(content)).element.body
    return [plain(text_of(p)) for p in body.iter(f"{W}p") if plain(text_of(p))]


@pytest.fixture
def own(workshop):
    return workshop({"lin": person()})


def seen_in(content):
    """What is seen of a Word file: its characters, each with whether it is underlined."""
    body = Document(io.BytesIO(content)).element.body
    seen = []
    for run in body.iter(f"{W}r"):
        line = run.find(f"{W}rPr/{W}u")
        drawn = line is not None and line.get(f"{W}val", "single") != "none"
        text = "".join(run.itertext(f"{W}t"))
        seen += [(character, drawn) for character in text if drawn or not character.isspace()]
    return seen


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_left_blank_it_is_the_form_that_was_brought(name, own):
    scope = EXPECTED[name]["scope"]
    added = add_word(BLANKS / f"{name}.docx", own, "试", scope)
    blank = docx.fill(added.form, left_blank(added.form))
    assert "".join(lines_of(blank)) == "".join(lines_of((BLANKS / f"{name}.docx").read_bytes()))
    assert seen_in(blank) == seen_in((BLANKS / f"{name}.docx").read_bytes())


def test_a_gap_without_a_value_keeps_the_looks_that_it_had(own, tmp_path):
    gaps = "毕业时间：　　　年　　月", "培训地点：[6]____", "入会于＿＿年＿＿月", "绰号：______"
    path = written(tmp_path / "a.docx", "姓名：____", *gaps)
    added = add_word(path, own, "试", "person")
    assert [one.source for one in added.draft.fields] == ["person.name", "highest.end", "", "", ""]
    assert seen_in(docx.fill(added.form, left_blank(added.form))) == seen_in(path.read_bytes())
    sheet = Document(added.sheet)  # no line is drawn there either
    assert ["underline" in run._r.xml for run in sheet.paragraphs[1].runs if run.text] == [False, False]


# --- forms made here ------------------------------------------------------------------------------


def written(path, *parts):
    """A Word file of paragraphs (texts; "[12]" is 12 underlined spaces) and tables (rows of texts)."""
    document = new_word()
    for part in parts:
        if isinstance(part, str):
            paragraph = document.add_paragraph()
            for piece in re.split(r"(\[\d+\])", part):
                room = re.fullmatch(r"\[(\d+)\]", piece)
                paragraph.add_run(" " * int(room[1]) if room else piece).underline = bool(room) or None
        else:
            table = document.add_table(len(part), len(part[0]))
            for row, texts in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    document.save(path)
    return path


def guessed(path, scope="person"):
    draft = draft_of(path, scope)
    return {one.caption: (one.source, one.sure) for one in draft.fields}, draft


def filled(own, path, tmp_path, title="试"):
    """The lines of the form as it is made for the one person of the folder."""
    add_word(path, own, title, "person")
    receipt = build(own, tmp_path / "out", {title})
    assert receipt["built"] == 1
    return lines_of(next((tmp_path / "out").glob("个人/*/*.docx")).read_bytes())


def test_labels_may_be_spread_go_down_their_cell_or_stand_on_two_lines(tmp_path):
    rows = [["姓　　名", "", "性\n\n别", ""], ["身份证\n号　码", "", "参加工作\n时　　间", "  年  月"]]
    found, _ = guessed(written(tmp_path / "a.docx", rows))
    assert found == {
        "姓名": ("person.name", True),
        "性别": ("sex", True),
        "身份证号码": ("person.id.number", True),
        "参加工作时间": ("person.work_started", True),
    }


def test_a_value_stands_below_its_caption_where_none_is_beside_it(tmp_path):
    found, _ = guessed(written(tmp_path / "a.docx", [["姓名", "民族", "工作单位"], ["", "", ""]]))
    assert found["民族"] == ("person.ethnicity", True)
    assert len(found) == 3


def test_what_is_signed_sealed_or_voted_stays_blank(tmp_path):
    rows = [
        ["所在单位意见", "\n\n（公章）\n年  月  日"],
        ["主管部门意见", ""],
        ["表决票数", ""],
        ["单位名称（盖章）", ""],
        ["填表日期", "  年  月  日"],
        ["姓名", ""],
    ]
    path = written(tmp_path / "a.docx", rows, "承诺人签名：[12]    年  月  日", "填表人：________")
    found, draft = guessed(path)
    assert found == {"姓名": ("person.name", True)}
    assert len(draft.by_hand) == 7


def test_a_blank_below_a_seal_belongs_to_the_caption_at_its_left(tmp_path):
    rows = [["单位意见", "（公章）  年  月  日"], ["民族", ""]]
    found, _ = guessed(written(tmp_path / "a.docx", rows))
    assert found == {"民族": ("person.ethnicity", True)}


def test_somebody_else_is_not_the_applicant(tmp_path):
    rows = [["姓名", "", "配偶姓名", "", "电话", ""], ["紧急联系人", "", "手机", "", "民族", ""]]
    family = [["称谓", "姓名", "出生年月", "工作单位"], *[[""] * 4] * 3]
    found, draft = guessed(written(tmp_path / "a.docx", rows, "家庭主要成员", family))
    assert {caption: source for caption, (source, _) in found.items() if source} == {"姓名": "person.name"}
    assert draft.lists == []
    assert draft.unread == ["第2个表格第1行第1格起的清单（称谓、姓名、出生年月、工作单位），3行"]


def test_another_edition_whose_blanks_have_other_numbers_is_not_filled_by_the_old_form_yaml(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", "", "民族", ""], ["学历", "", "学位", ""]])
    manifest = add_word(path, own, "试", "person").form.folder / "form.yaml"
    manifest.write_text(manifest.read_text().replace("title: 姓名", "title: 大名"))
    add_word(path, own, "试", "person")
    template = (manifest.parent / "template.docx").read_bytes()
    newer = written(tmp_path / "b.docx", [["姓名", "", "性别", ""], ["民族", "", "学历", ""]])
    with pytest.raises(UnreadableInput, match="“民族”原来是f2，现在是f3；“学历”原来是f3，现在是f4"):
        add_word(newer, own, "试", "person")
    assert (manifest.parent / "template.docx").read_bytes() == template
    manifest.rename(tmp_path / "kept.yaml")
    assert add_word(newer, own, "试", "person").is_new


def test_a_caption_below_the_cell_of_a_photo_is_no_photo(tmp_path):
    """A photo over two columns is no heading of them: 取得时间 below it was printed over by another photo."""
    document = new_word()
    table = document.add_table(3, 4)
    for row, texts in enumerate(
        (["姓名", "", "照片", ""], ["民族", "", "", ""], ["资格证书编号", "", "取得时间", ""])
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 2).merge(table.cell(1, 3))
    document.save(tmp_path / "a.docx")
    found, _ = guessed(tmp_path / "a.docx")
    assert found["照片"] == ("photo", True)
    assert found["取得时间"][0] == "title.qualified_on"


def test_when_something_was_had_is_of_what_stands_before_it(tmp_path):
    rows = [
        ["现职称", "", "取得年月", ""],
        ["学　　历", "", "取得时间", ""],
        ["绰　　号", "", "取得日期", ""],
        ["年　　龄", "", "出生年月", ""],
    ]
    _, draft = guessed(written(tmp_path / "a.docx", rows))
    assert [(one.source, one.sure) for one in draft.fields] == [
        ("title.name", True),
        ("title.qualified_on", True),
        ("highest.level", True),
        ("highest.end", False),
        ("", False),
        ("title.qualified_on", False),
        ("age", False),
        ("birth", True),
    ]


def test_a_gap_keeps_its_width_and_what_stands_behind_it(own, tmp_path):
    path = written(tmp_path / "a.docx", "姓名：[20]（盖章处）民族：__________ 完", "部门：")
    lines = filled(own, path, tmp_path)
    assert lines[0].startswith("姓名：林一山")
    assert lines[0].endswith("完")
    document = Document(next((tmp_path / "out").glob("个人/*/*.docx")))
    value = next(run for run in document.paragraphs[0].runs if "林一山" in run.text)
    assert value.underline
    assert len(value.text.rstrip("\u3000")) == 3
    assert len(value.text) == 10  # 20 half-width spaces are 10 em


def test_boxes_are_ticked_by_the_word_behind_them(own, tmp_path):
    path = written(tmp_path / "a.docx", [["性别", "□男　□女"], ["姓名", ""]])
    assert filled(own, path, tmp_path)[1] == "☑男□女"


def test_dates_in_a_cell_of_boxes_are_found_too(tmp_path):
    said = "自　　年　　月　　日至　　年　　月　　日在单位公示栏公示，□无异议　□有异议"
    found, draft = guessed(written(tmp_path / "a.docx", [["姓名", ""], ["公示情况", said]]))
    assert {source for source, _ in found.values()} >= {"person.publicity.start", "person.publicity.end"}
    assert [one.caption for one in draft.fields if not one.source] == ["公示情况"]  # the boxes


@pytest.mark.parametrize(
    ("level", "words", "ticked"),
    [
        ("本科", "大专 大学本科 研究生", "大学本科"),
        ("硕士研究生", "大专 大学本科 研究生", "研究生"),
        ("博士研究生", "本科 硕士 博士 研究生", "博士"),
        ("硕士研究生", "本科 硕士研究生 研究生", "硕士研究生"),
        ("专科", "大专 本科", "大专"),
        ("中专", "大专 本科", ""),
    ],
)
def test_a_box_for_a_degree_is_ticked_whatever_the_form_calls_it(level, words, ticked):
    row = words.split()
    shown = {word: Template(tag_of("level", word, row)).render(level=level) for word in row}
    assert shown == {word: "☑" if word == ticked else "□" for word in row}


def test_a_word_of_ours_that_a_box_has_another_for_is_not_told_to_be_missing(own, tmp_path):
    add_word(written(tmp_path / "a.docx", [["学历", "□大专　□大学本科"], ["姓名", ""]]), own, "试", "person")
    receipt = build(own, tmp_path / "out", {"试"})
    made = next((tmp_path / "out").glob("个人/*/*.docx")).read_bytes()
    assert lines_of(made)[1] == "□大专☑大学本科"
    assert "box-unticked" not in codes(receipt)


def test_boxes_may_stand_on_lines_of_their_own_and_are_doubtful_where_words_may_differ(own, tmp_path):
    rows = [["性别", "□男\n□女"], ["申报方式", "□正常\n□破格"]]
    path = written(tmp_path / "a.docx", rows)
    found, _ = guessed(path)
    assert found == {"性别": ("sex", True), "申报方式": ("application.method", False)}
    assert filled(own, path, tmp_path)[:3] == ["性别", "☑男", "□女"]


def test_lines_of_boxes_beside_lines_of_captions_are_ticked_each_for_its_own(own, tmp_path):
    boxes = "□男　□女\n□企业　□事业单位\n□甲　□乙"
    path = written(tmp_path / "a.docx", [["性　　别\n单位性质\n兴趣爱好", boxes]])
    found, _ = guessed(path)
    assert found == {"性别": ("sex", True), "单位性质": ("unit.kind", False), "兴趣爱好": ("", False)}
    assert filled(own, path, tmp_path)[3:] == ["☑男□女", "☑企业□事业单位", "□甲□乙"]


def test_boxes_with_captions_of_their_own_in_a_cell_are_ticked_each_for_its_own(own, tmp_path):
    boxes = "性别：□男　□女\n单位性质：□企业　□事业单位"
    found, draft = guessed(written(tmp_path / "a.docx", [["基本信息", boxes + "　去向：□甲 □乙"]]))
    assert found == {"性别": ("sex", True), "单位性质": ("unit.kind", False)}
    assert draft.unread == ["第1个表格第1行第2格的方框（甲、乙）"]


def test_one_end_of_a_stretch_of_time_is_not_the_whole(tmp_path):
    heads = ["自何年月", "至何年月", "工作单位", "任何职"]
    _, draft = guessed(written(tmp_path / "a.docx", "工作经历", [heads, *[[""] * 4 for _ in range(3)]]))
    assert [c.source for c in draft.lists[0].columns] == ["", "", "unit", "duty"]
    heads = ["年份", "专业课（学时）", "公需课（学时）", "合计"]
    _, draft = guessed(written(tmp_path / "b.docx", "继续教育", [heads, *[[""] * 4 for _ in range(3)]]))
    assert [c.source for c in draft.lists[0].columns] == ["year", "major", "public", "total"]


def test_a_line_that_says_nothing_known_has_its_number_too(own, tmp_path):
    path = written(tmp_path / "a.docx", "近五年发表论文[6]篇，获奖[6]项。", [["姓名", ""]])
    found, _ = guessed(path)
    assert [source for source, _ in found.values()] == ["", "", "person.name"]
    assert filled(own, path, tmp_path)[0] == "近五年发表论文篇，获奖项。"


def test_what_may_be_of_another_study_or_of_who_signs_is_doubtful(tmp_path):
    rows = [["全日制", "学历", ""], ["民族", "", ""]]
    found, _ = guessed(written(tmp_path / "a.docx", rows, "填表人：[8]联系电话：[12]"))
    assert found == {
        "学历": ("highest.level", False),
        "民族": ("person.ethnicity", True),
        "联系电话": ("", False),
    }


def test_of_first_studies_and_of_who_filled_in_the_form_nothing_is_known(tmp_path):
    rows = [
        ["第一学历", "", "毕业院校", ""],
        ["最高学历", "", "毕业院校及专业", ""],
        ["经办人", "", "电话", ""],
    ]
    found, _ = guessed(written(tmp_path / "a.docx", rows))
    assert found == {
        "第一学历": ("", False),
        "毕业院校": ("", False),
        "最高学历": ("highest.level", True),
        "毕业院校及专业": ("school_line", True),
        "电话": ("", False),
    }


def test_common_labels_are_known(tmp_path):
    labels = {
        "公民身份号码": "person.id.number",
        "身份号码": "person.id.number",
        "职称名称": "title.name",
        "毕业院校及所学专业": "school_line",
        "毕业学校及专业": "school_line",
        "申报类型": "application.method",
        "手机": "person.phone",
        "技术职务": "title_name",
    }
    found, draft = guessed(written(tmp_path / "a.docx", [[label, ""] for label in labels]))
    assert found == {label: (source, True) for label, source in labels.items()}
    heads = ["序号", "论文题目", "发表刊物名称及刊号", "发表时间", "作者位次"]
    _, draft = guessed(written(tmp_path / "b.docx", [heads, *[[str(n), "", "", "", ""] for n in (1, 2)]]))
    assert [c.source for c in draft.lists[0].columns] == ["name", "", "date", "rank"]


def test_a_photo_keeps_to_its_cell(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", "", "照片"]])
    add_word(path, own, "试", "person")
    build(own, tmp_path / "out", {"试"})
    body = Document(next((tmp_path / "out").glob("个人/*/*.docx"))).element.xml
    assert body.count('distL="0" distR="0"') == body.count("<wp:inline") == 1


def test_a_statement_goes_below_its_caption_in_the_same_cell(own, tmp_path):
    path = written(tmp_path / "a.docx", [["个人总结：\n\n\n\n本人签名：      年  月  日"]])
    _, draft = guessed(path)
    assert [one.source for one in draft.fields] == ["person.statement"]
    lines = filled(own, path, tmp_path)
    assert lines[0] == "个人总结："
    assert lines[-1] == "本人签名：年月日"


def test_rows_are_added_and_left_as_the_form_has_them(own, tmp_path):
    rows = [["起止时间", "工作单位", "职务"], *[[""] * 3] * 4]
    path = written(tmp_path / "a.docx", "工作经历", rows, [["姓名", ""]])
    add_word(path, own, "试", "person")
    build(own, tmp_path / "out", {"试"})
    table = Document(next((tmp_path / "out").glob("个人/*/*.docx"))).tables[0]
    assert len(table.rows) == 5
    assert table.rows[1].cells[1].text


def test_running_numbers_stay_and_years_are_no_running_numbers(tmp_path):
    papers = [["序号", "论文题目", "刊物名称"], ["1", "", ""], ["2", "", ""]]
    years = [["年度", "考核等次", "考核单位"], ["2023", "", ""], ["2024", "", ""]]
    _, draft = guessed(written(tmp_path / "a.docx", papers, "年度考核", years))
    assert [(one.source, [c.source for c in one.columns]) for one in draft.lists] == [
        ("paper_rows", ["name", "publication"])
    ]


def test_a_line_broken_by_hand_is_a_line(tmp_path):
    path = written(tmp_path / "a.docx", [["姓名："]])
    document = Document(path)
    run = document.tables[0].cell(0, 0).paragraphs[0].runs[0]
    run.add_break()
    run.add_text("民族：")
    document.save(path)
    found, _ = guessed(path)
    assert found == {"姓名": ("person.name", True), "民族": ("person.ethnicity", True)}


# --- correcting, and what cannot be taken ---------------------------------------------------------


def test_a_form_yaml_that_was_gone_over_stays_when_the_file_is_added_again(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", "", "职务", ""]])
    first = add_word(path, own, "试", "person")
    assert first.is_new
    manifest = own / "forms" / "试" / "form.yaml"
    manifest.write_text(manifest.read_text().replace("person.duty", "''"))
    again = add_word(path, own, "试", "person")
    assert not again.is_new
    assert again.form.fields["f2"].source == ""
    lines = filled(own, path, tmp_path)
    assert lines == ["姓名", "林一山", "职务"]


def test_a_form_yaml_of_another_file_is_named(own, tmp_path):
    add_word(written(tmp_path / "a.docx", [["姓名", ""]]), own, "试", "person")
    before = {p.name: p.read_bytes() for p in (own / "forms" / "试").iterdir()}
    with pytest.raises(BrokenForm, match="没有声明的栏目“f2”"):
        add_word(written(tmp_path / "b.docx", [["姓名", "", "民族", ""]]), own, "试", "person")
    assert {p.name: p.read_bytes() for p in (own / "forms" / "试").iterdir()} == before


def test_the_sheet_to_check_says_what_goes_where(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", "", "兴趣爱好", ""], ["邮政编码", "", "单位意见", ""]])
    sheet = add_word(path, own, "试", "person").sheet
    assert lines_of(sheet.read_bytes()) == [
        *("姓名", "〔f1申报人.姓名〕", "兴趣爱好", "〔f2不填〕"),
        *("邮政编码", "〔f3不填〕", "单位意见", "〔手写〕"),
    ]
    assert (sheet.stat().st_mode & 0o777) == 0o600


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["关于召开会议的通知", "请准时参加。"], "没有表格，也没有带横线的空格"),
        ([[["单位意见", ""], ["盖章", ""]]], "没有认出一个可以填的空格"),
    ],
)
def test_a_file_with_nothing_to_fill_in_is_refused(own, tmp_path, parts, said):
    with pytest.raises(UnreadableInput, match=said):
        add_word(written(tmp_path / "a.docx", *parts), own, "试", "person")
    assert not (own / "forms").exists()


def test_two_forms_in_one_file_are_told(own, tmp_path):
    written = new_word()
    for head in ("附件3 破格审批表", "附件4 岗位信息表"):
        written.add_paragraph(head)
        written.add_table(1, 2).cell(0, 0).text = "姓名"
    written.save(tmp_path / "a.docx")
    added = add_word(tmp_path / "a.docx", own, "试", "person")
    assert ["附件4" in said and "各存成一个文件" in said for said in added.draft.remarks] == [True]
    assert len(added.form.fields) == 2


def test_revisions_are_to_be_accepted_first(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", ""]])
    document = Document(path)
    ins = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>改</w:t></w:r></w:ins>')
    document.tables[0].cell(0, 0).paragraphs[0]._p.append(ins)
    document.save(path)
    with pytest.raises(UnreadableInput, match="修订"):
        add_word(path, own, "试", "person")


def test_the_command_says_what_is_doubtful_and_what_was_not_understood(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", "", "证书编号", ""], ["邮政编码", "", "单位意见", ""]])
    done = CliRunner().invoke(main, ["forms", "add", str(path), "--work", str(own), "--title", "试"])
    assert done.exit_code == 0
    for said in (
        "有把握的1个",
        "没有把握的，先看这些1个",
        "f2　第1个表格第1行第4格“证书编号”  ← title.certificate_no（现任资格.证书编号）",
        "没有猜到、不填的1个",
        "意见、签名、盖章、日期1处，永远留给手写",
        "核对稿.docx",
    ):
        assert said in done.output
    told = json.loads(
        CliRunner()
        .invoke(main, ["forms", "add", str(path), "--work", str(own), "--title", "试", "--json"])
        .output
    )
    assert not told["new"]
    assert [one["source"] for one in told["guesses"]] == ["person.name", "title.certificate_no", ""]


def test_a_hostile_file_is_read_in_the_time_of_a_large_one(own, tmp_path):
    table = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p/></w:tc></w:tr>"
    document = new_word()
    document.add_paragraph("中 " * 20_000 + "姓名： " * 20_000)
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{table * 50}</w:tbl>"))
    document.save(tmp_path / "a.docx")
    begun = process_time()
    assert len(draft_of(tmp_path / "a.docx").fields) == 1
    document.add_paragraph("{{" * 200_000 + "{%" * 200_000)
    document.save(tmp_path / "b.docx")
    with pytest.raises(BrokenForm, match="不成对"):
        add_word(tmp_path / "b.docx", own, "试", "person")
    assert process_time() - begun < 15  # seconds of the processor; an attempt at each brace would take hours
