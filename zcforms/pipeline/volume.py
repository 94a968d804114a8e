"""The bound volume of one person: its sections by the plan, its contents, its sheets (requirements E)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zcforms.chinese.numbers import numeral, runs
from zcforms.facts import Person
from zcforms.facts.contents import in_section_order, obtained_on, part_in, score_lines
from zcforms.facts.copies import copies_of, loose_reason
from zcforms.facts.proofs import Proof
from zcforms.facts.scoring import sheet_of
from zcforms.intake.evidence import Evidence, chosen_pages
from zcforms.model import Applicant, EvidenceItem
from zcforms.paper import dossier
from zcforms.paper.tomes import Tome, divided, seams
from zcforms.pipeline.job import Document
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse, Plan

NAME, LATE = "补充材料", "补"  # what the addendum is called, and what stands before its numbers
_HEIGHTS = 4  # where a seal may go on the edge (templates/folio/style.css)
_TABS = 12  # dividers whose tabs stand one below the other on the edge (there as well)
_BESIDE = ({0, 1, 2}, {2, 3, 4}, {5, 6, 7}, {7, 8, 9})  # the tabs that reach beside each height (and there)


@dataclass(frozen=True)
class Volume:
    """A bound volume before it is typeset: its sections, the page of everything, and its books.

    `beside` are the forms that are handed in with it and name its pages.
    """

    sections: Sequence[dossier.Section]
    layout: dossier.Layout
    books: Sequence[Tome]
    beside: Sequence[Document] = ()
    late: Late | None = None


@dataclass(frozen=True)
class Late(Volume):
    """What was handed in after a volume was bound, numbered for itself: an entry a section.

    `among` says for each of them which section (from 0) of the other volume it belongs to. Its books are
    divided as those of the volume are.
    """

    among: Sequence[int] = ()


def lay_out_volume(
    press: Press, person: Person, documents: Sequence[Document], evidence: Mapping[str, Evidence]
) -> Volume:
    """The volume of these forms and this evidence; of the forms only their pages matter for the layout."""
    settings = press.job.work.settings
    sections = list(_sections(press, person, documents, evidence))
    duplex = settings.binds_duplex
    layout = dossier.lay_out(sections, settings.dividers, duplex)
    books = divided(layout, duplex, settings.book_sheets)
    bound = {source.pdf for section in sections for entry in section.entries for source in entry.sources}
    beside = [d for d in documents if d.jumps and d.pdf not in bound and is_handed_in(press, d.use, person)]
    return Volume(sections, layout, books, beside, _late(press, person, sections, evidence, duplex))


def _late(
    press: Press,
    person: Person,
    sections: Sequence[dossier.Section],
    evidence: Mapping[str, Evidence],
    duplex: bool,
) -> Late | None:
    """The late evidence in the order of the volume's sections; None if there is none."""
    entries = [
        (n, entry)
        for n, section in enumerate(sections)
        for entry in _entries(press, person, section.title, evidence, late=True)
    ]
    if not entries:
        return None
    own = [dossier.Section(entry.title, [entry], alone=True) for _, entry in entries]
    layout = replace(dossier.lay_out(own, dividers=False, duplex=duplex), prefix=LATE)
    books = divided(layout, duplex, press.job.work.settings.book_sheets)
    named = [replace(tome, name=f"{NAME}{tome.name}") for tome in books]
    return Late(own, layout, named, among=[n for n, _ in entries])


def is_handed_in(press: Press, use: FormUse, person: Person) -> bool:
    """Whether a form has copies of its own for a person, whatever was asked for this time."""
    return press.copies(use, frozenset(), person) is not None


def proofs_of(volume: Volume, applicant: Applicant, plan: Plan) -> dict[str, Proof]:
    """Where each evidence item is: in the contents and in the volume, or that it is handed in loose."""
    spans = itertools.chain.from_iterable(volume.layout.entries)
    found = {
        entry.reference: Proof(number, str(span))
        for (entry, number), span in zip(_numbered(volume.sections), spans, strict=True)
        if entry.reference
    }
    late = volume.late
    added = {
        section.entries[0].reference: Proof(absent=f"补充材料第{span}页")
        for section, span in (zip(late.sections, late.layout.sections, strict=True) if late else ())
    }
    others = {
        item.id: Proof(absent="另附" if loose_reason(applicant, item, plan) else "未装订")
        for item in applicant.evidence
        if item.id not in found
    }
    return {**found, **others, **added}


def signed_originals(volume: Volume, evidence: Mapping[str, Evidence]) -> Iterator[tuple[str, Evidence]]:
    """The files of a volume whose signatures are lost in it, each once, in the order of the volume."""
    sections = [*volume.sections, *(volume.late.sections if volume.late else ())]
    files = (source.file for section in sections for entry in section.entries for source in entry.sources)
    for file in dict.fromkeys(files):
        if file in evidence and evidence[file].original is not None:
            yield file, evidence[file]


def _sections(
    press: Press, person: Person, documents: Iterable[Document], evidence: Mapping[str, Evidence]
) -> Iterator[dossier.Section]:
    by_form = {document.form: document for document in documents}
    assert press.job.plan.binding is not None
    for section in press.job.plan.binding.sections:
        if not press.concerns(section.when, person):
            continue
        entries = []
        if section.form in by_form:
            document = by_form[section.form]
            assert document.pdf is not None and document.pages is not None, "a plan binds forms of ours"
            own, ours = range(document.pages), "html" in press.forms[document.form].media
            backs = frozenset(own[1::2] if ours and document.use.duplex and not document.use.exported else ())
            source = dossier.Source(document.pdf, own, jumps=document.jumps, mirrored=backs)
            entries.append(dossier.Entry(document.title, [source], placed=False))
        entries += _entries(press, person, section.title, evidence, late=False)
        yield dossier.Section(section.title, entries)


def _entries(
    press: Press, person: Person, section: str, evidence: Mapping[str, Evidence], late: bool
) -> list[dossier.Entry]:
    """The evidence of a section that is bound, in its order: what is late, or what is not."""
    binding, a = press.job.plan.binding, person.applicant
    assert binding is not None
    items = [
        item
        for item in a.evidence
        if item.category == section
        and item.parts
        and bool(item.late) is late
        and not loose_reason(a, item, press.job.plan)
    ]
    sheet = sheet_of(a, press.job.plan)
    return [
        _entry(person, item, evidence, score_lines(sheet, item))
        for item in in_section_order(a, items, binding.order)
    ]


def _entry(
    person: Person, item: EvidenceItem, evidence: Mapping[str, Evidence], scores: str
) -> dossier.Entry:
    sources = []
    for part in item.parts:
        found = evidence[part.file]
        pages = chosen_pages(part.pages, found.pages)
        assert found.staged is not None and not isinstance(pages, str), "checked before"
        folded = frozenset(found.large if item.arrangement == "折页" else ())
        shown = found.on_sheets(pages)
        sources.append(dossier.Source(found.staged, shown, part.name or "", part.file, folded))
    date = obtained_on(person.applicant, item)
    return dossier.Entry(
        item.title,
        sources,
        placed=True,
        reference=item.id,
        date=date.to_month() if date else "",
        rank=part_in(person.applicant, item),
        scores=scores,
        note=item.note or "",
        paired=item.arrangement == "两个一页",
    )


def _numbered(sections: Sequence[dossier.Section]) -> Iterator[tuple[dossier.Entry, str]]:
    """Every entry with its number in the contents: 六-1, or 六 if the section is that one form."""
    for n, section in enumerate(sections, 1):
        for i, entry in enumerate(section.entries, 1):
            yield entry, numeral(n) if section.is_one else f"{numeral(n)}-{i}"


def contents_lines(
    plan: Plan, sections: Sequence[dossier.Section], layout: dossier.Layout, person: Person, first: int = 1
) -> Iterator[dict[str, str]]:
    """The lines of the contents of a book; its first section is the so many-th of the volume."""
    zipped = zip(sections, layout.sections, layout.entries, strict=True)
    for n, (section, span, entry_spans) in enumerate(zipped, first):
        yield {
            "kind": "section",
            "index": numeral(n),
            "title": section.title,
            "date": "",
            "rank": "",
            "scores": "",
            # An empty section stays, so that a reviewer sees that nothing was dropped.
            "pages": str(span) if span else "无",
            "first": str(span.first) if span else "",
            "note": _loose_note(plan, person, section.title) if span is None else "",
        }
        entries = [] if section.is_one else zip(section.entries, entry_spans, strict=True)
        for i, (entry, found) in enumerate(entries, 1):
            yield {
                "kind": "item",
                "index": str(i),
                "title": entry.title,
                "date": entry.date,
                "rank": entry.rank,
                "scores": entry.scores,
                "pages": str(found),
                "first": str(found.first),
                "note": entry.note,
            }


def _loose_note(plan: Plan, person: Person, section: str) -> str:
    """What an empty section says of its items that are handed in loose."""
    items = [item for item in person.applicant.evidence if item.category == section]
    reasons = {loose_reason(person.applicant, item, plan) for item in items} - {""}
    if plan.binding and reasons == {plan.binding.representative}:
        return "代表作另附"
    return "另附，不装订" if reasons else ""


def loose_lines(plan: Plan, person: Person) -> Iterator[dict[str, str]]:
    """What is handed in beside the volume, a line each: by the circular, then of the person's evidence."""
    assert plan.binding is not None
    lines: list[tuple[str, str, str]] = []
    for loose in plan.binding.loose:
        use = plan.form(loose.form) if loose.form else None
        copies = copies_of(use, person.applicant, person.institution, plan) if use else loose.copies
        if copies:
            other_title = f"即《{use.title}》" if use and use.title != loose.title else ""
            lines.append((loose.title, f"{copies}份", other_title or loose.note or ""))
    for item in person.applicant.evidence:
        if reason := loose_reason(person.applicant, item, plan):
            lines.append((item.title, "1份", reason))
    for n, (title, copies_shown, note) in enumerate(lines, 1):
        yield {"index": str(n), "title": title, "copies": copies_shown, "note": note}


def _cited_within(layout: dossier.Layout) -> dict[int, str]:
    """By the identity of an entry, the pages of the volume on which forms cite it."""
    found: dict[int, set[int]] = {}
    for page in layout.pages:
        jumps = dossier.jumps_on(page)
        for entry in (entry for jump in jumps for entry in dossier.named(layout, jump)):
            found.setdefault(id(entry), set()).add(page.number)
    return {entry: f"见第{runs(pages)}页" for entry, pages in found.items()}


def _cited_beside(press: Press, volume: Volume) -> dict[int, str]:
    """By the identity of an entry, the forms beside the volume that cite it, a line each, on which pages."""
    found: dict[int, dict[str, set[int]]] = {}
    for document in volume.beside:
        form = press.forms[document.form]
        called = min(form.title, *form.aliases, key=len)
        for jump in document.jumps:
            for entry in dossier.named(volume.layout, jump):
                found.setdefault(id(entry), {}).setdefault(called, set()).add(jump.page + 1)
    return {
        entry: "\n".join(f"{called}第{runs(pages)}页" for called, pages in forms.items())
        for entry, forms in found.items()
    }


def sheet_rows(press: Press, volume: Volume, duplex: bool) -> Iterator[dict[str, str]]:
    """What stands on each sheet of a volume around its page: number, caption, references, marks."""
    sections = volume.sections
    within, beside = _cited_within(volume.layout), _cited_beside(press, volume)
    numbers = {id(entry): number for entry, number in _numbered(sections)}
    each = press.job.work.settings.sealed_sheets
    seals = {n: k for tome in volume.books for n, k in (seams(tome, duplex, each) if each else {}).items()}
    heights = {n: at for tome in volume.books for n, at in _heights(tome.layout.pages, seals).items()}
    for page in volume.layout.pages:
        seal = seals.get(page.number, 0)
        caption = sections[page.section].title
        if page.entry is not None:
            named = "、".join(dict.fromkeys(one.source.label for one in page.shown if one.source.label))
            label = "" if page.entry.title.endswith(named) else f"：{named}"
            sheets = len(page.entry.shown)
            part = f"（{page.nth}/{sheets}）" if sheets > 1 else ""
            caption = f"图{page.figure}{part}　{page.entry.title}{label}（复印件）"
        yield {
            "kind": page.kind,
            "side": "verso" if duplex and page.number % 2 == 0 else "recto",
            "number": str(page.number),
            "index": numeral(page.section + 1),
            "tab": str(page.section % _TABS),
            "title": caption,
            "reference": f"目录{numbers[id(page.entry)]}" if page.entry else "",
            "cited": within.get(id(page.entry), ""),
            "beside": beside.get(id(page.entry), ""),
            "scores": _score_line(page.entry.scores) if page.entry else "",
            "mark": "有" if page.marked else "",
            "seam": f"骑\n缝\n章\n{seal}" if seal else "",
            "seam_at": str(heights.get(page.number, 0)),
        }


def _heights(pages: Sequence[dossier.BodyPage], seals: Mapping[int, int]) -> dict[int, int]:
    """At which height the seal of a page goes: below the one before it, clear of the tabs of its sheets."""
    found: dict[int, int] = {}
    height = _HEIGHTS - 1
    marked = (page for page in pages if page.number in seals)
    for _, group in itertools.groupby(marked, lambda page: seals[page.number]):
        sealed = list(group)
        tabs = {page.section % _TABS for page in sealed if page.kind == "divider"}
        following = [(height + n) % _HEIGHTS for n in range(1, _HEIGHTS + 1)]
        height = next((at for at in following if not tabs & _BESIDE[at]), following[0])
        found.update((page.number, height) for page in sealed)
    return found


def back_row(plan: Plan, tome: Tome) -> dict[str, str]:
    """The back cover of a book (封底), which says what it is the back of: how far its pages go."""
    heading = plan.volume_title
    prefix, numbers = tome.layout.prefix, tome.layout.numbers
    span = dossier.Span(numbers.start, numbers.stop - 1)
    said = f"{heading}　{tome.name}" if tome.name else heading
    pages = f"正文第{prefix}{span}页，共{len(numbers)}页" if numbers else ""
    bare = ("number", "tab", "reference", "cited", "beside", "scores", "mark", "seam", "seam_at")
    return {"kind": "back", "side": "verso", "title": said, "index": pages, **dict.fromkeys(bare, "")}


def _score_line(scores: str) -> str:
    """What the foot of a proof says of the lines of the scoring table that cite it."""
    first, *more = scores.split("\n")
    return first and f"打分表{first}" + (f"等{len(more) + 1}行" if more else "")
