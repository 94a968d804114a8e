"""One applicant's own data: identity, dates, texts, application (requirements B2, B5, B13, B15)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from pydantic import BaseModel

from zcforms.findings import Finding, Path, Severity
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan
from zcforms.typefaces import is_drawn
from zcforms.values import (
    MIDDLE_DOT,
    PartialDate,
    code_point,
    id_birth,
    id_number_problem,
    id_sex,
    phone_is_plausible,
    refused_characters,
    text_length,
)

WARNING, INFO = Severity.WARNING, Severity.INFO


def check_person(
    applicant: Applicant, institution: Institution | None, plan: Plan, on: date
) -> Iterator[Finding]:
    """Everything about the applicant that needs no file but their own; `on` is the day of filling."""
    yield from check_characters(applicant)
    yield from _identity(applicant)
    yield from _application(applicant, institution, plan)
    yield from _statement(applicant, plan)
    yield from _dates(applicant, plan)
    yield from _future(applicant, on)
    yield from _publicity(applicant, plan)
    yield from _unstated(applicant)


_FILE_NAMES = {"photo", "file"}  # never printed


def _texts(record: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a record with its path."""
    if isinstance(record, str):
        yield path, record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            if name not in _FILE_NAMES:
                yield from _texts(getattr(record, name), (*path, name))
    elif isinstance(record, list):
        for i, item in enumerate(record):
            yield from _texts(item, (*path, i))


PLACEHOLDER = "【示例】"


def check_characters(record: BaseModel) -> Iterator[Finding]:
    """Characters of a record that cannot be printed as they are, and leftovers of the example."""
    for path, text in _texts(record):
        if PLACEHOLDER in text:
            yield Finding("placeholder", f"还是示例内容“{text[:20]}”", hint="改成真实内容", path=path)
        for character in refused_characters(text):
            private = unicodedata.category(character) == "Co"
            yield Finding(
                "character-refused",
                f"含有{'自造字' if private else '不可见的控制字符'}{code_point(character)}，不能印在表上",
                hint="请改用该字的国家标准编码（如“䶮”为U+4DAE）" if private else "删去该字符后重新输入",
                path=path,
            )
        for character in dict.fromkeys(text):
            if (
                not character.isspace()
                and not is_drawn(character)
                and character not in refused_characters(text)
            ):
                yield Finding(
                    "character-not-drawn",
                    f"现有字体都没有“{character}”（{code_point(character)}）这个字",
                    hint="请核对是否为该字的标准编码；确为生僻字时请联系维护人员补充字体",
                    path=path,
                )


def _identity(applicant: Applicant) -> Iterator[Finding]:
    number = applicant.id.number
    at: Path = ("id", "number")
    if applicant.id.has_citizen_number:
        problem = id_number_problem(number)
        if problem:
            yield Finding(
                "id-number", problem, hint="对照证件逐位核对，不要只改末位", basis="GB 11643-1999", path=at
            )
            return
        born = id_birth(number)
        stated = applicant.birth
        if stated and not stated.earliest <= born <= stated.latest:
            yield Finding(
                "birth-differs",
                f"出生年月填写{stated}，身份证号码中为{born:%Y.%m.%d}",
                WARNING,
                "以身份证为准；确与档案不一致的按档案认定并附说明",
                path=("birth",),
            )
        if applicant.sex and applicant.sex != id_sex(number):
            yield Finding(
                "sex-differs",
                f"性别填写“{applicant.sex}”，按身份证号码应为“{id_sex(number)}”",
                hint="核对性别与身份证号码",
                path=("sex",),
            )
    else:
        for name in ("sex", "birth"):
            if getattr(applicant, name) is None:
                label = "性别" if name == "sex" else "出生年月"
                yield Finding(
                    "data-missing",
                    f"{applicant.id.type}不含{label}，须另行填写",
                    hint=f"增加“{label}”一栏",
                    path=(name,),
                )
    if not phone_is_plausible(applicant.phone):
        yield Finding(
            "phone",
            f"联系电话“{applicant.phone}”不像电话号码",
            WARNING,
            "手机11位，或区号-号码",
            path=("phone",),
        )
    if len(applicant.name) < 2 or any(c.isdigit() for c in applicant.name):
        yield Finding(
            "name-odd", f"姓名“{applicant.name}”请核对", WARNING, "与身份证一致的不必改", path=("name",)
        )
    if MIDDLE_DOT * 2 in applicant.name or applicant.name.strip(MIDDLE_DOT) != applicant.name:
        yield Finding(
            "name-odd",
            "姓名中的“·”位置不对",
            WARNING,
            "“·”只在两段之间写一个",
            basis="民委发〔2016〕33号",
            path=("name",),
        )


def _application(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    application = applicant.application
    method = plan.method(application.method)
    if method is None:
        labels = [m.label for m in plan.methods]
        yield Finding(
            "method-unknown",
            f"申报方式“{application.method}”不在本计划之列",
            hint="可填：" + "、".join(labels),
            basis=plan.basis(plan.methods[0].src),
            path=("application", "method"),
        )
    if plan.specialities and application.speciality not in plan.specialities:
        near = get_close_matches(application.speciality, plan.specialities, n=1)
        yield Finding(
            "speciality-unknown",
            f"申报专业“{application.speciality}”不在本计划可评审专业之列",
            hint=f"是否想写“{near[0]}”？" if near else "可填：" + "、".join(plan.specialities),
            basis=plan.basis(plan.specialities_src),
            path=("application", "speciality"),
        )
    if applicant.field != application.speciality:
        yield Finding(
            "speciality-differs",
            f"现从事专业“{applicant.field}”与申报专业“{application.speciality}”不一致",
            WARNING,
            "各表上的申报专业应与现从事专业一致",
            path=("field",),
        )
    if institution is None:
        yield Finding(
            "unit-unknown",
            f"工作单位“{applicant.unit}”没有在zcforms.yaml的“单位”中登记",
            hint="单位名称须与公章完全一致；补登该单位或改正名称",
            path=("unit",),
        )
    elif institution.kind == "事业单位" and application.staffing is None and plan.establishment:
        yield Finding(
            "staffing-missing",
            "事业单位人员须填写编制情况（在编或非在编）",
            hint="在编人员填岗位信息表，非在编人员由单位出具说明",
            basis=plan.basis(plan.establishment.src),
            path=("application",),
        )
    if method and {"exception_form", "landmark_form"} & set(method.need) and not application.reasons:
        yield Finding(
            "reasons-missing",
            f"“{method.label}”须填写破格理由（符合的条款和情况）",
            hint="在“申报”下增加“破格理由”",
            basis=plan.basis(method.src),
            path=("application",),
        )
    if method and method.id == "score":
        rule = plan.scoring
        if application.score is None:
            yield Finding(
                "score-missing",
                "自评分申报须填写自评分",
                hint="在“申报”下增加“自评分”",
                basis=plan.basis(method.src),
                path=("application",),
            )
        elif rule and isinstance(rule.pass_mark, float) and application.score < rule.pass_mark:
            yield Finding(
                "score-below-pass",
                f"自评分{application.score}分，未达到{rule.pass_mark:g}分",
                hint="核对自评分；确未达到的改用其他申报方式",
                basis=plan.basis(rule.src),
                path=("application", "score"),
            )
    if applicant.current_title is None:
        yield Finding(
            "title-missing",
            "未填写现任专业技术资格",
            WARNING,
            "确无资格的请核对申报条件",
            path=("titles",),
        )


def _statement(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    rule, basis = plan.statement, plan.basis(plan.statement.src)
    label = rule.label if rule.label == "本人述职" else f"本人述职（{rule.label}）"
    if not applicant.statement:
        yield Finding(
            "statement-missing",
            f"“{label}”未填写",
            hint="增加“本人述职”一栏",
            basis=basis,
            path=("statement",),
        )
        return
    length = text_length(applicant.statement)
    if rule.max_chars and length > rule.max_chars:
        over = length - rule.max_chars
        yield Finding(
            "statement-too-long",
            f"“{label}”{length:,}字，超出{rule.max_chars}字上限{over}字",
            hint=f"删减{over}字（不计空格和换行）",
            basis=basis,
            path=("statement",),
        )


def _dates(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    born = applicant.birth_shown
    if born and applicant.work_started.latest.year - born.earliest.year < 16:
        yield Finding(
            "date-order",
            f"参加工作时间{applicant.work_started}时不满16周岁",
            WARNING,
            "核对参加工作时间和出生年月",
            path=("work_started",),
        )
    for name in ("education", "work", "training", "projects"):
        for i, entry in enumerate(getattr(applicant, name) or []):
            if entry.start and entry.end and entry.end < entry.start:
                yield Finding(
                    "date-order",
                    f"结束时间{entry.end}早于起始时间{entry.start}",
                    hint="核对起止时间",
                    path=(name, i, "end"),
                )
    for i, title in enumerate(applicant.titles):
        start = title.appointed_from
        if start and start.latest < title.qualified_on.earliest:
            yield Finding(
                "date-order",
                f"聘任时间{start}早于资格取得时间{title.qualified_on}",
                WARNING,
                "核对证书和聘书",
                path=("titles", i, "appointed_from"),
            )
    first = min(applicant.work, key=lambda w: w.start)
    if first.start.latest < applicant.work_started.earliest:
        yield Finding(
            "date-order",
            f"工作经历从{first.start}开始，早于参加工作时间{applicant.work_started}",
            WARNING,
            "核对参加工作时间",
            path=("work_started",),
        )
    current = applicant.current_title
    if current is None or plan.evidence.after is None:
        return
    for name, i, entry in applicant.achievements:
        # A project counts by its end, and one that goes on is not too early.
        got = getattr(entry, "end", None) if name == "projects" else getattr(entry, "date", None)
        if name in _COUNTED and got is not None and got.latest < current.qualified_on.earliest:
            yield Finding(
                "achievement-too-early",
                f"《{getattr(entry, 'title', '')}》（{got}）早于现任职资格取得时间{current.qualified_on}",
                WARNING,
                "任现职前取得的不计入申报业绩；时间无误即可保留",
                plan.basis(plan.evidence.src),
                path=(name, i),
            )


_COUNTED = {"projects", "papers", "patents", "standards", "awards"}


def _all_dates(record: object, path: Path = ()) -> Iterator[tuple[Path, PartialDate]]:
    if isinstance(record, PartialDate):
        yield path, record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            yield from _all_dates(getattr(record, name), (*path, name))
    elif isinstance(record, list):
        for i, item in enumerate(record):
            yield from _all_dates(item, (*path, i))


def _future(applicant: Applicant, on: date) -> Iterator[Finding]:
    """Nothing on an application can lie after the day it is filled in (requirements DT15)."""
    for path, found in _all_dates(applicant):
        # The end of an appointment or of a sanction may well be ahead.
        if found.earliest > on and path[-1] not in ("appointed_to", "until"):
            message = f"{found}晚于填报日期{on:%Y.%m.%d}"
            yield Finding("date-future", message, hint="核对年份；或改zcforms.yaml的填报日期", path=path)
    for i, assessment in enumerate(applicant.assessments or []):
        if assessment.year >= on.year:
            message = f"{assessment.year}年度考核结果，填报时（{on.year}年）该年度尚未结束"
            yield Finding("date-future", message, WARNING, "核对年度", path=("assessments", i, "year"))


_LISTS = {
    "assessments": "年度考核",
    "continuing_education": "继续教育",
    "projects": "项目",
    "papers": "论文著作",
    "publicity": "公示（委托书不写“公示无异议”）",
}


_BOXES = {
    "former_name": "曾用名",
    "birthplace": "出生地",
    "salary": "标准工资",
    "health": "身体状况",
    "duty": "行政职务",
    "party_post": "何时入党团任何职务",
    "democratic_party": "民主党派情况",
    "societies": "学术团体及社会兼职",
    "foreign_language": "外语程度",
}


def _publicity(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    shown, basis = applicant.publicity, plan.basis(plan.publicity.src)
    if shown is None:
        return
    if shown.end.latest < shown.start.earliest:
        yield Finding(
            "date-order",
            "公示截止日期早于起始日期",
            hint="核对公示日期",
            basis=basis,
            path=("publicity", "end"),
        )
    if shown.result == "有异议" and not shown.handling:
        yield Finding(
            "publicity-objection",
            "公示有异议，没有填写处理情况",
            hint="查清异议并写明“异议处理”后再报送",
            basis=basis,
            path=("publicity",),
        )


def _unstated(applicant: Applicant) -> Iterator[Finding]:
    lists = [title for name, title in _LISTS.items() if getattr(applicant, name) is None]
    boxes = [title for name, title in _BOXES.items() if getattr(applicant, name) is None]
    for titles in (lists, boxes):
        if titles:
            message = "没有填写，表上留空：" + "、".join(titles)
            yield Finding("left-blank", message, INFO, "确实没有的请写“无”")
