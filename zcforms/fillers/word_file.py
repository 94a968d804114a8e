"""A Word file taken apart: only plain .docx, nothing that runs, nothing from elsewhere, of sane size.

The same is asked of a clerk's file when it is added and of a stored template each time it is used: a
folder of work may come from somebody else.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from zcforms.fillers.packaging import unpacks_to_too_much
from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import read_file
from zcforms.ground.office_parts import (
    COMPOUND,
    STRICT,
    alike,
    archive_of,
    part_name,
    relations_of,
    target_of,
)

_MOST_BYTES = 20 * 2**20
SAVE_AS = "在Word里“另存为”，类型选“Word文档（*.docx）”"
# Fields that fetch or run something when the file is opened.
_FETCHING = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|(?:INCLUDE|RD|EMBED)(?=\s)|DDE|DDEAUTO|IMPORT|LINK|DATABASE|MACROBUTTON)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r'\bHYPERLINK\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_EMBEDDED = {"aFChunk", "control", "oleObject", "package", "subDocument", "vbaProject"}  # kinds of relations
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):|\s*[/\\]{2}", re.IGNORECASE)
CLICKED = {"http", "https", "mailto"}  # schemes of what a reader may follow by a click
_LINKED, _INSERT = "图片是网上或别处的链接", "删去后重新插入，保存在文件里"
_VML = "{urn:schemas-microsoft-com:vml}"
ELSEWHERE = "超链接指向网页和邮箱以外的地方（{}）"
# What the standard library raises of a damaged zip: of its list, its compression, its passwords.
_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError),
    *(RuntimeError, EOFError, ValueError, OSError),
)
_DOCUMENT = (
    b"wordprocessingml.document.main+xml"  # the kind of a .docx's main part (ECMA-376 part 1, 11.3.10)
)
_MAIN = re.compile(
    rb'PartName="/word/(\w+)\.xml"[^<>]*'
    + re.escape(_DOCUMENT)
    + b"|"
    + re.escape(_DOCUMENT)
    + rb'"[^<>]*PartName="/word/(\w+)\.xml"'
)
_KINDS, _RELATIONS = "[Content_Types].xml", ".rels"
_LOOKED_FOR = re.compile(
    r"word/(?:document|(?:header|footer)\d*|footnotes|endnotes|comments\w*|people|styles|settings|numbering)\.xml"
)
_TARGET = re.compile(rb"""(\bTarget\s*=\s*["'])([^"']*)""")
_TEMPLATE = re.compile(rb"wordprocessingml\.template\.main\+xml|macroEnabledTemplate")
_ROOTS = {
    r"\[Content_Types\]\.xml": "Types",
    r"word/document\.xml": "document",
    r"word/header\d*\.xml": "hdr",
    r"word/footer\d*\.xml": "ftr",
    r"word/footnotes\.xml": "footnotes",
    r"word/styles\.xml": "styles",
    r"word/settings\.xml": "settings",
    r"word/numbering\.xml": "numbering",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path) -> bytes:
    """The bytes of a .docx; UnreadableInput for another kind of file, or one that is too large."""
    where = path.name
    try:
        content = read_file(path)
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", where=where) from e
    if path.suffix.lower() == ".docm":
        raise UnreadableInput("带宏的Word文件（.docm）不能用", hint=SAVE_AS, where=where)
    if content.startswith(COMPOUND):
        raise UnreadableInput(
            "这是旧版Word文件（.doc），或加了密码", hint=SAVE_AS + "，去掉密码", where=where
        )
    if len(content) > _MOST_BYTES:
        raise UnreadableInput(f"文件超过{_MOST_BYTES // 2**20}MB", hint="压缩里面的图片", where=where)
    return content


def unpack(content: bytes, where: str) -> dict[str, bytes]:
    """The parts of a .docx by name; UnreadableInput for what is none, or unfolds to too much."""
    try:
        with archive_of(content) as archive:
            if unpacks_to_too_much(archive):
                raise UnreadableInput("文件展开后过大", hint="换一个正常保存的文件", where=where)
            entries = archive.infolist()
            parts = {part_name(e.filename): archive.read(e) for e in entries if not e.is_dir()}
    except _NO_ZIP as e:
        raise UnreadableInput("不是完好的Word文件（.docx）", hint=SAVE_AS, where=where) from e
    parts = _usually_named(_usually_spelt(parts))
    if not {_KINDS, "word/document.xml"} <= parts.keys():
        raise UnreadableInput("不是Word文件（.docx）", hint=SAVE_AS, where=where)
    _refuse_other_kinds(parts[_KINDS], where)
    return parts


def _usually_spelt(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with their names in the letters of Word, and where they lead to each other, too.

    Letter case tells no two parts apart (ISO/IEC 29500-2, 6.2.2.3); python-docx has it otherwise.
    """
    known = {alike(name): _spelling(name) for name in parts}

    def led(owner: str, found: re.Match[bytes]) -> bytes:
        part = target_of(owner, found[2].decode("utf-8", "replace"))
        spelt = known.get(alike(part), part)
        return found[0] if spelt == part else found[1] + f"/{spelt}".encode()

    def content_of(name: str) -> bytes:
        if not alike(name).endswith(_RELATIONS):
            return parts[name]
        return _TARGET.sub(partial(led, _owner(name)), parts[name])

    return {_spelling(name): content_of(name) for name in parts}


def _spelling(name: str) -> str:
    """The name of a part in the letters of Word where it is looked for by name, else as it is."""
    plain = alike(name)
    if plain.endswith(_RELATIONS):
        return relations_of(_spelling(_owner(name)))
    if plain == alike(_KINDS):
        return _KINDS
    return plain if _LOOKED_FOR.fullmatch(plain) else name


def _owner(relations: str) -> str:
    """The part whose relations these are; "" is the package itself."""
    folder, file = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), file[: -len(_RELATIONS)])


def _usually_named(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts with the main one under its usual name: Word Online calls it document2.xml."""
    main = _MAIN.search(parts.get(_KINDS, b""))
    if main is None or "word/document.xml" in parts:
        return parts
    old = (main[1] or main[2]).decode()
    named = {
        f"word/{old}.xml": "word/document.xml",
        f"word/_rels/{old}.xml.rels": "word/_rels/document.xml.rels",
    }
    parts = {named.get(name, name): content for name, content in parts.items()}
    for name in {_KINDS, "_rels/.rels"} & parts.keys():
        parts[name] = parts[name].replace(f"word/{old}.xml".encode(), b"word/document.xml")
    return parts


def _refuse_other_kinds(kinds: bytes, where: str) -> None:
    """UnreadableInput for what is made like a .docx and is none, whatever its name ends in."""
    if _TEMPLATE.search(kinds):
        raise UnreadableInput("这是Word模板（.dotx、.dotm），不是Word文档", hint=SAVE_AS, where=where)
    if b"macroEnabled" in kinds:
        raise UnreadableInput("文件里有宏", hint=SAVE_AS, where=where)
    if _DOCUMENT not in kinds:
        raise UnreadableInput("不是Word文件（.docx）", hint=SAVE_AS, where=where)


def parse(parts: Mapping[str, bytes], where: str) -> dict[str, Any]:
    """The XML parts as trees by name; UnreadableInput for a broken one, or one with a DOCTYPE."""
    trees = {}
    for name, content in parts.items():
        if alike(name).endswith((".xml", _RELATIONS)):
            trees[name] = _tree(content, name, where)
            if _begins(name) not in ("", etree.QName(trees[name]).localname) or not _is_whole(
                trees[name], name
            ):
                raise UnreadableInput(f"文件的{name}部分已损坏", hint=SAVE_AS, where=where)
    body = trees["word/document.xml"].find(f"{W}body")
    if body is None:
        if trees["word/document.xml"].tag.startswith(STRICT):
            hint = SAVE_AS + "，不选“Strict Open XML文档”"
            raise UnreadableInput("文件存成了“Strict Open XML”格式，不能用", hint=hint, where=where)
        raise UnreadableInput("文件里没有正文", hint=SAVE_AS, where=where)
    return trees


def _is_whole(tree: Any, name: str) -> bool:
    """Whether every relation says what it must (ISO/IEC 29500-2, Relationship); other parts are Word's."""
    wanted = {"Id", "Type", "Target"} if name.endswith(".rels") else set()
    return all(wanted <= set(child.attrib) for child in tree.iterchildren("{*}Relationship"))


def _begins(name: str) -> str:
    """The element that a part must begin with, "" where that does not matter to us."""
    if name.endswith(".rels"):
        return "Relationships"
    return next((root for part, root in _ROOTS.items() if re.fullmatch(part, name)), "")


def _tree(content: bytes, name: str, where: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as e:
        raise UnreadableInput(f"文件的{name}部分已损坏", hint=SAVE_AS, where=where) from e
    if tree.getroottree().docinfo.doctype:
        raise UnreadableInput("文件里有不许可的声明（DOCTYPE）", hint=SAVE_AS, where=where)
    return tree


def text_parts(trees: Mapping[str, Any]) -> list[str]:
    """The parts with text, in the order of reading: header, body, footer, footnotes."""
    order = ("header", "document", "footer", "footnotes")
    names = [n for n in trees if re.fullmatch(r"word/(header\d*|document|footer\d*|footnotes)\.xml", n)]
    return sorted(names, key=lambda n: (order.index(re.sub(r"word/|\d*\.xml", "", n)), n))


def refuse_what_is_foreign(parts: Mapping[str, bytes], trees: Mapping[str, Any], where: str) -> None:
    """UnreadableInput for a file that runs something, or brings anything from elsewhere when opened.

    Plain hyperlinks stay: nothing is fetched before somebody clicks.
    """
    names = [*map(alike, parts)]
    if any("vbaproject" in name for name in names):
        raise UnreadableInput("文件里有宏", hint=SAVE_AS, where=where)
    if any(name.startswith(("word/embeddings/", "word/activex/", "word/afchunk")) for name in names):
        hint = "删去嵌入的对象（如Excel表），改成文字或图片"
        raise UnreadableInput("文件里嵌入了别的文件或控件", hint=hint, where=where)
    for tree in trees.values():
        _refuse_fields(tree, where)
        _refuse_drawn(tree, where)
    for name, tree in trees.items():
        for relation in tree if name.endswith(".rels") else ():
            if what := _foreign(relation):
                raise UnreadableInput(what, hint=_INSERT, where=where)


def _refuse_fields(tree: Any, where: str) -> None:
    """UnreadableInput for a field that fetches something, or leads to what is no page or mail."""
    hint = "选中它按Ctrl+Shift+F9变成普通文字"
    for code in _codes(tree):
        if found := _FETCHING.search(_QUOTED.sub("", code)):
            raise UnreadableInput(f"文件里有会取用外部内容的域（{found[0]}）", hint=hint, where=where)
        for link in _LINK.finditer(code):
            if not _is_clicked(target := link[1] or link[2] or ""):
                raise UnreadableInput(ELSEWHERE.format(target[:60]), hint=hint, where=where)


def _codes(tree: Any) -> list[str]:
    """What each field of a part says: Word splits it over runs at will, and one may hold others."""
    found, begun = [], list[list[str]]([[]])
    for element in tree.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}fldSimple":
            found.append(element.get(f"{W}instr", ""))
        elif element.tag == f"{W}instrText":
            begun[-1] += element.itertext()
        elif element.get(f"{W}fldCharType") == "begin":
            begun.append([])
        elif element.get(f"{W}fldCharType") == "end" and len(begun) > 1:
            found.append("".join(begun.pop()))
    return [*found, *map("".join, begun)]


def _refuse_drawn(tree: Any, where: str) -> None:
    """UnreadableInput for an old drawing that names something elsewhere, or a data source of a mail merge."""
    for shape in tree.iter(f"{_VML}*"):
        for name, target in shape.attrib.items():
            kind = etree.QName(name).localname
            if kind in ("src", "althref") and _SCHEME.match(target):
                raise UnreadableInput(_LINKED, hint=_INSERT, where=where)
            if kind == "href" and not _is_clicked(target):
                raise UnreadableInput(ELSEWHERE.format(target[:60]), hint=_INSERT, where=where)
    if next(tree.iter(f"{W}mailMerge"), None) is not None:
        hint = "在Word的“邮件—开始邮件合并”里选“普通Word文档”"
        raise UnreadableInput("文件接着邮件合并的数据源", hint=hint, where=where)


def _is_clicked(target: str) -> bool:
    """Whether what a link leads to is a page, a mail, or a place of the file."""
    scheme = _SCHEME.match(target)
    return scheme is None or (scheme[1] or "").lower() in CLICKED


def refuse_what_is_absent(parts: Mapping[str, bytes], trees: Mapping[str, Any], where: str) -> None:
    """UnreadableInput for a relation to a part that is not in the file: Word shows a red cross."""
    for _, relation, part in absent(parts, trees):
        if relation.get("Type", "").endswith("/image"):
            said, hint = f"图片{part[:60]}不在文件里，Word显示为红叉", "删去这张图片，重新插入"
        else:
            said, hint = f"文件引用的{part[:60]}不在文件里", SAVE_AS
        raise UnreadableInput(said, hint=hint, where=where)


def absent(parts: Mapping[str, bytes], trees: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """The relations to parts that are not in the file: whose they are, they themselves, and the part."""
    for name, tree in trees.items():
        folder, file = posixpath.split(name)
        for relation in tree.iterchildren("{*}Relationship") if name.endswith(".rels") else ():
            target = posixpath.join("/", posixpath.dirname(folder), relation.get("Target", ""))
            part = posixpath.normpath(target).lstrip("/")
            if relation.get("TargetMode") != "External" and part not in parts:
                yield posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels")), relation, part


def _foreign(relation: Any) -> str:
    """What of elsewhere a relation of a part names, in Chinese; "" if nothing."""
    kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
    scheme = _SCHEME.match(target)
    if relation.get("TargetMode") != "External" and not scheme and kind not in _EMBEDDED:
        return ""
    if kind == "hyperlink" and _is_clicked(target):
        return ""
    words = {
        "image": _LINKED,
        "hyperlink": ELSEWHERE.format(target[:60]),
        "attachedTemplate": "引用了别处的Word模板",
    }
    return words.get(kind, f"引用了文件以外的内容（{kind}）")
