"""The forms that a circular names, in how many copies, and how the papers are bound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from zcforms.authoring.drafting.found import Circular, Found, Span, is_denied
from zcforms.authoring.drafting.numerals import N
from zcforms.authoring.drafting.passages import Sentence
from zcforms.chinese.numbers import whole
from zcforms.forms import load_forms
from zcforms.ground.shipped import shipped_data

_EACH = re.compile(rf"[一1]式(?P<each>各)?(?P<n>{N})份|(?P<all>各)(?:一式)?(?P<k>{N})份|(?P<m>{N})份")


@cache
def _kinds() -> Mapping[str, Mapping[str, Any]]:
    """What circulars call each form, by its id; the first that is met is the one."""
    return {said["form"]: said for said in shipped_data("authoring/drafting/attachments.yaml")}


def way_of(form: str) -> str | None:
    """The way to apply of those who alone fill in a form, which its name says."""
    return _kinds().get(form, {}).get("of")


@dataclass(frozen=True)
class Mention:
    """A form named in a sentence: which, by what title, where."""

    form: str
    title: str
    at: Sentence
    span: Span


@cache
def _known_titles() -> dict[str, str]:
    """By every title of the forms that come along its id: what stands there to the letter is surely it."""
    return {title: form.id for form in load_forms().values() for title in (form.title, *form.aliases)}


def mentions(sentence: Sentence) -> list[Mention]:
    """The forms of a sentence in their order; what a title in 《》 is made of is that one form."""
    text, found = sentence.text, []
    for match in re.finditer(r"《(?P<w>[^《》]{2,60})》", text):
        if form := _form_of(match["w"]):
            found.append(Mention(form, match["w"], sentence, match.span()))
        text = text[: match.start()] + "　" * len(match[0]) + text[match.end() :]
    for form, said in _kinds().items():
        for match in re.finditer(said["called"], text):
            found.append(Mention(form, _spread(text, match), sentence, match.span()))
            text = text[: match.start()] + "　" * len(match[0]) + text[match.end() :]
    return sorted(found, key=lambda mention: mention.span)


def _form_of(title: str) -> str | None:
    if title in _known_titles():
        return _known_titles()[title]
    ends = (f for f, said in _kinds().items() if re.search(f"(?:{said['called']})(?:（[^）]*）)?$", title))
    return next(ends, None)


def _spread(text: str, match: re.Match[str]) -> str:
    """A title without quotes: what before it may belong to it is not guessed, only 申报材料 is."""
    before = text[: match.start()]
    return ("申报材料" if before.endswith("申报材料") else "") + match[0]


def forms(circular: Circular) -> Iterator[Found]:
    """Each form that is named, with its copies, and whether it is printed on both sides or watermarked."""
    for sentence in circular.sentences:
        if "\t" in sentence.text or re.match("附件：", sentence.text):
            continue
        named = [one for one in mentions(sentence) if not _NOT_ASKED.search(sentence.text[: one.span[0]])]
        for n, mention in enumerate(named):
            stop = named[n + 1].span[0] if n + 1 < len(named) else len(sentence.text)
            behind = sentence.text[mention.span[1] : stop]
            yield Found(f"forms[{mention.form}].title", mention.title, sentence, mention.span)
            yield from _about(mention, behind)
            if _kinds().get(mention.form, {}).get("posts"):
                yield Found("establishment.form", mention.form, sentence, mention.span)
                whose = re.search("事业单位(?:的?在编)?", sentence.text)
                staff = "事业单位在编" if "在编" in sentence.text else "事业单位"
                yield Found(
                    "establishment.required_for", staff, sentence, whose.span() if whose else mention.span
                )
        yield from _copies(sentence, named)


_ONLY = re.compile(
    r"[^（。；]{0,16}（[^（）]{0,4}?(?P<w>破格|标志性|转评|自评分)[^（）]{0,10}?(?:报|填|填报|填写|提供|提交)）"
)
_WAY_OF = {"破格": "exception", "标志性": "landmark", "转评": "transfer", "自评分": "score"}
_NOT_ASKED = re.compile("(?:不[再需必用]|无[需须])[^，。；《》]{0,6}$")
_BOTH_SIDES = "双面|两面(?:打印|印)|正、?反(?:两)?面|正、?反打印"


def _about(mention: Mention, behind: str) -> Iterator[Found]:
    key, at, span = f"forms[{mention.form}]", mention.at, mention.span
    before = at.text[max(0, span[0] - 45) : span[0]]
    if re.search(_BOTH_SIDES, behind + before):
        yield Found(f"{key}.duplex", True, at, span)
    elif "单面" in behind:
        yield Found(f"{key}.duplex", False, at, span)
    if re.search("水印|底纹", behind) or re.search("(?:水印|底纹)的?[《\u4e00-\u9fff]{0,12}$", before):
        yield Found(f"{key}.watermark", True, at, span)
    if re.search("系统填报|在线(?:填报|签署)(?!后)|系统自动|网上填报", behind[:20]) or re.search(
        "在线签署$|需?上传$", before
    ):
        yield Found(f"{key}.goes_to", "platform", at, span)
    elif re.search("资料袋|材料袋|装袋", at.text[span[1] :]):
        yield Found(f"{key}.goes_to", "bag", at, span)
    if only := _ONLY.match(behind):
        ends = span[1] + only.end()
        yield Found(f"{key}.when", {"method": [_WAY_OF[only["w"]]]}, at, (span[0], ends))
    if re.search("导出", behind[:12] + before[-30:]):
        yield Found(f"{key}.exported", True, at, span)


def _copies(sentence: Sentence, named: list[Mention]) -> Iterator[Found]:
    """Copies stand behind the form, or before it; 各 says it of all the forms before."""
    for match in _EACH.finditer(sentence.text):
        count = whole(match["n"] or match["k"] or match["m"])
        before = [m for m in named if m.span[1] <= match.start()]
        behind = [m for m in named if m.span[0] >= match.end()]
        is_all = bool(match["each"] or match["all"]) or sentence.text[: match.start()].endswith("各")
        leads = behind and re.fullmatch(r"[的《]{0,2}", sentence.text[match.end() : behind[0].span[0]])
        meant = behind[:1] if leads else before if is_all else before[-1:]
        for mention in meant:
            yield Found(f"forms[{mention.form}].copies", count, sentence, match.span())


_NAMED = "(?:申报|报送|提交)?(?:材料|表格)(?:名称|清单)?|名称"
_COUNTED = "(?:[报提][送交供])?(?:份数|数量)"
_A_COUNT = re.compile(rf"(?:一式)?(?P<n>{N})份?")


def listed_forms(circular: Circular) -> Iterator[Found]:
    """The forms of a table whose head says which column names the papers and which counts their copies."""
    head: list[str] = []
    named = counted = 0
    for sentence in circular.sentences:
        cells = sentence.text.split("\t")
        columns = [
            next((n for n, c in enumerate(cells) if re.fullmatch(w, c)), -1) for w in (_NAMED, _COUNTED)
        ]
        if min(columns) >= 0:
            head, (named, counted) = cells, columns
            continue
        head = head if len(cells) == len(head) else []
        if not head or (form := _form_of(cells[named].strip("《》"))) is None:
            continue
        name, count = _span(cells, named), _span(cells, counted)
        yield Found(f"forms[{form}].title", cells[named].strip("《》"), sentence, name)
        yield from _about(Mention(form, cells[named], sentence, name), sentence.text[name[1] :])
        if said := _A_COUNT.fullmatch(cells[counted]):
            yield Found(f"forms[{form}].copies", whole(said["n"]), sentence, count)


def _span(cells: list[str], n: int) -> Span:
    """Where a cell stands in its row."""
    start = sum(len(cell) + 1 for cell in cells[:n])
    return start, start + len(cells[n])


def binding(circular: Circular) -> Iterator[Found]:
    """How many volumes, what they hold in which order, and where they go."""
    for sentence in circular.about("装订|胶装|合订"):
        if match := re.search(
            rf"(?:装订|胶装|合订)成?(?P<n>{N})[册本]|(?P<m>{N})[册本]，?(?:装订|胶装)", sentence.text
        ):
            yield Found("binding.volumes", whole(match["n"] or match["m"]), sentence, match.span())
            if to := re.search(
                r"(?:寄送|报送|送交|送|寄|交)(?:至|到)?(?P<w>[\u4e00-\u9fff（）]{3,30}?(?:协会|局|中心|办公室|学会|委员会))",
                sentence.text,
            ):
                yield Found("binding.send_to", to["w"].removeprefix("至"), sentence, to.span("w"))
        listed = re.search(
            r"(?:内容|顺序|目录|材料|次序)(?:为|如下|依次为|装订)?：(?P<w>[^。；：]{10,400})", sentence.text
        )
        listed = listed or re.search(r"按照?(?P<w>[^，。；：]{10,400}?)的?(?:顺序|次序)", sentence.text)
        if listed and listed["w"].count("、") >= 2:
            ending = re.search("等(?:相关|证明)?(?:材料)?(?:，|$)", listed["w"])
            whole_list = listed["w"][: ending.start() if ending else None]
            names = [name.strip("《》") for name in re.split("、(?![^（]*）)|，|；", whole_list)]
            span = (listed.start("w"), listed.start("w") + len(whole_list))
            yield Found("binding.sections", [n for n in names if 2 <= len(n) <= 40], sentence, span)


_LISTED = re.compile(r"^(?:附件\d{0,2}：?)?(?:\d{1,2}[．.、])?")
_ATTACHED = re.compile(r"《?(?P<w>[\u4e00-\u9fff（）、]{3,40}(?:表|书|(?<![名清])单)(?:（[^（）]*）)?)》?")
_ASKED = re.compile(
    rf"《(?P<w>[^《》]{{3,40}}(?:表|(?:承诺|推荐|申请|委托|保证)书))》(?:（附件\d+）)?，?(?:[一1]式)?各?{N}份"
)


def unknown_forms(circular: Circular) -> list[str]:
    """The forms that a circular asks for and that do not come along with us, by their titles.

    Its own list of attachments names them, the heading of each attachment, and what says in how many copies.
    """
    found: dict[str, None] = {}
    in_list, part = False, 0
    for sentence in circular.sentences:
        in_list = sentence.text.startswith("附件") or (in_list and len(sentence.text) < 45)
        title = _ATTACHED.fullmatch(_LISTED.sub("", sentence.text))
        if title and (in_list or sentence.part != part) and not mentions(sentence):
            found[title["w"]] = None
        for asked in _ASKED.finditer(sentence.text):
            if _form_of(asked["w"]) is None:
                found[asked["w"]] = None
        part = sentence.part
    return list(found)


_ORDER = "装订|胶装|编目|(?:顺序|次序)(?:编|排|整理|装)"  # of what is bound, which is no list of uploads
_ON_PAPER = "复印件|纸质件|^(?!.*(?:扫描|电子|拍照|照片|PDF)).*原件"
_OF_PAPERS = "封面[、，][^。；]*(?:检索|查重)报告"  # what the copy of a paper holds
_DOCUMENTS: tuple[tuple[str, str], ...] = (  # categories of evidence as the checks know them, by their words
    ("身份证", "身份证(?!号)"),
    ("学历学位证书", "学历(?:学位)?(?:证书|和学位证书|或学位证书)|学位证书"),
    ("学历认证材料", "学历认证报告|备案表|毕业生(?:就业)?登记表"),
    ("国外（港澳台）学历学位认证书", "国外[^，。；]{0,14}认证书|港澳台[^，。；]{0,14}认证书"),
    ("任职资格证书", "任职资格证书|职称证书|资格证书(?=、)"),
    ("聘任证书", "聘任证书|聘书|聘任文件"),
    ("劳动合同", "劳动(?:（聘用）)?合同"),
    ("省外社保证明", "省外[^，。；]{0,6}社保[^，。；]{0,6}证明|省外社保缴纳证明"),
    ("社保证明", "社保(?:缴纳)?证明|参保(?:缴费)?证明"),
    ("继续教育证明", "继续教育[^，。；]{0,8}(?:证明|证书)"),
    ("年度考核材料", "年度考核(?:材料|表|证明)"),
    ("论文检索报告", "检索报告|查重报告"),
    ("荣誉证书", "荣誉证书"),
    ("获奖证书", "获奖证书"),
    ("单位说明", "单位说明"),
)


def documents(circular: Circular) -> Iterator[Found]:
    """What is to be uploaded or handed in, by the categories that evidence has."""
    for sentence in circular.about("上传|提供|提交|材料|报送|附件", unless=f"{_ORDER}|{_OF_PAPERS}"):
        is_on_paper = re.search(_ON_PAPER, sentence.text) and "上传" not in sentence.around
        if is_on_paper or re.search(_ORDER, sentence.headings):
            continue
        for name, words in _DOCUMENTS:
            match = re.search(words, sentence.text)
            if match and not is_denied(sentence.text, match.span()):
                yield Found("evidence.upload_only[]", name, sentence, match.span())


FINDERS = (forms, listed_forms, binding, documents)
