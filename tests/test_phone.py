"""The signing page in a real browser: a finger signs at 360 × 640, and what it drew is what is kept."""

import json
import re
import select
import socket
from contextlib import contextmanager
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from conftest import person, work_in
from phone import LANDSCAPE, NAME, PORTRAIT, chromium, new_phone, read_pledge, served, take_pen, turn
from test_serve import KEY, link_of

from zcforms.batch.signatures.register import OPENED, SIGNED, Register, utc_now
from zcforms.pipeline.signing import known_as, short_code
from zcforms.serve.desk import Desk

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
HOSTILE = "<b>甲</b>"
# What is dark on the pad itself, which is white: some browsers darken the page below it.
INK = """() => { const pad = document.getElementById('pad'), pen = pad.getContext('2d');
  const dots = pen.getImageData(0, 0, pad.width, pad.height).data; let n = 0;
  for (let i = 0; i < dots.length; i += 4) { n += dots[i] < 128; } return n; }"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A service for people whose name could be markup, one for each test: where, and the folder."""
    people = {f"p{n}": person(f"330200198506{n + 10}001", 姓名=HOSTILE) for n in range(13)}
    root = work_in(tmp_path_factory.mktemp("office"), people)
    with served(root) as (where, _):
        yield where, root, iter(people.items())


@contextmanager
def phone_of_the_next(office, browser):
    """A phone of the next person: the page, with what it asks for and says."""
    where, root, people = office
    key, record = next(people)
    page = new_phone(browser)
    page.set_default_timeout(20_000)
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.number, page.root = record["证件"]["证件号码"], root
    page.where = where + link_of(Desk(root, utc_now), key)
    yield page
    page.context.close()


@pytest.fixture
def signer(office, browser):
    """A phone that nobody had in hand yet."""
    with phone_of_the_next(office, browser) as page:
        yield page


@pytest.fixture(scope="module")
def pad(office, browser):
    """A phone on which somebody may write the name; to be looked at only."""
    with phone_of_the_next(office, browser) as page:
        at_the_pad(page)
        yield page


def rows(page):
    """What the register has of the person."""
    who = known_as(KEY, page.number)
    return [entry for entry in Register(page.root, KEY).rows() if entry.pledge.who == who]


def at_the_pad(page):
    read_pledge(page, page.where, page.number[-4:])
    return take_pen(page)


def sign_on_the_tablet(page):
    """Write the name and confirm, having read: it may be the next one's turn."""
    finger = take_pen(page)
    for line in NAME:
        finger.draw(line)
    page.tap("#draw-go")
    page.tap("#confirm-go")
    page.wait_for_selector("#next:not([hidden])")


def sent(page):
    """The strokes that were sent."""
    (request,) = [request for request in page.asked if request.url.endswith("/sign")]
    return json.loads(request.post_data)["strokes"]


def test_a_finger_signs(signer):
    finger = at_the_pad(signer)
    for line in NAME:
        finger.draw(line)
    assert signer.evaluate("[window.scrollX, window.scrollY]") == [0, 0]
    signer.tap("#draw-go")
    assert signer.inner_text("#doubts") == ""
    signer.tap("#confirm-go")
    signer.wait_for_selector("#done:not([hidden])")
    (entry,) = rows(signer)
    told = signer.inner_text("#done")
    assert re.search(r"签好了\s+\d+年\d+月\d+日\d\d:\d\d:\d\d（北京时间）在线签署，编号", told)
    assert entry.number in told
    assert (entry.state, json.loads(entry.drawn)) == (SIGNED, sent(signer))
    assert [len(line) for line in sent(signer)] == [len(line) for line in NAME]
    box = [sent(signer)[0][0][0] - NAME[0][0][0], sent(signer)[0][0][1] - NAME[0][0][1]]
    drawn = [[(round(x - box[0]), round(y - box[1])) for x, y, *_ in line] for line in sent(signer)]
    assert drawn == [[*line] for line in NAME]  # CSS pixels, whatever the density of the screen
    assert signer.said == []
    assert {
        request.url.split("/zc/")[0] + "/zc/" for request in signer.asked if "data:" not in request.url
    } == {signer.where.rpartition("/")[0] + "/"}


def test_turning_the_phone_keeps_what_was_drawn(signer):
    finger = at_the_pad(signer)
    for line in NAME:
        finger.draw(line)
    before = signer.evaluate(INK)
    turn(signer, LANDSCAPE)
    assert signer.evaluate("document.getElementById('pad').clientWidth") > 500
    lying = signer.evaluate(INK)
    turn(signer, PORTRAIT)
    assert 500 < lying <= before  # smaller, but all there
    assert signer.evaluate(INK) == before
    signer.tap("#draw-go")
    signer.tap("#confirm-go")
    signer.wait_for_selector("#done:not([hidden])")
    assert [len(line) for line in sent(signer)] == [len(line) for line in NAME]


def test_a_tap_is_a_dot_and_a_second_finger_draws_nothing(signer):
    finger = at_the_pad(signer)
    finger.draw([(100, 110)])
    dot = signer.evaluate(INK)
    assert dot > 10
    signer.tap("#draw-go")
    assert signer.inner_text("#draw-fault") == "还没有写姓名"
    finger.rest((60, 150), (250, 170))
    both = signer.evaluate(INK)
    assert both > dot
    signer.tap("#undo")
    assert signer.evaluate(INK) == dot
    signer.tap("#clear")
    assert signer.evaluate(INK) == 0
    finger.rest((60, 150), (250, 170))
    finger.draw(NAME[1])
    signer.tap("#draw-go")
    assert "笔画太少" in signer.inner_text("#doubts")
    signer.tap("#confirm-go")  # 丁一 may sign all the same
    signer.wait_for_selector("#done:not([hidden])")
    first, second = sent(signer)
    assert max(y for _, y, *_ in first) - min(y for _, y, *_ in first) < 1
    assert len(second) == len(NAME[1])


def test_a_tablet_goes_from_one_person_to_the_next(signer):
    home, _, link = signer.where.rpartition("/")
    signer.goto(f"{home}/")
    signer.fill("#short", "0000 0000")
    signer.tap("#find-go")
    signer.wait_for_selector("#find-fault:not(:empty)")
    signer.fill("#short", short_code(KEY, link).replace(" ", ""))
    signer.tap("#find-go")
    signer.wait_for_selector("#ask:not([hidden])")
    signer.fill("#digits", signer.number[-4:])
    signer.tap("#ask-go")
    signer.wait_for_selector("#read:not([hidden])")
    sign_on_the_tablet(signer)
    assert [entry.state for entry in rows(signer)] == [SIGNED]
    signer.tap("#next")
    signer.wait_for_selector("#short")
    assert signer.input_value("#short") == ""
    signer.go_back()  # there is nothing of the last one to go back to
    signer.wait_for_selector("#short")
    assert signer.said[1:] == []  # but the code that was none


def test_a_tablet_that_nobody_touches_goes_back_by_itself(signer):
    home = signer.where.rpartition("/")[0]
    signer.clock.install()
    signer.goto(f"{signer.where}#next")
    signer.clock.run_for(179_000)
    signer.tap("#ask p")  # somebody is there
    signer.clock.run_for(179_000)
    assert signer.is_visible("#digits")
    signer.clock.run_for(2_000)
    signer.wait_for_selector("#short")
    read_pledge(signer, f"{signer.where}#next", signer.number[-4:])
    sign_on_the_tablet(signer)
    signer.clock.run_for(29_000)
    assert signer.is_visible("#done")
    signer.clock.run_for(2_000)
    signer.wait_for_selector("#short")
    assert signer.url == f"{home}/"


def test_a_phone_of_ones_own_stays_where_it_is(signer):
    signer.clock.install()
    signer.goto(signer.where)
    signer.clock.run_for(600_000)
    assert signer.is_visible("#digits")


def test_a_name_in_rows_is_told_that_it_will_be_small(signer):
    finger = at_the_pad(signer)
    box = signer.locator("#pad").bounding_box()
    assert box["width"] > 1.5 * box["height"]  # as it is printed, so that one writes in one row
    for n in range(4):
        finger.draw([(60 + 30 * step, 20 + 50 * n) for step in range(4)])
    signer.tap("#draw-go")
    assert "写成了几行" in signer.inner_text("#doubts")


def test_the_next_one_finds_nothing_of_the_last(signer):
    finger = at_the_pad(signer)
    for line in NAME:
        finger.draw(line)
    signer.reload()
    assert signer.is_visible("#digits")
    assert signer.input_value("#digits") == ""
    assert HOSTILE not in signer.evaluate("document.body.innerText")
    assert signer.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    at_the_pad(signer)
    assert signer.evaluate(INK) == 0
    finger.draw(NAME[0])
    signer.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    signer.wait_for_selector("#digits")  # out of the history it comes back empty
    assert signer.input_value("#digits") == ""
    assert [entry.state for entry in rows(signer)] == [OPENED]


def test_a_name_that_could_be_markup_is_a_name(pad):
    assert pad.inner_text("#name") == HOSTILE
    assert pad.evaluate("document.querySelectorAll('main b, #name b').length") == 2  # 最后四位, the words


def test_every_button_is_within_reach_without_scrolling(pad):
    for name in ("#undo", "#clear", "#draw-go"):
        box = pad.locator(name).bounding_box()
        assert box["y"] + box["height"] <= PORTRAIT[1]
        assert box["height"] >= 48
    assert pad.evaluate("document.documentElement.scrollWidth") <= PORTRAIT[0]


def test_the_pad_selects_nothing_and_shows_no_loupe(pad):
    style = "(e => [getComputedStyle(e).userSelect, getComputedStyle(e).touchAction])"
    assert pad.evaluate(f"{style}(document.getElementById('draw'))") == ["none", "none"]


def test_fifty_megabytes_are_cut_off_and_the_others_served(office):
    where, root, _ = office
    at = urlsplit(where)
    sent, piece = 0, bytes(2**16)
    head = (
        f"POST {at.path}{link_of(Desk(root, utc_now), 'p0')}/sign HTTP/1.1\r\nHost: {at.netloc}\r\n"
        f"Origin: {where}\r\nContent-Type: application/json\r\nContent-Length: {50 * 2**20}\r\n\r\n"
    )
    with socket.create_connection((at.hostname, at.port), timeout=20) as line:
        line.sendall(head.encode())
        while sent < 50 * 2**20 and not select.select([line], [], [], 0)[0]:
            sent += line.send(piece)
        answer = line.recv(2**16)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert sent < 2**24  # what the network holds, and no more
    with urlopen(where) as reply:  # noqa: S310  our own
        assert reply.status == 200


def test_wrong_digits_are_told_on_the_page(signer):
    signer.goto(signer.where)
    signer.fill("#digits", "0000")
    signer.tap("#ask-go")
    signer.wait_for_selector("#ask-fault:not(:empty)")
    assert signer.inner_text("#ask-fault") == "后四位不对。请核对证件号码再输，还可以试4次"
    assert rows(signer) == []


def test_enter_that_ends_a_word_of_an_input_method_sends_nothing(signer):
    signer.goto(signer.where)
    enter = """composes => document.getElementById('digits').dispatchEvent(new KeyboardEvent(
      'keydown', {key: 'Enter', isComposing: composes, bubbles: true, cancelable: true}))"""
    assert [signer.evaluate(enter, composes) for composes in (True, False)] == [False, True]
