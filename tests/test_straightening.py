"""Photos of paper are set straight and cleaned as a proposal: the photo itself stays."""

import io
import json
import math
import stat
import struct

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFilter, ImageMath, ImageOps, ImageStat
from test_kinds import drawing, saved

from zcforms.cli import main
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.flattening import perspective
from zcforms.intake.photos import Photo, read_photo
from zcforms.intake.quadrangles import corners_of
from zcforms.intake.straightening import straighten

SIZE = (750, 1000)
LYING = {
    "seen from below": ((125, 130), (600, 90), (665, 875), (65, 840)),
    "turned": ((190, 75), (675, 210), (500, 900), (45, 750)),
    "nearly straight": ((80, 90), (660, 95), (655, 915), (85, 905)),
}


def paper():
    """A sheet of A4 with a red bar, black bars and a blue triangle, none in its middle or at its edge."""
    return ImageOps.expand(drawing(size=(580, 820), number=3), (20, 28, 20, 29), fill="white")


def photo(corners, ground=(70, 60, 50), shade=True, sheet=None):
    """The sheet on a dark table, with a shadow over one side."""
    sheet = sheet or paper()
    width, height = sheet.size
    mapping = perspective(corners, ((0, 0), (width, 0), (width, height), (0, height)))
    seen, mask = (
        one.transform(SIZE, Image.Transform.PERSPECTIVE, mapping, Image.Resampling.BICUBIC)
        for one in (sheet, Image.new("L", sheet.size, 255))
    )
    table = Image.new("RGB", SIZE, ground)
    table.paste(seen, mask=mask)
    if shade:
        dark = Image.new("L", SIZE, 255)
        ImageDraw.Draw(dark).polygon([(0, 0), (400, 0), (250, 1000), (0, 1000)], fill=150)
        dark = dark.filter(ImageFilter.GaussianBlur(40))
        darker = [
            ImageMath.lambda_eval(lambda g: g["convert"](g["band"] * g["dark"] / 255, "L"), band=b, dark=dark)
            for b in table.split()
        ]
        table = Image.merge("RGB", darker)
    return table


def written(tmp_path, picture, name="照片.jpg", **how):
    path = tmp_path / name
    path.write_bytes(saved(picture, "JPEG", quality=92, **how))
    return path


def far(one, other):
    """How far two pictures are from each other, of 255."""
    seen = one.convert("RGB").resize(other.size)
    difference = ImageMath.lambda_eval(
        lambda g: g["convert"](abs(g["a"] - g["b"]), "L"), a=seen.convert("L"), b=other.convert("L")
    )
    return ImageStat.Stat(difference).mean[0]


@pytest.mark.parametrize("corners", LYING.values(), ids=LYING)
def test_the_corners_of_a_sheet_are_found(corners):
    found = corners_of(photo(corners))
    assert max(math.dist(*pair) for pair in zip(found, corners, strict=True)) < 12  # of 1,000 dots


@pytest.mark.parametrize("corners", LYING.values(), ids=LYING)
def test_a_photo_comes_out_as_the_sheet_was(tmp_path, corners):
    made = straighten(written(tmp_path, photo(corners)))
    picture = Image.open(io.BytesIO(made.picture))
    assert made.found
    assert far(picture, paper()) < 14 < 90 < far(photo(corners), paper())
    assert far(picture.rotate(180), paper()) > 25, "the comparison sees what stands where"
    assert picture.height / picture.width == pytest.approx(math.sqrt(2), rel=0.01)
    assert picture.info["dpi"][0] == pytest.approx(picture.height / 297 * 25.4, abs=1)
    blank = picture.convert("L").crop((picture.width * 6 // 10, 20, picture.width - 40, picture.height // 3))
    assert min(ImageStat.Stat(blank).mean) > 245, "paper is white, in the shadow too"
    red, green, _ = picture.getpixel((picture.width // 4, picture.height // 16))
    assert red > 2 * green, "what is red stays red"


def test_a_photo_that_lies_is_looked_at_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = photo(LYING["nearly straight"]).rotate(90, expand=True)
    made = straighten(written(tmp_path, lying, exif=exif))
    assert far(Image.open(io.BytesIO(made.picture)), paper()) < 14


@pytest.mark.parametrize(
    "picture",
    [
        photo(((-40, 100), (600, 90), (665, 875), (-60, 840))),  # a side is not in the photo
        photo(LYING["turned"], ground=(245, 245, 245), shade=False),  # white on white
        photo(LYING["turned"], sheet=drawing(size=(620, 877))),  # a corner as dark as the table
        Image.new("RGB", SIZE, "white"),
        Image.new("RGB", SIZE, "black"),
        Image.new("RGB", (1, 1)),
        Image.effect_noise(SIZE, 90).convert("RGB"),
    ],
    ids=["cut off", "white on white", "a dark corner", "white", "black", "a dot", "noise"],
)
def test_where_no_whole_sheet_is_seen_nothing_is_bent(tmp_path, picture):
    made = straighten(written(tmp_path, picture))
    assert not made.found
    assert Image.open(io.BytesIO(made.picture)).size == picture.size


def test_the_command_writes_beside_and_leaves_the_photo(tmp_path):
    path = written(tmp_path, photo(LYING["turned"]))
    before, out = path.read_bytes(), tmp_path / "拉正"
    done = CliRunner().invoke(main, ["straighten", str(path), "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["pictures"] == [{"photo": str(path), "path": str(out / "照片.jpg"), "straight": True}]
    assert told["refused"] == []
    assert (out / "对照.pdf").read_bytes().startswith(b"%PDF")
    assert path.read_bytes() == before
    assert stat.S_IMODE((out / "照片.jpg").stat().st_mode) == 0o600
    again = CliRunner().invoke(main, ["straighten", str(path), "--out", str(out)])
    assert (again.exit_code, "已经有这个文件" in again.output) == (6, True)


def shaded():
    """A sheet in greys of 16 bits, as some scanners write: dark above, white below."""
    return Image.frombytes("I;16", (60, 80), b"".join(struct.pack("<H", y * 819) * 60 for y in range(80)))


def seen_through():
    """A sheet whose upper half is clear, and black where nobody sees it."""
    sheet = Image.new("RGBA", (60, 80), (255, 255, 255, 255))
    sheet.paste((0, 0, 0, 0), (0, 0, 60, 40))
    return sheet


def greys(content):
    picture = Image.open(io.BytesIO(content)).convert("L")
    return [picture.getpixel((picture.width // 2, picture.height * n // 8)) for n in (1, 4, 7)]


@pytest.mark.parametrize(
    ("picture", "expected"),
    [(shaded(), (32, 127, 223)), (seen_through(), (255, 255, 255))],
    ids=["of 16 bits", "seen through"],
)
def test_a_picture_is_looked_at_as_paper_shows_it(tmp_path, picture, expected):
    """Pillow's own way to RGB makes all greys of 16 bits white, and shows what lies under what is clear."""
    path = tmp_path / "a.png"
    picture.save(path)
    _, digest = read_photo(path, "a.png", tmp_path)
    assert greys(Photo(path, "a.png", digest, tmp_path)()) == pytest.approx(expected, abs=4)
    lightest = greys(straighten(path).picture)
    assert lightest == sorted(lightest)
    assert (lightest[0] < 100) is (expected[0] < 100)


def test_what_cannot_be_read_stops_none_of_the_others(tmp_path):
    """One broken photo among forty used to end the command with nothing made."""
    good, bad, out = written(tmp_path, photo(LYING["turned"])), tmp_path / "坏.jpg", tmp_path / "拉正"
    bad.write_bytes(b"no picture")
    done = CliRunner().invoke(main, ["straighten", str(bad), str(good), "--out", str(out)])
    assert (done.exit_code, (out / "照片.jpg").exists(), (out / "坏.jpg").exists()) == (7, True, False)
    assert f"没有做：{bad}: 不是完好的图片" in done.output
    again = CliRunner().invoke(main, ["straighten", str(bad), str(good), "--out", str(out) + "2", "--json"])
    (told,) = json.loads(again.stdout)["refused"]
    assert (again.exit_code, told["photo"], told["hint"]) == (7, str(bad), "用看图软件另存为JPG")


@pytest.mark.parametrize(("kind", "count"), [("TIFF", 3), ("GIF", 2), ("PNG", 2)])
def test_pages_are_not_lost(tmp_path, kind, count):
    """Of a scan of several pages only the first came out, to be put in the place of all."""
    first, *others = (Image.new("RGB", (40, 50), (n * 40, 0, 0)) for n in range(count))
    (path := tmp_path / "多页").write_bytes(saved(first, kind, save_all=True, append_images=others))
    with pytest.raises(UnreadableInput, match=f"有{count}页（幅）"):
        straighten(path)


def test_what_is_no_picture_is_refused(tmp_path):
    path = tmp_path / "x.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(UnreadableInput, match="不是完好的图片"):
        straighten(path)
    with pytest.raises(UnreadableInput, match="无法读取"):
        straighten(tmp_path / "none.jpg")
