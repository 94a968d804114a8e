"""A phone with Debian's Chromium: a finger that touches, drags and lifts on the pages of a service."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from processes import Popen

from zcforms.serve.app import LOGGER
from zcforms.terminal.serving import serve

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    # Chromium draws its own address bar as a page, two more processes for each window, that nobody looks at.
    "--disable-features=InitialWebUI,WebUIReloadButton,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
    # (the last list counts: what Playwright leaves out, so that a page is painted when it is there)
    ",PaintHolding,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,ThirdPartyStoragePartitioning",
]
PORTRAIT, LANDSCAPE = (360, 640), (640, 360)
Line = Sequence[tuple[float, float]]
# 丁一, as a finger writes it: across, down with a hook, across. Where the pad begins is for the faces to say.
NAME: list[Line] = [
    [(40 + 12 * n, 40 - n) for n in range(10)],
    [(95, 45 + 12 * n) for n in range(9)] + [(80, 135)],
    [(190 + 10 * n, 100 - n) for n in range(12)],
]


def free_port() -> int:
    """A port of the loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def served(root: Path, *options: str) -> Iterator[tuple[str, Popen]]:
    """The service of a folder as a process of its own: where it is, and the process."""
    command = [sys.executable, "-m", "zcforms", "serve", str(root), "--port", str(free_port()), "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Popen([*command, *options], text=True, **pipes) as process:
        try:
            told = ""
            while not told.rstrip().endswith("}"):
                line = process.stdout.readline()
                assert line, process.stderr.read()
                told += line
            yield json.loads(told)["address"], process
        finally:
            process.kill()


@contextmanager
def served_here(root: Path) -> Iterator[str]:
    """The service of a folder in a thread, so that its commands begin with all imported: where it is."""
    run, begun = uvicorn.Server.run, Queue[uvicorn.Server]()
    words = [str(root), "--port", str(port := free_port()), "--json"]

    def noted(server: uvicorn.Server, **given: Any) -> None:
        begun.put(server)
        run(server, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger(LOGGER), "handlers", [])
        patch.setattr(logging.getLogger(LOGGER), "level", logging.NOTSET)
        patch.setattr(subprocess, "Popen", Popen)
        patch.setattr(uvicorn.Server, "run", noted)
        thread = Thread(target=serve, args=(words,), kwargs={"standalone_mode": False})
        thread.start()
        server = begun.get(timeout=60)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium(**surroundings: str) -> Iterator[Browser]:
    """A browser that asks nobody but who it is sent to, with these variables in its surroundings."""
    with sync_playwright() as playwright:
        env = {**os.environ, **surroundings}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=env)
        yield browser
        browser.close()


class Finger:
    """A finger on the pad, in px of it: it touches through the browser's own input, as a screen does."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        box = page.locator("#pad").bounding_box()
        assert box is not None, "it is shown"
        self._pad = box["x"], box["y"]

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        left, top = self._pad
        told: list[dict[str, Any]] = [
            {"x": left + x, "y": top + y, "id": n} for n, (x, y) in enumerate(points)
        ]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    def draw(self, line: Line, beside: tuple[float, float] | None = None) -> None:
        """Draw a stroke, perhaps while another finger or the palm rests beside."""
        other = [beside] if beside else []
        self._touch("touchStart", line[0])
        for point in line[1:]:
            self._touch("touchMove", point, *other)
        self._touch("touchEnd")

    def rest(self, first: tuple[float, float], second: tuple[float, float]) -> None:
        """Begin to draw with one finger and put another down, which moves too; lift both."""
        self._touch("touchStart", first)
        self._touch("touchStart", first, second)
        for n in range(1, 6):
            self._touch("touchMove", (first[0] + 9 * n, first[1]), (second[0], second[1] + 9 * n))
        self._touch("touchEnd")


def new_phone(browser: Browser, size: tuple[int, int] = PORTRAIT) -> Page:
    """A page of a phone held upright."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(
        viewport=viewport, device_scale_factor=2, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    return context.new_page()


def read_pledge(page: Page, address: str, digits: str) -> None:
    """Go to a pledge, say who one is, and have it to read."""
    page.goto(address)
    page.fill("#digits", digits)
    page.tap("#ask-go")
    page.wait_for_selector("#read:not([hidden])")
    page.evaluate("document.getElementById('picture').decode()")


def take_pen(page: Page) -> Finger:
    """Go on from reading to where one signs: the finger that does."""
    page.tap("#read-go")
    page.wait_for_selector("#draw:not([hidden])")
    return Finger(page)


def turn(page: Page, size: tuple[int, int]) -> None:
    """Turn the phone, and wait until its page has been painted anew."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
