"""The scoring tables of one applicant as rows on paper (requirements A10)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from typing import Annotated, Any, Literal

from zcforms.facts.proofs import Proofs, place, placed
from zcforms.facts.scoring import Level, Line, Sheet, sheet_of, shown
from zcforms.facts.seen import OfApplicant
from zcforms.facts.wording import number
from zcforms.ground.titled import Titled, titled
from zcforms.model import Achievement, Applicant
from zcforms.plans import Plan
from zcforms.plans.score_table import COMBINE_WORDS, Group, Indicator, Row, ScoringTable, ScoringTableUse
from zcforms.plans.window import achieved_on

_MOST_DATES = 3  # of one landmark achievement, one below the other
_LINES = 30  # of a cell, that a page of the table surely has room for
_IN_PROOF, _IN_BASIS = 6, 11  # characters that a line of these cells surely holds


@dataclass(frozen=True, kw_only=True)
class ScoreRow(Titled):
    """A line of the scoring table, or the subtotal of an indicator; cells left for the hand are None."""

    kind: Literal["line", "subtotal"]
    indicator: Annotated[str, "评价指标"]
    level1: Annotated[str | None, "一级指标"] = None
    level2: Annotated[str | None, "二级指标"] = None
    level3: Annotated[str | None, "三级指标"] = None
    maximum: Annotated[str | None, "最高分值"] = None
    rule: Annotated[str | None, "计分说明"] = None
    cumulative: Annotated[str | None, "是否累计"] = None
    basis: Annotated[str | None, "自评依据"] = None
    score: Annotated[str | None, "自评分"] = None
    reviewed: Annotated[str | None, "复核分"] = None
    index: Annotated[str | None, "序号"] = None
    proof: Annotated[str | None, "佐证"] = None


@dataclass(frozen=True)
class PlacedRow(Titled):
    """A piece of evidence that a table names by its place, where no volume has pages for it."""

    place: Annotated[str, "佐证目录位置"]
    title: Annotated[str, "材料名称"]


@dataclass(frozen=True)
class LandmarkRow(Titled):
    """A clause that an applicant meets by a landmark achievement; `own` is what they tick."""

    index: Annotated[str, "序号"]
    clause: Annotated[str, "条款"]
    text: Annotated[str | None, "条款内容"]
    fact: Annotated[str | None, "业绩"]
    level: Annotated[str, "级别"]
    date: Annotated[str, "时间"]
    part: Annotated[str, "本人作用"]
    proof: Annotated[str, "佐证"]
    own: str = "符合"


class ScoreFacts(OfApplicant):
    """The scoring table with a subtotal for each 评价指标, its sums, and its titles.

    Where the rows are known, all are printed, also those without a claim; else the applicant's own. A
    line that counts less than stated says why (无证明材料的不计分).
    """

    @cached_property
    def _sheet(self) -> Sheet | None:
        return sheet_of(self._applicant, self._plan)

    @property
    def _filled(self) -> Sheet | None:
        """The table, if the applicant has filled in any of it."""
        return None if self._applicant.score_rows is None else self._sheet

    @property
    def _use(self) -> ScoringTableUse | None:
        application, scoring = self._applicant.application, self._plan.scoring
        if scoring is None or not self._plan.is_own_title(application.target):
            return None
        return scoring.table_for(application.speciality)

    @titled("打分表名称")
    def score_title(self) -> str | None:
        return self._use.title if self._use else None

    @titled("标志性业绩打分表名称")
    def landmark_score_title(self) -> str | None:
        return self._use.landmark_title if self._use else None

    @titled("自评分")
    def score(self) -> str | None:
        """What is applied with; where it is only in the lines of the table, their sum there."""
        stated = self._applicant.application.score
        if stated is None and self._applicant.score_rows:
            return self.score_total
        return number(stated) or None

    @titled("自评分合计")
    def score_total(self) -> str | None:
        return shown(self._filled.own.points) if self._filled else None

    @titled("复核分合计")
    def score_reviewed(self) -> str | None:
        return shown(self._filled.reviewed.points) if self._filled and self._filled.reviewed else None

    @titled("打分清单")
    def score_rows(self) -> list[ScoreRow] | None:
        if self._filled:
            return [*_rows(self._filled, self._applicant, self._proofs)]
        return printed_rows(self._sheet.table) if self._sheet and self._sheet.known else None

    @titled("打分表佐证目录")
    def score_proofs(self) -> list[PlacedRow]:
        rows = self._applicant.score_rows or []
        return self._placed(item for row in rows for item in row.evidence)

    @titled("标志性业绩佐证目录")
    def landmark_proofs(self) -> list[PlacedRow]:
        return self._placed(
            item for reason in self._applicant.application.reasons for item in reason.evidence
        )

    def _placed(self, cited: Iterable[str]) -> list[PlacedRow]:
        """What the cited places are called; none where the contents of a volume say it."""
        return [] if self._proofs else [PlacedRow(*one) for one in placed({*cited}, self._applicant)]

    @titled("标志性业绩")
    def landmark_rows(self) -> list[LandmarkRow] | None:
        """The clauses that are met by landmark achievements, with what their records say of each.

        Level, date and part are those of the records that cite the same evidence, the earliest first.
        """
        rows = []
        for n, reason in enumerate(self._applicant.application.reasons, 1):
            works = sorted(self._applicant.proved_by(reason.evidence), key=_time)
            rows.append(
                LandmarkRow(
                    index=str(n),
                    clause=reason.clause,
                    text=reason.text,
                    fact=reason.fact,
                    level=_said(works, "level", "grade"),
                    date=_when(works),
                    part=_said(works, "role", "rank", "author"),
                    proof=place(reason.evidence, self._applicant, self._proofs),
                )
            )
        return rows or None


def _said(works: Sequence[Achievement], *names: str) -> str:
    """What the records say under any of these names, each thing once, a line each."""
    texts = (str(value) for work in works for name in names if (value := getattr(work, name, None)))
    return "\n".join(dict.fromkeys(texts))


def _time(work: Achievement) -> tuple[date, date]:
    """When a record was achieved, as it sorts; one that does not say comes last."""
    when = achieved_on(work)
    return (when.earliest, when.latest) if when else (date.max, date.max)


def _when(works: Sequence[Achievement]) -> str:
    """The times of records in their order, a line each; of more than three the first and the last."""
    dates = [*dict.fromkeys(when for work in works if (when := achieved_on(work)))]
    return "\n".join(map(str, dates)) if len(dates) <= _MOST_DATES else f"{dates[0]}—\n{dates[-1]}"


def blank_score_facts(plan: Plan) -> list[dict[str, Any]]:
    """What each scoring table says before anybody fills it in: its title, and its rows if we know them."""
    return [
        {"score_title": use.title, **({"score_rows": printed_rows(use.table)} if use.table else {})}
        for use in (plan.scoring.tables if plan.scoring else [])
    ]


def printed_rows(table: ScoringTable) -> list[ScoreRow]:
    """All rows of a table with their hand cells empty."""
    return [
        row
        for indicator in table.indicators
        for row in [
            *(_printed(indicator, group, row) for group in indicator.groups for row in group.rows),
            _subtotal(indicator),
        ]
    ]


def _rows(sheet: Sheet, a: Applicant, proofs: Proofs) -> Iterator[ScoreRow]:
    reviewed = sheet.reviewed.parts if sheet.reviewed else [None] * len(sheet.own.parts)
    for indicator, own, unit in zip(sheet.table.indicators, sheet.own.parts, reviewed, strict=True):
        for group, level1 in zip(indicator.groups, own.parts, strict=True):
            for row, level in zip(group.rows, level1.parts, strict=True):
                printed = _printed(indicator, group, row)
                if not level.lines:
                    yield printed
                for line in level.lines:
                    where = place(line.entry.evidence, a, proofs)
                    yield from _divided(_written(_numbered(printed, line, a, sheet), line, level, where))
        yield replace(
            _subtotal(indicator),
            basis="；".join(sheet.cap_notes(own)),
            score=shown(own.points),
            reviewed=shown(unit.points) if unit else None,
        )


def _printed(indicator: Indicator, group: Group, row: Row) -> ScoreRow:
    """What the circular prints in a row."""
    return ScoreRow(
        kind="line",
        index=row.id,
        indicator=_capped(indicator.name, indicator.cap),
        level1=_capped(group.name, group.cap),
        level2=row.level2,
        level3=row.level3,
        maximum=number(row.max),
        rule=row.note,
        cumulative=COMBINE_WORDS[group.combine],
    )


def _numbered(printed: ScoreRow, line: Line, a: Applicant, sheet: Sheet) -> ScoreRow:
    """With what the applicant says of a row that we do not know: their number, and whether it adds up."""
    if sheet.known or a.score_rows is None:
        return printed
    entry = a.score_rows[line.place]
    words = {True: "是", False: "否", None: None}
    return replace(printed, index=entry.id or line.entry.id, cumulative=words[entry.cumulative])


def _written(printed: ScoreRow, line: Line, level: Level, where: str) -> ScoreRow:
    """With what the applicant and the unit have written in a line."""
    entry = line.entry
    stated = line.points if entry.score is None else entry.score
    reason = line.reason or ("" if level.counts else "不累计")
    if reason and stated:
        counted = shown(line.points if level.counts else Decimal(0))
        score: str | None = f"{counted}（自评{shown(stated)}，{reason}）"
    else:
        score = None if reason else _within(stated, level)
    return replace(
        printed,
        basis=entry.basis,
        proof=where,
        score=score,
        reviewed=None if entry.reviewed is None else _within(entry.reviewed, level),
    )


def _divided(row: ScoreRow) -> Iterator[ScoreRow]:
    """A line; if its cells are higher than a page, in rows of which the later ones say that they go on."""
    bases, proofs = _parts(row.basis or "", _IN_BASIS), _parts(row.proof or "", _IN_PROOF)
    for n, (basis, proof) in enumerate(zip_longest(bases, proofs)):
        if n == 0:
            yield replace(row, basis=basis, proof=proof)
        else:
            on = f"{row.index}\n续"  # in brackets it is wider than the column
            levels = replace(row, maximum=None, rule=None, score=None, reviewed=None)
            yield replace(levels, index=on, basis=basis, proof=proof)


def _parts(text: str, held: int) -> list[str]:
    """A text in parts of not too many lines, cut where a line or a sentence of it ends."""
    parts, lines = [""], 0
    for sentence in re.findall(r"[^\n。；]*[\n。；]|[^\n。；]+$", text):
        for piece in (sentence[at : at + held * _LINES] for at in range(0, len(sentence), held * _LINES)):
            needed = -(-len(piece.rstrip()) // held)
            if parts[-1] and lines + needed > _LINES:
                parts, lines = [*parts, ""], 0
            parts[-1] += piece
            lines += needed
    return [part.rstrip("\n") for part in parts]


def _subtotal(indicator: Indicator) -> ScoreRow:
    return ScoreRow(kind="subtotal", indicator=_capped(indicator.name, indicator.cap, by="") + "　小计")


def _capped(name: str, cap: Decimal | None, by: str = "\n") -> str:
    """A name with its maximum, as the tables print it."""
    return name if cap is None else f"{name}{by}（最高{shown(cap)}分）"


def _within(points: Decimal, row: Level) -> str:
    """The points of a line; where no other line has the row, what the cap of that leaves of them."""
    return shown(replace(row, raw=points).points) if len(row.lines) == 1 else shown(points)
