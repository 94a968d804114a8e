"""Which of a form's values goes into which field of its PDF, as form.yaml says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from zcforms.fillers.acroform.fields import KIND_LABELS, Field, Template
from zcforms.forms import FieldSpec, Form, TableSpec, Values
from zcforms.ground.errors import BrokenForm
from zcforms.ground.findings import Finding, Path
from zcforms.ground.meant import meant

NUMBER = "{n}"  # in the name of a column's PDF field: the number of the row


@dataclass(frozen=True)
class Entry:
    """One value on its way into one field of the PDF; `path` leads to it in the form."""

    field: Field
    title: str
    spec: FieldSpec
    path: Path
    text: str = ""
    image: bytes | None = None


def entries(form: Form, values: Values, template: Template) -> tuple[list[Entry], list[Finding]]:
    """Every mapped field with its value, and the rows for which the PDF has no room.

    BrokenForm names what form.yaml and the PDF disagree on.
    """
    require_agreement(form, template)
    found = []
    for name, spec in form.fields.items():
        field = template.fields[spec.pdf or ""]
        text = _chosen(spec, field, values.fields.get(name, ""))
        found.append(Entry(field, spec.title, spec, (name,), text, values.images.get(name)))
    findings = []
    for name, table in form.tables.items():
        room, rows = _numbers(table, template), values.tables[name]
        for n, row in zip(room, [*rows, *[None] * len(room)], strict=False):
            for column, spec in table.columns.items():
                cell = template.fields.get((spec.pdf or "").replace(NUMBER, str(n)))
                if cell:
                    text = _chosen(spec, cell, row.cells[column] if row else "")
                    title, path = f"{table.title}第{n}行{spec.title}", (name, n - 1, column)
                    found.append(Entry(cell, title, spec, path, text))
        written = sum(not row.blank for row in rows)
        if written > len(room):
            findings.append(
                Finding(
                    "table-overflows",
                    f"《{values.title}》“{table.title}”在PDF里只有{len(room)}行，现有{written}行",
                    hint="精简条目，或向发布单位要行数更多的表",
                    path=(name,),
                )
            )
    return found, findings


def _chosen(spec: FieldSpec, field: Field, text: str) -> str:
    """A word of ours in the PDF's own words; a box that is for some words stays empty for all others."""
    others = "" if field.kind == "checkbox" and spec.choices else text
    return spec.choices.get(text, others)


def _numbers(table: TableSpec, template: Template) -> list[int]:
    """The numbers of a table's rows in the PDF: from 1 (or 0, as some programs count) without a gap."""

    def exists(n: int) -> bool:
        return any((s.pdf or "").replace(NUMBER, str(n)) in template.fields for s in table.columns.values())

    first = 0 if exists(0) else 1
    last = first
    while exists(last):
        last += 1
    return list(range(first, last))


# --- the two must agree --------------------------------------------------------------------------


def require_agreement(form: Form, template: Template) -> None:
    """BrokenForm with everything that form.yaml and its PDF disagree on."""
    faults = list(mapping_faults(form, template))
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise BrokenForm(f"与template.pdf对不上，有{len(faults)}处：\n{lines}", where=f"{form.id}/form.yaml")


def mapping_faults(form: Form, template: Template) -> Iterator[str]:
    """What form.yaml and its PDF disagree on, each as one sentence for a clerk."""
    taken = Counter(spec.pdf for spec in form.fields.values() if spec.pdf)
    for name, count in taken.items():
        if count > 1:
            yield f"PDF栏目“{name}”被{count}个栏目同时填写，只能留一个"
    for name, spec in form.fields.items():
        yield from _field_faults(name, spec, template)
    for name, table in form.tables.items():
        for column, spec in table.columns.items():
            if not spec.pdf or NUMBER not in spec.pdf:
                yield f"{name}.{column}：pdf要写成带{NUMBER}的名称，如“工作{NUMBER}单位”，{NUMBER}代表第几行"
        if not _numbers(table, template):
            yield f"{name}：PDF里没有一行能对上（{'、'.join(str(s.pdf) for s in table.columns.values())}）"


def _field_faults(name: str, spec: FieldSpec, template: Template) -> Iterator[str]:
    if not spec.pdf:
        yield f"{name}：没有写pdf（PDF里的栏目名称）；不填的栏目请从form.yaml删去"
        return
    field = template.fields.get(spec.pdf)
    if field is None:
        near = meant(spec.pdf, template.fields, cutoff=0.4)
        yield f"{name}：PDF里没有“{spec.pdf}”" + (f"，{near}" if near else "")
        return
    if field.kind in ("signature", "unknown"):
        yield f"{name}：“{spec.pdf}”是{KIND_LABELS[field.kind]}栏，不能填写"
    elif (field.kind == "button") != (spec.format == "image"):
        yield f"{name}：“{spec.pdf}”是{KIND_LABELS[field.kind]}；照片只能放进按钮，按钮也只能放照片"
    elif not any(widget.seen for widget in field.widgets):
        yield f"{name}：“{spec.pdf}”在页面上看不见，填了也印不出来"
    if not field.free:
        words = [word for pair in field.options for word in pair]
        for word in spec.choices.values():
            if word and word not in words and not (field.kind == "checkbox" and word in "是否"):
                yield f"{name}：choices中的“{word}”不是PDF里的选项（{'、'.join(dict.fromkeys(words))}）"


def destinations(form: Form, template: Template) -> dict[str, FieldSpec]:
    """What goes into each field of the PDF, by its name; the others stay for handwriting."""
    found = {spec.pdf: spec for spec in form.fields.values() if spec.pdf}
    for table in form.tables.values():
        for n in _numbers(table, template):
            found |= {(spec.pdf or "").replace(NUMBER, str(n)): spec for spec in table.columns.values()}
    return {name: spec for name, spec in found.items() if name in template.fields}
