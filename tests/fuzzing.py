"""Runs of the program on files made wrong: what it said, how long it took, what it left behind."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import yaml
from click.testing import CliRunner
from conftest import PLAN, person, photo_bytes, settings
from mutants import JSON, PDF, PICTURE, TEXT, YAML, ZIP, Way, mutant
from pdf_forms import FormMaker
from PIL import Image, ImageDraw
from word_files import new_word

from zcforms.cli import main
from zcforms.ground.room import room
from zcforms.intake.new_book import people_workbook
from zcforms.paper.typesetting import Cascade, sheets, typeset
from zcforms.paper.typesetting.pdf import PrintFile
from zcforms.plans import load_plan

SECONDS = 120  # on the clock, of a busy machine: an own form of 2,000 rows takes 20 of a core
KEY = "lin"
OUTPUT = "work/output"
_PROGRAM_FAULT = re.compile(r"（[A-Za-z]+，(?:\w+/)*\w+\.py:\d+|（[A-Za-z]+，？")  # `ground.steps.origin`
_CHECK = ("check", "W")
_BUILD = ("build", "W", "--form", "联系卡")


@dataclass(frozen=True)
class Kind:
    """One kind of file: where it lies, how it is made wrong, and the commands of which one reads it.

    `also` are files that lie there besides those that every folder has.
    """

    file: str
    ways: tuple[Way, ...]
    commands: tuple[tuple[str, ...], ...] = (_CHECK,)
    also: tuple[str, ...] = ()


_HTML = ("forms/联系卡/form.yaml", "forms/联系卡/template.html", "forms/联系卡/style.css")
_WORD = ("forms/联系卡/form.yaml", "forms/联系卡/template.docx")
_DESK = "外来表/名单"
_MAP = ("map", f"W/{_DESK}.xlsx", "--work", "W")
_STRAIGHTEN = ("straighten", "W/photos/a.jpg", "--out", "W/output/拉正")
_DRAFTED = "work/draft-1.yaml"


def _add(file: str) -> tuple[str, ...]:
    return "forms", "add", f"W/{file}", "--work", "W", "--title", "表"


def _draft(file: str) -> tuple[str, ...]:
    return "plans", "draft", f"W/{file}", "--out", "W/draft-1.yaml"


_DOSSIER = ("dossier", "W", "--person", KEY)
_PLEDGE = ("build", "W", "--form", "保证书")
KINDS = {
    "申报人YAML": Kind(f"applicants/{KEY}.yaml", YAML, (_CHECK, _CHECK, _PLEDGE)),
    "申报人JSON": Kind("applicants/wu.json", JSON, (_CHECK,)),
    "people.xlsx": Kind("people.xlsx", ZIP, (_CHECK,)),
    "佐证PDF": Kind(f"evidence/{KEY}/a.pdf", PDF, (_CHECK, _CHECK, _DOSSIER)),
    "佐证PNG": Kind(f"evidence/{KEY}/b.png", PICTURE, (_CHECK, _CHECK, _DOSSIER)),
    "佐证JPG": Kind(f"evidence/{KEY}/c.jpg", PICTURE, (_CHECK, _CHECK, _DOSSIER)),
    "照片": Kind(
        "photos/a.jpg",
        PICTURE,
        (_CHECK, ("photos", "W"), ("build", "W", "--form", "评审表"), _STRAIGHTEN),
    ),
    "自备docx": Kind("forms/联系卡/template.docx", ZIP, (_BUILD,), _WORD),
    "添加docx": Kind("表.docx", ZIP, (_add("表.docx"),)),
    "添加xlsx": Kind("表.xlsx", ZIP, (_add("表.xlsx"),)),
    "添加PDF": Kind("表.pdf", PDF, (_add("表.pdf"),)),
    "添加PNG": Kind("表.png", PICTURE, (_add("表.png"),)),
    "自备html": Kind("forms/联系卡/template.html", TEXT, (_BUILD,), _HTML),
    "自备css": Kind("forms/联系卡/style.css", TEXT, (_BUILD,), _HTML),
    "form.yaml": Kind("forms/联系卡/form.yaml", YAML, (_BUILD, _BUILD, _CHECK), _HTML),
    "自备PDF表": Kind("forms/联系卡/template.pdf", PDF, (_BUILD,), ("forms/联系卡/form.yaml",)),
    "自写计划": Kind("plans/own.yaml", YAML, (("plans", "check", "W/plans/own.yaml"), _CHECK, _PLEDGE)),
    "zcforms.yaml": Kind("zcforms.yaml", YAML, (_CHECK, _CHECK, _PLEDGE)),
    "假期.yaml": Kind("假期.yaml", YAML, (_CHECK,)),
    "外来表xlsx": Kind(f"{_DESK}.xlsx", ZIP, (_CHECK, _MAP), (f"{_DESK}.xlsx.yaml",)),
    "外来表csv": Kind(f"{_DESK}.csv", TEXT, (_CHECK,), (f"{_DESK}.csv.yaml",)),
    "对应关系": Kind(f"{_DESK}.xlsx.yaml", YAML, (_CHECK, _MAP), (f"{_DESK}.xlsx",)),
    "通知docx": Kind("通知.docx", ZIP, (_draft("通知.docx"),)),
    "通知txt": Kind("通知.txt", TEXT, (_draft("通知.txt"),)),
    "通知PDF": Kind("通知.pdf", PDF, (_draft("通知.pdf"),)),
}


# --- the files as they should be -----------------------------------------------------------------


@cache
def originals(kind_name: str) -> dict[str, bytes]:
    """The files of a folder in which everything is in order."""
    kind = KINDS[kind_name]
    found: dict[str, bytes] = {
        "zcforms.yaml": _yaml(settings(评审计划="own" if kind.file.startswith("plans/") else PLAN)),
        "signing.key": b"11" * 32,
        "photos/a.jpg": photo_bytes(),
        f"applicants/{KEY}.yaml": _yaml(_person()),
    }
    made: dict[str, Any] = {
        "applicants/wu.json": lambda: _yaml(person("33020019850615003", 姓名="吴二水")),
        "people.xlsx": _workbook,
        f"evidence/{KEY}/a.pdf": _pdf,
        f"evidence/{KEY}/b.png": lambda: _picture("PNG"),
        f"evidence/{KEY}/c.jpg": lambda: _picture("JPEG"),
        "plans/own.yaml": _plan,
        "假期.yaml": lambda: _yaml({"年度": {2027: {"放假": ["01-01..01-03"], "上班": ["01-04"]}}}),
        "表.docx": lambda: _word("{{ 姓名 }}", "{{ 申报专业 }}"),
        "表.xlsx": lambda: _sheet([["报名表"], ["姓名", None], ["出生年月", None]]),
        "表.pdf": _blank,
        "表.png": _scan,
        f"{_DESK}.xlsx": lambda: _sheet(ROWS),
        f"{_DESK}.csv": lambda: "\n".join(map(";".join, ROWS)).encode("gb18030"),
        f"{_DESK}.xlsx.yaml": lambda: _mapping("Sheet"),
        f"{_DESK}.csv.yaml": lambda: _mapping("名单"),
        "通知.docx": lambda: _word(*CIRCULAR),
        "通知.txt": lambda: "\n".join(CIRCULAR).encode(),
        "通知.pdf": lambda: _paper("".join(f"<p>{line}</p>" for line in CIRCULAR)),
        "forms/联系卡/form.yaml": lambda: _manifest(kind.file.rpartition(".")[2]),
        "forms/联系卡/template.docx": lambda: _word("{{ name }}", "{{ born }}"),
        "forms/联系卡/template.html": lambda: PAGE.encode(),
        "forms/联系卡/style.css": lambda: STYLE.encode(),
        "forms/联系卡/template.pdf": _pdf_form,
    }
    evidence = [name for name in made if name.startswith("evidence/")]
    return found | {name: made[name]() for name in {kind.file, *kind.also, *evidence} - found.keys()}


PAGE = """{% extends "page.html" %}{% block body %}
<table><colgroup><col style="width: 40mm"><col></colgroup>
<tr><th colspan="2" rowspan="1">联系卡</th></tr>
{% for n in range(3) %}<tr><td>{{ n + 1 }}</td><td>{{ field("name") }}</td></tr>{% endfor %}
</table>{% if text("born") %}<p style="margin: 3mm; font-size: 12pt">{{ field("born") }}</p>{% endif %}
{% endblock %}"""
ROWS = [
    ["姓名", "身份证", "单位全称", "手机"],
    ["吴二水", "33020019850615003X", "虚构矿业有限公司", "13800000000"],
]
BLANKS = ("姓名", "出生年月", "申报专业")
TARGETS = ["姓名", "证件号码", "工作单位", "联系电话"]
CIRCULAR = (
    "关于2027年度某某工程师任职资格评审工作的通知",
    "一、申报时间。2027年5月10日至6月20日，逾期不予受理。",
    "二、材料要求。《评审表》一式3份，A4纸双面打印；本人述职不超过1500字；照片大于30K且小于1M。",
    "三、公示不少于5个工作日。继续教育每年不少于90学时。",
)
STYLE = "@page { size: 210mm 297mm; margin: 20mm 15mm }\ntd { padding: 1mm 2mm; border: 0.5pt solid #000 }\n"


def _yaml(data: Any) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()


def _person() -> dict[str, Any]:
    parts = [{"文件": "a.pdf"}, {"文件": "b.png"}, {"文件": "c.jpg"}]
    return person(佐证材料=[{"编号": "E-1", "类别": "学历学位证书", "材料名称": "毕业证书", "文件": parts}])


def _manifest(medium: str) -> bytes:
    fields: dict[str, Any] = {
        "name": {"title": "姓名", "source": "person.name", "size": 12, "floor": 9, "leading": 1.5},
        "born": {"title": "出生年月", "source": "person.birth", "format": "month", "absent": "无"},
    }
    media = {"media": [medium]} if medium in ("docx", "pdf") else {"pages": 1}
    if medium == "pdf":
        fields["name"]["pdf"], fields["born"]["pdf"] = "xm", "csny"
    return _yaml({"title": "联系卡", "scope": "person", "fields": fields, **media})


def _workbook() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(people_workbook(load_plan(PLAN))))
    words = {"人员编号": "zhao", "姓名": "赵三石", "民族": "汉族", "照片": "a.jpg", "参加工作时间": "2008.07"}
    words |= {"工作单位": "虚构矿业有限公司", "申报方式": "正常申报", "申报专业": "采矿工程"}
    page = book["人员"]
    page.append([words.get(cell.value) for cell in page[1]])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _word(*paragraphs: str) -> bytes:
    document = new_word()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(1, 2).cell(0, 0).text = "表"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _sheet(rows: Sequence[Sequence[str | None]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _mapping(sheet: str) -> bytes:
    columns = {
        f"{'ABCD'[n]} {head}": target for n, (head, target) in enumerate(zip(ROWS[0], TARGETS, strict=True))
    }
    return _yaml({"已核对": "是", "工作表": [{"名称": sheet, "表头": 1, "列": columns}]})


def _scan() -> bytes:
    page = Image.new("L", (620, 877), "white")
    draw = ImageDraw.Draw(page)
    for n in range(5):
        draw.line((60, 100 + 60 * n, 560, 100 + 60 * n), 0, 2)
    for x in (60, 200, 560):
        draw.line((x, 100, x, 340), 0, 2)
    target = io.BytesIO()
    page.save(target, "PNG")
    return target.getvalue()


def _paper(body: str) -> bytes:
    """A page as our typesetter writes it."""
    style = """html { font-family: 'ZC Song' } td { border: 1px solid }
        table { border-collapse: collapse; table-layout: fixed; width: 150mm }"""
    head = '<!doctype html><html lang="zh-CN"><head><title>t</title></head>'
    made = PrintFile()
    made.add(typeset(f"{head}<body>{body}</body></html>", Cascade([sheets.parse(style, "fuzz")])), {})
    return made.finished("t", "zh-CN", b"0" * 16)


def _blank() -> bytes:
    """A form of drawn lines."""
    return _paper(
        "<table>" + "".join(f"<tr><td>{c}</td><td>　　　　　　　　</td></tr>" for c in BLANKS) + "</table>"
    )


def _picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((620, 700)).convert("RGB").save(target, kind)
    return target.getvalue()


def _pdf() -> bytes:
    form = FormMaker(2)
    form.text("a", (50, 700, 200, 720), V="b")
    content = b"q 0.5 0 0 0.5 10 10 cm BT /Helv 12 Tf 60 700 Td (Abc) Tj ET 10 10 50 50 re f Q"
    for page in form.pdf.pages:
        page.Contents = form.pdf.make_stream(content)
        page.Resources = form.form.DR
    return form.bytes()


def _pdf_form() -> bytes:
    form = FormMaker()
    form.text("xm", (50, 700, 200, 720))
    form.text("csny", (50, 650, 200, 670), MaxLen=12)
    return form.bytes()


def _plan() -> bytes:
    text = (files("zcforms.plans") / "circulars" / f"{PLAN}.yaml").read_bytes()
    return text.replace(f"id: {PLAN}".encode(), b"id: own", 1)


# --- one run -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became of one run: its exit code (None if it had to be stopped), seconds, what was wrong."""

    kind: str
    number: int
    command: str
    code: int | None
    seconds: float
    faults: tuple[str, ...]
    said: str


class Hung(BaseException):
    """A run took longer than any may; nothing in the program catches it."""


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """What takes longer is cut off."""

    def stop(_number: int, _frame: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def sandbox(place: Path) -> Iterator[Path]:
    """A place where HOME, the folder for temporary files and the current folder are, and nothing else."""
    before, here = {name: os.environ.get(name) for name in ("HOME", "TMPDIR")}, Path.cwd()
    for name in ("home", "tmp"):
        (place / name).mkdir()
    room().close()  # its child must begin with the same surroundings
    os.environ.update(HOME=str(place / "home"), TMPDIR=str(place / "tmp"))
    tempfile.tempdir = None
    os.chdir(place)
    try:
        yield place
        room().close()
        assert _kept(place) == []
    finally:
        os.chdir(here)
        room().close()
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
        tempfile.tempdir = None


def run(place: Path, kind_name: str, number: int, seed: int = 0, light: bool = False) -> Outcome:
    """Run the program in a sandbox on a mutant of a kind; `light` has it do the first command only."""
    kind, rng = KINDS[kind_name], Random(f"{seed} {kind_name} {number}")
    contents = dict(originals(kind_name))
    contents[kind.file] = mutant(contents[kind.file], kind.ways, rng)
    root = place / "work"
    for name, content in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    words = [word.replace("W", str(root), 1) for word in rng.choice(kind.commands[: 1 if light else None])]
    before, begun = _seen(place), time.monotonic()
    try:
        with no_longer_than(SECONDS):
            result = CliRunner().invoke(main, words)
        code, said = result.exit_code, result.output
        hung = False
    except Hung:
        code, said, hung = None, "", True
        room().close()
    seconds = time.monotonic() - begun
    faults = [*_faults(code, said), *(["hang"] if hung else []), *_left(place, before, words)]
    shutil.rmtree(root)
    return Outcome(kind_name, number, " ".join(words), code, seconds, tuple(faults), said)


def _faults(code: int | None, said: str) -> Iterator[str]:
    if code == 70:
        yield "exit 70"
    if "程序错误" in said or _PROGRAM_FAULT.search(said):
        yield "a fault of the program"
    if "Traceback" in said:
        yield "a traceback"


def _seen(place: Path) -> dict[str, tuple[int, int]]:
    """Every file in the sandbox, with what tells whether it was written to."""
    found = (path for path in place.rglob("*") if path.is_file() or path.is_symlink())
    states = ((path, path.lstat()) for path in found)
    return {path.relative_to(place).as_posix(): (s.st_mtime_ns, s.st_size) for path, s in states}


def _left(place: Path, before: dict[str, tuple[int, int]], words: list[str]) -> Iterator[str]:
    """What was written where nothing may be, or was left half made."""
    more = {"forms": "work/forms/", "map": f"work/{_DESK}.", "plans": _DRAFTED}
    own = (OUTPUT, more.get(words[0], OUTPUT), "work/.evidence.sqlite")
    for name, state in _seen(place).items():
        if before.get(name) != state and not name.startswith((*own, "tmp/")):
            yield f"wrote {name}"
        if "/.zcforms-" in name:
            yield f"left {name}"
    yield from (
        f"took {name} away" for name in before if not name.startswith("tmp/") and not (place / name).exists()
    )
    yield from (f"left {name} in TMPDIR" for name in _kept(place) if not name.startswith("zcforms-"))


def _kept(place: Path) -> list[str]:
    """What lies in the folder for temporary files but the fonts of the layout engine's living process."""
    return [path.name for path in (place / "tmp").iterdir() if not path.name.startswith("weasyprint-")]
