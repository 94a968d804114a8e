"""Pictures that no page can hold as they are, drawn anew: eight bits a sample, over white, upright."""

from __future__ import annotations

import io

from PIL import Image, ImageMath, ImageOps

_LOSSLESS = 8 * 2**20  # bytes of one picture; a scan of A4 in colour at 300 dpi takes more, a screenshot less
_QUALITY = 95  # of a JPEG: no loss that can be seen in print
_SIXTEEN = 65535
_SPACES = {  # ICC.1:2010, table 19
    **dict.fromkeys(("1", "L", "LA"), b"GRAY"),
    **dict.fromkeys(("RGB", "RGBA", "P"), b"RGB "),
    "CMYK": b"CMYK",
}
_PROFILE = b"acsp"  # what a profile has at byte 36 (7.2.11)
_DENSEST = 65535  # dots an inch: as many as a JPEG can say (JFIF 1.02)


def is_transparent(image: Image.Image) -> bool:
    """Whether anything may be seen through a picture."""
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def has_its_profile(image: Image.Image) -> bool:
    """Whether the colour profile of a picture, if it has one, is of colours such as it has.

    With another one some readers show a black page.
    """
    profile, mode = image.info.get("icc_profile") or b"", "L" if image.mode.startswith("I") else image.mode
    return not profile or (profile[16:20] == _SPACES.get(mode) and profile[36:40] == _PROFILE)


def redrawn(image: Image.Image, most: int = _SIXTEEN) -> Image.Image:
    """A picture upright, over white, in samples of eight bits; `most` is white in one of more bits.

    ValueError for samples that are no shades of grey at all (32 bits, floating point).
    """
    upright = ImageOps.exif_transpose(image)
    if upright.size != image.size and "dpi" in upright.info:
        upright.info["dpi"] = upright.info["dpi"][::-1]
    if upright.mode in ("F", "I") and image.format != "PNG":
        raise ValueError(f"mode {upright.mode}")
    if upright.mode.startswith("I"):
        upright = _in_eight_bits(upright, most)
    if is_transparent(upright):
        rgba = upright.convert("RGBA")
        over = Image.new("RGB", rgba.size, "white")
        over.paste(rgba, mask=rgba.getchannel("A"))
        over.info = {key: upright.info[key] for key in ("dpi", "icc_profile") if key in upright.info}
        upright = over
    elif upright.mode not in _SPACES:
        upright = upright.convert("RGB")
    if not has_its_profile(upright):
        upright.info.pop("icc_profile", None)
    return upright


def in_colour(image: Image.Image) -> Image.Image:
    """A picture as paper shows it, upright, in RGB; ValueError for samples that are no shades of grey."""
    return redrawn(image).convert("RGB")


def coded(image: Image.Image, lossy: bool) -> bytes:
    """A redrawn picture as a file that a page can hold: without loss, unless it came with some or is vast.

    A resolution that is none (zero, a division by zero, more than a file can say) is left out.
    """
    kept = {key: image.info[key] for key in ("dpi", "icc_profile") if image.info.get(key)}
    if not all(1 <= dots <= _DENSEST for dots in kept.get("dpi", ())):
        del kept["dpi"]
    target = io.BytesIO()
    if image.mode in ("1", "P") or not lossy:
        # TIFF for what PNG cannot hold, and for black and white, which comes to CCITT from there.
        image.save(target, "TIFF" if image.mode in ("1", "CMYK") else "PNG", **kept)
        if image.mode in ("1", "P") or len(target.getvalue()) <= _LOSSLESS:
            return target.getvalue()
        target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY, subsampling=0, **kept)
    return target.getvalue()


def _in_eight_bits(grey: Image.Image, most: int) -> Image.Image:
    """Greys of 16 bits in the 8 that can be redrawn, white where they are transparent."""
    wide = grey.convert("I")  # Pillow's own way to 8 bits cuts all above 255 off
    shown = wide.point(lambda value: value * (255 / most)).convert("L")
    clear = grey.info.get("transparency")
    if clear is not None:
        mask = ImageMath.lambda_eval(lambda given: given["equal"](given["wide"], clear) * 255, wide=wide)
        shown.paste(255, mask=mask.convert("L"))
    shown.info = {key: grey.info[key] for key in ("dpi", "icc_profile") if key in grey.info}
    return shown
