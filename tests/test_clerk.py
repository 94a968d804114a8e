"""The office page over HTTP: who gets in, what their role may, what is refused, what is not told."""

import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from conftest import PLAN, person, work_in
from processes import Popen
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_serve import KEY, TOO_NEW

from zcforms.batch.signatures.register import Register
from zcforms.cli import main
from zcforms.ground import database
from zcforms.ground.errors import Undeliverable, UsageError
from zcforms.paper import delivery
from zcforms.serve.accounts import (
    AT_MOST,
    IDLE,
    MISSES,
    WINDOW,
    Account,
    Accounts,
    Done,
    NotAdmitted,
    Role,
)
from zcforms.serve.app import LOGGER, MOST_BYTES
from zcforms.serve.clerk import arrivals, view
from zcforms.serve.clerk import papers as papers_page
from zcforms.serve.clerk.commands import Command
from zcforms.serve.clerk.routes import office_routes
from zcforms.serve.clerk.web import COOKIE, Visitor

HOST = "127.0.0.1:8750"
NOW = datetime(2021, 9, 15, 6, 3, 22, tzinfo=UTC)
PASSWORD, WRONG = "a long sentence 1", "another sentence"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Browser:
    """A browser on the office page of a folder, logged in unless the name is empty."""

    def __init__(self, root, name="王某", role=Role.WORKS, host=HOST, scheme="http"):
        self.now, self.root = NOW, root
        self.accounts = Accounts(root, QUICK)
        self.accounts.begin()
        if name and name not in {one.name for one in self.accounts.all()}:
            self.accounts.add(name, role, PASSWORD)
        app = Starlette(routes=office_routes(self.accounts, [HOST], lambda: self.now))
        self.client = TestClient(app, f"{scheme}://{host}", follow_redirects=False)
        if name:
            assert self.log_in(name).status_code == 303

    def log_in(self, name="王某", password=PASSWORD):
        return self.post("/login", {"name": name, "password": password})

    def get(self, path="", **headers):
        return self.client.get(f"/office{path}", headers=headers)

    def post(self, path, data=None, **headers):
        sent = {"Origin": f"http://{HOST}"} | headers
        return self.client.post(f"/office{path}", data=data or {}, headers=sent)

    def act(self, path, **data):
        """Press a button of the page."""
        return self.post(path, data | {"csrf": self.csrf})

    @property
    def csrf(self):
        return Visitor(None, self.token).csrf

    @property
    def token(self):
        return self.client.cookies.get(f"{COOKIE}_8750")


class Idle:
    """A command that has nothing to say, at once."""

    asked: ClassVar = []
    is_done, result, fault = True, None, ""

    def __init__(self, *words):
        self.asked.append(words)

    def end(self):
        """It has ended."""

    wait = end


@pytest.fixture(autouse=True)
def idle(monkeypatch):
    """No command is run, but for the pages that are looked at together."""
    for module in (view, papers_page, arrivals):
        monkeypatch.setattr(module, "Command", Idle)
    Idle.asked.clear()


@pytest.fixture
def browser(workshop):
    return Browser(workshop())


# --- accounts ------------------------------------------------------------------------------------


def test_accounts_are_made_by_command_and_a_password_is_asked_for_twice(workshop):
    root = workshop()

    def run(*words, said=""):
        return CliRunner().invoke(main, ["users", *words], input=said)

    assert run("list", str(root)).output == "还没有账号\n"
    twice = f"{PASSWORD}\n{PASSWORD}\n"
    assert run("add", str(root), "王某", "--role", "审核", said=twice).exit_code == 0
    assert run("list", str(root)).output == "审核  王某\n"
    piped = subprocess.run(
        [sys.executable, "-m", "zcforms", "users", "password", str(root), "王某"],
        input=twice,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (piped.returncode, piped.stderr) == (0, "密码: 再输一遍: "), "Python warned of it in English"
    again = run("add", str(root), "王某", said=twice)
    assert (again.exit_code, "已有账号“王某”" in again.output) == (2, True)
    other = run("add", str(root), "李某", said=f"{PASSWORD}\nother\n")
    assert (other.exit_code, "两遍输的不一样，重新输" in other.output, "Error" in other.output) == (
        130,
        True,
        False,
    )
    assert run("password", str(root), "李某", said=twice).exit_code == 2
    assert run("remove", str(root), "王某").exit_code == 0
    assert Accounts(root).all() == []
    assert stat.S_IMODE(Accounts(root).path.stat().st_mode) == 0o600


@pytest.mark.parametrize("password", ["", "short", "1111111111", "王某", "x" * 201])
def test_a_password_that_is_easy_is_refused(tmp_path, password):
    accounts = Accounts(tmp_path, QUICK)
    accounts.begin()
    with pytest.raises(UsageError):
        accounts.add("王某", Role.WORKS, password)
    assert accounts.all() == []


def test_neither_a_password_nor_a_token_is_kept(browser):
    with sqlite3.connect(browser.accounts.path) as database:
        said = "\n".join(database.iterdump())
    database.close()
    assert "$argon2id$" in said
    assert PASSWORD not in said
    assert browser.token not in said


def test_a_session_ends_unused_and_at_all(tmp_path):
    accounts = Accounts(tmp_path, QUICK)
    accounts.begin()
    accounts.add("王某", Role.READS, PASSWORD)
    token, known = accounts.log_in("王某", PASSWORD, "", NOW), Account("王某", Role.READS)
    half = IDLE / 2
    for n in range(24):  # it is in use
        assert accounts.account(token, NOW + n * half) == known
        accounts.note(Done(NOW + n * half, "王某", "看名单", 200), token)
    assert accounts.account(token, NOW + AT_MOST + timedelta(seconds=1)) is None
    token = accounts.log_in("王某", PASSWORD, "", NOW)
    assert accounts.account(token, NOW + IDLE + timedelta(seconds=1)) is None
    assert accounts.account(token, NOW) is None  # it is gone
    token = accounts.log_in("王某", PASSWORD, "", NOW)
    assert accounts.account(token, NOW - IDLE / 2) == known
    assert accounts.account(token, NOW - 2 * IDLE) is None  # the clock was set back


def test_a_page_that_only_watches_keeps_no_session_alive(browser):
    for _ in range(3):
        browser.now += IDLE / 3
        assert browser.get("/state").status_code == 200  # the list asks for it as long as it is open
    browser.now += timedelta(seconds=1)
    assert browser.get("/state").headers["location"] == "/office/login"


def test_an_address_below_the_office_that_is_no_page_leads_back_to_the_list(browser):
    assert browser.get("/").headers["location"] == "/office"
    for path in (
        "/nosuch",
        "/build",
        "/people/x/y",
    ):  # that of a button, from the history, is asked for by GET
        reply = browser.get(path)
        assert reply.status_code == 404
        assert "回到名单" in reply.text
        assert reply.headers["cache-control"] == "no-store"


def test_the_offices_at_two_ports_of_a_pc_log_nobody_out_of_each_other(browser):
    other = TestClient(browser.client.app, "http://127.0.0.1:8751", follow_redirects=False)
    sent = {"Host": HOST, "Origin": f"http://{HOST}"}
    other.post("/office/login", data={"name": "王某", "password": PASSWORD}, headers=sent)
    assert not set(other.cookies) & set(browser.client.cookies)  # a host's cookies are sent to all its ports


def test_another_password_ends_every_session(browser):
    browser.accounts.change("王某", f"{PASSWORD}2")
    assert browser.get().headers["location"] == "/office/login"
    assert browser.log_in().status_code == 403


def test_too_many_wrong_passwords_stop_for_a_while(tmp_path):
    accounts = Accounts(tmp_path, QUICK)
    accounts.begin()
    accounts.add("王某", Role.WORKS, PASSWORD)
    left = []
    for _ in range(MISSES + 1):
        with pytest.raises(NotAdmitted) as e:
            accounts.log_in("王某", "wrong", "10.0.0.9", NOW)
        left.append(e.value.left)
    assert left == [4, 3, 2, 1, 0, -1]
    with pytest.raises(NotAdmitted):
        accounts.log_in("王某", PASSWORD, "10.0.0.1", NOW)
    assert accounts.log_in("王某", PASSWORD, "10.0.0.1", NOW - WINDOW)  # the clock that counted was wrong
    assert accounts.log_in("王某", PASSWORD, "10.0.0.1", NOW + WINDOW)


def test_one_address_cannot_try_every_name(tmp_path):
    accounts = Accounts(tmp_path, QUICK)
    accounts.begin()
    left = []
    for n in range(21):
        with pytest.raises(NotAdmitted) as e:
            accounts.log_in(f"n{n}", "wrong", "10.0.0.9", NOW)
        left.append(e.value.left)
    assert (left[0], left[19], left[20]) == (4, 0, -1)
    accounts.add("王某", Role.WORKS, PASSWORD)
    for _ in range(MISSES):
        with pytest.raises(NotAdmitted):
            accounts.log_in("王某", "wrong", "10.0.0.9", NOW)
    assert accounts.log_in("王某", PASSWORD, "10.0.0.1", NOW)  # nor lock everybody out


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(tmp_path):
    done = []

    class Counted:
        def hash(self, password):
            done.append("hash")
            return QUICK.hash(password)

        def verify(self, *given):
            done.append("verify")
            return QUICK.verify(*given)

    Accounts(tmp_path, QUICK).begin()
    Accounts(tmp_path, QUICK).add("王某", Role.WORKS, PASSWORD)
    accounts = Accounts(tmp_path, Counted())
    for name in ("王某", "无此人", "王某"):
        with pytest.raises(NotAdmitted):
            accounts.log_in(name, WRONG, "10.0.0.9", NOW)
    assert done == ["hash", "verify", "verify", "verify"]


# --- the web -------------------------------------------------------------------------------------


def test_who_is_not_logged_in_sees_the_login_only(workshop):
    browser = Browser(workshop(), name="")
    asked = browser.get()
    assert (asked.status_code, asked.headers["location"]) == (303, "/office/login")
    assert "密码" in browser.get("/login").text
    assert browser.post("/logout").status_code == 401


def test_a_wrong_password_and_an_unknown_name_are_told_alike(browser):
    wrong, unknown = browser.log_in(password=WRONG), browser.log_in("无此人")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert "账号或密码不对，还可以试4次" in wrong.text
    assert "账号或密码不对，还可以试4次" in unknown.text
    assert 'value="无此人"' in unknown.text  # only the password is typed again


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_for_this_page_alone(workshop, scheme, secure):
    browser = Browser(workshop(), name="", scheme=scheme)
    browser.accounts.add("王某", Role.WORKS, PASSWORD)
    cookie = browser.log_in().headers["set-cookie"]
    assert re.fullmatch(
        rf"{COOKIE}_8750=[\w-]{{43}}; HttpOnly; Path=/office; SameSite=strict{'; Secure' if secure else ''}",
        cookie,
    )


def test_logging_out_ends_the_session_and_not_only_the_cookie(browser):
    token = browser.token
    assert browser.act("/logout").headers["location"] == "/office/login"
    assert browser.accounts.account(token, NOW) is None


def test_what_is_done_needs_a_word_of_the_page_and_not_only_the_cookie(browser):
    assert browser.post("/logout").status_code == 403
    assert browser.post("/logout", {"csrf": "x"}).status_code == 403
    assert browser.post("/logout", {"csrf": "字"}).status_code == 403
    other = Browser(browser.root, "李某")
    assert browser.post("/logout", {"csrf": other.csrf}).status_code == 403
    assert browser.get().status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", f"http://{HOST}.evil.example"])
def test_another_site_can_do_nothing(browser, origin):
    csrf = browser.csrf
    assert browser.post("/logout", {"csrf": csrf}, Origin=origin).status_code == 403
    assert browser.post("/login", {"name": "王某", "password": PASSWORD}, Origin=origin).status_code == 403
    assert browser.get().status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "sign.example.cn", "127.0.0.1", "[::1]:8750"])
def test_only_its_own_hosts_are_answered(browser, host):
    assert browser.get("/login", Host=host).status_code == 421


def test_odd_forms_are_refused(browser):
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{HOST}"}
    for body, status in ((b"x" * (MOST_BYTES + 1), 413), (b"\xff=\xff", 400), (b"a&" * 101, 400)):
        assert browser.client.post("/office/login", content=body, headers=sent).status_code == status


def test_a_name_that_could_be_markup_is_a_name(workshop):
    page = Browser(workshop(), "<b>甲</b>").get().text
    assert "&lt;b&gt;甲&lt;/b&gt;" in page
    assert "<b>甲" not in page


def test_every_answer_says_what_browsers_are_to_keep_to(browser):
    wrong = browser.log_in(password=WRONG)
    for reply in (browser.get(), browser.get("/login"), wrong, browser.post("/logout")):
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'; script-src 'sha256-")


@pytest.mark.parametrize(("held", "why"), [("IMMEDIATE", "无法写入"), ("EXCLUSIVE", "读不出来")])
def test_accounts_that_another_program_holds_are_told_of_on_a_page_like_all(
    browser, monkeypatch, logged, held, why
):
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    with closing(sqlite3.connect(browser.accounts.path, isolation_level=None)) as other:
        other.execute(f"BEGIN {held}")
        said = browser.get("/receive")
    assert (said.status_code, f"账号登记{why}" in said.text) == (409, True)
    assert [record.getMessage() for record in logged if record.name == LOGGER][-1] == "办公·看收件页 409"
    assert said.headers["cache-control"] == "no-store"
    assert browser.get("/receive").status_code == 200


def test_what_was_done_is_logged_without_content(browser, logged):
    browser.get()
    browser.log_in(password=WRONG)
    browser.act("/logout")
    assert [browser.get(page).status_code for page in ("", "/login")] == [303, 200]
    done = [(one.name, one.what, one.status) for one in browser.accounts.log()]
    assert done[0] == ("王某", "登录", 303)
    assert [one for one in done if not one[0]] == [("", "登录", 403)], "who only looks is not kept"
    assert done[-1] == ("王某", "退出", 303)
    ours = [record.getMessage() for record in logged if record.name == LOGGER]
    assert ours[-1] == "办公·登录页 200"
    assert [browser.post(page).status_code for page in ("/build", "/nosuch")] == [401, 404]
    assert len(browser.accounts.log()) == len(done), "nobody can fill the disk"
    assert [line for line in ours if "王某" in line or PASSWORD in line] == []
    told = CliRunner().invoke(main, ["users", "log", str(browser.root)]).output
    assert told.startswith("2021年9月15日14:03:22（北京时间）  王某  登录  303\n")


def test_the_pages_ask_nobody_else_and_run_in_old_browsers(browser):
    for page in (browser.get().text, browser.get("/login").text):
        assert re.findall(r"<link|src=\"(?!/office)|url\(|@import|@font-face|//\w+\.\w+", page) == []
        assert re.findall(TOO_NEW, re.sub(r"(?m)^\s*//.*$", "", page)) == []


# --- people and what was found -------------------------------------------------------------------

HOSTILE = "<img src=x>"


def when_checked(browser):
    """What is told once the commands are done."""
    for _ in range(600):
        told = browser.get("/state").json()
        if not told["busy"]:
            return told
        time.sleep(0.05)
    raise AssertionError("it never ends")


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory):
    """The pages of a folder of two, one of whom has errors and a name that could be markup, when checked."""
    bad = person("33020019850615002", 姓名=HOSTILE, 参加工作时间="2030.01")
    root = work_in(tmp_path_factory.mktemp("office"), {"lin": person(), "wang": bad})
    browser = Browser(root, role=Role.READS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Popen)
        assert "正在检查" in browser.get().text
        return browser, when_checked(browser)


def test_the_list_tells_how_it_stands_with_everybody(looked_at):
    browser, told = looked_at
    states = [(row["found"], row["made"], row["signed"]) for row in told["rows"]]
    assert states[0][1:] == ("未做", "未签")
    assert [found.startswith("错误") for found, *_ in states] == [False, True]
    assert told["status"] == "还没有制作。"
    page = browser.get().text
    assert [row["mark"] in page for row in told["rows"]] == [True, True]


def test_a_workbook_that_cannot_be_read_is_told_where_nobody_is_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(view, "Command", Command)
    monkeypatch.setattr(subprocess, "Popen", Popen)
    root = work_in(tmp_path)
    (root / "applicants" / "lin.yaml").unlink()
    (root / "people.xlsx").write_bytes(b"PK, and then nothing")
    browser = Browser(root, role=Role.READS)
    assert "data-watch" in browser.get().text  # what is found comes by itself
    when_checked(browser)
    page = browser.get().text
    assert "没有读到申报人。" in page
    assert '<td data-title="位置" class="place">people.xlsx' in page


def test_what_was_found_of_a_person_is_told_at_its_place(looked_at):
    browser, told = looked_at
    page = browser.get(f"/people/{told['rows'][1]['mark']}").text
    assert '<th scope="row">错误</th>' in page
    assert re.search(r">applicants/wang\.yaml:\d+:\d+</td>", page)
    assert "&lt;img src=x&gt;" in page
    assert HOSTILE not in page
    other = browser.get(f"/people/{told['rows'][0]['mark']}").text
    assert "applicants/wang" not in other


def test_no_address_names_anybody(looked_at):
    browser, _ = looked_at
    addresses = re.findall(r'(?:href|action|data-watch)="([^"]*)"', browser.get().text)
    assert len(addresses) > 4
    assert [one for one in addresses if not re.fullmatch(r"#main|/office[/a-z]*(/[0-9a-f]{24})?", one)] == []
    assert browser.get("/people/wang").status_code == 404


def test_a_change_of_the_data_is_checked_anew_and_watching_is_not_logged(workshop):
    browser = Browser(workshop())
    check, sign = ("check", str(browser.root)), ("sign", "list", str(browser.root))
    assert [browser.get("/state").status_code for _ in range(3)] == [200, 200, 200]
    assert Idle.asked == [check, sign]
    record = browser.root / "applicants" / "lin.yaml"
    record.write_text(record.read_text().replace("2008.07", "2030.07"))
    browser.get("/state")
    assert Idle.asked == [check, sign] * 2
    Register(browser.root, KEY).begin()
    browser.get("/state")
    assert Idle.asked == [check, sign, check, sign, sign]
    assert {one.what for one in browser.accounts.log()} == {"登录"}


def test_a_folder_that_cannot_be_read_is_told_and_where(workshop):
    browser = Browser(workshop())
    (browser.root / "zcforms.yaml").write_text("评审计划: [")
    page = browser.get()
    assert (page.status_code, "zcforms.yaml" in page.text) == (200, True)
    assert "把申报人的工作簿" not in page.text, "that would mend nothing"
    assert browser.get("/state").status_code == 409


def test_an_office_with_nobody_in_it_is_told_where_its_workbook_goes(workshop):
    browser = Browser(workshop())
    for record in (browser.root / "applicants").iterdir():
        record.unlink()
    assert "把申报人的工作簿" in browser.get().text


# --- what was made -------------------------------------------------------------------------------


@pytest.fixture
def papers(workshop):
    """The page of a folder of which something was made: a print set, a volume and a slip."""
    browser = Browser(workshop())
    out, documents = browser.root / "output", []
    for path, person_key in (("打印/评审表_1人.pdf", ""), ("装订/01_林.pdf", "lin"), ("补正/lin.pdf", "lin")):
        delivery.deliver(out / path, f"%PDF {path}".encode())
        told = {"path": path, "form": "x", "person": person_key, "pages": 2, "copies": 3, "sha256": "0"}
        documents.append(told)
    told = {"people": [{"person": "lin", "outcome": "built"}], "documents": documents, "kept": []}
    delivery.deliver(out / "receipt.json", json.dumps(told).encode())
    return browser


def links(page):
    """What can be downloaded, by what it is called."""
    return {
        name: address for address, name in re.findall(r'href="/office(/f\w+/\w{24})">([^<]+)<', page.text)
    }


def test_what_was_made_is_downloaded_under_its_name(papers):
    found = links(papers.get("/files"))
    assert list(found) == ["评审表_1人.pdf", "01_林.pdf", "lin.pdf", "receipt.json"]
    said = papers.get(found["评审表_1人.pdf"])
    assert said.content == "%PDF 打印/评审表_1人.pdf".encode()
    name = "%E8%AF%84%E5%AE%A1%E8%A1%A8_1%E4%BA%BA.pdf"
    assert said.headers["content-disposition"] == f"attachment; filename*=utf-8''{name}"
    assert said.headers["cache-control"] == "no-store"
    assert papers.get("/state").json()["rows"][0]["made"] == "已做好"
    (row,) = papers.get("/state").json()["rows"]
    assert list(links(papers.get(f"/people/{row['mark']}"))) == ["01_林.pdf", "lin.pdf"]


def test_while_the_data_are_looked_at_again_nothing_is_said_to_be_as_made(papers, monkeypatch):
    monkeypatch.setattr(Idle, "is_done", False)
    assert papers.get("/state").json()["rows"][0]["made"] == "已做好，正在核对有没有改过"


def test_what_is_a_draft_until_the_platform_has_exported_it_is_told(papers):
    assert "本稿供填报核对" in papers.get("/files").text
    settings = papers.root / "zcforms.yaml"
    settings.write_text(settings.read_text().replace(PLAN, "zj-anfang-senior-2025"))  # wants none
    assert "本稿供填报核对" not in papers.get("/files").text


def test_a_folder_of_it_is_a_zip_with_its_names(papers):
    delivery.deliver(papers.root / "output" / "打印" / "b.pdf", b"B")
    receipt = papers.root / "output" / "receipt.json"
    told = json.loads(receipt.read_text())
    told["documents"].append(told["documents"][0] | {"path": "打印/b.pdf"})
    receipt.write_text(json.dumps(told))
    (address,) = (a for n, a in links(papers.get("/files")).items() if n == "整组下载（ZIP）")
    said = papers.get(address)
    assert said.headers["content-disposition"].endswith("''%E6%89%93%E5%8D%B0.zip")  # 打印
    assert "印1遍，已含3份" in papers.get("/files").text
    with zipfile.ZipFile(io.BytesIO(said.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["评审表_1人.pdf", "b.pdf"]
        assert archive.infolist()[0].flag_bits & 0x800


def test_who_only_reads_downloads_nothing(papers):
    found = links(papers.get("/files"))
    reader = Browser(papers.root, "李某", Role.READS)
    assert links(reader.get("/files")) == {}
    assert {reader.get(address).status_code for address in found.values()} == {403}
    assert reader.act("/annotate").status_code == 403


@pytest.mark.parametrize("path", ["../zcforms.yaml", "/etc/passwd", "打印/../../signing.key", "a\u0000b"])
def test_a_receipt_leads_nowhere_else(papers, path):
    receipt = papers.root / "output" / "receipt.json"
    told = json.loads(receipt.read_text())
    told["documents"][0]["path"] = path
    receipt.write_text(json.dumps(told))
    assert list(links(papers.get("/files"))) == ["01_林.pdf", "lin.pdf", "receipt.json"]


def test_what_is_gone_is_told(papers):
    found = links(papers.get("/files"))
    (papers.root / "output" / "打印" / "评审表_1人.pdf").unlink()
    gone = papers.get(found["评审表_1人.pdf"])
    assert (gone.status_code, "没有这个文件" in gone.text) == (404, True)
    assert papers.get(f"/files/{'0' * 24}").status_code == 404


def test_the_notes_are_written_by_the_command(papers):
    assert papers.act("/annotate").headers["location"] == "/office/files"
    assert Idle.asked == [("check", str(papers.root), "--annotate")]
    delivery.deliver(papers.root / "output" / "检查结果" / "people.xlsx", b"PK")
    assert papers.get(links(papers.get("/files"))["people（批注）.xlsx"]).content == b"PK"


# --- what is sent --------------------------------------------------------------------------------


def send(browser, body, **headers):
    """Send a file as the page does."""
    sent = {"Accept": "application/json", "Content-Type": "application/octet-stream", "X-CSRF": browser.csrf}
    return browser.client.post(
        "/office/receive", content=body, headers={"Origin": f"http://{HOST}"} | sent | headers
    )


def hidden(root):
    """What lies in a folder and is not finished."""
    return list(root.glob(".zcforms-*"))


def test_what_is_sent_is_taken_in_by_the_command_and_nothing_is_left(browser, monkeypatch):
    seen = []

    class Taking(Idle):
        result: ClassVar = {"workbook": False, "files": 1, "left": ["x.txt"], "why": []}

        def __init__(self, *words):
            seen.append((words[:2], Path(words[2]).read_bytes(), Path(words[2]).stat().st_mode & 0o777))

    monkeypatch.setattr(arrivals, "Command", Taking)
    assert send(browser, b"PK" * 100_000).json() == Taking.result
    assert seen == [(("receive", str(browser.root)), b"PK" * 100_000, 0o600)]
    assert hidden(browser.root) == []


def test_what_is_no_parcel_is_told_why(browser, monkeypatch):
    monkeypatch.setattr(arrivals, "Command", Command)
    monkeypatch.setattr(subprocess, "Popen", Popen)
    said = send(browser, b"Rar!")
    assert (said.status_code, said.json()["error"]) == (422, "没有收下")
    assert said.json()["hint"].startswith("不是工作簿，也不是ZIP（")
    assert hidden(browser.root) == []


def test_who_may_not_sends_in_vain_and_nothing_of_it_is_kept(browser):
    reader = Browser(browser.root, "李某", Role.REVIEWS)
    for one, headers in (
        (reader, {}),
        (browser, {"X-CSRF": "x"}),
        (browser, {"Origin": "https://evil.example"}),
    ):
        assert send(one, b"PK", **headers).status_code == 403
    assert reader.get("/receive").status_code == 403
    assert ["收件" in one.get("/files").text for one in (reader, browser)] == [False, True]
    browser.client.cookies.clear()
    assert send(browser, b"PK", **{"X-CSRF": "x"}).status_code == 401
    assert (Idle.asked, hidden(browser.root)) == ([], [])


def test_what_is_too_large_is_cut_off_and_nothing_of_it_is_kept(browser, monkeypatch):
    monkeypatch.setattr(arrivals, "MOST_BYTES", 1000)
    assert send(browser, b"x" * 1001).status_code == 413
    assert (Idle.asked, hidden(browser.root)) == ([], [])


def test_a_disk_that_is_full_is_told_of_whoever_sends(browser, monkeypatch):
    full = Path("/dev/full")  # what is written there finds no room
    monkeypatch.setattr(arrivals.os, "fdopen", lambda own, mode: os.close(own) or full.open(mode))
    said = send(browser, b"PK" * 100)
    assert (said.status_code, said.json()["error"]) == (409, "没有收下（磁盘已满）")
    assert hidden(browser.root) == []


def test_what_fails_after_a_file_has_come_is_not_told_as_its_coming(browser, monkeypatch):
    def refusing(*_words):
        for left in hidden(browser.root):  # a second service for the folder is begun
            left.unlink()
        raise BlockingIOError

    monkeypatch.setattr(arrivals, "Command", refusing)
    assert (send(browser, b"PK").json()["error"], hidden(browser.root)) == ("服务出错了", [])


def test_a_register_on_a_full_disk_says_so_itself(browser):
    with pytest.raises(Undeliverable, match="disk is full"), browser.accounts._database.writing() as writing:
        writing.execute("PRAGMA max_page_count = 1")
        writing.execute("INSERT INTO log (what) VALUES (?)", ("x" * 100_000,))
