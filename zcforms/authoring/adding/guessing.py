"""What belongs into a field of a stranger's form: by its name, its tip, or the caption beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from zcforms.chinese.names import in_use
from zcforms.facts.vocabulary import ALSO, vocabulary
from zcforms.fillers.acroform import Field
from zcforms.forms import FieldSpec, Form
from zcforms.ground.shipped import shipped_data

CAPTION = 12  # characters of the words beside a field that are its caption
_SAME = 0.5  # mm


def plain(text: str) -> str:
    """A caption without the spaces, colons and numbers that forms put around it, in usual characters."""
    return in_use(re.sub(r"[\s：:_*＊（）()\[\]【】0-9.，,、；;。/／]", "", text))


@cache
def _said() -> dict[str, Any]:
    return cast("dict[str, Any]", shipped_data("authoring/adding/captions.yaml"))


def _also(scope: str) -> dict[str, str]:
    """What forms of units call a fact otherwise, by caption (captions.yaml)."""
    said = _said()[scope]
    return {plain(caption): source for source, captions in said.items() for caption in captions}


def phrases_of(scope: str) -> list[tuple[str, str, str]]:
    """What a gap in running text asks for: what stands before it, what after it, and the source."""
    said = _said()["gaps"][scope]
    split = [(*map(plain, one.split("…")), source) for source, ones in said.items() for one in ones]
    return sorted(split, key=lambda one: -len(one[0]) - len(one[1]))


def spans_of(scope: str) -> dict[str, tuple[str, str]]:
    """The sources of the two ends of a stretch of time, by the word that says whose it is."""
    return {topic: (start, end) for topic, (start, end) in _said()["spans"].get(scope, {}).items()}


def short_captions() -> dict[str, str]:
    """Captions of two things that stand together, by what they are short for."""
    return {plain(one): full for one, full in _said()["short"].items()}


def same_words(scope: str) -> dict[str, str]:
    """What the sides and heads of tables of two heads are called otherwise, by what we call them."""
    said = _said()["sides"].get(scope, {})
    return {plain(one): plain(ours) for ours, others in said.items() for one in others}


_WRITTEN = {"chinese_date": "text"}


def captions_of(forms: Iterable[Form], scope: str = "person") -> dict[str, FieldSpec]:
    """What each Chinese caption means: what most of our forms put there, else the fact of that title."""
    facts = vocabulary(scope).facts
    said: dict[str, Counter[str]] = {}
    specs: dict[str, FieldSpec] = {}
    own: dict[str, str] = {}  # how a caption's own value is written: 出生日期 has a day, 出生年月 none
    for form in forms:
        for spec in form.fields.values() if form.scope == scope else ():
            if spec.source and spec.source in facts:
                said.setdefault(plain(spec.title), Counter())[spec.source] += 1
                specs.setdefault(spec.source, spec)
                # (a Chinese date would write 年月日 into a blank that has nothing of it)
                own.setdefault(plain(spec.title), _WRITTEN.get(spec.format, spec.format))
    sources = {caption: counts.most_common(1)[0][0] for caption, counts in said.items()}
    for fact in facts.values():
        if fact.name.count(".") < 2 and (scope == "office" or not fact.name.startswith("office.")):
            sources.setdefault(plain(fact.title), fact.name)
    return {
        caption: FieldSpec(
            title=caption,
            source=source,
            format=own.get(caption) or (specs[source].format if source in specs else "text"),
        )
        for caption, source in {**ALSO, **sources, **_also(scope)}.items()
        if source in facts
    }


def guesses(
    fields: Sequence[Field],
    captions: Mapping[str, str],
    words: Mapping[str, FieldSpec],
    is_left: Callable[[str], bool],
) -> dict[str, FieldSpec]:
    """By field name what was guessed; cells of a table are never guessed: a row is not the applicant.

    Nor is a field with a word that `is_left` to somebody else, or to a hand.
    """
    cells = {name for group in tables(fields, captions).values() for name in group}
    found = {}
    for field in fields:
        if field.name not in cells and field.kind not in ("signature", "unknown"):
            *above, own = field.name.split(".")
            texts = own, field.tip, captions.get(field.name, "")
            is_theirs = any(is_left(text[-CAPTION:]) for text in (*above, *texts))
            if not is_theirs and (spec := _guess(field, texts, words)):
                found[field.name] = spec
    return found


def _guess(field: Field, texts: Iterable[str], words: Mapping[str, FieldSpec]) -> FieldSpec | None:
    for said in map(plain, texts):
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
