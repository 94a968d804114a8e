"""A form's HTML template rendered with marks in the place of values.

Each mark is one private character that stands for the expression of a Word tag. What the template
decides by a value (`{% if text('x') %}`, `field('x') or gap(3)`, a loop over rows) is not decided
here: both ways are written, between comments that say the condition, and become tags.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, nodes
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from zcforms.fillers.html.copyfit import fitter
from zcforms.fillers.html.setting import style_of
from zcforms.fillers.html.template import measures
from zcforms.fillers.sandbox.filters import em
from zcforms.fillers.sandbox.plain import Plain, described
from zcforms.fillers.stylesheets import SHARED
from zcforms.forms import Form, Row

_FIRST = 0xE000
_CHINESE = re.compile("[\u4e00-\u9fff]")


class Test:
    """A condition that only a value decides, as Jinja writes it."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def __bool__(self) -> bool:
        return False  # where the template counts or compares, nothing is special


class Mark(str):
    """A value that is not known yet: one private character, and the expression it stands for."""

    expression: str
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> Any:
        return Test(f"{self.expression} == {_operand(other)}")

    def __ne__(self, other: object) -> Any:
        return Test(f"{self.expression} != {_operand(other)}")

    def endswith(self, ending: str) -> Any:  # type: ignore[override]
        return Test(f"{self.expression}.endswith({ending!r})")


def _operand(value: object) -> str:
    return value.expression if isinstance(value, Mark) else repr(value)


class Field(Markup):
    """What `field(…)` puts on the page for a value that is not known yet."""

    expression: str


class Section(str):
    """One of the sections that a plan may choose."""


class MarkedRow(Row):
    """The one row that stands for all rows of a table."""

    __slots__ = ("table",)
    table: str


_UNKNOWN = (Mark, Test, Field)
_SIGNER = 16  # characters in a line over a date


class Marks:
    """The marks of one form, and the expression behind each."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.expressions: list[str] = []

    def mark(self, expression: str) -> Mark:
        """The mark of an expression."""
        if expression not in self.expressions:
            self.expressions.append(expression)
        mark = Mark(chr(_FIRST + self.expressions.index(expression)))
        mark.expression = expression
        return mark

    def expression(self, character: str) -> str | None:
        """The expression that a character stands for, if it is a mark."""
        place = ord(character) - _FIRST
        return self.expressions[place] if 0 <= place < len(self.expressions) else None

    def goes_on(self, row: str) -> bool:
        """Whether a row of Word holds a text that goes on over the page, where paper has a page more."""
        return any(
            spec.by_paragraph and spec.overflow == "continue" and f"{{{{ {name} }}}}" in row
            for name, spec in self.form.fields.items()
        )

    def html(self) -> str:
        """The page with marks, both ways of every condition between comments."""
        environment = _Environment(
            loader=FileSystemLoader([self.form.folder, SHARED]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["float"] = lambda text: float(re.sub("<!--.*?-->", "", str(text)).strip() or 0)
        environment.filters |= {"em": em, "in_lines": self._in_lines}
        environment.globals |= {
            "unknown_": lambda value: isinstance(value, _UNKNOWN),
            "if_": lambda test: Markup(f"<!--if {test.expression}-->"),
            "else_": Markup("<!--else-->"),
            "endif_": Markup("<!--endif-->"),
            "choose_": _choose,
            "or_": self._or,
            "not_": lambda value: (
                Test(f"not {value.expression}") if isinstance(value, _UNKNOWN) else not value
            ),
            "loop_": _loop,
            "endloop_": _endloop,
            "index_": lambda item, index: self.mark("loop.index") if isinstance(item, MarkedRow) else index,
        }
        return environment.get_template("template.html").render(
            form=described(self.form),
            title=self.form.title,
            options={name: self._option(name, value) for name, value in self.form.options.items()},
            blank=Test("blank"),
            exported=True,
            field=self._field,
            text=self._text,
            has_image=lambda name: Test(name),
            **{**measures(self.form), "copyfit": self._copyfit},
            rows=self._rows,
            column=lambda name: described(self.form)["tables"][name.partition(".")[0]]["columns"][
                name.partition(".")[2]
            ],
            continued=[],
            whose="",
        )

    def _copyfit(self, lists: Any, room: Any) -> Plain:
        """As `fitter`, for rows of ours."""

        def plain(row: Row) -> Plain:
            return MappingProxyType({"cells": row.cells, "blank": row.blank})

        rows = {name: {**one, "rows": [plain(row) for row in one["rows"]]} for name, one in lists.items()}
        return fitter(self.form)(rows, room)

    def _option(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and (not value or _CHINESE.search(value)):
            return self.mark(f"options.{name}")
        if name == "sections":
            # All that there are, the usual ones first: a plan chooses among them, in its own order.
            others = [item for item in self.form.sections if item not in value]
            return [Section(item) for item in (*value, *others)]
        return value

    def _text(self, name: str, row: Row | None = None) -> Mark:
        return self.mark(f"row.{name.rpartition('.')[2]}" if row else name)

    def _rows(self, table: str) -> list[Row]:
        cells = {column: self.mark(f"row.{column}") for column in self.form.tables[table].columns}
        row = MarkedRow(cells)
        object.__setattr__(row, "table", table)
        return [row]

    def _field(self, name: str, row: Row | None = None, *_: Any) -> Field:
        spec, mark = self.form.spec(name), self._text(name, row)
        shown: Markup = Markup('<span class="image">{}</span>').format(mark)
        if spec.by_paragraph:
            shown = Markup('<span class="{}"><span class="paragraph">{}</span></span>').format(
                spec.format, mark
            )
        elif spec.format == "chinese_date":
            # As wide as the date that is left for writing by hand, so that what is centred over it is.
            shown = Markup('<span style="display: inline-block; width: 9em">{}</span>').format(mark)
        elif spec.format != "image":
            own = style_of(spec.size, spec.leading) if row is None else Markup()
            shown = Markup('<span class="{}"{}>{}</span>').format(
                "value boxed" if own else "value", own, mark
            )
        field = Field(shown)
        field.expression = mark.expression
        return field

    def _in_lines(self, text: Any, most: float) -> list[Any]:
        """What Word sets in lines itself, too: a signer, in a block that holds 17 characters."""
        expression = getattr(text, "expression", "")
        lines = f"{expression}|in_lines({min(most, _SIGNER)})|join('\\n')"
        return [self.mark(lines) if expression else text]

    def _or(self, one: Any, other: Any) -> Any:
        if isinstance(other, Test) and isinstance(one, _UNKNOWN):
            return Test(f"{one.expression} or {other.expression}")
        if isinstance(one, Field):
            return _choose(one, one, other)
        if isinstance(one, Mark):
            return self.mark(f"({one.expression} or {str(other)!r})")
        return one or other


def _choose(test: Any, one: Any, other: Any = "") -> Any:
    """`one if test else other`; what concerns blank prints only is left to the template's own if."""
    if test.expression == "blank":
        return other
    return Markup(f"<!--if {test.expression}-->{escape(one)}<!--else-->{escape(other)}<!--endif-->")


def _loop(item: Any, name: str) -> Markup:
    if isinstance(item, MarkedRow):
        return Markup(f"<!--for {item.table}-->")
    if not isinstance(item, Section):
        return Markup()
    chosen = f"section == {str(item)!r}" if name == "section" else f"{str(item)!r} in options.sections"
    return Markup(f"<!--if {chosen}-->")


def _endloop(item: Any) -> Markup:
    if isinstance(item, MarkedRow):
        return Markup("<!--endfor-->")
    return Markup("<!--endif-->" if isinstance(item, Section) else "")


# --- the template rewritten so that it asks the functions above -----------------------------------


class _Environment(SandboxedEnvironment):
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Rewriter().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]


def _plain(text: str) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(text)])


def _call(name: str, *args: Any) -> nodes.Call:
    return nodes.Call(nodes.Name(name, "load"), list(args), [], None, None)


class _Rewriter(NodeTransformer):
    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)  # type: ignore[assignment]
        otherwise: list[nodes.Node] = list(node.else_)
        for branch in reversed(node.elif_):
            otherwise = [self._if(branch.test, branch.body, otherwise)]
        return self._if(node.test, node.body, otherwise)

    def _if(self, test: nodes.Node, body: list[nodes.Node], otherwise: list[nodes.Node]) -> nodes.If:
        both = [nodes.Output([_call("if_", test)]), *body]
        if otherwise:
            both += [nodes.Output([nodes.Name("else_", "load")]), *otherwise]
        both.append(nodes.Output([nodes.Name("endif_", "load")]))
        return nodes.If(_call("unknown_", test), both, [], [nodes.If(test, body, [], otherwise)])

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)  # type: ignore[assignment]
        other = node.expr2 or nodes.Const("")
        chosen = _call("choose_", node.test, node.expr1, other)
        return nodes.CondExpr(
            _call("unknown_", node.test), chosen, nodes.CondExpr(node.test, node.expr1, other)
        )

    def visit_Or(self, node: nodes.Or) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)  # type: ignore[assignment]
        return _call("or_", node.left, node.right)

    def visit_Not(self, node: nodes.Not) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)  # type: ignore[assignment]
        return _call("not_", node.node)

    def visit_For(self, node: nodes.For) -> nodes.Node | list[nodes.Node]:  # noqa: N802
        node = self.generic_visit(node)  # type: ignore[assignment]
        if isinstance(node.target, nodes.Name) and any(map(_prints, node.find_all(nodes.Output))):
            item = nodes.Name(node.target.name, "load")
            _Indices(item).rewrite(node)
            node.body = [
                nodes.Output([_call("loop_", item, nodes.Const(item.name))]),
                *node.body,
                nodes.Output([_call("endloop_", item)]),
            ]
            if item.name == "section":
                begin, end = ("<!--for section in options.sections-->", "<!--endfor-->")
                return [_plain(begin), node, _plain(end)]
        return node


class _Indices(NodeTransformer):
    """The number of a row that is printed is counted by Word's own loop."""

    def __init__(self, item: nodes.Name) -> None:
        self.item, self.printing = item, False

    def rewrite(self, loop: nodes.For) -> None:
        """Rewrite a loop's body."""
        loop.body = [self.visit(node) for node in loop.body]

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802
        self.printing = True
        self.generic_visit(node)
        self.printing = False
        return node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        index = isinstance(node.node, nodes.Name) and (node.node.name, node.attr) == ("loop", "index")
        return _call("index_", self.item, node) if index and self.printing else self.generic_visit(node)


def _prints(output: nodes.Output) -> bool:
    """Whether an output writes anything but white space."""
    return any(not isinstance(n, nodes.TemplateData) or n.data.strip() for n in output.nodes)
