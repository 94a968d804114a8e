"""A Word or Excel file that somebody brought becomes a form of the folder of work, or is refused whole."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zcforms.facts.sources import check_sources
from zcforms.facts.vocabulary import SCOPES
from zcforms.forms import OWN_FORMS, Form, Values, left_blank, load_form, load_forms
from zcforms.ground.errors import UnreadableInput, UsageError, reason
from zcforms.ground.files import read_file, stage
from zcforms.intake.folder import require_work
from zcforms.intake.office import is_old, modern
from zcforms.paper import delivery
from zcforms.paper.staging import emptied, staging

if TYPE_CHECKING:
    from zcforms.authoring.adding.word.marks import Draft
    from zcforms.authoring.adding.word.tags import Meaning

MANIFEST = "form.yaml"
_MOST_BYTES = 20 * 2**20


@dataclass(frozen=True)
class Brought:
    """A file that joined a folder of work: what its tags mean, or what was guessed where it has none.

    `sheet` shows every guess in its place; `is_new` unless a form.yaml that a person went over was kept;
    `converted` if it was an older file, which LibreOffice made one of today; `was_revised` if it had
    revisions that nobody had accepted, which are now.
    """

    form: Form
    tags: tuple[Meaning, ...] = ()
    draft: Draft | None = None
    sheet: Path | None = None
    is_new: bool = True
    converted: bool = False
    was_revised: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data for `--json`."""
        form = self.form
        known: dict[str, Any] = {"id": form.id, "title": form.title, "scope": form.scope}
        known |= {"folder": str(form.folder), "new": self.is_new, "converted": self.converted}
        known |= {"revised": self.was_revised}
        known |= {"tags": [asdict(tag) for tag in self.tags]}
        if self.draft is not None:
            known["guesses"] = [asdict(one) for one in self.draft.fields]
            known["lists"] = [asdict(one) for one in self.draft.lists]
            known |= {
                "by_hand": self.draft.by_hand,
                "unread": self.draft.unread,
                "remarks": self.draft.remarks,
            }
            known |= {"sheet": str(self.sheet)}
        return known


@dataclass(frozen=True)
class Proposal:
    """What an untagged file becomes: form.yaml, template, the sheet to check, and what was found."""

    manifest: str
    template: bytes
    sheet: bytes
    draft: Draft


@dataclass(frozen=True)
class Medium:
    """What fills files of a kind: the name of its template, how it is proved, how it is filled."""

    template: str
    check: Callable[[Form], None]
    fill: Callable[[Form, Values], bytes]


def folder_of(work: Path, title: str, scope: str) -> Path:
    """Where a form of that title belongs; UsageError for no folder of work, or a title that is taken."""
    require_work(work)
    if scope not in SCOPES:
        raise UsageError(f"没有适用范围“{scope}”", hint="可用：" + "、".join(SCOPES))
    name = delivery.safe_name(title)
    for form in load_forms().values():
        if not {title, name}.isdisjoint(form.names):
            raise UsageError(f"已有表格“{title}”", hint="用 --title 另取一个名称")
    return work / OWN_FORMS / name


def kept_form(folder: Path) -> Form | None:
    """The form that is there already, whose form.yaml a person may have gone over."""
    if not (folder / MANIFEST).is_file():
        return None
    form = load_form(folder)
    check_sources(form)
    return form


def content_of(path: Path) -> bytes:
    """The bytes of a file that somebody brought; UnreadableInput if they cannot be had."""
    try:
        return read_file(path, _MOST_BYTES)
    except OSError as e:
        is_large = e.errno == errno.EFBIG
        hint = "压缩里面的图片" if is_large else "核对文件名和所在的文件夹"
        raise UnreadableInput(f"无法读取（{reason(e)}）", hint=hint, where=path.name) from e


def modern_content(path: Path) -> bytes | None:
    """What LibreOffice makes of an older file (.doc, .wps, .xls, .et); None for one of today."""
    content = content_of(path)
    return modern(content, path.name) if is_old(content) else None


def store(folder: Path, medium: Medium, found: Proposal, converted: bool) -> Brought:
    """Prove a proposal by filling it once, blank, then put it into the folder; a form.yaml there stays."""
    is_new = not (folder / MANIFEST).is_file()
    manifest = found.manifest.encode() if is_new else read_file(folder / MANIFEST)
    with staging(folder.parent.parent) as room:
        tried = emptied(room / folder.name)
        stage(tried / medium.template, found.template)
        stage(tried / MANIFEST, manifest)
        form = load_form(tried)
        check_sources(form)
        medium.check(form)
        medium.fill(form, left_blank(form))
    sheet = folder / f"核对稿{Path(medium.template).suffix}"
    delivery.deliver(sheet, found.sheet)
    delivery.deliver(folder / medium.template, found.template)
    if is_new:
        delivery.deliver(folder / MANIFEST, manifest)
    return Brought(load_form(folder), draft=found.draft, sheet=sheet, is_new=is_new, converted=converted)
