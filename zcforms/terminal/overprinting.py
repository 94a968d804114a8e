"""The commands round paper that is printed already (套打)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.ground.errors import UsageError
from zcforms.terminal.options import JSON, PATH
from zcforms.terminal.report import emit_json
from zcforms.terminal.targets import refuse_other_kinds

if TYPE_CHECKING:
    from zcforms.pipeline.job import Job

_SAID = (
    "按实际大小（100%）双面印在一张白纸上，用尺量十字中心到纸边的毫米数，与十字旁印的数比：",
    "左上角十字：量得比印的大，向左移（右移写负数）；小，向右移。上下同理（下移）。",
    "左、右两个上角十字之间应是170毫米，左边上、下两个十字之间应是257毫米；",
    "横向缩放＝170÷量得的数×100，纵向缩放＝257÷量得的数×100。",
    "背面同样量（从右边量）。不写背面的，照正面左右反过来；对着光看，两面十字应重合。",
    "写进zcforms.yaml的“套打”，再印一张带 --work 的：十字都在印的位置，就校准好了。",
)


def overprinted(
    job: Job, forms: Sequence[str], mark: str, over: Sequence[str], printer: str | None
) -> tuple[Job, str]:
    """A job and its mark, as `build --overprint` asks for them; UsageError for what cannot be."""
    from zcforms.batch.overprinting import OVERPRINT, to_overprint

    if not over:
        raise UsageError("--printer要和--overprint一起写")
    if forms or mark != "platform":
        hint = "水印、校对稿印在白纸上；整张打印的另做一次"
        raise UsageError("--overprint不能和--form、--watermark一起写", hint=hint)
    return to_overprint(job, over, printer), OVERPRINT


@click.group()
def overprint() -> None:
    """套打：值印在已经印好的空白表上（做法见 build --overprint）。"""


@overprint.command()
@click.argument("target", metavar="OUT.pdf", type=PATH)
@click.option("--work", type=PATH, help="照这个工作文件夹zcforms.yaml里的“套打”移动")
@click.option("--printer", metavar="NAME", help="“套打”里的哪一台打印机；只有一台的不用写")
@JSON
def sheet(target: Path, work: Path | None, printer: str | None, as_json: bool) -> int:
    """校准页：正反两面，毫米十字，写着怎么量、怎么写进zcforms.yaml。"""
    import zcforms
    from zcforms.batch.overprinting import alignment_of, printer_of
    from zcforms.paper import delivery
    from zcforms.paper.aligning import Alignment, calibration_sheet

    if printer and work is None:
        raise UsageError("--printer要和--work一起写")
    chosen = printer_of(zcforms.open_folder(work).work.settings.printers, printer) if work else None
    refuse_other_kinds(target, ".pdf")
    moved = alignment_of(chosen) if chosen else Alignment()
    said = (f"打印机：{chosen.name}（已按设置移动）" if chosen else "没有移动", *_SAID)
    delivery.deliver(target, calibration_sheet(moved, said))
    if as_json:
        emit_json({"path": str(target), "printer": chosen.name if chosen else None})
    else:
        click.echo(f"校准页已写到{target}：按实际大小双面印一张，照上面写的量")
    return 0
