"""A volume becomes paper: cover, contents and sheets of each book, read back whether they are true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, repeat
from pathlib import Path
from typing import Any

from pikepdf import Pdf

from zcforms import watermark
from zcforms.chinese.dates import PartialDate
from zcforms.chinese.numbers import numeral, runs
from zcforms.facts import Person
from zcforms.fillers import html
from zcforms.fillers.filled import Filled
from zcforms.forms import Role, fill_in, form_with_role
from zcforms.ground.files import read_file, stage
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.steps import step
from zcforms.paper import assembly, dossier
from zcforms.paper.archiving import archival, obstacles
from zcforms.paper.lightening import lighten
from zcforms.paper.tomes import Tome, thickness
from zcforms.pipeline.addendum import amended_lines, late_rows, of_addendum
from zcforms.pipeline.press import DRAFT_MARK, Press
from zcforms.pipeline.tracing import traced
from zcforms.pipeline.volume import (
    LATE,
    NAME,
    Late,
    Volume,
    back_row,
    contents_lines,
    loose_lines,
    sheet_rows,
)

_MOST, _SIZE = "装订册每册张数", "装订册每册兆数"  # the settings
_MEGABYTE = 2**20


@dataclass(frozen=True)
class Book:
    """One book of a bound volume: its name ("" if it is the only one), its PDF, its pages with front matter.

    `sheets` (张) lie on one another, a folded one twice. `digest` is the SHA-256 of its file (hex), once that
    is known.
    """

    name: str
    path: Path
    pages: int
    sheets: int
    digest: str = ""


@dataclass(frozen=True)
class Bound:
    """A volume, book by book, and what is wrong with it."""

    books: tuple[Book, ...]
    findings: tuple[Finding, ...]


def bind(press: Press, person: Person, volume: Volume, stem: Path) -> Bound:
    """The bound volume of one person (requirements E), read back whether it bears out its contents.

    The paths of its books begin with `stem`.
    """
    duplex = press.job.work.settings.binds_duplex
    rows, backed = list(sheet_rows(press, volume, duplex)), press.job.work.settings.back_cover
    backs = count(len(rows)) if backed else repeat(None)
    rows += (back_row(press.job.plan, tome) for tome in volume.books if backed)
    folio = _filled(press, "volume_folio", {"sheets": rows})
    findings = [*folio.findings, *_told_of_sheets(press, "装订册", volume, duplex)]
    books = []
    paths = (stem.with_name(f"{stem.name}{n or ''}.pdf") for n in count())
    for tome in volume.books:
        own, first = _sections(volume, tome), tome.sections.start + 1
        lines = list(contents_lines(press.job.plan, own, tome.layout, person, first))
        facts = {**_front_facts(press, person, volume, tome), "lines": lines}
        book, found = _bound(next(paths), press, facts, volume, tome, folio, next(backs))
        books.append(book)
        findings += found
    if late := volume.late:
        rows = list(late_rows(press, volume, late, duplex))
        backs = count(len(rows)) if backed else repeat(None)
        rows += (back_row(press.job.plan, tome) for tome in late.books if backed)
        folio = _filled(press, "volume_folio", {"sheets": rows})
        front = _front_facts(press, person, volume, volume.books[0])
        for tome in late.books:
            lines = list(amended_lines(press.job.plan, volume, late, tome, person))
            facts = {**front, **of_addendum(late, tome), "lines": lines}
            book, found = _bound(next(paths), press, facts, late, tome, folio, next(backs))
            books.append(book)
            findings += found
        findings += [*folio.findings, *_told_of_addendum(late)]
        findings += _told_of_sheets(press, NAME, late, duplex)
    return Bound(tuple(books), tuple(findings))


def _bound(
    path: Path,
    press: Press,
    facts: Mapping[str, Any],
    volume: Volume,
    tome: Tome,
    folio: Filled,
    back: int | None,
) -> tuple[Book, list[Finding]]:
    """One book of a volume of which `folio` has all sheets, its back cover at `back`; what is wrong.

    `facts` are what its cover and its contents say.
    """
    duplex, name, layout = press.job.work.settings.binds_duplex, tome.name, tome.layout
    sections = _sections(volume, tome)
    cover = _filled(press, "volume_cover", facts)
    contents = _filled(press, "volume_contents", facts, duplex)
    typeset = assembly.Typeset(cover.pdf, contents.pdf, folio.pdf, folio.jumps, back)
    assembly.assemble(path, typeset, layout, sections, duplex)
    behind = assembly.pages_behind(layout, duplex) if back is not None else 0
    with Pdf.open(path) as bound:
        pages = len(bound.pages)
    front = pages - len(layout.pages) - behind
    told: list[Finding] = []
    if most := press.job.work.settings.book_size:
        told += _lightened(name, path, most * _MEGABYTE)
    if press.mark == "draft":
        stage(path, watermark.stamp(read_file(path, None), DRAFT_MARK))
    if press.job.work.settings.archival:
        title = f"{facts['heading']} {facts['person'].name} {name}".strip()
        stage(path, archival(read_file(path, None), title))
        told += filter(None, [_told_of_archive(name, layout, path, front)])
    from zcforms.paper import proof  # and pypdf with it, only for those who bind

    hint = "这一册不要报送；重新制作，仍然如此请报告给维护人员"
    faults = proof.disagreements(path, facts["lines"], layout, volume.layout)
    differ = [Finding("volume-differs", f"{name}{fault}", hint=hint) for fault in faults]
    sheets = (front // 2 if duplex else front) + thickness(layout.pages, duplex) + (back is not None)
    return Book(name, path, pages, sheets), [*cover.findings, *contents.findings, *differ, *told]


def _sections(volume: Volume, tome: Tome) -> Sequence[dossier.Section]:
    """The sections of a book of a volume."""
    return volume.sections[tome.sections.start : tome.sections.stop]


def _filled(press: Press, role: Role, facts: Mapping[str, Any], duplex: bool = False) -> Filled:
    """One of the volume's own sheets; the contents begin on a recto in duplex."""
    form = form_with_role(press.forms, role)
    with step("填写", form=form.id):
        values = fill_in(form, facts)
        filled = html.fill(form, values, duplex)
        return replace(filled, findings=traced(filled.findings, values, facts.get("person")))


def _front_facts(press: Press, person: Person, volume: Volume, tome: Tome) -> dict[str, Any]:
    """What the cover and the contents of a book say beside the lines of the contents."""
    plan, filled_on = press.job.plan, press.job.work.settings.date
    assert plan.binding is not None
    books = volume.books
    others = (_elsewhere(volume, other) for other in books if other is not tome)
    return {
        "person": person.applicant,
        "application": person.applicant.application,
        "unit": person.institution,
        "heading": plan.volume_title,
        "month": filled_on and PartialDate(filled_on.year, filled_on.month).to_chinese(),
        "book": tome.name,
        "which": tome.name and f"{tome.name}（共{len(books)}册，{tome.pages}）",
        "elsewhere": "\n".join(others),
        # What is handed in beside the volume is listed once.
        "loose": list(loose_lines(plan, person)) if tome is books[0] else [],
        "loose_note": f"依据{plan.basis(plan.binding.src)}。",
    }


def _elsewhere(volume: Volume, other: Tome) -> str:
    """What the contents of a book say of another one: from which section to which, on what pages."""
    spans = zip(other.sections, other.layout.sections, strict=True)
    bound = [f"{numeral(s + 1)}、{volume.sections[s].title}" for s, span in spans if span]
    return f"{other.name}：{'至'.join(dict.fromkeys([bound[0], bound[-1]]))}（{other.pages}）"


def _told_of_sheets(press: Press, called: str, volume: Volume, duplex: bool) -> Iterator[Finding]:
    """What is to be said of the paper of a volume: pages to be folded, the books that it is divided into."""
    if folded := [page.number for page in volume.layout.pages if page.folded]:
        said = f"{called}第{volume.layout.prefix}{runs(folded)}页是A3折页"
        yield Finding("volume-folded", said, Severity.INFO, "用A3纸单独打印，向里折成A4再装订")
    if len(volume.books) > 1:
        said = "、".join(f"{one.name}{one.pages}" for one in volume.books)
        hint = f"各有封面和目录，页码相连，分开装订；最多张数在zcforms.yaml的“{_MOST}”"
        yield Finding("volume-divided", f"{called}分成{len(volume.books)}册：{said}", Severity.INFO, hint)
    most = press.job.work.settings.book_sheets
    for one in volume.books:
        if most is not None and (thick := thickness(one.layout.pages, duplex)) > most:
            which = one.name if one.name.startswith(called) else "的".join(filter(None, [called, one.name]))
            said = f"{which}正文{thick}张，超过每册{most}张：只在两部分之间分册，不把一部分拆开"
            hint = f"放宽“{_MOST}”；或改双面，或把材料并页、另附"
            yield Finding("book-too-thick", said, Severity.WARNING, hint)


def _lightened(name: str, path: Path, most: int) -> Iterator[Finding]:
    """Keep a book's file to a size (bytes) by its pictures, and say what came of it."""
    before = path.stat().st_size
    pictures, density = lighten(path, most)
    after, which = path.stat().st_size, name or "装订册"
    limit = f"{most // _MEGABYTE}MB"
    if pictures:
        said = f"{which}的文件{before / _MEGABYTE:.1f}MB，超过{limit}：{pictures}张图片按{density}dpi压缩，"
        said += f"现在{after / _MEGABYTE:.1f}MB"
        hint = f"原来的佐证文件没有动；要原样装订的，删去zcforms.yaml的“{_SIZE}”"
        yield Finding("volume-lightened", said, Severity.INFO, hint)
    if after > most:
        said = f"{which}的文件{after / _MEGABYTE:.1f}MB，仍超过{limit}：里面的图片不能再压缩"
        hint = f"放宽“{_SIZE}”；或写“{_MOST}”分成几册；特别大的PDF佐证，用PDF软件另存一份小的"
        yield Finding("volume-too-large", said, Severity.WARNING, hint)


def _told_of_addendum(late: Late) -> Iterator[Finding]:
    pages = f"{LATE}{dossier.Span(1, len(late.layout.pages))}"
    said = f"{len(late.sections)}项{NAME}另成{len(late.books)}册（第{pages}页），内有改正后的全部目录"
    hint = "原装订册不变；引用到补充材料的表已写明，须重新报送"
    yield Finding("volume-addendum", said, Severity.INFO, hint)


def _told_of_archive(name: str, layout: dossier.Layout, path: Path, front: int) -> Finding | None:
    """The pages that keep a book from being PDF/A-2b, by their numbers, and why; None if none does.

    `front` pages stand before its body.
    """
    first = layout.numbers.start - front - 1
    reasons = [
        f"第{layout.prefix}{runs(first + page for page in pages if page > front)}页{reason}"
        for reason, pages in obstacles(path).items()
    ]
    if not reasons:
        return None
    hint = "这几页另行扫描，或另存为嵌入字体的PDF；只供纸质报送的，可不理会"
    said = f"{name or '装订册'}不能作为PDF/A-2b存档：{'；'.join(reasons)}"
    return Finding("volume-not-archival", said, Severity.INFO, hint)
