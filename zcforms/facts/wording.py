"""Small wordings of cells: stretches of time, numbers, parts joined."""

from __future__ import annotations

from decimal import Decimal

from zcforms.chinese.dates import PartialDate
from zcforms.model import Project, Title
from zcforms.model.career import Training
from zcforms.model.records import NONE_WORDS


def period(start: PartialDate | None, end: PartialDate | None) -> str:
    """A stretch of time for a cell: "2010.07—2014.06", "2020.03—至今"."""
    until = end.to_month() if end else "至今"
    return f"{start.to_month()}—{until}" if start else until


def time_of(training: Training) -> str:
    """When a training was: from and to, or in the one month that is stated."""
    return period(training.start, training.end) if training.end else training.start.to_month()


def role_in(project: Project) -> str:
    """What somebody was in a project, with the rank where it is stated."""
    return joined(project.role, f"排名{project.rank}" if project.rank else None)


def number(value: Decimal | int | None) -> str:
    """A number without needless zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(*parts: str | None, by: str = "，") -> str:
    """The parts that are there, joined."""
    return by.join(part for part in parts if part)


def run_on(first: str, second: str) -> str:
    """One name after the other, as Chinese has them; two that are not Chinese keep apart."""
    return f"{first} {second}" if first[-1:].isascii() and second[:1].isascii() else first + second


def unless_none(text: str | None) -> str | None:
    """A name or a degree; nothing where it says 无, beside what it would only stand in the way of."""
    return None if text in NONE_WORDS else text


def full_title(title: Title | None) -> str:
    """A professional title with its speciality where one is held: 工程师（爆破工程）; 无 for none."""
    if title is None:
        return "无"
    return of_speciality(title.name, title.major)


def of_speciality(name: str, speciality: str | None) -> str:
    """A qualification with its speciality, unless it says it itself; brackets within brackets are of another
    form (GB/T 15834-2011, of 括号).
    """
    if not speciality or speciality in name:
        return name
    return f"{name}〔{speciality}〕" if "（" in speciality else f"{name}（{speciality}）"
