"""Whether a plan makes sense in itself, once every key is in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from zcforms.ground.manifests import Fault, near, near_or_all
from zcforms.model import Assessment
from zcforms.plans.clauses import Clause, Dates
from zcforms.plans.conditions import NOf, SingleBreak
from zcforms.plans.plan import Plan
from zcforms.plans.predicates import RequiredDegree
from zcforms.plans.score_table import RankLinear, ScoringTable
from zcforms.plans.vocabulary import unheard


def faults_in(plan: Plan) -> Iterator[Fault]:
    """Every contradiction inside a plan, every rule without its clause, and what waits to be confirmed."""
    yield from unsound(plan)
    yield from _pending(plan)


def unsound(plan: Plan) -> Iterator[Fault]:
    """Every contradiction inside a plan and every rule without its clause, each with its place."""
    yield from _of_the_head(plan)
    yield from _of_photo(plan)
    yield from _of_education(plan)
    yield from _of_assessment(plan)
    yield from _of_dates(plan)
    yield from _of_evidence(plan)
    yield from _of_eligibility(plan)
    yield from _of_scoring(plan)
    yield from unheard(plan)
    yield from _without_clause(plan)


def _pending(plan: Plan) -> Iterator[Fault]:
    """What a draft says and nobody has held against the circular yet."""
    for key in plan.pending:
        yield tuple(key.split(".")), "待核：对着通知看过，改好了，从文件开头的“待核”里删去这一项"


def _of_the_head(plan: Plan) -> Iterator[Fault]:
    if not re.fullmatch(r"[a-z0-9-]+", plan.id):
        yield ("id",), f"“{plan.id}”只能用小写字母、数字和连字符"
    if plan.province and plan.province.endswith(("省", "市", "区")):
        yield ("province",), f"“{plan.province}”写简称，如浙江、内蒙古"
    social = plan.evidence.social
    if social and (social.out_of_province or social.out_of_province_years) and not plan.province:
        yield (
            ("evidence", "social"),
            "要省外社保的，写明province（本省的简称，如浙江），不写就不知道哪里是省外",
        )
    marked = "".join(f"《{use.title}》" for use in plan.forms if use.watermark)
    if plan.watermark is None and marked:
        yield ("watermark",), f"没有水印文字，{marked}却写了要加水印：写上文字，或改为watermark: false"
    for n, name in enumerate(plan.specialities):
        if "，" in name or "、" in name:
            yield ("specialities", n), f"“{name}”像是几个专业写在一起，列表各项之间用半角逗号"


def _of_photo(plan: Plan) -> Iterator[Fault]:
    rule = plan.photo
    if rule.aspect_min is not None and rule.aspect_max is not None and rule.aspect_min >= rule.aspect_max:
        yield ("photo", "aspect_min"), f"{rule.aspect_min:g}应小于aspect_max的{rule.aspect_max:g}"
    if rule.bytes_gt is not None and rule.bytes_lt is not None and rule.bytes_gt >= rule.bytes_lt:
        yield ("photo", "bytes_gt"), f"{rule.bytes_gt}应小于bytes_lt的{rule.bytes_lt}"


_YEARS_BACK, _YEARS_AHEAD = 10, 1  # no circular of ours looks further; 2052 for 2025 is a slip (inferred)


def _of_education(plan: Plan) -> Iterator[Fault]:
    rule = plan.continuing_education
    for name, hours in (("per_year", rule.per_year), ("cumulative", rule.cumulative)):
        parts = (hours.major or 0) + (hours.public or 0) if hours else 0
        if hours and hours.total is not None and hours.total < parts:
            yield ("continuing_education", name), f"total {hours.total}少于major与public之和{parts}"
    for n, year in enumerate(rule.years):
        if not plan.year - _YEARS_BACK <= year <= plan.year + _YEARS_AHEAD:
            yield ("continuing_education", "years", n), f"{year}离{plan.year}年度太远，请核对"


def _of_assessment(plan: Plan) -> Iterator[Fault]:
    known = get_args(Assessment.model_fields["level"].annotation)
    for n, level in enumerate(plan.assessment.levels or []):
        if level not in known:
            yield ("assessment", "levels", n), f"没有等次“{level}”" + near_or_all(level, known)
    if plan.assessment.years and plan.assessment.recent:
        yield ("assessment", "recent"), "years和recent只写一项：列明了年度的写years"


def _of_dates(plan: Plan) -> Iterator[Fault]:
    """Deadlines follow the way of the papers: the person's, the unit's, the office's (requirements B5)."""
    titles = Dates.titles()
    stated = [(name, date) for name in ("open", *Dates.stages()) if (date := plan.dates.known(name))]
    for (earlier, first), (later, second) in pairwise(stated):
        if second.latest < first.earliest:
            words = f"{titles[later]}{second.to_chinese()}早于{titles[earlier]}{first.to_chinese()}"
            yield ("dates", later), words
    cutoff = plan.dates.known("tenure_cutoff")
    # The end of the year, or of the year before: what circulars say. Anything else may be a slip (inferred).
    if cutoff and cutoff.year not in (plan.year - 1, plan.year):
        words = f"{titles['tenure_cutoff']}{cutoff.to_chinese()}离{plan.year}年度太远，请核对"
        yield ("dates", "tenure_cutoff"), words


def _of_evidence(plan: Plan) -> Iterator[Fault]:
    after = plan.evidence.after
    if after and after.since is None and after.or_years is None:
        yield ("evidence", "after"), f"“{after.stated}”从何时起算，since和or_years至少写一项"


def _of_eligibility(plan: Plan) -> Iterator[Fault]:
    """Conditions for every method, each id once, nothing that cannot be judged."""
    rule = plan.eligibility
    methods = [m.id for m in plan.methods]
    for name in rule.methods:
        if name not in methods:
            yield ("eligibility", "methods", name), f"没有申报方式“{name}”" + near(name, methods)
    if rule.external is None:
        for name in methods:
            if name not in rule.methods:
                yield ("eligibility", "methods"), f"缺少“{name}”的条件"
    seen: set[str] = set()
    for way, node in rule.nodes():
        place = ("eligibility", *way)
        if node.id and node.id in seen:
            yield place, f"条件编号“{node.id}”重复"
        seen.add(node.id or "")
        if rule.required_degree is None and isinstance(node, (RequiredDegree, SingleBreak)):
            yield place, "用到“规定学历”，但没有写required_degree"
        if isinstance(node, NOf) and node.n_of.count > len(node.n_of.of):
            yield (*place, "n_of"), f"{node.n_of.count}项多于所列的{len(node.n_of.of)}项"


def _of_scoring(plan: Plan) -> Iterator[Fault]:
    rule = plan.scoring
    if rule is None:
        return
    methods = [m.id for m in plan.methods]
    for n, name in enumerate(rule.required_for):
        if name not in methods:
            yield ("scoring", "required_for", n), f"没有申报方式“{name}”" + near_or_all(name, methods)
    for n, use in enumerate(rule.tables):
        place = ("scoring", "tables", n)
        for name in use.specialities if plan.specialities else []:
            if name not in plan.specialities:
                yield (
                    (*place, "for"),
                    f"“{name}”不在specialities之列" + near_or_all(name, plan.specialities),
                )
        if use.table is None:
            continue
        if use.table.src is None:
            yield (*place, "table"), "打分表没有写出处（src）"
        most = _full_marks(use.table)
        if isinstance(rule.pass_mark, float) and most is not None and rule.pass_mark > most:
            yield ("scoring", "pass"), f"分数线{rule.pass_mark:g}分高于《{use.title}》的满分{most:g}分"
        for indicator, group, row in use.table.rows():
            if isinstance(row, RankLinear) and not 1 <= row.first_rank <= 9:
                way = ("table", "indicators", indicator.id, "groups", group.id, "rows", row.id)
                yield (*place, *way, "first_rank"), f"{row.first_rank}不像名次，写从第几名起计（1至9）"


def _full_marks(table: ScoringTable) -> float | None:
    caps = [indicator.cap for indicator in table.indicators if indicator.cap is not None]
    if table.cap is not None:
        return float(table.cap)
    return float(sum(caps)) if caps and len(caps) == len(table.indicators) else None


def _without_clause(plan: Plan) -> Iterator[Fault]:
    """Every rule is traceable to its clause; what the circular does not say is said to be inferred."""
    for name in sorted(plan.model_fields_set):
        value = getattr(plan, name)
        items = value if isinstance(value, list) else [value]
        for n, item in enumerate(items):
            if isinstance(item, Clause) and item.src is None:
                place = (name, n) if isinstance(value, list) else (name,)
                yield place, "没有写出处（src）；推定的也要写明“推定”"
