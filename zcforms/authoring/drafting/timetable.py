"""Dates and deadlines: whose they are, by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcforms.authoring.drafting.found import Circular, Found, Span
from zcforms.authoring.drafting.numerals import Day, N, days
from zcforms.authoring.drafting.passages import Sentence

# 任现职满5年，截止日期为; 任副主任医师满5年，时间计算至
_UP_TO = rf"[^，。；]*满{N}年(?:以上)?[，（](?:时间)?(?:计算|截[止至])+(?:日期|时间)?[为是：到至]*$"
# What a date is, by words before or behind it, in the order in which they are asked.
_CUTOFFS = (
    (
        "tenure_cutoff",
        r"任职(?:资格)?(?:时间|年限)|任现职(?:时间|年限)|聘任(?:时间|年限)|任职资格时间|资历|任期|任[^，。；]{2,12}的时间|"
        rf"(?:[聘任]|资格|职称){_UP_TO}",
    ),
    ("work_years_cutoff", rf"工作(?:年限|时间)|从业年限|工龄|专业年限|(?:工作|从业){_UP_TO}"),
)
# Years in a title and those of work together.
_ANY_YEARS = "(?:^|的)(?:各[类项]|有关|上述|以上)?年限(?:的?(?:计算|截止).{0,8})?$"
_OF_YEARS = "聘任年限|任职(?:资格)?(?:时间|年限)|任现职年限|(?:工作|从业|专业)年限"
_PROOF = "业绩|学历|成果|佐证|论文|证书|材料|获奖|证明|学位"
_WORK = "业绩|成果|佐证|论文|著作|获奖|奖项|专利|项目"
_WORK_TOO = rf"(?:[、和与及](?:{_WORK})(?:成果|著作|材料)?)+等?(?:的?(?:截止|计算)*(?:时间|日期))?"
_WORK_TOO += "(?:均|都|一律|统一|全部)?(?:计算?|算|截止|截至|[是为到至：])+$"
_WORK_FIRST = rf"(?:{_WORK})(?:成果|材料)?(?:[、和与及](?:{_WORK}))*[、和与及](?:{_OF_YEARS})"
_WORK_FIRST += "的?(?:截止|计算)*(?:时间|日期)[均为是：]*$"
_HAD = "(?:(?:取得|获得)(?!的?年限)|发表|有效)"
_COUNTED = r"(?:计算?|算)(?:到|至|截止)|计算时间|截止|截至|不迟于"
_THAT_IS = rf"(?:{_COUNTED})[^。；]{{0,14}}?[，（]?即(?:到|至|为)?$"  # 截止到2025年年底，即
_STAGES = (
    (
        "forward_deadline",
        r"报送|送交|寄送|送审|送达|发送至|汇总|受理(?:点|部门|单位)|纸质|统一报|报至|递交|交至|收件|收取|(?:收|受理)[^，。；]{0,4}材料|上报|"
        r"将[^，。；]{0,14}(?<![申填])报(?!名)|(?:办公室|评委会|评委办|[高中]评办|[厅局])[^，。；]{0,4}受理|(?:集中|统一|现场|材料|[省市县区]级)受理",
    ),
    (
        "unit_deadline",
        r"(?:用人|所在|申报|各|本)?(?:单位|学校|院校|医院)(?:的|网上|考核|评议)*(?:审核|推荐|初审|审查|确认|盖章|提交)|单位(?:审核|推荐)?(?:截止|时间)|完成(?:网上)?(?:审核|推荐)|(?:用人|所在|工作)单位|审完|(?<!复)核完",
    ),
    (
        "person_deadline",
        r"个人|本人|申报人员?|(?:起|开始)申报|网上申报|网上填报|在线申报|系统|申报(?:截止|时间|期限)|填报|报名|网报",
    ),
)
# Who does what the words behind the date say: "各单位于9月30日前将材料报送".
_SUBJECT = re.compile("(?:用人|所在|工作|申报|推荐|各)*单位[应须要]?(?:务必)?[于在]?$")
_OPENS = r"(?:开始|启动|开放|开通|起始)(?:时间|日期)?(?:为|是|：)?$"
_HOUR = r"(?:（[^）]{1,6}）)?(?:上午|下午)?(?:[零\d]{1,2}(?:[:：]\d\d|[时点]\d*分?))?"
_FROM = rf"^(?:{_HOUR})(?:起|开始|开放|开通|(?:正式)?启动)"
_BY = rf"^{_HOUR}(?:之?前|以前|止|截止|下班前|为止|(?:系统|平台|通道)?(?:关闭|结束|停止))"
# 9月30日前达到规定的任职年限; not 6月30日前符合条件的人员.
_REACHED = rf"{_BY}(?:须|应|需|已|必须)?(?:达到|满足|具备|符合)(?![^，。；]*(?:条件|年限|要求)的)[^，。；]*"
_TO = rf"^\s*{_HOUR}(?:(?:起|开始)+，?)?\s*(?:—|–|-|～|~|至|到)+\s*"
_APPLYING = "申报|填报|报名|网报|系统|平台"
_NO_APPLYING = "评审会|公示|缴费|答辩|面试|考试|培训|咨询|领取|发放|继续教育|学时|考核|社保"
_NO_APPLYING += "|(?:业绩|成果|论文)[^，。；]{0,6}(?:取得|发表|时间)"
_OF_OTHERS = rf"(?:申报(?:人员)?|报名|系统)的?(?:{_NO_APPLYING})|(?:考试|培训)报名"  # 网上申报培训时间
# What others do, or when something was had, is no applying where only the heading is about that.
_BY_OTHERS = f"{_NO_APPLYING}|{_HAD}|审[核查]|复[核审]|推荐|评审|评议|公布"
_BY_OTHERS += "|(?:部门|[厅局委院校处办会])[^，。；]{0,4}受理"
_WHO = "(?:人员|[于在自从])$"  # 考核合格的人员于: who applies, not when what
_DUE = r"截止|截至|之前|逾期|期限|不迟于|不晚于|最迟|最晚|日起[至到]$"  # 即日起至6月20日
_PASSING = r"起?(?:印发|施行|执行|实施|发布|出生|成立|公布)"


def dates(circular: Circular) -> Iterator[Found]:
    """Every date that the words beside it make one of the plan's."""
    for sentence in circular.sentences:
        met = list(days(sentence.text, circular.year))
        for n, day in enumerate(met):
            before = sentence.text[met[n - 1].end if n else 0 : day.start]
            behind = sentence.text[day.end : met[n + 1].start if n + 1 < len(met) else None]
            for key in _of(sentence, before, behind, day, met[n - 1] if n else None):
                hour = re.match(_HOUR, behind)
                end = day.end + (hour.end() if hour else 0)
                yield Found(f"dates.{key}", _written(day), sentence, (day.start, end))


def _written(day: Day) -> str:
    return "-".join(f"{part:02d}" for part in (day.date.year, day.date.month, day.date.day) if part)


def _of(sentence: Sentence, before: str, behind: str, day: Day, last: Day | None) -> Iterator[str]:
    """The keys of a date: one, or several where one day is for several."""
    if day.date.month is None or re.match(_PASSING, behind):
        return
    is_end = last is not None and bool(re.fullmatch(_TO, before))
    if last is not None and is_end:
        before = sentence.text[: last.start]
    if counted := list(_cutoffs(before, behind)):
        yield from counted
        return
    if re.search(_OF_YEARS, re.split("[，；。]", before)[-1]) or re.match(_REACHED, behind):
        return  # up to when years count, however it is said, is nobody's deadline
    if day.date.day is None or (sentence.part and not _is_due(before, behind)):
        return
    begins = re.match(_TO, behind)
    ahead = sentence.text[day.end :] if begins else behind
    stage = _stage(before, ahead, sentence)
    opens = re.search(_OPENS, before) or re.match(_FROM, behind)
    if stage == "person_deadline" and _is_no_applying(before, ahead):
        return  # the last that was named before is no step of what these words are about
    if stage is None and (opens or begins or is_end) and re.search(_APPLYING, sentence.around):
        is_by_others = re.search(_BY_OTHERS, before + re.split("[，；。]", ahead)[0])
        stage = None if is_by_others else "person_deadline"
    if (opens and not is_end) or begins:
        is_plain = sentence.text[day.end - 1] not in "底末"  # "5月底开放" is no day
        if stage == "person_deadline" and is_plain:
            yield "open"
    elif stage and (is_end or _is_due(before, behind) or re.search(r"时间", before)):
        yield stage


def _cutoffs(before: str, behind: str) -> Iterator[str]:
    """What is counted up to a date: years in a title, years of work, what is there by then."""
    own = re.split("[，；。]", before)[-1]
    of_years = [key for key, words in _CUTOFFS if re.search(words, before) or re.search(_ANY_YEARS, own)]
    if reached := re.match(_REACHED, behind):
        yield from (key for key, words in _CUTOFFS if re.search(words, reached[0]))
        return
    if before.endswith("以") and re.match("为[准界限]", behind):
        yield from of_years
        if re.search(_WORK, before):
            yield "evidence_cutoff"
        return
    is_counted = re.search(_COUNTED, before[-10:]) or re.search(_THAT_IS, before)
    if is_counted or re.match(_BY, behind):
        yield from of_years
        if of_years and re.search(f"{_WORK_TOO}|{_WORK_FIRST}", own):
            yield "evidence_cutoff"
            return
        if re.search(f"(?:{_PROOF})[^。；]{{0,16}}{_HAD}", before):
            yield "evidence_cutoff"
            return
    is_end = (
        is_counted and not of_years and not re.search("报送|送|审核|申报|提交|上传|填报", own + behind[:8])
    )
    had = re.match(rf"(?:期间|之间|{_BY})[^，。；]{{0,6}}{_HAD}", behind)
    if (is_end and re.search(f"(?:{_PROOF})[^，]*$", own)) or (had and re.search(_PROOF, own + behind)):
        yield "evidence_cutoff"


def _is_due(before: str, behind: str) -> bool:
    return bool(re.search(_DUE, before) or re.match(_BY, behind))


def _is_no_applying(before: str, behind: str) -> bool:
    """Whether the words beside a day are about what is no applying: those before it, else those behind it."""
    own, ahead = re.split("[，；。]", before)[-1], re.split("[，；。]", behind)[0]
    if re.search(_WHO, own) and re.search("(?:申报|填报|报名|网报)(?!人)", ahead):
        return False
    if _last_step(own):
        return bool(re.search(_OF_OTHERS, own))
    others = _OF_OTHERS if _last_step(ahead) else _NO_APPLYING
    return bool(re.search(_BY_OTHERS, own) or re.search(others, ahead))


def _stage(before: str, behind: str, sentence: Sentence) -> str | None:
    """Whose step a date ends: by the nearest words before it, else behind it, else of the heading."""
    if re.match(r"，[^，；。]{0,8}同(?:日|时)[送报寄交]", behind):
        return "forward_deadline"
    own, pieces = re.split("[，；。]", before)[-1], re.split("[，；。]", behind)
    subject = _SUBJECT.search(own)
    if stage := _last_step(_SUBJECT.sub("", own)):
        return stage
    # "于8月15日前，将材料…": what is done is said in the part behind.
    is_first = not own or re.search("[于在]$|起[至到]$", own)
    if subject and re.search("审[核查]|初审", pieces[0]):
        return "unit_deadline"
    for words in pieces[: 2 if is_first else 1]:
        if stage := _first_step(words):
            return stage
    if subject:
        return "unit_deadline"
    whole = sentence.text[: sentence.text.find(behind)] if behind else sentence.text
    if stage := _last_step(before) or _last_step(whole):
        return stage
    return next((key for key, pattern in _STAGES if re.search(pattern, sentence.headings[-40:])), None)


def _first_step(words: str) -> str | None:
    """The step that the words name first."""
    return min(_steps(words), default=(None, None))[1]


def _last_step(words: str) -> str | None:
    """The step that the words name last, by where its words end."""
    return max(_steps(words), key=lambda one: one[0][1], default=(None, None))[1]


def _steps(words: str) -> list[tuple[Span, str]]:
    """Where the words name which step."""
    return [(m.span(), key) for key, pattern in _STAGES for m in re.finditer(pattern, words)]


def review(circular: Circular) -> Iterator[Found]:
    """When the committee meets, in the circular's words: a month or a span of months."""
    month = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
    month = rf"{month}月?份?(?:(?:—|–|-|～|~|至|到)(?:20\d\d年)?{month}月份?)?(?:[上中下]{{1,2}}旬|[初末底])?"
    month = rf"(?:20\d\d年)?(?:第?[一二三四1-4]季度|[上下]半年|{month})"
    planned = r"安排在|拟?定?于|在|计划|预计|[定放]在|评审(?:会议?|工作)[将拟]?"
    planned += r"|^(?:[省市县区]级)?评审(?:会议?|工作)?(?:时间)?[：（\t为]"
    held = r"(?:[^，。；\d]{0,4}(?:进行|举行|召开|开展|组织)[^，。；]{0,6})?评审(?:会|工作|[，。；]|$)"
    pattern = re.compile(rf"(?:{planned})(?P<when>{month})|(?<!\d)(?P<held>{month})(?={held})")
    for sentence in circular.about("评审"):
        for match in pattern.finditer(sentence.text):
            group = "held" if match["held"] else "when"
            when = match[group].replace("份", "")
            if not re.search("[月季半]", when) or re.match(r"\d", sentence.text[match.end() :]):
                continue
            is_named = match["held"] or "评审" in match[0]
            if not is_named and not re.search(
                r"评审(?!材料|[表费]|条件|申报)[^，。]{0,12}$|评审工作", sentence.text[: match.start()]
            ):
                continue
            year = "" if re.match(r"20\d\d年", when) or circular.year is None else f"{circular.year}年"
            yield Found("dates.review", year + when, sentence, match.span(group))


_LATE = "逾期|过时|过期|错过时间"
_LATE_SO = rf"(?:{_LATE})(?:未完成|[未不]报|未提交的，|申报|报送)?"
_LATE_SO += r"[^，。；]{0,4}(?:不[予再]|一律|视[为作])[^，。；]{1,16}"
_LATE_THEN = (
    rf"(?:{_LATE})[^。；]{{0,14}}?不[再予](?:受理|补[收报]|接收|办理|收[件取])|(?:过时|过期|逾期)不候"
)


def late(circular: Circular) -> Iterator[Found]:
    """What becomes of whoever is late."""
    for sentence in circular.about(_LATE):
        if match := re.search(_LATE_SO, sentence.text) or re.search(_LATE_THEN, sentence.text):
            yield Found("dates.late_means", match[0], sentence, match.span())


FINDERS = (dates, review, late)
