"""Draws the photos and the "scanned" evidence of data_samples/: `python script/build_samples.py`.

The YAML files there are written by hand and say which files exist; what a page shows is taken from
the record that cites it, so page and YAML agree. People, firms and numbers are invented. Every
picture is seeded by its own path: two runs give the same bytes.
"""

from __future__ import annotations

import io
import json
import math
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import img2pdf
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from zcforms.intake.folder import Work, read_work
from zcforms.model import Applicant, EvidenceItem

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "zcforms" / "chinese" / "fonts"
FACES = {
    "song": "ZCSong-Regular.ttf",
    "hei": "ZCHei-Regular.ttf",
    "kai": "ZCKai-Regular.ttf",
    "fang": "FandolFang-Regular.otf",
    "title": "ZCTitle-Bold.ttf",
    "rare": "ZCRare-Regular.ttf",
}
DPI = 150
JPEG_QUALITY = 62
MADE_ON = datetime(2021, 9, 15)  # noqa: DTZ001 - a PDF date without a zone
INK, RED, BLUE = (38, 36, 40), (196, 38, 36), (44, 62, 140)
A4, A4_LANDSCAPE, A3_LANDSCAPE = (210, 297), (297, 210), (420, 297)
A5, A5_LANDSCAPE = (148, 210), (210, 148)
Colour = tuple[int, int, int]
Rows = Sequence[Sequence[str]]


@cache
def _face(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / FACES[name], pixels, layout_engine=ImageFont.Layout.BASIC)


@cache
def _drawn(name: str) -> frozenset[int]:
    table = json.loads((FONTS / "coverage.json").read_text("utf-8"))
    ranges = (r.partition("-") for r in table[FACES[name]]["drawn"])
    return frozenset(c for a, _, b in ranges for c in range(int(a, 16), int(b or a, 16) + 1))


def _fonts(text: str, size: float, face: str) -> list[ImageFont.FreeTypeFont]:
    """The font of each character: the face itself, or the first other one that draws it."""
    return [
        _face(next(n for n in (face, "song", "rare") if ord(c) in _drawn(n)), round(size / 72 * DPI))
        for c in text
    ]


def wrapped(text: str, width: float, size: float, face: str = "song") -> list[str]:
    """The text in lines no wider than `width` mm; marks stay with their words."""
    lines, line, used = [], "", 0.0
    for char, font in zip(text, _fonts(text, size, face), strict=True):
        used += font.getlength(char)
        if used > _px(width) and char not in "，。、；：》”）％%":
            carried = line[-1:] if line[-1:] in "“《（" else ""
            lines.append(line.removesuffix(carried))
            line, used = carried, font.getlength(char) * (1 + len(carried))
        line += char
    return [*lines, line]


# --- a sheet of paper, measured in mm ------------------------------------------------------------


class Sheet:
    """A page that is drawn on from top to bottom: `y` is where the next block begins.

    x and y are in mm from the upper left corner, sizes of type in pt.
    """

    def __init__(
        self,
        size: tuple[float, float] = A4,
        tint: Colour = (252, 251, 246),
        margin: float = 28,
        y: float = 30,
        colour: bool = False,
    ) -> None:
        self.width, self.height = size
        self.left, self.span, self.y = margin, self.width - 2 * margin, y
        self.colour = colour  # scanned in colour, not in grey
        self.image = Image.new("RGB", (_px(self.width), _px(self.height)), tint)
        self.draw = ImageDraw.Draw(self.image)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10.5,
        face: str = "song",
        align: str = "left",
        fill: Colour = INK,
    ) -> None:
        """One line of text anywhere, its top at y."""
        pixels = round(size / 72 * DPI)
        fonts = _fonts(text, size, face)
        widths = [f.getlength(c) for f, c in zip(fonts, text, strict=True)]
        at = _px(x) - sum(widths) * {"left": 0, "centre": 0.5, "right": 1}[align]
        for char, font, width in zip(text, fonts, widths, strict=True):
            self.draw.text((at, _px(y) + pixels * 0.9), char, fill, font, anchor="ls")
            at += width

    def line(self, x0: float, y0: float, x1: float, y1: float, w: int = 2) -> None:
        """A straight rule anywhere."""
        self.draw.line([_px(x0), _px(y0), _px(x1), _px(y1)], INK, w)

    def frame(self, fill: Colour, *insets: float) -> None:
        """Borders around the sheet, the outer one bold."""
        for i, inset in enumerate(insets):
            corner = [_px(inset), _px(inset), _px(self.width - inset), _px(self.height - inset)]
            self.draw.rectangle(corner, None, fill, 2 if i else 8)

    def head(self, text: str, size: float, face: str = "title", fill: Colour = INK) -> None:
        """A centred heading, on more lines if it is long."""
        for part in wrapped(text, self.span, size, face):
            self.text(self.left + self.span / 2, self.y, part, size, face, "centre", fill)
            self.y += size * 0.52
        self.y += size * 0.25

    def ends(self, left: str, right: str, size: float = 9, face: str = "hei") -> None:
        """Words at both ends of one line."""
        self.text(self.left, self.y, left, size, face)
        self.text(self.left + self.span, self.y, right, size, face, "right")
        self.y += size * 0.6

    def rule(self, w: int = 2) -> None:
        """A rule across the sheet."""
        self.line(self.left, self.y, self.left + self.span, self.y, w)
        self.y += 5

    def prose(self, text: str, size: float = 11, face: str = "song") -> None:
        """A paragraph indented by two characters."""
        for part in wrapped("　　" + text, self.span, size, face):
            self.text(self.left, self.y, part, size, face)
            self.y += size * 0.564
        self.y += 3

    def fields(self, rows: dict[str, str], size: float = 13, face: str = "fang", short: int = 0) -> None:
        """Labels with underlined values; the first `short` ones leave room for a photo."""
        em = size / 72 * 25.4
        for i, (label, value) in enumerate(rows.items()):
            self.text(self.left, self.y, label, size, "hei")
            x, room = self.left + 5 * em, self.span - 5 * em - (34 if i < short else 0)
            for part in wrapped(value, room, size, face):
                self.text(x, self.y, part, size, face)
                self.line(x, self.y + em * 1.4, x + room, self.y + em * 1.4, 1)
                self.y += em * 2
            self.y += em

    def table(self, widths: Sequence[float], rows: Rows, size: float = 11, row: float = 12) -> None:
        """A ruled table in the middle of the sheet; a row of one cell fills it out."""
        em = size / 72 * 25.4
        for cells in rows:
            lines = [
                [part for words in cell.split("\n") for part in wrapped(words, width - 3, size)]
                for cell, width in zip(cells, widths, strict=True)
            ]
            height = max(row, max(len(part) for part in lines) * em * 1.35 + 3)
            at = self.left + (self.span - sum(widths)) / 2
            for part, width in zip(lines, widths, strict=True):
                corner = [_px(at), _px(self.y), _px(at + width), _px(self.y + height)]
                self.draw.rectangle(corner, None, INK, 2)
                top = self.y + (height - len(part) * em * 1.35) / 2
                for i, words in enumerate(part):
                    self.text(at + width / 2, top + i * em * 1.35, words, size, align="centre")
                at += width
            self.y += height
        self.y += 6

    def signed(self, who: str, day: str, x: float | None = None, y: float | None = None) -> None:
        """Who issued the page and when, with a seal over both."""
        x, y = x or self.width - 68, y or max(self.y + 30, self.height * 0.68)
        for i, part in enumerate(wrapped(who, 76, 12, "fang")):
            self.text(x, y - 10 + i * 6, part, 12, "fang", "centre")
        self.text(x, y + 8, day, 12, "fang", "centre")
        self.seal(x, y - 2)

    def seal(self, x: float, y: float, radius: float = 20) -> None:
        """A round red stamp that says nothing but 样本, worn like a real one."""
        self.colour = True
        side = _px(radius * 2.2)
        stamp = Image.new("L", (side, side), 0)
        pen, mid, r = ImageDraw.Draw(stamp), side / 2, _px(radius)
        pen.ellipse([mid - r, mid - r, mid + r, mid + r], None, 225, max(4, r // 14))
        pen.text((mid, mid), "样本", 225, _face("song", r * 3 // 4), anchor="mm")
        wear = np.random.default_rng(_px(x + y)).normal(225, 70, (side, side))
        worn = np.minimum(np.asarray(stamp, float), np.clip(wear, 60, 235)).astype(np.uint8)
        mask = Image.fromarray(worn).rotate(-9, Image.Resampling.BICUBIC)
        self.image.paste(RED, (_px(x) - side // 2, _px(y) - side // 2), mask)

    def photo(self, key: str, x: float, y: float) -> None:
        """The person's photo, 28 × 39 mm."""
        self.image.paste(portrait(**LOOKS[key]).resize((_px(28), _px(39))), (_px(x), _px(y)))

    def sample_mark(self) -> None:
        """The light diagonal words that nobody can overlook."""
        w, h = self.image.size
        mask = Image.new("L", (w, h), 0)
        font = _face("hei", min(w, h) // 6)
        ImageDraw.Draw(mask).text((w / 2, h / 2), "虚构样本", 30, font, anchor="mm")
        mask = mask.rotate(math.degrees(math.atan2(h, w)) * 0.8, Image.Resampling.BICUBIC)
        self.image.paste((120, 120, 130), (0, 0), mask)


def _px(mm: float) -> int:
    return round(mm / 25.4 * DPI)


# --- from paper to files -------------------------------------------------------------------------


def scanned(sheet: Sheet, rng: np.random.Generator) -> bytes:
    """The sheet as an office scanner gives it: a little skew, shade and grain, JPEG."""
    turned = sheet.image.rotate(rng.uniform(-0.6, 0.6), Image.Resampling.BICUBIC, fillcolor=(228, 227, 224))
    soft = turned.filter(ImageFilter.GaussianBlur(0.55))
    pixels = np.asarray(soft if sheet.colour else soft.convert("L"), float)
    across = np.linspace(-1, 1, pixels.shape[1])
    shade = 3 * rng.uniform(-1, 1) * across - 14 * np.exp(-(across + 1) * 60)
    grain = rng.normal(0, 3.4, pixels.shape[:2])
    both = shade[None, :] + grain
    pixels = np.clip(pixels + (both[..., None] if sheet.colour else both), 0, 255).astype(np.uint8)
    return _jpeg(Image.fromarray(pixels))


def photographed(sheet: Sheet, rng: np.random.Generator) -> bytes:
    """The sheet on a desk, taken with a phone held upright: pixels lie sideways, EXIF says so."""
    w, h = 1200, 1600
    grain = np.cumsum(rng.normal(0, 1.2, (h, 1)), axis=0) % 14
    desk = np.array([132, 96, 66]) + (grain + rng.normal(0, 2, (h, w)))[..., None]
    photo = Image.fromarray(desk.clip(0, 255).astype(np.uint8))
    paper = sheet.image.convert("RGBA").resize((980, 980 * sheet.image.height // sheet.image.width))
    corners = (
        -50,
        -30,
        -15,
        paper.height + 55,
        paper.width + 70,
        paper.height + 25,
        paper.width + 30,
        -60,
    )
    paper = paper.transform(paper.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    at = ((w - paper.width) // 2, (h - paper.height) // 2)
    shadow = paper.getchannel("A").point(lambda a: a * 0.55)
    photo.paste((30, 20, 14), (at[0] + 14, at[1] + 18), shadow.filter(ImageFilter.GaussianBlur(10)))
    photo.paste(paper, at, paper)
    light = 1.04 - 0.22 * np.hypot(*np.meshgrid(np.linspace(-0.7, 1, w), np.linspace(-0.6, 1, h)))
    pixels = np.asarray(photo.filter(ImageFilter.GaussianBlur(0.9)), float) * light[..., None]
    pixels = (pixels * (1.0, 0.975, 0.92) + rng.normal(0, 3, (h, w, 1))).clip(0, 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn right to see upright"
    sideways = Image.fromarray(pixels.astype(np.uint8)).transpose(Image.Transpose.ROTATE_90)
    return _jpeg(sideways, exif=exif)


def _jpeg(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, dpi=(DPI, DPI), optimize=True, **options)
    return buffer.getvalue()


def pdf(pages: list[bytes]) -> bytes:
    """Scans as one PDF with fixed dates."""
    return img2pdf.convert(pages, creationdate=MADE_ON, moddate=MADE_ON, engine=img2pdf.Engine.internal)


# --- portraits -----------------------------------------------------------------------------------

NAVY, GREY, PLUM = (48, 58, 84), (60, 62, 66), (92, 46, 66)
LOOKS: dict[str, dict[str, Any]] = {
    "shi-kaishan": {"skin": (238, 200, 170), "hair": (40, 36, 38), "suit": NAVY, "tie": RED},
    "lei-dingan": {"skin": (228, 188, 156), "hair": (70, 68, 70), "suit": GREY, "tie": BLUE},
    "altengul": {"skin": (242, 206, 182), "hair": (58, 40, 32), "suit": PLUM},
}


def portrait(skin: Colour, hair: Colour, suit: Colour, tie: Colour | None = None) -> Image.Image:
    """A flat drawing of a head and shoulders on white, 413 × 579 px: clearly nobody."""
    scale = 3
    image = Image.new("RGB", (413 * scale, 579 * scale), (253, 253, 253))
    pen = ImageDraw.Draw(image)

    def at(*points: float) -> list[float]:
        return [p * scale for p in points]

    dark = tuple(int(c * 0.86) for c in skin)
    glasses, long = suit == GREY, tie is None
    if long:
        pen.rounded_rectangle(at(92, 92, 321, 432), 90 * scale, hair)
    pen.rounded_rectangle(at(28, 432, 385, 700), 95 * scale, suit)
    pen.polygon(at(150, 432, 263, 432, 206, 556), (250, 250, 252))
    pen.rounded_rectangle(at(168, 340, 245, 458), 34 * scale, dark)
    if tie:
        pen.polygon(at(192, 462, 221, 462, 231, 579, 182, 579), tie)
    for sign in (-1, 1):  # lapels
        pen.polygon(
            at(206 + sign * 62, 434, 206 + sign * 20, 579, 206 + sign * 96, 520),
            tuple(c + 16 for c in suit),
        )
        pen.ellipse(at(206 + sign * 92 - 15, 235, 206 + sign * 92 + 15, 295), dark)
    pen.rounded_rectangle(at(118, 128, 295, 385), 86 * scale, skin)
    pen.pieslice(at(110, 92, 303, 300), 180, 360, hair)
    if long:  # a fringe to one side, strands over the ears
        pen.polygon(at(113, 180, 240, 180, 190, 206, 128, 222), hair)
        pen.polygon(at(300, 180, 238, 180, 262, 198, 286, 222), hair)
        for left in (92, 284):
            pen.rounded_rectangle(at(left, 185, left + 37, 428), 18 * scale, hair)
    else:
        pen.polygon(at(113, 190, 137, 192, 133, 246, 117, 252), hair)
        pen.polygon(at(300, 190, 276, 192, 280, 246, 296, 252), hair)
        pen.chord(at(140, 152, 273, 246), 0, 180, skin)
    for sign in (-1, 1):
        x = 206 + sign * 40
        pen.ellipse(at(x - 8, 246, x + 8, 260), (36, 30, 30))
        pen.arc(at(x - 24, 222, x + 24, 258), 205, 335, hair, 6 * scale)
        if glasses:
            pen.rounded_rectangle(at(x - 30, 232, x + 30, 274), 12 * scale, None, (50, 50, 56), 4 * scale)
    if glasses:
        pen.line(at(196, 250, 216, 250), (50, 50, 56), 4 * scale)
    pen.line([*at(206, 262), *at(199, 300), *at(210, 302)], dark, 5 * scale, "curve")
    pen.arc(at(176, 306, 236, 344), 25, 155, (176, 84, 78), 6 * scale)
    return image.resize((413, 579), Image.Resampling.LANCZOS)


def photo_file(key: str) -> bytes:
    """The portrait as a camera gives it: some grain, so that it weighs more than 30 K."""
    rng = np.random.default_rng(crc32(key.encode()))
    pixels = np.asarray(portrait(**LOOKS[key]), float) + rng.normal(-2.5, 3.2, (579, 413, 1))
    buffer = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=93, dpi=(300, 300))
    return buffer.getvalue()


# --- what the pages show -------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """What a page may draw on: the person, the evidence item, the records that cite it."""

    key: str
    person: Applicant
    item: EvidenceItem
    cited_by: tuple[Any, ...]

    @property
    def record(self) -> Any:
        """The first record that cites the item, else the current title."""
        return self.cited_by[0] if self.cited_by else self.person.current_title

    def get(self, *names: str) -> str:
        """The record's first attribute of these names, as text."""
        for name in names:
            if value := getattr(self.record, name, None):
                return value.to_chinese() if hasattr(value, "to_chinese") else str(value)
        return ""

    @property
    def title(self) -> str:
        """What the page is about."""
        return self.get("title", "name")

    @property
    def day(self) -> str:
        """When the evidence was obtained."""
        return self.item.date.to_chinese() if self.item.date else ""


SENTENCES = (
    "现场试验在同一台阶、同一岩性条件下分组进行，每组布置测点不少于六个。",
    "随着比例距离的增大，质点峰值振动速度按幂函数规律衰减。",
    "受地形和装药结构影响，各测点的实测值与预测值存在一定离散。",
    "将实测数据按最小二乘法回归，得到与场地有关的系数和衰减指数。",
    "调整孔间延期时间后，主振频率提高，对保护对象更为有利。",
    "对比结果表明，优化后的参数使大块率和单位炸药消耗均有所下降。",
    "为验证方案的可靠性，又选取三个不同地点重复了上述试验。",
    "由此可见，分段起爆和合理的抵抗线是控制有害效应的关键。",
    "限于样本数量，本文的结论还需在更多工程中加以检验。",
)


def filler(seed: str, sentences: int) -> str:
    """Some sentences of the trade, the same ones for the same seed."""
    rng = np.random.default_rng(crc32(seed.encode()))
    return "".join(SENTENCES[i] for i in rng.permutation(len(SENTENCES))[:sentences])


def card(f: Facts, n: int) -> Sheet:
    """A certificate booklet, or from its second page the list of registrations."""
    s = Sheet(A5, (246, 241, 224), margin=18, y=20, colour=True)
    s.frame((150, 40, 40), 7, 9.5)
    if n:
        s.head("注 册 记 录", 20, fill=RED)
        s.head(f.title, 12, "fang")
        years = [[f"{y}.09", f"{y + 3}.09", f.person.unit] for y in (2014, 2017, 2020)]
        s.table([28, 28, 56], [["注册日期", "有效期至", "聘用单位"], *years], 10, 22)
    else:
        s.head(f.title if "证" in f.title else f"{f.title}证书", 22, fill=RED)
        s.y = 56
        rows = {"姓　　名": f.person.name, "性　　别": f.person.sex_shown}
        rows |= {"身份证号": f.person.id.number}
        rows |= {"证书编号": f.get("number", "certificate_no")}
        rows |= {"专　　业": f.get("major") or f.person.field}
        rows |= {"取得时间": f.get("qualified_on", "date")}
        rows |= {"发证机构": f.get("issuer", "approved_by")}
        s.photo(f.key, 102, 50)
        s.fields(rows, 11, "kai", short=3)
    s.seal(104, 172, 18)
    s.text(18, 190, "（虚构样本，不作任何证明之用）", 9, "fang")
    return s


def diploma(f: Facts, _n: int) -> Sheet:
    """A certificate of award, honour or appointment, A5 landscape."""
    s = Sheet(A5_LANDSCAPE, (252, 244, 226), margin=24, y=20, colour=True)
    s.frame((190, 140, 60), 6, 10)
    if (kind := type(f.record).__name__) == "Award":
        place = f.get("rank").split("/")[0]
        head, words = "获 奖 证 书", f"你完成的“{f.title}”（第{place}完成人）荣获"
        words += f"{f.get('award')}{f.get('grade')}。特发此证。"
    elif kind == "Honour":
        head, words = "荣 誉 证 书", f"在本职工作中成绩显著，被授予“{f.title}”称号。特发此证。"
    else:
        words = f"兹聘请你为{f.title.removeprefix('受聘为')}，聘期四年。此聘。"
        head = "聘　书"
    s.head(head, 34, fill=RED)
    s.text(24, 48, f"{f.person.name} 同志：", 16, "kai")
    s.y = 60
    s.prose(words, 16, "kai")
    s.text(24, 124, f"证书编号：YL{crc32(f.item.title.encode()) % 10**8:08d}", 10, "fang")
    s.signed(f.get("issuer"), f.get("date"), y=114)
    return s


def patent(f: Facts, _n: int) -> Sheet:
    """A patent or copyright certificate."""
    s = Sheet(y=26, colour=True)
    s.frame((60, 110, 90), 12, 15, 17)
    s.ends("", f"证书号第{crc32(f.title.encode()) % 10**6:06d}号（样本）", face="fang")
    s.y = 44
    kind = f.get("kind")
    s.head("软件著作权登记证书" if kind == "软件著作权" else f"{kind}证书", 30, fill=RED)
    s.y = 78
    rows = {"名　　称": f.title, "完 成 人": f"{f.person.name}（排名{f.get('rank')}）等"}
    rows |= {"编　　号": f.get("number"), "权 利 人": f.person.unit, "日　　期": f.get("date")}
    s.fields(rows, face="song")
    s.prose("上述成果经登记，准予发给本证书。本证书及其中的名称、编号均为虚构，不作任何证明之用。")
    for i in range(18):  # a bar code of sorts
        s.line(30 + i * 2.2, 235, 30 + i * 2.2, 246, 2 + i * 7 % 5)
    s.signed("样例知识产权登记机构", f.get("date"), y=238)
    return s


def standard(f: Facts, n: int) -> Sheet:
    """The cover of a standard, then its foreword."""
    s = Sheet(y=22)
    if n:
        s.head("前　　言", 18, "hei")
        s.prose(f"本文件为{f.get('number')}《{f.title}》。")
        s.prose("本文件按照标准化工作导则的规定起草。请注意本文件的某些内容可能涉及专利。")
        s.prose(f"本文件起草单位：{f.person.unit}、样例𬭎䶮仪器有限公司、样例理工大学。")
        s.prose(f"本文件主要起草人：{f.person.name}、张三、李䶮、王五、赵六、钱七、孙八。")
        s.prose("本文件为首次发布。")
        return s
    s.ends("ICS 73.020　D 00", "")
    s.y = 45
    s.head(" ".join(f.get("level")), 34)
    s.ends("", f.get("number"), 14)
    s.rule(4)
    s.y = 115
    s.head(f.title, 26, "hei")
    s.head("Sample specification for training only", 13, "song")
    s.y = 240
    s.ends(f"{f.get('date')}发布", "实施日期另定", 13)
    s.rule(4)
    s.head("样例标准发布机构　发布", 15, "hei")
    return s


def journal(f: Facts, n: int) -> Sheet:
    """A paper as it must be shown: cover, colophon, contents, then the text (n = 0 to 3)."""
    magazine, issue = f.get("publication"), f.get("issue")
    if n == 0:
        s = Sheet(tint=(214, 226, 236), y=34, colour=True)
        s.draw.rectangle([0, 0, _px(210), _px(88)], BLUE)
        s.head(magazine, 50, fill=(250, 250, 250))
        s.y = 104
        s.head(re.sub(r"\d+—\d+页$", "", issue), 18, "hei")
        for i, height in enumerate((40, 62, 80, 66, 50, 30)):  # the steps of an open pit
            step = [_px(20 + i * 29), _px(250 - height), _px(47 + i * 29), _px(250)]
            s.draw.rectangle(step, (96, 124 + i * 14, 150))
        s.y = 268
        s.head(f"本期文章：{f.title}", 11, "song")
    elif n == 1:
        s = Sheet()
        s.head(f"{magazine}　版权页", 20, "hei")
        rows = [["刊　　名", magazine], ["年卷期页", issue], ["刊　　号", f.get("number")]]
        rows += [["主　　办", "样例学术期刊社"], ["出版日期", f.get("date")]]
        rows += [["定　　价", "0.00元（样本）"], ["本期文章", f"《{f.title}》"]]
        s.table([35, 115], rows, 12, 14)
    elif n == 2:
        s = Sheet()
        s.head(f"{magazine}　目　录", 22, "hei")
        page = int(re.findall(r"(\d+)—", issue)[0])
        others = ["边坡稳定性分析方法综述", "钻孔偏斜对爆破质量的影响", f.title]
        others += ["粉尘浓度在线监测", "电子雷管网路检测", "采区运输调度模型"]
        for i, title in enumerate(others, -2):
            s.ends(title, str(page + i * 4), 13, "song" if i else "hei")
            if not i:  # the clerk's red pen
                s.draw.line([_px(28), _px(s.y - 1), _px(140), _px(s.y - 2)], RED, 4)
                s.colour = True
            s.text(34, s.y, "张三　李四" if i else f"{f.person.name} 等", 10, "kai")
            s.y += 12
    else:
        s = Sheet(y=14, margin=24)
        s.ends(issue, magazine, face="song")
        s.rule()
        s.head(f.title, 18, "hei")
        s.head(f.person.name + ("　张三　李四" if "/" in f.get("rank") else ""), 12, "kai")
        s.prose("摘要：" + (f.get("abstract") or filler(f.title, 3)), 10.5, "kai")
        top, s.span = s.y + 4, 78
        for i, part in enumerate(("引言", "试验方案", "测点布置", "结果分析", "应用", "结论")):
            if i % 3 == 0:
                s.left, s.y = 24 + i * 28, top
            s.text(s.left, s.y, f"{i + 1}　{part}", 10.5, "hei")
            s.y += 7
            s.prose(filler(f"{f.title}{i}", 7), 10)
    return s


def project(f: Facts, n: int) -> Sheet:
    """A project's contract: cover, amount, members and their work, seals (n = 0 to 3)."""
    if n == 0:
        s = Sheet(y=24, margin=34)
        s.ends(f"编号：{f.get('number')}", "", 12)
        s.y = 62
        s.head("项 目 任 务 书" if f.get("kind") == "科研项目" else "工 程 技 术 合 同", 32)
        s.y = 110
        leader = f.person.name if f.get("rank").startswith("1/") else "张三"
        rows = {"项目名称": f.title, "项目来源": f.get("source"), "承担单位": f.person.unit}
        rows |= {"负 责 人": leader, "起止年月": f"{f.get('start')}至{f.get('end')}"}
        s.fields(rows, 15)
        s.y = 262
        s.head(f.get("start"), 15, "fang")
        return s
    s = Sheet(y=16, margin=24)
    s.ends(f.title, f.get("number"), face="fang")
    s.rule(1)
    s.y += 4
    s.head(("三、经费预算", "四、主要参加人员及分工", "五、签字盖章")[n - 1], 16, "hei")
    if n == 1:
        total = float(f.get("amount"))
        names = ("材料费", "测试化验加工费", "设备费", "差旅及会议费", "劳务费", "其他")
        sums = [round(total * share, 2) for share in (0.32, 0.24, 0.18, 0.08, 0.12)]
        rows = [["序号", "科　目", "金额（万元）"]]
        for i, (name, part) in enumerate(zip(names, [*sums, total - sum(sums)], strict=True), 1):
            rows.append([str(i), name, f"{part:.2f}"])
        s.table([20, 70, 60], [*rows, ["", "合　计", f"{total:.2f}"]])
        s.prose(f"经费总额为人民币{total:.2f}万元，分三期拨付，由承担单位按预算专账管理。")
        s.prose("经费使用情况在结题时一并报告，结余经费按有关规定处理。")
    elif n == 2:
        names = ["张三", "王五", "赵六", "钱七", "孙八"]
        names.insert(min(int(f.get("rank").split("/")[0]), 6) - 1, f.person.name)
        work = {f.person.name: f.get("content")}
        rows = [[str(i), m, work.get(m, "现场试验与数据整理")] for i, m in enumerate(names, 1)]
        s.table([16, 50, 96], [["序号", "姓　名", "分　工"], *rows], row=15)
    else:
        s.prose("本任务书一式四份，双方各执两份，自双方签字盖章之日起生效。未尽事宜由双方协商解决。")
        s.ends("甲方（盖章）：", "乙方（盖章）：　　　　　　　　　", 12)
        s.signed("样例项目管理单位", f.get("start"), 60, s.y + 26)
        s.signed(f.person.unit, f.get("start"), 148, s.y + 26)
        s.y += 60
        s.ends("代表签字：张三", "代表签字：周九　　　　　　　　　", 12, "kai")
    return s


def spread(f: Facts, n: int) -> Sheet:
    """Two contract pages side by side on A3 landscape."""
    s = Sheet(A3_LANDSCAPE)
    s.line(210, 0, 210, 297, 1)
    for page in (2 * n, 2 * n + 1):
        s.left, s.span, s.y = page % 2 * 210 + 26, 158, 22
        s.head(f"{f.title}合同", 13, "hei")
        s.text(s.left + 79, 282, f"第{page + 1}页　共4页", 9, align="centre")
        if page == 0:
            s.prose(f"合同编号：{f.get('number')}。发包人：样例滨海矿业开发有限公司。")
            s.prose(f"承包人：{f.person.unit}。合同总价：人民币{f.get('amount')}万元。")
        elif page == 2:
            s.prose(f"项目负责人：{f.person.name}，{f.get('content')}。其他人员：张三、李四。")
        for i in range((7, 9, 8, 4)[page]):
            s.text(s.left, s.y, f"{page + 1}.{i + 1}", 11, "hei")
            s.prose("　" + filler(f"{f.title}{page}{i}", 3))
        if page == 3:
            s.signed("样例滨海矿业开发有限公司", f.get("start"), s.left + 36, s.y + 40)
            s.signed(f.person.unit, f.get("start"), s.left + 120, s.y + 40)
    return s


def letter(f: Facts, n: int) -> Sheet:
    """A letter that attests to work done, or its appended list."""
    s = Sheet(y=36)
    s.head(f.item.title if len(f.item.title) < 16 else "证　　明", 22)
    if n:
        s.head("附：服务及应用清单", 13, "hei")
        rows = [["序号", "服务或应用单位", "内　容"]]
        rows += [[str(i), f"虚构企业{i:02d}号", "安全诊断"] for i in range(1, 13)]
        rows += [[str(i), f"虚构企业{i:02d}号", "安全诊断、专利应用"] for i in (13, 14)]
        s.table([20, 70, 60], rows)
        return s
    s.y += 10
    for r in f.cited_by:
        who = f"兹证明{f.person.name}（{f.person.id.number}）"
        if hasattr(r, "role"):
            deed = f"在“{r.title}”中任{r.role}，排名{r.rank}，{r.content}。{r.result}。"
        elif hasattr(r, "publication"):
            deed = f"来稿《{r.title}》经审查决定录用，拟于近期刊出。"
        else:
            deed = f"完成“{r.title}”。"
        s.prose(f"{who}：{deed}", 14, "fang")
    s.prose("情况属实，特此证明。", 14, "fang")
    s.signed(f.get("issuer", "publication") or f.person.unit, f.day)
    return s


def blast_plan(f: Facts, _n: int) -> Sheet:
    """A drawing, A4 landscape: rows of holes with their delays."""
    s = Sheet(A4_LANDSCAPE, margin=24, y=18)
    s.frame(INK, 10)
    s.head(f"{f.title}　起爆网路图", 18, "hei")
    for row in range(5):
        for col in range(14):
            x, y = 32 + col * 17 + row % 2 * 8, 48 + row * 22
            if col:
                s.line(x - 14, y, x - 3, y)
            s.draw.ellipse([_px(x - 3), _px(y - 3), _px(x + 3), _px(y + 3)], None, INK, 3)
            s.text(x, y + 4, str(17 * col + 42 * row), 8, align="centre")
    s.y = 160
    s.prose("说明：图中数字为孔口起爆时间（ms）；孔距3.5 m，排距3.0 m；仅供演示。", 11, "fang")
    s.table([50] * 4, [["设计：" + f.person.name, "审核：张三", "比例：1:200", "图号：YL-07"]])
    return s


SCORES = {
    "lei-dingan": (9, 9, 23, 13, 8.5, 8, 9, 3, 4),
    "altengul": (9, 9, 21, 11, 9, 9, 9.5, 2, 4),
}
SCORED = (
    ("学历学位", 10, "学历学位符合本专业要求", ""),
    ("专业资历", 10, "任现职年限符合要求", "持有资质的证书"),
    ("工程与科研项目", 25, "任项目负责人或主要参加人", "科研项目 工作业绩证明"),
    ("论文著作", 15, "任现职以来公开发表", "论文著作材料复印件"),
    ("专利及软件著作权", 10, "已授权或登记", "专利及软件著作权"),
    ("标准制订", 10, "已发布实施", "标准制订"),
    ("获奖", 10, "行业、市级奖励", "获奖证书"),
    ("荣誉", 5, "市级以上荣誉", "荣誉证书"),
    ("行业影响力", 5, "受聘为专家或委员", "行业影响力证明"),
)


def score_table(f: Facts, n: int) -> Sheet:
    """The filled scoring table: its first five rows, then the others and the sum."""
    scores = SCORES[f.key]
    s = Sheet(margin=20, y=22, colour=True)
    s.head(f.item.title.split("（")[0] + ("（续）" if n else ""), 15)
    who = f"姓名：{f.person.name}　　申报专业：{f.person.application.speciality}"
    s.text(22, s.y, who, 11, "kai", fill=BLUE)
    s.y += 9
    rows = [["序号", "评分项目", "满分", "自评", "得分符合情况", "佐证编号"]]
    for i in range(5, 9) if n else range(5):
        title, top, words, categories = SCORED[i]
        ids = [e.id for e in f.person.evidence if e.category in categories.split()]
        evidence = "\n".join(ids) or "平台核验"
        rows.append([str(i + 1), title, str(top), f"{scores[i]:g}", words, evidence])
    if n:
        rows.append(["", "合　计", "100", f"{sum(scores):g}", "", ""])
    s.table([12, 36, 16, 16, 60, 30], rows, 10, 15)
    if n:
        s.text(24, s.y + 8, f"申报人签名：{f.person.name}", 12, "kai", fill=BLUE)
        s.signed("（单位复核）", "2021年9月10日", y=s.y + 24)
    return s


def recognition(f: Facts, _n: int) -> Sheet:
    """The recognition of a foreign degree."""
    abroad = next(e for e in f.person.education if e.region != "境内")
    s = Sheet(tint=(244, 248, 242), y=40, colour=True)
    s.frame((90, 120, 160), 14)
    s.head(f.item.title, 28)
    s.ends("", abroad.recognition_no or "", 11, "fang")
    s.y += 16
    words = f"{f.person.name}，{f.person.sex_shown}，在{abroad.school}（{abroad.school_original}）"
    words += f"学习{abroad.major}专业，{abroad.end.to_chinese()}获该校{abroad.degree}学位。"
    s.prose(words, 14, "fang")
    s.prose("经核查，所获学位真实。（本页为虚构样本，不作任何证明之用）", 14, "fang")
    s.photo(f.key, 34, 206)
    s.signed("样例学历认证机构", f.day, y=232)
    return s


def assessment(f: Facts, n: int) -> Sheet:
    """One year's assessment form."""
    p, entry = f.person, (f.person.assessments or [])[n]
    s = Sheet(margin=22, y=26)
    s.head(f"{entry.year}年度考核登记表", 22)
    who = [["姓　名", p.name, "性　别", p.sex_shown], ["单　位", p.unit, "职　务", p.duty or ""]]
    s.table([26, 70, 26, 44], who, row=14)
    s.y -= 6
    rows = [["个人总结", filler(str(entry.year), 6)], ["考核等次", entry.level]]
    rows.insert(1, ["主管评语", "能认真履行岗位职责，完成全年工作任务。"])
    s.table([26, 140], rows, row=34)
    s.signed(entry.unit or p.unit, f"{entry.year + 1}年1月15日", y=232)
    return s


def screenshot(f: Facts, _n: int) -> Sheet:
    """A query page in a browser window of 1280 × 800 pixels."""
    white = (255, 255, 255)
    s = Sheet((1280 / DPI * 25.4, 800 / DPI * 25.4), white, y=34)
    s.draw.rectangle([0, 0, 1280, 64], (222, 225, 230))
    s.draw.rounded_rectangle([130, 16, 1180, 48], 14, white)
    s.text(25, 4.1, "https://query.example.cn/search?sample", 9, fill=(90, 90, 90))
    s.draw.rectangle([0, 64, 1280, 136], (34, 88, 160))
    s.text(8, 14, "样例信息公共查询平台　查询结果（样本）", 15, "hei", fill=white)
    rows = [["名　称", f.get("publication") or f.title], ["编　号", f.get("number")]]
    rows += [["状　态", "有效"], ["相关内容", f.title], ["日　期", f.get("date")]]
    rows += [["完成人", f"{f.person.name}（{f.get('rank')}）"]]
    s.table([40, 136], rows, row=13)
    return s


# --- which file shows what -----------------------------------------------------------------------

Page = tuple[Callable[[Facts, int], Sheet], int]
BY_CATEGORY: dict[str, list[Page]] = {
    "持有资质的证书": [(card, 0)],
    "任职资格证书": [(card, 0)],
    "行业影响力证明": [(diploma, 0)],
    "获奖证书": [(diploma, 0)],
    "荣誉证书": [(diploma, 0)],
    "专利及软件著作权": [(patent, 0)],
    "标准制订": [(standard, 0)],
    "科研项目": [(project, n) for n in range(4)],
    "论文著作材料复印件": [(journal, n) for n in range(4)],
    "工作业绩证明": [(letter, 0)],
    "评审打分表": [(score_table, 0), (score_table, 1)],
    "国外（港澳台）学历学位认证书": [(recognition, 0)],
    "年度考核材料": [(assessment, n) for n in range(5)],
}
BY_FILE: dict[str, list[Page]] = {
    "注册土木工程师（岩土）.pdf": [(card, 0), (card, 1)],
    "学术报告证明.pdf": [(letter, 0)],
    "冲击波防护任务书.pdf": [(project, n) for n in range(3)],
    "三期扩建开采设计合同.pdf": [(project, n) for n in range(4)],
    "团体标准.pdf": [(standard, 0), (standard, 1)],
    "飞石控制论文首页.jpg": [(journal, 3)],
    "录用通知.pdf": [(letter, 0)],
    "靠界控制爆破合同-A3.pdf": [(spread, 0), (spread, 1)],
    "水下炸礁验收证明及网路图.pdf": [(letter, 0), (blast_plan, 0)],
    "技术服务及专利应用证明.pdf": [(letter, 0), (letter, 1)],
    "企业标准查询截图.png": [(screenshot, 0)],
    "期刊查询截图.png": [(screenshot, 0)],
}


def evidence_files(work: Work) -> Iterator[tuple[Path, bytes]]:
    """Every evidence file that the applicants name, with its bytes."""
    for person in work.people:
        applicant = person.applicant
        if applicant is None:
            raise SystemExit(f"{person.key}: {[f.message for f in person.findings]}")
        for item in applicant.evidence:
            facts = Facts(person.key, applicant, item, tuple(_citing(applicant, item.id)))
            for name in dict.fromkeys(part.file for part in item.parts):
                yield Path("evidence", person.key, name), _file(facts, name)


def _citing(applicant: Applicant, ref: str) -> Iterator[Any]:
    for name in type(applicant).model_fields:
        entries = getattr(applicant, name)
        for entry in entries if isinstance(entries, list) else []:
            if ref in getattr(entry, "evidence", []):
                yield entry


def _file(facts: Facts, name: str) -> bytes:
    rng = np.random.default_rng(crc32(f"{facts.key}/{name}".encode()))
    pages = BY_FILE.get(name) or BY_CATEGORY[facts.item.category]
    sheets = [draw(facts, n) for draw, n in pages]
    for sheet in sheets:
        sheet.sample_mark()
    if name.endswith(".png"):
        buffer = io.BytesIO()
        sheets[0].image.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()
    if "手机" in name:
        return photographed(sheets[0], rng)
    scans = [scanned(sheet, rng) for sheet in sheets]
    return pdf(scans) if name.endswith(".pdf") else scans[0]


def main() -> None:
    """Draw everything anew."""
    folder = ROOT / "data_samples"
    work = read_work(folder)
    for name in ("photos", "evidence"):
        shutil.rmtree(folder / name, ignore_errors=True)
    total = 0
    photos = ((Path("photos", f"{key}.jpg"), photo_file(key)) for key in LOOKS)
    for path, content in (*photos, *evidence_files(work)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        total += len(content)
    print(f"data_samples: {total / 2**20:.1f} MB")


if __name__ == "__main__":
    main()
