"""Continuing education and yearly assessments: hours by category and year, and which years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zcforms.authoring.drafting.found import Circular, Found, rule, yes
from zcforms.authoring.drafting.numerals import N
from zcforms.authoring.drafting.passages import Sentence
from zcforms.chinese.numbers import number_of, whole

_ABOUT = r"继续教育|学时|学分"
_BLOCK = "continuing_education"
_HOURS = re.compile(rf"(?P<n>{N})个?(?P<unit>学时|学分)")
_TO = r"(?:—|–|-|～|~|至|到)"
# As many hours are those of two years of 72, which is the least that circulars ask; of one 90 are asked by
# 人力资源社会保障部令第25号 第八条, and somewhat more by some.
_OF_SEVERAL_YEARS = 144
_SEVERAL = rf"近{N}年|以来|20\d\d年?度?{_TO}20\d\d"
_LEVELS = ("优秀", "良好", "合格", "称职")


def hours(circular: Circular) -> Iterator[Found]:
    """Least hours a year or over the years, the sum that makes up for a short year, the most of a route."""
    scope = clause = ""
    for sentence in circular.about(_ABOUT):
        later = re.search(r"自?(20\d\d)年(?:\d+月)?起", sentence.text)
        if later and circular.year and int(later[1]) > circular.year:
            continue
        goes_on = sentence.text.startswith("其中") and sentence.clause == clause
        scope, clause = scope if goes_on else _of_one_year(sentence.text), sentence.clause
        end, public, yearly = 0, 0, dict[str, int]()
        for match in _HOURS.finditer(sentence.text):
            own = sentence.text[end : match.start()]
            scope, end = _scope(own, sentence.text[match.end() :]) or scope, match.end()
            value: Any = whole(match["n"])
            if not scope and value >= _OF_SEVERAL_YEARS and re.search(_SEVERAL, sentence.text):
                scope = "cumulative"
            if scope == "sum":  # of the kinds of a year, which stand before it, or of all the years
                kinds = sum(n for part, n in yearly.items() if part != "total")
                is_yearly = "total" not in yearly and kinds <= value < 2 * kinds
                scope = "per_year" if is_yearly else "cumulative"
            if scope in ("per_year", "cumulative"):
                if not (part := _category(own)):
                    yearly["others"] = yearly.get("others", 0) + (value if scope == "per_year" else 0)
                    continue
                if part == "public":
                    value = public = public + value if re.search("行业公需|一般公需", own) else value
                if scope == "per_year":
                    yearly[part] = value
                yield Found(f"{_BLOCK}.{scope}.{part}", value, sentence, match.span())
            elif scope == "route":
                yield Found(f"{_BLOCK}.route_cap.hours", value, sentence, match.span())
            elif scope == "make_up":
                yield Found(f"{_BLOCK}.make_up.total", value, sentence, match.span())
                year = re.findall(r"(20\d\d)年", sentence.text[: match.start()])
                at = sentence.text.rfind(year[-1], 0, match.start()) if year else match.start()
                yield Found(
                    f"{_BLOCK}.make_up.year",
                    int(year[-1]) if year else circular.year,
                    sentence,
                    (at, match.end()),
                )


def _of_one_year(text: str) -> str:
    """The scope of hours in a sentence on one year alone, "2025年度公需科目不少于30学时"; "" of any other."""
    text = re.sub(_OF_APPLYING, "", text)
    named = re.findall(r"(20\d\d)年度(?!以来|起)", text)
    return (
        "per_year" if len(named) == 1 and len(re.findall(r"20\d\d", text)) == 1 and "补" not in text else ""
    )


def _category(own: str) -> str:
    """Of what hours are, by the words before them; of all if several kinds are named, "" of others."""
    kinds = (("public", "公需"), ("major", "专业(?!技术)"))
    for text in (re.split("[，；：（]", own)[-1], own):
        named = [part for part, words in kinds if re.search(words, text)]
        if named:
            return named[0] if len(named) == 1 else "total"
        if re.search("选修|自选|其他科目|[ⅠⅡI]类", text):
            return ""
    return "total"


def _scope(own: str, behind: str) -> str:
    """What hours are for, by the words between them and the hours before."""
    if re.search("途径|最多|上限|不超过|至多|封顶", own):
        return "route"
    if re.search("每[天篇项门次场]|每万字|每个合格|认定登记|折算", own):
        return "earned"
    if re.search("补足|补齐|补满", own):
        return "make_up"
    if re.search("每(?:一)?年|年均|每个年度|年度内|年度累计|每[个一]周期年", own):
        return "per_year"
    if re.search(rf"累计|{N}年(?:合计|总计|共计|共|总)", own):
        return "cumulative"
    if re.search("合计|总计|共计|总学[时分]", own):
        return "sum"
    return "per_year" if re.search("当年|(?<!\\d)年度", own) and not re.search("补", own + behind[:4]) else ""


def unit(circular: Circular) -> Iterator[Found]:
    """Whether study is counted in 学时 or 学分: the one that stands beside numbers."""
    met = [(m["unit"], s, m.span()) for s in circular.about(_ABOUT) for m in _HOURS.finditer(s.text)]
    met = met or [
        (m[0], s, m.span()) for s in circular.about(_ABOUT) for m in re.finditer("学时|学分", s.text)
    ]
    units = [one for one, *_ in met]
    for one, sentence, span in met:
        if units.count(one) * 2 >= len(units):
            yield Found(f"{_BLOCK}.unit", one, sentence, span)
            return


_YEARS = (  # from the plainest way to say the years to the least plain
    (
        rf"(20\d\d)(?:[.年]0?1(?:[.月]0?1日?|月)|年?度?){_TO}(20\d\d)",
        lambda _, m: range(int(m[1]), int(m[2]) + 1),
    ),
    (r"20\d\d年?度?(?:[、，和及]20\d\d年?度?)+", lambda _, m: [int(n) for n in re.findall(r"20\d\d", m[0])]),
    (r"(20\d\d)年?(?:度)?以来", lambda y, m: range(int(m[1]), y + 1)),
    (r"自(20\d\d)年(?:度)?起", lambda y, m: range(int(m[1]), y + 1)),
    (rf"近({N})年", lambda y, m: range(y - whole(m[1]) + 1, y + 1)),
    (r"(20\d\d)年(?:度)?(?!起|印发|以来|\d)", lambda _, m: [int(m[1])]),
)
# Years of which it is only said where they are registered: "2024年、2025年须在“某某系统”登记".
_REGISTERED = r"20\d\d年?度?(?:[、，和及]20\d\d年?度?)*(?:的|须|应|均|统一){0,3}(?:在|通过|登录)“"
_OF_APPLYING = r"20\d\d年度?的?(?:职称)?(?:申报|评审|参评)"  # "2026年度申报人员须完成2025年度公需科目"
_OTHERWISE = re.compile(f"{_REGISTERED}|{_OF_APPLYING}")


def years(circular: Circular) -> Iterator[Found]:
    """The years of study that are looked at."""
    year = circular.year
    if year is None:
        return
    key = f"{_BLOCK}.years"
    for pattern, span_of in _YEARS:
        name = key
        for sentence in circular.about("继续教育|公需"):
            if not re.search("继续教育|学时|学分|公需", sentence.text) or re.search("考核", sentence.text):
                continue
            for match in re.finditer(pattern, _OTHERWISE.sub(lambda m: "　" * len(m[0]), sentence.text)):
                found = list(span_of(year, match))
                if found and year - 10 <= min(found) and max(found) <= year:
                    yield Found(name, found, sentence, match.span())
                    key = ""  # said less plainly again: nothing that must be told


def systems(circular: Circular) -> Iterator[Found]:
    """Where the hours are registered."""
    for sentence in circular.about(_ABOUT):
        for match in re.finditer(r"“([^“”]{4,40}?(?:系统|平台))”", sentence.text):
            if (
                not re.search("学时|继续教育|学习", match[1] + sentence.text[match.end() : match.end() + 12])
                or "申报" in match[1]
            ):
                continue
            before = sentence.text[: match.start()]
            near = re.split("[，。；]", before)[-1]
            for part in (
                ("public",)
                if "公需" in near
                else ("major",)
                if re.search("专业(?:科目|课)", near)
                else ("major", "public")
            ):
                yield Found(
                    f"{_BLOCK}.systems.{part}", match[1].removeprefix("http"), sentence, match.span(1)
                )


def study_rule(circular: Circular) -> Iterator[Found]:
    """The document that says how hours are registered."""
    for sentence in circular.about("继续教育"):
        for match in re.finditer(r"《[^《》]*继续教育[^《》]*》(?:（[^（）]*号）)?", sentence.text):
            yield Found(f"{_BLOCK}.rule", match[0], sentence, match.span())


# --- yearly assessments ---------------------------------------------------------------------------

_RECENT = re.compile(
    rf"(?P<since>任(?:现)?职(?:以来|期间)?(?:或|、))?(?:至少)?(?:近|申报前)(?P<n>{N})(?:个)?年(?:度)?"
    rf"(?:来)?(?!(?:中|内|，)*(?:至少|须有|应有|有){{1,2}}{N}[个次年])(?:（(?P<a>20\d\d){_TO}(?P<b>20\d\d)(?:年|年度)?）)?"
)
_SINCE = re.compile(
    "(?:任现?职|取得现[^，。；]{2,8})以来(?![或、])(?=，?[^，。；]{0,8}考核[^，。；]{0,10}(?:合格|称职))"
)


def assessments(circular: Circular) -> Iterator[Found]:
    """How many years of assessments, or which, and from what result on."""
    for sentence in circular.about("考核"):
        if not re.search("年度考核|考核(?:结果|情况|材料|合格|等次|表|均)|考核$|任期考核", sentence.around):
            continue
        for match in _RECENT.finditer(sentence.text):
            if not re.search("考核", sentence.text) or _is_of_something_else(sentence, match):
                continue
            span = match.span()
            yield Found("assessment.stated", match[0], sentence, span)
            yield Found("assessment.recent", whole(match["n"]), sentence, span)
            if match["a"]:
                told = list(range(int(match["a"]), int(match["b"]) + 1))
                yield Found("assessment.years", told, sentence, span)
            if match["since"]:
                yield Found("assessment.or_since_title", True, sentence, span)
        if since := _SINCE.search(sentence.text):
            yield Found("assessment.stated", since[0], sentence, since.span())
        for match in re.finditer(
            rf"(?P<behind>考核（)?(?P<s>(?P<a>20\d\d)年?(?:度)?(?:{_TO}|、(?:20\d\d年?、)*)(?P<b>20\d\d)年?(?:度)?)"
            r"(?(behind)）|[^，。]{0,8}考核)",
            sentence.text,
        ):
            told = list(range(int(match["a"]), int(match["b"]) + 1))
            yield Found("assessment.years", told, sentence, match.span())
            yield Found("assessment.stated", match["s"], sentence, match.span())
        if levels := re.search("(?:合格|称职)[^，。；]{0,12}以上", sentence.text):
            yield Found("assessment.levels", list(_LEVELS), sentence, levels.span())
        if yearly := re.search(
            "逐年(?:提供|填写|上传)?|每年(?:一|1)份|一年[交报提供]{0,2}一份|按年度提供", sentence.text
        ):
            yield Found("assessment.document_per_year", True, sentence, yearly.span())


def _is_of_something_else(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the years are those of contributions, papers or study that the same sentence names."""
    behind = sentence.text[match.end() : match.end() + 24]
    other = re.search("社保|养老|省外|外省|论文|业绩|成果|继续教育|学时", behind)
    own = re.search("考核", behind)
    return other is not None and (own is None or other.start() < own.start())


def exception(circular: Circular) -> Iterator[Found]:
    """Who brings the assessments of every year since work began."""
    pattern = re.compile(
        rf"[^。；，]*(博士|硕士)[^。；]*?工作(?:年限|时间)?不[满足](?P<n>{N})年[^。；]*?考核[^。；，]*"
    )
    for sentence in circular.about("考核"):
        if match := pattern.search(sentence.text):
            told = {"stated": match[0], "degree": match[1], "work_years_lt": int(number_of(match["n"]) or 0)}
            yield Found("assessment.exception", told, sentence, match.span())


FINDERS = (
    hours,
    unit,
    years,
    systems,
    study_rule,
    rule(
        f"{_BLOCK}.catch_up",
        r"[^，。；]*(?:不足|缺口|差|缺)的?[^，。；]*(?:允许|可以?)[^，。；]*补[学修登齐上][^，。；\d]*(?=[，。；])",
        lambda m: m[0].strip("（）"),
        _ABOUT,
    ),
    rule(
        f"{_BLOCK}.certificate_per_year",
        r"(?:各|每|分)?年度?[^，。；]{0,6}继续教育(?:学时|学分)?(?:登记)?(?:证明|证书)",
        yes,
        _ABOUT,
    ),
    assessments,
    exception,
)
