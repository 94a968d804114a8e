"""Signing the pledges: the commands on who has signed, online or on paper."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import zcforms
from zcforms.ground.errors import UnreadableInput, UsageError, reason
from zcforms.ground.files import read_file
from zcforms.terminal.options import JSON, PATH, WORK
from zcforms.terminal.report import emit_json
from zcforms.terminal.targets import refuse_other_kinds

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.batch.signatures.signed import Standing
    from zcforms.pipeline.press import Press

_KEY = click.argument("person", metavar="KEY")
_SEALED = "电子签章"
_BOARD = {  # columns, and what they have
    "状态": "state",
    "姓名": "name",
    "尾号": "digits",
    "单位": "unit",
    "编号": "person",
    "电话": "phone",
    "时间": "at",
    "照片": "photo",
}
_SIGNED_BY = "没有在线签名，也没有记过纸质签署"


# --- who has signed ----------------------------------------------------------------------------


@click.group()
def sign() -> None:
    """在线签署：谁签了，导出、核对记录，作废，记纸质签署。"""


@sign.command("list")
@WORK
@click.option("--xlsx", "workbook", type=PATH, metavar="OUT.xlsx", help="另写成工作簿，带电话，可以照着催")
@JSON
def list_(work: Path, workbook: Path | None, as_json: bool) -> int:
    """谁签了保证书：未签、已打开、已签、需重签、纸质、暂缓；同名的写证件号码后四位。"""
    from zcforms.batch.signatures.signed import board, counted, gone, unasked
    from zcforms.chinese.dates import told_time

    if workbook is not None:
        refuse_other_kinds(workbook, ".xlsx")
    press = _press(work)
    found = board(press)
    left = [{"number": e.number, "state": e.state, "at": e.done and told_time(e.done)} for e in gone(press)]
    names = Counter(one.person.applicant.name for one in found)
    people = [_plain(one, is_known=names[one.person.applicant.name] == 1) for one in found]
    unread = [
        {"person": one.file.key, "name": one.file.name, "unit": one.file.unit, "why": one.why}
        for one in unasked(press.job)
    ]
    if workbook is not None:
        _write_board(workbook, people, unread)
    if as_json:
        emit_json({"people": people, "summary": counted(found), "gone": left, "unread": unread})
        return 0
    click.echo("，".join(f"{state}{n}人" for state, n in counted(found).items() if n) or "没有要签保证书的人")
    for told in people:
        digits = f"（…{told['digits']}）" if told["digits"] else ""
        when = f"  {told['at']}" if told["at"] else ""
        when += "  有照片" if told["photo"] else ""
        when += f"  请看一看：{'，'.join(told['doubts'])}" if told["doubts"] else ""
        click.echo(f"  {told['state']}  {told['person']} {told['name']}{digits}，{told['unit']}{when}")
    if unread:
        click.echo("看不出签没签的：")
    for one in unread:
        named = " ".join(filter(None, (one["person"], one["name"])))
        click.echo(f"  {named}：{one['why']}")
    if left:
        click.echo("对不上现在任何人的，资料不在了，或现在读不出来（要作废，zcforms sign revoke 写编号）：")
    for entry in left:
        click.echo(f"  {entry['state']}  编号{entry['number']}  {entry['at']}")
    return 0


def _write_board(
    target: Path, people: Sequence[Mapping[str, Any]], unread: Sequence[Mapping[str, Any]]
) -> None:
    from zcforms.fillers import xlsx
    from zcforms.paper import delivery

    rows = [[*(_cell(one[name]) for name in _BOARD.values()), "，".join(one["doubts"])] for one in people]
    rows += [[*(_cell(one.get(name)) for name in _BOARD.values()), one["why"]] for one in unread]
    columns = dict(zip([*_BOARD, "看一看"], (10, 14, 10, 36, 16, 16, 36, 8, 20), strict=True))
    delivery.deliver(target, xlsx.write_list("签署", columns, rows))


def _cell(value: str | bool | None) -> str:
    return "有" if value is True else str(value or "")


def _plain(one: Standing, is_known: bool) -> dict[str, Any]:
    """How it stands with somebody; with the last characters of the ID number where the name is not enough."""
    from zcforms.batch.signatures.register import PAPER, SIGNED
    from zcforms.chinese.dates import told_time

    at = one.entry and (one.entry.done or one.entry.opened)
    return {
        "person": one.person.key,
        "name": one.person.applicant.name,
        "digits": "" if is_known else one.person.applicant.id.number[-4:],
        "unit": one.person.institution.name,
        "phone": one.person.applicant.phone,
        "state": one.state,
        "at": told_time(at) if at else None,
        "form": one.pledge.form,
        "photo": one.state == PAPER and bool(one.entry and one.entry.photo),
        "number": one.entry.number if one.entry and one.entry.seal else None,
        "doubts": list(one.entry.strokes.doubts) if one.entry and one.state == SIGNED else [],
    }


@sign.command()
@WORK
@click.argument("target", metavar="OUT.json", type=PATH)
@JSON
def export(work: Path, target: Path, as_json: bool) -> int:
    """把签署记录（含作废的、笔画）写成一个可以离线核对的文件。"""
    from zcforms.batch.signatures.audit import audit
    from zcforms.batch.signatures.register import utc_now
    from zcforms.batch.signatures.signed import board, register_of
    from zcforms.paper import delivery

    refuse_other_kinds(target, ".json")
    press = _press(work)
    told = audit(register_of(press), board(press), utc_now())
    delivery.deliver(target, json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")
    if as_json:
        emit_json({"path": str(target), "entries": len(told["entries"])})
    else:
        click.echo(f"{target}：{len(told['entries'])}条签署记录（含个人信息，请妥善保管）")
    return 0


@sign.command()
@click.argument("file", metavar="FILE.json", type=PATH)
@click.option("--work", type=PATH, help="连同封印一起核对，要有这个工作文件夹的signing.key")
@JSON
def check(file: Path, work: Path | None, as_json: bool) -> int:
    """核对导出的签署记录有没有被改动、删去。"""
    from zcforms.batch.signatures.audit import faults_of
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
@WORK
@_KEY
@JSON
def revoke(work: Path, person: str, as_json: bool) -> int:
    """作废一个人的签署（记录留着），可以重新签；KEY是文件名、姓名，或签名下面的编号。"""
    from zcforms.batch.signatures.register import utc_now
    from zcforms.batch.signatures.signed import gone, register_of

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
@WORK
@click.argument("person", metavar="[KEY]", default="")
@click.option("--photo", type=PATH, metavar="FILE", help="签好的保证书的照片或扫描件，留作凭据")
@click.option("--preview", type=PATH, metavar="OUT.jpg", help="只认是谁，把摆正的一页写到这里，不记")
@JSON
def paper(work: Path, person: str, photo: Path | None, preview: Path | None, as_json: bool) -> int:
    """记一个人已在纸上签了保证书，此后不能再在线签；KEY是文件名或姓名，有照片的由二维码认。"""
    from zcforms.batch.signatures.on_paper import on_paper
    from zcforms.batch.signatures.register import NotSigned, utc_now
    from zcforms.batch.signatures.signed import board, register_of
    from zcforms.paper import delivery

    if preview is not None:
        refuse_other_kinds(preview, ".jpg")
    if photo is None and (preview is not None or not person):
        raise UsageError("写明是谁，或给照片", hint="zcforms sign paper 我的申报 王五 --photo 照片.jpg")
    press = _press(work)
    one, picture, by_code = _of(press, person) if person else None, b"", False
    if photo is not None:
        found = on_paper(press, board(press), photo, one)
        one, picture, by_code = found.whose, found.picture, found.by_code
    assert one is not None, "somebody was named, or found"
    said = "二维码相符" if by_code else "没有读到二维码，请看清楚是不是这个人的" if picture else ""
    if preview is not None:
        delivery.deliver(preview, picture)
        _say(as_json, one, f"{said}；摆正的一页在{preview}，还没有记", by_code=by_code)
        return 0
    register = register_of(press)
    register.begin()
    try:
        register.on_paper(one.pledge, utc_now(), picture)
    except NotSigned as e:
        name = one.person.applicant.name
        raise UsageError(f"{name}{e.state}", hint="要改记的，先zcforms sign revoke作废") from e
    _say(as_json, one, "已记为纸质签署" + (f"，照片留下了（{said}）" if picture else ""), by_code=by_code)
    return 0


@sign.command()
@WORK
@click.argument("target", metavar="OUT.pdf", type=PATH)
@click.option("--all", "everybody", is_flag=True, help="签过的、暂缓的也印")
@JSON
def codes(work: Path, target: Path, everybody: bool, as_json: bool) -> int:
    """把还没有签的人的二维码印成小条，裁开发给本人；上面有短码，没有证件号码。"""
    from datetime import datetime

    from zcforms.batch.signatures.codes import code_sheets
    from zcforms.batch.signatures.register import PAPER, SIGNED
    from zcforms.batch.signatures.signed import HELD, board
    from zcforms.chinese.dates import BEIJING, PartialDate
    from zcforms.paper import delivery

    refuse_other_kinds(target, ".pdf")
    press = _press(work)
    people = [one for one in board(press) if everybody or one.state not in (SIGNED, PAPER, HELD)]
    if not people:
        raise UsageError("没有要签的人了", hint="签过的、暂缓的也要印，加 --all")
    today = datetime.now(BEIJING).date()
    sheets = code_sheets(press, people, PartialDate.of(today))
    delivery.deliver(target, sheets)
    if as_json:
        emit_json({"path": str(target), "people": len(people)})
    else:
        click.echo(f"{target}：{len(people)}人的二维码，每张8条，裁开发给本人")
    return 0


@sign.command()
@WORK
@click.option("--cert", type=PATH, required=True, metavar="FILE", help="单位的证书（PEM），上级证书接在后面")
@click.option("--key", type=PATH, required=True, metavar="FILE", help="证书的私钥（PEM，不设密码）")
@JSON
def seal(work: Path, cert: Path, key: Path, as_json: bool) -> int:
    """给签好的保证书各做一份盖单位电子签章（PAdES）的PDF，放在output/电子签章。"""
    from zcforms.batch.signatures.signed import seal_pledges
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


def _say(as_json: bool, one: Standing, said: str, **more: bool) -> None:
    if as_json:
        emit_json({"person": one.person.key, **more})
    else:
        click.echo(f"{one.person.applicant.name}：{said}")


def _press(work: Path) -> Press:
    from zcforms.batch.signatures.signed import signing_press

    return signing_press(zcforms.open_folder(work))


def _of(press: Press, person: str) -> Standing:
    """How it stands with the one person of that key or name; UsageError for none, or several."""
    from zcforms.batch.signatures.signed import board

    found = [one for one in board(press) if person in (one.person.key, one.person.applicant.name)]
    exact = [one for one in found if one.person.key == person] or found
    if len(exact) != 1:
        keys = "、".join(one.person.key for one in found) or "用 zcforms sign list 看"
        raise UsageError(f"{'有几个' if found else '没有'}要签保证书的“{person}”", hint=f"写编号：{keys}")
    return exact[0]
