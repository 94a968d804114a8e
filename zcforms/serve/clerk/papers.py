"""The pages from which what was made is taken away: files to print, roster, volumes, slips, the receipt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from zcforms.ground.files import read_file
from zcforms.serve.accounts import Role
from zcforms.serve.clerk.commands import Command, result_of
from zcforms.serve.clerk.view import FolderView, Paper
from zcforms.serve.clerk.web import HOME, Visitor, Web
from zcforms.serve.desk import Refused


class Papers:
    """The list of what was made, each file of it, and a folder of it as a ZIP."""

    def __init__(self, web: Web, view: FolderView) -> None:
        self._web, self._view = web, view

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [
            self._web.route("/files", "看文件", Role.READS, self._list),
            self._web.route("/files/{mark}", "下载", Role.REVIEWS, self._file),
            self._web.route("/folders/{mark}", "下载一组", Role.REVIEWS, self._folder),
            self._web.route("/annotate", "写批注", Role.REVIEWS, self._annotate, "POST"),
        ]

    def _list(self, request: Request, visitor: Visitor) -> Response:
        folders = [(self._view.mark(name), name, found) for name, found in self._view.folders().items()]
        may = visitor.may(Role.REVIEWS)
        made_at = self._view.made_at()
        shown = {"may": may, "drafts": bool(folders) and self._view.awaits_exports()}
        return self._web.page(request, "files", visitor, folders=folders, made_at=made_at, **shown)

    def _file(self, request: Request, _visitor: Visitor) -> Response:
        paper = self._view.paper(request.path_params["mark"])
        if paper is None or not paper.path.is_file():
            raise _gone()
        return FileResponse(paper.path, filename=paper.name)

    def _folder(self, request: Request, _visitor: Visitor) -> Response:
        for name, papers in self._view.folders().items():
            if self._view.mark(name) == request.path_params["mark"]:
                said = StreamingResponse(_zipped(papers), media_type="application/zip")
                called = quote(f"{name}.zip")  # RFC 6266
                said.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{called}"
                return said
        raise _gone()

    def _annotate(self, _request: Request, _visitor: Visitor) -> Response:
        result_of(Command("check", str(self._view.root), "--annotate"), 409, "没有写成批注稿")
        return RedirectResponse(f"{HOME}/files", 303)


def _gone() -> Refused:
    return Refused(404, "没有这个文件", "多半又做过一遍，名字变了；回到“文件”页再点")


def _zipped(papers: Sequence[Paper]) -> Iterator[bytes]:
    """A ZIP of files, piece by piece: one file at a time is in memory. What is gone meanwhile is left out."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_STORED) as archive:
        for paper in papers:
            try:
                content = read_file(paper.path, None)
            except OSError:
                continue
            archive.writestr(paper.name, content)
            yield pieces.taken()
    yield pieces.taken()


class _Pieces(io.RawIOBase):
    """What is written, to be taken away."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, piece: object) -> int:
        """Take in a piece."""
        content = bytes(piece)  # type: ignore[call-overload]
        self._written += content
        return len(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken
