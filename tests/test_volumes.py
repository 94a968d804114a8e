"""A few random dossiers, bound and read back; and the reader can find fault."""

import io
import resource
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from conftest import SAMPLES, TODAY
from volumes import faults, random_volume

from zcforms import batch
from zcforms.paper import dossier
from zcforms.paper.assembly import Typeset, assemble
from zcforms.paper.dossier import Entry, Section, Source
from zcforms.pipeline.press import Press
from zcforms.pipeline.story import bare_person


@pytest.fixture(scope="module")
def binder():
    job = batch.open_job(SAMPLES, TODAY, ["shi-kaishan"])
    return Press(job, "none"), bare_person(job, job.people[0])


@pytest.mark.parametrize("seed", [*range(4), 69])  # the last one has nothing in it but covers
def test_pages_in_are_pages_out_and_the_contents_are_true(binder, tmp_path, seed):
    bound, settled, words, volume = random_volume(seed, *binder, tmp_path / "book")
    assert list(faults(bound, settled, words)) == []
    blank = sum(page.kind in ("divider", "empty") for page in volume.layout.pages)
    shown = sum(len(page.shown) for page in volume.layout.pages)
    assert shown == sum(map(len, words.values()))
    pages = len(volume.layout.pages)
    assert pages - blank == sum(len(entry.shown) for section in volume.sections for entry in section.entries)


def test_the_reader_finds_fault(binder, tmp_path):
    bound, settled, words, _ = random_volume(0, *binder, tmp_path / "book")
    title, own = next(iter(words.items()))
    assert list(faults(bound, settled, {**words, title: ["QZ99999X", *own[1:]]})) != []
    assert list(faults(bound, settled, {**words, "没有的一件": ["QZ99999X"]})) != []
    shortened = replace(bound, books=bound.books[:-1])
    assert list(faults(shortened, settled, words)) != []


def test_a_volume_takes_more_files_than_a_system_lets_be_open(tmp_path):
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(80):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(blank)
    files = [tmp_path / f"{n}.pdf" for n in range(80)]
    for n, file in enumerate(files):
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(595, 842 - n))
            pdf.save(file)
    sections = [Section("证书", [Entry("证书", [Source(file, [0], file=file.name) for file in files], True)])]
    layout = dossier.lay_out(sections, dividers=False, duplex=False)
    bound = tmp_path / "bound.pdf"
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())) + 30, most[1]))
        cover = blank.getvalue()
        assemble(bound, Typeset(cover, cover, cover), layout, sections, duplex=False)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, most)
    with pikepdf.open(bound) as pdf:
        body = [*pdf.pages][-80:]
        heights = [float(page.resources.XObject[f"/ZCPage{n}"].BBox[3]) for n, page in enumerate(body, 1)]
    assert heights == [842 - n for n in range(80)]
