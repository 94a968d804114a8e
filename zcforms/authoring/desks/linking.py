"""Which sheets of a table are lists of people, and which tell entries of theirs, a row each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zcforms.authoring.desks.contents import by_column, with_contents
from zcforms.authoring.desks.heads import Guess, each_once, guesses, named
from zcforms.chinese.widths import plain_code
from zcforms.intake.books import Cell
from zcforms.intake.cells import plain_text
from zcforms.intake.columns import KEY, PEOPLE
from zcforms.intake.desks.mapping import Target, lists
from zcforms.intake.grids import Grid, Head

_DEEPEST = 20  # rows in which a head may begin
_LEAST = 2  # columns beside the name that must be known
_MOST = 0.6  # of the rows of a sheet, whose people stand in the other one
_COPIED = 3  # columns of people's own that two lists of the same people have
_LINKS = ("证件号码", KEY, "姓名")  # by which people are found, the surest first


@dataclass(frozen=True)
class Page:
    """A sheet of a table: the rows of its head, what its columns are taken for, and their cells.

    `link` is the value by which its rows, entries of lists, are linked to people; "" where they are people.
    """

    title: str
    first: int
    last: int
    guesses: Sequence[Guess]
    cells: Mapping[int, Sequence[Cell]]
    link: str = ""

    def name_of(self, one: Target) -> str:
        """A target as the mapping names it: where a row is an entry, without a number."""
        return one.plain if self.link and not one.number else one.name

    @property
    def given(self) -> list[Target]:
        """All that the columns and their heads tell."""
        return [one for guess in self.guesses for one in (*guess.targets, *(one for one, _ in guess.fixed))]


def pages_of(grids: Sequence[Grid], methods: Sequence[str]) -> dict[str, Page]:
    """The sheets that are read, by title; none where there is no list of people."""
    people = {grid.title: page for grid in grids if (page := _people(grid, methods))}
    if not people:
        return {}
    by_title = {grid.title: grid for grid in grids}
    main = max(people.values(), key=lambda page: (not _repeats(by_title[page.title], page), len(_own(page))))
    known = {link: set(_values(by_title[main.title], main, link)) for link in _LINKS}
    found: dict[str, Page] = {}
    for title, grid in by_title.items():
        page = people.get(title)
        linked = None if page is main else _entries(grid, main, known, methods)
        if linked and (page is None or title in lists() or _is_linked(grid, page, main, known)):
            found[title] = linked
        elif page:
            found[title] = page
    return found


def _heads(grid: Grid) -> Iterator[tuple[int, int]]:
    """The rows that may be a head: one, or two of them."""
    for first in (number for number in grid.by_number if number <= _DEEPEST):
        for last in (first, first + 1):
            if last in grid.by_number and not grid.goes_on(last):
                yield first, last


def _worth(found: Sequence[Guess], first: int, last: int) -> tuple[int, int, int]:
    """How much a head tells; of two that tell as much the shorter: a line over all columns is a title."""
    return sum(bool(g.targets) for g in found), sum(bool(g.targets) and g.sure for g in found), first - last


def _people(grid: Grid, methods: Sequence[str]) -> Page | None:
    """A sheet with the head that names most columns; None if it is no list of people."""
    tried = {rows: _ours(grid.title, guesses(grid.heads(*rows))) for rows in _heads(grid)}
    people = [rows for rows in tried if _is_list(tried[rows])]
    if not people:
        return None
    rows = max(people, key=lambda rows: _worth(tried[rows], *rows))
    return _page(grid, rows, tried[rows], methods)


def _page(grid: Grid, rows: tuple[int, int], found: Sequence[Guess], methods: Sequence[str]) -> Page:
    cells = by_column(grid.by_number, rows[1])
    told = [with_contents(one, cells.get(one.head.column, []), methods) for one in found]
    return Page(grid.title, *rows, each_once(told), cells)


def _is_list(found: Sequence[Guess]) -> bool:
    names = [one.name for guess in found for one in guess.targets]
    return "姓名" in names and len(names) > _LEAST


def _ours(title: str, found: Sequence[Guess]) -> list[Guess]:
    """The guesses; on a sheet of the workbook that zcforms new writes, every column is what it is called."""
    if KEY not in {guess.head.caption for guess in found} or title not in {PEOPLE, *lists()}:
        return list(found)
    own = []
    for guess in found:
        called = named(guess.head.caption if title == PEOPLE else f"{title}.{guess.head.caption}")
        is_elsewhere = any(one.sheet.path and one.sheet.title != title for one in guess.targets)
        own.append(Guess(guess.head, called, bool(called)) if called or is_elsewhere else guess)
    return own


# --- sheets of entries ---------------------------------------------------------------------------


def _entries(grid: Grid, main: Page, known: Mapping[str, set[str]], methods: Sequence[str]) -> Page | None:
    """A sheet as entries of people's lists under the head that tells most; None if it tells nothing."""
    best: tuple[tuple[int, int, int], Page] | None = None
    for rows in _heads(grid):
        heads = grid.heads(*rows)
        links = _links(grid, heads, rows[1], known)
        for title in (grid.title, ""):
            told = _ours(title, _told(heads, links, title, main))
            worth = _worth(told, *rows)
            if (
                links
                and any(one.sheet.path for g in told for one in g.targets)
                and (not best or worth > best[0])
            ):
                link = next(one for one in _LINKS if any(g.targets == named(one) for g in links.values()))
                best = worth, replace(_page(grid, rows, told, methods), link=link)
    return best[1] if best else None


def _links(grid: Grid, heads: Sequence[Head], last: int, known: Mapping[str, set[str]]) -> dict[int, Guess]:
    """The columns that name people, by what their heads say, or else one that holds people's names."""
    named_so = {
        guess.head.column: guess
        for guess in guesses(heads)
        if len(guess.targets) == 1 and known.get(guess.targets[0].name)
    }
    if named_so:
        return named_so
    cells = by_column(grid.by_number, last)
    for head in heads:
        texts = [plain_code(plain_text(cell.value)) for cell in cells.get(head.column, [])]
        for link in _LINKS:
            if texts and sum(text in known[link] for text in texts) >= _MOST * len(texts):
                why = f"里面是人员那张工作表里的{link}"
                return {head.column: Guess(head, named(link), False, why)}
    return {}


def _told(heads: Sequence[Head], links: dict[int, Guess], title: str, main: Page) -> list[Guess]:
    """What the columns are; the title of the sheet says of which list, as the head of a group would."""
    others = [head for head in heads if head.column not in links]
    said = {head.column: head for head in heads}
    grouped = [replace(head, said=(title, *head.said)) if title else head for head in others]
    found = {guess.head.column: replace(guess, head=said[guess.head.column]) for guess in guesses(grouped)}
    owned = {one.name for one in _own(main)}
    for column, guess in found.items():
        if any(one.name in owned for one in guess.targets):
            found[column] = Guess(said[column], (), False, "人员那张工作表里已有这一栏")
    numbers = Counter(
        title for title, _ in {(o.sheet.title, o.number) for g in found.values() for o in g.targets}
    )
    return [_unnumbered((found | links)[head.column], numbers) for head in heads]


def _unnumbered(guess: Guess, numbers: Mapping[str, int]) -> Guess:
    """A guess whose entry is the row: without a number, unless the row tells several."""

    def of(one: Target) -> Target:
        return replace(one, number=0) if numbers.get(one.sheet.title, 0) < 2 else one

    fixed = tuple((of(one), said) for one, said in guess.fixed)
    return replace(guess, targets=tuple(of(one) for one in guess.targets), fixed=fixed)


def _is_linked(grid: Grid, page: Page, main: Page, known: Mapping[str, set[str]]) -> bool:
    """Whether a sheet that might be a list of people tells those of the other one again."""
    link = next((one for one in _LINKS if known[one] and _values(grid, page, one)), "")
    values = _values(grid, page, link)
    same = bool(values) and sum(value in known[link] for value in values) >= _MOST * len(values)
    own = {one.name for one in _own(page)}
    is_copy = len(own & {one.name for one in _own(main)}) >= _COPIED
    return (same and not is_copy) or (_repeats(grid, page) and (same or not own))


def _own(page: Page) -> list[Target]:
    """What a sheet tells of people beside what names them."""
    return [one for one in page.given if not one.sheet.path and one.name not in _LINKS]


def _repeats(grid: Grid, page: Page) -> bool:
    """Whether somebody stands in several rows."""
    link = next((one for one in _LINKS if _values(grid, page, one)), "")
    values = _values(grid, page, link)
    return len(set(values)) < len(values)


def _values(grid: Grid, page: Page, title: str) -> list[str]:
    """What the rows say of a value that names people."""
    column = next((g.head.column for g in page.guesses if [one.name for one in g.targets] == [title]), None)
    if column is None:
        return []
    cells = [grid.cells_of(row).get(column) for row in grid.by_number if row > page.last]
    return [text for cell in cells if cell and (text := plain_code(plain_text(cell.value)))]
