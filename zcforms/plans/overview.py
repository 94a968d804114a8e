"""What a circular demands, in a line of words for each group of rules: read off its plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from zcforms.model import Applicant
from zcforms.plans.clauses import Clause, Hours, PhotoRule
from zcforms.plans.plan import Method, Plan
from zcforms.plans.sizes import pixel_words, ratio_words, size_words
from zcforms.plans.uses import FormUse
from zcforms.plans.window import recent_years_begin


class Topic(NamedTuple):
    """A group of rules: their numbers (requirements B), what they are about, what a plan says of it."""

    rules: str
    title: str
    said: Callable[[Plan], str]


def _rule(clause: Clause | None, *parts: str | None) -> str:
    """The parts that are stated, with the clause."""
    shown = "；".join(part for part in parts if part)
    ours = f"〔推定：{'、'.join(clause.inferred)}〕" if clause and clause.inferred and shown else ""
    return (f"{shown}［{clause.src}］" if clause and clause.src and shown else shown or "—") + ours


def _hours(hours: Hours | None, lead: str) -> str | None:
    if hours is None:
        return None
    named = (("合计", hours.total), ("专业", hours.major), ("公需", hours.public))
    return lead + "、".join(f"{name}{n}" for name, n in named if n is not None)


def _day(plan: Plan, name: str, label: str) -> str | None:
    value = getattr(plan.dates, name)
    return None if value is None else f"{label}缺" if value == "unknown" else f"{label}{value}"


def _head(plan: Plan) -> str:
    date = plan.doc_date.to_chinese() if plan.doc_date else None
    papers = "、".join(plan.legal_basis)
    return _rule(plan, plan.document_number, date, papers and f"依据{papers}", plan.rule_document)


def _committees(plan: Plan) -> str:
    named = (f"{c.name}（{c.scope}）" for c in plan.committees)
    return "；".join([plan.committee or "", *named]).strip("；") or f"未载明（{plan.issuer}）"


def listed_specialities(plan: Plan) -> str:
    """The specialities that the circular lists, or where else they are."""
    return "、".join(plan.specialities) or ("未列，见平台" if plan.platform.name else "未列")


def _specialities(plan: Plan) -> str:
    listed = listed_specialities(plan)
    opened = f"没有穷尽：{plan.specialities_open}" if plan.specialities_open else None
    same = f"申报专业与现从事专业须一致［{plan.field_is_speciality}］" if plan.field_is_speciality else None
    shown = "；".join(part for part in (listed, opened, same) if part)
    return f"{shown}［{plan.specialities_src}］" if plan.specialities_src else shown


def _open_to(plan: Plan) -> str:
    return _rule(plan.open_to, plan.open_to.stated) if plan.open_to else "—"


def _platform(plan: Plan) -> str:
    p = plan.platform
    first = f"单位首次使用交{p.unit_first_use}" if p.unit_first_use else None
    desk = f"“{plan.reception.provincial}”只给省本级单位" if plan.reception else None
    return _rule(p, p.name, p.url, first, desk, _senders(plan))


def _senders(plan: Plan) -> str | None:
    r = plan.senders
    besides = f"（{r.otherwise}）" if r and r.otherwise else ""
    return f"委托书、花名册由{r.who}报送{besides}［{r.src}］" if r else None


def _notes(plan: Plan) -> str:
    return "；".join(f"{note.words}［{note.src}］" for note in plan.notes) or "—"


def _photo(plan: Plan) -> str:
    return _rule(plan.photo, *photo_words(plan.photo))


def photo_words(rule: PhotoRule) -> tuple[str, ...]:
    """What the ID photo must be, part by part."""
    pixels, ratio = pixel_words(rule), ratio_words(rule).removeprefix("在").removesuffix("之间")
    parts = (
        "、".join(rule.formats or []),
        size_words(rule),
        pixels and f"{pixels}像素",
        ratio and f"宽高比{ratio}（含）",
        rule.background,
        "、".join(rule.sizes or []),
    )
    return tuple(part for part in parts if part)


def _statement(plan: Plan) -> str:
    limit = plan.statement.max_chars
    return _rule(plan.statement, f"{plan.statement.label}{f'不超过{limit}字' if limit else '（字数未载明）'}")


def _education(plan: Plan) -> str:
    r = plan.continuing_education
    years = f"{r.years[0]}—{r.years[-1]}年" if len(r.years) > 1 else f"{r.years[0]}年"
    made_up = f"个别年度不足的{r.make_up.year}年补足合计{r.make_up.total}" if r.make_up else None
    routes = "、".join(r.route_cap.routes) or "每途径" if r.route_cap else ""
    waived = r.route_cap.waived if r.route_cap else {}
    free = "".join(f"（{year}年{route}不限）" for year, route in waived.items())
    cap = f"{routes}每年最多计{r.route_cap.hours}{free}" if r.route_cap else None
    numbers = (_hours(r.per_year, "每年"), _hours(r.cumulative, "累计"))
    stated = None if any(numbers) else f"数值见{r.rule}"
    return _rule(r, f"{years}（{r.unit}）", *numbers, stated, made_up, r.catch_up, cap)


def _assessment(plan: Plan) -> str:
    r = plan.assessment
    refused = f"不得以{'、'.join(r.forbidden)}" if r.forbidden else None
    exception = r.exception.stated if r.exception else None
    yearly = "逐年提供" if r.document_per_year else None
    years = "、".join(map(str, r.years or []))
    is_stated = all(str(year) in r.stated for year in (r.years or [])[:: max(1, len(r.years or []) - 1)])
    return _rule(
        r,
        r.stated,
        None if is_stated else f"{years}年度",
        "、".join(r.levels or []),
        yearly,
        refused,
        exception,
    )


def _deadlines(plan: Plan) -> str:
    named = {
        "open": "开始",
        "person_deadline": "个人截止",
        "unit_deadline": "单位截止",
        "forward_deadline": "报送截止",
    }
    days = [_day(plan, name, label) for name, label in named.items()]
    review = f"评审{plan.dates.review}" if plan.dates.review else None
    return _rule(plan.dates, *days, review, plan.dates.late_means)


def _cutoffs(plan: Plan) -> str:
    named = {
        "tenure_cutoff": "任职时间至",
        "work_years_cutoff": "工作年限至",
        "evidence_cutoff": "佐证取得至",
    }
    return _rule(plan.dates, *(_day(plan, name, label) for name, label in named.items()))


def _counting(plan: Plan) -> str:
    r = plan.evidence.after
    if r is None:
        return "—"
    recent = f"近{r.or_years}年从{recent_years_begin(plan, r.or_years)}起算" if r.or_years else None
    only = "只对" + "、".join(str(Applicant.model_fields[name].title) for name in r.of) if r.of else None
    return _rule(r, r.stated, recent, only)


def _publicity(plan: Plan) -> str:
    r = plan.publicity
    first = {True: "首日计入", False: "首日不计入", None: "首日计不计入未载明"}[r.count_start_day]
    return _rule(r, r.form, f"不少于{r.min_workdays}个工作日", first, r.place, r.unopposed, r.committee)


def _papers(plan: Plan) -> str:
    r = plan.evidence.papers
    similar = f"相似度上限{r.similarity_max:g}%" if r.similarity_max is not None else None
    similar = f"{similar}（超过的，{r.similar_means}）" if r.similar_means else similar
    reports = "第三方检索报告" if r.reports else None
    reports = f"{reports}（没有的，{r.report_missing_means}）" if r.report_missing_means else reports
    published = "录用未刊不认可" if r.published_only else None
    return _rule(plan.evidence, "、".join(r.parts), reports, similar, published, r.journal_query)


def _projects(plan: Plan) -> str:
    e = plan.evidence
    bare = f"没有佐证的业绩，{e.unproved.stated}［{e.unproved.src}］" if e.unproved else None
    return _rule(e, "、".join(e.projects.parts), e.feasibility_report, e.collective, bare)


def _certificates(plan: Plan) -> str:
    e = plan.evidence
    letters = f"{'近' if e.appointment.recent else ''}{e.appointment.years}年聘书" if e.appointment else None
    papers, since = "和".join(e.degree.otherwise), e.degree.automatic_from
    papers = f"{since}年以前毕业的，{papers}" if since else papers
    social, outside = e.social.stated, e.social.out_of_province_years
    social = social or (f"近{e.social.years}年参保证明" if e.social.years else None)
    other = f"近{outside}年内在省外缴纳社保的，省外缴纳证明" if outside else None
    skilled = f"技能人才上传{e.skilled}" if e.skilled else None
    return _rule(e, letters, social, other, e.contract, papers, e.degree.foreign, skilled)


def _scoring(plan: Plan) -> str:
    r = plan.scoring
    if r is None:
        return "—"
    mark = r.pass_mark
    line = f"{mark:g}分以上" if isinstance(mark, float) else "分数线缺" if mark == "unknown" else None
    experts = f"{r.expert_level}专家{r.experts}名举荐" if r.experts else None
    mountain = "山区26县工龄加分" if r.mountain else None
    each = f"每行须有{'、'.join(r.each_row_needs)}" if r.each_row_needs else None
    tables = "、".join(
        f"《{title}》" for use in r.tables for title in (use.title, use.landmark_title) if title
    )
    orders = dict.fromkeys(
        "—".join(use.order) + ("（推定）" if "order" in use.inferred else "") for use in r.tables if use.order
    )
    order = "评价指标依次为" + "；".join(orders) if orders else None
    return _rule(r, tables, order, line, experts, mountain, each, r.unproved, r.recheck, r.overstated)


def _posts(plan: Plan) -> str:
    r = plan.establishment
    if r is None:
        return "—"
    hire = f"{r.hire_within_years}年内未聘：{r.otherwise}" if r.hire_within_years else None
    use = plan.form(r.form)
    table = f"{r.required_for}填《{use.title if use else r.form}》"
    outside = f"非在编提供{r.non_establishment}" if r.non_establishment else None
    return _rule(r, table, outside, "核定结构比例内" if r.quota else None, r.prior_system, hire)


def _defence(plan: Plan) -> str:
    words = {
        "transfer": "转评",
        "short_of_conditions": "不具备规定学历或资历",
        "landmark": "标志性业绩",
        "late_degree": "后学历不满年限",
        "committee": "评委会认为需要",
    }
    r = plan.defence
    return _rule(r, *(words[t] for t in r.triggers)) if r else "—"


def _discipline(plan: Plan) -> str:
    r = plan.discipline
    fraud = f"弄虚作假：{r.fraud_bar}" if r.fraud_bar else None
    delay = f"{'、'.join(r.delay_kinds)}：延迟{r.delay_years}年" if r.delay_years else None
    hidden = f"受过处分没有反映的，{r.unstated_means}" if r.unstated_means else None
    whose = f"只对申报{plan.target_title}的" if r.own_title else None
    return _rule(r, fraud, delay, hidden, "严禁上传涉密材料" if r.no_secrets else None, whose)


def _methods(plan: Plan) -> str:
    return "；".join(map(_method, plan.methods))


def _method(method: Method) -> str:
    options = f"（{'、'.join(method.options)}）" if method.options else ""
    condition = f"，{method.condition}" if method.condition else ""
    return f"{method.label}{options}{condition}" + (f"［{method.clause}］" if method.clause else "")


def _eligibility(plan: Plan) -> str:
    r = plan.eligibility
    trees = f"逐项核对{len(r.methods)}种方式" if r.methods and not r.external else None
    other = f"另一级职称见{r.other_target}" if r.other_target else None
    return _rule(r, trees, f"见{r.external}，由审核人对照" if r.external else None, other)


def of_form(form: str) -> Callable[[Plan], str]:
    """What a plan says of a form: copies, seals, where it goes."""

    def shown(plan: Plan) -> str:
        use: FormUse | None = plan.form(form)
        if use is None:
            return "—"
        copies = f"{use.copies}份" if use.copies else "指名时制作"
        called = f"又称{'、'.join(use.alt_titles)}" if use.alt_titles else None
        seals = f"盖章：{'、'.join(use.seals)}" if use.seals else None
        mark = "加水印" if use.watermark else None
        return _rule(use, copies, called, seals, mark, use.destination or None)

    return shown


def _binding(plan: Plan) -> str:
    b = plan.binding
    if b is None:
        return "—"
    matched = f"{b.cross_rule.stated}［{b.cross_rule.src}］" if b.cross_rule else None
    return _rule(b, f"{b.volumes}册{len(b.sections)}部分，寄送{b.send_to}", matched)


TOPICS: tuple[Topic, ...] = (
    Topic("", "文号、日期、依据", _head),
    Topic("", "评委会", _committees),
    Topic("", "申报专业", _specialities),
    Topic("", "申报对象", _open_to),
    Topic("", "平台和受理点", _platform),
    Topic("", "申报方式", _methods),
    Topic("EL", "申报条件", _eligibility),
    Topic("PH1–PH6", "证件照", _photo),
    Topic("TX1–TX2", "述职", _statement),
    Topic("CE1–CE8", "继续教育", _education),
    Topic("AS1–AS6", "年度考核", _assessment),
    Topic("DT1–DT5、DT10", "时间安排", _deadlines),
    Topic("DT6–DT8、DT12–DT13", "计算截止日", _cutoffs),
    Topic("DT11", "业绩从何时起算", _counting),
    Topic("PB1–PB6", "公示", _publicity),
    Topic("EV1–EV3", "论文佐证", _papers),
    Topic("EV4–EV6、EV15", "项目和其他业绩佐证", _projects),
    Topic("EV8–EV12", "证书、社保、聘书", _certificates),
    Topic("SC1–SC10", "自评打分", _scoring),
    Topic("QT1–QT11", "岗位", _posts),
    Topic("DF", "面试答辩", _defence),
    Topic("DC1–DC7", "纪律", _discipline),
    Topic("PK9", "装订册", _binding),
    Topic("", "另有说明", _notes),
)
