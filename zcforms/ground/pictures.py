"""Pictures of the user's, read whole or not at all."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, UnidentifiedImageError

# What Pillow raises for a file that is no picture, or a broken one.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


@contextmanager
def whole_picture(raw: bytes, max_pixels: int, reduced: bool = False) -> Iterator[Image.Image]:
    """A picture with all its data decoded; raises one of BROKEN if anything is missing.

    A JPEG that is only to be proved is decoded `reduced`, to an eighth of its size: five times as fast.

    The layout engine switches Pillow to accepting truncated files for the whole process: half a scan
    would then be bound as if it were complete.
    """
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.width * image.height > max_pixels:
                raise Image.DecompressionBombError(f"{image.width}×{image.height}")
            if reduced:
                image.draft(None, (1, 1))
            image.load()
            yield image
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
