"""A tree of text → a checked record; all problems of a file at once, in Chinese, with places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from zcforms.chinese.dates import date_problem
from zcforms.chinese.names import composed, told_look_alikes
from zcforms.chinese.widths import folded
from zcforms.ground.findings import Finding, Path, Place, Places
from zcforms.ground.manifests import expected, quoted
from zcforms.ground.meant import nearest
from zcforms.intake.partial import read_in_part
from zcforms.intake.tree import Node
from zcforms.model import fields_by_title
from zcforms.model.records import model_of, steps_titled

M = TypeVar("M", bound=BaseModel)
_AS_WRITTEN = frozenset({"photo", "file", "password"})  # what must be that very text


@dataclass(frozen=True, slots=True)
class Reading(Generic[M]):
    """What came of reading one record: the record unless there are errors, and where things are.

    `partial` is the record as far as it could be read, if not all of it could.
    """

    value: M | None
    places: Places
    findings: list[Finding]
    partial: M | None = None


def read_record(
    node: Node, model: type[M], file: str, columns: Mapping[Path, tuple[str, str]] | None = None
) -> Reading[M]:
    """Bind a tree to a model: Chinese or English keys, unknown keys reported with a near one.

    `columns` are those of a workbook, as of Places.
    """
    binding = _Binding()
    data = binding.bind(node, model, ())
    places, findings = Places(file, binding.known, columns or {}), binding.findings
    if not isinstance(data, dict):
        message, hint = "内容不是“栏目: 内容”的形式", "每行应为“栏目: 内容”，冒号为半角，后加一个空格"
        if node.value == []:  # a row of a workbook with a key alone
            message, hint = "没有内容", "填上各栏；不是申报人的，删去"
        problem = Finding("not-a-record", message, hint=hint, place=node.place)
        return Reading(None, places, [*findings, problem])
    value = None
    try:
        value = model.model_validate(data)
    except ValidationError as e:
        for error in e.errors(include_url=False):
            if not binding.is_unread(_path_of(error)):
                findings.append(_translate(error, model, places))
    if value is not None and not findings and not binding.unread:
        return Reading(value, places, findings)
    return Reading(None, places, findings, read_in_part(model, data, binding.unread))


# --- binding keys --------------------------------------------------------------------------------


def _is_mapping_field(annotation: Any) -> bool:
    return get_origin(annotation) is dict


def _says_nothing(node: Node) -> bool:
    """A key with nothing after it says no more than no key at all; no more does a record of such keys."""
    if not isinstance(node.value, list):
        return node.value is None and not node.unread
    pairs = [pair for pair in node.value if isinstance(pair, tuple)]
    return bool(pairs) and all(_says_nothing(value) for _, value, _ in pairs)


class _Binding:
    """A tree turned into values by the fields of a model; what was found, and what could not be read."""

    def __init__(self) -> None:
        self.known: dict[Path, Place] = {}
        self.unread: set[Path] = set()
        self.findings: list[Finding] = []

    def is_unread(self, path: Path) -> bool:
        """Whether a value, or what holds it, could not be read: it was told where it was found."""
        return any(path[:end] in self.unread for end in range(1, len(path) + 1))

    def bind(self, node: Node, model: type[BaseModel] | None, path: Path, keyed: bool = False) -> Any:
        """The values of a tree; `keyed` if its keys are the user's own."""
        self.known[path] = node.place
        if not isinstance(node.value, list):
            if node.value is None:
                return None
            return (
                node.value if _AS_WRITTEN.intersection(path[-1:]) else folded(composed(node.value))
            ).strip()
        if not node.is_mapping or not node.value:
            return self._items([n for n in node.value if isinstance(n, Node)], model, path)
        titles = {} if model is None or keyed else fields_by_title(model)
        bound: dict[str, Any] = {}
        pairs = [pair for pair in node.value if isinstance(pair, tuple)]
        named = {titles.get(key.strip(), key.strip()) for key, *_ in pairs}
        for key, value, place in pairs:
            if model is None or keyed:
                bound[key] = self.bind(value, model, (*path, key))
                continue
            name = titles.get(key.strip(), key.strip())
            field = model.model_fields.get(name)
            if field is None:
                self._unknown(key, named, model, place, path)
            elif name in bound:
                message = f"“{key}”与同一栏目的另一写法重复"
                self.findings.append(Finding("repeated-key", message, hint="删去其中一处", place=place))
                self.unread.add((*path, name))
            else:
                self._field(bound, name, value, field, path)
                if value.value is None:
                    self.known[(*path, name)] = place
        return bound

    def _field(self, bound: dict[str, Any], name: str, value: Node, field: FieldInfo, path: Path) -> None:
        at, kind = (*path, name), field.annotation
        found = self.bind(value, model_of(kind), at, keyed=_is_mapping_field(kind))
        if value.unread:
            self.unread.add(at)
        elif value.value is not None and (field.is_required() or not _says_nothing(value)):
            bound[name] = found

    def _items(self, items: list[Node], model: type[BaseModel] | None, path: Path) -> list[Any]:
        if any(item.unread for item in items):  # a list that lacks one of its items is not known
            self.unread.add(path)
        read = [item for item in items if not item.unread]
        return [self.bind(item, model, (*path, i)) for i, item in enumerate(read)]

    def _unknown(self, key: str, named: set[str], model: type[BaseModel], place: Place, path: Path) -> None:
        near, found = _unknown_key(key, named, model, place)
        self.findings.append(found)
        if near is not None and near not in named:  # it may be meant: nobody can say that it is missing
            self.unread.add((*path, near))


def _unknown_key(
    key: str, named: set[str], model: type[BaseModel], place: Place
) -> tuple[str | None, Finding]:
    """The field that an unknown key may mean, first of those not named too, and what is to be said."""
    titles = fields_by_title(model)
    known = [*titles, *model.model_fields]
    absent = [name for name in known if titles.get(name, name) not in named]
    near = nearest(key, absent, cutoff=0.5) or nearest(key, known, cutoff=0.5)
    english = titles.get(near, near) if near else None
    if english:
        hint = f"是否想写“{model.model_fields[english].title}”（{english}）？"
    else:
        hint = "可用的栏目：" + "、".join(titles)
    hint = told_look_alikes(key, hint)
    return english, Finding("unknown-key", f"不认识的栏目“{key[:40]}”", hint=hint, place=place)


# --- messages ------------------------------------------------------------------------------------


def _path_of(error: ErrorDetails) -> Path:
    return tuple(step for step in error["loc"] if step != "[key]")


def _title_of(path: Path, model: type[BaseModel]) -> str:
    """The Chinese name of a place in a record: “论文著作”第4项“发表时间”."""
    titles = zip(path, steps_titled(path, model), strict=True)
    return "".join(f"第{title}项" if isinstance(step, int) else f"“{title}”" for step, title in titles)


def _entry(path: Path, model: type[BaseModel], given: Any, kind: str) -> str:
    """How a text stands in a list, or in a record that holds little more: the name of a file of evidence."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and current is not None:
            field = current.model_fields.get(step)
            current = model_of(field.annotation) if field else None
    if not isinstance(given, str) or kind not in ("list_type", "model_type"):
        return ""
    if current is None:
        return f"加上方括号，写成“[{given[:40]}]”" if kind == "list_type" else ""
    needed = [field.title for field in current.model_fields.values() if field.is_required()]
    if len(needed) != 1:
        return ""
    line = f"{needed[0]}: {given[:40]}"
    return f"写成“{line}”" if kind == "model_type" else f"另起一行，比上一行多空两格，写成“- {line}”"


def _translate(error: ErrorDetails, model: type[BaseModel], places: Places) -> Finding:
    """One pydantic error in Chinese, by its type, never by its English text."""
    path = _path_of(error)
    title = _title_of(path, model)
    given, context = error["input"], error.get("ctx", {})
    shown = f"“{given[:40]}”" if isinstance(given, str) else "所填内容"
    kind = error["type"]
    hint = ""
    if kind == "missing":
        message = f"缺少{title}"
    elif kind == "literal_error":
        message = f"{title}填写{shown}，不在可选范围内"
        hint = "可填：" + "、".join(quoted(context["expected"]))
    elif kind == "partial_date":
        problem, hint = date_problem(str(given))
        message = f"{title}填写{shown}，{problem}"
    elif kind == "day_span":
        message = f"{title}中的“{context.get('span')}”不是有效的日期"
        hint = "写作10-01，连续几天写作10-01..10-07"
    elif kind == "days_many":
        message = f"{title}中{context.get('year')}年的日子合计超过一年"
        hint = "重复的删去"
    elif kind in {"string_too_short", "too_short"}:
        message = f"{title}不能为空"
    elif kind in {"string_too_long", "too_long"}:
        message = f"{title}过长，限{context.get('max_length')}个字"
    elif kind == "string_type":
        message = f"{title}应为一段文字，不是列表或分栏"
    elif kind == "string_unicode":
        message = f"{title}含有不成对的代理字符"
    elif kind == "string_pattern_mismatch":
        message = f"{title}填写{shown}，格式不对"
        hint = _EXAMPLES.get(str(path[-1]), "")
    elif wanted := expected(error, pair="栏目: 内容", truth="“是”或“否”"):
        message = f"{title}填写{shown}，{wanted}" if isinstance(given, str) else f"{title}{wanted}"
        hint = _entry(path, model, given, kind) or _HINTS.get(kind, "")
    else:
        message = f"{title}填写有误（{kind}）"
    hint = hint or ("补上这一栏" if kind == "missing" else "对照栏目一览核对该栏的写法")
    hint = told_look_alikes(given, hint) if isinstance(given, str) else hint
    return Finding(f"data-{kind.replace('_', '-')}", message, hint=hint, path=path).located(places)


_NUMBER = "只写数字，不写单位和逗号"
_TRUTH = "可填：是、否"
_HINTS = {
    "list_type": "每一项前面加“- ”；确实没有时写“无”",
    "int_parsing": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
}
_EXAMPLES = {
    "pages": "写作1-3、5",
    "base_url": "写作https://开头的网址；只在单位局域网里用的，也可写http://192.168.1.5:8750/zc",
}
