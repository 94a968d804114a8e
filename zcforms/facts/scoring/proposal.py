"""What an applicant's own records would give in a scoring table: a proposal, to be checked and taken over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

from zcforms.chinese.dates import service_years
from zcforms.chinese.names import rank_of
from zcforms.chinese.titles import in_marks
from zcforms.facts.scoring.levels import Level, add_up, by_rule
from zcforms.model import Applicant, Employment, Paper
from zcforms.model.achievements import Achievement, Award, Honour, Patent, Project, Standard
from zcforms.model.application import ScoreRow
from zcforms.model.career import Assessment, Education, Title
from zcforms.model.records import Record
from zcforms.plans import Plan
from zcforms.plans.acceptance import is_article, not_accepted, report_of
from zcforms.plans.naming import listed, science_awards
from zcforms.plans.score_table import Group, Indicator, PerYear, Row, ScoringTable, Source
from zcforms.plans.window import Counted, achieved_on, counting_window


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines as the applicant might write them, what they give if all is proved, and what stays open.

    `remarks` are whole sentences; `judged` are the rows of whose records all are stated.
    """

    entries: tuple[ScoreRow, ...]
    total: Level
    remarks: tuple[str, ...]
    judged: frozenset[str]


def propose(applicant: Applicant, plan: Plan, table: ScoringTable) -> Proposal:
    """The lines that the records support, by the sources of the table's rows."""
    found = _Search(applicant, plan)
    for indicator in table.indicators:
        for group in indicator.groups:
            found.search(indicator, group)
    total = add_up(table, found.entries, by_rule)
    return Proposal(tuple(found.entries), total, tuple(found.remarks), frozenset(found.judged))


_At = tuple[str, int]  # a list of the applicant's, and a place in it


class _Search:
    """One walk through a table beside one applicant's records."""

    def __init__(self, applicant: Applicant, plan: Plan) -> None:
        self.applicant, self.plan = applicant, plan
        self.until = plan.work_until
        self.window = counting_window(applicant, plan)
        self.entries: list[ScoreRow] = []
        self.remarks: list[str] = []
        self.judged: set[str] = set()

    def search(self, indicator: Indicator, group: Group) -> None:
        """The lines of one group, and remarks about records that are passed over or cannot be judged.

        Of a choice a record stands in the first row that takes it: a 工学硕士 is not 非理工科, too.
        """
        taken: set[_At] = set()
        open_points: dict[_At, str] = {}
        before = len(self.entries)
        decided = True
        for row in group.rows:
            matched: dict[_At, tuple[Record, Source]] = {}
            for source in row.sources:
                for place, record in self._records(source):
                    answer = _belongs(record, source, group)
                    at = (source.records, place)
                    if answer is True and not (group.combine == "choice" and at in taken):
                        matched.setdefault(at, (record, source))
                    elif isinstance(answer, str):
                        open_points.setdefault(at, f"{_titled(record, place)}{answer}")
            for at, (record, source) in matched.items():
                if source.doubt and at not in taken:
                    doubt = source.doubt.format_map(record.model_dump())
                    self.remarks.append(f"{_titled(record, at[1])}：{doubt}")
                    decided = False
            taken |= matched.keys()
            self._take(indicator, group, row, matched)
        left = [text for at, text in open_points.items() if at not in taken]
        self.remarks += left
        if decided and not left:
            self.judged |= {row.id for row in group.rows if self._is_stated(row)}
        if not (group.combine == "choice" and len(self.entries) > before):
            self.remarks += [
                f"{_titled(record, place)}：{gap.reading}"
                for gap in group.gaps
                for place, record in self._records(gap)
                if _belongs(record, gap, group) is True
            ]

    def _is_stated(self, row: Row) -> bool:
        return bool(row.sources) and all(getattr(self.applicant, s.records) is not None for s in row.sources)

    def _records(self, source: Source) -> Iterator[tuple[int, Record]]:
        records = list(enumerate(getattr(self.applicant, source.records) or []))
        if source.latest and records:
            records = [max(records, key=lambda pair: pair[1].year)]
        yield from records

    def _take(
        self,
        indicator: Indicator,
        group: Group,
        row: Row,
        matched: dict[_At, tuple[Record, Source]],
    ) -> None:
        """The lines of one row, of the records that count."""
        records = [
            record
            for (_, place), (record, source) in matched.items()
            if self._counts(record, place, source, row)
        ]

        def entry(basis: str, evidence: list[str], quantity: int, rank: str | None = None) -> ScoreRow:
            return ScoreRow(
                id=row.id,
                indicator=indicator.name,
                level1=group.name,
                basis=basis,
                evidence=evidence,
                quantity=Decimal(quantity),
                rank=rank,
            )

        if isinstance(row, PerYear):
            if years := self._years(records, row):
                basis = "；".join(_described(record) for record in records)
                self.entries.append(entry(f"{basis}；至{self.until:%Y.%m.%d}满{years}周年", [], years))
            return
        for record in records:
            rank = getattr(record, "rank", None)
            basis = _described(record) + (f"；须{row.provided}" if row.provided else "")
            self.entries.append(entry(basis, list(getattr(record, "evidence", [])), 1, rank))

    def _counts(self, record: Record, place: int, source: Source, row: Row) -> bool:
        """Whether a record counts under the plan; what a person must see to is told."""
        called = _titled(record, place)
        if refused := self._refused(record):
            self.remarks.append(f"{called}{refused}，未计分")
            return False
        if row.provided:
            self.remarks.append(f"{called}须{row.provided}方可计分，由审核人定")
        if isinstance(record, Paper) and is_article(record) and not record.report:
            shown = report_of(record, self.applicant, self.plan)
            self.remarks += [f"{called}的检索报告：佐证“{shown}”"] if shown else []
        for reading in (source.reading, row.reading):
            if reading and reading not in self.remarks:
                self.remarks.append(reading)
        return True

    def _years(self, records: Sequence[Record], row: Row) -> int:
        """The full years that records surely are together; that they may be more is told."""
        surely, at_most = (
            service_years([_stretch(r, self.until, surely=surely) for r in records])
            for surely in (True, False)
        )
        if at_most > surely:
            self.remarks.append(
                f"“{row.name}”起止时间没有都写明到日，按{surely}周年计，写明后至多{at_most}周年"
            )
        return surely

    def _refused(self, record: Record) -> str:
        """Why a record counts nothing under the plan, or ""."""
        if not isinstance(record, Achievement):
            return ""
        if refused := not_accepted(record, self.applicant, self.plan):
            return refused
        match self.window.answer(record):
            case Counted.SHORT:
                doubt = (
                    "（近几年从哪一天起算，通知没有写，由审核人定）" if self.window.is_open(record) else ""
                )
                return f"（{achieved_on(record)}）早于计分时段{doubt}"
            case Counted.HUMAN:
                return f"（{achieved_on(record)}）在取得现任资格以前，是否计分由审核人定"
            case Counted.UNKNOWN:
                return f"（{achieved_on(record)}）没有写明到日，不能判断是否在计分时段内"
        return ""


def _belongs(record: Record, source: Source, group: Group) -> bool | str:
    """Whether a record belongs to a row; what to say of it where that cannot be told."""
    missing = ""
    for name, wanted in source.where.items():
        value = getattr(record, name)
        if value is None and "" in wanted:
            continue
        if value is None:
            missing = missing or str(type(record).model_fields[name].title)
        elif value not in wanted and not any(fnmatchcase(str(value), str(w)) for w in wanted):
            return False
    if source.rank:
        rank = rank_of(getattr(record, "rank", None))
        if rank is None:
            missing = missing or "本人排名"
        elif (rank == 1) != (source.rank == "first"):
            return False
    if missing:
        return f"未填“{missing}”，不能判断是否计入“{group.name}”"
    if source.science and isinstance(record, Award) and not listed(record.award, science_awards()):
        return f"“{record.award}”是不是科技奖项，由审核人定，未计分"
    return True


def _stretch(record: Record, until: date, *, surely: bool) -> tuple[date, date]:
    """The days of a post, or since a title was obtained, up to a day: at least or at most."""
    start, end = (
        (record.start, record.end) if isinstance(record, Employment) else (_title(record).qualified_on, None)
    )
    last = (end.earliest if surely else end.latest) if end else until
    return (start.latest if surely else start.earliest), min(last, until)


def _title(record: Record) -> Title:
    assert isinstance(record, Title)
    return record


_LISTS: dict[type[Record], str] = {
    Award: "获奖",
    Paper: "论文著作",
    Patent: "专利",
    Standard: "标准",
    Project: "项目",
    Honour: "荣誉",
    Assessment: "年度考核",
    Education: "学历",
    Employment: "工作经历",
    Title: "专业技术资格",
}


def _titled(record: Record, place: int) -> str:
    return f"{_LISTS[type(record)]}第{place + 1}条"


def _described(record: Record) -> str:
    """A record in a line, for 自评依据."""
    if isinstance(record, Education):
        parts = [str(record.end), record.school, record.major, record.level, record.degree]
        return "".join(part for part in parts if part)
    if isinstance(record, Employment):
        return f"{record.start}—{record.end or '至今'}{record.unit}{record.work}"
    if isinstance(record, Title):
        return f"{record.qualified_on}取得{record.name}资格"
    if isinstance(record, Assessment):
        return f"{record.year}年度考核{record.level}"
    assert isinstance(record, Award | Paper | Patent | Standard | Project | Honour)
    at = achieved_on(record)
    return in_marks(record.title) + (f"（{at}）" if at else "")
