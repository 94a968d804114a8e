"""The text of a mapping that was guessed: a line a column, what is in doubt marked, with advice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import yaml

from zcforms.authoring.desks.contents import examples
from zcforms.authoring.desks.heads import Guess
from zcforms.authoring.desks.linking import Page
from zcforms.authoring.yaml_lines import unbroken
from zcforms.intake.books import Cell
from zcforms.intake.columns import KEY_COLUMN, sheets
from zcforms.intake.desks.mapped import ONE_ROW
from zcforms.intake.desks.mapping import JOINT, UNREAD, Target
from zcforms.model import Applicant
from zcforms.model.career import PRINTED_TOO
from zcforms.model.records import is_list

_PLAIN = re.compile(r"[\w一-鿿（）《》“”／＋？、。．.\-% ]+")
_BESIDE = ("照片", "本人述职")  # which no record lacks and every circular asks for
_ADVICE = """\
# {name}各列填到哪里：zcforms map 猜的，请逐行核对。
#   后面有“？”的没有把握：对的，删去“？”；不对的，改成栏目名（docs/fields.md）或“不读”。
#   一个人的第几项，写序号：论文著作2.题目。一格里写了两样的，用“＋”连起来：学历1.学校＋学历1.专业。
#   “不读”的列每次检查都会列出来。全部核对以后，把“已核对”改成“是”，再运行一次 zcforms map 核对。
"""


def proposal(name: str, pages: Sequence[Page], left: Sequence[str]) -> str:
    """The YAML of a mapping; `left` are the sheets that it does not read."""
    lines = [*_ADVICE.format(name=unbroken(name)).splitlines(), "已核对: 否", "工作表:"]
    linked = [one for page in pages if page.link for one in page.given]
    for page in pages:
        lines += _page(page, [] if page.link else linked)
    if left:
        lines.append(f"# {ONE_ROW}。")
    lines.append(f"不读的工作表: [{', '.join(map(_scalar, left))}]")
    return "\n".join(lines) + "\n"


def _page(page: Page, linked: Sequence[Target]) -> Iterator[str]:
    """The lines of a sheet; `linked` is what other sheets tell of its people."""
    yield f"  - 名称: {_scalar(page.title)}"
    yield f"    表头: {page.first}" + (f"-{page.last}" if page.last > page.first else "")
    if page.link:
        yield f"    接到: {page.link}  # 每行是一项，照{page.link}接到人员那张工作表里的人"
    yield "    列:"
    for guess in page.guesses:
        remark = _remark(guess, page.cells.get(guess.head.column, []))
        name = JOINT.join(map(page.name_of, guess.targets)) or UNREAD
        doubt = "？" if guess.targets and not guess.sure else ""
        yield f"      {_scalar(guess.head.name)}: {name}{doubt}" + (f"  # {remark}" if remark else "")
    missing = list(_missing(page, linked))
    yield from _fixed(page)
    yield from _words(page)
    printed = list(_printed(page))
    if missing:
        yield f"    # 每个人都要有、这张表里没有找到的：{'、'.join(missing)}"
    if printed:
        yield f"    # 表上要印、这张表里没有找到的（不补就空着）：{'、'.join(printed)}"
    names = {one.name for one in (*page.given, *linked)}
    if not page.link and (beside := [name for name in _BESIDE if name not in names]):
        yield f"    # 检查时还要的（怎么给见docs/tables.md）：{'、'.join(beside)}"


def _fixed(page: Page) -> Iterator[str]:
    """What is the same for everybody: what heads say, or an example of it."""
    told = [
        f"      {page.name_of(one)}: {_scalar(said)}" for guess in page.guesses for one, said in guess.fixed
    ]
    example = ": ".join(_example(page) if page.link else ("申报方式", "正常申报"))
    if told or example:
        yield "    # 表里没有、人人都一样的写在下面" + ("，如：" if told else "（去掉#），如：")
        yield from ["    统一填写:", *told] if told else ["    # 统一填写:"]
        yield f"    #   {example}" if not told else f"      # {example}"


def _words(page: Page) -> Iterator[str]:
    """What cells say otherwise than it is filled in, or an example of it."""
    told = []
    for guess in page.guesses:
        if guess.words:
            pairs = ", ".join(f"{_scalar(one)}: {_scalar(said)}" for one, said in guess.words)
            told.append(f"      {guess.targets[0].plain}: {{{pairs}}}")
    example = ": {表里的说法: ".join(_example(page)) if page.link else "编制情况: {是: 在编, 否: 非在编"
    if told or example:
        yield "    # 表里的说法和可填的不一样的，写换成什么" + ("：" if told else "，如：")
        yield from ["    换写:", *told] if told else ["    # 换写:", f"    #   {example}}}"]


def _example(page: Page) -> tuple[str, ...]:
    """A column of entries that has choices, and one of them: what is written for people goes with people."""
    columns = ((one.plain, one.column.choices) for one in page.given)
    return next(((name, choices[0]) for name, choices in columns if choices), ())


def _remark(guess: Guess, cells: Sequence[Cell]) -> str:
    """Why somebody should look at a line."""
    if guess.targets and not guess.sure:
        shown = examples(guess.targets, cells)
        return unbroken(guess.why + (f"；如：{shown}" if shown else ""))
    return unbroken(guess.why) if guess.why else "" if guess.targets else "没有认出"


def _printed(page: Page) -> Iterator[str]:
    """What the forms print of an entry that the sheet tells, and no column gives."""
    given = {one.name for one in page.given}
    for entry in dict.fromkeys(replace(one, column=KEY_COLUMN) for one in page.given if one.sheet.path):
        for column in entry.sheet.columns:
            name, *parts = column.fields
            is_printed = column.title == "结束时间" or parts[0] in PRINTED_TOO.get(name, ())
            if is_printed and (one := replace(entry, column=column)).name not in given:
                yield page.name_of(one)


def _missing(page: Page, linked: Sequence[Target]) -> Iterator[str]:
    """What everybody must have, and every entry that the sheet tells, and no column gives."""
    given = {one.name for one in (*page.given, *linked)}
    if not page.link:
        yield from (one.title for one in sheets()[0].columns if one.is_needed and one.title not in given)
        lists = {one.sheet.title for one in (*page.given, *linked)}
        for name, field in Applicant.model_fields.items():
            if is_list(field.annotation) and field.is_required() and field.title not in lists:
                yield field.title or name
    for entry in dict.fromkeys(replace(one, column=KEY_COLUMN) for one in page.given if one.sheet.path):
        for column in entry.sheet.columns:
            one = replace(entry, column=column)
            if column.is_needed and one.name not in given:
                yield page.name_of(one)


def _scalar(text: str) -> str:
    """A text as YAML writes it on one line."""
    if _PLAIN.fullmatch(text) and text == text.strip() and text[0] not in "-?%.":
        return text
    dumped: str = yaml.safe_dump(text, allow_unicode=True, default_style='"', width=1_000_000)
    return dumped.strip()
