"""What belongs into a field of a stranger's form: by its name, its tip, or the caption beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zcforms.fillers.acroform import Field
from zcforms.forms import FieldSpec, Form
from zcforms.intake.records import model_of
from zcforms.model import Applicant, Institution

# Captions of units for what our forms call otherwise.
_SYNONYMS = {
    "身份证号": "证件号码",
    "身份证号码": "证件号码",
    "手机": "联系电话",
    "手机号码": "联系电话",
    "电话": "联系电话",
    "单位名称": "工作单位",
    "现职称": "现任资格",
    "现任职称": "现任资格",
    "申报职称": "申报资格",
    "毕业院校": "毕业学校",
    "相片": "照片",
}
_SAME = 0.5  # mm


def plain(text: str) -> str:
    """A caption without the spaces, colons and numbers that forms put around it."""
    return re.sub(r"[\s：:_*＊（）()\[\]【】0-9.]", "", text)


def vocabulary(forms: Iterable[Form]) -> dict[str, FieldSpec]:
    """What each Chinese title means: what most of our forms put there, else the record's own value."""
    said: dict[str, Counter[tuple[str, str]]] = {}
    specs: dict[tuple[str, str], FieldSpec] = {}
    for form in forms:
        for spec in form.fields.values() if form.scope == "person" else ():
            if spec.source:
                what = (spec.source, spec.format)
                said.setdefault(plain(spec.title), Counter())[what] += 1
                specs.setdefault(what, spec)
    found = {title: specs[counts.most_common(1)[0][0]] for title, counts in said.items()}
    for root, model in (("person", Applicant), ("unit", Institution)):
        for name, field in model.model_fields.items():
            if field.title and model_of(field.annotation) is None:
                spec = FieldSpec(title=field.title, source=f"{root}.{name}")
                found.setdefault(plain(field.title), spec)
    return found | {word: found[title] for word, title in _SYNONYMS.items() if title in found}


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
                return spec.model_copy(update={"title": title})
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
