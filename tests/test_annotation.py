"""The package of a workbook is patched, whoever wrote it: what is the user's stays, what is ours goes again.

The workbooks in data/workbooks were written by XlsxWriter 3.3 (a table, a filter, charts, pictures, notes,
conditions old and new, a protected sheet, whole columns with a format), by ExcelJS 4.4 and by Excelize; the
others are made here.
"""

import io
import re
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from zcforms.fillers.annotation import Remark, Remarks, annotated, is_as_written
from zcforms.ground.findings import ANSWERS, Severity

DATA = Path(__file__).parent / "data" / "workbooks"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ERROR, WARNING = Severity.ERROR, Severity.WARNING
MARK = 'LEN("zcforms检查")>0'
REMARKS = {
    "人员": Remarks(
        head=1,
        cells={"C3": Remark(ERROR, "错误：缺少“民族”"), "B3": Remark(WARNING, "提醒：姓名")},
        rows={
            3: Remark(ERROR, "错误：缺少“民族”；提醒：姓名"),
            4: Remark(WARNING, "提醒：_x0041_\x07\ud800"),
        },
        whole=Remark(WARNING, "提醒：不认识的工作表"),
    ),
    "学历": Remarks(
        head=1, cells={"C3": Remark(ERROR, "错误：缺少“学校”")}, rows={3: Remark(ERROR, "错误：缺少“学校”")}
    ),
}


def of_openpyxl():
    """A workbook with a note, a condition and a filter of the user's, and empty cells with a format."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "人员"
    for row in (
        ["人员编号", "姓名", "民族"],
        ["lin", "林一山", "汉族"],
        ["wu", "吴某", None],
        ["chen", "陈某", "汉族"],
    ):
        page.append(row)
    page["B3"].comment = Comment("请核对姓名（王某）", "王某")
    page["D4"].fill = PatternFill("solid", fgColor="FFCCFFCC")
    page.conditional_formatting.add("A2:A9", CellIsRule("equal", ['"x"'], fill=PatternFill(bgColor="FF0000")))
    page.auto_filter.ref = "A1:C4"
    other = book.create_sheet("学历")
    for row in (["人员编号", "毕业时间", "学校"], ["lin", "2008.06", "虚构大学"], ["wu", "2009.06", None]):
        other.append(row)
    book.create_sheet("统计")["B1"] = "=COUNTA(人员!A2:A4)"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert len(set(file.namelist())) == len(file.namelist())
        return {name: file.read(name) for name in file.namelist()}


def zipped(known):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, raw in known.items():
            file.writestr(name, raw)
    return target.getvalue()


def changed(content, change):
    """A workbook with its sheets' XML changed as other programs write it."""
    sheet = "xl/worksheets/sheet"
    return zipped({n: change(raw) if n.startswith(sheet) else raw for n, raw in parts(content).items()})


def without_references(raw):
    """Rows and cells that do not say where they are; a row is never left out, nor a cell before another."""
    return re.sub(rb'(<(?:row|c)\b[^>]*?) r="[A-Z]*\d+"', rb"\1", raw)


def prefixed(raw):
    """Every element with a prefix."""
    tree = etree.fromstring(raw)
    renamed = etree.Element(tree.tag, dict(tree.attrib), nsmap={**tree.nsmap, "x": MAIN, None: "urn:none"})
    renamed[:] = list(tree)
    return etree.tostring(renamed).replace(b'xmlns="urn:none"', b"")


def grouped(raw):
    """All columns in one group, as spreadsheets write that have a width for every column."""
    columns = b'<cols><col min="1" max="16384" width="11.5" customWidth="1" style="0"/></cols>'
    return re.sub(rb"<cols>.*?</cols>", b"", raw).replace(b"<sheetData>", columns + b"<sheetData>")


WORKBOOKS = {
    **{path.stem: path.read_bytes() for path in sorted(DATA.glob("*.xlsx"))},
    "openpyxl": of_openpyxl(),
    "bare": changed(of_openpyxl(), without_references),
    "prefixed": changed(of_openpyxl(), prefixed),
    "grouped": changed(of_openpyxl(), grouped),
}
every_workbook = pytest.mark.parametrize("content", WORKBOOKS.values(), ids=WORKBOOKS)


def loaded(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions, which openpyxl drops
        return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_shared_strings(content):
    """The same as Excel and WPS save it: every text among those that all sheets share."""
    known = parts(content)
    shared = etree.fromstring(known["xl/sharedStrings.xml"])

    def share(raw):
        tree = etree.fromstring(raw)
        for cell in tree.iter(f"{{{MAIN}}}c"):
            if cell.get("t") == "inlineStr":
                item = etree.SubElement(shared, f"{{{MAIN}}}si")
                item[:] = list(cell[0])
                cell.remove(cell[0])
                cell.set("t", "s")
                etree.SubElement(cell, f"{{{MAIN}}}v").text = str(len(shared) - 1)
        return etree.tostring(tree)

    made = parts(changed(content, share)) | {"xl/sharedStrings.xml": etree.tostring(shared)}
    return zipped(made)


def ours(page):
    return {
        str(group.sqref): (rule.priority, rule.dxf.fill.bgColor.rgb)
        for group in page.conditional_formatting
        for rule in group.rules
        if rule.formula == [MARK]
    }


@every_workbook
def test_what_is_said_can_be_read_back(content):
    book = loaded(annotated(content, REMARKS))
    page = book["人员"]
    (head,) = [cell for cell in page[1] if cell.value == ANSWERS]
    used = [cell.column for row in loaded(content)["人员"].iter_rows() for cell in row if cell.value]
    assert head.column == max(used) + 1
    column = head.column_letter
    assert [cell.value for cell in page[column]][1:4] == [
        None,
        "错误：缺少“民族”；提醒：姓名",
        "提醒：_x005F_x0041_〔U+0007〕〔U+D800〕",  # openpyxl leaves the escape as it is
    ]
    assert page.column_dimensions[column].width == 60
    assert ours(page) == {
        f"C3 {column}3": (1, "FFFFC7CE"),
        f"B3 {column}1 {column}4": (2, "FFFFEB9C"),
    }
    notes = {c.coordinate: c.comment.text for row in page.iter_rows() for c in row if c.comment}
    # Where the user has a note, theirs stays.
    assert notes == {
        "B3": "请核对姓名（王某）",
        "C3": "zcforms检查\n错误：缺少“民族”",
        f"{column}1": "zcforms检查\n提醒：不认识的工作表",
    }
    assert ours(book["学历"]) == {"C3 D3": (1, "FFFFC7CE"), "D1": (2, "FFD9E1F2")}


@every_workbook
def test_everything_else_stays(content):
    made = annotated(content, REMARKS)
    before, after = parts(content), parts(made)
    differing = {name for name in before if before[name] != after.get(name)}
    assert differing <= {
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/worksheets/_rels/sheet2.xml.rels",
        *(name for name in before if re.search(r"omment|vmlDrawing1", name)),
    }
    old, new = loaded(content), loaded(made)
    assert new.sheetnames == old.sheetnames
    for page in old:
        other = new[page.title]
        for row in page.iter_rows():
            for cell in row:
                same = other[cell.coordinate]
                assert (same.value in (cell.value, ANSWERS)) or cell.value is None
                assert (same.style_id, same.number_format) == (cell.style_id, cell.number_format)
        assert (other.freeze_panes, other.auto_filter.ref) == (page.freeze_panes, page.auto_filter.ref)
        assert other.merged_cells.ranges == page.merged_cells.ranges
        assert other.tables.items() == page.tables.items()
        assert other.data_validations.count == page.data_validations.count
        assert len(other._images) == len(page._images)
        assert {y: d.height for y, d in other.row_dimensions.items()} == {
            y: d.height for y, d in page.row_dimensions.items()
        }
        user = [rule for group in page.conditional_formatting for rule in group.rules]
        kept = [
            rule for group in other.conditional_formatting for rule in group.rules if rule.formula != [MARK]
        ]
        assert [(r.type, r.formula, r.stopIfTrue) for r in kept] == [
            (r.type, r.formula, r.stopIfTrue) for r in user
        ]
        assert all(rule.priority > len(ours(other)) for rule in kept)


def canonical(name, raw):
    """A part of XML however it is written; without what is only a hint of where a sheet ends."""
    if not name.endswith((".xml", ".rels")):
        return raw
    tree = etree.fromstring(raw)
    for row in tree.iter(f"{{{MAIN}}}row"):
        row.attrib.pop("spans", None)
    for cell in tree.iter(f"{{{MAIN}}}c"):
        if cell.get("t") == "n":
            del cell.attrib["t"]  # as is understood
    for hint in tree.findall(f"{{{MAIN}}}dimension"):
        tree.remove(hint)
    for formats in tree.findall(f"{{{MAIN}}}dxfs"):
        tree.remove(formats)  # ours stay, unused
    return etree.tostring(tree, method="c14n2")


@every_workbook
def test_what_is_ours_goes_without_a_trace(content):
    made = annotated(content, REMARKS)
    before, after = parts(content), parts(annotated(made, {}))
    assert before.keys() == after.keys()
    assert {n for n in before if canonical(n, before[n]) != canonical(n, after[n])} == set()


@every_workbook
def test_saying_it_again_says_it_once(content):
    once = annotated(content, REMARKS)
    again = annotated(once, REMARKS)
    assert parts(again).keys() == parts(once).keys()
    first, second = parts(once), parts(again)
    assert {n for n in first if canonical(n, first[n]) != canonical(n, second[n])} == set()


@every_workbook
def test_what_is_ours_is_known_after_another_program_saved_it(content):
    book = loaded(annotated(content, REMARKS))
    book["人员"].insert_rows(2)  # what openpyxl does not move, stays where it was
    book["人员"]["A2"] = "zhao"
    clean = loaded(annotated(saved(book), {}))
    for page in clean:
        assert ours(page) == {}
        values = [cell.value for row in page.iter_rows() for cell in row]
        assert ANSWERS not in values
        assert [v for v in values if str(v).startswith(("错误", "提醒"))] == []
        texts = [c.comment.text for row in page.iter_rows() for c in row if c.comment]
        assert texts in ([], ["请核对姓名（王某）"])


@pytest.mark.parametrize("name", ["xlsxwriter", "exceljs", "excelize"])
def test_our_column_is_known_among_shared_strings(name):
    made = with_shared_strings(annotated(WORKBOOKS[name], REMARKS))
    assert [c.value for c in loaded(made)["学历"][1]][3] == ANSWERS
    before, after = parts(WORKBOOKS[name]), parts(annotated(made, {}))
    sheets = [part for part in before if part.startswith("xl/worksheets/")]
    assert len(sheets) > 3
    assert {n for n in sheets if canonical(n, before[n]) != canonical(n, after[n])} == set()


def test_a_table_that_has_grown_over_our_column_keeps_its_title():
    known = parts(annotated(WORKBOOKS["xlsxwriter"], REMARKS))
    table = known["xl/tables/table1.xml"].replace(b"A1:E4", b"A1:F4").replace(b'count="5"', b'count="6"')
    ours_too = f'<tableColumn id="6" name="{ANSWERS}"/></tableColumns>'.encode()
    known["xl/tables/table1.xml"] = table.replace(b"</tableColumns>", ours_too)
    page = loaded(annotated(zipped(known), REMARKS))["人员"]
    assert [cell.value for cell in page["F"]] == [ANSWERS, None, None, None]
    assert [cell.value for cell in page["G"]][0:3:2] == [ANSWERS, "错误：缺少“民族”；提醒：姓名"]


def test_a_workbook_without_anything_to_say_keeps_every_byte():
    content = WORKBOOKS["xlsxwriter"]
    assert parts(annotated(content, {})) == parts(content)


def test_whether_somebody_saved_it_since():
    made = annotated(of_openpyxl(), REMARKS)
    assert is_as_written(made)
    assert not is_as_written(saved(loaded(made)))
    assert not is_as_written(of_openpyxl())
    assert not is_as_written(made[:200])


def test_many_cells_take_few_ranges_and_a_long_text_is_cut():
    cells = [f"{letter}{y}" for letter in "AC" for y in range(2, 3000)] + [f"B{y}" for y in range(2, 1900, 2)]
    said = Remark(ERROR, "错误：甲")
    remarks = Remarks(1, dict.fromkeys(cells, said), {2: Remark(ERROR, "错" * 40_000)})
    page = loaded(annotated(of_openpyxl(), {"人员": remarks}))["人员"]
    groups = [str(group.sqref) for group in page.conditional_formatting]
    blocks = [group.split() for group in groups if group in ours(page)]
    assert [len(block) for block in blocks] == [400, 400, 152, 1]
    assert {"A2:A2999", "C2:C2999"} <= set(blocks[0] + blocks[1] + blocks[2])
    assert len(page["D2"].value) == 32_767
    assert page["D2"].value.endswith("错……（太长，其余见 zcforms check）")
    assert page["C2999"].comment.text == "zcforms检查\n错误：甲"


def test_a_declaration_of_entities_is_refused():
    evil = changed(of_openpyxl(), lambda raw: b'<!DOCTYPE x [<!ENTITY a "b">]>' + raw)
    with pytest.raises(ValueError, match="sheet1"):
        annotated(evil, REMARKS)


def test_no_note_stands_in_a_merged_cell_that_begins_above():
    book = openpyxl.load_workbook(io.BytesIO(of_openpyxl()))
    book["人员"].merge_cells("C2:C3")
    target = io.BytesIO()
    book.save(target)
    said = {name: Remark(ERROR, "错误：缺少“民族”") for name in ("C2", "C3", "C4")}
    made = annotated(target.getvalue(), {"人员": Remarks(1, said, {3: Remark(ERROR, "错误：缺少“民族”")})})
    notes = b"".join(part for name, part in parts(made).items() if "comments" in name)
    assert [f'ref="{name}"'.encode() in notes for name in said] == [True, False, True]
    assert openpyxl.load_workbook(io.BytesIO(made))["人员"]["D3"].value == "错误：缺少“民族”"
