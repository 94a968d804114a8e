"""The lines of a scoring table, one by one (requirements SC4, SC5)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from zcforms.checks.wording import nothing_said
from zcforms.chinese.names import rank_of
from zcforms.facts.scoring import Line, Sheet, added_against_words, bound_of, shown
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.plans.score_table import ScoringRule


def check_rows(sheet: Sheet, basis: str) -> Iterator[Finding]:
    """Every line must name a row of the table, or of a table that we do not know its indicator."""
    known = {row.id: row.name for _, _, row in sheet.table.rows()} if sheet.known else {}
    for place in sheet.strange:
        entry = sheet.entries[place]
        said = entry.id or entry.level3 or entry.level2 or entry.indicator or ""
        names = {name: row_id for row_id, name in known.items()}
        near = get_close_matches(said, [*known, *names], n=2, cutoff=0.4)
        ids = "、".join(f"{names.get(n, n)}（{known[names.get(n, n)]}）" for n in near)
        yield Finding(
            "score-row-unknown",
            f"打分表第{place + 1}项的行号“{entry.id or '（空）'}”不在《{sheet.table.title}》中",
            hint=f"是否想写{ids}？" if ids else f"行号从{next(iter(known))}起，见空白打分表的序号",
            basis=basis,
            path=("score_rows", place, "id"),
        )
    for place, entry in enumerate(sheet.entries):
        if not sheet.known and entry.indicator is None:
            yield Finding(
                "score-row-unnamed",
                f"打分表第{place + 1}项没有写评价指标",
                hint="照打分表写上该项的评价指标",
                basis=basis,
                path=("score_rows", place),
            )


def check_line(line: Line, rule: ScoringRule, basis: str) -> Iterator[Finding]:
    """One line: over what its rule gives, no proof (SC5), not a word of reason (SC4), a fact missing."""
    entry, row = line.entry, line.row
    at: Path = ("score_rows", line.place)
    label = f"打分表第{line.place + 1}项“{row.name or entry.indicator or ''}”"
    most = row.most(entry.quantity, rank_of(entry.rank))
    if entry.score is not None and most is not None and entry.score > most:
        yield Finding(
            "score-over-maximum",
            f"{label}自评{shown(entry.score)}分，超过该项可得的{shown(most)}分",
            hint=(f"计分说明：{row.note}。" if row.note else "")
            + "几件合写一项的写上“数量”，按名次计分的写上“本人排名”",
            basis=basis,
            path=(*at, "score"),
        )
    if entry.score and not entry.evidence:
        yield Finding(
            "score-unproved",
            f"{label}自评{shown(entry.score)}分，没有佐证，按0分计",
            Severity.WARNING,
            "在“佐证”中写上佐证编号" + (f"；{rule.unproved}" if rule.unproved else ""),
            basis,
            at,
        )
    if (
        entry.score is None
        and row.op in ("rank_linear", "per_year")
        and not row.worth(entry.quantity, rank_of(entry.rank))
    ):
        yield Finding(
            "score-fact-missing",
            f"{label}{line.reason}，不能计分",
            Severity.WARNING,
            "写上“本人排名”（如2/5）" if row.op == "rank_linear" else "在“数量”中写满几周年",
            basis,
            at,
        )
    said = nothing_said(entry.basis)
    if (entry.score or entry.evidence) and said is not None:
        yield Finding(
            "score-basis-missing",
            f"{label}自评依据情况描述只写了“{said}”" if said else f"{label}没有写自评依据情况描述",
            Severity.ERROR if rule.each_row_needs else Severity.WARNING,
            "在“自评依据”中写明凭什么得分",
            basis,
            at,
        )


def check_words(sheet: Sheet, basis: str) -> Iterator[Finding]:
    """A copied line beside its own words: points that they cannot give, 累计 where they say not."""
    for place, entry in enumerate(() if sheet.known else sheet.entries):
        called = entry.level3 or entry.level2 or entry.level1 or entry.indicator
        label = f"打分表第{place + 1}项“{called or ''}”"
        at: Path = ("score_rows", place)
        bound = bound_of(entry)
        if entry.score is not None and bound is not None and entry.score > bound.most:
            yield Finding(
                "score-beside-words",
                f"{label}自评{shown(entry.score)}分，计分说明“{entry.rule}”，{bound.pieces}至多{shown(bound.most)}分",
                Severity.WARNING,
                "改正自评分；几件合写一项的写上“数量”，并写明各件的佐证；说明抄错的，照原表改正",
                basis,
                (*at, "score"),
            )
        if added_against_words(entry):
            yield Finding(
                "score-added-up",
                f"{label}“是否累计”写“是”，计分说明却是“{entry.rule}”",
                Severity.WARNING,
                "对照打分表原文改正其中一处；不累计的只计得分最高的一项",
                basis,
                (*at, "cumulative"),
            )


def check_proofs(sheet: Sheet, basis: str) -> Iterator[Finding]:
    """The same proof under two rows: the same work may have been counted twice (requirements G13)."""
    first: dict[str, tuple[int, str | None]] = {}
    for place, entry in enumerate(sheet.entries):
        for item in entry.evidence:
            earlier, row = first.setdefault(item, (place, entry.id))
            if row != entry.id and entry.score and sheet.entries[earlier].score:
                yield Finding(
                    "score-evidence-twice",
                    f"打分表第{earlier + 1}项和第{place + 1}项用了同一佐证“{item}”",
                    Severity.WARNING,
                    "同一成果不能重复计分；确是两件事的不必改",
                    basis,
                    ("score_rows", place, "evidence"),
                )
