"""What a person's papers depend on, part by part: where no part changed, they are not made again.

The parts that are alike for everybody are put together once for a build; a person's own come with them.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from zcforms.chinese.workdays import Calendar
from zcforms.facts import Person
from zcforms.fillers.engine import pango_version
from zcforms.ground.files import file_digest
from zcforms.ground.installing import version_of
from zcforms.intake.evidence import Evidence
from zcforms.pipeline.press import Press, record_digest

# What is said of a part that changed; in this order.
LABELS = {
    "record": "申报数据改动",
    "photo": "照片改动",
    "evidence": "佐证改动",
    "exports": "导出件改动",
    "unit": "单位资料改动",
    "signature": "在线签署有变动",
    "number": "花名册序号改变",
    "plan": "评审计划改动",
    "forms": "表格改动",
    "settings": "zcforms.yaml改动",
    "address": "签署地址改变",
    "overprint": "套打的位置改动",
    "day": "填报日期改变",
    "calendar": "假期改动",
    "typefaces": "字体改动",
    "program": "程序或排版库换了版本",
}
# Settings that are no cause of somebody's own papers, or a part of their own: of a file with more pages than
# `evidence_pages` nothing is bound, and the address of `signing` may come from the service.
_OF_BATCH = {
    *("plan", "institutions", "order", "sort", "fixed_numbers", "date", "word", "evidence_pages", "signing"),
    *("separators", "copy_marks", "collated", "print_sheets", "booklets", "cut_in_two"),
    *("side_stapled", "corner_stapled", "paper_weight", "printers"),
}
_HOUSE = Path(__file__).parents[1]
_ROOMS = {"plans": "随附的评审计划", "templates": "随附的表格", "chinese": "随附的字体和字的资料"}
# The libraries that have a hand in the bytes of a paper.
_LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "pikepdf", "pillow", "fonttools", "img2pdf", "jinja2"),
    *("lxml", "qrcode"),
)


def data_digest(data: Any) -> str:
    """The SHA-256 of plain data, in hex."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def told_days(calendar: Calendar) -> list[dict[int, list[str]]]:
    """The days off and those worked of a calendar, by year, as plain data."""
    known = calendar.off, calendar.work
    return [{year: sorted(map(str, days)) for year, days in kind.items()} for kind in known]


def common_causes(press: Press) -> dict[str, str]:
    """The parts that are the same for everybody."""
    job, settings = press.job, press.job.work.settings
    # The folder's own forms join the plan when it is opened: who brings one more has not changed it.
    own = [use for use in job.plan.forms if use.id in job.own]
    others = [use for use in job.plan.forms if use.id not in job.own]
    official = press.typefaces.official
    return {
        "plan": data_digest(job.plan.model_copy(update={"forms": others}).model_dump(mode="json")),
        "forms": data_digest(
            [
                {form.id: form.digest for form in _forms(press)},
                [use.model_dump(mode="json") for use in own],
            ]
        ),
        "settings": data_digest(settings.model_dump(mode="json", exclude=_OF_BATCH)),
        "address": data_digest(settings.signing.model_dump(mode="json")),
        "overprint": data_digest(repr(job.overprint and (job.overprint.alignment, job.overprint.photo))),
        "day": data_digest(str(settings.date)),
        "calendar": data_digest(told_days(job.work.calendar)),
        "typefaces": data_digest([(f.family, f.index, file_digest(f.file)) for f in official]),
        "program": program_digest(),
    }


def own_causes(
    person: Person, evidence: Mapping[str, Evidence], exports: Mapping[str, Evidence]
) -> dict[str, str]:
    """The parts that are one person's own; their number only where it is given."""
    return {
        "record": record_digest(person.applicant),
        "photo": person.photo_digest,
        "evidence": data_digest(
            [
                {name: found.digest for name, found in evidence.items()},
                # Not in the record's own digest: a signature is not of how a page is laid.
                [[item.arrangement, item.late] for item in person.applicant.evidence or ()],
            ]
        ),
        "exports": data_digest({form: found.digest for form, found in exports.items()}),
        "unit": data_digest(person.institution.model_dump(mode="json")),
        "signature": data_digest([(person.signature or b"").decode(), person.signed, str(person.signed_on)]),
        "number": str(person.number),
    }


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What is said of the parts that are not as they were."""
    return tuple(label for part, label in LABELS.items() if before.get(part) != now.get(part))


def _forms(press: Press) -> Iterator[Any]:
    yield from (form for form, _ in press.uses("person"))
    yield from (form for form in press.forms.values() if form.scope == "binding")


@cache
def program_parts() -> Mapping[str, str]:
    """The program as it is installed here and what it lays pages out with, by names for a clerk.

    Of the program's own files digests, else versions.
    """
    rooms: dict[str, dict[str, str]] = {}
    for path in sorted(p for p in _HOUSE.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        within = path.relative_to(_HOUSE)
        room = rooms.setdefault(_ROOMS.get(within.parts[0], "zcforms的程序"), {})
        room[within.as_posix()] = file_digest(path)
    own = {room: data_digest(files) for room, files in rooms.items()}
    libraries = {name: version_of(name) for name in _LIBRARIES}
    return {**own, **libraries, "Python": platform.python_version(), "Pango": pango_version()}


def program_digest() -> str:
    """The digest of the program and its libraries as they are installed here."""
    return data_digest(program_parts())
