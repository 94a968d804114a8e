"""Where forms are filled: a job, its people after checking, and the press that makes documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from zcforms import watermark
from zcforms.facts import Person, person_facts
from zcforms.facts.lists import concerns
from zcforms.facts.sources import check_sources
from zcforms.fillers import acroform, docx, html
from zcforms.fillers.qr import qr_png, qr_svg
from zcforms.forms import Form, Values, fill_in
from zcforms.ground.errors import BrokenPlan
from zcforms.ground.findings import Finding, Severity, blocks
from zcforms.intake.folder import PersonFile, Work
from zcforms.model import Applicant
from zcforms.pipeline.signing import content_hash, make_token, signing_key, signing_link
from zcforms.plans import FormUse, Plan, When
from zcforms.plans.agreement import disagreements

DRAFT_MARK = "校对稿"


@dataclass(frozen=True)
class Job:
    """A folder of work with its plan, the people who were asked for, and all forms by id.

    The forms that the folder brings itself are in the plan, too: one copy for everybody they concern.
    """

    work: Work
    plan: Plan
    people: tuple[PersonFile, ...]
    forms: Mapping[str, Form] = field(repr=False)

    @property
    def filled_on(self) -> date:
        """The day of filling; the latest that a folder's own date may mean."""
        assert self.work.settings.date is not None, "set when the job was opened"
        return self.work.settings.date.latest


@dataclass
class Checked:
    """One person after checking; an error finding holds them back."""

    file: PersonFile
    findings: list[Finding]
    person: Person | None = None
    failed: bool = False

    @property
    def blocked(self) -> bool:
        """Whether the person is held back."""
        return self.person is None or blocks(self.findings)

    def found(self, findings: Sequence[Finding]) -> None:
        """Add findings, with their place in the person's own file."""
        self.findings += [f.located(self.file.places).of(self.file.key) for f in findings]


@dataclass(frozen=True)
class Document:
    """One finished form: its PDF with the mark on it, and how the plan uses it.

    A form of the user's own that is only a Word file has no PDF and no pages.
    """

    form: str
    title: str
    pdf: bytes | None
    pages: int | None
    use: FormUse
    values: Values
    editable: bytes | None = None  # the same with fields that can still be changed


class Press:
    """Fills forms for one job: forms, plan and mark (platform, draft, none) are the same for all."""

    def __init__(self, job: Job, mark: str) -> None:
        self.job, self.mark = job, mark
        self.forms = job.forms
        self.remarks: list[Finding] = []  # on the user's own forms
        for form in self.forms.values():
            check_sources(form)
            if "html" in form.media:
                html.check_template(form)
            elif "docx" in form.media:
                docx.check_template(form)
            if "pdf" in form.media:
                self.remarks += acroform.check_template(form)
        if faults := disagreements(job.plan, self.forms):
            raise BrokenPlan("；".join(faults), where=f"{job.plan.id}.yaml")

    def uses(self, scope: str) -> list[tuple[Form, FormUse]]:
        """The plan's forms of one scope, in the plan's order."""
        pairs = [(self.forms[use.id], use) for use in self.job.plan.forms]
        return [(form, use) for form, use in pairs if form.scope == scope]

    def fill(
        self, form: Form, use: FormUse, facts: Mapping[str, Any]
    ) -> tuple[Document, tuple[Finding, ...]]:
        """One form with its mark, and what did not fit."""
        values = fill_in(form, facts, use.title, use.options)
        if not _has_paper(form):
            return Document(form.id, use.title, None, None, use, values), ()
        own = "pdf" in form.media
        filled = acroform.fill(form, values) if own else html.fill(form, values, use.duplex)
        pdf, editable = self._marked(filled.pdf, use), filled.editable and self._marked(filled.editable, use)
        return Document(form.id, use.title, pdf, filled.pages, use, values, editable), filled.findings

    def _marked(self, pdf: bytes, use: FormUse) -> bytes:
        mark = self._mark_of(use)
        return watermark.stamp(pdf, mark) if mark else pdf

    def word(self, document: Document, person: Person | None = None) -> bytes | None:
        """The document as a Word file: where the folder wants them, or there is no other paper of it."""
        form, values = self.forms[document.form], document.values
        if "docx" not in form.media or not docx.covers(form, values.options):
            return None
        if document.pdf is not None and not self.job.work.settings.word:
            return None
        if person is not None:
            code = qr_png(pledge_link(self.job, person))
            sources = {name: form.fields[name].source for name in values.images}
            images = {n: code if sources[n] == "pledge_qr" else i for n, i in values.images.items()}
            values = replace(values, images=images)
        return docx.fill(form, values)

    def without_word(self) -> list[Finding]:
        """The forms whose layout the plan changes in a way that their Word template cannot show."""
        if not self.job.work.settings.word:
            return []
        forms = [(self.forms[use.id], use) for use in self.job.plan.forms]
        return [
            Finding(
                "word-layout",
                f"《{use.title}》没有Word稿：评审计划改了它的版式",
                Severity.INFO,
                hint="这张表用PDF",
            )
            for form, use in forms
            if "docx" in form.media and not docx.covers(form, use.options)
        ]

    def _mark_of(self, use: FormUse) -> str:
        if self.mark == "draft":
            return DRAFT_MARK
        return self.job.plan.watermark if self.mark == "platform" and use.watermark else ""

    def concerns(self, when: When, person: Person) -> bool:
        """Whether a condition of the plan holds for a person."""
        return concerns(when, person.applicant, person.institution, self.job.plan)

    def person_forms(
        self, checked: Checked, wanted: frozenset[str], numbered: bool = False
    ) -> list[Document]:
        """The wanted forms that concern one person; what does not fit becomes their finding.

        Forms that show the number in the roster are a second round, when the numbers are known.
        """
        assert checked.person is not None
        person = replace(checked.person, pledge_qr=qr_svg(pledge_link(self.job, checked.person)))
        facts = person_facts(person, self.job.plan, self.job.work.settings)
        documents = []
        for form, use in self.uses("person"):
            if form.numbered != numbered or not self.concerns(use.when, person):
                continue
            if form.id in wanted:
                document, findings = self.fill(form, use, facts)
                documents.append(document)
            elif not _has_paper(form):
                continue
            else:
                # A form that is not made now can still hold the person back: the roster must agree.
                overflows = acroform.overflows if "pdf" in form.media else html.overflows
                findings = overflows(form, fill_in(form, facts, use.title, use.options))
            checked.found(findings)
        return documents


def _has_paper(form: Form) -> bool:
    """Whether a form is laid out here; one that is only a Word file is not."""
    return "html" in form.media or "pdf" in form.media


def content_of(applicant: Applicant) -> str:
    """The digest of an applicant's whole record."""
    return content_hash(applicant.model_dump(mode="json"))


def pledge_link(job: Job, person: Person) -> str:
    """The address in the QR code of one person's pledge; makes the folder's key on first need."""
    number = person.applicant.id.number
    token = make_token(signing_key(job.work.root), number, job.plan.id, content_of(person.applicant))
    return signing_link(job.work.settings.signing.base_url, token)
