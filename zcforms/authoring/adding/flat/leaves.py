"""The tables on the pages of a flat PDF: by the lines it draws, else by its picture; read or numbered."""

from __future__ import annotations

import io

import pypdfium2

from zcforms.authoring.adding.flat.numbering import number_cells, number_photo, photo_place
from zcforms.authoring.adding.flat.overlay import Laid, read_cells, text_in
from zcforms.authoring.adding.flat.pictured import is_blank_in, picture_of, tables_in
from zcforms.authoring.adding.flat.ruling import Ruled, tables_of
from zcforms.authoring.adding.word.captions import Words
from zcforms.authoring.adding.word.marks import Draft

_PRINT = "▪"  # stands for print that is no text


def read_pages(content: bytes, words: Words, draft: Draft) -> list[Laid]:
    """Guess what belongs into the blank cells of each page; where there is no text, number them."""
    found: list[Laid] = []
    photos: list[tuple[Ruled, tuple[int, int]]] = []
    number = 0
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        for index, page in enumerate(document):
            texts = page.get_textpage()
            tables, ink = tables_of(page), None
            if not tables:
                ink = picture_of(page)
                tables = tables_in(ink)
            if not tables and texts.count_chars():
                draft.unread.append(f"第{index + 1}页没有用线画成的格子")
            for cells in tables:
                number += 1
                said = [text_in(texts, cell) for cell in cells]
                if ink is not None:
                    said = [
                        text or ("" if is_blank_in(ink, cell) else _PRINT)
                        for text, cell in zip(said, cells, strict=True)
                    ]
                at = index, number
                if set(said) <= {"", _PRINT}:
                    blank = [cell for text, cell in zip(said, cells, strict=True) if not text]
                    found += number_cells(cells, blank, at, draft)
                    if place := photo_place(cells, blank):
                        photos.append((place, at))
                    draft.remarks.append(
                        f"第{index + 1}页第{number}个表格是图片，不认字：照核对稿上的编号，"
                        "在form.yaml里写每个空格、每个清单的source（意见、签名、盖章、日期的不要写；"
                        "出生年月等只要年月的，加format: month），印着字的格子不编号"
                    )
                else:
                    found += read_cells(cells, said, at, words, draft)
    # After all others: the numbers that a form.yaml already has stay those of the same cells.
    return [*found, *(number_photo(place, at, draft) for place, at in photos)]
