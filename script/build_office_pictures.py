"""Draws docs/pictures/office*.png: every page of the office, from logging in to who has signed.

`python script/build_office_pictures.py`: look at them, then commit them. It takes Debian's Chromium, and the
faces that come along: the page itself is set in the computer's own. The samples are built twice.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "script"))

from build_phone_pictures import COLOURS, FACES, GAP, GROUND  # noqa: E402
from phone import chromium, served  # noqa: E402
from test_on_paper import photographed  # noqa: E402
from test_strokes import NAME  # noqa: E402

from zcforms.batch.opening import open_job  # noqa: E402
from zcforms.batch.signatures.on_paper import printed_pledge  # noqa: E402
from zcforms.batch.signatures.signed import UNSIGNED, board, register_of, signing_press  # noqa: E402
from zcforms.serve.accounts import Accounts, Role  # noqa: E402

PASSWORD = "a long sentence 1"  # noqa: S105  of an account that goes with its folder
SIZE = {"width": 1100, "height": 560}
AT = datetime(2021, 9, 15, 6, 3, 22, tzinfo=UTC)
PATIENCE = 1_200_000  # ms for a build


def taken(page: Page) -> bytes:
    """The page as it is seen, when its pictures are there."""
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def checked(page: Page) -> None:
    """Wait until nothing is at work."""
    status = page.locator("#status").filter(has_not_text="正在检查").filter(has_not_text="正在制作")
    status.wait_for(timeout=PATIENCE)


def logged_in(page: Page, office: str) -> bytes:
    """Log in; the page on which one does."""
    page.goto(office)
    page.fill("#name", "王某")
    page.fill("#password", PASSWORD)
    seen = taken(page)
    page.keyboard.press("Enter")
    checked(page)
    return seen


def built(page: Page, root: Path, office: str) -> list[bytes]:
    """Build, and once more when the data of one person have changed: the list on the way."""
    page.click("#build")
    page.locator('[data-of="made"]', has_text="正在做").first.wait_for(timeout=PATIENCE)
    seen = [taken(page)]
    checked(page)
    record = sorted((root / "applicants").iterdir())[0]
    text = re.sub(r"(?m)^联系电话: .*$", "联系电话: 13800000099", record.read_text("utf-8"))
    record.write_text(text, "utf-8")
    page.goto(office)
    page.locator('[data-of="made"]', has_text="后来申报数据改动").wait_for(timeout=PATIENCE)
    seen.append(taken(page))
    page.click("#build")
    page.locator("#status", has_text="正在制作").wait_for(timeout=PATIENCE)
    checked(page)
    return seen


def looked_at(page: Page, office: str) -> list[bytes]:
    """The files, and a page beside its last version."""
    page.goto(f"{office}/files")
    seen = [taken(page)]
    page.goto(office)
    page.goto(urljoin(office, page.locator("th a", has_text="阿勒腾古丽").first.get_attribute("href") or ""))
    links = page.locator("li", has_text="个人：").locator("text=逐页看")
    for paper in [link.get_attribute("href") or "" for link in links.all()]:
        if _at_a_difference(page, urljoin(office, paper)):
            break
    page.set_viewport_size({"width": SIZE["width"], "height": 900})
    seen.append(taken(page))
    page.set_viewport_size(SIZE)
    return seen


def _at_a_difference(page: Page, address: str | None) -> bool:
    """Whether a paper has a page that is not as it was; the browser is at the first one then."""
    while address:
        page.goto(address)
        if page.locator("text=与上一版不同").count():
            return True
        following = page.locator("[rel=next]")
        address = urljoin(address, following.get_attribute("href") or "") if following.count() else None
    return False


def signed(page: Page, root: Path, office: str) -> list[bytes]:
    """Who has signed, when one has."""
    keys = sorted(path.stem for path in (root / "applicants").iterdir())
    press = signing_press(open_job(root, AT.date()))
    one = next(one for one in board(press) if one.person.key == keys[0])
    register = register_of(press)
    register.begin()
    register.note_opened(one.pledge, "nonce", AT)
    register.sign(one.pledge, "nonce", "request", json.dumps(NAME), AT)
    page.goto(f"{office}/signing")
    page.locator("tbody tr").last.locator("summary").click()
    return [taken(page)]


def on_paper(page: Page, root: Path, office: str) -> list[bytes]:
    """A photograph of a pledge that was signed on paper, beside the pledge as it is printed."""
    press = signing_press(open_job(root, AT.date()))
    one = next(one for one in board(press) if one.state == UNSIGNED)
    photo = root.parent / "photo.jpg"
    photo.write_bytes(photographed(printed_pledge(press, one)))
    page.goto(f"{office}/signing/photograph")
    page.set_input_files("#file", photo)
    page.click("#send")
    page.locator("text=看过了").wait_for(timeout=PATIENCE)
    page.set_viewport_size({"width": SIZE["width"], "height": 900})
    seen = [taken(page)]
    page.set_viewport_size(SIZE)
    return seen


def sheet(name: str, seen: Sequence[bytes]) -> None:
    """Pictures one below the other, as a file of the docs."""
    pictures = [Image.open(io.BytesIO(one)).convert("RGB") for one in seen]
    wide, high = pictures[0].width, sum(one.height + GAP for one in pictures)
    made = Image.new("RGB", (wide + 2 * GAP, high + GAP), GROUND)
    top = GAP
    for picture in pictures:
        made.paste(picture, (GAP, top))
        top += picture.height + GAP
    made.quantize(COLOURS).save(ROOT / "docs" / "pictures" / f"{name}.png", optimize=True)


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        root, faces = Path(folder) / "work", Path(folder) / "fonts.conf"
        shutil.copytree(ROOT / "data_samples", root)
        faces.write_text(FACES)
        accounts = Accounts(root)
        accounts.begin()
        accounts.add("王某", Role.WORKS, PASSWORD)
        with served(root) as (where, _), chromium(FONTCONFIG_FILE=str(faces)) as browser:
            page, office = browser.new_page(viewport=SIZE), where.partition("/zc")[0] + "/office"
            first = [logged_in(page, office), taken(page)]
            for press in ("tbody a", "text=收件"):
                page.click(press)
                first.append(taken(page))
            sheet("office", first)
            page.goto(office)
            checked(page)
            sheet("office-build", built(page, root, office))
            sheet("office-papers", looked_at(page, office))
            sheet("office-signing", signed(page, root, office))
            sheet("office-photograph", on_paper(page, root, office))


if __name__ == "__main__":
    main()
