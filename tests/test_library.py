"""The door for those who import: typed results, nothing printed, nothing loaded before it is asked for."""

import inspect
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files

import pikepdf
import pytest
from conftest import SAMPLES, TODAY, person, pictures, text_of
from test_dossier import item, pdf_bytes

import zcforms
from zcforms.ground.errors import UnreadableInput, UsageError, ZcformsError
from zcforms.paper import outlines as drawing


def test_a_folder_is_opened_checked_and_built(workshop, tmp_path, capsys):
    job = zcforms.open_folder(workshop({"lin": person(), "wu": person(照片=None)}), today=TODAY)
    report = zcforms.check(job)
    assert report.blocked
    assert {f.person for f in report.findings if f.code == "photo-missing"} == {"wu"}
    receipt = zcforms.build(job, tmp_path / "out", ["保证书"])
    assert (receipt.count("built"), receipt.count("blocked"), receipt.count("failed")) == (1, 1, 0)
    assert (tmp_path / "out" / receipt.documents[0]["path"]).is_file()
    assert capsys.readouterr() == ("", "")


def test_one_form_of_one_person(workshop):
    root = workshop({"lin": person(姓名="林一山"), "wu": person(照片=None)})
    (root / "signing.key").unlink()
    job = zcforms.open_folder(root, today=TODAY)
    document, report = zcforms.fill(job, "lin", "保证书")
    assert "林一山" in text_of(document.pdf)
    assert document.pages == 1 and not report.blocked
    assert zcforms.fill(job, "wu", "保证书")[0] is None
    assert not (root / "signing.key").exists()
    with pytest.raises(UsageError, match="没有申报人“nobody”"):
        zcforms.fill(job, "nobody", "保证书")


def test_a_form_that_cites_evidence_is_filled(workshop):
    record = person(佐证材料=[item("P", "合同")])
    job = zcforms.open_folder(workshop({"lin": record}, {"lin/P.pdf": pdf_bytes((595, 842))}), today=TODAY)
    document, report = zcforms.fill(job, "lin", "综合表")
    assert not report.blocked
    assert "林一山" in text_of(document.pdf)


def test_an_empty_print_and_a_mark():
    pdf = zcforms.blank("保证书")
    assert "真实性保证书" in text_of(pdf)
    marked = zcforms.stamp(pdf, "内部资料")
    assert "真实性保证书" in text_of(marked)
    bare, shown = (next(pictures(one, 20)).tobytes() for one in (pdf, marked))
    assert shown != bare
    with pytest.raises(UsageError, match="随装订册生成"):
        zcforms.blank("contents")
    with pytest.raises(UsageError, match="水印文字不能为空"):
        zcforms.stamp(pdf, " ")
    for none in (b"", b"%PDF-1.7", pdf_bytes((595, 842), encryption=pikepdf.Encryption(user="x", owner="y"))):
        with pytest.raises(UnreadableInput, match="PDF"):
            zcforms.stamp(none, "内部资料")


def test_whoever_checks_types_is_told_those_of_the_library():
    assert (files("zcforms") / "py.typed").is_file()  # without it every result is Any to them (PEP 561)
    for door in (getattr(zcforms, name) for name in zcforms.__all__):
        told = inspect.signature(door)
        assert told.return_annotation not in ("Any", told.empty), door
        assert all(one.annotation not in ("Any", one.empty) for one in told.parameters.values()), door


@pytest.fixture
def hasty():
    """Threads take turns in the middle of everything."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_may_call_it_at_once(hasty, monkeypatch):
    """A service answers several people, and one face of the mark draws for all of them."""
    drawn_alone = [drawing.outlines(f"职称{n}", 40) for n in range(8)]
    for _ in range(4):
        face = cache(drawing._face.__wrapped__)
        drawing.outlines.cache_clear()
        with monkeypatch.context() as patch, ThreadPoolExecutor(8) as threads:
            patch.setattr(drawing, "_face", face)
            drawn = list(threads.map(lambda n: drawing.outlines(f"职称{n}", 40), range(8)))
        for name in drawing._FACES:
            face(name).close()
        assert drawn == drawn_alone


def test_every_error_has_an_exit_code_and_stands_in_the_tree():
    kinds = {ZcformsError, *ZcformsError.__subclasses__()}
    assert all(kind.__name__ in zcforms.__doc__ for kind in kinds)
    assert {kind.exit_code for kind in kinds} == {2, 3, 4, 5, 6, 70}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("zcforms.cli", {"weasyprint", "openpyxl", "pikepdf", "pydantic", "docxtpl", "lxml", "PIL", "yaml"}),
        ("zcforms.batch", {"weasyprint", "openpyxl", "numpy", "docxtpl"}),  # what not every build needs
        # What every room that looks at evidence and photos begins with: records are the parent's.
        ("zcforms.intake.evidence, zcforms.intake.photos", {"zcforms.model", "pydantic", "numpy"}),
    ],
)
def test_help_and_a_plain_build_load_no_engine_that_they_do_not_need(module, heavy):
    code = f"import sys, {module}\nprint(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_library_opens_the_samples_as_the_commands_do():
    assert next(file.key for file in zcforms.open_folder(SAMPLES).people) == "lei-dingan"
