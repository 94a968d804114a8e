"""How an item's pages are bound, by choice: reduced to A4, on folded A3, two small ones to a page."""

import io
from random import Random

import pikepdf
import pytest
from conftest import build, page_texts, person, pictures, squeezed
from PIL import Image, ImageChops
from test_dossier import item, pdf_bytes, read_volume

from zcforms.paper.dossier import Entry, Section, Source, lay_out

A4, A3, A6 = (595, 842), (1191, 842), (298, 420)
MM = 25.4 / 72


def volume_of(workshop, tmp_path, items, files, **settings):
    root = workshop(
        {"lin": person(佐证材料=items)}, {f"lin/{n}": raw for n, raw in files.items()}, **settings
    )
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1, receipt["findings"]
    return receipt, (tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes()


def sizes(volume):
    with pikepdf.open(io.BytesIO(volume)) as pdf:
        return [tuple(round(float(n) * MM) for n in page.mediabox[2:]) for page in pdf.pages]


def blue(picture):
    """The box (mm from the left and the top) of what is blue on a page rendered at a pixel per half mm."""
    red, _, of_blue = picture.convert("RGB").split()
    dark, bright = red.point(lambda v: 255 * (v < 90)), of_blue.point(lambda v: 255 * (v > 200))
    box = ImageChops.multiply(dark, bright).getbbox()
    return box and tuple(n / 2 for n in box)


def filled(*page_sizes):
    """Pages that are blue all over."""
    with pikepdf.open(io.BytesIO(pdf_bytes(*page_sizes))) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(b"0 0 1 rg 0 0 2000 2000 re f")
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()


def test_a_large_page_is_reduced_unless_it_is_to_be_folded(workshop, tmp_path):
    items = [item("P", "合同"), item("Q", "图纸", 版面="折页"), item("R", "总图", 版面="缩小")]
    files = {f"{n}.pdf": filled(A3, A4) for n in "PQR"}
    receipt, volume = volume_of(workshop, tmp_path, items, files)
    (_, body), _, nodes, _ = read_volume(volume)
    first = {title: page for title, page, _ in nodes}
    shown = sizes(volume)
    assert [shown[first["合同"]], shown[first["总图"]]] == [(210, 297)] * 2
    assert shown[first["图纸"] : first["图纸"] + 2] == [(420, 297), (210, 297)]
    (told,) = [f for f in receipt["findings"] if f["code"] == "volume-folded"]
    assert told["message"] == f"装订册第{first['图纸'] - body + 1}页是A3折页"
    left, top, right, bottom = blue(list(pictures(volume, 50.8))[first["图纸"]])
    assert left >= 27.5
    assert right <= 420 - 11.5
    assert bottom <= 297 - 37.5, "its caption stands free of it"
    assert top >= 13.5
    assert right - left == pytest.approx((297 - 14 - 38) * 1191 / 842, abs=1.5), "as high as the type area"


def test_a_portrait_large_page_lies_on_its_folded_sheet(workshop, tmp_path):
    items, files = [item("P", "图", 版面="折页")], {"P.pdf": filled((842, 1191))}
    _, volume = volume_of(workshop, tmp_path, items, files)
    left, top, right, bottom = blue(list(pictures(volume, 50.8))[-1])
    assert right - left > bottom - top
    assert left >= 27.5


def test_a_folded_sheet_is_a_recto_with_an_empty_back():
    pdf = pdf_bytes(A4, A3, A4)
    folded = Source(pdf, [0, 1, 2], folded=frozenset({1}))
    sections = [Section("甲", [Entry("a", [folded], True), Entry("b", [Source(pdf, [0])], True)])]
    single = lay_out(sections, dividers=False, duplex=False)
    assert [(page.kind, page.folded) for page in single.pages] == [
        ("evidence", False),
        ("evidence", True),
        ("evidence", False),
        ("evidence", False),
    ]
    duplex = lay_out(sections, dividers=False, duplex=True)
    kinds = [page.kind for page in duplex.pages]
    assert kinds == ["evidence", "empty", "evidence", "empty", "evidence", "evidence"]
    assert [page.number for page in duplex.pages] == [1, 2, 3, 4, 5, 6]
    assert [page.folded for page in duplex.pages].index(True) == 2
    assert [str(span) for span in duplex.entries[0]] == ["1—5", "6"]
    begins = [Section("甲", [Entry("a", [Source(pdf, [0])], True), Entry("b", [folded], True)])]
    assert [str(span) for span in lay_out(begins, False, True).entries[0]] == ["1", "2—5"]
    alone = Source(pdf, [1], folded=frozenset({1}))
    begins = [Section("甲", [Entry("a", [Source(pdf, [0])], True), Entry("b", [alone], True)])]
    assert [str(span) for span in lay_out(begins, False, True).entries[0]] == ["1", "3"]
    last = lay_out([Section("甲", [Entry("a", [alone], True)])], False, True)
    assert [page.kind for page in last.pages] == ["evidence", "empty"]
    assert str(last.sections[0]) == "1", "a blank back at the end of a section is none of its pages"


def test_the_back_of_a_folded_sheet_is_as_large(workshop, tmp_path):
    """A printer begins a new sheet where the size changes, and all that follows would be a back."""
    items = [item("P", "合同"), item("Q", "图纸", 版面="折页"), item("R", "总图")]
    files = {"P.pdf": filled(A4), "Q.pdf": filled(A3, A4), "R.pdf": filled(A4)}
    _, volume = volume_of(workshop, tmp_path, items, files, 装订册印制方式="双面")
    shown = sizes(volume)
    fronts, backs = shown[::2], shown[1::2]
    assert fronts == backs
    assert (420, 297) in fronts


@pytest.mark.parametrize("sides", ["单面", "双面"])
def test_two_small_ones_share_a_page_one_above_the_other(workshop, tmp_path, sides):
    paired = {
        **item("P", "证书", 版面="两个一页"),
        "文件": [
            {"名称": "正面", "文件": "a.pdf"},
            {"名称": "背面", "文件": "b.pdf"},
            {"名称": "证书", "文件": "c.pdf"},
        ],
    }
    files = {f"{n}.pdf": filled(A6) for n in "abc"} | {"Q.pdf": filled(A4)}
    _, volume = volume_of(workshop, tmp_path, [paired, item("Q", "合同")], files, 装订册印制方式=sides)
    (_, body), _, nodes, _ = read_volume(volume)
    first = {title: page for title, page, _ in nodes}
    assert first["合同"] == first["证书"] + 2
    shown = list(pictures(volume, 50.8))
    texts = [squeezed(text) for text in page_texts(volume)]
    assert "图1（1/2）证书：正面、背面（复印件）" in texts[first["证书"]]
    assert "图1（2/2）证书（复印件）" in texts[first["证书"] + 1]
    verso = sides == "双面" and (first["证书"] - body) % 2 == 1
    left, top, _, bottom = blue(shown[first["证书"]])
    assert left >= (11.5 if verso else 27.5)
    assert (top, bottom) == pytest.approx((14, 297 - 32), abs=1.5), "both halves are full"
    between = shown[first["证书"]].crop((0, int((14 + 121.5 + 1) * 2), 420, int((14 + 121.5 + 7) * 2)))
    assert blue(between) is None
    _, top, _, bottom = blue(shown[first["证书"] + 1])
    assert bottom < 297 / 2, "the third stands above, alone"


def test_pages_in_are_pages_out(workshop, tmp_path):
    """A dossier of every arrangement: each page is there once, in its order."""
    items = [item("P", "甲", 版面="两个一页"), item("Q", "乙"), item("R", "丙", 版面="折页")]
    files = {"P.pdf": pdf_bytes(*[A6] * 5), "Q.pdf": pdf_bytes(*[A4] * 3), "R.pdf": pdf_bytes(A3, A4, A3)}
    _, volume = volume_of(workshop, tmp_path, items, files, 装订册隔页="否")
    _, _, nodes, total = read_volume(volume)
    first = {title: page for title, page, _ in nodes}
    assert [first["乙"] - first["甲"], first["丙"] - first["乙"], total - first["丙"]] == [3, 3, 3]


def pages_of(volume, first):
    """The colours of the pages from one on: red says which file, green which of its pages."""
    shown = list(pictures(volume, 25.4))[first:]
    return [page.convert("RGB") for page in shown]


@pytest.mark.parametrize("seed", range(3))
def test_every_page_of_a_random_dossier_is_there_once_and_in_order(workshop, tmp_path, seed):
    """Pages in = pages out and the front matter; each bound page shows the colour of its own."""
    chance = Random(seed)  # noqa: S311  chance that can be had again
    items, files, wanted = [], {}, []
    for number in range(chance.randint(2, 5)):
        count, kind = chance.randint(1, 4), chance.choice(["pdf", "tiff", "png"])
        colours = [(number * 40, page * 60, 200) for page in range(1 if kind == "png" else count)]
        size = chance.choice([(595, 842), (842, 595), (420, 298)])
        plain = [Image.new("RGB", size, colour) for colour in colours]
        target = io.BytesIO()
        how = {"save_all": True, "append_images": plain[1:]} if kind != "png" else {}
        plain[0].save(target, kind, dpi=(72, 72), **how)
        files[f"P{number}.pdf"] = target.getvalue()
        items.append(item(f"P{number}", f"证明{number}"))
        wanted += colours
    _, volume = volume_of(workshop, tmp_path, items, files, 装订册隔页="否")
    first = next(page for title, page, is_section in read_volume(volume)[2] if title == "证明0")
    shown = pages_of(volume, first)
    assert len(shown) == len(wanted)
    middles = [page.getpixel((28 + 85, 14 + 125)) for page in shown]
    assert middles == [pytest.approx(colour, abs=6) for colour in wanted]
