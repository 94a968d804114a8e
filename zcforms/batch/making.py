"""Everybody through the pipeline, then the office's forms, print sets, volumes and the receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

from zcforms.batch.counting import check_made
from zcforms.batch.numbering import number_batch, recall_numbers
from zcforms.batch.opening import Progress, all_findings, check_job
from zcforms.batch.shelf import (
    DOSSIER,
    Made,
    Order,
    Shelf,
    deliver_person,
    deliver_slip,
    deliver_some,
    office_forms,
    print_sets,
)
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.paper import delivery
from zcforms.pipeline.press import Checked, Job, Press
from zcforms.pipeline.signing import has_signing_key
from zcforms.pipeline.story import fill_person
from zcforms.pipeline.volume import bind

DRAFT = "校对稿"
SOME = "补做"


def build(job: Job, order: Order, out: Path, progress: Progress) -> tuple[dict[str, Any], list[Finding]]:
    """Make what was asked for and deliver it; the receipt and all findings.

    Everybody is filled and bound before anything is delivered, so that the numbers of the roster
    have no gaps and the office's forms count exactly the people who came through. What is made for
    some people only, or as a draft, goes to a folder of its own: it never replaces the batch.
    """
    some = len(job.people) < len(job.work.people)
    shelf = Shelf(out, "/".join(filter(None, (DRAFT if order.mark == "draft" else "", SOME if some else ""))))
    key_is_new = not has_signing_key(job.work.root)
    if key_is_new and any(document["form"] == "pledge" for document in shelf.earlier):
        raise UnreadableInput(
            "签署密钥signing.key不见了，而这里已有做好的保证书",
            hint="从备份恢复signing.key；确实要作废已发出的二维码时，先移走输出文件夹",
            where=str(job.work.root),
        )
    press = Press(job, order.mark)
    for name in order.forms - {DOSSIER}:
        if job.plan.form(name) is None:
            title = press.forms[name].title
            entry = f"- {{id: {name}, title: {title}, copies: 1}}"
            hint = f"空白表用 zcforms forms blank；要做出来，在计划的forms里加一行：{entry}"
            raise UsageError(f"评审计划{job.plan.id}不用《{title}》", hint=hint)
    checked, institutions = check_job(job, progress)
    institutions += press.remarks
    with TemporaryDirectory(prefix="zcforms-") as staging:
        made = _make(press, checked, order, Path(staging), progress)
        fixed = job.work.settings.fixed_numbers
        if not some:
            institutions += number_batch(made, shelf, fixed)
        elif fixed:
            recall_numbers(made, shelf)
        for result in made:
            wanted = _numbered_forms(press, order)
            result.documents += press.person_forms(result.checked, wanted, numbered=True)
        if some:
            for result in made:
                deliver_some(press, result, order, shelf)
        else:
            institutions += office_forms(press, [one.person for one in made], order, shelf)
            print_sets(press, made, order, shelf)
            for i, result in enumerate(made):
                progress("写出", i, len(made))
                deliver_person(press, result, order, shelf)
            progress("写出", len(made), len(made))
            institutions += check_made(press, made, shelf, order.forms)
    for one in checked:
        if one.blocked:
            deliver_slip(press, one, shelf)
    if key_is_new and has_signing_key(job.work.root):
        institutions.append(_new_key())
    institutions += press.without_word()
    if shelf.edited:
        institutions.append(_kept_words(shelf.edited))
    findings = all_findings(checked, institutions)
    shelf.tidy(order.forms, {file.key for file in job.people} if some else None)
    receipt = receipt_of(job, checked, made, shelf, findings)
    delivery.deliver_receipt(shelf.out, receipt)
    return receipt, findings


def _new_key() -> Finding:
    return Finding(
        "signing-key-new",
        "已新建签署密钥signing.key",
        Severity.INFO,
        "请与数据一起备份：丢失后，已印出的二维码都无法核对",
    )


def _kept_words(names: Sequence[str]) -> Finding:
    return Finding(
        "word-edited",
        f"{len(names)}份Word稿手工改过，没有换掉：{'、'.join(names)}",
        Severity.WARNING,
        "要按现在的数据重新生成，先把改过的移走或改名",
    )


def _make(
    press: Press, checked: Sequence[Checked], order: Order, staging: Path, progress: Progress
) -> list[Made]:
    made = []
    for i, one in enumerate(checked):
        progress("填表", i, len(checked))
        if one.blocked:
            continue
        try:
            result = _make_person(press, one, order, staging / str(i))
        except (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError) as e:
            one.failed = True
            message = f"处理时出错，未能完成（{type(e).__name__}）"
            one.found([Finding("person-failed", message, hint="多半是某个佐证文件不规范，请逐个重新导出")])
            continue
        if not one.blocked:
            made.append(result)
    progress("填表", len(checked), len(checked))
    return made


def _make_person(press: Press, one: Checked, order: Order, staged: Path) -> Made:
    bound = press.job.plan.binding is not None and order.wants(DOSSIER)
    wanted = {form.id for form, _ in press.uses("person") if order.wants(form.id) and not form.numbered}
    documents, volume = fill_person(press, one, frozenset(wanted), bound)
    # Numbered forms are filled once without their number: what spills must show before anybody has one.
    press.person_forms(one, _numbered_forms(press, order), numbered=True)
    made = Made(one, documents)
    if bound and volume is not None and not one.blocked:
        pdf, made.volume_pages = bind(press, one, volume)
        staged.touch(0o600)
        staged.write_bytes(pdf)
        made.volume = staged
    return made


def _numbered_forms(press: Press, order: Order) -> frozenset[str]:
    return frozenset(form.id for form, _ in press.uses("person") if form.numbered and order.wants(form.id))


def receipt_of(
    job: Job, checked: Sequence[Checked], made: Sequence[Made], shelf: Shelf, findings: Sequence[Finding]
) -> dict[str, Any]:
    numbers = {one.checked.file.key: one.person.number for one in made}
    people = [
        {
            "person": one.file.key,
            "outcome": "failed" if one.failed else "built" if one.file.key in numbers else "blocked",
            "number": numbers.get(one.file.key) or None,
            "because": sorted({f.code for f in one.findings if f.severity is Severity.ERROR}),
        }
        for one in checked
    ]
    outcomes = Counter(entry["outcome"] for entry in people)
    return {
        "plan": job.plan.id,
        "people_in": len(people),
        "built": outcomes["built"],
        "blocked": outcomes["blocked"],
        "failed": outcomes["failed"],
        "people": people,
        "numbers": shelf.numbers,
        "folder": shelf.folder,
        "documents": shelf.documents,
        "kept": shelf.earlier,
        "findings": [finding.to_dict() for finding in findings],
    }
