"""The pages on which people and what was found of them are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from zcforms.batch.signatures.signed import STATES
from zcforms.ground.errors import ZcformsError, reason
from zcforms.intake.folder import NobodyThere
from zcforms.serve.accounts import Role
from zcforms.serve.clerk.building import Seen
from zcforms.serve.clerk.view import FolderView, Row, Told
from zcforms.serve.clerk.web import HOME, Visitor, Web
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
            self._web.route("/build", "制作", Role.WORKS, self._build, "POST"),
            self._web.route("/people/{mark}/build", "只做一个人", Role.WORKS, self._build_one, "POST"),
        ]

    def _list(self, request: Request, visitor: Visitor) -> Response:
        awaits = True  # what is sent would help
        try:
            rows, fault = self._view.rows(), self._view.checked().fault
        except ZcformsError as e:  # there is nothing yet, or nothing that can be read: it can be mended here
            rows, fault = [], f"{e.where}：{e.message}" if e.where else e.message
            fault += f"（{e.hint}）" if e.hint else ""
            awaits = isinstance(e, NobodyThere)
        shown = {"general": self._general(), "may": visitor.may(Role.WORKS), "awaits": awaits}
        shown |= {"order": self._view.order() if rows else "", "states": STATES}
        seen = self._view.building.seen()
        shown |= {"status": self._status(rows, seen), "building": seen, "made_at": self._view.made_at()}
        return self._web.page(request, "people", visitor, rows=rows, fault=fault, **shown)

    def _build(self, _request: Request, _visitor: Visitor) -> Response:
        return self._begun(HOME)

    def _build_one(self, request: Request, _visitor: Visitor) -> Response:
        row = self._view.person(request.path_params["mark"])
        return self._begun(f"{HOME}/people/{row.mark}", row.key)

    def _begun(self, back: str, *person: str) -> Response:
        try:
            started = self._view.building.start(*person)
        except OSError as e:
            raise Refused(409, f"不能开始制作（{reason(e)}）", "检查磁盘空间和文件夹权限") from e
        if not started:
            raise Refused(409, "正在制作", "等它做完；做到哪里，名单上看")
        return RedirectResponse(back, 303)

    def _person(self, request: Request, visitor: Visitor) -> Response:
        row = self._view.person(request.path_params["mark"])
        findings = [told for told in self._view.findings() if told.person == row.key]
        folders = self._view.folders().items()
        papers = [(name, p) for name, found in folders for p in found if p.person == row.key]
        shown = {"findings": findings, "papers": papers, "may": visitor.may(Role.REVIEWS)}
        shown |= {"works": visitor.may(Role.WORKS), "building": self._view.building.seen().at_work}
        busy = not self._view.checked().is_done
        return self._web.page(request, "person", visitor, row=row, busy=busy, **shown)

    def _state(self, _request: Request, _visitor: Visitor) -> Response:
        was_busy = self._view.is_busy  # what ends while the rows are looked at is not yet in them
        rows, seen = self._view.rows(), self._view.building.seen()
        told: dict[str, object] = {
            "rows": [row.to_dict() for row in rows],
            "status": self._status(rows, seen),
        }
        told |= {"general": len(self._general()), "busy": seen.at_work or was_busy or self._view.is_busy}
        told |= {"checking": not self._view.checked().is_done, "made": bool(self._view.made_at())}
        stage = seen.notes.stage if seen.at_work and seen.notes else None
        return JSONResponse(told | {"building": seen.at_work, "stage": stage})

    def _general(self) -> list[Told]:
        """What was found and is nobody's in particular."""
        return [told for told in self._view.findings() if not told.person]

    def _status(self, rows: list[Row], seen: Seen) -> str:
        if not rows:
            return "没有读到申报人。"
        if seen.at_work:
            return "正在制作……"
        made = self._view.made_at()
        said = f"{seen.fault}。" if seen.fault else ""
        said += f"上次制作：{made}{_counts(self._view.receipt())}。" if made else "还没有制作。"
        return f"{said}正在检查……" if self._view.is_busy else said


def _counts(receipt: Mapping[str, Any]) -> str:
    """How many people a build made and held back, as the status goes on; "" if it does not say."""
    told = (("built", "做好"), ("blocked", "暂缓"), ("failed", "出错"))
    return "".join(f"，{word}{receipt[key]}人" for key, word in told if receipt.get(key))
