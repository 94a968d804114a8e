"""A batch in the browser only, from drop to print files: `python benchmarks/office.py [PEOPLE]`.

The people are those of benchmarks/build.py, in a workbook and a ZIP of photos and evidence. Everything goes
over HTTP, as the office page does it: log in, send the workbook, see it checked, send the ZIP, see everybody
checked, start the build, watch it, look at a page, take the print files and the roster away. Printed: the
seconds of each step by the clock, the states that were seen on the way, and what was taken away. Asserted:
everybody without errors is built, everybody else is held, and the print files are whole.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import yaml
from build import folder_of
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_workbook import as_text, write_workbook

from zcforms.batch.register import utc_now
from zcforms.serve.accounts import Accounts, Role
from zcforms.serve.clerk.routes import office_routes
from zcforms.serve.clerk.web import COOKIE, Visitor

T = TypeVar("T")
HOST = "127.0.0.1:8750"
PASSWORD = "a long sentence 1"  # noqa: S105  of an account that goes with its folder
PAUSE = 1.5  # seconds between two looks, as the page does it


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something, and print the seconds that it took."""
    start = time.perf_counter()
    done = work()
    print(f"{what:32} {time.perf_counter() - start:7.1f} s", flush=True)
    return done


def parcels(place: Path, people: int) -> tuple[Path, bytes, Path]:
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
    return root, (place / "people.xlsx").read_bytes(), parcel


class Clerk:
    """Somebody at the office page of a folder."""

    def __init__(self, root: Path) -> None:
        accounts = Accounts(root)
        accounts.begin()
        accounts.add("王某", Role.WORKS, PASSWORD)
        app = Starlette(routes=office_routes(accounts, [HOST], utc_now))
        self._client = TestClient(app, f"http://{HOST}", follow_redirects=False)
        self._client.headers["Origin"] = f"http://{HOST}"
        form = {"name": "王某", "password": PASSWORD}
        assert self._client.post("/office/login", data=form).status_code == 303
        self.seen: Counter[str] = Counter()

    @property
    def _csrf(self) -> str:
        return Visitor(None, self._client.cookies[COOKIE]).csrf  # type: ignore[arg-type]  as the page has it

    def page(self, path: str) -> bytes:
        """What is answered to a link."""
        said = self._client.get(f"/office{path}")
        assert said.status_code == 200, said.text
        return said.content

    def send(self, content: bytes) -> dict[str, Any]:
        """Drop a file; what is said of it."""
        headers = {"Accept": "application/json", "X-CSRF": self._csrf}
        said = self._client.post("/office/receive", content=content, headers=headers)
        assert said.status_code == 200, said.text
        return said.json()  # type: ignore[no-any-return]

    def begin(self) -> None:
        """Press the button."""
        assert self._client.post("/office/build", data={"csrf": self._csrf}).status_code == 303

    def watch(self) -> list[dict[str, str]]:
        """Look until nothing is at work; the list as it is then. `seen` counts the states that were seen."""
        while True:
            told = self._client.get("/office/state").json()
            self.seen.update(row["made"] for row in told["rows"])
            if not told["busy"]:
                return told["rows"]  # type: ignore[no-any-return]
            time.sleep(PAUSE)


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, workbook, parcel = parcels(Path(folder), people)
        print(
            f"{people} people, {len(os.sched_getaffinity(0))} cores, ZIP of {parcel.stat().st_size >> 20} MiB"
        )
        clerk = Clerk(root)
        start = time.perf_counter()
        timed("the workbook is sent", lambda: clerk.send(workbook))
        timed("it is checked", clerk.watch)
        sent = timed("the ZIP is sent and put away", lambda: clerk.send(parcel.read_bytes()))
        assert not sent["left"], sent
        found = timed("everybody is checked", clerk.watch)
        print("  ", dict(Counter(row["found"] for row in found)))
        clerk.seen.clear()
        clerk.begin()
        made = timed("everybody is built", clerk.watch)
        print("   seen on the way:", dict(clerk.seen))
        held = sum(row["found"].startswith("错误") for row in found)  # a unit has no more posts for so many
        assert Counter(row["made"] for row in made) == Counter({"已做好": people - held, "暂缓": held})
        files = clerk.page("/files").decode()
        groups = dict(re.findall(r"<summary><b>(.+?)</b>.*?href=\"/office(/folders/\w+)\"", files, re.DOTALL))
        prints = timed("the print files are taken", lambda: clerk.page(groups["打印"]))
        timed("what is sent in is taken", lambda: clerk.page(groups["报送"]))
        print(f"from drop to print files {time.perf_counter() - start:7.1f} s")
        first = re.search(r"/office(/papers/\w+/)1", files)
        assert first is not None
        timed("a page is looked at", lambda: clerk.page(f"{first[1]}1"))
        picture = first[1].replace("/papers", "/pictures/now")
        timed("  its picture, first", lambda: clerk.page(f"{picture}1"))
        timed("  its picture, again", lambda: clerk.page(f"{picture}1"))
        timed("the list", lambda: clerk.page(""))
        with zipfile.ZipFile(io.BytesIO(prints)) as archive:
            assert archive.testzip() is None
            print("\n".join(f"   {one.filename} {one.file_size >> 10} KiB" for one in archive.infolist()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
