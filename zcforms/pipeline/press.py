"""Where forms are filled: the press that makes documents of one job."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from zcforms import watermark
from zcforms.facts import Person, PersonFacts, blank_facts
from zcforms.facts.copies import concerns, copies_of, why_not
from zcforms.fillers import acroform, html
from zcforms.fillers.filled import Filled
from zcforms.fillers.html.alone import overprint as html_overprint
from zcforms.fillers.official import OFFICIAL, chosen_typefaces
from zcforms.fillers.qr import qr_png, qr_svg
from zcforms.forms import Broken, Form, Values, fill_in, left_blank
from zcforms.ground.errors import BrokenForm, UsageError
from zcforms.ground.files import read_file
from zcforms.ground.findings import Finding, Severity, blocks
from zcforms.ground.steps import step
from zcforms.ground.titled import Titled
from zcforms.intake.evidence import Evidence
from zcforms.intake.pdf_forms import as_seen
from zcforms.model import Applicant
from zcforms.paper.aligning import aligned
from zcforms.pipeline.job import Document, Job
from zcforms.pipeline.long_lists import elsewhere, here, is_long
from zcforms.pipeline.own_forms import left_out, of_one_form, told, unseen
from zcforms.pipeline.signing import content_hash, content_words, make_token, signing_link
from zcforms.pipeline.tracing import traced
from zcforms.plans import FormUse, Plan, When
from zcforms.plans.grounds import rested

DRAFT_MARK = "校对稿"
_ADDED = {"signature", "signed", "signed_on"}  # the facts that come from signing


@dataclass(frozen=True)
class Outcome:
    """What came of one form for one person: the document if it was made, and what does not fit."""

    document: Document | None
    findings: tuple[Finding, ...]


def fill_pdf(form: Form, values: Values) -> Filled:
    """A unit's own PDF form with its values, its paper as the screen shows it."""
    filled = acroform.fill(form, values)
    return replace(filled, pdf=as_seen(filled.pdf, f"{form.id}/{acroform.TEMPLATE}"))


class Press:
    """Fills forms for one job: forms, plan and mark (platform, draft, none) are the same for all."""

    def __init__(self, job: Job, mark: str) -> None:
        self.job, self.mark = job, mark
        self.typefaces = chosen_typefaces(job.work.settings.typefaces)
        self.forms = {name: form.set_in(self.typefaces) for name, form in job.forms.items()}

    def missing_faces(self) -> list[Finding]:
        """That official faces were asked for which the machine does not have."""
        found = {face.family for face in self.typefaces.official}
        missing = [family for family in OFFICIAL if family not in found]
        if self.typefaces.chosen == "shipped" or not missing:
            return []
        message = f"本机没有{'、'.join(missing)}，以随包字体代替"
        hint = "装上这些字体；或删去zcforms.yaml中的“字体: 系统”，全用随包字体"
        finding = Finding("typefaces-missing", message, Severity.WARNING, hint, path=("typefaces",))
        return [finding.located(self.job.work.settings_places)]

    def uses(self, scope: str) -> list[tuple[Form, FormUse]]:
        """The plan's forms of one scope, in the plan's order."""
        pairs = [(self.forms[use.id], use) for use in self.job.plan.forms]
        return [(form, use) for form, use in pairs if form.scope == scope]

    def fill(
        self, form: Form, use: FormUse, facts: Titled | Mapping[str, Any]
    ) -> tuple[Document, tuple[Finding, ...]]:
        """One form with its mark, and what did not fit."""
        with step("填写", form=form.id):
            values = self.values(form, use, facts)
        document, findings = self.print_out(form, use, values)
        return document, traced(findings, values, _record_of(facts))

    def print_out(self, form: Form, use: FormUse, values: Values) -> tuple[Document, tuple[Finding, ...]]:
        """What a form shows on paper with its mark, and what did not fit."""
        with step("填写", form=form.id):
            if not _has_paper(form):
                found = (*left_out(form, values), *unseen(form, values))
                return Document(form.id, use.title, None, None, use, values), found
            if self._overprints(form):
                return self._overprinted(form, use, values)
            own, done = "pdf" in form.media, elsewhere if is_long(form, values) else here
            filled = fill_pdf(form, values) if own else done(html.fill, form, values, use.duplex)
        with step("盖印", form=form.id):
            pdf = self._marked(filled.pdf, use, done)
            editable = filled.editable and self._marked(filled.editable, use)
        findings = tuple(rested(finding, self.job.plan) for finding in told(form, values, filled.findings))
        return Document(form.id, use.title, pdf, filled.pages, use, values, editable, filled.jumps), findings

    def _overprints(self, form: Form) -> bool:
        return self.job.overprint is not None and form.id in self.job.overprint.forms

    def _overprinted(self, form: Form, use: FormUse, values: Values) -> tuple[Document, tuple[Finding, ...]]:
        """The values of a form alone, for paper that bears the rest and the platform's mark."""
        overprint = self.job.overprint
        assert overprint is not None, "asked before"
        photos = {name for name, spec in form.fields.items() if spec.source == "photo"}
        without = frozenset() if overprint.photo else frozenset(photos)
        if "pdf" in form.media:
            filled = acroform.overprint(form, values, without)
        else:
            paper = blank_values(form, self.job.plan)
            filled = html_overprint(form, values, paper, use.duplex, without)
        pdf = aligned(filled.pdf, overprint.alignment, use.duplex) if filled.pdf else b""
        return Document(form.id, use.title, pdf, filled.pages, use, values), told(
            form, values, filled.findings
        )

    def _export(self, form: Form, person: Person) -> Evidence | None:
        """The platform's own print of a form, which takes the place of ours; a draft is always ours."""
        exported = self.job.exports.get(person.key)
        ours = self.mark == "draft" or self._overprints(form)
        return None if exported is None or ours else exported.forms.get(form.id)

    def _exported(self, form: Form, use: FormUse, facts: Titled, export: Evidence) -> Document:
        with step("填写", form=form.id):
            values = self.values(form, use, facts)
        assert export.staged is not None, "exports of a build are staged"
        return Document(form.id, use.title, read_file(export.staged, None), sum(export.sheets), use, values)

    def values(self, form: Form, use: FormUse, facts: Titled | Mapping[str, Any]) -> Values:
        """What a form shows, as the plan uses it."""
        return replace(fill_in(form, facts, use.title, use.options), exported=use.exported)

    def _marked(self, pdf: bytes, use: FormUse, done: Callable[..., bytes] = here) -> bytes:
        mark = self._mark_of(use)
        return done(watermark.stamp, pdf, mark) if mark else pdf

    def word(self, document: Document, person: Person | None = None) -> bytes | None:
        """The document as a Word file: where the folder wants them, or there is no other paper of it."""
        form = self.forms[document.form]
        if document.pdf is not None and not self.job.work.settings.word:
            return None
        if "docx" not in form.media:
            return None
        from zcforms.fillers import docx

        values = self._shown(document, person)
        if not docx.covers(form, values.options):
            return None
        if person is not None:
            values = unsigned(form, values)  # what can still be edited is never signed
            codes = {n for n in values.images if form.fields[n].source == "pledge_qr"}
            images = {n: qr_png(pledge_link(self.job, person)) for n in codes}
            values = replace(values, images={**values.images, **images})
        with step("填写Word稿", form=form.id):
            return docx.fill(form, values, document.use.duplex and document.pdf is not None)

    def _shown(self, document: Document, person: Person | None) -> Values:
        """What a document shows; of a person's only part of it is kept, and it is looked up in the data."""
        if person is None:
            return document.values
        return self.values(self.forms[document.form], document.use, self.facts(person))

    def sheet(self, document: Document, person: Person | None = None) -> bytes | None:
        """The document as a workbook, if it is a workbook that somebody brought."""
        form = self.forms[document.form]
        if form.media != ("xlsx",):
            return None
        from zcforms.fillers import sheets

        with step("填写Excel表", form=form.id):
            return sheets.fill(form, self._shown(document, person))

    def without_word(self) -> list[Finding]:
        """The forms whose layout the plan changes in a way that their Word template cannot show."""
        if not self.job.work.settings.word:
            return []
        from zcforms.fillers import docx

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
        return (self.job.plan.watermark or "") if self.mark == "platform" and use.watermark else ""

    def concerns(self, when: When, person: Person) -> bool:
        """Whether a condition of the plan holds for a person."""
        return concerns(when, person.applicant, person.institution, self.job.plan)

    def why_not(self, when: When, person: Person) -> str:
        """Why a condition of the plan does not hold for a person, in words; else ""."""
        return why_not(when, person.applicant, person.institution, self.job.plan)

    def copies(self, use: FormUse, asked: frozenset[str], person: Person) -> int | None:
        """How many copies of a form are printed for a person (0: as needed); None if it is not made."""
        return copies_of(use, person.applicant, person.institution, self.job.plan, asked)

    def _is_due(self, use: FormUse, person: Person) -> bool:
        """Whether a form of the circular is made if nothing is asked for: in copies of its own, or bound."""
        due = use.id in self.job.plan.bound_forms or self.copies(use, frozenset(), person) is not None
        return due and use.id not in self.job.alone

    def facts(self, person: Person) -> PersonFacts:
        """What forms show of a person, with the code of their pledge if it has a key and leads anywhere."""
        if self.job.key is not None and self.job.work.settings.signing.address:
            link = pledge_link(self.job, person)
            words = partial(self._pledge_words, person)
            person = replace(person, pledge_qr=partial(qr_svg, link), pledge_words=words)
        return self._facts(person)

    def _pledge_words(self, person: Person) -> str:
        return content_words(self.pledge_content(person)) if self.pledge(person) else ""

    def _facts(self, person: Person) -> PersonFacts:
        return PersonFacts(person, self.job.plan, self.job.work.settings)

    def pledge(self, person: Person) -> tuple[Form, FormUse] | None:
        """The form that a person signs online, and how the plan uses it; None if there is none for them."""
        uses = self.uses("person")
        asked = ((form, use) for form, use in uses if form.shows("signature"))
        return next(((form, use) for form, use in asked if self.concerns(use.when, person)), None)

    def pledge_content(self, person: Person) -> str:
        """The digest of what is signed by signing the pledge; UsageError for a person who has none."""
        return said_hash(self.pledge_said(person))

    def pledge_said(self, person: Person) -> dict[str, Any]:
        """What is signed by signing the pledge, as plain data: its form, its words, the person's record.

        It is the same before and after; UsageError for a person who has none to sign.
        """
        found = self.pledge(person)
        if found is None:
            raise UsageError(f"评审计划{self.job.plan.id}没有{person.applicant.name}要在线签署的表")
        form, use = found
        with step("填写", form=form.id):
            values = unsigned(form, self.values(form, use, self._facts(person)))
        words = {"form": form.digest, "title": values.title, "fields": dict(values.fields)}
        return words | {"record": person.applicant.model_dump(mode="json")}

    def person_forms(
        self, person: Person, among: Container[str], wanted: Container[str]
    ) -> dict[str, Outcome]:
        """By id, the forms among these that concern a person: the wanted ones made, the others measured.

        A form that is not made now can still hold the person back: the roster must agree. Not so one of
        which the circular wants no print (copies 0), which is made only if it is asked for.
        """
        facts = self.facts(person)
        made: dict[str, Outcome] = {}
        for form, use in self.uses("person"):
            if form.id not in among or not self.concerns(use.when, person):
                continue
            export = self._export(form, person)
            if form.id in wanted and export:
                made[form.id] = Outcome(self._exported(form, use, facts, export), ())
            elif form.id in wanted:
                made[form.id] = self._outcome(form, use, facts)
            elif _has_paper(form) and not export and self._is_due(use, person):
                # What the platform printed need not fit ours.
                made[form.id] = Outcome(None, _overflows(form, use, facts))
        return made

    def _outcome(self, form: Form, use: FormUse, facts: PersonFacts) -> Outcome:
        """What came of a form; one that stands alone and is faulty is left out, and nobody is held back."""
        if form.id not in self.job.alone:
            return Outcome(*self.fill(form, use, facts))
        try:
            document, findings = self.fill(form, use, facts)
        except BrokenForm as e:
            return Outcome(None, (Broken(form.id, frozenset(), e).to_finding(),))
        if blocks(findings):
            return Outcome(None, tuple(map(of_one_form, findings)))
        return Outcome(document, findings)


def blank_prints(form: Form, plan: Plan | None) -> list[Values]:
    """What stands on a form's prints for writing by hand, as a plan uses it: one for each scoring table."""
    use = plan.form(form.id) if plan else None
    known = blank_facts(plan) if plan else [{}]
    prints = known if form.role == "scores" else known[:1]
    if use is None:
        return [left_blank(form, printed=printed) for printed in prints]
    return [
        replace(left_blank(form, use.title, use.options, printed), exported=use.exported)
        for printed in prints
    ]


def blank_values(form: Form, plan: Plan | None) -> Values:
    """What stands on a form's print for writing by hand; the first, where there are several."""
    return blank_prints(form, plan)[0]


def _overflows(form: Form, use: FormUse, facts: Titled | Mapping[str, Any]) -> tuple[Finding, ...]:
    measure = acroform.overflows if "pdf" in form.media else html.overflows
    with step("量字", form=form.id):
        values = fill_in(form, facts, use.title, use.options)
        return traced(told(form, values, measure(form, values)), values, _record_of(facts))


def _record_of(facts: Titled | Mapping[str, Any]) -> Applicant | None:
    return facts.person if isinstance(facts, PersonFacts) else None


def _has_paper(form: Form) -> bool:
    """Whether a form is laid out here; one that is only a Word file is not."""
    return "html" in form.media or "pdf" in form.media


def unsigned(form: Form, values: Values) -> Values:
    """What a form shows of somebody before it is signed online."""
    added = {name for name, spec in form.fields.items() if spec.source in _ADDED}
    fields = {name: "" if name in added else text for name, text in values.fields.items()}
    images = {name: image for name, image in values.images.items() if name not in added}
    return replace(values, fields=fields, images=images)


def said_hash(said: Mapping[str, Any]) -> str:
    """The digest of what is signed, as Press.pledge_said tells it."""
    return content_hash({**said, "record": content_hash(said["record"])})


def record_digest(applicant: Applicant) -> str:
    """The digest of an applicant's whole record."""
    return content_hash(applicant.model_dump(mode="json"))


def pledge_link(job: Job, person: Person) -> str:
    """The address in the QR code of one person's pledge; the job has its key."""
    token = make_token(job.own_key, person.applicant.id.number, job.plan.id, record_digest(person.applicant))
    return signing_link(job.work.settings.signing.address, token)
