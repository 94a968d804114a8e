"""What the command line says of people: their findings, each group of them told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from zcforms.chinese.names import told_unseen
from zcforms.ground.findings import GROUND_LABELS, SEVERITY_LABELS, Finding, Place, Severity, summary

if TYPE_CHECKING:  # a command loads what it shows by itself: help must be there at once
    from zcforms.intake.folder import PersonFile

_IN_FULL = 2  # findings of a kind that are told in full for one person; the others take a line each
_PLACES = 12  # of the same words, all but these are counted only


def show_heads(people: int, held: int) -> None:
    """How many there are, in one line: 30人：可做24，暂缓6."""
    click.secho(f"{people}人：可做{people - held}，暂缓{held}", bold=True)


def named(people: Iterable[PersonFile]) -> dict[str, str]:
    """Every person's key with their name and unit, as far as these could be read."""
    labels = {}
    for file in people:
        name = file.name if file.name and file.name not in file.key else ""
        who = " ".join(filter(None, [file.key, name]))
        labels[file.key] = told_unseen(f"{who}（{file.unit}）" if file.unit and file.unit not in who else who)
    return labels


def show_findings(
    findings: Sequence[Finding],
    people: Sequence[PersonFile] = (),
    *,
    errors_only: bool = False,
    merged: bool = False,
) -> None:
    """Findings grouped by person, errors first, each with place, clause and what to do.

    What is said of everybody alike, or of everybody of a unit, is said once. The counts are of all findings,
    shown or not. `merged` are those of several folders, whose own reminders are not among them: nothing is
    said of their number.
    """
    left = [f for f in findings if not errors_only or f.severity is Severity.ERROR]
    _show_group("单位和全局", [f for f in left if not f.person])
    left = _show_common({file.key for file in people}, [f for f in left if f.person])
    units: dict[str, set[str]] = {}
    for file in people:
        if file.unit:
            units.setdefault(file.unit, set()).add(file.key)
    for unit, keys in units.items():
        left = _show_common(keys, left, f"{unit}的")
    of_people: dict[str, list[Finding]] = {}
    for finding in left:
        of_people.setdefault(finding.person, []).append(finding)
    labels = named(people)
    for person, own in of_people.items():
        _show_group(labels.get(person, person), own)
    counts = summary(findings)
    if merged:
        click.echo(f"\n错误{counts['error']}条；各人自己的提醒、说明不在这里列，用 zcforms check 看")
        return
    aside = "（只列错误）" if errors_only else ""
    click.echo(f"\n错误{counts['error']}条，提醒{counts['warning']}条，说明{counts['info']}条{aside}")


def _show_common(keys: set[str], findings: Sequence[Finding], whose: str = "") -> list[Finding]:
    """Say once what is said of all these people alike, if they are several; the findings that are left."""
    people: dict[Finding, set[str]] = {}
    for finding in findings:
        if finding.person in keys:
            people.setdefault(_said(finding), set()).add(finding.person)
    common = {said: None for said, of in people.items() if len(of) == len(keys) > 1}
    _show_group(told_unseen(f"{whose}{len(keys)}人都有"), list(common))
    return [f for f in findings if f.person not in keys or _said(f) not in common]


def _show_group(title: str, findings: Sequence[Finding]) -> None:
    if findings:
        click.secho(f"\n{title}", bold=True)
    same: dict[Finding, list[Finding]] = {}
    for finding in findings:
        same.setdefault(_said(finding), []).append(finding)
    seen: Counter[str] = Counter()
    for alike in same.values():
        finding, at = alike[0], _places([one.place for one in alike])
        seen[finding.code] += 1
        if seen[finding.code] > _IN_FULL:
            click.echo(told_unseen(f"  〃    {finding.message}　{at}"))
        else:
            _show_finding(finding, at)


def _places(places: Sequence[Place]) -> str:
    """Where the same is said, one file named once, of many places their number: a.yaml:8:5、9:5，等30处."""
    told = list(dict.fromkeys(str(place) for place in places if str(place)))
    if len(told) < 2:
        return "".join(told)
    file = places[0].file
    if file and all(place.file == file for place in places):
        told[1:] = [place.removeprefix(file).lstrip(":") for place in told[1:]]
    more = f"，等{len(told)}处" if len(told) > _PLACES else ""
    return "、".join(told[:_PLACES]) + more


def _said(finding: Finding) -> Finding:
    """What is said, whoever it is said of and wherever it stands."""
    return replace(finding, person="", place=Place(), path=())


_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def _show_finding(finding: Finding, at: str) -> None:
    label = click.style(SEVERITY_LABELS[finding.severity], fg=_COLOURS[finding.severity])
    click.echo(f"  {label}  {told_unseen(finding.message)}  [{finding.code}]")
    for text in (
        at and f"位置：{at}",
        finding.hint and f"处理：{finding.hint}",
        finding.basis and f"依据：{finding.basis}",
    ):
        if text:
            click.echo(f"        {told_unseen(text)}")


_COLUMNS = {"人员": 16, "轻重": 7, "依据性质": 11, "编号": 22, "问题": 52, "位置": 28, "依据": 38, "处理": 44}


def findings_workbook(findings: Sequence[Finding], labels: Mapping[str, str]) -> bytes:
    """Findings as a workbook, a row each, in the order in which they are shown."""
    from zcforms.fillers import xlsx

    rows = [
        (
            labels.get(finding.person, finding.person) or "单位和全局",
            SEVERITY_LABELS[finding.severity],
            GROUND_LABELS[finding.ground],
            finding.code,
            finding.message,
            str(finding.place),
            finding.basis,
            finding.hint,
        )
        for finding in findings
    ]
    return xlsx.write_list("检查结果", _COLUMNS, rows)
