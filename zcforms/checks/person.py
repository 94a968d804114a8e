"""One applicant's application: way, speciality, unit, what is needed with it, and what was left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from zcforms.checks.norms import matches, norms
from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import field_core, nothing_said
from zcforms.forms import Form
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.meant import meant, nearest
from zcforms.model import Applicant, Institution
from zcforms.model.achievements import Honour
from zcforms.model.career import PRINTED_TOO
from zcforms.model.records import is_list
from zcforms.plans import Plan
from zcforms.plans.clauses import EstablishmentRule
from zcforms.plans.present import is_of_series, present_title, present_titles
from zcforms.plans.window import achieved_on

WARNING, INFO = Severity.WARNING, Severity.INFO
# What the forms show of a person and may be left blank: lists first, then single boxes.
_LISTS = ("assessments", "continuing_education", "projects", "papers", "publicity")
_BOXES = (
    *("former_name", "birthplace", "salary", "health", "duty", "party_post", "democratic_party"),
    *("societies", "foreign_language"),
)


@resting
def check_person(
    applicant: Applicant, institution: Institution | None, plan: Plan, forms: Mapping[str, Form]
) -> Iterator[Finding]:
    """What is wrong with the application itself, and what stays blank on the forms."""
    yield from as_far_as_read(
        _method(applicant, plan),
        _option(applicant, plan),
        _speciality(applicant, plan),
        _unit(applicant, institution, plan),
        _presupposed(applicant, plan),
        _same_level(applicant, plan),
        _title(applicant, plan),
        _reasons(applicant, plan, forms),
        _landmarks(applicant, plan, forms),
        _unstated(applicant, plan, forms),
    )


def _asks_title(applicant: Applicant, plan: Plan) -> bool:
    """Whether the circular asks for a title by the method; conditions that it states itself say so."""
    method = plan.method_of(applicant)
    return bool(plan.eligibility.external and method and method.title_asked)


def _method(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """The way of applying is one of the plan's."""
    stated = applicant.application.method
    if plan.method(stated) is None:
        labels = [m.label for m in plan.methods]
        yield Finding(
            "method-unknown",
            f"申报方式“{stated}”不在本计划之列",
            hint="可填：" + "、".join(labels),
            basis=plan.basis(plan.methods[0].src),
            path=("application", "method"),
        )


def _option(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """The 申报情形 is one of the method's: the conditions are judged by the branch of that name alone."""
    method, stated = plan.method_of(applicant), applicant.application.option
    if method is None or stated is None or not plan.options or stated in method.options:
        return
    of_another = [other.label for other in plan.methods if stated in other.options]
    if of_another:
        hint = f"它是“{'、'.join(of_another)}”的申报情形：改申报方式，或删去这一栏"
    else:
        hint = meant(
            stated, method.options, "可填：" + "、".join(method.options) if method.options else "删去这一栏"
        )
    yield Finding(
        "option-unknown",
        f"“{method.label}”没有“{stated}”这种申报情形",
        hint=hint,
        basis=plan.basis(method.src),
        path=("application", "option"),
    )


def _speciality(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """The speciality is one of the plan's, and the field that the applicant works in."""
    stated = applicant.application.speciality
    yield from _listed(stated, plan)
    if applicant.field != stated:
        yield Finding(
            "speciality-differs",
            f"现从事专业“{applicant.field}”与申报专业“{stated}”不一致",
            hint="各表上的申报专业应与现从事专业一致"
            if plan.field_is_speciality
            else "写错的改正；确是从事相近专业的不必改",
            basis=plan.basis(plan.field_is_speciality) if plan.field_is_speciality else "",
            path=("field",),
        )


def _listed(stated: str, plan: Plan) -> Iterator[Finding]:
    """A list that the circular leaves open refuses nobody: what it does not name is a box to tick."""
    if not plan.specialities or stated in plan.specialities:
        return
    basis, path = plan.basis(plan.specialities_src), ("application", "speciality")
    hint = meant(stated, plan.specialities, "可填：" + "、".join(plan.specialities))
    if plan.specialities_open is None:
        message = f"申报专业“{stated}”不在本计划可评审专业之列"
        yield Finding("speciality-unknown", message, hint=hint, basis=basis, path=path)
    elif not _within(stated, plan):
        if near := nearest(stated, plan.specialities):
            message = f"申报专业“{stated}”与通知所列的“{near}”相近而不相同"
            yield Finding("speciality-near", message, WARNING, hint, basis, path)
        scopes = "；".join(f"{committee.name}：{committee.scope}" for committee in plan.committees)
        yield Finding(
            "speciality-unlisted",
            f"申报专业“{stated}”属于“{plan.specialities_open}”",
            INFO,
            f"由审核人认定（{scopes}）" if scopes else "由审核人认定",
            basis,
            path,
        )


def _within(stated: str, plan: Plan) -> bool:
    """Whether the scope of a committee, or a speciality of the list, names a speciality."""
    core = field_core(stated)
    if not core:
        return False
    named = [*plan.specialities, *(committee.scope for committee in plan.committees)]
    return any(core in words for words in named)


def _unit(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """The circular is for such units, and a public institution's people say whether they are on its staff."""
    if institution is None:
        return
    if plan.open_to and institution.kind not in plan.open_to.units:
        yield Finding(
            "unit-kind-outside",
            f"工作单位“{institution.name}”是{institution.kind}，通知的申报对象是“{plan.open_to.stated}”",
            WARNING,
            "单位性质填错的改zcforms.yaml；没有填错的，先向受理部门问明能否申报",
            plan.basis(plan.open_to.src),
            ("unit",),
        )
    unsaid = applicant.application.staffing is None
    if institution.kind == "事业单位" and unsaid and plan.establishment:
        yield Finding(
            "staffing-missing",
            "事业单位人员须填写编制情况（在编或非在编）",
            hint=_by_staffing(plan.establishment),
            basis=plan.basis(plan.establishment.src),
            path=("application",),
        )


def _title(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """There is a title to build on, where one is asked for; of several, which of them it is."""
    if present_title(applicant, plan) is None and _asks_title(applicant, plan):
        yield Finding(
            "title-missing",
            "未填写现任专业技术资格",
            WARNING,
            "确无资格的请核对申报条件",
            plan.basis(plan.evidence.src),
            ("titles",),
        )
    if len(names := {title.name: title for title in present_titles(applicant, plan)}) > 1:
        present = present_title(applicant, plan)
        assert present is not None, "it is one of them"
        of_series = [name for name, title in names.items() if is_of_series(title, applicant, plan)]
        yield Finding(
            "title-several",
            f"有{len(names)}个{present.level}资格（{'、'.join(names)}），表上的现任资格取“{present.name}”",
            INFO if of_series == [present.name] else WARNING,
            "申报以另一个为准的，“专业技术资格”里只留那一个，其余写进“备注”",
            path=("titles", applicant.titles.index(present)),
        )


def _by_staffing(rule: EstablishmentRule) -> str:
    """What who is 在编 or 非在编 brings; nothing of the others where the circular asks nothing."""
    outside = rule.non_establishment
    return "在编人员填岗位信息表" + (f"，非在编人员提供{outside}" if outside else "；非在编人员不填")


def _presupposed(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """The title that a method presupposes (矿山2021 （三）5: 转评 is for who has one of this level)."""
    method = plan.method_of(applicant)
    if method is None or method.title_level is None:
        return
    if not any(title.reaches(method.title_level) for title in applicant.titles):
        named = "、".join(title.name for title in applicant.titles) or "没有"
        yield Finding(
            "method-title",
            f"“{method.label}”须{method.condition or f'已有{method.title_level}职称'}，填报的资格：{named}",
            hint="没有这一级资格的改用其他申报方式；已有的补填“专业技术资格”",
            basis=plan.basis(method.src),
            path=("titles",),
        )


# The level of title that a plan is for, by the plan's own word.
_LEVEL = {"senior": "副高级", "mid": "中级", "junior": "初级"}


def _same_level(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Who has a title of the level applied for is to be 转评 (矿山2021 （三）5, 椒江2025 第八条 “须转评”).

    Unless they say that they have it and apply again (椒江2025 附件2二3（1）: 再次通过中级申报).
    """
    method, transfer = plan.method_of(applicant), plan.method("transfer")
    if method is None or transfer in (None, method) or not plan.is_own_title(applicant.application.target):
        return
    assert transfer is not None
    if method.again is not None and applicant.application.option == method.again:
        return
    again = f"；再次通过的，“申报情形”写“{method.again}”" if method.again else ""
    held = [title for title in applicant.titles if title.reaches(_LEVEL[plan.level])]
    if held:
        named = "、".join(f"{title.name}（{title.level}）" for title in held)
        yield Finding(
            "title-same-level",
            f"已有{named}资格，不低于申报的{plan.target_title}，申报方式填的是“{method.label}”",
            WARNING,
            f"改评同级职称的用“{transfer.label}”{again}；级别写错的改正；确按“{method.label}”申报的不必改",
            plan.basis(transfer.src),
            ("titles", applicant.titles.index(held[0])),
        )


def _reasons(applicant: Applicant, plan: Plan, forms: Mapping[str, Form]) -> Iterator[Finding]:
    """A way of applying that is an exception says by which clauses."""
    method = plan.method_of(applicant)
    if method is None or applicant.application.reasons:
        return
    if any(forms[name].needs_reasons for name in method.need if name in forms):
        yield Finding(
            "reasons-missing",
            f"“{method.label}”须填写破格理由（符合的条款和情况）",
            hint="在“申报”下增加“破格理由”",
            basis=plan.basis(method.src),
            path=("application",),
        )


def _landmarks(applicant: Applicant, plan: Plan, forms: Mapping[str, Form]) -> Iterator[Finding]:
    """Each landmark achievement says when it was and what part the applicant had, as its form asks.

    The form of marks (量化评价表（标志性成果）) prints them from the records that cite the same evidence,
    too; and an honour has no ranks.
    """
    method = plan.method_of(applicant)
    needed = [forms[name] for name in (method.need if method else ()) if name in forms]
    from_records = any(form.lists("landmark_rows") for form in needed)
    uses = [form for form in needed if form.lists("landmark_rows") or form.lists("reason_rows")]
    for i, reason in enumerate(applicant.application.reasons if uses else ()):
        works = applicant.proved_by(reason.evidence)
        known = works if from_records else []
        honour = works and all(isinstance(work, Honour) for work in works)
        dated = any(map(achieved_on, known)) or matches(norms().tells_when, reason.fact)
        placed = any(getattr(work, "rank", None) or getattr(work, "role", None) for work in known)
        placed = placed or honour or matches(norms().tells_part, reason.fact)
        lacks = ([] if dated else ["时间"]) + ([] if placed else ["本人排名或作用"])
        if lacks and nothing_said(reason.fact) is None:  # else content.py says it
            yield Finding(
                "landmark-unsaid",
                f"标志性业绩第{i + 1}项（{reason.clause}）没有写{'、'.join(lacks)}",
                WARNING,
                f"在“符合情况”中写明，如“2020年11月……，排名第1”；《{uses[0].title}》要填",
                plan.basis(method.src if method else None),
                ("application", "reasons", i, "fact"),
            )


def _unstated(applicant: Applicant, plan: Plan, forms: Mapping[str, Form]) -> Iterator[Finding]:
    vouching = [use for use in plan.forms if use.id in forms and forms[use.id].shows("publicity_note")]
    lists = _blank(applicant, [*_printed(plan), *_LISTS])
    boxes = [*_blank(applicant, _BOXES), *_blank_parts(applicant)]
    if vouching and applicant.publicity is None:
        lists[-1] += f"（{'、'.join(use.title for use in vouching)}不写“公示无异议”）"
    for titles in (lists, boxes):
        if titles:
            message = "没有填写，表上留空：" + "、".join(titles)
            dated = "；时间没有的不必写" if any("时间" in title for title in titles) else ""
            yield Finding("left-blank", message, INFO, f"有的补上，确实没有的请写“无”{dated}")
    going_on = [one.title for one in applicant.projects or [] if "end" not in one.model_fields_set]
    if going_on:
        message = f"项目没有写结束时间，表上印“至今”：{'、'.join(going_on)}"
        yield Finding("end-assumed", message, INFO, "已经结束的填写结束时间；没有结束的写“至今”")


def _printed(plan: Plan) -> list[str]:
    """The lists that sections of the plan's forms are called after, but for those of every plan.

    Left out they print empty rows, beside 无 in those that were declared empty.
    """
    fields = Applicant.model_fields
    sections = dict.fromkeys(name for use in plan.forms for name in use.options.get("sections", ()))
    known = [name for name in sections if name in fields and is_list(fields[name].annotation)]
    return [name for name in known if name not in _LISTS]


def _blank(applicant: Applicant, names: Iterable[str]) -> list[str]:
    """The titles of the fields that were left out."""
    fields = Applicant.model_fields
    return [fields[name].title or name for name in names if getattr(applicant, name) is None]


def _blank_parts(applicant: Applicant) -> Iterator[str]:
    """The titles of what was left out in entries, of what the forms print of them."""
    for name, parts in PRINTED_TOO.items():
        title = Applicant.model_fields[name].title
        for n, entry in enumerate(getattr(applicant, name) or (), 1):
            fields = type(entry).model_fields
            if blank := [fields[part].title or part for part in parts if getattr(entry, part) is None]:
                yield f"{title}第{n}项的{'、'.join(blank)}"
