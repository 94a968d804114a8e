"""What went wrong while a template ran: whose fault it is, where, and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from jinja2 import TemplateError, TemplateNotFound

from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.ground.errors import ZcformsError

_OURS = Path(__file__).parents[2]
_WORDS = (
    (RecursionError, "宏或模板一层套一层地用到自己，没有尽头"),
    (MemoryError, "用的内存太多"),
    (ZeroDivisionError, "除以了零"),
    (OverflowError, "算出的数太大"),
    (LookupError, "没有这一项"),
    (TypeError, "这里的值不能这样用"),
    (ValueError, "这里的值不能这样用"),
)
_NOT_LISTED = re.compile(r"No (filter|test) named '([^']+)'")
_NO_ATTRIBUTE = re.compile(r"has no (?:attribute|element) '?(\w+)'?")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def is_of_the_template(error: Exception) -> bool:
    """Whether an error is the template's own, not one of the program while the template waited for it."""
    if isinstance(error, TemplateError | RecursionError | MemoryError):
        return True
    if isinstance(error, ZcformsError):
        return False
    mine = False
    for frame, _ in _frames(error):
        file = Path(frame.f_code.co_filename)
        if is_template(frame):
            mine = True
        elif file.is_relative_to(_OURS) and not file.is_relative_to(Path(__file__).parent):
            mine = False
    return mine


def in_words(error: Exception) -> tuple[str, str]:
    """An error of a template in Chinese, and what to do about it if that can be said."""
    if isinstance(error, Forbidden):
        return str(error.message), error.hint
    if isinstance(error, TemplateNotFound):
        return f"没有模板文件“{error.name}”", ""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words, ""
    text = str(getattr(error, "message", None) or error)
    if found := _NOT_LISTED.search(text):
        what = "过滤器" if found[1] == "filter" else "判断"
        return f"模板不能使用{what}“{found[2]}”", "可用的见docs/forms.md"
    if found := _NO_ATTRIBUTE.search(text):
        return f"没有“{found[1]}”这一项", ""
    if found := _UNDEFINED.search(text):
        return f"没有名为“{found[1]}”的栏目、变量或宏", ""
    if text.endswith("sequence was empty."):
        return "列表是空的", ""
    return (text if _CHINESE.match(text) else f"（{text[:200]}）"), ""


def template_lines(error: Exception) -> Iterator[tuple[Path, int]]:
    """The files and lines of templates on an error's way, the innermost last."""
    for frame, line in _frames(error):
        if is_template(frame):
            yield Path(frame.f_code.co_filename), line


def is_template(frame: FrameType) -> bool:
    """Whether a frame is a template's, as Jinja2 tells it."""
    return bool({"__jinja_exception__", "__jinja_template__"} & frame.f_globals.keys())


def _frames(error: Exception) -> Iterator[tuple[FrameType, int]]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame, step.tb_lineno
        step = step.tb_next
