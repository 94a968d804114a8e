"""A form's template and its values into markup: the only home of Jinja2."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from zcforms.fillers.engine import KEPT, SHARED
from zcforms.fillers.fitting import KEPT_WHOLE
from zcforms.fillers.html.template_errors import in_chinese
from zcforms.forms import FieldSpec, Form, Row, Values
from zcforms.ground.errors import BrokenForm


@lru_cache(KEPT)
def environment_of(form: Form | None) -> SandboxedEnvironment:
    """Where the templates of a form (of none) and the shared ones are read, in a sandbox."""
    return SandboxedEnvironment(
        loader=FileSystemLoader([form.folder, SHARED] if form else [SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


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

    def field(name: str, row: Row | None = None) -> Markup:
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


def text_of(values: Values, name: str, row: Row | None) -> str:
    """The text of a field, or of a column in a row; BrokenForm for a column without one."""
    if row is None and name not in values.fields:
        raise BrokenForm(f"“{name}”是表里的列，要写 field('{name}', row)", where="template.html")
    return values.fields[name] if row is None else row.cells[name.rpartition(".")[2]]


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
    environment = environment_of(form)
    try:
        return environment.get_template("template.html").render(
            form=form,
            title=values.title,
            options=values.options,
            blank=values.blank,
            field=field,
            text=text,
            has_image=has_image,
            continued=continued,
            whose=form.whose(values.fields),
            rows=lambda table: values.tables[table],
            column=form.spec,
        )
    except (TemplateError, TypeError) as e:
        raise in_chinese(e, form.folder) from e
