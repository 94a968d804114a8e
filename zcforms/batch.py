"""A folder's story: everybody through the pipeline, then the office's forms, print sets, receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

from zcforms import delivery
from zcforms.checks import check_institution, check_office
from zcforms.errors import UnreadableInput, UsageError
from zcforms.fillers import xlsx
from zcforms.findings import Finding, Severity, blocks, ordered
from zcforms.forms import Form
from zcforms.intake.folder import choose, has_signing_key, read_work
from zcforms.pipeline import Checked, Document, Job, Press, bind, check_person
from zcforms.plans import FormUse, load_plan
from zcforms.printing.copies import print_set
from zcforms.values import PartialDate
from zcforms.view import Person, institution_facts, office_facts

Progress = Callable[[str, int, int], None]
DOSSIER = "dossier"
DRAFT = "校对稿"
SOME = "补做"


def open_job(root: Path, today: date, people: Sequence[str] = ()) -> Job:
    """Read a folder of work; the date of filling is the folder's own, else today's."""
    work = read_work(root)
    if work.settings.date is None:
        filled_on = PartialDate(today.year, today.month, today.day)
        work = replace(work, settings=work.settings.model_copy(update={"date": filled_on}))
    try:
        plan = load_plan(work.settings.plan)
    except UsageError as e:
        place = work.settings_places.find(("plan",))
        raise UnreadableInput(e.message, hint=e.hint, where=str(place)) from e
    return Job(work, plan, choose(work, people))


# --- check ---------------------------------------------------------------------------------------


def check_job(job: Job, progress: Progress) -> tuple[list[Checked], list[Finding]]:
    """Check everybody and every institution; returns people and the findings of institutions."""
    checked = []
    for i, file in enumerate(job.people):
        progress("检查", i, len(job.people))
        checked.append(check_person(job, file))
    progress("检查", len(job.people), len(job.people))
    _same_id_twice(checked)
    office = [f.located(job.work.settings_places) for f in check_office(job.work.settings.office)]
    return checked, [*job.work.findings, *office, *_check_institutions(job, checked)]


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
        for one in own if blocks(found) else ():
            message = f"工作单位“{institution.name}”的资料有错误，暂缓"
            one.found(
                [Finding("unit-blocked", message, hint="先改正zcforms.yaml中该单位的错误", path=("unit",))]
            )
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
class Made:
    """One person who came through: their forms, and their volume on disk with its pages."""

    checked: Checked
    documents: list[Document]
    volume: Path | None = None
    volume_pages: int = 0

    @property
    def person(self) -> Person:
        """The person, numbered once everybody is made."""
        assert self.checked.person is not None
        return self.checked.person


def build(job: Job, order: Order, out: Path, progress: Progress) -> tuple[dict[str, Any], list[Finding]]:
    """Make what was asked for and deliver it; the receipt and all findings.

    Everybody is filled and bound before anything is delivered, so that the numbers of the roster
    have no gaps and the office's forms count exactly the people who came through. What is made for
    some people only, or as a draft, goes to a folder of its own: it never replaces the batch.
    """
    some = len(job.people) < len(job.work.people)
    shelf = Shelf(out, "/".join(filter(None, (DRAFT if order.mark == "draft" else "", SOME if some else ""))))
    key_is_new = not has_signing_key(job.work.root)
    if key_is_new and shelf.earlier:
        raise UnreadableInput(
            "签署密钥signing.key不见了，而这里已有做好的保证书",
            hint="从备份恢复signing.key；确实要作废已发出的二维码时，先移走输出文件夹",
            where=str(job.work.root),
        )
    checked, institutions = check_job(job, progress)
    press = Press(job, order.mark)
    with TemporaryDirectory(prefix="zcforms-") as staging:
        made = _make(press, checked, order, Path(staging), progress)
        if some:
            for result in made:
                _deliver_some(press, result, order, shelf)
        else:
            _number(made)
            institutions += _office_forms(press, [one.person for one in made], order, shelf)
            _print_sets(press, made, order, shelf)
            for i, result in enumerate(made):
                progress("写出", i, len(made))
                _deliver_person(press, result, order, shelf)
            progress("写出", len(made), len(made))
    if key_is_new and has_signing_key(job.work.root):
        institutions.append(_new_key())
    findings = all_findings(checked, institutions)
    shelf.tidy(order.forms, {file.key for file in job.people} if some else None)
    receipt = _receipt(job, checked, made, shelf, findings)
    delivery.deliver_receipt(shelf.out, receipt)
    return receipt, findings


def _new_key() -> Finding:
    return Finding(
        "signing-key-new",
        "已新建签署密钥signing.key",
        Severity.INFO,
        "请与数据一起备份：丢失后，已印出的二维码都无法核对",
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
    binding = press.job.plan.binding
    bound = binding is not None and order.wants(DOSSIER)
    wanted = {form.id for form, _ in press.uses("person") if order.wants(form.id)}
    if bound and binding is not None:
        wanted |= {section.form for section in binding.sections if section.form}
    made = Made(one, press.person_forms(one, frozenset(wanted)))
    if bound and not one.blocked:
        pdf, made.volume_pages = bind(press, one, made.documents)
        staged.touch(0o600)
        staged.write_bytes(pdf)
        made.volume = staged
    return made


def _number(made: Sequence[Made]) -> None:
    for number, result in enumerate(made, 1):
        result.checked.person = replace(result.person, number=number)


# --- deliver -------------------------------------------------------------------------------------


@dataclass
class Shelf:
    """Delivers documents into a folder and keeps the list for the receipt."""

    top: Path
    folder: str = ""  # below the top
    documents: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.earlier = delivery.earlier_documents(self.out)

    @property
    def out(self) -> Path:
        """Where the documents go."""
        return self.top / self.folder

    def put(
        self, name: str, content: bytes, form: str, pages: int | None, copies: int, person: str = ""
    ) -> None:
        """Deliver one document under a name relative to the folder."""
        document = {"person": person, "form": form, "path": name, "pages": pages, "copies": copies}
        self.documents.append({**document, "sha256": delivery.deliver(self.out / name, content)})

    def tidy(self, forms: frozenset[str], people: set[str] | None) -> None:
        """Withdraw what an earlier build made of the same forms and people and this one did not.

        It would mislead whoever prints the folder. What was not asked for now is kept and stays listed.
        """
        paths = {document["path"] for document in self.documents}
        old = [d for d in self.earlier if d["path"] not in paths]
        gone = [
            d for d in old if (not forms or d["form"] in forms) and (people is None or d["person"] in people)
        ]
        delivery.withdraw(self.out, [d["path"] for d in gone])
        self.earlier = [d for d in old if d not in gone]


def _copies_name(use: FormUse) -> str:
    return f"一式{use.copies}份_{'双面' if use.duplex else '单面'}"


def _delivered(made: Made, order: Order) -> list[Document]:
    """The documents that are delivered one by one; the others live in the volume only."""
    return [d for d in made.documents if order.wants(d.form) and (d.use.copies or d.form in order.forms)]


def _deliver_person(press: Press, made: Made, order: Order, shelf: Shelf) -> None:
    person, year = made.person, press.job.plan.year
    label = delivery.safe_name(f"{person.number:02d}_{person.applicant.name}")
    for d in _delivered(made, order):
        name = f"个人/{label}/{label}_{d.title}_{year}.pdf"
        shelf.put(name, d.pdf, d.form, d.pages, d.use.copies, person.key)
    if made.volume is not None:
        name = f"装订/{label}_装订册_{year}.pdf"
        shelf.put(name, made.volume.read_bytes(), DOSSIER, made.volume_pages, 1, person.key)


def _deliver_some(press: Press, made: Made, order: Order, shelf: Shelf) -> None:
    """One person's papers in a folder named by their key: numbers belong to the whole batch."""
    person, year = made.person, press.job.plan.year
    name = person.applicant.name
    label = delivery.safe_name(person.key if name in person.key else f"{person.key}_{name}")
    for d in _delivered(made, order):
        shelf.put(f"{label}/{d.title}_{year}.pdf", d.pdf, d.form, d.pages, d.use.copies, person.key)
        if d.use.copies > 1:
            pdf, pages = print_set([d.pdf], d.use.copies, d.use.duplex)
            path = f"{label}/打印_{d.title}_{_copies_name(d.use)}.pdf"
            shelf.put(path, pdf, d.form, pages, d.use.copies, person.key)
    if made.volume is not None:
        volume = made.volume.read_bytes()
        shelf.put(f"{label}/装订册_{year}.pdf", volume, DOSSIER, made.volume_pages, 1, person.key)


def _print_sets(press: Press, made: Sequence[Made], order: Order, shelf: Shelf) -> None:
    for form, use in press.uses("person"):
        documents = [d for one in made for d in one.documents if d.form == form.id]
        if documents and use.copies and order.wants(form.id):
            pdf, pages = print_set([d.pdf for d in documents], use.copies, use.duplex)
            name = f"打印/{use.title}_{len(documents)}人_{_copies_name(use)}.pdf"
            shelf.put(name, pdf, form.id, pages, use.copies)


def _office_forms(press: Press, people: Sequence[Person], order: Order, shelf: Shelf) -> list[Finding]:
    """Roster, letter and post tables of the people who came through; what did not fit."""
    job, year = press.job, press.job.plan.year
    findings: list[Finding] = []

    def put(form: Form, use: FormUse, facts: Mapping[str, Any], name: str) -> None:
        document, found = press.fill(form, use, facts)
        findings.extend(found)
        if blocks(found):
            return
        shelf.put(f"{name}.pdf", document.pdf, form.id, document.pages, use.copies)
        if "xlsx" in form.media:
            shelf.put(f"{name}.xlsx", roster_workbook(press, document), form.id, None, use.copies)

    for form, use in [] if blocks(check_office(job.work.settings.office)) else press.uses("office"):
        if people and order.wants(form.id):
            facts = office_facts(people, job.plan, job.work.settings)
            put(form, use, facts, f"报送/{use.title}_{year}")
    for form, use in press.uses("institution"):
        for institution in job.work.settings.institutions:
            staff = [p for p in people if p.institution is institution and press.concerns(use.when, p)]
            if staff and order.wants(form.id):
                facts = institution_facts(institution, staff, job.plan, job.work.settings)
                put(form, use, facts, f"报送/{delivery.safe_name(institution.name)}_{use.title}_{year}")
    return findings


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


def _receipt(
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
        "folder": shelf.folder,
        "documents": shelf.documents,
        "kept": shelf.earlier,
        "findings": [finding.to_dict() for finding in findings],
    }


# --- merge ---------------------------------------------------------------------------------------


def merge_rosters(jobs: Sequence[Job], out: Path, progress: Progress) -> tuple[dict[str, Any], list[Finding]]:
    """One roster of several folders in the order given, numbered through; the receipt and findings.

    Only what holds a person back is told, and every place begins with its folder.
    """
    first = jobs[0]
    for job in jobs[1:]:
        if job.plan.id != first.plan.id:
            message = f"不同评审计划的花名册不能合并：{first.plan.id}、{job.plan.id}"
            raise UsageError(message, hint="按计划分别合并")
    checked: list[Checked] = []
    institutions: list[Finding] = []
    for job in jobs:
        people, found = check_job(_under_folder(job), progress)
        checked += people
        institutions += found
    _same_id_twice(checked)
    press, shelf = Press(first, "none"), Shelf(out)
    for one in checked:
        if not one.blocked:
            press.person_forms(one, frozenset())
    made = [Made(one, []) for one in checked if not one.blocked]
    _number(made)
    everybody = [one.person for one in made]
    institutions += _office_forms(press, everybody, Order(frozenset({"roster"})), shelf)
    findings = [f for f in all_findings(checked, institutions) if f.severity is Severity.ERROR]
    shelf.tidy(frozenset({"roster"}), None)
    receipt = _receipt(first, checked, made, shelf, findings)
    delivery.deliver_receipt(out, receipt)
    return receipt, findings


def _under_folder(job: Job) -> Job:
    """The job with its people's keys and files named with their folder."""
    folder = job.work.root.resolve().name
    people = tuple(
        replace(
            file,
            key=f"{folder}/{file.key}",
            evidence_key=file.key,
            places=file.places.under(folder),
            findings=tuple(f.under(folder) for f in file.findings),
        )
        for file in job.people
    )
    return replace(job, people=people)
