"""What a build would make, on how many sheets and in what time; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

from zcforms.batch.asked import refuse_unused
from zcforms.batch.crew import processes
from zcforms.batch.everybody import all_findings, check_all, check_one, remembering
from zcforms.batch.journal import Entry
from zcforms.batch.keeping import PAPERS, keeper, numbered_stage
from zcforms.batch.matching import with_exports
from zcforms.batch.numbering import number_job
from zcforms.batch.opening import Progress
from zcforms.batch.shelf import DOSSIER, Made, Order, refuse_data_folder
from zcforms.batch.signatures.signed import with_signatures
from zcforms.batch.stacks import Stacks, stacks_of
from zcforms.facts import Person
from zcforms.fillers import html
from zcforms.forms import form_with_role
from zcforms.ground.errors import BrokenForm
from zcforms.ground.findings import Finding
from zcforms.paper.assembly import pages_behind
from zcforms.pipeline.job import Checked, Job
from zcforms.pipeline.press import Press, blank_values
from zcforms.pipeline.signing import has_signing_key, signing_key
from zcforms.pipeline.sound_forms import check_forms
from zcforms.pipeline.story import expected
from zcforms.pipeline.volume import lay_out_volume

_NO_KEY = b""  # there is nothing yet that a key could have sealed


@dataclass(frozen=True)
class Forecast:
    """Who would be made and why, by key; how many would be kept, and how many are held back.

    `sheets` are those of the forms in all copies, `bound` those of the volumes; what was never made is
    expected to take as many as it takes blank. `seconds` is how long it takes, by what was made before; None
    where nothing was.
    """

    made: Mapping[str, Sequence[str]]
    kept: int
    held: int
    sheets: int
    bound: int
    seconds: float | None
    findings: Sequence[Finding]

    def to_dict(self) -> dict[str, Any]:
        """The forecast as plain data for `--json`."""
        return {**asdict(self), "findings": [finding.to_dict() for finding in self.findings]}


def foresee(job: Job, order: Order, out: Path, progress: Progress, workers: int = 0) -> Forecast:
    """What a build of this job into this folder would make. Raises UsageError as the build does."""
    refuse_data_folder(out)
    refuse_unused(job, order)
    job, _ = check_forms(job, order.forms)
    job, of_exports = with_exports(job, None)
    sealed = signing_key(job.work.root) if has_signing_key(job.work.root) else _NO_KEY
    press = Press(replace(job, key=sealed), order.mark)
    # What is remembered of evidence is asked for, and nothing is noted.
    asked = remembering(job)
    checked, findings = check_all(job, (check_one(asked, file, None) for file in job.people), progress)
    checked, of_signing = with_signatures(press, checked)
    kept = keeper(press, out, order)
    ready = [one for one in checked if not one.blocked]
    seen = {one.file.key: kept.seen(one, PAPERS, kept.journal.entry) for one in ready}
    # As if nobody were held back on the way.
    numbered = number_job(job, [Made(one) for one in ready], out)
    made = {}
    for one in [one.checked for one in numbered.made]:
        key = one.file.key
        because = (*seen[key][1], *kept.seen(one, numbered_stage(one), kept.journal.entry)[1])
        if because:
            made[key] = tuple(dict.fromkeys(because))
    guess = _Expected(press)
    pages = [guess.pages(one, order, seen[one.file.key][0]) for one in ready]
    took = [entry.seconds for entry, _ in seen.values() if entry]
    at_once = processes(len(made), workers)
    return Forecast(
        made=made,
        kept=len(ready) - len(made),
        held=len(checked) - len(ready),
        sheets=_sheets(press, pages),
        bound=_bound(press, order, pages),
        seconds=mean(took) * len(made) / at_once if took else None,
        findings=all_findings(checked, [*findings, *of_exports, *of_signing, *numbered.findings]),
    )


class _Expected:
    """The pages that forms and volumes take: as they did, else as many as are expected.

    A form is expected to take as many as its form.yaml says, else as its print for writing by hand does.
    """

    def __init__(self, press: Press) -> None:
        self._press = press
        self._of_form = cache(self._blank)

    def pages(self, one: Checked, order: Order, entry: Entry | None) -> dict[str, int]:
        """The pages of somebody's forms, by id, and of their volume."""
        person, known = one.person, _known(entry)
        assert person is not None, "who has no person is held back"
        uses = [use for _, use in self._press.uses("person")]
        made = [use for use in uses if self._press.copies(use, order.forms, person) is not None]
        pages = {use.id: known.get(use.id) or self._of_form(use.id) for use in made}
        if order.binds and self._press.job.plan.binding:
            pages[DOSSIER] = known.get(DOSSIER) or self._volume(one, person)
        return pages

    def _blank(self, name: str) -> int:
        form, use = self._press.forms[name], self._press.job.plan.form(name)
        if form.pages or "html" not in form.media:
            return form.pages or 1
        try:
            return html.fill(form, blank_values(form, self._press.job.plan), bool(use and use.duplex)).pages
        except BrokenForm:  # one of the user's own that is never printed blank
            return 1

    def _volume(self, one: Checked, person: Person) -> int:
        """The pages of a volume that was never bound: its body laid out, cover and contents blank."""
        plan, duplex = self._press.job.plan, self._press.job.work.settings.binds_duplex
        documents = [
            replace(expected(self._press, name), pages=self._of_form(name))
            for name in plan.bound_forms
            if (use := plan.form(name)) and self._press.copies(use, frozenset({name}), person) is not None
        ]
        # Nothing is made ready here: where a file would be does not matter, only its pages do.
        evidence = {name: replace(found, staged=Path(name)) for name, found in one.evidence.items()}
        volume = lay_out_volume(self._press, person, documents, evidence)
        fronts = (form_with_role(self._press.forms, role).id for role in ("volume_cover", "volume_contents"))
        front = sum(Stacks(1, duplex).sides([self._of_form(name)]) for name in fronts)
        layouts = [tome.layout for tome in volume.books] + ([volume.late.layout] if volume.late else [])
        backed = self._press.job.work.settings.back_cover
        return sum(
            front + len(layout.pages) + (pages_behind(layout, duplex) if backed else 0) for layout in layouts
        )


def _known(entry: Entry | None) -> Mapping[str, int]:
    """The pages that somebody's forms and volume took when they were made."""
    if entry is None:
        return {}
    forms = {told["form"]: told["pages"] for told in entry.outcome["documents"]}
    return {**forms, DOSSIER: entry.outcome["volume_pages"]}


def _sheets(press: Press, everybody: Sequence[Mapping[str, int]]) -> int:
    """The sheets of the print sets."""
    sheets = 0
    for form, use in press.uses("person"):
        own = [pages[form.id] for pages in everybody if form.id in pages]
        stacks = stacks_of(press.job.work.settings, form, use)
        sheets += sum(stacks.sheets(own[volume]) for volume in stacks.volumes(own))
    return sheets


def _bound(press: Press, order: Order, everybody: Sequence[Mapping[str, int]]) -> int:
    if press.job.plan.binding is None or not order.binds:
        return 0
    stacks = Stacks(1, press.job.work.settings.binds_duplex)
    return sum(stacks.leaves(pages[DOSSIER]) for pages in everybody)
