"""Who issued a circular, when, for which title of which trade; the platform and the ways to apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from zcforms.authoring.drafting.found import Circular, Found, Span, is_denied
from zcforms.authoring.drafting.numerals import YEAR, N, days, year_written
from zcforms.authoring.drafting.passages import Sentence
from zcforms.checks.norms import norms
from zcforms.chinese.numbers import whole

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}[〔［\[（](?:20\d\d|19\d\d)[〕］\]）]第?\d+号")
_TRADES = (
    "工程师|经济师|会计师|统计师|审计师|农艺师|畜牧师|兽医师|工艺美术师|工艺师|政工师|规划师|"
    "建筑师|药师|护师|技师|教师|讲师|副?教授|副?研究馆员|副?研究员|馆员|副?编审|编辑|记者|翻译|律师|公证员|医师|教练|实验师|社会工作师"
)
_TITLE = re.compile(rf"(?P<grade>正高级|副高级|高级|中级|助理|主任|主管)?(?P<trade>{_TRADES})")
_SENIOR = "高级|正高|主任|副?教授|研究馆?员|编审"
_DATE = re.compile(rf"{YEAR}年[\d一二三四五六七八九十]{{1,3}}月[\d一二三四五六七八九十]{{1,3}}日")
_BODY = (
    r"[\u4e00-\u9fff（）]{4,40}?"
    "(?:厅|局|处|协会|中心|医院|委员会|公司|学会|研究院|办公室|集团|大学|学院|政府|联合会|商会)"
)
_WAYS = (  # what a way to apply is called, and the id that plans give it
    ("normal", r"(?:正常|常规)(?:申报|晋升)"),
    ("exception", r"破格申报|破格晋升"),
    ("transfer", r"转（兼）评(?:申报)?|(?:跨系列)?转评(?:申报)?|转系列(?:申报|评审)?"),
    ("skilled", r"(?:高)?技能人才申报"),
    ("score", r"自评分申报"),
    ("landmark", r"标志性业绩(?:直接)?申报"),
    ("direct", r"(?:“[^“”]{2,10}”)?直接申报"),
)


def title(circular: Circular) -> Iterator[Found]:
    """The name of the circular, and its year."""
    at = _sentence_of(circular) or (circular.sentences[0] if circular.sentences else None)
    if at is None:
        return
    if circular.title:
        yield Found("circular", f"《{circular.title}》", at, (0, len(at.text)))
    if circular.year is not None:
        year = re.compile(f"{year_written(circular.year)}年")
        named = ((s, match.span()) for s in (at, *circular.sentences) if (match := year.search(s.text)))
        yield Found("year", circular.year, *next(named, (at, (0, 5))))


def _sentence_of(circular: Circular) -> Sentence | None:
    """Where the heading begins."""
    begun = circular.title[:8]
    return next((s for s in circular.head if begun and begun in s.text), None)


def number(circular: Circular) -> Iterator[Found]:
    """The number of the circular, which stands alone above its heading; others are what it rests on."""
    own = ""
    for sentence in circular.head:
        match = _NUMBER.match(sentence.text)
        if match and not own and len(sentence.text) <= len(match[0]) + 12:
            own = match[0]
            yield Found("doc_no", own, sentence, match.span())
    for sentence in circular.sentences:
        for match in _NUMBER.finditer(sentence.text):
            written = re.sub(r"^.*?(?:根据|按照?|执行|参照|以及|关于|精神|和)", "", match[0])
            if written != own and len(written) > 6:
                yield Found("legal_basis[]", written, sentence, match.span())


def issued(circular: Circular) -> Iterator[Found]:
    """The day and the office: below the text, else in the line that says when it was printed."""
    signing: list[Sentence] = []
    for sentence in circular.sentences:
        day = next(days(sentence.text, None), None)
        if sentence.part == 0 and day and _DATE.fullmatch(sentence.text):
            yield Found("doc_date", _iso(day.date), sentence, (day.start, day.end))
            if signing:
                who = _offices("".join(one.text for one in signing))
                yield Found("issuer", who, signing[-1], (0, len(signing[-1].text)))
        signing = [*signing, sentence] if _is_of_offices(sentence.text) else []
    for sentence in reversed(circular.sentences):
        match = re.search(rf"(?P<who>{_BODY})(?P<day>{_DATE.pattern})印发", sentence.text)
        day = next(days(match["day"], None), None) if match else None
        if match and day and circular.year in (None, day.date.year):
            yield Found("doc_date", _iso(day.date), sentence, match.span("day"))
            yield Found("issuer", match["who"].removesuffix("办公室"), sentence, match.span("who"))
    for sentence in circular.head:
        if match := re.fullmatch(rf"(?P<who>{_BODY})文件", sentence.text):
            yield Found("issuer", match["who"], sentence, match.span("who"))
    for above, sentence in pairwise(circular.head):
        if sentence.text.startswith("关于") and re.fullmatch(_BODY, above.text):
            yield Found("issuer", above.text, above, (0, len(above.text)))


def _is_of_offices(text: str) -> bool:
    """Whether a line names an office, or several, and nothing else; in the time of its length."""
    return bool(re.fullmatch(_BODY, text)) or "".join(re.findall(_BODY, text)) == text


def _offices(text: str) -> str:
    """Several who sign together, whose names stand apart on paper."""
    bodies = re.findall(_BODY, text)
    return "、".join(bodies) if "".join(bodies) == text and min(map(len, bodies)) > 5 else text


def _iso(day: object) -> str:
    return "-".join(str(day).split("."))


_ADDRESSED = "地址|地点|邮编|邮政编码|邮寄|寄送"  # where an office is says nothing of whose rules are meant


def province(circular: Circular) -> Iterator[Found]:
    """Whose 省 is meant: the one province that is named with 省, 市 or 自治区, above the text at first."""
    pattern = re.compile(rf"(?P<w>{'|'.join(norms().provinces)})(?:省|市|[\u4e00-\u9fff]{{0,4}}自治区)")
    for part in (circular.head, circular.sentences):
        own = [sentence for sentence in part if not re.search(_ADDRESSED, sentence.text)]
        named = [(sentence, match) for sentence in own for match in pattern.finditer(sentence.text)]
        if len({match["w"] for _, match in named}) == 1:
            sentence, match = named[0]
            yield Found("province", match["w"], sentence, match.span("w"))
            return


def target(circular: Circular) -> Iterator[Found]:
    """The title that is applied for, its level, and the trade or series."""
    titled, grade = _in_title(circular), _grade_asked(circular.title)
    if not titled and _SENIOR_TOO.search(circular.title):
        yield from _series(circular, "")
        return
    asked = _level_of(titled or grade)
    at = (_sentence_of(circular) if asked else None) or circular.sentences[0]
    counted = _counted(circular, asked, near="" if grade and not titled else "申报|评审|资格")
    often = sorted(counted, key=lambda name: -len(counted[name]))
    named = titled or next(iter(often), "")
    for name in filter(None, (named, *(other for other in often[:2] if other != named))):
        yield Found("target_title", name, *counted.get(name, [(at, (0, 0))])[0])
    if asked and not titled:
        start = max(0, at.text.find(grade))
        yield Found("level", asked, at, (start, start + len(grade)))
    elif named:
        yield Found("level", _level_of(named), *counted.get(named, [(at, (0, 0))])[0])
    if _BOTH.search(circular.title):
        yield Found("also_level", "junior", at, (0, 0))
    yield from _series(circular, named)


def _counted(circular: Circular, asked: str, near: str) -> dict[str, list[tuple[Sentence, Span]]]:
    """Where each title of the level asked for stands, beside words that say that it is applied for."""
    found: dict[str, list[tuple[Sentence, Span]]] = {}
    for sentence in circular.sentences:
        for match in _TITLE.finditer(sentence.text):
            beside = sentence.text[max(0, match.start() - 12) : match.end() + 10]
            level = _level_of(match[0])
            if re.search(near, beside) and (level == asked if asked else level != "junior"):
                found.setdefault(match[0], []).append((sentence, match.span()))
    return found


_BOTH = re.compile("中、初级|中初级|中级、初级|初、中级")
_SENIOR_TOO = re.compile("高级?[、和及]?中级|中级?[、和及]?(?:正|副)?高级")  # which no plan has together


def _grade_asked(heading: str) -> str:
    """The grade that a heading names, which may name no title, "工程系列高级职称"; "" if none."""
    found = _BOTH.search(heading) or re.search("[正副]?高级|中级|初级", heading)
    return found[0] if found else ""


def _level_of(name: str) -> str:
    """The level of a title or grade; of 中、初级 the higher one."""
    if re.match("助理|初级", name):
        return "junior"
    return ("senior" if re.search(_SENIOR, name) else "mid") if name else ""


_OF_A_GRADE = re.compile("(?:[正副]?高|[高中初])级(?=职称|专业技术|职务|任职|资格)")


def _in_title(circular: Circular) -> str:
    """The title that the heading names, "" if none; of 教师系列高级职称 the trade is no title."""
    found = _TITLE.search(circular.title)
    if found and not found["grade"] and _OF_A_GRADE.search(circular.title, found.end()):
        return ""
    return found[0] if found else ""


def _series(circular: Circular, named: str) -> Iterator[Found]:
    pattern = re.compile(
        r"(?:(?<=\d)|(?<=二[〇○零]\S\S))年度?"
        rf"(?:全省|全市|全区|全县|我省|我市|我区|我县|[\u4e00-\u9fff]{{2,6}}[省市区县])?"
        rf"(?P<w>[\u4e00-\u9fff、与和及]{{2,30}}?)(?:等(?:{N}个)?专业)?"
        rf"(?:{_SENIOR_TOO.pattern}|{_BOTH.pattern}|{named or '高级'}|[正副]?高级|中级|初级|职称|系列)"
    )
    for sentence in circular.sentences:
        for match in pattern.finditer(sentence.text):
            if not re.search(
                "评审|申报|工作|职称|开展|关于|继续|以|^[起、]|^(?:正?高级|中级|初级)$", match["w"]
            ):
                yield Found("series", match["w"], sentence, match.span("w"))


def plan_name(circular: Circular) -> Iterator[Found]:
    """What the platform calls the plan."""
    for sentence in circular.sentences:
        for match in re.finditer(r"“(?P<w>[^“”]{6,60}?(?:评审|申报)计划)”", sentence.text):
            yield Found("name", match["w"], sentence, match.span("w"))


_SITE = r"(?:https?://)?[A-Za-z\d\-]+(?:\.[A-Za-z\d\-]+)+"
_ADDRESS = r"https?://[A-Za-z\d.\-]+(?::\d+)?(?:/[A-Za-z\d./_~#?=&%\-]*[A-Za-z\d])?"
_OTHER_SITES = "继续教育|学时|查询|期刊"


def platform(circular: Circular) -> Iterator[Found]:
    """The platform, its address, and what a unit hands in first."""
    chinese = r"(?:(?!登[录陆]|通过)[\u4e00-\u9fff])"
    name = rf"“?(?P<w>{chinese}{{4,30}}?(?:申报与评审|职称|评审){chinese}{{0,12}}?(?:平台|系统))”?"
    quoted = "“(?P<q>[^“”]{2,30})”(?:平台|系统|网站?)?"
    plain = rf"(?:为|使用|登录|登陆|通过|进入)(?P<w>{chinese}{{4,30}}?(?:平台|系统|网))"
    beside = rf"(?:{quoted}|{plain})（?(?:网址(?:为|：))?{_SITE}"
    for sentence in circular.about("登录|登陆|通过|平台|系统|申报"):
        for match in re.finditer(beside, sentence.text):
            group = "q" if match["q"] else "w"
            if re.search("申报|填报|报名", sentence.around) and not re.search(_OTHER_SITES, sentence.text):
                yield Found("platform.name", match[group], sentence, match.span(group))
        for match in re.finditer(rf"(?:登录|登陆|通过|进入|统一的){name}", sentence.text):
            yield Found("platform.name", match["w"], sentence, match.span("w"))
        for match in re.finditer(rf"{_ADDRESS}|(?<=网址[：为]){_SITE}", sentence.text):
            if re.search("平台|申报|填报|登录|登陆|系统", sentence.around) and not re.search(
                _OTHER_SITES, sentence.text
            ):
                yield Found("platform.url", match[0], sentence, match.span())
        first = re.search(
            r"(?:首次|初次)(?:登录|登陆|使用)?[^。；]{0,40}?提交(?P<w>[\u4e00-\u9fff]{2,10}?(?:证明|委托书(?:证明)?))",
            sentence.text,
        )
        if first:
            yield Found("platform.unit_first_use", first["w"], sentence, first.span("w"))
    for sentence in circular.about("水印|底纹"):
        if mark := re.search(r"“(?P<w>[^“”]{4,40})”(?:字样)?(?:的)?(?:水印|底纹)", sentence.text):
            yield Found("watermark", mark["w"], sentence, mark.span("w"))


_SPECIALITIES = "(?:评审的?专业|[开参]评专业|开[设展]专业|申报专业|专业范围|专业类别|评审专业|^专业(?!技术))"
_SPECIALITIES += "(?:范围|设置)?"
_OPENED = "受理|开展|开设|设[置立]?(?![施备计])"


def specialities(circular: Circular) -> Iterator[Found]:
    """The specialities that are reviewed, where one sentence lists them, or the heading above does."""
    for sentence in circular.about("专业"):
        match = re.search(
            rf"(?:{_SPECIALITIES}(?:(?:为|有|包括|分为?|设)：?|：)|(?:开设|受理|设置)(?:以下|下列)专业：)"
            r"(?P<w>[^。；：]{4,300})",
            sentence.text,
        )
        # (What has tabs is a row of a table: of one committee of several.)
        if (
            not match
            and re.search(f"{_SPECIALITIES}$", sentence.headings)
            and not re.search(_OPENED, sentence.text)
        ):
            match = re.fullmatch("(?P<w>[^，。；：\t]+、[^，。；：\t]+)[。；]?", sentence.text)
        names = re.split("、(?![^（]*）)|和(?![^（]*）)", match["w"]) if match else []
        if match and len(names) > 1 and all(2 <= len(n) <= 30 for n in names):
            ending = re.search(rf"等?(?:(?P<n>{N})个)?专业$|等?(?P<m>{N})[个类]$", names[-1])
            said = whole(ending["n"] or ending["m"] or "") if ending else 0
            if ending and said not in (0, len(names)):
                continue
            names[-1] = names[-1][: ending.start() if ending else None] or names[-1]
            yield Found("specialities", names, sentence, match.span("w"))
            continue
        for counted in re.finditer(
            rf"(?:{_OPENED})(?P<w>[^，。；：]{{4,200}}?)等?(?P<n>{N})个(?:评审|申报)?专业",
            sentence.text,
        ):
            names = re.split("[、和](?![^（]*）)", counted["w"])
            if len(names) == whole(counted["n"]) and all(2 <= len(n) <= 30 for n in names):
                yield Found("specialities", names, sentence, counted.span())


def methods(circular: Circular) -> Iterator[Found]:
    """The ways to apply, where they stand in quotes or in a list of ways."""
    listed = _ways_listed(circular)
    for sentence in circular.about("选择|申报|报名|晋升|转评"):
        for way, words in _WAYS:
            for match in re.finditer(
                rf"“(?P<w>{words})(?:（[^”]*)?”|(?:方式|申报人员|包括|分为?|[：、和及与或]|[一二三四五六]是|走)(?P<v>{words})(?=[、，和等共及与或；。]|方式|{N}[种类个条])",
                sentence.text,
            ):
                group = "w" if match["w"] else "v"
                if not is_denied(sentence.text, match.span(group)):
                    yield Found(f"methods[{way}]", match[group], sentence, match.span(group))
            entry = re.match(rf"(?P<v>{words})(?:人员)?(?=[：（，。]|是指|指)", sentence.text)
            if entry and (sentence.number in listed or re.search(_WAYS_NAMED, sentence.headings)):
                yield Found(f"methods[{way}]", entry["v"], sentence, entry.span("v"))


_WAYS_NAMED = r"(?:申报|报名)(?:的)?(?:方式|渠道|途径|路径|类别|类型|形式)"


def _ways_listed(circular: Circular) -> set[int]:
    """The sentences that name a way and begin clauses beside each other, under whatever heading."""
    by_heading: dict[str, dict[str, int]] = {}
    for before, sentence in pairwise(circular.sentences):
        way = next((way for way, words in _WAYS if re.match(rf"(?:{words})[：（。]", sentence.text)), None)
        if way and before.clause != sentence.clause:
            by_heading.setdefault(sentence.headings, {})[way] = sentence.number
    return {number for ways in by_heading.values() if len(ways) > 1 for number in ways.values()}


def ways_named(circular: Circular) -> Iterator[Found]:
    """Where the circular says how one may apply, with how many ways it names; 0 if that is not plain."""
    for sentence in circular.sentences:
        match = re.search(rf"{_WAYS_NAMED}|可以?按[^，。；]{{1,16}}方式", sentence.text)
        if match is None or "\t" in sentence.text:
            continue
        said = re.search(
            rf"(?P<n>{N})[种类个条](?:申报)?(?:方式|渠道|途径|路径|类别|类型|形式)?",
            sentence.text[match.start() :],
        )
        listed = re.search(
            r"(?:分为|包括|分别为|有|为|：)：?(?P<w>[^。；：]*、[^。；：]*)", sentence.text[match.end() :]
        )
        named = whole(said["n"]) if said else len(re.split("[、和或]", listed["w"])) if listed else 0
        if named or match[0].startswith("可"):
            yield Found("methods[]", named, sentence, match.span())


def conditions(circular: Circular) -> Iterator[Found]:
    """The document with the conditions, where it is another."""
    for sentence in circular.sentences:
        for match in re.finditer(
            r"《[^《》]*(?:(?:评价|评审|资格|申报|基本|标准)条件|评审标准|评价标准|实施细则)[^《》]*》(?:（试行）)?(?:（[^（）]{4,20}号）)?",
            sentence.text,
        ):
            if "继续教育" not in match[0] and "评价表" not in match[0] and len(match[0]) > 8:
                yield Found("eligibility.external", match[0], sentence, match.span())


def committee(circular: Circular) -> Iterator[Found]:
    """The committee for the title of the heading."""
    named = _in_title(circular)
    pattern = re.compile(r"[\u4e00-\u9fff]{4,40}(?:职务任职资格|职称|资格|[师员授审]|专业|系列)评审委员会")
    for sentence in circular.sentences:
        for match in pattern.finditer(sentence.text):
            grade = _TITLE.search(match[0])
            if grade is None or not named or grade[0] == named:
                yield Found(
                    "committee", re.sub("^.*(?:由|为|经|至|报|送)", "", match[0]), sentence, match.span()
                )


FINDERS = (
    title,
    number,
    issued,
    province,
    target,
    plan_name,
    platform,
    specialities,
    methods,
    ways_named,
    conditions,
    committee,
)
