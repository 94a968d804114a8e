"""Draws docs/pictures/signing.png: the signing page on a phone, step by step.

`python script/build_phone_pictures.py`: look at it, then commit it. It takes Debian's Chromium, and the faces
that come along: the page itself is set in the phone's own.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from conftest import person, work_in  # noqa: E402
from phone import NAME, chromium, new_phone, read_pledge, served, take_pen  # noqa: E402
from test_serve import link_of  # noqa: E402

from zcforms.batch.register import utc_now  # noqa: E402
from zcforms.fillers.engine import FONTS  # noqa: E402
from zcforms.serve.desk import Desk  # noqa: E402

GAP, GROUND, COLOURS = 20, "#e1e5ea", 64
FACES = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{FONTS}</dir><cachedir prefix="xdg"/>
<alias><family>sans-serif</family><prefer><family>ZC Hei</family></prefer></alias></fontconfig>"""


def steps(page: Page, address: str, digits: str) -> list[bytes]:
    """The page as it is seen at each step of signing."""
    seen = []
    page.goto(address)
    seen.append(page.screenshot())
    read_pledge(page, address, digits)
    seen.append(page.screenshot())
    finger = take_pen(page)
    for line in NAME:
        finger.draw(line)
    seen.append(page.screenshot())
    page.tap("#draw-go")
    seen.append(page.screenshot())
    page.tap("#confirm-go")
    page.wait_for_selector("#done:not([hidden])")
    seen.append(page.screenshot())
    return seen


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        applicant = person(姓名="丁一")
        root, faces = work_in(Path(folder), {"ding": applicant}), Path(folder) / "fonts.conf"
        faces.write_text(FACES)
        with served(root) as (where, _), chromium(FONTCONFIG_FILE=str(faces)) as browser:
            address = where + link_of(Desk(root, utc_now), "ding")
            seen = steps(new_phone(browser), address, applicant["证件"]["证件号码"][-4:])
    pictures = [Image.open(io.BytesIO(one)).convert("RGB") for one in seen]
    wide, high = pictures[0].size
    sheet = Image.new("RGB", ((wide + GAP) * len(pictures) + GAP, high + 2 * GAP), GROUND)
    for n, picture in enumerate(pictures):
        sheet.paste(picture, (GAP + n * (wide + GAP), GAP))
    half = sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS)
    half.quantize(COLOURS).save(ROOT / "docs" / "pictures" / "signing.png", optimize=True)


if __name__ == "__main__":
    main()
