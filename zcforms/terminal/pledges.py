"""Signing the pledges online: the command that serves, and those on who has signed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import click

import zcforms
from zcforms.ground.errors import UnreadableInput, UsageError, ZcformsError, reason
from zcforms.ground.files import read_file
from zcforms.terminal.report import emit_json

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.batch.signed import Standing
    from zcforms.pipeline.press import Press

_WORK = click.argument("work", type=click.Path(path_type=Path))
_KEY = click.argument("person", metavar="KEY")
_FILE = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="结果以JSON写到标准输出")
_SEALED = "电子签章"
_BOARD = {  # columns, and what they have
    "状态": "state",
    "姓名": "name",
    "尾号": "digits",
    "单位": "unit",
    "编号": "person",
    "电话": "phone",
    "时间": "at",
}
_SIGNED_BY = "没有在线签名，也没有记过纸质签署"


# --- the service -------------------------------------------------------------------------------


@click.command()
@_WORK
@click.option("--lan", is_flag=False, flag_value="", metavar="[地址]", help="让局域网里的手机打得开")
@click.option("--port", type=click.IntRange(1, 65535), default=8750, show_default=True, help="端口")
@click.option("--cert", type=_FILE, metavar="FILE", help="TLS证书（PEM），有了它才是https")
@click.option("--key", type=_FILE, metavar="FILE", help="TLS证书的私钥（PEM）")
@_JSON
def serve(work: Path, lan: str | None, port: int, cert: Path | None, key: Path | None, as_json: bool) -> int:
    """签署服务和办公网页：手机签保证书，浏览器里办；只在本机，加 --lan 才对局域网开放。"""
    from zcforms.batch.register import utc_now
    from zcforms.intake.folder import require_folder
    from zcforms.serve import address, running
    from zcforms.serve.accounts import Accounts
    from zcforms.serve.address import PREFIX
    from zcforms.serve.app import application
    from zcforms.serve.clerk.routes import office_routes
    from zcforms.serve.desk import Desk

    if (cert is None) != (key is None):
        raise UsageError("--cert和--key要一起写")
    if cert and key:
        running.check_certificate(cert, key)
    host = address.LOOPBACK if lan is None else address.lan_address(lan)
    require_folder(work)
    address.refuse_network_disk(work)
    own = f"{'https' if cert else 'http'}://{address.netloc(host, port)}"
    accounts = Accounts(work)
    has_office = bool(accounts.all())
    with address.bound(host, port) as at:
        desk = Desk(work, utc_now)
        before = desk.base_url
        if lan is not None:
            address.note_address(work, f"{own}{PREFIX}")
        base = desk.base_url
        address.refuse_no_use(base, own, lan is not None, has_office)
        # The pledges may come later, and at the office page all that is amiss can be mended.
        with suppress(ZcformsError if has_office else UsageError):
            desk.begin()
        own_hosts = {address.netloc(host, port), f"localhost:{port}"}
        office = office_routes(accounts, own_hosts, utc_now) if has_office else []
        app = application(desk, own_hosts | {urlsplit(base).netloc} - {""}, office)
        here = f"{own}{urlsplit(base).path.rstrip('/')}/"
        if as_json:
            pages = urljoin(own, "/office") if has_office else None
            emit_json({"address": here, "codes_lead_to": base or None, "office": pages})
        else:
            _show_service(here, base, before, lan is not None, has_office)
        with suppress(KeyboardInterrupt):  # this is how it ends
            running.run(app, at, cert, key)
    if not as_json:
        click.echo("签署服务已停止；签了的都已记下")
    return 0


def _show_service(here: str, base: str, before: str, is_lan: bool, has_office: bool) -> None:
    from zcforms.fillers.qr import qr_text
    from zcforms.serve import address

    if has_office:
        click.echo(f"办公网页：{urljoin(here, '/office')}")
    else:
        click.echo("办公网页没有开：先建账号，zcforms users add")
    click.echo(f"签署服务：{here}")
    if is_lan:
        click.echo(qr_text(here))
    else:
        click.echo("只有这台电脑打得开；手机要用，加 --lan（或由网管把签署地址转到这里）")
    if not base and is_lan and not address.can_be_named(here.rstrip("/")):
        said, hint = address.NOT_OF_THE_LAN
        click.echo(f"没有签署地址，保证书上没有二维码：{said.format(here.rstrip('/'))}。{hint}")
    elif not base:
        click.echo("没有签署地址：保证书上没有二维码，在纸上手签")
    elif base.rstrip("/") != here.rstrip("/"):
        click.echo(f"保证书上的二维码指向{base}，不是上面的地址：由网管把它转到这里")
        if is_lan and address.can_be_named(here.rstrip("/")):
            click.echo(f"或在zcforms.yaml写“签署地址: {here.rstrip('/')}”，再做一遍保证书")
    elif before and before != base:
        click.echo(
            f"签署地址变了，原来是{before}：再做一遍保证书；已印出的二维码仍指向原来的地址，请网管把地址固定"
        )
    elif not before:
        click.echo("保证书上的二维码从此指向上面的地址：再做一遍保证书就印上")
    click.echo("按Ctrl-C停止")


# --- who has signed ----------------------------------------------------------------------------


@click.group()
def sign() -> None:
    """在线签署：谁签了，导出、核对记录，作废，记纸质签署。"""


@sign.command("list")
@_WORK
@click.option("--xlsx", "workbook", type=_FILE, metavar="OUT.xlsx", help="另写成工作簿，带电话，可以照着催")
@_JSON
def list_(work: Path, workbook: Path | None, as_json: bool) -> int:
    """谁签了保证书：未签、已打开、已签、需重签、纸质、暂缓；同名的写证件号码后四位。"""
    from zcforms.batch.signed import board, counted, gone, told_time

    press = _press(work)
    found = board(press)
    left = [{"number": e.number, "state": e.state, "at": e.done and told_time(e.done)} for e in gone(press)]
    names = Counter(one.person.applicant.name for one in found)
    people = [_plain(one, is_known=names[one.person.applicant.name] == 1) for one in found]
    if workbook is not None:
        _write_board(workbook, people)
    if as_json:
        emit_json({"people": people, "summary": counted(found), "gone": left})
        return 0
    click.echo("，".join(f"{state}{n}人" for state, n in counted(found).items() if n) or "没有要签保证书的人")
    for told in people:
        digits = f"（…{told['digits']}）" if told["digits"] else ""
        when = f"  {told['at']}" if told["at"] else ""
        when += f"  请看一看：{'，'.join(told['doubts'])}" if told["doubts"] else ""
        click.echo(f"  {told['state']}  {told['person']} {told['name']}{digits}，{told['unit']}{when}")
    if left:
        click.echo("对不上现在任何人的，资料不在了，或现在读不出来（要作废，zcforms sign revoke 写编号）：")
    for entry in left:
        click.echo(f"  {entry['state']}  编号{entry['number']}  {entry['at']}")
    return 0


def _write_board(target: Path, people: Sequence[Mapping[str, Any]]) -> None:
    from zcforms.fillers import xlsx
    from zcforms.paper import delivery

    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target}应以.xlsx结尾")
    rows = [[*(str(one[name] or "") for name in _BOARD.values()), "，".join(one["doubts"])] for one in people]
    columns = dict(zip([*_BOARD, "看一看"], (10, 14, 10, 36, 16, 16, 36, 20), strict=True))
    delivery.deliver(target, xlsx.write_list("签署", columns, rows))


def _plain(one: Standing, is_known: bool) -> dict[str, Any]:
    """How it stands with somebody; with the last characters of the ID number where the name is not enough."""
    from zcforms.batch.register import SIGNED
    from zcforms.batch.signed import told_time

    at = one.entry and (one.entry.done or one.entry.opened)
    return {
        "person": one.person.key,
        "name": one.person.applicant.name,
        "digits": "" if is_known else one.person.applicant.id.number[-4:],
        "unit": one.person.institution.name,
        "phone": one.person.applicant.phone,
        "state": one.state,
        "at": told_time(at) if at else None,
        "number": one.entry.number if one.entry and one.entry.seal else None,
        "doubts": list(one.entry.strokes.doubts) if one.entry and one.state == SIGNED else [],
    }


@sign.command()
@_WORK
@click.argument("target", metavar="OUT.json", type=_FILE)
@_JSON
def export(work: Path, target: Path, as_json: bool) -> int:
    """把签署记录（含作废的、笔画）写成一个可以离线核对的文件。"""
    from zcforms.batch.audit import audit
    from zcforms.batch.register import utc_now
    from zcforms.batch.signed import board, register_of
    from zcforms.paper import delivery

    if target.suffix.lower() != ".json":
        raise UsageError(f"{target}应以.json结尾")
    press = _press(work)
    assert press.job.key is not None, "signing_press has it"
    told = audit(register_of(press).rows(), board(press), press.job.key, utc_now())
    delivery.deliver(target, json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
    if as_json:
        emit_json({"path": str(target), "entries": len(told["entries"])})
    else:
        click.echo(f"{target}：{len(told['entries'])}条签署记录（含个人信息，请妥善保管）")
    return 0


@sign.command()
@click.argument("file", metavar="FILE.json", type=_FILE)
@click.option("--work", type=_FILE, help="连同封印一起核对，要有这个工作文件夹的signing.key")
@_JSON
def check(file: Path, work: Path | None, as_json: bool) -> int:
    """核对导出的签署记录有没有被改动、删去。"""
    from zcforms.batch.audit import faults_of
    from zcforms.pipeline.signing import has_signing_key, signing_key

    if work and not has_signing_key(work):
        raise UsageError(f"{work}里没有signing.key")
    try:
        told = json.loads(read_file(file))
    except OSError as e:
        raise UnreadableInput(f"打不开（{reason(e)}）", where=str(file)) from e
    except (ValueError, RecursionError):
        told = None
    faults = faults_of(told, signing_key(work) if work else None)
    if as_json:
        emit_json({"valid": not faults, "faults": faults})
    else:
        click.echo("\n".join(faults) or "核对无误：没有被改动、删去" + ("，封印相符" if work else ""))
    return 1 if faults else 0


@sign.command()
@_WORK
@_KEY
@_JSON
def revoke(work: Path, person: str, as_json: bool) -> int:
    """作废一个人的签署（记录留着），可以重新签；KEY是文件名、姓名，或签名下面的编号。"""
    from zcforms.batch.register import utc_now
    from zcforms.batch.signed import gone, register_of

    press = _press(work)
    for entry in gone(press):  # who is not in the folder has no name here
        if entry.number == person:
            register_of(press).revoke(entry.pledge.who, utc_now())
            if as_json:
                emit_json({"person": None})
            else:
                click.echo(f"编号{person}：已作废；它对不上现在文件夹里的任何人")
            return 0
    one = _of(press, person)
    found = register_of(press).path.exists() and register_of(press).revoke(one.pledge.who, utc_now())
    if not found:
        raise UsageError(f"{one.person.applicant.name}{_SIGNED_BY}", hint="谁签了：zcforms sign list")
    _say(as_json, one, "已作废，可以重新签；再做一遍，保证书上就没有签名了")
    return 0


@sign.command()
@_WORK
@_KEY
@_JSON
def paper(work: Path, person: str, as_json: bool) -> int:
    """记一个人已在纸上签了保证书，此后不能再在线签；KEY是文件名或姓名。"""
    from zcforms.batch.register import NotSigned, utc_now
    from zcforms.batch.signed import register_of

    press = _press(work)
    one, register = _of(press, person), register_of(press)
    register.begin()
    try:
        register.on_paper(one.pledge, utc_now())
    except NotSigned as e:
        name = one.person.applicant.name
        raise UsageError(f"{name}{e.state}", hint="要改记的，先zcforms sign revoke作废") from e
    _say(as_json, one, "已记为纸质签署")
    return 0


@sign.command()
@_WORK
@click.argument("target", metavar="OUT.pdf", type=_FILE)
@click.option("--all", "everybody", is_flag=True, help="签过的、暂缓的也印")
@_JSON
def codes(work: Path, target: Path, everybody: bool, as_json: bool) -> int:
    """把还没有签的人的二维码印成小条，裁开发给本人；上面有短码，没有证件号码。"""
    from datetime import datetime

    from zcforms.batch.codes import code_sheets
    from zcforms.batch.register import PAPER, SIGNED
    from zcforms.batch.signed import HELD, board
    from zcforms.chinese.dates import BEIJING, PartialDate
    from zcforms.paper import delivery

    if target.suffix.lower() != ".pdf":
        raise UsageError(f"{target}应以.pdf结尾")
    press = _press(work)
    people = [one for one in board(press) if everybody or one.state not in (SIGNED, PAPER, HELD)]
    if not people:
        raise UsageError("没有要签的人了", hint="签过的、暂缓的也要印，加 --all")
    today = datetime.now(BEIJING).date()
    sheets = code_sheets(press, people, PartialDate(today.year, today.month, today.day))
    delivery.deliver(target, sheets)
    if as_json:
        emit_json({"path": str(target), "people": len(people)})
    else:
        click.echo(f"{target}：{len(people)}人的二维码，每张8条，裁开发给本人")
    return 0


@sign.command()
@_WORK
@click.option("--cert", type=_FILE, required=True, metavar="FILE", help="单位的证书（PEM），上级证书接在后面")
@click.option("--key", type=_FILE, required=True, metavar="FILE", help="证书的私钥（PEM，不设密码）")
@_JSON
def seal(work: Path, cert: Path, key: Path, as_json: bool) -> int:
    """给签好的保证书各做一份盖单位电子签章（PAdES）的PDF，放在output/电子签章。"""
    from zcforms.batch.signed import seal_pledges
    from zcforms.intake.folder import OUTPUT
    from zcforms.paper.sealing import read_seal

    press, with_it = _press(work), read_seal(cert, key)
    out = work / OUTPUT / _SEALED
    written = seal_pledges(press, with_it, out)
    if as_json:
        emit_json({"paths": [str(path) for path in written]})
    else:
        click.echo(f"{out}：{len(written)}份签好的保证书盖了电子签章；打开后任何改动都看得出来")
    return 0


def _say(as_json: bool, one: Standing, said: str) -> None:
    if as_json:
        emit_json({"person": one.person.key})
    else:
        click.echo(f"{one.person.applicant.name}：{said}")


def _press(work: Path) -> Press:
    from zcforms.batch.signed import signing_press

    return signing_press(zcforms.open_folder(work))


def _of(press: Press, person: str) -> Standing:
    """How it stands with the one person of that key or name; UsageError for none, or several."""
    from zcforms.batch.signed import board

    found = [one for one in board(press) if person in (one.person.key, one.person.applicant.name)]
    exact = [one for one in found if one.person.key == person] or found
    if len(exact) != 1:
        keys = "、".join(one.person.key for one in found) or "用 zcforms sign list 看"
        raise UsageError(f"{'有几个' if found else '没有'}要签保证书的“{person}”", hint=f"写编号：{keys}")
    return exact[0]
