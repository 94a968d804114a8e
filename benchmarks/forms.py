"""How much faster a form is filled than by the engine alone: `python benchmarks/forms.py [FORM…]`.

Each sample of each form (or of the named ones) is filled for one person after the other, on one core: by
WeasyPrint's own ways, and by the short ones (fillers/engine/shortcuts). The people differ, as people do,
so that nothing is measured that was kept of the same person. Printed: pages; milliseconds of the processor
for the markup, for layout and PDF the short way, and by the engine alone; their ratio; and whether the PDFs
are the same, byte for byte. Milliseconds vary with the machine and what else it does, ratios not much.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from time import process_time

from zcforms.authoring.gallery import sample_values, samples
from zcforms.fillers import html
from zcforms.fillers.engine import lay_out, require_engine, shortcuts, to_pdf
from zcforms.fillers.html.laying import undisturbed
from zcforms.forms import Form, Values, find_form, load_forms

PEOPLE = 4


def people(values: Values) -> Iterator[Values]:
    """Values as those of a sample, with other texts for each person: the Chinese characters moved on."""
    for n in range(PEOPLE):

        def other(text: str, by: int = n) -> str:
            return "".join(chr(ord(c) + by) if "\u4e00" <= c < "\u9f00" and by else c for c in text)

        fields = {name: other(text) if len(text) > 1 else text for name, text in values.fields.items()}
        yield replace(values, fields=fields)


def steps(form: Form, markup: str, values: Values) -> tuple[float, float, bytes]:
    """Milliseconds for the layout and for the PDF, and the PDF."""
    start = process_time()
    with undisturbed():
        document = lay_out(markup, form, values.images, False)
        laid_out = process_time()
        pdf = to_pdf(document, form, b"0" * 32)
    return (laid_out - start) * 1000, (process_time() - laid_out) * 1000, pdf


def measured(form: Form, values: Values) -> tuple[float, list[float], list[float], bool]:
    """Milliseconds a person: of the markup, of layout and PDF by the engine alone and the short way."""
    start = process_time()
    markups = [(html.compose(form, person), person) for person in people(values)]
    markup = (process_time() - start) * 1000 / PEOPLE
    found = []
    for way in (shortcuts.left_out(require_engine()), nullcontext()):
        with way:
            found.append([steps(form, *person) for person in markups])
    # The first person's is what the others' is made faster by.
    alone, short = ([sum(one[step] for one in way[1:]) / (PEOPLE - 1) for step in (0, 1)] for way in found)
    return markup, alone, short, [one[2] for one in found[0]] == [one[2] for one in found[1]]


def main(asked: list[str]) -> None:
    forms = load_forms()
    wanted = [find_form(forms, name) for name in asked] or list(forms.values())
    print(f"{'form':34}pages  markup | layout    pdf | layout    pdf alone | ratio  same")
    totals = [0.0, 0.0]
    for form in (form for form in wanted if "html" in form.media):
        for sample in samples(form):
            values = sample_values(form, sample.name)
            pages = html.fill(form, values).pages
            markup, alone, short, same = measured(form, values)
            totals = [totals[0] + sum(short), totals[1] + sum(alone)]
            name, ratio = f"{form.id}/{sample.stem}", sum(alone) / sum(short)
            times = f"{markup:7.1f} |{short[0]:7.1f}{short[1]:7.1f} |{alone[0]:7.1f}{alone[1]:7.1f}      "
            print(f"{name:34}{pages:5} {times} | {ratio:5.2f}  {'yes' if same else 'NO'}", flush=True)
    print(f"layout and PDF of all: {totals[0]:.0f} ms against {totals[1]:.0f}, {totals[1] / totals[0]:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
