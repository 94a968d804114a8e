"""One applicant's story: check → fill → watermark → bind. Nouns in, nouns out; nothing is written.

Only this module joins the verbs (intake, checks, fillers, watermark, binding); `batch.py` tells the
story of a whole folder with it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pikepdf import Pdf

from zcforms import watermark
from zcforms.binding import dossier
from zcforms.binding.intake import Evidence, chosen_pages, open_evidence
from zcforms.checks import check_applicant
from zcforms.errors import BrokenPlan
from zcforms.fillers import html
from zcforms.fillers.qr import qr_svg
from zcforms.findings import Finding, blocks
from zcforms.findings import Path as FieldPath
from zcforms.forms import Form, Values, fill_in, load_forms
from zcforms.intake.folder import PersonFile, Work, has_signing_key, signing_key
from zcforms.intake.photos import read_photo
from zcforms.model import Applicant, EvidenceItem, PhotoFacts
from zcforms.plans import FormUse, Plan, When
from zcforms.signing import (
    content_hash,
    expected_token,
    make_token,
    read_token,
    signing_link,
    token_of,
)
from zcforms.values import PartialDate
from zcforms.view import Person, person_facts
from zcforms.view.lists import concerns, loose_reason

DRAFT_MARK = "校对稿"


@dataclass(frozen=True)
class Job:
    """A folder of work with its plan and the people who were asked for."""

    work: Work
    plan: Plan
    people: tuple[PersonFile, ...]

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
    """One finished form: its PDF with the mark on it, and how the plan uses it."""

    form: str
    title: str
    pdf: bytes
    pages: int
    use: FormUse
    values: Values


# --- check ---------------------------------------------------------------------------------------


def check_person(job: Job, file: PersonFile) -> Checked:
    """Everything that can be said of one person: file, photo, evidence, rules of the plan."""
    checked = Checked(file, list(file.findings))
    applicant = file.applicant
    if applicant is None:
        checked.findings = [f.of(file.key) for f in file.findings]
        return checked
    institution = job.work.settings.institution(applicant.unit)
    facts, photo, photo_findings = _photo(job.work, applicant)
    _, evidence_findings = _open_evidence(job.work, file, applicant)
    checked.found(
        [
            *photo_findings,
            *check_applicant(applicant, institution, facts, job.plan, job.filled_on),
            *evidence_findings,
        ]
    )
    if institution is not None:
        checked.person = Person(file.key, 0, applicant, institution, photo)
    return checked


def _photo(work: Work, applicant: Applicant) -> tuple[PhotoFacts | None, bytes | None, list[Finding]]:
    if applicant.photo is None:
        hint = "在“照片”中写文件名，并把文件放在photos文件夹"
        return None, None, [Finding("photo-missing", "没有照片", hint=hint)]
    path = work.photo_path(applicant.photo)
    if path is None:
        outside = Finding(
            "path-outside",
            f"照片“{applicant.photo}”不在photos文件夹内",
            hint="只写文件名，文件放在photos文件夹",
            path=("photo",),
        )
        return None, None, [outside]
    read = read_photo(path, f"photos/{applicant.photo}")
    return (None, None, [read]) if isinstance(read, Finding) else (*read, [])


def _open_evidence(
    work: Work, file: PersonFile, applicant: Applicant
) -> tuple[dict[str, Evidence], list[Finding]]:
    key = file.evidence_key or file.key
    opened: dict[str, Evidence] = {}
    findings: list[Finding] = []
    for i, item in enumerate(applicant.evidence):
        for j, part in enumerate(item.parts):
            at: FieldPath = ("evidence", i, "parts", j, "file")
            if part.file not in opened:
                path = work.evidence_path(key, part.file)
                if path is None:
                    message = f"佐证“{part.file}”不在evidence/{key}文件夹内"
                    findings.append(
                        Finding("path-outside", message, hint="只写文件名，文件放在该文件夹", path=at)
                    )
                    continue
                found = open_evidence(path, f"evidence/{key}/{part.file}")
                if isinstance(found, Finding):
                    findings.append(replace(found, path=at))
                    continue
                opened[part.file] = found
                findings += [replace(f, path=at) for f in found.findings]
            wrong = chosen_pages(part.pages, len(opened[part.file].pdf.pages))
            if isinstance(wrong, str):
                findings.append(
                    Finding("evidence-pages", wrong, hint="对照文件的页数改正“页”", path=(*at[:-1], "pages"))
                )
    return opened, findings


# --- fill ----------------------------------------------------------------------------------------


class Press:
    """Fills forms for one job: forms, plan and mark (platform, draft, none) are the same for all."""

    def __init__(self, job: Job, mark: str) -> None:
        self.job, self.mark = job, mark
        self.forms = load_forms()
        for form in self.forms.values():
            html.check_template(form)
        for use in job.plan.forms:
            if use.id not in self.forms:
                raise BrokenPlan(f"用到的表格“{use.id}”不存在", where=f"{job.plan.id}.yaml")

    def uses(self, scope: str) -> list[tuple[Form, FormUse]]:
        """The plan's forms of one scope, in the plan's order."""
        pairs = [(self.forms[use.id], use) for use in self.job.plan.forms]
        return [(form, use) for form, use in pairs if form.scope == scope]

    def fill(
        self, form: Form, use: FormUse, facts: Mapping[str, Any]
    ) -> tuple[Document, tuple[Finding, ...]]:
        """One form with its mark, and what did not fit."""
        values = fill_in(form, facts, use.title, use.options)
        filled = html.fill(form, values, use.duplex)
        mark = self._mark_of(use)
        pdf = watermark.stamp(filled.pdf, mark) if mark else filled.pdf
        return Document(form.id, use.title, pdf, filled.pages, use, values), filled.findings

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
        person = replace(checked.person, pledge_qr=qr_svg(_link(self.job, checked.person)))
        facts = person_facts(person, self.job.plan, self.job.work.settings)
        documents = []
        for form, use in self.uses("person"):
            if form.numbered != numbered or not self.concerns(use.when, person):
                continue
            if form.id in wanted:
                document, findings = self.fill(form, use, facts)
                documents.append(document)
            else:
                # A form that is not made now can still hold the person back: the roster must agree.
                findings = html.overflows(form, fill_in(form, facts, use.title, use.options))
            checked.found(findings)
        return documents


def _content(applicant: Applicant) -> str:
    return content_hash(applicant.model_dump(mode="json"))


def _link(job: Job, person: Person) -> str:
    number = person.applicant.id.number
    token = make_token(signing_key(job.work.root), number, job.plan.id, _content(person.applicant))
    return signing_link(job.work.settings.signing.base_url, token)


@dataclass(frozen=True)
class Verdict:
    """What a signing link turned out to be: whose, and whether the record is still the same."""

    ours: bool
    file: PersonFile | None = None
    same_plan: bool = False
    same_content: bool = False

    @property
    def valid(self) -> bool:
        """Whether the link stands for this person's present record under this plan."""
        return self.same_plan and self.same_content


def verify_link(job: Job, link: str) -> Verdict:
    """Whether a signing link was made here, for whom, and from the record as it is now.

    Never makes a key: a folder without one has issued no link.
    """
    if not has_signing_key(job.work.root):
        return Verdict(ours=False)
    key = signing_key(job.work.root)
    token = read_token(token_of(link), key)
    if token is None:
        return Verdict(ours=False)
    for file in job.people:
        a = file.applicant
        if a is None:
            continue
        expected = expected_token(key, a.id.number, job.plan.id, _content(a))
        if token.applicant == expected.applicant:
            return Verdict(True, file, token.plan == expected.plan, token.content == expected.content)
    return Verdict(ours=True)


# --- bind ----------------------------------------------------------------------------------------

_DIGITS = "一二三四五六七八九十"


def ordinal(n: int) -> str:
    """A Chinese ordinal from 1 to 99."""
    if n <= 10:
        return _DIGITS[n - 1]
    tens, ones = divmod(n, 10)
    return (_DIGITS[tens - 1] if tens > 1 else "") + "十" + (_DIGITS[ones - 1] if ones else "")


@dataclass(frozen=True)
class Volume:
    """A bound volume before it is typeset: its sections, and the page of everything."""

    sections: Sequence[dossier.Section]
    layout: dossier.Layout


def fill_person(
    press: Press, checked: Checked, wanted: frozenset[str], bound: bool
) -> tuple[list[Document], Volume | None]:
    """The wanted forms of one person, and their volume if it is to be bound.

    Forms that cite evidence name the page of the volume where it is; the volume holds some of these
    forms. So it is laid out and they are filled again until the pages stand still.
    """
    binding = press.job.plan.binding
    citing = frozenset(name for name in wanted if press.forms[name].cites)
    if binding is None or not (bound or citing):
        return press.person_forms(checked, wanted), None
    wanted |= {section.form for section in binding.sections if section.form}
    documents = press.person_forms(checked, wanted)
    if checked.blocked or checked.person is None:
        return documents, None
    evidence, _ = _open_evidence(press.job.work, checked.file, checked.person.applicant)
    for _ in range(_SETTLES):
        volume = _lay_out(press, checked.person, documents, evidence)
        proofs = _proofs(volume, checked.person.applicant)
        if proofs == checked.person.proofs:
            return documents, volume
        checked.person = replace(checked.person, proofs=proofs)
        again = {document.form: document for document in press.person_forms(checked, citing)}
        documents = [again.get(document.form, document) for document in documents]
    raise RuntimeError("the pages of the volume do not settle")


_SETTLES = 5


def _lay_out(
    press: Press, person: Person, documents: Sequence[Document], evidence: Mapping[str, Evidence]
) -> Volume:
    settings = press.job.work.settings
    sections = list(_sections(press, person, documents, evidence))
    return Volume(sections, dossier.lay_out(sections, settings.dividers, settings.binding_sides == "双面"))


def _proofs(volume: Volume, applicant: Applicant) -> dict[str, str]:
    """Where each evidence item is: its pages in the volume, or that it is handed in loose."""
    found = {
        entry.reference: f"P{span}"
        for section, spans in zip(volume.sections, volume.layout.entries, strict=True)
        for entry, span in zip(section.entries, spans, strict=True)
        if entry.reference
    }
    others = {
        item.id: "另附" if loose_reason(applicant, item.id, item.loose) else "未装订"
        for item in applicant.evidence
        if item.id not in found
    }
    return {**found, **others}


def bind(press: Press, checked: Checked, volume: Volume) -> tuple[bytes, int]:
    """The bound volume of one person (requirements E): the PDF, and its pages with front matter."""
    job, settings, person = press.job, press.job.work.settings, checked.person
    binding = job.plan.binding
    assert person is not None and binding is not None
    duplex = settings.binding_sides == "双面"
    sections, layout = volume.sections, volume.layout
    filled_on = settings.date
    facts = {
        "person": person.applicant,
        "application": person.applicant.application,
        "unit": person.institution,
        "heading": binding.title.format(year=job.plan.year, series=job.plan.series),
        "month": filled_on and PartialDate(filled_on.year, filled_on.month).to_chinese(),
        "lines": list(_contents_lines(sections, layout, person)),
        "loose": list(_loose_lines(job.plan, person)),
        "loose_note": f"依据{job.plan.basis(binding.src)}。",
        "sheets": list(_sheets(sections, layout, duplex)),
    }
    parts = []
    for form in (press.forms[name] for name in ("cover", "contents", "folio")):
        # The folio places its parts itself, page by page; the contents begin on a recto.
        filled = html.fill(form, fill_in(form, facts), duplex and form.id == "contents")
        checked.found(filled.findings)
        parts.append(filled.pdf)
    cover, contents, sheets = parts
    pdf = dossier.assemble(cover, contents, sheets, layout, sections, duplex)
    if press.mark == "draft":
        pdf = watermark.stamp(pdf, DRAFT_MARK)
    with Pdf.open(io.BytesIO(pdf)) as bound:
        return pdf, len(bound.pages)


def _sections(
    press: Press, person: Person, documents: Sequence[Document], evidence: Mapping[str, Evidence]
) -> Iterator[dossier.Section]:
    by_form = {document.form: document for document in documents}
    assert press.job.plan.binding is not None
    for section in press.job.plan.binding.sections:
        if not press.concerns(section.when, person):
            continue
        entries = []
        if section.form in by_form:
            document = by_form[section.form]
            pdf = Pdf.open(io.BytesIO(document.pdf))
            source = dossier.Source(pdf, range(len(pdf.pages)))
            entries.append(dossier.Entry(document.title, [source], placed=False))
        for item in person.applicant.evidence:
            if (
                item.category == section.title
                and item.parts
                and not loose_reason(person.applicant, item.id, item.loose)
            ):
                entries.append(_entry(person, item, evidence))
        yield dossier.Section(section.title, entries)


def _entry(person: Person, item: EvidenceItem, evidence: Mapping[str, Evidence]) -> dossier.Entry:
    sources = []
    for part in item.parts:
        pdf = evidence[part.file].pdf
        pages = chosen_pages(part.pages, len(pdf.pages))
        assert not isinstance(pages, str), "checked before"
        sources.append(dossier.Source(pdf, pages, part.name or ""))
    return dossier.Entry(
        item.title,
        sources,
        placed=True,
        reference=item.id,
        date=item.date.to_month() if item.date else "",
        rank=item.rank or _rank_of(person, item),
        note=item.note or "",
    )


def _rank_of(person: Person, item: EvidenceItem) -> str:
    """The rank that the achievement proved by this item states, if it is only one."""
    ranks = {
        getattr(entry, "rank", None) or ""
        for _, _, entry in person.applicant.achievements
        if item.id in entry.evidence
    }
    return ranks.pop() if len(ranks) == 1 else ""


def _contents_lines(
    sections: Sequence[dossier.Section], layout: dossier.Layout, person: Person
) -> Iterator[dict[str, str]]:
    zipped = zip(sections, layout.sections, layout.entries, strict=True)
    for n, (section, span, entry_spans) in enumerate(zipped, 1):
        yield {
            "kind": "section",
            "index": ordinal(n),
            "title": section.title,
            "date": "",
            "rank": "",
            # An empty section stays, so that a reviewer sees that nothing was dropped.
            "pages": str(span) if span else "无",
            "first": str(span.first) if span else "",
            "note": _loose_note(person, section.title) if span is None else "",
        }
        entries = [] if section.is_one else zip(section.entries, entry_spans, strict=True)
        for i, (entry, found) in enumerate(entries, 1):
            yield {
                "kind": "item",
                "index": str(i),
                "title": entry.title,
                "date": entry.date,
                "rank": entry.rank,
                "pages": str(found),
                "first": str(found.first),
                "note": entry.note,
            }


def _loose_note(person: Person, section: str) -> str:
    """What an empty section says of its items that are handed in loose."""
    items = [item for item in person.applicant.evidence if item.category == section]
    reasons = {loose_reason(person.applicant, item.id, item.loose) for item in items} - {""}
    if reasons == {"代表作复印件"}:
        return "代表作另附"
    return "另附，不装订" if reasons else ""


def _loose_lines(plan: Plan, person: Person) -> Iterator[dict[str, str]]:
    assert plan.binding is not None
    lines: list[tuple[str, str, str]] = []
    for loose in plan.binding.loose:
        use = plan.form(loose.form) if loose.form else None
        copies = use.copies if use else loose.copies
        if copies:
            other_title = f"即《{use.title}》" if use and use.title != loose.title else ""
            lines.append((loose.title, f"{copies}份", other_title or loose.note or ""))
    for item in person.applicant.evidence:
        if reason := loose_reason(person.applicant, item.id, item.loose):
            lines.append((item.title, "1份", f"{reason}（{item.id}）"))
    for n, (title, copies_shown, note) in enumerate(lines, 1):
        yield {"index": str(n), "title": title, "copies": copies_shown, "note": note}


def _sheets(
    sections: Sequence[dossier.Section], layout: dossier.Layout, duplex: bool
) -> Iterator[dict[str, str]]:
    for page in layout.pages:
        caption = sections[page.section].title
        if page.entry is not None and page.source is not None:
            label = f"：{page.source.label}" if page.source.label else ""
            part = f"（{page.nth}/{page.entry.pages}）" if page.entry.pages > 1 else ""
            caption = f"图{page.figure}{part}　{page.entry.title}{label}（复印件）"
        yield {
            "kind": page.kind,
            "side": "verso" if duplex and page.number % 2 == 0 else "recto",
            "number": str(page.number),
            "index": ordinal(page.section + 1),
            "title": caption,
            "reference": page.entry.reference if page.entry else "",
            "mark": "有" if page.nth == 1 else "",
        }
