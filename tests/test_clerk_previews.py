"""Looking at what was made, page by page, beside the version before: in the room, kept privately."""

import io
import os
import re
import stat
import threading

import pikepdf
import pytest
from PIL import Image
from test_clerk import Browser, idle  # noqa: F401  for every test

from zcforms.batch import shelf
from zcforms.batch.shelf import DOSSIER, Label, Shelf
from zcforms.ground.room import Room
from zcforms.paper import delivery
from zcforms.serve.accounts import Role
from zcforms.serve.clerk import previews


def pdf(*texts, wide=210, high=297):
    """A PDF with these words on its pages, of so many mm."""
    made = pikepdf.new()
    for text in texts:
        page = made.add_blank_page(page_size=(wide * 72 / 25.4, high * 72 / 25.4))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = made.make_stream(f"BT /F 40 Tf 50 400 Td ({text}) Tj ET".encode())
    target = io.BytesIO()
    made.save(target, deterministic_id=True)
    return target.getvalue()


def shelved(out, content, form="x", name="01_a"):
    """A build that makes one paper of lin and nothing else."""
    shelf = Shelf(out)
    if content:
        shelf.put(Label(("个人", name), ".pdf", form, "lin", 2), content)
    shelf.tidy()
    people = [{"person": "lin", "outcome": "built"}]
    delivery.deliver_receipt(out, {"documents": shelf.documents, "kept": [], "people": people})
    return delivery.earlier_version(out, f"个人/{name}.pdf")


@pytest.fixture
def browser(workshop):
    browser = Browser(workshop(), role=Role.READS)
    shelved(browser.root / "output", pdf("before", "the same"))
    shelved(browser.root / "output", pdf("now <b>", "the same", "more"))
    return browser


def address(browser):
    (found,) = set(re.findall(r'href="/office(/papers/[0-9a-f]{24}/)1"', browser.get("/files").text))
    return found


def pictures(browser, page):
    """The sizes of the pictures on a page."""
    found = re.findall(r'src="/office(/pictures/[\w/]+)"', browser.get(page).text)
    replies = [browser.get(one) for one in found]
    assert {(one.status_code, one.headers["content-type"]) for one in replies} == {(200, "image/jpeg")}
    return [Image.open(io.BytesIO(one.content)).size for one in replies]


def test_a_page_is_seen_beside_the_version_before(browser):
    at = address(browser)
    first = browser.get(f"{at}1").text
    assert "第1页，共3页" in first
    assert "这一页与上一版不同。" in first
    assert "与上一版比：第1、3页有变化。" in re.sub("<[^>]+>", "", first)
    assert "<pre>now &lt;b&gt;</pre>" in first
    assert "<pre>before</pre>" in first
    assert (re.findall(r'rel="(\w+)"', first), pictures(browser, f"{at}1")) == (["next"], [(1000, 1415)] * 2)
    second = browser.get(f"{at}2").text
    assert "这一页与上一版不同" not in second
    assert re.findall(r'rel="(\w+)"', second) == ["prev", "next"]
    assert "上一版没有这一页。" in browser.get(f"{at}3").text
    assert len(pictures(browser, f"{at}3")) == 1


def test_a_page_stands_beside_the_one_that_it_was(browser):
    shelved(browser.root / "output", pdf("new first", "now <b>", "more"))
    at = address(browser)
    words = re.sub("<[^>]+>", "", browser.get(f"{at}2").text)
    assert "与上一版比：第1页有变化。上一版的第2页没有了。" in words
    assert "上一版（第1页）" in words


@pytest.mark.parametrize("number", ["0", "4", "99999999999999999999", "-1", "x"])
def test_a_page_that_is_not_there_is_told(browser, number):
    at = address(browser)
    assert browser.get(at + number).status_code == 404
    assert browser.get(at.replace("/papers", "/pictures/now") + number).status_code == 404
    assert browser.get(f"/papers/{'0' * 24}/1").status_code == 404


def test_a_picture_is_drawn_once_and_kept_privately_until_the_next_build(browser, monkeypatch):
    page, kept = f"{address(browser)}1", browser.root / "output" / ".pictures"
    assert len(pictures(browser, page)) == 2
    files = list(kept.iterdir())
    assert {stat.S_IMODE(one.stat().st_mode) for one in (*files, kept)} == {0o600, 0o700}
    assert all(re.fullmatch(r"[0-9a-f]{32}\.jpg", one.name) for one in files)
    with monkeypatch.context() as patch:
        patch.setattr(previews.drawing, "drawn", None)
        assert len(pictures(browser, page)) == 2
    os.utime(files[0], (0, 0))  # as if a build had ended since
    monkeypatch.setattr(previews, "MOST", 2)
    pictures(browser, f"{address(browser)}2")
    assert files[0] not in kept.iterdir()
    assert len(list(kept.iterdir())) == 2


def test_a_page_of_50_metres_is_a_picture_that_fits(browser):
    shelved(browser.root / "output", pdf("long", high=5000))
    assert pictures(browser, f"{address(browser)}1")[0] == (60, 1415)


def test_what_is_no_pdf_is_told_and_nothing_stops(browser):
    shelved(browser.root / "output", b"%PDF-1.7 not at all")
    said = browser.get(f"{address(browser)}1")
    assert (said.status_code, "这一页画不出来" in said.text) == (422, True)


def test_who_is_not_logged_in_sees_no_picture(browser):
    at = address(browser).replace("/papers", "/pictures/now") + "1"
    browser.client.cookies.clear()
    assert browser.get(at).headers["location"] == "/office/login"


def test_the_version_before_goes_with_its_paper(tmp_path):
    assert shelved(tmp_path, b"1") is None
    assert shelved(tmp_path, b"1") is None
    kept = shelved(tmp_path, b"2")
    assert (kept.read_bytes(), stat.S_IMODE(kept.stat().st_mode)) == (b"1", 0o600)
    assert shelved(tmp_path, b"2").read_bytes() == b"1"  # nothing was replaced
    assert shelved(tmp_path, b"3").read_bytes() == b"2"
    assert shelved(tmp_path, None) is None
    assert list(kept.parent.iterdir()) == []


def test_of_a_volume_that_is_too_large_there_is_no_version_before(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "_MOST_KEPT", 2)
    contents = (b"1", b"22", b"333", b"4")
    kept = [shelved(tmp_path, content, DOSSIER) for content in contents]
    assert kept[0] is None
    assert kept[1] == kept[2] == kept[3]
    assert kept[3].read_bytes() == b"333"


def test_a_room_is_asked_by_one_thread_after_another():
    room, found = Room(), []
    threads = [threading.Thread(target=lambda n=n: found.append(room.call(abs, -n))) for n in range(30)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    room.close()
    assert sorted(found) == list(range(30))
