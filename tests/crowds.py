"""A batch of invented people, and whose every page of it is, by the names and ID numbers on it.

`benchmarks/sheets.py` makes one of twenty people and shows every sheet, tests/test_crowds.py a small one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from conftest import person, squeezed, work_in
from test_dossier import item, pdf_bytes
from test_exports import export

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伯仲叔季孟"
People = Mapping[str, Mapping[str, Any]]


def crowd(count: int) -> dict[str, dict[str, Any]]:
    """So many people by key, no name of them within another, their statements of different lengths."""
    return {
        f"p{n:02}": person(
            f"3302001985{1 + n % 9:02}{1 + n % 28:02}{n:03}",
            姓名=f"{SURNAMES[n % 20]}{GIVEN[n % 5]}{GIVEN[n // 20 % 5]}坡",
            本人述职="任现职以来从事采矿设计工作。" * (1 + n * 7 % 60),
            佐证材料=[{**item("P", "项目合同"), "备注": None}],
        )
        for n in range(count)
    }


def folder_of(place: Path, people: People, **changes: Any) -> Path:
    """A folder of work of these people; every second one brings the platform's export, of 3 to 6 pages."""
    evidence = {f"{key}/P.pdf": pdf_bytes((595, 842)) for key in people}
    root = work_in(place, dict(people), evidence, **changes)
    (root / "导出件").mkdir()
    for n, (_, one) in enumerate(sorted(people.items())):
        if n % 2 == 0:
            made = export(one["姓名"], one["证件"]["证件号码"], pages=3 + n % 4)
            (root / "导出件" / f"下载({len(people) - n}).pdf").write_bytes(made)
    return root


def named_on(text: str, people: People) -> set[str]:
    """The keys of those whose name or ID number stands in a text."""
    text = squeezed(text)
    return {key for key, one in people.items() if one["姓名"] in text or one["证件"]["证件号码"] in text}


def mixed(out: Path, receipt: Mapping[str, Any], people: People) -> Iterator[str]:
    """Where something of one person stands on another's paper; nothing if it stands nowhere.

    A paper of one person names them and nobody else. A print file is these papers, page by page, each as
    often as there are copies, in the order of the roster, in duplex filled up to whole sheets.
    """
    papers: dict[str, list[tuple[list[str], int]]] = {}
    for document in sorted(receipt["documents"], key=lambda one: receipt["numbers"].get(one["person"], 0)):
        path, key = document["path"], document["person"]
        if not key or not path.endswith(".pdf"):
            continue
        texts = _texts(out / path)
        named = set().union(*(named_on(text, people) for text in texts))
        if named != {key}:
            yield f"{path} of {key} names {sorted(named)}"
        papers.setdefault(document["form"], []).append((texts, document["copies"]))
    for document in receipt["documents"]:
        path, own = document["path"], papers.get(document["form"], [])
        if not path.startswith("打印/") or not own:
            continue
        if "侧条" in path:  # five strips to a sheet, to be cut
            due = ["\f".join(text for (text,), _ in own[n : n + 5]) for n in range(0, len(own), 5)]
        else:
            due = [text for texts, copies in own for text in _whole(texts, "双面" in path) * copies]
        shown = _texts(out / path)
        wrong = [n for n, pair in enumerate(zip_longest(shown, due), 1) if len({*map(_loosely, pair)}) > 1]
        yield from (f"{path} page {n} is not the paper that is due there" for n in wrong)


def _whole(texts: list[str], duplex: bool) -> list[str]:
    return [*texts, ""] if duplex and len(texts) % 2 else texts


def _loosely(text: str | None) -> str | None:
    return text if text is None else "".join(sorted(squeezed(text)))


def _texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def swapped(path: Path, one: int, other: int) -> None:
    """Let two pages of a file (from 0) change places."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pages = list(pdf.pages)
        pdf.pages[one], pdf.pages[other] = pages[other], pages[one]
        pdf.save(path)
