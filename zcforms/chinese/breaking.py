"""Where lines of Chinese may end: by 避头尾, by what may never be torn, and by the words of the field.

Every text of a form is broken here, before the layout engine sees it. `set_in_lines` sets a cell, whose
width is known: its lines are weighed together, so that none is left with a lone character. `flowing`
(of values) and `standing` (of what a form says itself) cut running text into what holds together, and
leave the lines to whoever fills the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise

from zcforms.chinese.wholes import BEFORE_PAGES, HAN, LATIN, OF_PAGES, SEAMS, SYLLABLE, UNIT, WHOLE
from zcforms.ground.shipped import shipped_text

Width = Callable[[str], float]  # of a text, in em

# 避头尾 (GB/T 15834-2011 5.1.10): what may not begin a line, and what may not end one. The dot of a
# name, the slash, the _ of a file's name and the ^ of a power go with what stands before them; ＜ and ＞ are
# typed for 〈 and 〉.
NO_BEGIN = frozenset("\n、，。．：；！？）》」』】〕〉＞”’…—～·／％%‰℃°,.:;!?)]}/_^")
NO_END = frozenset("（《「『【〔〈＜“‘([{￥¥$№§")
_SPACES = " \u3000"  # they vanish at the end of a line

# What Word does not break: Latin words up to a hyphen; of all else, any character may end a line.
_UNBROKEN = re.compile(
    "[!-,.-~\u00c0-\u024f\u0370-\u03ff²³]*-+|[!-,.-~\u00c0-\u024f\u0370-\u03ff²³]+|.", re.DOTALL
)
_COUNTED = re.compile(f"({UNIT})[{re.escape(''.join(sorted(NO_BEGIN)))}]*")
_WORD = re.compile(f"[{HAN}]+[^{HAN}{LATIN}\\d·]?")  # a listed one, perhaps with a sign
_FREE_AFTER = frozenset("，、；。：／！？）》」』】〕〉＞”…—·~～,;:)]_ \u3000")
_WELCOME = {"\u3000": -10.0, "／": -4.0, "；": -4.0, "。": -4.0, "，": -2.0}  # where parts of a text end
_FREE_BEFORE = frozenset("（《「『【〔〈＜“(及与和或并")
# A short remark, or what is quoted: （电气工程）, “尖兵”.
_SHORT = re.compile(r"[（(〔【“‘《][^（(〔【“‘《）)〕】”’》]{1,6}[）)〕】”’》]")
_OPENING, _CLOSING = frozenset("（(〔【"), frozenset("）)〕】")
# Single characters that go with what stands before them, and with what follows.
_TRAILING = frozenset(
    "的了者人员级类部处科所院系室会厅局县市省区镇乡村街路号楼层期款等师士长性化率型式法奖费额量值度们"
)
_LEADING = frozenset("的在由对为及与和或并被把向从按第各本该每某")

# What the end of a line costs, in square em that a line falls short by: to tear a word costs some lines.
_LINE = 60.0
_FEWEST = 1e6  # where there is room for no other
_TORN = 400.0
_AMISS = 12.0  # and not between syllables
_LONE = 45.0  # a last line of one or two characters, another of one
_CLINGING = 30.0
_BRACKETED = 20.0
_HELD = 100.0  # within a short remark: rather a line more
_FIGURE = 5.0  # between a word and its figure, 经费1965.8万元
_SEAM = 8.0
_UNKNOWN = 3.0  # before or after a character of which we know no word
_NAMELESS = 6.0  # between two of them: parts, perhaps, of one name
_JOINT = 1.0  # between two words
_GRAIN = 2**14  # parts of an em: their squares add up without rounding, so equal ways cost the same


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is not torn, with what the end of a line costs after it."""

    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Atoms, where they begin (em), their widths without spaces at their ends, the characters before them."""

    atoms: tuple[_Atom, ...]
    at: list[float]
    bare: list[float]
    characters: list[int]
    widest: float


def pieces_of(text: str) -> list[str]:
    """A text in the pieces that no line's end may tear; joined, they are the text."""
    return _joined(_pieces(text, {}))


def flowing(text: str) -> list[str]:
    """The pieces of a paragraph; the last three characters hold together, or a last line might be shorter."""
    return _ended(pieces_of(text))


def standing(text: str, ends: bool) -> list[str]:
    """What a form itself says, in its words and numbers; where a paragraph `ends`, as `flowing` ends one."""
    pieces = _joined(_pieces(text, _words()))
    return _ended(pieces) if ends else pieces


def tears(text: str, measure: float, width: Width) -> bool:
    """Whether a measure (em) is too narrow for a word, a number or a code: it comes apart anywhere in it."""
    return any(
        width(atom.text) > measure
        and any(part.cost >= _TORN for part in _fitting([atom], measure, measure, width))
        for part in text.split("\n")
        for atom in _known_atoms(part)
    )


def filled(text: str, measure: float, width: Width) -> list[str]:
    """The lines of a measure (em) into which Word sets a paragraph: each with all it holds, words or not.

    It keeps 避头尾 and Latin words up to a hyphen; a word wider than the measure it breaks anywhere.
    """
    lines = [""]
    for token in _joined(_UNBROKEN.findall(text)):
        for piece in [token] if width(token.rstrip(_SPACES)) <= measure else token:
            if lines[-1] and width((lines[-1] + piece).rstrip(_SPACES)) > measure:
                lines.append("")
            lines[-1] += piece
    return lines


def ends_between_words(lines: list[str], measure: float, width: Width) -> bool:
    """Whether lines of a paragraph tear no word, number, code or name, and leave no last one alone."""
    ends, at = set(), 0
    for atom in _fitting(_known_atoms("".join(lines)), measure, measure, width):
        at += len(atom.text)
        if atom.cost < _TORN:
            ends.add(at)
    torn = any(end not in ends for end in accumulate(map(len, lines)))
    return not torn and (len(lines) == 1 or len(lines[-1].rstrip(_SPACES)) > 2)


def unit_before(text: str) -> str:
    """The unit that a text begins with, and the mark after it: they stay with the number before them."""
    unit, word = _COUNTED.match(text), next(iter(_pieces(text, _words())), "")
    return unit[0] if unit and len(unit[1]) >= len(word) else ""


def _ended(pieces: list[str]) -> list[str]:
    """The pieces of a paragraph, the last ones joined."""
    last = ""
    while pieces and len(last.rstrip()) < 3:
        last = pieces.pop() + last
    return [*pieces, last] if last else []


def set_in_lines(text: str, measure: float, width: Width, centred: bool = False, most: int = 0) -> list[str]:
    """A text in the lines of a measure (em) in which it reads best, without the spaces at their ends.

    Where there is room for `most` lines only, words come apart rather than one is too many. A
    paragraph (\\n) begins a line; centred lines are balanced.
    """
    lines = _lines(text, measure, width, centred, tight=False)
    if most and len(lines) > most:
        return min(lines, _lines(text, measure, width, centred, tight=True), key=len)
    return lines


def _lines(text: str, measure: float, width: Width, centred: bool, tight: bool) -> list[str]:
    return [line for part in text.split("\n") for line in _paragraph(part, measure, width, centred, tight)]


def _paragraph(text: str, measure: float, width: Width, centred: bool, tight: bool) -> list[str]:
    """The cheapest lines of a paragraph; `tight`, the fewest."""
    if width(text) <= measure:
        return [text]
    measure, weighed = _exact(measure), _weighed(text, width)
    atoms: Sequence[_Atom] = weighed.atoms
    if tight or weighed.widest > measure:
        weighed = _of_atoms(tuple(_fitting(atoms, 0.0 if tight else measure, measure, width)), width)
        atoms = weighed.atoms
    at, bare, characters = weighed.at, weighed.bare, weighed.characters
    # best[i]: the least cost of lines that end with atom i; begun[i]: with which atom the last one begins.
    line, count = _FEWEST if tight else _LINE, len(atoms)
    best, begun, first = [0.0], [0], 0
    for end, (atom, begins, own) in enumerate(zip(atoms, at, bare, strict=False), 1):
        reach, last = begins + own, end == count
        cost, few, ragged = (line, 3, centred) if last else (line + atom.cost, 2, True)
        if at[first] < reach - measure:  # from here on lines begin later
            first = bisect_left(at, reach - measure, first, end - 1)
        found, begin, least = float("inf"), first, min(best[first:]) if first else 0.0
        for start in range(first, end):
            # Shorter lines cost no less, so what is behind the best of these needs no looking at.
            short = measure - reach + at[start] if ragged else 0.0
            lined = cost + 0.5 * short * short
            if lined + least >= found:
                break
            if characters[end] - characters[start] < few:
                lined += _LONE
            lined += best[start]
            if lined < found:
                found, begin = lined, start
        best.append(found)
        begun.append(begin)
    ends = [len(atoms)]
    while ends[-1]:
        ends.append(begun[ends[-1]])
    lines = ("".join(atom.text for atom in atoms[start:end]) for start, end in pairwise(reversed(ends)))
    return [line.rstrip(_SPACES) for line in lines]


def _fitting(atoms: Iterable[_Atom], longest_word: float, measure: float, width: Width) -> Iterator[_Atom]:
    """Atoms that a line holds: what is longer, and longer words, come apart at their seams, or anywhere."""
    for atom in atoms:
        text = atom.text
        # (one character is no listed word of two, and stands as it is)
        if len(text) > 1 and width(text) > (longest_word if _WORD.fullmatch(text) else measure):
            yield from _apart(atom, measure, width)
        else:
            yield atom


def _apart(atom: _Atom, measure: float, width: Width) -> Iterator[_Atom]:
    """An atom at its seams; a part that a line does not hold, before 页, or else anywhere."""
    cuts = [0, *(seam.end() for seam in SEAMS.finditer(atom.text)), len(atom.text)]
    parts = _joined(atom.text[a:b] for a, b in pairwise(cuts) if a < b)
    for n, part in enumerate(parts, 1):
        if width(part) <= measure and part != atom.text:
            pieces = [part]
        else:
            bits = BEFORE_PAGES.split(part)
            held = [[bit] if width(bit) <= measure and bit != part else bit for bit in bits]
            pieces = _joined(chain.from_iterable(held))
        syllables = {cut.end() for cut in SYLLABLE.finditer(part)}
        for piece, end in zip(pieces[:-1], accumulate(map(len, pieces)), strict=False):
            yield _Atom(piece, _TORN if end in syllables else _TORN + _AMISS)
        yield _Atom(pieces[-1], _seam(part) if n < len(parts) else atom.cost)


def _seam(part: str) -> float:
    """What it costs to come apart after this part; pages, 第17—18页, are a word."""
    if OF_PAGES.search(part):
        return _TORN
    return _SEAM * {" ": 0.5, "/": 2.0, ".": 4.0}.get(part[-1], 1.0)


def _joined(pieces: Iterable[str]) -> list[str]:
    """Pieces of a text, each with what may not begin a line after it, or end one before it."""
    joined: list[str] = []
    last = ""  # of what is joined, without a space
    for piece in pieces:
        begins, bare = piece[0], piece[-1] if piece[-1] != " " else piece.rstrip(" ")[-1:]
        if joined and (
            begins in NO_BEGIN
            or last in NO_END
            or piece == " "
            or (begins == "-" and joined[-1][-1] not in _SPACES)  # 论文著作-10
        ):
            joined[-1] += piece
            last = bare or last
        else:
            joined.append(piece)
            last = bare
    return joined


def _atoms(text: str, words: Mapping[str, tuple[str, ...]]) -> Iterator[_Atom]:
    """A paragraph in what is not torn; without words, Chinese may break between any two characters."""
    held = {at for short in _SHORT.finditer(text) for at in range(short.start() + 1, short.end())}
    at = depth = 0
    pieces = _joined(_pieces(text, words))
    for piece, following in pairwise([*pieces, ""]):
        at += len(piece)
        depth = max(0, depth + sum((c in _OPENING) - (c in _CLOSING) for c in piece))
        bracketed = _HELD if at in held else _BRACKETED if depth else 0.0
        yield _Atom(piece, _between(piece, following) + bracketed if following else 0.0)


@lru_cache(512)  # of a text that is tried in several widths and sizes
def _known_atoms(text: str) -> tuple[_Atom, ...]:
    return tuple(_atoms(text, _words()))


@lru_cache(512)
def _weighed(text: str, width: Width) -> _Weighed:
    return _of_atoms(_known_atoms(text), width)


def _of_atoms(atoms: tuple[_Atom, ...], width: Width) -> _Weighed:
    widths = [_exact(width(atom.text)) for atom in atoms]
    shown = [atom.text.rstrip(_SPACES) for atom in atoms]
    bare = [
        text_width if text == atom.text else _exact(width(text))
        for atom, text, text_width in zip(atoms, shown, widths, strict=True)
    ]
    at, characters = (accumulate(widths, initial=0.0), accumulate(map(len, shown), initial=0))
    return _Weighed(atoms, list(at), bare, list(characters), max(widths, default=0.0))


def _exact(width: float) -> float:
    """A width (em) in whole grains."""
    return round(width * _GRAIN) / _GRAIN


def _between(piece: str, following: str) -> float:
    """What the end of a line between two pieces costs."""
    a, b = piece[-1], following[0]
    if a in _FREE_AFTER or b in _FREE_BEFORE:
        return _WELCOME.get(a, 0.0)
    single = len(following.rstrip("".join(NO_BEGIN) + " ")) == 1
    if (single and b in _TRAILING) or (len(piece) == 1 and a in _LEADING):
        return _CLINGING
    if b.isdecimal() and piece.isalpha():
        return _FIGURE
    known = (len(piece) > 1) + (len(following) > 1)
    return (_NAMELESS, _UNKNOWN, _JOINT)[known]


def _pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Numbers, codes and names whole, the parts of listed words, and else single characters."""
    at = 0
    while at < len(text):
        found = WHOLE.match(text, at)
        parts = (found[0],) if found else _listed(text, at, words)
        yield from parts
        at += sum(map(len, parts))


def _listed(text: str, at: int, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The longest word that stands in a text at a place, in its parts; else one character."""
    for length in _lengths().get(text[at], ()) if words else ():
        if parts := words.get(text[at : at + length]):
            return parts
    return (text[at],)


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """The words of the field, each in the parts between which it may break."""
    lines = shipped_text("chinese/words.txt").splitlines()
    listed = (word for line in lines if not line.startswith("#") for word in line.split())
    return {word.replace("|", ""): tuple(word.split("|")) for word in listed}


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """How long the words are that begin with a character, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in _words():
        lengths.setdefault(word[0], set()).add(len(word))
    return {character: tuple(sorted(found, reverse=True)) for character, found in lengths.items()}
