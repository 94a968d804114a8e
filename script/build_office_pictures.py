"""Draws docs/pictures/office.png: the office page, from the list to what was found of one person.

`python script/build_office_pictures.py`: look at it, then commit it. It takes Debian's Chromium, and the
faces that come along: the page itself is set in the computer's own.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "script"))

from build_phone_pictures import COLOURS, FACES, GAP, GROUND  # noqa: E402
from phone import chromium, served  # noqa: E402

from zcforms.serve.accounts import Accounts, Role  # noqa: E402

PASSWORD = "a long sentence 1"  # noqa: S105  of an account that goes with its folder
SIZE = {"width": 1100, "height": 560}


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        root, faces = Path(folder) / "work", Path(folder) / "fonts.conf"
        shutil.copytree(ROOT / "data_samples", root)
        faces.write_text(FACES)
        accounts = Accounts(root)
        accounts.begin()
        accounts.add("王某", Role.WORKS, PASSWORD)
        seen = []
        with served(root) as (where, _), chromium(FONTCONFIG_FILE=str(faces)) as browser:
            page = browser.new_page(viewport=SIZE)
            page.goto(where.partition("/zc")[0] + "/office")
            page.fill("#name", "王某")
            page.fill("#password", PASSWORD)
            page.keyboard.press("Enter")
            page.locator("#status").filter(has_not_text="正在检查").wait_for(timeout=120_000)
            for press in ("", "tbody a", "text=收件"):
                if press:
                    page.click(press)
                    page.wait_for_load_state()
                seen.append(page.screenshot())
    pictures = [Image.open(io.BytesIO(one)).convert("RGB") for one in seen]
    wide, high = pictures[0].size
    sheet = Image.new("RGB", (wide + 2 * GAP, (high + GAP) * len(pictures) + GAP), GROUND)
    for n, picture in enumerate(pictures):
        sheet.paste(picture, (GAP, GAP + n * (high + GAP)))
    sheet.quantize(COLOURS).save(ROOT / "docs" / "pictures" / "office.png", optimize=True)


if __name__ == "__main__":
    main()
