"""WeasyPrint loaded, with the system's libraries that it needs and without the system's fonts."""

from __future__ import annotations

import ctypes.util
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from functools import cache
from typing import Any

from zcforms.fillers.engine import shortcuts
from zcforms.forms import templates_folder
from zcforms.ground.errors import MissingTool
from zcforms.ground.installing import install

FONTS = templates_folder().parent / "chinese" / "fonts"
_INSTALL = install(
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "只有自备的HTML表格要用Pango；macOS：brew install pango；Windows：照WeasyPrint的安装说明装MSYS2和pango",
)


@contextmanager
def without_system_fonts() -> Iterator[None]:
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
def loaded() -> Any:
    """WeasyPrint, with the libraries that it needs; MissingTool names the line that installs them."""
    try:
        # Its advice about missing libraries goes to stdout, where our JSON is.
        with (
            redirect_stdout(io.StringIO()),
            without_system_fonts(),
            _without_compiler(),
            warnings.catch_warnings(),
        ):
            warnings.filterwarnings("ignore", "No fonts configured in FontConfig")  # as we want it
            import weasyprint
            from weasyprint.text.ffi import harfbuzz_subset
    except OSError as e:
        raise MissingTool("缺少排版所需的系统库Pango", hint=_INSTALL) from e
    if not harfbuzz_subset:
        # Without it WeasyPrint falls back silently to a subsetter twenty times slower.
        raise MissingTool("缺少系统库libharfbuzz-subset0", hint=_INSTALL)
    shortcuts.take(weasyprint.VERSION)
    return weasyprint


def require_engine() -> str:
    """The version of the layout engine; MissingTool if it cannot run here."""
    return str(loaded().VERSION)


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
