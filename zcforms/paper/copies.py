"""One print file for a whole folder: every document's copies in order, each on a fresh sheet.

What is only a strip of a sheet shares one with others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import ExitStack

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from zcforms.ground.geometry import A4, MM


def print_set(documents: Iterable[bytes], copies: int, duplex: bool) -> tuple[bytes, int]:
    """All documents `copies` times, collated document by document: the PDF and its pages.

    In duplex an odd document gets a blank verso, so that each copy begins on a recto. Copies are
    page objects of their own over shared content streams and resources, so that the file stays
    small; /Kids is written directly, for appending pages one by one is slow.
    """
    out = Pdf.new()
    kids: list[pikepdf.Object] = []
    blank: pikepdf.Object | None = None
    for document in documents:
        with Pdf.open(io.BytesIO(document)) as source:
            start = len(out.pages)
            out.pages.extend(source.pages)
        originals = [out.pages[i].obj for i in range(start, len(out.pages))]
        for original in originals:
            for key in (Name.Resources, Name.Contents):
                value = original.get(key)
                if value is not None and not value.is_indirect:
                    original[key] = out.make_indirect(value)
        for copy in range(copies):
            for original in originals:
                kids.append(original if copy == 0 else out.make_indirect(_copied(original)))
            if duplex and len(originals) % 2:
                if blank is None:
                    blank = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, *A4]), Resources=Dictionary())
                kids.append(out.make_indirect(_copied(blank)))
    tree = out.Root.Pages
    for kid in kids:
        kid.Parent = tree
    tree.Kids, tree.Count = Array(kids), len(kids)
    out.Root.ViewerPreferences = Dictionary(
        PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge if duplex else Name.Simplex
    )
    target = io.BytesIO()
    out.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue(), len(kids)


def per_sheet(band: float) -> int:
    """How many strips of that height (mm) a sheet of A4 takes."""
    return int(A4[1] // (band * MM))


def on_sheets(strips: Iterable[bytes], band: float) -> bytes:
    """Documents that each need a band (mm) at the top of one A4 page, one below the other on full sheets."""
    out = Pdf.new()
    with ExitStack() as opened:  # copied streams are read when the file is saved
        for n, strip in enumerate(strips):
            place = n % per_sheet(band)
            if place == 0:
                out.add_blank_page(page_size=A4)
            sheet = out.pages[-1]
            form = out.copy_foreign(
                opened.enter_context(Pdf.open(io.BytesIO(strip))).pages[0].as_form_xobject()
            )
            form.BBox = Array([0, A4[1] - band * MM, *A4])
            name = sheet.add_resource(form, Name.XObject, Name(f"/ZCStrip{place}"))
            sheet.contents_add(f"q 1 0 0 1 0 {-place * band * MM:.4f} cm {name} Do Q\n".encode())
        target = io.BytesIO()
        out.save(target, deterministic_id=True)
    return target.getvalue()


def _copied(page: pikepdf.Object) -> Dictionary:
    """A page object of its own that shares what the page refers to."""
    return Dictionary({key: value for key, value in page.items()})  # noqa: C416
