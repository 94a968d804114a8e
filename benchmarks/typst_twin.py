"""The review form beside a twin of it in Typst: `python benchmarks/typst_twin.py [ROUNDS]`.

Needs `pip install typst` (an optional tool, of this benchmark only). Both set the sample's values, turn by
turn in one run, each round with another text so that nothing of the round before can be taken again; both are
warm. The twin (typst_twin.typ) has the same words and values in tables of the same widths and the same faces,
without what makes ours the official form: no photo, no fitting to boxes, no fixed pages. Printed are the
pages of both, the characters on them, and the medians of CPU time (all threads), with their ratio.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import typst

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import golden

from zcforms.chinese.typefaces import faces, file_of
from zcforms.fillers import html
from zcforms.forms import Form, Row, Values

HERE = Path(__file__).parent
_LONG = 120  # characters from which a field has a page of its own in the twin


def content_of(form: Form, values: Values) -> str:
    """The values of a form with their titles, as the twin reads them."""
    fields = [(form.fields[name].title, text) for name, text in values.fields.items()]
    tables = [
        {
            "title": table.title,
            "widths": [spec.width or 20 for spec in table.columns.values()],
            "heads": [spec.title for spec in table.columns.values()],
            "rows": [[row.cells[column] for column in table.columns] for row in values.tables[name]],
        }
        for name, table in form.tables.items()
    ]
    short = [pair for pair in fields if len(pair[1]) < _LONG]
    long = [pair for pair in fields if len(pair[1]) >= _LONG]
    return json.dumps({"title": values.title, "fields": short, "texts": long, "tables": tables})


def turned(values: Values, by: int) -> Values:
    """Values with the same characters in another order: no text of them was set before."""

    def other(text: str) -> str:
        at = by % len(text) if text else 0
        return (text[at:] + text[:at]).strip() or text

    fields = {name: other(text) for name, text in values.fields.items()}
    tables = {
        name: [Row({column: other(text) for column, text in row.cells.items()}, row.blank) for row in rows]
        for name, rows in values.tables.items()
    }
    return replace(values, fields=fields, tables=tables)


def shown(pdf: bytes) -> tuple[int, int]:
    """The pages of a file, and the characters on them."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return len(texts), sum(len("".join(text.split())) for text in texts)


def timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    """The CPU milliseconds of some work, in all threads, and what it made."""
    start = time.process_time()
    made = work()
    return 1000 * (time.process_time() - start), made


def main(rounds: int) -> None:
    """Set both, turn by turn, and print what they took."""
    form, values = golden.cases()["review_form/sample"]
    compiler = typst.Compiler(
        str(HERE / "typst_twin.typ"),
        font_paths=sorted({str(file_of(face).parent) for face in faces()}),
        ignore_system_fonts=True,
    )
    own, twin = [], []
    for n in range(rounds + 1):
        one = turned(values, n)
        content = content_of(form, one)
        ours, pdf = timed(lambda one=one: html.fill(form, one, True).pdf)
        given = {"data": content}
        theirs, other = timed(lambda given=given: compiler.compile(format="pdf", sys_inputs=given))
        if n:  # the first of each loads fonts and templates
            own.append(ours)
            twin.append(theirs)
    for name, made, times in ("zcforms", pdf, own), ("Typst", other, twin):
        pages, characters = shown(made)
        print(f"{name:8} {pages:3} pages {characters:6} characters {statistics.median(times):7.1f} ms")
    print(f"ratio {statistics.median(own) / statistics.median(twin):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
