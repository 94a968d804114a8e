"""Marking 5,000 pages beside pikepdf alone: `python benchmarks/stamping.py [PAGES] [TIMES]`.

The pages are those of the review form's sample again and again, each with a content stream of its own. Beside
it, in the same run and in turn, pikepdf by itself opens the same file, puts a stream of its own before and
after what each page has, and saves it: less than what a mark needs, for it looks at nothing. Printed are the
medians, in seconds of the processor: pikepdf alone, and the mark with and without looking whether it is seen.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pikepdf
from pikepdf import Array, Pdf, Stream

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.forms import load_form, templates_folder
from zcforms.paper.delivery import deliver
from zcforms.watermark import stamp, stamp_file

TEXT = "内部资料"


def many_pages(count: int) -> bytes:
    """A file of so many pages of the review form, fonts shared, contents not."""
    form = load_form(templates_folder() / "review_form")
    filled = html.fill(form, sample_values(form, "sample.yaml"))
    with Pdf.open(io.BytesIO(filled.pdf)) as source, Pdf.new() as out:
        while len(out.pages) < count:
            out.pages.extend(source.pages[: count - len(out.pages)])
        for n, page in enumerate(out.pages):
            # One number in each: no two are the same stream.
            page.obj.Contents = Stream(out, page.obj.Contents.read_bytes() + b"\nq 1 0 0 1 %d 0 cm Q\n" % n)
        target = io.BytesIO()
        out.save(target)
    return target.getvalue()


def bare(pdf: bytes) -> bytes:
    """What pikepdf alone does for the same: two streams more for each page."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        before = document.make_indirect(Stream(document, b"q\n"))
        after = document.make_indirect(Stream(document, b"\nQ\n"))
        for page in document.pages:
            page.obj.Contents = Array([before, page.obj.Contents, after])
        target = io.BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _took(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(count: int, times: int) -> None:
    pdf = many_pages(count)
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "a.pdf", Path(folder) / "b.pdf"
        source.write_bytes(pdf)
        ways: dict[str, Callable[[], object]] = {
            "pikepdf alone": lambda: bare(pdf),
            "marked": lambda: stamp(pdf, TEXT),
            "a file marked, looked at": lambda: stamp_file(source, target, TEXT, deliver),
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(times):
            for name, work in ways.items():
                found[name].append(_took(work))
    peer = median(found["pikepdf alone"])
    print(f"{count} pages, {len(pdf) / 2**20:.0f} MiB, pikepdf {pikepdf.__version__}, medians of {times}")
    for name, seconds in found.items():
        print(f"{name}: {median(seconds):.2f} s, {median(seconds) / peer:.2f}×")


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:]]
    main(numbers[0] if numbers else 5000, numbers[1] if len(numbers) > 1 else 3)
