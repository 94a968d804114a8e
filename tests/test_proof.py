"""A volume is read back before it goes out, and the reader can find fault."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from conftest import PLAN, SAMPLES, TODAY, silent
from pikepdf import Name

from zcforms import batch
from zcforms.ground.findings import Severity
from zcforms.paper import assembly, proof
from zcforms.paper.proof import disagreements
from zcforms.pipeline import binding
from zcforms.pipeline.press import Press
from zcforms.pipeline.story import check_person, fill_person
from zcforms.pipeline.volume import contents_lines
from zcforms.plans import load_plan


def bound(stage):
    """A sample's volume, what is known of it, and the person it was bound for."""
    job = batch.open_job(SAMPLES, TODAY, ["shi-kaishan"])
    press, checked = Press(job, "draft"), check_person(job, job.people[0], stage)
    filled = fill_person(press, checked, frozenset(), bound=True)
    return binding.bind(press, filled.checked.person, filled.volume, stage / "book"), filled


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A volume with its lines and layout, and what the reader says of it after it was spoiled."""
    made, filled = bound(tmp_path_factory.mktemp("stage"))
    path, laid_out = made.books[0].path, filled.volume
    pdf, spoiled = path.read_bytes(), path.with_name("spoiled")
    plan = load_plan(PLAN)
    lines = list(contents_lines(plan, laid_out.sections, laid_out.layout, filled.checked.person))

    def said(spoil=None):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if spoil:
                spoil(document)
            document.save(spoiled)
        return list(disagreements(spoiled, lines, laid_out.layout))

    return said


def body_of(pdf):
    return int(pdf.Root.PageLabels.Nums[4])


def test_a_volume_agrees_with_itself(sound):
    assert sound() == []


class Alone:
    """A PDF that PDFium has open, by which it is seen how many are open at the same time."""

    opened, most = 0, 0

    def __init__(self, _path):
        Alone.opened += 1
        Alone.most = max(Alone.most, Alone.opened)

    def __enter__(self):
        time.sleep(0.05)
        return self

    def __exit__(self, *_):
        Alone.opened -= 1


def test_pdfium_reads_for_one_thread_at_a_time(monkeypatch, tmp_path):
    """It was written for one: of two at once the whole service would die."""
    monkeypatch.setattr(proof.pypdfium2, "PdfDocument", Alone)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: proof._text(tmp_path, 0), range(4))) == [""] * 4
    assert Alone.most == 1


@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.filterwarnings("ignore::pikepdf.exceptions.PageCopyWarning")
def test_a_volume_that_lost_a_page_is_told(sound, place):
    def spoil(pdf):
        del pdf.pages[body_of(pdf) if place == 0 else -1]

    assert sound(spoil) == ["装订册正文应有15页，实有14页"]


def test_pages_in_the_wrong_order_are_told(sound):
    def spoil(pdf):
        page = pdf.pages[body_of(pdf) + 3]
        del pdf.pages[body_of(pdf) + 3]
        pdf.pages.insert(body_of(pdf) + 4, page)

    faults = sound(spoil)
    assert "装订册第4页上印着“5”" in faults
    assert "装订册第5页上印着“4”" in faults
    assert "装订册“持有资质的证书”目录为第5页，书签到第4页" in faults
    assert "装订册目录的跳转与所印页码不一致" in faults


def test_a_mark_of_the_outline_that_was_moved_is_told(sound):
    def spoil(pdf):
        with pdf.open_outline() as outline:
            outline.root[3].destination = pikepdf.make_page_destination(pdf, body_of(pdf) + 7)

    assert sound(spoil) == ["装订册“专业技术工作总结”目录为第3页，书签到第8页"]


def test_a_mark_of_the_outline_that_is_missing_is_told(sound):
    def spoil(pdf):
        with pdf.open_outline() as outline:
            del outline.root[-1]

    assert sound(spoil)[0] == "装订册书签8条，与目录10条不一致"


def test_a_jump_that_was_moved_is_told(sound):
    def spoil(pdf):
        link = next(a for a in pdf.pages[1].Annots if Name.Dest in a)
        link.Dest[0] = pdf.pages[-1].obj

    assert sound(spoil) == ["装订册目录的跳转与所印页码不一致"]


def test_a_sheet_without_its_number_is_told(sound):
    def spoil(pdf):
        pdf.pages[body_of(pdf) + 8].Contents = pdf.make_stream(b"")

    assert sound(spoil) == ["装订册第9页上印着“”"]


def test_what_cannot_be_read_back_is_told(sound):
    def spoil(pdf):
        pdf.pages[body_of(pdf)].Resources = 1

    assert sound(spoil) == ["装订册写好后读不回来（TypeError）"]


def test_another_number_in_the_contents_holds_the_person_back(monkeypatch, tmp_path):
    fill_in = binding.fill_in

    def misprint(form, facts):
        if "lines" in facts:
            lines = [{**line, "pages": line["pages"].replace("11—15", "11—16")} for line in facts["lines"]]
            facts = {**facts, "lines": lines}
        return fill_in(form, facts)

    monkeypatch.setattr(binding, "fill_in", misprint)
    made, _ = bound(tmp_path)
    found = [f for f in made.findings if f.code == "volume-differs"]
    assert [f.message for f in found] == ["装订册目录没有印出“工作业绩证明”在11—15页"]
    assert found[0].severity is Severity.ERROR


def test_a_spoiled_volume_is_not_delivered(tmp_path, monkeypatch):
    assemble = assembly.assemble

    def shortened(target, *arguments):
        assemble(target, *arguments)
        with pikepdf.open(target, allow_overwriting_input=True) as pdf:
            del pdf.pages[-1]
            pdf.save(target)

    monkeypatch.setattr(assembly, "assemble", shortened)
    job = batch.open_job(SAMPLES, TODAY, ["shi-kaishan"])
    receipt = batch.build(job, batch.Order(frozenset({"dossier"})), tmp_path / "out", silent)
    assert (receipt.count("built"), receipt.count("blocked")) == (0, 1)
    assert "volume-differs" in {f.code for f in receipt.findings}
    assert list((tmp_path / "out").rglob("装订册*")) == []
