import ast
import ctypes
import shutil
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
from conftest import module, squeezed, text_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdfium2 import raw
from verdicts import digest

import zcforms
from zcforms.authoring import gallery
from zcforms.authoring.gallery import sample_values, samples
from zcforms.chinese.typefaces import is_drawn, width
from zcforms.facts.sources import check_sources
from zcforms.fillers import html
from zcforms.forms import (
    Role,
    Row,
    Values,
    find_form,
    form_with_role,
    forms_with_role,
    left_blank,
    library,
    load_form,
    load_forms,
    survey_forms,
    templates_folder,
)
from zcforms.forms.values import written
from zcforms.ground.errors import BrokenForm, UsageError
from zcforms.ground.findings import Finding
from zcforms.pipeline.own_forms import left_out, told
from zcforms.pipeline.sound_forms import proved

FORMS = load_forms()
SAMPLES = [(form_id, path.name) for form_id, form in FORMS.items() for path in samples(form)]


@pytest.mark.parametrize(("form_id", "sample"), SAMPLES)
def test_every_sample_value_is_on_the_page(judge, printed, form_id, sample):
    form = FORMS[form_id]
    values = sample_values(form, sample)
    filled = printed(form_id, sample)
    assert filled.findings == ()
    # The kind of document only chooses a label.
    expected = [text for name, text in values.fields.items() if text and name != "id_type"]
    for name, rows in values.tables.items():
        columns = set(values.options.get("columns", form.tables[name].columns)) - {
            "kind",
            "side",
            "mark",
            "first",
            "tab",
            "length",
        }
        columns -= {"code"} if form_id == "people_figures" else set()  # for the workbook
        expected += [row.cells[c] for row in rows for c in columns if row.cells[c]]

    def read():
        shown = squeezed(text_of(filled.pdf))
        missing = [text for text in expected for line in text.split("\n") if squeezed(line) not in shown]
        assert not missing

    judge(read, (sorted(expected), digest(filled.pdf)))


@pytest.mark.parametrize("form_id", [form_id for form_id, form in FORMS.items() if form.scope != "binding"])
def test_blank_prints_show_nobody_and_embed_their_fonts(judge, printed, form_id, tmp_path):
    form = FORMS[form_id]
    filled = printed(form_id)
    assert filled.pages == (form.pages or filled.pages)

    def read():
        assert form.title in squeezed(text_of(filled.pdf))
        path = tmp_path / "blank.pdf"
        path.write_bytes(filled.pdf)
        fonts = [font for page in PdfReader(path).pages for font in page["/Resources"]["/Font"].values()]
        assert fonts
        for font in fonts:
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert "+ZC-" in font["/BaseFont"], "a face of the machine, not of ours"

    judge(read, (form.title, digest(filled.pdf)))


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


@settings(max_examples=25)
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
        (
            "style.css",
            "h1.title {",
            "h1.title { colour: red;",
            r"pledge/style\.css: .*“colour: red”不认识的样式",
        ),
        (
            "style.css",
            "h1.title {",
            "td { font-family: 仿宋 } h1.title {",
            r"style\.css:\d+: 没有字体“仿宋”\n.*--fangsong",
        ),
        (
            "style.css",
            "h1.title {",
            "h1.title { font: 9pt/1.2 宋体;",
            "没有字体“宋体”",
        ),  # none of ours follows
        ("template.html", "<h1 ", '<h1 style="font-family: 甲体" ', "没有字体“甲体”"),
        ("template.html", "{{ title }}", "{{ titel }}", r"template\.html:\d+: .*“titel”.*\n.*“title”"),
        ("template.html", "{% endblock %}", "{% endfor %}", r"语法错误：{% endfor %}没有对应的开头"),
        ("template.html", "{% endblock %}", "", r"缺少{% endblock %}"),
        ("template.html", "<h1", "{% fro x in y %}<h1", r"不认识的标记“fro”，是否想写“from”"),
        (
            "template.html",
            "{% block body %}",
            '{% from "macros.html" import opinon %}{% block body %}{{ opinon(1) }}',
            "没有宏“opinon”.*\n.*“opinion”",
        ),
        (
            "template.html",
            "{% block body %}",
            "{% block body %}{{ opinion(60, []) }}",
            r"没有名为“opinion”的变量或宏\n.*from \"macros.html\" import opinion",
        ),
        (
            "template.html",
            "{% block body %}",
            '{% from "macros.html" import opinion %}{% block body %}{{ opinion() }}',
            r"pledge/template\.html:3: .*用宏时少写了参数“height”",
        ),
        ("template.html", "{{ title }}", "{{ speciality }}", r"栏目的值写成{{ field\('speciality'\) }}"),
    ],
)
def test_template_mistakes_are_errors(spoiled, file, old, new, said):
    form = spoiled(file, old, new)
    with pytest.raises(BrokenForm, match=said):
        html.fill(form, sample_values(form))


@pytest.mark.parametrize(
    "style",
    [
        "font-family: var(--hei)",
        'font: bold 9pt/1.2 宋体, "ZC Song"',
        "font-family: inherit",
        "font: inherit",
    ],
)
def test_typefaces_of_ours_may_be_asked_for(spoiled, style):
    form = spoiled("style.css", "h1.title {", f"h1.title {{ {style};")
    html.fill(form, sample_values(form))


def test_a_template_cannot_reach_python(spoiled):
    form = spoiled("template.html", "{{ title }}", "{{ title.__class__.__mro__ }}")
    with pytest.raises(BrokenForm):
        html.fill(form, sample_values(form))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pages: 1", "pagess: 1", r"form\.yaml:\d+: pagess: 不认识的键，是否想写“pages”？"),
        ("pages: 1", "pages: 一", "pages: 应为整数"),
        ("scope: person", "scope: persons", "scope: 应为person、institution、office、slip、print或binding"),
        ("scope: person", "scope: slip", r"form\.yaml:1: scope是slip的表要写role：slip"),
        ("scope: person", "scope: person\nrole: letter", r"form\.yaml:\d+: role: letter的scope应为office"),
        (
            "scope: person",
            "scope: person\nrole: bags",
            "role: 应为batch_roster、posted_roster、figures、letter、approval、",
        ),
        ("pages: 1", "pages: 1\ntitle: 又一个", "title: 键重复"),
        ("pages: 1", "band: 48", r"form\.yaml:\d+: band: 写了band的表只有一页：写上pages: 1"),
        ("pages: 1", "pages: 1\ntables: {t: {title: 表}}", "tables.t.columns: 缺少这个键"),
        ("pages: 1", "pages: [1", r"form\.yaml:\d+: 不是有效的YAML"),
        ("scope: person", "scope：person", r"form\.yaml:3: 不是有效的YAML，冒号是全角的"),
    ],
)
def test_faults_of_a_manifest_are_told_in_chinese_with_their_line(spoiled, old, new, said):
    with pytest.raises(BrokenForm, match=said):
        spoiled("form.yaml", old, new)


def test_no_form_is_known_to_the_program_by_its_id():
    package = Path(zcforms.__file__).parent
    known = [
        f"{path.relative_to(package)}:{node.lineno} {node.value}"
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(module(path))
        if isinstance(node, ast.Constant) and node.value in FORMS
    ]
    assert known == []


def test_every_role_has_its_form_and_no_role_bears_the_name_of_a_form():
    held = {role: [form.id for form in forms_with_role(FORMS, role)] for role in get_args(Role)}
    assert held == {
        "batch_roster": ["roster"],
        "posted_roster": ["roster_masked"],
        "figures": ["people_figures"],
        "letter": ["entrustment_letter", "submission_report"],
        "approval": ["exception_form", "landmark_form"],
        "scores": ["scoring_table"],
        "bag": ["bag_cover", "bag_strip"],
        "slip": ["correction_slip"],
        "printing": ["print_plan"],
        "separator": ["print_separator"],
        "spines": ["spine_strips"],
        "codes": ["sign_codes"],
        "volume_cover": ["cover"],
        "volume_contents": ["contents"],
        "volume_folio": ["folio"],
    }
    assert [form.id for form in FORMS.values() if form.needs_reasons] == [
        "exception_form",
        "landmark_form",
        "landmark_score",
    ]


def own_form(folder, name, head):
    (folder / name).mkdir(parents=True)
    (folder / name / "form.yaml").write_text(f"title: {name}\n{head}\n")


def test_a_form_of_the_user_s_own_may_be_a_second_letter(tmp_path):
    own_form(tmp_path, "推荐函", "scope: office\nrole: letter")
    letters = forms_with_role(survey_forms(tmp_path)[0], "letter")
    assert [form.id for form in letters] == ["entrustment_letter", "submission_report", "推荐函"]


def test_two_forms_of_a_role_that_is_for_one_are_both_told(tmp_path):
    own_form(tmp_path, "汇总表", "scope: office\nrole: batch_roster")
    (one,) = survey_forms(tmp_path)[1]
    title = FORMS["roster"].title
    assert one.fault.message == f"《汇总表》与《{title}》的role都是batch_roster，只能有一张"
    assert one.fault.where == "汇总表/form.yaml、roster/form.yaml"


def test_a_role_that_nobody_has_is_told():
    assert form_with_role(FORMS, "slip") is FORMS["correction_slip"]
    with pytest.raises(BrokenForm, match="没有role为slip的表格"):
        form_with_role({}, "slip")


def test_a_source_that_does_not_exist_is_refused_without_any_applicant(spoiled):
    form = spoiled("form.yaml", "source: person.name", "source: person.nmae")
    with pytest.raises(BrokenForm, match=r"person\.nmae.*person\.name"):
        check_sources(form)


@pytest.mark.parametrize("form_id", FORMS)
def test_every_form_of_ours_agrees_with_its_template_and_need_not_be_asked_again(form_id):
    assert list(proved(FORMS[form_id])) == []


TABLE = "\ntables: {t: {title: 设备, min_rows: 3, columns: {c: {title: 名称}}}}"


def test_a_column_without_its_row_is_told_with_its_line(spoiled, tmp_path):
    form = spoiled("template.html", "<h1", "<p>{{ field('t.c') }}</p><h1")
    manifest = tmp_path / "pledge" / "form.yaml"
    manifest.write_text(manifest.read_text() + TABLE)
    with pytest.raises(BrokenForm, match=r"template\.html:\d+: “t\.c”是表里的列，要写 field\('t\.c', row\)"):
        html.check_template(load_form(form.folder))


def test_a_table_without_a_source_is_rows_for_the_hand(spoiled, tmp_path):
    rows = "{% for row in rows('t') %}<p>空行{{ field('t.c', row) }}</p>{% endfor %}<h1"
    form = spoiled("template.html", "<h1", rows)
    manifest = tmp_path / "pledge" / "form.yaml"
    manifest.write_text(manifest.read_text() + TABLE)
    form = load_form(form.folder)
    html.check_template(form)
    check_sources(form)
    values = left_blank(form)
    assert [row.blank for row in values.tables["t"]] == [True] * 3
    assert text_of(html.fill(form, values).pdf).count("空行") == 3


def test_a_field_is_not_used_because_some_table_is_walked(spoiled, tmp_path):
    form = spoiled("template.html", "<h1", "{% set name = 'name' %}<p>{{ field(name) }}</p><h1")
    manifest = tmp_path / "pledge" / "form.yaml"
    spare = "\ntables: {t: {title: 表, columns: {c: {title: 名称}}}}"
    manifest.write_text(manifest.read_text() + spare)
    with pytest.raises(BrokenForm, match=r"没有使用的栏目：t\.c"):
        html.check_template(load_form(form.folder))


def test_a_sample_that_names_what_is_not_there_is_told(spoiled):
    form = spoiled("sample.yaml", "speciality:", "specialty:")
    with pytest.raises(BrokenForm, match="“specialty”") as raised:
        sample_values(form)
    assert raised.value.where == "pledge/sample.yaml"
    assert "speciality" in raised.value.hint


KIT = """
tables:
  t:
    title: 设备
    source: work
    min_rows: 3
    none_in: name
    columns: {name: {title: 名称}, date: {title: 日期, format: month}, keeper: {title: 保管人, absent: 无人}}
  hand: {title: 手写, columns: {c: {title: 名称}}}
"""


@pytest.fixture
def kit(spoiled):
    """The pledge with two tables more, and something put before the fields of its sample."""

    def make(before):
        folder = spoiled("sample.yaml", "fields:\n", before).folder
        manifest = folder / "form.yaml"
        manifest.write_text(manifest.read_text() + KIT)
        return load_form(folder)

    return make


@pytest.mark.parametrize(
    ("rows", "written_rows"),
    [
        (
            '[{name: 钻机, date: "2016年12月3日"}, {name: 炮杆, keeper: 甲}]',
            [("钻机", "2016.12", "无人", False), ("炮杆", "", "甲", False), ("", "", "", True)],
        ),
        ("[]", [("无", "", "", False), ("", "", "", True), ("", "", "", True)]),
    ],
)
def test_a_sample_is_written_as_a_person_is(kit, rows, written_rows):
    values = sample_values(kit(f"tables: {{t: {rows}}}\nfields:\n"))
    assert [(*row.cells.values(), row.blank) for row in values.tables["t"]] == written_rows


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("tables: {t: [{name: 钻机, date: 2016.10}]}\nfields:\n", r"“日期”不是日期：2016\.1"),
        ("tables: {t: [{name: 钻机, date: 去年}]}\nfields:\n", "“日期”不是日期：去年"),
        ("tables: {hand: [{c: 甲}]}\nfields:\n", "“hand”一个值，而它留给手写"),
        ("fields:\n  reviewed_on: 2021年9月15日\n", "“reviewed_on”一个值，而它留给手写"),
        ("fields:\n  pledge_qr: 图\n", "“pledge_qr”一个值，而它是图片"),
    ],
)
def test_a_sample_that_no_person_could_be_is_refused(kit, before, said):
    form = kit(before)
    with pytest.raises(BrokenForm, match=said) as raised:
        sample_values(form)
    assert raised.value.where == "pledge/sample.yaml"


def test_a_field_of_a_sample_that_holds_nothing_says_its_word(spoiled):
    form = spoiled("form.yaml", "source: person.name", "source: person.name, absent: 无")
    assert sample_values(form).fields["name"] == "阿卜杜热依木·买买提"
    (form.folder / "sample.yaml").write_text("fields: {year: '2021'}")
    assert sample_values(form).fields["name"] == "无"


def test_two_forms_cannot_bear_one_name_and_a_broken_one_hides_no_other(tmp_path):
    for name, title in (("one", "保证书"), ("two", "甲表"), ("three", "乙表")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "form.yaml").write_text(f"title: {title}\nscope: person\n")
    (tmp_path / "three" / "form.yaml").write_text("titel: 乙表\n")
    found, broken = survey_forms(tmp_path)
    assert "two" in found and "one" not in found
    assert {(one.id, one.fault.where, one.names) for one in broken} == {
        ("one", "one/form.yaml、pledge/form.yaml", frozenset({"one", "保证书"})),
        ("three", "three/form.yaml", frozenset({"three"})),
    }


def test_our_forms_are_read_anew_where_a_file_of_theirs_changed_or_may_be_changing(tmp_path, monkeypatch):
    shutil.copytree(templates_folder() / "pledge", tmp_path / "pledge")
    sheet, read = tmp_path / "pledge" / "style.css", []
    monkeypatch.setattr(library, "templates_folder", lambda: tmp_path)
    monkeypatch.setattr(library, "load_form", lambda folder: read.append(folder) or load_form(folder))
    assert load_forms() == load_forms()
    assert len(read) == 2  # it was written just now
    monkeypatch.setattr(library, "_AT_REST", -(10**12))
    contents = [load_forms()["pledge"]._content for _ in range(2)]
    assert len(read) == 3
    (other := tmp_path / "pledge" / "other.css").write_bytes(bytes(reversed(sheet.read_bytes())))
    contents.append(load_forms()["pledge"]._content)
    other.replace(sheet)
    contents.append(load_forms()["pledge"]._content)
    sheet.unlink()
    contents.append(load_forms()["pledge"]._content)
    assert [contents.index(one) for one in contents] == [0, 0, 2, 3, 4]
    load_forms().clear()
    assert set(load_forms()) == {"pledge"}  # nobody changes what the next one gets


def test_a_gallery_of_one_form_tells_what_was_found_on_its_sample(spoiled, tmp_path):
    form = spoiled("form.yaml", "pages: 1", "pages: 2")
    made = gallery.make(tmp_path / "out", [form])
    assert made.pictures == len(list((tmp_path / "out").glob("*.png"))) == 2
    assert any("应为2页，排出1页" in found for found in made.found)


def test_forms_are_found_by_title_and_alias():
    with pytest.raises(UsageError) as raised:
        find_form(FORMS, "评审委托")
    assert raised.value.hint.startswith("可用的表格：entrustment_letter")
    assert raised.value.hint.count("（") < 10, "the nearest, not all"
    assert raised.value.hint.endswith(f"等{len(FORMS)}种，见 zcforms forms list")
    assert find_form(FORMS, "评审表").id == "review_form"
    assert find_form(FORMS, "事业单位人员职称申报岗位信息表").id == "post_table"
    with pytest.raises(UsageError):
        find_form(FORMS, "不存在的表")


# --- long content --------------------------------------------------------------------------------


def test_a_fixed_page_form_continues_only_when_it_must():
    form = FORMS["exception_form"]
    values = sample_values(form)
    continued = []
    for characters in (100, 600, 1500, 5000):
        reasons = "符合第六条（三）的要求，" * (characters // 12)
        filled = html.fill(
            form, Values(values.title, {**values.fields, "reasons": reasons}, options=values.options)
        )
        assert filled.findings == ()
        if filled.pages == 1:
            assert squeezed(reasons) in squeezed(text_of(filled.pdf))
        else:
            continued.append(characters)
    assert 5000 in continued
    assert min(continued) >= 1500


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
    assert {drawn_by[c] for c in statement[:-2]} == {"ZC-Fang-Rare"}
    assert drawn_by["²"] == "ZC-Fang-Latin"


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
    assert width("A", "仿宋_GB2312") < width("A", "宋体")  # beside 仿宋 a lighter, smaller Latin


def test_a_sample_goes_the_way_of_an_applicants_rows(tmp_path):
    """What a table adds by itself, it adds to a sample: hand rows, 无, the absent word."""
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "form.yaml").write_text(
        "title: 名片\nscope: person\ntables:\n"
        "  work: {title: 经历, source: work, min_rows: 3, none_in: unit, columns: "
        "{unit: {title: 单位, absent: 不详}, post: {title: 职务, source: duty}}}\n"
        "  papers: {title: 论文, source: papers, min_rows: 2, none_in: name, "
        "columns: {name: {title: 名称}}}\n"
    )
    (folder / "sample.yaml").write_text("tables: {work: [{unit: 甲, post: 乙}, {post: 丙}], papers: []}\n")
    tables = sample_values(load_form(folder)).tables
    assert [(dict(row.cells), row.blank) for row in tables["work"]] == [
        ({"unit": "甲", "post": "乙"}, False),
        ({"unit": "不详", "post": "丙"}, False),
        ({"unit": "", "post": ""}, True),
    ]
    assert [row.cells["name"] for row in tables["papers"]] == ["无", ""]


def test_a_list_may_be_kept_to_its_first_rows_and_what_is_left_out_is_told(tmp_path):
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "form.yaml").write_text(
        "title: 名片\nscope: person\ntables: {work: {title: 经历, source: work, most: 2, min_rows: 3, "
        "columns: {unit: {title: 单位}}}}\n"
    )
    form = load_form(folder)
    for count, messages in ((1, []), (2, []), (5, ["《名片》“经历”只印前2项，另有3项没有印（most是2）"])):
        values = written(form, {}, {"work": [{"unit": f"单位{n}"} for n in range(count)]})
        shown = [row.cells["unit"] for row in values.tables["work"]]
        assert shown == [f"单位{n}" for n in range(min(count, 2))] + [""] * (3 - min(count, 2))
        assert [finding.message for finding in left_out(form, values)] == messages


def test_a_list_too_long_for_somebodys_pdf_is_told_with_what_to_do(tmp_path):
    form = load_forms()["roster"].model_copy(update={"id": "自备", "folder": tmp_path / "自备"})
    (found,) = told(form, Values("花名册"), [Finding("table-overflows", "只有10行，现有12行")])
    assert (found.code, str(found.place)) == ("own-form-full", "forms/自备/form.yaml")
    assert "most" in found.hint and "paper_rows" in found.hint and "size" not in found.hint
