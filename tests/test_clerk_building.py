"""Builds from the office page: who may, one at a time, what is seen of everybody, what is left of it."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time

import pytest
from conftest import person
from processes import Popen
from test_clerk import Browser, Idle, when_checked

from zcforms.batch.keeping import NEW
from zcforms.paper import delivery
from zcforms.serve.accounts import Role
from zcforms.serve.clerk import building, view
from zcforms.serve.clerk.commands import Command

# A build that tells of lin, and ends when a file says how: with what it says then.
BUILD = """
import sys, time
from pathlib import Path
from zcforms.batch.underway import notes
root = Path(sys.argv[1])
staging = root / "output" / ".zcforms-x"
staging.mkdir()
with notes(staging) as told:
    told.tell("queued", ["lin", "wang"])
    told.tell("building", ["lin"])
    told.heard(lambda *_: None)("填表", 0, 2)
    (root / ".words").write_text(sys.argv[-1])
    (root / ".pid").write_text(str(__import__("os").getpid()))
    while not (root / ".end").exists():
        time.sleep(0.02)
(staging / "underway.jsonl").unlink()
print((root / ".end").read_text())
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """No command is run but the build above."""
    monkeypatch.setattr(view, "Command", Idle)
    monkeypatch.setattr(building, "_COMMAND", (sys.executable, "-c", BUILD))
    monkeypatch.setattr(subprocess, "Popen", Popen)
    Idle.asked.clear()


@pytest.fixture
def browser(workshop):
    return Browser(workshop({"lin": person(), "wang": person("33020019850615002")}))


def until(look):
    """What is seen once there is something."""
    end = time.monotonic() + 30
    while not (seen := look()):
        assert time.monotonic() < end, "it never comes"
        time.sleep(0.02)
    return seen


def begin(browser):
    """Press the button, and have the build at work."""
    assert browser.act("/build").headers["location"] == "/office"
    return int(until(lambda: (p := browser.root / ".pid").exists() and p.read_text()))


def made(browser):
    told = browser.get("/state").json()
    return [row["made"] for row in told["rows"]], told["status"]


def end(browser, said):
    half = browser.root / ".half"
    half.write_text(json.dumps(said))
    half.rename(browser.root / ".end")
    until(lambda: not browser.get("/state").json()["building"])


def test_a_build_is_watched_and_outlives_the_service(browser):
    begin(browser)
    again = Browser(browser.root, "李某")  # another service of the same folder
    for one in (browser, again):
        assert made(one) == (["正在做", "排队"], "正在制作……")
        told = one.get("/state").json()
        assert (told["building"], told["busy"], told["stage"]) == (True, True, ["填表", 0, 2])
        assert not told["checking"]  # a page that waits for what is found of a person waits no longer
        assert re.search(r'id="build" disabled', one.get().text)
        refused = one.act("/build")
        assert (refused.status_code, "正在制作" in refused.text) == (409, True)
    said = browser.root / "output" / building.SAID
    assert stat.S_IMODE(said.stat().st_mode) == 0o600
    end(browser, {"error": "另一次制作正在写这个文件夹", "hint": "等它做完", "where": ""})
    for one in (browser, again, Browser(browser.root, "张某")):
        assert made(one) == (["未做", "未做"], "另一次制作正在写这个文件夹（等它做完）。还没有制作。")
    assert "再做一遍" in browser.get().text


def test_one_person_is_made_alone(browser):
    (lin,) = re.findall(
        r'href="/office(/people/[0-9a-f]{24})">林一山</a> <span class="small">lin<', browser.get().text
    )
    browser.root.joinpath("output/补做/lin_x").mkdir(parents=True)
    made_alone = {"person": "lin", "form": "pledge", "path": "lin_x/a.pdf", "pages": 1, "copies": 1}
    made_alone["sha256"] = "0" * 64
    delivery.deliver_receipt(browser.root / "output/补做", {"documents": [made_alone]})
    (browser.root / "output/补做/lin_x/a.pdf").write_bytes(b"x")
    assert browser.act(f"{lin}/build").headers["location"] == f"/office{lin}"
    assert browser.act(f"{lin}/build").status_code == 409
    until(browser.root.joinpath(".pid").exists)
    assert (browser.root / ".words").read_text() == "--person=lin"
    page = browser.get(lin).text
    assert 'data-until="building"' in page
    assert "补做：<a" in page
    end(browser, {})
    assert 'data-until="building"' not in browser.get(lin).text
    assert browser.act("/people/x/build").status_code == 404


def test_a_build_that_is_killed_ends_at_once_on_the_page(browser):
    os.kill(begin(browser), signal.SIGKILL)
    until(lambda: not browser.get("/state").json()["building"])
    states, status = made(Browser(browser.root, "李某"))
    assert states == ["没有做完", "没有做完"]
    assert status.startswith("上次制作没有做完就停了（断电，或被结束）")
    (browser.root / "output" / ".zcforms-x" / "underway.jsonl").unlink()  # the next build sweeps it
    assert made(browser)[1].startswith("上次制作没有做完就停了")
    delivery.deliver(browser.root / "output" / "receipt.json", b'{"people": [], "built": 2, "blocked": 1}')
    status = made(browser)[1]
    assert status.startswith("上次制作：") and "，做好2人，暂缓1人。" in status  # by a command, since


def test_only_who_works_begins_a_build(browser):
    reader = Browser(browser.root, "李某", Role.REVIEWS)
    assert 'id="build"' not in reader.get().text
    assert reader.act("/build").status_code == 403
    assert browser.post("/build").status_code == 403
    assert not (browser.root / "output").exists()


def test_an_output_that_cannot_be_written_is_told(browser):
    (browser.root / "output").write_text("")
    said = browser.act("/build")
    assert (said.status_code, "不能开始制作" in said.text) == (409, True)


def test_what_was_made_and_is_no_longer_so_is_told(browser, monkeypatch):
    class Foreseen(Idle):
        @property
        def result(self):
            return (
                {"made": {"lin": ["照片改动", "佐证改动"], "wang": [NEW]}}
                if "--dry-run" in Idle.asked[-1]
                else {}
            )

    monkeypatch.setattr(view, "Command", Foreseen)
    assert made(browser)[0] == ["未做", "未做"]
    told = {"people": [{"person": "lin", "outcome": "built"}, {"person": "wang", "outcome": "blocked"}]}
    delivery.deliver(browser.root / "output" / "receipt.json", json.dumps(told).encode())
    assert made(browser)[0] == ["已做好，后来照片改动、佐证改动", "暂缓，可以再做"]
    assert Idle.asked[-1] == ("build", str(browser.root), "--dry-run")


def test_what_a_build_would_make_again_is_asked_of_the_command(workshop, monkeypatch):
    monkeypatch.setattr(view, "Command", Command)
    browser = Browser(workshop())
    told = {"people": [{"person": "lin", "outcome": "built"}]}
    delivery.deliver(browser.root / "output" / "receipt.json", json.dumps(told).encode())
    assert when_checked(browser)["rows"][0]["made"] == "已做好，再做时全部重做"  # nothing is noted of it
