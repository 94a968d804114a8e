"""Papers made for some people alone that the batch no longer agrees with: whoever prints them is misled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from zcforms.batch.shelf import Shelf
from zcforms.ground.findings import Finding, Severity
from zcforms.paper import delivery

_Of = tuple[str, str]  # a person and a form


def told_outdated(
    beside: Path, shelf: Shelf, built: Collection[str], numbered: Collection[str], mark: str
) -> list[Finding]:
    """That papers in the folder `beside` are of people who are no longer made, or of other data than now.

    `built` are the people (keys) whose papers the batch has. What shows the number in the roster (`numbered`,
    ids of forms) differs anyway, and is not compared; nor is what bears another `mark`.
    """
    alike = delivery.read_receipt(beside).get("mark") == mark
    now, old = _written(shelf.documents) if alike else {}, delivery.earlier_documents(beside)
    differ = {
        of
        for of, digests in _written(old).items()
        if of in now and of[1] not in numbered and not digests & now[of]
    }
    folders = {
        document["path"].partition("/")[0]
        for document in old
        if document["person"] not in built or (document["person"], document["form"]) in differ
    }
    if not folders:
        return []
    message = f"“{beside.name}”里有{len(folders)}人的文件不是按现在的数据做的：{'、'.join(sorted(folders))}"
    hint = "不要再打印；还要单独用的，用 --person 重新做，不用的删去"
    return [Finding("some-outdated", message, Severity.WARNING, hint)]


def _written(documents: Iterable[Mapping[str, Any]]) -> dict[_Of, set[str]]:
    """The SHA-256 (hex) of the PDFs of each form of each person."""
    found: defaultdict[_Of, set[str]] = defaultdict(set)
    for document in documents:
        if document["path"].endswith(".pdf"):
            found[document["person"], document["form"]].add(document["sha256"])
    return found
