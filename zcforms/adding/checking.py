"""Whether the sources that a form.yaml names exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pydantic import BaseModel

from zcforms.forms import Form
from zcforms.intake.records import model_of
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan

# What a `source` may begin with, and the record that it then walks through.
_RECORDS: dict[str, type[BaseModel]] = {"person": Applicant, "unit": Institution, "plan": Plan}


def unknown_sources(form: Form, ours: Iterable[Form]) -> Iterator[str]:
    """Sources that no form of ours draws on and that lead through no record, each as one sentence."""
    alike = [f for f in ours if f.scope == form.scope]
    known = {s.source for f in alike for s in f.fields.values() if s.source}
    columns: dict[str, set[str]] = {}
    for table in (t for f in alike for t in f.tables.values()):
        columns.setdefault(table.source, set()).update(s.source or n for n, s in table.columns.items())
    for name, spec in form.fields.items():
        if spec.source and spec.source not in known and not _leads_somewhere(spec.source):
            yield f"{name}：来源“{spec.source}”不存在{_near(spec.source, known)}"
    for name, table in form.tables.items():
        if table.source not in columns:
            yield f"{name}：来源“{table.source}”不是列表{_near(table.source, columns)}"
            continue
        for column, spec in table.columns.items():
            source, there = spec.source or column, columns[table.source]
            if source not in there:
                yield f"{name}.{column}：列表“{table.source}”没有“{source}”{_near(source, there)}"


def _near(word: str, known: Iterable[str]) -> str:
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    if near:
        return f"，是否想写“{near[0]}”？"
    return f"；可用：{'、'.join(words)}" if len(words) < 20 else ""


def _leads_somewhere(source: str) -> bool:
    root, *steps = source.split(".")
    model = _RECORDS.get(root)
    for step in steps:
        if model is None:
            return False
        field = model.model_fields.get(step)
        if field is None:
            return isinstance(getattr(model, step, None), property)
        model = model_of(field.annotation)
    return bool(steps)
