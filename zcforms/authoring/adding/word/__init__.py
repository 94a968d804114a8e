"""Forms that a clerk brings: checked whole, then stored in the folder of work, or refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from zcforms.authoring.adding.word.captions import words_of
from zcforms.authoring.adding.word.marks import Draft
from zcforms.authoring.adding.word.package import Package
from zcforms.authoring.adding.word.tags import Meaning, adopt
from zcforms.authoring.adding.word.untagged import is_untagged, propose
from zcforms.facts.sources import check_sources
from zcforms.facts.vocabulary import SCOPES, vocabulary
from zcforms.fillers import docx
from zcforms.forms import OWN_FORMS, Form, left_blank, load_form, load_forms
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.files import read_file, stage
from zcforms.paper import delivery
from zcforms.paper.staging import emptied, staging

__all__ = ["AddedWord", "add_word"]

_MANIFEST = "form.yaml"
_SHEET = "核对稿.docx"


@dataclass(frozen=True)
class AddedWord:
    """A Word file that joined a folder of work: what its tags mean, or what was guessed where it has none.

    `sheet` shows every guess in its place; `is_new` unless a form.yaml that a person went over was kept.
    """

    form: Form
    tags: tuple[Meaning, ...] = ()
    draft: Draft | None = None
    sheet: Path | None = None
    is_new: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data for `--json`."""
        form = self.form
        known: dict[str, Any] = {"id": form.id, "title": form.title, "scope": form.scope}
        known |= {"folder": str(form.folder), "new": self.is_new, "tags": [asdict(tag) for tag in self.tags]}
        if self.draft is not None:
            known["guesses"] = [asdict(one) for one in self.draft.fields]
            known["lists"] = [asdict(one) for one in self.draft.lists]
            known |= {"by_hand": self.draft.by_hand, "unread": self.draft.unread, "sheet": str(self.sheet)}
        return known


def add_word(path: Path, work: Path, title: str | None, scope: str) -> AddedWord:
    """Add a Word file to a folder of work as a form, and say what each tag or each guess means.

    The same title again replaces a form with tags; of one without, the form.yaml that is there is kept.

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
    folder = work / OWN_FORMS / delivery.safe_name(title)
    package = Package(path)
    if is_untagged(package):
        return _guessed(package, path, title, scope, folder)
    manifest, template, meanings = adopt(package, path.name, title, vocabulary(scope), scope, work)
    delivery.deliver(folder / docx.TEMPLATE, template)
    # The manifest last: a folder without one is no form yet.
    text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
    delivery.deliver(folder / _MANIFEST, text.encode())
    return AddedWord(load_form(folder), meanings)


def _guessed(package: Package, path: Path, title: str, scope: str, folder: Path) -> AddedWord:
    is_new = not (folder / _MANIFEST).is_file()
    kept = None if is_new else load_form(folder)
    if kept is not None:
        check_sources(kept)
    try:
        found = propose(package, title, words_of(load_forms().values(), scope), kept)
    except UnreadableInput as e:
        raise UnreadableInput(e.message, hint=e.hint, where=path.name) from e
    manifest = found.manifest.encode() if is_new else read_file(folder / _MANIFEST)
    with staging(folder.parent.parent) as room:
        tried = emptied(room / folder.name)
        stage(tried / docx.TEMPLATE, found.template)
        stage(tried / _MANIFEST, manifest)
        form = load_form(tried)
        check_sources(form)
        docx.check_template(form)
        docx.fill(form, left_blank(form))
    delivery.deliver(folder / _SHEET, found.sheet)
    delivery.deliver(folder / docx.TEMPLATE, found.template)
    if is_new:
        delivery.deliver(folder / _MANIFEST, manifest)
    return AddedWord(load_form(folder), draft=found.draft, sheet=folder / _SHEET, is_new=is_new)
