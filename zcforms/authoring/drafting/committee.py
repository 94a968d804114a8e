"""What unit and committee do: publicity, scores, posts, defence, discipline; fees, ages, years of service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcforms.authoring.drafting.found import Circular, Found, count, is_denied, rule, words, yes
from zcforms.authoring.drafting.numerals import N
from zcforms.chinese.numbers import whole

_FIRST = "首日|当日|当天|起始日|起止日期?|第[一1][日天]"
_DAYS = re.compile(rf"(?P<n>{N})个?(?:完整的?)?工作日")
_OF_COMMITTEE = (
    "评委会|评委办|高评办|中评办|评审委员会|评审结果|评审通过|(?<!内部)(?<!单位)网站|官网|厅(?!外)|门户"
)
_OF_UNIT = "单位|公[告示]栏|内部|推荐|用人|申报人"


def publicity(circular: Circular) -> Iterator[Found]:
    """The working days of the unit's publicity, and those of the committee."""
    for sentence in circular.about("公示"):
        end = 0
        for match in _DAYS.finditer(sentence.text):
            own = sentence.text[end : match.start()]
            behind, end = re.split("[，；。]", sentence.text[match.end() :])[0], match.end()
            if "公示" not in own and re.match("[以之]?内", behind):  # in which something else is done
                continue
            own = own if "公示" in own else sentence.text[: match.start()]
            if "公示" not in own + behind[:10]:
                continue
            is_committee = _last(_OF_COMMITTEE, own) > _last(_OF_UNIT, own)
            key = "committee_workdays" if is_committee else "min_workdays"
            yield Found(f"publicity.{key}", whole(match["n"]), sentence, match.span())


def _last(words: str, text: str) -> int:
    return max((m.start() for m in re.finditer(words, text)), default=-1)


def first_day(circular: Circular) -> Iterator[Found]:
    """Whether the day of posting counts."""
    for sentence in circular.about("公示"):
        match = re.search(f"(?:{_FIRST})[^，。；]{{0,6}}?(不)?(?:计入|计算|计|算)", sentence.text)
        if match := match or re.search(f"(不)?(?:含|包括|算)(?:公示)?(?:{_FIRST})", sentence.text):
            yield Found("publicity.count_start_day", match[1] is None, sentence, match.span())


_NOTES = (
    ("费用", rf"(?:{N}|\d+)元|收费标准|评审费"),
    ("举荐", rf"{N}[名位][^，。；]{{0,20}}?(?:专家|同行|[师员授])[^，。；]{{0,8}}?(?:举荐|推荐)"),
    ("年龄", r"(?:年满|不满|满|未满|年龄[^，。；]{0,8}?)?(?:\d{2}|[一二三四五六七八九十]{2,3})周?岁"),
    (
        "年限",
        rf"(?:满|不少于|不低于|以上|从事|工作|聘任|任职)[^，。；]{{0,24}}?{N}年(?:以上|及以上)?|{N}年以上",
    ),
)
_RULES_OF_OTHERS = "继续教育|学时|学分|考核|社保|养老|聘书|照片|公示|装订|弄虚作假|取消|延迟|山区"


def notes(circular: Circular) -> Iterator[Found]:
    """Fees, ages, years of service, experts for some only: what no key of a plan holds is kept as a note."""
    for sentence in circular.sentences:
        for kind, pattern in _NOTES:
            if kind == "举荐" and not re.search(_OF_SOME, sentence.around):
                continue
            if kind == "年限" and re.search(_RULES_OF_OTHERS, sentence.text):
                continue
            if "\t" in sentence.text or not re.search(r"[\u4e00-\u9fff]{3}", sentence.text):
                continue
            met = [m.span() for m in re.finditer(pattern, sentence.text)]
            if met and re.search(r"\d|[一二两三四五六七八九十]", sentence.text[met[0][0] : met[-1][1]]):
                yield Found("notes", (kind, sentence.text.strip("；。")), sentence, (met[0][0], met[-1][1]))
                break


_DEFENCE = "(?:答辩|面试)(?!费)"
_TRIGGERS = (
    ("transfer", "转评|转（兼）评|转系列"),
    ("short_of_conditions", "不具备规定|破格|未达到规定"),
    ("landmark", "标志性"),
    ("late_degree", "后学历|后取得学历"),
    ("committee", "评委会认为"),
)


def defence(circular: Circular) -> Iterator[Found]:
    """Who must attend the defence."""
    for sentence in circular.about(_DEFENCE):
        for name, called in _TRIGGERS:
            match = re.search(called, sentence.text)
            if match and not is_denied(sentence.text, match.span()):
                yield Found("defence.triggers[]", name, sentence, match.span())


_EXPERTS = re.compile(
    rf"(?P<n>{N})[名位](?P<w>[^，。；]{{0,20}}?)(?:专家|同行)[^，。；]{{0,8}}?(?:举荐|推荐)"
)
_OF_SOME = "破格|转评|转（兼）评|转系列"  # experts whom those need only, which no key of a plan can say


def experts(circular: Circular) -> Iterator[Found]:
    """How many experts, of what level, must recommend."""
    for sentence in circular.sentences:
        match = _EXPERTS.search(sentence.text)
        if match is None or re.search(_OF_SOME, sentence.around):
            continue
        yield Found("scoring.experts", whole(match["n"]), sentence, match.span())
        if level := re.search("正高级|副高级|高级", match["w"]):
            yield Found("scoring.expert_level", level[0], sentence, match.span())


_BARRED = "不(?:得|予|准|能|许|可|再)(?:再次|再|其)?(?:申报|受理|参评|报(?![送到]))|不受理其?(?:本人)?的?申报"
_SCORE = (
    rf"(?:自评|评价|赋分|量化|得|总)分?[^，。；]{{0,8}}?(?:达到?|须|需|不低于|在|满)?(?P<n>{N})分(?:及|（含）|含)?以上|"
    rf"(?:自评分|总分)[^，。；]{{0,6}}?(?:达到|不低于)(?P<m>{N})分|"
    rf"(?:自评|量化|[赋得总])分[^，。；]{{0,4}}?(?:低于|不[足满到]|未达到?|达不到)(?P<l>{N})分的?，?[^，。；]{{0,6}}不"
)

FINDERS = (
    publicity,
    first_day,
    rule(
        "publicity.unopposed",
        r"公示(?:期?满后?)?(?:无异议|没有(?:意见|异议))的?[^。；]{2,30}|确认无(?:意见|异议)后[^。；]{2,30}",
        words(0),
        "公示",
    ),
    rule(
        "publicity.result_required",
        r"公示(?:情况|结果)[^。；，]{0,8}(?:录入|上传|填报|填写)|录入[^。；，]{0,14}公示情况|公示确认",
        yes,
        "公示",
    ),
    rule(
        "publicity.recommendation_public",
        r"推荐(?!前)[^。；（]{1,20}(?:在单位内)?(?:进行)?公示",
        yes,
        "公示",
    ),
    rule("publicity.form", r"申报材料公示确认(?:情况|表)|公示(?:确认|情况)?表", words(0), "公示"),
    rule(
        "publicity.place",
        r"在(?P<w>[^，。；在]{0,10}(?:公[告示]栏|宣传栏|(?:醒目|显著)位置|本单位|所在单位|单位内部|单位))(?:进行|内|张榜|张?贴出?来?，?)?"
        r"(?:不少于|公示)(?!栏)",
        words(),
        "公示",
        unless="网站",
    ),
    rule("publicity.place", r"公示(?:地点|位置)(?:为|是|：|设?在)(?P<w>[^，。；]{2,30})", words(), "公示"),
    rule("scoring.pass", _SCORE, lambda m: float(whole(m["n"] or m["m"] or m["l"])), "自评|量化|评价表"),
    experts,
    rule("scoring.unproved", r"无证明材料的?，?不(?:予评分|予?计分)", lambda m: m[0]),
    rule(
        "establishment.hire_within_years",
        rf"(?:评审)?通过后(?P<n>{N})年内未(?:聘|予聘任|聘任)",
        count(),
    ),
    rule(
        "establishment.otherwise",
        r"年内未聘[^，。；]*，(?P<w>[^。；]*(?:暂停|停止|不得)[^。；]*)",
        words(),
    ),
    rule("establishment.quota", r"结构比例", yes, "岗位"),
    rule("establishment.prior_system", r"“(?P<w>[^“”]*人事工资[^“”]*)”", words(), "岗位|评聘"),
    rule(
        "establishment.non_establishment",
        r"非在编[^，。；]{0,6}(?:提供|提交)(?P<w>[^，。；（）]*)",
        words(),
    ),
    rule(
        "defence.degree_years",
        rf"学[历位][^，。；]{{0,12}}不[满足](?P<n>{N})年",
        count(),
        _DEFENCE,
    ),
    rule(
        "discipline.fraud_bar_years",
        rf"(?P<f>次年|当年|取消[^，。；]{{0,6}}之日)?起?(?P<n>{N})年(?:以?内|之内)?，?(?:{_BARRED})",
        count(),
        unless=rf"(?:处分|警告|记过|事故)[^，。；]{{0,10}}?{N}年",
    ),
    rule(
        "discipline.fraud_bar_years",
        rf"(?P<n>{N})年内取消[^，。；]{{0,8}}资格",
        count(),
        "弄虚作假|虚假|伪造|抄袭",
    ),
    rule(
        "discipline.fraud_bar_years",
        rf"记录期限[为是]?(?P<n>{N})年，?[^，。；]{{0,4}}(?:期间|期内)，?(?:{_BARRED})",
        count(),
    ),
    rule(
        "discipline.fraud_bar_from",
        rf"[从自]?(?P<w>(?:评审|查实|认定|处理)?(?:之?次年|当年|下一?年度?)|(?:查实|发现|认定|处理|取消|撤销)之日)起，?(?:连续)?{N}年(?:以?内|之内)?，?(?:{_BARRED})",
        words(),
    ),
    rule("discipline.delay_years", rf"(?:延迟|推迟|延期)(?P<n>{N})年(?:申报|参评)?", count()),
    rule("discipline.no_secrets", r"[不严][^，。；]{0,8}涉密(?:材料|内容|信息)", yes),
    defence,
    notes,
)
