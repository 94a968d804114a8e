"""A roster of many rows as a workbook, and what others read in it: `python benchmarks/roster.py [ROWS]`.

Twenty columns; among the texts are ID numbers, what looks like a formula, a number or a date, leading zeros,
lines and rare characters. Printed are the CPU seconds of writing it and of XlsxWriter's constant_memory alone
for the same cells, the medians of three turns, and their ratio. Asserted: openpyxl and, where it is
installed, LibreOffice, each for itself, read every cell as it was given.
"""

from __future__ import annotations

import csv
import io
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import openpyxl
import xlsxwriter

from zcforms.chinese.identity import id_check_character
from zcforms.fillers.xlsx import fill_sheet
from zcforms.forms import Form, Values, load_forms
from zcforms.forms.values import Row

T = TypeVar("T")
_TITLE, _HEADS = "花名册", 3  # rows above the people
_TURNS = 3
_ODD = (
    *("=1+1", "+86 571", "-3", "@SUM(A1)", "007", "1/5", "2021-01-05", "1E5", "3.30"),
    *("'引号", '说"是"', "䶮", "甲\n乙"),
)
# Commas, quotes, UTF-8, from row 1, texts as they are shown, all quoted; the first sheet.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,1"


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Do something, and print the CPU seconds that it took."""
    start = time.process_time()
    done = work()
    seconds = time.process_time() - start
    print(f"{what:24} {seconds:6.2f} s", flush=True)
    return done, seconds


def roster(count: int) -> tuple[Form, Values, list[str]]:
    """The form of the roster with so many invented people in twenty of its columns."""
    form = load_forms()["roster"]
    columns = list(form.tables["people"].columns)[:20]
    rows = []
    for n in range(count):
        first17 = f"330599{1970 + n % 25}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
        cells = {name: _ODD[(n + x) % len(_ODD)] for x, name in enumerate(form.tables["people"].columns)}
        cells |= {"index": str(n + 1), "id_number": first17 + id_check_character(first17)}
        cells |= {"name": f"石{chr(0x4E00 + n % 6000)}", "unit": "浙江虚构矿业有限公司", "remark": ""}
        rows.append(Row(cells))
    return form, Values(_TITLE, {}, {"people": rows}, options={"columns": columns}), columns


def by_xlsxwriter(rows: Sequence[Sequence[str]]) -> None:
    """The same cells, bordered and wrapped, by XlsxWriter."""
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    look = book.add_format({"border": 1, "text_wrap": True, "num_format": "@", "font_size": 9})
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            sheet.write_string(y, x, text, look)
    book.close()


def by_openpyxl(content: bytes) -> list[list[str]]:
    """What openpyxl reads below the heads."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    rows = sheet.iter_rows(min_row=_HEADS + 1, values_only=True)
    return [["" if value is None else str(value) for value in row] for row in rows]


def by_libreoffice(content: bytes) -> list[list[str]]:
    """What LibreOffice reads below the heads, by the CSV that it makes."""
    with tempfile.TemporaryDirectory() as place:
        book = Path(place) / "roster.xlsx"
        book.write_bytes(content)
        profile = f"-env:UserInstallation=file://{place}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", _CSV, "--outdir", place, str(book)]
        subprocess.run(command, check=True, capture_output=True)
        (made,) = Path(place).glob("*.csv")
        with made.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[_HEADS:]


def main(count: int) -> None:
    form, values, columns = roster(count)
    given = [[row.cells[name] for name in columns] for row in values.tables["people"]]
    ours, alone = [], []
    for _ in range(_TURNS):
        content, seconds = timed("fill_sheet", lambda: fill_sheet(form, values, "people", ["甲"], ["乙"]))
        ours.append(seconds)
        alone.append(timed("XlsxWriter", lambda: by_xlsxwriter(given))[1])
    print(f"fill_sheet / XlsxWriter: {statistics.median(ours) / statistics.median(alone):.2f}")
    readers = {"openpyxl": by_openpyxl, "LibreOffice": by_libreoffice}
    if shutil.which("soffice") is None:
        del readers["LibreOffice"]
    for name, read in readers.items():
        found, _ = timed(name, lambda read=read: read(content))
        wrong = [(y, a, b) for y, (a, b) in enumerate(zip(found[:count], given, strict=True)) if a != b]
        assert not wrong, f"{name}: {len(wrong)} rows, as {wrong[0]}"
    print(f"{count}×{len(columns)} cells read back as they were given, by {' and '.join(readers)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
