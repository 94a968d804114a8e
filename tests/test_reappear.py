"""Whatever the fonts draw, in a field of any kind, can be read back from PDF, Word and workbook."""

import io
import random
import unicodedata
from datetime import date

import docx as python_docx
import openpyxl
import pytest
from conftest import squeezed, text_of

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.typefaces import drawn_characters
from zcforms.fillers import docx, html, xlsx
from zcforms.forms import Row, Values, fill_in, load_forms

FORMS = load_forms()
COUNT = 100
# Controls and marks are refused before a form is filled; spaces are the layout's own.
LETTERS = sorted(c for c in drawn_characters() if unicodedata.category(c)[0] not in "CZM")


def words() -> list[str]:
    """Values of 1 to 24 characters from everything that is drawn; the same every time, so a failure stays."""
    chance = random.Random("words")  # noqa: S311
    return ["".join(chance.choices(LETTERS, k=chance.randint(1, 24))) for _ in range(COUNT)]


def days() -> list[PartialDate]:
    """Dates known to the day, the month or the year."""
    chance = random.Random("days")  # noqa: S311
    found = []
    for _ in range(COUNT):
        day = date.fromordinal(chance.randint(date(1930, 1, 1).toordinal(), date(2030, 12, 31).toordinal()))
        found.append(PartialDate(day.year, *chance.choice([(day.month, day.day), (day.month,), ()])))
    return found


def plain(text: str) -> str:
    """Text without spaces, in the plain form: fonts draw compatibility forms with its glyph."""
    return unicodedata.normalize("NFKC", squeezed(text))


def read_word(document: bytes) -> str:
    file = python_docx.Document(io.BytesIO(document))
    parts = [p.text for p in file.element.body.iter() if p.tag.endswith("}t") and p.text]
    return "".join(parts)


def history(cells: list[dict[str, str]]) -> Values:
    form = FORMS["work_history"]
    empty = dict.fromkeys(form.tables["work"].columns, "")
    rows = [Row({**empty, **cell}) for cell in cells]
    return Values(form.title, dict.fromkeys(form.fields, "甲"), {"work": rows})


def summary(paragraphs: list[str]) -> Values:
    return Values("题", {"name": "甲", "unit": "乙", "statement": "\n".join(paragraphs), "signed_on": ""})


READERS = {
    "pdf": lambda form, values: text_of(html.fill(form, values).pdf),
    "docx": lambda form, values: read_word(docx.fill(form, values)),
}


@pytest.mark.parametrize("medium", READERS)
def test_text_in_a_table(medium):
    values = words()
    shown = plain(
        READERS[medium](FORMS["work_history"], history([{"work": v, "unit": "乙"} for v in values]))
    )
    assert [v for v in values if plain(v) not in shown] == []


@pytest.mark.parametrize("medium", READERS)
def test_prose(medium):
    values = words()
    shown = plain(READERS[medium](FORMS["work_summary"], summary(values)))
    assert [v for v in values if plain(v) not in shown] == []


@pytest.mark.parametrize("medium", READERS)
def test_fields_of_their_own(medium):
    # Short ones: what is too long for a cell is refused with a finding.
    form, values = FORMS["exception_form"], [value[:6] for value in words()]
    names = [name for name, spec in form.fields.items() if spec.format == "text"]
    for start in range(0, COUNT, len(names)):
        fields = {**dict.fromkeys(form.fields, ""), **dict(zip(names, values[start:], strict=False))}
        tables = {name: [] for name in form.tables}
        shown = plain(READERS[medium](form, Values(form.title, fields, tables, options=form.options)))
        assert [v for v in fields.values() if plain(v) not in shown] == []


@pytest.mark.parametrize("medium", READERS)
@pytest.mark.parametrize("written", ["month", "chinese_date"])
def test_dates(medium, written):
    values = days()
    form = FORMS["work_history"]
    column = form.tables["work"].columns["period"].model_copy(update={"format": written})
    table = form.tables["work"].model_copy(
        update={"columns": {**form.tables["work"].columns, "period": column}}
    )
    dated = form.model_copy(update={"tables": {"work": table}})
    rows = [{**dict.fromkeys(table.columns, ""), "period": v} for v in values]
    facts = {"person": {"name": "甲", "field": "乙", "work_started": None}, "unit": {"name": "丙"}}
    filled = fill_in(dated, {**facts, "field_years": "1年", "work": rows})
    shown = plain(READERS[medium](dated, filled))
    expected = [v.to_month() if written == "month" else v.to_chinese() for v in values]
    assert [v for v in expected if plain(v) not in shown] == []


def test_text_in_a_workbook():
    form, values = FORMS["roster"], words()
    columns = list(form.tables["people"].columns)
    rows = [Row({**dict.fromkeys(columns, ""), "name": v, "unit": v[::-1]}) for v in values]
    book = xlsx.fill_sheet(form, Values("题", {}, {"people": rows}), "people", head=["甲"], foot=["乙"])
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    shown = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=3 + COUNT)]
    assert [row[columns.index("name")] for row in shown] == values
    assert [row[columns.index("unit")] for row in shown] == [v[::-1] for v in values]


def test_a_foreign_name_makes_no_column_of_a_workbook_wider_than_its_longest_word():
    columns = list(FORMS["roster"].tables["people"].columns)
    name, school = "Jean-Baptiste Montgomery-Featherstonehaugh", "University of Fictional Science"
    rows = [Row({**dict.fromkeys(columns, "采矿工程"), "name": name, "school": school})]
    book = xlsx.fill_sheet(FORMS["roster"], Values("题", {}, {"people": rows}), "people", ["甲"], ["乙"])
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert 15 < max(one.width for one in sheet.column_dimensions.values()) < 20  # Featherstonehaugh
    assert sheet.row_dimensions[4].height >= 3 * 12  # a line of each word
