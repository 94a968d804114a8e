"""A first form.yaml for a stranger's PDF: what was guessed, and plainly what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcforms.authoring.adding.guessing import CAPTION, plain, tables
from zcforms.authoring.yaml_lines import flow, unbroken
from zcforms.fillers.acroform import KIND_LABELS, Field
from zcforms.forms import FieldSpec

_HEAD = "# 由 zcforms forms add 写成。猜到的请逐项核对；改好以后把同一条命令再运行一次，它会核对本文件。"
_UNKNOWN = """
# 下面的栏目没有猜到填什么。留给手写的不用管；要填的，去掉行首的“# ”，在source后写来源
# （来源有哪些：zcforms forms fields{scope}，写每行后面的英文名）。"""
_TABLE = """
# 下面的栏目一行行排成表，{n}代表第几行。要填的，去掉行首的“# ”，source写一个列表（如work工作经历、
# education学习培训、project_rows项目、paper_rows论文），各列的source写列表里的列（如period、unit）。
# tables:
#   rows:
#     title: ''
#     source: ''
#     columns:"""


def manifest(
    title: str,
    scope: str,
    fields: Sequence[Field],
    guessed: Mapping[str, FieldSpec],
    captions: Mapping[str, str],
) -> str:
    """The text of the form.yaml; nothing that a PDF says can end a comment or begin an entry."""
    known, unknown = [], []
    groups = tables(fields, captions)
    cells = {name for group in groups.values() for name in group}
    for n, field in enumerate(fields, 1):
        caption = captions.get(field.name, "")[-CAPTION:]
        about = KIND_LABELS[field.kind] + (f"，第{field.widgets[0].page}页" if field.widgets else "")
        if field.options:
            about += f"，可选：{'、'.join(shown for _, shown in field.options)}"
        if spec := guessed.get(field.name):
            entry = _entry(spec.title, spec.source or "", spec.format, field.name)
            known.append(f"  f{n}: {entry}  # {unbroken(about)}")
        elif field.name not in cells and field.kind not in ("signature", "button", "unknown"):
            about += f"，旁边的文字：{caption}" if caption else ""
            entry = _entry(plain(caption) or field.name, "", "text", field.name)
            unknown.append(unbroken(f"  # f{n}: {entry}  # {about}"))
    lines = [
        _HEAD,
        f"title: {flow(title)}",
        f"scope: {scope}",
        "media: [pdf]",
        "flatten: false  # 扁平化：改成true，交出去的PDF栏目就不能再改",
        "fields:" if known else "fields: {}",
        *known,
    ]
    if unknown:
        asked = "" if scope == "person" else f" --scope {scope}"
        lines += [_UNKNOWN.strip().format(scope=asked), *unknown]
    if groups:
        lines.append(_TABLE.strip())
        for n, (pattern, names) in enumerate(groups.items(), 1):
            entry = _entry(plain(captions.get(names[0], "")) or plain(pattern), "", "text", pattern)
            lines.append(unbroken(f"#       c{n}: {entry}  # {len(names)}行"))
    return "\n".join(lines) + "\n"


def _entry(title: str, source: str, form: str, pdf: str) -> str:
    entry = {"title": title, "source": source, "format": form, "pdf": pdf}
    if form == "text":
        del entry["format"]
    return flow(entry)
