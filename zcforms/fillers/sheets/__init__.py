"""Values into a workbook that somebody brought, its look, heads and formulas kept.

`template.xlsx` says `{{ f1 }}` in a cell for a field, with the conditions that Word forms have, and
`{{ t1.c2 }}` in the cells of a row for a list: the rows that say so are those that the empty table has, and
more are put in below them, in their style, where there is more to say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from zcforms.chinese.typefaces import width as measure
from zcforms.fillers.apart import apart
from zcforms.fillers.dated import dates_of
from zcforms.fillers.sandbox import Sandbox
from zcforms.fillers.sandbox.faults import in_words, is_of_the_template
from zcforms.fillers.sheets.anchoring import place
from zcforms.fillers.sheets.book import SAVE_AS, Book
from zcforms.fillers.sheets.cells import At, Sheet
from zcforms.fillers.sheets.moving import Opened, move
from zcforms.fillers.sheets.reckoning import reckoned_with
from zcforms.forms import FieldSpec, Form, Values
from zcforms.forms.files import read_bytes
from zcforms.ground.errors import BrokenForm, UnreadableInput

__all__ = ["SAVE_AS", "TEMPLATE", "Book", "check_template", "fill", "write"]

TEMPLATE = "template.xlsx"
_PICTURE = "\ufffc"  # stands where one goes
_LEADING = 1.3  # times the size
_COLUMN = re.compile(r"\{\{ (\w+)\.(\w+) \}\}")
# The tags that `forms add` puts in; any other brace is a word of the workbook.
_VALUE = re.compile(r"\{\{ [^{}]*\b[ft]\d+\b[^{}]* \}\}|\{% if [^{}]*\bf\d+\b[^{}]* %\}")
_NAME = re.compile(rf"{_VALUE.pattern}|\{{% (?:else|endif) %\}}")
_BRACE = r"{{ '\x7b' }}"
_WORD = re.compile(r"(?<!['\w])[ft]\d+(?:\.c\d+)?(?![\w'])")
_NUMBER = re.compile(r"(?:0|[1-9]\d{0,8})(?:\.\d{1,4})?")


@apart
def check_template(form: Form) -> None:
    """Prove that every tag is declared and every declared field has its tag, else BrokenForm."""
    used = {
        name
        for sheet in _opened(form).sheets
        for text in _tagged(sheet).values()
        for tag in _NAME.findall(text)
        for name in _WORD.findall(tag)
    }
    form.refuse_undeclared(used, "Excel模板", f"{form.id}/{TEMPLATE}")


@apart
def fill(form: Form, values: Values) -> bytes:
    """A form's workbook with its values: an .xlsx with no author and no clock, each value as text.

    A value is a number only where a formula of the workbook reckons with it. Raises BrokenForm for a fault
    of the template.
    """
    book = _opened(form)
    sandbox = _Sandbox()
    with _told(form):
        for sheet in book.sheets:
            for table, rows in reversed(list(_blocks(sheet).items())):
                _fill_rows(book, sheet, rows, form.tables[table].columns, values, table)
            shown, reckoned = _texts(form, values), reckoned_with(book, sheet)
            pictures: dict[At, bytes] = {}
            for at, text in _tagged(sheet).items():
                said = sandbox.from_string(_source(text)).render(shown)
                if _PICTURE in said:
                    pictures[at] = next(values.images[n] for n in _WORD.findall(text) if n in values.images)
                    sheet.put(at, said.replace(_PICTURE, ""))
                elif measure(said) > measure(_NAME.sub("", text)):
                    specs = [form.fields[name] for name in _WORD.findall(text) if name in form.fields]
                    write(book, sheet, at, said, at in reckoned and _is_number(said, *specs))
                else:
                    sheet.put(at, said)  # no longer than what stood there blank
            for at, picture in pictures.items():  # once the rows are as high as they will be
                place(book, sheet, at, picture)
    return book.content()


class _Sandbox(Sandbox):
    """The sandbox of a cell, whose values are plain text."""

    def __init__(self) -> None:
        super().__init__()
        self.autoescape = False


def _opened(form: Form) -> Book:
    where = f"{form.id}/{TEMPLATE}"
    try:
        return Book(read_bytes(form.folder / TEMPLATE, where), where)
    except UnreadableInput as e:
        raise BrokenForm(f"Excel模板不能用：{e.message}", hint=e.hint, where=where) from e


@contextmanager
def _told(form: Form) -> Iterator[None]:
    try:
        yield
    except Exception as e:
        if not is_of_the_template(e):
            raise
        said, hint = in_words(e)
        raise BrokenForm(f"Excel模板的标记有错：{said}", hint=hint, where=f"{form.id}/{TEMPLATE}") from e


def _texts(form: Form, values: Values) -> dict[str, str]:
    """What the fields say; a picture says only that it is there."""
    return {
        name: (_PICTURE if name in values.images else "")
        if spec.format == "image"
        else _shown(values.fields[name], spec)
        for name, spec in form.fields.items()
    }


def _shown(text: str, spec: FieldSpec) -> str:
    if spec.format == "dated":
        return "\n".join("　".join(filter(None, dates_of(line))) for line in text.split("\n"))
    return text


def _tagged(sheet: Sheet) -> dict[At, str]:
    """The texts of the cells with tags."""
    texts = ((at, sheet.text(at)) for at in sorted(sheet.cells) if sheet.formula(at) is None)
    return {at: text for at, text in texts if _VALUE.search(text)}


def _source(text: str) -> str:
    """The text of a cell as Jinja reads it: what is no tag stands there literally."""
    tags = [*_NAME.findall(text), ""]
    return "".join(part.replace("{", _BRACE) + tag for part, tag in zip(_NAME.split(text), tags, strict=True))


def _blocks(sheet: Sheet) -> dict[str, dict[int, dict[int, str]]]:
    """By list the rows that ask for it, from above, each with the columns of the list that stand there."""
    found: dict[str, dict[int, dict[int, str]]] = {}
    for (row, column), text in _tagged(sheet).items():
        if tag := _COLUMN.fullmatch(text):
            found.setdefault(tag[1], {}).setdefault(row, {})[column] = tag[2]
    return found


# --- rows ----------------------------------------------------------------------------------------


def _fill_rows(
    book: Book,
    sheet: Sheet,
    block: dict[int, dict[int, str]],
    specs: Mapping[str, FieldSpec],
    values: Values,
    table: str,
) -> None:
    rows, first, last = values.tables[table], min(block), max(block)
    printed = sorted(block)
    more = max(0, len(rows) - len(block))
    running = _running(sheet, first, last, set(block[first]))
    repeated = _repeated(sheet, first, last, set(block[first]))
    spans = [m for m in sheet.merged() if m[0] == m[2] == last]
    if more:
        move(book, sheet, Opened(sheet.name, first, last, more))
        sheet.open_below(last, more)
    reckoned = reckoned_with(book, sheet)
    for n in range(len(block) + more):
        row = printed[n] if n < len(block) else last + n - len(block) + 1
        for column, key in block[first].items():
            said = _shown(rows[n].cells[key], specs[key]) if n < len(rows) else ""
            at = row, column
            write(book, sheet, at, said, at in reckoned and _is_number(said, specs[key]))
        if row > last:
            for column, number in running.items():
                sheet.put((row, column), str(number + n), as_number=True)
            for column, text in repeated.items():
                sheet.put((row, column), text)
            for _, left, _, right in spans:
                sheet.merge(row, left, row, right)


def _running(sheet: Sheet, first: int, last: int, taken: set[int]) -> dict[int, int]:
    """The columns of a block in which running numbers are printed, each with its first."""
    found = {}
    for column in {c for r, c in sheet.cells if r == first} - taken:
        texts = [sheet.text((row, column)) for row in range(first, last + 1)]
        if all(t.isdecimal() for t in texts) and not sheet.formula((first, column)):
            numbers = [int(t) for t in texts]
            if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
                found[column] = numbers[0]
    return found


def _repeated(sheet: Sheet, first: int, last: int, taken: set[int]) -> dict[int, str]:
    """The columns of a block in which the same words are printed in every row."""
    found = {}
    for column in {c for r, c in sheet.cells if r == first} - taken:
        texts = {sheet.text((row, column)) for row in range(first, last + 1)}
        text = next(iter(texts))
        if len(texts) == 1 and text and not text.isdecimal() and sheet.formula((first, column)) is None:
            found[column] = text
    return found


def _is_number(said: str, *specs: FieldSpec) -> bool:
    """Whether a value is a plain number, and no date that looks like one."""
    return bool(_NUMBER.fullmatch(said)) and all(spec.format == "text" for spec in specs)


# --- a value in its cell -------------------------------------------------------------------------


def write(book: Book, sheet: Sheet, at: At, said: str, as_number: bool = False, on: str = "") -> None:
    """A value into its cell: nothing is cut, so a long one goes on in more lines and the row grows.

    The cell's ground stays, unless it is to stand `on` another (RGB in hex).
    """
    style = book.styles.on(sheet.style(at), on) if on else sheet.style(at)
    _, left, bottom, right = next((m for m in sheet.merged() if m[:2] == at), (*at, *at))
    if book.styles.flows(style):
        right = sheet.free_until(at[0], right)
    size, room = book.styles.size(style), sheet.room(left, right)
    lines = sum(max(1, math.ceil(measure(line) * size / room)) for line in said.split("\n"))
    if lines > 1 and not (book.styles.shrinks(style) and "\n" not in said):
        style = style if book.styles.wraps(style) else book.styles.wrapping(style)
        above = sum(sheet.height(row) for row in range(at[0], bottom))
        sheet.put(at, said, style)
        sheet.grow(bottom, round(lines * size * _LEADING + 4 - above, 1))
    else:
        sheet.put(at, said, style, as_number)
