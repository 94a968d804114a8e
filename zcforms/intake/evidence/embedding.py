"""Fonts that a PDF's text is set in and that it does not hold, or only broken (ISO 32000-1, 9.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pikepdf import Array, DataDecodingError, Dictionary, Name, Pdf, PdfError, Stream, String

from zcforms.chinese.numbers import few, runs
from zcforms.paper.reading import name_text

# The fonts that every reader has or has the like of, with the same widths (9.6.2.2).
_STANDARD = re.compile(
    r"(Helvetica|Courier)(-(Bold|Oblique|BoldOblique))?|Times-(Roman|Bold|Italic|BoldItalic)|Symbol|ZapfDingbats"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]|song|hei|kai|fang|sim|^(ST|FZ|HY|MS)", re.IGNORECASE)
_NESTED = 40  # fields, one a part of the other
_MANY = 5  # fonts, or pages of one, that are named
_TEXT = re.compile(
    rb"/([^\x00\s/<>\[\](){}%]+)\s+[-+.\d]+\s+Tf(?![^\s/<(\[])"
    rb"|/([^\x00\s/<>\[\](){}%]+)\s+gs(?![^\s/<(\[])"
    rb"|(\d)\s+Tr(?![^\s/<(\[])"
    rb"|(?<![^\s>\])])(Tj|TJ|'|\"|q|Q)(?![^\s/<(\[])"
)
# How font programs begin: Type 1 as text or in segments, TrueType, OpenType, bare CFF (table 126).
_OPEN_TYPE = (b"\0\1\0\0", b"true", b"OTTO")
_BEGINNINGS = {
    "/FontFile": (b"%!", b"\x80\1"),
    "/FontFile2": (*_OPEN_TYPE, b"ttcf"),
    "/FontFile3": (*_OPEN_TYPE, b"\1"),
}
_INVISIBLE = (b"3", b"7")  # what a scanner read: it lies unseen behind the picture (table 106)


def fonts_shown(
    content: bytes, is_font: Callable[[bytes], bool] = lambda _state: False
) -> set[tuple[bytes, bytes]]:
    """The fonts in which some drawing instructions show text that can be seen: the operator and the name.

    The operator is Tf, or gs for a graphics state that `is_font` (8.4.5); both are empty for no font at all.
    """
    font, mode = (b"", b""), b"0"
    kept: list[tuple[tuple[bytes, bytes], bytes]] = []
    shown = set()
    for chosen, state, rendering, operator in _TEXT.findall(content):
        if chosen:
            font = (b"Tf", chosen)
        elif state:
            font = (b"gs", state) if is_font(state) else font
        elif rendering:
            mode = rendering
        elif operator == b"q":
            kept.append((font, mode))
        elif operator == b"Q":
            font, mode = kept.pop() if kept else (font, mode)
        elif mode not in _INVISIBLE:
            shown.add(font)
    return shown


def fonts_of_fields(pdf: Pdf) -> Iterator[tuple[int, Any]]:
    """The fonts in which a reader would set fields that have no appearance, with the pages (from 1)."""
    form: Any = pdf.Root.get(Name.AcroForm)
    resources = form.get(Name.DR) if isinstance(form, Dictionary) else None
    known: Any = resources.get(Name.Font) if isinstance(resources, Dictionary) else None
    if not isinstance(known, Dictionary):
        return
    fonts = {name[1:].encode("utf-8", "surrogateescape"): font for name, font in known.items()}
    for number, page in enumerate(pdf.pages, 1):
        for widget in page.obj.get(Name.Annots, []):
            if not isinstance(widget, Dictionary) or Name.AP in widget:
                continue
            if of_field(widget, Name.V) is not None:
                look = of_field(widget, Name.DA) or form.get(Name.DA)
                chosen = fonts_shown(bytes(look) + b" Tj") if isinstance(look, String) else set()
                yield from ((number, fonts[name]) for _, name in sorted(chosen) if name in fonts)


def of_field(widget: Dictionary, key: Name) -> Any:
    """What a field says, itself or by one that it is a part of (12.7.3.1); None if none does."""
    one: Any = widget
    for _ in range(_NESTED):
        if not isinstance(one, Dictionary) or key in one:
            break
        one = one.get(Name.Parent)
    return one.get(key) if isinstance(one, Dictionary) else None


def missing_font(font: Any) -> str:
    """The name of a font that is not in the file or broken, "" if it is there or if every reader has it."""
    if not isinstance(font, Dictionary) or font.get(Name.Subtype) == Name.Type3:
        return ""
    below = font.get(Name.DescendantFonts)
    real: Any = below[0] if isinstance(below, Array) and len(below) else font
    about = real.get(Name.FontDescriptor) if isinstance(real, Dictionary) else None
    if isinstance(about, Dictionary) and any(_is_program(key, about.get(key)) for key in _BEGINNINGS):
        return ""
    named = font.get(Name.BaseFont)
    name = name_text(bytes(named)) if isinstance(named, Name) else "（没有名称）"
    return "" if _STANDARD.fullmatch(name) else name


def _is_program(key: str, stream: Any) -> bool:
    """Whether a stream begins like a font, and where it says where its outlines are, holds them."""
    try:
        program = stream.read_bytes() if isinstance(stream, Stream) else b""
    except (PdfError, DataDecodingError):
        return False
    if not program.lstrip().startswith(_BEGINNINGS[key]):
        return False
    if not program.startswith(_OPEN_TYPE):
        return True
    tables = (program[at : at + 16] for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16))
    outlines = [t for t in tables if t[:4] in (b"glyf", b"CFF ", b"CFF2")]
    ends = [int.from_bytes(t[8:12], "big") + int.from_bytes(t[12:16], "big") for t in outlines]
    return bool(ends) and max(ends) <= len(program) + 3  # the last table's padding


def told(missing: Mapping[str, set[int]]) -> str:
    """Fonts with their pages as a phrase, those that are named like Chinese ones first."""
    order = sorted(missing, key=lambda name: (not _CHINESE.search(name), min(missing[name]), name))
    parts = []
    for name in order:
        pages = sorted(missing[name])
        rest = f"等{len(pages)}页" if len(pages) > _MANY else "页"
        parts.append(f"“{name}”（第{runs(pages[:_MANY])}{rest}）")
    return few(parts, _MANY, "种字体")
