"""Sheets of a workbook print all their columns on one page, unless the workbook says otherwise."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.pagebreak import Break
from test_dossier import pdf_bytes

from zcforms.ground.errors import UnreadableInput
from zcforms.intake import evidence
from zcforms.intake.evidence import Asked, read_evidence
from zcforms.intake.evidence.one_wide import across_one_page

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le").ljust(64, b"\0")


def book(columns, settle=lambda sheet: None):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in range(3):
        sheet.append([f"{row}-{column}" for column in range(columns)])
    settle(sheet)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def printed(raw):
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    fits = sheet.sheet_properties.pageSetUpPr
    return bool(fits and fits.fitToPage), sheet.page_setup.fitToHeight, sheet.page_setup.orientation


def coloured(sheet):
    sheet.sheet_properties.tabColor = "FF0000"
    sheet.page_setup.orientation = "portrait"


def as_libreoffice_writes(sheet):
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.scale, sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 100, 1, 1


def widened(sheet):
    for letter in "ABCDEF":
        sheet.column_dimensions[letter].width = 30


def test_the_sheets_are_known_also_by_the_paths_of_windows():
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(6))) as file, zipfile.ZipFile(target, "w") as out:
        for name in file.namelist():
            entry = zipfile.ZipInfo(name)
            entry.filename = name.replace("/", "\\")
            out.writestr(entry, file.read(name))
    assert printed(across_one_page(target.getvalue()))[0]


@pytest.mark.parametrize(
    ("columns", "settle", "orientation"),
    [
        (6, lambda sheet: None, None),
        (20, lambda sheet: None, "landscape"),
        (20, coloured, "portrait"),
        (6, as_libreoffice_writes, None),
        (6, widened, "landscape"),
    ],
)
def test_all_columns_stand_on_one_page(columns, settle, orientation):
    raw = book(columns, settle)
    made = across_one_page(raw)
    assert not printed(raw)[0]
    assert printed(made) == (True, 0, orientation)
    before, after = (openpyxl.load_workbook(io.BytesIO(one)).active for one in (raw, made))
    assert list(before.values) == list(after.values)


def scaled(sheet):
    sheet.page_setup.scale = 60


def fitted(sheet):
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 3


def divided(sheet):
    sheet.col_breaks.append(Break(5))


@pytest.mark.parametrize("settle", [scaled, fitted, divided])
def test_what_the_workbook_says_stands(settle):
    raw = book(20, settle)
    assert printed(across_one_page(raw)) == printed(raw)


def test_what_is_no_workbook_is_left_alone():
    assert across_one_page(b"\xd0\xcf\x11\xe0 old") == b"\xd0\xcf\x11\xe0 old"
    broken = book(3)[:-40]
    assert across_one_page(broken) == broken
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w") as made:
        made.writestr("xl/worksheets/sheet1.xml", '<x:worksheet xmlns:x="y"><x:sheetData/></x:worksheet>')
    with zipfile.ZipFile(io.BytesIO(across_one_page(odd.getvalue()))) as read:
        assert read.read("xl/worksheets/sheet1.xml").startswith(b"<x:worksheet")


def test_an_older_workbook_is_made_one_of_today_first(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(evidence, "modern", lambda raw, shown: book(20))
    monkeypatch.setattr(
        evidence, "as_pdf", lambda raw, kind, shown: given.append(raw) or pdf_bytes((595, 842))
    )
    (tmp_path / "old.xls").write_bytes(OLD)
    read_evidence(Asked(tmp_path / "old.xls", "old.xls"), tmp_path)
    assert [printed(raw) for raw in given] == [(True, 0, "landscape")]

    def refused(raw, shown):
        raise UnreadableInput("x", where=shown)

    monkeypatch.setattr(evidence, "modern", refused)
    read_evidence(Asked(tmp_path / "old.xls", "old.xls"), tmp_path)
    assert given[1:] == [OLD]
