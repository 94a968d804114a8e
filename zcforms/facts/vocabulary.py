"""Every fact that a form may draw on, by scope, with its Chinese title: the vocabulary of `source:`.

Said once here so that it can be listed and looked up without an applicant; a test holds it against
what the views give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from zcforms.model import Applicant, Institution, Office
from zcforms.model.application import Application
from zcforms.model.career import Education, Title
from zcforms.model.records import Record

# A fact is its title; a group is (title, its facts or its record); a list is [title, columns or record].
_PLAN = {
    "name": "计划名称",
    "circular": "评审通知",
    "doc_no": "通知文号",
    "document_number": "发文字号",
    "continuing_education": ("继续教育要求", {"unit": "学时单位"}),
    "year": "年度",
    "series": "行业",
    "target_title": "计划申报资格",
    "committee": "评审委员会",
    "issuer": "评审受理单位",
    "platform": ("平台", {"name": "平台名称", "url": "平台网址"}),
}
_SURROUNDINGS: dict[str, Any] = {"plan": ("评审计划", _PLAN), "date": "填报日期"}
_PROOF = {"proof": "佐证", "page": "佐证页码"}
_WORKS = {"date": "起止时间", "name": "工作名称", "part": "本人作用", "result": "完成情况及效果"}
_PUBLICITY = {
    "period": "公示起止时间",
    "workdays": "公示工作日数",
    "place": "公示地点",
    "method": "公示方式",
    "result": "公示结果",
    "handling": "异议处理",
}
_PROJECT = {
    "period": "起止时间",
    "name": "项目名称",
    "source": "来源",
    "role": "本人作用",
    "result": "完成情况及效果",
}
# The modules of the platform's 业绩档案.
_ARCHIVE: dict[str, Any] = {
    "degrees": [
        "学历教育",
        {
            "period": "起止时间",
            "school": "毕业院校",
            "major": "专业",
            "level": "学历",
            "degree": "学位",
            "mode": "学习形式",
            "certificate": "证书编号",
        },
    ],
    "training": [
        "培训",
        {"period": "起止时间", "content": "主要内容", "place": "学习地点", "result": "结业情况"},
    ],
    "academic_posts": [
        "学术兼职",
        {"period": "起止时间", "organisation": "组织名称", "post": "担任职务"},
    ],
    "research_projects": ["科研项目", _PROJECT],
    "engineering_projects": ["工程技术项目", _PROJECT],
    "articles": [
        "论文",
        {"date": "发表时间", "name": "题目", "publication": "刊物", "rank": "作者排序"},
    ],
    "books": [
        "著作",
        {
            "date": "出版时间",
            "kind": "类别",
            "name": "名称",
            "publication": "出版社及书号",
            "words": "本人撰写万字",
            "rank": "作者排序",
        },
    ],
    "adoptions": [
        "成果采纳",
        {
            "date": "时间",
            "name": "成果名称",
            "kind": "方式",
            "by": "批示或采纳单位",
            "rank": "本人排名",
            "effect": "成效",
        },
    ],
    "certificates": [
        "资质证书",
        {"date": "取得时间", "name": "证书名称", "number": "证书编号", "issuer": "发证机构"},
    ],
    "rewards": [
        "奖惩",
        {"date": "决定时间", "kind": "类型", "content": "奖惩内容", "issuer": "决定单位"},
    ],
    "assessments": ["考核", {"line": "年度考核情况", "unit": "考核单位"}],
    "others": ["其他", {"date": "时间", "name": "事项", "note": "说明"}],
}
_LEVELS = {"senior": "正高级", "deputy": "副高级", "mid": "中级", "junior": "初级及未定级", "total": "总数"}

PERSON: dict[str, Any] = {
    "person": ("申报人", Applicant),
    "sex": "性别",
    "birth": "出生年月",
    "photo": "照片",
    "unit": ("单位", Institution),
    "department_unit": "单位及部门",
    "office": ("报送单位", Office),
    **_SURROUNDINGS,
    "application": ("申报", Application),
    "target": "申报资格",
    "number": "花名册序号",
    "title": ("现任资格", Title),
    "title_line": "现任职务及任职时间",
    "duty_line": "行政职务及任职时间",
    "qualification_line": "资格取得时间及审批机关",
    "field_years": "专业工作年限",
    "highest": ("最高学历", Education),
    "highest_line": "何年何校何专业毕业",
    "resume": "简历",
    "reasons": "推荐理由",
    "assessments": "考核情况",
    "assessment_lines": "逐年考核情况",
    "publicity": ("公示", _PUBLICITY),
    "method_boxes": "申报方式勾选",
    "next_year": "次年",
    "score_title": "打分表名称",
    "landmark_score_title": "标志性业绩打分表名称",
    "score_total": "自评分合计",
    "score_reviewed": "复核分合计",
    "pledge_qr": "签署二维码",
    "bar_years": "不得申报年限",
    "education": [
        "学习培训经历",
        {
            "period": "起止时间",
            "content": "专业或主要内容",
            "school": "学习地点",
            "result": "学制学历学位",
            "witness": "证明人",
        },
    ],
    "work": [
        "工作简历",
        {
            "period": "起止时间",
            "unit": "单位",
            "work": "从事专业技术工作",
            "duty": "职务",
            "witness": "证明人",
        },
    ],
    "before": ["任现职前业绩", _WORKS],
    "after": ["任现职后业绩", _WORKS],
    "papers": [
        "论文登记",
        {"date": "日期", "name": "名称", "publication": "出版登载情况", "rank": "合（独）著、译"},
    ],
    "exams": [
        "考试成绩",
        {
            "date": "日期",
            "kind": "考试种类",
            "subject": "考试科目",
            "score": "考试成绩",
            "organiser": "组织考试单位",
        },
    ],
    "continuing_education": [
        "继续教育学时",
        {
            "year": "年度",
            "total": "合计",
            "major": "专业科目",
            "public": "公需科目",
            "industry": "行业公需",
            "general": "一般公需",
        },
    ],
    "project_rows": [
        "项目清单",
        {
            "index": "序号",
            "name": "项目名称",
            "number": "立项编号",
            "amount": "经费",
            "period": "起止年月",
            "source": "项目性质及来源",
            "role": "担任角色",
            "result": "完成情况",
            **_PROOF,
        },
    ],
    "award_rows": [
        "获奖清单",
        {
            "index": "序号",
            "name": "获奖项目名称",
            "award": "奖励名称",
            "grade": "等级",
            "rank": "排序",
            "date": "获奖时间",
            "issuer": "授予机构",
            **_PROOF,
        },
    ],
    "paper_rows": [
        "论文清单",
        {
            "index": "序号",
            "name": "题目",
            "rank": "作者排序",
            "publication": "刊物",
            "number": "刊号",
            "date": "发表时间",
            **_PROOF,
        },
    ],
    "patent_rows": [
        "专利清单",
        {
            "index": "序号",
            "name": "名称",
            "number": "授权号",
            "kind": "类别",
            "rank": "排序",
            "date": "授权时间",
            **_PROOF,
        },
    ],
    "standard_rows": [
        "标准清单",
        {
            "index": "序号",
            "name": "名称",
            "number": "标准编号",
            "level": "级别",
            "rank": "排序",
            "date": "发布时间",
            **_PROOF,
        },
    ],
    "honour_rows": [
        "荣誉清单",
        {"index": "序号", "name": "荣誉称号", "issuer": "授予机构", "date": "授予时间", **_PROOF},
    ],
    "score_rows": [
        "打分清单",
        {
            "indicator": "评价指标",
            "level1": "一级指标",
            "level2": "二级指标",
            "level3": "三级指标",
            "maximum": "最高分值",
            "rule": "计分说明",
            "cumulative": "是否累计",
            "basis": "自评依据",
            "score": "自评分",
            "reviewed": "复核分",
            "index": "序号",
            "proof": "佐证",
        },
    ],
    "landmark_rows": [
        "标志性业绩",
        {
            "index": "序号",
            "clause": "条款",
            "text": "条款内容",
            "fact": "业绩",
            "level": "级别",
            "date": "时间",
            "part": "本人作用",
            "proof": "佐证",
        },
    ],
    "archive": ("业绩档案", _ARCHIVE),
    "reason_rows": [
        "破格条款",
        {"index": "序号", "clause": "条款", "text": "条款内容", "fact": "符合情况", **_PROOF},
    ],
    "assessment_years": ["历年考核", {"year": "年度", "level": "等次", "unit": "考核单位"}],
    "experts": [
        "专家",
        {
            "name": "姓名",
            "sex": "性别",
            "unit": "工作单位",
            "field": "从事专业",
            "title": "职称名称",
            "qualified_on": "取得时间",
            "certificate_no": "证书编号",
            "phone": "联系电话",
            "opinion": "举荐意见",
        },
    ],
    "package": ["袋内材料", {"index": "序号", "title": "材料名称", "copies": "份数", "note": "备注"}],
}

INSTITUTION: dict[str, Any] = {
    **_SURROUNDINGS,
    "unit": ("单位", Institution),
    "year": "年度",
    "count": "人数",
    "who": "申报人",
    "to_review": "推荐参加评审人数",
    "posts": (
        "岗位",
        {
            "staff_total": "编制数",
            "posts_total": "专业技术岗位总数",
            "ratio": ("核准比例", _LEVELS),
            "approved": ("核准人数", _LEVELS),
            "actual": ("实聘人数", _LEVELS),
            "vacancy": ("空缺", _LEVELS),
            "offered": ("推出岗位", {"senior": "正高级", "deputy": "副高级", "lower": "中初级"}),
            "direct_hire": "直接聘任人数",
        },
    ),
    "people": [
        "在编申报人",
        {
            "name": "姓名",
            "id_number": "身份证号码",
            "current_title": "现有资格",
            "hired_rank": "聘任职级",
            "appointed_from": "聘任时间",
            "post_grade": "岗位等级",
            "target": "申报资格",
        },
    ],
    "applicants": [
        "申报人员",
        {
            "name": "姓名",
            "sex": "性别",
            "birth": "出生年月",
            "department": "部门",
            "education": "学历",
            "title_line": "现任资格及时间",
            "speciality": "申报专业",
            "method": "申报方式",
            "works": "主要业绩",
            "school": "毕业院校及专业",
            "field_years": "专业工作年限",
            "target": "申报资格",
        },
    ],
    "publicity": ("公示", _PUBLICITY),
    "order_note": "排序说明",
}

OFFICE: dict[str, Any] = {
    **_SURROUNDINGS,
    "office": ("报送单位", Office),
    "addressee": "主送单位",
    "count": "人数",
    "who": "申报人",
    "publicity_note": "公示说明",
    "list_note": "名单说明",
    "by_method": "按申报方式人数",
    "by_speciality": "按专业人数",
    "men": "男性人数",
    "women": "女性人数",
    "exceptional": "破格人数",
    "in_post": "事业编制人数",
    "materials": "报送材料",
    "roster_title": "花名册名称",
    "basis": "依据",
    "order_note": "排序说明",
    "people": [
        "花名册",
        {
            "index": "序号",
            "name": "姓名",
            "sex": "性别",
            "birth": "出生年月",
            "id_number": "身份证号码",
            "unit": "工作单位",
            "unit_kind": "单位性质",
            "education": "学历学位",
            "school": "毕业院校及专业",
            "graduated": "毕业时间",
            "work_started": "参加工作时间",
            "field_years": "专业工作年限",
            "title": "现有资格",
            "qualified_on": "取得时间",
            "appointed_from": "聘任时间",
            "speciality": "申报专业",
            "target": "申报资格",
            "method": "申报方式",
            "score": "自评分",
            "staffing": "是否事业编制",
            "defence": "是否答辩",
            "defence_reason": "答辩原因",
            "desk": "主管部门",
            "phone": "联系电话",
            "remark": "备注",
        },
    ],
}

DECLARED = {"person": PERSON, "institution": INSTITUTION, "office": OFFICE}
SCOPES = {"person": "每人", "institution": "每单位", "office": "每批"}
# What people also call a fact, where its scope has it.
ALSO = {
    "证件号码": "person.id.number",
    "身份证号码": "person.id.number",
    "身份证号": "person.id.number",
    "手机": "person.phone",
    "手机号码": "person.phone",
    "职称": "title.name",
    "现任职称": "title.name",
    "单位": "unit.name",
}
IMAGES = frozenset({"photo", "pledge_qr"})


@dataclass(frozen=True)
class Fact:
    """One fact: its name ("person.name"), its title ("姓名") and its Chinese name ("申报人.姓名")."""

    name: str
    title: str
    chinese: str

    @property
    def may_be_date(self) -> bool:
        """Whether it can be written as 年月: by its title; a period is a text."""
        return self.title.endswith(("时间", "年月", "日期")) and not re.search("起止|及", self.title)


@dataclass(frozen=True)
class Listing(Fact):
    """A list of facts alike; its columns are named without the list."""

    columns: Mapping[str, Fact] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Vocabulary:
    """All facts and lists of one scope, by name."""

    facts: Mapping[str, Fact]
    lists: Mapping[str, Listing]

    def fact(self, asked: str) -> Fact | str:
        """The fact of that English or Chinese name, or what is wrong with the name, in Chinese.

        A bare title that columns of lists bear, too, is taken only for what is said of the form's own
        subject.
        """
        found = _find(asked, self.facts)
        if isinstance(found, str) or asked != found.title:
            return found
        if "." not in found.name or found.name.startswith("person."):
            return found
        columns = [
            f"{listing.chinese}.{asked}"
            for listing in self.lists.values()
            if any(one.title == asked for one in listing.columns.values())
        ]
        return _in_full(asked, [found.chinese, *columns]) if columns else found

    def listing(self, asked: str) -> Listing | str:
        """The list of that English or Chinese name, or what is wrong with the name, in Chinese."""
        return _find(asked, self.lists)


F = TypeVar("F", bound=Fact)
_MANY = 5  # names to choose from that can still be taken in


def column(listing: Listing, asked: str) -> Fact | str:
    """The column of a list by its English or Chinese name, or what is wrong with the name."""
    return _find(asked, listing.columns, f"“{listing.title}”里")


def _find(asked: str, known: Mapping[str, F], where: str = "") -> F | str:
    if asked in known:
        return known[asked]
    for fact in known.values():
        if asked == fact.chinese:
            return fact
    if ALSO.get(asked) in known:
        return known[ALSO[asked]]
    alike = [fact for fact in known.values() if asked == fact.title]
    # A bare title means what is said of the form's own subject, if that is one thing. What lies deeper
    # (the ID number of a unit's operator) is never meant by its bare title.
    for depth in (0, 1):
        candidates = [f for f in alike if f.name.count(".") == depth]
        if len(candidates) == 1:
            return candidates[0]
    if alike:
        return _in_full(asked, [f.chinese for f in alike])
    names = [*known, *(f.title for f in known.values()), *(f.chinese for f in known.values())]
    near = "”或“".join(_near(asked, names))
    return f"{where}没有栏目“{asked}”" + (f"，是否想写“{near}”？" if near else "")


def _in_full(asked: str, names: list[str]) -> str:
    return f"“{asked}”要写全：" + "或".join(names[:_MANY]) + ("等" if len(names) > _MANY else "")


def _near(asked: str, names: list[str]) -> list[str]:
    """Every name in which one character is another, else the nearest: 姓别 is as near to 姓名 as to 性别."""
    one_off = [
        name
        for name in dict.fromkeys(names)
        if len(name) == len(asked) > 1 and sum(a != b for a, b in zip(asked, name, strict=True)) == 1
    ]
    return one_off[:_MANY] or get_close_matches(asked, names, n=1, cutoff=0.5)


@cache
def vocabulary(scope: str) -> Vocabulary:
    """The vocabulary of the forms of one scope: person, institution or office."""
    facts: dict[str, Fact] = {}
    lists: dict[str, Listing] = {}
    for found in _walk(DECLARED[scope], "", ""):
        if isinstance(found, Listing):
            lists[found.name] = found
        else:
            facts[found.name] = found
    return Vocabulary(facts, lists)


def _walk(declared: Mapping[str, Any], name: str, chinese: str) -> Iterator[Fact]:
    for key, said in declared.items():
        title = said if isinstance(said, str) else said[0]
        full, full_chinese = f"{name}{key}", f"{chinese}{title}"
        if isinstance(said, str):
            yield Fact(full, title, full_chinese)
            continue
        inner = said[1] if isinstance(said[1], Mapping) else dict(_of_record(said[1]))
        if isinstance(said, list):
            columns = {f.name: f for f in _walk(inner, "", "") if not isinstance(f, Listing)}
            yield Listing(full, title, full_chinese, columns)
        else:
            yield from _walk(inner, f"{full}.", f"{full_chinese}.")


def _of_record(record: type[Record]) -> Iterator[tuple[str, Any]]:
    """A record's fields as they are declared above; what is neither text nor record is left out."""
    for name, field_info in record.model_fields.items():
        title = field_info.title or name
        kinds = list(_kinds(field_info.annotation))
        inner = next((k for k in kinds if isinstance(k, type) and issubclass(k, Record)), None)
        if record is Applicant and name in {"application", "photo", "evidence"}:
            continue  # said at the top
        if list in kinds:
            if inner:
                yield name, [title, inner]
        elif inner:
            yield name, (title, inner)
        elif dict not in kinds:
            yield name, title


def _kinds(annotation: Any) -> Iterator[Any]:
    """The plain types that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is None:
        yield annotation
    elif origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _kinds(part)
    else:
        yield origin
        if origin is list:
            for part in get_args(annotation):
                yield from _kinds(part)
