"""The commands on signing: who has signed, the record that proves itself, and the service as a process."""

import io
import json
import re
import signal
import socket
import stat
import threading
import urllib.request
from contextlib import nullcontext, suppress
from http.client import HTTPException

import openpyxl
import pytest
import qrcode
import zxingcpp
from click.testing import CliRunner
from conftest import build, citizen, codes, person, pictures, squeezed, text_of
from phone import served
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from starlette.testclient import TestClient
from test_serve import KEY, link_of
from test_signatures import sign
from test_strokes import NAME

from zcforms.batch.signatures.audit import faults_of
from zcforms.batch.signatures.register import OPENED, PAPER, SIGNED, Register, utc_now
from zcforms.cli import main
from zcforms.fillers.qr import qr_png, qr_text
from zcforms.ground import files
from zcforms.ground.errors import UsageError
from zcforms.serve import address, running
from zcforms.serve.desk import Desk
from zcforms.serve.tokens import Tokens
from zcforms.terminal.serving import show_service

PEOPLE = {
    "lin": person(),
    "lin2": person("33020019850615002"),
    "wang": person("33020019850615003", 姓名="王五"),
}


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def folder(workshop):
    return workshop(PEOPLE)


def test_the_board_says_who_has_signed(folder):
    sign(folder)
    done = run("sign", "list", folder)
    last = [citizen(f"3302001985061500{n}")[-4:] for n in (1, 2)]
    assert done.exit_code == 0
    assert sorted(done.output.splitlines()) == sorted(
        [
            "未签2人，已签1人",
            f"  已签  lin 林一山（…{last[0]}），虚构矿业有限公司  2021年9月15日14:03:22（北京时间）",
            f"  未签  lin2 林一山（…{last[1]}），虚构矿业有限公司",
            "  未签  wang 王五，虚构矿业有限公司",
        ]
    )
    told = json.loads(run("sign", "list", folder, "--json").output)
    assert told["summary"] == {"未签": 2, "已打开": 0, "已签": 1, "需重签": 0, "纸质": 0, "暂缓": 0}
    assert [one["state"] for one in told["people"] if one["person"] == "lin"] == [SIGNED]


def test_who_cannot_be_read_is_listed_with_the_reason(folder, tmp_path):
    lin, wang = (folder / "applicants" / f"{key}.yaml" for key in ("lin", "wang"))
    lin.write_text(lin.read_text().replace("民族: 汉族", "民族: [汉族"))
    wang.write_text(wang.read_text().replace("虚构矿业有限公司", "虚构石料厂"))
    done = run("sign", "list", folder, "--xlsx", tmp_path / "a.xlsx")
    said = {
        "lin": "applicants/lin.yaml里有错误，读不出来：运行 zcforms check，照着改好",
        "wang": "工作单位“虚构石料厂”不在zcforms.yaml的“单位”里",
    }
    assert done.output.startswith("未签1人\n")
    assert done.output.endswith(f"看不出签没签的：\n  wang 王五：{said['wang']}\n  lin：{said['lin']}\n")
    told = json.loads(run("sign", "list", folder, "--json").output)["unread"]
    assert {one["person"]: one["why"] for one in told} == said
    rows = [*openpyxl.load_workbook(tmp_path / "a.xlsx").active.values]
    assert [(row[4], row[-1]) for row in rows[-2:]] == [*reversed(said.items())]


def test_a_signature_that_can_hardly_be_read_is_told(folder):
    sign(folder, drawn=NAME[:1])
    done = run("sign", "list", folder)
    assert "（北京时间）  请看一看：字写得太小，笔画太少\n" in done.output
    (one,) = [p for p in json.loads(run("sign", "list", folder, "--json").output)["people"] if p["doubts"]]
    assert (one["person"], one["doubts"]) == ("lin", ["字写得太小", "笔画太少"])


def test_paper_and_revocation(folder):
    assert run("sign", "paper", folder, "wang").output == "王五：已记为纸质签署\n"
    again = run("sign", "paper", folder, "王五")
    assert (again.exit_code, "王五纸质" in again.output) == (2, True)
    assert [entry.state for entry in Register(folder, KEY).rows()] == [PAPER]
    assert run("sign", "revoke", folder, "王五").exit_code == 0
    assert json.loads(run("sign", "list", folder, "--json").output)["summary"]["纸质"] == 0
    assert run("sign", "revoke", folder, "wang").exit_code == 2
    assert run("sign", "paper", folder, "wang", "--json").exit_code == 0


def test_who_is_no_longer_in_the_folder_is_revoked_by_the_number_on_the_paper(folder):
    run("sign", "paper", folder, "wang")
    (number,) = (entry.number for entry in Register(folder, KEY).rows())
    (folder / "applicants" / "wang.yaml").unlink()
    assert f"纸质  编号{number}  " in run("sign", "list", folder).output
    assert json.loads(run("sign", "list", folder, "--json").output)["gone"][0]["number"] == number
    done = run("sign", "revoke", folder, number)
    assert done.output == f"编号{number}：已作废；它对不上现在文件夹里的任何人\n"
    assert json.loads(run("sign", "list", folder, "--json").output)["gone"] == []
    assert run("sign", "revoke", folder, number).exit_code == 2


@pytest.mark.parametrize(
    ("who", "said"),
    [("林一山", "有几个要签保证书的“林一山”"), ("谁", "没有要签保证书的“谁”"), ("lin", "林一山没有在线签名")],
)
def test_whom_it_cannot_be_is_told(folder, who, said):
    done = run("sign", "revoke", folder, who)
    assert (done.exit_code, said in done.output) == (2, True)


def test_a_folder_without_pledges_is_told_so(folder):
    (folder / "signing.key").unlink()
    done = run("sign", "list", folder)
    assert (done.exit_code, "还没有做过保证书" in done.output) == (2, True)
    assert not (folder / "signing.key").exists()


@pytest.fixture
def record(folder, tmp_path):
    """The exported record of one who signed, one on paper and one who was revoked."""
    sign(folder)
    sign(folder, "lin2", [[[x + 1, y, t, p] for x, y, t, p in line] for line in NAME])
    run("sign", "revoke", folder, "lin2")
    run("sign", "paper", folder, "wang")
    assert run("sign", "export", folder, tmp_path / "签署.json").exit_code == 0
    return tmp_path / "签署.json"


def test_the_record_proves_itself(record, folder):
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    told = json.loads(record.read_text())
    assert [(e["name"], e["state"], bool(e["revoked"]), e["valid_now"]) for e in told["entries"]] == [
        ("林一山", "已签", False, True),
        ("林一山", "已签", True, False),
        ("王五", "纸质", False, True),
    ]
    assert json.loads(told["entries"][0]["strokes"]) == NAME
    assert run("sign", "check", record).output == "核对无误：没有被改动、删去\n"
    assert run("sign", "check", record, "--work", folder).output == "核对无误：没有被改动、删去，封印相符\n"


def drop(n):
    return lambda entries: entries.pop(n)


def put(n, name, value):
    return lambda entries: entries[n].__setitem__(name, value)


@pytest.mark.parametrize(
    ("spoil", "without_key"),
    [
        (drop(0), False),
        (drop(1), False),
        (drop(2), True),  # of the last one only the seal tells
        (put(0, "strokes", "[]"), False),
        (put(2, "done", "2022-01-01T00:00:00+00:00"), False),
        (put(1, "revoked", None), False),
        (put(0, "name", "李四"), False),
    ],
)
def test_a_spoiled_record_is_seen(record, spoil, without_key):
    told = json.loads(record.read_text())
    spoil(told["entries"])
    assert (faults_of(told) == []) is without_key
    assert faults_of(told, KEY) != []
    assert faults_of(json.loads(record.read_text()), b"x" * 32) != []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"kind": "x"}', '{"kind": "zcforms-signatures-1"}', "1"])
def test_what_is_no_record_is_told(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    done = run("sign", "check", tmp_path / "x.json")
    assert (done.exit_code, "不是签署记录文件" in done.output) == (1, True)


# --- the service -----------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["127.0.0.1", "0.0.0.0", "::1", "x", "localhost"])  # noqa: S104
def test_an_address_that_no_phone_reaches_is_refused(asked):
    with pytest.raises(UsageError):
        address.lan_address(asked)


@pytest.fixture
def unbound(monkeypatch):
    """A service that listens at no port and ends at once."""
    monkeypatch.setattr(address, "bound", lambda *_: nullcontext())
    monkeypatch.setattr(running, "run", lambda *_: None)


@pytest.mark.parametrize("base", ["https://localhost/zc", "https://127.0.0.1:8750"])
def test_codes_that_lead_to_the_phone_itself_are_refused(workshop, unbound, base):
    root = workshop(在线签署={"签署地址": base})
    done = run("serve", root)
    assert (done.exit_code, "手机打不开" in done.output) == (2, True)


def test_without_an_address_one_is_told_how_to_have_one(workshop, unbound):
    done = run("serve", workshop(在线签署=None))
    assert done.exit_code == 2
    assert "加 --lan" in done.output
    assert "写“在线签署:”和“  签署地址: https://" in done.output


@pytest.mark.parametrize(
    ("port", "base", "host", "status"),
    [
        (80, "https://sign.example.cn/zc", "127.0.0.1", 200),
        (80, "https://sign.example.cn:443/zc", "sign.example.cn", 200),
        (443, "https://sign.example.cn/zc", "127.0.0.1", 421),
        (8750, "https://sign.example.cn:8443/zc", "sign.example.cn:8443", 200),
    ],
)
def test_a_browser_leaves_out_its_scheme_s_port(workshop, unbound, monkeypatch, port, base, host, status):
    apps = []
    monkeypatch.setattr(running, "run", lambda app, *_: apps.append(app))
    run("serve", workshop(在线签署={"签署地址": base}), "--port", port)
    assert TestClient(apps[0]).get("/zc/", headers={"Host": host}).status_code == status


def test_the_codes_lead_to_where_the_service_is(workshop, unbound, tmp_path):
    told = []

    def served_at(root, host):
        told.append(run("serve", root, "--lan", host).output)
        return Desk(root, utc_now).base_url

    root = workshop(在线签署=None)
    (root / "signing.key").unlink()  # nothing was made yet
    receipt = build(root, tmp_path / "none", {"pledge"})
    assert "signing-address-missing" in codes(receipt, "info")
    assert "二维码" not in text_of(next((tmp_path / "none").glob("个人/*/*保证书*.pdf")).read_bytes())
    assert served_at(root, "192.168.1.5") == "http://192.168.1.5:8750/zc"
    assert "再做一遍保证书就印上" in told[-1]
    assert (root / "签署地址.txt").stat().st_mode & 0o777 == 0o600
    receipt = build(root, tmp_path / "one", {"pledge"})
    assert "signing-address-missing" not in codes(receipt, "info")
    (pledge,) = (tmp_path / "one").glob("个人/*/*保证书*.pdf")
    (code,) = zxingcpp.read_barcodes(next(pictures(pledge.read_bytes(), 150)))
    assert code.text.startswith("http://192.168.1.5:8750/zc/")
    assert served_at(root, "10.0.0.8") == "http://10.0.0.8:8750/zc"
    assert "签署地址变了，原来是http://192.168.1.5:8750/zc：再做一遍" in told[-1]
    assert served_at(root, "203.0.113.7") == "http://10.0.0.8:8750/zc"  # no plain HTTP outside


def test_the_service_may_be_there_before_the_pledges(workshop, unbound):
    root = workshop(在线签署=None)
    (root / "signing.key").unlink()
    done = run("serve", root, "--lan", "10.0.0.8")
    assert (done.exit_code, "再做一遍保证书就印上" in done.output) == (0, True)
    assert Desk(root, utc_now).base_url == "http://10.0.0.8:8750/zc"
    assert not (root / "signing.key").exists()


@pytest.mark.parametrize("said", ["无", {"签署地址": "无"}])
def test_who_wants_no_service_has_pledges_for_paper(workshop, tmp_path, said):
    root = workshop(在线签署=said)
    (root / "签署地址.txt").write_text("http://10.0.0.8/zc")
    assert "signing-address-missing" not in codes(build(root, tmp_path / "out", {"pledge"}), "info")
    (pledge,) = (tmp_path / "out").glob("个人/*/*保证书*.pdf")
    assert "二维码" not in text_of(pledge.read_bytes())
    assert "保证人（签名）" in squeezed(text_of(pledge.read_bytes()))
    assert not zxingcpp.read_barcodes(next(pictures(pledge.read_bytes(), 150)))


def test_an_address_that_is_none_is_told(workshop):
    root = workshop(在线签署=None)
    (root / "签署地址.txt").write_text("http://evil.example/zc")
    done = run("sign", "list", root)
    assert (done.exit_code, "签署地址.txt里不是网址" in done.output) == (3, True)


@pytest.mark.parametrize(("kind", "code"), [("nfs4", 2), ("cifs", 2), ("fuse.sshfs", 2)])
def test_a_folder_on_a_network_disk_is_not_served(folder, monkeypatch, kind, code):
    monkeypatch.setattr(address, "disk_of", lambda _: kind)
    done = run("serve", folder)
    assert (done.exit_code, f"在网络盘上（{kind}）" in done.output) == (code, True)


def test_the_disk_of_a_folder_is_known(tmp_path, monkeypatch):
    told = f"a / ext4 rw 0 0\nb {tmp_path} nfs4 rw 0 0\nc {tmp_path}/x\\040y cifs rw 0 0\n"
    (tmp_path / "mounts").write_text(told)
    monkeypatch.setattr(files, "_MOUNTS", tmp_path / "mounts")
    found = [files.disk_of(tmp_path / name) for name in ("", "x", "x y", "..")]
    assert found == ["nfs4", "nfs4", "cifs", "ext4"]


@pytest.mark.parametrize(
    ("base", "code"),
    [
        ("http://192.168.1.5:8750/zc", 0),
        ("http://10.0.0.8", 0),
        ("http://172.31.2.3/zc", 0),
        ("http://172.32.2.3/zc", 3),
        ("http://sign.example.cn/zc", 3),
        ("ftp://10.0.0.8", 3),
    ],
)
def test_plain_http_is_for_the_offices_own_network_only(workshop, base, code):
    done = run("sign", "list", workshop(在线签署={"签署地址": base}))
    assert done.exit_code == code
    assert ("也可写http://192.168.1.5:8750/zc" in done.output) is bool(code)


def test_the_code_for_a_terminal_has_every_module():
    lines = qr_text("https://sign.example.cn/zc/").split("\n")
    assert {len(line) for line in lines} == {len(lines) * 2 - 1}
    assert lines[0] == "█" * len(lines[0])
    assert lines[2][4:11] == " ▄▄▄▄▄ "  # the upper edge of a finder


def test_a_code_is_under_the_mask_that_the_library_finds_best():
    for link in (f"https://sign.example.cn/{'zc9/' * n}{n}" for n in range(0, 60, 4)):
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
        code.add_data(link)
        with Image.open(io.BytesIO(qr_png(link))) as drawn:
            for y, row in enumerate(code.get_matrix()):
                dark = [not drawn.getpixel((8 * x, 8 * y)) for x in range(len(row))]
                assert dark == row, (link, y)


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_it_serves_and_ends_when_it_is_told_to(folder):
    with served(folder) as (where, process):
        with urllib.request.urlopen(where, timeout=20) as reply:  # noqa: S310
            assert "签署服务在运行" in reply.read().decode()
            assert reply.headers["server"] is None
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out) == (0, "")
        assert re.fullmatch(r"\d\d:\d\d:\d\d 首页 200\n", err)


def asked(where, link, what, data):
    """What a phone is answered."""
    told = urllib.request.Request(  # noqa: S310
        f"{where}{link}/{what}",
        json.dumps(data).encode(),
        {"Content-Type": "application/json", "Origin": where.rstrip("/").rpartition("/")[0]},
    )
    with urllib.request.urlopen(told, timeout=20) as reply:  # noqa: S310
        return json.loads(reply.read())


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_server_killed_among_fifty_signings_loses_none_and_leaves_no_half(workshop):
    numbers = [citizen(f"330200198506{n + 10}{of:03}") for n in range(10) for of in range(1, 6)]
    root = workshop({f"p{n}": person(number[:17]) for n, number in enumerate(numbers)})
    desk, register = Desk(root, utc_now), Register(root, KEY)
    links = [link_of(desk, f"p{n}") for n in range(50)]
    whose = [desk._person(link)[2] for link in links]

    def signed():
        """Who has signed by the register, in which nothing is half done."""
        rows = {entry.pledge: entry for entry in register.rows()}
        assert all(e.state == OPENED or (e.trusted and json.loads(e.drawn) == NAME) for e in rows.values())
        return {n for n, pledge in enumerate(whose) if pledge in rows and rows[pledge].state == SIGNED}

    answered, rounds = set(), 0
    while len(signed()) < 50:
        rounds += 1
        with served(root) as (where, process), suppress(OSError, HTTPException):  # it is gone
            for asks, n in enumerate(sorted(set(range(50)) - signed())):
                token, nonce = Tokens(KEY).make(whose[n])
                register.note_opened(whose[n], nonce, utc_now())
                if asks == 30:  # of fifty, and again of those that are left, if they are as many
                    threading.Timer(0.004, process.kill).start()
                asked(where, links[n], "sign", {"token": token, "request": f"r{n}", "strokes": NAME})
                answered.add(n)
        assert answered <= signed()
    assert rounds > 1
    assert len(register.rows()) == 50


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_port_that_is_taken_is_told(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", folder, "--port", taken.getsockname()[1])
    assert (done.exit_code, "上开服务（端口已被占用）" in done.output) == (6, True)


def test_an_address_that_no_settings_take_is_not_proposed(capsys):
    """Plain HTTP outside the office's own network."""
    public, private = "http://203.0.113.7:8750", "http://192.168.1.5:8750"
    with pytest.raises(UsageError, match=r"203\.0\.113\.7:8750不是局域网地址") as told:
        address.refuse_no_use("", public, is_lan=True, has_office=False)
    assert "--cert" in told.value.hint and "zcforms users add" in told.value.hint
    with pytest.raises(UsageError, match="没有签署地址") as told:  # the settings want none
        address.refuse_no_use("", private, is_lan=True, has_office=False)
    assert "zcforms users add" in told.value.hint, "the office page needs no address"
    for own, said in ((public, "不是局域网地址"), (private, "在纸上手签")):
        show_service(f"{own}/zc/", "", "", is_lan=True, has_office=True)
        assert said in capsys.readouterr().out
        show_service(f"{own}/zc/", "https://sign.example.cn", "", is_lan=True, has_office=True)
        assert ("或在zcforms.yaml写" in capsys.readouterr().out) is (own == private)


@pytest.mark.enable_socket
def test_an_address_of_another_machine_is_told(folder):
    done = run("serve", folder, "--lan", "203.0.113.7")
    assert (done.exit_code, "上开服务（这台电脑没有这个地址）" in done.output) == (6, True)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--cert", "x.pem"), 2, "--cert和--key要一起写"),
        (("--cert", "x.pem", "--key", "y.pem"), 3, "x.pem: 证书或私钥用不了"),
        (("--lan", "127.0.0.1"), 2, "手机打不开127.0.0.1"),
    ],
)
def test_wrong_options_are_told(folder, options, code, said):
    done = run("serve", folder, *options)
    assert (done.exit_code, said in done.output) == (code, True)
