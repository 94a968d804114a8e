"""The pages on which what was made is looked at, page by page, beside the version before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.files import read_file, stamp_of
from zcforms.ground.room import Spoiled, room
from zcforms.intake.folder import OUTPUT
from zcforms.paper.comparing import Comparison, compare
from zcforms.paper.delivery import RECEIPT, deliver, earlier_version, hidden_folder
from zcforms.serve.accounts import Role
from zcforms.serve.clerk import drawing
from zcforms.serve.clerk.view import FolderView, Paper
from zcforms.serve.clerk.web import Visitor, Web
from zcforms.serve.desk import Refused

T = TypeVar("T")

MOST = 400  # pictures that are kept: those drawn last
COMPARED = 200  # pages of a paper that is compared with the version before
_PICTURES = ".pictures"


class Previews:
    """A page for each page of a paper, and its pictures."""

    def __init__(self, web: Web, view: FolderView) -> None:
        self._web, self._out = web, view.root / OUTPUT
        self._view = view
        self._comparison: tuple[object, Comparison] | None = None  # the last one: pages are turned

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [
            self._web.route("/papers/{mark}/{number:int}", "看一页", Role.READS, self._page),
            self._web.watched("/pictures/{version}/{mark}/{number:int}", Role.READS, self._picture),
        ]

    def _page(self, request: Request, visitor: Visitor) -> Response:
        paper, number = self._asked(request)
        pages, text = _in_room(drawing.told, paper.path, number)
        if not 0 < number <= pages:
            raise Refused(404, "没有这一页", f"一共{pages}页")
        earlier = self._earlier(paper)
        known = self._compared(earlier, paper.path, pages) if earlier else None
        beside = known.counterpart(number) if known else number
        words = _in_room(drawing.told, earlier, beside) if earlier and beside else (0, "")
        person = next((row for row in self._view.rows() if row.key == paper.person), None)
        shown = {"paper": paper, "number": number, "pages": pages, "text": text, "person": person}
        shown |= {"known": known, "beside": beside if words[0] >= (beside or 0) > 0 else None}
        return self._web.page(request, "paper", visitor, earlier=earlier, words=words[1], **shown)

    def _picture(self, request: Request, _visitor: Visitor) -> Response:
        paper, number = self._asked(request)
        path = self._earlier(paper) if request.path_params["version"] == "earlier" else paper.path
        if path is None:
            raise _gone()
        return Response(self._drawn(path, number), media_type="image/jpeg")

    def _asked(self, request: Request) -> tuple[Paper, int]:
        paper = self._view.paper(request.path_params["mark"])
        if paper is None or not paper.is_pdf or not paper.path.is_file():
            raise _gone()
        return paper, request.path_params["number"]

    def _earlier(self, paper: Paper) -> Path | None:
        return earlier_version(self._out, paper.path.relative_to(self._out).as_posix())

    def _compared(self, earlier: Path, path: Path, pages: int) -> Comparison | None:
        """The version before beside this one, compared once for each; None for what takes too long."""
        if pages > COMPARED:
            return None
        stamp = [(one, stamp_of(one)) for one in (earlier, path)]
        if self._comparison is None or self._comparison[0] != stamp:
            try:
                self._comparison = stamp, compare(earlier, path)
            except UnreadableInput:
                return None
        return self._comparison[1]

    def _drawn(self, path: Path, number: int) -> bytes:
        """A picture of a page, drawn once for a version of a file and kept privately."""
        known_as = repr((str(path), *stamp_of(path), number))
        kept = (
            hidden_folder(self._out, _PICTURES) / f"{hashlib.sha256(known_as.encode()).hexdigest()[:32]}.jpg"
        )
        if kept.is_file():
            return read_file(kept)
        picture = _in_room(drawing.drawn, path, number)
        if not picture:
            raise _gone()
        deliver(kept, picture)
        self._tidy(kept.parent)
        return picture

    def _tidy(self, folder: Path) -> None:
        """Remove pictures that are too many, or older than the last build: who is gone is gone here too."""
        made = self._out / RECEIPT
        since = made.stat().st_mtime_ns if made.is_file() else 0
        drawn = sorted(((one.stat().st_mtime_ns, one) for one in folder.iterdir()), reverse=True)
        for n, (at, picture) in enumerate(drawn):
            if n >= MOST or at < since:
                picture.unlink(missing_ok=True)


def _in_room(work: Callable[[str, int], T], path: Path, number: int) -> T:
    try:
        return room().call(work, str(path), number)
    except Spoiled as e:
        raise Refused(422, f"这一页画不出来（{e.why}）", "下载下来，用PDF软件打开看") from e


def _gone() -> Refused:
    return Refused(404, "没有这一页", "多半又做过一遍；回到“文件”页再点")
