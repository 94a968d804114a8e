"""Values alone for paper that is printed already (套打): which forms can be, and by which printer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from zcforms.batch.shelf import DOSSIER
from zcforms.forms import Form, find_form, is_ours
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Printer
from zcforms.paper.aligning import Alignment
from zcforms.pipeline.job import Job, Overprint

OVERPRINT = "overprint"  # the mark of an order: no mark at all
FOLDER = "套打"
_CALIBRATE = "先印一张 zcforms overprint sheet 校准页.pdf，量一量，写进zcforms.yaml的“套打”"


def to_overprint(job: Job, names: Iterable[str], printer: str | None) -> Job:
    """A job that prints the values of these forms alone, as one of the folder's printers prints them.

    What settings add to print files for plain paper is left out. Raises UsageError for a form that cannot
    be overprinted, and for a printer that is not known or has to be named.
    """
    forms = [_required(job, name) for name in names]
    settings = job.work.settings
    chosen = printer_of(settings.printers, printer)
    plain = {"separators": False, "copy_marks": False, "booklets": [], "cut_in_two": [], "word": False}
    return replace(
        job,
        work=replace(job.work, settings=settings.model_copy(update=plain)),
        overprint=Overprint(
            frozenset(form.id for form in forms),
            alignment_of(chosen) if chosen else Alignment(),
            chosen is None or chosen.photo,
        ),
    )


def _required(job: Job, name: str) -> Form:
    if name in (DOSSIER, "装订册"):
        raise UsageError("装订册不能套打", hint="装订册印在白纸上")
    form = find_form(job.forms, name, job.broken)
    if "pdf" in form.media:
        return form
    if "html" not in form.media:
        raise UsageError(
            f"《{form.title}》是Word或Excel表格，排版在Word、WPS里，本工具不知道值落在哪里，不能套打",
            hint="另存为PDF，用 zcforms forms add 收进来，就能套打",
        )
    if not is_ours(form):
        raise UsageError(f"《{form.title}》是自备的HTML表，不能套打", hint="随附的表和自备的PDF表可以套打")
    if job.work.settings.typefaces == "系统":
        hint = "删去zcforms.yaml中的“字体: 系统”；空白表也要用随包字体印"
        raise UsageError("用本机的正版字体时，随附的表不能套打", hint=hint)
    return form


def printer_of(printers: Sequence[Printer], name: str | None) -> Printer | None:
    """The printer of that name, or the only one; None if none is set up and none is asked for."""
    if name is None and len(printers) < 2:
        return printers[0] if printers else None
    for printer in printers:
        if printer.name == name:
            return printer
    known = "、".join(printer.name for printer in printers)
    said = f"没有校准过叫“{name}”的打印机" if name else "校准过的打印机不止一台，要说用哪一台"
    raise UsageError(said, hint=f"--printer 后写其中一台：{known}" if known else _CALIBRATE)


def alignment_of(printer: Printer) -> Alignment:
    """How print is moved for a printer; the back mirrors the front where it was not measured."""
    back_right = -printer.right if printer.back_right is None else printer.back_right
    back_down = printer.down if printer.back_down is None else printer.back_down
    scale = printer.across / 100, printer.along / 100
    return Alignment((printer.right, printer.down), (back_right, back_down), scale)


def to_know(job: Job) -> Iterator[Finding]:
    """What is to be said of everything that is overprinted."""
    if job.overprint is None:
        return
    uses = [use for use in job.plan.forms if use.id in job.overprint.forms]
    if marked := [use for use in uses if use.watermark and job.plan.watermark]:
        titles = "".join(f"《{use.title}》" for use in marked)
        yield Finding(
            "overprint-mark",
            f"套打不印水印，{titles}要求有“{job.plan.watermark}”字样，纸上应已有",
            Severity.WARNING,
            hint="空白表用 zcforms forms blank 做好，再用 zcforms stamp 加水印，然后印；或整张打印",
        )
    if not job.work.settings.printers:
        yield Finding(
            "overprint-uncalibrated",
            "打印机没有校准过，值照原位印",
            Severity.INFO,
            hint=_CALIBRATE,
        )
