"""The commands on people's data that come and go: what is sent, other desks' tables, another way to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.chinese.names import told_unseen
from zcforms.terminal.options import INTO, JSON, PATH, WORK
from zcforms.terminal.report import emit_json
from zcforms.terminal.telling import show_findings

if TYPE_CHECKING:
    from zcforms.authoring.desks import Line, Mapped
    from zcforms.batch.converting import Kind


@click.command()
@WORK
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--dry-run", is_flag=True, help="只说收下以后谁签过的名要作废，什么也不放")
@JSON
def receive(work: Path, file: Path, dry_run: bool, as_json: bool) -> int:
    """收件：把工作簿（.xlsx）或装着照片、佐证的ZIP放进工作文件夹；换下的工作簿留着。"""
    from datetime import datetime

    from zcforms.batch.receiving import receive as put
    from zcforms.batch.signatures.voiding import voided
    from zcforms.chinese.dates import BEIJING
    from zcforms.intake.folder import require_folder

    require_folder(work)
    if dry_run:
        void = voided(work.resolve(), file, datetime.now(BEIJING).date())
        if as_json:
            emit_json({"void": void})
        else:
            click.echo(
                f"收下以后，{len(void)}人签过的保证书要重签"
                + "".join(f"\n  {told_unseen(key)}" for key in void)
            )
        return 0
    done = put(work.resolve(), file)
    if as_json:
        emit_json(asdict(done))
    else:
        files = [f"放好{done.files}个文件"] if done.files or not done.workbook else []
        click.echo("，".join(["工作簿已换上"] * done.workbook + files))
        if done.gone:
            click.echo(
                f"  原来的工作簿里有、新的里没有的{len(done.gone)}人：{told_unseen('、'.join(done.gone))}"
                "（撤回的不必理会；收错了、收了旧的，把“换下的工作簿”里那份再收一次）"
            )
        if done.left:
            click.echo(f"没有放进去{len(done.left)}个：")
        for why in done.why:
            click.echo(f"  {told_unseen(why)}")
    return 1 if done.left else 0


@click.command()
@WORK
@click.option("--to", "kind", type=click.Choice(["yaml", "json", "xlsx"]), required=True, help="写成哪一种")
@INTO
@JSON
def convert(work: Path, kind: Kind, out: Path, as_json: bool) -> int:
    """把申报人换一种写法：每人一个YAML、JSON文件，或一个people.xlsx；写完读回来核对，一项不少才写。"""
    from zcforms.batch.converting import convert as write

    done = write(work, kind, out)
    if as_json:
        emit_json(
            {"files": [str(path) for path in done.files], "people": done.people, "left": dict(done.left)}
        )
    else:
        click.echo(f"{done.people}人写进{out}：{len(done.files)}个文件")
        if done.files:
            click.echo(f"  要用它们：复制到{work}，原来写这些人的文件移走，同一个人不能写在两处")
        for key, why in done.left.items():
            click.echo(f"  没有写：{key}（{why}）")
    return 1 if done.left else 0


@click.command("map")
@click.argument("table", metavar="TABLE", type=PATH)
@click.option("--work", type=PATH, help="放进这个工作文件夹（的“外来表”），检查、制作时一起读")
@JSON
def map_command(table: Path, work: Path | None, as_json: bool) -> int:
    """别的受理点、单位自己的表（.xlsx、.xls、.csv）：猜每列填到哪里，写成对应关系供核对；已有的，核对它。"""
    from zcforms.authoring.desks import map_table
    from zcforms.ground.findings import blocks

    done = map_table(table, work)
    if as_json:
        told = {"table": str(done.table), "mapping": str(done.mapping), "new": done.is_new}
        lines = {"columns": [asdict(line) for line in done.lines], "unread": list(done.unread)}
        emit_json(
            told
            | lines
            | {"people": done.people, "held": done.held, "findings": [f.to_dict() for f in done.findings]}
        )
    elif done.is_new:
        _show_proposal(done)
    else:
        show_findings(done.findings, done.files)
        held = f"，其中{done.held}人还有错误，要改好表或对应关系才能制作" if done.held else ""
        click.echo(
            f"{done.mapping}：读到{done.people}人{held}"
            + ("" if done.people else "；按上面说的改好再运行一次")
        )
    return 1 if blocks(f for f in done.findings if not f.person) else 0


def _show_proposal(done: Mapped) -> None:
    """What was guessed of a table, and what there is to do next."""
    read = [line for line in done.lines if line.target != "不读"]
    doubtful = [line for line in read if not line.sure]
    rest = [line for line in done.lines if line.target == "不读"]
    click.echo(f"{done.table.name}：{len(done.lines)}列，认出{len(read)}列，其中{len(doubtful)}列没有把握")
    several = len({line.sheet for line in done.lines}) > 1
    for line, sheet in _with_sheets(read, several):
        doubt = f"？（{line.why}）" if not line.sure else ""
        click.echo(told_unseen(f"{sheet}  {line.column}  → {line.target}{doubt}"))
    if rest:
        click.echo(f"不读{len(rest)}列：")
        for line, sheet in _with_sheets(rest, several):
            click.echo(told_unseen(f"{sheet}  {line.column}" + (f"（{line.why}）" if line.why else "")))
    if done.unread:
        click.echo("不读的工作表：" + told_unseen("、".join(done.unread)))
    click.echo(f"已写好{done.mapping}：逐行核对，把“已核对”改成“是”，再运行一次本命令")


def _with_sheets(lines: Sequence[Line], several: bool) -> Iterator[tuple[Line, str]]:
    """The lines, the first of every sheet with a line that names it, if there are several sheets."""
    before = None
    for line in lines:
        linked = f"（每行一项，照{line.link}接到人）" if line.link else ""
        told = f"工作表“{line.sheet}”{linked}：\n" if several and line.sheet != before else ""
        yield line, told
        before = line.sheet
