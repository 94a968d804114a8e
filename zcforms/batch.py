"""A folder's story: everybody through the pipeline, then the office's forms, print sets, receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

from zcforms import delivery
from zcforms.checks import check_institution
from zcforms.errors import UsageError
from zcforms.fillers import xlsx
from zcforms.findings import Finding, blocks, ordered
from zcforms.intake.folder import choose, read_work
from zcforms.pipeline import Checked, Document, Job, Press, bind, check_person
from zcforms.plans import load_plan
from zcforms.printing.copies import print_set
from zcforms.values import PartialDate
from zcforms.view import Person, institution_facts, office_facts

Progress = Callable[[str, int, int], None]
DOSSIER = "dossier"


def open_job(root: Path, today: date, people: Sequence[str] = ()) -> Job:
    """Read a folder of work; the date of filling is the folder's own, else today's."""
    work = read_work(root)
    if work.settings.date is None:
        filled_on = PartialDate(today.year, today.month, today.day)
        work = replace(work, settings=work.settings.model_copy(update={"date": filled_on}))
    return Job(work, load_plan(work.settings.plan), choose(work, people))


# --- check ---------------------------------------------------------------------------------------


def check_job(job: Job, progress: Progress) -> tuple[list[Checked], list[Finding]]:
    """Check everybody and every institution; returns people and the findings of institutions."""
    checked = []
    for i, file in enumerate(job.people):
        progress("检查", i, len(job.people))
        checked.append(check_person(job, file))
    progress("检查", len(job.people), len(job.people))
    _same_id_twice(checked)
    return checked, [*job.work.findings, *_check_institutions(job, checked)]


def all_findings(checked: Sequence[Checked], institutions: Sequence[Finding]) -> list[Finding]:
    """Every finding of a folder: institutions first, then people in roster order."""
    return ordered([*institutions, *(finding for one in checked for finding in one.findings)])


def _same_id_twice(checked: Sequence[Checked]) -> None:
    """One person, one application a year (requirements G30)."""
    first: dict[str, Checked] = {}
    for one in checked:
        applicant = one.file.applicant
        if applicant is None:
            continue
        earlier = first.setdefault(applicant.id.number, one)
        if earlier is not one:
            hint = "同一人只能申报一次，删去其中一份或改正号码"
            message = f"证件号码与“{earlier.file.key}”（{earlier.file.places.file}）相同"
            one.found([Finding("person-repeated", message, hint=hint, path=("id", "number"))])


def _check_institutions(job: Job, checked: Sequence[Checked]) -> list[Finding]:
    findings: list[Finding] = []
    for i, institution in enumerate(job.work.settings.institutions):
        own = [c for c in checked if c.person and c.person.institution is institution]
        staff = [
            c.person.applicant for c in own if c.person and c.person.applicant.application.staffing == "在编"
        ]
        found = [
            finding.located(job.work.settings_places)
            for finding in check_institution(institution, staff, job.plan, ("institutions", i))
        ]
        for one in own:
            one.unit_findings = found
        findings += found
    return findings


# --- build ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """What to build: forms by id (all if empty; `dossier` is the bound volume), and which mark."""

    forms: frozenset[str] = frozenset()
    mark: str = "platform"

    def wants(self, form_id: str) -> bool:
        """Whether the form was asked for."""
        return not self.forms or form_id in self.forms


@dataclass
class Shelf:
    """Delivers documents into the output folder and keeps the list for the receipt."""

    out: Path
    documents: list[dict[str, Any]] = field(default_factory=list)

    def put(
        self, name: str, content: bytes, form: str, pages: int | None, copies: int, person: str = ""
    ) -> None:
        """Deliver one document under a name relative to the output folder."""
        digest = delivery.deliver(self.out / name, content)
        self.documents.append(
            {
                "person": person,
                "form": form,
                "path": name,
                "pages": pages,
                "copies": copies,
                "sha256": digest,
            }
        )


@dataclass
class Made:
    """One person who came through: their forms, and their volume on disk with its pages."""

    checked: Checked
    documents: list[Document]
    volume: Path | None = None
    volume_pages: int = 0


def build(job: Job, order: Order, out: Path, progress: Progress) -> tuple[dict[str, Any], list[Finding]]:
    """Make what was asked for and deliver it; the receipt and all findings.

    Everybody is filled and bound before anything is delivered, so that the numbers of the roster
    have no gaps and the office's forms count exactly the people who came through.
    """
    checked, institutions = check_job(job, progress)
    press = Press(job, order.mark)
    made: list[Made] = []
    failed = 0
    with TemporaryDirectory(prefix="zcforms-") as staging:
        for i, one in enumerate(checked):
            progress("填表", i, len(checked))
            if one.blocked:
                continue
            try:
                result = _make_person(press, one, order, Path(staging) / str(i))
            except (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError) as e:
                message = f"处理时出错，未能完成（{type(e).__name__}）"
                hint = "多半是某个佐证文件不规范，请逐个重新导出"
                one.found([Finding("person-failed", message, hint=hint)])
                failed += 1
                continue
            if not one.blocked:
                made.append(result)
        progress("填表", len(checked), len(checked))
        _number(made)
        shelf, earlier = Shelf(out), delivery.earlier_paths(out)
        people = [one.checked.person for one in made if one.checked.person]
        institutions += _office_forms(press, people, order, shelf)
        _print_sets(press, made, order, shelf)
        for i, result in enumerate(made):
            progress("写出", i, len(made))
            _deliver_person(press, result, order, shelf)
        progress("写出", len(made), len(made))
    findings = all_findings(checked, institutions)
    receipt = _receipt(job, checked, made, failed, shelf, findings)
    if not order.forms and len(job.people) == len(job.work.people):
        # A full build replaces the last one: what it no longer makes would mislead.
        delivery.withdraw(out, earlier - {document["path"] for document in shelf.documents})
    delivery.deliver_receipt(out, receipt)
    return receipt, findings


def _make_person(press: Press, one: Checked, order: Order, staged: Path) -> Made:
    binding = press.job.plan.binding
    bound = binding is not None and order.wants(DOSSIER)
    wanted = {form.id for form, _ in press.uses("person") if order.wants(form.id)}
    if bound and binding is not None:
        wanted |= {section.form for section in binding.sections if section.form}
    documents = press.person_forms(one, frozenset(wanted))
    made = Made(one, documents)
    if bound and not one.blocked:
        pdf, made.volume_pages = bind(press, one, documents)
        staged.write_bytes(pdf)
        staged.chmod(0o600)
        made.volume = staged
    return made


def _number(made: Sequence[Made]) -> None:
    for number, result in enumerate(made, 1):
        assert result.checked.person is not None
        result.checked.person = replace(result.checked.person, number=number)


def _label(person: Person) -> str:
    return delivery.safe_name(f"{person.number:02d}_{person.applicant.name}")


def _deliver_person(press: Press, made: Made, order: Order, shelf: Shelf) -> None:
    person, year = made.checked.person, press.job.plan.year
    assert person is not None
    label = _label(person)
    for document in made.documents:
        # Forms with no copies of their own live in the volume only, unless asked for by name.
        if order.wants(document.form) and (document.use.copies or document.form in order.forms):
            name = f"个人/{label}/{label}_{document.title}_{year}.pdf"
            copies = document.use.copies
            shelf.put(name, document.pdf, document.form, document.pages, copies, person.key)
    if made.volume is not None:
        name = f"装订/{label}_装订册_{year}.pdf"
        shelf.put(name, made.volume.read_bytes(), DOSSIER, made.volume_pages, 1, person.key)


def _print_sets(press: Press, made: Sequence[Made], order: Order, shelf: Shelf) -> None:
    for form, use in press.uses("person"):
        documents = [d for one in made for d in one.documents if d.form == form.id]
        if not documents or not use.copies or not order.wants(form.id):
            continue
        pdf, pages = print_set([d.pdf for d in documents], use.copies, use.duplex)
        sides = "双面" if use.duplex else "单面"
        name = f"打印/{use.title}_{len(documents)}人_一式{use.copies}份_{sides}.pdf"
        shelf.put(name, pdf, form.id, pages, use.copies)


def _office_forms(press: Press, people: Sequence[Person], order: Order, shelf: Shelf) -> list[Finding]:
    """Roster, letter and post tables of the people who came through."""
    job, year = press.job, press.job.plan.year
    findings: list[Finding] = []
    if not people:
        return findings
    for form, use in press.uses("office"):
        if not order.wants(form.id):
            continue
        document, found = press.fill(form, use, office_facts(people, job.plan, job.work.settings))
        findings += found
        if blocks(found):
            continue
        name = f"报送/{use.title}_{year}"
        shelf.put(f"{name}.pdf", document.pdf, form.id, document.pages, use.copies)
        if "xlsx" in form.media:
            shelf.put(f"{name}.xlsx", roster_workbook(press, document), form.id, None, use.copies)
    for form, use in press.uses("institution"):
        for institution in job.work.settings.institutions:
            staff = [p for p in people if p.institution is institution and press.concerns(use.when, p)]
            if staff and order.wants(form.id):
                facts = institution_facts(institution, staff, job.plan, job.work.settings)
                document, found = press.fill(form, use, facts)
                findings += found
                if blocks(found):
                    continue
                name = f"报送/{delivery.safe_name(institution.name)}_{use.title}_{year}.pdf"
                shelf.put(name, document.pdf, form.id, document.pages, use.copies)
    return findings


def merge_rosters(jobs: Sequence[Job], out: Path, progress: Progress) -> tuple[dict[str, Any], list[Finding]]:
    """One roster of several folders in the order given, numbered through; the receipt and findings."""
    first = jobs[0]
    for job in jobs[1:]:
        if job.plan.id != first.plan.id:
            raise UsageError(
                f"不同评审计划的花名册不能合并：{first.plan.id}、{job.plan.id}",
                hint="按计划分别合并",
            )
    checked: list[Checked] = []
    institutions: list[Finding] = []
    for job in jobs:
        people, found = check_job(job, progress)
        checked += people
        institutions += found
    _same_id_twice(checked)
    made = [Made(one, []) for one in checked if not one.blocked]
    _number(made)
    press, shelf = Press(first, "none"), Shelf(out)
    people_made = [one.checked.person for one in made if one.checked.person]
    institutions += _office_forms(press, people_made, Order(frozenset({"roster"})), shelf)
    findings = all_findings(checked, institutions)
    return _receipt(first, checked, made, 0, shelf, findings), findings


def _receipt(
    job: Job,
    checked: Sequence[Checked],
    made: Sequence[Made],
    failed: int,
    shelf: Shelf,
    findings: Sequence[Finding],
) -> dict[str, Any]:
    return {
        "plan": job.plan.id,
        "people_in": len(checked),
        "built": len(made),
        "blocked": len(checked) - len(made) - failed,
        "failed": failed,
        "documents": shelf.documents,
        "findings": [finding.to_dict() for finding in findings],
    }


def roster_workbook(press: Press, document: Document) -> bytes:
    """The roster as a workbook with the same columns, rows and lines as its paper."""
    shown = document.values.fields
    return xlsx.fill_sheet(
        press.forms[document.form],
        document.values,
        "people",
        head=[f"填报单位（盖章）：{shown['office']}", f"填报日期：{shown['date']}"],
        foot=[
            f"合计：{shown['count']}人",
            f"填报人：{shown['contact']}",
            f"联系电话：{shown['phone']}",
        ],
    )
