"""A workbook as the package that it is (ECMA-376 part 2): parts, their kinds, how they point at each other.

A part that nobody puts anew keeps its bytes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from zcforms.fillers.packaging import EPOCH, as_part
from zcforms.ground.office_parts import alike, archive_of, part_name, relations_of, target_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KINDS = "[Content_Types].xml"
# The time of the list of kinds in what is written here: every program that saves it writes another one.
_WRITTEN = (1984, 2, 29, 4, 4, 4)


class WorkbookFile:
    """The parts of a workbook by name, in their order."""

    def __init__(self, content: bytes) -> None:
        with archive_of(content) as file:
            self._entries = {_usual(entry.filename): entry for entry in file.infolist()}
            self.parts = {name: file.read(entry) for name, entry in self._entries.items()}
        self._named = {alike(name): name for name in self.parts}

    @property
    def book(self) -> str:
        """The name of the part that is the book: some programs call it workbook2.xml."""
        (name,) = self.related("", "officeDocument").values()
        return name

    def _as_named(self, name: str) -> str:
        """A part as this package spells it."""
        return self._named.get(alike(name), name)

    def tree(self, name: str) -> Any:
        """A part as XML; ValueError for one with a DOCTYPE, which no workbook has."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        tree = etree.fromstring(self.parts[self._as_named(name)], parser)
        if tree.getroottree().docinfo.doctype:
            raise ValueError(name)
        return tree

    def put(self, name: str, tree: Any) -> None:
        """Write a part anew, or one more."""
        self.parts[self._as_named(name)] = as_part(tree)

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern with a number in it that no part has."""
        taken = {alike(name) for name in self.parts}
        return next(name for n in range(1, len(taken) + 2) if alike(name := pattern.format(n)) not in taken)

    def remove(self, name: str) -> None:
        """Take a part out, and what is said of its kind."""
        self.parts.pop(name, None)
        kinds = self.tree(_KINDS)
        for said in kinds.findall(f"{{{_TYPES}}}Override"):
            if said.get("PartName", "").lower() == f"/{name}".lower():
                kinds.remove(said)
        for said in kinds.findall(f"{{{_TYPES}}}Default"):
            ending = f".{said.get('Extension', '')}".lower()
            if name.lower().endswith(ending) and not any(p.lower().endswith(ending) for p in self.parts):
                kinds.remove(said)
        self.put(_KINDS, kinds)

    def declare(self, name: str, kind: str, by_ending: bool = False) -> None:
        """Say of which kind a part is, or all parts with its ending."""
        kinds, ending = self.tree(_KINDS), name.rpartition(".")[2]
        if not by_ending:
            etree.SubElement(kinds, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kind)
        elif not any(d.get("Extension", "").lower() == ending for d in kinds.iter(f"{{{_TYPES}}}Default")):
            # (The kinds of endings stand before those of single parts.)
            kinds.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=ending, ContentType=kind))
        self.put(_KINDS, kinds)

    def content(self) -> bytes:
        """The workbook's bytes, marked as written here until another program saves them."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for name, content in self.parts.items():
                known = self._entries.get(name)
                time = _WRITTEN if name == _KINDS else known.date_time if known else EPOCH
                entry = zipfile.ZipInfo(name, time)
                entry.external_attr = known.external_attr if known else 0
                is_stored = known is not None and known.compress_type == zipfile.ZIP_STORED
                entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
                out.writestr(entry, content)
        return target.getvalue()

    # --- relations -------------------------------------------------------------------------------

    def related(self, part: str, kind: str) -> dict[str, str]:
        """The parts that a part points at, by the id of the relation; `kind` is the last word of its type."""
        if self._as_named(relations_of(part)) not in self.parts:
            return {}
        targets = {
            one.get("Id"): target_of(part, one.get("Target", ""))
            for one in self.tree(relations_of(part))
            if one.get("TargetMode") != "External" and one.get("Type", "").rpartition("/")[2] == kind
        }
        return {key: self._as_named(target) for key, target in targets.items()}

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point at another; the id of the relation."""
        name = self._as_named(relations_of(part))
        plain = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        relations = self.tree(name) if name in self.parts else plain
        taken = {one.get("Id") for one in relations}
        key = next(key for n in range(1, len(taken) + 2) if (key := f"rId{n}") not in taken)
        way = posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}")  # (a bare one asks where we are)
        kind = f"{RELATIONSHIP}/{kind}"
        etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", Id=key, Type=kind, Target=way)
        self.put(name, relations)
        return key

    def unrelate(self, part: str, target: str) -> None:
        """Let a part no longer point at another; the list of relations goes with the last of them."""
        name = self._as_named(relations_of(part))
        relations = self.tree(name)
        for one in list(relations):
            if self._as_named(target_of(part, one.get("Target", ""))) == target:
                relations.remove(one)
        if len(relations):
            self.put(name, relations)
        else:
            self.remove(name)


def _usual(written: str) -> str:
    """The name of a part; that of the list of kinds as it usually is."""
    return _KINDS if alike(name := part_name(written)) == alike(_KINDS) else name


def is_as_written(content: bytes) -> bool:
    """Whether the bytes are a workbook that was written here and that no program has saved since."""
    try:
        with archive_of(content) as file:
            return file.getinfo(_KINDS).date_time == _WRITTEN
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError):
        return False
