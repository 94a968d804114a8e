"""The faces that forms are set in, as WeasyPrint takes them."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from fontTools.ttLib import TTFont

from zcforms.chinese.typefaces import Official, Typefaces, faces, official_advances
from zcforms.fillers.engine.fetching import fetcher
from zcforms.fillers.engine.loading import FONTS, loaded, without_system_fonts

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration


@cache
def fonts(typefaces: Typefaces) -> tuple[FontConfiguration, Any]:
    """One font configuration for a choice of faces: reading them takes longer than a form."""
    engine = loaded()
    from weasyprint.text.fonts import FontConfiguration

    rules = []
    for face in faces():
        only = f"unicode-range: {', '.join(f'U+{r}' for r in face.ranges)};" if face.ranges else ""
        rules.append(f'@font-face {{ font-family: "{face.family}"; src: url("{face.file}"); {only} }}')
    contents = {}
    for n, official in enumerate(typefaces.official):
        contents[f"official{n}"] = _font_file(official)
        only = ", ".join(f"U+{code:X}" for code in official_advances(official))
        rules.append(
            f'@font-face {{ font-family: "{official.family}"; src: url("image:official{n}"); '
            f"unicode-range: {only} }}"
        )
    with without_system_fonts():
        configuration = FontConfiguration()
        sheet = engine.CSS(
            string="\n".join(rules),
            base_url=FONTS.as_uri() + "/",
            font_config=configuration,
            url_fetcher=fetcher(contents, (FONTS,)),
        )
        # Pango reads the configuration once more in a thread of its own, which the first text waits for.
        engine.HTML(string="一").render(font_config=configuration, stylesheets=[sheet])
    return configuration, sheet


def _font_file(face: Official) -> bytes:
    """A face as a file of its own: of a collection, the engine would take any of its faces."""
    content = face.file.read_bytes()
    if not content.startswith(b"ttcf"):
        return content
    alone = io.BytesIO()
    with TTFont(io.BytesIO(content), fontNumber=face.index, recalcTimestamp=False) as font:
        font.save(alone)
    return alone.getvalue()
