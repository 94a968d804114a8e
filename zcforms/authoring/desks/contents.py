"""Whether what stands in a column can be what its head was taken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from zcforms.authoring.desks.heads import Guess, joints, named, otherwise, said_instead
from zcforms.chinese.dates import PartialDate
from zcforms.chinese.identity import id_number_problem
from zcforms.intake.books import Cell
from zcforms.intake.cells import plain_text
from zcforms.intake.columns import Column
from zcforms.intake.desks.mapping import JOINT, Target
from zcforms.intake.desks.splitting import is_several, parts_of, shortened
from zcforms.model import Applicant
from zcforms.model.records import STILL, model_of

_ENOUGH = 0.6  # of the cells that are filled in
_SHOWN = 3  # examples
_ROWS = 200  # that a table is judged by
_SHORT, _LONG = 16, 40  # characters of one: of a cell of one thing, of several
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_DIGITS = re.compile(r"\d{7,}")
_POST = re.compile(r"(?:员|长|任|师|经理|助理|总监|主管|总工|负责人|书记)$")  # which no work ends with
_TELLING: Mapping[str, Callable[[str], bool]] = {
    "证件号码": lambda text: not id_number_problem(text),
    "联系电话": lambda text: bool(_PHONE.fullmatch(text)),
}


def with_contents(guess: Guess, cells: Sequence[Cell], methods: Sequence[str]) -> Guess:
    """A guess with what the cells say of it: what does not look like it is in doubt.

    `methods` are the ways to apply that the plan knows, if it is known.
    """
    texts = [plain_text(cell.value).lstrip("'‘’") for cell in cells]
    if not guess.targets and any(map(is_several, texts)):
        why = "一格里写了几段，分不开：在表里一段一组排成几列，如工作经历1起止时间、工作经历1单位"
        return Guess(guess.head, (), False, why)
    if not guess.targets and (joint := _joint(*guess.entry, texts)):
        return replace(guess, targets=joint, why="一格里写了几样，照内容分的")
    if not guess.targets:
        found = "" if guess.why or not texts else _told_by(texts)
        return Guess(guess.head, named(found), False, "看内容像是这一栏") if found else guess
    if len(guess.targets) > 1 or not texts:
        return guess
    target = guess.targets[0]
    if sum(parts_of(text, guess.targets) is None for text in texts) >= _ENOUGH * len(texts):
        of = target.sheet.title
        why = f"一格里写了几项，分不开：排成几列，如{of}1……、{of}2……，或另立一张工作表，一项一行"
        return replace(guess, sure=False, why=why)
    fitting = sum(_fits(cell, text, target) for cell, text in zip(cells, texts, strict=True))
    is_date = target.column.is_date and fitting >= _ENOUGH * len(texts)
    if not is_date and (joint := _joint(target.sheet.title, target.number, texts, target.plain)):
        return replace(guess, targets=joint, sure=False, why="一格里写了几样，照内容分的")
    if fitting < _ENOUGH * len(texts):
        return replace(guess, sure=False, why="内容不像这一栏")
    if target.plain == "备注":
        return replace(guess, sure=False, why="会印到报送的花名册上；受理点自己记事的写“不读”")
    known = methods if target.plain == "申报方式" else target.column.choices
    strange = [
        shortened(text, 13)
        for text in dict.fromkeys(texts)
        if not _takes(target.column, text) or (known is methods and known and text not in known)
    ]
    instead = said_instead(target.plain)
    if strange and set(texts) <= {*instead, *known}:
        words = tuple((text, said) for text, said in instead.items() if text in texts)
        why = "、".join(f"{text}换写成{said}" for text, said in words)
        return replace(guess, sure=False, why=f"{why}（写在“换写”里）", words=words)
    if guess.sure and strange:
        choices = "、".join(known)
        shown = "、".join(strange[:_SHOWN]) + "不是可填的" + (f"（{choices}）" if choices else "")
        if other := otherwise(target):
            why = f"{shown.replace('可填的', f'“{target.column.title}”可填的')}"
            return replace(guess, targets=(other,), sure=False, why=why)
        why = f"{shown}，要写“换写”（{target.plain}）"
        return replace(guess, sure=False, why=why)
    return guess


def _joint(title: str, number: int, texts: Sequence[str], among: str = "") -> tuple[Target, ...]:
    """The columns that cells of a list tell one after the other, if most of them part so; else none.

    `among` is the column that the head names: it is one of them.
    """
    for order in joints().get(title, []) if texts else []:
        ones = tuple(replace(one, number=number) for one in named(_full(title, order)))
        parted = sum(_is_parted(text, ones) for text in texts)  # each thing, in most of the cells
        if (not among or among in {one.plain for one in ones}) and parted >= _ENOUGH * len(texts):
            return ones
    return ()


def _is_parted(text: str, ones: Sequence[Target]) -> bool:
    parts = parts_of(text, ones) or [""]
    return all(
        part and (one.plain != "工作经历.职务" or _POST.search(part))
        for part, one in zip(parts, ones, strict=len(parts) == len(ones))
    )


def _full(sheet: str, order: str) -> str:
    return JOINT.join(f"{sheet}.{title}" for title in order.split(JOINT))


def examples(ones: Sequence[Target], cells: Sequence[Cell]) -> str:
    """What a column says first, for whoever goes over the guesses; long numbers are covered."""
    longest = _LONG if len(ones) > 1 else _SHORT
    texts = dict.fromkeys(plain_text(cell.value).replace("\n", " ") for cell in cells)
    shown = [_DIGITS.sub("…", shortened(text, longest)) for text in texts if text]
    return "" if ones[0].column.title in _TELLING else "、".join(shown[:_SHOWN])


def _told_by(texts: Sequence[str]) -> str:
    """The column that contents alone name: numbers of identity cards, telephones, sexes."""
    for title, is_one in _TELLING.items():
        if sum(map(is_one, texts)) >= _ENOUGH * len(texts):
            return title
    return "性别" if set(texts) <= {"男", "女"} else ""


def _fits(cell: Cell, text: str, target: Target) -> bool:
    telling = None if target.sheet.path else _TELLING.get(target.column.title)
    if telling is not None:
        return telling(text)
    if target.column.is_date:
        return isinstance(cell.value, date | int | float) or _is_date(text)
    return bool(target.column.choices) or target.column.is_list or _takes(target.column, text)


def _takes(column: Column, text: str) -> bool:
    """Whether the record takes a text there; lists and dates of Excel are left to whoever reads them."""
    if column.is_list or column.is_date or not column.fields:
        return True
    try:
        _field(column.fields).validate_python(text)
    except ValidationError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return text in STILL
    return True


@cache
def _field(way: Sequence[str]) -> TypeAdapter[Any]:
    """What the field at the end of a way from the applicant takes, through records and lists of them."""
    model: type[BaseModel] = Applicant
    for name in way[:-1]:
        inner = model_of(model.model_fields[name].annotation)
        assert inner is not None, "columns follow from the model"
        model = inner
    field = model.model_fields[way[-1]]
    kind: Any = Annotated[(field.annotation, Field(), *field.metadata)]
    return TypeAdapter(kind)


def by_column(rows: Mapping[int, Mapping[int, Cell]], last: int) -> Mapping[int, list[Cell]]:
    """The cells of the first rows below the head, by column."""
    found: dict[int, list[Cell]] = {}
    for number in [number for number in rows if number > last][:_ROWS]:
        for column, cell in rows[number].items():
            found.setdefault(column, []).append(cell)
    return found
