"""A clerk's Word file opened, so that its tags can be written anew."""

from __future__ import annotations

from pathlib import Path

from zcforms.authoring.adding.word.controls import unbind
from zcforms.authoring.adding.word.mending import mend
from zcforms.authoring.adding.word.revisions import REMARKS, accept, forget_remarks
from zcforms.fillers import word_file
from zcforms.fillers.packaging import as_part, packed
from zcforms.fillers.word_file import W
from zcforms.ground.office_parts import part_name

FULL_WIDTH = str.maketrans("｛｝％｜．", "{}%|.")  # of a tag, as it may be typed
_ELSEWHERE = ("attachedTemplate", "mailMergeSource", "mailMergeHeaderSource")


class Package:
    """The parts of a .docx by name; the XML ones can be changed in place.

    UnreadableInput for a file that cannot be taken; the names of the clerk's own Word template and of
    the list that a mail merge takes its data from go, and remarks. It `was_revised` if there were revisions
    that nobody had accepted: they are, here.
    """

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """Open a file; `content` is what it was converted to, if it was."""
        self.parts = word_file.unpack(content or word_file.read(path), path.name)
        self.trees = word_file.parse(self.parts, path.name)
        self._forget_elsewhere()
        self._forget_remarks()
        self.was_revised = sum(accept(tree) for tree in self.trees.values()) > 0
        for name in self.text_parts():
            unbind(self.trees[name])
        for name in {"word/styles.xml", *self.text_parts()} & self.trees.keys():
            mend(self.trees[name])
        self._loosen_links()
        self._forget_unused()
        word_file.refuse_what_is_foreign(self.parts, self.trees, path.name)
        word_file.refuse_what_is_absent(self.parts, self.trees, path.name)

    def text_parts(self) -> list[str]:
        """The parts with text, in the order of reading: header, body, footer, footnotes."""
        return word_file.text_parts(self.trees)

    def has_tags(self) -> bool:
        """Whether anybody has written a tag into the file."""
        texts = ("".join(self.trees[name].itertext(f"{W}t")) for name in self.text_parts())
        return any(sign in text.translate(FULL_WIDTH) for text in texts for sign in ("{{", "}}", "{%"))

    def pack(self) -> bytes:
        """The file with what was changed."""
        return packed(
            (name, content if name not in self.trees else as_part(self.trees[name]))
            for name, content in self.parts.items()
        )

    def _forget_remarks(self) -> None:
        for tree in self.trees.values():
            forget_remarks(tree)
        for name in list(filter(REMARKS.fullmatch, self.parts)):
            del self.parts[name]
            del self.trees[name]
        for one in list(self.trees["[Content_Types].xml"].iterchildren("{*}Override")):
            if REMARKS.fullmatch(part_name(one.get("PartName", "")).lower()):
                one.getparent().remove(one)

    def _loosen_links(self) -> None:
        """Hyperlinks to a place of the file (#_top) or to nothing (NULL) as links that name no part."""
        for name, tree in self.trees.items():
            for relation in tree if name.endswith(".rels") else ():
                kind, target = relation.get("Type", ""), relation.get("Target", "")
                if kind.endswith("/hyperlink") and "word/" + target not in self.parts:
                    relation.set("TargetMode", "External")

    def _forget_unused(self) -> None:
        """Relations to parts that are not there, where nothing shows them: Word does not miss them either."""
        for owner, relation, _ in list(word_file.absent(self.parts, self.trees)):
            elements = self.trees[owner].iter() if owner in self.trees else ()
            if not any(relation.get("Id") in element.attrib.values() for element in elements):
                relation.getparent().remove(relation)

    def _forget_elsewhere(self) -> None:
        for name, tree in self.trees.items():
            for relation in list(tree) if name.endswith(".rels") else ():
                if relation.get("Type", "").rpartition("/")[2] in _ELSEWHERE:
                    tree.remove(relation)
        settings = self.trees.get("word/settings.xml")
        for element in (
            [] if settings is None else list(settings.iter(f"{W}attachedTemplate", f"{W}mailMerge"))
        ):
            element.getparent().remove(element)
