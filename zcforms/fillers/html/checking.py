"""Whether a form's template and its manifest name the same things: read, not run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates

from zcforms.fillers.html.template_errors import in_chinese
from zcforms.fillers.sandbox import Sandbox
from zcforms.fillers.stylesheets import SHARED
from zcforms.forms import Form
from zcforms.forms.files import read_text
from zcforms.forms.library import KEPT
from zcforms.ground.errors import BrokenForm
from zcforms.ground.files import is_left_by_programs
from zcforms.ground.meant import meant


def check_names(form: Form) -> None:
    """Prove that every placeholder is declared and every declared field is used, else BrokenForm."""
    declared = {*form.fields, *form.columns}
    used: set[str] = set()
    walked: set[str] = set()  # tables whose columns a template names one after the other
    open_ended = False
    for name, tree in _trees(form):
        for call in tree.find_all(nodes.Call):
            function = getattr(call.node, "name", "")
            if function not in {"field", "text", "rows"} or not call.args:
                continue
            argument = call.args[0]
            if isinstance(argument, nodes.Const):
                used.add(_declared(form, declared, call, name))
            elif isinstance(argument, nodes.Concat) and isinstance(argument.nodes[0], nodes.Const):
                walked.add(str(argument.nodes[0].value).partition(".")[0])
            else:
                open_ended |= function != "rows"
    if open_ended:
        # A macro that walks the columns of a table is given the table's name.
        walked |= {table for _, tree in _trees(form) for table in _mentioned(tree)}
    used |= {f"{t}.{c}" for t in walked & set(form.tables) for c in form.tables[t].columns}
    if unused := declared - used:
        raise BrokenForm(
            "声明了但模板没有使用的栏目：" + "、".join(sorted(unused)), where=f"{form.id}/form.yaml"
        )


def _trees(form: Form) -> Iterator[tuple[str, nodes.Template]]:
    """The templates of a form's folder and the shared ones that they refer to, by name."""
    paths = sorted(p for p in form.folder.rglob("*.html") if not is_left_by_programs(p.name))
    for path in paths:
        name = path.name if path.parent == SHARED else path.relative_to(form.folder).as_posix()
        try:
            tree = _parsed(read_text(path, f"{form.id}/{name}"), name)
        except TemplateSyntaxError as e:
            raise in_chinese(e, form.folder) from e
        shared = [SHARED / other for other in find_referenced_templates(tree) if other in _shared()]
        paths += [other for other in shared if other not in paths]
        yield name, tree


@cache
def _shared() -> frozenset[str]:
    """The names of the shared templates: whatever else a template names, no file is looked for by it."""
    return frozenset(path.name for path in SHARED.glob("*.html"))


@lru_cache(4 * KEPT)
def _parsed(source: str, name: str) -> nodes.Template:
    """A template read: the shared ones are the same for all forms, and all forms are looked at every time."""
    return Sandbox().parse(source, name)


def _declared(form: Form, declared: set[str], call: nodes.Call, name: str) -> str:
    """The declared name that a call asks for in the right way, else BrokenForm with the line."""
    function, wanted = getattr(call.node, "name", ""), str(call.args[0].value)  # type: ignore[attr-defined]
    known = set(form.tables) if function == "rows" else declared
    where = f"{form.id}/{name}:{call.lineno}"
    if wanted not in known:
        hint = meant(wanted, known, "请在form.yaml中声明", cutoff=0.4)
        raise BrokenForm(f"模板用了没有声明的栏目“{wanted}”", hint=hint, where=where)
    has_row = len(call.args) > 1 or bool(call.kwargs)
    if "." in wanted and not has_row:
        said = f"“{wanted}”是表里的列，要写 {function}('{wanted}', row)"
        raise BrokenForm(said, hint="row是{% for row in rows('表') %}里的一行", where=where)
    if "." not in wanted and has_row and function != "rows":
        raise BrokenForm(f"“{wanted}”不是表里的列，要写 {function}('{wanted}')", where=where)
    return wanted


def _mentioned(tree: nodes.Template) -> Iterator[str]:
    """The texts of a template, other than those that `rows` itself is asked for."""
    asked = {
        id(call.args[0])
        for call in tree.find_all(nodes.Call)
        if getattr(call.node, "name", "") == "rows" and call.args
    }
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in asked:
            yield constant.value
