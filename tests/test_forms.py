import ctypes
import shutil

import pypdfium2
import pytest
from conftest import squeezed, text_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdfium2 import raw

from zcforms.errors import BrokenForm, UsageError
from zcforms.fillers import html
from zcforms.forms import Row, Values, find_form, left_blank, load_form, load_forms, templates_folder
from zcforms.gallery import sample_values, samples
from zcforms.typefaces import is_drawn, width

FORMS = load_forms()
SAMPLES = [(form_id, path.name) for form_id, form in FORMS.items() for path in samples(form)]


@pytest.mark.parametrize(("form_id", "sample"), SAMPLES)
def test_every_sample_value_is_on_the_page(form_id, sample):
    form = FORMS[form_id]
    values = sample_values(form, sample)
    filled = html.fill(form, values)
    assert filled.findings == ()
    shown = squeezed(text_of(filled.pdf))
    # The kind of document only chooses a label.
    expected = [text for name, text in values.fields.items() if text and name != "id_type"]
    for name, rows in values.tables.items():
        columns = set(values.options.get("columns", form.tables[name].columns)) - {
            "kind",
            "side",
            "mark",
            "first",
        }
        expected += [row.cells[c] for row in rows for c in columns if row.cells[c]]
    missing = [text for text in expected for line in text.split("\n") if squeezed(line) not in shown]
    assert not missing


@pytest.mark.parametrize("form_id", FORMS)
def test_blank_prints_show_nobody_and_embed_their_fonts(form_id, tmp_path):
    form = FORMS[form_id]
    if form.scope == "binding":
        return
    filled = html.fill(form, left_blank(form))
    assert filled.pages == (form.pages or filled.pages)
    assert form.title in squeezed(text_of(filled.pdf))
    path = tmp_path / "blank.pdf"
    path.write_bytes(filled.pdf)
    for page in PdfReader(path).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert "+ZC-" in font["/BaseFont"], "a face of the machine, not of ours"


def test_personal_data_is_not_in_the_metadata():
    form = FORMS["pledge"]
    import io

    reader = PdfReader(io.BytesIO(html.fill(form, sample_values(form)).pdf))
    assert set(reader.metadata) <= {"/Title", "/Producer"}
    assert reader.metadata["/Title"] == form.title


def test_the_same_values_give_the_same_bytes():
    form = FORMS["pledge"]
    values = sample_values(form)
    assert html.fill(form, values).pdf == html.fill(form, values).pdf


@pytest.mark.parametrize(
    "hostile",
    [
        "{{7*7}}",
        "{% raw %}",
        "<script>alert(1)</script>",
        "A & B",
        "]]>",
        "&amp;lt;",
        "=cmd|' /C calc'!A0",
        "${x}",
    ],
)
def test_hostile_values_stand_literally_on_the_page(hostile):
    form = FORMS["pledge"]
    values = sample_values(form)
    filled = html.fill(form, Values(values.title, {**values.fields, "name": hostile}, options=values.options))
    assert squeezed(hostile) in squeezed(text_of(filled.pdf))


DRAWN = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x9FFF, exclude_categories=("C", "Z", "M")).filter(
        is_drawn
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=25, deadline=None)
@given(DRAWN)
def test_any_drawn_text_reappears_in_the_extracted_text(text):
    import unicodedata

    form = FORMS["work_summary"]
    filled = html.fill(form, Values("题", {"name": "甲", "unit": "乙", "statement": text, "signed_on": ""}))
    shown = squeezed(text_of(filled.pdf))
    # Fonts draw compatibility forms with the glyph of the plain form: extraction may say either.
    assert unicodedata.normalize("NFKC", squeezed(text)) in unicodedata.normalize("NFKC", shown)


# --- template mistakes ---------------------------------------------------------------------------


@pytest.fixture
def spoiled(tmp_path):
    """A copy of the pledge with a piece of one file replaced."""

    def make(file, old, new):
        folder = tmp_path / "pledge"
        shutil.copytree(templates_folder() / "pledge", folder)
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))
        return load_form(folder)

    return make


def test_an_unknown_placeholder_names_place_and_near_field(spoiled):
    form = spoiled("template.html", "field('speciality')", "field('specialty')")
    with pytest.raises(BrokenForm) as raised:
        html.check_template(form)
    assert "specialty" in str(raised.value)
    assert "speciality" in raised.value.hint
    assert raised.value.where.startswith("pledge/template.html:")


def test_a_declared_field_that_is_never_used_is_named(spoiled):
    form = spoiled("form.yaml", "fields:\n", "fields:\n  idle: {title: 闲置, source: person.name}\n")
    with pytest.raises(BrokenForm, match="idle"):
        html.check_template(form)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("template.html", "<h1", '<img src="none.png"><h1', "none.png"),
        ("template.html", "<h1", '<img src="http://127.0.0.1/x.png"><h1', "以外"),
        ("template.html", "<h1", '<img src="file:///etc/hostname"><h1', "以外"),
        ("style.css", "h1.title {", "h1.title { colour: red;", "colour"),
        ("template.html", "{{ title }}", "{{ titel }}", "titel"),
        ("template.html", "{% endblock %}", "{% endfor %}", "语法"),
    ],
)
def test_template_mistakes_are_errors(spoiled, file, old, new, said):
    form = spoiled(file, old, new)
    with pytest.raises(BrokenForm, match=said):
        html.fill(form, sample_values(form))


def test_a_template_cannot_reach_python(spoiled):
    form = spoiled("template.html", "{{ title }}", "{{ title.__class__.__mro__ }}")
    with pytest.raises(BrokenForm):
        html.fill(form, sample_values(form))


def test_a_manifest_with_an_unknown_key_is_refused(spoiled):
    with pytest.raises(BrokenForm, match="pagess"):
        spoiled("form.yaml", "pages: 1", "pagess: 1")


def test_forms_are_found_by_title_and_alias():
    assert find_form(FORMS, "评审表").id == "review_form"
    assert find_form(FORMS, "事业单位人员职称申报岗位信息表").id == "post_table"
    with pytest.raises(UsageError):
        find_form(FORMS, "不存在的表")


# --- long content --------------------------------------------------------------------------------


def test_a_fixed_page_form_continues_only_when_it_must():
    form = FORMS["exception_form"]
    values = sample_values(form)
    for characters in (100, 600, 1500, 5000):
        reasons = "符合第六条（三）的要求，" * (characters // 12)
        filled = html.fill(
            form, Values(values.title, {**values.fields, "reasons": reasons}, options=values.options)
        )
        assert filled.findings == ()
        if filled.pages == 1:
            assert squeezed(reasons) in squeezed(text_of(filled.pdf))
        else:
            assert characters >= 1500


def test_the_post_table_continues_with_its_header():
    form = FORMS["post_table"]
    values = sample_values(form)
    row = dict(values.tables["people"][0].cells)
    rows = [Row({**row, "name": f"人{n}"}) for n in range(25)]
    filled = html.fill(form, Values(values.title, values.fields, {"people": rows}, options=values.options))
    assert filled.pages > 1
    shown = text_of(filled.pdf)
    assert all(f"人{n}" in squeezed(shown) for n in range(25))
    for page in range(1, filled.pages + 1):
        assert "身份证号码" in squeezed(text_of(filled.pdf, page))
    assert squeezed(shown).count("注：该表格为事业单位推荐在编人员参加职称评审时填写。") == 1


# --- faces ---------------------------------------------------------------------------------------


def test_rare_characters_of_the_requirements_are_drawn():
    assert all(is_drawn(c) for c in "䶮㛃𬭎·〔〕《》—…□☑✓①Ⅲ㎡")
    assert not is_drawn("\ue863")
    assert not is_drawn("\U0002a6d0")
    assert not is_drawn("\U00016fe4")


def test_fangsong_leaves_what_it_misdraws_to_another_face():
    form = FORMS["work_summary"]
    statement = "幹捨餘醜鬱鬆準癥衹鹼滷臟²郁"
    filled = html.fill(
        form, Values("题", {"name": "甲", "unit": "乙", "statement": statement, "signed_on": ""})
    )
    drawn_by = {}
    with pypdfium2.PdfDocument(filled.pdf) as document:
        page = document[0].get_textpage()
        for i in range(page.count_chars()):
            name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
            raw.FPDFText_GetFontInfo(page.raw, i, name, 100, flags)
            drawn_by[chr(raw.FPDFText_GetUnicode(page.raw, i))] = name.value.decode().partition("+")[2]
        page.close()
    assert drawn_by["郁"] == "ZC-Fang"
    assert {drawn_by[c] for c in statement[:-1]} <= {"ZC-Song", "ZC-Rare"}


def test_letters_that_only_one_face_has_come_from_that_face():
    form = FORMS["pledge"]
    values = sample_values(form)
    rare = "Čapek Łódź ą ⅛ ₂ ⋮ Ё"
    filled = html.fill(form, Values(values.title, {**values.fields, "name": rare}, options=values.options))
    assert squeezed(rare) in squeezed(text_of(filled.pdf))
    with pypdfium2.PdfDocument(filled.pdf) as document:
        page = document[0].get_textpage()
        faces = set()
        for i in range(page.count_chars()):
            name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
            raw.FPDFText_GetFontInfo(page.raw, i, name, 100, flags)
            faces.add(name.value.decode().partition("+")[2][:3])
        page.close()
    assert faces - {""} == {"ZC-"}


def test_widths_are_in_em():
    assert width("汉字") == 2
    assert 0.4 < width("1") < 0.7
    assert width("·", "黑体") == 1
    assert width("·", "宋体") < 0.5 < width("·", "仿宋_GB2312")
    assert width("A", "仿宋_GB2312") == width("A", "宋体")
