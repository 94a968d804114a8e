"""A picture as a page to be bound: upright, whole, without metadata."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import reduce

import img2pdf
from pikepdf import Pdf
from PIL import Image, ImageChops

from zcforms.ground.findings import Finding, Severity
from zcforms.ground.geometry import A4, MM
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.clean import MAX_PIXELS, Clean, Parts, cannot, remark, saved
from zcforms.intake.evidence.legible import on_sheets
from zcforms.intake.evidence.soundness import Unsound, prove
from zcforms.intake.redrawing import coded, has_its_profile, is_transparent, redrawn

_EXIF_ORIENTATION = 0x0112
# EXIF orientation → clockwise turn that sets the picture upright; the mirrored ones are redrawn. Some phones
# and programs write 0 where they do not know.
_UNSAID = 0
_TURNS = {_UNSAID: 0, 1: 0, 3: 180, 6: 90, 8: 270}
_ORIENTATIONS = range(1, 9)
_PNG_DEPTH = 24  # where a PNG says its bits a sample (PNG 3rd ed., 11.2.1)
_PNG, _MOVES = b"\x89PNG\r\n\x1a\n", b"acTL"
# The chunks that a picture depends on (PNG 3rd ed., 4.7.2): what it is, upright, how large, its colours.
_PROFILE = b"iCCP"
_SHOWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"eXIf", b"pHYs", _PROFILE}
_DENSITY = 9  # bytes of a pHYs chunk (11.3.4.3)
_EXIF, _EXIF_HEAD = (b"II*\0", b"MM\0*"), 8  # how a TIFF begins, which Exif is (11.3.4.5); bytes of its head
_LEAST, _MOST = 3.0, 14400.0  # pt: sides of a page that readers take (ISO 32000-1, annex C)

_BREAKS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # a marker that ends coded data of a JPEG (B.1.1.5)
# What a JPEG depends on of what programs say in it: density, colour profile, Adobe's transform of colours.
_DEPENDED_ON = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}

# Frames coded by arithmetic, in one go or bit by bit (ITU-T T.81, B.1.1.3): no reader of PDF decodes them.
_ARITHMETIC, _START_OF_SCAN = {0xC9, 0xCA}, 0xDA
_TELLING = 64  # bytes by which a picture is found in a file
_COARSEST = 50.0  # dots an inch: less than any camera, scanner or screen says of itself (inferred)
_FINEST, _SMALL = 600.0, 90 * MM  # more than papers are scanned with; pt: a card is 86 mm wide (inferred)
_UNSTATED = 96.0  # where nothing is said (img2pdf)


def clean_scan(raw: bytes, shown: str) -> Clean | Finding:
    """A JPEG or PNG as a page: upright, without metadata, its coded image data as it is."""
    told = only_first(shown, _frames(raw))
    raw = _without_the_rest(raw)
    try:
        with Image.open(io.BytesIO(raw)) as image:
            turn = None if _is_arithmetic(raw) else _turn(image)
            says = _orientation(image) != _UNSAID
            lies = turn is not None and not says and image.width > image.height
            coloured = has_its_profile(image)
            told = (*told, *_unsure_colours(image, shown))
        raw = raw if coloured else _without_the_rest(raw, _SHOWN - {_PROFILE})
        with whole_picture(raw, MAX_PIXELS, reduced=turn is not None) as image:
            spans = [] if turn is None else _bare_spans(raw, coloured)
            picture = b"".join(raw[a:b] for a, b in spans) if spans else _drawn(raw, image)
            told = (*told, *nothing_seen(image, shown))
        clean = as_pages([picture], shown, turn or 0)
        if not spans and picture is raw:  # rows may be missing from a PNG, which Pillow makes black
            with Pdf.open(io.BytesIO(clean.content)) as pdf:
                prove(pdf)
        parts = _parts(clean.content, picture, spans)
        return replace(clean, findings=(*told, *clean.findings), lies=lies, parts=parts)
    except (*BROKEN, MemoryError, Unsound):
        return spoiled(shown)


def _parts(content: bytes, picture: bytes, spans: Sequence[tuple[int, int]]) -> Parts | None:
    """How a PDF is put together around a picture that is in it as it is, coded by spans of its file."""
    start = content.find(picture[:_TELLING]) if spans else -1  # (to look for all of it takes long)
    if start < 0 or not content.startswith(picture, start):
        return None
    return Parts(content[:start], tuple(spans), content[start + len(picture) :])


def spoiled(shown: str) -> Finding:
    """That a picture cannot be read to its end."""
    hint = "重新扫描或拍摄；打开看确实完整的，用看图软件另存一份；特别大的图片请降到300dpi"
    return cannot("evidence-unreadable", f"图片{shown}已损坏、不完整或过大", hint)


def as_pages(pictures: Sequence[bytes], shown: str, turn: int = 0) -> Clean:
    """Pictures as a page each, turned clockwise; ValueError for one that cannot be embedded."""
    try:
        plain = img2pdf.Engine.internal  # the others write it twice, for readers on the web
        turned = img2pdf.Rotation.none  # (by itself it would turn them once more, or refuse what is none)
        content = bytes(
            img2pdf.convert(list(pictures), nodate=True, layout_fun=_layout, engine=plain, rotation=turned)
        )
    except Exception as e:  # the library raises Exception itself for what it cannot follow
        raise ValueError from e
    with Pdf.open(io.BytesIO(content)) as pdf:
        if turn:
            pdf.pages[0].rotate(turn, relative=False)
        fitted = on_sheets(pdf, shown, pictures=True)
        if turn or sum(fitted.sheets) > len(fitted.sheets):
            content = saved(pdf)
    return Clean(content, fitted.sheets, fitted.findings, fitted.large)


def only_first(shown: str, frames: int) -> tuple[Finding, ...]:
    """That of a picture that moves only the first one is bound."""
    said = f"图片{shown}里有{frames}幅画面，只装订第一幅"
    return (remark("evidence-frames", said),) if frames > 1 else ()


def nothing_seen(image: Image.Image, shown: str) -> Iterator[Finding]:
    """That of a transparent picture nothing is left on paper: white strokes, made for a dark ground."""
    if is_transparent(image) and redrawn(image).convert("L").getextrema() == (255, 255):
        said = f"图片{shown}是透明的，衬上白纸什么也看不见"
        yield Finding("evidence-empty-page", said, Severity.WARNING, "用看图软件衬上深色底，另存为JPG后放入")


def _unsure_colours(image: Image.Image, shown: str) -> Iterator[Finding]:
    """That a JPEG of inks does not say whether 0 is none or all of an ink, which Adobe's mark would.

    A PDF takes it for none, what shows pictures on the screen mostly for all.
    """
    if image.format == "JPEG" and image.mode == "CMYK" and "adobe" not in image.info:
        said = f"图片{shown}是印刷用的颜色（CMYK），没有写明颜色的正反，装订出来可能是反色"
        hint = "核对装订册里的这一页；最好用看图软件另存为普通的JPG（RGB）"
        yield Finding("evidence-colours", said, Severity.WARNING, hint)


def _frames(raw: bytes) -> int:
    """How many pictures a PNG shows one after the other (PNG 3rd ed., 11.3.6.1); 1 for others."""
    at = raw.find(_MOVES, 0, raw.find(b"IDAT")) if raw.startswith(_PNG) else -1
    return int.from_bytes(raw[at + 4 : at + 8], "big") if at >= 0 else 1


def _without_the_rest(raw: bytes, shown: Set[bytes] = _SHOWN) -> bytes:
    """A PNG of what it shows alone; a JPEG, or a PNG whose chunks do not end where they say, as it is.

    Programs that cut a screenshot leave the rest of the larger file behind its end; what other chunks say
    (times, texts, resolutions that are none) is not looked at, nor one whose sum is wrong where the picture
    can be shown without it, as viewers do (13.2).
    """
    if not raw.startswith(_PNG):
        return raw
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(raw):
        size, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        whole = raw[at : at + size + 12]
        is_summed = kind[:1].isupper() or zlib.crc32(whole[4:-4]) == int.from_bytes(whole[-4:], "big")
        if kind in shown and is_summed and _is_sound(kind, whole[8:-4]):
            kept.append(whole)
        if kind == b"IEND":
            return b"".join(kept)
        at += len(whole)
    return raw


def _is_sound(kind: bytes, said: bytes) -> bool:
    """Whether a chunk that may be one says what it ought to; readers pass over it else."""
    if kind == b"eXIf":
        return said[:4] in _EXIF and len(said) >= _EXIF_HEAD
    return kind != b"pHYs" or len(said) == _DENSITY


def _turn(image: Image.Image) -> int | None:
    """The clockwise turn that sets a JPEG upright as it is; None for what is no JPEG, or a mirrored one."""
    if image.format not in ("JPEG", "MPO"):  # MPO: a phone has put another picture behind it
        return None
    return _TURNS.get(_orientation(image))


def _is_arithmetic(jpeg: bytes) -> bool:
    """Whether a JPEG is coded by arithmetic, and has to be drawn anew."""
    at, marker = 2, 0
    while marker != _START_OF_SCAN and jpeg[at : at + 1] == b"\xff" and at + 4 <= len(jpeg):
        marker = jpeg[at + 1]
        if marker in _ARITHMETIC:
            return True
        at += 1 if marker == 0xFF else 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return False


def _orientation(image: Image.Image) -> int:
    """How a picture says that it lies; unsaid if it says nothing, or nothing that there is."""
    told: int = image.getexif().get(_EXIF_ORIENTATION, _UNSAID)
    return told if told in _ORIENTATIONS else _UNSAID


def _drawn(raw: bytes, image: Image.Image) -> bytes:
    """The picture upright and without metadata; a PNG that is so already stays, 16-bit grey included.

    ValueError where a PNG has dots of colours that it does not list (11.2.2): readers make them black.
    """
    if image.format == "PNG":
        listed = len(image.palette.palette) // 3 if image.palette else 0
        if image.mode == "P" and any(image.histogram()[listed:]):
            raise ValueError("no such colour")
        depth, clear = raw[_PNG_DEPTH], image.info.get("transparency")
        # (img2pdf undoes the interlacing of all but 16-bit greys.)
        stays = not (image.mode.startswith("I") and image.info.get("interlace"))
        if stays and _TURNS.get(_orientation(image)) == 0 and not is_transparent(image):
            return raw
        if depth == 16 and isinstance(clear, tuple):
            del image.info["transparency"]  # one of 16 bits, which no pixel of eight has
            image.paste("white", mask=_clear_of_sixteen(raw, image, clear))
        elif image.mode == "L" and clear is not None:
            image.info["transparency"] = clear * 255 // (2**depth - 1)  # as Pillow widens the greys
    return coded(redrawn(image), lossy=image.format != "PNG")


def _clear_of_sixteen(raw: bytes, colours: Image.Image, clear: Sequence[int]) -> Image.Image:
    """Where a PNG of 16-bit colours, of which Pillow takes the first bytes, has the transparent one."""
    with Image.open(io.BytesIO(raw)) as rest:
        rest.tile = [tile._replace(args="RGB;16L") for tile in rest.tile]  # the second bytes
        bands = [*colours.split(), *rest.split()]
    wanted = [*(value >> 8 for value in clear), *(value & 255 for value in clear)]
    pairs = zip(bands, wanted, strict=True)
    return reduce(ImageChops.darker, (band.point([255 * (n == v) for n in range(256)]) for band, v in pairs))


def _layout(width: int, height: int, dpi: tuple[float, float]) -> tuple[float, float, float, float]:
    """As large as the picture's dpi says, or as a reader takes; as high as A4 if that is too thin for one.

    What stands in the file is often nonsense, and the volume scales every page into its type area. A few dots
    an inch are no statement: a small picture would else be enlarged to a page of squares. Nor are so many
    that a page would come out as a stamp. A long screenshot is as large as can be: it is cut up, and small
    pages are not enlarged much.
    """
    unstated = _sides(width, height, (_UNSTATED, _UNSTATED))
    sides = unstated if min(dpi) < _COARSEST else _sides(width, height, dpi)
    if max(dpi) > _FINEST and max(sides) < _SMALL:
        sides = unstated
    if max(sides) > _MOST:
        sides = [side * _MOST / max(sides) for side in sides]
    if min(sides) < _LEAST:
        sides = [side * A4[1] / max(width, height) for side in (width, height)]
    return sides[0], sides[1], sides[0], sides[1]


def _sides(width: int, height: int, dpi: tuple[float, float]) -> list[float]:
    return [72 * side / dots for side, dots in zip((width, height), dpi, strict=True)]


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without what programs and phones say in it: the place, the owner, what was done to it."""
    return b"".join(jpeg[start:end] for start, end in _bare_spans(jpeg))


def _bare_spans(jpeg: bytes, coloured: bool = True) -> list[tuple[int, int]]:
    """The spans (from, to) of a JPEG that are no metadata.

    Of what programs may say (APP0 to APP15 and comments) that stays on which the picture depends; a colour
    profile if the picture is `coloured` by it. The coded image data is taken as it is (ISO/IEC 10918-1 annex
    B); what stands behind its end, such as another picture of a phone's with all its own metadata (CIPA
    DC-007), goes.
    """
    kept, at = [(0, 2)], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xD9:
        marker = jpeg[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        end = at + int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        is_said = 0xE0 <= marker <= 0xEF or marker == 0xFE
        is_needed = jpeg.startswith(_DEPENDED_ON.get(marker, b"\xff"), at + 4)
        tells = is_said and (not is_needed or (marker == 0xE2 and not coloured))
        if marker == _START_OF_SCAN:
            found = _BREAKS.search(jpeg, end)
            end = found.start() if found else len(jpeg)
        if not tells:
            kept.append((at, end))
        at = end
    return _joined([*kept, (at, at + 2)])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans, those that follow on one another as one."""
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start == joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
