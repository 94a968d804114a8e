"""How everybody's copies of a form lie in its print file, as zcforms.yaml says: one answer for all counts."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from zcforms.forms import Form
from zcforms.ground.errors import UnreadableInput
from zcforms.model import Settings
from zcforms.model.figures import USUAL_PRINT_SHEETS
from zcforms.paper.copies import per_sheet, print_set
from zcforms.paper.imposing import booklet, cut_and_stacked, on_booklets
from zcforms.pipeline.job import Job
from zcforms.plans import FormUse

Way = Literal["", "骑马订", "一开二"]
Staples = Literal["", "左侧两钉", "左上角一钉"]
# Of the settings that name forms, the key and the title, and which of the others may not name the same form.
_NAMING: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("booklets", "A3骑马订", ()),
    ("cut_in_two", "A3一开二", ("A3骑马订",)),
    ("side_stapled", "左侧两钉", ("A3骑马订",)),
    ("corner_stapled", "左上角一钉", ("A3骑马订", "左侧两钉")),
)


@dataclass(frozen=True)
class Stacks:
    """A form's print file: its copies, sheet by sheet; by person, or `by_copy`; `separated` by sheets.

    Copies are `numbered` on their first page. What is more than `most` sheets, or documents, is divided.
    `way` is how pages lie on sheets of A3: 骑马订 folded and stapled in the fold, 一开二 cut in two.
    `staples` is where a copy is stapled, if the settings say so: circulars say nothing of it.
    """

    copies: int
    duplex: bool
    way: Way = ""
    by_copy: bool = False
    separated: bool = False
    numbered: bool = False
    band: float | None = None  # mm, of what shares a sheet with others
    staples: Staples = ""
    most: int = USUAL_PRINT_SHEETS

    def leaves(self, pages: int) -> int:
        """The sheets of one copy."""
        if self.way == "骑马订":
            return math.ceil(pages / 4)
        return math.ceil(pages / 2) if self.duplex else pages

    def separators(self, documents: int) -> int:
        """How many separator sheets the file has."""
        return (self.copies if self.by_copy else documents) if self.separated else 0

    def sheets(self, pages: Sequence[int]) -> int:
        """The sheets of the file, given the pages of each document."""
        if self.band:
            pages = [math.ceil(len(pages) / per_sheet(self.band))]
        sheets = self.copies * sum(map(self.leaves, pages)) + self.separators(len(pages))
        return math.ceil(sheets / 2) if self.way == "一开二" else sheets

    def volumes(self, pages: Sequence[int]) -> Iterator[slice]:
        """Which documents each file holds, given the pages of each: all of somebody's copies are in one.

        A file is no larger than what a computer of the office takes, and a box of paper, whatever the batch.
        """
        start = 0
        while start < len(pages):
            ends = range(start + 1, min(start + self.most, len(pages)) + 1)
            fitting = bisect_right(ends, self.most, key=lambda end: self.sheets(pages[start:end]))
            volume = slice(start, start + max(fitting, 1))
            yield volume
            start = volume.stop

    def sides(self, pages: Sequence[int]) -> int:
        """The pages of the file, given the pages of each document."""
        return self.sheets(pages) * (2 if self.duplex else 1)

    def printed(self, documents: Iterable[bytes], separators: bytes | None) -> tuple[bytes, int]:
        """The file of these documents and its pages; `separators` has a page for each separator sheet."""
        if self.way == "骑马订":
            documents = map(booklet, documents)
            separators = separators and on_booklets(separators)
        pdf, pages = print_set(documents, self.copies, self.duplex, self.by_copy, separators, self.numbered)
        if self.way == "一开二":
            return cut_and_stacked(pdf, self.duplex)
        return pdf, pages

    @property
    def called(self) -> str:
        """What the name of the file says: copies, sides, way."""
        sides = "A3骑马订" if self.way == "骑马订" else "双面" if self.duplex else "单面"
        cut = "_A3一开二" if self.way == "一开二" else ""
        return f"一式{self.copies}份_{sides}{cut}"


def stacks_of(settings: Settings, form: Form, use: FormUse) -> Stacks:
    """How the copies of a form lie in its print file."""
    way: Way = ""
    if _is_among(settings.booklets, form, use):
        way = "骑马订"
    elif _is_among(settings.cut_in_two, form, use):
        way = "一开二"
    return Stacks(
        use.copies,
        use.duplex or way == "骑马订",
        way,
        settings.collated == "按份" and not form.band,
        settings.separators and not form.band,
        settings.copy_marks and not form.band,
        form.band,
        _staples(settings, form, use),
        settings.print_sheets,
    )


def _staples(settings: Settings, form: Form, use: FormUse) -> Staples:
    if _is_among(settings.side_stapled, form, use):
        return "左侧两钉"
    return "左上角一钉" if _is_among(settings.corner_stapled, form, use) else ""


def _is_among(names: Sequence[str], form: Form, use: FormUse) -> bool:
    return not {*form.names, use.title, *use.alt_titles}.isdisjoint(names)


def refuse_unprinted(job: Job) -> None:
    """Raise UnreadableInput, with its place, where a setting names what is no print set, or two the same."""
    settings = job.work.settings
    forms = [(job.forms[use.id], use) for use in job.plan.forms if use.id in job.forms]
    printed = [(form, use) for form, use in forms if form.scope == "person" and not form.band]
    keys = {title: key for key, title, _ in _NAMING}
    for key, title, excluded in _NAMING:
        for n, name in enumerate(getattr(settings, key)):
            place = str(job.work.settings_places.find((key, n)))
            named = [(form, use) for form, use in printed if _is_among([name], form, use)]
            if not named:
                known = "、".join(use.title for _, use in printed if use.copies)
                message = f"“{title}”里的“{name}”不是按人成套打印的表"
                raise UnreadableInput(message, hint=f"可写：{known}", where=place)
            for other in excluded:
                if any(_is_among(getattr(settings, keys[other]), form, use) for form, use in named):
                    message = f"“{name}”既写在“{other}”，又写在“{title}”"
                    raise UnreadableInput(message, hint="留一处", where=place)
