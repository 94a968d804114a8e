"""Word forms with content controls and form fields: where one stands, what it shows, and what fills it."""

import io
import re
import zipfile

import pytest
from conftest import build
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from test_untagged import filled, guessed, lines_of, own, written

from zcforms.authoring.adding.word import add_word
from zcforms.fillers.word_file import W
from zcforms.ground.errors import BrokenForm, UnreadableInput

__all__ = ["own"]

GREY = "<w:rPr><w:color w:val='808080'/></w:rPr>"
TITLE = "<w:dataBinding w:xpath='//c:title' w:storeItemID='{6C3C8BC8-F283-45AE-878A-BAB7291924A1}'/>"


def control(inner="", about="<w:text/>"):
    """A content control; of its own it says to be clicked on."""
    said = inner or f"<w:r>{GREY}<w:t>单击或点击此处输入文字。</w:t></w:r>"
    waits = "" if inner else "<w:showingPlcHdr/>"
    pr = f"<w:sdtPr>{waits}{about}</w:sdtPr>"
    return parse_xml(f"<w:sdt {nsdecls('w')}>{pr}<w:sdtContent>{said}</w:sdtContent></w:sdt>")


def put_into_control(element, about="<w:text/>"):
    """A row or a cell as the content of a control."""
    wrapped = control("<w:p/>", about)
    element.addprevious(wrapped)
    (content,) = wrapped.iterchildren(f"{W}sdtContent")
    content[:] = [element]


def changed(path, change):
    document = Document(path)
    change(document)
    document.save(path)
    return path


@pytest.mark.parametrize("wrapped", ["row", "cell"])
def test_a_row_or_cell_in_a_content_control_is_filled_and_named(own, tmp_path, wrapped):
    def wrap(document):
        row = document.tables[0].rows[1]
        put_into_control(row._tr if wrapped == "row" else row.cells[1]._tc)

    rows = [["奖项", "时间"], ["{{ 获奖清单.奖励名称 }}", "{{ 获奖清单.获奖时间 }}"]]
    added = add_word(changed(written(tmp_path / "a.docx", rows), wrap), own, "甲", "person")
    assert set(added.form.tables) == {"award_rows"}
    wrong = changed(written(tmp_path / "b.docx", [rows[0], ["无", "{{ 获奖清单.地址 }}"]]), wrap)
    with pytest.raises(BrokenForm, match="第1个表格第2行第2格"):
        add_word(wrong, own, "乙", "person")


def test_a_value_is_not_replaced_by_what_its_control_is_bound_to(own, tmp_path):
    def bind(document):
        run = "<w:r><w:t>{{ 姓名 }}</w:t></w:r>"
        document.paragraphs[0]._p.append(control(run, "<w:showingPlcHdr/>" + TITLE))

    add_word(changed(written(tmp_path / "a.docx", "姓名："), bind), own, "甲", "person")
    assert build(own, tmp_path / "out", {"甲"})["built"] == 1
    content = next((tmp_path / "out").glob("个人/*/*.docx")).read_bytes()
    assert re.fullmatch("姓名：.+", lines_of(content)[0])
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert not re.search("dataBinding|showingPlcHdr", xml)


def test_what_a_control_shows_for_want_of_a_value_is_room(own, tmp_path):
    def wait(document):
        cells = document.tables[0]._cells
        for cell in (cells[1], *cells[10:13]):
            cell.paragraphs[0]._p.append(control())
        put_into_control(cells[3]._tc)
        cells[3].paragraphs[0]._p.append(control(about="<w:dropDownList/>"))
        put_into_control(document.tables[0].rows[3]._tr, "<w:repeatingSection/>")
        for caption in ("出生年月：", "　联系电话："):
            document.paragraphs[0].add_run(caption)
            document.paragraphs[0]._p.append(control())

    rows = [
        ["姓名", "", "民族", ""],
        ["工作单位", "", "", ""],
        ["起止时间", "单位", "职务", "证明人"],
        [""] * 4,
    ]
    path = changed(written(tmp_path / "a.docx", rows, ""), wait)
    found, draft = guessed(path)
    assert {caption: source for caption, (source, _) in found.items()} == {
        "姓名": "person.name",
        "民族": "person.ethnicity",
        "工作单位": "unit.name",
        "出生年月": "birth",
        "联系电话": "person.phone",
    }
    assert [one.source for one in draft.lists] == ["work"]
    lines = filled(own, path, tmp_path)
    assert not [line for line in lines if "单击" in line]
    assert re.fullmatch("出生年月：.+联系电话：.+", lines[-1])


FIELD = (
    f"<w:r {nsdecls('w')}><w:fldChar w:fldCharType='begin'><w:ffData>{{0}}</w:ffData></w:fldChar></w:r>",
    f"<w:r {nsdecls('w')}><w:instrText> {{1}} </w:instrText></w:r>",
    f"<w:r {nsdecls('w')}><w:fldChar w:fldCharType='separate'/></w:r>",
    f"<w:r {nsdecls('w')}><w:t>{{2}}</w:t></w:r>",
    f"<w:r {nsdecls('w')}><w:fldChar w:fldCharType='end'/></w:r>",
)


def test_old_form_fields_are_room_and_boxes(own, tmp_path):
    def put_in(document):
        cells = document.tables[0]._cells
        for piece in FIELD:
            field = piece.format("<w:textInput/>", "FORMTEXT", "\u2002" * 5)
            cells[1].paragraphs[0]._p.append(parse_xml(field))
        for word in "男女":
            for piece in (FIELD[0], FIELD[1], FIELD[4]):
                box = piece.format("<w:checkBox><w:sizeAuto/></w:checkBox>", "FORMCHECKBOX", "")
                cells[3].paragraphs[0]._p.append(parse_xml(box))
            cells[3].paragraphs[0].add_run(word)

    path = changed(written(tmp_path / "a.docx", [["姓名", "", "性别", ""]]), put_in)
    found, _ = guessed(path)
    assert found == {"姓名": ("person.name", True), "性别": ("sex", True)}
    assert filled(own, path, tmp_path)[-1] in ("☑男□女", "□男☑女")


def test_hidden_text_is_no_text_and_hides_no_value(own, tmp_path):
    def hide(document):
        document.tables[0].cell(0, 1).paragraphs[0].add_run("必填").font.hidden = True
        seen = document.tables[0].cell(1, 0).paragraphs[0].runs[0]
        seen.font.hidden = True
        seen._r.rPr.find(f"{W}vanish").set(f"{W}val", "off")

    path = changed(written(tmp_path / "a.docx", [["姓名", ""], ["民族", "\u200b"]]), hide)
    found, _ = guessed(path)
    assert found == {"姓名": ("person.name", True), "民族": ("person.ethnicity", True)}
    add_word(path, own, "试", "person")
    template = Document(own / "forms" / "试" / "template.docx")
    assert {mark.get(f"{W}val") for mark in template.element.body.iter(f"{W}vanish")} == {"off"}


def test_cells_for_a_character_each_are_for_a_hand_and_told(tmp_path):
    def narrow(document):
        for column in document.tables[0].columns:
            column.width = 500 * 635

    path = changed(written(tmp_path / "a.docx", [["身份证号码", *[""] * 18]], [["姓名", ""]]), narrow)
    found, draft = guessed(path)
    assert found == {"姓名": ("person.name", True)}
    assert "“身份证号码”的18个小格（一格一个字）" in draft.unread[0]


def test_fields_of_a_mail_merge_are_told(tmp_path):
    def merge(document):
        code, said = "w:instr=' MERGEFIELD 民族 '", "<w:r><w:t>«民族»</w:t></w:r>"
        field = parse_xml(f"<w:fldSimple {nsdecls('w')} {code}>{said}</w:fldSimple>")
        document.tables[0].cell(0, 3).paragraphs[0]._p.append(field)

    path = changed(written(tmp_path / "a.docx", [["姓名", "", "民族", ""]]), merge)
    _, draft = guessed(path)
    assert [said for said in draft.unread if said.startswith("1个邮件合并的域")]


def simple(code, shown="«»"):
    """A field of Word in one element."""
    return f"<w:fldSimple {nsdecls('w')} w:instr='{code}'><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>"


def in_runs(code, inner=""):
    """The runs of a field of Word, whose result is bold; `inner` are runs in its code."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    halves = [
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in (code[:9], code[9:])
    ]
    shown = "<w:r><w:rPr><w:b/></w:rPr><w:t>«»</w:t></w:r>"
    return "".join((marks[0], halves[0], inner, halves[1], marks[1], shown, marks[2]))


def merging(path, *cells):
    """A Word file with fields in the last cells of its rows, connected with its list."""

    def merge(document):
        for row, said in zip(document.tables[0].rows, cells, strict=True):
            place = row.cells[-1].paragraphs[0]._p
            for part in parse_xml(f"<w:p {nsdecls('w')}>{said}</w:p>"):
                place.append(part)
        list_of = document.settings.element
        list_of.append(
            parse_xml(f"<w:mailMerge {nsdecls('w')}><w:mainDocumentType w:val='catalog'/></w:mailMerge>")
        )

    return changed(written(path, [[str(n), ""] for n in range(len(cells))]), merge)


def test_a_file_of_a_mail_merge_is_filled_as_the_merge_filled_it(own, tmp_path):
    path = merging(
        tmp_path / "a.docx",
        simple(" MERGEFIELD 姓名 "),
        in_runs(' MERGEFIELD "联系电话" \\* MERGEFORMAT '),
        in_runs(r' MERGEFIELD 参加工作时间 \@ "yyyy年M月" '),
    )
    brought = add_word(path, own, "试", "person")
    assert [one.source for one in brought.tags] == ["person.name", "person.phone", "person.work_started"]
    template = Document(own / "forms" / "试" / "template.docx")
    said = [row.cells[-1].paragraphs[0] for row in template.tables[0].rows]
    assert [one.text for one in said] == [
        "{{ person_name }}",
        "{{ person_phone }}",
        "{{ person_work_started_month }}",
    ]
    assert [bool(one.runs[-1].bold) for one in said] == [False, True, True]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (simple(" MERGEFIELD F3 "), "没有栏目“F3”"),
        (in_runs(r' MERGEFIELD 民族 \b "民族：" '), '看不懂“民族 \\b "民族："”'),
        (in_runs(' IF = "男" "☑" "□" ', in_runs(" MERGEFIELD 性别 ")), "只在邮件合并时起作用的域"),
        (simple(r" MERGEFIELD 年龄 \* CHINESENUM3 "), "CHINESENUM3”，里面只写栏目名"),
        (in_runs(" NEXT   "), "只在邮件合并时起作用的域"),
    ],
)
def test_what_a_merge_shows_that_no_tag_can_is_told(own, tmp_path, said, told):
    path = merging(tmp_path / "a.docx", simple(" MERGEFIELD 姓名 "), said)
    with pytest.raises(BrokenForm) as refused:
        add_word(path, own, "试", "person")
    assert told in refused.value.message
    assert not (own / "forms").exists()


def test_a_strict_file_is_to_be_saved_as_an_ordinary_one(own, tmp_path):
    path = written(tmp_path / "a.docx", [["姓名", ""]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(
                name,
                content.replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                ),
            )
    with pytest.raises(UnreadableInput, match="Strict") as refused:
        add_word(path, own, "试", "person")
    assert "不选“Strict" in (refused.value.hint or "")


def no_columns(xml):
    return re.sub(rb"<w:tblGrid>.*?</w:tblGrid>", b"", xml, flags=re.DOTALL)


def decimals(xml):
    return re.sub(rb'(w:w|w:val)="(\d{2,5})"', rb'\1="\2.5"', xml)


def no_paragraph(xml):
    return xml.replace(b"<w:p/>", b"", 1)


@pytest.mark.parametrize("spoil", [no_columns, decimals, no_paragraph])
@pytest.mark.parametrize("cell", ["", "{{ 姓名 }}"], ids=["guessed", "tagged"])
def test_what_other_programs_leave_out_or_write_otherwise_is_mended(own, tmp_path, spoil, cell):
    path = written(tmp_path / "a.docx", [["姓名", cell], ["民族", ""], ["备注", ""]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in ("word/document.xml", "word/styles.xml"):
        parts[name] = spoil(parts[name])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "林一山" in filled(own, path, tmp_path)


def test_a_tag_that_only_a_footnote_has_is_filled(own, tmp_path):
    path = written(tmp_path / "a.docx", "姓名：{{ 姓名 }}")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name[-4:] != "jpeg"}
    note = "<w:footnote w:id='2'><w:p><w:r><w:t>电话：{{ 申报人.联系电话 }}</w:t></w:r></w:p></w:footnote>"
    parts["word/footnotes.xml"] = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    said = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", said)
    way = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    said = f'<Relationship Id="n1" Type="{way}" Target="footnotes.xml"/></Relationships>'
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace("</Relationships>", said)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    filled(own, path, tmp_path)
    made = zipfile.ZipFile(next((tmp_path / "out").glob("个人/*/*.docx")))
    assert "电话：13800000009" in made.read("word/footnotes.xml").decode()
