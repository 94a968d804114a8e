"""Shared workshop of the tests: invented people, small folders of work, readers of what was made."""

from __future__ import annotations

import ast
import fcntl
import gc
import hashlib
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from datetime import date
from functools import cache, lru_cache, partial
from itertools import count
from pathlib import Path
from textwrap import indent
from typing import Any

import pypdfium2
import pytest
import yaml
from children.sitecustomize import BOXES, MODULE, keep_boxes, kept
from hypothesis import HealthCheck
from hypothesis import settings as chances
from PIL import Image, ImageDraw
from verdicts import (  # noqa: F401  what pytest looks for here
    judge,
    pytest_addoption,
    pytest_configure,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

from zcforms import batch
from zcforms.authoring.gallery import sample_values
from zcforms.batch.keeping import KEPT
from zcforms.chinese.identity import id_check_character
from zcforms.fillers import docx, html
from zcforms.fillers.filled import Filled
from zcforms.fillers.html import laying
from zcforms.fillers.html.placed import Placed
from zcforms.forms import Form, Values, left_blank, load_form, templates_folder
from zcforms.ground.room import room
from zcforms.paper.typesetting import Unsupported

CHILDREN = Path(__file__).parent / "children"

SAMPLES = Path(__file__).parent.parent / "data_samples"
PLAN = "zj-kuangshan-baopo-senior-2021"
TODAY = date(2021, 9, 15)


# Garbage is looked for now and then only, and only in what is new since: to look whenever Python does took a
# twentieth of all the time, and to look through all that is kept for other tests as much again.
gc.disable()
_TESTS = count(1)
_SELDOM = 20  # tests: with 200, four large files of tests left a worker at 1,370 MiB instead of 550
# A machine that is busy with something else is slow: that is no failure of what is tested.
chances.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
chances.load_profile("patient")
chances.register_profile("soak", max_examples=10_000)


def examples(most: int) -> chances:
    """So many examples of chance; `script/test --hypothesis-profile soak` takes ten thousand."""
    asked = chances.default.max_examples
    return chances(max_examples=asked if asked > 100 else most)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays, and is not looked through."""
    found = yield
    gc.freeze()
    return found


def pytest_runtest_teardown() -> None:
    """Have the garbage of many tests collected, so that a worker's memory does not grow with every one."""
    if next(_TESTS) % _SELDOM == 0:
        gc.collect(0)


def pytest_unconfigure() -> None:
    """Nothing is looked through for garbage when the process ends: that took two seconds of each worker."""
    gc.freeze()


def makers_read(place: Path, program: str) -> None:
    """Write what every process reads first: who makes papers runs a program, who opens files does not."""
    first = (CHILDREN / "sitecustomize.py").read_text()
    inner = indent(program, "    ")
    (place / "sitecustomize.py").write_text(f'{first}\nif "forkserver" in str(sys.orig_argv):\n{inner}\n')


@cache
def module(path: Path) -> ast.Module:
    """A module of the program as a tree, to be looked at only."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that is in that tree."""
    return tuple(ast.walk(module(path)))


def silent(_stage: str, _done: int, _total: int) -> None:
    """No progress."""


def citizen(first17: str) -> str:
    """A valid invented ID number."""
    return first17 + id_check_character(first17)


@cache
def photo_bytes(width: int = 413, height: int = 579, quality: int = 95) -> bytes:
    """A JPEG of the right size: white ground, a drawn head, enough noise to weigh 30K.

    The same every time, so that paper with the photo on it is the same, too.
    """
    dots = hashlib.shake_128(b"noise").digest(width * height)
    noise = Image.frombytes("L", (width, height), dots).point(lambda v: 235 + v // 28)
    image = Image.merge("RGB", (noise, noise, noise))
    ImageDraw.Draw(image).ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.65), fill="#caa")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling=0)
    return target.getvalue()


def person(number: str = "33020019850615001", **changes: Any) -> dict[str, Any]:
    """A plain invented applicant without any finding of weight error."""
    record: dict[str, Any] = {
        "姓名": "林一山",
        "证件": {"证件号码": citizen(number)},
        "民族": "汉族",
        "联系电话": "13800000009",
        "照片": "a.jpg",
        "工作单位": "虚构矿业有限公司",
        "参加工作时间": "2008.07",
        "现从事专业": "采矿工程",
        "从事本专业起始时间": "2008.07",
        "申报": {"申报方式": "正常申报", "申报专业": "采矿工程"},
        "学历": [
            {
                "毕业时间": "2008.06",
                "学校": "虚构大学",
                "专业": "采矿工程",
                "学历": "本科",
                "学位": "工学学士",
            }
        ],
        "工作经历": [{"起始时间": "2008.07", "单位": "虚构矿业有限公司", "从事专业技术工作": "采矿设计"}],
        "专业技术资格": [
            {"资格名称": "工程师", "级别": "中级", "取得时间": "2014.12", "审批机关": "虚构市人社局"}
        ],
        "本人述职": "任现职以来从事采矿设计工作。",
        "论文著作": "无",
    }
    record.update(changes)
    return {key: value for key, value in record.items() if value is not None}


def settings(**changes: Any) -> dict[str, Any]:
    """Settings with one enterprise."""
    record: dict[str, Any] = {
        "评审计划": PLAN,
        "填报日期": "2021-09-15",
        "报送单位": {"名称": "虚构市自然资源局", "联系人": "王某", "联系电话": "0571-88000000"},
        "单位": [{"单位名称": "虚构矿业有限公司", "单位性质": "企业"}],
        "在线签署": {"签署地址": "https://sign.example.cn/zc"},
    }
    record.update(changes)
    return {key: value for key, value in record.items() if value is not None}


Workshop = Callable[..., Path]


def _yaml(record: dict[str, Any]) -> str:
    text: str = yaml.dump(record, Dumper=yaml.CSafeDumper, allow_unicode=True)
    return text


def work_in(
    place: Path,
    people: dict[str, Any] | None = None,
    evidence: dict[str, bytes] | None = None,
    name: str = "work",
    **changes: Any,
) -> Path:
    """A folder of work: people by key (a dict, or raw text of a file), files of evidence."""
    root = place / name
    for folder in ("applicants", "photos", "evidence"):
        (root / folder).mkdir(parents=True)
    (root / "zcforms.yaml").write_text(_yaml(settings(**changes)))
    (root / "signing.key").write_text("11" * 32)
    (root / "photos" / "a.jpg").write_bytes(photo_bytes())
    for key, record in (people or {"lin": person()}).items():
        text = record if isinstance(record, str) else _yaml(record)
        (root / "applicants" / f"{key}.yaml").write_text(text)
    for path, content in (evidence or {}).items():
        target = root / "evidence" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


Fill = Callable[..., Filled]


@pytest.fixture(scope="session")
def filled_once(shared: Path) -> Fill:
    """html.fill that makes the same paper of the same values once, whichever worker needs it first."""
    fill, made = html.fill, shared / "filled"
    made.mkdir(exist_ok=True)

    def once(form: Form, values: Values, duplex: bool = False) -> Filled:
        way = laying._typeset.__name__  # a test may have taken it away
        paper = form, form._content, form.typefaces, values, duplex, way
        filled: Filled = kept(made, paper, lambda: fill(form, values, duplex))
        return filled

    return once


@pytest.fixture
def worded_before(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    """A Word twin with the same values is made once, whichever worker needs it first."""
    fill, made = docx.fill, shared / "worded"
    made.mkdir(exist_ok=True)

    def once(form: Form, values: Values, duplex: bool = False) -> bytes:
        what = form, form._content, values, duplex
        word: bytes = kept(made, what, lambda: fill(form, values, duplex))
        return word

    monkeypatch.setattr(docx, "fill", once)


@pytest.fixture
def by_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document goes WeasyPrint's way."""

    def refuse(*_: Any) -> Any:
        raise Unsupported("for a test")

    monkeypatch.setattr(laying, "_typeset", refuse)


@pytest.fixture(scope="session", autouse=True)
def compiled_once(shared: Path) -> Iterator[Callable[..., Any]]:
    """The boxes of a form are measured by the process that needs them first; what the program has for it."""
    made = shared / "compiled"
    made.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(BOXES, str(made))
        patch.setenv("PYTHONPATH", str(CHILDREN), prepend=os.pathsep)
        room().call(abs, 0)  # it begins where the tests are: a folder that a test goes into is gone after it
        yield keep_boxes(sys.modules[MODULE], made)


@pytest.fixture(scope="session")
def printed(filled_once: Fill) -> Fill:
    """A form filled with one of its samples, or blank, by its id."""

    def of(form_id: str, sample: str = "") -> Filled:
        form = load_form(templates_folder() / form_id)
        return filled_once(form, sample_values(form, sample) if sample else left_blank(form))

    return of


@pytest.fixture
def filled_before(monkeypatch: pytest.MonkeyPatch, filled_once: Fill) -> None:
    """Paper that was filled before is not filled anew."""
    monkeypatch.setattr(html, "fill", filled_once)


@pytest.fixture
def workshop(tmp_path: Path, filled_before: None) -> Workshop:
    """Makes folders of work in the test's own folder; paper that was filled before is not filled anew."""
    return partial(work_in, tmp_path)


def build(root: Path, out: Path, forms: set[str] | None = None, mark: str = "platform") -> dict[str, Any]:
    """Build a folder; the receipt."""
    job = batch.open_job(root, TODAY)
    return batch.build(job, batch.Order(frozenset(forms or ()), mark), out, silent).to_dict()


def delivered(out: Path) -> set[str]:
    """The files of an output folder, but what is kept for the next build and of the last one."""
    files = (p.relative_to(out) for p in out.rglob("*") if p.is_file())
    return {path.as_posix() for path in files if not {KEPT, ".earlier"} & set(path.parts)}


def codes(receipt: dict[str, Any], severity: str = "error") -> list[str]:
    """The codes of a receipt's findings of one severity."""
    return [f["code"] for f in receipt["findings"] if f["severity"] == severity]


def text_of(pdf: bytes | Path, page: int | None = None) -> str:
    """The text of a PDF, or of one page (from 1), as poppler extracts it."""
    text = _text_of(pdf.read_bytes() if isinstance(pdf, Path) else pdf)
    return text.split("\f")[page - 1] + "\f" if page else text


@lru_cache(8)
def _text_of(pdf: bytes) -> str:
    command = ["pdftotext", "-q", "-raw", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def page_texts(pdf: bytes | Path) -> list[str]:
    """The text of every page of a PDF, as poppler extracts it."""
    return text_of(pdf).split("\f")[:-1]


def seen_texts(pdf: bytes | Path) -> list[str]:
    """The text of every page of a PDF, as pdfium extracts it: of many pages in a third of poppler's time."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    """Text without any white space: line breaks of the layout do not matter."""
    return "".join(text.split())


def pictures(pdf: bytes, dpi: float = 72) -> Iterator[Image.Image]:
    """The pages of a PDF as pictures."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dpi / 72).to_pil().convert("RGB")


@pytest.fixture(scope="session")
def demo(shared: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of samples, built once for all workers: where, and its receipt. To be read only."""
    out = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits, and finds it done
        if not (out / "receipt.json").exists():
            build(SAMPLES, out)
    return out, json.loads((out / "receipt.json").read_text())


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    """What is logged in the meantime, of any weight."""
    records: list[logging.LogRecord] = []
    keeper, root = logging.Handler(), logging.getLogger()
    vars(keeper)["emit"] = records.append
    weight = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield records
    root.setLevel(weight)
    root.removeHandler(keeper)


def within(box: Placed) -> Iterator[Placed]:
    """All that stands in a box that our own typesetter laid out, in the order of the page."""
    for part in box.parts:
        yield part
        yield from within(part)
