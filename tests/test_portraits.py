"""ID photos put right: shown first, replaced when asked for, what was there kept, and nothing twice."""

import hashlib
import io
import json
import re
import stat

import pytest
from click.testing import CliRunner
from conftest import TODAY, page_texts, person, photo_bytes, silent
from PIL import Image, ImageDraw

from zcforms import batch
from zcforms.batch.portraits import bounds_of, portraits
from zcforms.cli import main
from zcforms.intake.portraits import _ground
from zcforms.plans import load_plan, plan_ids


def portrait(size, ground="white", grain=90):
    """A head on a ground, with so much grain that it weighs what a photo does."""
    image = Image.new("RGB", size, ground)
    width, height = size
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.32, height * 0.2, width * 0.68, height * 0.6), fill="#c9a58c")
    box = tuple(int(v) for v in (width * 0.2, height * 0.65, width * 0.8, height))
    dots = hashlib.shake_128(b"coat").digest((box[2] - box[0]) * (box[3] - box[1]))
    coat = Image.frombytes("L", (box[2] - box[0], box[3] - box[1]), dots).point(
        lambda v: 40 + v * grain // 255
    )
    image.paste(coat, box[:2])
    return image


def jpeg(image, **how):
    target = io.BytesIO()
    image.save(target, how.pop("kind", "JPEG"), **how)
    return target.getvalue()


def sideways():
    """As a phone writes it that was held upright: the picture lies, EXIF says how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(portrait((900, 1200)).rotate(90, expand=True), quality=90, exif=exif)


PHOTOS = {
    "good": ("good.jpg", photo_bytes()),
    "phone": ("phone.jpg", sideways()),
    "print": ("print.jpg", jpeg(portrait((600, 800)).convert("CMYK"), quality=90)),
    "wide": ("wide.jpg", jpeg(portrait((900, 900), "#4a7fd0"), quality=90)),
    "tall": ("tall.jpg", jpeg(portrait((700, 1400)), quality=90)),
    "png": ("png.png", jpeg(portrait((500, 700)), kind="PNG")),
    "tiny": ("tiny.jpg", jpeg(portrait((180, 250)), quality=100)),
    "broken": ("broken.jpg", photo_bytes()[:9000]),
    "none": (None, b""),
}


@pytest.fixture
def folder(workshop):
    people = {
        key: person(f"3302001985061500{n}", 照片=name) for n, (key, (name, _)) in enumerate(PHOTOS.items(), 1)
    }
    root = workshop(people)
    for name, content in PHOTOS.values():
        if name:
            (root / "photos" / name).write_bytes(content)
    return root


def looked(root, apply=False, people=()):
    done = portraits(batch.open_job(root, TODAY, people), apply, silent)
    return done, {one.person: one for one in done.outcomes}


def opened(root, name):
    with Image.open(root / "photos" / name) as image:
        image.load()
        return image


def test_nothing_is_replaced_before_it_was_shown(folder):
    done, of = looked(folder)
    assert {key: one.state for key, one in of.items()} == {
        **dict.fromkeys(("phone", "print", "wide", "tall", "png"), "mend"),
        **dict.fromkeys(("tiny", "broken"), "hopeless"),
        "none": "none",
        "good": "good",
    }
    assert {name: (folder / "photos" / name).read_bytes() for name, _ in PHOTOS.values() if name} == {
        name: content for name, content in PHOTOS.values() if name
    }
    assert of["tiny"].told[-1] == "证件照像素180×250，应大于215×300（宽×高）"
    assert of["wide"].ground == "蓝底"
    assert stat.S_IMODE(done.sheet.stat().st_mode) == 0o600
    assert len(page_texts(done.sheet)) == 1


def test_what_is_asked_for_is_replaced_and_nothing_is_left_to_do(folder):
    _, of = looked(folder, apply=True)
    assert {key for key, one in of.items() if one.applied} == {"phone", "print", "wide", "tall", "png"}
    assert opened(folder, "phone.jpg").size == (868, 1158)
    assert opened(folder, "phone.jpg").getexif().get(0x0112) is None
    assert opened(folder, "print.jpg").mode == "RGB"
    assert opened(folder, "wide.jpg").size == (643, 900)
    assert opened(folder, "tall.jpg").size == (700, 980)
    assert (opened(folder, "png.jpg").format, of["png"].told[-1]) == ("JPEG", "请把“照片”一栏改成“png.jpg”")
    kept = folder / "photos" / "原件"
    changed = ("phone.jpg", "print.jpg", "wide.jpg", "tall.jpg", "png.png")
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == {
        name: content for name, content in PHOTOS.values() if name in changed
    }
    seen = {path: path.stat().st_mtime_ns for path in (folder / "photos").rglob("*")}
    again = looked(folder, apply=True)[1]
    assert {key for key, one in again.items() if one.state == "mend"} == {"png"}, "its column says so still"
    assert {path: path.stat().st_mtime_ns for path in (folder / "photos").rglob("*")} == seen


def test_a_tall_photo_loses_less_above_than_below(folder):
    looked(folder, apply=True, people=["tall"])
    made, whole = opened(folder, "tall.jpg"), portrait((700, 1400))
    assert made.getpixel((350, 400 - 105))[0] == pytest.approx(whole.getpixel((350, 400))[0], abs=4)


def test_another_photo_is_never_written_over(folder):
    (folder / "photos" / "png.jpg").write_bytes(PHOTOS["good"][1])
    done = CliRunner().invoke(main, ["photos", str(folder), "--person", "png", "--apply"])
    assert done.exit_code == 6
    assert (folder / "photos" / "png.jpg").read_bytes() == PHOTOS["good"][1]


def test_one_photo_that_cannot_be_replaced_stops_no_other_and_is_told(folder):
    (folder / "photos" / "png.jpg").write_bytes(PHOTOS["good"][1])
    done = CliRunner().invoke(main, ["photos", str(folder), "--apply"])
    assert done.exit_code == 6
    assert "换上4张，没有换上1张，要重拍或换原片2张" in done.output
    said = "没有换上（png.png）：png.jpg已经有这个文件，先把它改名：png.png要存成这个名字"
    assert said in done.output
    assert (folder / "photos" / "原件" / "tall.jpg").exists()


def test_the_originals_of_two_times_are_both_kept(folder):
    looked(folder, apply=True, people=["wide"])
    (folder / "photos" / "wide.jpg").write_bytes(PHOTOS["phone"][1])
    looked(folder, apply=True, people=["wide"])
    kept = {path.read_bytes() for path in (folder / "photos" / "原件").glob("wide*.jpg")}
    assert kept == {PHOTOS["wide"][1], PHOTOS["phone"][1]}


def test_what_hinders_is_told_of_the_photo_that_is_there(folder):
    """What only comes of the mending is told as such: the clerk looks at the file as it is."""
    light = jpeg(portrait((150, 210)), quality=40)
    (folder / "photos/tiny.jpg").write_bytes(light)
    (folder / "photos/wide.jpg").write_bytes(jpeg(portrait((301, 301)), quality=90))
    outcomes = looked(folder, people=["tiny", "wide"])[1]
    assert f"{len(light):,}字节" in outcomes["tiny"].told[0]
    assert outcomes["tiny"].told[1].startswith("证件照像素150×210")
    assert outcomes["wide"].told == ("改后证件照像素215×301，应大于215×300（宽×高）",)


def test_the_command_says_what_it_did(folder):
    shown = CliRunner().invoke(main, ["photos", str(folder)])
    assert shown.exit_code == 1
    assert "照片8张：合格1张，可以改5张，要重拍或换原片2张；没有照片1人" in shown.output
    assert "背景看来是蓝底的1张" in shown.output
    assert re.search("(?m)^  none(?: .+)?　没有照片：“照片”一栏没有填写$", shown.output)
    assert "（）" not in shown.output
    assert re.search("裁去左右共[0-9]+像素", shown.output)
    told = json.loads(CliRunner().invoke(main, ["photos", str(folder), "--person", "good", "--json"]).stdout)
    assert told["sheet"] is None
    assert told["outcomes"][0]["state"] == "good"


@pytest.mark.parametrize(
    ("ground", "called"),
    [("white", "白底"), ("#4a7fd0", "蓝底"), ("#c02020", "红底"), ("#404040", "其他颜色")],
)
def test_a_ground_is_called_by_its_colour(ground, called):
    assert _ground(portrait((413, 579), ground)) == called


def test_a_ground_of_two_tones_is_told():
    image = portrait((413, 579))
    image.paste((120, 120, 120), (0, 0, 200, 300))
    assert _ground(image).endswith("，不均匀")


def test_what_is_aimed_at_is_within_every_circular():
    for name in plan_ids():
        rule = load_plan(name).photo
        bounds = bounds_of(rule)
        assert rule.aspect_min <= bounds.ratio <= rule.aspect_max
        assert rule.bytes_gt < bounds.bytes_lt <= rule.bytes_lt


def test_what_is_aimed_at_is_within_the_bounds_by_either_reading_of_1k():
    rule = load_plan("zj-anfang-senior-2025").photo
    rule = rule.model_copy(update={"bytes_gt": 40 * 1024 - 1, "bytes_lt": 500 * 1024 + 1})
    bounds = bounds_of(rule)
    assert (bounds.bytes_gt, bounds.bytes_lt) == (40_959, 500_001)
