"""What a caption of a stranger's form asks for: a fact, surely or perhaps; a hand; or something unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zcforms.authoring.adding.guessing import captions_of, phrases_of, plain, short_captions, spans_of
from zcforms.facts.vocabulary import vocabulary
from zcforms.forms import FieldSpec, Form

# What is written, signed, voted or sealed by hand, and stays blank for ever (docs/forms.md).
_BY_HAND = re.compile(
    "意见|审批|审核|审查|核准|批准|复核|备案|公章|盖章|签章|签名|签字|签署|手印|指印|印章|表决|投票|票|评议|评委会|"
    "评审组|专家组|鉴定|承诺人|填表人|经办人|负责人|领导|答辩|评审结果|评审结论|填表(?:日期|时间)|填报(?:日期|时间)|"
    "申报(?:日期|时间)|^日期$|^年月日$"
)
_SEALED = re.compile("[（(][^）)]*章[^）)]*[）)]")  # 单位（盖章）: the seal says the name
_HANDS = frozenset({"date", "signed_on", "signature", "signed", "pledge_qr"})  # sources of the same kind
# Captions of somebody or something else, whose name or telephone is not the applicant's.
_OTHERS = re.compile(
    "配偶|子女|家庭|父亲|母亲|成员|专家|(?<!被)(?:举|推)荐人(?!选)|法人|法定代表|证明人|导师|紧急|第一作者|合作者|"
    "称谓|与本人关系|与申报人关系"
)
_RELATIVES = re.compile("配偶|子女|家庭|称谓|与本人关系|与申报人关系|社会关系")
# Of one kind of study only, which what we know of the highest may not be.
_OF_A_KIND = re.compile("全日制|在职|第一学历|后学历|后续学历")
_FIRST = re.compile("第一学历|初始学历|原始学历|入职学历")  # which is not the highest
_CLERKS = re.compile("填表人|制表人|经办人|负责人|审核人|复核人|联系人|领导")  # of an office
_ASIDE = re.compile(r"[（(〔\[【][^（）()〔〕\[\]【】]*[）)〕\]】]")
_VAGUE = frozenset(
    {"证书编号", "级别", "证明人", "年度", "专业", "类别", "结果", "年龄", "周岁"}
)  # of what, or on which day, the form says elsewhere
_ACQUIRED = re.compile("[取获]得(?:时间|年月|日期)")  # of the title, or of what stands before it
_ALONE = frozenset({"姓名", "性别", "民族"})  # short words that mean the same behind who the applicant is
_WHOSE = re.compile("(?:申报|申请|参评|被?推荐|本|个|人|员|者|职工|教职工|员工|教师|中文|真实|现用)+")
_ADDS = re.compile(
    "(?:基本|主要)?(?:情况|简况|概况|名称|全称|信息|内容|如下|填写|栏)*[为是]?"
)  # says nothing new
_SPAN = re.compile(r"近([一二两三四五六七八九十\d]{1,2})个?(?:学年|年度|年)")
_ONE_YEAR = re.compile(r"\d{4}\s*年|[上本当去]一?年")
_YEARLY = frozenset({"assessments", "assessment_lines"})  # what says all years
_NUMERALS = str.maketrans("1234567890", "一二三四五六七八九〇")
_JOINED = re.compile(r"\s*(?:以及|及其|及|和|与|、|/|／)\s*")
_NAMED = re.compile(r"\s*[（(]([^（）()]{2,12})[）)]")  # ＿＿＿（工作单位）: named behind the gap
_LONGEST = 24  # characters of a caption; what is longer is an instruction or a text
_PHOTO = re.compile("照片|相片|免冠|证件照|^像片$")


@dataclass(frozen=True)
class Words:
    """What forms of a scope say: captions of facts, and phrases around gaps (before, after, source).

    `short` are captions of two things without a word between them, `spans` the ends of stretches of time.
    """

    scope: str
    captions: Mapping[str, FieldSpec]
    phrases: Sequence[tuple[str, str, str]]
    short: Mapping[str, str]
    spans: Mapping[str, tuple[str, str]]


def words_of(forms: Iterable[Form], scope: str) -> Words:
    """The words of forms of one scope; `forms` are those whose captions are known."""
    return Words(scope, captions_of(forms, scope), phrases_of(scope), short_captions(), spans_of(scope))


@dataclass(frozen=True)
class Meant:
    """What a caption asks for: a fact if `spec`, surely or not; nothing that we write if `by_hand`.

    `also` is the second of two facts that are asked for in one cell.
    """

    spec: FieldSpec | None = None
    sure: bool = False
    by_hand: bool = False
    also: FieldSpec | None = None


def without_asides(text: str) -> str:
    """A caption without what stands in brackets."""
    return _ASIDE.sub("", text)


def is_by_hand(text: str) -> bool:
    """Whether a caption asks for what is written, signed, voted or sealed by hand."""
    return bool(_BY_HAND.search(plain(text)) or _SEALED.search(text))


def is_of_a_kind(text: str) -> bool:
    """Whether a caption asks for one kind of study: 全日制, 在职."""
    return bool(_OF_A_KIND.search(plain(text)))


def is_of_first_studies(text: str) -> bool:
    """Whether a caption asks for the first studies, of which we know only if they are the highest, too."""
    return bool(_FIRST.search(plain(text)))


def is_of_a_clerk(text: str) -> bool:
    """Whether a caption names who signs for an office: a telephone after it is theirs."""
    return bool(_CLERKS.search(plain(text)))


def is_phone(spec: FieldSpec) -> bool:
    """Whether a caption asks for a telephone."""
    return (spec.source or "").endswith("phone")


def is_of_what_stands_before(text: str) -> bool:
    """Whether a caption asks when something was had, which another caption names."""
    return bool(_ACQUIRED.fullmatch(plain(text)))


def is_caption(text: str) -> bool:
    """Whether a text is short enough, and Chinese, so that it may name what stands beside it."""
    said = plain(without_asides(text)) or plain(text)
    return bool(re.search("[\u4e00-\u9fff]", said)) and len(said) <= _LONGEST


def is_of_relatives(text: str) -> bool:
    """Whether a head or what stands over it asks for the family: nothing that we know."""
    return bool(_RELATIVES.search(plain(text)))


def is_of_two(caption: str) -> bool:
    """Whether a caption asks for two things together: 刊物名称及刊号."""
    return len(_JOINED.split(without_asides(caption).strip())) > 1


def is_of_another(caption: str) -> bool:
    """Whether a caption names somebody who is not the applicant."""
    return bool(_OTHERS.search(plain(caption)))


def pairs_of(words: Words) -> dict[tuple[str, str], FieldSpec]:
    """What a caption at the left and one above ask for together, by both: parts of one fact of that name."""
    found: dict[tuple[str, str], FieldSpec] = {}
    for fact in vocabulary(words.scope).facts.values():
        _, _, within = fact.chinese.rpartition(".")[0].rpartition(".")
        for group in (within, f"{within}情况", f"{within}数", f"{within}人数", within.removesuffix("人数")):
            if within:
                spec = FieldSpec(title=fact.title, source=fact.name)
                found.setdefault((plain(group), plain(fact.title)), spec)
    return found


def around(before: str, after: str, words: Words) -> Meant:
    """What a gap in running text asks for, by what stands before it and after it; never surely."""
    said, then = plain(before), plain(after)
    named = _NAMED.match(after)
    if named and (spec := meant(named[1], words).spec):
        return Meant(spec)
    for ahead, behind, source in words.phrases:
        if said.endswith(ahead) and then.startswith(behind):
            return Meant(FieldSpec(title=plain(before)[-8:] or "空格", source=source))
    return Meant()


def meant(text: str, words: Words) -> Meant:
    """What a caption asks for, by the words that are known.

    Half of what is asked for is never written: of two things both or none, of some years no others.
    """
    span = _SPAN.search(text)
    if span:  # (A caption is known without its numbers.)
        text = text.replace(span[0], f"近{span[1].translate(_NUMERALS)}年", 1)
    whole, bare = plain(text), plain(without_asides(text))
    if _SEALED.search(text):
        return Meant(by_hand=True)
    pair = words.short.get(whole, "") if whole != bare else ""
    if pair and (both := _both(*map(plain, _JOINED.split(pair)), words=words)).also:
        return both  # 学历（学位） asks for both, as 学历学位 does
    exact = words.captions.get(whole) or words.captions.get(bare)
    if exact and exact.source in _HANDS:
        return Meant(by_hand=True)
    if exact and exact.source in _YEARLY and _ONE_YEAR.search(text):
        return Meant()
    if exact:
        return Meant(exact, sure=whole not in _VAGUE and not _asks_aside(text, exact, words))
    if _BY_HAND.search(whole):
        return Meant(by_hand=True)
    if _PHOTO.search(whole) and (photo := words.captions.get("照片")):
        return Meant(photo, sure=True)
    if span or is_of_another(bare or whole) or is_of_first_studies(whole):
        return Meant()
    sides = _JOINED.split(words.short.get(bare) or without_asides(text).strip("：: \u3000"))
    whole_pair = [t for t in words.captions if _JOINED.search(t) and bare.endswith(t)]
    if whole_pair:
        return Meant(words.captions[max(whole_pair, key=len)])
    if len(sides) > 1 and all(len(plain(side)) > 1 for side in sides):
        return _both(*map(plain, sides), words=words) if len(sides) == 2 else Meant()
    return _ending(bare or whole, words)


def _asks_aside(text: str, spec: FieldSpec, words: Words) -> bool:
    """Whether the brackets of a caption name something else that is asked for, too: 姓名（性别）."""
    asides = (words.captions.get(plain(one)) for one in _ASIDE.findall(text))
    return any(one and one.source != spec.source for one in asides)


def _both(first: str, second: str, *, words: Words) -> Meant:
    """Two facts by the two sides of a caption, the second perhaps after the beginning of the first.

    申报专业及资格: 申报专业 and 申报资格. Nothing unless both are known; never surely.
    """
    begun = [first[:n] + second for n in range(len(first), 0, -1)]
    here = words.captions.get(first)
    there = next((words.captions[one] for one in (*begun, second) if one in words.captions), None)
    pair = [one for one in (here, there) if one and one.format != "image" and one.source not in _HANDS]
    if len(pair) < 2 or first in _VAGUE or second in _VAGUE or pair[0].source == pair[1].source:
        return Meant()
    return Meant(pair[0], also=pair[1])


def _ending(said: str, words: Words) -> Meant:
    """What a longer caption is about stands last: 专业技术职务聘任时间 is a time. Never surely."""
    known = sorted((t for t in words.captions if len(t) > 2 or t in _ALONE), key=len, reverse=True)
    for title in known:
        before = said.removesuffix(title)
        if before != said and (title not in _ALONE or _WHOSE.fullmatch(before)):
            spec = words.captions[title]
            return Meant(by_hand=True) if spec.source in _HANDS else Meant(spec)
    for title in known:
        if said.startswith(title) and _ADDS.fullmatch(said.removeprefix(title)):
            return Meant(words.captions[title])
    return Meant()
