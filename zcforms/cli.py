"""The command line: every command is a thin face of a library call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import zcforms
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Severity, summary
from zcforms.terminal.beginning import doctor, new, schema
from zcforms.terminal.catalogue import forms
from zcforms.terminal.circulars import explain, plans
from zcforms.terminal.console import ChineseGroup
from zcforms.terminal.options import FORMS, JSON, OUT, PATH, WORK
from zcforms.terminal.overprinting import overprint, overprinted
from zcforms.terminal.parcels import convert, map_command, receive
from zcforms.terminal.photos_and_pdfs import compare, photos, stamp, straighten
from zcforms.terminal.pledges import sign
from zcforms.terminal.progress import progress
from zcforms.terminal.report import (
    emit_json,
    show_accounts,
    show_annotated,
    show_explanations,
    show_forecast,
    show_receipt,
    show_verdict,
)
from zcforms.terminal.serving import serve
from zcforms.terminal.targets import refuse_other_kinds
from zcforms.terminal.telling import findings_workbook, named, show_findings, show_heads
from zcforms.terminal.users import users
from zcforms.terminal.watching import watch

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.batch import Forecast, Receipt
    from zcforms.batch.annotating import Annotated
    from zcforms.checks.eligibility import Explanation
    from zcforms.ground.findings import Finding
    from zcforms.intake.folder import PersonFile
    from zcforms.pipeline.job import Job

PERSON = click.option(
    "--person", "people", multiple=True, metavar="KEY", help="只做这个人（文件名或姓名，可重复）"
)
MARKS = click.Choice(["platform", "draft", "none"])
MARK = click.option(
    "--watermark", "mark", type=MARKS, default="platform", show_default=True, help="平台、校对稿、不加水印"
)


@click.group(cls=ChineseGroup)
@click.version_option(zcforms.__version__, prog_name="zcforms")
def main() -> None:
    """职称评审表格：检查、填表、加水印、按份打印、装订成册。"""


for _command in (
    *(forms, plans, explain, serve, sign, users, compare, convert, map_command, receive, photos),
    *(straighten, watch, stamp, overprint, new, schema, doctor),
):
    main.add_command(_command)


# --- check and build -----------------------------------------------------------------------------


@main.command()
@WORK
@PERSON
@click.option("--errors", "errors_only", is_flag=True, help="只列错误，不列提醒和说明")
@click.option("--explain", is_flag=True, help="逐项列出申报条件：符合、不符合、由审核人勾选")
@click.option("--xlsx", "workbook", type=PATH, metavar="OUT.xlsx", help="另写成工作簿，每条一行，可筛选")
@click.option("--annotate", "is_annotated", is_flag=True, help="另把错误和提醒批注在people.xlsx的副本里")
@JSON
def check(
    work: Path,
    people: tuple[str, ...],
    errors_only: bool,
    explain: bool,
    workbook: Path | None,
    is_annotated: bool,
    as_json: bool,
) -> int:
    """检查工作文件夹，列出全部问题，不生成任何表格；字放不放得下，做的时候才知道。"""
    if workbook:
        refuse_other_kinds(workbook, ".xlsx")
    job = zcforms.open_folder(work, people)
    with progress() as show:
        report = zcforms.check(job, show)
    explanations, failed = _explanations(job) if explain else ([], [])
    told = [*report.findings, *failed]
    findings = [f for f in told if not errors_only or f.severity is Severity.ERROR]
    if workbook:
        _deliver_workbook(workbook, findings_workbook(findings, named(job.people)))
    copy = _annotated(job, findings) if is_annotated else None
    if as_json:
        heads = {"people_in": report.people, "ready": report.people - report.held, "held": report.held}
        result: dict[str, Any] = {
            **heads,
            "findings": [f.to_dict() for f in findings],
            "summary": summary(told),
        }
        result |= {"explanations": [asdict(e) for e in explanations]} if explain else {}
        if copy:
            result["annotated"] = asdict(copy) | {"path": copy.path and str(copy.path)}
        emit_json(result)
    else:
        show_heads(report.people, report.held)
        show_findings(told, job.people, errors_only=errors_only)
        if explain:
            show_explanations(explanations, named(job.people))
        if copy:
            show_annotated(copy, errors_only)
    if report.failed or failed:
        return 7
    return 1 if report.blocked else 0


def _annotated(job: Job, findings: Iterable[Finding]) -> Annotated:
    from zcforms.batch.annotating import annotate

    return annotate(job, findings)


def _explanations(job: Job) -> tuple[list[Explanation], list[Finding]]:
    from zcforms.batch import explanations

    return explanations(job)


def _deliver_workbook(target: Path, content: bytes) -> None:
    from zcforms.paper import delivery

    delivery.deliver(target, content)


@main.command()
@WORK
@PERSON
@JSON
def score(work: Path, people: tuple[str, ...], as_json: bool) -> int:
    """打分：按打分表逐级计分（封顶、不累计），并列出按所填资料可计的分。"""
    from zcforms.facts.scoring import account_of

    job = zcforms.open_folder(work, people)
    if job.plan.scoring is None:
        raise UsageError(f"评审计划“{job.plan.name}”没有打分表")
    accounts = {p.key: account_of(p.applicant, job.plan) if p.applicant else None for p in job.people}
    if as_json:
        emit_json([{"person": key, "account": account} for key, account in accounts.items()])
    else:
        show_accounts(accounts, named(job.people))
    return 0


def _build(job: Job, out: Path | None, as_json: bool, make: Callable[..., Receipt]) -> int:
    """Build by `zcforms.build`, whose other arguments are in `make`, and show what came of it."""
    out = out or _output(job)
    with progress() as show:
        receipt = make(job, out, progress=show)
    _show(receipt, out, as_json, job.people)
    if receipt.failed:
        return 7
    return 1 if receipt.blocked else 0


def _output(job: Job) -> Path:
    from zcforms.intake.folder import OUTPUT

    return job.work.root / OUTPUT


def _show(
    receipt: Receipt, out: Path, as_json: bool, people: Sequence[PersonFile], *, merged: bool = False
) -> None:
    if as_json:
        emit_json(receipt.to_dict())
    else:
        show_findings(receipt.findings, people, merged=merged)
        show_receipt(receipt, out)


@main.command()
@WORK
@PERSON
@FORMS
@OUT
@MARK
@click.option("--overprint", "over", multiple=True, metavar="ID", help="套打：纸已印好，只印值（可重复）")
@click.option("--printer", metavar="NAME", help="套打用zcforms.yaml里的哪一台打印机")
@click.option("--force", is_flag=True, help="全部重新制作，不沿用上次做好的")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="只做花名册上的前N个人，试做用")
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="几个进程一起做，默认一核一个，活少时只一个"
)
@click.option("--scheduler", metavar="ADDRESS", help="由Dask调度器上的各台机器做：tcp://主机:8786")
@click.option("--dry-run", is_flag=True, help="只说要做哪些人、为什么、用多少纸、多长时间，什么也不写")
@JSON
def build(
    work: Path,
    people: tuple[str, ...],
    asked: tuple[str, ...],
    out: Path | None,
    mark: str,
    over: tuple[str, ...],
    printer: str | None,
    force: bool,
    limit: int | None,
    workers: int | None,
    scheduler: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """检查、填表、加水印、按份打印、装订成册；没有变的人沿用上次做好的。"""
    if scheduler and (workers or dry_run):
        raise UsageError(
            "--scheduler不和--workers、--dry-run一起写", hint="几个进程由各台机器的dask worker定"
        )
    job = zcforms.open_folder(work, people)
    job = replace(job, people=job.people[:limit])
    if over or printer:
        job, mark = overprinted(job, asked, mark, over, printer)
    asked = asked or over
    if dry_run:
        look = partial(zcforms.foresee, forms=asked, mark=mark, afresh=force, workers=workers or 0)
        return _foresee(job, out, as_json, look)
    hands = scheduler or workers or 0
    make = partial(zcforms.build, forms=asked, mark=mark, afresh=force, workers=hands)
    return _build(job, out, as_json, make)


def _foresee(job: Job, out: Path | None, as_json: bool, look: Callable[..., Forecast]) -> int:
    with progress() as show:
        forecast = look(job, out or _output(job), progress=show)
    if as_json:
        emit_json(forecast.to_dict())
    else:
        show_findings(forecast.findings, job.people)
        show_forecast(forecast)
    return 1 if forecast.held else 0


@main.command()
@WORK
@PERSON
@OUT
@MARK
@JSON
def dossier(work: Path, people: tuple[str, ...], out: Path | None, mark: str, as_json: bool) -> int:
    """只做装订册：封面、目录、隔页、材料，连续页码。"""
    job = zcforms.open_folder(work, people)
    if job.plan.binding is None:
        raise UsageError(
            f"评审计划“{job.plan.name}”没有要求装订，不做装订册",
            "要装订的，在计划里写binding（docs/plans.md）",
        )
    return _build(job, out, as_json, partial(zcforms.build, forms=["装订册"], mark=mark))


@main.command()
@click.argument("works", nargs=-1, required=True, type=PATH)
@click.option(
    "--out",
    type=PATH,
    help="输出文件夹；合并几个时默认为当前位置的“合并花名册”",
)
@click.option("--masked", is_flag=True, help="另做公示版：姓名、证件号码遮去中间，供张贴")
@click.option(
    "--figures",
    is_flag=True,
    help="另做人数统计，带图：按方式、专业、年龄等，各项规定查出几人",
)
@JSON
def roster(works: tuple[Path, ...], out: Path | None, masked: bool, figures: bool, as_json: bool) -> int:
    """花名册（xlsx和PDF）：几个工作文件夹、别的受理点的表（先 zcforms map）合并、统一编号。"""
    from zcforms.batch import merge_rosters
    from zcforms.forms import Role, form_with_role
    from zcforms.intake.folder import TABLE_ENDINGS

    tables = [work for work in works if work.is_file() and work.name.lower().endswith(TABLE_ENDINGS)]
    jobs = [zcforms.open_folder(work) for work in works if work not in tables]
    if not jobs:
        raise UsageError("至少要有一个工作文件夹", hint="评审计划、花名册的样式由第一个工作文件夹定")
    roles: list[Role] = ["batch_roster"]
    if masked:
        roles.append("posted_roster")
    if figures:
        roles.append("figures")
    if len(jobs) == 1 and not tables:
        wanted = [form_with_role(jobs[0].forms, role).id for role in roles]
        return _build(jobs[0], out, as_json, partial(zcforms.build, forms=wanted))
    out = out or Path("合并花名册")
    with progress() as show:
        receipt = merge_rosters(jobs, out, show, roles, tables)
    _show(receipt, out, as_json, _under_folders(jobs), merged=True)
    if receipt.failed:
        return 7
    return 1 if receipt.count("blocked") else 0


def _under_folders(jobs: Iterable[Job]) -> list[PersonFile]:
    """Everybody, their keys told with their folder."""
    return [replace(file, key=f"{job.work.root.name}/{file.key}") for job in jobs for file in job.people]


@main.command()
@WORK
@click.argument("link")
@JSON
def verify(work: Path, link: str, as_json: bool) -> int:
    """核对保证书二维码的链接是否与现在的申报数据一致。"""
    from zcforms.pipeline.verifying import verify_link

    verdict = verify_link(zcforms.open_folder(work), link)
    who = verdict.file.key if verdict.file else None
    if as_json:
        emit_json({"valid": verdict.valid, "person": who, "ours": verdict.ours})
    else:
        show_verdict(verdict)
    return 0 if verdict.valid else 1
