"""The web of the office page: who asks, what they may, and what every answer says of itself."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from zcforms.ground.errors import ZcformsError
from zcforms.ground.steps import program_fault
from zcforms.serve.accounts import WINDOW, Account, Accounts, Done, NotAdmitted, Role
from zcforms.serve.app import LOGGER, SAID_OF_ALL, is_host, is_origin, received
from zcforms.serve.clerk.pages import Pages
from zcforms.serve.desk import Refused

HOME = "/office"
LOGIN = f"{HOME}/login"
COOKIE = "zcforms_office"  # and the port
_MAY = (Role.READS, Role.REVIEWS, Role.WORKS)  # each what those before it may, and more
_PLACES = (
    (HOME, "名单", Role.READS),
    (f"{HOME}/receive", "收件", Role.WORKS),
    (f"{HOME}/signing", "签署", Role.READS),
    (f"{HOME}/files", "文件", Role.READS),
)


@dataclass(frozen=True)
class Visitor:
    """Who asks: the account, the token of the session, and what was sent in a form."""

    account: Account
    token: str = field(repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def csrf(self) -> str:
        """What a form must send besides the cookie: only a page of this session has it."""
        return hashlib.sha256(f"csrf {self.token}".encode()).hexdigest()

    def places(self) -> list[tuple[str, str]]:
        """The pages that the account may go to: address and title."""
        return [(address, title) for address, title, role in _PLACES if self.may(role)]

    def may(self, role: Role) -> bool:
        """Whether the account may what that role may."""
        return _MAY.index(self.account.role) >= _MAY.index(role)


Answer = Callable[[Request, Visitor], Response]


class Web:
    """The pages for accounts, asked for at these hosts (with ports) only; `clock` tells the time (UTC)."""

    def __init__(self, accounts: Accounts, hosts: Collection[str], clock: Callable[[], datetime]) -> None:
        self._accounts, self._clock = accounts, clock
        self._hosts = frozenset(host.lower() for host in hosts)
        self._pages = Pages()

    def routes(self) -> list[Route]:
        """Everything that can be asked for."""
        return [
            Route(LOGIN, self._open("登录页", self._login_page)),
            Route(LOGIN, self._open("登录", self._log_in), methods=["POST"]),
            self.route("/logout", "退出", Role.READS, self._log_out, "POST"),
        ]

    def elsewhere(self) -> Route:
        """What is answered to every other address below ours, after all the other routes."""
        return Route(f"{HOME}/{{rest:path}}", self._open("", self._nowhere), methods=["GET", "POST"])

    def route(self, path: str, name: str, role: Role, answer: Answer, method: str = "GET") -> Route:
        """An answer for accounts that may what that role may; it is logged under its name."""

        async def guarded(request: Request) -> Response:
            return await self._told(name, request, lambda form: self._answer(request, form, role, answer))

        return Route(f"{HOME}{path}", guarded, methods=[method])

    def watched(self, path: str, role: Role, answer: Answer) -> Route:
        """An answer that a page asks for again and again by itself: no session is used, nothing is logged."""
        return self.route(path, "", role, answer)

    def sent(
        self, path: str, name: str, role: Role, answer: Callable[[Request], Awaitable[Response]]
    ) -> Route:
        """An answer to a body that is too long for a form: who sends it is looked at before it is read."""

        async def admitted(request: Request) -> Response:
            await run_in_threadpool(self._answer, request, {}, role, lambda *_: Response())
            return await answer(request)

        async def guarded(request: Request) -> Response:
            return await self._guarded(name, request, lambda: admitted(request))

        return Route(f"{HOME}{path}", guarded, methods=["POST"])

    def page(self, request: Request, name: str, visitor: Visitor | None, **shown: Any) -> Response:
        """A page as an answer."""
        return HTMLResponse(self._pages.page(name, visitor=visitor, here=request.url.path, **shown))

    def _nowhere(self, request: Request, _form: Mapping[str, str]) -> Response:
        if not request.path_params["rest"]:
            return RedirectResponse(HOME, 303)
        self._visitor(request, {})
        raise Refused(404, "没有这一页", "回到名单，从那里点")

    # --- logging in and out ----------------------------------------------------------------------

    def _login_page(self, request: Request, _form: Mapping[str, str]) -> Response:
        if self._visitor(request, {}):
            return RedirectResponse(HOME, 303)
        return self.page(request, "login", None, fault="", typed="")

    def _log_in(self, request: Request, form: Mapping[str, str]) -> Response:
        address = request.client.host if request.client else ""
        name, password = form.get("name", ""), form.get("password", "")
        try:
            token = self._accounts.log_in(name, password, address, self._clock())
        except NotAdmitted as e:
            request.state.tried = e.left >= 0
            minutes = int(WINDOW.total_seconds()) // 60
            left = f"账号或密码不对，还可以试{e.left}次"
            fault = left if e.left > 0 else f"输错的次数太多，请{minutes}分钟后再试"
            said = self.page(request, "login", None, fault=fault, typed=name[:40])
            said.status_code = 403 if e.left >= 0 else 429
            return said
        request.state.name = name
        said = RedirectResponse(HOME, 303)
        is_secure = request.url.scheme == "https"
        said.set_cookie(
            _cookie(request), token, path=HOME, httponly=True, samesite="strict", secure=is_secure
        )
        return said

    def _log_out(self, request: Request, visitor: Visitor) -> Response:
        self._accounts.log_out(visitor.token)
        said = RedirectResponse(LOGIN, 303)
        said.delete_cookie(_cookie(request), path=HOME, httponly=True, samesite="strict")
        return said

    # --- what is looked at first -----------------------------------------------------------------

    def _open(
        self, name: str, answer: Callable[[Request, Mapping[str, str]], Response]
    ) -> Callable[[Request], Any]:
        """An answer for anybody."""

        async def guarded(request: Request) -> Response:
            return await self._told(name, request, lambda form: answer(request, form))

        return guarded

    def _answer(self, request: Request, form: Mapping[str, str], role: Role, answer: Answer) -> Response:
        visitor = self._visitor(request, form)
        if visitor is None and request.method == "GET":
            return RedirectResponse(LOGIN, 303)
        if visitor is None:
            raise Refused(401, "登录已经过期", "请重新登录，再做一遍")
        request.state.name, request.state.token = visitor.account.name, visitor.token
        if not visitor.may(role):
            raise Refused(403, f"“{visitor.account.role}”账号不能做这件事", f"请“{role}”账号的同事办")
        sent = form.get("csrf", "") or request.headers.get("x-csrf", "")
        if request.method == "POST" and not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
            raise Refused(403, "不是从这里的页面发出的", "刷新页面，再做一遍")
        return answer(request, visitor)

    def _visitor(self, request: Request, form: Mapping[str, str]) -> Visitor | None:
        token = request.cookies.get(_cookie(request), "")
        account = self._accounts.account(token, self._clock()) if token else None
        visitor = request.state.visitor = Visitor(account, token, form) if account else None
        return visitor

    async def _told(
        self, name: str, request: Request, answer: Callable[[Mapping[str, str]], Response]
    ) -> Response:
        """An answer to a form, after the looks at host and origin."""

        async def answered() -> Response:
            form = await _form(request) if request.method == "POST" else {}
            return await run_in_threadpool(answer, form)

        return await self._guarded(name, request, answered)

    async def _guarded(
        self, name: str, request: Request, answer: Callable[[], Awaitable[Response]]
    ) -> Response:
        """An answer after the looks at host and origin; refusals and faults are told, and all is logged."""

        async def admitted() -> Response:
            if not is_host(request, self._hosts):
                raise Refused(421, "网址不对", "请用启动时屏幕上写的地址")
            if request.method == "POST" and not is_origin(request, self._hosts):
                raise Refused(403, "不是从这里的页面发出的", "刷新页面，再做一遍")
            return await answer()

        response = await self._tried(name, request, admitted)
        if name:
            by, token = getattr(request.state, "name", ""), getattr(request.state, "token", "")
            tried = getattr(request.state, "tried", False)
            if by or tried:  # who is not logged in has done nothing, but for a password that is looked at
                done = Done(self._clock(), by, name, response.status_code)

                async def noted() -> Response:
                    await run_in_threadpool(self._accounts.note, done, token)
                    return response

                response = await self._tried(name, request, noted)
            logging.getLogger(LOGGER).info("办公·%s %d", name, response.status_code)
        response.headers.update(SAID_OF_ALL | {"Content-Security-Policy": self._pages.policy})
        return response

    async def _tried(
        self, name: str, request: Request, answer: Callable[[], Awaitable[Response]]
    ) -> Response:
        """An answer, or why there is none."""
        try:
            return await answer()
        except Refused as e:
            return self._refusal(request, e.status, e.message, e.hint)
        except ZcformsError as e:
            said = f"{e.where}：{e.message}" if e.where else e.message
            return self._refusal(request, 409, said, e.hint)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as e:
            logging.getLogger(LOGGER).error("%s %s", name, program_fault(e))
            return self._refusal(request, 500, "服务出错了", "请再试一次")

    def _refusal(self, request: Request, status: int, message: str, hint: str) -> Response:
        if request.headers.get("accept") == "application/json":
            return JSONResponse({"error": message, "hint": hint}, status)
        visitor = getattr(request.state, "visitor", None)  # nothing is read anew: that may be what failed
        said = self.page(request, "told", visitor, message=message, hint=hint)
        said.status_code = status
        return said


def _cookie(request: Request) -> str:
    """The name of the cookie of a session: a browser sends what one port of a host set to all of them."""
    return f"{COOKIE}_{request.scope['server'][1]}"


async def _form(request: Request) -> dict[str, str]:
    """What a form sent, the first of each name; nothing if it is no form."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return {}
    body = await received(request, "刷新页面，再做一遍")
    try:
        sent = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError as e:
        raise Refused(400, "格式不对", "刷新页面，再做一遍") from e
    return {name: values[0] for name, values in sent.items()}
