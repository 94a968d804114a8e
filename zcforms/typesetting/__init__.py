"""A typesetter for the HTML and CSS that the shipped forms use: markup → cascade → boxes → pages.

Whatever it does not know is refused (`Unsupported`), never approximated.
"""

from __future__ import annotations

from zcforms.typesetting import display
from zcforms.typesetting.cascade import Cascade
from zcforms.typesetting.display import Sheet
from zcforms.typesetting.formatting import formatted
from zcforms.typesetting.markup import parse
from zcforms.typesetting.pages import paginate
from zcforms.typesetting.unsupported import Unsupported

__all__ = ["Cascade", "Sheet", "Unsupported", "typeset"]


def typeset(html: str, cascade: Cascade) -> list[Sheet]:
    """The pages of a document as they are to be painted; `cascade` has its style sheets.

    Raises Unsupported for whatever this typesetter does not know: the whole is then to be set in another way.
    """
    root = formatted(parse(html), cascade)
    return display.display(
        paginate(root, lambda name, side, index: cascade.page(root.style, name, side, index))
    )
