"""Values as the markup of a page: their size, their lines, and what no line's end may tear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count, groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from zcforms.chinese.breaking import flowing, pieces_of, standing
from zcforms.fillers.dated import dates_of
from zcforms.fillers.fitting import Box
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.fillers.sandbox.plain import Plain
from zcforms.forms import FieldSpec, Form, Values

# Where engines end a line in what holds together: at signs, before the first digit and after the last, round
# a dot, slash, dash or ＜, between Chinese characters.
_TORN_BY_ENGINES = re.compile(
    r"[·／—＜＞]|[\u4e00-\u9fff][0-9\u4e00-\u9fff]|[^\W_][^\w\s]+\w|[0-9][^\W0-9]| \S"
)
# Chinese only, and short: a line holds it, and it needs no block of its own to come apart.
_WORDS = re.compile(r"[（“《]?[\u4e00-\u9fff]{2,5}[，、；：。）”》]*")
_SHORT = 5  # characters of any kind of which the same is true


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: the attribute with its size and leading, and its lines where they are known.

    `measure` is the width (mm) and the size (pt) for which the lines hold.
    """

    style: Markup
    lines: tuple[str, ...] = ()
    measure: tuple[float, float] = (0, 0)
    centred: bool = False

    def shown(self, text: str, spec: FieldSpec, cut: Callable[[str], list[str]] = pieces_of) -> Markup:
        """A text as it is set, `cut` in what holds together where its lines are the engine's."""
        if not self.lines:
            return _paragraphs(text, spec, cut)
        return Markup("<br>").join(map(_spaced, self.lines))

    def told(self, number: int) -> str:
        """The attribute with the number of the value and the measure of its lines."""
        width, size = self.measure
        return f' data-set="{number} {width:g} {size:g}"'


def _day(text: str, overprinted: bool) -> tuple[str, str]:
    """A day as it is set, and the figures that come between its words where the paper bears these."""
    if text and not overprinted:
        return text, ""
    return "\u3000\u3000年\u3000\u3000月\u3000\u3000日", text


def style_of(size: float | None, leading: float | None) -> Markup:
    """The attribute that sets a text in a size (pt) and leading of its own; none if there is neither."""
    parts = [f"font-size:{size:g}pt"] if size else []
    parts += [f"line-height:{leading:g}"] if leading else []
    return Markup(' style="{}"').format("; ".join(parts)) if parts else Markup()


def text_of(values: Values, name: str, row: Plain) -> str:
    """The text of a field, or of a column in a row; Forbidden for an image, which has none."""
    if row is not None:
        return str(row["cells"][name.rpartition(".")[2]])
    if name not in values.fields:
        raise Forbidden(f"“{name}”是图片，没有文字", "用has_image判断有没有，用field印出来")
    return values.fields[name]


def lines_in(
    form: Form, text: str, mm: float, pt: float, fewest: bool = False, centred: bool = False
) -> tuple[str, ...]:
    """A text in the lines of a width (mm) at a size (pt), or in the fewest that it can be set in."""
    box = Box(width=mm, height=0, size=pt, centred=centred, typefaces=form.typefaces)
    return box.set(text, pt, 1 if fewest else 0)


def writer(
    form: Form,
    values: Values,
    settings: Mapping[str, Setting],
    cells: Callable[[str, str, bool], Setting | None],
    rooms: Mapping[int, tuple[float, float]] = MappingProxyType({}),
) -> Callable[..., Markup]:
    """The one macro through which every value reaches the page; what has a setting is so set.

    `settings` are those of fields and columns by name, `cells` those of a column where it says a text, in a
    stated room or not. A template that knows the room of a value best states it, in mm and pt, whether lines
    are scarce, and whether they are centred where the blank form does not show it. `rooms` are
    those that values proved to have, by their place among all (tree.misjudged): equal texts of a column have
    one place.
    """
    one = _writer(form, values, settings, cells, rooms)
    written: dict[tuple[Any, ...], Markup] = {}

    def field(
        name: str,
        row: Plain = None,
        mm: float | None = None,
        pt: float = 0,
        fewest: bool = False,
        centred: bool = False,
    ) -> Markup:
        if row is None:
            return one(name, row, mm, pt, fewest, centred)
        # Rows that say the same say it in the same markup: the typesetter sets it once.
        key = name, text_of(values, name, row), mm, pt, bool(fewest), bool(centred)
        if key not in written:
            written[key] = one(name, row, mm, pt, fewest, centred)
        return written[key]

    return field


def _writer(
    form: Form,
    values: Values,
    settings: Mapping[str, Setting],
    cells: Callable[[str, str, bool], Setting | None],
    rooms: Mapping[int, tuple[float, float]],
) -> Callable[..., Markup]:
    """What writes a value every time anew, with a number of its own."""
    numbers = count()

    def one(name: str, row: Plain, mm: float | None, pt: float, fewest: bool, centred: bool) -> Markup:
        spec = form.spec(name)
        if spec.format == "image":
            if name not in values.images:
                return Markup()
            return Markup('<img class="image" data-field="{0}" src="image:{0}" alt="">').format(name)
        text, figures = text_of(values, name, row), ""
        if spec.format == "chinese_date":
            text, figures = _day(text, values.overprinted)
        if not text:
            return Markup()
        kind: str = spec.format if spec.by_paragraph else "value"
        number, setting = next(numbers), cells(name, text, mm is not None) or settings[name]
        setting = Setting(setting.style) if figures else setting
        mm, pt = rooms.get(number, (mm, pt))
        if mm is not None:  # 0: a room that is shared, whose lines are the engine's, between words
            middle = bool(centred) or settings[name].centred
            lines = lines_in(form, text, mm, pt, fewest, middle) if mm else ()
            setting = Setting(setting.style, lines, (mm, pt))
        if setting.style:
            # Set by itself, a text stands in a block of its own, or the cell's line height would count.
            kind += " boxed"
        told = setting.told(number) if setting.lines else f' data-date="{escape(figures)}"' if figures else ""
        shown = setting.shown(text, spec, _in_words if mm == 0 or not row else pieces_of)
        # (by hand: the formatting of Markup takes as long as a third of a template)
        return Markup(  # noqa: S704
            f'<span class="{escape(kind)}" data-field="{escape(name)}"{setting.style}{told}>{shown}</span>'
        )

    return one


def rest(text: str, spec: FieldSpec, torn: bool) -> Markup:
    """What is left of a field's text; `torn` in the middle of a paragraph, it does not begin a new one."""
    kind = f"{spec.format} torn" if torn else spec.format
    return Markup('<span class="{}">{}</span>').format(kind, _paragraphs(text, spec))


def _in_words(line: str) -> list[str]:
    """What a form says of a person in its own running text; the rows of a table have words of few lines."""
    return standing(line, ends=False)


def _paragraphs(text: str, spec: FieldSpec, cut: Callable[[str], list[str]] = pieces_of) -> Markup:
    lines = [_paragraph(line, spec, cut) for line in text.split("\n") if line.strip()]
    if spec.by_paragraph:
        return Markup().join(Markup('<span class="paragraph">{}</span>').format(x) for x in lines)
    return Markup("<br>").join(lines)


def _paragraph(line: str, spec: FieldSpec, cut: Callable[[str], list[str]]) -> Markup:
    if spec.format == "dated":
        dates, said = dates_of(line)
        kind = "dates" if dates else "dates undated"  # (:empty looks ahead: shortcuts/cascade.py)
        beside = _kept_whole(standing(said, ends=True), True)
        return Markup('<span class="{}">{}</span>').format(kind, dates) + beside
    if spec.format == "prose":
        return _kept_whole(flowing(line), True)
    return _kept_whole(cut(line), False)


def _kept_whole(pieces: list[str], paragraph: bool) -> Markup:
    """A line whose pieces the engine does not tear; what it keeps by itself is only text."""
    kinds = _held(pieces, paragraph)
    parts = []
    for kind, run in groupby(zip(kinds, pieces, strict=True), key=itemgetter(0)):
        if not kind:
            parts.append(_spaced("".join(piece for _, piece in run)))
            continue
        for _, piece in run:
            bare = piece.rstrip(" ")
            parts.append(Markup('<span class="{}">{}</span>{}').format(kind, bare, piece[len(bare) :]))
    return Markup().join(parts)


def _held(pieces: list[str], paragraph: bool) -> list[str]:
    """The class of each piece: `kept` on its line, `whole` if a line might not hold it, none if it is text.

    Text after what is held tears in its first piece, T/D or before a comma: engines try overflow-wrap there
    before they end the line before it. So that piece is held, too.
    """
    kinds: list[str] = []
    for last, piece in enumerate(pieces, 1 - len(pieces)):
        bare = piece.rstrip(" ")
        if _TORN_BY_ENGINES.search(piece) or (paragraph and last == 0):
            kinds.append("kept" if _WORDS.fullmatch(bare) else "whole")
        elif kinds and kinds[-1] and len(bare) > 1:
            kinds.append("kept" if len(bare) <= _SHORT else "whole")
        else:
            kinds.append("")
    return kinds


def _spaced(text: str) -> Markup:
    """A full-width space between words as one that vanishes where the line ends there."""
    wide = Markup('<span class="wide"> </span>')
    return wide.join(escape(part) for part in re.split(r"(?<=\S)\u3000(?=\S)", text))
