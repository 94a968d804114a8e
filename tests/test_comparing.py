"""Two versions of a volume are told apart page by page, and shown side by side."""

import json

import numpy as np
import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

from zcforms.cli import main
from zcforms.paper.comparing import Change, Comparison, compare, pictures

A4 = (595, 842)


def volume(path, *pages, size=A4, **options):
    """A PDF with a page for each list of squares, at (x, y) from below in pt."""
    with pikepdf.new() as pdf:
        for squares in pages:
            page = pdf.add_blank_page(page_size=size)
            page.Contents = pdf.make_stream(" ".join(f"{x} {y} 30 30 re f" for x, y in squares).encode())
        pdf.save(path, **options)
    return path


def numbered(n, *squares):
    """A page with a number in its foot."""
    return [*squares, (100 + 8 * n, 20)]


@pytest.fixture
def old(tmp_path):
    return volume(tmp_path / "old.pdf", *(numbered(n, (100 + 20 * n, 700)) for n in range(6)))


def run(*arguments):
    done = CliRunner().invoke(main, ["compare", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_same_pages_are_the_same(old):
    assert compare(old, old) == Comparison(6, 6, (), 0)


def test_a_page_put_in_moves_only_the_numbers_of_the_others(old, tmp_path):
    bodies = [(100, 700), (120, 700), (300, 400), (140, 700), (160, 700), (180, 700), (200, 700)]
    new = volume(tmp_path / "new.pdf", *(numbered(n, body) for n, body in enumerate(bodies)))
    assert compare(old, new) == Comparison(6, 7, (Change(None, 3),), 4)
    assert compare(new, old) == Comparison(7, 6, (Change(3, None),), 4)


def test_a_page_that_is_other_is_shown_with_a_frame_round_what_is(old, tmp_path):
    pages = [numbered(n, (100 + 20 * n, 700)) for n in range(6)]
    pages[3] = [*pages[3], (300, 300)]
    new = volume(tmp_path / "new.pdf", *pages)
    found = compare(old, new)
    assert found == Comparison(6, 6, (Change(4, 4),), 0)
    with pypdfium2.PdfDocument(pictures(old, new, found.changes)) as document:
        (page,) = document
        assert [round(side / 72 * 25.4) for side in page.get_size()] == [297, 210]
        shown = page.render(scale=2).to_pil().convert("RGB")
    red, green, blue = np.moveaxis(np.asarray(shown), 2, 0)
    ys, xs = np.nonzero((red > 150) & (green < 90) & (blue < 90))
    width = shown.width / 2 / 595  # about, of a page
    for side in (xs[xs < shown.width / 2], xs[xs >= shown.width / 2]):
        assert 30 * width * 0.7 < side.max() - side.min() < 30 * width * 1.5
    assert (ys.min() + ys.max()) / 2 / shown.height == pytest.approx(1 - 315 / 842, abs=0.05)


def test_pages_of_another_size_are_other(old, tmp_path):
    new = volume(tmp_path / "new.pdf", *(numbered(n, (100 + 20 * n, 700)) for n in range(6)), size=(842, 595))
    found = compare(old, new)
    assert found.changes == tuple(Change(n, n) for n in range(1, 7))
    with pypdfium2.PdfDocument(pictures(old, new, found.changes)) as document:
        assert len(document) == 6


def test_the_command_tells_and_draws(old, tmp_path):
    new = volume(tmp_path / "new.pdf", *(numbered(n, (100 + 20 * n, 700)) for n in range(5)), [(50, 50)])
    out = tmp_path / "out.pdf"
    assert run(old, old, "--out", out) == (0, "原6页，现6页，不同的0处\n")
    assert not out.exists()
    code, said = run(old, new, "--out", out)
    assert (code, said) == (1, "原6页，现6页，不同的1处\n  原第6页、现第6页：内容不同\n")
    assert out.read_bytes().startswith(b"%PDF")
    code, said = run(old, new, "--json")
    assert json.loads(said)["changes"] == [{"old": 6, "new": 6}]


def test_what_cannot_be_read_is_named(old, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 ...")
    lock = pikepdf.Encryption(user="x", owner="y")
    for file in (broken, volume(tmp_path / "locked.pdf", [(1, 1)], encryption=lock)):
        code, said = run(old, file)
        assert code == 3
        assert file.name in said and "打不开" in said
    assert run(old, tmp_path / "nowhere.pdf")[0] == 3
