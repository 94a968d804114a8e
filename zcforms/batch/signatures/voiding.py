"""What a workbook would make void before it is taken in: the signatures of people whose data it changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zcforms.batch.opening import open_job
from zcforms.batch.receiving import is_the_workbook, is_workbook
from zcforms.batch.signatures.register import PAPER, SIGNED
from zcforms.batch.signatures.signed import board, pledge_of, signing_press
from zcforms.ground.errors import ZcformsError
from zcforms.ground.files import read_file, stage
from zcforms.intake.folder import OUTPUT, WORKBOOK
from zcforms.intake.parcels import names_in, unpacked
from zcforms.intake.workbook import read_workbook
from zcforms.paper.staging import staging
from zcforms.pipeline.signing import has_signing_key
from zcforms.pipeline.story import bare_person


def voided(root: Path, parcel: Path, today: date) -> list[str]:
    """The keys of those who have signed, and with a parcel taken in would have to again, or be gone.

    Nobody where it has no workbook, or where either cannot be read: taking it in says so. Undeliverable.
    """
    if not has_signing_key(root):
        return []
    with staging(root / OUTPUT) as folder:
        try:
            signed = [
                one for one in board(signing_press(open_job(root, today))) if one.state in (SIGNED, PAPER)
            ]
            book = _book(parcel, folder) if signed else None
            if book is None or read_workbook(book, WORKBOOK).layout is None:
                return []
            then = _contents(_with_book(root, book, folder / "then"), today)
        except ZcformsError:
            return []
    return [one.person.key for one in signed if then.get(one.pledge.who) != one.pledge.content]


def _book(parcel: Path, folder: Path) -> Path | None:
    """The workbook that is a parcel, or in it; UnreadableInput as of `receive`."""
    if is_workbook(parcel):
        return parcel
    if not any(name.endswith(WORKBOOK) for name in names_in(parcel)):
        return None  # to unpack what has only photos and evidence takes long
    return next((p.content for p in unpacked(parcel, folder, ()) if is_the_workbook(p.name)), None)


def _with_book(root: Path, book: Path, then: Path) -> Path:
    """The folder of work as it would be with that workbook: everything else are links."""
    then.mkdir()
    for path in root.iterdir():
        if path.name not in (OUTPUT, WORKBOOK):
            (then / path.name).symlink_to(path)
    stage(then / WORKBOOK, read_file(book))
    return then


def _contents(root: Path, today: date) -> dict[str, str]:
    """What everybody in a folder would sign, by who they are."""
    press = signing_press(open_job(root, today))
    people = filter(None, (bare_person(press.job, file) for file in press.job.people))
    return {found.who: found.content for person in people if (found := pledge_of(press, person))}
