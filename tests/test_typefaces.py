"""The faces of the forms: the shipped ones on every machine, the official ones only where it is said."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from statistics import median

import pytest
from conftest import build, codes
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.teePen import TeePen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from pikepdf import Pdf

from zcforms.authoring.gallery import sample_values
from zcforms.chinese.typefaces import Official, Typefaces, drawn_characters, faces, width
from zcforms.fillers import html
from zcforms.fillers.engine.loading import FONTS
from zcforms.fillers.fitting import Box
from zcforms.fillers.official import official_faces
from zcforms.forms import load_form, templates_folder
from zcforms.ground.geometry import MM
from zcforms.terminal import doctor

DRAWN = "虚构矿业有限公司真实性保证书本人承诺 A1"

# Sets one form in a process of its own: fontconfig reads its configuration once in a process.
SETS = """
import hashlib
from zcforms.fillers import html
from zcforms.forms import load_form, templates_folder
from zcforms.authoring.gallery import sample_values
form = load_form(templates_folder() / "pledge")
print(hashlib.sha256(html.fill(form, sample_values(form)).pdf).hexdigest())
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home whose user has installed a face named 宋体: the second of a collection, half as wide as ours.

    Its A is empty although the map has it.
    """
    home = tmp_path_factory.mktemp("home")
    folder = home / ".local/share/fonts"
    folder.mkdir(parents=True)
    collection = TTCollection()
    collection.fonts = [_decoy("NSimSun"), _decoy("SimSun")]
    collection.save(folder / "simsun.ttc")
    return home


def _decoy(name):
    font = TTFont(FONTS / "ZCKai-Regular.ttf", recalcTimestamp=False)
    subsetter = Subsetter(Options(name_IDs=[], notdef_outline=True))
    subsetter.populate(text=DRAWN)
    subsetter.subset(font)
    for name_id in (1, 4, 6):
        font["name"].setName(name, name_id, 3, 1, 0x409)
    if name == "SimSun":
        font["name"].setName("宋体", 1, 3, 1, 0x804)
        for glyph, (advance, bearing) in font["hmtx"].metrics.items():
            font["hmtx"][glyph] = (advance // 2, bearing)
        font["glyf"][font.getBestCmap()[ord("A")]] = type(font["glyf"][".notdef"])()
    return font


@pytest.fixture
def at_home(home, tmp_path, monkeypatch):
    """The environment of that user, with a cache of its own."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local/share"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def set_in_a_process(**variables):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SETS],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **variables},
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_the_machines_fonts_change_nothing_and_no_cache_is_written(tmp_path, request):
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o500)
    places = {"HOME": str(empty), "XDG_DATA_HOME": str(empty), "XDG_CACHE_HOME": str(empty)}
    without = set_in_a_process(**places, PYTHONHASHSEED="1")
    request.getfixturevalue("at_home")
    within = set_in_a_process(PYTHONHASHSEED="2")
    assert within == without
    assert len(within) == 64
    assert not (tmp_path / "cache").exists()
    assert list(empty.iterdir()) == []


def test_official_faces_are_used_where_the_settings_say_so(workshop, tmp_path, at_home):
    shipped = build(workshop(name="shipped"), tmp_path / "out1", {"pledge"})
    root = workshop(name="official", 字体="系统")
    official = build(root, tmp_path / "out2", {"pledge"})
    assert shipped["typefaces"] == {"chosen": "shipped", "official": {}}
    assert official["typefaces"] == {"chosen": "system", "official": {"宋体": "simsun.ttc"}}
    paths = [{d["path"] for d in receipt["documents"]} for receipt in (shipped, official)]
    assert paths[0] == paths[1] != set()
    pages = [[d for d in receipt["documents"] if d["pages"]] for receipt in (shipped, official)]
    contents = [{d["sha256"] for d in documents} for documents in pages]
    assert contents[0].isdisjoint(contents[1])
    (warning,) = [f for f in official["findings"] if f["code"] == "typefaces-missing"]
    assert warning["message"] == "本机没有方正小标宋简体、仿宋_GB2312、楷体_GB2312、黑体，以随包字体代替"
    line = (root / "zcforms.yaml").read_text().splitlines().index("字体: 系统") + 1
    assert (warning["severity"], warning["place"]) == ("warning", f"zcforms.yaml:{line}:5")
    assert "typefaces-missing" not in codes(shipped, "warning")


def test_doctor_names_the_official_faces_of_this_machine(tmp_path, at_home):
    faces = doctor._official_fonts()
    missing = "未安装：方正小标宋简体、仿宋_GB2312、楷体_GB2312、黑体"
    assert faces.detail == f"已安装：宋体（simsun.ttc）；{missing}"
    assert "字体: 系统" in faces.hint
    assert (faces.ok, faces.required) == (False, False)


def test_texts_are_measured_in_the_faces_that_they_are_set_in(home, at_home):
    found = Typefaces("system", official_faces())
    assert found.official == (Official("宋体", home / ".local/share/fonts/simsun.ttc", 1),)
    text = "虚构矿业有限公司"
    assert width(text, "宋体") == 8
    assert width(text, "宋体", found) == 4
    assert width(text, "黑体", found) == 8
    # Without a family the wider of 宋 and 仿宋 counts.
    assert width(text, "", found) == 8
    # An empty glyph and a character that the face does not have are drawn by ours, so measured there.
    assert width("A", "宋体", found) == width("A", "宋体") > 0.5
    assert width("鬱", "宋体", found) == width("鬱", "宋体") == 1
    four_em = Box(width=4.1 * 10.5 / MM, height=10, family="宋体")
    assert (four_em.lines_of(text, 10.5), replace(four_em, typefaces=found).lines_of(text, 10.5)) == (2, 1)


def test_figures_beside_fangsong_are_of_its_size_and_measured_so():
    assert width("20", "仿宋_GB2312") == pytest.approx(0.5 + 0.499)
    assert width("20", "宋体") == pytest.approx(0.558 + 0.557)
    # A space within a code is of the face before it, and never wider than it was measured.
    with TTFont(FONTS / "ZCFangLatin-Regular.ttf") as font:
        space = font["hmtx"][font.getBestCmap()[0x20]][0] / font["head"].unitsPerEm
    assert 0.2 <= space <= width(" ", "仿宋_GB2312")


def test_what_fangsong_lacks_is_as_light_as_high_and_as_wide_as_its_own():
    form = load_form(templates_folder() / "work_summary")
    values = sample_values(form)
    named = replace(values, fields=values.fields | {"statement": "闫㛃、贾䶮、鬱、㐂"})
    with Pdf.open(io.BytesIO(html.fill(form, named).pdf)) as pdf:
        names = {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}
    assert "ZC-Fang-Rare" in names
    assert "ZC-Rare" not in names
    files = ("FandolFang-Regular.otf", "ZCFangRare-Regular.ttf")
    for of_own, of_rare in zip(*map(beside_song, files), strict=True):
        assert of_rare == pytest.approx(of_own, rel=0.1)


def test_the_letters_and_signs_beside_fangsong_are_as_light_as_its_figures():
    form = load_form(templates_folder() / "work_summary")
    values = sample_values(form)
    said = "σ≤120 MPa，−15 ℃，Ca²⁺、SO₄²⁻，α值±5‰，Ⅱ类，386 ㎡"
    named = replace(values, fields=values.fields | {"statement": said})
    with Pdf.open(io.BytesIO(html.fill(form, named).pdf)) as pdf:
        names = {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}
    assert "ZC-Song" not in names
    by_family = {face.family: face for face in faces()}
    of_fang = set(drawn_by(by_family["ZC Fang"].ranges))
    with TTFont(FONTS / by_family["ZC Fang Latin"].file) as font:
        assert of_fang & font.getBestCmap().keys() == {ord(" "), ord("\u00a0")}, "its own are heavy"
        assert set(map(ord, "σ≤℃⁺⁻₄±‰Ⅱ㎡")) <= font.getBestCmap().keys()


def drawn_by(ranges):
    for first, _, last in (one.partition("-") for one in ranges):
        yield from range(int(first, 16), int(last or first, 16) + 1)


def test_a_power_or_a_charge_below_nought_is_drawn_like_one_above():
    assert set("10⁻⁷cm/sSO₄²⁻x₊₋") <= drawn_characters()
    with TTFont(FONTS / "ZCKai-Regular.ttf") as font:
        glyphs, bounds = font.getGlyphSet(), {}
        for sign in "⁺⁻₊₋":
            pen = BoundsPen(glyphs)
            glyphs[font.getBestCmap()[ord(sign)]].draw(pen)
            bounds[sign] = pen.bounds
    middles = {sign: (bottom + top) / 2 for sign, (_, bottom, _, top) in bounds.items()}
    assert middles["⁻"] == pytest.approx(middles["⁺"], abs=20)
    assert middles["₋"] == pytest.approx(middles["₊"], abs=20)
    assert middles["₊"] < middles["⁺"] - 300


@pytest.mark.parametrize(
    "file", ["ZCSong-Regular.ttf", "ZCTitle-Bold.ttf", "ZCHei-Regular.ttf", "ZCFangLatin-Regular.ttf"]
)
def test_small_digits_are_as_high_as_wide_and_as_heavy_as_those_that_the_face_has(file):
    with TTFont(FONTS / file) as font:
        own, made, lowered = (measures(font, list(map(ord, digits))) for digits in ("²³", "⁰⁵⁶⁸⁹", "₀₅₆₈₉"))
        figures = "²³⁰⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⁺⁻₊₋"
        advances = {font["hmtx"][font.getBestCmap()[ord(figure)]][0] for figure in figures}
    assert len(advances) == 1
    assert made == pytest.approx(own, rel=0.12)
    assert lowered[1:] == pytest.approx(made[1:], rel=0.02)
    assert lowered[0] < made[0] / 3


def beside_song(file):
    """How high the middle of a face's hanzi is, how wide they are and how much ink they have, of 宋's own."""
    with TTFont(FONTS / file) as face, TTFont(FONTS / "ZCSong-Regular.ttf") as song:
        both = face.getBestCmap().keys() & song.getBestCmap().keys()
        hanzi = [code for code in sorted(both) if 0x4E00 <= code < 0x9FA6 and code % 14 == 0]
        return [a / b for a, b in zip(measures(face, hanzi), measures(song, hanzi), strict=True)]


def measures(font, hanzi):
    """The middle above the foot of the em, the width and the ink of some hanzi of a face (medians)."""
    glyphs, found = font.getGlyphSet(), []
    for name in map(font.getBestCmap().get, hanzi):
        bounds, area = BoundsPen(glyphs), AreaPen(glyphs)
        glyphs[name].draw(TeePen(bounds, area))
        left, bottom, right, top = bounds.bounds
        found.append(((bottom + top) / 2 + 120, right - left, abs(area.value)))
    return [median(column) for column in zip(*found, strict=True)]
