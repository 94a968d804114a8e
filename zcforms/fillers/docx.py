"""Values into a Word file by way of a template with tags: the only home of docxtpl.

`template.docx` says `{{ name }}` for a field, `{%tr for row in people %}` … `{{ row.name }}` for a
table, `{{ title }}`, `{{ options.label }}`, `{% if name %}` and `{% if blank %}`, and nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape
from PIL import Image

from zcforms.chinese.names import code_point
from zcforms.forms import FieldSpec, Form, Values
from zcforms.ground.errors import BrokenForm

TEMPLATE = "template.docx"
NO_DATE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EMU = 36000  # of Office in a mm
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Who wrote the template, where and when, is nobody's business on the form.
_BARE = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
    b'metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>zcforms</Application></Properties>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
# What XML cannot hold, and what docxtpl reads as a new paragraph or page.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# docxtpl turns {_{ into {{ on the finished page: a value's own braces go by number.
_BRACES = {ord(c): f"&#{ord(c)};" for c in "{}%"}


class Shown(str):
    """A value: its text for conditions, and how it stands on the page for printing."""

    __slots__ = ("markup",)
    markup: str

    def __new__(cls, text: str, spec: FieldSpec | None = None) -> Shown:
        shown = super().__new__(cls, text)
        kind = spec.format if spec else "text"
        lines = [line for line in text.split("\n") if line.strip()]
        # docxtpl makes a new paragraph of BEL and a new line of LF.
        written = ("\a" if kind == "prose" else "\n").join(map(_literal, lines))
        shown.markup = written or (NO_DATE if kind == "chinese_date" else "")
        return shown

    def __html__(self) -> str:
        return self.markup


def _literal(text: str) -> str:
    named = _UNWRITABLE.sub(lambda found: f"〔{code_point(found[0])}〕", text)
    return str(escape(named)).translate(_BRACES)


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl without its leniency: broken XML is an error, properties are no templates."""

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml)  # docxtpl itself would drop what it cannot parse
        tree = super().fix_tables(xml)
        for cell in tree.iter(f"{_W}tc"):
            if cell[-1].tag != f"{_W}p":  # a condition may have taken the last paragraph of a cell
                cell.append(cell.makeelement(f"{_W}p"))
        return tree

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing: they are replaced when the file is written."""


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


# --- templates -----------------------------------------------------------------------------------


def check_template(form: Form) -> None:
    """Prove that every tag is declared and every declared field has its tag, else BrokenForm."""
    where = f"{form.id}/{TEMPLATE}"
    declared = {*form.fields, *(f"{t}.{c}" for t, spec in form.tables.items() for c in spec.columns)}
    used = set(tags(form))
    for name in used - declared:
        near = get_close_matches(name, declared, n=1, cutoff=0.4)
        hint = f"是否想写“{near[0]}”？" if near else "请在form.yaml中声明"
        raise BrokenForm(f"Word模板用了没有声明的栏目“{name}”", hint=hint, where=where)
    if unused := declared - used:
        raise BrokenForm("声明了但Word模板没有使用的栏目：" + "、".join(sorted(unused)), where=where)


def tags(form: Form) -> list[str]:
    """The fields ("name") and columns ("table.column") that the Word template prints, in its order."""
    try:
        template = _Template(form.folder / TEMPLATE)
        sources = [template.patch_xml(template.xml_to_string(template.get_docx().element.body))]
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            for _, part in template.get_headers_footers(uri):
                sources.append(template.patch_xml(template.get_part_xml(part)))
        found: list[str] = []
        for source in sources:
            _collect(_environment().parse(source), {}, found)
    except TemplateError as e:
        raise BrokenForm(f"Word模板的标记有错：{e.message}", where=f"{form.id}/{TEMPLATE}") from e
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as e:
        raise BrokenForm("Word模板无法打开", hint="重新添加这张表", where=f"{form.id}/{TEMPLATE}") from e
    return list(dict.fromkeys(found))


def _collect(node: nodes.Node, rows: Mapping[str, str], found: list[str]) -> None:
    """The printed names below a node; `rows` are the loop variables with their tables."""
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        table = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        rows = {**rows, node.target.name: table}
        for child in (*node.body, *node.else_):
            _collect(child, rows, found)
    elif isinstance(node, nodes.Getattr) and getattr(node.node, "name", "") in rows:
        found.append(f"{rows[node.node.name]}.{node.attr}")  # type: ignore[attr-defined]
    elif isinstance(node, nodes.Name):
        if node.name not in {"title", "options", "blank", "loop", *rows}:
            found.append(node.name)
    else:
        for child in node.iter_child_nodes():
            _collect(child, rows, found)


# --- filling -------------------------------------------------------------------------------------


def covers(form: Form, options: Mapping[str, Any]) -> bool:
    """Whether the template can show the options: one that differs from the form's own has a tag."""
    differing = {name for name, value in options.items() if form.options.get(name) != value}
    return not differing or differing <= _options(form)


@lru_cache(256)
def _options(form: Form) -> frozenset[str]:
    with zipfile.ZipFile(form.folder / TEMPLATE) as archive:
        xml = archive.read("word/document.xml").decode()
    return frozenset(re.findall(r"\boptions\.(\w+)", xml))


def fill(form: Form, values: Values) -> bytes:
    """A form's Word template with its values: a .docx with no author and no clock.

    Every value stands literally on the page. Images are placed in the mm of their box. Raises
    BrokenForm for a fault of the template.
    """
    where = f"{form.id}/{TEMPLATE}"
    try:
        template = _Template(form.folder / TEMPLATE)
        template.render(_context(form, values, template), _environment(), autoescape=True)
        target = io.BytesIO()
        template.save(target)
    except TemplateError as e:
        raise BrokenForm(f"Word模板的标记有错：{e.message}", where=where) from e
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as e:
        raise BrokenForm(f"Word模板无法使用（{type(e).__name__}）", hint="重新添加这张表", where=where) from e
    return _bare(target.getvalue())


def _context(form: Form, values: Values, template: DocxTemplate) -> dict[str, Any]:
    shown: dict[str, Any] = {
        name: Shown(values.fields[name], spec) for name, spec in form.fields.items() if spec.format != "image"
    }
    for name, spec in form.fields.items():
        if spec.format == "image":
            image = values.images.get(name)
            shown[name] = Picture(template, image) if image else NoPicture()
    for name, table in form.tables.items():
        shown[name] = [
            SimpleNamespace(**{c: Shown(row.cells[c], spec) for c, spec in table.columns.items()})
            for row in values.tables[name]
        ]
    options = {k: Shown(v) if isinstance(v, str) else v for k, v in values.options.items()}
    return {**shown, "title": Shown(values.title), "options": options, "blank": values.blank}


class Picture:
    """An image: in the room of a small photo, or where the template says `photo.within(35, 49)`, in mm."""

    def __init__(self, template: DocxTemplate, image: bytes) -> None:
        self._template, self._image = template, image

    def within(self, width: float, height: float) -> Markup:
        """The image as large as this room holds it whole."""
        with Image.open(io.BytesIO(self._image)) as picture:
            scale = min(width / picture.width, height / picture.height)
            size = [round(length * scale * _EMU) for length in picture.size]
        drawn = InlineImage(self._template, io.BytesIO(self._image), *size)
        return Markup(str(drawn))  # noqa: S704  made by docxtpl of numbers only

    def __html__(self) -> Markup:
        return self.within(25, 35)


class NoPicture(str):
    """An image that is not there."""

    __slots__ = ()

    def within(self, width: float, height: float) -> str:  # noqa: ARG002
        """Nothing."""
        return ""


def _bare(document: bytes) -> bytes:
    """The same document without author, clock and history: the same values give the same bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, _BARE.get(name) or source.read(name))
    return target.getvalue()
