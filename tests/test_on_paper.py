"""A photograph of a signed pledge: whose it is by its code, made straight and clean, kept as the proof."""

import base64
import io
import json

import numpy as np
import pytest
from children.sitecustomize import kept
from conftest import TODAY, person, pictures, work_in
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from test_pledges import run
from test_signatures import KEY, sign, state_of

from zcforms import batch
from zcforms.batch.signatures import audit, on_paper
from zcforms.batch.signatures.register import PAPER, SIGNED, Register
from zcforms.batch.signatures.signed import UNSIGNED, board, signing_press
from zcforms.ground.flattening import across
from zcforms.intake import signed_paper

PEOPLE = {"lin": person(), "wang": person("33020019850615003", 姓名="王五")}
INK = [(640, 1085), (720, 1045), (800, 1120), (880, 1050)]  # px of the printed page, where one signs


def printed(root, key):
    """Somebody's pledge as it is printed now."""
    press = signing_press(batch.open_job(root, TODAY))
    return on_paper.printed_pledge(press, next(one for one in board(press) if one.person.key == key))


def photographed(pdf):
    """A sheet on a dark desk, signed, seen from aside, with the light from one side, the camera turned."""
    (page,) = pictures(pdf, 145)
    ImageDraw.Draw(page).line(INK, fill=(20, 20, 140), width=5)
    corners = [(250, 180), (1330, 310), (1500, 1800), (150, 1690)]
    size = (1700, 1950)
    sheet = [(0, 0), (page.width, 0), page.size, (0, page.height)]
    way = across(corners, sheet, size, page.size)
    seen = page.transform(size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC)
    where = Image.new("L", page.size, 255).transform(size, Image.Transform.PERSPECTIVE, way)
    photo = Image.composite(seen, Image.new("RGB", size, (90, 70, 50)), where)
    light = Image.linear_gradient("L").resize(size).point([90 + v * 165 // 255 for v in range(256)])
    photo = ImageChops.multiply(photo, Image.merge("RGB", [light] * 3)).filter(ImageFilter.GaussianBlur(0.8))
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "where it was taken"
    exif[0x0112] = 6  # the camera was turned: pictures are shown turned to the right
    photo.rotate(90, expand=True).save(target, "JPEG", quality=85, exif=exif)
    return target.getvalue()


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """The photograph of lin's pledge."""
    return photographed(printed(work_in(tmp_path_factory.mktemp("photo"), PEOPLE), "lin"))


@pytest.fixture(autouse=True)
def straight_before(shared, monkeypatch):
    """The same photograph is made straight once, whichever worker needs it first."""
    make, made = on_paper.made_straight, shared / "straight"
    made.mkdir(exist_ok=True)

    def once(taken, *how):
        return kept(made, (taken.read_bytes(), how), lambda: make(taken, *how))

    monkeypatch.setattr(on_paper, "made_straight", once)


@pytest.fixture
def root(workshop, photo):
    root = workshop(PEOPLE)
    (root / "lin.jpg").write_bytes(photo)
    return root


def entry(root):
    return next(one for one in Register(root, KEY).rows() if one.revoked is None)


def test_a_photograph_says_whose_it_is_and_is_kept_straight_and_clean(root):
    done = run("sign", "paper", root, "--photo", root / "lin.jpg")
    assert (done.exit_code, done.output) == (0, "林一山：已记为纸质签署，照片留下了（二维码相符）\n")
    assert (state_of(root), state_of(root, "wang")) == (PAPER, UNSIGNED)
    assert "纸质  lin 林一山，虚构矿业有限公司" in run("sign", "list", root).output
    assert "有照片" in run("sign", "list", root).output
    kept = Register(root, KEY).photo(entry(root))
    assert b"where it was" not in kept
    picture = Image.open(io.BytesIO(kept))
    (page,) = pictures(printed(root, "lin"), 150)
    edge = signed_paper._EDGE
    assert picture.size == (page.width + 2 * edge, page.height + 2 * edge)
    (here,), (there,) = (signed_paper._codes_of(one) for one in (picture, page))
    assert here.text == there.text
    shifts = np.array(here.corners) - np.array(there.corners) - edge
    assert abs(shifts).max() < 4  # half a millimetre, as straight as it was printed
    grey = np.asarray(picture.convert("L"))[edge:-edge, edge:-edge]
    assert np.median(grey) == 255
    assert (grey[60:-60, 60:-60] > 200).mean() > 0.9  # no shadow is left on the paper
    x, y = (round(value * 150 / 145) + edge for value in INK[1])
    red, _, blue = np.asarray(picture)[y - 25 : y + 25, x - 25 : x + 25].min(axis=(0, 1))
    assert red < 60 < blue  # the ink is there, and blue


def test_it_may_be_looked_at_first(root, tmp_path):
    seen = tmp_path / "seen.jpg"
    told = json.loads(
        run("sign", "paper", root, "--photo", root / "lin.jpg", "--preview", seen, "--json").output
    )
    assert told == {"person": "lin", "by_code": True}
    assert seen.read_bytes().startswith(b"\xff\xd8\xff")
    assert state_of(root) == UNSIGNED


def test_somebody_elses_pledge_is_refused_by_name(root):
    done = run("sign", "paper", root, "王五", "--photo", root / "lin.jpg")
    assert (done.exit_code, "照片里是林一山（lin）的保证书，不是王五的" in done.output) == (2, True)
    assert run("sign", "paper", root, "lin", "--photo", root / "lin.jpg").exit_code == 0
    assert state_of(root, "wang") == UNSIGNED


def test_an_old_pledge_is_to_be_signed_again(root):
    record = root / "applicants" / "lin.yaml"
    record.write_text(record.read_text().replace("2008.07", "2008.08"))
    done = run("sign", "paper", root, "--photo", root / "lin.jpg")
    assert (done.exit_code, "需重签：照片里的保证书印出以后，资料改过" in done.output) == (2, True)
    record.unlink()
    assert "已经撤回" in run("sign", "paper", root, "--photo", root / "lin.jpg").output


def test_a_code_that_is_not_ours_is_refused(root):
    (root / "signing.key").write_text("22" * 32)
    done = run("sign", "paper", root, "lin", "--photo", root / "lin.jpg")
    assert (done.exit_code, "不是这个工作文件夹的" in done.output) == (2, True)


def test_without_a_code_somebody_has_to_say_whose_it_is(root, monkeypatch):
    plain = root / "plain.png"
    Image.new("RGB", (300, 400), "white").save(plain)
    done = run("sign", "paper", root, "--photo", plain)
    assert (done.exit_code, "读不出二维码" in done.output, "再拍一张" in done.output) == (2, True, True)
    monkeypatch.setattr(on_paper, "reads_codes", lambda: False)
    assert "zcforms[photo]" in run("sign", "paper", root, "--photo", plain).output
    done = run("sign", "paper", root, "wang", "--photo", plain)
    assert "没有读到二维码，请看清楚是不是这个人的" in done.output
    assert state_of(root, "wang") == PAPER


def test_a_scan_is_as_good(root):
    (root / "scan.pdf").write_bytes(printed(root, "wang"))
    assert "二维码相符" in run("sign", "paper", root, "--photo", root / "scan.pdf").output
    assert state_of(root, "wang") == PAPER


def test_what_was_noted_gets_its_photograph_later_and_what_was_signed_online_none(root):
    run("sign", "paper", root, "lin")
    assert run("sign", "paper", root, "--photo", root / "lin.jpg").exit_code == 0
    assert entry(root).photo
    assert "有照片" in run("sign", "paper", root, "--photo", root / "lin.jpg").output
    run("sign", "revoke", root, "lin")
    sign(root)
    assert "林一山在线签过了" in run("sign", "paper", root, "--photo", root / "lin.jpg").output
    assert state_of(root) == SIGNED


def test_the_export_has_it_and_proves_it(root, tmp_path):
    run("sign", "paper", root, "--photo", root / "lin.jpg")
    target = tmp_path / "x.json"
    run("sign", "export", root, target)
    told = json.loads(target.read_text())
    (row,) = told["entries"]
    assert base64.b64decode(row["photo"]) == Register(root, KEY).photo(entry(root))
    assert run("sign", "check", target, "--work", root).exit_code == 0
    row["photo"] = base64.b64encode(b"another").decode()
    assert "不是记下的那一张" in "".join(audit._faults(told | {"entries": [row | _chain(row)]}, KEY))


def _chain(row):
    """The link of a first row that somebody changed and chained anew."""
    return {"chain": audit._chained("", {name: value for name, value in row.items() if name != "chain"})}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是图片"),
        (b"\xff\xd8\xff" + bytes(99), "不是图片"),
        (b"%PDF-1.7 x", "不是图片"),
        (b"GIF89a", "不是图片"),
    ],
)
def test_what_is_no_picture_is_told(root, content, said):
    (root / "x").write_bytes(content)
    done = run("sign", "paper", root, "lin", "--photo", root / "x")
    assert (done.exit_code, said in done.output) == (3, True)
    assert run("sign", "paper", root, "lin", "--photo", root / "none.jpg").exit_code == 3


def test_whom_or_a_photograph_is_to_be_given(root):
    assert "写明是谁，或给照片" in run("sign", "paper", root).output


def test_points_are_found_whatever_way_the_sheet_lies():
    chance = np.random.default_rng(7)
    size = (1240, 1754)
    sheet = [(0, 0), (1240, 0), (1240, 1754), (0, 1754)]
    for _ in range(50):
        seen = tuple((x + chance.uniform(-90, 90) + 200, y + chance.uniform(-90, 90) + 200) for x, y in sheet)
        a, b, c, d, e, f, g, h = across(sheet, seen, size, (1700, 2200))
        for (x, y), (u, v) in zip(sheet, seen, strict=True):
            depth = g * x + h * y + 1
            assert ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth) == pytest.approx((u, v))


def test_a_code_that_is_seen_badly_does_not_bend_the_page():
    there = ((900, 1300), (1100, 1300), (1100, 1500), (900, 1500))
    here = ((900, 1300), (1100, 1300), (1040, 1500), (960, 1500))  # as if seen from its edge
    *_, g, h = across(there, here, (1240, 1754), (1240, 1754))
    assert (g, h) == (0, 0)
