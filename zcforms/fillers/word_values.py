"""Values as the tags of a Word template are given them: texts, rows of texts, pictures in their room."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from types import CodeType, MappingProxyType
from typing import Any

from docxtpl import DocxTemplate, InlineImage
from jinja2 import Template
from markupsafe import Markup, escape
from PIL import Image

from zcforms.chinese.names import code_point
from zcforms.fillers.dated import dates_of
from zcforms.fillers.sandbox import Sandbox
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.fillers.sandbox.plain import frozen
from zcforms.forms import FieldSpec, Form, Values

NO_DATE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
_EMU = 36000  # of Office in a mm
_MOST_MM = 1000  # of a picture
_KEPT = 64  # parts of templates compiled, by content
# What XML cannot hold, and what docxtpl reads as a new paragraph or page.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# docxtpl turns {_{ into {{ on the finished page: a value's own braces go by number.
BRACES = {ord(c): f"&#{ord(c)};" for c in "{}%"}


def context_of(form: Form, values: Values, template: DocxTemplate) -> dict[str, Any]:
    """All that a Word template is given by name: texts, rows of texts, pictures that only take a room."""
    shown: dict[str, Any] = {
        name: Shown(values.fields[name], spec) for name, spec in form.fields.items() if spec.format != "image"
    }
    for name, spec in form.fields.items():
        if spec.format == "image":
            image = values.images.get(name)
            shown[name] = Picture(template, image) if image else NoPicture()
    for name, table in form.tables.items():
        shown[name] = tuple(
            MappingProxyType({c: Shown(row.cells[c], spec) for c, spec in table.columns.items()})
            for row in values.tables[name]
        )
    options = {k: Shown(v) if isinstance(v, str) else v for k, v in values.options.items()}
    where = f"{form.id}/form.yaml"
    of_form = {"title": Shown(values.title), "options": frozen(options, where)}
    return {**shown, **of_form, "blank": values.blank, "exported": values.exported}


class Shown(str):
    """A value: its text for conditions, and how it stands on the page for printing."""

    __slots__ = ("markup",)
    markup: str

    def __new__(cls, text: str, spec: FieldSpec | None = None) -> Shown:
        shown = super().__new__(cls, text)
        kind = spec.format if spec else "text"
        lines = [line for line in text.split("\n") if line.strip()]
        if kind == "dated":
            lines = ["\t".join(filter(None, dates_of(line))) for line in lines]
        # docxtpl makes a new paragraph of BEL, a new line of LF and a tab of HT.
        written = ("\a" if spec and spec.by_paragraph else "\n").join(map(_literal, lines))
        shown.markup = written or (NO_DATE if kind == "chinese_date" else "")
        return shown

    def __html__(self) -> str:
        return self.markup


def _literal(text: str) -> str:
    named = _UNWRITABLE.sub(lambda found: f"〔{code_point(found[0])}〕", text)
    return str(escape(named)).translate(BRACES)


class Picture:
    """An image: in the room of a small photo, or where the template says `photo.within(35, 49)`, in mm."""

    def __init__(self, template: DocxTemplate, image: bytes) -> None:
        self._template, self._image = template, image

    def within(self, width: float, height: float) -> Markup:
        """The image as large as this room holds it whole."""
        for side in (width, height):
            if not isinstance(side, int | float) or not 1 <= side <= _MOST_MM:
                raise Forbidden(f"within的宽、高以毫米计，从1到{_MOST_MM}")
        with Image.open(io.BytesIO(self._image)) as picture:
            scale = min(width / picture.width, height / picture.height)
            size = [round(length * scale * _EMU) for length in picture.size]
        drawn = InlineImage(self._template, io.BytesIO(self._image), *size)
        # (Without a word on it, LibreOffice keeps 3 mm free beside a picture.)
        close = str(drawn).replace("<wp:inline ", '<wp:inline distT="0" distB="0" distL="0" distR="0" ', 1)
        return Markup(close)  # noqa: S704  made by docxtpl of numbers only

    def __html__(self) -> Markup:
        return self.within(25, 35)


class NoPicture(str):
    """An image that is not there."""

    __slots__ = ()

    def within(self, width: float, height: float) -> str:  # noqa: ARG002
        """Nothing."""
        return ""


class WordSandbox(Sandbox):
    """The sandbox of a Word template: its values are text only, its pictures take a room."""

    methods = MappingProxyType({Picture: frozenset({"within"}), NoPicture: frozenset({"within"})})

    def __init__(self) -> None:
        super().__init__()
        del self.filters["safe"]

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        """A part of a Word template, compiled once for all that have the same text."""
        kind = template_class or self.template_class
        return kind.from_code(self, _compiled(source), self.make_globals(globals))


@lru_cache(_KEPT)
def _compiled(source: str) -> CodeType:
    return WordSandbox().compile(source)
