"""Word files that a clerk brings: checked whole, then stored in the folder of work, or refused."""

from __future__ import annotations

from pathlib import Path

import yaml

from zcforms.authoring.adding.brought import (
    MANIFEST,
    Brought,
    Medium,
    folder_of,
    kept_form,
    modern_content,
    store,
)
from zcforms.authoring.adding.word.captions import words_of
from zcforms.authoring.adding.word.merging import as_tags
from zcforms.authoring.adding.word.package import Package
from zcforms.authoring.adding.word.tags import adopt
from zcforms.authoring.adding.word.untagged import propose
from zcforms.facts.vocabulary import vocabulary
from zcforms.fillers import docx
from zcforms.forms import load_form, load_forms
from zcforms.ground.errors import UnreadableInput
from zcforms.paper import delivery

_WORD = Medium(docx.TEMPLATE, docx.check_template, docx.fill)


def add_word(path: Path, work: Path, title: str | None, scope: str) -> Brought:
    """Add a Word file to a folder of work as a form, and say what each tag or each guess means.

    The same title again replaces a form with tags; of one without, the form.yaml that is there is kept.

    Raises UnreadableInput if the file cannot be taken at all, BrokenForm with every mistake in its
    tags; nothing is written then.
    """
    title = (title or path.stem).strip()
    folder = folder_of(work, title, scope)
    converted = modern_content(path)
    package, known = Package(path, converted), vocabulary(scope)
    words = words_of(load_forms().values(), scope)
    as_tags(package, known, words)
    if not package.has_tags():
        kept = kept_form(folder)
        try:
            found = propose(package, title, words, kept)
        except UnreadableInput as e:
            raise UnreadableInput(e.message, hint=e.hint, where=path.name) from e
        return store(folder, _WORD, found, converted is not None)
    manifest, template, meanings = adopt(package, path.name, title, known, scope, work)
    delivery.deliver(folder / docx.TEMPLATE, template)
    # The manifest last: a folder without one is no form yet.
    text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
    delivery.deliver(folder / MANIFEST, text.encode())
    is_old, was_revised = converted is not None, package.was_revised
    return Brought(load_form(folder), meanings, converted=is_old, was_revised=was_revised)
