"""The web of the signing service: one page, two questions, and what every answer says of itself."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from asyncio import timeout
from collections.abc import Awaitable, Callable, Collection, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from zcforms.ground.errors import Undeliverable, ZcformsError
from zcforms.ground.shipped import shipped_text
from zcforms.ground.steps import program_fault
from zcforms.serve.desk import Desk, Refused
from zcforms.serve.pace import Pace

LOGGER = "zcforms.serve"
MOST_BYTES = 200_000  # of what a phone sends
_PATIENCE = 20  # seconds for it
_LONGEST = 400  # characters of a token, of the number of a request
SAID_OF_ALL = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def application(
    desk: Desk, hosts: Collection[str], beside: Sequence[Route] = (), pace: Pace | None = None
) -> Starlette:
    """The service of a desk, for requests to these hosts (with their ports) only; other pages `beside`.

    Phones ask at most at this pace, each address.
    """
    web = _Web(desk, frozenset(host.lower() for host in hosts), pace or Pace())
    prefix = urlsplit(desk.base_url).path.rstrip("/")
    routes = [
        *beside,
        Route(f"{prefix}/", web.guarded("首页", web.home)),
        Route(f"{prefix}/find", web.guarded("找", web.find), methods=["POST"]),
        *([Route(prefix, web.guarded("首页", web.to_home))] if prefix else []),
        Route(f"{prefix}/{{link}}", web.guarded("看", web.page)),
        Route(f"{prefix}/{{link}}/open", web.guarded("打开", web.open), methods=["POST"]),
        Route(f"{prefix}/{{link}}/sign", web.guarded("签署", web.sign), methods=["POST"]),
    ]
    service = Starlette(routes=routes, exception_handlers={HTTPException: web.unknown})
    service.router.redirect_slashes = False  # such an answer would go out without our headers
    return service


class _Web:
    def __init__(self, desk: Desk, hosts: frozenset[str], pace: Pace) -> None:
        self._desk, self._hosts, self._pace = desk, hosts, pace
        style, script, finds = _part("sign.css"), _part("sign.js"), _part("find.js")
        self._home = _part("find.html").replace("/*style*/", style).replace("/*script*/", finds)
        self._page = _part("sign.html").replace("/*style*/", style).replace("/*script*/", script)
        self._told = _part("told.html").replace("/*style*/", style)
        self._policy = policy(style, (script, finds), images="data:", forms="'none'")

    # --- what is asked ---------------------------------------------------------------------------

    async def home(self, _request: Request) -> Response:
        return HTMLResponse(self._home)

    async def to_home(self, request: Request) -> Response:
        return RedirectResponse(f"{request.url.path}/", 308)

    async def find(self, request: Request) -> Response:
        data = await self._sent(request)
        link = await run_in_threadpool(self._desk.find, _text(data, "code", 20))
        return JSONResponse({"link": link})

    async def page(self, request: Request) -> Response:
        await run_in_threadpool(self._desk.look, request.path_params["link"])
        return HTMLResponse(self._page)

    async def open(self, request: Request) -> Response:
        data = await self._sent(request)
        digits = _text(data, "digits", 4)
        return JSONResponse(await run_in_threadpool(self._desk.show, request.path_params["link"], digits))

    async def sign(self, request: Request) -> Response:
        data = await self._sent(request)
        token, number = _text(data, "token", _LONGEST), _text(data, "request", _LONGEST)
        link = request.path_params["link"]
        return JSONResponse(
            await run_in_threadpool(self._desk.sign, link, token, number, data.get("strokes"))
        )

    # --- what is looked at first -----------------------------------------------------------------

    def guarded(
        self, name: str, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An answer after the looks at host and origin; every refusal and fault is told, and all is logged.

        The log has what was done and how it ended: no address, no link, no name.
        """

        async def guarded(request: Request) -> Response:
            try:
                self._look_at(request)
                response = await answer(request)
            except Refused as e:
                response = self._said(request, e.status, e.message, e.hint)
            except Undeliverable as e:
                logging.getLogger(LOGGER).error("%s %s", name, e.message)
                hint = "请告诉经办人；修好以后再按一次"
                response = self._said(request, 503, "现在记不下来，没有签上", hint)
            except ZcformsError:
                hint = "多半正在改资料；请过几分钟再扫"
                response = self._said(request, 503, "经办人那边的资料现在读不出来", hint)
            except ClientDisconnect:
                response = Response(status_code=400)
            except Exception as e:
                logging.getLogger(LOGGER).error("%s %s", name, program_fault(e))
                response = self._said(request, 500, "服务出错了，没有签上", "请稍后再试，或找经办人")
            logging.getLogger(LOGGER).info("%s %d", name, response.status_code)
            return self._headed(response)

        return guarded

    async def unknown(self, request: Request, error: Exception) -> Response:
        """What is asked of no page, or in no way that it knows."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self._headed(self._said(request, status, "没有这一页", "请扫描保证书上的二维码"))

    def _look_at(self, request: Request) -> None:
        if not self._pace.admits(request.client.host if request.client else ""):
            raise Refused(429, "这个网络地址上来得太多、太快", "一分钟后再扫；总是这样的，请告诉经办人")
        if not is_host(request, self._hosts):
            raise Refused(421, "网址不对", "请扫描保证书上的二维码，不要自己输网址")
        if request.method != "POST":
            return
        if not is_origin(request, self._hosts):
            raise Refused(403, "不是从签署页发出的", "请重新扫描二维码")
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refused(415, "格式不对", "请重新扫描二维码")

    async def _sent(self, request: Request) -> dict[str, Any]:
        """The JSON that was sent; Refused for one too long, too slow or none."""
        body = await received(request, "签名请写得简单一些，重写一次")
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as e:
            raise Refused(400, "格式不对", "请重新扫描二维码") from e
        if not isinstance(data, dict):
            raise Refused(400, "格式不对", "请重新扫描二维码")
        return data

    # --- how it is said --------------------------------------------------------------------------

    def _said(self, request: Request, status: int, message: str, hint: str) -> Response:
        if request.method == "POST":
            return JSONResponse({"error": message, "hint": hint}, status)
        return self._html(status, message, hint)

    def _html(self, status: int, message: str, hint: str) -> Response:
        page = self._told.replace("{{message}}", escape(message)).replace("{{hint}}", escape(hint))
        return HTMLResponse(page, status)

    def _headed(self, response: Response) -> Response:
        response.headers.update(SAID_OF_ALL | {"Content-Security-Policy": self._policy})
        return response


def is_host(request: Request, hosts: Collection[str]) -> bool:
    """Whether a request is to one of these hosts, with their ports, by what it says itself."""
    return request.headers.get("host", "").lower() in hosts


def is_origin(request: Request, hosts: Collection[str]) -> bool:
    """Whether a request was sent from a page of one of these hosts."""
    origin = urlsplit(request.headers.get("origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc.lower() in hosts


async def received(request: Request, hint: str) -> bytes:
    """The body of a request; Refused for one that is too long, with a hint, or too slow."""
    body = bytearray()
    try:
        async with timeout(_PATIENCE):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    raise Refused(413, "发来的内容太大", hint)
    except TimeoutError as e:
        raise Refused(408, "网络太慢，没有收完", "请换个信号好的地方再按一次") from e
    return bytes(body)


def _text(data: dict[str, Any], name: str, most: int) -> str:
    value = data.get(name)
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise Refused(400, "格式不对", "请重新扫描二维码")
    return value


def _part(name: str) -> str:
    return shipped_text(f"serve/page/{name}")


def policy(style: str, scripts: Sequence[str], images: str, forms: str) -> str:
    """The policy of content of pages with this style and these scripts, so that no other runs (W3C CSP 3).

    Where images may come from and forms be sent to, as the policy has it.
    """

    def known(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {' '.join(map(known, scripts))}; style-src {known(style)}; "
        f"img-src {images}; connect-src 'self'; base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    )
