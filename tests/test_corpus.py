"""Odd files of other projects' test suites, where they lie beside the clone; never part of it."""

from pathlib import Path

import pikepdf
import pytest

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding
from zcforms.intake.evidence import Evidence, read_evidence
from zcforms.paper.delivery import deliver
from zcforms.watermark import stamp_file

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
FILES = sorted(p for p in CORPUS.glob("*__*") if p.is_file()) if CORPUS.is_dir() else []


@pytest.mark.parametrize(
    "path",
    FILES or [pytest.param(Path("none"), marks=pytest.mark.skip(reason="no odd files beside the clone"))],
    ids=lambda path: path.name,
)
@pytest.mark.filterwarnings("ignore")
def test_an_odd_file_is_bound_or_named(path, tmp_path):
    found = read_evidence(path, path.name, tmp_path)
    if isinstance(found, Evidence):
        with pikepdf.open(found.staged) as staged:
            assert len(staged.pages) == found.pages > 0
            out = pikepdf.new()
            for page in staged.pages:
                out.copy_foreign(page.as_form_xobject())
    else:
        assert isinstance(found, Finding)
        assert path.name in found.message
        assert found.hint
    if path.suffix == ".pdf":
        try:
            pages = stamp_file(path, tmp_path / "out.pdf", "内部资料", deliver).pages
        except UnreadableInput as e:
            assert e.where
        else:
            with pikepdf.open(tmp_path / "out.pdf") as stamped:
                assert len(stamped.pages) == pages
