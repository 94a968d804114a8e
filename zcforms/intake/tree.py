"""YAML and JSON files as trees of text: no value is guessed at, every value keeps its place.

YAML 1.1 would read 0123 as 83 and 2.10 as 2.1; here every scalar stays what the user typed.
"""

from __future__ import annotations

import contextlib
import errno
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from zcforms.chinese.encodings import encoding_of
from zcforms.chinese.names import one_line
from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import PERMIT, read_file
from zcforms.ground.findings import Finding, Place
from zcforms.ground.manifests import excess
from zcforms.ground.yaml_slips import commented_away, opened_above, slip_near
from zcforms.intake.kinds import Kind, kind_of

MAX_BYTES = 4 * 2**20  # of one record; the longest of the samples has 21,000
_MAX_PARTS = 20_000  # lines, and values in one line; a record of 30 papers and 50 pieces of evidence has 900
_PLAIN_NULLS = {"", "~", "null", "Null", "NULL"}
_TEXT_TAGS = {f"tag:yaml.org,2002:{t}" for t in ("str", "int", "float", "bool", "null", "timestamp", "value")}
_USUAL_TAGS: dict[type[yaml.Node], str] = {
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_QUOTE = "是文字的，整个内容加上单引号"
_COUNTED = re.compile(r"[|>][-+]?\d")  # a mark of a block that says how far its lines are indented


@dataclass(slots=True)
class Node:
    """One value of a file: None, text, a list of nodes, or pairs of key and node.

    One that stands in the file but cannot be known (a spoiled cell) is unread.
    """

    value: str | list[Node] | list[tuple[str, Node, Place]] | None
    place: Place
    unread: bool = False

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a list of pairs."""
        return isinstance(self.value, list) and all(isinstance(v, tuple) for v in self.value)


def read_tree(path: Path, shown: str) -> Node | list[Finding]:
    """A YAML or JSON file as a tree, or the findings that say why it is none.

    `shown` is the file's name in messages. Raises UnreadableInput if the file cannot be opened.
    """
    try:
        raw = read_file(path, MAX_BYTES)
    except OSError as e:
        if e.errno == errno.EFBIG:
            return [_problem(f"文件超过{MAX_BYTES // 2**20}MB，不像是申报数据", Place(shown))]
        raise UnreadableInput(f"无法读取文件（{reason(e)}）", hint=PERMIT, where=shown) from e
    kind = kind_of(raw)  # first: what TextEdit saves under the name of a text can be read as one (RTF)
    if kind is not Kind.UNKNOWN or (text := _decode(raw)) is None:
        return [_no_text(kind, shown)]
    if sum(text.count(mark) for mark in "\n,[{") > _MAX_PARTS:
        return [_problem(f"内容超过{_MAX_PARTS}行（项），不像是一份申报数据", Place(shown))]
    try:
        if path.suffix.lower() == ".json":
            return _read_json(text, shown)
        return _read_yaml(text, shown)
    except RecursionError:
        return [_problem("嵌套层次过深", Place(shown))]


def _no_text(kind: Kind, shown: str) -> Finding:
    """What a file is that holds no text: one of another program does not become a record by its name."""
    if kind is Kind.UNKNOWN:
        return _problem("文件编码无法识别", Place(shown), "请用UTF-8编码保存后重试")
    hint = "改扩展名没有用：把内容照示例抄进YAML文件，人多的填people.xlsx"
    return _problem(f"不是YAML、JSON文件，是{kind.value}", Place(shown), hint)


def _decode(raw: bytes) -> str | None:
    try:
        return raw.decode(encoding_of(raw))
    except UnicodeDecodeError:
        return None


def _problem(message: str, place: Place, hint: str = "") -> Finding:
    return Finding("unreadable-file", message, hint=hint or "对照示例文件核对内容", place=place)


# --- YAML ----------------------------------------------------------------------------------------

_YAML_PROBLEMS = {
    "mapping values are not allowed here": "此处不应出现冒号",
    "could not find expected ':'": "缺少冒号",
    "found character '\\t' that cannot start any token": "缩进使用了制表符（Tab）",
    "did not find expected key": "缩进或引号不配对",
    "found unexpected end of stream": "引号没有结束",
    "expected ',' or ']'": "方括号没有结束，或里面的逗号是全角的",
    "expected ',' or '}'": "花括号没有结束，或里面的逗号是全角的",
    "expected <block end>, but found": "缩进不一致",
    "found duplicate anchor": "锚点重复",
    "found unknown escape character": "双引号里有反斜杠“\\”，去掉双引号，文件只写文件名",
    "expected escape sequence": "双引号里有反斜杠“\\”，去掉双引号，文件只写文件名",
}


def _read_yaml(text: str, shown: str) -> Node | list[Finding]:
    hint = "是内容的，整个加上单引号；是注释的，#后面加一个空格"
    findings = [
        _problem(f"“{lost}”前面有空格，会当作注释丢掉", Place(shown, line, column), hint)
        for line, column, lost in commented_away(text)
    ]
    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as e:  # which a text that goes on below what is lost of it brings about
        return findings or [_not_yaml(e, text, shown)]
    except (yaml.YAMLError, ValueError, OverflowError):
        return [_problem("YAML格式错误：含有不允许的字符", Place(shown), "删去看不见的字符和\\U开头的写法")]
    if root is None:
        return [_problem("文件是空的", Place(shown))]
    node = _FromYaml(text, shown, findings).node(root)
    return findings or node


def _not_yaml(error: yaml.MarkedYAMLError, text: str, shown: str) -> Finding:
    """Why a text is no YAML, and where: what is not closed is told where it begins."""
    mark = error.problem_mark or error.context_mark
    place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)
    if opened := opened_above(text, place.line or 1):
        said = f"引号没有结束，到第{place.line}行才碰到下一个引号"
        hint = "在它那一行的末尾补上引号；文字不用加引号的，删去这一个"
        return _problem(f"YAML格式错误：{said}", Place(shown, *opened), hint)
    if found := slip_near(text, place.line or 1):
        line, said, cure = found
        hint = cure or "缩进、短横、冒号都用半角，冒号、短横后面加一个空格，如“民族: 汉族”"
        return _problem(f"YAML格式错误：{said}", Place(shown, line, 1), hint)
    begun = error.context_mark
    if begun and re.search("flow|quoted", error.context or ""):
        place = Place(shown, begun.line + 1, begun.column + 1)
    known = next((zh for en, zh in _YAML_PROBLEMS.items() if en in (error.problem or "")), "无法解析")
    hint = "检查该行的缩进（用空格）、冒号后的空格和引号是否成对"
    return _problem(f"YAML格式错误：{known}", place, hint)


# What libyaml takes otherwise than PyYAML's own reader: marks of keys, tags, tabs, odd ends of lines, a
# comment that touches the mark of a block, and where nothing stands in braces.
_READ_OTHERWISE = re.compile(r"[?!\t\x85\u2028\u2029\ufeff]|[|>][-+\d]*#|^---|:\s*[,}\]]", re.MULTILINE)


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a text, by libyaml, six times as fast, if it is flat and libyaml finds no fault in it.

    Else by PyYAML's own reader, whose words for faults we know, and which cannot break at any depth.
    """
    with contextlib.suppress(yaml.YAMLError, ValueError):
        if not _READ_OTHERWISE.search(text) and excess(text) is None:
            return yaml.compose(text, Loader=yaml.CSafeLoader)
    return yaml.compose(text, Loader=yaml.SafeLoader)


class _FromYaml:
    """Nodes of YAML as nodes of text: what cannot be kept as it was typed is a finding."""

    def __init__(self, text: str, shown: str, findings: list[Finding]) -> None:
        self.lines, self.shown, self.findings = text.splitlines(), shown, findings
        self.seen: set[int] = set()

    def node(self, node: yaml.Node) -> Node:
        """A node with all that is in it."""
        place = Place(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self.seen:
            self.findings.append(_problem("不支持YAML别名（*）", place, "请把内容直接写出来"))
            return Node(None, place)
        self.seen.add(id(node))
        if "".join(self.lines[node.start_mark.line : place.line]).startswith("&", node.start_mark.column):
            self.findings.append(_problem("“&”开头的几个字会当作YAML锚点丢掉", place, _QUOTE))
        if node.tag not in _TEXT_TAGS and node.tag != _USUAL_TAGS.get(type(node)):
            self.findings.append(_problem(f"不支持YAML标签{node.tag}", place, "请去掉叹号开头的标签"))
        if isinstance(node, yaml.ScalarNode):
            plain_null = not node.style and node.value in _PLAIN_NULLS
            return Node(None if plain_null else self._text(node, place), place)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.node(item) for item in node.value], place)
        pairs: list[tuple[str, Node, Place]] = []
        for key, value in node.value:
            key_place = Place(self.shown, key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key, yaml.ScalarNode):
                self.findings.append(_problem("栏目名称必须是文字", key_place))
                continue
            name = _sound(str(key.value))
            if not key.style and name[:1].isspace():
                said = f"“{name.strip()}”前面的空格是全角的"
                self.findings.append(_problem(said, key_place, "缩进用半角空格"))
            pairs.append((name, self.node(value), key_place))
        return Node(_without_repeats(pairs, self.findings), place)

    def _text(self, node: yaml.ScalarNode, place: Place) -> str:
        """A text; where it goes on in another line, Chinese has no space there, as YAML puts one."""
        text, begun, ended = str(node.value), node.start_mark, node.end_mark
        is_empty = node.style in ("|", ">") and not text.strip()
        if is_empty and _COUNTED.match(self.lines[begun.line], begun.column):
            said = f"“{node.style}”后面的数字会当作缩进丢掉"
            self.findings.append(_problem(said, place, _QUOTE))
        if node.style == "|" or begun.line == ended.line:
            return text
        marks = 1 if node.style in ("'", '"') else 0
        lines = self.lines[begun.line : ended.line + 1]
        lines[0] = lines[0][begun.column + marks :]
        lines[ended.line - begun.line :] = [line[: ended.column - marks] for line in lines[-1:]]
        for above, below in pairwise(line.strip() for line in lines):
            if above and below:
                text = text.replace(f"{above} {below}", one_line(f"{above}\n{below}"), 1)
        return text


def _sound(key: str) -> str:
    """A key that can be shown: lone surrogates replaced."""
    return key.encode("utf-8", "replace").decode()


def _without_repeats(
    pairs: list[tuple[str, Node, Place]], findings: list[Finding]
) -> list[tuple[str, Node, Place]]:
    first: dict[str, tuple[str, Node, Place]] = {}
    for key, value, place in pairs:
        if key in first:
            findings.append(
                Finding(
                    "repeated-key",
                    f"“{key}”重复出现，前一处在{first[key][2]}",
                    hint="删去其中一处，或改成列表",
                    place=place,
                )
            )
        else:
            first[key] = (key, value, place)
    return list(first.values())


# --- JSON ----------------------------------------------------------------------------------------

# Text that the standard decoder has read is sound: its tokens can be told apart by their first
# character, and commas and colons say nothing more.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*"|[\[\]{}]|[^\[\]{}:,"\s]+')
_NO_JSON = frozenset({"NaN", "Infinity", "-Infinity"})  # which the standard decoder takes (RFC 8259, 6)

_Locate = Callable[[re.Match[str]], Place]


def _read_json(text: str, shown: str) -> Node | list[Finding]:
    try:
        json.loads(text, parse_int=str)  # int() refuses very long numbers
    except json.JSONDecodeError as e:
        fault = "文件没有写完整" if e.pos >= len(text.rstrip()) else "此处无法解析"
        place = Place(shown, e.lineno, e.colno)
        return [_problem(f"JSON格式错误：{fault}", place, "检查此处前后的逗号、引号和括号")]
    starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def place_of(token: re.Match[str]) -> Place:
        line = bisect_right(starts, token.start())
        return Place(shown, line, token.start() - starts[line - 1] + 1)

    findings: list[Finding] = []
    tokens = _JSON_TOKEN.finditer(text)
    node = _from_json(next(tokens), tokens, place_of, findings)
    return findings or node


def _from_json(
    token: re.Match[str], rest: Iterator[re.Match[str]], place_of: _Locate, findings: list[Finding]
) -> Node:
    word, place = token[0], place_of(token)
    if word == "[":
        items = []
        while (item := next(rest))[0] != "]":
            items.append(_from_json(item, rest, place_of, findings))
        return Node(items, place)
    if word == "{":
        pairs = []
        while (key := next(rest))[0] != "}":
            value = _from_json(next(rest), rest, place_of, findings)
            pairs.append((_sound(json.loads(key[0])), value, place_of(key)))
        return Node(_without_repeats(pairs, findings), place)
    if word in _NO_JSON:
        findings.append(_problem(f"JSON格式错误：没有{word}这样的值", place, "写成数字，或删去这一栏"))
    if word.startswith('"'):
        return Node(json.loads(word), place)
    return Node(None if word == "null" else word, place)
