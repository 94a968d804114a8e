"""Sheets as a PDF (ISO 32000-1): documents of many people in one file share its fonts and pictures."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from struct import pack
from typing import Any, Protocol

from PIL import Image

from zcforms.paper.typesetting import vectors
from zcforms.paper.typesetting.display import Item, Picture, Rule, Sheet, Text
from zcforms.paper.typesetting.fontfile import embedded
from zcforms.paper.typesetting.fragments import Used
from zcforms.paper.typesetting.metrics import UNITS, Face, Fount
from zcforms.paper.typesetting.operators import area, color, figure, paint_in, rooms, rule
from zcforms.paper.typesetting.structure import Outline, written
from zcforms.paper.typesetting.unsupported import Unsupported

_PT = 0.75  # of a CSS px
_Link = tuple[float, float, float, float, str]  # of a Sheet
_PLAIN = re.compile(r"[ !#-'*-\[\]-~]*")  # what a string holds as it is written
_SMALL = 1 << 16  # bytes: no photo, but nearly all pages and fonts


class Sheets(Protocol):
    """Sheets that are counted first, and then asked for, each once."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Sheet]: ...


class _Font:
    """A face in the file: the glyphs of it so far, by their numbers in the face, each with its character."""

    def __init__(self, name: str, face: Face, number: int) -> None:
        self.name, self.face, self.number = name, face, number
        self.texts: dict[int, str] = {}


class PrintFile:
    """A PDF that grows by documents; nothing of it depends on the time or on the machine."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []
        self._fonts: dict[Face, _Font] = {}
        self._shown: dict[tuple[Used, str, float], str] = {}
        self._pictures: dict[bytes, tuple[str, int, float, float]] = {}
        self._pages: list[int] = []
        self._outline: list[tuple[int, str, int, float, float]] = []
        self._structure: list[Outline] = []  # of each page
        self._tree, self._resources = self._new(b""), self._new(b"")

    def _new(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)

    def _stream(self, content: bytes, more: str = "", packed: bool = False) -> int:
        if not packed:
            content = _packed(content) if len(content) <= _SMALL else zlib.compress(content)
            more += " /Filter /FlateDecode"
        return self._new(
            b"<< /Length %d%s >>\nstream\n" % (len(content), more.encode()) + content + b"\nendstream"
        )

    def add(self, sheets: Sheets, images: Mapping[str, bytes]) -> None:
        """Add the sheets of a document; `images` has its pictures by their addresses."""
        numbers = [self._new(b"") for _ in range(len(sheets))]
        self._pages += numbers
        goals: dict[str, tuple[int, float, float]] = {}
        links: list[tuple[int, _Link, float]] = []
        for sheet, number in zip(sheets, numbers, strict=True):
            content = self._stream(b"\n".join(self._paint(sheet, images)))
            told = f" /StructParents {len(self._structure) - 1}"
            for name, (x, y) in sheet.anchors.items():
                goals.setdefault(name, (number, x, sheet.height - y))
            own = [(self._new(b""), link, sheet.height) for link in sheet.links]
            links += own
            annotations = f" /Annots [{' '.join(f'{one} 0 R' for one, *_ in own)}]" if own else ""
            size = f"{figure(sheet.width * _PT)} {figure(sheet.height * _PT)}"
            self._objects[number - 1] = (
                f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {size}] "
                f"/Resources {self._resources} 0 R /Contents {content} 0 R{annotations}{told} >>"
            ).encode()
            for level, label, x, y in sheet.bookmarks:
                self._outline.append((level, label, number, x * _PT, (sheet.height - y) * _PT))
        for number, link, high in links:
            self._objects[number - 1] = _linked(link, high, goals)

    # --- what is painted ------------------------------------------------------------------------

    def _paint(self, sheet: Sheet, images: Mapping[str, bytes]) -> Iterator[bytes]:
        outline = Outline(sheet.tables)
        self._structure.append(outline)
        # From here on in CSS px, downwards, as WeasyPrint has it: hair lines fall on the same pixels.
        yield f"{_PT} 0 0 {-_PT} 0 {figure(sheet.height * _PT)} cm".encode()
        fill: Any = None
        for (kind, _, _), alike in groupby(sheet.items, _kind):
            items = [*alike]
            if isinstance(first := items[0], Text):
                number = len(outline.marks)
                yield f"/{outline.mark(kind, first.cell)} <</MCID {number}>> BDC".encode()
            else:
                yield b"/Artifact BMC"
            for item in items:
                if isinstance(item, Rule):
                    yield rule(item)
                    continue
                if isinstance(item, Picture):
                    yield self._draw(item, images)
                    continue
                inked = item.used.style["color"] if isinstance(item, Text) else color(item)
                if inked != fill:
                    fill = inked
                    yield paint_in(inked, "rg")
                yield self._text(item) if isinstance(item, Text) else area(item)
            yield b"EMC"

    def _text(self, text: Text) -> bytes:
        # (most texts of a table come again and again)
        key = text.used, text.text, text.gap
        shown = self._shown.get(key)
        if shown is None:
            shown = self._shown[key] = self._glyphs(text)
        return f"BT 1 0 0 -1 {figure(text.x)} {figure(text.y)} Tm {shown} ET".encode() if shown else b""

    def _glyphs(self, text: Text) -> str:
        """What shows a text in the fonts of the file, wherever it stands; "" for nothing."""
        fount = text.used.fount
        glyphs, around = fount.set(text.text), rooms(text)
        if around is None and len({number for number, *_ in glyphs}) == 1 and all(g for _, g, _ in glyphs):
            return self._evenly(text.text, fount, glyphs)
        return self._apart(text.text, fount, glyphs, around)

    def _evenly(self, text: str, fount: Fount, glyphs: Sequence[tuple[int, int, int]]) -> str:
        """What shows a text of one face that has no room between its characters."""
        font = self._font(fount.faces[glyphs[0][0]])
        numbers = [glyph for _, glyph, _ in glyphs]
        for glyph, character in zip(numbers, text, strict=True):
            font.texts.setdefault(glyph, character)
        told = pack(f">{len(numbers)}H", *numbers).hex()
        return f"/{font.name} {figure(fount.scale / UNITS)} Tf [<{told}>] TJ"

    def _apart(
        self,
        text: str,
        fount: Fount,
        glyphs: Sequence[tuple[int, int, int]],
        around: Sequence[tuple[int, int]] | None,
    ) -> str:
        """What shows a text of several faces, or with room between its characters; "" for nothing."""
        size = fount.scale / UNITS  # as Pango cuts it
        parts: list[str] = []
        font: _Font | None = None
        moved = 0.0  # to the left, thousandths of an em
        for n, (character, (number, glyph, advance)) in enumerate(zip(text, glyphs, strict=True)):
            if not glyph:
                continue
            left, right = around[n] if around else (0, 0)
            face = fount.faces[number]
            if font is None or face is not font.face:
                if font:  # what moves on after the last glyph of a face is said in its size
                    parts.append(f">{figure(moved)}] TJ" if moved else ">] TJ")
                    moved = 0.0
                font = self._font(face)
                parts.append(f"/{font.name} {figure(size)} Tf [<")
            moved -= left / size
            if moved:
                parts.append(f">{figure(moved)}<")
            font.texts.setdefault(glyph, character)
            parts.append(f"{glyph:04x}")
            moved = 0.0
            if left or right:
                # Cut to whole thousandths, and the room on the left in units of 1/1024: as WeasyPrint.
                em = 1000 / UNITS / size
                moved = float(int(round(advance * em) + left / size - (advance + left + right) * em))
        if font is None:
            return ""
        # (of a TJ with empty strings, PDFium forgets the last number)
        return "".join([*parts, ">] TJ"]).replace("<>", "")

    def _font(self, face: Face) -> _Font:
        if face not in self._fonts:
            self._fonts[face] = _Font(f"F{len(self._fonts)}", face, self._new(b""))
        return self._fonts[face]

    def _draw(self, picture: Picture, images: Mapping[str, bytes]) -> bytes:
        name, _, wide, high = self._picture(images[picture.source.removeprefix("image:")])
        width, tall = picture.width, picture.height
        if picture.fit == "contain":
            scale = min(width / wide, tall / high)
            width, tall = wide * scale, high * scale
        elif picture.fit != "fill":
            raise Unsupported(f"object-fit: {picture.fit}")
        across, down = picture.position
        x = picture.x + _share(across, picture.width - width)
        y = picture.y + _share(down, picture.height - tall) + tall
        matrix = f"{figure(width)} 0 0 {figure(-tall)} {figure(x)} {figure(y)}"
        return f"q {matrix} cm /{name} Do Q".encode()

    def _picture(self, content: bytes) -> tuple[str, int, float, float]:
        if content not in self._pictures and vectors.is_drawing(content):
            # A picture of ISO 32000-1 §8.9.3 fills a square of one unit, upwards; so does a drawing here.
            drawing = vectors.read(content)
            x, y, width, height = drawing.view
            box = " ".join(map(figure, (x, y, x + width, y + height)))
            matrix = " ".join(map(figure, (1 / width, 0, 0, -1 / height, -x / width, 1 + y / height)))
            more = f" /Type /XObject /Subtype /Form /BBox [{box}] /Matrix [{matrix}] /Resources << >>"
            number = self._stream(drawing.content, more)
            self._pictures[content] = f"I{len(self._pictures)}", number, width, height
        if content not in self._pictures:
            with Image.open(io.BytesIO(content)) as image:
                wide, high = image.size
                packed = image.format == "JPEG" and image.mode in ("RGB", "L")
                mode = "L" if image.mode == "1" else image.mode
                if mode not in ("RGB", "L"):
                    raise Unsupported(f"picture in {mode}")
                dots = content if packed else image.convert(mode).tobytes()
            more = f" /Type /XObject /Subtype /Image /Width {wide} /Height {high}"
            more += " /BitsPerComponent 8 /Interpolate true"
            more += f" /ColorSpace /{'DeviceGray' if mode == 'L' else 'DeviceRGB'}"
            more += " /Filter /DCTDecode" if packed else ""
            number = self._stream(dots, more, packed)
            self._pictures[content] = f"I{len(self._pictures)}", number, wide, high
        return self._pictures[content]

    # --- the end --------------------------------------------------------------------------------

    def finished(self, title: str, language: str, identifier: bytes) -> bytes:
        """The file; to be asked for once."""
        for font in self._fonts.values():
            self._embed(font)
        fonts = " ".join(f"/{font.name} {font.number} 0 R" for font in self._fonts.values())
        pictures = " ".join(f"/{name} {number} 0 R" for name, number, *_ in self._pictures.values())
        self._objects[self._resources - 1] = f"<< /Font << {fonts} >> /XObject << {pictures} >> >>".encode()
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._objects[self._tree - 1] = (
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>".encode()
        )
        outline = f" /Outlines {self._outlines()} 0 R" if self._outline else ""
        tags = written(self._structure, self._pages, self._objects)
        tagged = f"/Lang {_string(language)} /MarkInfo << /Marked true >> /StructTreeRoot {tags} 0 R"
        catalog = self._new(f"<< /Type /Catalog /Pages {self._tree} 0 R {tagged}{outline} >>".encode())
        information = self._new(f"<< /Title {_string(title)} /Producer (zcforms) >>".encode())
        return self._written(catalog, information, identifier.hex().encode())

    def _written(self, catalog: int, information: int, mark: bytes) -> bytes:
        """The file of all objects, each of which is let go of as soon as it is written."""
        file, places = io.BytesIO(), []
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._objects.reverse()
        while self._objects:
            places.append(file.tell())
            file.write(b"%d 0 obj\n" % len(places) + self._objects.pop() + b"\nendobj\n")
        at, size = file.tell(), len(places) + 1
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        file.write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (size, catalog, information, mark, mark, at)
        )
        return file.getvalue()

    def _embed(self, font: _Font) -> None:
        made = embedded(font.face, font.texts)
        file = self._stream(made.content, made.file)
        descriptor = self._new(f"<< {made.descriptor} /FontFile{made.kind} {file} 0 R >>".encode())
        mapped = f" /CIDToGIDMap {self._stream(made.numbers)} 0 R" if made.numbers else ""
        inner = self._new(f"<< {made.inner} /FontDescriptor {descriptor} 0 R{mapped} >>".encode())
        texts = self._stream(made.characters)
        self._objects[font.number - 1] = (
            f"<< {made.outer} /DescendantFonts [{inner} 0 R] /ToUnicode {texts} 0 R >>".encode()
        )

    def _outlines(self) -> int:
        """The bookmarks as a tree, by their levels."""
        root = self._new(b"")
        stack: list[tuple[int, int]] = [(0, root)]
        children: dict[int, list[int]] = {root: []}
        entries: dict[int, tuple[int, str, int, float, float]] = {}
        for level, label, page, x, y in self._outline:
            while stack[-1][0] >= level:
                stack.pop()
            number = self._new(b"")
            parent = stack[-1][1]
            children[parent].append(number)
            children[number] = []
            entries[number] = parent, label, page, x, y
            stack.append((level, number))

        def below_all(one: int) -> int:
            return sum(1 + below_all(child) for child in children[one])

        for one, below in children.items():
            ends = f" /First {below[0]} 0 R /Last {below[-1]} 0 R /Count {below_all(one)}" if below else ""
            if one == root:
                self._objects[one - 1] = f"<< /Type /Outlines{ends} >>".encode()
                continue
            parent, label, page, x, y = entries[one]
            beside = children[parent]
            n = beside.index(one)
            links = f" /Prev {beside[n - 1]} 0 R" if n else ""
            links += f" /Next {beside[n + 1]} 0 R" if n + 1 < len(beside) else ""
            goal = f"[{page} 0 R /XYZ {figure(x)} {figure(y)} 0]"
            self._objects[one - 1] = (
                f"<< /Title {_string(label)} /Parent {parent} 0 R /Dest {goal}{links}{ends} >>".encode()
            )
        return root


@lru_cache(256)  # the pages and fonts that everybody's papers have
def _packed(content: bytes) -> bytes:
    return zlib.compress(content)


def _linked(link: _Link, high: float, goals: Mapping[str, tuple[int, float, float]]) -> bytes:
    """A link on a page so high (px), to a goal of its document or an address."""
    x, y, width, height, target = link
    edges = x, high - y - height, x + width, high - y
    if target.startswith("#"):
        if target[1:] not in goals:
            raise Unsupported(f"link to {target}, which is not there")
        page, left, top = goals[target[1:]]
        action = f"/Dest [{page} 0 R /XYZ {figure(left * _PT)} {figure(top * _PT)} 0]"
    else:
        if not _PLAIN.fullmatch(target):
            raise Unsupported("link", target)
        action = f"/A << /S /URI /URI {_string(target)} >>"
    rectangle = " ".join(figure(edge * _PT) for edge in edges)
    body = f"<< /Type /Annot /Subtype /Link /Rect [{rectangle}] /Border [0 0 0] {action} >>"
    return body.encode()


def _kind(item: Item) -> tuple[str, int, int]:
    """What a structure calls an item ("" for rules, surfaces, pictures), of which heading, in which cell."""
    if not isinstance(item, Text):
        return "", 0, 0
    cell = id(item.cell) if item.cell else 0
    return (f"H{item.heading[0]}", item.heading[1], cell) if item.heading else ("P", 0, cell)


def _share(place: Any, rest: float) -> float:
    """A place that is a length, or a percentage of the room that a picture leaves."""
    return float(rest * place[0] / 100 if isinstance(place, tuple) else place)


def _string(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return f"({text})"
    return "<" + ("\ufeff" + text).encode("utf-16-be").hex() + ">"
