"""Whether the two ways of setting a form agree: `python benchmarks/typesetting.py [-n RECORDS] [FORM…]`.

Every form, with each of its samples, blank, empty, with its texts and rows several times over, and with
random records, is set by the typesetter of our own and by WeasyPrint, for one side of the sheet and for
two. Compared: pages; texts, rules, borders, surfaces and pictures where they are painted; links, anchors and
bookmarks; and every glyph's origin in the finished PDF. Printed by form: how many documents, in how many
something differs, by how much a glyph is off, how many the typesetter refuses and why, and the milliseconds
of both ways.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import golden
import typeset_compare as compare
from inspection import enlarged
from test_ink import LONG

from zcforms.forms import Form, Row, Values, find_form, left_blank, load_forms
from zcforms.ground.errors import BrokenForm

LENGTHS = (0.3, 0.6, 1, 1, 1, 1.5, 2, 3)  # of a random text, in those of the sample's
MOST_ROWS = 3  # times as many as the sample has


def cases(form: Form, records: int) -> Iterator[tuple[str, Values]]:
    """Values of a form, each with a name."""
    for name, (other, values) in golden.cases().items():
        if other.id != form.id:
            continue
        yield name, values
        if values.blank:
            yield f"{form.id}/empty", replace(left_blank(form, values.title, values.options), blank=False)
            continue
        for texts, rows in ((3, 1), (2, 2), (1, 3)):
            yield f"{name} ×{texts} ×{rows}", enlarged(form, values, texts, rows)
        yield f"{name} long names", with_long_names(form, values)
        for seed in range(records):
            yield f"{name} random {seed}", at_random(values, random.Random(crc32(f"{name} {seed}".encode())))


def with_long_names(form: Form, values: Values) -> Values:
    """Values with the longest names of people and units that a form has to hold."""
    fields = {
        name: LONG.get(form.fields[name].source or "", text) if text else text
        for name, text in values.fields.items()
    }
    tables = {
        name: [
            Row(
                {
                    c: LONG.get(form.tables[name].columns[c].title, t) if t else t
                    for c, t in row.cells.items()
                },
                row.blank,
            )
            for row in rows
        ]
        for name, rows in values.tables.items()
    }
    return replace(values, fields=fields, tables=tables)


def at_random(values: Values, dice: random.Random) -> Values:
    """Values with other texts, longer and shorter ones or none, and other rows than a sample's."""
    ink = [c for text in values.fields.values() for c in text if "\u4e00" <= c < "\u9fa6"] or list("甲乙丙")

    def other(text: str) -> str:
        if not text or dice.random() < 0.05:
            return ""
        if not any("\u4e00" <= c < "\u9fa6" for c in text):
            return text
        mixed = "".join(
            dice.choice(ink) if "\u4e00" <= c < "\u9fa6" and dice.random() < 0.7 else c for c in text
        )
        length = max(1, round(len(mixed) * dice.choice(LENGTHS)))
        return (mixed * (length // len(mixed) + 1))[:length].strip() or mixed

    fields = {name: other(text) for name, text in values.fields.items()}
    tables = {}
    for name, rows in values.tables.items():
        wanted = dice.randint(0, MOST_ROWS * len(rows)) if dice.random() < 0.7 else len(rows)
        tables[name] = [
            Row({c: other(text) for c, text in row.cells.items()}, row.blank)
            for row in ([dice.choice(rows) for _ in range(wanted)] if rows else [])
        ]
    return replace(values, fields=fields, tables=tables)


def main(arguments: list[str]) -> int:
    """Compare; the exit code tells whether something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--records", type=int, default=10, help="random records of each sample")
    parser.add_argument("forms", nargs="*")
    given = parser.parse_args(arguments)
    forms = load_forms()
    wrong = 0
    for form in [find_form(forms, name) for name in given.forms] or forms.values():
        if "html" not in form.media:
            continue
        refused: Counter[str] = Counter()
        seen = differ = 0
        worst = 0.0
        spent = [0.0, 0.0]
        for name, values in cases(form, given.records):
            for duplex in (False, True):
                try:
                    found = compare.documents(form, values, duplex)
                except BrokenForm as e:  # a form may refuse to be empty, or to have no rows
                    refused[str(e)] += 1
                    continue
                if found.refused:
                    refused[found.refused] += 1
                    continue
                seen, differ = seen + 1, differ + bool(found.differences)
                worst = max(worst, found.worst)
                spent = [total + one for total, one in zip(spent, found.seconds, strict=True)]
                for line in found.differences[:2]:
                    print(f"  {name}{' duplex' if duplex else ''}: {line[:300]}", flush=True)
        wrong += differ
        ours, theirs = (1000 * total / max(1, seen) for total in spent)
        said = "; ".join(f"{count} × {why}" for why, count in refused.most_common(3))
        print(
            f"{form.id:22} {seen:4} alike but {differ}, worst {worst:.3f} pt, "
            f"{ours:6.1f} ms / {theirs:6.1f} ms  {said}",
            flush=True,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
