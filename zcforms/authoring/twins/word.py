"""The tree of a page written as WordprocessingML: blocks as paragraphs, spans as runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from zcforms.authoring.twins.layout import Either, Frame, Page, Text, children
from zcforms.authoring.twins.marking import Marks
from zcforms.authoring.twins.paper import (
    CONTROL,
    JC,
    SIDES,
    TWIPS,
    Paragraph,
    Room,
    control,
    has_border,
    is_negative,
    line_height,
    px,
    twips,
)
from zcforms.authoring.twins.tables import side_by_side, table

_MM = 25.4 / 96  # a px
_MUCH = 75.0  # px under a value: room for it to grow into, of which so much is kept free
_GROWS = 0.7


class Writer:
    """Writes one form's page; `section` says the properties of a Word section by a page of its kind."""

    def __init__(self, page: Page, marks: Marks, section: Callable[[Any], str]) -> None:
        self.page, self.marks, self.section = page, marks, section

    # --- blocks --------------------------------------------------------------------------------

    def fill(self, room: Room, nodes: list[Any], parent: Any) -> None:
        """Write nodes, one after another, into a room."""
        line: list[Any] = []
        for node in [*nodes, None]:
            if node is not None and self._in_line(node):
                line.append(node)
                continue
            if any(not isinstance(n, Text) or n.characters.strip(" ") for n in line):
                self._paragraph(room, line, parent)
            line = []
            if isinstance(node, Either):
                self._either(room, node, parent)
            elif node is not None:
                self._block(room, node)

    def _in_line(self, node: Any) -> bool:
        if isinstance(node, Text):
            return True
        if isinstance(node, Either):
            inner = [*node.then, *node.other]
            shown = [n for n in inner if not isinstance(n, Text) or n.characters.strip(" ")]
            return bool(shown) and all(map(self._in_line, shown))
        style = self.page.style(node)
        return node.tag in {"br", "wbr"} or style is None or style["display"][0] == "inline"

    def _either(self, room: Room, either: Either, parent: Any) -> None:
        if not any(self.shows(node) for node in [*either.then, *either.other]):
            return
        start, begun = (room.y, room.page), len(room.parts)
        room.parts.append(control(either.tag))
        self.fill(room, either.then, parent)
        if either.other:
            ended, turned = (room.y, room.page), len(room.parts)
            room.parts.append(control("else"))
            room.y, room.page = start
            self.fill(room, either.other, parent)
            room.y, room.page = max(ended, (room.y, room.page), key=lambda at: (at[1], at[0]))
            _alike_above(room.parts[begun + 1 : turned], room.parts[turned + 1 :])
        room.parts.append(control("endfor" if either.tag.startswith("for") else "endif"))

    def shows(self, node: Any) -> bool:
        """Whether a node puts anything on the page."""
        if isinstance(node, Text):
            return bool(node.characters.strip(" "))
        if isinstance(node, Either):
            return any(map(self.shows, [*node.then, *node.other]))
        return True

    def _block(self, room: Room, element: Any) -> None:
        style, frame = self.page.style(element), self.page.frame(element)
        if style is None:
            return
        kind = style["display"]
        before = len(room.parts)
        if element.tag == "table":
            table(self, room, element)
        elif "flex" in kind:
            side_by_side(self, room, element, [c for c in element if isinstance(c.tag, str)])
        elif frame is not None and all(has_border(style, side) for side in SIDES):
            side_by_side(self, room, element, [element])
        elif not any(self.shows(node) for node in children(element)):
            self._empty(room, style, frame)
        else:
            self.fill(room, children(element), element)
        if style["break_before"] == "page" and before and frame is not None:
            first = next((p for p in room.parts[before:] if isinstance(p, Paragraph)), None)
            if first is not None:
                first.new_page, first.before = True, 0
        if frame is not None and frame.page == room.page and style["position"] != "absolute":
            # A block may be taller than what is in it.
            rest = frame.y + frame.height - room.y
            last = room.parts[-1] if room.parts else None
            if isinstance(last, Paragraph) and not last.exact:
                room.y += rest  # a picture takes the room itself
            elif rest > 2 and style["height"] != "auto" and not is_negative(style["margin_bottom"]):
                self.after(room, rest)

    def after(self, room: Room, gap: float) -> None:
        """Leave a gap in px below what was written last."""
        last = room.parts[-1] if room.parts else None
        if isinstance(last, Paragraph) and not last.repeated:
            last.after += twips(gap)
        else:
            room.parts.append(Paragraph(line=max(20, twips(gap))))
        room.y += gap

    def _empty(self, room: Room, style: Any, frame: Frame | None) -> None:
        """An empty block: a line to write on, or only its height."""
        if style["border_bottom_style"] == "none" or not style["border_bottom_width"]:
            return
        height = style["height"].value if style["height"] != "auto" else 20
        room.parts.append(Paragraph(line=twips(height) - 10, rule=True))
        if frame is not None:
            room.y = frame.y + frame.height

    def _paragraph(self, room: Room, nodes: list[Any], parent: Any) -> None:
        style, frame = self.page.style(parent), self.page.frame(parent)
        p = Paragraph(line=line_height(style), jc=JC.get(style["text_align_all"], "left"))
        p.first = twips(px(style["text_indent"]))
        if frame is not None:
            top, foot = frame.lines or (frame.inner_y, frame.inner_y)
            place = Frame(frame.page, 0, top, 0, 0, 0, 0, 0, None)
            p.new_page = self._turn(room, place)
            gap = room.leave(place)
            written = [
                part for part in room.parts if not (isinstance(part, str) and part.startswith(CONTROL))
            ]
            if gap > _MUCH and written and _is_value(written[-1]):
                gap *= _GROWS
            p.repeated = parent.get("class") == "paragraph"
            if p.repeated and gap >= 1:
                self.after(room, gap)
            elif not p.repeated:
                p.before = twips(gap)
            room.y = max(foot, room.y) if frame.lines else room.y
            if parent.tag not in {"td", "th"}:
                left, right = frame.inner_x - room.left, room.right - frame.inner_x - frame.inner_width
                p.left = twips(left) if left > 1 and p.jc != "right" else 0
                p.right = twips(right) if right > 1 and p.jc != "left" else 0
        p.keep = style["break_after"] == "avoid"
        vertical = (
            parent.tag == "span" and frame is not None and 0 < frame.inner_width <= style["font_size"] * 1.1
        )
        if parent.tag == "li":
            number = self._list_of(parent).index(parent) + 1
            p.runs.append(self._run(f"{number}．", style))
            p.first = -twips(style["font_size"] * 1.5)
        last = nodes[-1]
        if p.jc == "right" and isinstance(last, Text):
            # Word hangs spaces at the end of a line beyond its edge.
            text = last.characters.rstrip(" ")
            p.right += twips((len(text) - len(text.rstrip("\u3000"))) * style["font_size"])
            nodes = [*nodes[:-1], Text(text.rstrip("\u3000"))]
        self._runs(p, nodes, style, vertical)
        room.parts.append(p)

    def _turn(self, room: Room, place: Frame) -> bool:
        """Whether what comes next begins a page, after a table that filled its own with empty rows.

        A page of another kind begins a Word section.
        """
        if not room.is_body or place.page == room.page:
            return False
        before, after = self.page.pages[room.page], self.page.pages[place.page]
        of_another_kind = before.page_type.name != after.page_type.name
        if of_another_kind:
            last = next(part for part in reversed(room.parts) if isinstance(part, Paragraph))
            last.section = self.section(before)
        if of_another_kind:
            room.y, room.page = after.content_box_y(), place.page
        elif room.filled:
            room.y, room.page = place.y, place.page  # no gap at the head of a page
        return room.filled and not of_another_kind

    def _list_of(self, item: Any) -> list[Any]:
        return next(
            [li for li in ol if li.tag == "li"] for ol in self.page.root.iter("ol") if item in list(ol)
        )

    # --- runs ----------------------------------------------------------------------------------

    def _runs(
        self, p: Paragraph, nodes: list[Any], style: Any, vertical: bool = False, line: bool = False
    ) -> None:
        for i, node in enumerate(nodes):
            if isinstance(node, Text):
                text = node.characters
                if i == 0 and not p.runs:
                    text = text.lstrip(" ")
                if i == len(nodes) - 1:
                    text = text.rstrip(" ")
                self._text(p, text, style, vertical, line)
            elif isinstance(node, Either):
                p.runs.append(self._run(f"{{% {node.tag} %}}", style))
                self._runs(p, node.then, style, vertical, line)
                if node.other:
                    p.runs.append(self._run("{% else %}", style))
                    self._runs(p, node.other, style, vertical, line)
                p.runs.append(
                    self._run("{% endfor %}" if node.tag.startswith("for") else "{% endif %}", style)
                )
            elif node.tag == "br":
                p.runs.append("<w:r><w:br/></w:r>")
            elif node.tag != "wbr":
                own = self.page.style(node) or style
                inner = children(node)
                under = line or own["border_bottom_style"] == "solid"
                if under and not _says(inner):
                    p.runs.append(self._run(_blanks(node, own), own, True))
                else:
                    if under:
                        inner = [_padded(n, own) for n in inner]
                    self._runs(p, inner, own, vertical, under)
                    if px(own["margin_right"]) >= own["font_size"]:
                        p.runs.append(self._run("\u3000", own))

    def _text(self, p: Paragraph, text: str, style: Any, vertical: bool, line: bool) -> None:
        plain = ""
        for i, character in enumerate(text):
            expression = self.marks.expression(character)
            if expression is None and not vertical:
                plain += character
                continue
            if plain:
                p.runs.append(self._run(plain, style, line))
                plain = ""
            if expression is not None:
                if self._is_image(expression):
                    p.exact = False
                    width, height = (round(px(style[side]) * _MM, 1) for side in ("width", "height"))
                    expression += f".within({width:g}, {height:g})"
                p.runs.append(self._run(f"{{{{ {expression} }}}}", style, line))
            else:
                p.runs.append(self._run(character, style, line))
                if i < len(text) - 1:
                    p.runs.append("<w:r><w:br/></w:r>")
        if plain:
            p.runs.append(self._run(plain, style, line))

    def _is_image(self, expression: str) -> bool:
        spec = self.marks.form.fields.get(expression)
        return spec is not None and spec.format == "image"

    def _run(self, text: str, style: Any, line: bool = False) -> str:
        if text == self.marks.form.title:
            text = "{{ title }}"
        face = style["font_family"][0]
        spacing = style["letter_spacing"]
        # Down to the next twip: 28 characters that close up to fit a line must fit it.
        twips = 0 if spacing == "normal" else math.floor(px(spacing) * TWIPS)
        close = f'<w:spacing w:val="{twips}"/>' if twips else ""
        size = round(style["font_size"] * 0.75 * 2)
        under = '<w:u w:val="single"/>' if line else ""
        fonts = " ".join(f'w:{script}="{face}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
        return (
            f'<w:r><w:rPr><w:rFonts {fonts} w:hint="eastAsia"/>{close}<w:sz w:val="{size}"/>'
            f'<w:szCs w:val="{size}"/>{under}</w:rPr>'
            f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        )


def _alike_above(*ways: list[Paragraph | str]) -> None:
    """Give both ways of a condition the gap above: only one of them stands on the page laid out."""
    firsts = [part for way in ways for part in way[:1] if isinstance(part, Paragraph)]
    for first in firsts:
        first.before = max(part.before for part in firsts)


def _is_value(part: Paragraph | str) -> bool:
    """Whether a paragraph is a value, of a length that is not known; a label of a plan is short."""
    if not isinstance(part, Paragraph) or len(part.runs) != 1:
        return False
    return ">{{ " in part.runs[0] and ">{{ options." not in part.runs[0]


def _says(nodes: list[Any]) -> bool:
    """Whether there is print among nodes, not only space."""
    return any(_text_of(node).strip("\xa0 ") for node in nodes)


def _ems(style: Any) -> int:
    """How many characters wide a line to write on is."""
    width = px(style["width"]) if style["width"] != "auto" else px(style["min_width"])
    return round(width / float(style["font_size"]))


def _blanks(node: Any, style: Any) -> str:
    """Space as wide as a line to write on."""
    if "piece" in node.get("class", ""):
        return "\xa0\xa0" * _ems(style) + "\u200b"  # where the line may end
    # The last two, half as wide, are no spaces to Word: the line keeps them, underlined.
    return "\u3000" * max(0, _ems(style) - 1) + "\xa0\xa0"


def _padded(node: Any, style: Any) -> Any:
    """A value on a line to write on, with a little of the line beside it; without it, all of the line."""
    if not isinstance(node, Either) or _says(node.other):
        return node
    # No spaces to Word, so that at the end of a line it takes them down to the next; a quarter to a
    # half of a character wide, by the face.
    line = "\xa0\xa0\xa0" * _ems(style)
    return Either(node.tag, [Text("\xa0"), *node.then, Text("\xa0")], [Text(line)])


def _text_of(node: Any) -> str:
    if isinstance(node, Text):
        return node.characters
    if isinstance(node, Either):
        return "".join(map(_text_of, [*node.then, *node.other]))
    return "".join(node.itertext())
