"""The layout engine: the only home of WeasyPrint."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from zcforms.chinese.typefaces import Typefaces
from zcforms.fillers.bounds import LEAST_SHEET, check_markup, check_sheet
from zcforms.fillers.engine.faces import fonts
from zcforms.fillers.engine.fetching import address_of, fetcher
from zcforms.fillers.engine.loading import loaded, pango_version, require_engine
from zcforms.fillers.engine.strict import strict
from zcforms.fillers.stylesheets import SHARED, sheet_files, sheet_text
from zcforms.forms import Form
from zcforms.forms.files import read_text
from zcforms.forms.library import KEPT
from zcforms.ground.errors import MissingTool

__all__ = ["lay_out", "pango_version", "prove_sheets", "require_engine", "to_pdf"]


def lay_out(
    html: str, form: Form, images: Mapping[str, bytes], duplex: bool, least: float = LEAST_SHEET
) -> Any:
    """A form's markup as a WeasyPrint Document on sheets of at least so many mm.

    Raises BrokenForm for whatever the engine complains of, MissingTool without Pango.
    """
    configuration, font_sheet = fonts(form.typefaces)
    with strict(form.id):
        page = loaded().HTML(
            string=html, base_url=address_of(form), url_fetcher=fetcher(images, (form.folder, SHARED))
        )
        template, where = form.folder / "template.html", f"{form.id}/template.html"
        source = read_text(template, where) if template.exists() else ""
        check_markup(page.etree_element, where, source, least)
        sheets = [font_sheet, *_sheets(form, duplex)]
        from zcforms.fillers.engine.justification import justified  # needs Pango, as the engine does

        with justified():
            document = page.render(font_config=configuration, stylesheets=sheets)
    _close_tables(document)
    return document


def _close_tables(document: Any) -> None:
    """Let every table end with its last row on the page.

    Rows that move on to stay with what follows the table leave their height behind (so WeasyPrint says
    itself, in find_earlier_page_break): the frame would stand empty under the last row.
    """
    for page in document.pages:
        for box in page._page_box.descendants():
            if type(box).__name__ != "TableBox" or box.style["height"] != "auto":
                continue
            rows = [row for group in box.children for row in group.children]
            if rows:
                foot = max(row.position_y + row.height for row in rows)
                box.height = min(box.height, foot - box.content_box_y())


def to_pdf(document: Any, form: Form, identifier: bytes) -> bytes:
    """The PDF of a laid-out document; the identifier makes the same input give the same bytes."""
    with strict(form.id):
        pdf: bytes = document.write_pdf(pdf_identifier=identifier, custom_metadata=False)
    return pdf


def prove_sheets(form: Form) -> None:
    """Prove the style sheets of a form, else BrokenForm; without the engine nothing can be made with them."""
    with suppress(MissingTool):
        _sheets(form, False)


@lru_cache(KEPT)
def _sheets(form: Form, duplex: bool) -> tuple[Any, ...]:
    sheets = []
    for path in sheet_files(form, duplex):
        text, where = sheet_text(path)
        if path.parent == SHARED:
            sheets.append(_shared(text, where, path.as_uri(), form.typefaces))
        else:
            address = address_of(form, path.name)
            sheets.append(_sheet(text, where, address, form.typefaces, (form.folder, SHARED)))
    return tuple(sheets)


@lru_cache(KEPT)
def _shared(text: str, where: str, address: str, typefaces: Typefaces) -> Any:
    """A sheet of every form, which imports nothing: most of what a form has of styles."""
    return _sheet(text, where, address, typefaces, ())


def _sheet(text: str, where: str, address: str, typefaces: Typefaces, folders: tuple[Path, ...]) -> Any:
    """A style sheet, which may import others from some folders."""
    configuration, _ = fonts(typefaces)
    with strict(where):
        check_sheet(text, where)
        return loaded().CSS(
            string=text,
            base_url=address,
            font_config=configuration,
            url_fetcher=fetcher({}, folders),
        )
