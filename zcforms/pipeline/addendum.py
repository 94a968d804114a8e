"""The addendum (补充材料): what came after the volume was bound, and the contents of both (amended)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.chinese.numbers import numeral
from zcforms.facts import Person
from zcforms.paper.tomes import Tome
from zcforms.pipeline.press import Press
from zcforms.pipeline.volume import LATE, NAME, Late, Volume, contents_lines, sheet_rows
from zcforms.plans import Plan


def amended_lines(
    plan: Plan, volume: Volume, late: Late, tome: Tome, person: Person
) -> Iterator[dict[str, str]]:
    """The lines of the volume's contents, those of late items among them; only these of this book lead on."""
    lines = list(contents_lines(plan, volume.sections, volume.layout, person))
    # Of each late item, a line that is its section.
    added = [
        line if n in tome.sections else {**line, "first": ""}
        for n, line in enumerate(contents_lines(plan, late.sections, late.layout, person))
    ]
    starts = [n for n, line in enumerate(lines) if line["kind"] == "section"]
    for section, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True)):
        own = [line for line, among in zip(added, late.among, strict=True) if among == section]
        entries = [
            entry
            for one, among in zip(late.sections, late.among, strict=True)
            if among == section
            for entry in one.entries
        ]
        head, *items = lines[start:end]
        empty = {"pages": "见补充", "note": ""} if own and not head["first"] else {}
        yield {**head, "first": "", **empty}
        yield from ({**item, "first": ""} for item in items)
        begin = max(len(volume.sections[section].entries), 0) + 1
        for n, (line, entry) in enumerate(zip(own, entries, strict=True), begin):
            yield {
                **line,
                "kind": "item",
                "index": str(n),
                "date": entry.date,
                "rank": entry.rank,
                "scores": entry.scores,
                "pages": LATE + line["pages"],
                "note": entry.note or NAME,
            }


def late_rows(press: Press, volume: Volume, late: Late, duplex: bool) -> Iterator[dict[str, str]]:
    """What stands on the sheets of the addendum: its own numbers, and the line of the amended contents."""
    seen: dict[int, int] = {}
    references = []
    for section in late.among:
        seen[section] = seen.get(section, len(volume.sections[section].entries)) + 1
        references.append(f"目录{numeral(section + 1)}-{seen[section]}")
    rows = sheet_rows(press, late, duplex)
    for row, page in zip(rows, late.layout.pages, strict=True):
        reference = references[page.section] if page.entry else ""
        title = f"{LATE}{row['title']}" if page.entry else row["title"]
        yield {**row, "number": LATE + row["number"], "title": title, "reference": reference}


def of_addendum(late: Late, tome: Tome) -> dict[str, str]:
    """What the cover and the contents of a book of it say that is not said of the volume."""
    count, where = "", "本册"
    if len(late.books) > 1:
        count = f"共{len(late.books)}册，"
        where = "、".join(f"{book.name}（{book.pages}）" for book in late.books)
    return {
        "book": f"含{NAME}",
        "which": f"{tome.name}（{count}{tome.pages}）",
        "elsewhere": f"页码前有“{LATE}”的在{where}，其余在原装订册；本目录代替原来的目录。",
    }
