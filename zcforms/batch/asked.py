"""The forms that were asked for: those that the plan does not use, and those that concern nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zcforms.batch.shelf import DOSSIER, Order
from zcforms.facts import Person
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.pipeline.job import Job
from zcforms.pipeline.press import Press


def refuse_unused(job: Job, order: Order) -> None:
    """Raise UsageError for a form that the plan does not use."""
    for name in order.forms - {DOSSIER}:
        if job.plan.form(name) is None:
            title = job.forms[name].title
            where = "goes_to: unit, " if job.forms[name].scope == "person" else ""
            rest = f"copies: 1, duplex: false, watermark: false, {where}src: 推定"
            entry = f"- {{id: {name}, title: {title}, {rest}}}"
            hint = f"空白表用 zcforms forms blank；要做出来，在计划的forms里加一行：{entry}"
            raise UsageError(f"评审计划{job.plan.id}不用《{title}》", hint=hint)


def not_needed(press: Press, people: Sequence[Person], order: Order, each: bool) -> Iterator[Finding]:
    """The forms that were asked for and concern nobody, and why; with `each`, also whom one is not for."""
    for name in sorted(order.forms - {DOSSIER}):
        use = press.job.plan.form(name)
        assert use is not None, "refused before anything is made"
        reasons: dict[str, list[str]] = {}
        for person in people:
            if reason := press.why_not(use.when, person):
                reasons.setdefault(reason, []).append(person.applicant.name)
        if reasons and (each or sum(map(len, reasons.values())) == len(people)):
            said = "；".join(
                f"{names[0] if len(names) == 1 else f'{names[0]}等{len(names)}人'}{reason}"
                for reason, names in reasons.items()
            )
            hint = "资料填错了的改正；要空白表，用 zcforms forms blank"
            yield Finding("form-not-needed", f"《{use.title}》没有做：{said}", Severity.WARNING, hint)
