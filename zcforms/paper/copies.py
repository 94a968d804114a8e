"""One print file for a whole folder: every document's copies in order, each on a fresh sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from zcforms.ground.geometry import A4


def print_set(documents: Sequence[bytes], copies: int, duplex: bool) -> tuple[bytes, int]:
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


def _copied(page: pikepdf.Object) -> Dictionary:
    """A page object of its own that shares what the page refers to."""
    return Dictionary({key: value for key, value in page.items()})  # noqa: C416
