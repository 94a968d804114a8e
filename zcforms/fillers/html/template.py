"""A form's template and its values into markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from zcforms.fillers.html.copyfit import fitter
from zcforms.fillers.html.dealing import dealer
from zcforms.fillers.html.paged import pager
from zcforms.fillers.html.setting import lines_in
from zcforms.fillers.html.shares import by_need, shared_out
from zcforms.fillers.html.template_errors import in_chinese
from zcforms.fillers.sandbox import Sandbox
from zcforms.fillers.sandbox.faults import is_of_the_template
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.fillers.sandbox.plain import Plain, described, options_of, rows_of
from zcforms.fillers.stylesheets import SHARED
from zcforms.forms import FieldSpec, Form, Values
from zcforms.ground.errors import BrokenForm

_HALVES = re.compile("[\ud800-\udfff]")  # of characters: no file can hold one
_ROW = "row是{% for row in rows('表') %}里的一行"


@dataclass(frozen=True, slots=True)
class Pen:
    """What writes a value on the page (`field`), and tells its text, and whether there is such an image."""

    field: Callable[..., Markup]
    text: Callable[..., str]
    has_image: Callable[[str], bool]


def typeset(form: Form, values: Values, pen: Pen, continued: Sequence[tuple[str, Markup]] = ()) -> str:
    """The markup of a form, its values written by the pen.

    `continued` is what goes on after the form, under the titles of the fields.
    """
    context = context_of(form, values, pen, continued)
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
    form: Form, values: Values, pen: Pen, continued: Sequence[tuple[str, Markup]]
) -> dict[str, Plain]:
    """All that a template is given by name: plain data, and functions that return such."""
    return {
        "form": described(form),
        "title": values.title,
        "options": options_of(values, f"{form.id}/form.yaml"),
        "blank": values.blank,
        "exported": values.exported,
        "continued": tuple(continued),
        "whose": tuple(form.whose(values.fields)),
        **_functions(form, values, pen),
    }


def _functions(form: Form, values: Values, pen: Pen) -> dict[str, Callable[..., Plain]]:
    """The functions of a template: what they are asked for is looked at before it reaches ours."""
    tables = rows_of(values)

    def spec(name: str) -> FieldSpec:
        try:
            return form.spec(name)
        except (BrokenForm, AttributeError):
            raise Forbidden(f"没有声明的栏目“{name}”", "请在form.yaml中声明") from None

    def asked(function: Callable[..., Plain]) -> Callable[..., Plain]:
        def of_value(name: str, row: Plain = None, *room: Plain) -> Plain:
            spec(name)
            if row is None and "." in name:
                raise Forbidden(f"“{name}”是表里的列，要写 field('{name}', row)", _ROW)
            if row is not None and not _is_row(row, name):
                raise Forbidden(f"field('{name}', row)里的row不是这个表的一行", _ROW)
            if room and (function is pen.text or not (2 <= len(room) <= 4 and _are_lengths(*room[:2]))):
                raise Forbidden(f"field('{name}', row, 毫米, 磅)的格宽和字号应为两个数")
            return function(name, row, *room)

        return of_value

    def rows(table: str) -> tuple[Plain, ...]:
        if not isinstance(table, str) or table not in tables:
            raise Forbidden(f"没有声明的表“{table}”", "请在form.yaml中声明")
        return tables[table]

    def column(name: str) -> Plain:
        return MappingProxyType({"title": spec(name).title, "width": spec(name).width})

    def image(name: str) -> bool:
        return spec(name).format == "image" and pen.has_image(name)

    return {
        "field": asked(pen.field),
        "text": asked(pen.text),
        "rows": rows,
        "column": column,
        "has_image": image,
        **measures(form),
    }


def measures(form: Form) -> dict[str, Callable[..., Plain]]:
    """The functions of a template that measure texts, and say what has room where."""
    return {
        "line_count": counter(form),
        "most_lines": row_counter(form),
        "copyfit": fitter(form),
        "paged": pager(form),
        "dealt": dealer(form),
        "shared_out": shared_out,
        "by_need": by_need,
    }


def counter(form: Form) -> Callable[..., int]:
    """The function of a template that says how many lines a text takes in a width (mm) at a size (pt)."""

    def line_count(text: Plain, mm: Plain, pt: Plain, fewest: Plain = False) -> int:
        if not isinstance(text, str) or not _are_lengths(mm, pt) or not mm or not pt:
            raise Forbidden("line_count(文字, 毫米, 磅)要一段文字、格宽和字号")
        return len(lines_in(form, text, mm, pt, bool(fewest)))

    return line_count


def row_counter(form: Form) -> Callable[..., int]:
    """The function of a template that says how many lines the fullest cell of a row takes at a size (pt).

    Given are the texts of its cells, the widths (mm) of these, and what each is less inside. A text of more
    lines than one may begin a new one after each ／.
    """

    def most_lines(texts: Plain, widths: Plain, pt: Plain, inset: Plain = 0.0) -> int:
        if not _are_cells(texts, widths) or not _are_lengths(pt, inset) or not pt:
            raise Forbidden("most_lines(各格文字, 各格宽毫米, 磅, 少几毫米)要一样多的文字和格宽")
        most = 1
        for text, mm in zip(texts, widths, strict=True):
            lines = len(lines_in(form, text, mm - inset, pt))
            most = max(most, lines, text.count("／") + 1 if lines > 1 else 1)
        return most

    return most_lines


def _are_cells(texts: Plain, widths: Plain) -> bool:
    """Whether these are texts, and as many widths (mm) to set them in."""
    if not isinstance(texts, list | tuple) or not isinstance(widths, list | tuple):
        return False
    known = all(isinstance(text, str) for text in texts) and _are_lengths(*widths)
    return known and len(texts) == len(widths)


def _are_lengths(*given: Plain) -> bool:
    """Whether these are widths (mm) or sizes (pt)."""
    return all(isinstance(one, int | float) and 0 <= one < 2000 for one in given)


def _is_row(row: object, name: str) -> bool:
    """Whether something is a row of ours with that column: a template can make no read-only mapping."""
    table, _, column = name.rpartition(".")
    return bool(table) and isinstance(row, MappingProxyType) and column in row.get("cells", ())
