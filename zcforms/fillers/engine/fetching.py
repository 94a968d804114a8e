"""What WeasyPrint may fetch for a form: the values' images, and the files of the form's own folder."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from PIL import Image

from zcforms.fillers.bounds import check_sheet
from zcforms.fillers.stylesheets import SHARED, in_shared
from zcforms.forms import Form
from zcforms.forms.files import read_bytes, read_text
from zcforms.ground.errors import BrokenForm
from zcforms.ground.pictures import BROKEN

_FONT_FILES = {".ttf", ".ttc", ".otf", ".woff", ".woff2"}
_PLACE = Path("/forms")  # where the folders of forms are said to lie
_MOST_PIXELS = 50_000_000  # of a picture: an A4 page at 600 dpi has 35 million


def address_of(form: Form, name: str = "") -> str:
    """The address of a form's file, the same wherever its folder is: in a PDF pictures are called by it."""
    return f"{(_PLACE / form.folder.name).as_uri()}/{name}"


def fetcher(images: Mapping[str, bytes], folders: tuple[Path, ...]) -> Any:
    """A fetcher that knows the values' own images and the form's folder, and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class FormFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            parts = urlsplit(url)
            if parts.scheme == "image" and parts.path in images:
                return URLFetcherResponse(url, images[parts.path])
            if parts.scheme == "file":
                path = Path(unquote(parts.path))
                if SHARED in folders:
                    if path.is_relative_to(_PLACE):
                        path = folders[0].parent / path.relative_to(_PLACE)
                    path = in_shared(path.resolve(), folders[0])
                path = path.resolve()
                if any(path.is_relative_to(folder.resolve()) for folder in folders):
                    if not os.access(path, os.F_OK):  # (a name too long for any file is none, either)
                        raise FatalURLFetchingError(f"模板引用的文件不存在：{path.name[:60]}")
                    try:
                        return URLFetcherResponse(url, _fetched(path))
                    except BrokenForm as e:
                        raise FatalURLFetchingError(str(e)) from e
            raise FatalURLFetchingError(f"模板不得引用表格文件夹以外的内容：{url[:100]}")

    return FormFetcher()


def _fetched(path: Path) -> bytes:
    """A font, sheet or picture of a form's folder; a sheet is checked as the first one was.

    A picture of lines (SVG) could draw itself a billion times: only pictures of dots are taken.
    """
    where, kind = f"{path.parent.name}/{path.name}", path.suffix.lower()
    content = read_bytes(path, where)
    if kind == ".css":
        check_sheet(read_text(path, where), where)
    elif kind not in _FONT_FILES:
        try:
            with Image.open(io.BytesIO(content)) as picture:
                pixels = picture.width * picture.height
        except BROKEN as e:
            raise BrokenForm("不是PNG、JPEG等图片", hint="另存为PNG或JPEG", where=where) from e
        if pixels > _MOST_PIXELS:
            raise BrokenForm(f"图片超过{_MOST_PIXELS // 10_000}万像素", hint="缩小图片", where=where)
    return content
