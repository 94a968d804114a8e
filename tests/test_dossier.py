"""The bound volume: every number in the contents is the page that bears that title."""

import io
import re
import struct
import zlib
from dataclasses import replace
from importlib import resources

import numpy as np
import pikepdf
import pytest
from conftest import (
    PLAN,
    SAMPLES,
    TODAY,
    build,
    citizen,
    codes,
    page_texts,
    person,
    pictures,
    squeezed,
    text_of,
)
from PIL import Image

from zcforms import batch
from zcforms.chinese.numbers import numeral
from zcforms.intake.evidence import Asked, Evidence, chosen_pages, read_evidence
from zcforms.intake.evidence.scans import without_metadata
from zcforms.paper.dossier import Entry, Section, Source, lay_out
from zcforms.pipeline.binding import bind
from zcforms.pipeline.press import Press
from zcforms.pipeline.story import check_person, fill_person
from zcforms.pipeline.volume import proofs_of


def pdf_bytes(*sizes, rotate=0, text="证据", **save):
    """A PDF with a page of each size (pt), a filled square in its lower left corner."""
    pdf = pikepdf.new()
    for size in sizes:
        page = pdf.add_blank_page(page_size=size)
        page.contents_add(b"0 0 1 rg 0 0 40 40 re f")
        if rotate:
            page.Rotate = rotate
    target = io.BytesIO()
    pdf.save(target, **save)
    return target.getvalue()


def jpeg(size=(900, 1200), orientation=None, mode="RGB"):
    """A JPEG, red above and blue below, with EXIF orientation and a made-up GPS place."""
    image = Image.new(mode, size, "red" if mode == "RGB" else 0)
    if mode == "RGB":
        image.paste("blue", (0, size[1] // 2, size[0], size[1]))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def item(number, title, category="工作业绩证明", **more):
    return {
        "编号": f"E-{number}",
        "类别": category,
        "材料名称": title,
        "文件": [{"文件": f"{number}.pdf"}],
        **more,
    }


def read_volume(pdf):
    """Front matter and outline of a volume: (first contents page, first body page), jumps, nodes.

    Pages are counted from 0; a node is (title, page, is a section).
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        labels = document.Root.PageLabels.Nums
        front = int(labels[2]), int(labels[4])
        number = {page.obj.objgen: i for i, page in enumerate(document.pages)}
        jumps = [
            number[link.Dest[0].objgen]
            for i in range(*front)
            for link in document.pages[i].obj.get("/Annots", [])
        ]
        nodes = []
        with document.open_outline() as tree:
            for section in tree.root[2:]:
                nodes.append((section.title, number[section.destination[0].objgen], True))
                for child in section.children:
                    nodes.append((child.title, number[child.destination[0].objgen], False))
        return front, jumps, nodes, len(document.pages)


# Every two of person, dividers and sides meet.
@pytest.mark.parametrize(
    ("key", "dividers", "sides"),
    [
        ("lei-dingan", True, "单面"),
        ("lei-dingan", False, "双面"),
        ("shi-kaishan", True, "双面"),
        ("shi-kaishan", False, "单面"),
    ],
)
def test_contents_are_true(tmp_path, filled_before, key, sides, dividers):
    job = batch.open_job(SAMPLES, TODAY, [key])
    settings = job.work.settings.model_copy(update={"binding_sides": sides, "dividers": dividers})
    job = replace(job, work=replace(job.work, settings=settings))
    press, checked = Press(job, "none"), check_person(job, job.people[0], tmp_path)
    filled = fill_person(press, checked, frozenset({"summary_form"}), bound=True)
    bound = bind(press, filled.checked.person, filled.volume, tmp_path / "book")
    (book,) = bound.books
    pdf, pages, documents = book.path.read_bytes(), book.pages, filled.documents
    assert "volume-differs" not in {f.code for f in bound.findings}
    (toc_start, body_start), jumps, nodes, total = read_volume(pdf)
    assert total == pages
    assert body_start - toc_start == (2 if key == "lei-dingan" or sides == "双面" else 1)
    texts = page_texts(pdf)
    assert len(texts) == total
    toc = re.sub(r"\s+", "|", "".join(texts[toc_start:body_start]))
    # Every body page bears its own number.
    # (An empty back of a sheet bears nothing, and nothing leads to it.)
    empty = {i for i in range(body_start, total) if not texts[i].strip()}
    assert not empty & {page for _, page, _ in nodes}
    assert sides == "双面" or not empty
    for i in set(range(body_start, total)) - empty:
        assert re.search(rf"(^|\D){i - body_start + 1}(\D|$)", texts[i]), i
    # Every title stands on the page that the contents (and the outline) name.
    for title, page, is_section in nodes:
        number = page - body_start + 1
        if dividers or not is_section:
            assert squeezed(title) in squeezed(texts[page]), (title, number)
        wrapped = r"\|?".join(map(re.escape, squeezed(title)))
        line = wrapped + r"\|((19|20)\d\d\.\d\d\|)?(\d+/\d+\||独著\|)?" + str(number) + r"(—\d+)?\|"
        assert re.search(line, toc), (title, number)
    assert len(nodes) >= 10
    assert {page for _, page, _ in nodes} == set(jumps)
    # Every page that the summary form cites is the first page of an item that the applicant cites.
    summary = next(text_of(d.pdf) for d in documents if d.form == "summary_form")
    cited = {int(n) for n in re.findall(r"\bP(\d+)\b", summary)}
    assert len(cited) >= 2
    known = {ref for _, _, entry in checked.person.applicant.achievements for ref in entry.evidence}
    proofs = {
        int(p.pages.partition("—")[0]): p.number
        for p in proofs_of(filled.volume, checked.person.applicant, press.job.plan).values()
        if p.pages
    }
    for number in cited:
        page = squeezed(texts[body_start + number - 1])
        assert "与原件核对无误" in page
        # The foot says which line of the contents it is.
        assert f"目录{proofs[number]}" in page
        section, _, item = proofs[number].partition("-")
        assert re.search(rf"\|{section}\|.*?\|{item or section}\|.*?\|{number}(—\d+)?\|", toc), number
    # Her own ids of the evidence are on no paper.
    assert known
    assert not {reference for reference in known for text in texts if reference in text}
    # With two sides, what begins afresh begins on a recto.
    if sides == "双面":
        assert body_start % 2 == 0
        assert all(page % 2 == 0 for _, page, is_section in nodes if is_section)


def test_loose_material_is_listed_and_never_bound(demo):
    out, _ = demo
    volume = next(out.glob("装订/01_*.pdf"))
    text = squeezed(text_of(volume))
    loose = text[text.index("随册另报、不装订的材料") :]
    assert "代表作复印件" in loose
    assert "原书1册" in loose
    assert "图" in text
    assert "（复印件）" in text
    titles = [title for title, _, _ in read_volume(volume.read_bytes())[2]]
    assert not any("露天矿山控制爆破实例" in title for title in titles)
    assert "专业技术职务任职资格评审表" not in titles


def test_empty_sections_stay_in_the_contents(demo):
    out, _ = demo
    toc = squeezed(text_of(next(out.glob("装订/02_*.pdf")), 2))
    assert "十二评审打分表无" in toc


def test_page_counts_of_a_layout():
    pdf = pdf_bytes((595, 842), (595, 842), (595, 842))
    sections = [
        Section("甲", [Entry("a", [Source(pdf, [0, 1, 2])], True), Entry("b", [Source(pdf, [0])], True)]),
        Section("乙", []),
        Section("丙", [Entry("c", [Source(pdf, [1])], False)]),
    ]
    single = lay_out(sections, dividers=True, duplex=False)
    assert [str(s) for s in single.sections if s] == ["1—5", "6—7"]
    assert [[str(e) for e in found] for found in single.entries] == [["2—4", "5"], [], ["7"]]
    duplex = lay_out(sections, dividers=True, duplex=True)
    assert [str(s) for s in duplex.sections if s] == ["1—6", "7—9"]
    plain = lay_out(sections, dividers=False, duplex=True)
    assert [str(s) for s in plain.sections if s] == ["1—4", "5"]
    assert single.sections[1] is None


# --- evidence ------------------------------------------------------------------------------------


def opened(tmp_path, content, name="x.pdf"):
    path = tmp_path / name
    path.write_bytes(content)
    return read_evidence(Asked(path, name), tmp_path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "evidence-unreadable"),
        (b"%PDF-1.4 nothing", "evidence-unreadable"),
        (b"GIF89a", "evidence-unreadable"),
        (b"OFF", "evidence-kind"),
        (jpeg()[:2000], "evidence-unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "evidence-unreadable"),
        (pdf_bytes((595, 842), encryption=pikepdf.Encryption(user="x", owner="y")), "evidence-encrypted"),
    ],
)
def test_unusable_evidence_is_a_finding(tmp_path, content, code):
    found = opened(tmp_path, content)
    assert not isinstance(found, Evidence)
    assert found.code == code
    assert "x.pdf" in found.message


def test_a_pdf_protected_only_against_changes_is_bound(tmp_path):
    protected = pdf_bytes((595, 842), encryption=pikepdf.Encryption(user="", owner="y"))
    assert isinstance(opened(tmp_path, protected), Evidence)


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_a_photo_lying_on_its_side_stands_upright(tmp_path, orientation):
    upright = Image.open(io.BytesIO(jpeg((600, 900))))
    turned = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    turned.save(target, "JPEG", exif=exif)
    found = opened(tmp_path, target.getvalue(), "x.jpg")
    picture = next(pictures(found.staged.read_bytes(), 36))
    assert picture.height > picture.width
    red, _, blue = picture.getpixel((picture.width // 2, picture.height // 8))
    assert red > 200 > blue
    red, _, blue = picture.getpixel((picture.width // 2, picture.height * 7 // 8))
    assert blue > 200 > red


@pytest.mark.parametrize("orientation", [0, 9])
def test_an_orientation_that_is_none_says_nothing(tmp_path, orientation):
    """Some phones write 0: such a photo was coded anew, with a loss, and that it may lie was not told."""
    raw = jpeg((1200, 900)).replace(b"Exif", b"XXXX")
    exif = Image.Exif()
    exif[0x0112] = orientation
    said = exif.tobytes()
    told = opened(
        tmp_path, raw[:2] + b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said + raw[2:], "x.jpg"
    )
    assert told.lies
    with pikepdf.open(told.staged) as pdf:
        (bound,) = pdf.pages[0].Resources.XObject.values()
        assert bound.read_raw_bytes() == without_metadata(raw)
    target = io.BytesIO()
    Image.new("RGB", (60, 90), "red").save(target, "PNG", exif=said)
    assert opened(tmp_path, target.getvalue(), "x.png").sheets == (1,)


def test_the_place_where_a_photo_was_taken_is_not_bound():
    raw = jpeg(orientation=6)
    clean = without_metadata(raw)
    assert b"Exif" in raw
    assert b"Exif" not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(raw)).tobytes()


@pytest.mark.parametrize("around", [[], ["/FlateDecode"]], ids=["alone", "packed"])
def test_the_place_where_a_photo_in_a_pdf_was_taken_is_not_bound(tmp_path, around):
    """Its coding is as often written as a list of one, which was passed over."""
    raw = jpeg(orientation=6)
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(zlib.compress(raw) if around else raw, Width=900, Height=1200)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        picture.Filter = pikepdf.Array([*map(pikepdf.Name, around), pikepdf.Name.DCTDecode])
        picture.DecodeParms = pikepdf.Array([None] * len(around) + [pikepdf.Dictionary(ColorTransform=1)])
        page = pdf.add_blank_page(page_size=(200, 200))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        page.contents_add(b"q 200 0 0 200 0 0 cm /P Do Q")
        pdf.save(target := io.BytesIO())
    found = opened(tmp_path, target.getvalue(), "x.pdf")
    with pikepdf.open(found.staged) as pdf:
        (bound,) = (one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Width" in one)
        assert (bound.Filter, bound.DecodeParms.ColorTransform) == (pikepdf.Name.DCTDecode, 1)
        assert bound.read_raw_bytes() == without_metadata(raw)


OFF, ON = pikepdf.Name.OFF, pikepdf.Name.ON


def membership(layer, **entries):
    return pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=layer, **entries)


def layered(settle):
    """A page, red if its layer is shown; `settle` says of the layer what is default and what /L is."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="秘密"))
    default, named = settle(layer)
    page.obj.Resources = pikepdf.Dictionary(Properties=pikepdf.Dictionary(L=named))
    page.contents_add(b"/OC /L BDC 1 0 0 rg 0 0 595 842 re f EMC")
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(default))
    return pdf


def used(layer, **usage):
    layer.Usage = pikepdf.Dictionary(**usage)
    return {}, layer


HIDING = {
    "off": lambda la: ({"/OFF": [la]}, la),
    "base state": lambda la: ({"/BaseState": OFF}, la),
    "all off": lambda la: ({}, membership(la, P=pikepdf.Name.AllOff)),
    "any off": lambda la: ({}, membership(pikepdf.Array([la]), P=pikepdf.Name.AnyOff)),
    "not": lambda la: ({}, membership(la, VE=pikepdf.Array([pikepdf.Name.Not, la]))),
    "usage": lambda la: used(la, View=pikepdf.Dictionary(ViewState=OFF)),
}
SHOWING = {
    "on": lambda la: ({"/ON": [la], "/BaseState": ON, "/Intent": pikepdf.Name.View}, la),
    "any on": lambda la: ({}, membership(la)),
    "all on": lambda la: ({}, membership(la, P=pikepdf.Name.AllOn)),
    "only for paper": lambda la: used(la, Print=pikepdf.Dictionary(PrintState=ON)),
}
DOUBTFUL = {
    "off but on": lambda la: ({"/OFF": [la]}, membership(la, P=pikepdf.Name.AllOff)),
    "unchanged": lambda la: ({"/BaseState": pikepdf.Name.Unchanged}, la),
    "design": lambda la: ({"/Intent": pikepdf.Name.Design}, la),
    "zoom": lambda la: used(la, Zoom=pikepdf.Dictionary(min=0)),
}


@pytest.mark.parametrize("settle", HIDING.values(), ids=HIDING)
def test_hidden_layers_stay_hidden(tmp_path, settle):
    found = opened(tmp_path, save(layered(settle)))
    assert [f.code for f in found.findings] == ["evidence-rasterised"]
    assert next(pictures(found.staged.read_bytes())).getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize("settle", SHOWING.values(), ids=SHOWING)
def test_layers_that_are_all_shown_are_bound_as_they_are(tmp_path, settle):
    found = opened(tmp_path, save(layered(settle)))
    assert found.findings == ()
    assert next(pictures(found.staged.read_bytes())).getpixel((100, 100)) == (255, 0, 0)


@pytest.mark.parametrize("settle", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_readers_may_hide_is_bound_as_the_screen_shows_it(tmp_path, settle):
    found = opened(tmp_path, save(layered(settle)))
    assert [f.code for f in found.findings] == ["evidence-rasterised"]
    red, green, blue = next(pictures(found.staged.read_bytes())).getpixel((100, 100))
    assert red > 240 > 40 > max(green, blue)


def test_a_form_that_a_membership_hides_stays_hidden(tmp_path):
    pdf = layered(lambda layer: ({}, layer))
    layer = pdf.Root.OCProperties.OCGs[0]
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")
    form = pdf.make_stream(b"1 0 0 rg 0 0 595 842 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    form.BBox, form.OC = [0, 0, 595, 842], membership(layer, P=pikepdf.Name.AllOff)
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    found = opened(tmp_path, save(pdf))
    assert [f.code for f in found.findings] == ["evidence-rasterised"]
    assert next(pictures(found.staged.read_bytes())).getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("settle", [*HIDING.values(), *DOUBTFUL.values()], ids=[*HIDING, *DOUBTFUL])
def test_an_annotation_is_seen_if_its_layer_is(tmp_path, settle, turned):
    pdf = layered(settle)
    page = pdf.pages[0].obj
    look = pdf.make_stream(b"1 0 0 rg 0 0 50 100 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    look.BBox, look = [0, 0, 50, 100], pdf.make_indirect(look)
    if turned:
        look.Matrix = [0, 1, -1, 0, 0, 0]
    box = [0, 700, 100, 750] if turned else [0, 700, 50, 800]
    shown = {"AP": pikepdf.Dictionary(N=pikepdf.Dictionary(On=look)), "AS": pikepdf.Name.On, "F": 4}
    layer = page.Resources.Properties.L
    other = [200, *box[1:2], 200 + box[2], *box[3:]]  # drawn by the same appearance
    page.Annots = [
        pikepdf.Dictionary(Subtype=pikepdf.Name.Stamp, Rect=place, OC=layer, **shown)
        for place in (box, other)
    ]
    del page.Contents
    (seen,) = pictures(opened(tmp_path, save(pdf)).staged.read_bytes())
    red = sum(seen.getchannel("B").histogram()[:100])
    assert red == pytest.approx(10000 if settle in DOUBTFUL.values() else 0, abs=300)


@pytest.mark.parametrize(
    ("asked", "pages"),
    [(None, [0, 1, 2, 3, 4]), ("1-2，5", [0, 1, 4]), ("3", [2]), ("6", "1—5"), ("4-2", "4-2"), ("0", "0")],
)
def test_chosen_pages(asked, pages):
    found = chosen_pages(asked, 5)
    assert found == pages if isinstance(pages, list) else pages in found


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (1191, 842), (300, 200)])
def test_evidence_stays_inside_the_type_area(workshop, tmp_path, size):
    turns = (0, 90, 180, 270)
    record = person(佐证材料=[item(f"P{turn}", f"合同之{turn}") for turn in turns])
    files = {f"lin/P{turn}.pdf": pdf_bytes(size, rotate=turn) for turn in turns}
    receipt = build(workshop({"lin": record}, files), tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1, receipt["findings"]
    volume = (tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes()
    for page in list(pictures(volume, 25.4))[-len(turns) :]:  # one pixel a millimetre
        assert page.size in {(210, 297), (210, 298)}
        red, _, blue = np.moveaxis(np.asarray(page, int), 2, 0)
        ys, xs = np.nonzero((blue > 200) & (red + 60 < 200))
        assert len(xs)
        assert (xs.min() >= 27, xs.max() <= 198) == (True, True)
        assert (ys.min() >= 13, ys.max() <= 297 - 31) == (True, True)  # the mark stands below


def test_every_evidence_page_shows_its_own_picture(workshop, tmp_path):
    def coloured(n):
        pdf = pikepdf.new()
        for page in range(2):
            pdf.add_blank_page(page_size=(595, 842)).contents_add(
                f"{n * 12 / 255:.4f} {page * 0.8:.4f} 0 rg 0 0 595 842 re f".encode()
            )
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()

    record = person(佐证材料=[item(f"P{n}", f"证明之{n}") for n in range(20)])
    root = workshop({"lin": record}, {f"lin/P{n}.pdf": coloured(n) for n in range(20)})
    receipt = build(root, tmp_path / "out", {"dossier"})
    volume = (tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes()
    _, _, nodes, _ = read_volume(volume)
    shown = list(pictures(volume, 18))
    pages = {title: page for title, page, is_section in nodes if not is_section}
    for n in range(20):
        for page in range(2):
            red, green, blue = shown[pages[f"证明之{n}"] + page].getpixel((80, 80))
            assert (red, green > 150, blue) == (
                pytest.approx(n * 12, abs=2),
                page == 1,
                pytest.approx(0, abs=2),
            )


def test_landscape_pages_turn_their_head_to_the_binding_edge(workshop, tmp_path):
    # The square in the lower left corner of a landscape page comes to the lower right.
    record = person(佐证材料=[item("P", "图纸")])
    root = workshop({"lin": record}, {"lin/P.pdf": pdf_bytes((842, 595))})
    receipt = build(root, tmp_path / "out", {"dossier"})
    page = list(pictures((tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes(), 25.4))[-1]
    red, _, blue = np.moveaxis(np.asarray(page), 2, 0)
    ys, xs = np.nonzero((blue > 200) & (red < 200))
    assert xs.min() > 150
    assert ys.min() > 200


def assert_bindable(pdf, duplex):
    """Nothing stands within 28 mm of the spine, on any page (requirements F3)."""
    for number, page in enumerate(pictures(pdf, 50.8), 1):
        print_on_it = page.convert("L").point(lambda v: 255 if v < 160 else 0).getbbox()
        if print_on_it:
            left, right = print_on_it[0] / 2, (page.width - print_on_it[2]) / 2
            assert (right if duplex and number % 2 == 0 else left) >= 27.5, number


def test_every_page_of_every_volume_keeps_clear_of_the_spine(demo):
    out, _ = demo
    volumes = sorted(out.glob("装订/*.pdf"))
    assert len(volumes) == 3
    for volume in volumes:
        assert_bindable(volume.read_bytes(), duplex=False)


@pytest.mark.parametrize("sides", ["单面", "双面"])
def test_so_does_a_form_that_is_printed_on_both_sides_besides(workshop, tmp_path, sides):
    """Its own versos have their margins changed already; in a volume they may be rectos."""
    plan = (resources.files("zcforms") / f"plans/circulars/{PLAN}.yaml").read_text("utf-8")
    loose = "    - {title: 推荐高级工程师任职资格人员情况综合表, form: summary_form}\n"
    own = plan.replace(f"id: {PLAN}", "id: own").replace(loose, "")
    own = own.replace(
        "  sections:\n    - {", "  sections:\n    - {title: 综合表, form: summary_form}\n    - {"
    )
    root = workshop({"lin": person()}, 评审计划="own", 装订册印制方式=sides)
    (root / "plans").mkdir()
    (root / "plans/own.yaml").write_text(own, "utf-8")
    receipt = build(root, tmp_path / "out", {"dossier"})
    (volume,) = (tmp_path / "out" / one["path"] for one in receipt["documents"] if "装订册" in one["path"])
    assert "任现职资格以来取得的主要成果" in text_of(volume)
    assert_bindable(volume.read_bytes(), duplex=sides == "双面")


@pytest.mark.parametrize("sides", ["单面", "双面"])
def test_so_do_the_landscape_pages_of_a_long_scoring_table(workshop, tmp_path, sides):
    rows = [
        {"评价指标": f"业绩{n // 5}", "自评分": 1, "自评依据": "主持完成某某工程。" * 9} for n in range(30)
    ]
    root = workshop({"lin": person(打分表=rows)}, 装订册印制方式=sides)
    receipt = build(root, tmp_path / "out", {"dossier"})
    volume = (tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes()
    assert sum("得分符合情况描述" in text for text in page_texts(volume)) > 3
    assert_bindable(volume, duplex=sides == "双面")


def test_thirty_items_and_none(workshop, tmp_path):
    many = [item(f"P{n}", f"证明材料之{n}", 备注="注") for n in range(30)]
    files = {f"lin/P{n}.pdf": pdf_bytes((595, 842)) for n in range(30)}
    root = workshop({"lin": person(佐证材料=many), "wu": person("33020019850615005")}, files)
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert (receipt["built"], codes(receipt)) == (2, [])
    pages = {d["person"]: d["pages"] for d in receipt["documents"]}
    assert pages["lin"] == 1 + 2 + 2 + 2 + 1 + 30
    assert pages["wu"] == 1 + 1 + 2 + 2


def test_numerals():
    assert [numeral(n) for n in (1, 10, 11, 13, 20, 21)] == ["一", "十", "十一", "十三", "二十", "二十一"]


def save(pdf):
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def annotated(subtype, flags, with_appearance, **extra):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    annotation = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name("/" + subtype),
        Rect=[100, 700, 300, 760],
        F=flags,
        **extra,
    )
    if with_appearance:
        stream = pikepdf.Stream(pdf, b"1 0 0 rg 0 0 200 60 re f")
        stream.Type, stream.Subtype, stream.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 200, 60]
        annotation.AP = pikepdf.Dictionary(N=stream)
    page.obj.Annots = pikepdf.Array([pdf.make_indirect(annotation)])
    return pdf


@pytest.mark.parametrize(
    ("flags", "with_appearance", "extra", "code"),
    [
        (4, True, {}, None),
        (0, True, {}, "evidence-annotations"),
        (4, False, {"C": [1, 0, 0], "IC": [1, 0, 0]}, "evidence-annotations"),
        (2, True, {}, None),
        (32, True, {}, None),
        (32, False, {"FT": pikepdf.Name.Tx, "V": "unseen"}, None),
    ],
)
def test_what_stands_on_the_page_as_annotation_is_bound_or_said(
    tmp_path, flags, with_appearance, extra, code
):
    found = opened(tmp_path, save(annotated("Square", flags, with_appearance, **extra)))
    assert [f.code for f in found.findings] == ([code] if code else [])
    picture = next(pictures(found.staged.read_bytes()))
    shown = picture.getpixel((200, 842 - 730))
    red = shown[0] > 200 and shown[1] < 60
    assert red == (flags in (0, 4)) or not with_appearance


@pytest.mark.parametrize("blank", [False, True], ids=["none", "that of the empty field"])
def test_a_filled_field_without_an_appearance_is_not_lost(tmp_path, blank):
    pdf = annotated("Widget", 4, blank, FT=pikepdf.Name.Tx, T="name", V="FILLED IN", DA="/Helv 20 Tf 0 g")
    if blank:
        pdf.pages[0].obj.Annots[0].AP.N.write(b"/Tx BMC EMC")
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    pdf.Root.AcroForm = pdf.make_indirect(
        pikepdf.Dictionary(
            Fields=pdf.pages[0].obj.Annots,
            NeedAppearances=not blank,
            DA="/Helv 0 Tf 0 g",
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=pdf.make_indirect(font))),
        )
    )
    pdf.add_blank_page(page_size=(595, 842)).Contents = pdf.make_stream(b"0 0 9 9 re f")
    pdf.pages.reverse()
    found = opened(tmp_path, save(pdf))
    assert [f.code for f in found.findings] == ["evidence-annotations"]
    assert found.findings[0].message.startswith("x.pdf第2页的批注或表单没有自带外观")
    box = [*pictures(found.staged.read_bytes())][1].convert("L").crop((100, 82, 300, 142))
    assert min(box.tobytes()) < 100


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a text"])
def test_the_photo_on_a_button_is_bound_though_the_form_asks_for_new_appearances(tmp_path, beside):
    pdf = annotated("Widget", 4, True, FT=pikepdf.Name.Btn, Ff=1 << 16, T="photo")
    if beside:
        text = {"T": "name", "V": "FILLED IN", "DA": "/Helv 20 Tf 0 g", "Rect": [100, 300, 300, 340]}
        field = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, F=4, **text)
        field.FT = pikepdf.Name.Tx
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(field))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pdf.pages[0].obj.Annots, NeedAppearances=True)
    found = opened(tmp_path, save(pdf))
    assert [f.code for f in found.findings] == ["evidence-annotations"] * beside
    red, green, _ = next(pictures(found.staged.read_bytes())).getpixel((200, 842 - 730))
    assert red > 200 > 60 > green


@pytest.mark.parametrize(("value", "seen"), [("FILLED IN", True), (" ", False), ("", False)])
def test_the_value_of_a_field_is_that_of_what_it_is_a_part_of(tmp_path, value, seen):
    pdf = annotated("Widget", 4, False)
    (widget,) = pdf.pages[0].obj.Annots
    whole = pikepdf.Dictionary(T="whole", FT=pikepdf.Name.Tx, V=value, DA="/Helv 20 Tf 0 g")
    widget.Parent = pdf.make_indirect(pikepdf.Dictionary(T="part", Parent=pdf.make_indirect(whole)))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[widget.Parent.Parent])
    found = opened(tmp_path, save(pdf))
    assert [f.code for f in found.findings] == ["evidence-annotations"] * seen


@pytest.mark.parametrize(("value", "ticked"), [("/Yes", True), ("/Off", False)])
def test_a_box_that_does_not_say_its_state_is_in_that_of_its_value(tmp_path, value, ticked):
    pdf = annotated("Widget", 4, True, FT=pikepdf.Name.Btn, T="box", V=pikepdf.Name(value))
    box = pdf.pages[0].obj.Annots[0]
    box.AP.N = pikepdf.Dictionary(Yes=box.AP.N)
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pdf.pages[0].obj.Annots))
    picture = next(pictures(opened(tmp_path, save(pdf)).staged.read_bytes()))
    assert (picture.getpixel((200, 842 - 730))[1] < 60) == ticked


def test_a_page_without_area_is_bound_as_readers_show_it(workshop, tmp_path):
    pdf = pikepdf.open(io.BytesIO(pdf_bytes((595, 842))))
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 0, 0])
    root = workshop({"lin": person(佐证材料=[item("P", "合同")])}, {"lin/P.pdf": save(pdf)})
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1


def sixteen_bits(values, **save):
    """A PNG of four upright stripes of 16 bits."""
    import numpy

    target = io.BytesIO()
    stripes = numpy.repeat(numpy.array([values], dtype=numpy.uint16), 800, 0).repeat(200, 1)
    Image.fromarray(stripes).save(target, "PNG", **save)
    return target.getvalue()


def stripes_of(found):
    """The greys of four upright stripes as they are bound."""
    picture = next(pictures(found.staged.read_bytes(), 36)).convert("L")
    return [picture.getpixel((picture.width * (2 * n + 1) // 8, 50)) for n in range(4)]


GREYS = (0, 20000, 40000, 65535)
STEPS = (8, 8, 4, 4, 2, 2, 1), (8, 8, 8, 4, 4, 2, 2)  # right and down, of the passes of an interlaced PNG


@pytest.mark.parametrize(
    ("clear", "shown"),
    [
        (None, GREYS),
        (65535, GREYS),
        (0, (65535, *GREYS[1:])),
        (40000, (0, 20000, 65535, 65535)),
        (40001, GREYS),
    ],
)
def test_sixteen_bit_greys_stay_greys(tmp_path, clear, shown):
    extra = {} if clear is None else {"transparency": clear}
    found = opened(tmp_path, sixteen_bits(GREYS, **extra), "x.png")
    assert stripes_of(found) == [pytest.approx(v // 257, abs=3) for v in shown]


@pytest.mark.parametrize(("orientation", "shown"), [(2, GREYS[::-1]), (3, GREYS[::-1]), (4, GREYS)])
def test_sixteen_bit_greys_that_lie_otherwise_stay_greys(tmp_path, orientation, shown):
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = opened(tmp_path, sixteen_bits(GREYS, exif=exif), "x.png")
    assert stripes_of(found) == [pytest.approx(v // 257, abs=3) for v in shown]


def png(kind, rows, *more):
    """A PNG of 800 × 800 whose bits, colour type and so on, rows and further chunks are as given."""

    def chunk(name, data):
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = chunk(b"IHDR", (800).to_bytes(4, "big") * 2 + kind.ljust(5, b"\0"))
    coded = chunk(b"IDAT", zlib.compress(rows))
    return b"".join([b"\x89PNG\r\n\x1a\n", head, *(chunk(*one) for one in more), coded, chunk(b"IEND", b"")])


def test_a_png_with_too_few_rows_is_refused(tmp_path):
    row = bytes([0, *[200] * 800])
    assert opened(tmp_path, png(b"\x08\0", row * 800), "x.png").sheets == (1,)
    found = opened(tmp_path, png(b"\x08\0", row * 400), "x.png")
    assert (found.code, found.message) == ("evidence-unreadable", "图片x.png已损坏、不完整或过大")


def test_a_png_is_bound_whatever_stands_beside_its_picture(tmp_path):
    row = bytes([0, *[200] * 800])
    plain = png(b"\x08\0", row * 800)
    odd = [(b"pHYs", b"\0\0"), (b"tEXt", b"Author\0secret"), (b"gAMA", b"\0"), (b"acTL", b"")]
    odd += [(b"eXIf", b"none"), (b"eXIf", b"II*\0")]
    profile, density = b"x\0\0" + zlib.compress(b"none"), struct.pack(">IIB", 9, 9, 1)
    wrong = [
        png(b"\x08\0", row * 800, (kind, said)).replace(kind + said, kind + said[:-1] + b"\2")
        for kind, said in ((b"pHYs", density), (b"iCCP", profile))  # whose sums are of something else
    ]
    for raw in (plain + b"PK\3\4secret", *(png(b"\x08\0", row * 800, one) for one in odd), *wrong):
        found = opened(tmp_path, raw, "x.png")
        assert found.sheets == (1,)
        # (img2pdf's file identifier is of the second in which it is written)
        same, theirs = (
            re.sub(rb"/ID \[.*?\]", b"", one.staged.read_bytes())
            for one in (found, opened(tmp_path, plain, "x.png"))
        )
        assert same == theirs


@pytest.mark.parametrize(
    ("colours", "bound"),
    [(b"", False), (None, False), (bytes(3 * 200), False), (bytes(3 * 201), True), (bytes(3 * 256), True)],
)
def test_a_png_with_dots_of_colours_that_it_does_not_list_is_refused(tmp_path, colours, bound):
    listed = [] if colours is None else [(b"PLTE", colours)]
    found = opened(tmp_path, png(b"\x08\3", bytes([0, *[200] * 800]) * 800, *listed), "x.png")
    assert getattr(found, "code", None) == (None if bound else "evidence-unreadable")


@pytest.mark.parametrize(
    ("clear", "shown"),
    [
        (0x1200, GREYS),  # black if only the last eight bits are looked at
        (GREYS[1] + 1, GREYS),
        (GREYS[1], (0, 65535, *GREYS[2:])),
    ],
)
def test_a_clear_colour_of_sixteen_bits_is_clear_and_no_other(tmp_path, clear, shown):
    row = b"\0" + b"".join(value.to_bytes(2, "big") * 3 * 200 for value in GREYS)
    found = opened(tmp_path, png(b"\x10\x02", row * 800, (b"tRNS", clear.to_bytes(2, "big") * 3)), "x.png")
    assert stripes_of(found) == [pytest.approx(v // 257, abs=3) for v in shown]


def test_an_interlaced_png_of_sixteen_bit_greys_is_bound(tmp_path):
    rows = b""
    for left, top, right, down in zip((0, 4, 0, 2, 0, 1, 0), (0, 0, 4, 0, 2, 0, 1), *STEPS, strict=True):
        row = b"\0" + b"".join(GREYS[x // 200].to_bytes(2, "big") for x in range(left, 800, right))
        rows += row * len(range(top, 800, down))
    found = opened(tmp_path, png(b"\x10\0\0\0\1", rows), "x.png")
    assert stripes_of(found) == [pytest.approx(v // 257, abs=3) for v in GREYS]


@pytest.mark.parametrize(("depth", "row"), [(2, b"\0\x55\xaa\xff"), (4, b"\x00\x55\xaa\xff")])
def test_the_clear_grey_of_few_bits_is_clear_and_no_other(tmp_path, depth, row):
    """A third of black to white is 1 of two bits, and 5 of four."""
    rows = (b"\0" + b"".join(bytes([grey]) * (25 * depth) for grey in row)) * 800
    clear = (5 if depth == 4 else 1).to_bytes(2, "big")
    found = opened(tmp_path, png(bytes([depth, 0]), rows, (b"tRNS", clear)), "x.png")
    assert stripes_of(found) == [pytest.approx(v, abs=3) for v in (0, 255, 170, 255)]


@pytest.mark.parametrize(
    ("dpi", "height"),
    [
        ((40000,) * 2, 1316),
        ((1200,) * 2, 1316),
        ((1, 1), 1316),
        ((300, 1), 1316),
        ((300, 0), 1316),
        ((0, 300), 1316),
        ((300, 300), 421),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
def test_a_picture_is_bound_whatever_dpi_it_states(tmp_path, kind, dpi, height):
    target = io.BytesIO()
    Image.new("RGB", (1240, 1754), "red").save(target, kind, dpi=dpi)
    found = opened(tmp_path, target.getvalue(), "x.png")
    assert found.findings == ()
    with pikepdf.open(found.staged) as pdf:
        assert [round(float(n)) for n in pdf.pages[0].mediabox] == [0, 0, round(height * 1240 / 1754), height]


@pytest.mark.parametrize("dots", [(0, 0), (300, 0), (2**32 - 1, 1)])
def test_a_tiff_is_bound_whatever_its_dpi_comes_to(tmp_path, dots):
    target = io.BytesIO()
    Image.new("RGB", (1240, 1754), "red").save(target, "TIFF", dpi=(300, 300))
    stated, odd = (struct.pack("<II", *fraction) for fraction in ((300, 1), dots))
    assert target.getvalue().count(stated) == 2
    found = opened(tmp_path, target.getvalue().replace(stated, odd), "x.tif")
    assert found.sheets == (1,)
    with pikepdf.open(found.staged) as pdf:
        assert [round(float(n)) for n in pdf.pages[0].mediabox] == [0, 0, 930, 1316]


def test_what_is_no_regular_file_is_a_finding(workshop, tmp_path):
    import os

    names = {"pipe": "管道", "loop": "环", "a\0b": "空字符", "folder": "文件夹"}
    items = [{**item(n, t), "文件": [{"文件": n}]} for n, t in names.items() if "\0" not in n]
    record = person(佐证材料=items)
    root = workshop({"lin": record, "wu": person("33020019850615005")})
    folder = root / "evidence" / "lin"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "folder").mkdir()
    file = root / "applicants" / "nul.yaml"
    text = (root / "applicants" / "wu.yaml").read_text().replace("照片: a.jpg", '照片: "a\\0b.jpg"')
    file.write_text(text.replace(citizen("33020019850615005"), citizen("33020019850615007")))
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert {e["person"]: e["outcome"] for e in receipt["people"]} == {
        "lin": "blocked",
        "nul": "blocked",
        "wu": "built",
    }
    errors = [f for f in receipt["findings"] if f["person"] == "lin" and f["severity"] == "error"]
    assert len(errors) == 3


def test_decomposed_file_names_are_found(workshop, tmp_path):
    import unicodedata

    name = unicodedata.normalize("NFD", "résumé.pdf")
    record = person(佐证材料=[{**item("P", "合同"), "文件": [{"文件": "résumé.pdf"}]}])
    root = workshop({"lin": record}, {f"lin/{name}": pdf_bytes((595, 842))})
    assert build(root, tmp_path / "out", {"dossier"})["built"] == 1


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([["a.pdf"], ["a.pdf"]], ["佐证“乙”（E-2）的a.pdf第1—3页，“甲”（E-1）已经装订一遍"]),
        ([["a.pdf[1-2]"], ["a.pdf[2-3]"]], ["佐证“乙”（E-2）的a.pdf第2页，“甲”（E-1）已经装订一遍"]),
        ([["a.pdf[1]"], ["a.pdf[2-3]"]], []),
        (
            [["a.pdf"], ["b.pdf", "c.pdf"]],
            ["佐证“乙”（E-2）的c.pdf第1—3页（与a.pdf内容相同），“甲”（E-1）已经装订一遍"],
        ),
        ([["a.pdf[1]", "a.pdf[1]"], ["b.pdf"]], ["佐证“甲”（E-1）里的a.pdf第1页装订两遍"]),
    ],
)
def test_a_page_that_two_items_bring_is_told_and_bound_as_it_is_asked(workshop, tmp_path, parts, told):
    def files(named):
        split = [name.rstrip("]").partition("[") for name in named]
        return [{"文件": name, **({"页": pages} if pages else {})} for name, _, pages in split]

    items = [
        {**item(str(n), title), "文件": files(one)}
        for n, title, one in zip((1, 2), "甲乙", parts, strict=True)
    ]
    three, other = pdf_bytes(*[(595, 842)] * 3), pdf_bytes((500, 500))
    root = workshop(
        {"lin": person(佐证材料=items)}, {"lin/a.pdf": three, "lin/b.pdf": other, "lin/c.pdf": three}
    )
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1, receipt["findings"]
    assert [f["message"] for f in receipt["findings"] if f["code"] == "evidence-twice"] == told


def test_what_is_not_bound_is_not_bound_twice(workshop, tmp_path):
    items = [
        {**item("P", "甲"), "文件": [{"文件": "a.pdf"}]},
        {**item("Q", "乙"), "文件": [{"文件": "a.pdf"}], "不装订原因": "原书，不便装订"},
    ]
    root = workshop({"lin": person(佐证材料=items)}, {"lin/a.pdf": pdf_bytes((595, 842))})
    assert "evidence-twice" not in codes(build(root, tmp_path / "out", {"dossier"}), "warning")
