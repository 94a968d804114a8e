"""The commands on plans and on what findings mean, each a thin face of a library call."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zcforms.terminal.asked import all_forms, plan_to_look_at
from zcforms.terminal.options import JSON, PATH
from zcforms.terminal.planning import show_changes, show_drafted, show_pending, show_plan
from zcforms.terminal.report import emit_json, show_entry


@click.group()
def plans() -> None:
    """评审计划：一份通知一个文件。"""


def _folder_of(plan: Path) -> Path | None:
    """The folder of work that a plan file lies in, whose own forms the plan may name."""
    from zcforms.intake.folder import SETTINGS_FILE

    work = plan.resolve().parent.parent
    return work if plan.resolve().parent.name == "plans" and (work / SETTINGS_FILE).is_file() else None


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
    plan = plan_to_look_at(plan_id)
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

    forms, broken = all_forms(_folder_of(file))
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
        emit_json({"path": str(target), **asdict(made)})
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
    known = [plan_to_look_at(plan)] if plan else [load_plan(plan_id) for plan_id in plan_ids()]
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
