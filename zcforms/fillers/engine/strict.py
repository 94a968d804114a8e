"""Whatever WeasyPrint merely logs is an error."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from zcforms.ground.errors import BrokenForm


@contextmanager
def strict(where: str) -> Iterator[None]:
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
