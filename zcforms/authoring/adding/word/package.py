"""A clerk's Word file opened: only plain .docx, nothing that runs, nothing from elsewhere, of sane size."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.pictures import read_file

_MOST_BYTES = 20 * 2**20
_MOST_UNPACKED = 100 * 2**20
_MOST_PARTS = 2000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_SAVE_AS = "在Word里“另存为”，类型选“Word文档（*.docx）”"
# Fields that fetch or run something when the file is opened.
_FETCHING = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO|IMPORT|LINK|DATABASE|MACROBUTTON)\b")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Package:
    """The parts of a .docx by name; the XML ones can be changed in place."""

    def __init__(self, path: Path) -> None:
        self.parts = _unpack(path)
        self.trees: dict[str, Any] = {}
        for name, content in self.parts.items():
            if name.endswith((".xml", ".rels")):
                self.trees[name] = _parse(content, name, path)
        self._refuse_what_runs(path)
        self._cut_links(path)

    def text_parts(self) -> list[str]:
        """The parts with text, in the order of reading: header, body, footer, footnotes."""
        order = ("header", "document", "footer", "footnotes")
        names = [
            n for n in self.trees if re.fullmatch(r"word/(header\d*|document|footer\d*|footnotes)\.xml", n)
        ]
        return sorted(names, key=lambda n: (order.index(re.sub(r"word/|\d*\.xml", "", n)), n))

    def pack(self) -> bytes:
        """The file with what was changed."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                tree = self.trees.get(name)
                archive.writestr(
                    info,
                    content
                    if tree is None
                    else etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True),
                )
        return target.getvalue()

    def _refuse_what_runs(self, path: Path) -> None:
        kinds = self.parts["[Content_Types].xml"]
        if b"macroEnabled" in kinds or any("vbaProject" in name for name in self.parts):
            raise UnreadableInput("文件里有宏", hint=_SAVE_AS, where=path.name)
        inside = ("word/embeddings/", "word/activeX/", "word/afchunk")
        if any(name.startswith(inside) for name in self.parts):
            raise UnreadableInput(
                "文件里嵌入了别的文件或控件",
                hint="删去嵌入的对象（如Excel表），改成文字或图片",
                where=path.name,
            )
        for name in self.text_parts():
            code = " ".join(self.trees[name].itertext(f"{W}instrText"))
            code += " ".join(f.get(f"{W}instr", "") for f in self.trees[name].iter(f"{W}fldSimple"))
            if found := _FETCHING.search(code):
                raise UnreadableInput(
                    f"文件里有会取用外部内容的域（{found[0]}）",
                    hint="选中它按Ctrl+Shift+F9变成普通文字",
                    where=path.name,
                )

    def _cut_links(self, path: Path) -> None:
        """Nothing from elsewhere but plain hyperlinks; the name of the clerk's own Word template goes."""
        for name, tree in self.trees.items():
            if not name.endswith(".rels"):
                continue
            for relation in list(tree):
                if relation.get("TargetMode") != "External":
                    continue
                kind = relation.get("Type", "").rpartition("/")[2]
                if kind == "attachedTemplate":
                    self._forget(relation)
                elif kind != "hyperlink":
                    what = "图片是网上或别处的链接" if kind == "image" else f"引用了文件以外的内容（{kind}）"
                    raise UnreadableInput(what, hint="删去后重新插入，保存在文件里", where=path.name)

    def _forget(self, relation: Any) -> None:
        relation.getparent().remove(relation)
        settings = self.trees.get("word/settings.xml")
        for element in [] if settings is None else list(settings.iter(f"{W}attachedTemplate")):
            element.getparent().remove(element)


def _unpack(path: Path) -> dict[str, bytes]:
    where = path.name
    try:
        content = read_file(path)
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", where=where) from e
    if path.suffix.lower() == ".docm":
        raise UnreadableInput("带宏的Word文件（.docm）不能用", hint=_SAVE_AS, where=where)
    if content.startswith(_OLD_WORD):
        raise UnreadableInput(
            "这是旧版Word文件（.doc），或加了密码", hint=_SAVE_AS + "，去掉密码", where=where
        )
    if len(content) > _MOST_BYTES:
        raise UnreadableInput(f"文件超过{_MOST_BYTES // 2**20}MB", hint="压缩里面的图片", where=where)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS or sum(e.file_size for e in entries) > _MOST_UNPACKED:
                raise UnreadableInput("文件展开后过大", hint="换一个正常保存的文件", where=where)
            # (zipfile itself never reads more of an entry than it declares.)
            parts = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as e:
        raise UnreadableInput("不是完好的Word文件（.docx）", hint=_SAVE_AS, where=where) from e
    if not {"[Content_Types].xml", "word/document.xml"} <= parts.keys():
        raise UnreadableInput("不是Word文件（.docx）", hint=_SAVE_AS, where=where)
    return parts


def _parse(content: bytes, name: str, path: Path) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as e:
        raise UnreadableInput(f"文件的{name}部分已损坏", hint=_SAVE_AS, where=path.name) from e
    if tree.getroottree().docinfo.doctype:
        raise UnreadableInput("文件里有不许可的声明（DOCTYPE）", hint=_SAVE_AS, where=path.name)
    return tree
