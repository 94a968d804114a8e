"""Whether the sources that a form.yaml names exist."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.forms import Form
from zcforms.view.vocabulary import Fact, column, vocabulary


def unknown_sources(form: Form) -> Iterator[str]:
    """Sources that are no fact, list or column of the form's scope, each as one sentence."""
    words = vocabulary(form.scope)
    for name, spec in form.fields.items():
        if spec.source and spec.source not in words.facts:
            yield f"{name}：{_cure(spec.source, words.fact(spec.source))}"
    for name, table in form.tables.items():
        listing = words.lists.get(table.source)
        if listing is None:
            yield f"{name}：{_cure(table.source, words.listing(table.source))}"
            continue
        for key, spec in table.columns.items():
            source = spec.source or key
            if source not in listing.columns:
                yield f"{name}.{key}：{_cure(source, column(listing, source))}"


def _cure(asked: str, found: Fact | str) -> str:
    return found if isinstance(found, str) else f"来源“{asked}”要写作“{found.name}”"
