"""A TIFF of which something is missing is refused, and one that is whole is bound as it looks."""

import io
import struct
from itertools import accumulate
from random import Random

import pytest
from conftest import pictures
from PIL import Image, ImageChops

from zcforms.ground.findings import Finding
from zcforms.intake.evidence.frames import clean_frames
from zcforms.intake.kinds import Kind

SIZE = (120, 160)
GREY = Image.linear_gradient("L").resize(SIZE)


def tiff(strips, **tags):
    """A TIFF of grey in strips of ten rows, as its tags say."""
    ends = [8, *accumulate(map(len, strips), initial=8)][1:]
    told = {256: SIZE[0], 257: SIZE[1], 258: 8, 259: 1, 262: 1, 273: ends[:-1], 277: 1, 278: 10}
    told |= {279: [len(strip) for strip in strips]} | {int(tag[1:]): value for tag, value in tags.items()}
    fields, behind = b"", b""
    for tag, value in sorted(told.items()):
        values = value if isinstance(value, list) else [value]
        packed = struct.pack(f"<{len(values)}I", *values)
        if len(values) > 1:
            at = ends[-1] + 2 + 12 * len(told) + 4 + len(behind)
            packed, behind = struct.pack("<I", at), behind + packed
        fields += struct.pack("<HHI", tag, 4, len(values)) + packed
    head = b"II*\0" + struct.pack("<I", ends[-1])
    return head + b"".join(strips) + struct.pack("<H", len(told)) + fields + bytes(4) + behind


def strips_of(image, rows=10):
    raw = image.tobytes()
    each = len(raw) // image.height * rows
    return [raw[at : at + each] for at in range(0, len(raw), each)]


def coded(image, **how):
    image.save(target := io.BytesIO(), "TIFF", **how)
    return target.getvalue()


def tiff_without(raw, tag):
    """The same TIFF without a tag that nobody knows by its number then."""
    return raw.replace(struct.pack("<HHI", tag, 3, 1), struct.pack("<HHI", 65000, 3, 1), 1)


def clean(raw):
    return clean_frames(raw, "x.tif", Kind.TIFF)


def noise(mode="L"):
    shades = Random(7).randbytes(SIZE[0] * SIZE[1])  # noqa: S311  the same each time
    return Image.frombytes("L", SIZE, shades).convert(mode)


WHOLE = {
    "as it is": tiff(strips_of(GREY)),
    "rows that are not told": tiff([GREY.tobytes()], t278=2**32 - 1),
    "in another order": tiff(strips_of(GREY), t273=[8 + 1200 * n for n in range(16)]),
    "JPEG": coded(noise("RGB"), compression="jpeg"),
    "JPEG in strips": coded(noise(), compression="jpeg", strip_size=SIZE[0] * 16),
    "JPEG of inks": coded(noise("CMYK"), compression="jpeg", strip_size=SIZE[0] * 4 * 16),
    "fax": coded(noise("1"), compression="group3"),
    "fax in strips": coded(noise("1"), compression="group3", strip_size=SIZE[0] // 8 * 20),
    "fax without ends of lines": coded(noise("1"), compression="tiff_ccitt"),
    "fax of two dimensions": coded(noise("1"), compression="group4", strip_size=SIZE[0] // 8 * 20),
    "nothing but white": coded(Image.new("1", SIZE, 1), compression="group3"),
    "fax that does not tell its colours": tiff_without(coded(noise("1"), compression="group4"), 262),
    "lowest bit first": coded(noise("1"), compression="group3", tiffinfo={266: 2}),
}


@pytest.mark.parametrize("raw", WHOLE.values(), ids=WHOLE)
def test_a_whole_one_is_bound_as_it_looks(raw):
    with Image.open(io.BytesIO(raw)) as shown:
        wanted = shown.convert("L").resize((24, 32))
    (seen,) = pictures(clean(raw).content)
    assert max(ImageChops.difference(seen.convert("L").resize((24, 32)), wanted).tobytes()) < 32


def holed(raw, start, size):
    return raw[:start] + bytes(size) + raw[start + size :]


@pytest.mark.parametrize(
    "raw",
    [
        tiff(strips_of(GREY)[:-3]),
        tiff([strip[:600] if n == 5 else strip for n, strip in enumerate(strips_of(GREY))]),
        holed(WHOLE["JPEG"], 6000, 300),
        holed(WHOLE["JPEG in strips"], 6000, 300),
        holed(WHOLE["fax"], 2000, 900),
        tiff_without(coded(GREY), 262),
        coded(GREY, tiffinfo={339: 2}),
    ],
    ids=["strips are missing", "a strip is short", "JPEG", "JPEG in strips", "fax", "colours", "signed"],
)
def test_one_of_which_something_is_missing_is_refused(raw):
    found = clean(raw)
    assert isinstance(found, Finding)
    assert found.code == "evidence-unreadable"


@pytest.mark.parametrize("most", [255, 65535])
def test_colours_of_eight_bits_are_taken_for_what_they_are(most):
    """Old programs wrote them so; they came out black."""
    shades = [n * most // 255 for n in range(256)]
    raw = tiff(strips_of(GREY), t262=3, t320=[*shades * 3])
    (seen,) = pictures(clean(raw).content)
    difference = ImageChops.difference(seen.convert("L").resize((24, 32)), GREY.resize((24, 32)))
    assert max(difference.tobytes()) < 8
