"""The command that takes in what somebody sends."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zcforms.terminal.report import emit_json

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("work", type=_PATH)
@click.argument("file", metavar="FILE", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="结果以JSON写到标准输出")
def receive(work: Path, file: Path, as_json: bool) -> int:
    """收件：把工作簿（.xlsx）或装着照片、佐证的ZIP放进工作文件夹；换下的工作簿留着。"""
    from zcforms.batch.receiving import receive as put
    from zcforms.intake.folder import require_folder

    require_folder(work)
    done = put(work.resolve(), file)
    if as_json:
        emit_json(asdict(done))
    else:
        click.echo(f"{'工作簿已换上，' if done.workbook else ''}放好{done.files}个文件")
        for name in done.left:
            click.echo(f"  没有放进去（看不出是照片还是谁的佐证）：{name}")
    return 1 if done.left else 0
