"""What is said of what could not be checked or made: whose fault it is, and at which step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from zcforms.ground.errors import ZcformsError
from zcforms.ground.findings import Finding
from zcforms.ground.findings import Path as FieldPath
from zcforms.ground.steps import Step, program_fault, step, step_of
from zcforms.paper.reading import OF_PDF
from zcforms.pipeline.job import Checked, Job
from zcforms.pipeline.press import Press

BINDING = "装订"
_DIED = "处理进程意外中断，未能完成"
# Errors of QPDF, which have no type of their own, tell of the file only while one of the user's is at hand.
_OF_FILE = (*OF_PDF, RuntimeError, ValueError)
_T = TypeVar("_T")
_F = TypeVar("_F")


def guarded(work: Callable[[], _T], failed: Callable[[Exception], _F]) -> _T | _F:
    """What comes of some work, or what is told of its failure: nothing else is held up by it.

    What keeps everything from being made (a ZcformsError) is raised all the same.
    """
    try:
        return work()
    except ZcformsError:
        raise
    except Exception as e:
        return failed(e)


def spared(
    press: Press,
    stage: str,
    form: str,
    work: Callable[[], Iterable[Finding] | None],
    person: str = "",
    whose: str = "",
) -> list[Finding]:
    """Make one thing of one form; what was found on it, or that it failed, which holds up nothing else."""

    def make() -> list[Finding]:
        with step(stage, person=person, form=form):
            return list(work() or ())

    return guarded(make, lambda e: [form_failure(press.job, e, whose).of(person)])


def fail(job: Job, one: Checked, error: Exception) -> Checked:
    """Somebody who failed, with a finding that names the step, and the file or the form at hand."""
    at, kind = step_of(error) or Step("处理"), type(error).__name__
    report = "仍然出错，请把这一行反馈给维护人员"
    if at.file and isinstance(error, _OF_FILE):
        ended = f"这个文件的第{at.page}页放不进装订册" if at.page else f"未能完成（{kind}）"
        hint = f"这个佐证文件不规范，请重新导出或打印成PDF后再放入；{report}"
        finding = Finding(
            "person-failed", f"{_doing(job, at)}时，{ended}", hint=hint, path=_path_of(one, at.file)
        )
        return replace(one.told([finding]), failed=True)
    if at.stage == BINDING and isinstance(error, OF_PDF):
        hint = f"多半是某个佐证文件不规范，请逐个重新导出；{report}"
        finding = Finding("person-failed", f"{at.stage}时出错，未能完成（{kind}）", hint=hint)
        return replace(one.told([finding]), failed=True)
    return replace(one.told([_fault("person-failed", job, error)]), failed=True, ours=True)


def lost(one: Checked) -> Checked:
    """Somebody at whose papers the process that made them died, twice."""
    hint = "多半是内存不够：关掉别的程序，或减少佐证的大小后再做；其余照做"
    return replace(one.told([Finding("person-failed", _DIED, hint=hint)]), failed=True, ours=True)


def form_failure(job: Job, error: Exception, whose: str = "") -> Finding:
    """That a form or a file of the batch, a unit or somebody (`whose`, in words) could not be made."""
    finding = _fault("form-failed", job, error)
    return replace(finding, message=f"{whose}：{finding.message}") if whose else finding


def form_lost(form: str) -> Finding:
    """That the process which put together the print file of a form (its title) died, twice."""
    hint = "多半是内存不够：关掉别的程序，或把“打印文件每册张数”写小一些再做；其余照做"
    return Finding("form-failed", f"排印《{form}》时{_DIED}", hint=hint)


def has_failures(findings: Iterable[Finding]) -> bool:
    """Whether anybody, or any form, failed."""
    return any(finding.code in ("person-failed", "form-failed") for finding in findings)


def has_deaths(findings: Iterable[Finding]) -> bool:
    """Whether a process died of anybody, or of a form."""
    return any(finding.message.endswith(_DIED) for finding in findings)


def _fault(code: str, job: Job, error: Exception) -> Finding:
    message = f"{_doing(job, step_of(error) or Step('处理'))}时{program_fault(error)}"
    return Finding(code, message, hint="其余照做；请把这一行和 --debug 写的运行记录反馈给维护人员")


def _doing(job: Job, at: Step) -> str:
    """A step in words."""
    use = job.plan.form(at.form)
    title = use.title if use else job.forms[at.form].title if at.form in job.forms else ""
    return at.stage + (f"《{title}》" if title else f"“{at.file}”" if at.file else "")


def _path_of(one: Checked, file: str) -> FieldPath:
    """Where the record names a file of evidence."""
    for i, item in enumerate(one.file.applicant.evidence if one.file.applicant else []):
        for j, part in enumerate(item.parts):
            if part.file == file:
                return ("evidence", i, "parts", j, "file")
    return ()
