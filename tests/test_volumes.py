"""A few random dossiers, bound and read back; and the reader can find fault."""

from dataclasses import replace

import pytest
from conftest import SAMPLES, TODAY
from volumes import faults, random_volume

from zcforms import batch
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
