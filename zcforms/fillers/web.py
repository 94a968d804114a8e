"""Values into a page for the web: one file that shows a table, runs nothing and asks for nothing.

Everything that a browser could fetch or run is forbidden by the page itself, so that it may stand on any
site; it names no program and no clock, and its style is its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from zcforms.forms import Form, Values

_STYLE = """
body { margin: 1.5rem; color: #111; }
body { font: 16px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.4rem; text-align: center; }
p { display: flex; flex-wrap: wrap; gap: 0 3rem; margin: .6rem 0; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #555; padding: .3rem .5rem; text-align: center; white-space: pre-line; }
th { background: #eee; }
.short { white-space: nowrap; }
@media print { body { margin: 0; font-size: 9pt; } tr { break-inside: avoid; } }
"""
_SHORT = 6  # characters that are never torn: a name, a word
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(form: Form, values: Values, table: str, head: Sequence[str], foot: Sequence[str]) -> bytes:
    """One table of a form as a page: title, a line above, header row, rows, a line below."""
    columns = values.options.get("columns") or list(form.tables[table].columns)
    headings = [form.tables[table].columns[name].title.replace("\n", "") for name in columns]
    rows = [[row.cells[name] for name in columns] for row in values.tables[table]]
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{escape(values.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(values.title)}</h1>
{_line(head)}
<div><table>
<thead>{_row("th", headings)}</thead>
<tbody>
{chr(10).join(_row("td", row) for row in rows)}
</tbody>
</table></div>
{_line(foot)}
</body>
</html>
""".encode()


def _row(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(_cell(tag, text) for text in cells) + "</tr>"


def _cell(tag: str, text: str) -> str:
    short = ' class="short"' if len(text) <= _SHORT else ""
    return f"<{tag}{short}>{escape(text)}</{tag}>"


def _line(parts: Iterable[str]) -> str:
    return "<p>" + "".join(f"<span>{escape(part)}</span>" for part in parts) + "</p>"
