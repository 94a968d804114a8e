"""What belongs into a field of a stranger's form: by its name, its tip, or the caption beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zcforms.facts.vocabulary import ALSO, vocabulary
from zcforms.fillers.acroform import Field
from zcforms.forms import FieldSpec, Form

# Captions of units for what our forms and lists of names call otherwise.
_SYNONYMS = {
    **ALSO,
    "电话": "person.phone",
    "现职称": "title.name",
    "申报职称": "target",
    "毕业院校": "highest.school",
    "相片": "photo",
}
_SAME = 0.5  # mm


def plain(text: str) -> str:
    """A caption without the spaces, colons and numbers that forms put around it."""
    return re.sub(r"[\s：:_*＊（）()\[\]【】0-9.]", "", text)


def captions_of(forms: Iterable[Form]) -> dict[str, FieldSpec]:
    """What each Chinese caption means: what most of our forms put there, else the fact of that title."""
    facts = vocabulary("person").facts
    said: dict[str, Counter[str]] = {}
    specs: dict[str, FieldSpec] = {}
    for form in forms:
        for spec in form.fields.values() if form.scope == "person" else ():
            if spec.source and spec.source in facts:
                said.setdefault(plain(spec.title), Counter())[spec.source] += 1
                specs.setdefault(spec.source, spec)
    sources = {caption: counts.most_common(1)[0][0] for caption, counts in said.items()}
    for fact in facts.values():
        if fact.name.count(".") < 2:
            sources.setdefault(plain(fact.title), fact.name)
    return {
        caption: FieldSpec(
            title=caption, source=source, format=specs[source].format if source in specs else "text"
        )
        for caption, source in {**_SYNONYMS, **sources}.items()
    }


def guesses(
    fields: Sequence[Field], captions: Mapping[str, str], words: Mapping[str, FieldSpec]
) -> dict[str, FieldSpec]:
    """By field name what was guessed; cells of a table are never guessed: a row is not the applicant."""
    cells = {name for group in tables(fields, captions).values() for name in group}
    found = {}
    for field in fields:
        if field.name not in cells and field.kind not in ("signature", "unknown"):
            spec = _guess(field, captions.get(field.name, ""), words)
            if spec:
                found[field.name] = spec
    return found


def _guess(field: Field, caption: str, words: Mapping[str, FieldSpec]) -> FieldSpec | None:
    for text in (field.name.rpartition(".")[2], field.tip, caption):
        said = plain(text)
        for title in sorted(words, key=len, reverse=True):
            spec = words[title]
            if said.endswith(title) and (spec.format == "image") == (field.kind == "button"):
                return spec
    return None


def tables(fields: Sequence[Field], captions: Mapping[str, str]) -> dict[str, list[str]]:
    """Fields that stand below each other under one name with running numbers: "工作{n}单位" → names.

    What has a caption of its own beside it is no row: programs name fields Text1, Text2, too.
    """
    groups: dict[str, list[Field]] = {}
    for field in fields:
        pattern = re.sub(r"\d+(?=\D*$)", "{n}", field.name)
        if pattern != field.name and field.widgets:
            groups.setdefault(pattern, []).append(field)
    found = {}
    for pattern, group in groups.items():
        first, *others = group
        left = first.widgets[0].box[0]
        if others and all(
            abs(field.widgets[0].box[0] - left) < _SAME
            and field.widgets[0].page == first.widgets[0].page
            and not captions.get(field.name)
            for field in others
        ):
            found[pattern] = [field.name for field in group]
    return found
