"""The page on which it is seen who has signed, and what is done about who has not."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from zcforms.batch.signatures.signed import STATES
from zcforms.intake.folder import OUTPUT
from zcforms.serve.accounts import Role
from zcforms.serve.clerk.commands import Command, result_of
from zcforms.serve.clerk.view import FolderView
from zcforms.serve.clerk.web import HOME, Visitor, Web

SLIPS, BOOK = "签署小条.pdf", "签署名单.xlsx"  # where they are put, in the output


class Signers:
    """The board of the roster: everybody's state, whom to call, and what was signed on paper."""

    def __init__(self, web: Web, view: FolderView) -> None:
        self._web, self._view = web, view

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [
            self._web.route("/signing", "看签署", Role.READS, self._page),
            self._web.route("/signing/slips", "印小条", Role.REVIEWS, self._slips, "POST"),
            self._web.route("/signing/book", "下载签署名单", Role.REVIEWS, self._book, "POST"),
            self._web.route("/signing/{mark}/paper", "记纸质", Role.WORKS, self._paper, "POST"),
            self._web.route("/signing/{mark}/revoke", "作废签署", Role.WORKS, self._revoke, "POST"),
        ]

    def _page(self, request: Request, visitor: Visitor) -> Response:
        command = self._view.signed()
        if command is not None:
            command.wait()
        told = (command.result or {}) if command else {}
        fault = command.fault if command else "还没有做过保证书：先在“名单”上制作"
        rows = {row.key: row for row in self._view.rows()} if told else {}
        people, unread = (
            [{**one, "row": rows[one["person"]]} for one in told.get(which, []) if one["person"] in rows]
            for which in ("people", "unread")
        )
        people.sort(key=lambda one: STATES.index(one["state"]))
        shown = {"works": visitor.may(Role.WORKS), "may": visitor.may(Role.REVIEWS), "fault": fault}
        shown["unread"] = unread
        shown["order"] = self._view.order() if people else ""
        counts = [(state, n) for state, n in told.get("summary", {}).items() if n]
        return self._web.page(request, "signing", visitor, people=people, counts=counts, **shown)

    def _slips(self, _request: Request, _visitor: Visitor) -> Response:
        return self._made(SLIPS, "codes")

    def _book(self, _request: Request, _visitor: Visitor) -> Response:
        return self._made(BOOK, "list", "--xlsx")

    def _made(self, name: str, what: str, *option: str) -> Response:
        """What a command writes, to be taken away."""
        target = self._view.root / OUTPUT / name
        self._done("sign", what, str(self._view.root), *option, str(target))
        return FileResponse(target, filename=name)

    def _paper(self, request: Request, _visitor: Visitor) -> Response:
        return self._noted(request, "paper")

    def _revoke(self, request: Request, _visitor: Visitor) -> Response:
        return self._noted(request, "revoke")

    def _noted(self, request: Request, what: str) -> Response:
        row = self._view.person(request.path_params["mark"])
        self._done("sign", what, str(self._view.root), row.key)
        return RedirectResponse(f"{HOME}/signing", 303)

    @staticmethod
    def _done(*words: str) -> None:
        result_of(Command(*words), 409, "没有做成")
