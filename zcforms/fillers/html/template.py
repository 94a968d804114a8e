"""A form's template and its values into markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup, escape

from zcforms.fillers.engine import SHARED
from zcforms.fillers.fitting import KEPT_WHOLE
from zcforms.fillers.html.template_errors import in_chinese
from zcforms.fillers.sandbox import Sandbox
from zcforms.fillers.sandbox.faults import is_of_the_template
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.fillers.sandbox.plain import Plain, described, options_of, rows_of
from zcforms.forms import FieldSpec, Form, Values
from zcforms.ground.errors import BrokenForm

_HALVES = re.compile("[\ud800-\udfff]")  # of characters: no file can hold one
_ROW = "row是{% for row in rows('表') %}里的一行"


def setting(size: float | None, leading: float | None) -> Markup:
    """The attribute that sets a text in a size (pt) and leading of its own; none if there is neither."""
    parts = [f"font-size:{size:g}pt"] if size else []
    parts += [f"line-height:{leading:g}"] if leading else []
    return Markup(' style="{}"').format("; ".join(parts)) if parts else Markup()


def writer(
    form: Form, values: Values, settings: Mapping[str, Markup], cells: Mapping[tuple[str, str], Markup]
) -> Callable[..., Markup]:
    """The one macro through which every value reaches the page; what has a setting is so set.

    `settings` are those of fields and columns by name, `cells` those of a column where it says a text.
    """

    def field(name: str, row: Plain = None) -> Markup:
        spec = form.spec(name)
        if spec.format == "image":
            if name not in values.images:
                return Markup()
            return Markup('<img class="image" data-field="{0}" src="image:{0}" alt="">').format(name)
        text = text_of(values, name, row)
        if not text and spec.format == "chinese_date":
            text = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
        if not text:
            return Markup()
        kind = "prose" if spec.format == "prose" else "value"
        style = cells.get((name, text)) or settings.get(name, Markup())
        if style:
            # Set by itself, a text stands in a block of its own, or the cell's line height would count.
            kind += " boxed"
        return Markup('<span class="{}" data-field="{}"{}>{}</span>').format(
            kind, name, style, _paragraphs(text, spec)
        )

    return field


def text_of(values: Values, name: str, row: Plain) -> str:
    """The text of a field, or of a column in a row; Forbidden for an image, which has none."""
    if row is not None:
        return str(row["cells"][name.rpartition(".")[2]])
    if name not in values.fields:
        raise Forbidden(f"“{name}”是图片，没有文字", "用has_image判断有没有，用field印出来")
    return values.fields[name]


def _kept_whole(line: str) -> Markup:
    parts, end = [], 0
    for match in KEPT_WHOLE.finditer(line):
        parts.append(_spaced(line[end : match.start()]))
        parts.append(Markup('<span class="whole">{}</span>').format(match[0]))
        end = match.end()
    return Markup().join([*parts, _spaced(line[end:])])


def _spaced(text: str) -> Markup:
    """A full-width space between words as one that vanishes where the line ends there."""
    wide = Markup('<span class="wide"> </span>')
    return wide.join(escape(part) for part in re.split(r"(?<=\S)\u3000(?=\S)", text))


def rest(text: str, spec: FieldSpec, torn: bool) -> Markup:
    """What is left of a field's text; `torn` in the middle of a paragraph, it does not begin a new one."""
    kind = "prose torn" if torn else "prose"
    return Markup('<span class="{}">{}</span>').format(kind, _paragraphs(text, spec))


def _paragraphs(text: str, spec: FieldSpec) -> Markup:
    lines = [_kept_whole(line) for line in text.split("\n") if line.strip()]
    if spec.format == "prose":
        return Markup().join(Markup('<span class="paragraph">{}</span>').format(x) for x in lines)
    return Markup("<br>").join(lines)


def typeset(
    form: Form,
    values: Values,
    field: Callable[..., Markup],
    text: Callable[..., str],
    has_image: Callable[[str], bool],
    continued: Sequence[tuple[str, Markup]] = (),
) -> str:
    """The markup of a form, its values written by `field`, asked about by `text` and `has_image`.

    `continued` is what goes on after the form, under the titles of the fields.
    """
    context = context_of(form, values, field, text, has_image, continued)
    try:
        page = Sandbox([form.folder, SHARED]).get_template("template.html").render(context)
        if half := _HALVES.search(page):
            raise Forbidden(f"排出的内容里有不成字的编码（U+{ord(half[0]):X}）")
        return page
    except Exception as e:
        if not is_of_the_template(e):
            raise
        raise in_chinese(e, form.folder) from e


def context_of(
    form: Form,
    values: Values,
    field: Callable[..., Markup],
    text: Callable[..., str],
    has_image: Callable[[str], bool],
    continued: Sequence[tuple[str, Markup]],
) -> dict[str, Plain]:
    """All that a template is given by name: plain data, and functions that return such."""
    return {
        "form": described(form),
        "title": values.title,
        "options": options_of(values, f"{form.id}/form.yaml"),
        "blank": values.blank,
        "continued": tuple(continued),
        "whose": tuple(form.whose(values.fields)),
        **_functions(form, values, field, text, has_image),
    }


def _functions(
    form: Form,
    values: Values,
    field: Callable[..., Markup],
    text: Callable[..., str],
    has_image: Callable[[str], bool],
) -> dict[str, Callable[..., Plain]]:
    """The functions of a template: what they are asked for is looked at before it reaches ours."""
    tables = rows_of(values)

    def spec(name: str) -> FieldSpec:
        try:
            return form.spec(name)
        except (BrokenForm, AttributeError):
            raise Forbidden(f"没有声明的栏目“{name}”", "请在form.yaml中声明") from None

    def asked(function: Callable[..., Plain]) -> Callable[..., Plain]:
        def of_value(name: str, row: Plain = None) -> Plain:
            spec(name)
            if row is None and "." in name:
                raise Forbidden(f"“{name}”是表里的列，要写 field('{name}', row)", _ROW)
            if row is not None and not _is_row(row, name):
                raise Forbidden(f"field('{name}', row)里的row不是这个表的一行", _ROW)
            return function(name, row)

        return of_value

    def rows(table: str) -> tuple[Plain, ...]:
        if not isinstance(table, str) or table not in tables:
            raise Forbidden(f"没有声明的表“{table}”", "请在form.yaml中声明")
        return tables[table]

    def column(name: str) -> Plain:
        return MappingProxyType({"title": spec(name).title, "width": spec(name).width})

    def image(name: str) -> bool:
        return spec(name).format == "image" and has_image(name)

    return {"field": asked(field), "text": asked(text), "rows": rows, "column": column, "has_image": image}


def _is_row(row: object, name: str) -> bool:
    """Whether something is a row of ours with that column: a template can make no read-only mapping."""
    table, _, column = name.rpartition(".")
    return bool(table) and isinstance(row, MappingProxyType) and column in row.get("cells", ())
