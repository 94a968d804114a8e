"""An evidence file as a PDF whose pages can be bound: scans upright, forms flattened, no metadata.

Each file is opened once, in the room for files of strangers. What comes of it is written anew and staged
on disk under the digest of the file's content, and found there when the volume is bound: nothing open
travels, no name of the user's gets into a temporary folder, and what is bound is what was checked.
What was found of it is remembered by its content: a file that did not change since is read, and not opened;
it is staged when it is to be bound (`make_ready`), a scan by putting its bytes together anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import PERMIT, USUAL_PAGES, read_file, stage
from zcforms.ground.findings import Finding
from zcforms.ground.room import Spoiled, room
from zcforms.intake.called import absent
from zcforms.intake.clean import Clean, Parts, cannot
from zcforms.intake.evidence.documents import clean_converted, clean_document
from zcforms.intake.evidence.frames import FRAMED, clean_frames
from zcforms.intake.evidence.one_wide import across_one_page
from zcforms.intake.evidence.remembered import Known, Remembered
from zcforms.intake.evidence.scans import clean_scan
from zcforms.intake.kinds import Kind, kind_of
from zcforms.intake.office import OFFICE, as_pdf, is_old, modern

_HINTS = {
    Kind.OFD: "用OFD阅读器打开，打印或另存为PDF后放入",
    Kind.ARCHIVE: "解压后把里面的文件分别放入",
    Kind.LOCKED: "打开后去掉密码，另存为PDF后放入",
}


@dataclass(frozen=True)
class Evidence:
    """An evidence file that can be bound: its staged PDF (None if nothing is to be bound).

    `sheets` says of each page of the file how many pages it takes there; `digest` is the SHA-256 of the
    user's file, in hex; `original` is the file itself, byte for byte, where it bears a signature that
    paper cannot; `large` are the pages of the staged PDF that are larger than A4; `lies` is a photo wider
    than high that does not say how the camera was held.
    """

    staged: Path | None
    sheets: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    original: Path | None = None
    large: tuple[int, ...] = ()
    lies: bool = False

    @property
    def pages(self) -> int:
        """How many pages the file has."""
        return len(self.sheets)

    def on_sheets(self, pages: Iterable[int]) -> list[int]:
        """The pages of the staged PDF (indices from 0) that show these pages of the file."""
        ends = [*accumulate(self.sheets)]
        return [n for page in pages for n in range(ends[page] - self.sheets[page], ends[page])]


@dataclass(frozen=True)
class Asked:
    """A file of evidence: where it is, how it is called in messages, what of it may be bound, and with what.

    Of one file, `most_pages` are bound; `password` opens it.
    """

    path: Path
    shown: str
    most_pages: int = USUAL_PAGES
    password: str = ""

    @property
    def circumstances(self) -> tuple[int, str]:
        """What is found of it depends on besides its content."""
        return self.most_pages, self.password


def read_evidence(asked: Asked, folder: Path | None) -> Evidence | Finding:
    """Read a file by its content, staged in a folder, or say why it cannot be bound.

    Without a folder it is only looked at. Undeliverable if the folder takes no more.
    """
    found = _opened(asked, folder)
    return found if isinstance(found, Finding) else found.evidence


def recall_evidence(asked: Asked, folder: Path | None, remembered: Remembered) -> Evidence | Finding:
    """What is remembered of a file, else what reading it says, which is remembered.

    Its PDF is to be staged in a folder, and may not be there yet (`make_ready`).
    """
    known = remembered.recall(asked.path, asked.circumstances)
    if known and (evidence := _of_data(known, asked, folder)):
        return evidence
    found = _opened(asked, folder)
    if isinstance(found, Finding):
        return found
    if found.lasts:
        told = _to_data(found, asked.shown)
        remembered.learn(found.evidence.digest, found.size, asked.circumstances, told)
    return found.evidence


def make_ready(asked: Asked, evidence: Evidence, remembered: Remembered) -> Finding | None:
    """Stage the PDF of a file that is to be bound, if it is not; why it cannot be.

    Undeliverable if the folder takes no more.
    """
    if evidence.staged is None or evidence.staged.exists():
        return None
    told = remembered.found(evidence.digest, asked.circumstances)
    if told and told["parts"] and (raw := _as_it_was(asked.path, evidence.digest)) is not None:
        head, spans, tail = told["parts"]
        parts = Parts(b64decode(head), tuple(map(tuple, spans)), b64decode(tail))
        _staged(evidence.staged, parts.of(raw))
        return None
    found = _opened(asked, evidence.staged.parent)
    if isinstance(found, Finding):
        return found
    if found.evidence.digest != evidence.digest:
        return cannot(
            "evidence-changed", f"佐证文件{asked.shown}在制作的时候变了", "再做一遍；做的时候不要改动佐证文件"
        )
    return None


@dataclass(frozen=True)
class _Found:
    """What opening a file found: the evidence, how long its file is (bytes), how its PDF is put together.

    What `lasts` depends on nothing but the file: not on another program.
    """

    evidence: Evidence
    size: int
    signed: bool
    parts: Parts | None = None
    lasts: bool = True


def _opened(asked: Asked, folder: Path | None) -> _Found | Finding:
    """What a file is found to be where files of strangers are opened."""
    try:
        found = room().call(_read, asked, folder)
        return _read_office(asked, found, folder) if isinstance(found, Kind) else found
    except Spoiled as e:
        said = f"佐证文件{asked.shown}{e.why}，不能装订" + (f"（{e.origin}）" if e.origin else "")
        return cannot("evidence-too-heavy", said, "用看图或PDF软件打开，另存或打印成普通的PDF后再放入")


def _read_office(asked: Asked, kind: Kind, folder: Path | None) -> _Found | Finding:
    """A file of an office program, which another program converts: not in the room, but beside it."""
    try:
        raw = read_file(asked.path)
    except OSError as e:
        return _closed(asked, e)
    pdf = as_pdf(_on_pages(raw, asked.shown) if kind is Kind.XLSX else raw, kind, asked.shown)
    if isinstance(pdf, Finding):
        return pdf
    found = room().call(_set_down_converted, asked, raw, pdf, folder)
    return found if isinstance(found, Finding) else replace(found, lasts=False)


def _on_pages(book: bytes, shown: str) -> bytes:
    """A workbook with its columns on one page; an older one is made one of today first, where that can be."""
    if is_old(book):
        with contextlib.suppress(UnreadableInput):  # as_pdf says why
            book = modern(book, shown)
    fit: bytes = room().call(across_one_page, book)
    return fit


def _set_down_converted(asked: Asked, raw: bytes, pdf: bytes, folder: Path | None) -> _Found | Finding:
    return _set_down(clean_converted(pdf, asked.shown, asked.most_pages), raw, folder)


def _read(asked: Asked, folder: Path | None) -> _Found | Finding | Kind:
    """What it is, or that it is of a kind which another program has to convert first."""
    try:
        raw = read_file(asked.path)
    except FileNotFoundError:
        message = absent(f"佐证文件{asked.shown}", asked.path)
        return cannot("evidence-missing", message, _where_to_put(asked.path, asked.shown))
    except OSError as e:
        return _closed(asked, e)
    if (kind := kind_of(raw)) in OFFICE:
        return kind
    return _set_down(_clean(asked, raw, kind), raw, folder)


def _closed(asked: Asked, error: OSError) -> Finding:
    return cannot("evidence-unreadable", f"佐证文件{asked.shown}无法读取（{reason(error)}）", PERMIT)


def _where_to_put(path: Path, shown: str) -> str:
    """What to do about a file that is not there; a whole path is often written for one that is."""
    folder = shown.replace("\\", "/").rpartition("/")[0]
    own = "/".join(folder.split("/")[:2])
    if folder != own and not path.parent.is_dir():
        return f"只写文件名，不写文件夹；文件放在{own}（用办公网页的，放在ZIP的“{_in_zip(own)}”文件夹里发）"
    return f"核对文件名和所在文件夹；用办公网页的，放在ZIP的“{_in_zip(folder)}”文件夹里发"


def _in_zip(folder: str) -> str:
    return folder.replace("evidence", "佐证", 1)


def _set_down(clean: Clean | Finding, raw: bytes, folder: Path | None) -> _Found | Finding:
    if isinstance(clean, Finding):
        return clean
    digest = hashlib.sha256(raw).hexdigest()
    staged = None if folder is None else _staged(folder / f"{digest}.pdf", clean.content)
    original = _original(digest, raw, folder) if clean.signed else None
    evidence = Evidence(staged, clean.sheets, clean.findings, digest, original, clean.large, clean.lies)
    return _Found(evidence, len(raw), clean.signed, clean.parts)


def _original(digest: str, raw: bytes, folder: Path | None) -> Path | None:
    return None if folder is None else _staged(folder / f"{digest}-signed.pdf", raw)


def _staged(path: Path, content: bytes) -> Path:
    if not path.exists():  # another person's file may be the same
        stage(path, content)
    return path


def _clean(asked: Asked, raw: bytes, kind: Kind) -> Clean | Finding:
    """A file by what it holds, whatever its name says."""
    shown, most_pages = asked.shown, asked.most_pages
    if not raw:
        return cannot("evidence-unreadable", f"佐证文件{shown}是空文件", "重新扫描或拷贝")
    if kind is Kind.PDF:
        return clean_document(raw, shown, asked.password, most_pages)
    if kind in (Kind.JPEG, Kind.PNG):
        return clean_scan(raw, shown)
    if kind in FRAMED:
        return clean_frames(raw, shown, kind, most_pages)
    hint = _HINTS.get(kind, "用制作它的软件打开，另存或打印为PDF后放入")
    return cannot("evidence-kind", f"佐证文件{shown}是{kind.value}，不能装订", hint)


def chosen_pages(asked: str | None, count: int) -> list[int] | str:
    """Page indices (from 0) for "1-3,5", all if nothing is asked, or what is wrong, in Chinese."""
    if not asked:
        return list(range(count))
    chosen: list[int] = []
    for part in asked.replace("，", ",").replace("、", ",").split(","):
        first, _, last = part.strip().partition("-")
        start, end = int(first), int(last or first)
        if start > end:
            return f"页码“{part.strip()}”前后颠倒"
        if not 1 <= start <= end <= count:
            return f"页码“{part.strip()}”不在文件的1—{count}页之内"
        chosen += range(start - 1, end)
    return chosen


# --- remembered ----------------------------------------------------------------------------------

_NAME = "\0"  # stands for the file's name in what is remembered: the same content may lie under another one


def _to_data(found: _Found, shown: str) -> dict[str, Any]:
    one, parts = found.evidence, found.parts
    return {
        "sheets": one.sheets,
        "findings": [_renamed(asdict(finding), shown, _NAME) for finding in one.findings],
        "large": one.large,
        "lies": one.lies,
        "signed": found.signed,
        "parts": parts and [_text(parts.head), parts.spans, _text(parts.tail)],
    }


def _of_data(known: Known, asked: Asked, folder: Path | None) -> Evidence | None:
    """What is remembered of a file; None if the file of a signature is not to be had any more."""
    told, digest, original = known.found, known.digest, None
    if told["signed"] and folder is not None:
        raw = _as_it_was(asked.path, digest)
        if raw is None:
            return None
        original = _original(digest, raw, folder)
    findings = (Finding.of_data(_renamed(one, _NAME, asked.shown)) for one in told["findings"])
    staged, sheets, large = folder and folder / f"{digest}.pdf", tuple(told["sheets"]), tuple(told["large"])
    return Evidence(staged, sheets, tuple(findings), digest, original, large, told["lies"])


def _as_it_was(path: Path, digest: str) -> bytes | None:
    """The content of a file, if it still has that digest."""
    try:
        raw = read_file(path)
    except OSError:
        return None
    return raw if hashlib.sha256(raw).hexdigest() == digest else None


def _renamed(finding: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    said = {part: finding[part].replace(old, new) for part in ("message", "hint")}
    return {**finding, **said}


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
