"""Files of the user's, and the pictures in them, read whole or not at all."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageFile, UnidentifiedImageError

from zcforms.ground.errors import Undeliverable, reason

# What Pillow raises for a file that is no picture, or a broken one.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    Image.DecompressionBombError,
)
MAX_BYTES = 300 * 2**20


def read_file(path: Path) -> bytes:
    """The bytes of a regular file; OSError for a device or pipe, or a file of over MAX_BYTES."""
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, "no such file")
    if not path.is_file():
        raise OSError(errno.EINVAL, "不是普通文件")
    if path.stat().st_size > MAX_BYTES:
        raise OSError(errno.EFBIG, f"超过{MAX_BYTES // 2**20}MB")
    return path.read_bytes()


def stage(path: Path, content: bytes) -> None:
    """Write what is made ready for a later step into a file of a temporary folder, open to its owner only.

    Undeliverable if the disk takes no more.
    """
    try:
        path.touch(0o600)
        path.write_bytes(content)
    except OSError as e:
        hint = "临时文件夹的磁盘需要放得下全部佐证和装订册；可用环境变量TMPDIR换一个位置"
        raise Undeliverable(f"无法写入临时文件（{reason(e)}）", hint=hint, where=str(path.parent)) from e


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
