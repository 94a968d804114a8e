"""The forms as folders: discovered, never registered; our own first, then those of the user's.

A folder whose name begins with an underscore is shared material.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from zcforms.chinese.numbers import few
from zcforms.forms.files import read_bytes, read_text
from zcforms.forms.form import SINGLE, Form, Role
from zcforms.ground.errors import BrokenForm, UnreadableInput, UsageError, ZcformsError, reason
from zcforms.ground.files import is_left_by_programs, shown_name
from zcforms.ground.findings import Finding, Place, Severity
from zcforms.ground.manifests import ManifestText, listed, loaded, validated

OWN_FORMS = "forms"  # the folder of the user's own forms in a folder of work
KEPT = 256  # forms, by content, that are not read again, nor what is made of them alone
_AT_REST = 2 * 10**9  # ns: what was changed just now may change again within one tick of the disk's clock


@cache
def templates_folder() -> Path:
    """The folder of all forms."""
    with as_file(files("zcforms") / "templates") as folder:
        return folder


@dataclass(frozen=True)
class Broken:
    """A form of the user's own that cannot be used: the names by which it may be asked for, and why.

    It stops only who asks for it.
    """

    id: str
    names: frozenset[str]
    fault: ZcformsError

    def to_finding(self) -> Finding:
        """What is told to those who did not ask for it."""
        said = " ".join(self.fault.message.split())
        return Finding(
            "form-broken",
            f"自备表格“{self.id}”用不了，没有做：{said}",
            Severity.WARNING,
            self.fault.hint or "改好这张表；不要了，删掉它的文件夹",
            place=Place(self.fault.where),
        )


def is_ours(form: Form) -> bool:
    """Whether a form is one of those that come with the program."""
    return form.folder.parent == templates_folder()


def load_forms() -> dict[str, Form]:
    """Every form of the templates folder by id.

    BrokenForm if a manifest is faulty, or if two forms bear the same id, title or alias. Every job asks for
    them, and every page of a service: they are read anew only where a file of theirs has changed.
    """
    folder = templates_folder()
    known = _at_rest(folder)
    return dict(_unchanged(folder, known)) if known else _read(folder)


def _read(folder: Path) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for one in _folders(folder):
        _join(found, load_form(one))
    return found


@lru_cache(1)
def _unchanged(folder: Path, _known: tuple[object, ...]) -> dict[str, Form]:
    return _read(folder)


def _at_rest(folder: Path) -> tuple[object, ...]:
    """What is other after any change of a file below a folder; nothing while one may be changing."""
    try:
        seen = tuple(
            (entry.path, about.st_ino, about.st_size, about.st_ctime_ns)
            for entry in _files(str(folder))
            for about in (entry.stat(),)
        )
    except (OSError, RecursionError):
        return ()  # whoever reads it tells of it
    newest = max((changed for *_, changed in seen), default=0)
    return seen if newest + _AT_REST < time.time_ns() else ()


def survey_forms(own: Path | None) -> tuple[dict[str, Form], list[Broken]]:
    """Every form by id that can be read, ours and then the user's in a folder, and those that cannot."""
    found, broken = load_forms(), []
    for folder in _folders(own) if own is not None and own.is_dir() else ():
        try:
            _join(found, load_form(folder))
        except BrokenForm as e:
            broken.append(Broken(shown_name(folder), _names(folder), e))
    return found, broken


def _names(folder: Path) -> frozenset[str]:
    """The names of a form whose manifest is faulty, as far as it says them."""
    try:
        data, _ = _parsed(_manifest(folder), shown_name(folder))
    except BrokenForm:
        return frozenset({shown_name(folder)})
    aliases = data.get("aliases")
    said = [data.get("title"), *(aliases if isinstance(aliases, list) else ())]
    return frozenset({shown_name(folder), *(name for name in said if isinstance(name, str))})


def _folders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if os.path.lexists(p / "form.yaml"))


def _join(forms: dict[str, Form], form: Form) -> None:
    """Add a form, unless it bears a name of another one: who asks for that name must get the one meant."""
    for other in forms.values():
        for name in sorted({*form.names} & {*other.names}):
            hint = "改title、aliases或文件夹的名称"
            said = f"《{form.title}》与《{other.title}》同用名称或编号“{name}”"
            raise BrokenForm(said, hint=hint, where=f"{form.id}/form.yaml、{other.id}/form.yaml")
        if form.role in SINGLE and form.role == other.role:
            said = f"《{form.title}》与《{other.title}》的role都是{form.role}，只能有一张"
            hint = "去掉其中一张的role"
            raise BrokenForm(said, hint=hint, where=f"{form.id}/form.yaml、{other.id}/form.yaml")
    forms[form.id] = form


def load_form(folder: Path) -> Form:
    """The form of one folder; its id is the folder's name."""
    if (shown := shown_name(folder)) != folder.name:
        raise BrokenForm("文件夹的名称不是UTF-8编码的文字", hint="给文件夹改名", where=shown)
    content = _digest(folder)  # first: what is edited in between is another form, not this one
    return _form(folder.name, folder.resolve(), _manifest(folder), content)


def _manifest(folder: Path) -> str:
    return read_text(folder / "form.yaml", f"{folder.name}/form.yaml")


def manifest_of(form: Form) -> ManifestText:
    """The manifest of a form, which tells the line of any part; BrokenForm if it is no longer there."""
    return _parsed(_manifest(form.folder), f"{form.id}/form.yaml")[1]


@lru_cache(KEPT)
def _form(name: str, folder: Path, manifest: str, content: str) -> Form:
    where = f"{name}/form.yaml"
    data, text = _parsed(manifest, where)
    form, faults = validated(Form, {**data, "id": name, "folder": folder}, text)
    if form is None or faults:
        raise BrokenForm(listed(faults), where=where)
    form._content = content
    return form


def _digest(folder: Path) -> str:
    """The SHA-256 over all files of a form's folder, in hex."""
    found, start = hashlib.sha256(), len(f"{folder}/")
    try:
        paths = sorted(entry.path for entry in _files(str(folder)))
    except (OSError, RecursionError) as e:
        why = reason(e) if isinstance(e, OSError) else "文件夹套得太深"
        raise BrokenForm(f"这个文件夹无法读取（{why}）", hint="只留本表的文件", where=folder.name) from e
    for path in paths:
        content = read_bytes(Path(path), f"{folder.name}/{path[start:]}")
        found.update(os.fsencode(path[start:]) + b"\0" + hashlib.sha256(content).digest())
    return found.hexdigest()


def refuse_changed(forms: Iterable[Form]) -> None:
    """Raise UnreadableInput if a form of the user's own is not as it was when it was read.

    What was made of it shows something else than its digest says, or half of a batch the one and half the
    other.
    """
    for form in forms:
        if not is_ours(form) and _digest_now(form) != form.digest:
            raise UnreadableInput(
                f"自备表格《{form.title}》在制作的时候变了",
                hint="再做一遍；做的时候不要改动forms文件夹",
                where=f"{OWN_FORMS}/{form.id}",
            )


def _digest_now(form: Form) -> str:
    """The digest of a form's files as they are; "" if they cannot be read: one is being written just now."""
    try:
        return _digest(form.folder)
    except BrokenForm:
        return ""


def files_of(form: Form) -> list[Path]:
    """The files of a form's folder, in order."""
    return sorted(Path(entry.path) for entry in _files(str(form.folder)))


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    """The regular files below a folder: of words, for every job looks at some two hundred.

    Whoever has a template open in Word has a lock lying beside it: that is none of them.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_left_by_programs(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.is_file():
                yield entry


def _parsed(text: str, where: str) -> tuple[dict[str, Any], ManifestText]:
    """The keys of a form's manifest, and its source, which knows their lines."""
    data, source = loaded(text, where, BrokenForm)
    if not isinstance(data, dict):
        raise BrokenForm("应为若干“键: 值”", where=where)
    return data, source


def find_form(forms: Mapping[str, Form], asked: str, broken: Iterable[Broken] = ()) -> Form:
    """The form that the user means by an id, a title or an alias; the fault of a broken one of that name."""
    for one in broken:
        if asked in one.names:
            raise one.fault
    for form in forms.values():
        if asked in form.names:
            return form
    near_first = sorted(forms.values(), key=lambda form: -_likeness(asked, form))
    known = few([f"{form.id}（{form.title}）" for form in near_first], 5, "种，见 zcforms forms list")
    raise UsageError(f"没有表格“{asked}”", hint=f"可用的表格：{known}")


def forms_with_role(forms: Mapping[str, Form], role: Role) -> list[Form]:
    """The forms of a role."""
    return [form for form in forms.values() if form.role == role]


def form_with_role(forms: Mapping[str, Form], role: Role) -> Form:
    """The only form of a role that one form can have; BrokenForm if it is missing."""
    found = forms_with_role(forms, role)
    if not found:
        raise BrokenForm(f"没有role为{role}的表格", hint="重新安装本软件，或恢复templates里的这张表")
    return found[0]


def _likeness(asked: str, form: Form) -> float:
    return max(SequenceMatcher(None, asked, name).ratio() for name in form.names)
