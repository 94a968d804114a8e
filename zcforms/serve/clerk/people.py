"""The pages on which people and what was found of them are looked at."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zcforms.ground.errors import ZcformsError
from zcforms.serve.accounts import Role
from zcforms.serve.clerk.view import FolderView, Row, Told
from zcforms.serve.clerk.web import Visitor, Web
from zcforms.serve.desk import Refused


class People:
    """The list of people, and a page for each."""

    def __init__(self, web: Web, view: FolderView) -> None:
        self._web, self._view = web, view

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [
            self._web.route("", "看名单", Role.READS, self._list),
            self._web.route("/people/{mark}", "看一个人", Role.READS, self._person),
            self._web.watched("/state", Role.READS, self._state),
        ]

    def _list(self, request: Request, visitor: Visitor) -> Response:
        try:
            rows, fault = self._view.rows(), self._view.checked().fault
        except ZcformsError as e:  # there is nothing yet, or nothing that can be read: it can be mended here
            rows, fault = [], f"{e.where}：{e.message}" if e.where else e.message
            fault += f"（{e.hint}）" if e.hint else ""
        general = self._general() if rows else []
        status = self._status(rows)
        return self._web.page(
            request, "people", visitor, rows=rows, fault=fault, general=general, status=status
        )

    def _person(self, request: Request, visitor: Visitor) -> Response:
        row = self._view.person(request.path_params["mark"])
        if row is None:
            raise Refused(404, "没有这个人", "资料里可能已经删去；回到名单看一看")
        findings = [told for told in self._view.findings() if told.person == row.key]
        papers = [p for found in self._view.folders().values() for p in found if p.person == row.key]
        shown = {"findings": findings, "papers": papers, "may": visitor.may(Role.REVIEWS)}
        busy = not self._view.checked().is_done
        return self._web.page(request, "person", visitor, row=row, busy=busy, **shown)

    def _state(self, _request: Request, _visitor: Visitor) -> Response:
        rows = self._view.rows()
        told = {"rows": [row.to_dict() for row in rows], "status": self._status(rows)}
        return JSONResponse(told | {"general": len(self._general()), "busy": self._view.is_busy})

    def _general(self) -> list[Told]:
        """What was found and is nobody's in particular."""
        return [told for told in self._view.findings() if not told.person]

    def _status(self, rows: list[Row]) -> str:
        if not rows:
            return "还没有申报人"
        made = self._view.made_at()
        said = f"上次制作：{made}" if made else "还没有制作"
        return f"{said}。正在检查……" if self._view.is_busy else f"{said}。"
