"""Every form, filled with its sample and blank, as pictures on one page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pypdfium2
import yaml

from zcforms.delivery import deliver
from zcforms.fillers import html
from zcforms.forms import Form, Row, Values, left_blank, load_forms

_SCALE = 110 / 72


def samples(form: Form) -> list[Path]:
    """The sample files of a form: sample.yaml, and one for each other flavour that plans ask for."""
    return sorted(form.folder.glob("sample*.yaml"))


def sample_values(form: Form, sample: str = "sample.yaml") -> Values:
    """The values of a form's own sample file; the photo and code cells stay empty."""
    data = yaml.safe_load((form.folder / sample).read_text("utf-8"))
    blank = left_blank(form, data.get("title"), data.get("options"))
    tables = {
        name: [Row({**dict.fromkeys(form.tables[name].columns, ""), **row}) for row in rows]
        for name, rows in data.get("tables", {}).items()
    }
    return Values(
        title=blank.title,
        fields={**blank.fields, **data.get("fields", {})},
        tables={**blank.tables, **tables},
        options=blank.options,
    )


def pictures(pdf: bytes) -> Iterator[bytes]:
    """The pages of a PDF as PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            target = io.BytesIO()
            page.render(scale=_SCALE).to_pil().convert("L").quantize(16).save(target, "PNG", optimize=True)
            yield target.getvalue()


def make(out: Path) -> int:
    """Write index.html and its pictures; returns how many pictures there are."""
    count = 0
    parts = []
    for form in load_forms().values():
        html.check_template(form)
        parts.append(f"<h2>{escape(form.title)} <small>{form.id}</small></h2>")
        prints = [(path.stem, sample_values(form, path.name)) for path in samples(form)]
        if form.scope != "binding":
            prints.append(("blank", left_blank(form)))
        for kind, values in prints:
            label = "空白" if values.blank else "示例"
            parts.append(f"<h3>{label}</h3><div>")
            for n, picture in enumerate(pictures(html.fill(form, values).pdf), 1):
                name = f"{form.id}-{kind}-{n}.png"
                deliver(out / name, picture)
                parts.append(f'<img src="{name}" alt="{escape(form.title)} {label} 第{n}页">')
                count += 1
            parts.append("</div>")
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>zcforms 表格图样</title>'
        "<style>body{font-family:sans-serif;margin:2em;background:#eee}img{width:24em;margin:.5em;"
        "background:#fff;box-shadow:0 1px 4px #888}</style><h1>表格图样</h1>" + "\n".join(parts)
    )
    deliver(out / "index.html", page.encode())
    return count
