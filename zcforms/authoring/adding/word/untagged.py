"""A clerk's Word file without tags becomes a form: what each blank asks for is guessed, to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zcforms.authoring.adding.brought import Proposal
from zcforms.authoring.adding.word.boxes import tick_boxes
from zcforms.authoring.adding.word.captions import Words
from zcforms.authoring.adding.word.controls import make_plain
from zcforms.authoring.adding.word.gaps import fill_gaps
from zcforms.authoring.adding.word.marks import Draft, Guess, draw
from zcforms.authoring.adding.word.package import Package
from zcforms.authoring.adding.word.table import Table
from zcforms.authoring.adding.word.tabular import read_table
from zcforms.authoring.yaml_lines import flow, unbroken
from zcforms.facts.vocabulary import vocabulary
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import grids, split_lines, text_of
from zcforms.forms import Form
from zcforms.ground.errors import UnreadableInput

_CALLED = {"docx": "Word表格", "xlsx": "Excel表", "pdf": "PDF"}
_HEAD = """# 由 zcforms forms add 从没有写栏目名的{0}猜出来的。对着“核对稿.{1}”逐项核对，改这个文件：
# 填错了的，改source（来源有哪些：zcforms forms fields，写每行后面的英文名）；不该填的，写 source: ''。
# 清单太长、只印前几项的，在那个清单下面加一行，如 most: 3（没有印的，制作时会说明）。
# 行末写的是它在哪里、当初猜得怎样，不用改。改好以后 zcforms build 就照它填；
# 把同一份文件再添加一次，只核对，不改这个文件，核对稿照它重出。"""

_APPENDIX = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十]")
_TITLE = re.compile(r"[^\W\d][^。：；]{2,40}表(?:（[^（）]*）)?")
_BREAKS = (f"{W}br", f"{W}pageBreakBefore", f"{W}sectPr", f"{W}lastRenderedPageBreak")


def propose(package: Package, title: str, words: Words, kept: Form | None = None) -> Proposal:
    """Guess what belongs into the blanks of a Word file, put tags there, and say what was not understood.

    The sheet to check shows what `kept` says, the form whose form.yaml a person went over, if there is one.
    Raises UnreadableInput for a file whose blanks cannot be told: revisions that are not accepted, or
    nothing to fill in.
    """
    body = package.trees["word/document.xml"].find(f"{W}body")
    if package.was_revised:
        hint = "在Word的“审阅”里接受或拒绝全部修订，再添加"
        raise UnreadableInput("文件里有没有接受的修订，分不清哪些字算数", hint=hint)
    make_plain(body)
    draft = Draft(vocabulary(words.scope).facts)
    _read(body, words, draft)
    if not draft.fields and not draft.lists:
        raise UnreadableInput(_why(body), hint="在要填的地方写上栏目名，如{{ 姓名 }}，再添加")
    draft.unread += _overlooked(package)
    if heads := list(_further(body)):
        said = f"文件里像是不止一张表（后面还有“{'”“'.join(heads)}”），合成一张收进来了"
        draft.remarks.append(f"{said}；要分开填、分开印的，各存成一个文件，分别添加")
    template, manifest = package.pack(), manifest_of(title, words.scope, draft)
    if kept is not None:
        draft.go_over(kept)
    draw(draft)
    return Proposal(manifest, template, package.pack(), draft)


def _read(body: Any, words: Words, draft: Draft) -> None:
    """Paragraphs and tables in their order, each table with the text that stands above it."""
    for table in body.iter(f"{W}tbl"):
        split_lines(table)
    tables = {id(grid.element): (n, grid) for n, grid in enumerate(grids(body), 1)}
    around, count = "", 0
    for element in list(body.iter(f"{W}p", f"{W}tbl")):
        if element.tag == f"{W}tbl":
            number, grid = tables[id(element)]
            read_table(Table(grid, number, around, words, draft))
        elif next(element.iterancestors(f"{W}tc", f"{W}txbxContent"), None) is None:
            text = text_of(element).strip()
            if text:
                count += 1
                around = text
                fill_gaps(element, f"第{count}段", words, draft)
                tick_boxes(element, f"第{count}段", words, draft)


def _further(body: Any) -> Iterator[str]:
    """What heads another form after a table: 附件4, or a title …表 at the top of a page."""
    tabled, at_top = False, False
    for element in body:
        if element.tag == f"{W}tbl":
            tabled, at_top = True, False
            continue
        marks = element.iter(*_BREAKS)
        breaks = any(one.tag != f"{W}br" or one.get(f"{W}type") == "page" for one in marks)
        text = text_of(element).strip() if element.tag == f"{W}p" else ""
        begins = at_top or breaks
        if tabled and (_APPENDIX.match(text) or (begins and _TITLE.fullmatch(text))):
            yield text[:30]
        at_top = begins and not text


def _why(body: Any) -> str:
    """Why nothing was found to be filled in."""
    if next(body.iter(f"{W}tbl"), None) is not None:
        return "没有认出一个可以填的空格"
    if next(body.iter(f"{W}drawing", f"{W}pict"), None) is not None:
        return "表格是一张图片，里面的空格认不出来"
    return "没有表格，也没有带横线的空格"


def _overlooked(package: Package) -> list[str]:
    """What the file has and was not looked at."""
    body = package.trees["word/document.xml"].find(f"{W}body")
    found = []
    if boxes := sum(bool("".join(b.itertext(f"{W}t")).strip()) for b in body.iter(f"{W}txbxContent")):
        found.append(f"{boxes}个文本框里的内容")
    codes = [
        *body.itertext(f"{W}instrText"),
        *(one.get(f"{W}instr", "") for one in body.iter(f"{W}fldSimple")),
    ]
    if merged := sum("MERGEFIELD" in code for code in codes):
        found.append(
            f"{merged}个邮件合并的域（«…»）：不会填，删去域、留出空格，或改写成{{{{ 栏目名 }}}}，再添加"
        )
    settings = package.trees.get("word/settings.xml")
    if settings is not None and settings.find(f"{W}documentProtection") is not None:
        found.append("文件限制了编辑：做出来的表也一样，要手工改的先取消限制")
    return found


def manifest_of(title: str, scope: str, draft: Draft, medium: str = "docx") -> str:
    """The text of the form.yaml; nothing that a file says can end a comment or begin an entry."""
    head = _HEAD.format(_CALLED[medium], medium)
    lines = [head, f"title: {flow(title)}", f"scope: {scope}", f"media: [{medium}]"]
    is_pdf = medium == "pdf"
    lines += ["flatten: true"] if is_pdf else []
    lines.append("fields:" if draft.fields else "fields: {}")
    lines += [_entry("  ", one, one.key if is_pdf else "") for one in draft.fields]
    lines.append("tables:" if draft.lists else "tables: {}")
    for one in draft.lists:
        about = {"title": one.title, **({"source": one.source} if one.source else {})}
        lines += [
            f"  {one.key}:  # {one.place}起，{one.rows}行",
            *(f"    {key}: {flow(value)}" for key, value in about.items()),
            f"    blank_rows: {one.rows}",
            f"    min_rows: {one.rows}",
            "    columns:",
            *(_entry("      ", c, f"{one.key}{c.key}_{{n}}" if is_pdf else "") for c in one.columns),
        ]
    return "\n".join(lines) + "\n"


def _entry(indent: str, one: Guess, pdf: str) -> str:
    entry = {"title": one.caption, "source": one.source, **({"pdf": pdf} if pdf else {})}
    if one.format != "text":
        entry["format"] = one.format
    doubt = "" if one.sure else "　猜的，没有把握" if one.source else "　没有猜到"
    return unbroken(f"{indent}{one.key}: {flow(entry)}  # {one.place}{doubt}")
