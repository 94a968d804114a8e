"""The page on which the photograph of a signed paper is sent, looked at beside the pledge, and confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from zcforms.batch.signatures.register import Register
from zcforms.ground.files import read_file
from zcforms.intake.folder import OUTPUT
from zcforms.intake.signed_paper import reads_codes
from zcforms.paper.delivery import deliver, hidden_folder
from zcforms.pipeline.signing import signing_key
from zcforms.serve.accounts import Role
from zcforms.serve.clerk.arrivals import arrived, told_size
from zcforms.serve.clerk.commands import Command, result_of
from zcforms.serve.clerk.view import FolderView, Row
from zcforms.serve.clerk.web import HOME, Visitor, Web
from zcforms.serve.desk import Refused

MOST_BYTES = 30 * 2**20  # of a photograph
_WAITING = ".photographs"


class Photographs:
    """Photographs that wait for a clerk to say that they are what they seem; then they are kept.

    One that waits is a private file beside what was made, and goes when the service is begun anew.
    """

    def __init__(self, web: Web, view: FolderView) -> None:
        self._web, self._view = web, view
        for left in hidden_folder(view.root / OUTPUT, _WAITING).glob("*"):
            left.unlink(missing_ok=True)

    def routes(self) -> list[Route]:
        """What can be asked for."""
        own = "/signing/{mark}/photograph"
        return [
            self._web.route("/signing/photograph", "看照片页", Role.WORKS, self._page_of_anybody),
            self._web.sent("/signing/photograph", "收照片", Role.WORKS, self._receive),
            self._web.route(own, "看照片", Role.READS, self._page),
            self._web.sent(own, "收照片", Role.WORKS, self._receive),
            self._web.watched(f"{own}/picture", Role.READS, self._picture),
            self._web.route(f"{own}/confirm", "确认照片", Role.WORKS, self._confirm, "POST"),
            self._web.route(f"{own}/discard", "不要照片", Role.WORKS, self._discard, "POST"),
        ]

    # --- sending ---------------------------------------------------------------------------------

    def _page_of_anybody(self, request: Request, visitor: Visitor) -> Response:
        return self._shown(request, visitor, None)

    async def _receive(self, request: Request) -> Response:
        async with arrived(request, self._view.root, MOST_BYTES, "拍照时选小一些的尺寸") as photo:
            return await run_in_threadpool(self._taken_in, request.path_params.get("mark", ""), photo)

    def _taken_in(self, mark: str, photo: Path) -> Response:
        """The photograph is put where it waits; by its code, if nobody is said."""
        asked = [self._view.person(mark).key] if mark else []
        seen = photo.with_name(f"{photo.name}.jpg")
        try:
            command = Command(
                *("sign", "paper", str(self._view.root), *asked, "--photo", str(photo)),
                *("--preview", str(seen)),
            )
            told: dict[str, Any] = result_of(command, 422, "没有收下", photo)
            mark = self._view.mark(told["person"])
            self._forget(mark)
            deliver(self._waiting(mark, "jpg"), read_file(seen))
        finally:
            seen.unlink(missing_ok=True)
        deliver(self._waiting(mark, "sent" if told["by_code"] else "uncoded"), read_file(photo))
        return JSONResponse({"to": f"{HOME}/signing/{mark}/photograph"})

    # --- looking ---------------------------------------------------------------------------------

    def _page(self, request: Request, visitor: Visitor) -> Response:
        return self._shown(request, visitor, self._view.person(request.path_params["mark"]))

    def _shown(self, request: Request, visitor: Visitor, row: Row | None) -> Response:
        shown: dict[str, Any] = {"row": row, "works": visitor.may(Role.WORKS), "reads": reads_codes()}
        shown |= {
            "waits": False,
            "by_code": False,
            "told": {},
            "printed": None,
            "most": told_size(MOST_BYTES),
        }
        if row:
            told = self._told(row)
            by_code = self._waiting(row.mark, "sent").is_file()
            waits = by_code or self._waiting(row.mark, "uncoded").is_file()
            printed = self._view.printed(row.key, told.get("form", ""))
            shown |= {"waits": waits, "by_code": by_code, "told": told, "printed": printed}
        return self._web.page(request, "photograph", visitor, **shown)

    def _told(self, row: Row) -> dict[str, Any]:
        """What is said of a person on the board; nothing if they have no pledge."""
        command = self._view.signed()
        if command is None:
            return {}
        command.wait()
        people = (command.result or {}).get("people", [])
        return next((one for one in people if one["person"] == row.key), {})

    def _picture(self, request: Request, _visitor: Visitor) -> Response:
        row = self._view.person(request.path_params["mark"])
        waiting = self._waiting(row.mark, "jpg")
        content = read_file(waiting) if waiting.is_file() else self._kept(self._told(row).get("number"))
        if not content:
            raise Refused(404, "没有照片", "刷新页面看一看")
        return Response(content, media_type="image/jpeg")

    def _kept(self, number: str | None) -> bytes:
        if not number:
            return b""
        register = Register(self._view.root, signing_key(self._view.root))
        return next((register.photo(entry) for entry in register.rows() if entry.number == number), b"")

    # --- saying yes or no ------------------------------------------------------------------------

    def _confirm(self, request: Request, _visitor: Visitor) -> Response:
        row = self._view.person(request.path_params["mark"])
        came = (self._waiting(row.mark, kind) for kind in ("sent", "uncoded"))
        photo = next((path for path in came if path.is_file()), None)
        if photo is None:
            raise Refused(409, "没有等着确认的照片", "重新放一次")
        command = Command("sign", "paper", str(self._view.root), row.key, "--photo", str(photo))
        result_of(command, 409, "没有记下", photo)
        self._forget(row.mark)
        return RedirectResponse(f"{HOME}/signing", 303)

    def _discard(self, request: Request, _visitor: Visitor) -> Response:
        self._forget(self._view.person(request.path_params["mark"]).mark)
        return RedirectResponse(f"{HOME}/signing", 303)

    # --- where it waits --------------------------------------------------------------------------

    def _waiting(self, mark: str, kind: str) -> Path:
        """Where a photograph waits: as it came, its code read (sent) or not (uncoded), and straight (jpg)."""
        return hidden_folder(self._view.root / OUTPUT, _WAITING) / f"{mark}.{kind}"

    def _forget(self, mark: str) -> None:
        for kind in ("sent", "uncoded", "jpg"):
            self._waiting(mark, kind).unlink(missing_ok=True)
