"""Where the service is to be found: the address it is bound to, and what phones call it."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from zcforms.ground.errors import Undeliverable, UsageError, reason
from zcforms.ground.files import disk_of
from zcforms.intake.folder import ADDRESS_FILE
from zcforms.model.institution import Signing
from zcforms.paper.delivery import deliver

_SHARED = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs"}
_SHARED_BY = ("fuse.sshfs", "fuse.gvfs", "fuse.davfs", "fuse.rclone", "fuse.glusterfs")
LOOPBACK = "127.0.0.1"
PREFIX = "/zc"  # of the pages of the pledges, where no address says it
_REASONS = {errno.EADDRINUSE: "端口已被占用", errno.EADDRNOTAVAIL: "这台电脑没有这个地址"}
_UNSAID = {"http": ":80", "https": ":443"}
_ELSEWHERE = ("192.0.2.1", 9)  # of the documentation (RFC 5737): nobody's


def lan_address(asked: str) -> str:
    """An address of this machine that phones reach: the one that is asked for, else that of its network.

    UsageError for one that no phone reaches, or if there is none.
    """
    if not asked:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
                way.connect(_ELSEWHERE)  # only chooses the way: nothing is sent
                asked = way.getsockname()[0]
        except OSError as e:
            raise UsageError("认不出本机在局域网里的地址", hint="写上地址：--lan 192.168.1.5") from e
    try:
        address = ip_address(asked)
    except ValueError as e:
        raise UsageError(f"“{asked}”不是IP地址", hint="写作--lan 192.168.1.5") from e
    if address.is_loopback or address.is_unspecified:
        hint = "写这台电脑在局域网里的地址，如--lan 192.168.1.5"
        raise UsageError(f"手机打不开{asked}", hint=hint)
    return asked


def note_address(root: Path, own: str) -> None:
    """Note where the service is, for settings that say nothing of it: the codes on the pledges lead there.

    Not one that no settings could name: plain HTTP outside the office's own network.
    """
    if can_be_named(own):
        deliver(root / ADDRESS_FILE, f"{own}\n".encode())


def can_be_named(own: str) -> bool:
    """Whether settings take an address as the one that codes lead to."""
    try:
        Signing(base_url=own)
    except ValueError:
        return False
    return True


NOT_OF_THE_LAN = (
    "{}不是局域网地址（10.、172.16—31.、192.168.开头），二维码不能用http指向它",
    "用 --cert、--key 开https，或请网管给这台电脑一个局域网地址",
)

_OFFICE = "要开办公网页的，先建账号：zcforms users add 工作文件夹 姓名"


def refuse_no_use(base_url: str, own: str, is_lan: bool, has_office: bool) -> None:
    """Raise UsageError if codes lead to the phone itself, or nowhere and there is no office page either.

    `own` is the service's address, which phones were to reach if it `is_lan`.
    """
    if not base_url and not has_office and is_lan and not can_be_named(own):
        said, hint = NOT_OF_THE_LAN
        raise UsageError(said.format(own), hint=f"{hint}；{_OFFICE}")
    if not base_url and not has_office:
        hint = (
            "加 --lan，就指向这台电脑在局域网里的地址；有域名的，在zcforms.yaml末尾另起两行，"
            f"写“在线签署:”和“  签署地址: https://……”（地址前空两格）；{_OFFICE}"
        )
        raise UsageError("没有签署地址，保证书上没有二维码", hint=hint)
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.startswith("127."):
        hint = "改成手机打得开的地址，再做一遍保证书"
        raise UsageError(f"zcforms.yaml里的签署地址{base_url}是本机地址，手机打不开", hint=hint)


def refuse_network_disk(root: Path) -> None:
    """Raise UsageError for a folder on a disk that several machines write: its register could be damaged.

    SQLite's write-ahead log needs memory that all its writers share (sqlite.org/wal.html).
    """
    kind = disk_of(root)
    if kind in _SHARED or kind.startswith(_SHARED_BY):
        hint = "把工作文件夹放到这台电脑自己的磁盘上再开；签了的名不能重做"
        raise UsageError(f"{root}在网络盘上（{kind}），签署记录可能写坏", hint=hint)


def netloc(host: str, port: int) -> str:
    """A host and port as an address has them; an IPv6 one in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def called(address: str) -> str:
    """The host of an address, with its port, as a browser asks for it: without that of its scheme."""
    parts = urlsplit(address)
    return parts.netloc.lower().removesuffix(_UNSAID.get(parts.scheme, ""))


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; Undeliverable if it is taken or no address of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as e:
        why = _REASONS.get(e.errno or 0) or reason(e)
        hint = "换一个端口：--port 8751；地址写错的改--lan"
        raise Undeliverable(f"不能在{netloc(host, port)}上开服务（{why}）", hint=hint) from e
