"""The scoring table against its rules, the records and the score that is applied with (requirements B10)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.checks.score_lines import check_line, check_proofs, check_rows, check_words
from zcforms.chinese.numbers import runs
from zcforms.facts.scoring import Sheet, propose, sheet_of, shown
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, EvidenceItem
from zcforms.plans import Plan
from zcforms.plans.mountain import mountain26
from zcforms.plans.score_table import ScoringRule


@resting
def check_scoring(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What can be said of the score applied with, the lines of the table, their sums and their proofs."""
    rule = plan.scoring
    if rule is None:
        return
    basis = plan.basis(rule.src)
    if not plan.is_own_title(applicant.application.target):
        if applicant.score_rows:
            yield Finding(
                "score-other-title",
                f"打分表是{plan.target_title}的评价标准，申报{applicant.application.target}不用，没有采用",
                Severity.INFO,
                "删去“打分表”，或核对申报资格",
                basis,
                ("score_rows",),
            )
        return
    yield from _applied_with(applicant, plan, rule, basis)
    yield from _right_table(applicant, rule, basis)
    if rule.mountain:
        yield from _mountain(applicant, plan, basis)
    sheet = sheet_of(applicant, plan)
    if sheet is None or not sheet.entries:
        return
    yield from check_rows(sheet, basis)
    for level in sheet.own.every():
        for line in level.lines:
            yield from check_line(line, rule, basis)
    yield from check_words(sheet, basis)
    yield from check_proofs(sheet, basis)
    yield from _for_experts(sheet, basis)
    yield from _sums(sheet, basis)
    yield from _total(applicant, rule, sheet, basis)
    yield from _rechecked(applicant, plan, rule, sheet)
    yield from _recheck(sheet, rule, basis)
    if sheet.known:
        yield from _beside_records(applicant, plan, sheet, basis)


def _applied_with(applicant: Applicant, plan: Plan, rule: ScoringRule, basis: str) -> Iterator[Finding]:
    """自评分申报 wants a score of at least the pass mark (SC1) and the filled table."""
    method, score = plan.method_of(applicant), applicant.application.score
    at: Path = ("application", "score")
    lost = isinstance(rule.pass_mark, str)
    if lost and (score is not None or applicant.score_rows):
        yield Finding(
            "score-pass-unknown",
            "分数线见当年通知，本计划未载明",
            Severity.INFO,
            "对照当年通知公布的分值自行核对",
            basis,
            at,
        )
    if method is None or not plan.needs_score(method):
        return
    if score is None:
        yield Finding(
            "score-missing",
            f"{method.label}须填写自评分",
            hint="在“申报”下增加“自评分”",
            basis=plan.basis(method.src),
            path=("application", "method"),
        )
    elif rule.fails(score):
        yield Finding(
            "score-below-pass",
            f"自评分{score}分，未达到{rule.pass_mark:g}分",
            hint="核对自评分；确未达到的改用其他申报方式",
            basis=basis,
            path=at,
        )
    table = rule.table_for(applicant.application.speciality)
    scanned = any(_is_table(item) for item in applicant.evidence)
    if table and not applicant.score_rows and not scanned:
        yield Finding(
            "score-table-missing",
            f"{method.label}须提交《{table.title}》",
            hint="填写“打分表”各行，或把填好的表作为佐证材料加入",
            basis=basis,
            path=("application",),
        )


def _is_table(item: EvidenceItem) -> bool:
    return any(word in item.title for word in norms().called.scoring_table)


def _right_table(applicant: Applicant, rule: ScoringRule, basis: str) -> Iterator[Finding]:
    """A filled table among the evidence must be that of the speciality (SC10)."""
    own = rule.table_for(applicant.application.speciality)
    if own is None:
        return
    for i, item in enumerate(applicant.evidence):
        if not _is_table(item):
            continue
        likeness = {use.title: SequenceMatcher(None, item.title, use.title).ratio() for use in rule.tables}
        if max(likeness.values()) > likeness[own.title]:
            yield Finding(
                "score-table-wrong",
                f"佐证“{item.title}”：{applicant.application.speciality}专业应使用《{own.title}》",
                Severity.WARNING,
                "核对打分表与申报专业；用对了的改一下材料名称",
                basis,
                ("evidence", i, "title"),
            )


def _mountain(applicant: Applicant, plan: Plan, basis: str) -> Iterator[Finding]:
    """Years of work in the mountain counties give points (SC9); months may hide the deciding days."""
    counties, until = mountain26(), plan.work_until
    least, most = (counties.years(applicant.work, until, surely=surely) for surely in (True, False))
    if not most:
        return
    span = f"{least}周年" if least == most else f"{least}至{most}周年（起止时间没有都写明到日）"
    text = f"山区26县工龄{span}，算到{until:%Y.%m.%d}，{_worth(least)}"
    if _worth(least) != _worth(most):
        text += f"；写明后满{most}周年的，{_worth(most)}"
    now = [w.county for w in applicant.work if w.county and w.end is None]
    if now and not any(counties.includes(county) for county in now):
        text += f"；现工作地“{now[0]}”不在其中，是不是“山区26县的申报人员”由评委会定"
    yield Finding("score-mountain", text, Severity.INFO, "备好工作地在该县的证明", basis, ("work",))


def _worth(years: int) -> str:
    """What so many years in the mountain counties give (浙安协〔2025〕20号 五（五）)."""
    points = mountain26().points(years)
    if points is None:
        return f"不满{mountain26().steps[0].since}周年，照量化评价表计分"
    return f"计{shown(points)}分"


def _for_experts(sheet: Sheet, basis: str) -> Iterator[Finding]:
    """Lines that count only if an expert finds what the table says beside them (「经专家认定…」)."""
    waiting: dict[str, list[int]] = {}
    for level in sheet.own.every():
        for line in level.lines:
            if line.row.provided and line.points:
                waiting.setdefault(line.row.provided, []).append(line.place + 1)
    for found, places in waiting.items():
        yield Finding(
            "score-for-experts",
            f"打分表第{runs(places)}项{found}（否则不计分）",
            Severity.INFO,
            "备好产生实际效益的证明",
            basis,
            ("score_rows",),
        )


# --- sums ----------------------------------------------------------------------------------------


def _sums(sheet: Sheet, basis: str) -> Iterator[Finding]:
    """What the caps cut (SC6), and what does not add up: a line each for the whole table."""
    aside = [level for level in sheet.own.every() if not level.counts]
    cut = [level for level in sheet.own.every() if level.counts and level.raw > level.points]
    if aside:
        named = "、".join(f"“{level.name}”{shown(level.points)}分" for level in aside)
        message = f"同一指标只计得分最高的一项，不累计：{named}"
        yield Finding("score-not-added", message, Severity.INFO, basis=basis)
    if cut:
        named = "、".join(f"“{level.name}”{shown(level.raw)}分按{level.cap}分计" for level in cut)
        message = f"超过最高分值的按最高分值计：{named}"
        yield Finding("score-capped", message, Severity.INFO, basis=basis)
    for over in sheet.over_labels():
        yield Finding(
            "score-over-label",
            str(over),
            Severity.WARNING,
            "对照打分表原文：最高分是合计的，改各行自评分；不是的，改正所抄的名称",
            basis,
            ("score_rows", over.place, over.field),
        )


def _total(applicant: Applicant, rule: ScoringRule, sheet: Sheet, basis: str) -> Iterator[Finding]:
    """The score applied with is that of the table; what a bare line counts is not always stated."""
    bare = any(entry.score and not entry.evidence for entry in sheet.entries)
    stated, total = applicant.application.score, sheet.own.points
    if stated is not None and stated != total:
        yield Finding(
            "score-differs",
            f"自评分{stated}分，打分表有佐证的各行合计{shown(total)}分，两处不一致",
            Severity.WARNING if bare and rule.unproved is None else Severity.ERROR,
            "改正自评分，或补齐打分表的行和佐证",
            basis,
            ("application", "score"),
        )


def _rechecked(applicant: Applicant, plan: Plan, rule: ScoringRule, sheet: Sheet) -> Iterator[Finding]:
    """The unit has rechecked every scored line, where the circular says that it must."""
    asked = rule.recheck and plan.needs_score(plan.method_of(applicant))
    if asked and any(entry.score and entry.reviewed is None for entry in sheet.entries):
        yield Finding(
            "score-recheck-missing",
            f"打分表没有填全单位复核分，{rule.recheck}",
            Severity.WARNING,
            "由单位逐项复核，填写“单位复核分”",
            plan.basis(rule.src),
            ("score_rows",),
        )


def _recheck(sheet: Sheet, rule: ScoringRule, basis: str) -> Iterator[Finding]:
    """The unit's recheck against the applicant's points, once every line has been rechecked (SC7)."""
    if sheet.reviewed is None or any(e.score and e.reviewed is None for e in sheet.entries):
        return
    own, unit = sheet.own.points, sheet.reviewed.points
    falls = rule.fails(unit) != rule.fails(own)
    message = f"单位复核{shown(unit)}分，与自评{shown(own)}分相差{shown(abs(own - unit))}分，请核对"
    hint = "对照佐证逐项核对" + (f"；{rule.overstated}" if rule.overstated else "")
    at: Path = ("score_rows",)
    if not falls and abs(own - unit) >= norms().recheck_points:
        yield Finding("score-recheck-far", message, Severity.WARNING, hint, basis, at)
    elif own != unit:
        weight = Severity.WARNING if falls else Severity.INFO
        yield Finding("score-recheck-differs", message, weight, hint, basis, at)


def _beside_records(applicant: Applicant, plan: Plan, sheet: Sheet, basis: str) -> Iterator[Finding]:
    """The lines beside what the applicant's own records give."""
    proposal = propose(applicant, plan, sheet.table)
    given = {level.id: level for level in proposal.total.every() if level.lines}
    unclaimed = []
    for level in sheet.own.every():
        other = given.get(level.id)
        worth = other.points if other else Decimal(0)
        if level.lines and level.id in proposal.judged and level.points > worth:
            yield Finding(
                "score-overstated",
                f"“{level.name}”自评{shown(level.points)}分，按所填资料为{shown(worth)}分",
                Severity.WARNING,
                "核对打分表的数量、排名与资料是否一致",
                basis,
                ("score_rows", level.lines[0].place),
            )
        if not level.lines and other and other.counts and worth:
            unclaimed.append(f"{level.id}“{level.name}”{shown(worth)}分")
    if unclaimed:
        message = "按所填资料还可计分：" + "、".join(unclaimed)
        yield Finding(
            "score-unclaimed", message, Severity.INFO, "确可计分的补入打分表", basis, ("score_rows",)
        )
    for remark in proposal.remarks:
        yield Finding("score-reading", remark, Severity.INFO, "怎样计分请向评委会核实", basis)
