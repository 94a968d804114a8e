"""Facts about the user's content: collected, all shown, never raised."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

# The way from the top of a record to one value of it: ("papers", 3, "date").
Path = tuple[str | int, ...]


class Severity(StrEnum):
    """How much a finding weighs: an error holds the person back, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Ground(StrEnum):
    """What a finding rests on: words that are stated, an inference of ours, a person's judgement."""

    STATED = "stated"
    INFERRED = "inferred"
    MANUAL = "manual"


GROUND_LABELS: dict[Ground | None, str] = {
    Ground.STATED: "通知原文",
    Ground.INFERRED: "本系统推定",
    Ground.MANUAL: "由人判断",
    None: "资料或法规",
}
SEVERITY_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
BOX = "□ "  # begins what a person must judge and tick
INFERRED = "（本系统推定）"  # in the words of every finding that no circular states
ANSWERS = "检查结果（zcforms）"  # heads the column of a workbook that tells what was found in its rows
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user finds the value in a file of their own (line and column count from 1)."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    cell: str = ""

    @property
    def sheet(self) -> str:
        """The sheet of a workbook, "" in any other file."""
        return self.cell.partition("!")[0]

    @property
    def row(self) -> int | None:
        """The row of a sheet, from 1; None for a whole sheet."""
        digits = self.cell.partition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return int(digits) if digits else None

    def under(self, folder: str) -> Place:
        """The same place, its file named with the folder."""
        return replace(self, file=f"{folder}/{self.file}") if self.file else self

    def __str__(self) -> str:
        if self.cell:
            return f"{self.file}[{self.cell}]"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the user's content: what, where, by which clause, and what to do."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    hint: str = ""
    basis: str = ""
    path: Path = ()
    place: Place = field(default_factory=Place)
    person: str = ""
    ground: Ground | None = None  # None: the record itself, a law or a standard, which no circular is about

    def resting_on(self, ground: Ground | None, left_open: str) -> Finding:
        """The same with what it rests on; an inference is at most a reminder that says what is left open.

        What a person must judge begins with a box to tick and holds nobody back either.
        """
        if ground not in (Ground.INFERRED, Ground.MANUAL):
            return replace(self, ground=ground)
        severity = Severity.WARNING if self.severity is Severity.ERROR else self.severity
        is_ours = ground is Ground.INFERRED
        said = f"{self.message}；{left_open}{INFERRED}" if is_ours else f"{BOX}{self.message}"
        return replace(self, severity=severity, message=said, ground=ground)

    def of(self, person: str) -> Finding:
        """The same finding, said of one person (by the key of their record)."""
        return replace(self, person=person)

    def under(self, folder: str) -> Finding:
        """The same finding, with its place named with the folder (for several folders at once)."""
        return replace(self, place=self.place.under(folder))

    def located(self, places: Places) -> Finding:
        """The same finding, with its place in the user's file looked up by its path."""
        return self if str(self.place) else replace(self, place=places.find(self.path))

    def shared(self) -> Finding:
        """The same; what is said alike of many people is in memory once."""
        hint, basis, code = map(sys.intern, (self.hint, self.basis, self.code))
        return replace(self, code=code, hint=hint, basis=basis, person=sys.intern(self.person))

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain data for `--json`."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return told | {
            "severity": str(self.severity),
            "ground": str(self.ground) if self.ground else None,
            "place": str(self.place),
            "path": list(self.path),
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that was made plain data by `asdict` and went through JSON."""
        ground, place = data["ground"], Place(**data["place"])
        read = {"severity": Severity(data["severity"]), "ground": ground and Ground(ground), "place": place}
        return cls(**{**data, **read, "path": tuple(data["path"])})


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by person in the order of appearance, errors first, without repeats."""
    unique = list(dict.fromkeys(findings))
    people = {person: n for n, person in enumerate(dict.fromkeys(f.person for f in unique))}
    return sorted(unique, key=lambda f: (people[f.person], _WEIGHT[f.severity]))


def blocks(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings forbids printing."""
    return any(f.severity is Severity.ERROR for f in findings)


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity."""
    counts = {str(severity): 0 for severity in Severity}
    for finding in findings:
        counts[str(finding.severity)] += 1
    return counts


@dataclass(frozen=True)
class Places:
    """Where every value of one record stands in the user's file, by its path in the record.

    `columns` are the sheet and the letter of a value's column in a workbook, by its path without numbers.
    """

    file: str
    known: Mapping[Path, Place] = field(default_factory=dict, repr=False)
    columns: Mapping[Path, tuple[str, str]] = field(default_factory=dict, repr=False)

    def under(self, folder: str) -> Places:
        """The same places, their file named with the folder."""
        known = {path: place.under(folder) for path, place in self.known.items()}
        return Places(f"{folder}/{self.file}", known, self.columns)

    def find(self, path: Path) -> Place:
        """The place of a value, or where it belongs, or of the nearest part of the record around it."""
        for end in range(len(path), -1, -1):
            if place := self.known.get(path[:end]) or self._empty_cell(path[:end]):
                return place
        return Place(self.file)

    def _empty_cell(self, path: Path) -> Place | None:
        """The cell of a workbook that holds nothing, where the value of a row would stand."""
        sheet, letter = self.columns.get(tuple(step for step in path if isinstance(step, str)), ("", ""))
        numbers = [i for i, step in enumerate(path, 1) if isinstance(step, int)]
        row = self.known.get(path[: max(numbers, default=0)])
        if not letter or row is None or row.sheet != sheet:
            return None
        return replace(row, cell=f"{sheet}!{letter}{row.row}")
