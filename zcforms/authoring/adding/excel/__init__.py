"""Excel files that a clerk brings, an office's roster or post table: read, guessed, stored as a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from zcforms.authoring.adding.brought import (
    Brought,
    Medium,
    Proposal,
    content_of,
    folder_of,
    kept_form,
    modern_content,
    store,
)
from zcforms.authoring.adding.excel.worksheet import Reading, read_sheet
from zcforms.authoring.adding.word.captions import Words, words_of
from zcforms.authoring.adding.word.marks import Draft, draw
from zcforms.authoring.adding.word.untagged import manifest_of
from zcforms.facts.vocabulary import vocabulary
from zcforms.fillers import sheets
from zcforms.fillers.sheets import Book
from zcforms.fillers.sheets.cells import name_of
from zcforms.forms import Form, load_forms
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.room import Spoiled, room

_TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_EXCEL = Medium(sheets.TEMPLATE, sheets.check_template, sheets.fill)


def add_excel(path: Path, work: Path, title: str | None, scope: str) -> Brought:
    """Add a workbook to a folder of work as a form, and say what each guess means.

    The form.yaml that is there is kept. Raises UnreadableInput if the file cannot be taken, or if nothing
    in it is understood; nothing is written then.
    """
    title = (title or path.stem).strip()
    folder = folder_of(work, title, scope)
    kept = kept_form(folder)
    converted = modern_content(path)
    content = converted or content_of(path)
    try:
        found = room().call(propose, content, path.name, title, scope, kept)
    except Spoiled as e:
        raise UnreadableInput(f"这个工作簿{e.whole}", hint=sheets.SAVE_AS, where=path.name) from None
    return store(folder, _EXCEL, found, converted is not None)


def propose(content: bytes, name: str, title: str, scope: str, kept: Form | None) -> Proposal:
    """Guess what belongs into the blanks of a workbook, and put tags there."""
    words = words_of(load_forms().values(), scope)
    draft = Draft(vocabulary(scope).facts)
    book = Book(content, name)
    readings = _read(book, words, draft)
    draft.unread += _written(book)
    if not draft.fields and not any(one.columns for one in draft.lists):
        said = "；".join(["没有认出一个可以填的空格", *draft.unread])
        hint = "表头下面要有空行，或栏目名旁边、下面有空格；每单位、每批一份的加--scope institution、office"
        raise UnreadableInput(said, hint=hint, where=name)
    for reading in readings:
        for at, said in reading.tags.items():
            reading.sheet.put(at, said)
    template, manifest = book.content(), manifest_of(title, scope, draft, "xlsx")
    sheet = _checked(content, name, readings, draft, kept)
    draft.marks, draft.control, draft.gone = [], [], []  # (trees stay in the room)
    return Proposal(manifest, template, sheet, draft)


def _read(book: Book, words: Words, draft: Draft) -> list[Reading]:
    found = (read_sheet(book, sheet, words, draft) for sheet in book.sheets if not sheet.hidden)
    return [reading for reading in found if reading is not None]


def _written(book: Book) -> Iterator[str]:
    """Cells with what would be a tag in a Word form; here nothing is put in its place."""
    for sheet in (sheet for sheet in book.sheets if not sheet.hidden):
        for at in sorted(sheet.cells):
            if found := _TAG.search(sheet.text(at)):
                said = f"{sheet.name}!{name_of(at)}的“{found[0]}”照原样印"
                yield f"{said}：Excel表里不写栏目名，要填的删去它、留着空格，再添加"


def _checked(content: bytes, name: str, readings: list[Reading], draft: Draft, kept: Form | None) -> bytes:
    """The sheet to check: each guess in its place, on the colour that says how sure it is."""
    if kept is not None:
        draft.go_over(kept)
    draw(draft)
    book = Book(content, name)
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for reading in readings:
        sheet = by_name[reading.sheet.name]
        for at, (said, colour) in reading.now().items():
            if colour:
                sheets.write(book, sheet, at, said, on=colour)
    return book.content()
