"""The office page in a real browser: log in by keyboard, see everybody checked, send a ZIP."""

import zipfile

import pytest
from conftest import person, work_in
from phone import chromium, served

from zcforms.serve.accounts import Accounts, Role

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
PASSWORD = "a long sentence 1"  # noqa: S105  of the test
HOSTILE = "<b>甲</b>"


def test_a_clerk_logs_in_looks_and_sends(tmp_path):
    root, parcel = work_in(tmp_path, {"lin": person(姓名=HOSTILE)}), tmp_path / "parcel.zip"
    with zipfile.ZipFile(parcel, "w") as archive:
        archive.writestr("照片/甲.jpg", b"x")
        archive.writestr("<img src=x>.txt", b"y")
    (root / "signing.key").unlink()  # nothing was made yet: the office opens all the same
    accounts = Accounts(root)
    accounts.begin()
    accounts.add("王某", Role.WORKS, PASSWORD)
    said, asked = [], []
    with served(root) as (where, _), chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        office = where.replace("/zc/", "/office")
        page.goto(office)
        page.keyboard.type("王某")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("#status").filter(has_text="还没有制作。").filter(has_not_text="正在检查").wait_for()
        assert page.inner_text("tbody a") == HOSTILE
        assert page.inner_text('[data-of="found"]') not in ("", "—", "正在检查")
        page.click("text=收件")
        page.set_input_files("#file", parcel)
        page.click("#send")
        page.locator("#said").filter(has_text="放好1个文件").wait_for()
        assert page.inner_text("#left") == "<img src=x>.txt"
        page.click("text=退出")
        page.goto(office)
        assert page.is_visible("#password")
    assert (root / "photos" / "甲.jpg").read_bytes() == b"x"
    assert said == []
    assert {url[: len(office)] for url in asked if "favicon" not in url} == {office}
