"""Papers made for some people alone that the batch no longer agrees with: whoever prints them is misled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from zcforms.batch.shelf import Shelf
from zcforms.forms import form_with_role
from zcforms.ground.findings import Finding, Severity
from zcforms.paper import delivery
from zcforms.pipeline.press import Press

_Of = tuple[str, str]  # a person and a form


def told_outdated(
    beside: Path, press: Press, shelf: Shelf, built: Collection[str], numbered: Collection[str]
) -> list[Finding]:
    """That papers in the folder `beside` are of people who are no longer made, or of other data than now.

    `built` are the people (keys) whose papers the batch has; who is held back has a slip. What shows the
    number in the roster (`numbered`, ids of forms) differs anyway, and is not compared; nor is what bears
    another mark.
    """
    slip = form_with_role(press.forms, "slip").id
    alike = delivery.read_receipt(beside).get("mark") == press.mark
    now, old = _written(shelf.documents), delivery.earlier_documents(beside)
    before = _written(old)

    def is_outdated(document: Mapping[str, Any]) -> bool:
        of = document["person"], document["form"]
        if of not in now:  # another form may have been asked for
            return of[0] not in built or of[1] == slip
        return alike and of[1] not in numbered and not before.get(of, now[of]) & now[of]

    told = [document for document in old if is_outdated(document)]
    if not told:
        return []
    where = {d["path"] if d["form"] == slip else d["path"].partition("/")[0] for d in told}
    people = len({document["person"] for document in told})
    message = f"“{beside.name}”里有{people}人的文件不是按现在的数据做的：{'、'.join(sorted(where))}"
    hint = "不要再打印；还要单独用的，用 --person 重新做，不用的删去"
    return [Finding("some-outdated", message, Severity.WARNING, hint)]


def _written(documents: Iterable[Mapping[str, Any]]) -> dict[_Of, set[str]]:
    """The SHA-256 (hex) of the PDFs of each form of each person."""
    found: defaultdict[_Of, set[str]] = defaultdict(set)
    for document in documents:
        if document["path"].endswith(".pdf"):
            found[document["person"], document["form"]].add(document["sha256"])
    return found
