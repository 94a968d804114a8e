"""What one cell says of several things, parted only where it is sure what belongs to which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zcforms.ground.findings import Finding, Place
from zcforms.intake.desks.mapping import Target
from zcforms.model.records import NONE_WORDS

_YEAR = r"(?:19|20)\d{2}"
_DAY = (
    rf"(?<!\d)(?:{_YEAR}(?:\s*[-./年]\s*\d{{1,2}}(?!\d))?(?:\s*[-./月]\s*\d{{1,2}}(?!\d)日?|\s*[月年])?"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:[0-3]\d)?)(?!\d)"
)
_DASH = r"\s*[-—–―－~～]*\s*"
_UNTIL = r"\s*(?:[-—–―－~～到]|至(?!今))+\s*"
_DATE = re.compile(_DAY)
_SPAN = re.compile(rf"(?:自|从)?({_DAY})(?:{_DASH}至?(至今)|{_UNTIL}({_DAY}|今)?|(?=\s*起))\s*起?")
# The words with which a sentence tells a date: they are no part of a title or a post.
_AHEAD = r"(?:于|自|从)?"
_BEHIND = r"(?:至今)?起?(?:取得|获得|获评|获|评定|评为|聘任|聘为|受聘|担任|从事|任(?!务))?"
_DATED = re.compile(rf"[（(\[【]\s*{_AHEAD}({_DAY})\s*{_BEHIND}\s*[)）\]】]|{_AHEAD}({_DAY})\s*{_BEHIND}")
_NAMED = re.compile(r"《[^》]*》")
_CLOSED = re.compile(r"《[^》]*》|“[^”]*”|（[^（）]*）|\([^()]*\)|【[^】]*】|\[[^\]]*\]")
_MARKS = "／/|，,；;、"
_EDGE = _MARKS + "：: \t\n\u3000"
# No space within a foreign title, and none before a bracket, parts anything.
_SPACE = (
    rf"(?:(?<![{_MARKS}\sA-Za-z])[^\S\n]+(?![{_MARKS}\s（(【\[])"
    rf"|(?<=[A-Za-z])[^\S\n]+(?![{_MARKS}\sA-Za-z（(【\[]))"
)
_STRONG = re.compile(r"\s*[／/|，,；;]\s*")
_ALL = re.compile(rf"\s*[／/|，,；;\n]\s*|{_SPACE}")
_BLURRED = re.compile(rf"{_YEAR}[/／]\d{{1,2}}[/／]\d{{1,2}}[/／]")  # a day, or a month and a rank?
_RANKED = re.compile(r"(?<![\d/／])\d{1,2}[/／]\d{1,2}(?![\d/／])")  # 2/5: the second of five
_COMMA = re.compile(r"\s*、\s*")
# By what the text of a column ends: a piece that ends otherwise was cut in the wrong place.
_ENDINGS = {
    "学历.学校": re.compile(r"[学院校所大部班A-Za-z]$"),
    "学历.学位": re.compile(r"(?:[士无硕博]|学位)$"),
}
_RANK = "论文著作.作者排序"
# What is sure to be of one column only, wherever it stands.
_OWN = {
    _RANK: re.compile(
        r"独著|合著|独立(?:作者|完成)?|(?:第[一二三四五六七八九十\d]+|通讯|共同|其他)(?:通讯)?(?:作者)?"
        r"|副?主编|参编|编委|排名第?[一二三四五六七八九十\d]+|\d{1,2}(?:[/／]\d{1,2})?"
    ),
    "项目.本人作用": re.compile(
        r"主持|参与|参加|(?:项目|技术)?负责人?|主要?参加者?|骨干|成员|主要(?:完成人|人员)"
    ),
}
_NUMBERED = re.compile(
    r"(?:\d{1,2}[.．、]|\d{1,2}[)）]|[（(]\d{1,2}[)）]|[①-⑩])\s*(?=[^\d\s]|(?:19|20)\d{2}[-./年])"
)
_SECOND = re.compile(r"(?:^|[\n；;。])\s*(?:2[.．、)）]|[（(]2[)）]|②)\s*(?!\d{1,2}\b)")
_ISSUE = re.compile(rf"》\s*(?={_YEAR}年?第?\d{{1,3}}[卷期])")  # 《刊物》2018年第7期
_ISSUED = re.compile(r"[卷期页]|\d\s*[（(:：]\s*\d")  # of a journal
_WHOLE = ("论文著作.题目", "项目.项目名称", "获奖.获奖项目名称", "专利.名称", "荣誉.荣誉称号")
_BRACKETED = re.compile(r"([^（()）]+)[（(]([^（()）]+)[)）]")
_FIGURE = re.compile(r"(?P<said>[^\d:：]*?)\s*[:：]?\s*(?P<figure>\d+(?:\.\d+)?)\s*(?:学时|个|分)?")
_FIGURES = {
    "继续教育.合计": re.compile("总?合计|总学时|总计|共计?|学时"),
    "继续教育.专业科目": re.compile("专业(?:科目|课程?)?"),
    "继续教育.行业公需": re.compile("行业(?:公需)?(?:科目|课程?)?"),
    "继续教育.一般公需": re.compile("(?:一般)?公需(?:科目|课程?)?"),
}
_RESUMES = ("工作经历", "学历")  # whose entries begin with the years that they took


def parts_of(text: str, ones: Sequence[Target]) -> list[str] | None:
    """What a cell says of each of its targets, "" for nothing; None where it is not sure.

    Of one target it is the text itself, unless that tells whole entries of a list.
    """
    text = _unnumbered(text.strip(), ones)
    if len(ones) == 1:
        return None if _is_resume(text, ones[0]) else [text]
    if not text or text in NONE_WORDS:
        return [text, *[""] * (len(ones) - 1)]
    if _BLURRED.search(text):
        return None
    if all(one.plain in _FIGURES for one in ones):
        return _figures(text, ones)
    if any(one.column.title == "年卷期页" for one in ones):
        text = _ISSUE.sub("》，", text)
    return _in_order(text, ones) or _by_days(text, ones) or _opened(text, ones)


def _opened(text: str, ones: Sequence[Target]) -> list[str] | None:
    """What a bracket at the end says beside what stands before it: 工程师（2013.11，某市人力社保局）."""
    match = _BRACKETED.fullmatch(text)
    return _in_order(f"{match[1]}，{match[2]}", ones) if match and _STRONG.search(match[2]) else None


def _unnumbered(text: str, ones: Sequence[Target]) -> str:
    """A text without the number before it, by which entries are counted, if it is the only one."""
    match = _NUMBERED.match(text) if ones[0].sheet.path else None
    return text[match.end() :] if match and not _SECOND.search(text) else text


def _figures(text: str, ones: Sequence[Target]) -> list[str] | None:
    """The figures of a text, each told by the word before it: 合计100，专业66."""
    found: dict[str, str] = {}
    if match := _BRACKETED.fullmatch(text):  # 104（专业66、公需38）
        text = f"合计{match[1]}，{match[2]}" if match[1].strip().isdecimal() else f"{match[1]}，{match[2]}"
    for piece in _between(text.replace("、", "，"), _ALL):
        match = _FIGURE.fullmatch(piece)
        names = [name for name, said in _FIGURES.items() if match and said.fullmatch(match["said"].strip())]
        if match is None or len(names) != 1 or names[0] in found:
            return None
        found[names[0]] = match["figure"]
    return [found[one.plain] for one in ones] if set(found) == {one.plain for one in ones} else None


def _in_order(text: str, ones: Sequence[Target]) -> list[str] | None:
    """One piece a column, in the order of the columns, with a day in every date's place and in no other."""
    slots: list[list[Target]] = []
    for one in ones:
        if one.column.is_date and slots and len(slots[-1]) == 1 and slots[-1][0].column.is_date:
            slots[-1].append(one)
        else:
            slots.append([one])
    if not any(slot[0].column.is_date for slot in slots):
        return None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pieces = lines if len(lines) == len(slots) else _between(text, _ALL)
    if len(pieces) < len(slots):
        pieces = [part for piece in pieces for part in _bracketed(piece)]
    if len(pieces) != len(slots):
        return None
    found = [_slot(piece, slot) for piece, slot in zip(pieces, slots, strict=True)]
    said = [part for parts in found for part in parts or [""]]
    return said if all(found) and all(map(_can_be, said, ones)) else None


def _bracketed(piece: str) -> list[str]:
    """A piece, and the days in brackets at its end: 边坡治理（2016.01-2018.12）."""
    match = re.fullmatch(r"(.+?)\s*[（(\[【]([^（()）]+)[)）\]】]", piece)
    if match is None:
        return [piece]
    found, rest = _spanned(match[2]) or _dated(match[2])
    return [match[1], match[2]] if found and not any(one.strip(_EDGE) for one in rest) else [piece]


def _slot(piece: str, slot: Sequence[Target]) -> list[str] | None:
    """What a piece says of its column, or of the two dates of a span; None if it is of another kind."""
    parted = _spanned(piece) if len(slot) == 2 else None
    found, rest = parted or _dated(piece)
    days = found if not any(one.strip(_EDGE) for one in rest) else []
    if not slot[0].column.is_date:
        return None if days or _STRONG.search(_masked(piece, _CLOSED, _RANKED)) else [piece]
    return days if len(days) == len(slot) else None


def _by_days(text: str, ones: Sequence[Target]) -> list[str] | None:
    """The days of a text in their order, wherever they stand, and what stands beside them in its own."""
    dates = [i for i, one in enumerate(ones) if one.column.is_date]
    if not dates:
        return _texts([text], ones)
    parted = _spanned(text) if len(dates) == 2 and dates[1] == dates[0] + 1 else None
    found, rest = parted or _dated(text)
    others = [one for one in ones if not one.column.is_date]
    said = _texts_of(rest, others) if len(found) == len(dates) else None
    if said is None:
        return None
    days, texts = iter(found), iter(said)
    return [next(days if one.column.is_date else texts) for one in ones]


def is_several(text: str) -> bool:
    """Whether a cell tells several entries of a list: several spans of time, or numbered ones."""
    return len(_SPAN.findall(text)) > 1 or bool(_NUMBERED.match(text) and _SECOND.search(text))


def shortened(text: str, most: int = 40) -> str:
    """A text as it is quoted; … says that it goes on."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def unsplit(text: str, ones: Sequence[Target], place: Place) -> Finding:
    """A cell of several things that cannot be told apart, with what to do about it."""
    names = "、".join(one.name for one in ones)
    if is_several(text) or len(ones) == 1:
        of = ones[0].sheet.title if ones[0].sheet.path else "工作经历"
        message = f"“{shortened(text)}”写了一段或几段，分不出{names}"
        hint = (
            f"在表里排成几列，一段一组：{of}1起止时间、{of}1单位……{of}2起止时间……；只有一段的，也可以写作 "
            f"2008.07-2012.06 某单位 某工作，填到{of}1.起始时间＋{of}1.结束时间＋……"
            if of == "工作经历"
            else f"在表里排成几列，一项一组：{of}1……、{of}2……；或另立一张工作表，一项一行，写上是谁的"
        )
    else:
        message = f"“{shortened(text)}”分不出{names}"
        hint = (
            "在表里分成几列（没有的空着）；写在一格的，几样写几行，次序和栏目的一样；"
            "起止时间写作2008.07-2012.06"
        )
    return Finding("cell-unsplit", message, hint=hint, place=place)


def _is_resume(text: str, one: Target) -> bool:
    if one.plain in _WHOLE and is_several(text):
        return True
    told = one.sheet.title in _RESUMES and not one.column.is_date
    return told and (is_several(text) or _SPAN.match(text) is not None)


def _spanned(text: str) -> tuple[list[str], list[str]] | None:
    """The first and the last day of the only span, and the texts around it; None if there is none or more."""
    if re.fullmatch(_DAY, text):
        return [text, ""], []
    found = list(_SPAN.finditer(_masked(text, _NAMED)))
    if len(found) != 1:
        return None
    match = found[0]
    return [match[1], match[2] or match[3] or ""], [text[: match.start()], text[match.end() :]]


def _dated(text: str) -> tuple[list[str], list[str]]:
    """The days of a text, and the texts between them."""
    days, rest, end = [], [], 0
    for match in _DATED.finditer(_masked(text, _NAMED)):
        days.append(match[1] or match[2])
        rest.append(text[end : match.start()])
        end = match.end()
    return days, [*rest, text[end:]]


def _texts_of(rest: Sequence[str], ones: Sequence[Target]) -> list[str] | None:
    """What the texts beside the days say of the other targets."""
    said = [one for one in (piece.strip(_EDGE) for piece in rest) if one]
    if any(re.search(r"[（(）)《》]", _CLOSED.sub("", one)) for one in said):
        return None  # a bracket that was cut in two
    if not said and not ones:
        return []
    return _texts(said, ones) if said and ones else None


def _texts(said: Sequence[str], ones: Sequence[Target]) -> list[str] | None:
    """The pieces of the texts, one a target, if all the ways to part them that there are agree.

    More pieces than targets are none: one of them would be put where it does not belong.
    """
    for i, one in enumerate(ones):
        if len(said) == 1 and said[0] in one.column.choices:  # 本科 alone, where a degree may follow
            return [said[0] if n == i else "" for n in range(len(ones))]
    lines = [line.strip() for text in said for line in text.splitlines() if line.strip()]
    by_lines = len(lines) == len(ones) > 1
    ways = [lines] if by_lines else list(_ways(said, ones))
    pieces = [piece for text in said for piece in _between(text, _STRONG if by_lines else _ALL)]
    if len(pieces) > len(ones):
        return None
    fit = {
        tuple(way)
        for way in ways
        if len(way) == len(ones) and all(map(_can_be, way, ones)) and not any(map(_is_cut, way))
    }
    return list(fit.pop()) if len(fit) == 1 else None


def _ways(said: Sequence[str], ones: Sequence[Target]) -> Iterator[list[str]]:
    """The pieces between all marks, and between fewer; never within brackets.

    A 、 may stand within one thing (技术部、安全部): it parts only where all but one of the pieces can be
    told by what they are.
    """
    yield list(said)
    yield [piece for text in said for piece in _between(text, _ALL)]
    if sum(not one.column.choices and one.plain not in _ENDINGS for one in ones) <= 1:
        yield [piece for text in said for piece in _between(text, _COMMA)]
    named: list[str] = []
    for text in said:
        cuts = sorted({0, len(text), *(match.end() for match in _NAMED.finditer(text))})
        named += [text[a:b].strip(_EDGE.replace("、", "")) for a, b in pairwise(cuts)]
    yield named


def _between(text: str, mark: re.Pattern[str]) -> list[str]:
    pieces, end = [], 0
    for match in mark.finditer(_masked(text, _CLOSED, _SPAN, _DATE, _RANKED)):
        pieces.append(text[end : match.start()])
        end = match.end()
    return [piece for piece in (*pieces, text[end:]) if piece]


def _masked(text: str, *closed: re.Pattern[str]) -> str:
    """A text of the same length that says nothing within brackets, after the first of them."""
    for one in closed:
        text = one.sub(lambda match: match[0][0] + "\0" * (len(match[0]) - 1), text)
    return text


def _can_be(piece: str, one: Target) -> bool:
    """Whether a piece can be of a column: it ends as its texts do, and is not what only another one says."""
    for name, how in _OWN.items():
        if name.startswith(f"{one.sheet.title}.") and name != one.plain and how.fullmatch(piece):
            return False
    if one.column.title == "年卷期页" and not _ISSUED.search(piece):
        return False
    if one.plain == _RANK and not _OWN[_RANK].fullmatch(piece):
        return False
    ending = _ENDINGS.get(one.plain)
    return ending is None or ending.search(_CLOSED.sub("", piece)) is not None


def _is_cut(piece: str) -> bool:
    return not piece or piece[0] in _MARKS or piece[-1] in _MARKS
