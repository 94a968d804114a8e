"""The paper in a photo white, whatever light fell on it."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageMath

_GROUND = 110  # dots of the longer side in which the colour of the paper is told
_WIDE = 4  # times 4 of those dots: what is not as wide as that, 43 mm on A4, is no shadow
_SHADOW = 0.5  # of the brightest paper: what is darker is printed so
_WHITE = 270  # what the paper's own colour comes to, of 255: its grain goes as well


def whitened(sheet: Image.Image) -> Image.Image:
    """A sheet with its paper white everywhere: each colour in proportion to what the paper is around it."""
    bands = []
    for band in sheet.split():
        ground = band.copy()
        ground.thumbnail((_GROUND, _GROUND), Image.Resampling.BOX)
        for reach in (ImageFilter.MaxFilter(5), ImageFilter.MinFilter(5)):
            for _ in range(_WIDE):
                ground = ground.filter(reach)  # writing, seals and photos close; shadows keep their edges
        ground = ground.filter(ImageFilter.GaussianBlur(1))
        darkest = max(1, round(max(ground.tobytes()) * _SHADOW))
        ground = ground.point([max(v, darkest) for v in range(256)])
        ground = ground.resize(band.size, Image.Resampling.BILINEAR)
        white = ImageMath.lambda_eval(
            lambda given: given["convert"](given["min"](given["band"] * _WHITE / given["ground"], 255), "L"),
            band=band,
            ground=ground,
        )
        bands.append(white)
    return Image.merge("RGB", bands)
