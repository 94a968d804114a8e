"""The command that shows a form while somebody works on it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from zcforms.terminal.options import OUT, WORK
from zcforms.terminal.report import emit_json, show_round


@click.command()
@WORK
@click.option("--person", required=True, metavar="KEY", help="看谁的（文件名或姓名）")
@click.option("--form", required=True, metavar="ID", help="看哪种表（编号或名称）")
@OUT
@click.option("--json", "as_json", is_flag=True, help="每一版的结果以JSON写到标准输出")
def watch(work: Path, person: str, form: str, out: Path | None, as_json: bool) -> int:
    """盯着一个人的一种表：资料、表格一改，就重新检查、重画（PDF和每页的PNG），按Ctrl-C停。"""
    from zcforms.batch.watching import watch as rounds
    from zcforms.intake.folder import OUTPUT, require_folder

    require_folder(work)
    with suppress(KeyboardInterrupt):  # this is how it ends
        for found in rounds(work, date.today(), person, form, out or work / OUTPUT):  # noqa: DTZ011
            if as_json:
                emit_json(found.to_dict())
            else:
                show_round(found)
    if not as_json:
        click.echo("已停")
    return 0
