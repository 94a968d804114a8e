"""Every form, filled with its sample and blank, as pictures on one page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pypdfium2
import yaml

from zcforms.chinese.dates import PartialDate
from zcforms.facts.sources import check_sources
from zcforms.fillers import html
from zcforms.forms import FieldSpec, Form, Values, left_blank, written
from zcforms.forms.files import read_text
from zcforms.ground.errors import BrokenForm
from zcforms.ground.meant import meant
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
    """The values of a form's own sample file, written as a person's are; photo and code cells stay empty.

    BrokenForm names what the sample gives a value and the form does not have, or never prints.
    """
    where = f"{form.id}/{sample}"
    try:
        data = yaml.load(read_text(form.folder / sample, where), Loader=yaml.CSafeLoader) or {}
    except (ValueError, yaml.YAMLError) as e:
        raise BrokenForm("示例无法读取", hint="文件应为UTF-8编码的YAML", where=where) from e
    _known(data, ("title", "options", "fields", "tables"), "键", where)
    fields, tables = data.get("fields", {}), data.get("tables", {})
    _known(fields, form.fields, "栏目", where)
    _known(tables, form.tables, "表", where)
    _refuse_unprinted(form, fields, tables, where)
    for name, rows in tables.items():
        for row in rows:
            _known(row, form.tables[name].columns, f"“{name}”的列", where)
    return written(
        form,
        {name: _held(value, form.fields[name], where) for name, value in fields.items()},
        {
            name: [{c: _held(v, form.tables[name].columns[c], where) for c, v in row.items()} for row in rows]
            for name, rows in tables.items()
        },
        data.get("title"),
        data.get("options"),
    )


def _refuse_unprinted(form: Form, fields: Iterable[str], tables: Iterable[str], where: str) -> None:
    """What no person's form would print, a sample must not show."""
    empty = [name for name in fields if form.fields[name].source is None]
    empty += [name for name in tables if form.tables[name].source is None]
    if empty:
        raise BrokenForm(f"示例给了“{empty[0]}”一个值，而它留给手写", hint="删去它", where=where)
    for name in fields:
        if form.fields[name].format == "image":
            raise BrokenForm(
                f"示例给了“{name}”一个值，而它是图片", hint="删去它，图片不写在示例里", where=where
            )


def _held(value: Any, spec: FieldSpec, where: str) -> Any:
    """What a field holds: what a sample says of a date is one, as a person's is."""
    if spec.format not in ("month", "chinese_date") or not value:
        return value
    with suppress(ValueError):
        if not isinstance(value, float):  # without quotes, 2016.10 is January
            return PartialDate.parse(str(value))
    hint = '写成带引号的日期，如"2016.12"'
    raise BrokenForm(f"示例的“{spec.title}”不是日期：{value}", hint=hint, where=where)


def _known(given: Mapping[str, Any], names: Iterable[str], kind: str, where: str) -> None:
    for name in given:
        if name not in (known := list(names)):
            hint = meant(name, known, "可用：" + "、".join(known), cutoff=0.4)
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
