"""Lines: where the text of a block breaks, how high its lines are, and how they are aligned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.breaking import ATOMIC, breaks, may_break
from zcforms.paper.typesetting.flush import set_flush
from zcforms.paper.typesetting.fragments import Fragment, Line, Run, Used, relative
from zcforms.paper.typesetting.metrics import UNITS
from zcforms.paper.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout

_ROUNDING = 1 + 1e-9  # what sums of lengths may have lost


@dataclass(slots=True, eq=False)
class Leaf:
    """A text, a forced break or a whole thing in a line, with the inline boxes that it is in."""

    box: Box
    used: Used
    inlines: tuple[Box, ...]
    child: int  # the number of the child of the line that it is in
    text: str = ""
    ends: list[float] | None = None  # of the text before each character, px
    may: list[bool] | None = None  # whether a line may end before each character
    before: bool = False  # whether a line may end before the leaf
    forced: bool = False
    whole: Fragment | None = None
    left: float = 0.0  # room that inline boxes take before it
    right: float = 0.0


def lines(layout: Layout, box: Box, width: float) -> list[Line]:
    """All the lines of a block's inline content in some width."""
    used = layout.used(box.style)
    found = list(leaves(layout, box))
    return list(_Breaker(layout, box, used, found, width).lines())


def leaves(layout: Layout, line: Box) -> Iterator[Leaf]:
    """What stands in a line, from left to right, and between what it may end."""
    last: str | None = None
    for leaf, parents in _flat(layout, line, (), 0):
        if leaf.whole is None and not leaf.forced and leaf.box.kind == "text":
            _measure(leaf)
        first = ATOMIC if leaf.box.kind != "text" else leaf.box.text[:1]
        if last is not None and first:
            wraps = layout.used(parents.style).style["white_space"] not in ("pre", "nowrap")
            leaf.before = wraps and may_break(last, first)
        if first:
            last = " " if leaf.box.space_after else (ATOMIC if leaf.box.kind != "text" else leaf.box.text[-1])
        yield leaf


def _flat(layout: Layout, parent: Box, inlines: tuple[Box, ...], child: int) -> Iterator[tuple[Leaf, Box]]:
    """The leaves with the box in which the break before each of them is decided."""
    for number, box in enumerate(parent.children):
        at = child if inlines else number
        used = layout.used(box.style)
        if box.kind == "inline":
            plain = used.position == "static" and "auto" not in used.margin and not any(used.border)
            if not plain or used.style["background_color"][3]:
                raise Unsupported("inline box", box.tag)
            left = used.margin[3] + used.border[3] + used.padding[3]
            right = used.margin[1] + used.border[1] + used.padding[1]
            found = list(_flat(layout, box, (*inlines, box), at))
            if not found and (left or right):
                raise Unsupported("empty inline box", box.tag)
            for n, (leaf, decides) in enumerate(found):
                leaf.left += left if not n else 0.0
                leaf.right += right if n == len(found) - 1 else 0.0
                yield leaf, (decides if n else parent)
            if not found:
                yield Leaf(Box("text", box.tag, box.style), used, (*inlines, box), at), parent
        elif box.kind == "text":
            if "\n" in box.text:
                if box.text != "\n":
                    raise Unsupported("line break within a text", box.tag)
                yield Leaf(box, used, inlines, at, forced=True), parent
            elif box.text:
                yield Leaf(box, used, inlines, at, text=box.text), parent
        elif box.kind in ("inline-block", "inline-replaced"):
            if used.position == "absolute":
                raise Unsupported("absolute box in a line", box.tag)
            yield Leaf(box, used, inlines, at), parent
        elif used.position[0] == "running()":
            layout.running.append(box)
        else:
            raise Unsupported(box.kind, box.tag)


def _measure(leaf: Leaf) -> None:
    used, text = leaf.used, leaf.text
    if " " not in text:
        advances = used.fount.advances
        units = [advances[c] for c in text]
    else:
        units = [advance for *_, advance in used.fount.set(text)]
    if used.spacing:
        extra = int(used.spacing * UNITS)
        units = [unit + extra for unit in units]
    if used.word:
        extra = int(used.word * UNITS)
        if text == " " and not 2 * extra % UNITS:
            # Half of twice as much, the other half of which was rounded to a whole px.
            extra = 2 * extra - (extra + UNITS // 2) // UNITS * UNITS
        units = [unit + extra if c in " \u00a0" else unit for unit, c in zip(units, text, strict=True)]
    leaf.ends = [end / UNITS for end in accumulate(units, initial=0)]
    if used.wraps:
        leaf.may = breaks(text)


class _Breaker:
    """Takes leaves to lines, one after the other."""

    def __init__(self, layout: Layout, box: Box, used: Used, leaves: list[Leaf], width: float) -> None:
        self.layout, self.box, self.used, self.width = layout, box, used, width
        self.leaves = leaves

    def lines(self) -> Iterator[Line]:
        at, character = 0, 0
        first = True
        while True:
            at, character = self._skip_space(at, character)
            if at >= len(self.leaves):
                return
            placed, at, character, forced = self._take(at, character, self.used.indent if first else 0.0)
            yield self._line(placed, at >= len(self.leaves) and not forced, forced)
            first = False
            if at >= len(self.leaves):
                return

    def _skip_space(self, at: int, character: int) -> tuple[int, int]:
        while at < len(self.leaves):
            leaf = self.leaves[at]
            if leaf.ends is None or leaf.used.keeps:
                return at, character
            while character < len(leaf.text) and leaf.text[character] == " ":
                character += 1
            if character < len(leaf.text):
                return at, character
            at, character = at + 1, 0
        return at, character

    def _take(self, at: int, character: int, indent: float) -> tuple[list[Any], int, int, bool]:
        """What stands on a line: (leaf, from, to, x), and where the next one begins."""
        most = self.width * _ROUNDING
        placed: list[tuple[Leaf, int, int, float]] = []
        chance: tuple[int, int, int] | None = None  # how much is placed there, and where the next line begins
        x, first = indent, self.leaves[at].child
        while at < len(self.leaves):
            leaf = self.leaves[at]
            if placed and leaf.before and character == 0:
                chance = len(placed), at, 0
            if leaf.forced:
                return [*placed, (leaf, 0, 0, x)], at + 1, 0, True
            x += leaf.left if not character else 0.0
            if leaf.box.kind != "text":
                whole = self._whole(leaf)
                wide = whole.width + whole.margin[1] + whole.margin[3]
                if x + wide + leaf.right > most and chance:
                    return self._back(placed, chance)
                placed.append((leaf, 0, 0, x))
                x += wide + leaf.right
            elif leaf.ends is None:  # an empty inline box
                placed.append((leaf, 0, 0, x))
            else:
                end = self._fitting(leaf, character, most - x - leaf.right)
                if end < len(leaf.text):
                    stop = self._last_break(leaf, character, end)
                    if stop > character:
                        placed.append((leaf, character, stop, x))
                        return placed, at, stop, False
                    torn = leaf.used.wraps and leaf.child == first and self._anywhere(leaf)
                    if torn and (end > character or not chance):
                        stop = max(end, character + 1)
                        placed.append((leaf, character, stop, x))
                        return placed, at, stop, False
                    if chance:
                        return self._back(placed, chance)
                    following = self._next_break(leaf, character)
                    if following:
                        placed.append((leaf, character, following, x))
                        return placed, at, following, False
                placed.append((leaf, character, len(leaf.text), x))
                if inner := self._last_inner(leaf, character):
                    chance = -len(placed), at, inner
                x += leaf.ends[-1] - leaf.ends[character] + leaf.right
            at, character = at + 1, 0
        return placed, at, 0, False

    def _back(self, placed: list[Any], chance: tuple[int, int, int]) -> tuple[list[Any], int, int, bool]:
        """The line up to where it may end."""
        count, at, character = chance
        if count >= 0:
            return placed[:count], at, character, False
        kept = placed[:-count]
        leaf, start, _, x = kept[-1]
        kept[-1] = (leaf, start, character, x)
        return kept, at, character, False

    @staticmethod
    def _fitting(leaf: Leaf, start: int, room: float) -> int:
        """Up to which character a text fits a room, without the space that a line ends with."""
        ends = leaf.ends or []
        room = int(max(0.0, room) * UNITS) / UNITS + ends[start]
        if ends[-1] <= room:
            return len(leaf.text)
        end = len(leaf.text)
        bare = len(leaf.text.rstrip(" ")) if not leaf.used.keeps else end
        if ends[max(bare, start)] <= room:
            return end
        while end > start and ends[end] > room:
            end -= 1
        return end

    @staticmethod
    def _last_break(leaf: Leaf, start: int, end: int) -> int:
        """The last character before `end` before which a line may end, or the start."""
        if leaf.may is None:
            return start
        if end < len(leaf.text) and leaf.text[end] == " " and end + 1 < len(leaf.text) and leaf.may[end + 1]:
            return end + 1
        while end > start and not leaf.may[end]:
            end -= 1
        return end

    @staticmethod
    def _next_break(leaf: Leaf, start: int) -> int:
        if leaf.may is None:
            return 0
        return next((n for n in range(start + 1, len(leaf.text)) if leaf.may[n]), 0)

    @staticmethod
    def _last_inner(leaf: Leaf, start: int) -> int:
        """The last place within a text where a line may end."""
        if leaf.may is None:
            return 0
        return next((n for n in range(len(leaf.text) - 1, start, -1) if leaf.may[n]), 0)

    @staticmethod
    def _anywhere(leaf: Leaf) -> bool:
        return bool(leaf.used.style["overflow_wrap"] == "anywhere")

    def _whole(self, leaf: Leaf) -> Fragment:
        if leaf.whole is None:
            leaf.whole = self.layout.inline_block(leaf.box, self.width)
        return leaf.whole

    def _line(self, placed: list[Any], last: bool, forced: bool) -> Line:
        """A line of what stands on it."""
        runs: list[Run | Fragment] = []
        inlines: list[tuple[Box, float, float]] = []
        width = 0.0
        heights = _Heights(self.layout, self.used)
        for n, (leaf, start, end, x) in enumerate(placed):
            heights.inline(leaf.inlines)
            if leaf.whole is not None:
                whole = leaf.whole
                whole.x = x + whole.margin[3] + relative(whole.used)[0]
                runs.append(whole)
                wide = whole.width + whole.margin[1] + whole.margin[3]
                heights.whole(whole, leaf)
            elif leaf.ends is not None:
                text = leaf.text[start:end]
                if n == len(placed) - 1 and not leaf.used.keeps:
                    text = text.rstrip(" ")
                if not text:
                    continue
                wide = leaf.ends[start + len(text)] - leaf.ends[start]
                if text == " " and leaf.used.word:
                    text = " \u200b"  # as WeasyPrint, to whose space Pango adds room on one side only
                run = Run(leaf.box, leaf.used, text, x, 0.0, wide)
                runs.append(run)
                heights.text(run, leaf)
            else:
                continue
            width = x + wide + leaf.right
            inlines += [(box, x, wide) for box in leaf.inlines if box.link]
        if not runs and not forced:
            return Line(0.0, 0.0, [], 0.0, forced)
        height, baseline = heights.done()
        line = Line(height, baseline, runs, width, forced, inlines=inlines)
        self._align(line, last or forced)
        return line

    def _align(self, line: Line, last: bool) -> None:
        used = self.used
        missing = self.width - line.width
        if missing <= 0:
            return
        align = used.align
        if last and used.align_last != "auto":
            align = used.align_last
        moved = 0.0
        if align == "center":
            moved = missing / 2
        elif align in ("right", "end"):
            moved = missing
        elif align == "justify" and not used.keeps:
            set_flush(line, missing, used.size)
        elif align not in ("left", "start", "justify"):
            raise Unsupported(f"text-align: {align}")
        if moved:
            for run in line.runs:
                run.x += moved
            line.inlines = [(box, x + moved, wide) for box, x, wide in line.inlines]


class _Heights:
    """How high a line is: the lines of its block, of the inline boxes in it, and of what stands in them."""

    def __init__(self, layout: Layout, used: Used) -> None:
        self.layout = layout
        self.top, self.bottom = -used.strut, used.lead - used.strut
        self.shifts: dict[int, float] = {}
        self.placed: list[tuple[Any, float]] = []
        self.edges: list[tuple[Fragment, str]] = []

    def _add(self, top: float, height: float) -> None:
        self.top, self.bottom = min(self.top, top), max(self.bottom, top + height)

    def inline(self, inlines: tuple[Box, ...]) -> float:
        """Where the baseline of the innermost of some inline boxes is."""
        shift = 0.0
        for box in inlines:
            known = self.shifts.get(id(box))
            if known is None:
                used = self.layout.used(box.style)
                if used.vertical != "baseline":
                    if not isinstance(used.vertical, float | int):
                        raise Unsupported(f"vertical-align: {used.vertical}", box.tag)
                    shift -= used.vertical
                self._add(shift - used.strut, used.lead)
                self.shifts[id(box)] = shift
            else:
                shift = known
        return shift

    def text(self, run: Run, leaf: Leaf) -> None:
        """A text: its faces decide where its baseline is in its line height."""
        shift = self.inline(leaf.inlines)
        used = run.used
        if not used.fount.mixes(run.text):
            up = used.strut
        else:
            ascent, descent = (length / UNITS for length in used.fount.extent(run.text))
            up = ascent + (used.lead - ascent - descent) / 2
        self._add(shift - up, used.lead)
        self.placed.append((run, shift))

    def whole(self, whole: Fragment, leaf: Leaf) -> None:
        """A whole thing, by its own baseline."""
        shift, used = self.inline(leaf.inlines), leaf.used
        high = whole.margin[0] + whole.height + whole.margin[2]
        if used.vertical in ("top", "bottom"):
            self.edges.append((whole, used.vertical))
            return
        if used.vertical != "baseline":
            if not isinstance(used.vertical, float | int):
                raise Unsupported(f"vertical-align: {used.vertical}", leaf.box.tag)
            shift -= used.vertical
        self._add(shift - whole.baseline, high)
        self.placed.append((whole, shift))

    def done(self) -> tuple[float, float]:
        """The height of the line and its baseline; all that stands on it is put in its place."""
        if self.edges:
            highest = max(w.margin[0] + w.height + w.margin[2] for w, _ in self.edges)
            self.bottom = max(self.bottom, self.top + highest)
        for thing, shift in self.placed:
            at = shift - self.top
            if isinstance(thing, Run):
                thing.y = at
            else:
                thing.y = at - thing.baseline + thing.margin[0] + relative(thing.used)[1]
        for whole, edge in self.edges:
            high = whole.margin[0] + whole.height + whole.margin[2]
            whole.y = (0.0 if edge == "top" else self.bottom - self.top - high) + whole.margin[0]
            whole.y += relative(whole.used)[1]
        return self.bottom - self.top, -self.top
