"""打印清单: what is printed of a batch, file by file in order, on how many sheets: the files' own pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product, zip_longest
from typing import Any

from pikepdf import Pdf

from zcforms.batch.causes import data_digest
from zcforms.batch.failing import spared
from zcforms.batch.shelf import DOSSIER, Label, Shelf
from zcforms.batch.stacks import Stacks, Staples, Way, stacks_of
from zcforms.fillers import html
from zcforms.forms import Form, fill_in, form_with_role
from zcforms.ground.files import read_through
from zcforms.ground.findings import Finding
from zcforms.ground.geometry import A4, visible_box
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse, Plan

_Listed = Mapping[str, Any]  # a document as the receipt lists it
_NAME = ("打印清单",)
_LARGE = 1.5  # times the area of A4 and more: a folded sheet of A3


@dataclass(frozen=True)
class Run:
    """One file that is printed: how often, and what the paper tray and the stapler are asked for.

    `pages` are those of the file, blank versos with them; `sheets` (of A4) and `large` (of A3) are those of
    all its prints; `sets` are what is stapled, of `leaves` sheets each, 0 where they differ. `separators`
    are the sheets between the stacks, `way` is how pages of A4 lie on sheets of A3 (骑马订, 一开二), and
    `staples` is where sets of more than a sheet are stapled ("" where nothing says it); `goes` where they
    go that lie in no bag (上传平台), or that the volume has the form, and these are spare.
    """

    path: str
    prints: int
    duplex: bool
    pages: int
    sheets: int
    large: int
    sets: int
    leaves: int
    separators: int = 0
    way: Way = ""
    staples: Staples = ""
    goes: str = ""


def deliver_print_plan(press: Press, shelf: Shelf) -> list[Finding]:
    """The plan of everything on the shelf that is printed, on paper and as JSON; or that it failed."""
    form = form_with_role(press.forms, "printing")
    return spared(press, "写出", form.id, partial(_put, press, shelf, form))


def _put(press: Press, shelf: Shelf, form: Form) -> None:
    runs = list(_runs(press, shelf))
    if not runs:
        return
    total = {key: sum(getattr(run, key) for run in runs) for key in ("sheets", "large")}
    total["sides"] = sum(run.pages * run.prints for run in runs)
    facts = {
        "plan_name": press.job.plan.name,
        "date": press.job.work.settings.date,
        "count": str(len(runs)),
        **{key: str(number) for key, number in total.items()},
        "large": str(total["large"] or ""),
        "others": _opened_elsewhere(press, shelf),
        "files": [_shown(n, run) for n, run in enumerate(runs, 1)],
    }
    rests_on = data_digest([shelf.common, form.digest, {**facts, "date": str(facts["date"])}])
    told = shelf.known.recall("print plan", rests_on)
    if not told or not shelf.put_again(Label(_NAME, ".pdf", form.id, pages=told["pages"]), told["sha256"]):
        filled = html.fill(form, fill_in(form, facts))
        shelf.put(Label(_NAME, ".pdf", form.id, pages=filled.pages), filled.pdf)
        made = {"sha256": shelf.documents[-1]["sha256"], "pages": filled.pages}
        shelf.known.note("print plan", rests_on, made)
    plain = {"files": [asdict(run) for run in runs], "total": total}
    written = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    shelf.put(Label(_NAME, ".json", form.id), written.encode())


def _runs(press: Press, shelf: Shelf) -> Iterator[Run]:
    """What goes to the office, then the sets in the order of the plan, then the volumes."""
    listed = [d for d in (*shelf.documents, *shelf.staying) if d["path"].endswith(".pdf")]
    now, singles = {d["path"] for d in shelf.documents}, _singles(listed)
    volumes: dict[str, Iterator[slice]] = {}  # of each form: which documents its files hold
    for folder, document in product(("报送", "打印", "装订"), listed):
        path, form = document["path"], document["form"]
        # What a volume shows without its signatures lies below it, to be verified and not printed.
        if path.rpartition("/")[0] != folder:
            continue
        # What stays of an earlier build was not looked at: its digest may not be what it says.
        large = _large_pages(shelf, path, document["sha256"] if path in now else "")
        own, use = singles.get(form, []), press.job.plan.form(form)
        stacks = _stacks(press, form, use, folder)
        if folder == "打印" and use:
            pages = [d["pages"] for d in own]
            due = volumes.setdefault(form, stacks.volumes(pages))
            # One that could not be made has no file.
            made = (one for one in due if stacks.sides(pages[one]) == len(large))
            own = own[next(made, slice(None))]
        sheets = [any(pair) for pair in zip_longest(large[::2], large[1::2])] if stacks.duplex else large
        prints, sets, leaves = 1, 1, len(sheets)
        if folder == "报送":
            prints = sets = max(document["copies"], 1)
        elif folder == "打印":
            sets, leaves = _sets(stacks, own)
        yield Run(
            path=path,
            prints=prints,
            duplex=stacks.duplex,
            pages=len(large),
            sheets=sheets.count(False) * prints,
            large=sheets.count(True) * prints,
            sets=sets,
            leaves=leaves,
            separators=stacks.separators(len(own)),
            way=stacks.way,
            staples=stacks.staples if leaves != 1 else "",
            goes=_goes(use, press.job.plan) if folder == "打印" and use else "",
        )


def _opened_elsewhere(press: Press, shelf: Shelf) -> str:
    """The forms that are a Word file or a workbook and no PDF, which are printed from there."""
    listed = [d for d in (*shelf.documents, *shelf.staying) if d["path"].startswith(("个人/", "报送/"))]
    printed = {d["form"] for d in listed if d["path"].endswith(".pdf")}
    found: dict[str, list[_Listed]] = {}
    for document in listed:
        if document["form"] in press.forms and document["form"] not in printed:
            found.setdefault(document["form"], []).append(document)
    said = []
    for form, own in found.items():
        each = f"，各印{own[0]['copies']}份" if own[0]["copies"] > 1 else ""
        folder = own[0]["path"].partition("/")[0]
        said.append(f"《{press.forms[form].title}》（“{folder}”文件夹，{len(own)}个文件{each}）")
    return "、".join(said)


def _stacks(press: Press, form: str, use: FormUse | None, folder: str) -> Stacks:
    """How the files of a form are printed: volumes, and spines that no plan names, by themselves."""
    settings = press.job.work.settings
    if use is None:
        return Stacks(1, settings.binds_duplex if form == DOSSIER else False)
    return stacks_of(settings, press.forms[form], use) if folder == "打印" else Stacks(1, use.duplex)


def _singles(listed: Sequence[_Listed]) -> dict[str, list[_Listed]]:
    """Everybody's own documents by their forms."""
    found: dict[str, list[_Listed]] = {}
    for document in listed:
        if document["path"].startswith("个人/"):
            found.setdefault(document["form"], []).append(document)
    return found


def _goes(use: FormUse, plan: Plan) -> str:
    return use.destination or ("册内已有，备用" if use.id in plan.bound_forms else "")


def _large_pages(shelf: Shelf, path: str, digest: str) -> list[bool]:
    """Of every page of a file, whether it needs a sheet of A3; it is remembered by its digest (hex)."""
    rests_on = data_digest([shelf.common.get("program"), digest])
    told = shelf.known.recall("large pages", rests_on) if digest else None
    if told is None:
        with read_through(shelf.out / path) as file, Pdf.open(file) as opened:
            boxes = [visible_box(page.mediabox, page.cropbox) for page in opened.pages]
        areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in boxes]
        told = [len(areas), [n for n, area in enumerate(areas) if area > _LARGE * A4[0] * A4[1]]]
        if digest:
            shelf.known.note("large pages", rests_on, told)
    count, large = told
    return [n in large for n in range(count)]


def _sets(stacks: Stacks, own: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many sets a file of everybody's copies holds, and the sheets of each; none of what is cut up."""
    if stacks.band:
        return 0, 0
    leaves = {stacks.leaves(d["pages"]) for d in own}
    return sum(d["copies"] for d in own), leaves.pop() if len(leaves) == 1 else 0


def _shown(n: int, run: Run) -> dict[str, str]:
    return {
        "index": str(n),
        "path": run.path,
        "prints": str(run.prints),
        "duplex": "双面" if run.duplex else "单面",
        "pages": str(run.pages),
        "sheets": str(run.sheets),
        "large": str(run.large) if run.large else "",
        "sets": _set_words(run),
    }


def _set_words(run: Run) -> str:
    if run.path.startswith("装订/"):
        return "装订成册"
    if not run.sets:
        return "裁开"
    words = []
    if run.way and run.duplex:
        words.append("短边翻面")
    if run.way == "一开二":
        words.append("裁开，左叠放右叠上")
    if run.leaves != 1:
        each = f"每套{run.leaves}张" if run.leaves else "张数不同"
        words.append(f"{run.sets}套，{each}")
    if run.way == "骑马订":
        words.append("对折骑马订")
    if run.staples:
        words.append(run.staples)
    if run.separators:
        words.append(f"隔页{run.separators}张")
    if run.goes:
        words.append(run.goes)
    return "；".join(words) or "—"
