"""Cells and sections that are written alike: read, boxed and laid out once, for all documents of a form.

Most cells of a form are labels that everybody's paper has, and many values are short and common; and many a
section is the same on everybody's, the opinions to be written by hand, a list of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment
from zcforms.paper.typesetting.markup import Element, Section
from zcforms.paper.typesetting.places import Place

_MOST = 1_000  # cells kept of one form: some 4 MB
_SECTIONS = 60  # kept of one form, of a page or two each: some 10 MB


@dataclass(slots=True)
class Cells:
    """Cells and sections of the documents of one form: nothing of them is changed once it is here."""

    elements: dict[str, Element] = field(default_factory=dict)  # by how they are written
    boxes: dict[tuple[Element, Place], Box] = field(default_factory=dict)  # with all that is in them
    laid: dict[tuple[Box, float], Fragment] = field(default_factory=dict)  # by the width of their content
    sections: dict[str, Section] = field(default_factory=dict)  # by how they are written

    def settle(self) -> None:
        """Forget them if they have become too many: an element may have no box here, a box several widths.

        Of sections, those that were not asked for longest.
        """
        if max(len(self.elements), len(self.boxes), len(self.laid)) > _MOST:
            self.clear()
        for old in list(self.sections)[:-_SECTIONS]:
            self.sections.pop(old, None)

    def clear(self) -> None:
        """Forget them; documents that are being laid out keep what they have."""
        self.elements.clear()
        self.boxes.clear()
        self.laid.clear()
        self.sections.clear()
