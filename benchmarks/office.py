"""A batch in the browser only, from drop to print files: `python benchmarks/office.py [PEOPLE]`.

The people are those of benchmarks/build.py, in a workbook and a ZIP of photos and evidence. Chromium is at
the office page of a service of its own, and does what a clerk does: log in, send the workbook, see it
checked, send the ZIP, see everybody checked, press the button, watch, take the print files and the roster
away, look at a page. Printed: the seconds of each step by the clock, the states that were seen on the way,
what was taken away, and the load of the machine. Asserted: everybody without errors is built, everybody else
is held, and the print files are whole.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import yaml
from build import folder_of
from phone import chromium, served
from playwright.sync_api import Page
from test_workbook import as_text, write_workbook

from zcforms.serve.accounts import Accounts, Role

T = TypeVar("T")
PASSWORD = "a long sentence 1"  # noqa: S105  of an account that goes with its folder
PATIENCE = 7_200_000  # ms for a step


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something, and print the seconds that it took."""
    start = time.perf_counter()
    done = work()
    print(f"{what:32} {time.perf_counter() - start:7.1f} s", flush=True)
    return done


def parcels(place: Path, people: int) -> tuple[Path, Path, Path]:
    """A folder of work without people, their workbook, and a ZIP of their photos and evidence."""
    full, root, parcel = folder_of(place / "full", people), place / "work", place / "parcel.zip"
    root.mkdir()
    (root / "zcforms.yaml").write_bytes((full / "zcforms.yaml").read_bytes())
    records = {
        path.stem: as_text(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506  text only
        for path in sorted((full / "applicants").iterdir())
    }
    write_workbook(place / "people.xlsx", records)
    with zipfile.ZipFile(parcel, "w") as archive:
        for folder, name in (("photos", "照片"), ("evidence", "佐证")):
            for path in sorted((full / folder).rglob("*.*")):
                archive.write(path, f"{name}/{path.relative_to(full / folder).as_posix()}")
    return root, place / "people.xlsx", parcel


class Clerk:
    """Somebody at the office page of a folder, logged in."""

    def __init__(self, page: Page, office: str) -> None:
        self._page, self._office = page, office
        self.seen: Counter[str] = Counter()
        page.set_default_timeout(PATIENCE)
        page.goto(office)
        page.fill("#name", "王某")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(office)

    def send(self, file: Path) -> None:
        """Drop a file, and read that it is there."""
        self._page.goto(f"{self._office}/receive")
        self._page.set_input_files("#file", file)
        self._page.click("#send")
        self._page.locator("#said", has_text="放好").wait_for()
        assert self._page.locator("#left li").count() == 0

    def begin(self) -> None:
        """Press the button."""
        self._page.goto(self._office)
        self._page.click("#build")
        self._page.locator("#status", has_text="正在制作").wait_for()

    def watch(self) -> tuple[Counter[str], Counter[str]]:
        """Look at the list until nothing is at work: how many are told what, found and made.

        `seen` counts the states that were seen on the way.
        """
        if self._page.url != self._office:
            self._page.goto(self._office)
        busy = ("正在检查", "正在制作", "正在看")
        while any(word in self._page.inner_text("main") for word in busy):
            self.seen.update(self._told("made"))
            self._page.wait_for_timeout(1000)
        return Counter(self._told("found")), Counter(self._told("made"))

    def _told(self, of: str) -> list[str]:
        return self._page.locator(f'[data-of="{of}"]').all_inner_texts()

    def take(self, group: str, target: Path) -> None:
        """Take a group of files away."""
        self._page.goto(f"{self._office}/files")
        with self._page.expect_download() as found:
            self._page.locator("details", has_text=group).locator("text=整组下载").first.click()
        found.value.save_as(target)

    def look(self) -> None:
        """Look at the first page of the first file, until its picture is there."""
        self._page.goto(f"{self._office}/files")
        self._page.locator("text=逐页看").first.click()
        self._page.locator("figure img").first.evaluate("picture => picture.decode()")


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, workbook, parcel = parcels(Path(folder), people)
        accounts = Accounts(root)
        accounts.begin()
        accounts.add("王某", Role.WORKS, PASSWORD)
        cores, size = len(os.sched_getaffinity(0)), parcel.stat().st_size >> 20
        print(f"{people} people, {cores} cores, ZIP of {size} MiB, load {os.getloadavg()[0]:.1f}")
        with served(root) as (where, _), chromium() as browser:
            clerk = Clerk(browser.new_page(), where.partition("/zc")[0].rstrip("/") + "/office")
            flow(clerk, workbook, parcel, Path(folder) / "taken.zip")


def flow(clerk: Clerk, workbook: Path, parcel: Path, taken: Path) -> None:
    """The whole of it, each step timed."""
    start = time.perf_counter()
    timed("the workbook is sent", lambda: clerk.send(workbook))
    timed("it is checked", clerk.watch)
    timed("the ZIP is sent and put away", lambda: clerk.send(parcel))
    found, _ = timed("everybody is checked", clerk.watch)
    print("  ", dict(found))
    clerk.seen.clear()
    clerk.begin()
    _, made = timed("everybody is built", clerk.watch)
    print("   seen on the way:", dict(clerk.seen))
    held = sum(count for told, count in found.items() if told.startswith("错误"))  # no more posts for so many
    assert made == Counter({"已做好": found.total() - held, "暂缓": held}) - Counter(), made
    timed("what is sent in is taken", lambda: clerk.take("报送", taken))
    timed("the print files are taken", lambda: clerk.take("打印", taken))
    print(f"from drop to print files {time.perf_counter() - start:7.1f} s, load {os.getloadavg()[0]:.1f}")
    timed("a page is looked at", clerk.look)
    with zipfile.ZipFile(taken) as archive:
        assert archive.testzip() is None
        print("\n".join(f"   {one.filename} {one.file_size >> 10} KiB" for one in archive.infolist()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
