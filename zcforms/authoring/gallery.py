"""Every form, filled with its sample and blank, as pictures on one page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import Any

import pypdfium2
import yaml

from zcforms.facts.sources import check_sources
from zcforms.fillers import html
from zcforms.forms import Form, TableSpec, Values, left_blank, rows_of
from zcforms.ground.errors import BrokenForm
from zcforms.paper.delivery import deliver

_SCALE = 110 / 72


@dataclass
class Gallery:
    """How many pictures were made, and what was found on the samples, each with its file."""

    pictures: int = 0
    found: list[str] = field(default_factory=list)


def samples(form: Form) -> list[Path]:
    """The sample files of a form: sample.yaml, and one for each other flavour that plans ask for."""
    return sorted(form.folder.glob("sample*.yaml"))


def sample_values(form: Form, sample: str = "sample.yaml") -> Values:
    """The values of a form's own sample file; the photo and code cells stay empty.

    BrokenForm names what the sample gives a value and the form does not have.
    """
    where = f"{form.id}/{sample}"
    try:
        data = yaml.safe_load((form.folder / sample).read_text("utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as e:
        raise BrokenForm("示例无法读取", hint="文件应为UTF-8编码的YAML", where=where) from e
    _known(data, ("title", "options", "fields", "tables"), "键", where)
    _known(data.get("fields", {}), form.fields, "栏目", where)
    _known(data.get("tables", {}), form.tables, "表", where)
    for name, rows in data.get("tables", {}).items():
        for row in rows:
            _known(row, form.tables[name].columns, f"“{name}”的列", where)
    blank = left_blank(form, data.get("title"), data.get("options"))
    # Through the same door as an applicant's rows, so that a sample shows what a person will get.
    tables = {
        name: rows_of([_facts(row, form.tables[name]) for row in rows], form.tables[name], form, name)
        for name, rows in data.get("tables", {}).items()
    }
    return Values(
        title=blank.title,
        fields={**blank.fields, **data.get("fields", {})},
        tables={**blank.tables, **tables},
        options=blank.options,
    )


def _facts(row: Mapping[str, Any], table: TableSpec) -> dict[str, Any]:
    """A sample's row as the facts that its columns draw on."""
    facts: dict[str, Any] = {}
    for name, spec in table.columns.items():
        *way, last = (spec.source or name).split(".")
        inner = facts
        for step in way:
            inner = inner.setdefault(step, {})
        inner[last] = row.get(name)
    return facts


def _known(given: Mapping[str, Any], names: Iterable[str], kind: str, where: str) -> None:
    for name in given:
        if name not in (known := list(names)):
            near = get_close_matches(name, known, n=1, cutoff=0.4)
            hint = f"是否想写“{near[0]}”？" if near else "可用：" + "、".join(known)
            raise BrokenForm(f"示例用了没有声明的{kind}“{name}”", hint=hint, where=where)


def pictures(pdf: bytes) -> Iterator[bytes]:
    """The pages of a PDF as PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            target = io.BytesIO()
            page.render(scale=_SCALE).to_pil().convert("L").quantize(16).save(target, "PNG", optimize=True)
            yield target.getvalue()


def make(out: Path, forms: Iterable[Form]) -> Gallery:
    """Write index.html and its pictures of those forms that have an HTML template."""
    made = Gallery()
    parts = []
    for form in (form for form in forms if "html" in form.media):
        check_sources(form)
        html.check_template(form)
        parts.append(f"<h2>{escape(form.title)} <small>{form.id}</small></h2>")
        prints = [(path.stem, sample_values(form, path.name)) for path in samples(form)]
        if form.scope != "binding":
            prints.append(("blank", left_blank(form)))
        for kind, values in prints:
            label = "空白" if values.blank else "示例"
            parts.append(f"<h3>{label}</h3><div>")
            filled = html.fill(form, values)
            for finding in filled.findings:
                made.found.append(f"{form.id}（{label} {kind}）：{finding.message}　→ {finding.hint}")
            for n, picture in enumerate(pictures(filled.pdf), 1):
                name = f"{form.id}-{kind}-{n}.png"
                deliver(out / name, picture)
                parts.append(f'<img src="{name}" alt="{escape(form.title)} {label} 第{n}页">')
                made.pictures += 1
            parts.append("</div>")
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>zcforms 表格图样</title>'
        "<style>body{font-family:sans-serif;margin:2em;background:#eee}img{width:24em;margin:.5em;"
        "background:#fff;box-shadow:0 1px 4px #888}</style><h1>表格图样</h1>" + "\n".join(parts)
    )
    deliver(out / "index.html", page.encode())
    return made
