"""Draws docs/pictures/signing*.png: the signing page on a phone, step by step; slips and the tablet.

`python script/build_phone_pictures.py`: look at them, then commit. It takes Debian's Chromium, and the faces
that come along: the page itself is set in the phone's own.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from conftest import TODAY, person, work_in  # noqa: E402
from phone import NAME, chromium, new_phone, read_pledge, served, take_pen  # noqa: E402
from test_serve import link_of  # noqa: E402

from zcforms.batch.opening import open_job  # noqa: E402
from zcforms.batch.signatures.codes import code_sheets  # noqa: E402
from zcforms.batch.signatures.register import utc_now  # noqa: E402
from zcforms.batch.signatures.signed import board, signing_press  # noqa: E402
from zcforms.chinese.dates import PartialDate  # noqa: E402
from zcforms.fillers.engine.loading import FONTS  # noqa: E402
from zcforms.serve.desk import Desk  # noqa: E402

TABLET = (520, 360)
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


def slips(root: Path, page: Page, where: str) -> list[Image.Image]:
    """Slips with codes, as they are cut, and the page on which a short code is typed."""
    with pypdfium2.PdfDocument(
        code_sheets(press := signing_press(open_job(root, TODAY)), board(press), PartialDate(2021, 9, 15))
    ) as document:
        sheet = document[0].render(scale=2).to_pil().convert("RGB")
    page.goto(where)
    page.fill("#short", "0412 7735")
    return [sheet.crop((0, 0, sheet.width, sheet.height * 3 // 10)), opened(page.screenshot())]


def opened(picture: bytes) -> Image.Image:
    """A picture of a page."""
    return Image.open(io.BytesIO(picture)).convert("RGB")


def write(name: str, pictures: Sequence[Image.Image]) -> None:
    """Pictures side by side, as a file of the docs."""
    wide, high = (sum(one.width + GAP for one in pictures), max(one.height for one in pictures))
    sheet = Image.new("RGB", (wide + GAP, high + 2 * GAP), GROUND)
    left = GAP
    for picture in pictures:
        sheet.paste(picture, (left, GAP))
        left += picture.width + GAP
    half = sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS)
    half.quantize(COLOURS).save(ROOT / "docs" / "pictures" / f"{name}.png", optimize=True)


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        applicant = person(姓名="丁一")
        other = person("33020019850615002", 姓名="王五")
        root, faces = work_in(Path(folder), {"ding": applicant, "wang": other}), Path(folder) / "fonts.conf"
        faces.write_text(FACES)
        with served(root) as (where, _), chromium(FONTCONFIG_FILE=str(faces)) as browser:
            address = where + link_of(Desk(root, utc_now), "ding")
            seen = steps(new_phone(browser), address, applicant["证件"]["证件号码"][-4:])
            (root / "signatures.sqlite").unlink()  # both are given a slip
            two = slips(root, new_phone(browser, TABLET), where)
    write("signing", [opened(one) for one in seen])
    write("signing-codes", two)


if __name__ == "__main__":
    main()
