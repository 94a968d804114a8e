"""The signing service over HTTP: who may look, open and sign, once, what is refused, what is not told."""

import asyncio
import base64
import json
import logging
import random
import re
import socket
import sqlite3
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
import uvicorn
from conftest import citizen, person, squeezed
from itsdangerous import URLSafeTimedSerializer
from starlette.testclient import TestClient
from test_signatures import with_bound_pledge
from test_strokes import NAME
from uvicorn.server import ServerState

from zcforms.batch.signatures.register import OPENED, SIGNED, Register
from zcforms.ground import database
from zcforms.pipeline.press import record_digest
from zcforms.pipeline.signing import make_token, short_code
from zcforms.serve import app, running
from zcforms.serve.app import LOGGER, MOST_BYTES, application
from zcforms.serve.desk import MISSES, WINDOW, Desk
from zcforms.serve.pace import MOST, Pace
from zcforms.serve.tokens import SECONDS, Tokens

KEY = b"\x11" * 32
HOST = "sign.example.cn"
DIGITS = citizen("33020019850615001")[-4:]
NOW = datetime(2021, 9, 15, 6, 3, 22, tzinfo=UTC)
PEOPLE = {"lin": person(), "wang": person("33020019850615002", 姓名="王五")}


class Phone:
    """A browser on the page of one person's link."""

    def __init__(self, root, key="lin", host=HOST, seconds=SECONDS):
        self.root, self.now = root, NOW
        self.desk = Desk(root, lambda: self.now, seconds)
        app = application(self.desk, [HOST, "127.0.0.1:8750"], pace=Pace(10_000))
        self.client = TestClient(app, f"https://{host}")
        self.link, self.who = link_of(self.desk, key), key

    @property
    def path(self):
        return f"/zc/{self.link}"

    def post(self, what, data, **headers):
        sent = {"Origin": f"https://{HOST}"} | headers
        return self.client.post(f"{self.path}/{what}", json=data, headers=sent)

    def open(self, digits=DIGITS):
        return self.post("open", {"digits": digits})

    def sign(self, token, request="r1", strokes=NAME):
        return self.post("sign", {"token": token, "request": request, "strokes": strokes})

    def states(self):
        return [entry.state for entry in Register(self.root, KEY).rows()]

    def edit(self, old, new):
        record = self.root / "applicants" / f"{self.who}.yaml"
        record.write_text(record.read_text().replace(old, new))


def link_of(desk, key):
    file = next(file for file in desk._folder().press.job.people if file.key == key)
    a = file.applicant
    return make_token(KEY, a.id.number, desk._folder().press.job.plan.id, record_digest(a))


@pytest.fixture
def phone(workshop):
    return Phone(workshop(PEOPLE))


def test_a_pledge_is_read_and_signed(phone):
    page = phone.client.get(phone.path)
    assert page.status_code == 200
    assert "林一山" not in page.text
    opened = phone.open().json()
    assert (opened["name"], opened["title"]) == ("林一山", "专业技术资格申报材料真实性保证书")
    assert "职务任职资格，现郑重承诺：\n所填报的" in opened["text"]  # the lines are the phone's own
    assert squeezed(f"扫码在线签署；核对词：{opened['words']}") in squeezed(opened["text"])
    assert base64.b64decode(opened["picture"].partition(",")[2]).startswith(b"\x89PNG")
    assert phone.states() == [OPENED]
    done = phone.sign(opened["token"])
    entry = Register(phone.root, KEY).rows()[0]
    assert done.json() == {
        "state": SIGNED,
        "said": f"2021年9月15日14:03:22（北京时间）在线签署，编号{entry.number}。",
    }
    assert phone.open().json() == done.json()  # there is nothing more to sign
    assert phone.states() == [SIGNED]


def test_the_first_visitor_finds_the_folder_read(phone, monkeypatch):
    phone.desk.begin()
    monkeypatch.setattr(Desk, "_opened", lambda *_: 1 / 0)
    assert phone.client.get(phone.path).status_code == 200
    assert phone.states() == []


def test_looking_never_consumes(phone):
    for ask in (phone.client.get, phone.client.head) * 3:
        assert ask(phone.path).status_code == 200
        assert ask(f"{phone.path}/sign").status_code == 405
        assert ask(f"{phone.path}/open").status_code == 405
    assert phone.states() == []
    token = phone.open().json()["token"]
    phone.client.get(phone.path)
    assert phone.sign(token).status_code == 200


def test_the_lost_answer_comes_again_and_nobody_else_is_accepted(phone):
    token = phone.open().json()["token"]
    first = phone.sign(token)
    phone.now += timedelta(minutes=1)
    assert phone.sign(token).json() == first.json()
    second = phone.sign(token, "r2")
    assert (second.status_code, second.json()["error"]) == (409, "这份保证书已签")


def test_of_a_hundred_at_once_one_is_accepted(phone):
    token = phone.open().json()["token"]
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda n: phone.sign(token, f"r{n}").status_code, range(100)))
    assert sorted(replies) == [200] + [409] * 99
    assert phone.states() == [SIGNED]


def test_of_two_tabs_the_last_one_signs(phone):
    first, second = (phone.open().json()["token"] for _ in range(2))
    refused = phone.sign(first)
    assert (refused.status_code, refused.json()["error"]) == (409, "这份保证书后来又在别处打开过")
    assert phone.sign(second, "r2").status_code == 200


def test_a_thousand_tampered_tokens_are_refused(phone):
    token, chance = phone.open().json()["token"], random.Random(13)  # noqa: S311  chance that can be had again
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= "
    ends = {token[:-1] + c for c in letters} | {token[: len(token) - n] for n in range(1, 9)}
    tampered = ends | {token + c for c in letters} | {"", "x"}
    while len(tampered) < 1000:
        at = chance.randrange(len(token))
        tampered.add(token[:at] + chance.choice(letters) + token[at + chance.randrange(2) :])
    tampered.discard(token)
    assert [one for one in tampered if Tokens(KEY).read(one)] == []
    assert {phone.sign(one).status_code for one in sorted(tampered)[::10]} == {403}
    assert phone.states() == [OPENED]
    assert phone.sign(token).status_code == 200


def test_every_character_of_a_token_counts(phone):
    token = phone.open().json()["token"]
    tokens = Tokens(KEY)
    letters = "ABCDabcdwxyz0189-_.+/=!"
    changed = (
        token[:at] + c + token[at + e :]
        for at in range(len(token))
        for c in letters
        for e in (0, 1)
        if c != token[at]
    )
    assert [one for one in changed if tokens.read(one)] == []


def test_a_token_of_another_key_or_purpose_or_person_is_refused(phone):
    token = phone.open().json()["token"]
    pledge, _ = Tokens(KEY).read(token)
    other, _ = Tokens(b"x" * 32).make(pledge)
    salted = URLSafeTimedSerializer(KEY, salt="other").dumps(["pledge"])
    assert {phone.sign(one).status_code for one in (other, salted, phone.link)} == {403}
    wang = Phone(phone.root, "wang")
    assert wang.sign(token).status_code == 409
    assert phone.states() == [OPENED]


def test_a_token_expires(phone):
    token = phone.open().json()["token"]
    late = Phone(phone.root, seconds=-1).sign(token)
    assert (late.status_code, late.json()["error"]) == (403, "打开得太久了")
    assert SECONDS == 1800
    assert phone.sign(token).status_code == 200


def test_another_key_ends_every_link_and_page_at_once(phone):
    token = phone.open().json()["token"]
    (phone.root / "signing.key").write_text("22" * 32)
    assert [phone.client.get(phone.path).status_code, phone.sign(token).status_code] == [404, 404]
    (phone.root / "signing.key").unlink()
    assert phone.client.get(phone.path).status_code == 503
    assert not (phone.root / "signing.key").exists()
    assert phone.states() == [OPENED]


def test_who_sends_too_slowly_is_told_so(phone, monkeypatch):
    monkeypatch.setattr(app, "_PATIENCE", 0.05)
    headers = {"host": HOST, "origin": f"https://{HOST}", "content-type": "application/json"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{phone.path}/sign",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    told = []

    async def receive():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"[", "more_body": True}

    async def send(message):
        told.append(message)

    asyncio.run(phone.client.app(scope, receive, send))
    assert told[0]["status"] == 408
    assert "网络太慢" in json.loads(told[1]["body"])["error"]


@asynccontextmanager
async def answering(answers):
    """The port at which connections of the service are answered."""
    config = uvicorn.Config(answers, log_config=None, lifespan="off", timeout_keep_alive=60)
    config.load()
    connection = partial(running.Connection, config, ServerState(), {})
    async with await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0) as at:
        yield at.sockets[0].getsockname()[1]


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"])
def test_who_asks_nothing_or_half_is_hung_up_on_and_who_waits_is_not(begun, monkeypatch):
    monkeypatch.setattr(running, "_ASKING", 0.1)
    late = b"GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    async def answers(scope, _receive, send):
        await asyncio.sleep(0.5 if scope["path"] == "/late" else 0)
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    async def told(port, sent):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        said = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return said.count(b" 204 ")

    async def both():
        async with answering(answers) as port:
            return await asyncio.gather(told(port, begun), told(port, late))

    assert asyncio.run(both()) == [begun.count(b"\r\n\r\n"), 1]


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(("pause", "whole"), [(0, True), (60, False)])
def test_who_takes_nothing_of_an_answer_is_hung_up_on_and_who_takes_it_slowly_is_not(
    monkeypatch, pause, whole
):
    monkeypatch.setattr(running, "_ASKING", 0.1)
    ended = asyncio.Event()

    async def answers(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200})
        for _ in range(16):
            await send({"type": "http.response.body", "body": bytes(2**20), "more_body": True})
        await send({"type": "http.response.body"})
        ended.set()

    async def taken():
        async with answering(answers) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**16)
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            size = 0
            while not pause and (piece := await reader.read(2**18)):
                size += len(piece)
                await asyncio.sleep(0.01)
            await asyncio.wait_for(ended.wait(), 10)
            writer.close()
            return size

    assert (asyncio.run(taken()) > 2**24) is whole


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_who_takes_a_piece_of_an_answer_now_and_then_is_not_hung_up_on(monkeypatch):
    monkeypatch.setattr(running, "_ASKING", 0.5)
    gone = asyncio.Event()

    async def answers(_scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 200})
        for _ in range(200):
            await send({"type": "http.response.body", "body": bytes(2**16), "more_body": True})
        await receive()
        gone.set()

    async def taken():
        async with answering(answers) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**14)
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            for _ in range(80):  # less than 1 MiB from look to look
                await reader.read(2**15)
                await asyncio.sleep(0.02)
            was_gone = gone.is_set()
            writer.close()
            await asyncio.wait_for(gone.wait(), 10)
            return was_gone

    assert not asyncio.run(taken())


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_connection_that_was_gone_before_it_was_taken_is_nobodys():
    told = []

    async def came_and_went():
        asyncio.get_running_loop().set_exception_handler(lambda _loop, what: told.append(what))
        async with answering(None) as port:
            for _ in range(3):
                with socket.create_connection(("127.0.0.1", port)) as one:  # its end is a reset
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            await asyncio.sleep(0.1)

    asyncio.run(came_and_went())
    assert not told


ASKING = b"POST / HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(
    ("sent", "then", "answered", "said"),
    [
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"", b"400", "收到的不是网页请求"),
        (ASKING + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"", b"200", ""),
        (ASKING + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"zz\r\n", b"200", "收到的不是网页请求"),
    ],
    ids=["no request", "another protocol", "a piece without a length"],
)
def test_what_is_no_request_is_told_in_one_line_and_leaves_no_fault(sent, then, answered, said, monkeypatch):
    faults, ended, log = [], [], StringIO()
    monkeypatch.setattr(logging.getLogger("uvicorn.error"), "handlers", [running.log_lines(log)])

    async def answers(_scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"a", "more_body": bool(then)})
        ended.append((await receive())["type"])

    async def asked():
        asyncio.get_running_loop().set_exception_handler(lambda _loop, what: faults.append(what))
        async with answering(answers) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            got = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            writer.write(then)
            if then:
                with suppress(ConnectionError):
                    await asyncio.wait_for(reader.read(), 10)
            writer.close()
            await asyncio.sleep(0.05)
            return got

    assert answered in asyncio.run(asked()).partition(b"\r\n")[0]
    assert (faults, ended) == ([], [] if answered == b"400" else ["http.disconnect"])
    assert len(log.getvalue().splitlines()) == bool(said)
    assert said in log.getvalue()


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_one_address_has_only_so_many_connections_at_once_and_another_has_its_own(monkeypatch):
    monkeypatch.setattr(running, "_OF_ONE", 2)

    async def answers(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    async def told(port, own):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(own, 0))
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            return writer, (await reader.read(100)).startswith(b"HTTP/1.1 204")
        except ConnectionError:
            return writer, False

    async def several():
        async with answering(answers) as port:
            held = [await told(port, own) for own in ["127.0.0.1"] * 3 + ["127.0.0.2"]]
            for writer, _ in held:
                writer.close()
            return [was_told for _, was_told in held]

    assert asyncio.run(several()) == [True, True, False, True]


def test_after_a_change_of_the_data_nothing_is_signed(phone):
    token = phone.open().json()["token"]
    phone.edit("13800000009", "13800000008")
    stale = phone.sign(token)
    assert (stale.status_code, stale.json()["error"]) == (409, "需重签：保证书印出以后，资料改过")
    seen = phone.client.get(phone.path)
    assert (seen.status_code, "需重签" in seen.text) == (409, True)
    phone.link = link_of(phone.desk, "lin")  # the new pledge
    assert phone.sign(token).status_code == 409
    assert phone.states() == [OPENED]
    assert phone.sign(phone.open().json()["token"]).status_code == 200


def test_who_signs_again_is_told_what_has_changed(phone):
    first = phone.open().json()
    assert first["changed"] == []
    phone.sign(first["token"])
    phone.edit("13800000009", "13800000008")
    phone.edit("采矿设计\n", "<b>选矿</b>设计\n")
    paper = "{题目: 论采矿, 刊物或出版社: 矿业, 作者排序: 1/2, 发表时间: 2019.03}"
    phone.edit("论文著作: 无", f"论文著作:\n- {paper}")
    phone.link = link_of(phone.desk, "lin")
    assert phone.open().json()["changed"] == [
        "联系电话：13800000009 → 13800000008",
        "工作经历 第1项 从事专业技术工作：采矿设计 → <b>选矿</b>设计",
        "论文著作 第1项：（没有） → 论采矿，2019.03，矿业，1/2",
    ]
    # What was noted counts only if it is what was signed.
    with sqlite3.connect(phone.root / "signatures.sqlite") as database:
        database.execute("UPDATE said SET words = replace(words, '13800000009', '13800000007')")
    database.close()
    assert phone.open().json()["changed"] == ["上次签的内容没有留下，请从头看一遍"]


def test_what_changes_the_pledge_alone_is_a_change_too(workshop):
    phone = Phone(with_bound_pledge(workshop(评审计划="own")))
    token = phone.open().json()["token"]
    plan = phone.root / "plans" / "own.yaml"
    plan.write_text(plan.read_text().replace("专业技术资格申报材料真实性保证书", "申报材料保证书"))
    assert phone.sign(token).status_code == 409
    assert phone.open().json()["title"] == "申报材料保证书"


def test_who_has_withdrawn_cannot_sign(phone):
    token = phone.open().json()["token"]
    (phone.root / "applicants" / "lin.yaml").unlink()
    assert [phone.sign(token).status_code, phone.open().status_code] == [410, 410]
    seen = phone.client.get(phone.path)
    assert (seen.status_code, "已经撤回" in seen.text) == (410, True)
    assert phone.states() == [OPENED]


def test_a_folder_that_is_being_edited_is_no_fault(phone):
    phone.edit("姓名: 林一山", "姓名: [")
    (phone.root / "zcforms.yaml").write_text("评审计划: [")
    assert phone.client.get(phone.path).status_code == 503
    assert phone.open().json()["error"] == "经办人那边的资料现在读不出来"


def test_a_register_that_cannot_be_written_is_told_and_the_office_sees_why(phone, monkeypatch, logged):
    token = phone.open().json()["token"]
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    with closing(sqlite3.connect(phone.root / "signatures.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = phone.sign(token)
    assert (said.status_code, said.json()["error"]) == (503, "现在记不下来，没有签上")
    assert "签署 签署登记无法写入（database is locked）" in [one.getMessage() for one in logged]
    assert phone.sign(token).status_code == 200


def test_wrong_digits_are_told_and_too_many_stop_for_a_while(phone):
    for left in range(MISSES - 1, -1, -1):
        wrong = phone.open("0000")
        assert (wrong.status_code, wrong.json()["hint"]) == (403, f"请核对证件号码再输，还可以试{left}次")
    stopped = phone.open()
    assert (stopped.status_code, stopped.json()["hint"]) == (429, "15分钟后再试；记不清的，请找经办人")
    assert (
        Phone(phone.root, "wang").open(citizen("33020019850615002")[-4:]).status_code == 200
    )  # nobody else is stopped
    phone.now += WINDOW + timedelta(seconds=1)
    assert phone.open().status_code == 200


@pytest.mark.parametrize(
    "strokes", [[], [[[5, 5, 0, 0]]], [[[5, 5, 0, 0], [9, 9, 9, 0]]], None, "x", [[[1]]]]
)
def test_what_is_no_ink_is_refused_and_can_be_mended(phone, strokes):
    token = phone.open().json()["token"]
    assert phone.sign(token, strokes=strokes).status_code == 422
    assert phone.states() == [OPENED]
    assert phone.sign(token).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * (MOST_BYTES + 1), 413),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b"", 400),
        (b'{"token": 1}', 400),
        (b'{"token": "t", "request": "r\\u0000"}', 400),
        (b'{"token": "' + b"t" * 401 + b'", "request": "r"}', 400),
    ],
)
def test_odd_bodies_are_refused(phone, body, status):
    sent = {"Origin": f"https://{HOST}", "Content-Type": "application/json"}
    assert phone.client.post(f"{phone.path}/sign", content=body, headers=sent).status_code == status


def test_a_body_without_end_is_cut_off(phone):
    read = []

    def endless():
        while len(read) < 1000:
            read.append(1)
            yield b"[" * 10_000

    sent = {"Origin": f"https://{HOST}", "Content-Type": "application/json"}
    phone.client.post(f"{phone.path}/sign", content=endless(), headers=sent)
    assert phone.states() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": f"https://{HOST}.evil.example"},
        {"Origin": f"https://{HOST}:444"},
        {"Origin": f"file://{HOST}"},
    ],
)
def test_another_site_can_send_nothing(phone, headers):
    assert phone.post("open", {"digits": DIGITS}, **headers).status_code == 403
    assert phone.states() == []


def test_a_form_of_another_site_can_send_nothing(phone):
    sent = {"Origin": f"https://{HOST}", "Content-Type": "text/plain"}
    reply = phone.client.post(f"{phone.path}/open", content=f'{{"digits": "{DIGITS}"}}', headers=sent)
    assert reply.status_code == 415


@pytest.mark.parametrize("host", ["evil.example", "sign.example.cn:8750", "127.0.0.1", "[::1]"])
def test_only_its_own_hosts_are_answered(phone, host):
    reply = phone.client.get(phone.path, headers={"Host": host})
    assert (reply.status_code, "网址不对" in reply.text) == (421, True)
    assert phone.client.get(phone.path, headers={"Host": "127.0.0.1:8750"}).status_code == 200


def test_a_short_code_leads_to_its_pledge_as_it_is_now(phone):
    def find(code):
        sent = {"Origin": f"https://{HOST}"}
        return phone.client.post("/zc/find", json={"code": code}, headers=sent)

    code = short_code(KEY, phone.link)
    assert re.fullmatch(r"\d{4} \d{4}", code)
    assert find(code).json() == find(code.replace(" ", "")).json() == {"link": phone.link}
    assert find(code).headers["cache-control"] == "no-store"
    others = [f"{int(code[:4]) ^ 1:04}{code[4:]}", "", "x", "１２３４５６７８", code + "1"]
    assert {find(one).status_code for one in others} == {404}
    assert phone.states() == []
    phone.edit("13800000009", "13800000008")
    assert "短码就作废" in find(code).json()["hint"]


def test_the_address_without_its_last_slash_leads_to_the_page(phone):
    moved = phone.client.get("/zc", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/zc/")
    assert moved.headers["content-security-policy"].startswith("default-src 'none'")
    page = phone.client.get("/zc/")
    assert (page.status_code, "短码" in page.text) == (200, True)
    assert re.findall(TOO_NEW, page.text) == []


@pytest.mark.parametrize("path", ["/", "/zc/x", "/zc/../signing.key", "/zc/<script>", "/zc/a/open/b"])
def test_what_is_no_link_is_told_kindly(phone, path):
    reply = phone.client.get(path, follow_redirects=False)
    assert reply.status_code == 404
    assert "<script>" not in reply.text


def test_every_answer_says_what_browsers_are_to_keep_to(phone):
    replies = [
        phone.client.get(phone.path),
        phone.client.get("/zc/x"),
        phone.client.get("/other"),
        phone.open("0000"),
        phone.open(),
        phone.sign("x"),
    ]
    for reply in replies:
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")
        assert "set-cookie" not in reply.headers


def test_nothing_of_a_person_is_logged_or_in_an_address(phone, logged):
    token = phone.open().json()["token"]
    phone.open("9999")
    phone.sign(token)
    phone.client.get(phone.path)
    ours = [record.getMessage() for record in logged if record.name == LOGGER]
    assert ours == ["打开 200", "打开 403", "签署 200", "看 200"]
    said = " ".join(record.getMessage() for record in logged if not record.name.startswith("http"))
    for secret in ("林一山", DIGITS, phone.link, token, "330200"):
        assert secret not in said
    assert re.fullmatch(r"[\w-]{76}", phone.link)


def test_a_fault_of_the_program_tells_nothing(phone, monkeypatch, logged):
    monkeypatch.setattr(Desk, "_shown", lambda *_: 1 / 0)
    reply = phone.open()
    assert (reply.status_code, reply.json()["error"]) == (500, "服务出错了，没有签上")
    assert any("ZeroDivisionError" in message for message in (record.getMessage() for record in logged))


def test_a_fault_after_an_answer_has_begun_is_logged_without_what_it_says():
    said = StringIO()
    try:
        raise FileNotFoundError(2, "No such file", "林一山.pdf")
    except FileNotFoundError as e:
        about = (type(e), e, e.__traceback__)
    handler = running.log_lines(said)
    handler.handle(logging.makeLogRecord({"msg": "Exception in ASGI application", "exc_info": about}))
    assert "程序错误（FileNotFoundError，" in said.getvalue()
    assert "林一山" not in said.getvalue()


def test_the_page_is_small_and_asks_nobody_else(phone):
    page, opened = phone.client.get(phone.path), phone.open()
    assert len(page.content) < 20_000
    assert len(page.content) + len(opened.content) < 60_000
    assert re.findall(r"<link|src=|href=|url\(|@import|@font-face|//\w+\.\w+", page.text) == []


# What Chromium 78 does not know (2019): the browsers of 360 and 麒麟 are built on it.
TOO_NEW = (
    r"\?\.(?!\d)|\?\?|\.replaceAll\(|\.at\(-|\bawait\b|=>|\blet\b|\bconst\b|`|structuredClone|Object\.hasOwn|"
    r"\bgap\s*:|aspect-ratio|inset\s*:|:is\(|:where\(|:has\(|\bdvh\b|clamp\(|accent-color|@layer|@container"
)


def test_the_page_runs_in_old_browsers(phone):
    assert re.findall(TOO_NEW, phone.client.get(phone.path).text) == []


@pytest.mark.parametrize(
    "new", ["a?.b", "a ?? b", "s.replaceAll('a', 'b')", "gap: 8px", "aspect-ratio: 1", "x => y"]
)
def test_what_is_too_new_is_seen(new):
    assert len(re.findall(TOO_NEW, new)) == 1


# --- how often -----------------------------------------------------------------------------------


def test_one_address_that_asks_too_much_is_told_so_and_the_others_are_answered(phone):
    now = [0.0]
    app = application(phone.desk, [HOST], pace=Pace(clock=lambda: now[0]))

    def ask(client):
        return TestClient(app, f"https://{HOST}", client=(client, 5000)).get("/zc/")

    assert {ask("10.0.0.9").status_code for _ in range(MOST)} == {200}
    refused = ask("10.0.0.9")
    assert (refused.status_code, "一分钟后再扫" in refused.text) == (429, True)
    assert refused.headers["cache-control"] == "no-store"
    assert ask("10.0.0.8").status_code == 200
    now[0] += 60
    assert ask("10.0.0.9").status_code == 200
