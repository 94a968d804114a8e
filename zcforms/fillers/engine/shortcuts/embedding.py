"""Arrays handed to the library that cuts fonts: their type is not read from its C name again and again."""

from __future__ import annotations

import re
from typing import Any

from weasyprint.pdf import fonts

_ARRAY = re.compile(r"(\w+)\[\d+\]")

WHOLE_FFI = fonts.ffi


class Arrays:
    """In place of the engine's door to C: an array of some length is of the one type of any length.

    Each length would be a type of its own, and a C parser reads it, with all that is declared, in some
    20 ms; a form takes three for each of its faces.
    """

    def new(self, kind: str, *content: Any) -> Any:
        """Room for a C value, or for an array with its content."""
        array = _ARRAY.fullmatch(kind) if content else None
        return WHOLE_FFI.new(f"{array[1]}[]" if array else kind, *content)

    def __getattr__(self, name: str) -> Any:
        return getattr(WHOLE_FFI, name)
