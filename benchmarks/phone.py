"""How soon a slow phone shows the first page: `python benchmarks/phone.py [TIMES]`.

Chromium with its processor throttled fourfold asks a service on the loopback for the page of a pledge and for
the login of the office page, each time as a browser that has never been there. Printed: the time until the
first content is painted, in ms from the beginning of the navigation, of the first since the service began and
of those after. Asserted: the first, and the median of the others, is no more than a second, which says
something of a machine that does nothing else; its load is printed too.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from conftest import person, work_in
from phone import chromium, new_phone, served
from playwright.sync_api import Browser
from test_serve import link_of

from zcforms.batch.signatures.register import utc_now
from zcforms.serve.accounts import Accounts, Role
from zcforms.serve.desk import Desk

SLOWER, MOST = 4, 1000  # times; ms
PASSWORD = "a long sentence 1"  # noqa: S105  of an account that goes with its folder
PAINTED = """() => new Promise(done => {
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0];
  const look = () => paint() ? done(paint().startTime) : setTimeout(look, 20);
  look();
})"""


def painted(browser: Browser, address: str) -> float:
    """When a throttled phone that has never been there paints the first content of a page: ms."""
    page = new_phone(browser)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    page.wait_for_selector("#digits, #password")
    time: float = page.evaluate(PAINTED)
    page.context.close()
    return time


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    late: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        root = work_in(Path(place), {"lin": person()})
        accounts = Accounts(root)
        accounts.begin()
        accounts.add("王某", Role.WORKS, PASSWORD)
        with served(root) as (where, _), chromium() as browser:
            pages = {"保证书": where + link_of(Desk(root, utc_now), "lin")}
            pages["办公网页的登录"] = where.replace("/zc/", "/office/login")
            for name, address in pages.items():
                first, *found = [painted(browser, address) for _ in range(times + 1)]
                median = statistics.median(found)
                late += [name] if max(first, median) > MOST else []
                print(f"{name}: {first:.0f} first, {median:.0f} median, {max(found):.0f} longest, ms")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    assert not late


if __name__ == "__main__":
    main()
