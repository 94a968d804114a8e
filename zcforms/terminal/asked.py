"""What commands are asked about: a plan by its id or file, a form of ours or of a folder of work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.terminal.options import PATH

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.forms import Broken, Form
    from zcforms.plans import Plan

OWN = click.option("--work", type=PATH, help="连同这个工作文件夹的自备表格")


def asked_plan(asked: str) -> Plan:
    """The plan of that id, or of a file of the user's own; a draft that is not confirmed is refused."""
    from zcforms.plans import load_plan, read_plan

    return read_plan(Path(asked)) if asked.endswith(".yaml") else load_plan(asked)


def plan_to_look_at(asked: str) -> Plan:
    """The plan of that id or file, be it only a draft: it is shown, not used."""
    from zcforms.plans import read_plan_text

    return read_plan_text(Path(asked))[0] if asked.endswith(".yaml") else asked_plan(asked)


def all_forms(work: Path | None) -> tuple[dict[str, Form], list[Broken]]:
    """Our forms and those of a folder of work if one is named, and those of it that are broken."""
    from zcforms.forms import OWN_FORMS, survey_forms
    from zcforms.intake.folder import require_folder

    if work:
        require_folder(work)
    return survey_forms(work / OWN_FORMS if work else None)


def asked_form(asked: str, work: Path | None) -> Form:
    """The form that is meant by an id, a title or an alias; one of a folder of work if one is named."""
    from zcforms.forms import find_form

    forms, broken = all_forms(work)
    return find_form(forms, asked, broken)
