"""What is handed in: the photo, the statement, what proves achievements, years and diplomas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcforms.authoring.drafting.found import Circular, Found, count, is_denied, rule, words, yes
from zcforms.authoring.drafting.numerals import N
from zcforms.authoring.drafting.passages import Sentence
from zcforms.chinese.numbers import number_of, whole

_PHOTO = "照片|证件照|近照|电子照|登记照|彩照|免冠|寸[^，。；]{0,8}照"
_MORE, _LESS = r"(?:大于|超过|高于|多于)", r"(?:小于|低于|少于)"
_LEAST, _MOST = (
    r"(?:不小于|不低于|不少于|至少|大于等于|大于或等于)",
    r"(?:不大于|不超过|不高于|小于等于|小于或等于|以内|控制在)",
)
_SIZE = r"(?P<n>\d+(?:\.\d+)?)\s*(?P<u>KB?|MB?|kb?|mb?|兆|千字节)"
_BETWEEN = r"(?:KB?|MB?|kb?|mb?|兆)?\s*(?:—|–|-|～|~|至|到)+\s*"
_AND = re.compile(r"(?<=[\dKMBkmb兆])[和与](?=\d[\d.]*\s*(?:KB?|MB?|kb?|mb?|兆)之间)")
_TIMES = r"\s*(?:像素)?(?:（宽）)?\s*[×xX*╳✕]\s*"
_RATIO = r"(?:宽高比例?|宽与高之?比|高宽比)[^，。]{0,6}?"


def photo_size(circular: Circular) -> Iterator[Found]:
    """The bytes of the photo; a bound that includes its number is made strict by one."""
    for sentence in circular.about(_PHOTO):
        text = _AND.sub("至", sentence.text)
        for between in re.finditer(rf"(?P<a>\d+(?:\.\d+)?)(?P<v>KB?|MB?|kb?|mb?|兆)?{_BETWEEN}{_SIZE}", text):
            low = _bytes(between["a"], between["v"] or between["u"])
            yield Found("photo.bytes_gt", low - 1, sentence, between.span())
            yield Found("photo.bytes_lt", _bytes(between["n"], between["u"]) + 1, sentence, between.span())
            text = text[: between.start()] + "　" * len(between[0]) + text[between.end() :]
        for match in re.finditer(_SIZE, text):
            before, size = re.split("[，。且和；]", text[: match.start()])[-1], _bytes(match["n"], match["u"])
            key, shift = _bound(before, text[match.end() :])
            if key:
                yield Found(f"photo.bytes_{key}", size + shift, sentence, match.span())


def _bytes(number: str, unit: str) -> int:
    factor = 2**20 if unit.upper().startswith("M") or unit == "兆" else 2**10
    return int((number_of(number) or 0) * factor)


def _bound(before: str, behind: str) -> tuple[str, int]:
    """Which bound a number is by the words beside it, and what makes it strict."""
    near = before[-8:]
    if re.search(_LEAST, near) or re.match("以上", behind):
        return "gt", -1
    if re.search(_MOST, near) or re.match("以[内下]", behind):
        return "lt", 1
    if re.search(_MORE, near):
        return "gt", 0
    return ("lt", 0) if re.search(_LESS, near) else ("", 0)


def photo_pixels(circular: Circular) -> Iterator[Found]:
    """Width and height in pixels, which the photo must exceed."""
    side = re.compile(rf"(?P<side>[宽高])度?(?P<how>{_LEAST}|{_MORE})(?P<n>\d{{2,4}})(?:像素|px)")
    pair = re.compile(rf"(?P<w>\d{{2,4}})(?:像素)?{_TIMES}(?P<h>\d{{2,4}})")
    for sentence in circular.about(_PHOTO):
        for match in side.finditer(sentence.text):
            shift = -1 if re.fullmatch(_LEAST, match["how"]) else 0
            key = "photo.width_gt" if match["side"] == "宽" else "photo.height_gt"
            yield Found(key, int(match["n"]) + shift, sentence, match.span())
        for match in pair.finditer(sentence.text):
            before = re.split("[，。；：（]", sentence.text[: match.start()])[-1]
            is_least = re.search(_LEAST, before[-10:]) or re.match(
                r"[^，。；]{0,14}以上", sentence.text[match.end() :]
            )
            if not is_least and not re.search(_MORE, before[-10:]):
                continue
            shift = -1 if is_least else 0
            yield Found("photo.width_gt", int(match["w"]) + shift, sentence, match.span())
            yield Found("photo.height_gt", int(match["h"]) + shift, sentence, match.span())


def photo_ratio(circular: Circular) -> Iterator[Found]:
    """Width by height, both bounds included."""
    ratio = re.compile(rf"{_RATIO}(?P<a>0?\.\d+)[^\d，。]{{1,12}}(?P<b>0?\.\d+)")
    for sentence in circular.about(_PHOTO):
        for match in ratio.finditer(sentence.text):
            yield Found("photo.aspect_min", float(match["a"]), sentence, match.span())
            yield Found("photo.aspect_max", float(match["b"]), sentence, match.span())


def photo_look(circular: Circular) -> Iterator[Found]:
    """Formats, background and printed sizes."""
    for sentence in circular.about(_PHOTO):
        kinds = [
            (m[0].upper(), m.span())
            for m in re.finditer("(?i)jpe?g|png|bmp|gif", sentence.text)
            if not is_denied(sentence.text, m.span())
        ]
        is_of_photo = re.search(_PHOTO, sentence.text) or (
            "格式" in sentence.text and re.search(_PHOTO, sentence.headings.split("／")[-1])
        )
        if kinds and is_of_photo:
            names = list(dict.fromkeys(name for name, _ in kinds))
            yield Found("photo.formats", names, sentence, (kinds[0][1][0], kinds[-1][1][1]))
        for match in re.finditer(
            "(?:[白蓝红]色?(?:背景|底)?[或、/和])*[白蓝红]色?(?:背景|底)", sentence.text
        ):
            if not is_denied(sentence.text, match.span()):
                colours = dict.fromkeys(re.findall("[白蓝红]", match[0]))
                yield Found("photo.background", "或".join(f"{c}底" for c in colours), sentence, match.span())
        sizes = [
            m
            for m in re.finditer(r"([一二两12小大]{1,2})[寸吋]", sentence.text)
            if not is_denied(sentence.text, m.span())
        ]
        if sizes:
            told = [m[1].translate(str.maketrans("一二两", "122")) + "寸" for m in sizes]
            yield Found(
                "photo.sizes", list(dict.fromkeys(told)), sentence, (sizes[0].start(), sizes[-1].end())
            )


_STATEMENT = "述职|工作(?:总结|报告|小结|述评)|业务(?:自传|总结|小结)|技术总结|个人(?:小结|总结)"
_NAMED = "述职报告|业务自传|技术总结|(?:个人)?业务总结|个人小结|个人总结"
_OWN_WORK = "(?:专业|业务)?(?:技术)?工作(?:总结|述评|报告)|(?:业务)?工作小结|业务小结|[本个]人述职"
_OWN_WORK += "|^述职(?=[，：。（])"


def _length(text: str) -> re.Match[str] | None:
    """How many characters a text has; those that a word says are the most go before others."""
    limits = [
        match
        for match in re.finditer(rf"(?:{N}[—–\-～~至到])?(?P<n>{N})字(?!以上)", text)
        if not re.search("不[少低]于$|至少$", text[: match.start()])
    ]
    strict = [
        match
        for match in limits
        if re.search("(?:超过|限)$", text[: match.start()]) or text.startswith("以内", match.end())
    ]
    return next(iter(strict or limits), None)


def _most(sentence: Sentence, length: re.Match[str]) -> Iterator[Found]:
    """The most characters that a statement may have; 1000字左右 is no limit."""
    is_about = re.search("约为?$", sentence.text[: length.start()])
    if not is_about and not sentence.text.startswith(("左右", "上下"), length.end()):
        yield Found("statement.max_chars", whole(length["n"]), sentence, length.span("n"))


def statement(circular: Circular) -> Iterator[Found]:
    """The applicant's own statement, and the most characters it may have."""
    for sentence in circular.about(_STATEMENT, unless="摘要|提要"):
        if not (named := list(re.finditer(f"{_OWN_WORK}|{_NAMED}", sentence.text))):
            under = sentence.headings.split("／")[-1].strip("。：")
            if re.fullmatch(f"{_OWN_WORK}|{_NAMED}", under) and (length := _length(sentence.text)):
                yield Found("statement.label", under, sentence, (0, 0))
                yield from _most(sentence, length)
            continue
        if length := _length(sentence.text):
            before = [m for m in named if m.end() <= length.start()]
            last = (before or named)[-1]
            yield Found("statement.label", last[0], sentence, last.span())
            yield from _most(sentence, length)
    for sentence in circular.about(_STATEMENT):
        if match := re.search(_OWN_WORK, sentence.text):
            yield Found("statement.label", match[0], sentence, match.span())


def parts(circular: Circular) -> Iterator[Found]:
    """What the copy of a paper and the proof of a project must hold, and whether the name is marked."""
    for sentence in circular.about("论文|著作|项目|期刊"):
        if match := re.search(
            "封面[、，](?:[^，。；、及和a-z（）]{1,10}[、及和])*[^，。；、及和的a-z（）]{1,10}", sentence.text
        ):
            listed = re.split("[、及和，]", match[0].replace("所写文章", "正文"))
            if len(listed) > 2:
                yield Found("evidence.papers.parts", [n for n in listed if n], sentence, match.span())
            if "论文" in sentence.text and (marked := re.search("姓名处[^，。；]{0,6}标", sentence.text)):
                yield Found("evidence.papers.mark_name", True, sentence, marked.span())
        if match := re.search(
            "项目(?:证明|佐证)?材料[^，。；]{0,6}包[含括](?P<w>[^，。；（]*、[^，。；（]*)", sentence.text
        ):
            yield Found("evidence.projects.parts", match["w"].split("、"), sentence, match.span("w"))
            if marked := re.search("姓名处[^，。；]{0,6}标", sentence.text):
                yield Found("evidence.projects.mark_name", True, sentence, marked.span())


def after(circular: Circular) -> Iterator[Found]:
    """From when achievements count, in the circular's words."""
    start = "任现职(?:以来|后|期间)|担任[^，。；、]{2,14}后|取得现[^，。；、]{2,12}后"
    since = rf"(?P<s>(?:{start})(?:或近(?P<n>{N})年)?)"
    pattern = re.compile(
        rf"{since}[^。；]{{0,14}}(?:取得|业绩|著作|论文|成果)|(?P<t>近(?P<m>{N})年)(?:所|来)?取得"
    )
    for sentence in circular.about("业绩|成果|论文", unless="考核|答辩"):
        for match in pattern.finditer(sentence.text):
            group = "s" if match["s"] else "t"
            yield Found("evidence.after.stated", match[group], sentence, match.span(group))
            if match["s"]:
                yield Found("evidence.after.since", "title", sentence, match.span("s"))
            if years := match["n"] or match["m"]:
                yield Found("evidence.after.or_years", whole(years), sentence, match.span(group))


_SO = "不[予得作能]|取消|视[为作]|否决|退回"  # what becomes of a paper that is too much like another
_YEAR_AFTER = r"(?P<n>(?:19|20)\d\d)年(?:\d+月)?(?:\d+日)?(?:以后|之后|及以后|后)"
_OUTSIDE = "省外|外省|外地|异地"

FINDERS = (
    photo_size,
    photo_pixels,
    photo_ratio,
    photo_look,
    statement,
    parts,
    after,
    rule("evidence.papers.abstract_max_chars", rf"(?P<n>{N})字", count(), "摘要|提要", unless=_STATEMENT),
    rule(
        "evidence.papers.similarity_max",
        rf"(?:相似|重复|复制|查重|重合)[率度比]?[^，。；\d]{{0,10}}?(?:(?P<n>\d+(?:\.\d+)?)%|百分之(?P<m>{N}))",
        lambda m: float(m["n"] or whole(m["m"])),
    ),
    rule(
        "evidence.papers.similar_means",
        r"(?:相似|重复|复制|查重|重合)[率度比]?[^，。；\d]{0,10}\d+%(?:的|以上的?)?"
        rf"(?:，(?P<w>[^，。；]{{0,20}}(?:{_SO})[^，。；]{{0,20}})|(?P<v>(?:不[予得作]|取消|一律)[^，。；]{{2,30}}))",
        lambda m: m["w"] or m["v"],
    ),
    rule(
        "evidence.papers.report_missing_means",
        r"无[^，。；]*检索报告[^，。；]*，(?P<w>(?:视|不予|不作|一律)[^，。；]{2,16})",
        words(),
    ),
    rule(
        "evidence.papers.published_only",
        r"录用通知[^。；]{0,12}(?:未发表|不予|无效)|清样[^。；]{0,12}不予",
        yes,
    ),
    rule(
        "evidence.representative_works",
        rf"(?<![-—–~～至到\d一二两三四五六七八九十])(?<!超过)(?<!多于)(?<![最至]多)(?P<n>{N})[篇件项部份](?:[的为]|送审)?代表[作性]|代表[作性](?:成果|论文|业绩)?(?:（[^（）]*）)?(?![^，。；]{{0,6}}(?:不[超多]|[最至]多))[^，。；]{{0,6}}?(?<![-—–~～至到])(?P<m>{N})[篇件项部份]",
        lambda m: whole(m["n"] or m["m"]),
        unless="复印件",
    ),
    rule(
        "evidence.degree.automatic_from",
        _YEAR_AFTER + r"[^。；]*?(?:自动(?:提取|获取|核验)|系统(?:比对|核验|核查|提取|获取))",
        count(),
        "学历|学位",
    ),
    rule(
        "evidence.degree.automatic_from",
        r"(?P<n>(?:19|20)\d\d)年(?:以前|之前|前)[^。；]{0,30}(?:不能自动|无法自动|需上传|请提供|须提供|提供)",
        count(),
        "学历|学位",
    ),
    rule(
        "evidence.degree.registered_from",
        _YEAR_AFTER + r"(?:(?!以前|之前)[^。；])*?(?:提供|上传)[^。；]*?备案表",
        count(),
        "学历|学位",
    ),
    rule(
        "evidence.degree.foreign",
        r"教育部留学服务中心(?:认证的|出具的)?《[^》]*认证书》(?:或《[^》]*认证书》)?|《国外（港澳台）学历学位认证书》",
        lambda m: m[0].replace("认证的", "").replace("出具的", ""),
    ),
    rule(
        "evidence.social.years",
        rf"近(?P<n>{N})年(?:来)?(?:的)?[^，。；省外异]{{0,6}}(?:《基本养老保险|社保|社会保险|养老保险|参保)",
        count(),
    ),
    rule(
        "evidence.social.stated",
        rf"(?:近|最近|连续)(?:半年|{N}个?月)[^，。；]{{0,16}}(?:证明|清单|记录|凭证)",
        words(0),
        "社保|社会保险|养老保险|参保",
    ),
    rule(
        "evidence.social.out_of_province_years",
        rf"近(?P<n>{N})年(?:以?内)?[^，。；]{{0,6}}(?:{_OUTSIDE})[^，。；]{{0,4}}(?:缴纳|交纳|社保|参保)?",
        count(),
        "社保|社会保险|养老保险|参保",
    ),
    rule(
        "evidence.social.automatic",
        r"(?:社保|养老保险|参保)[^。；，]{0,20}自动(?:提取|获取|调取)|社保[^。；]*?自动(?:提取|获取|调取)",
        yes,
    ),
    rule(
        "evidence.appointment.years",
        rf"(?:近|累计|连续|最近)(?P<n>{N})年[^，。；]{{0,16}}(?:聘书|聘任(?:证书|文件|材料)|聘用证明)",
        count(),
    ),
    rule(
        "evidence.appointment.recent",
        rf"近{N}年[^，。；]{{0,16}}(?:聘书|聘任(?:证书|文件|材料)|聘用证明)",
        yes,
    ),
    rule(
        "evidence.appointment.this_year",
        r"申报当年[须需应]?在聘|当年(?:须|需|应)(?:在聘|仍在聘)",
        yes,
    ),
    rule(
        "evidence.feasibility_report",
        r"可行性研究[^。；]{0,12}提供(?P<w>本人执笔[^（，。；]*)",
        words(),
    ),
    rule(
        "evidence.collective",
        r"集体(?:项目|成果)[^，。；]{0,4}提供(?P<w>[^，。；（]*(?:依据|证明|材料))",
        words(),
    ),
)
