"""The accounts of the office page: made, listed and removed on the machine that serves it, and their log."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.ground.errors import UsageError
from zcforms.terminal.options import JSON, WORK
from zcforms.terminal.report import emit_json

if TYPE_CHECKING:  # a command loads what it calls by itself: help must be there at once
    from zcforms.serve.accounts import Accounts

_NAME = click.argument("name", metavar="NAME")
_ROLES = click.Choice(["经办", "审核", "只读"])


@click.group()
def users() -> None:
    """办公网页的账号：建、列、换密码、删去，谁做过什么。"""


@users.command("list")
@WORK
@JSON
def list_(work: Path, as_json: bool) -> int:
    """有哪些账号：经办（都能做）、审核（能看、能下载）、只读（能看）。"""
    found = _accounts(work).all()
    if as_json:
        emit_json([{"name": one.name, "role": str(one.role)} for one in found])
    else:
        click.echo("\n".join(f"{one.role}  {one.name}" for one in found) or "还没有账号")
    return 0


@users.command()
@WORK
@_NAME
@click.option("--role", type=_ROLES, default="经办", show_default=True, help="能做什么")
@JSON
def add(work: Path, name: str, role: str, as_json: bool) -> int:
    """建一个账号；密码在这里输两遍。"""
    from zcforms.serve.accounts import Role

    accounts = _accounts(work)
    accounts.begin()
    accounts.add(name, Role(role), _password())
    _say(as_json, name, f"已建，{role}；登录：zcforms serve {work}")
    return 0


@users.command()
@WORK
@_NAME
@JSON
def password(work: Path, name: str, as_json: bool) -> int:
    """换一个账号的密码；已经登录的要重新登录。"""
    _existing(work, name).change(name, _password())
    _say(as_json, name, "已换密码")
    return 0


@users.command()
@WORK
@_NAME
@JSON
def remove(work: Path, name: str, as_json: bool) -> int:
    """删去一个账号；已经登录的立即退出，做过什么的记录留着。"""
    _existing(work, name).remove(name)
    _say(as_json, name, "已删去")
    return 0


@users.command()
@WORK
@JSON
def log(work: Path, as_json: bool) -> int:
    """谁在什么时候做过什么（不含内容）。"""
    from zcforms.chinese.dates import told_time

    found = _accounts(work).log()
    if as_json:
        emit_json([asdict(one) | {"at": one.at.isoformat()} for one in found])
    else:
        lines = (f"{told_time(d.at)}  {d.name or '（未登录）'}  {d.what}  {d.status}" for d in found)
        click.echo("\n".join(lines) or "还没有记录")
    return 0


def _accounts(work: Path) -> Accounts:
    from zcforms.intake.folder import require_folder
    from zcforms.serve.accounts import Accounts

    require_folder(work)
    return Accounts(work)


def _existing(work: Path, name: str) -> Accounts:
    accounts = _accounts(work)
    if name not in {one.name for one in accounts.all()}:
        raise UsageError(f"没有账号“{name}”", hint=f"有哪些：zcforms users list {work}")
    return accounts


def _password() -> str:
    """A password that was typed twice alike; click itself would say in English that it was not.

    What is no terminal shows nothing that would have to be hidden, and Python warns of it in English.
    """
    hidden = sys.stdin.isatty()
    while True:
        asked, again = (str(click.prompt(said, hide_input=hidden, err=True)) for said in ("密码", "再输一遍"))
        if asked == again:
            return asked
        click.echo("两遍输的不一样，重新输", err=True)


def _say(as_json: bool, name: str, said: str) -> None:
    if as_json:
        emit_json({"name": name})
    else:
        click.echo(f"{name}：{said}")
