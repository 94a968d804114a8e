"""A unit's own PDF form joins a folder of work."""

import io
import zipfile
from dataclasses import replace

import pytest
import yaml
from click.testing import CliRunner
from conftest import TODAY, build, codes, delivered, person, photo_bytes, pictures, silent, squeezed, text_of
from pdf_forms import FormMaker, everything
from pikepdf import Array, Dictionary, Encryption, Name, OutlineItem, Pdf, String
from pypdf import PdfReader

from zcforms import batch
from zcforms.authoring import adding
from zcforms.authoring.adding import guessing
from zcforms.cli import main
from zcforms.forms import load_form, load_forms
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.terminal.report import show_receipt


@pytest.fixture
def desk(workshop, tmp_path):
    """A folder of work, and a way to bring a PDF form into it."""
    root = workshop({"lin": person(), "wu": person("33020019850615003", 姓名="吴二水")})
    file = tmp_path / "登记表.pdf"

    def bring(maker=None):
        if maker is not None:
            file.write_bytes(maker.bytes())
        return adding.add_pdf(file, root)

    bring.root, bring.file, bring.manifest = root, file, root / "forms" / "登记表" / "form.yaml"
    return bring


def sources(added):
    return {line.name: line.source for line in added.lines}


def test_sources_are_guessed_by_name_and_the_rest_is_listed(desk):
    added = desk(everything())
    assert added.is_new
    told = sources(added)
    assert (told["姓名"], told["性别"], told["身份证号"], told["学历"], told["照片"]) == (
        "person.name",
        "sex",
        "person.id.number",
        "highest.level",
        "photo",
    )
    assert told["自述"] == told["签名"] == ""
    form = load_form(desk.manifest.parent)
    assert form.media == ("pdf",)
    assert {spec.pdf for spec in form.fields.values()} == {n for n, source in told.items() if source}
    assert "pdf: 自述" in desk.manifest.read_text(), "for the clerk to complete"


def test_a_caption_with_radicals_of_a_pdf_is_the_one_that_it_looks_like():
    assert guessing.plain("⼯作单位（⺠族）：") == "工作单位民族"


def test_what_is_guessed_passes_its_own_check(desk):
    maker = FormMaker()
    for n, caption in enumerate(guessing.captions_of(load_forms().values())):
        maker.text(caption, (100, 10 + n, 300, 11 + n))
    guessed = [line for line in desk(maker).lines if line.source]
    assert len(guessed) > 60
    assert desk().faults == ()


def test_a_tip_or_the_text_beside_the_field_helps_where_the_name_says_nothing(desk):
    maker = FormMaker()
    maker.text("Text1", (100, 700, 200, 720), TU=String("申报人姓名"))
    maker.text("Text2", (100, 650, 200, 670))
    page = maker.pdf.pages[0]
    page.contents_add(b"BT /F 12 Tf 60 655 Td (MOBILE) Tj ET")
    page.obj.Resources = pikepdf_font()
    added = desk(maker)
    assert sources(added) == {"Text1": "person.name", "Text2": ""}
    assert added.lines[1].beside == "MOBILE"


def pikepdf_font():
    from pikepdf import Dictionary

    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return Dictionary(Font=Dictionary(F=font))


def rows(maker=None):
    maker = maker or FormMaker()
    for n in range(1, 4):
        maker.text(f"姓名{n}", (100, 700 - 25 * n, 200, 720 - 25 * n))
    return maker


def test_rows_of_a_table_are_not_taken_for_the_applicant(desk):
    assert set(sources(desk(rows())).values()) == {""}
    assert "'姓名{n}'" in desk.manifest.read_text()


def test_what_a_pdf_says_cannot_leave_its_comment(desk):
    maker = FormMaker()
    maker.text("a\nscope: office\nb", (100, 700, 200, 720))
    maker.text("姓名", (100, 600, 200, 620), TU=String("x\ntitle: 假"))
    options = [String("男\nscope: office"), String("女")]
    maker.field("性别", Name.Ch, (100, 500, 200, 520), Ff=1 << 17, Opt=options)
    desk(maker)
    said = yaml.safe_load(desk.manifest.read_text())
    assert (said["title"], said["scope"]) == ("登记表", "person")
    assert len(said["fields"]) == 2


def test_a_second_time_the_mapping_is_checked_and_kept(desk):
    desk(everything())
    text = desk.manifest.read_text()
    text = text.replace("pdf: 性别", "pdf: 姓别").replace("source: person.name", "source: person.nmae")
    desk.manifest.write_text(text)
    added = desk()
    assert not added.is_new
    assert desk.manifest.read_text() == text
    assert any("姓别" in fault and "是否想写“性别”" in fault for fault in added.faults)
    assert any("person.nmae" in fault and "person.name" in fault for fault in added.faults)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"source": "wrk"}, "是否想写“work”"),
        ({"source": "work", "columns": {"unitt": {"title": "单位", "pdf": "姓名{n}"}}}, "是否想写“unit”"),
        ({"source": "work", "columns": {"unit": {"title": "单位", "pdf": "单位"}}}, "{n}代表第几行"),
        ({"source": "work", "columns": {"unit": {"title": "单位", "pdf": "单位{n}"}}}, "没有一行能对上"),
    ],
)
def test_tables_are_checked_too(desk, table, said):
    desk(rows())
    columns = {"columns": {"unit": {"title": "单位", "pdf": "姓名{n}"}}}
    manifest = {
        "title": "表",
        "scope": "person",
        "media": ["pdf"],
        "tables": {"t": columns | table | {"title": "表"}},
    }
    desk.manifest.write_text(yaml.safe_dump(manifest, allow_unicode=True))
    assert any(said in fault for fault in desk().faults)


def test_a_place_that_is_no_folder_of_work_or_a_name_of_ours_is_refused(desk, tmp_path):
    desk.file.write_bytes(everything().bytes())
    with pytest.raises(UsageError, match="不是工作文件夹"):
        adding.add_pdf(desk.file, tmp_path)
    for name in ("pledge", "pledge."):  # a folder's name ends in no stop
        with pytest.raises(UsageError, match="已有表格“pledge"):
            adding.add_pdf(desk.file, desk.root, title=name)


def packed(name):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, "<a/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.pdf", packed("word/document.xml"), "这是Word，扩展名却是.pdf"),
        ("表.docx", everything().bytes(), "这是PDF，扩展名却是.docx"),
        ("表", photo_bytes(), "这是图片，没有扩展名"),
        ("表.tif", b"II*\0" + bytes(60), "不收TIFF"),
        ("表.csv", "姓名,性别".encode(), "不收.csv文件"),
        ("表.ods", packed("content.xml"), "不收.ods文件"),
        ("表.docx", b"<html>", "不是完好的Word文件"),
        ("表.pdf", everything().bytes(encryption=Encryption(owner="o", user="u")), "PDF设有打开密码"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(desk, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    told = CliRunner().invoke(main, ["forms", "add", str(tmp_path / name), "--work", str(desk.root)])
    assert told.exit_code == 3
    assert said in told.output and "→" in told.output
    assert not (desk.root / "forms").exists()


def test_a_pdf_form_whose_field_stands_nowhere_is_told_as_damaged(desk):
    maker = FormMaker()
    del maker.text("姓名", (100, 700, 300, 720)).Rect
    with pytest.raises(UnreadableInput, match="不是完好的PDF文件"):
        desk(maker)


def test_a_pdf_form_has_the_title_and_the_scope_that_are_asked_for(desk):
    maker = FormMaker()
    for n, name in enumerate(("单位名称", "联系电话")):
        maker.text(name, (100, 700 - 40 * n, 300, 720 - 40 * n))
    desk.file.write_bytes(maker.bytes())
    command = ["forms", "add", str(desk.file), "--work", str(desk.root), "--title", "报送表"]
    done = CliRunner().invoke(main, [*command, "--scope", "office"])
    assert done.exit_code == 0, done.output
    form = load_form(desk.root / "forms" / "报送表")
    assert (form.title, form.scope) == ("报送表", "office")
    assert {spec.source for spec in form.fields.values()} == {"office.name", "office.phone"}
    taken = CliRunner().invoke(main, [*command[:-1], "评审表"])
    assert (taken.exit_code, "--title" in taken.output) == (2, True)


@pytest.mark.parametrize("name", ["配偶姓名", "举荐专家.姓名", "单位负责人姓名", "审核人签名"])
def test_what_is_of_another_or_for_a_hand_is_not_guessed(desk, name):
    maker = FormMaker()
    maker.text("姓名", (100, 760, 250, 780))
    maker.text(name, (100, 700, 250, 720))
    assert {line.name: line.source for line in desk(maker).lines} == {"姓名": "person.name", name: ""}


def test_the_command_tells_what_to_do_next(desk):
    desk.file.write_bytes(everything().bytes())
    command = ["forms", "add", str(desk.file), "--work", str(desk.root)]
    first = CliRunner().invoke(main, command)
    assert first.exit_code == 0
    assert "再运行一次" in first.output
    assert "自述　多行文字　第1页" in first.output
    assert CliRunner().invoke(main, command).exit_code == 0
    desk.manifest.write_text(desk.manifest.read_text().replace("pdf: 姓名", "pdf: 性名"))
    wrong = CliRunner().invoke(main, [*command, "--json"])
    assert wrong.exit_code == 4
    assert yaml.safe_load(wrong.output)["faults"]
    other = CliRunner().invoke(main, ["forms", "add", "a.txt", "--work", str(desk.root)])
    assert other.exit_code == 3


def test_a_build_fills_the_pdf_for_everybody(desk, tmp_path):
    desk(rows(everything()))
    with desk.manifest.open("a") as file:
        columns = {"c": {"title": "单位", "source": "unit", "pdf": "姓名{n}"}}
        table = {"tables": {"work": {"title": "经历", "source": "work", "columns": columns}}}
        file.write(yaml.safe_dump(table, allow_unicode=True))
    receipt = build(desk.root, tmp_path / "out", {"登记表"})
    assert codes(receipt) == []
    made = {d["person"]: tmp_path / "out" / d["path"] for d in receipt["documents"] if d["form"] == "登记表"}
    assert set(made) == {"lin", "wu", ""}
    fields = PdfReader(made["wu"]).get_fields()
    assert (fields["姓名"]["/V"], fields["性别"]["/V"]) == ("吴二水", "/男")
    shown = squeezed(text_of(made["wu"]))
    assert "吴二水" in shown
    assert "虚构矿业有限公司" in shown
    # What is printed for everybody is plain paper.
    assert not PdfReader(made[""]).get_fields()
    assert "林一山" in text_of(made[""])
    assert "吴二水" in text_of(made[""])


def test_flattened_forms_leave_the_house_as_plain_paper(desk, tmp_path):
    desk(everything())
    desk.manifest.write_text(desk.manifest.read_text().replace("flatten: false", "flatten: true"))
    receipt = build(desk.root, tmp_path / "out", {"登记表"})
    made = [tmp_path / "out" / d["path"] for d in receipt["documents"] if d["form"] == "登记表"]
    assert len(made) == 3
    for paper in made:
        reader = PdfReader(io.BytesIO(paper.read_bytes()))
        assert not reader.get_fields()


def test_what_does_not_fit_the_pdf_holds_the_person_back(desk, tmp_path):
    maker = FormMaker()
    maker.text("姓名", (100, 700, 112, 712))
    desk(maker)
    receipt = build(desk.root, tmp_path / "out", {"登记表"})
    assert codes(receipt) == ["own-form-full", "own-form-full"]
    assert receipt["built"] == 0
    # The office says what goes into its form: an applicant is not asked to shorten 《登记表》“姓名”.
    assert not [d for d in receipt["documents"] if d["form"] == "correction_slip"]


def test_what_does_not_fit_a_form_that_nobody_asked_for_holds_back_that_form_alone(desk, tmp_path, capsys):
    maker = FormMaker()
    maker.text("姓名", (100, 700, 130, 712))
    desk(maker)
    long = desk.root / "applicants" / "wu.yaml"
    long.write_text(long.read_text().replace("吴二水", "阿勒腾古丽·萨木普勒别克"))
    job = batch.open_job(desk.root, TODAY)
    uses = [use for use in job.plan.forms if use.id in ("pledge", "登记表")]
    job = replace(job, plan=job.plan.model_copy(update={"forms": uses, "binding": None}))
    receipt = batch.build(job, batch.Order(), tmp_path / "out", silent)
    made = {(d["person"], d["form"]) for d in receipt.documents if d["person"]}
    assert made == {("lin", "pledge"), ("wu", "pledge"), ("lin", "登记表")}
    assert codes(receipt.to_dict()) == []
    (told,) = [f for f in receipt.findings if f.code == "own-form-full"]
    assert (told.person, told.severity) == ("wu", "warning")
    assert "没有做，别的照做" in told.message
    lines = (desk.root / "forms/登记表/form.yaml").read_text().splitlines()
    assert told.place.file == "forms/登记表/form.yaml" and "title: 姓名" in lines[told.place.line - 1]
    show_receipt(receipt, tmp_path / "out")
    assert "自备的表没有做全（原因见上）：wu\n" in capsys.readouterr().out
    again = batch.build(job, batch.Order(), tmp_path / "out", silent)
    assert told in again.findings, "it is told of what was kept, too"


def test_a_signed_template_is_said_once_for_the_whole_batch(desk, tmp_path):
    maker = everything()
    maker.form.SigFlags = 1
    assert [f.code for f in desk(maker).findings] == ["pdf-signature-broken"]
    receipt = build(desk.root, tmp_path / "out", {"登记表"})
    assert codes(receipt, "warning").count("pdf-signature-broken") == 1


# --- layers, soundness ---------------------------------------------------------------------------


def layered():
    """A page with a rectangle in a layer that is shown and one in a hidden layer, and a field in each."""
    maker = FormMaker()
    pdf, page = maker.pdf, maker.pdf.pages[0]
    layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ("正本", "底稿")]
    pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(layers[1:])))
    page.obj.Resources = Dictionary(Properties=Dictionary(A=layers[0], B=layers[1]))
    page.obj.Contents = pdf.make_stream(
        b"/OC /A BDC 100 100 100 100 re f EMC /OC /B BDC 300 100 100 100 re f EMC"
    )
    maker.text("姓名", (100, 600, 250, 620), OC=layers[0])
    maker.text("底稿", (300, 600, 450, 620), OC=layers[1])
    return maker


def darkest(pdf, left, bottom, right, top):
    """The darkest grey on the first page within a box (pt from the lower left)."""
    picture = next(pictures(pdf, 72)).convert("L")
    return picture.crop((left, picture.height - top, right, picture.height - bottom)).getextrema()[0]


def mapped(desk, *names):
    fields = {f"f{n}": {"title": name, "source": "person.name", "pdf": name} for n, name in enumerate(names)}
    form = {"title": "登记表", "scope": "person", "media": ["pdf"], "flatten": True, "fields": fields}
    desk.manifest.write_text(yaml.safe_dump(form))


def test_what_a_layer_hides_is_on_no_paper(desk, tmp_path):
    desk(layered())
    mapped(desk, "姓名", "底稿")
    out = tmp_path / "out"
    receipt = build(desk.root, out, {"登记表"})
    assert codes(receipt, "info").count("pdf-layers") == 1
    assert codes(receipt) == []
    blank = CliRunner().invoke(
        main, ["forms", "blank", "登记表", str(tmp_path / "blank.pdf"), "--work", str(desk.root)]
    )
    assert blank.exit_code == 0, blank.output
    made = [out / d["path"] for d in receipt["documents"] if d["form"] == "登记表"]
    assert sorted(path.parts[len(out.parts)] for path in made) == ["个人", "个人", "打印"]
    papers = [*made, tmp_path / "blank.pdf"]
    for paper in papers:
        raw = paper.read_bytes()
        assert darkest(raw, 100, 100, 200, 200) < 20
        assert darkest(raw, 300, 100, 400, 200) > 250
        assert darkest(raw, 300, 600, 450, 620) > 250, "a field of the hidden layer"
        assert (darkest(raw, 104, 604, 246, 616) < 100) == (paper.name != "blank.pdf")


def test_a_form_without_hidden_layers_stays_text(desk, tmp_path):
    maker = layered()
    del maker.pdf.Root.OCProperties.D.OFF
    desk(maker)
    mapped(desk, "姓名", "底稿")
    receipt = build(desk.root, tmp_path / "out", {"登记表"})
    assert codes(receipt, "info").count("pdf-layers") == 0
    assert text_of(next(tmp_path.glob("out/个人/*林一山/*.pdf"))).count("林一山") == 2


def nested(maker):
    """Forms that draw each other twice, 30 deep."""
    inner = b""
    for n in range(30):
        form = maker.pdf.make_stream(b"/F Do /F Do" if n else b"0 0 1 1 re f")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        form.Resources = Dictionary(XObject=Dictionary(F=inner)) if n else Dictionary()
        inner = maker.pdf.make_indirect(form)
    maker.pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=inner))
    maker.pdf.pages[0].obj.Contents = maker.pdf.make_stream(b"/F Do")


def absent(maker):
    maker.pdf.pages[0].obj.Contents = maker.pdf.make_stream(b"/F Do")


def wide(maker):
    maker.pdf.pages[0].obj.MediaBox = Array([0, 0, 200_000, 842])


def long(maker):
    for _ in range(200):
        maker.pdf.add_blank_page()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (long, "有201页，表格至多200页"),
        (nested, "展开后有上百万个"),
        (absent, "不在文件里"),
        (wide, "的边长有71米"),
    ],
)
def test_a_form_that_is_not_sound_is_refused_by_name(desk, spoil, said, tmp_path):
    maker = FormMaker()
    maker.text("姓名", (100, 600, 250, 620))
    desk(maker)
    mapped(desk, "姓名")
    spoil(maker)
    with pytest.raises(UnreadableInput, match=said):
        desk(maker)
    (desk.manifest.parent / "template.pdf").write_bytes(maker.bytes())
    asked = ["build", str(desk.root), "--out", str(tmp_path / "out"), "--form", "登记表"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 3
    assert said in done.output
    assert "登记表/template.pdf" in done.output


def test_fonts_that_the_form_does_not_hold_are_told(desk, tmp_path):
    maker = FormMaker()
    maker.text("姓名", (100, 600, 250, 620))
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.SimSun)
    maker.pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=font))
    maker.pdf.pages[0].obj.Contents = maker.pdf.make_stream(b"BT /F 12 Tf 60 655 Td (MOBILE) Tj ET")
    desk(maker)
    mapped(desk, "姓名")
    receipt = build(desk.root, tmp_path / "out", {"登记表"})
    told = [f["message"] for f in receipt["findings"] if f["code"] == "pdf-fonts"]
    assert len(told) == 1
    assert "“SimSun”（第1页）" in told[0]


def test_plain_paper_does_nothing(desk, tmp_path):
    maker = FormMaker()
    maker.text("姓名", (100, 600, 250, 620))
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    page = maker.pdf.pages[0].obj
    page.AA = Dictionary(O=script)
    page.Annots.append(
        maker.pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10, 20, 20]), A=script)
        )
    )
    maker.pdf.Root.OpenAction = script
    with maker.pdf.open_outline() as outline:
        outline.root.append(OutlineItem("姓名", action=script))
    maker.pdf.attachments["a.txt"] = b"/JavaScript"
    desk(maker)
    mapped(desk, "姓名")
    build(desk.root, tmp_path / "out", {"登记表"})
    papers = [tmp_path / "out" / name for name in delivered(tmp_path / "out") if name.endswith(".pdf")]
    assert len(papers) == 4  # each, the print set, the list to print by
    for paper in papers:
        with Pdf.open(paper) as pdf:
            pdf.save(plain := io.BytesIO(), qdf=True)
        assert b"JavaScript" not in plain.getvalue()
