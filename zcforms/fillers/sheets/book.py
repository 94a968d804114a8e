"""A workbook that somebody brought: only a plain .xlsx, nothing that runs or fetches, of sane size.

The same is asked of it when it is added and each time it is filled. What is not touched keeps its bytes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from zcforms.fillers.packaging import nameless, packed, unpacks_to_too_much
from zcforms.fillers.sheets.cells import Sheet
from zcforms.fillers.sheets.styles import Styles
from zcforms.fillers.workbook_file import MAIN, RELATIONSHIP, WorkbookFile
from zcforms.fillers.workbook_text import string_of
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.office_parts import COMPOUND, STRICT, alike, archive_of

SAVE_AS = "用Excel或WPS“另存为”，类型选“Excel工作簿（*.xlsx）”"
_NO_BOOK = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError),
    *(ValueError, OSError, KeyError, IndexError, TypeError, AttributeError, etree.XMLSyntaxError),
)
_FOREIGN = ("externalLinks/", "embeddings/", "activeX/", "ctrlProps/", "queryTables/", "connections.xml")
# Functions that fetch or run something when the file is opened or reckoned.
_FETCHING = re.compile(
    r"\b(WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|IMAGE|DDE|HYPERLINK)\s*\(|\|'", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')


class Book:
    """A workbook opened to be read as a form and to be filled; UnreadableInput for one that is not taken."""

    def __init__(self, content: bytes, where: str) -> None:
        if content.startswith(COMPOUND):
            raise UnreadableInput("这是旧的xls文件，或加了密码", hint=SAVE_AS + "，去掉密码", where=where)
        try:
            self._refuse_size(content, where)
            self.package = WorkbookFile(content)
            self._refuse_foreign(where)
            self.main = self.package.book
            self.tree = self.package.tree(self.main)
            self._refuse_other_kinds(where)
            self.sheets = list(self._sheets())
            self.styles.prove()
        except (*_NO_BOOK, StopIteration) as e:
            raise UnreadableInput("不是完好的Excel工作簿（.xlsx）", hint=SAVE_AS, where=where) from e
        for place, formula, hint in self._formulas():
            if found := _FETCHING.search(_QUOTED.sub("", formula)):
                said = f"{place}里有会取用外部内容的公式（{found[0][:20]}）"
                raise UnreadableInput(said, hint=f"{hint}后再添加", where=where)

    def _formulas(self) -> Iterator[tuple[str, str, str]]:
        """Where a formula stands, what it says, and how one is rid of it: a cell may call one by its name."""
        for sheet in self.sheets:
            for formula in sheet.formulas():
                yield f"工作表“{sheet.name}”", formula, "改成数值"
        for name in self.tree.iter(f"{{{MAIN}}}definedName"):
            yield f"名称“{name.get('name', '')[:20]}”", name.text or "", "在“公式—名称管理器”里删去它"

    @staticmethod
    def _refuse_size(content: bytes, where: str) -> None:
        with archive_of(content) as file:
            if unpacks_to_too_much(file):
                hint = "删去用不到的工作表、空行，另存后再试"
                raise UnreadableInput("文件展开后过大", hint=hint, where=where)

    def _refuse_other_kinds(self, where: str) -> None:
        if str(self.tree.tag).startswith(STRICT):
            hint = SAVE_AS + "，不选“Strict Open XML电子表格”"
            raise UnreadableInput("文件存成了“Strict Open XML”格式，不能用", hint=hint, where=where)
        if b"spreadsheetml.template.main" in self.package.parts["[Content_Types].xml"]:
            raise UnreadableInput("这是Excel模板（.xltx），不是工作簿", hint=SAVE_AS, where=where)

    def _refuse_foreign(self, where: str) -> None:
        parts = self.package.parts
        names = [*map(alike, parts)]
        if any("vbaproject" in name for name in names) or b"macroEnabled" in parts["[Content_Types].xml"]:
            raise UnreadableInput("文件里有宏", hint=SAVE_AS, where=where)
        if any(alike(mark) in name for name in names for mark in _FOREIGN):
            hint = "断开链接（“数据—编辑链接”），删去嵌入的对象和控件，再添加"
            raise UnreadableInput("文件连着别的文件，或嵌入了别的文件、控件", hint=hint, where=where)
        for name in parts:
            for relation in self.package.tree(name) if alike(name).endswith(".rels") else ():
                is_link = relation.get("Type", "").endswith("/hyperlink")
                is_page = re.match(r"(https?|mailto):", relation.get("Target", ""), re.IGNORECASE)
                if relation.get("TargetMode") == "External" and not (is_link and is_page):
                    hint = "删去它，图片重新插入、保存在文件里"
                    raise UnreadableInput("文件引用了文件以外的内容", hint=hint, where=where)

    def _sheets(self) -> Iterator[Sheet]:
        strings = self._strings()
        parts = self.package.related(self.main, "worksheet")
        for one in self.tree.iter(f"{{{MAIN}}}sheet"):
            part = parts.get(one.get(f"{{{RELATIONSHIP}}}id"))
            if part is not None:
                hidden = one.get("state", "visible") != "visible"
                yield Sheet(one.get("name", ""), part, self.package.tree(part), strings, hidden)

    def _strings(self) -> list[str]:
        part = next(iter(self.package.related(self.main, "sharedStrings").values()), None)
        return [] if part is None else [string_of(one) for one in self.package.tree(part)]

    @cached_property
    def styles(self) -> Styles:
        """How cells look."""
        self._styles_part = next(iter(self.package.related(self.main, "styles").values()))
        return Styles(self.package.tree(self._styles_part))

    def content(self) -> bytes:
        """The workbook's bytes, its formulas to be reckoned anew when it is opened; no author, no clock."""
        for sheet in self.sheets:
            sheet.forget_results()
            self.package.put(sheet.part, sheet.root)
        if "styles" in self.__dict__:
            self.package.put(self._styles_part, self.styles.root)
        for part in self.package.related(self.main, "calcChain").values():
            self.package.unrelate(self.main, part)
            self.package.remove(part)
        reckoned = self.tree.find(f"{{{MAIN}}}calcPr")
        if reckoned is not None:
            reckoned.set("fullCalcOnLoad", "1")
        self.package.put(self.main, self.tree)
        return packed(nameless(self.package.parts.items()))
