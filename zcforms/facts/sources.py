"""Whether the sources that a form.yaml names exist."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.facts.vocabulary import DECLARED, Fact, column, vocabulary
from zcforms.forms import Form
from zcforms.ground.errors import BrokenForm


def check_sources(form: Form) -> None:
    """Prove that every source of a form exists, whether or not an applicant has it; else BrokenForm."""
    if faults := list(unknown_sources(form)):
        lines = "\n".join(f"  {fault}" for fault in faults)
        hint = "全部来源：zcforms forms fields" + (f" --scope {form.scope}" if form.scope != "person" else "")
        raise BrokenForm(f"有{len(faults)}处来源不对：\n{lines}", hint=hint, where=f"{form.id}/form.yaml")


def unknown_sources(form: Form) -> Iterator[str]:
    """Sources that are no fact, list or column of the form's scope, each as one sentence.

    A slip and the parts of a binding are filled from values of their own.
    """
    if form.scope not in DECLARED:
        return
    words = vocabulary(form.scope)
    for name, spec in form.fields.items():
        if spec.source and spec.source not in words.facts:
            yield f"{name}：{_cure(spec.source, words.fact(spec.source))}"
    for name, table in form.tables.items():
        if table.source is None:
            for key, spec in table.columns.items():
                if spec.source:
                    yield f"{name}.{key}：表“{name}”没有来源，各列都留给手写，列不能有来源"
            continue
        listing = words.lists.get(table.source)
        if listing is None:
            yield f"{name}：{_cure(table.source, words.listing(table.source))}"
            continue
        for key, source in table.sources.items():
            if source and source not in listing.columns and source not in listing.untitled:
                yield f"{name}.{key}：{_cure(source, column(listing, source))}"


def _cure(asked: str, found: Fact | str) -> str:
    return found if isinstance(found, str) else f"来源“{asked}”要写作“{found.name}”"
