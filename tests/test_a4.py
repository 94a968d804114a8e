"""What is too long, too small or too coarse for A4 is bound so that it can be read, or it is told."""

import io
from itertools import chain, pairwise

import img2pdf
import pikepdf
import pytest
from conftest import build, person, pictures
from PIL import Image, ImageDraw
from test_dossier import item, opened, pdf_bytes, read_volume
from test_kinds import difference, drawing, saved

from zcforms.intake.evidence import Evidence
from zcforms.intake.evidence.cutting import PIECE
from zcforms.paper.placing import printed_scale

LINE = 40  # pixels from one line to the next
INK = 24  # of them are black


def conversation(lines, width=600):
    """A screenshot of lines, each with its number as a pattern of black and white bits."""
    image = Image.new("RGB", (width, lines * LINE), "white")
    draw = ImageDraw.Draw(image)
    for line in range(lines):
        top = line * LINE + (LINE - INK) // 2
        for bit in range(10):
            if bit == 0 or line >> (bit - 1) & 1:
                draw.rectangle((40 + bit * 50, top, 75 + bit * 50, top + INK - 1), fill="black")
    return image


def lines_of(picture, width=600):
    """The numbers of the lines that a page shows whole, from the top; None for one that is not whole."""
    page = picture.convert("L").resize((width, round(picture.height * width / picture.width)))
    ink = [page.getpixel((57, y)) < 128 for y in range(page.height)]
    found, y = [], 0
    while y < len(ink):
        if ink[y]:
            end = next((n for n in range(y, len(ink)) if not ink[n]), len(ink))
            middle = (y + end) // 2
            bits = [page.getpixel((57 + 50 * bit, middle)) < 128 for bit in range(1, 10)]
            number = sum(1 << n for n, is_set in enumerate(bits) if is_set)
            found.append(number if end - y >= INK - 3 else None)
            y = end
        y += 1
    return found


def long_pdf(lines, scale=0.75, **more):
    """The same lines in a PDF, as a browser saves a whole page."""
    width, height = 600 * scale, lines * LINE * scale
    pdf = pikepdf.open(io.BytesIO(pdf_bytes((width, height))))
    pixels = conversation(lines)
    shown = pdf.make_stream(pixels.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    shown.Width, shown.Height, shown.BitsPerComponent = *pixels.size, 8
    shown.ColorSpace = pikepdf.Name.DeviceRGB
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=shown))
    page.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /F Do Q".encode())
    for name, value in more.items():
        page.obj[f"/{name}"] = value
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def lying(lines, orientation, back):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(conversation(lines).rotate(-back, expand=True), "JPEG", exif=exif, quality=95)


LONG = {
    "png": lambda: saved(conversation(130), "PNG"),
    "jpeg": lambda: saved(conversation(130), "JPEG"),
    "webp": lambda: saved(conversation(130), "WEBP"),
    "pdf": lambda: long_pdf(130),
    "jpeg, turned right": lambda: lying(130, 6, 270),
    "jpeg, turned left": lambda: lying(130, 8, 90),
    "jpeg, upside down": lambda: lying(130, 3, 180),
}


@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_a_long_screenshot_is_cut_between_its_lines_and_none_is_lost(tmp_path, make):
    found = opened(tmp_path, make())
    assert isinstance(found, Evidence), found
    assert found.sheets == (5,)
    assert [(f.code, f.message) for f in found.findings] == [
        ("evidence-cut", "x.pdf第1页太长，裁成5页装订，前后两页有一小段重复")
    ]
    pages = list(pictures(found.staged.read_bytes(), 72))
    shown = [lines_of(page) for page in pages]
    seen = [*chain.from_iterable(shown)]
    assert None not in seen
    assert sorted({*seen}) == list(range(130))
    for above, below in pairwise(shown):
        assert above[-1] in below, "two pages share a line"
        assert len({*above} & {*below}) <= 3
    assert all(page.height / page.width < 20 / 9 + 0.01 for page in pages)


def test_a_cut_picture_is_embedded_once(tmp_path):
    raw = saved(conversation(130), "JPEG")
    found = opened(tmp_path, raw)
    assert found.staged.stat().st_size < len(raw) * 1.1


def test_where_there_is_no_gap_it_is_cut_all_the_same(tmp_path):
    found = opened(tmp_path, saved(Image.effect_noise((600, 4000), 90), "PNG"))
    assert found.sheets == (4,)


@pytest.mark.parametrize(("height", "sheets"), [(2400, 1), (2500, 3)])
def test_what_fills_half_of_a4s_width_stays_whole(tmp_path, height, sheets):
    assert opened(tmp_path, saved(drawing(size=(600, height)), "PNG")).sheets == (sheets,)


@pytest.mark.parametrize(("height", "pitch"), [(33_237, 809), (32_398, 401)])
def test_pieces_are_of_one_height_however_the_gaps_lie(tmp_path, height, pitch):
    """Gaps that all lay behind the places for cuts left nothing for the last piece."""
    stripes = Image.frombytes("L", (400, 1), bytes(255 * (x // 10 % 2) for x in range(400)))
    image = stripes.resize((400, height))
    for y in range(0, height, pitch):
        image.paste(255, (0, y - 4, 400, y + 5))
    found = opened(tmp_path, saved(image.convert("1"), "PNG"))
    with pikepdf.open(found.staged) as pdf:
        boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
    heights = [(top - bottom) / (right - left) for left, bottom, right, top in boxes]
    assert len(heights) > 20
    assert max(heights) < 1.05 * PIECE


@pytest.mark.parametrize("height", [19_000, 20_000, 30_000])
def test_however_long_a_screenshot_is_its_pieces_are_as_wide_as_a_phone(tmp_path, height):
    """One of more than 14,400 points was as high as A4 before it was cut: its pieces were 24 mm wide."""
    stripes = Image.linear_gradient("L").resize((1080, 60)).convert("1")
    image = Image.new("1", (1080, height), 1)
    for y in range(0, height, 100):
        image.paste(stripes, (0, y))
    found = opened(tmp_path, saved(image, "PNG"))
    with pikepdf.open(found.staged) as pdf:
        boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
    assert len(boxes) > 8
    for left, bottom, right, top in boxes:
        assert (right - left) * printed_scale(right - left, top - bottom) > 110 / 25.4 * 72


@pytest.mark.parametrize(
    ("scale", "more", "least", "most"),
    [
        (0.15, {}, 110, 171),
        (0.075, {"UserUnit": 2}, 110, 171),
        (0.75, {}, 110, 171),
        (0.25, {}, 79, 80),  # 53 mm
    ],
)
def test_a_long_page_that_was_made_small_is_cut_into_pieces_of_a_phones_width(
    tmp_path, scale, more, least, most
):
    """A roll of paper stays a roll: it is enlarged as other slips are."""
    found = opened(tmp_path, long_pdf(130, scale, **more))
    assert found.sheets == (5,)
    with pikepdf.open(found.staged) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = map(float, page.mediabox)
            unit = float(page.obj.get("/UserUnit", 1))
            sides = (right - left) * unit, (top - bottom) * unit
            assert least < sides[0] * printed_scale(*sides) / 72 * 25.4 < most


def test_what_is_small_enough_at_its_own_size_is_not_cut(tmp_path):
    found = opened(tmp_path, saved(drawing(size=(240, 1800)), "PNG", dpi=(200, 200)))
    assert (found.sheets, found.findings) == ((1,), ())


def test_what_is_too_long_to_be_cut_is_told(tmp_path):
    found = opened(tmp_path, saved(Image.new("1", (40, 9000)), "PNG"))
    assert found.sheets == (1,)
    assert "evidence-narrow" in [f.code for f in found.findings]


@pytest.mark.parametrize(
    ("size", "told"), [((600, 150 * LINE), True), ((60, 15 * LINE), False), ((827, 3509), False)]
)
def test_a_screenshot_made_as_small_as_a_page_is_told(tmp_path, size, told):
    """As a phone prints a whole conversation to one page of a PDF.

    A strip scanned as it is can be read; its 300 dots an inch are a few more or fewer in whole dots.
    """
    raw = saved(drawing(size=size), "PNG")
    page = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    found = opened(tmp_path, img2pdf.convert(raw, layout_fun=page, nodate=True))
    said = [f.message for f in found.findings if f.code == "evidence-narrow"]
    assert said == ["x.pdf第1页上的图片又长又窄（长是宽的4倍以上），缩到A4上多半看不清"] * told


def test_pages_are_asked_for_by_the_files_own_numbers(tmp_path):
    pages = [drawing(number=1), conversation(130), drawing(number=2)]
    found = opened(tmp_path, saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert (found.pages, found.sheets) == (3, (1, 5, 1))
    assert found.on_sheets([0]) == [0]
    assert found.on_sheets([1, 2]) == [1, 2, 3, 4, 5, 6]
    assert found.on_sheets([2, 0]) == [6, 0]
    assert difference(found, pages[2], 6) < 3


def test_a_cut_page_is_bound_on_sheets_of_its_own(workshop, tmp_path):
    record = person(
        佐证材料=[{**item("P", "聊天记录"), "文件": [{"文件": "P.pdf", "页": "1"}]}, item("Q", "合同")]
    )
    files = {"lin/P.pdf": saved(conversation(130), "PNG"), "lin/Q.pdf": pdf_bytes((595, 842))}
    receipt = build(workshop({"lin": record}, files), tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1, receipt["findings"]
    volume = (tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes()
    _, _, nodes, total = read_volume(volume)
    first = next(page for title, page, _ in nodes if title == "聊天记录")
    assert {title: page for title, page, _ in nodes}["合同"] == first + 5 == total - 1


# --- small and coarse ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        ((100, 200), 1.5),
        ((595.28, 841.89), 0.8095),  # A4: 170 of 210 mm
        ((841.89, 1190.55), 0.5724),  # A3
        ((1190.55, 841.89), 0.5724),
    ],
)
def test_nothing_is_enlarged_beyond_use(size, scale):
    assert printed_scale(*size) == pytest.approx(scale, abs=0.001)


@pytest.mark.parametrize("unit", [1, 10])
def test_a_slip_stays_small_in_the_middle_of_its_sheet(workshop, tmp_path, unit):
    pdf = pikepdf.open(io.BytesIO(pdf_bytes((150 / unit, 90 / unit))))
    pdf.pages[0].UserUnit = unit
    pdf.pages[0].Contents = pdf.make_stream(b"0 0 1 rg 0 0 900 900 re f")
    target = io.BytesIO()
    pdf.save(target, min_version="1.6")
    root = workshop({"lin": person(佐证材料=[item("P", "收据")])}, {"lin/P.pdf": target.getvalue()})
    receipt = build(root, tmp_path / "out", {"dossier"})
    page = list(pictures((tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes(), 50.8))[-1]
    red, _, blue = page.convert("RGB").split()
    box = Image.eval(red, lambda v: 255 if v < 60 else 0)
    left, top, right, bottom = Image.composite(box, Image.new("L", box.size), blue).getbbox()
    millimetres = (right - left) / 2, (bottom - top) / 2
    assert millimetres == pytest.approx((150 * 1.5 / 72 * 25.4, 90 * 1.5 / 72 * 25.4), abs=1.5), "upright"


@pytest.mark.parametrize(
    ("size", "dpi", "told"),
    [
        ((1240, 1754), None, None),
        ((900, 1200), None, None),  # 134 dots an inch on A4
        ((700, 990), None, "图片x.pdf印出来每英寸只有105点，小字可能看不清"),
        ((700, 990), (300, 300), None),  # a small slip that is printed small
        ((1728, 1100), (204, 98), None),
        ((200, 150), (1, 1), "图片x.pdf印出来每英寸只有64点，小字可能看不清"),  # 1.5 times its 53 mm
    ],
)
def test_coarse_is_what_has_few_dots_as_it_is_printed(tmp_path, size, dpi, told):
    how = {"dpi": dpi} if dpi else {}
    found = opened(tmp_path, saved(drawing(size=size), "PNG", **how))
    assert [f.message for f in found.findings] == ([told] if told else [])


def test_coarse_pages_of_many_are_named(tmp_path):
    pages = [drawing(), drawing(size=(500, 700)), drawing(size=(450, 700))]
    found = opened(tmp_path, saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(72, 72)))
    assert [f.message for f in found.findings] == ["图片x.pdf第2—3页印出来每英寸只有69点，小字可能看不清"]


def scan_pdf(*sizes, drawn="q 595 0 0 842 0 0 cm /F Do Q", page=(595, 842), form="", **extra):
    """A PDF with a page for each size (px) that shows a picture of so many dots, as a scanner writes it."""
    pdf = pikepdf.new()
    for size in sizes:
        shown = pdf.make_stream(drawing(size=size).convert("L").tobytes(), Type=pikepdf.Name.XObject)
        shown.Subtype, shown.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceGray
        (shown.Width, shown.Height), shown.BitsPerComponent = size, 8
        known = pikepdf.Dictionary(F=shown)
        if form:
            inner = pdf.make_stream(form.encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
            inner.BBox, inner.Matrix = pikepdf.Array([0, 0, 10, 10]), pikepdf.Array([59.5, 0, 0, 84.2, 0, 0])
            inner.Resources = pikepdf.Dictionary(XObject=known)
            known = pikepdf.Dictionary(G=inner)
        face = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
        face.BaseFont = pikepdf.Name.Helvetica
        one = pdf.add_blank_page(page_size=page)
        one.Resources = pikepdf.Dictionary(XObject=known, Font=pikepdf.Dictionary(A=face))
        one.Contents = pdf.make_stream(drawn.encode())
        for name, value in extra.items():
            one.obj[f"/{name}"] = value
    target = io.BytesIO()
    pdf.save(target, min_version="1.6")
    return target.getvalue()


_WHOLE = "q 595 0 0 842 0 0 cm /F Do Q"
_UNDER = "BT /A 9 Tf 3 Tr 100 100 Td (read) Tj ET"


def coarse(found):
    return [f.message for f in found.findings if f.code == "evidence-low-resolution"]


@pytest.mark.parametrize(
    ("sizes", "how"),
    [
        ([(496, 702)], {}),
        ([(496, 702)], {"drawn": f"1 1 1 rg 0 0 595 842 re f {_WHOLE}"}),  # on a ground of its own
        ([(496, 702)], {"drawn": f"{_WHOLE} {_UNDER}"}),
        ([(496, 702)], {"drawn": "/G Do", "form": "q 10 0 0 10 0 0 cm /F Do Q"}),
        ([(702, 496)], {"drawn": "q 0 842 -595 0 595 0 cm /F Do Q"}),
        ([(496, 702)], {"drawn": "q 496 0 0 702 0 0 cm /F Do Q", "page": (496, 702)}),
        ([(496, 702)], {"Rotate": 90}),
        ([(496, 702)], {"UserUnit": 2}),  # reduced to A4
    ],
)
def test_a_scan_in_a_pdf_that_is_too_coarse_is_told_as_a_picture_is(tmp_path, sizes, how):
    (told,) = coarse(opened(tmp_path, scan_pdf(*sizes, **how)))
    assert told.startswith("x.pdf第1页是图片，印出来每英寸只有7") and told.endswith("点，小字可能看不清")


def test_coarse_scans_among_the_pages_of_a_pdf_are_named(tmp_path):
    found = opened(tmp_path, scan_pdf((1654, 2339), (496, 702), (450, 702), (1240, 1754)))
    assert coarse(found) == ["x.pdf第2—3页是图片，印出来每英寸只有67点，小字可能看不清"]


@pytest.mark.parametrize(
    "drawn",
    [
        f"{_WHOLE} BT /A 9 Tf 100 100 Td (seen) Tj ET",  # a ground behind what is set in type
        f"{_WHOLE} 10 10 m 20 20 30 30 40 40 c f",  # … and behind letters that are outlines
        f"{_WHOLE} {_WHOLE}",  # one in layers: the finer one may be the writing
        "q 200 0 0 280 100 100 cm /F Do Q",  # a photo on a page
        "q 200 0 0 280 100 100 cm /F Do Q Q Q",
        "0 0 1 rg 0 0 40 40 re f",
    ],
)
def test_a_page_that_is_no_scan_is_not_asked_how_fine_its_picture_is(tmp_path, drawn):
    assert coarse(opened(tmp_path, scan_pdf((496, 702), drawn=drawn))) == []


# --- large ---------------------------------------------------------------------------------------

A1 = (2384, 1684)


def reduced(findings):
    return [f["message"] for f in findings if f["code"] == "evidence-reduced"]


@pytest.mark.parametrize(
    ("laid", "told"),
    [
        ({}, ["evidence/lin/P.pdf第2页是大幅面（841×594毫米），装订时缩到A4，只有原来的29%，小字可能看不清"]),
        ({"版面": "折页"}, []),
        ({"版面": "缩小"}, []),
    ],
)
def test_a_drawing_of_a1_is_not_reduced_to_a4_without_a_word(workshop, tmp_path, laid, told):
    sizes = (595, 842), A1, (1684, 1191)  # A2 is reduced as A3 is, and not told
    files = {"lin/P.pdf": pdf_bytes(*sizes)}
    root = workshop({"lin": person(佐证材料=[item("P", "施工图", **laid)])}, files)
    assert reduced(build(root, tmp_path / "out", {"dossier"})["findings"]) == told


def test_a_scan_is_as_large_as_its_dots_say_if_they_are_believed(tmp_path):
    drawn = f"q {A1[0]} 0 0 {A1[1]} 0 0 cm /F Do Q"
    told = [f.code for f in opened(tmp_path, scan_pdf((4967, 3508), drawn=drawn, page=A1)).findings]
    assert told == ["evidence-reduced"]  # 150 dots an inch of A1
    told = [f.code for f in opened(tmp_path, scan_pdf((2384, 1684), drawn=drawn, page=A1)).findings]
    assert told == []  # a dot a point: the page of a phone, of any size


_PX = "q 2384 0 0 1684 0 0 cm /F Do Q"  # as many points as the picture has dots
_HALVES = "q 1192 0 0 1684 {} 0 cm /F Do Q"


@pytest.mark.parametrize(
    ("drawn", "dots", "told"),
    [
        (f"{_PX} BT /A 30 Tf 1900 40 Td (Scanned by an app) Tj ET", A1, []),  # the mark of its program
        (f"BT /A 30 Tf 200 400 Td (recognised) Tj ET {_PX}", A1, []),  # its text below the picture
        (f"{_PX} q 0.5 g 0 0 m 100 0 100 100 0 100 c f Q", A1, []),
        (_HALVES.format(0) + " " + _HALVES.format(1192), (1192, 1684), []),  # in strips
        (f"{_PX} BT /A 30 Tf 1900 40 Td (at 150 dots an inch) Tj ET", (4967, 3508), ["evidence-reduced"]),
        ("q 400 0 0 300 0 0 cm /F Do Q 0 0 m 9 9 9 9 9 99 c S", (400, 300), ["evidence-reduced"]),  # a sign
    ],
)
def test_a_phones_page_with_more_than_its_picture_is_no_large_drawing(tmp_path, drawn, dots, told):
    found = opened(tmp_path, scan_pdf(dots, drawn=drawn, page=A1)).findings
    assert [f.code for f in found] == told
