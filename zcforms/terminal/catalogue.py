"""The commands on forms, each a thin face of a library call."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zcforms.ground.errors import UsageError
from zcforms.terminal.asked import OWN, all_forms, asked_form, asked_plan
from zcforms.terminal.options import FORMS, JSON, PATH
from zcforms.terminal.report import emit_json
from zcforms.terminal.targets import refuse_other_kinds

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.fillers.html import ValueBox
    from zcforms.forms import Form


@click.group()
def forms() -> None:
    """表格：目录、说明、空白表、图样。"""


@forms.command("list")
@OWN
@JSON
def forms_list(work: Path | None, as_json: bool) -> int:
    """列出全部表格。"""
    found, broken = all_forms(work)
    if as_json:
        listed: list[dict[str, Any]] = [
            {"id": f.id, "title": f.title, "aliases": f.aliases, "scope": f.scope} for f in found.values()
        ]
        emit_json([*listed, *({"broken": str(one.fault)} for one in broken)])
        return 4 if broken else 0
    scopes = {
        "person": "每人",
        "institution": "每单位",
        "office": "每批",
        "slip": "退件用",
        "print": "打印用",
        "binding": "装订用",
    }
    for form in found.values():
        aliases = f"（{'、'.join(form.aliases)}）" if form.aliases else ""
        click.echo(f"{form.id:20} {scopes[form.scope]:　<4} {form.title}{aliases}")
    for one in broken:
        click.echo(f"用不了的自备表格：{one.fault}")
    return 4 if broken else 0


@forms.command("show")
@click.argument("form")
@OWN
@JSON
def forms_show(form: str, work: Path | None, as_json: bool) -> int:
    """一张表的栏目、来源和方框（毫米，从纸的左上角量起）。"""
    from zcforms.facts.sources import check_sources

    found = asked_form(form, work)
    check_sources(found)
    boxes = _boxes(found) if "html" in found.media else []
    if as_json:
        shown = found.model_dump(mode="json", exclude={"folder"})
        emit_json({**shown, "boxes": [asdict(box) for box in boxes]})
        return 0
    places = {box.field: f"  {box}" for box in reversed(boxes)}
    click.echo(f"{found.title}（{found.id}）" + (f"，固定{found.pages}页" if found.pages else ""))
    for name, spec in found.fields.items():
        click.echo(f"  {name:18} {spec.title}  ← {spec.source or '手写'}{places.get(name, '')}")
    for name, table in found.tables.items():
        click.echo(f"  {name}[]  {table.title}  ← {table.source or '手写'}")
        for column, spec in table.columns.items():
            title = spec.title.replace("\n", "")
            click.echo(f"    {column:16} {title}{places.get(f'{name}.{column}', '')}")
    return 0


def _boxes(form: Form) -> list[ValueBox]:
    """Where the values stand, also those that are only there when the form is filled in."""
    from zcforms.fillers import html
    from zcforms.forms import left_blank

    html.check_template(form)
    empty = left_blank(form)
    boxes = list(html.compiled(form, empty))
    drawn = {box.field for box in boxes}
    return boxes + [b for b in html.compiled(form, replace(empty, blank=False)) if b.field not in drawn]


@forms.command("blank")
@click.argument("form")
@click.argument("target", metavar="OUT.pdf|OUT.docx|OUT.xlsx", type=PATH)
@click.option("--plan", "plan_id", help="按这个评审计划的名称和文字")
@OWN
@JSON
def forms_blank(form: str, target: Path, plan_id: str | None, work: Path | None, as_json: bool) -> int:
    """打印空白表，供手写；写到.docx，是可以在Word里填的空白表；自备的Excel表写到.xlsx。"""
    from zcforms.authoring.blank import blank_pdf, blank_word, blank_workbook
    from zcforms.paper import delivery

    found = asked_form(form, work)
    refuse_other_kinds(target, ".pdf", ".docx", ".xlsx", "")
    plan = asked_plan(plan_id) if plan_id else None
    pages = None
    if (ending := target.suffix.lower()) in (".docx", ".xlsx"):
        delivery.deliver(target, (blank_word if ending == ".docx" else blank_workbook)(found, plan))
    else:
        filled = blank_pdf(found, plan)
        delivery.deliver(target, filled.pdf)
        pages = filled.pages
    if as_json:
        emit_json({"path": str(target), "pages": pages})
    else:
        click.echo(f"{target}：{pages}页" if pages else str(target))
    return 0


@forms.command("add")
@click.argument("file", type=PATH)
@click.option("--work", type=PATH, required=True, help="放进哪个工作文件夹")
@click.option("--title", help="空表的名称，默认为文件名")
@click.option(
    "--scope",
    type=click.Choice(["person", "institution", "office"]),
    default="person",
    show_default=True,
    help="空表每人一份、每单位一份、每批一份",
)
@JSON
def forms_add(file: Path, work: Path, title: str | None, scope: str, as_json: bool) -> int:
    """添加自备的表格：Word、Excel、PDF空表和扫描件，猜每个空格填什么；同一份再添加一次就核对。

    写了栏目名的Word先检查、后添加；可填写的PDF列出栏目、猜来源、写出form.yaml；扫描件给空格编号，由您写填什么。
    """
    from zcforms.authoring.adding import add_pdf
    from zcforms.authoring.adding.choosing import kind_asked
    from zcforms.authoring.adding.excel import add_excel
    from zcforms.authoring.adding.flat import add_flat, is_flat
    from zcforms.authoring.adding.word import add_word
    from zcforms.terminal.brought import show_added, show_brought

    kind = kind_asked(file)
    if kind == "PDF" and not is_flat(file):
        added = add_pdf(file, work, title, scope)
        if as_json:
            emit_json(added.to_dict())
        else:
            show_added(added)
        return 4 if added.faults else 0
    add = {"PDF": add_flat, "图片": add_flat, "Excel": add_excel, "Word": add_word}[kind]
    brought = add(file, work, title, scope)
    if as_json:
        emit_json(brought.to_dict())
    else:
        show_brought(brought)
        click.echo(f"下一步：zcforms build {work} --form {brought.form.title}")
    return 0


@forms.command("fields")
@click.option("--scope", type=click.Choice(["person", "institution", "office"]), default="person")
@JSON
def forms_fields(scope: str, as_json: bool) -> int:
    """自备表格里可以写的栏目名。"""
    from zcforms.facts.vocabulary import vocabulary

    words = vocabulary(scope)
    if as_json:
        emit_json(
            {
                "facts": [asdict(fact) for fact in words.facts.values()],
                "lists": [
                    {
                        "name": one.name,
                        "chinese": one.chinese,
                        "columns": [asdict(c) for c in one.columns.values()],
                    }
                    for one in words.lists.values()
                ],
            }
        )
        return 0
    for fact in words.facts.values():
        click.echo(f"{{{{ {fact.chinese} }}}}　{fact.name}")
    click.echo("清单（写在表格的一行里，这一行按条数重复）：")
    for one in words.lists.values():
        click.echo(f"{one.chinese}　{one.name}")
        for fact in one.columns.values():
            click.echo(f"    {{{{ {one.chinese}.{fact.title} }}}}　{fact.name}")
    return 0


@forms.command("gallery")
@click.argument("out", type=PATH)
@FORMS
@OWN
@JSON
def forms_gallery(out: Path, asked: tuple[str, ...], work: Path | None, as_json: bool) -> int:
    """每张表的示例和空白图样，汇成一个网页。"""
    from zcforms.authoring import gallery
    from zcforms.forms import find_form

    forms, broken = all_forms(work)
    drawn = [form for form in forms.values() if "html" in form.media]
    wanted = [find_form(forms, name, broken) for name in asked] or drawn
    if other := [form.title for form in wanted if form not in drawn]:
        raise UsageError(f"《{other[0]}》是自备的Word或PDF表格，没有图样", hint="用Word或看图软件打开原件")
    made = gallery.make(out, wanted)
    made.found += [f"用不了的自备表格：{one.fault}" for one in broken if not asked]
    if as_json:
        emit_json({"path": str(out / "index.html"), "pictures": made.pictures, "found": made.found})
    else:
        click.echo(f"{out / 'index.html'}：{made.pictures}张图")
        for found in made.found:
            click.echo(f"  {found}")
    return 1 if made.found else 0
