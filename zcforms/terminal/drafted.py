"""What `plans draft` says: how much was found, what is missing, and which figures no rule took."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zcforms.authoring.drafting import Draft
    from zcforms.plans import Plan

_MOST = 15  # left-over figures that are shown; the file has all


def show_drafted(made: Draft, source: Path, target: Path) -> None:
    """The draft in numbers, and what there is to do next."""
    click.echo(f"{target}：从{source.name}起草，写了{len(made.pending)}项，全部待核，每项后面是条款和原话")
    if made.absent:
        click.echo(f"没有找到、必须补上的{len(made.absent)}项：{'、'.join(made.absent)}")
    if made.unplaced:
        click.echo(
            f"没有放进计划的数字和日期{len(made.unplaced)}处，看看有没有规定漏在里面（全部在文件末尾）："
        )
        for left in made.unplaced[:_MOST]:
            click.echo(f"  {left.clause or '正文'}：{left.words}")
        if len(made.unplaced) > _MOST:
            click.echo(f"  另有{len(made.unplaced) - _MOST}处")
    click.echo(f"下一步：对着通知逐项看，改好的从“待核”里删去，再 zcforms plans check {target}")


def show_pending(plan: Plan) -> None:
    """That a plan is only a draft, if it is."""
    if plan.pending:
        click.echo(f"“{plan.id}”是草稿，还有{len(plan.pending)}项待核")
