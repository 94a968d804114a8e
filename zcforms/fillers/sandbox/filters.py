"""The filters, tests and functions that a template may use: these and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from jinja2 import Undefined
from jinja2.filters import (
    FILTERS,
    do_batch,
    do_float,
    do_int,
    do_replace,
    do_round,
    sync_do_join,
    sync_do_slice,
)
from jinja2.tests import TESTS
from jinja2.utils import pass_eval_context

from zcforms.chinese.breaking import set_in_lines
from zcforms.fillers.sandbox.limits import Forbidden, Meter, count, number_of, text_size

# Of those of Jinja2, what makes nothing larger than it was given.
_OF_TEXTS = ("e", "escape", "lower", "safe", "striptags", "trim", "upper")
_OF_LISTS = (
    *("count", "first", "last", "length", "list", "map", "max", "min", "reject", "rejectattr"),
    *("reverse", "select", "selectattr", "sort", "unique"),
)
_OF_ANYTHING = ("abs", "d", "default")
_TESTS = (
    *("defined", "undefined", "none", "string", "number", "odd", "even", "divisibleby", "in"),
    *("eq", "equalto", "==", "ne", "!=", "lt", "<", "le", "<=", "gt", ">", "ge", ">="),
)
_MOST_PLACES = 20  # decimal places
_CONVERSION = re.compile(r"%[-+ #0]{0,5}\d{0,3}(?:\.\d{0,3})?[diouxXeEfFgGsc%]")


def printable(value: Any) -> Any:
    """The same value, if it can stand on the page: a text, a number, or what was made for the page."""
    # (What is undefined says so itself.)
    if value is None or isinstance(value, str | int | float | Undefined) or hasattr(type(value), "__html__"):
        return value
    raise Forbidden("这里应为文字或数字，不能是列表、函数", "列表用循环逐项印，或用join接起来")


def em(text: str) -> float:
    """How wide a text is, in em: a Chinese character is one, a Latin one a little over half."""
    wide = (len(text.encode("utf-8", "replace")) - len(text)) / 2
    return wide + (len(text) - wide) * 0.55


def in_lines(text: str, most: float) -> list[str]:
    """A text in lines of nearly equal length, none wider than `most` em: broken as everywhere on a form."""
    if not isinstance(most, int | float) or most < 1:
        raise Forbidden("in_lines要每行最多几个字，1以上的数")
    return set_in_lines(text, most, em, centred=True)


def formatted(template: Any, *values: Any) -> str:
    """A text with values in the place of %s, %d, %.1f and the like."""
    template = template if isinstance(template, str) else str(template)
    if "%" in _CONVERSION.sub("", template):
        raise Forbidden("format只能写%s、%d、%.1f这样的格式，宽度不超过三位数字")
    text_size(len(template) + 1000 * template.count("%") + sum(len(str(printable(v))) for v in values))
    return template % values  # type: ignore[no-any-return]


def allowed_tests() -> dict[str, Any]:
    """The tests (`x is none`) by name."""
    return {name: TESTS[name] for name in _TESTS}


def allowed_filters(meter: Meter) -> dict[str, Any]:
    """The filters by name, each counted by the meter."""
    found = {name: _counted(FILTERS[name], meter, printable) for name in _OF_TEXTS}
    found |= {name: _counted(FILTERS[name], meter) for name in (*_OF_LISTS, *_OF_ANYTHING)}
    found |= {"em": _counted(em, meter, printable), "format": _counted(formatted, meter, printable)}
    found |= {"in_lines": _counted(in_lines, meter, printable)}
    found |= {"int": _counted(lambda value, default=0: do_int(value, default), meter, printable)}
    found |= {"float": _counted(_finite, meter, printable)}
    found |= {name: _counted(filter_, meter) for name, filter_ in _own(meter).items()}
    return found


def _own(meter: Meter) -> dict[str, Callable[..., Any]]:
    @pass_eval_context
    def join(context: Any, value: Iterable[Any], d: str = "") -> str:
        items = [printable(item) for item in value]
        meter.text(sum(len(str(item)) for item in items) + len(str(d)) * len(items))
        return sync_do_join(context, items, printable(d))

    @pass_eval_context
    def replace(context: Any, value: str, old: str, new: str) -> str:
        text, part = str(printable(value)), str(printable(old))
        meter.text(len(text) + text.count(part) * len(str(printable(new))))
        return do_replace(context, value, old, new)

    def total(value: Iterable[Any]) -> Any:
        return number_of(sum(_number(item) for item in value))

    def round_(value: Any, precision: int = 0, method: Any = "common") -> Any:
        if not isinstance(precision, int) or abs(precision) > _MOST_PLACES:
            raise Forbidden(f"round的位数应为不超过{_MOST_PLACES}的整数")
        return do_round(value, precision, method)

    def batch(value: Iterable[Any], linecount: int, fill_with: Any = None) -> Any:
        return do_batch(value, count(linecount, "batch每行的项数"), fill_with)

    def slice_(value: Iterable[Any], slices: int, fill_with: Any = None) -> Any:
        return sync_do_slice(list(value), count(slices, "slice的份数"), fill_with)

    return {"join": join, "replace": replace, "sum": total, "round": round_, "batch": batch, "slice": slice_}


def _counted(
    filter_: Callable[..., Any], meter: Meter, check: Callable[[Any], Any] | None = None
) -> Callable[..., Any]:
    """The same filter, what goes into it counted; `wraps` keeps what Jinja2 says of its first argument."""
    takes_context = hasattr(filter_, "jinja_pass_arg")

    @wraps(filter_)
    def counted(*given: Any, **named: Any) -> Any:
        value = given[takes_context] if len(given) > takes_context else None
        if check:
            check(value)
        meter.spend()
        meter.use(value)
        return filter_(*given, **named)

    return counted


def _finite(value: Any, default: float = 0.0) -> Any:
    return number_of(do_float(value, default))


def _number(value: Any) -> Any:
    if not isinstance(value, int | float):
        raise Forbidden("sum只能加数字", "先用map取出数字")
    return value


def range_(*bounds: int) -> range:
    """The numbers from one to another, as Python counts."""
    found = range(*(count(bound, "range的数") for bound in bounds))
    count(len(found), "range的个数")
    return found


def dict_(given: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    """A mapping with what another one has, and more."""
    return {**(given or {}), **more}
