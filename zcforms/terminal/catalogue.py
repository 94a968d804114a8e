"""What there is: the commands on forms, on plans and on findings, each a thin face of a library call."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zcforms.ground.errors import UsageError
from zcforms.terminal.options import JSON, PATH
from zcforms.terminal.planning import show_changes, show_drafted, show_pending, show_plan
from zcforms.terminal.report import emit_json, show_entry
from zcforms.terminal.targets import refuse_other_kinds

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.fillers.html import ValueBox
    from zcforms.forms import Broken, Form
    from zcforms.plans import Plan

OWN = click.option("--work", type=PATH, help="连同这个工作文件夹的自备表格")


@click.group()
def forms() -> None:
    """表格：目录、说明、空白表、图样。"""


def asked_plan(asked: str) -> Plan:
    """The plan of that id, or of a file of the user's own; a draft that is not confirmed is refused."""
    from zcforms.plans import load_plan, read_plan

    return read_plan(Path(asked)) if asked.endswith(".yaml") else load_plan(asked)


def _plan_to_look_at(asked: str) -> Plan:
    """The plan of that id or file, be it only a draft: it is shown, not used."""
    from zcforms.plans import read_plan_text

    return read_plan_text(Path(asked))[0] if asked.endswith(".yaml") else asked_plan(asked)


def _folder_of(plan: Path) -> Path | None:
    """The folder of work that a plan file lies in, whose own forms the plan may name."""
    from zcforms.intake.folder import SETTINGS_FILE

    work = plan.resolve().parent.parent
    return work if plan.resolve().parent.name == "plans" and (work / SETTINGS_FILE).is_file() else None


def _all_forms(work: Path | None) -> tuple[dict[str, Form], list[Broken]]:
    """Our forms and those of a folder of work if one is named, and those of it that are broken."""
    from zcforms.forms import OWN_FORMS, survey_forms
    from zcforms.intake.folder import require_folder

    if work:
        require_folder(work)
    return survey_forms(work / OWN_FORMS if work else None)


def _asked_form(asked: str, work: Path | None) -> Form:
    from zcforms.forms import find_form

    forms, broken = _all_forms(work)
    return find_form(forms, asked, broken)


@forms.command("list")
@OWN
@JSON
def forms_list(work: Path | None, as_json: bool) -> int:
    """列出全部表格。"""
    found, broken = _all_forms(work)
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

    found = _asked_form(form, work)
    check_sources(found)
    boxes = _boxes(found) if "html" in found.media else []
    if as_json:
        shown = found.model_dump(mode="json", exclude={"folder"})
        emit_json({**shown, "boxes": [box.to_dict() for box in boxes]})
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

    found = _asked_form(form, work)
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
@click.option("--form", "asked", multiple=True, metavar="ID", help="只做这种表（编号或名称，可重复）")
@OWN
@JSON
def forms_gallery(out: Path, asked: tuple[str, ...], work: Path | None, as_json: bool) -> int:
    """每张表的示例和空白图样，汇成一个网页。"""
    from zcforms.authoring import gallery
    from zcforms.forms import find_form

    forms, broken = _all_forms(work)
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


@click.group()
def plans() -> None:
    """评审计划：一份通知一个文件。"""


@plans.command("list")
@JSON
def plans_list(as_json: bool) -> int:
    """列出全部评审计划。"""
    from zcforms.plans import load_plan, plan_ids

    found = [load_plan(plan_id) for plan_id in plan_ids()]
    if as_json:
        emit_json([{"id": p.id, "name": p.name, "year": p.year, "level": p.level} for p in found])
        return 0
    for plan in found:
        click.echo(f"{plan.id:34} {plan.year}  {plan.name}")
    return 0


@plans.command("show")
@click.argument("plan_id")
@JSON
def plans_show(plan_id: str, as_json: bool) -> int:
    """一个计划的要点：申报方式、日期和数字、表格和份数、装订顺序，各有出处。"""
    plan = _plan_to_look_at(plan_id)
    if as_json:
        click.echo(plan.model_dump_json(indent=2, by_alias=True))
        return 0
    show_pending(plan)
    show_plan(plan)
    return 0


@plans.command("check")
@click.argument("file", type=PATH)
@JSON
def plans_check(file: Path, as_json: bool) -> int:
    """核对一个计划文件：不认识的键、缺少的值、没有的表格；工作文件夹plans里的，连同它的自备表格。"""
    from zcforms.plans.agreement import check_plan_file

    forms, broken = _all_forms(_folder_of(file))
    faults = [*check_plan_file(file, forms), *(str(one.fault) for one in broken)]
    if as_json:
        emit_json({"faults": faults})
    else:
        click.echo("\n".join(faults) if faults else f"{file.name}：没有发现问题")
    return 4 if faults else 0


@plans.command("draft")
@click.argument("files", nargs=-1, required=True, metavar="通知 [附件]...", type=PATH)
@click.option(
    "-o",
    "--out",
    type=PATH,
    metavar="FILE.yaml",
    help="写到哪个文件，默认在当前文件夹起名",
)
@JSON
def plans_draft(files: tuple[Path, ...], out: Path | None, as_json: bool) -> int:
    """从通知和附件的文字（Word、有文字的PDF、网页、TXT）起草计划：认出的数字和日期各附条款和原话，全部待核。"""
    from zcforms.authoring.drafting import draft, target_of
    from zcforms.paper import delivery

    if out is not None:
        target_of(out, out.stem)
    made = draft(files, out.stem if out else None)
    target = target_of(out, made.plan_id)
    delivery.deliver(target, made.text.encode())
    if as_json:
        emit_json({"path": str(target), **made.to_dict()})
    else:
        show_drafted(made, target)
    return 0


@plans.command("diff")
@click.argument("before", metavar="PLAN_A")
@click.argument("after", metavar="PLAN_B")
@JSON
def plans_diff(before: str, after: str, as_json: bool) -> int:
    """两份计划（如去年和今年）有哪些不同：规定、表格、逐个键，牵涉哪些检查。"""
    from zcforms.plans.changes import changes
    from zcforms.plans.unfinished import side_by_side

    sides = side_by_side(before, after)
    found = changes(*(side.plan for side in sides))
    if as_json:
        emit_json({**asdict(found), "missing": [side.missing for side in sides]})
        return 0
    show_changes(found, sides)
    return 0


@click.command()
@click.argument("code", metavar="CODE")
@click.option("--plan", metavar="PLAN", help="只说这份评审计划：编号，或计划文件")
@JSON
def explain(code: str, plan: str | None, as_json: bool) -> int:
    """检查结果的编号是什么意思：为什么查、例子、怎么办，在各评审计划里凭什么。"""
    from zcforms.ground import reference
    from zcforms.plans import load_plan, plan_ids
    from zcforms.plans.grounds import rest_of

    entry = reference.explain(code)
    known = [_plan_to_look_at(plan)] if plan else [load_plan(plan_id) for plan_id in plan_ids()]
    rests = {one.id: rest_of(code.strip("[]"), one) for one in known}
    if as_json:
        told = {"what": entry.what, "why": entry.why, "example": entry.example, "do": entry.do}
        grounds = {
            plan_id: str(rest.ground) if rest.ground else None
            for plan_id, rest in rests.items()
            if rest.asked
        }
        emit_json({"code": code, **told, "grounds": grounds})
    else:
        for one in known:
            show_pending(one)
        show_entry(code.strip("[]"), entry, {plan_id: rest.words for plan_id, rest in rests.items()})
    return 0
