"""Word forms without tags: where a guess would be half true, the page stays blank and the clerk is told."""

import io
import re
from dataclasses import replace

import pytest
from conftest import build, person, photo_bytes
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from rules import JXT, applicant
from test_untagged import draft_of, filled, guessed, lines_of, own, written
from test_word_controls import changed

from zcforms.authoring.adding.word import add_word
from zcforms.chinese.dates import PartialDate
from zcforms.facts import Person, PersonFacts
from zcforms.fillers import docx
from zcforms.fillers.word_file import W
from zcforms.forms import left_blank
from zcforms.forms.values import written as in_words
from zcforms.model import Institution, Settings
from zcforms.plans import load_plan

__all__ = ["own"]


def sources(found):
    return {caption: source for caption, (source, _) in found.items()}


def test_a_date_inside_a_sentence_is_one_blank(own, tmp_path):
    sentence = "本人于____年____月毕业于[8]大学，自20__年__月起在我单位工作。"
    path = written(tmp_path / "a.docx", sentence, "民族：[8]")
    found, _ = guessed(path)
    assert sources(found) == {
        "本人于…毕业于大": "highest.end",
        "毕业于": "",
        "大学自…起在我单": "",
        "民族": "person.ethnicity",
    }
    assert not found["本人于…毕业于大"][1]
    assert filled(own, path, tmp_path)[0] == "本人于2008年6月毕业于大学，自20__年__月起在我单位工作。"


@pytest.mark.parametrize(
    "line",
    [
        "签名：________    ____年__月__日",
        "____年__月__日",
        "特此承诺。  ____年__月__日",
        "（盖章）    ____年__月__日        ____年__月__日",
        "承诺人：________，于____年__月__日签署",
    ],
)
def test_the_date_of_a_signature_is_nobodys_blank(tmp_path, line):
    found, _ = guessed(written(tmp_path / "a.docx", line, [["姓名", ""]]))
    assert sources(found) == {"姓名": "person.name"}


def test_a_measure_word_stays_behind_its_number_once(own, tmp_path):
    rows = [["专业工作年限", "    年"], ["继续教育学时", "    学时"], ["参加工作时间", "     年"]]
    path = written(tmp_path / "a.docx", rows)
    found, _ = guessed(path)
    assert sources(found) == {"专业工作年限": "field_years", "继续教育学时": "", "参加工作时间": ""}
    lines = filled(own, path, tmp_path)
    assert lines[1].count("年") == 1
    assert lines[1][0].isdigit()
    assert lines[3] == "学时"


def test_room_before_a_measure_word_has_its_number(own, tmp_path):
    hours = "近一年累计　　　学时，其中专业科目　　学时，公需科目　　学时。"
    path = written(
        tmp_path / "a.docx",
        "申报年度：____年",
        [["继续教育", hours], ["姓　　名", ""], ["审核　　人事部", ""]],
    )
    found, _ = guessed(path)
    assert found == {
        "申报年度": ("plan.year", True),
        "近一年累计": ("", False),
        "其中专业科目": ("", False),
        "公需科目": ("", False),
        "姓名": ("person.name", True),
    }
    lines = filled(own, path, tmp_path)
    assert lines[0] == "申报年度：2021年"
    assert lines[2] == "近一年累计学时，其中专业科目学时，公需科目学时。"


SPAN = "自　　　年　　月　　日至　　　年　　月　　日，共　　个工作日"


def test_the_two_ends_of_a_stretch_in_a_sentence_are_dates_in_chinese_whoever_they_are_of(own, tmp_path):
    rows = [["公示起止", SPAN], ["展出", SPAN], ["姓名", ""]]
    path = written(tmp_path / "a.docx", rows)
    fields = draft_of(path).fields
    assert [(one.source, one.format) for one in fields] == [
        ("person.publicity.start", "chinese_date"),
        ("person.publicity.end", "chinese_date"),
        ("publicity.workdays", "text"),
        ("", "chinese_date"),
        ("", "chinese_date"),
        ("publicity.workdays", "text"),
        ("person.name", "text"),
    ]
    form = add_word(path, own, "试", "person").form
    told = {"f1": PartialDate(2021, 9, 1), "f2": PartialDate(2021, 9, 8), "f3": "6"}
    _, filled_in, _, blank, *_ = lines_of(docx.fill(form, in_words(form, told, {})))
    assert re.sub(r"\s", "", filled_in) == "自2021年9月1日至2021年9月8日，共6个工作日"
    assert blank == re.sub(r"\s", "", SPAN)


DAY = "　　　年　　月　　日"


@pytest.mark.parametrize(
    "said",
    [
        f"公示时间：{DAY}—{DAY}",
        f"公示期为{DAY}至{DAY}，共　　个工作日",
        "公示期自____年__月__日起至____年__月__日止",
        ["公示时间", f"{DAY}—{DAY}"],
    ],
)
def test_neither_end_of_a_stretch_takes_the_whole(tmp_path, said):
    part = said if isinstance(said, str) else [said]
    fields = draft_of(written(tmp_path / "a.docx", part, [["姓名", ""]])).fields
    assert [one.source for one in fields[:2]] == ["person.publicity.start", "person.publicity.end"]


def test_boxes_inside_a_sentence_are_ticked_or_told(own, tmp_path):
    line = "本人申报方式为□正常申报 □破格申报，是否公开：□是 □否，性别□女□男。"
    path = written(tmp_path / "a.docx", line, "民族：[8]")
    found, draft = guessed(path)
    assert found["性别"] == ("sex", True)
    assert found["本人申报方式"] == ("application.method", False)
    assert draft.unread == ["第1段的方框（是、否）"]
    assert (
        filled(own, path, tmp_path)[0] == "本人申报方式为☑正常申报□破格申报，是否公开：□是□否，性别□女☑男。"
    )


def test_a_shorter_word_is_not_ticked_for_a_longer_one(own, tmp_path):
    path = written(tmp_path / "a.docx", [["申报方式", "□正常 □正常申报"]])
    assert filled(own, path, tmp_path)[1] == "□正常☑正常申报"


def test_boxes_of_other_words_stay_empty_and_that_is_told(own, tmp_path):
    path = written(tmp_path / "a.docx", [["学历", "□博士 □高职"], ["性别", "□男 □女"]])
    assert filled(own, path, tmp_path)[1] == "□博士□高职"
    told = [f for f in build(own, tmp_path / "out", {"试"})["findings"] if f["code"] == "box-unticked"]
    assert [f["message"] for f in told] == ["《试》“学历”是“本科”，方框只有博士、高职，没有打勾"]
    assert told[0]["severity"] == "warning"


def test_two_things_in_one_cell_are_both_written_or_neither(own, tmp_path):
    rows = [["现任资格及时间", "", "申报专业及资格", ""], ["学历学位", "", "参加工作时间及工龄", ""]]
    path = written(tmp_path / "a.docx", rows)
    _, draft = guessed(path)
    assert [(one.source, one.sure) for one in draft.fields] == [
        *(("title_name", False), ("title.qualified_on", False)),
        *(("application.speciality", False), ("target", False)),
        *(("highest.level", False), ("highest.degree", False)),
        ("", False),
    ]
    lines = filled(own, path, tmp_path)
    assert lines[1] == "工程师2014.12"
    assert lines[3].startswith("采矿工程")
    assert lines[5:] == ["本科工学学士", "参加工作时间及工龄"]


@pytest.mark.parametrize(
    ("caption", "source"),
    [
        ("近三年考核", "assessments_of_three"),
        ("近3年年度考核结果", "assessments_of_three"),
        ("近五年考核情况", "assessments_of_five"),
        ("近两年考核情况", ""),
        ("2024年度考核结果", ""),
        ("任现职以来考核情况", "assessments"),
        ("家长姓名", ""),
        ("姓名拼音", ""),
        ("申报人员姓名", "person.name"),
        ("教职工姓名", "person.name"),
        ("联系人电话", "unit.phone"),
    ],
)
def test_a_near_name_is_not_the_name(tmp_path, caption, source):
    found, _ = guessed(written(tmp_path / "a.docx", [[caption, ""], ["民族", ""]]))
    assert found[caption][0] == source


def test_the_last_years_are_those_that_the_caption_counts():
    years = [{"year": year, "level": "合格"} for year in (2015, 2016, 2018, 2019, 2020)]
    whose = Person("lin", 1, applicant(assessments=years), Institution.model_construct())
    facts = PersonFacts(whose, load_plan(JXT), Settings.model_construct())  # of 2020
    assert facts.assessments_of_three == "2018年合格　2019年合格"
    assert facts.assessments_of_five == "2015年合格　2016年合格　2018年合格　2019年合格"


def test_a_table_of_patents_or_of_software_has_no_rows_of_the_other(workshop, tmp_path):
    kinds = {"发明专利": "一种装置", "软件著作权": "一种软件"}
    stated = [
        {"类别": kind, "名称": name, "授权号或登记号": f"{n}", "授权时间": "2018.05", "本人排名": "1"}
        for n, (kind, name) in enumerate(kinds.items())
    ]
    work = workshop({"lin": person(专利=stated)})
    proper = [["专利名称", "专利号"], ["", ""], ["", ""]]
    software = [["软件名称", "登记号"], ["", ""], ["", ""]]
    both = [["名称", "授权号"], ["", ""], ["", ""]]
    parts = ["专利", proper, "软件著作权", software, "专利（软件著作权）", both]
    path = written(tmp_path / "a.docx", *parts)
    _, draft = guessed(path)
    assert [one.source for one in draft.lists] == ["patents_proper", "software_rows", "patent_rows"]
    lines = filled(work, path, tmp_path)
    assert [line for line in lines if line.startswith("一种")] == [
        "一种装置",
        "一种软件",
        "一种装置",
        "一种软件",
    ]


def test_the_sheet_to_check_has_all_rows_and_says_what_was_corrected(own, tmp_path):
    rows = [["起止时间", "工作单位", "职务"], *[[""] * 3] * 4]
    path = written(tmp_path / "a.docx", "工作经历", rows, [["证书编号", "", "民族", ""]])
    added = add_word(path, own, "试", "person")
    assert [len(table.rows) for table in Document(added.sheet).tables] == [5, 1]
    manifest = own / "forms" / "试" / "form.yaml"
    text = manifest.read_text()
    assert "title.certificate_no}  # 第2个表格第1行第2格 猜的，没有把握\n" in text
    manifest.write_text(text.replace("title.certificate_no", "''").replace("source: duty", "source: witness"))
    again = add_word(path, own, "试", "person")
    lines = lines_of(again.sheet.read_bytes())
    assert lines[-3:] == ["〔f1不填〕", "民族", "〔f2申报人.民族〕"]
    assert "〔t1.c3证明人〕" in lines
    assert [one.source for one in again.draft.fields] == ["", "person.ethnicity"]


def with_grid(path):
    """The same file, its first column of 40 mm and its second of 110 mm."""
    document = Document(path)
    for columns in document.element.body.iter(f"{W}tblGrid"):
        for column, twips in zip(columns, ("2268", "6236"), strict=True):
            column.set(f"{W}w", twips)
    document.save(path)
    return path


@pytest.mark.parametrize(("characters", "told"), [(10, False), (60, False), (900, True)])
def test_a_form_that_becomes_longer_than_it_is_blank_is_told(own, tmp_path, characters, told):
    path = with_grid(written(tmp_path / "a.docx", [["姓名", ""], ["本人述职", "\n\n\n"]]))
    form = add_word(path, own, "试", "person").form
    found = docx.grown(form, in_words(form, {"f1": "林一山", "f2": "字" * characters}, {}))
    assert [f.code for f in found] == ["word-grows"] * told
    if told:  # 900 characters of 10.5 pt in 106 mm are 32 lines of 4.8 mm; four stand there blank
        assert re.search(r"长出约1[23]\d毫米（本人述职），可能多出一页", found[0].message)


def test_rows_that_are_added_make_a_form_longer(own, tmp_path):
    rows = [["起止时间", "工作单位"], ["", ""], ["", ""]]
    path = with_grid(written(tmp_path / "a.docx", "工作经历", rows))
    form = add_word(path, own, "试", "person").form
    few, many = ([{"c1": "2008.07", "c2": "甲"}] * n for n in (3, 8))
    assert docx.grown(form, in_words(form, {}, {"t1": few})) == []
    (found,) = docx.grown(form, in_words(form, {}, {"t1": many}))
    assert "长出约48毫米" in found.message


def exactly(document):
    """Rows of an exact height, and lines of one, as forms have them that were pulled into a page."""
    for row in document.tables[0].rows:
        row.height, row.height_rule = Mm(8), WD_ROW_HEIGHT_RULE.EXACTLY
    for cell in document.tables[0]._cells:
        cell.paragraphs[0].paragraph_format.line_spacing = Mm(7)


def test_a_row_of_an_exact_height_grows_with_its_value_and_a_line_with_its_picture(own, tmp_path):
    path = changed(written(tmp_path / "a.docx", [["姓名", ""], ["政治面貌", ""], ["照片", ""]]), exactly)
    form = add_word(path, own, "试", "person").form
    keys = {spec.source: name for name, spec in form.fields.items()}
    values = in_words(form, {keys["person.name"]: "林一山"}, {})
    filled_in = replace(values, images={keys["photo"]: photo_bytes()})
    for made, rules in ((left_blank(form), [2, 2, 1]), (filled_in, [1, 2, 1])):
        document = Document(io.BytesIO(docx.fill(form, made)))
        assert [row.height_rule for row in document.tables[0].rows] == rules
    (picture,) = document.element.body.iter(f"{W}drawing")
    spacing = next(picture.iterancestors(f"{W}p")).find(f"{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}lineRule"), spacing.get(f"{W}line")) == ("auto", "240")


def test_cells_that_are_one_in_the_old_way_hold_no_value_between_them(own, tmp_path):
    def merge(document):
        for cell, goes_on in zip(document.tables[0].rows[0].cells, ("restart", "continue"), strict=False):
            about = cell._tc.get_or_add_tcPr()
            about.append(parse_xml(f"<w:hMerge {nsdecls('w')} w:val='{goes_on}'/>"))

    path = changed(written(tmp_path / "a.docx", [["姓名", "", "", "性别"]]), merge)
    form = add_word(path, own, "试", "person").form
    cells = Document(form.folder / docx.TEMPLATE).tables[0]._tbl.iter(f"{W}tc")
    assert ["".join(cell.itertext(f"{W}t")) for cell in cells] == ["姓名", "", "{{ f1 }}", "性别"]
