"""A volume for the archive: PDF/A-2b as far as it goes (ISO 19005-2), and which pages do not go so far.

These are assertions of our own: nothing that can be installed here validates 2b, and none is promised.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import ImageCms

from zcforms.paper.copies import LANGUAGE

_PRINTED = 4  # the flag of an annotation that is printed (6.3.2)
_DATE = slice(24, 36)  # of a profile, when it was made: the same bytes each time

Reasons = frozenset[str]


def archival(pdf: bytes, title: str) -> bytes:
    """The same pages with what an archive asks for: XMP, output intent (sRGB), language, links that print.

    It calls itself PDF/A-2b only where nothing is known to be in the way.
    """
    with Pdf.open(io.BytesIO(pdf)) as out:
        out.Root.Lang = LANGUAGE
        out.Root.OutputIntents = Array([_intent(out)])
        for page in out.pages:
            for annotation in page.obj.get(Name.Annots, []):
                annotation.F = _PRINTED
        sound = not any(reasons for reasons in _by_page(out))
        with out.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = title
            if sound:
                metadata["pdfaid:part"] = "2"
                metadata["pdfaid:conformance"] = "B"
        out.docinfo[Name.Title] = title
        target = io.BytesIO()  # what LZW packed, which is forbidden (6.1.7), is packed anew
        out.save(target, deterministic_id=True, force_version="1.7")
        return target.getvalue()


def obstacles(pdf: Path | BinaryIO) -> dict[str, list[int]]:
    """Why a file is no PDF/A-2b, in words, each with the pages (from 1); 0 is the file itself."""
    found: dict[str, list[int]] = {}
    with Pdf.open(pdf) as opened:
        active = {Name.AcroForm, Name.OpenAction, Name.AA} & set(map(Name, opened.Root.keys()))
        if active or Name.EmbeddedFiles in opened.Root.get(Name.Names, {}):
            found["带表单、动作或附件"] = [0]
        if Name.OutputIntents not in opened.Root or Name.Metadata not in opened.Root:
            found.setdefault("没有输出条件或XMP", []).append(0)
        for number, reasons in enumerate(_by_page(opened), 1):
            for reason in sorted(reasons):
                found.setdefault(reason, []).append(number)
    return found


def _intent(out: Pdf) -> Dictionary:
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    raw[_DATE] = bytes(_DATE.stop - _DATE.start)
    profile = out.make_stream(bytes(raw), N=3)
    name = "sRGB IEC61966-2.1"
    return out.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=name,
            Info=name,
            DestOutputProfile=profile,
        )
    )


def _by_page(pdf: Pdf) -> Iterator[Reasons]:
    """Of every page, what is in the way; what pages share is looked at once."""
    known: dict[tuple[int, int], Reasons] = {}
    for page in pdf.pages:
        found = set(_of_content(page.obj, known))
        if Name.AA in page.obj or any(
            Name.A in annotation or Name.AA in annotation for annotation in page.obj.get(Name.Annots, [])
        ):
            found.add("带动作")
        yield frozenset(found)


def _of_content(holder: pikepdf.Object, known: dict[tuple[int, int], Reasons]) -> Reasons:
    """What is in the way on a page or in a form: its own content, its fonts, images and forms."""
    key = holder.objgen  # pages and streams are never direct
    if key in known:
        return known[key]
    known[key] = frozenset()  # of a form in itself there is no more to be said
    found: set[str] = set()
    resources = holder.get(Name.Resources, Dictionary())
    fonts, drawn = (resources.get(name, Dictionary()) for name in (Name.Font, Name.XObject))
    # The sheets of a volume share their resources, so it counts what is used.
    for instruction in pikepdf.parse_content_stream(holder, "k K Tf Do"):
        operator = str(instruction.operator)
        if operator in ("k", "K"):
            found.add("用了CMYK颜色")
            continue
        name = Name(str(instruction.operands[0]))
        if operator == "Tf" and name in fonts and not _is_embedded(fonts[name]):
            found.add("字体没有嵌入")
        elif operator == "Do" and name in drawn:
            thing = drawn[name]
            is_image = thing.get(Name.Subtype) == Name.Image
            found.update(_of_image(thing) if is_image else _of_content(thing, known))
    known[key] = frozenset(found)
    return known[key]


def _is_embedded(font: pikepdf.Object) -> bool:
    if font.get(Name.Subtype) == Name.Type3:
        return True
    inner = font.DescendantFonts[0] if Name.DescendantFonts in font else font
    files = (Name.FontFile, Name.FontFile2, Name.FontFile3)
    return any(name in inner.get(Name.FontDescriptor, Dictionary()) for name in files)


def _of_image(image: pikepdf.Object) -> Iterator[str]:
    """What is in the way in an image."""
    if image.get(Name.ColorSpace) == Name.DeviceCMYK:
        yield "用了CMYK颜色"
    if image.get(Name.Interpolate, False):
        yield "图片要求插值"
