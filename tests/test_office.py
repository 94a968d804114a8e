"""Evidence of Word, Excel and PowerPoint through LibreOffice, which may hang, lie, or make too little.

A script stands in for the program: what it is asked to do, and what is made of its answers.
"""

import io
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from conftest import build, person, pictures
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name
from test_dossier import item, opened, pdf_bytes

from zcforms.authoring.adding.excel import add_excel
from zcforms.authoring.adding.word import add_word
from zcforms.fillers.xlsx import write_list
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding
from zcforms.intake import office
from zcforms.intake.evidence import Evidence
from zcforms.intake.evidence.one_wide import across_one_page
from zcforms.intake.kinds import Kind
from zcforms.terminal import doctor


def compound(stream):
    """The start of a file of an older Word or Excel, as far as it is looked at."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + stream.encode("utf-16-le").ljust(64, b"\0")


def letter():
    target = io.BytesIO()
    written = docx.Document()
    written.add_paragraph("兹证明林一山同志主持完成本项目。")
    written.save(target)
    return target.getvalue()


def sheet():
    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["姓名", "林一山"])
    book.save(target)
    return target.getvalue()


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Put a script into the only folder where programs are looked for; it finds `$out` and `$source`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for needed in ("sh", "cp", "mkdir", "sleep", "env", "ls", "cat"):
        (folder / needed).symlink_to(shutil.which(needed))
    monkeypatch.setenv("PATH", str(folder))

    def write(script):
        path = folder / "soffice"
        path.write_text(
            f"#!{folder}/sh\nprintf '%s\\n' \"$@\" > {tmp_path}/asked\nenv > {tmp_path}/environment\n"
            'while [ $# -gt 2 ]; do shift; done\nout=$1 source=$2\nmkdir -p "$out"\n' + script
        )
        path.chmod(0o755)

    return write


def answers(tmp_path, raw):
    (tmp_path / "answer.pdf").write_bytes(raw)
    return f'cp {tmp_path}/answer.pdf "$out/source.pdf"\n'


@pytest.mark.parametrize(
    ("raw", "source"),
    [
        (letter(), "source.docx"),
        (sheet(), "source.xlsx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le").ljust(64, b"\0"),
            "source.doc",
        ),
        (b"{\\rtf1 hello}", "source.doc"),
    ],
)
def test_what_the_program_makes_is_bound_with_a_word_of_warning(tmp_path, program, raw, source):
    program(answers(tmp_path, pdf_bytes((595, 842))) + f'cp "$source" {tmp_path}/seen')
    found = opened(tmp_path, raw, "x.doc")
    assert isinstance(found, Evidence), found
    assert [(f.code, f.message) for f in found.findings] == [
        ("evidence-converted", "x.doc由LibreOffice转成1页装订，换行、分页可能与原来不同")
    ]
    assert next(pictures(found.staged.read_bytes())).getpixel((20, 842 - 20)) == (0, 0, 255)
    assert (tmp_path / "seen").read_bytes() == (across_one_page(raw) if source == "source.xlsx" else raw)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert Path(asked[-1]).name == source
    assert "x.doc" not in " ".join(asked), "no name of the user's leaves the room"
    assert asked[1:-1] == [
        *office._QUIETLY,
        "--convert-to",
        "pdf",
        "--outdir",
        str(Path(asked[-1]).parent / "out"),
    ]
    assert not Path(asked[-1]).parent.exists(), "its folder is gone"


def test_it_has_a_profile_a_home_and_fonts_of_its_own(tmp_path, program):
    program(
        answers(tmp_path, pdf_bytes((595, 842)))
        + f'cat "$HOME/profile/user/registrymodifications.xcu" > {tmp_path}/profile\n'
        + f'cat "$FONTCONFIG_FILE" > {tmp_path}/fonts\n'
    )
    opened(tmp_path, letter())
    environment = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines())
    assert {"HOME", "TMPDIR", "PATH", "LANG", "FONTCONFIG_FILE", "SAL_USE_VCLPLUGIN"} >= (
        environment.keys() - {"PWD", "SHLVL", "_", "OLDPWD"}
    )
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0] == f"-env:UserInstallation=file://{environment['HOME']}/profile"
    profile, fonts = (tmp_path / "profile").read_text(), (tmp_path / "fonts").read_text()
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in profile
    assert "<family>仿宋_GB2312</family><accept><family>FandolFang R</family>" in fonts


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path, program, monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 1)
    program(f"sleep 50 &\necho $! > {tmp_path}/child\nsleep 50\n")
    began = time.monotonic()
    found = opened(tmp_path, letter(), "x.docx")
    assert time.monotonic() - began < 20
    assert (found.code, found.message) == (
        "evidence-office",
        "佐证文件x.docx是Word文件，用LibreOffice转换超过1秒，没有完成",
    )
    child = int((tmp_path / "child").read_text())
    with pytest.raises(ProcessLookupError):
        for _ in range(100):
            os.kill(child, 0)
            time.sleep(0.05)


@pytest.mark.parametrize(
    "script",
    [
        "exit 0\n",
        "exit 77\n",
        "kill -SEGV $$\n",
        'echo broken > "$out/source.pdf"\n',
        'mkdir "$out/no.pdf"\n',
    ],
)
def test_that_it_ended_proves_nothing(tmp_path, program, script):
    program(script)
    found = opened(tmp_path, letter(), "x.docx")
    said = "佐证文件x.docx是Word文件，用LibreOffice转换不出来"
    assert (found.code, found.message) == ("evidence-office", said)
    assert "请另存为PDF" in found.hint


def test_half_a_file_is_refused(tmp_path, program):
    program(answers(tmp_path, pdf_bytes((595, 842))[:60]))
    assert opened(tmp_path, letter()).code in ("evidence-office", "evidence-unreadable")


def test_a_blank_page_is_no_letter(tmp_path, program):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842)).contents_add(b"1 1 1 rg 0 0 595 842 re f")
    target = io.BytesIO()
    pdf.save(target)
    program(answers(tmp_path, target.getvalue()))
    found = opened(tmp_path, letter(), "x.docx")
    assert (found.code, found.message) == ("evidence-office", "佐证文件x.docx用LibreOffice转换出来是空白的")


def square(size):
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, size), (size, size), (size, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def set_in(*sizes, text="证明"):
    """A page of two characters, in a font with a glyph of each size; the first is for what is missing."""
    builder = FontBuilder(1000)
    names = [".notdef", "one", "two"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    builder.setupGlyf(dict(zip(names, map(square, sizes), strict=True)))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    font = io.BytesIO()
    builder.save(font)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    codes = "\n".join(f"<{n:02X}> <{ord(c):04X}>" for n, c in enumerate(text, 1))
    mapped = f"2 beginbfchar\n{codes}\nendbfchar\n".encode()
    about = Dictionary(Type=Name.FontDescriptor, FontName=Name.A, Flags=4)
    about.FontFile2 = pdf.make_stream(font.getvalue())
    page.Resources = Dictionary(
        Font=Dictionary(
            F=pdf.make_indirect(
                Dictionary(
                    Type=Name.Font,
                    Subtype=Name.TrueType,
                    BaseFont=Name.A,
                    FirstChar=0,
                    LastChar=2,
                    Widths=Array([1000] * 3),
                    FontDescriptor=about,
                    ToUnicode=pdf.make_stream(mapped),
                )
            )
        )
    )
    page.Contents = pdf.make_stream(b"BT /F 40 Tf 100 700 Td <0102> Tj ET 0 0 40 40 re f")
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def test_boxes_for_characters_are_seen(tmp_path, program):
    program(answers(tmp_path, set_in(500, 500, 300)))
    found = opened(tmp_path, letter(), "x.docx")
    assert (found.code, found.message) == (
        "evidence-office",
        "佐证文件x.docx用LibreOffice转换，“证”等字印不出来",
    )


def test_characters_with_glyphs_and_spaces_without_are_no_boxes(tmp_path, program):
    program(answers(tmp_path, set_in(500, 400, 300)))
    assert isinstance(opened(tmp_path, letter()), Evidence)
    program(answers(tmp_path, set_in(500, 500, 300, text=" 明")))
    assert isinstance(opened(tmp_path, letter()), Evidence)


def test_without_the_program_it_is_said_clearly(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = opened(tmp_path, letter(), "合同.docx")
    assert isinstance(found, Finding)
    assert (found.code, found.message) == (
        "evidence-office",
        "佐证文件合同.docx是Word文件，要转成PDF才能装订",
    )
    assert found.hint.startswith("请另存为PDF")
    assert found.hint.endswith("（本机没有安装转换用的LibreOffice）")


def test_the_doctor_offers_it(tmp_path, program):
    told = doctor._office()
    assert (told.ok, told.required, told.detail) == (False, False, "没有安装")
    assert "libreoffice-writer-nogui" in told.hint
    program("")
    told = doctor._office()
    assert (told.ok, told.detail) == (True, str(tmp_path / "bin" / "soffice"))


def test_a_locked_file_is_told_as_that(tmp_path, program):
    program("exit 0\n")
    found = opened(tmp_path, compound("EncryptedPackage"), "x.docx")
    assert (found.code, found.message) == (
        "evidence-kind",
        "佐证文件x.docx是设有打开密码的Office文件，不能装订",
    )


def test_pages_out_are_the_pages_of_the_letter(workshop, tmp_path, program):
    program(answers(tmp_path, pdf_bytes((595, 842), (595, 842))))
    record = person(佐证材料=[{**item("P", "合同"), "文件": [{"文件": "合同.docx"}]}])
    root = workshop({"lin": record}, {"lin/合同.docx": letter()})
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1, receipt["findings"]
    alone = build(workshop({"lin": person()}, name="alone"), tmp_path / "alone-out", {"dossier"})
    assert receipt["documents"][0]["pages"] == alone["documents"][0]["pages"] + 1 + 2  # a divider


def test_a_part_that_is_not_installed_is_told(tmp_path, program):
    """Debian's libreoffice-core has the program, but opens no letter without libreoffice-writer."""
    program("exit 0\n")
    beside = tmp_path / "bin"
    for name in ("soffice.bin", "libsclo.so", "libsdlo.so"):
        (beside / name).touch()
    found = opened(tmp_path, letter(), "x.docx")
    assert found.message == "佐证文件x.docx是Word文件，要转成PDF才能装订"
    assert "libreoffice-writer-nogui" in found.hint
    assert found.hint.endswith("（本机的LibreOffice没有安装Writer组件）")
    told = doctor._office()
    assert not told.ok
    assert told.detail.endswith("，没有安装Writer（Word文件）")
    (beside / "libswlo.so").touch()
    assert office.missing_parts() == {}


def test_a_text_that_no_cell_holds_is_cut_to_be_seen():
    book = openpyxl.load_workbook(
        io.BytesIO(write_list("甲", {"乙": 20}, [["字" * 32_767], ["字" * 32_768]]))
    )
    whole, cut = (cell.value for (cell,) in book["甲"].iter_rows(min_row=2))
    assert whole == "字" * 32_767
    assert cut == "字" * 32_766 + "…"


@pytest.mark.skipif(
    office.office_program() is None or Kind.DOCX in office.missing_parts(),
    reason="LibreOffice with Writer is not installed",
)
def test_the_real_program_shows_what_was_written(tmp_path):
    from pypdfium2 import PdfDocument

    found = opened(tmp_path, letter(), "x.docx")
    assert isinstance(found, Evidence), found
    with PdfDocument(found.staged.read_bytes()) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert "兹证明林一山同志主持完成本项目。" in text
    picture = next(pictures(found.staged.read_bytes(), 100)).convert("L")
    assert 300 < sum(picture.histogram()[:128]) < 20_000
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as package:
        package.writestr("word/document.xml", "<w:document")
    assert opened(tmp_path, broken.getvalue(), "y.docx").code == "evidence-office"


def deck(tmp_path, ending):
    """Two slides, as a file of PowerPoint: a line of text each, and on the second a red box."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{said}:1.0"'
        for name, said in (("office", "office"), ("draw", "drawing"), ("text", "text"), ("style", "style"))
    )
    spaces += ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    place = 'svg:x="2cm" svg:y="{}cm" svg:width="10cm" svg:height="3cm"'
    red = f'<draw:rect draw:style-name="r" {place.format(9)}/>'
    slides = "".join(
        f'<draw:page draw:name="p{n}"><draw:frame {place.format(2)}><draw:text-box><text:p>{said}</text:p>'
        f"</draw:text-box></draw:frame>{red if n else ''}</draw:page>"
        for n, said in enumerate(("尾矿库在线监测系统验收汇报", "效益：全部达到设计要求"))
    )
    style = (
        '<office:automatic-styles><style:style style:name="r" style:family="graphic">'
        '<style:graphic-properties draw:fill="solid" draw:fill-color="#ff0000"/></style:style>'
        "</office:automatic-styles>"
    )
    content = (
        f'<office:document-content {spaces} office:version="1.3">{style}'
        f"<office:body><office:presentation>{slides}</office:presentation></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.presentation"
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{what}"/>'
        for path, what in (("/", kind), ("content.xml", "text/xml"))
    )
    about = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"'
    made = tmp_path / "deck.odp"
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest {about}>{listed}</manifest:manifest>")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office.office_program(), profile, "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(tmp_path), str(made)], check=True, capture_output=True)
    return made.with_suffix(f".{ending}").read_bytes()


@pytest.mark.skipif(
    office.office_program() is None or Kind.PPTX in office.missing_parts(),
    reason="LibreOffice with Impress is not installed",
)
@pytest.mark.parametrize(("ending", "name"), [("pptx", "汇报.pptx"), ("ppt", "汇报.dps")])
def test_the_real_program_shows_every_slide(tmp_path, ending, name):
    from pypdfium2 import PdfDocument

    found = opened(tmp_path, deck(tmp_path, ending), name)
    assert isinstance(found, Evidence), found
    assert found.sheets == (1, 1)
    with PdfDocument(found.staged.read_bytes()) as pdf:
        texts = [page.get_textpage().get_text_range().strip() for page in pdf]
    assert texts == ["尾矿库在线监测系统验收汇报", "效益：全部达到设计要求"]
    first, second = pictures(found.staged.read_bytes(), 36)
    colours = (one.convert("RGB").getcolors(10**6) for one in (first, second))
    red = [{colour: count for count, colour in found}.get((255, 0, 0), 0) for found in colours]
    assert red[0] == 0
    assert 0.04 < red[1] / (second.width * second.height) < 0.08  # 10 cm × 3 cm of 28 cm × 21 cm (or 16)


# --- forms of older programs ----------------------------------------------------------------------


def blank_form():
    target = io.BytesIO()
    written = docx.Document()
    table = written.add_table(1, 2)
    table.cell(0, 0).text = "姓名"
    written.save(target)
    return target.getvalue()


def blank_sheet():
    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["单位名称："])
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("add", "name", "raw", "made", "ending"),
    [
        (add_word, "表.doc", compound("WordDocument"), blank_form(), "docx"),
        (add_word, "表.wps", compound("WordDocument"), blank_form(), "docx"),
        (add_excel, "表.xls", compound("Workbook"), blank_sheet(), "xlsx"),
        (add_excel, "表.et", compound("Workbook"), blank_sheet(), "xlsx"),
    ],
)
def test_a_form_of_an_older_program_is_added_as_one_of_today(
    tmp_path, program, workshop, add, name, raw, made, ending
):
    work = workshop({"lin": person()})
    (tmp_path / "made").write_bytes(made)
    program(f'cp {tmp_path}/made "$out/source.{ending}"\n')
    (tmp_path / name).write_bytes(raw)
    added = add(tmp_path / name, work, "试", "institution" if ending == "xlsx" else "person")
    assert added.converted
    assert len(added.form.fields) == 1
    assert (work / "forms" / "试" / f"template.{ending}").is_file()
    assert ending in (tmp_path / "asked").read_text().splitlines()


@pytest.mark.parametrize(
    ("script", "said"),
    [(None, "没有安装转换用的LibreOffice"), ("exit 0\n", "转换不出来"), ("sleep 50\n", "没有完成")],
)
def test_an_older_form_that_cannot_be_converted_is_refused(
    tmp_path, program, workshop, monkeypatch, script, said
):
    work = workshop({"lin": person()})
    monkeypatch.setattr(office, "SECONDS", 1)
    if script:
        program(script)
    (tmp_path / "表.doc").write_bytes(compound("WordDocument"))
    with pytest.raises(UnreadableInput, match=said):
        add_word(tmp_path / "表.doc", work, "试", "person")
    assert not (work / "forms").exists()


def row_of_doc(cells):
    """How an older Word file says where the cells of a row are (sprmTDefTable)."""
    edges = b"".join((n * 1000).to_bytes(2, "little") for n in range(cells + 1))
    body = bytes([cells]) + edges + bytes(20 * cells)
    return b"\x08\xd6" + (len(body) + 1).to_bytes(2, "little") + body


@pytest.mark.parametrize(("rows", "lost"), [(1, False), (3, True)])
def test_tables_lost_on_the_way_are_told(tmp_path, program, workshop, rows, lost):
    work = workshop({"lin": person()})
    (tmp_path / "made").write_bytes(blank_form())  # one row
    program(f'cp {tmp_path}/made "$out/source.docx"\n')
    raw = compound("WordDocument") + b"\x08\xd6 is not a row" + row_of_doc(4) * rows
    (tmp_path / "表.doc").write_bytes(raw)
    if not lost:
        assert add_word(tmp_path / "表.doc", work, "试", "person").converted
        return
    with pytest.raises(UnreadableInput, match="丢了表格（原件至少有3行，转出来1行）") as told:
        add_word(tmp_path / "表.doc", work, "试", "person")
    assert "另存为.docx" in told.value.hint
    assert not (work / "forms").exists()
