"""The commands to begin with: a folder of work, what editors are told of its files, what this machine has."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zcforms.ground.errors import UsageError
from zcforms.terminal.asked import asked_plan
from zcforms.terminal.options import JSON, PATH
from zcforms.terminal.report import emit_json


@click.command()
@click.argument("folder", type=PATH)
@click.option("--plan", "plan_id", required=True, help="评审计划编号（zcforms plans list），或自写的计划文件")
@JSON
def new(folder: Path, plan_id: str, as_json: bool) -> int:
    """建一个工作文件夹：设置、示例申报人、放照片和佐证的位置。"""
    own = Path(plan_id) if plan_id.endswith(".yaml") else None
    from zcforms.terminal import starter

    made = starter.make(folder, asked_plan(plan_id), own)
    if as_json:
        emit_json({"folder": str(folder), "files": made})
    else:
        click.echo(f"已建 {folder}/：")
        for name in made:
            click.echo(f"  {name}")
        click.echo(f"下一步：改好上面的文件，然后 zcforms check {folder}")
    return 0


@click.command()
@click.argument("what", type=click.Choice(["applicant", "settings", "plan", "form"]))
@click.option("--plan", "plan_id", help="这个评审计划（编号或自写的文件）的申报方式、专业、佐证类别一起提示")
@JSON
def schema(what: str, plan_id: str | None, as_json: bool) -> int:  # noqa: ARG001  it is JSON anyway
    """JSON Schema，给编辑器做提示用。"""
    from zcforms.forms import Form
    from zcforms.intake.schema import schema_of
    from zcforms.model import Applicant, Settings
    from zcforms.plans import Plan

    if plan_id and what != "applicant":
        raise UsageError("--plan只用于applicant", hint="zcforms schema applicant --plan 计划编号")
    if what in ("plan", "form"):
        emit_json((Plan if what == "plan" else Form).model_json_schema())
    else:
        of_plan = asked_plan(plan_id) if plan_id else None
        emit_json(schema_of(Applicant if what == "applicant" else Settings, of_plan))
    return 0


@click.command()
@click.option("--out", type=PATH, default=Path(), help="要检查能否写入的文件夹")
@JSON
def doctor(out: Path, as_json: bool) -> int:
    """检查本机：系统库、字体、写入位置；缺什么，给出安装命令。"""
    from zcforms.terminal.doctor import examine

    results = examine(out)
    if as_json:
        emit_json([asdict(result) for result in results])
    else:
        for result in results:
            sign = "✓" if result.ok else ("✗" if result.required else "–")
            click.echo(f"{sign} {result.name}：{result.detail}")
            if not result.ok and result.hint:
                click.echo(f"    → {result.hint}")
    return 0 if all(r.ok or not r.required for r in results) else 5
