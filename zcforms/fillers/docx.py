"""Values into a Word file by way of a template with tags: with word_values the only home of docxtpl.

`template.docx` says `{{ name }}` for a field, `{%tr for row in people %}` … `{{ row.name }}` for a
table, `{{ title }}`, `{{ options.label }}`, `{% if name %}` (`blank` and `exported`, too), nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from zcforms.fillers import word_file
from zcforms.fillers.apart import apart
from zcforms.fillers.packaging import bare
from zcforms.fillers.sandbox.faults import in_words, is_of_the_template
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import MOST_COLUMNS
from zcforms.fillers.word_growth import growth
from zcforms.fillers.word_lines import marked, set_between_words
from zcforms.fillers.word_styles import properties_of
from zcforms.fillers.word_values import BRACES, WordSandbox, context_of
from zcforms.forms import Form, Values
from zcforms.forms.files import refuse_link
from zcforms.ground.errors import BrokenForm, UnreadableInput
from zcforms.ground.findings import Finding, Severity

TEMPLATE = "template.docx"
_TOLD_MM = 12.0  # from here on a longer form is told (inferred: two lines of 小四 are no page)
_ROW_MM = 8.0  # of a row that is added to a list (inferred: one line with its margins)
_FEW_ROWS = 6  # beside the head: a list of no more stays on its page
_KEPT = 64  # parts of templates made ready, by content
_UNUSABLE = (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError)
_DAMAGED = "Word模板用不了：文件坏了，或里面缺了部分"
# What nobody reads on the page: attributes of XML (a picture's alternative text), revisions taken out.
_UNSEEN = re.compile(r"<w:(del|moveFrom)(?: [^>]*)?(?<!/)>.*?</w:\1>|<[^>]*[{}][^>]*>", re.DOTALL)
_COMMENT = re.compile(r"\{(?=(?:<[^>]*>)*#)|(?<=#)((?:<[^>]*>)*)\}")  # Jinja2's; on a form it is text


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl without its leniency: broken XML is an error, properties are no templates.

    A tag is what stands on the page; `{#` is text like any other.
    """

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def build_xml(self, context: Any, jinja_env: Any = None) -> Any:
        """The body with its values, whose paragraphs stay known until the tables are whole."""
        source = marked(self.patch_xml(self.get_xml()))
        return self.render_xml_part(source, self.docx._part, context, jinja_env)

    def fix_tables(self, xml: str) -> Any:
        written = etree.fromstring(xml)  # docxtpl itself would drop what it cannot parse
        for span in written.iter(f"{W}gridSpan"):
            columns = span.get(f"{W}val", "")
            if not columns.isdecimal() or int(columns) > MOST_COLUMNS:
                raise Forbidden(f"一格最多跨{MOST_COLUMNS}列，不能跨{columns[:20]}列")
        tree = super().fix_tables(xml)
        for cell in tree.iter(f"{W}tc"):
            if cell[-1].tag != f"{W}p":  # a condition may have taken the last paragraph of a cell
                cell.append(cell.makeelement(f"{W}p"))
        for table in tree.iter(f"{W}tbl"):
            _keep_together(table)
        set_between_words(tree, self.docx.styles.element)
        return tree

    def map_tree(self, tree: Any) -> None:
        """The filled body for the template's, emptied first: lxml takes long to take it out whole."""
        del self.docx._element.body[:]
        super().map_tree(tree)

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing: they are replaced when the file is written."""


def _keep_together(table: Any) -> None:
    """As on paper a list of few rows stays on one page, and no row of a longer one stands alone on one."""
    rows = table.findall(f"{W}tr")
    heads = sum(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows)
    if not heads:
        return
    held = rows[:-1] if len(rows) - heads <= _FEW_ROWS else [*rows[: heads + 1], rows[-2]]
    for paragraph in (p for row in held for p in row.iter(f"{W}p")):
        properties = properties_of(paragraph, "pPr")
        if properties.find(f"{W}keepNext") is None:
            style = properties.find(f"{W}pStyle")  # which the format wants first
            properties.insert(0 if style is None else 1, properties.makeelement(f"{W}keepNext"))


@lru_cache(_KEPT)
def _patched(xml: str) -> str:
    """A part of a template with its tags in one piece each: the same for everybody it is filled for."""
    seen = _UNSEEN.sub(lambda unseen: unseen[0].translate(BRACES), xml)
    literal = _COMMENT.sub(lambda brace: (brace[1] or "") + f"&#{ord(brace[0][-1])};", seen)
    patched: str = DocxTemplate(io.BytesIO()).patch_xml(literal)  # which looks at the text only
    return patched


@contextmanager
def _told(form: Form) -> Iterator[None]:
    """What goes wrong with a template is a BrokenForm that says so; a fault of the program stays one."""
    where = f"{form.id}/{TEMPLATE}"
    try:
        yield
    except Exception as e:
        if is_of_the_template(e):
            said, hint = in_words(e)
            raise BrokenForm(f"Word模板的标记有错：{said}", hint=hint, where=where) from e
        if isinstance(e, _UNUSABLE):
            raise BrokenForm(_DAMAGED, hint="重新添加这张表", where=where) from e
        raise


def _looked_at(form: Form, content: bytes) -> bytes:
    """The same file, unless it runs something or fetches anything: BrokenForm."""
    where = f"{form.id}/{TEMPLATE}"
    with _as_broken(where):
        parts = word_file.unpack(content, where)
        trees = word_file.parse(parts, where)
        word_file.refuse_what_is_foreign(parts, trees, where)
        word_file.refuse_what_is_absent(parts, trees, where)
    return content


def _read(form: Form) -> bytes:
    refuse_link(form.folder / TEMPLATE, f"{form.id}/{TEMPLATE}")
    with _as_broken(f"{form.id}/{TEMPLATE}"):
        return word_file.read(form.folder / TEMPLATE)


@contextmanager
def _as_broken(where: str) -> Iterator[None]:
    try:
        yield
    except UnreadableInput as e:
        raise BrokenForm(f"Word模板不能用：{e.message}", hint=e.hint, where=where) from e


def _opened(form: Form) -> _Template:
    """The template, looked at each time: a folder of work may come from somebody else."""
    template = _Template(io.BytesIO(_looked_at(form, _read(form))))
    try:
        template.init_docx()
    except Exception as e:  # whatever the library makes of parts that do not belong together
        raise BrokenForm(_DAMAGED, hint=word_file.SAVE_AS, where=f"{form.id}/{TEMPLATE}") from e
    return template


# --- templates -----------------------------------------------------------------------------------


@apart
def check_template(form: Form) -> None:
    """Prove that every tag is declared and every declared field has its tag, else BrokenForm."""
    form.refuse_undeclared(set(tags(form)), "Word模板", f"{form.id}/{TEMPLATE}")


def tags(form: Form) -> list[str]:
    """The fields ("name") and columns ("table.column") that the Word template prints, in its order."""
    template = _opened(form)
    found: list[str] = []
    with _told(form):
        uris = (template.HEADER_URI, template.FOOTER_URI)
        edges = [part for uri in uris for _, part in template.get_headers_footers(uri)]
        notes = [p for p in template.docx.part.package.parts if p.content_type.endswith(".footnotes+xml")]
        texts = [template.xml_to_string(template.get_docx().element.body), *map(template.get_part_xml, edges)]
        for source in map(template.patch_xml, [*texts, *(note.blob.decode() for note in notes)]):
            _collect(WordSandbox().parse(source), {}, found)
    return list(dict.fromkeys(found))


def _collect(node: nodes.Node, rows: Mapping[str, str], found: list[str]) -> None:
    """The printed names below a node; `rows` are the loop variables with their tables."""
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        table = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        rows = {**rows, node.target.name: table}
        for child in (*node.body, *node.else_):
            _collect(child, rows, found)
    elif isinstance(node, nodes.Getattr) and getattr(node.node, "name", "") in rows:
        found.append(f"{rows[node.node.name]}.{node.attr}")  # type: ignore[attr-defined]
    elif isinstance(node, nodes.Name):
        if node.name not in {"title", "options", "blank", "exported", "loop", *rows}:
            found.append(node.name)
    elif not isinstance(node, nodes.Assign):  # what a template reckons for itself is not printed
        for child in node.iter_child_nodes():
            _collect(child, rows, found)


# --- filling -------------------------------------------------------------------------------------


def covers(form: Form, options: Mapping[str, Any]) -> bool:
    """Whether the template can show the options: one that differs from the form's own has a tag."""
    differing = {name for name, value in options.items() if form.options.get(name) != value}
    return not differing or differing <= _options(form)


@lru_cache(256)
def _options(form: Form) -> frozenset[str]:
    with _as_broken(f"{form.id}/{TEMPLATE}"):
        xml = word_file.unpack(_read(form), TEMPLATE)["word/document.xml"].decode("utf-8", "replace")
    return frozenset(re.findall(r"\boptions\.(\w+)", xml))


@lru_cache(256)
def _boxes(form: Form) -> Mapping[str, Sequence[Sequence[str]]]:
    """By field what its boxes stand for, in the order of the template: the word behind each, and the like."""
    with _as_broken(f"{form.id}/{TEMPLATE}"):
        xml = word_file.unpack(_read(form), TEMPLATE)["word/document.xml"].decode("utf-8", "replace")
    found: dict[str, list[list[str]]] = {}
    for asked, name in re.findall(r"\{% if (\(?(\w+) == '[^{}]*)%\}☑", xml):
        found.setdefault(name, []).append(re.findall(r"== '([^']+)'", asked))
    return {name: boxes for name, boxes in found.items() if name in form.fields}


@apart
def unticked(form: Form, values: Values) -> list[Finding]:
    """What a form's value says that stands behind none of its boxes: they stay empty, for a hand."""
    return [
        Finding(
            "box-unticked",
            f"“{form.fields[name].title}”是“{said}”，方框只有{'、'.join(box[0] for box in boxes)}，没有打勾",
            Severity.WARNING,
            hint="在做好的Word里打勾；常常这样的，改资料里的词，或改Word模板里方框后面的词",
        )
        for name, boxes in _boxes(form).items()
        if (said := values.fields.get(name, ""))
        and not any(said in box or (len(box[0]) > 1 and said.startswith(box[0])) for box in boxes)
    ]


@apart
def grown(form: Form, values: Values) -> list[Finding]:
    """That a form becomes longer than it is blank, perhaps by a page: Word makes rows grow."""
    with _as_broken(f"{form.id}/{TEMPLATE}"):
        trees = word_file.parse(word_file.unpack(_read(form), TEMPLATE), TEMPLATE)
    more, by = growth(trees["word/document.xml"].find(f"{W}body"), values)
    more += sum(
        _ROW_MM * max(0, len(values.tables[name]) - table.min_rows) for name, table in form.tables.items()
    )
    if more < _TOLD_MM:
        return []
    titles = {**{n: s.title for n, s in form.fields.items()}, **{n: t.title for n, t in form.tables.items()}}
    longest = sorted((name for name in by if name in titles), key=lambda name: -by[name])[:3]
    whose = f"（{'、'.join(titles[name] for name in longest)}）" if longest else ""
    said = f"比空表长出约{more:.0f}毫米{whose}，可能多出一页"
    hint = "打开看一眼；要在原来的页数里，压缩这几栏，或在Word里调小字号"
    return [Finding("word-grows", said, Severity.WARNING, hint=hint)]


@apart
def fill(form: Form, values: Values, duplex: bool = False) -> bytes:
    """A form's Word template with its values: a .docx with no author and no clock.

    Every value stands literally on the page. Images are placed in the mm of their box; the margins are
    mirrored for two sides. Raises BrokenForm for a fault of the template.
    """
    template = _opened(form)
    context = context_of(form, values, template)
    target = io.BytesIO()
    with _told(form):
        template.render(context, WordSandbox(), autoescape=True)
        if duplex:
            template.docx.settings.element.insert(0, etree.Element(f"{W}mirrorMargins"))
        template.save(target)
    # Once more: a field that fetches may have been put together by the tags.
    return bare(_looked_at(form, target.getvalue()))
