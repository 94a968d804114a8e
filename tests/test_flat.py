"""A flat PDF of a blank form: its ruled cells are read as a Word form is, and values laid over the page."""

import io
from dataclasses import replace

import pikepdf
import pytest
from click.testing import CliRunner
from conftest import person, pictures, squeezed, text_of
from pdf_forms import FormMaker
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops, ImageStat

from zcforms.authoring.adding.flat import add_flat, is_flat, propose
from zcforms.authoring.adding.flat.overlay import read_cells, with_fields
from zcforms.authoring.adding.flat.ruling import Ruled
from zcforms.authoring.adding.flat.upright import set_upright
from zcforms.authoring.adding.word.captions import words_of
from zcforms.authoring.adding.word.marks import Draft
from zcforms.authoring.blank import blank_pdf
from zcforms.cli import main
from zcforms.facts.vocabulary import vocabulary
from zcforms.fillers import acroform
from zcforms.fillers.acroform.lettering import fitted
from zcforms.fillers.acroform.style import style_of
from zcforms.forms import left_blank, load_forms
from zcforms.forms.values import written
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.geometry import upright


@pytest.fixture(scope="module")
def papers():
    """Forms of ours as they are printed blank: lines and words, no field."""
    forms = load_forms()
    return {name: blank_pdf(forms[name], None).pdf for name in ("exception_form", "post_table")}


@pytest.fixture
def own(workshop):
    return workshop({"lin": person()})


def brought(own, content, scope="person"):
    (own / "a.pdf").write_bytes(content)
    return add_flat(own / "a.pdf", own, "试", scope)


def counted_from_one(content):
    """A PDF whose table of objects begins to count at one, as some programs write it."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue().replace(b"xref\n0 ", b"xref\n1 ", 1)


def test_blank_cells_are_guessed_and_opinions_stay_blank(papers):
    draft = propose(papers["exception_form"], "试", "person", None).draft
    assert [(one.caption, one.source, one.sure) for one in draft.fields] == [
        ("姓名", "person.name", True),
        ("性别", "sex", True),
        ("出生年月", "birth", True),
        ("工作单位", "unit.name", True),
        ("行政职务", "person.duty", True),
        ("专业工作年限", "field_years", True),
        ("何年何校何专业毕业", "highest_line", True),
        ("现聘任专业技术职务", "title_name", True),
        ("聘任时间", "title.appointed_from", True),
        ("破格推荐何专业技术职务任职资格", "target", True),
        ("简历", "resume", True),
        ("破格推荐理由", "reasons", True),
    ]
    assert draft.fields[0].place == "第1页第1个表格第1行第2格"
    assert len(draft.by_hand) == 4


def lying(content, turn, left=0, bottom=0):
    """A PDF of the same looks whose pages lie otherwise: turned, or with their corner elsewhere."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            _, _, width, height = map(float, page.mediabox)
            seen = (width, height) if turn % 180 == 0 else (height, width)
            _, matrix = upright((left, bottom, left + seen[0], bottom + seen[1]), turn)
            page.contents_add(b"q " + pikepdf.Matrix(*matrix).encode() + b" cm", prepend=True)
            page.contents_add(b"Q")
            page.obj.MediaBox, page.obj.Rotate = [left, bottom, left + seen[0], bottom + seen[1]], turn
        pdf.save(target := io.BytesIO())
    return target.getvalue()


@pytest.mark.parametrize(("turn", "left"), [(90, 0), (180, 0), (270, 40), (0, -100)])
def test_pages_that_lie_otherwise_are_set_upright(papers, turn, left):
    """Landscape forms are mostly exported as portrait ones that are turned."""
    plain, other = (
        propose(content, "试", "institution", None)
        for content in (papers["post_table"], lying(papers["post_table"], turn, left, left))
    )
    assert [one.source for one in other.draft.fields] == [one.source for one in plain.draft.fields]
    assert other.draft.unread == plain.draft.unread
    boxes = [fields_of(found.template) for found in (plain, other)]
    assert boxes[1].keys() == boxes[0].keys()
    for name, box in boxes[0].items():
        assert boxes[1][name] == pytest.approx(box, abs=0.2)
    looks = [next(pictures(found.template, 36)).convert("L") for found in (plain, other)]
    assert ImageStat.Stat(ImageChops.difference(*looks)).mean[0] < 2


def fields_of(template):
    with pikepdf.open(io.BytesIO(template)) as pdf:
        return {str(one.T): [float(side) for side in one.Rect] for one in pdf.Root.AcroForm.Fields}


def test_what_lies_on_a_turned_page_is_turned_with_it():
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 100))
    look = pdf.make_stream(b"0 0 40 20 re f", Subtype=Name.Form, BBox=[0, 0, 40, 20])
    stamp = Dictionary(Subtype=Name.Stamp, F=4, Rect=[0, 0, 40, 20], AP=Dictionary(N=look))
    window = Dictionary(Subtype=Name.Popup, F=4, Rect=[100, 0, 140, 20], AP=Dictionary(N=look))
    page.obj.Annots, page.obj.Rotate = Array([stamp, window]), 90
    pdf.save(target := io.BytesIO())
    before, after = (
        next(pictures(raw)).convert("L") for raw in (target.getvalue(), set_upright(target.getvalue()))
    )
    assert before.size == after.size == (100, 200)
    assert [image.getpixel((10, 20)) for image in (before, after)] == [0, 0]
    assert after.getpixel((10, 120)) == 255


def test_a_table_with_two_sides_and_a_list(papers):
    found = propose(papers["post_table"], "试", "institution", None)
    sources = {one.source for one in found.draft.fields}
    assert {"posts.ratio.deputy", "posts.approved.total", "posts.vacancy.junior"} <= sources
    (people,) = found.draft.lists
    assert (people.source, people.rows, len(people.columns)) == ("people", 6, 7)
    with pikepdf.open(io.BytesIO(found.template)) as pdf:
        names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    assert {f"t1{column.key}_{row}" for column in people.columns for row in range(1, 7)} <= names


def test_values_are_laid_over_the_page_which_stays_as_it_is(own, papers):
    form = brought(own, papers["exception_form"]).form
    name = next(name for name, spec in form.fields.items() if spec.source == "person.name")
    made = acroform.fill(form, written(form, {name: "林一山"}, {}))
    assert made.findings == ()
    blank = papers["exception_form"]
    assert squeezed(text_of(made.pdf)).replace("林一山", "", 1) == squeezed(text_of(blank))
    with pikepdf.open(io.BytesIO(blank)) as before, pikepdf.open(io.BytesIO(made.pdf)) as after:
        drawn = [page.Contents.read_bytes() for page in before.pages]
        kept = [b"".join(part.read_bytes() for part in _parts(page)) for page in after.pages]
        assert all(one.strip() in other for one, other in zip(drawn, kept, strict=True))
        assert "/AcroForm" not in after.Root or not len(after.Root.AcroForm.get("/Fields", []))


def _parts(page):
    return page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]


def test_left_blank_it_reads_as_the_form_that_was_brought(own, papers):
    form = brought(own, papers["post_table"], "institution").form
    blank = acroform.fill(form, left_blank(form)).pdf
    assert squeezed(text_of(blank)) == squeezed(text_of(papers["post_table"]))


def test_the_sheet_to_check_says_what_goes_where_and_what_was_corrected(own, papers):
    added = brought(own, papers["exception_form"])
    assert added.sheet.name == "核对稿.pdf"
    assert added.sheet.stat().st_mode & 0o777 == 0o600
    assert "〔f1申报人.姓名〕" in squeezed(text_of(added.sheet))
    manifest = own / "forms" / "试" / "form.yaml"
    manifest.write_text(manifest.read_text().replace("source: person.name", "source: ''"))
    again = brought(own, papers["exception_form"])
    assert not again.is_new
    assert "〔f1不填〕" in squeezed(text_of(again.sheet))
    assert again.form.fields["f1"].source == ""


def test_values_of_low_and_of_high_rows_are_of_one_size(tmp_path):
    cells = [Ruled(0, 0, 1, 1, (0, 30, 40, 43)), Ruled(0, 1, 1, 1, (40, 30, 140, 43))]
    cells += [Ruled(1, 0, 1, 1, (0, 0, 40, 30)), Ruled(1, 1, 1, 1, (40, 0, 140, 30))]
    draft = Draft(vocabulary("person").facts)
    low, high = read_cells(
        cells, ["姓名", "", "性别", ""], (0, 1), words_of(load_forms().values(), "person"), draft
    )
    assert (low.box[0], low.box[2]) == (high.box[0], high.box[2]) == (42, 138)
    (tmp_path / "a.pdf").write_bytes(with_fields(ruled(), [low, high]))
    with acroform.opened(tmp_path / "a.pdf", "a.pdf") as template:
        styles = [(field, style_of(field.widgets[0], {})) for field in template.fields.values()]
    sizes = [fitted("林一山", field, replace(style, size=10.5)).size for field, style in styles]
    assert sizes == [10.5, 10.5]


def test_a_blank_cell_that_asks_for_two_things_is_told_as_that_once():
    cells = [Ruled(0, n, 1, 1, (40 * n, 0, 40 * n + 40, 20)) for n in range(4)]
    draft = Draft(vocabulary("person").facts)
    said = ["所在单位及职务", "", "性别", "□男　□女"]
    assert [*read_cells(cells, said, (0, 1), words_of(load_forms().values(), "person"), draft)] == []
    assert draft.unread == [
        "第1页第1个表格第1行第2格“所在单位及职务”：一格要填两样，PDF的一格只能填一样，留给手写",
        "第1页第1个表格第1行第4格“性别”：格里印着字，留给手写",
    ]


def test_what_does_not_fit_a_cell_is_told(own, papers):
    form = brought(own, papers["exception_form"]).form
    name = next(name for name, spec in form.fields.items() if spec.source == "sex")
    made = acroform.fill(form, written(form, {name: "很长很长的性别写不下" * 5}, {}))
    assert [finding.code for finding in made.findings] == ["text-overflows"]


def ruled(*strokes):
    """A page with some strokes and no word."""
    maker = FormMaker()
    pdf = maker.pdf
    del pdf.Root.AcroForm
    pdf.pages[0].Contents = pdf.make_stream("\n".join(strokes).encode())
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        ruled(),
        ruled("100 100 m 500 100 l S"),
        ruled(*(f"{n % 500} 0 m {n % 500} {n} l S" for n in range(5000))),
        ruled("0 0 m 600 0 l S " * 3000),
    ],
)
def test_a_page_without_a_table_or_with_a_drawing_is_refused(own, content):
    with pytest.raises(UnreadableInput, match="没有认出用线画的空格"):
        brought(own, content)
    assert not (own / "forms").exists()


def test_the_command_takes_a_flat_pdf_and_one_with_fields_by_what_they_are(own, papers, tmp_path):
    (tmp_path / "附件3.pdf").write_bytes(papers["exception_form"])
    assert is_flat(tmp_path / "附件3.pdf")
    asked = ["forms", "add", str(tmp_path / "附件3.pdf"), "--work", str(own)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "有把握的12个" in done.output
    assert "12个空格猜了12个，请逐项核对" in done.output
    assert "绿色" not in done.output  # the sheet to check of a PDF is black
    (tmp_path / "c.pdf").write_bytes(counted := counted_from_one(papers["exception_form"]))
    assert is_flat(tmp_path / "c.pdf")
    assert len(propose(counted, "试", "person", None).draft.fields) == 12
    maker = FormMaker()
    maker.text("姓名", (100, 700, 300, 720))
    target = io.BytesIO()
    maker.pdf.save(target)
    (tmp_path / "b.pdf").write_bytes(target.getvalue())
    assert not is_flat(tmp_path / "b.pdf")
