"""The page to which a clerk drops a workbook or a ZIP; what arrives is taken in by the command."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zcforms.batch.signatures.register import REGISTER
from zcforms.ground.errors import Undeliverable, reason
from zcforms.serve.accounts import Role
from zcforms.serve.clerk.commands import Command, result_of
from zcforms.serve.clerk.view import FolderView
from zcforms.serve.clerk.web import Visitor, Web
from zcforms.serve.desk import Refused

MOST_BYTES = 2**30  # of one file that is sent
_PATIENCE = 60  # seconds for the next piece of it
_PREFIX = ".zcforms-arrival-"


class Arrivals:
    """One file at a time is taken in; until then it lies hidden in the folder of work."""

    def __init__(self, web: Web, view: FolderView) -> None:
        self._web, self._view = web, view
        self._busy = asyncio.Lock()
        for left in view.root.glob(f"{_PREFIX}*"):  # by a service that was killed
            left.unlink(missing_ok=True)

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [
            self._web.route("/receive", "看收件页", Role.WORKS, self._page),
            self._web.sent("/receive", "收件", Role.WORKS, self._receive),
        ]

    def _page(self, request: Request, visitor: Visitor) -> Response:
        return self._web.page(request, "receive", visitor, most=MOST_BYTES)

    async def _receive(self, request: Request) -> Response:
        if self._busy.locked():
            raise Refused(409, "正在收另一个文件", "等它收完再发")
        async with self._busy, arrived(request, self._view.root, MOST_BYTES, "分成几个ZIP发") as parcel:
            is_sure = request.headers.get("x-sure", "") == "1"
            return await run_in_threadpool(self._taken_in, parcel, is_sure)

    def _taken_in(self, parcel: Path, is_sure: bool) -> Response:
        """Taken in, unless signatures would be made void and nobody has said that this is meant."""
        if not is_sure and (self._view.root / REGISTER).exists():
            asked = Command("receive", str(self._view.root), str(parcel), "--dry-run")
            asked.wait()
            if void := (asked.result or {}).get("void"):
                return JSONResponse({"void": void})
        command = Command("receive", str(self._view.root), str(parcel))
        return JSONResponse(result_of(command, 422, "没有收下", parcel))


@asynccontextmanager
async def arrived(request: Request, folder: Path, most: int, hint: str) -> AsyncIterator[Path]:
    """A file that is sent, hidden in a folder as long as it is looked at.

    Refused for one of more than `most` bytes, with a hint, and for one that comes too slowly; Undeliverable.
    """
    with ExitStack() as held:
        try:
            descriptor, name = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
            held.callback(Path(name).unlink, missing_ok=True)
            with os.fdopen(descriptor, "wb") as file:
                await _set_down(request, file, most, hint)
        except OSError as e:
            raise Undeliverable(f"没有收下（{reason(e)}）", hint="检查磁盘空间和文件夹权限，再发一次") from e
        yield Path(name)


async def _set_down(request: Request, file: BinaryIO, most: int, hint: str) -> None:
    size = 0
    pieces = request.stream().__aiter__()
    while piece := await _next(pieces):
        size += len(piece)
        if size > most:
            raise Refused(413, f"文件超过{told_size(most)}", hint)
        await run_in_threadpool(file.write, piece)


def told_size(most: int) -> str:
    """Bytes as people say them: 1GB, 30MB."""
    return f"{most // 2**30}GB" if most >= 2**30 else f"{most // 2**20}MB"


async def _next(pieces: AsyncIterator[bytes]) -> bytes:
    """The next piece of what is sent; nothing at the end."""
    try:
        async with asyncio.timeout(_PATIENCE):
            async for piece in pieces:
                if piece:
                    return piece
    except TimeoutError as e:
        raise Refused(408, "网络太慢，没有收完", "再发一次") from e
    return b""
