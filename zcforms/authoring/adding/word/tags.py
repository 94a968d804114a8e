"""The tags of a clerk's Word file: read as they are seen on the page, checked, and written anew.

A clerk writes `{{ 姓名 }}`, `{{ person.name }}` or, in a row of a table that is to be repeated,
`{{ 获奖清单.奖励名称 }}`; whoever knows docxtpl may write its loops and conditions. Word splits tags
over runs at will: each is put back together. What is stored says the same in the words of
`fillers/docx.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcforms.authoring.adding.word.marks import SPACE, control_row
from zcforms.authoring.adding.word.merging import left_in
from zcforms.authoring.adding.word.package import FULL_WIDTH, Package
from zcforms.facts.vocabulary import IMAGES, Fact, Listing, Vocabulary, column
from zcforms.fillers import docx
from zcforms.fillers.word_file import SAVE_AS, W
from zcforms.fillers.word_grid import own
from zcforms.forms import Form, left_blank
from zcforms.ground.errors import BrokenForm
from zcforms.ground.files import stage
from zcforms.paper.staging import staging

_TAG = re.compile(r"\{\{([^{}]*)\}\}|\{%([^{}]*?)%\}")  # (never looks twice at what is no tag)
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}")
_NAME = re.compile(r"([^\W\d]\w*(?:\.\w+)*)(?:\|(\w+))?")
_LOOP = re.compile(r"(?:(tr|p) )?for ([^\W\d]\w*) in (\S+)")
_IF = re.compile(r"(?:(tr|p) )?if (not )?(\S+)")
_SPACE = re.compile(r"[\s\u3000\xa0\xad\u200b-\u200f\u2060\ufeff]+")  # what is seen as one, or not at all
_WAYS = {"年月": "month", "年月日": "chinese_date"}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = ("word/charts/", "word/diagrams/data")


@dataclass(frozen=True)
class Meaning:
    """What a tag was taken for: as it is written, its full Chinese name, and its source."""

    written: str
    meaning: str
    source: str


@dataclass
class _Tag:
    """One tag: where it stands in the text of its paragraph, and what it becomes."""

    start: int
    end: int
    inner: str
    is_value: bool
    becomes: str = ""


@dataclass
class _Open:
    """A loop or condition that is not yet closed."""

    kind: str  # "for" or "if"
    prefix: str
    place: str
    variable: str = ""
    listing: Listing | None = None


@dataclass
class _Reading:
    """What was found so far: fields and tables to declare, and every mistake."""

    words: Vocabulary
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    meanings: dict[Meaning, None] = field(default_factory=dict)
    rows: dict[Any, Listing] = field(default_factory=dict)  # rows of a table that name a list's columns


def adopt(
    package: Package, name: str, title: str, words: Vocabulary, scope: str, work: Path
) -> tuple[dict[str, Any], bytes, tuple[Meaning, ...]]:
    """The manifest and the template that a clerk's Word file becomes, and what each tag means.

    Raises BrokenForm with all mistakes of its tags; `name` is that of the file.
    """
    reading = _Reading(words)
    for part in package.text_parts():
        _read_part(package.trees[part], part, reading)
    reading.mistakes += _out_of_place(package)
    if left_in(package):
        hint = "改成普通文字，或在它的位置写{{ 栏目名 }}"
        reading.mistakes.append(
            f"有只在邮件合并时起作用的域（“下一记录”、记录号，或嵌在“如果…那么…否则”里），不会跟着填：{hint}"
        )
    manifest = {
        "title": title,
        "scope": scope,
        "media": ["docx"],
        "fields": reading.fields,
        "tables": reading.tables,
    }
    template = package.pack()
    if not reading.mistakes:
        reading.mistakes += _try(manifest, template, work)
    if reading.mistakes:
        lines = "\n".join(f"  {n}. {mistake}" for n, mistake in enumerate(reading.mistakes, 1))
        raise BrokenForm(
            f"有{len(reading.mistakes)}处错误，没有添加：\n{lines}",
            hint="改好后再添加；全部栏目见 zcforms forms fields",
            where=name,
        )
    return manifest, template, tuple(reading.meanings)


def _try(manifest: dict[str, Any], template: bytes, work: Path) -> list[str]:
    """Fill the form once, blank: what the tags do to the tables of Word shows only then."""
    with staging(work) as folder:
        stage(folder / docx.TEMPLATE, template)
        form = Form.model_validate({**manifest, "id": "own", "folder": folder})
        try:
            docx.check_template(form)
            docx.fill(form, left_blank(form))
        except BrokenForm as e:
            of_tags = "循环和条件的开头和结尾要各占表格的一行或一段"
            return [f"填不成：{e.message}；{of_tags if '标记有错' in e.message else SAVE_AS}"]
    return []


# --- reading -------------------------------------------------------------------------------------


def _read_part(tree: Any, name: str, reading: _Reading) -> None:
    count = 0
    for paragraph in tree.iter(f"{W}p"):
        pieces = [t for t in paragraph.iter(f"{W}t") if _is_seen(t, paragraph)]
        text = "".join(t.text or "" for t in pieces)
        in_cell = next(paragraph.iterancestors(f"{W}tc"), None) is not None
        count += bool(text.strip()) and not in_cell
        if text.strip():
            _read_paragraph(paragraph, pieces, text, _place(paragraph, name, count), reading)
    for still in reading.open:
        reading.mistakes.append(f"{still.place}：“{still.kind}”没有结尾的{{% end{still.kind} %}}")
    reading.open.clear()
    for row, listing in reading.rows.items():  # (several that touch are one entry: they repeat together)
        if reading.rows.get(row.getprevious()) is not listing:
            row.addprevious(control_row(f"for row in {listing.name.replace('.', '_')}"))
        if reading.rows.get(row.getnext()) is not listing:
            row.addnext(control_row("endfor"))
    reading.rows.clear()


def _is_seen(piece: Any, paragraph: Any) -> bool:
    """Whether a text is the paragraph's own, and not taken or moved away from it by a tracked revision."""
    above = next(piece.iterancestors(f"{W}p", f"{W}moveFrom", f"{W}del"))
    return above is paragraph


def _out_of_place(package: Package) -> list[str]:
    """Tags that would stand as they are: in endnotes, codes, formulas, old WordArt, charts and SmartArt."""
    bodies = [package.trees[part] for part in package.text_parts()]
    notes = package.trees.get("word/endnotes.xml")
    drawn = [tree for name, tree in package.trees.items() if name.startswith(_DRAWN)]
    said = {
        "尾注": [] if notes is None else notes.itertext(f"{W}t"),
        "域代码": (text for body in bodies for text in body.itertext(f"{W}instrText")),
        "公式": (text for body in bodies for text in body.itertext(f"{_MATH}t")),
        "艺术字": (path.get("string", "") for body in bodies for path in body.iter("{*}textpath")),
        "图表、SmartArt": (text for tree in drawn for text in tree.itertext("{*}t")),
    }
    text = {where: "".join(pieces) for where, pieces in said.items()}
    found = {where: _TAG.search(words.translate(FULL_WIDTH)) for where, words in text.items()}
    return [f"{where}里不能写栏目“{tag[0]}”，移到正文或脚注" for where, tag in found.items() if tag]


def _place(paragraph: Any, name: str, count: int) -> str:
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    where = {"h": "页眉", "f": "页脚"}.get(name.removeprefix("word/")[:1], "")
    where = "脚注" if "footnotes" in name else where
    if cell is None:
        return f"{where}第{count}段"
    row, table = (next(cell.iterancestors(f"{W}{tag}")) for tag in ("tr", "tbl"))
    nth = list(paragraph.getroottree().iter(f"{W}tbl")).index(table) + 1
    at_row = list(own(table, "tr", table)).index(row) + 1
    at_cell = list(own(row, "tc", table)).index(cell) + 1
    return f"{where}第{nth}个表格第{at_row}行第{at_cell}格"


def _read_paragraph(paragraph: Any, pieces: list[Any], text: str, place: str, reading: _Reading) -> None:
    plain = text.translate(FULL_WIDTH)
    shown = f"{place}“{text.strip() if len(text) <= 60 else text[:60] + '…'}”"
    tags = [
        _Tag(m.start(), m.end(), _SPACE.sub(" ", m[1] or m[2] or "").strip(), m[1] is not None)
        for m in _TAG.finditer(plain)
    ]
    rest = _TAG.sub(lambda m: " " * len(m[0]), plain)
    for half in dict.fromkeys(_HALF.findall(rest)):
        reading.mistakes.append(f"{shown}：“{half}”不成对；要印出它的，两个符号之间空一格")
    if any(plain[tag.start - 1 : tag.start] == "{" or plain[tag.end : tag.end + 1] == "}" for tag in tags):
        reading.mistakes.append(f"{shown}：花括号多了，左右各写两个；要印出花括号的，和它空一格")
    for tag in tags:
        wrong = _value(tag, paragraph, reading) if tag.is_value else _statement(tag, place, reading)
        if wrong:
            reading.mistakes.append(f"{shown}：{wrong}")
    for tag in reversed(tags):
        _rewrite(pieces, tag)


def _value(tag: _Tag, paragraph: Any, reading: _Reading) -> str:
    match = _NAME.fullmatch(tag.inner.replace(" ", ""))
    if match is None:
        return f"看不懂“{tag.inner}”，里面只写栏目名"
    name, way = match[1], match[2]
    if way and way not in _WAYS:
        return f"没有写法“{way}”，可用：年月、年月日"
    loop = next((o for o in reading.open if o.kind == "for" and name.startswith(f"{o.variable}.")), None)
    if loop:
        # (Where the loop's own list is unknown, that was said already.)
        return _cell(tag, loop.listing, name.partition(".")[2], way, reading) if loop.listing else ""
    head, _, last = name.rpartition(".")
    listing = reading.words.listing(head) if head else ""
    if isinstance(listing, Listing):
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        if row is None:
            return f"“{listing.title}”有许多条，要写在表格的一行里，这一行会按条数重复"
        if reading.rows.setdefault(row, listing) is not listing:
            return f"这一行已经用了“{reading.rows[row].title}”，一行只能用一个清单"
        return _cell(tag, listing, last, way, reading)
    fact = reading.words.fact(name)
    if isinstance(fact, str):
        return fact
    if way and not fact.may_be_date:
        return f"“{fact.title}”不是日期，不能写“|{way}”"
    reading.meanings[Meaning(f"{{{{ {tag.inner} }}}}", fact.chinese, fact.name)] = None
    tag.becomes = f"{{{{ {_declare(fact, way, reading)} }}}}"
    return ""


def _cell(tag: _Tag, listing: Listing, asked: str, way: str | None, reading: _Reading) -> str:
    fact = column(listing, asked)
    if isinstance(fact, str):
        return fact
    if way and not fact.may_be_date:
        return f"“{fact.title}”不是日期，不能写“|{way}”"
    meaning = Meaning(
        f"{{{{ {tag.inner} }}}}", f"{listing.chinese}.{fact.title}", f"{listing.name}.{fact.name}"
    )
    reading.meanings[meaning] = None
    table = reading.tables.setdefault(
        listing.name.replace(".", "_"),
        {"title": listing.title, "source": listing.name, "blank_rows": 3, "columns": {}},
    )
    name, spec = _spec(fact, way)
    table["columns"][name] = spec
    tag.becomes = f"{{{{ row.{name} }}}}"
    return ""


def _declare(fact: Fact, way: str | None, reading: _Reading) -> str:
    name, spec = _spec(fact, way)
    reading.fields[name] = spec
    return name


def _spec(fact: Fact, way: str | None) -> tuple[str, dict[str, Any]]:
    kind = "month" if fact.title.endswith("年月") else "text"
    if way:
        kind = _WAYS[way]
    name = fact.name.replace(".", "_") + (f"_{kind}" if way else "")
    spec: dict[str, Any] = {"title": fact.title, "source": fact.name}
    if fact.name in IMAGES:
        spec["format"] = "image"
    elif kind != "text":
        spec["format"] = kind
    return name, spec


def _statement(tag: _Tag, place: str, reading: _Reading) -> str:
    inner = tag.inner
    if loop := _LOOP.fullmatch(inner):
        return _begin_loop(tag, loop, place, reading)
    if end := re.fullmatch(r"(?:(tr|p) )?(endfor|endif|else)", inner):
        return _end(tag, end[1] or "", end[2], reading)
    if condition := _IF.fullmatch(inner):
        fact = reading.words.fact(condition[3])
        reading.open.append(_Open("if", condition[1] or "", place))
        if isinstance(fact, str):
            return fact
        name = _declare(fact, None, reading)
        tag.becomes = f"{{%{condition[1] or ''} if {condition[2] or ''}{name} %}}"
        return ""
    return f"看不懂“{inner}”，只能写for…in…、endfor、if、else、endif"


def _begin_loop(tag: _Tag, loop: re.Match[str], place: str, reading: _Reading) -> str:
    prefix, variable, asked = loop[1] or "", loop[2], loop[3]
    listing = reading.words.listing(asked)
    nested = any(o.kind == "for" for o in reading.open)
    reading.open.append(_Open("for", prefix, place, variable, None if isinstance(listing, str) else listing))
    if nested:
        return "循环里面不能再套循环"
    if isinstance(listing, str):
        return listing.replace("没有栏目", "没有清单")
    tag.becomes = f"{{%{prefix} for row in {listing.name.replace('.', '_')} %}}"
    return ""


def _end(tag: _Tag, prefix: str, word: str, reading: _Reading) -> str:
    kind = "if" if word == "else" else word.removeprefix("end")
    if not reading.open or reading.open[-1].kind != kind:
        return f"多余的{word}，前面没有对应的{kind}"
    if reading.open[-1].prefix != prefix:
        begun = reading.open[-1].prefix + " " + kind
        return f"“{prefix} {word}”与开头的“{begun.strip()}”不一致"
    if word != "else":
        reading.open.pop()
    tag.becomes = f"{{%{prefix} {word} %}}"
    return ""


# --- writing -------------------------------------------------------------------------------------


def _rewrite(pieces: list[Any], tag: _Tag) -> None:
    """Put a tag's new text into the run where it begins, and take the old out of all its runs."""
    at = 0
    written = False
    for piece in pieces:
        text = piece.text or ""
        start, end = max(tag.start - at, 0), min(tag.end - at, len(text))
        if start < end:
            piece.text = text[:start] + ("" if written else tag.becomes) + text[end:]
            piece.set(SPACE, "preserve")
            written = True
        at += len(text)
