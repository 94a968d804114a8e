"""Photographs of signed paper on the office page: sent, looked at beside the pledge, confirmed by a clerk."""

import re
import stat

import pytest
from test_clerk import Browser, Idle, idle  # noqa: F401  for every test
from test_clerk_previews import pdf
from test_clerk_signing import Here
from test_on_paper import PEOPLE, photo, straight_before  # noqa: F401  the photograph, and for every test
from test_signatures import state_of

from zcforms.batch.signatures.register import PAPER
from zcforms.intake.folder import OUTPUT
from zcforms.paper import delivery
from zcforms.serve.accounts import Role
from zcforms.serve.clerk import photographs, signers, view

JPEG = b"\xff\xd8\xff"


@pytest.fixture
def root(workshop, monkeypatch):
    for module in (signers, photographs):
        monkeypatch.setattr(module, "Command", Here)
    monkeypatch.setattr(view, "Command", lambda *words: Here(*words) if words[0] == "sign" else Idle(*words))
    root = workshop(PEOPLE)
    delivery.deliver(root / OUTPUT / "个人" / "lin.pdf", b"%PDF")
    told = {"path": "个人/lin.pdf", "form": "pledge", "person": "lin", "pages": 1, "copies": 1, "sha256": "0"}
    people = [{"person": key, "outcome": "built"} for key in PEOPLE]
    delivery.deliver_receipt(root / OUTPUT, {"documents": [told], "kept": [], "people": people})
    return root


def send(browser, body, mark=""):
    headers = {"Accept": "application/json", "X-CSRF": browser.csrf, "Origin": "http://127.0.0.1:8750"}
    at = f"/office/signing/{mark}/photograph" if mark else "/office/signing/photograph"
    return browser.client.post(at, content=body, headers=headers)


def waiting(root):
    return sorted(path.suffix for path in (root / OUTPUT / photographs._WAITING).glob("*"))


def mark_of(browser, name):
    return re.search(rf"/office/people/([0-9a-f]{{24}})\">{name}<", browser.get("/signing").text)[1]


def test_a_photograph_is_known_looked_at_and_confirmed(root, photo):  # noqa: F811
    browser = Browser(root)
    to = send(browser, photo).json()["to"]
    at = to.removeprefix("/office")
    assert at == f"/signing/{mark_of(browser, '林一山')}/photograph"
    page = browser.get(at).text
    assert "二维码认出是林一山（lin）的保证书" in page
    assert [kind in page for kind in (f"{to}/picture", "/office/pictures/now/", "看过了")] == [True] * 3
    shown = browser.get(f"{at}/picture")
    assert (shown.headers["content-type"], shown.content[:3]) == ("image/jpeg", JPEG)
    assert waiting(root) == [".jpg", ".sent"]
    kept = root / OUTPUT / photographs._WAITING
    assert {stat.S_IMODE(path.stat().st_mode) for path in (kept, *kept.iterdir())} == {0o700, 0o600}
    assert state_of(root) != PAPER
    assert browser.act(f"{at}/confirm").headers["location"] == "/office/signing"
    assert (state_of(root), waiting(root)) == (PAPER, [])
    assert "记为纸质，照片留着" in browser.get(at).text
    assert browser.get(f"{at}/picture").content == shown.content
    assert "有照片" in browser.get("/signing").text
    assert [one.what for one in browser.accounts.log() if "照片" in one.what][-1] == "看照片"
    assert not [path for path in root.iterdir() if path.name.startswith(".zcforms-arrival-")]


def test_who_only_reviews_sees_it_and_confirms_none(root, photo):  # noqa: F811
    browser = Browser(root)
    at = send(browser, photo).json()["to"].removeprefix("/office")
    browser.act(f"{at}/confirm")
    reviewer = Browser(root, "李某", Role.REVIEWS)
    at = f"/signing/{mark_of(reviewer, '林一山')}/photograph"
    assert "记为纸质，照片留着" in reviewer.get(at).text
    assert reviewer.get(f"{at}/picture").status_code == 200
    assert reviewer.act(f"{at}/confirm").status_code == send(reviewer, photo).status_code == 403


def test_what_is_not_confirmed_is_not_kept(root, photo):  # noqa: F811
    browser = Browser(root)
    mark = mark_of(browser, "王五")
    assert "照片里是林一山（lin）的保证书，不是王五的" in send(browser, photo, mark).json()["hint"]
    assert (send(browser, b"GIF89a", mark).status_code, waiting(root)) == (422, [])
    blank = f"/signing/{mark}/photograph"
    assert browser.act(f"{blank}/confirm").status_code == 409
    assert browser.get(f"{blank}/picture").status_code == 404
    mine = send(browser, photo).json()["to"].removeprefix("/office")
    assert browser.act(f"{mine}/discard").status_code == 303
    assert (waiting(root), state_of(root) == PAPER) == ([], False)
    send(browser, photo)
    Browser(root, "李某")  # the service is begun anew: what nobody confirmed is gone
    assert waiting(root) == []


def test_without_a_code_the_clerk_says_whose_it_is(root):
    browser = Browser(root)
    unread = pdf("a page without a code")
    mark = mark_of(browser, "王五")
    assert "读不出二维码" in send(browser, unread).json()["hint"]
    at = send(browser, unread, mark).json()["to"].removeprefix("/office")
    assert "没有读到二维码" in browser.get(at).text
    assert browser.act(f"{at}/confirm").status_code == 303
    assert state_of(root, "wang") == PAPER


def test_one_that_is_too_large_is_refused(root, monkeypatch):
    monkeypatch.setattr(photographs, "MOST_BYTES", 2**20)
    refused = send(Browser(root), bytes(2**20 + 1))
    assert (refused.status_code, refused.json()["error"]) == (413, "文件超过1MB")
