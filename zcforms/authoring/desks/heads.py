"""Which value stands in each column of another desk's table, by what its head says.

What a caption asks for is known from forms (word.captions, word.listings); here it is turned round: the
column that a form would print is the one that was filled in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from zcforms.authoring.adding.guessing import plain
from zcforms.authoring.adding.word.captions import Words, is_of_another, meant, words_of
from zcforms.authoring.adding.word.listings import headed
from zcforms.authoring.desks.years import bare_years, of_years
from zcforms.chinese.numbers import whole
from zcforms.forms import load_forms
from zcforms.ground.shipped import shipped_data
from zcforms.intake.columns import KEY, Sheet
from zcforms.intake.desks.mapping import JOINT, Target, lists, target, targets
from zcforms.intake.grids import Head

_NUMERALS = "一二三四五六七八九十"
_NUMBER = rf"(\d{{1,2}}|[{_NUMERALS}])"
# A number that counts entries: bracketed, at the end, or a digit within; not 近3年, 第一学历, 2021年.
_COUNTED = re.compile(
    rf"[（(\[]{_NUMBER}[)）\]]|(?<![\d第近前后]){_NUMBER}$|(?<![\d第近前后])(\d{{1,2}})(?![\d年月]|级(?!别))"
    # A numeral within, behind the word for what is counted: 论文二题目.
    rf"|(?<=论文|著作|项目|经历|专利|获奖|荣誉|标准)([{_NUMERALS}])(?![等级])"
)
_STAGE = re.compile(rf"第([{_NUMERALS}\d])段(?:工作)?(?:经历)?(?=.)")  # 第一段起止时间: of a working life
_AGAIN = re.compile(r"\.(\d{1,2})$")  # pandas names a second column of one name so, from 1
_WITHIN = re.compile(r"(.+?)(?:[／/—－:：-]|[（(])(.+?)[)）]?")  # 工作经历（起止时间）, 论文-题目
_KEYS = {"人员编号", "编号", "工号", "员工号", "员工编号", "职工编号", "人员代码"}
_DOUBT = "？"  # behind a column that a word only may mean
_TWO = "一格里写了两样，看看分不分得开"
_RUNNING = {"序号", "编号序号", "行号", "NO", "No"}


@dataclass(frozen=True)
class Guess:
    """What stands in a column: the targets, none if it is not known; whether that is sure, and why not.

    `fixed` is what the head says besides, by target (the year of a column a year), `words` what its cells
    say otherwise than the target takes it.
    """

    head: Head
    targets: tuple[Target, ...] = ()
    sure: bool = False
    why: str = ""
    fixed: tuple[tuple[Target, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    entry: tuple[str, int] = ("", 0)  # the list, and the number, of a column that may say a whole entry


@cache
def _said() -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", shipped_data("authoring/desks/fields.yaml"))


@cache
def _words() -> Words:
    return words_of(load_forms().values(), "person")


def joints() -> Mapping[str, Sequence[str]]:
    """By the title of a list the columns that cells tell one after the other, in the orders to be tried."""
    return cast("Mapping[str, Sequence[str]]", _said()["joint"])


def otherwise(one: Target) -> Target | None:
    """What a column may be that was taken for a target, but says nothing that it takes."""
    return next(iter(named(_said()["instead"].get(one.plain, ""), one.number)), None)


def said_instead(title: str) -> Mapping[str, str]:
    """What tables say for what a target takes."""
    return cast("Mapping[str, str]", _said()["words"].get(title, {}))


def named(text: str, number: int = 0) -> tuple[Target, ...]:
    """The targets of a name, of the entry with a number if they are in a list."""
    found = [target(one) for one in text.split(JOINT)]
    return tuple(
        Target(one.sheet, one.column, number) if one.sheet.path else one
        for one in found
        if isinstance(one, Target)
    )


def of_fact(source: str) -> tuple[Target, ...]:
    """The targets that a fact is read off; none where it is worked out, or another's."""
    if said := _said()["facts"].get(source):
        return named(said)
    first, _, rest = source.partition(".")
    way = {"person": (), "title": ("titles",), "highest": ("education",)}.get(first, (first,))
    fields = (*way, *rest.split("."))
    return tuple(one for one in targets().values() if one.column.fields == fields)


@dataclass(frozen=True)
class _Part:
    """A column as an entry of a list may head it: the list's words, the column's own, and the number."""

    head: Head
    context: str
    own: str
    number: int
    after: bool = False  # the list is that of the column before


def guesses(heads: Sequence[Head]) -> list[Guess]:
    """What stands in every column; two columns of one value are never both read."""
    found: dict[int, Guess] = {}
    parts = _with_context([_part(head) for head in heads])
    for group in _groups(parts):
        found |= {guess.head.column: guess for guess in _listed(group)}
    roster = _roster(heads)
    found |= _yearly(heads)
    for head in heads:
        known = found.get(head.column, Guess(head))
        if not known.targets and (alone := _said()["alone"].get(head.caption)):
            found[head.column] = Guess(head, named(alone), JOINT not in alone, _TWO if JOINT in alone else "")
        elif not known.targets and (whole := _said()["whole"].get(head.caption)):
            found[head.column] = replace(known, entry=(whole, 1))
        elif head.column not in found:
            found[head.column] = _own(head, roster.get(head.column, ""))
        if not found[head.column].targets and (alone := _said()["alone"].get("".join(head.said[-1:]))):
            found[head.column] = Guess(head, named(alone), False, "表头的说法不确切")
    return each_once(list(_spans([found[head.column] for head in heads])))


def _spans(found: Sequence[Guess]) -> Iterator[Guess]:
    """The guesses, and of 起 and 止 that stand behind a list's columns the two dates of its entry."""
    last: Target | None = None
    for guess in found:
        caption = "".join(guess.head.said[-1:])
        if not guess.targets and last is not None and caption in ("起", "止"):
            ones = _said()["spans"].get(last.sheet.title, {})
            guess = Guess(guess.head, named(ones.get(caption, ""), last.number), False, "表头的说法不确切")
        last = guess.targets[-1] if guess.targets and guess.targets[-1].sheet.path else None
        yield guess


def _yearly(heads: Sequence[Head]) -> dict[int, Guess]:
    """The columns of one year each; the first of a year says it for the entry."""
    found: dict[int, Guess] = {}
    said: set[str] = set()
    told, bare = of_years(heads), bare_years(heads)
    for head in (head for head in heads if head.column in told):
        one, year = told[head.column]
        of = replace(targets()[f"{one.sheet.title}.年度"], number=one.number)
        fixed = ((of, year),) if year and of.name not in said else ()
        said.add(of.name)
        why = "看样子是各年的考核" if head.column in bare else ""
        why = why or ("" if year else f"表头没有写年度，要在“统一填写”里写{of.name}")
        found[head.column] = Guess(head, (one,), not why, why, fixed)
    return found


def _part(head: Head) -> _Part:
    words, number = list(head.said) or [""], 0
    if stage := _STAGE.match(words[0]):
        words[:1] = [f"工作经历{stage[1]}", words[0][stage.end() :]]
    for i, word in enumerate(words):
        if again := _AGAIN.search(word):
            number, words[i] = int(again[1]) + 1, word[: again.start()]
        elif counted := _COUNTED.search(word):
            digits = next(filter(None, counted.groups()))
            number = whole(digits)
            before, after = word[: counted.start()], word[counted.end() :].strip("－-：:、.．／/")
            words[i : i + 1] = [before, after] if before and after else [before + after]
            break
    if len(words) == 1 and (within := _WITHIN.fullmatch(words[0])) and _calls(within[1]):
        words = [within[1], within[2]]
    return _Part(head, _said()["groups"].get(words[0], words[0]), words[-1], number)


def _with_context(parts: Sequence[_Part]) -> list[_Part]:
    """The parts, those whose head does not name their list under the one that was named before them."""
    known: list[_Part] = []
    last: _Part | None = None  # whose list goes on
    for part in parts:
        single = part.context == part.own
        told = meant(part.own, _words()) if single and not part.number else None
        if told and told.spec and told.sure:
            last = None
        elif single and last and part.number == last.number and not _calls(part.context):
            part = replace(part, context=last.context, after=True)
        else:
            last = part if _calls(part.context) else None
        known.append(part)
    return known


def _list_named(context: str) -> Sheet | None:
    """The list of the workbook whose name stands in a head; short names mean other things, too."""
    said = plain(context)
    named = [sheet for title, sheet in lists().items() if title in said and len(title) > 3]
    return max(named, key=lambda sheet: len(sheet.title), default=None)


@cache
def _list_called(context: str) -> Sheet | None:
    """The list of the workbook that a form's list of that name is filled in from."""
    found = headed(["名称", "时间"], context, "person")
    known = _said()["lists"].get(found.listing.name, {}) if found and found.called else {}
    return lists().get(known.get("sheet", ""))


@cache
def _calls(context: str) -> bool:
    """Whether a head names a list."""
    found = headed(["名称", "时间"], context, "person")
    return _list_named(context) is not None or bool(found and found.called)


def _groups(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """The columns of each entry of a list: of one number, or from one column to the next of that name."""
    group: list[_Part] = []
    entries: Counter[str] = Counter()
    for part in [*parts, None]:
        ends = group and (
            part is None
            or part.number != group[0].number
            or not _same_list(part, group[0])
            or part.own in {one.own for one in group}
        )
        if ends:
            list_of = plain(group[0].context)
            entries[list_of] += 1
            number = group[0].number or (entries[list_of] if entries[list_of] > 1 else 1)
            if _calls(group[0].context):
                yield [replace(one, number=number) for one in group]
            group = []
        if part is not None:
            group.append(part)


def _same_list(one: _Part, other: _Part) -> bool:
    """Whether two columns stand under one head, or both under heads that begin alike: 论文题目, 论文刊物."""
    return one.context == other.context or one.context[:2] == other.context[:2]


def _listed(group: Sequence[_Part]) -> Iterator[Guess]:
    """What stands in the columns of one entry of a list."""
    context, number = group[0].context, group[0].number
    alone = len(group) == 1 and group[0].own == context
    if alone and (told := meant(context, _words())).spec and told.sure:
        return  # the person's own: 学历, 专业技术资格
    captions = ["名称"] if alone and not _names_column(context) else [part.own for part in group]
    found = headed(captions, context, "person")
    known = _said()["lists"].get(found.listing.name, {}) if found and found.called else {}
    sheet = lists().get(known.get("sheet", "")) or _list_named(context)
    # (学历／学位 alone says two things of one entry, whatever unknown column goes on behind it.)
    together = not all(part.after for part in group[1:])
    if sheet is None and (together or any(map(_COUNTED.search, group[0].head.said))):
        sheet = _list_called(context)
    if sheet is None:
        return
    for n, part in enumerate(group):
        said = known.get(found.columns[n], "") if found else ""
        exact = bool(found and found.exact[n]) and captions[n] == part.own
        if several := _several(sheet, part, number):
            yield several
            continue
        own, ending = _own_column(sheet, part.own)
        names = [f"{sheet.title}.{title}" for title in (own or said or ending).split(JOINT) if title]
        if names:
            sure = bool(own) or (exact and bool(found and found.sure))
            yield Guess(part.head, named(JOINT.join(names), number), sure, "" if sure else "表头的说法不确切")
        elif not part.after:
            why = f"像是“{sheet.title}”的一列，没有认出是哪一栏"
            yield Guess(part.head, (), False, why, entry=(sheet.title, number) if alone else ("", 0))


def _several(sheet: Sheet, part: _Part, number: int) -> Guess | None:
    """What stands in a column that says several things of one entry: 学历情况／毕业院校及专业."""
    told = meant(part.own, _words())
    facts = [one.source for one in (told.spec, told.also) if one and one.source]
    ones = tuple(one for source in facts for one in of_fact(source))
    if len(ones) < 2 or any(one.sheet != sheet for one in ones):
        return None
    numbered = tuple(replace(one, number=number) for one in ones)
    return Guess(part.head, numbered, told.sure, "" if told.sure else _TWO)


def _names_column(context: str) -> bool:
    found = headed([context], context, "person")
    return bool(found and found.called and found.exact[0])


def _own_column(sheet: Sheet, caption: str) -> tuple[str, str]:
    """The column of a list that is called so, and the only one whose name ends so."""
    titles, said = [column.title for column in sheet.columns], plain(caption)
    said = _said()["columns"].get(sheet.title, {}).get(said, said)
    if said.endswith(_DOUBT):
        return "", said.removesuffix(_DOUBT)
    if JOINT in said:
        return said, ""
    own = next((title for title in titles if plain(title) == said), "")
    ends = [title for title in titles if len(said) > 1 and plain(title).endswith(said)]
    return own, ends[0] if len(ends) == 1 else ""


def _roster(heads: Sequence[Head]) -> dict[int, str]:
    """What the columns are if the table is a roster: by column the name of the target."""
    found = headed(["/".join(head.said) or " " for head in heads], "花名册", "office")
    if found is None or found.listing.name != "people":
        return {}
    said = _said()["exported"]
    return {
        head.column: said.get(name, "")
        for head, name, exact in zip(heads, found.columns, found.exact, strict=True)
        if exact
    }


def _own(head: Head, roster: str) -> Guess:
    """What stands in a column that is the person's own."""
    caption = head.said[-1] if head.said else ""
    if plain(caption) in _KEYS:
        return Guess(
            head, named(KEY), plain(caption) == KEY, "" if caption == KEY else "是不是每人一个的编号？"
        )
    if not head.said or plain(caption).upper() in _RUNNING or is_of_another("".join(head.said)):
        return Guess(head)
    told = meant("".join(head.said), _words())
    if not (told.spec and told.sure):
        own = meant(caption, _words())
        told = own if own.spec and (own.sure or not told.spec) else told
    facts = [one.source for one in (told.spec, told.also) if one and one.source]
    by_fact = [of_fact(source) for source in facts]
    ones = tuple(one for found in by_fact for one in found) if all(by_fact) else ()
    if ones:
        is_whole = len(ones) == 1 or JOINT in roster
        sure = (told.sure and is_whole) or ones == named(roster)
        return Guess(head, ones, sure, "" if sure else "表头的说法不确切")
    if roster:
        return Guess(head, named(roster), True)
    same = [one for one in targets().values() if not one.sheet.path and one.column.title == caption]
    if same and not facts:
        return Guess(head, tuple(same), len(caption) > 2, "" if len(caption) > 2 else "表头的说法不确切")
    if "field_years" in facts:
        return Guess(head, (), False, "年数不照抄：有“从事本专业起始时间”一列才算得出，没有就空着")
    return Guess(head, (), False, "不从这一列读：本工具由别的栏目算出，或不是申报人的栏目" if facts else "")


def each_once(found: Sequence[Guess]) -> list[Guess]:
    """The guesses without a second column of one value, which stays unread, with the first one's name."""
    taken: dict[str, str] = {}
    told = []
    for guess in found:
        again = next((taken[one.name] for one in guess.targets if one.name in taken), "")
        if again:
            guess = Guess(guess.head, (), False, f"与“{again}”是同一栏")
        taken |= {one.name: guess.head.name for one in guess.targets}
        told.append(guess)
    return told
