"""The fields of a PDF form as its makers wrote them: names, kinds, places, choices.

pikepdf reads the tree of fields (ISO 32000-1, 12.7); what Chinese programs write beside the standard,
and what is not for a viewer but for a clerk, is added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pikepdf
from pikepdf import AcroFormField, Annotation, Array, Dictionary, FormFieldFlag, Name, Pdf

from zcforms.fillers.acroform.objects import reading, states_of, text_of
from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import read_file
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.geometry import MM, ordered_box, visible_box
from zcforms.paper.reading import OF_PDF, document_of

Kind = Literal["text", "multiline", "comb", "checkbox", "radio", "choice", "button", "signature", "unknown"]
KIND_LABELS: dict[Kind, str] = {
    "text": "单行文字",
    "multiline": "多行文字",
    "comb": "分格文字",
    "checkbox": "勾选框",
    "radio": "单选",
    "choice": "下拉选择",
    "button": "按钮（可放照片）",
    "signature": "签名",
    "unknown": "不认识的类型",
}
_NEVER_COMB = FormFieldFlag.tx_multiline | FormFieldFlag.tx_password | FormFieldFlag.tx_file_select
INVISIBLE, HIDDEN, PRINT = 1, 1 << 1, 1 << 2  # of an annotation; the first where its kind is not known
NO_VIEW = 1 << 5  # on paper only
_MOST = 0.75  # of a field's height and width must be on the page
_DEPTH = 100  # levels of fields; more is a loop


@dataclass(frozen=True)
class Widget:
    """One place of a field on paper: its annotation, and where it is seen on the page.

    `box` is left, top, width, height in mm on the page as it is looked at; `state` is the word that
    ticks this very box; `seen` says whether it is shown, and most of it is on the page.
    """

    obj: Any = field(repr=False)  # a dictionary
    node: AcroFormField = field(repr=False)  # through which it inherits
    page: int  # from 1
    box: tuple[float, float, float, float]
    state: str = ""
    seen: bool = True


@dataclass(frozen=True)
class Field:
    """One field of the form: its full name, and all that decides how it may be filled.

    `options` are pairs of what is stored and what is shown.
    """

    name: str
    kind: Kind
    nodes: tuple[AcroFormField, ...] = field(repr=False)
    widgets: tuple[Widget, ...] = ()
    tip: str = ""
    options: tuple[tuple[str, str], ...] = ()
    free: bool = True  # takes words that are no option
    max_length: int | None = None
    required: bool = False
    read_only: bool = False

    @property
    def value(self) -> str:
        """What the field holds already."""
        return text_of(self.nodes[0].get_inheritable_field_value("/V"))


@dataclass(frozen=True)
class Template:
    """An opened form: its PDF, its fields by name, and what should be said of it."""

    pdf: Pdf
    fields: dict[str, Field]
    findings: tuple[Finding, ...]


@contextmanager
def opened(path: Path, where: str) -> Iterator[Template]:
    """A PDF form ready to be filled; UnreadableInput if it is locked, broken or no such form."""
    template = _opened(path, where)
    with template.pdf:
        try:
            yield template
        except OF_PDF as e:  # some parts are read only when they are needed
            raise _damaged(where) from e


def _opened(path: Path, where: str) -> Template:
    try:
        with reading():
            pdf = document_of(read_file(path))
            if not pdf.allow.modify_form:
                hint = "向发布单位要一份可以填写的，或用填写它的软件去掉限制后另存"
                raise UnreadableInput("PDF不允许填写", hint=hint, where=where)
            return _read(pdf, where)
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", where=where) from e
    except pikepdf.PasswordError as e:
        raise UnreadableInput("PDF设有打开密码", hint="去掉密码后另存一份", where=where) from e
    except OF_PDF as e:
        raise _damaged(where) from e


def _damaged(where: str) -> UnreadableInput:
    return UnreadableInput("不是完好的PDF文件", hint="重新导出后再试", where=where)


def _read(pdf: Pdf, where: str) -> Template:
    form = pdf.Root.get(Name.AcroForm)
    fields = _fields(pdf) if isinstance(form, Dictionary) else {}
    dynamic = not fields or bool(pdf.Root.get(Name.NeedsRendering, False))
    if isinstance(form, Dictionary) and Name.XFA in form and dynamic:
        hint = "请发布单位另给一份普通的PDF表单或Word表"
        raise UnreadableInput("是动态表单（XFA），页面要由专用软件现生成", hint=hint, where=where)
    if not fields:
        hint = "这份PDF只能打印后手写；要自动填写，请改用Word表"
        raise UnreadableInput("PDF里没有可填写的栏目", hint=hint, where=where)
    return Template(pdf, fields, tuple(_remarks(pdf, fields)))


def _remarks(pdf: Pdf, fields: dict[str, Field]) -> Iterator[Finding]:
    form = pdf.Root.AcroForm
    if Name.XFA in form:
        message = "PDF里另有一套XFA表单数据，填写时去掉，只填普通栏目"
        yield Finding("pdf-xfa-dropped", message, Severity.INFO)
    signed = any(f.kind == "signature" and Name.V in n.obj for f in fields.values() for n in f.nodes)
    if signed or Name.Perms in pdf.Root or int(form.get(Name.SigFlags, 0)) & 1:
        yield Finding(
            "pdf-signature-broken",
            "PDF带有电子签名，填写后签名失效",
            Severity.WARNING,
            "保留原文件；需要签名的，填好后重新签",
        )


# --- reading -------------------------------------------------------------------------------------


def _fields(pdf: Pdf) -> dict[str, Field]:
    """Every terminal field by its full name, in the order of the pages.

    Fields that share a name are one field. Widgets that only a page lists are found through the page.
    """
    _mend(pdf)
    placed: dict[tuple[int, int], tuple[int, Annotation]] = {}
    for number, page in enumerate(pdf.pages, 1):
        for annotation in pdf.acroform.get_widget_annotations_for_page(page):
            placed.setdefault(annotation.obj.objgen, (number, annotation))
    nodes: dict[str, list[AcroFormField]] = {}
    widgets: dict[str, list[tuple[int, Annotation]]] = {}
    for number, annotation in placed.values():
        node = pdf.acroform.get_field_for_annotation(annotation)
        if Name.T not in node.obj and not node.parent.is_null:
            node = node.parent
        name = _full_name(node)
        if not any(known.obj.objgen == node.obj.objgen for known in nodes.setdefault(name, [])):
            nodes[name].append(node)
        widgets.setdefault(name, []).append((number, annotation))
    for kid in _terminals(pdf.Root.AcroForm.Fields, 0):
        node = AcroFormField(kid)  # type: ignore[call-arg]  # which the stub forgets
        nodes.setdefault(_full_name(node), [node])
    return {name: _field(name, found, widgets.get(name, []), pdf) for name, found in nodes.items() if name}


def _mend(pdf: Pdf) -> None:
    """Give the form the list, and its widgets the numbers, without which pikepdf passes them over."""
    form = pdf.Root.AcroForm
    if not isinstance(form.get(Name.Fields), Array):
        form.Fields = Array()
    for page in pdf.pages:
        annotations: Any = page.obj.get(Name.Annots)
        for n, annotation in enumerate(annotations if isinstance(annotations, Array) else ()):
            if isinstance(annotation, Dictionary) and not annotation.is_indirect:
                annotations[n] = pdf.make_indirect(annotation)


def _terminals(kids: Any, depth: int) -> Iterator[Any]:
    """The fields of the tree, those without any widget too: pikepdf lists only what has one."""
    for node in kids if depth < _DEPTH else ():
        if not isinstance(node, Dictionary):
            continue
        named = [kid for kid in node.get(Name.Kids, []) if isinstance(kid, Dictionary) and Name.T in kid]
        if named:
            yield from _terminals(named, depth + 1)
        else:
            yield node


def _full_name(node: AcroFormField) -> str:
    """The names from the top down, GBK and escapes read, which `fully_qualified_name` does not."""
    parts: list[str] = []
    for _ in range(_DEPTH):
        if node.is_null:
            break
        if Name.T in node.obj:
            parts.append(_unescaped(text_of(node.obj.T)))
        node = node.parent
    return ".".join(reversed(parts))


def _unescaped(name: str) -> str:
    """LibreOffice writes #E5#A7#93 for 姓: the escape of name objects, in what is a string."""

    def decoded(match: re.Match[str]) -> str:
        try:
            return bytes.fromhex(match[0].replace("#", "")).decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    return re.sub(r"(#[0-9A-F]{2})+", decoded, name)


def _field(name: str, nodes: list[AcroFormField], placed: list[tuple[int, Annotation]], pdf: Pdf) -> Field:
    node = nodes[0]
    longest = node.get_inheritable_field_value("/MaxLen")
    max_length = int(longest) if longest is not None and int(longest) > 0 else None
    kind = _kind(node, max_length)
    states = _states(node, placed) if kind in ("checkbox", "radio") else []
    widgets = tuple(
        Widget(
            annotation.obj,
            pdf.acroform.get_field_for_annotation(annotation),
            number,
            _seen_box(pdf.pages[number - 1], annotation.obj),
            state,
            _is_seen(pdf.pages[number - 1], annotation.obj),
        )
        for (number, annotation), state in zip(placed, states or [""] * len(placed), strict=True)
    )
    options = _choices(node) if kind == "choice" else tuple((s, s) for s in dict.fromkeys(states))
    return Field(
        name,
        kind,
        tuple(nodes),
        widgets,
        text_of(node.get_inheritable_field_value("/TU")),
        options,
        not options or (kind == "choice" and bool(node.flags & FormFieldFlag.ch_edit)),
        max_length,
        bool(node.flags & FormFieldFlag.required),
        bool(node.flags & FormFieldFlag.read_only),
    )


def _kind(node: AcroFormField, max_length: int | None) -> Kind:
    if node.is_text:
        if node.flags & FormFieldFlag.tx_comb and max_length and not node.flags & _NEVER_COMB:
            return "comb"
        return "multiline" if node.flags & FormFieldFlag.tx_multiline else "text"
    if node.is_pushbutton:
        return "button"
    if node.is_radio_button:
        return "radio"
    if node.is_checkbox:
        return "checkbox"
    if node.is_choice:
        return "choice"
    return "signature" if node.field_type == Name.Sig else "unknown"


def _states(node: AcroFormField, placed: list[tuple[int, Annotation]]) -> list[str]:
    """The word that ticks each box: its export value (/Opt) where the form has some, else its state."""
    exports = [text_of(word) for word in node.get_inheritable_field_value("/Opt") or []]
    words = []
    for n, (_, annotation) in enumerate(placed):
        own = next(iter(states_of(annotation.obj)), "")
        place = int(own) if own.isdecimal() else n
        words.append(exports[place] if place < len(exports) else own or "Yes")
    return words


def _choices(node: AcroFormField) -> tuple[tuple[str, str], ...]:
    pairs = []
    for option in node.get_inheritable_field_value("/Opt") or []:
        two = isinstance(option, Array) and len(option) > 1
        pairs.append((text_of(option[0]), text_of(option[1])) if two else (text_of(option),) * 2)
    return tuple(pairs)


def _seen_box(page: pikepdf.Page, annotation: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    a, b, c, d = ordered_box(annotation.get(Name.Rect, [0, 0, 0, 0]))
    x, y, width, height = {
        90: (b - bottom, a - left, d - b, c - a),
        180: (right - c, b - bottom, c - a, d - b),
        270: (top - d, right - c, d - b, c - a),
    }.get(int(page.rotation) % 360, (a - left, top - d, c - a, d - b))
    return x / MM, y / MM, width / MM, height / MM


def _is_seen(page: pikepdf.Page, annotation: Any) -> bool:
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    a, b, c, d = ordered_box(annotation.get(Name.Rect, [0, 0, 0, 0]))
    across, down = min(c, right) - max(a, left), min(d, top) - max(b, bottom)
    on_page = across >= _MOST * (c - a) and down >= _MOST * (d - b)
    return on_page and not int(annotation.get(Name.F, 0)) & HIDDEN
