"""The command that serves: the signing page for phones, and the office page."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import click

from zcforms.ground.errors import UsageError, ZcformsError
from zcforms.terminal.options import JSON, PATH, WORK
from zcforms.terminal.report import emit_json


@click.command()
@WORK
@click.option("--lan", is_flag=False, flag_value="", metavar="[地址]", help="让局域网里的手机打得开")
@click.option("--port", type=click.IntRange(1, 65535), default=8750, show_default=True, help="端口")
@click.option("--cert", type=PATH, metavar="FILE", help="TLS证书（PEM），有了它才是https")
@click.option("--key", type=PATH, metavar="FILE", help="TLS证书的私钥（PEM）")
@JSON
def serve(work: Path, lan: str | None, port: int, cert: Path | None, key: Path | None, as_json: bool) -> int:
    """签署服务和办公网页：手机签保证书，浏览器里办；只在本机，加 --lan 才对局域网开放。"""
    from zcforms.batch.signatures.register import utc_now
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
    scheme = "https" if cert else "http"
    own = f"{scheme}://{address.netloc(host, port)}"
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
        own_hosts = {address.called(own), address.called(f"{scheme}://localhost:{port}")}
        office = office_routes(accounts, own_hosts, utc_now) if has_office else []
        app = application(desk, own_hosts | {address.called(base)} - {""}, office)
        here = f"{own}{urlsplit(base).path.rstrip('/')}/"
        if as_json:
            pages = urljoin(own, "/office") if has_office else None
            emit_json({"address": here, "codes_lead_to": base or None, "office": pages})
        else:
            show_service(here, base, before, lan is not None, has_office)
        with suppress(KeyboardInterrupt):  # this is how it ends
            running.run(app, at, cert, key)
    if not as_json:
        click.echo("签署服务已停止；签了的都已记下")
    return 0


def show_service(here: str, base: str, before: str, is_lan: bool, has_office: bool) -> None:
    from zcforms.fillers.qr import qr_text
    from zcforms.serve import address

    if has_office:
        click.echo(f"办公网页：{urljoin(here, '/office')}")
    else:
        click.echo("办公网页没有开：先建账号，zcforms users add 工作文件夹 姓名")
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
