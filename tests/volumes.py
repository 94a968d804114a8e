"""Random dossiers, bound and read back: pages in are pages out, and every number is the page it names.

`benchmarks/dossiers.py` binds two hundred of them, tests/test_volumes.py a few.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pikepdf
from pikepdf import Dictionary, Name
from pypdf import PdfReader

from zcforms.facts import Person
from zcforms.paper import dossier
from zcforms.paper.dossier import Entry, Section, Source
from zcforms.paper.tomes import divided
from zcforms.pipeline.binding import Bound, bind
from zcforms.pipeline.press import Press
from zcforms.pipeline.volume import Volume

A4, LYING, A3, CARD = (595, 842), (842, 595), (1191, 842), (298, 420)
Words = dict[str, list[str]]  # of the pages of every item, by its title
CHARACTERS = "矿山爆破工程设计施工技术标准研究报告证书合同验收"


@dataclass(frozen=True)
class Settled:
    """How a random dossier is bound."""

    duplex: bool
    dividers: bool
    sheets: int | None
    backed: bool


def source(
    chance: Random, tokens: Iterator[str], count: int, size: tuple[int, int]
) -> tuple[Source, list[str]]:
    """A PDF whose pages each bear a word of their own, and these words."""
    pdf, words = pikepdf.new(), []
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for _ in range(count):
        page, word = pdf.add_blank_page(page_size=size), next(tokens)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.contents_add(f"BT /F 20 Tf 100 150 Td ({word}) Tj ET".encode())
        words.append(word)
    target = io.BytesIO()
    pdf.save(target)
    folded = frozenset(range(count)) if size == A3 and chance.random() < 0.5 else frozenset()
    return Source(target.getvalue(), range(count), folded=folded), words


def sections_of(chance: Random) -> tuple[list[Section], Words]:
    """The sections of a random dossier, some of them empty, and the words of every item by its title."""
    tokens = (f"QZ{n:05}X" for n in range(1, 10**5))
    sections, words = [], {}
    most = chance.choice([3, 3, 3, 12, 30])  # so that the contents take one, two or three pages
    for s in range(chance.randint(2, 6)):
        entries = []
        for e in range(chance.choice([0, *range(1, most)])):
            title = f"第{s}组{e}号" + "".join(chance.choices(CHARACTERS, k=chance.randint(2, 30))) + "件"
            count, size = chance.randint(1, 5), chance.choice([A4, A4, LYING, A3, CARD])
            own, words[title] = source(chance, tokens, count, size)
            paired = size == CARD and chance.random() < 0.5
            placed = size != A4 or chance.random() < 0.9
            entries.append(Entry(title, [own], placed or paired or bool(own.folded), paired=paired))
        sections.append(Section(f"第{s}部分", entries))
    return sections, words


def random_volume(
    seed: int, press: Press, person: Person, stem: Path
) -> tuple[Bound, Settled, dict[str, list[str]], Volume]:
    """A random dossier, bound."""
    chance = Random(seed)  # noqa: S311  chance that can be had again
    sections, words = sections_of(chance)
    settled = Settled(
        *(chance.random() < 0.5 for _ in range(2)),
        chance.choice([None, None, 10, 25, 60]),
        chance.random() < 0.5,
    )
    sides = "双面" if settled.duplex else "单面"
    changed = {"binding_sides": sides, "dividers": settled.dividers, "book_sheets": settled.sheets}
    changed["back_cover"] = settled.backed
    job = press.job
    settings = job.work.settings.model_copy(update=changed)
    press = Press(replace(job, work=replace(job.work, settings=settings)), "none")
    layout = dossier.lay_out(sections, settled.dividers, settled.duplex)
    volume = Volume(sections, layout, divided(layout, settled.duplex, settled.sheets))
    return bind(press, person, volume, stem), settled, words, volume


def faults(bound: Bound, settled: Settled, words: Words) -> Iterator[str]:
    """What is not true of a dossier that was bound; nothing if everything is."""
    yield from (f.message for f in bound.findings if f.code == "volume-differs")
    numbers: list[str] = []
    seen: list[str] = []
    titles: list[str] = []
    for book in bound.books:
        with pikepdf.open(book.path) as pdf:
            yield from (f"{book.name}: {fault}" for fault in pdf.check_pdf_syntax())
        reader = PdfReader(book.path)
        labels = reader.page_labels
        behind = labels.count("封底")
        front = next((n for n, label in enumerate(labels) if label.isdecimal()), len(labels) - behind)
        if settled.duplex and front % 2:
            yield f"{book.name}: the body begins on a verso"
        if book.pages != len(labels):
            yield f"{book.name}: {len(labels)} pages, told {book.pages}"
        if bool(behind) != settled.backed or (settled.duplex and len(labels) % 2 and settled.backed):
            yield f"{book.name}: {behind} pages behind the body"
        numbers += labels[front : len(labels) - behind]
        borne = [re.findall(r"QZ\d{5}X", page) for page in texts_of(book.path)]
        seen += [word for page in borne for word in sorted(page)]  # two on a sheet stand in one stream
        contents = "|".join(re.sub(r"\s+", "|", text) for text in texts_of(book.path)[:front])
        read = "|".join(re.sub(r"\s+", "|", page.extract_text()) for page in reader.pages[:front])
        for title, own in words.items():
            wrapped = r"\|?".join(map(re.escape, title)) + r"\|(\d+)(?:—(\d+))?\|"
            found = [re.search(wrapped, text) for text in (contents, read)]
            if not any(found):
                continue
            titles.append(title)
            told = {match and match.groups() for match in found}
            if len(told) != 1:
                yield f"{title}: pdftotext and pypdf read {told}"
            for match in filter(None, found):
                first, last = match[1], match[2] or match[1]
                if first not in labels or own[0] not in borne[labels.index(first)]:
                    yield f"{title} is not on page {first}"
                if last not in labels or own[-1] not in borne[labels.index(last)]:
                    yield f"{title} does not end on page {last}"
    if numbers != [str(n) for n in range(1, len(numbers) + 1)]:
        yield "the pages are not numbered through"
    if seen != [word for own in words.values() for word in own]:
        yield f"{len(seen)} pages out, {sum(map(len, words.values()))} in, or in another order"
    if titles != list(words):
        yield f"{len(titles)} items in the contents, {len(words)} there"


def texts_of(pdf: Path) -> list[str]:
    """The text of every page as poppler extracts it."""
    command = ["pdftotext", "-q", "-raw", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\f")[:-1]
