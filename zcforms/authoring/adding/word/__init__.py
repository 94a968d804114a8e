"""Forms that a clerk brings: checked whole, then stored in the folder of work, or refused."""

from __future__ import annotations

from pathlib import Path

import yaml

from zcforms.authoring.adding.word.tags import Meaning, adopt
from zcforms.facts.vocabulary import SCOPES, vocabulary
from zcforms.forms import OWN_FORMS, Form, load_form, load_forms
from zcforms.ground.errors import UsageError
from zcforms.paper import delivery

__all__ = ["add_word"]


def add_word(path: Path, work: Path, title: str | None, scope: str) -> tuple[Form, tuple[Meaning, ...]]:
    """Add a Word file to a folder of work as a form, and say what each tag means.

    The same title again replaces the form.

    Raises UnreadableInput if the file cannot be taken at all, BrokenForm with every mistake in its
    tags; nothing is written then.
    """
    if not (work / "zcforms.yaml").is_file():
        raise UsageError(f"{work}不是工作文件夹", hint="里面要有zcforms.yaml；用 zcforms new 建一个")
    if scope not in SCOPES:
        raise UsageError(f"没有适用范围“{scope}”", hint="可用：" + "、".join(SCOPES))
    title = (title or path.stem).strip()
    for form in load_forms().values():
        if title in (form.id, form.title, *form.aliases):
            raise UsageError(f"已有表格“{title}”", hint="用 --title 另取一个名称")
    manifest, template, meanings = adopt(path, title, vocabulary(scope), scope, work)
    folder = work / OWN_FORMS / delivery.safe_name(title)
    delivery.deliver(folder / "template.docx", template)
    # The manifest last: a folder without one is no form yet.
    text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
    delivery.deliver(folder / "form.yaml", text.encode())
    return load_form(folder), meanings
