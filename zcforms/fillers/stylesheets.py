"""Where the style sheets of a form are: those that all forms share, and its own."""

from __future__ import annotations

from pathlib import Path

from zcforms.forms import Form, templates_folder
from zcforms.forms.files import read_text, refuse_link

SHARED = templates_folder() / "_shared"  # the sheets and macros of all forms


def sheet_files(form: Form, duplex: bool) -> list[Path]:
    """The style sheets of a form, in their order: those of all forms, and its own if it has one."""
    paths = [SHARED / "base.css", form.folder / "style.css", *([SHARED / "duplex.css"] if duplex else [])]
    return [path for path in paths if path.exists()]


def sheet_text(path: Path) -> tuple[str, str]:
    """The text of a style sheet, and what it is called where it is at fault."""
    where = f"{path.parent.name}/{path.name}"
    refuse_link(path, where)
    return read_text(path, where), where


def in_shared(path: Path, form: Path) -> Path:
    """Where a file lies that a form names: `../_shared` is the program's, in whatever folder the form is."""
    beside = form.resolve().parent / SHARED.name
    return SHARED.resolve() / path.relative_to(beside) if path.is_relative_to(beside) else path
