"""The layout engine: with justification.py the only home of WeasyPrint; what it merely logs is an error."""

from __future__ import annotations

import ctypes.util
import gc
import io
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

from fontTools.ttLib import TTFont
from PIL import Image

from zcforms.chinese.typefaces import Official, Typefaces, faces, official_advances
from zcforms.fillers import shortcuts
from zcforms.fillers.bounds import LEAST_SHEET, check_markup, check_sheet
from zcforms.forms import Form, templates_folder
from zcforms.forms.files import read_bytes, read_text, refuse_link
from zcforms.ground.errors import BrokenForm, MissingTool
from zcforms.ground.findings import Finding
from zcforms.ground.geometry import Jump
from zcforms.ground.installing import install
from zcforms.ground.pictures import BROKEN

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

Way = Literal["own", "weasyprint"]  # what sets a document: our own typesetter, or this engine
SHARED = templates_folder() / "_shared"
FONTS = templates_folder().parent / "chinese" / "fonts"
_FONT_FILES = {".ttf", ".ttc", ".otf", ".woff", ".woff2"}
_PLACE = Path("/forms")  # where the folders of forms are said to lie
_MOST_PIXELS = 50_000_000  # of a picture: an A4 page at 600 dpi has 35 million
KEPT = 256  # forms, by content, of which sheets, templates and boxes are kept
INSTALL = install(
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "只有自备的HTML表格要用Pango；macOS：brew install pango；Windows：照WeasyPrint的安装说明装MSYS2和pango",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished PDF with its number of pages, and what was found while fitting the values.

    `editable` is the same as a form whose fields can still be changed, where the form is such a one;
    `jumps` are the places that name pages of the bound volume; `way` says what set it, if anything did.
    """

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...] = ()
    editable: bytes | None = None
    jumps: tuple[Jump, ...] = ()
    way: Way | None = None


@contextmanager
def _without_system_fonts() -> Iterator[None]:
    """What reads fontconfig's configuration meanwhile finds ours, which has no fonts: lines break alike
    on every machine. Programs that we start must have their fonts again, so it does not stay.
    """
    before = {name: os.environ.pop(name, None) for name in ("FONTCONFIG_FILE", "FONTCONFIG_SYSROOT")}
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _without_compiler() -> Iterator[None]:
    """Libraries by their full names (libpango-1.0.so.0) only: to guess the others starts gcc and ldconfig.

    WeasyPrint tries the short names first, and cffi asks `find_library` for them.
    """
    find, ctypes.util.find_library = ctypes.util.find_library, lambda _: None  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = find


# What WeasyPrint asks for, on Linux, macOS and Windows.
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")


@cache
def _engine() -> Any:
    """WeasyPrint, with the libraries that it needs; MissingTool names the line that installs them."""
    try:
        # Its advice about missing libraries goes to stdout, where our JSON is.
        with (
            redirect_stdout(io.StringIO()),
            _without_system_fonts(),
            _without_compiler(),
            warnings.catch_warnings(),
        ):
            warnings.filterwarnings("ignore", "No fonts configured in FontConfig")  # as we want it
            import weasyprint
            from weasyprint.text.ffi import harfbuzz_subset
    except OSError as e:
        raise MissingTool("缺少排版所需的系统库Pango", hint=INSTALL) from e
    if not harfbuzz_subset:
        # Without it WeasyPrint falls back silently to a subsetter twenty times slower.
        raise MissingTool("缺少系统库libharfbuzz-subset0", hint=INSTALL)
    shortcuts.take(weasyprint.VERSION)
    return weasyprint


def require_engine() -> str:
    """The version of the layout engine; MissingTool if it cannot run here."""
    return str(_engine().VERSION)


@cache
def pango_version() -> str:
    """The version of Pango, which breaks lines and shapes text for WeasyPrint: "1.50.12"; "" without one.

    Asked of the library itself: what our own typesetter sets is made without it, and without WeasyPrint.
    """
    for name in _PANGO:
        with suppress(OSError, AttributeError):
            tell = ctypes.CDLL(name).pango_version_string
            tell.restype = ctypes.c_char_p
            return bytes(tell()).decode()
    return ""


@cache
def _fonts(typefaces: Typefaces) -> tuple[FontConfiguration, Any]:
    """One font configuration for a choice of faces: reading them takes longer than a form."""
    engine = _engine()
    from weasyprint.text.fonts import FontConfiguration

    rules = []
    for face in faces():
        only = f"unicode-range: {', '.join(f'U+{r}' for r in face.ranges)};" if face.ranges else ""
        rules.append(f'@font-face {{ font-family: "{face.family}"; src: url("{face.file}"); {only} }}')
    contents = {}
    for n, official in enumerate(typefaces.official):
        contents[f"official{n}"] = _font_file(official)
        only = ", ".join(f"U+{code:X}" for code in official_advances(official))
        rules.append(
            f'@font-face {{ font-family: "{official.family}"; src: url("image:official{n}"); '
            f"unicode-range: {only} }}"
        )
    with _without_system_fonts():
        configuration = FontConfiguration()
        sheet = engine.CSS(
            string="\n".join(rules),
            base_url=FONTS.as_uri() + "/",
            font_config=configuration,
            url_fetcher=_fetcher(contents, (FONTS,)),
        )
        # Pango reads the configuration once more in a thread of its own, which the first text waits for.
        engine.HTML(string="一").render(font_config=configuration, stylesheets=[sheet])
    return configuration, sheet


def _font_file(face: Official) -> bytes:
    """A face as a file of its own: of a collection, the engine would take any of its faces."""
    content = face.file.read_bytes()
    if not content.startswith(b"ttcf"):
        return content
    alone = io.BytesIO()
    with TTFont(io.BytesIO(content), fontNumber=face.index, recalcTimestamp=False) as font:
        font.save(alone)
    return alone.getvalue()


def in_shared(path: Path, form: Path) -> Path:
    """Where a file lies that a form names: `../_shared` is the program's, in whatever folder the form is."""
    beside = form.resolve().parent / SHARED.name
    return SHARED.resolve() / path.relative_to(beside) if path.is_relative_to(beside) else path


def _address(form: Form, name: str = "") -> str:
    """The address of a form's file, the same wherever its folder is: in a PDF pictures are called by it."""
    return f"{(_PLACE / form.folder.name).as_uri()}/{name}"


def _fetcher(images: Mapping[str, bytes], folders: tuple[Path, ...]) -> Any:
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


@contextmanager
def _strict(where: str) -> Iterator[None]:
    """Whatever WeasyPrint only logs (a missing image, an unknown property) is an error here."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, ear = logging.getLogger("weasyprint"), Ear(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(ear)
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as e:
        raise BrokenForm(str(e), where=where) from e
    except (RecursionError, ArithmeticError, MemoryError) as e:
        hint = "减少一层套一层的格子、块和括号，去掉过大过小的数"
        raise BrokenForm(f"版面引擎排不了这张表（{type(e).__name__}）", hint=hint, where=where) from e
    finally:
        logger.removeHandler(ear)
        logger.propagate = propagate
    if heard:
        raise BrokenForm("版面引擎报告：" + "；".join(map(_said, heard)), where=where)


_IGNORED = re.compile(r"Ignored `(.+?)` at (\d+):\d+, (.+?)\.?", re.DOTALL)
_FAULTS = {"unknown property": "不认识的样式", "invalid value": "值不对"}


def _said(warning: str) -> str:
    """A warning of the engine about a style sheet in Chinese; others as they are."""
    found = _IGNORED.fullmatch(warning)
    return f"第{found[2]}行“{found[1]}”{_FAULTS.get(found[3], f'（{found[3]}）')}" if found else warning


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without looking for garbage meanwhile: while a document is made, all that was made of it is in use."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def lay_out(
    html: str, form: Form, images: Mapping[str, bytes], duplex: bool, least: float = LEAST_SHEET
) -> Any:
    """A form's markup as a WeasyPrint Document on sheets of at least so many mm.

    Raises BrokenForm for whatever the engine complains of, MissingTool without Pango.
    """
    configuration, font_sheet = _fonts(form.typefaces)
    fetcher = _fetcher(images, (form.folder, SHARED))
    with _strict(form.id):
        page = _engine().HTML(string=html, base_url=_address(form), url_fetcher=fetcher)
        template, where = form.folder / "template.html", f"{form.id}/template.html"
        source = read_text(template, where) if template.exists() else ""
        check_markup(page.etree_element, where, source, least)
        sheets = [font_sheet, *_sheets(form, duplex)]
        from zcforms.fillers.justification import justified  # needs Pango, as the engine does

        with justified():
            document = page.render(font_config=configuration, stylesheets=sheets)
    _close_tables(document)
    return document


def _close_tables(document: Any) -> None:
    """Let every table end with its last row on the page.

    Rows that move on to stay with what follows the table leave their height behind (so WeasyPrint says
    itself, in find_earlier_page_break): the frame would stand empty under the last row.
    """
    for page in document.pages:
        for box in page._page_box.descendants():
            if type(box).__name__ != "TableBox" or box.style["height"] != "auto":
                continue
            rows = [row for group in box.children for row in group.children]
            if rows:
                foot = max(row.position_y + row.height for row in rows)
                box.height = min(box.height, foot - box.content_box_y())


def to_pdf(document: Any, form: Form, identifier: bytes) -> bytes:
    """The PDF of a laid-out document; the identifier makes the same input give the same bytes."""
    with _strict(form.id):
        pdf: bytes = document.write_pdf(pdf_identifier=identifier, custom_metadata=False)
    return pdf


def prove_sheets(form: Form) -> None:
    """Prove the style sheets of a form, else BrokenForm; without the engine nothing can be made with them."""
    with suppress(MissingTool):
        _sheets(form, False)


def sheet_files(form: Form, duplex: bool) -> list[Path]:
    """The style sheets of a form, in their order: those of all forms, and its own if it has one."""
    paths = [SHARED / "base.css", form.folder / "style.css", *([SHARED / "duplex.css"] if duplex else [])]
    return [path for path in paths if path.exists()]


def sheet_text(path: Path) -> tuple[str, str]:
    """The text of a style sheet, and what it is called where it is at fault."""
    where = f"{path.parent.name}/{path.name}"
    refuse_link(path, where)
    return read_text(path, where), where


@lru_cache(KEPT)
def _sheets(form: Form, duplex: bool) -> tuple[Any, ...]:
    sheets = []
    for path in sheet_files(form, duplex):
        text, where = sheet_text(path)
        if path.parent == SHARED:
            sheets.append(_shared(text, where, path.as_uri(), form.typefaces))
        else:
            address = _address(form, path.name)
            sheets.append(_sheet(text, where, address, form.typefaces, (form.folder, SHARED)))
    return tuple(sheets)


@lru_cache(KEPT)
def _shared(text: str, where: str, address: str, typefaces: Typefaces) -> Any:
    """A sheet of every form, which imports nothing: most of what a form has of styles."""
    return _sheet(text, where, address, typefaces, ())


def _sheet(text: str, where: str, address: str, typefaces: Typefaces, folders: tuple[Path, ...]) -> Any:
    """A style sheet, which may import others from some folders."""
    configuration, _ = _fonts(typefaces)
    with _strict(where):
        check_sheet(text, where)
        return _engine().CSS(
            string=text,
            base_url=address,
            font_config=configuration,
            url_fetcher=_fetcher({}, folders),
        )
