"""The Word file around the page: styles, settings, sections and their page numbers."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from zcforms.authoring.twins.layout import Page, children
from zcforms.authoring.twins.marking import Marks
from zcforms.authoring.twins.paper import Paragraph, Room, control, line_height, twips
from zcforms.authoring.twins.word import Writer
from zcforms.fillers.packaging import packed
from zcforms.forms import Form

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPARE = 30.0  # px, 8 mm
_FOOT, _LOW_FOOT = 567, 340  # twips from the paper's edge: 10 mm; 6 mm, clear of what printers leave out
_EXPORTED = re.compile('<div class="exported">(.*?)</div>')  # templates/_shared/page.html

_STYLES = f"""{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/><w:sz w:val="21"/><w:szCs w:val="21"/>\
<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
<w:widowControl w:val="0"/>\
<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>\
<w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>"""

_SETTINGS = f"""{_HEAD}<w:settings {_W}><w:characterSpacingControl w:val="doNotCompress"/><w:compat>\
<w:ulTrailSpace/><w:compatSetting w:name="compatibilityMode" w:val="15" \
w:uri="http://schemas.microsoft.com/office/word"/></w:compat></w:settings>"""


def document(form: Form) -> bytes:
    """The form's template as a .docx, the same bytes for the same HTML."""
    marks = Marks(form)
    html = marks.html()
    (exported,) = _EXPORTED.findall(html)
    page = Page(form, _EXPORTED.sub("", html))
    footers: list[str] = []
    body = _body(page, marks, _note(exported), footers)
    files = {
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/settings.xml": _SETTINGS,
    }
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings"}
    related = [("styles", "styles.xml"), ("settings", "settings.xml")]
    for n, footer in enumerate(footers, 1):
        files[f"word/footer{n}.xml"] = f"{_HEAD}<w:ftr {_W}>{footer}</w:ftr>"
        kinds[f"footer{n}"] = "footer"
        related.append(("footer", f"footer{n}.xml"))
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    files["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    files["_rels/.rels"] = _relations([("officeDocument", "word/document.xml")])
    files["word/_rels/document.xml.rels"] = _relations(related)
    # "[Content_Types].xml" comes first, as readers expect.
    return packed((name, files[name].encode()) for name in sorted(files))


def _relations(targets: list[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{entries}</Relationships>"
    )


# --- sections ------------------------------------------------------------------------------------


def _body(page: Page, marks: Marks, note: str, footers: list[str]) -> str:
    """The content of the page, a Word section for each kind of page."""
    writer = Writer(page, marks, lambda box: _section(box, note, footers))
    first, last = page.pages[0], page.pages[-1]
    left = first.content_box_x()
    room = Room(left, left + first.width, first.content_box_y(), is_body=True)
    writer.fill(room, children(page.body()), page.body())
    if not isinstance(room.parts[-1], Paragraph):
        room.parts.append(Paragraph(line=20))
    return room.xml() + _section(last, note, footers)


def _section(box: Any, note: str, footers: list[str]) -> str:
    width, height = twips(box.margin_width()), twips(box.margin_height())
    landscape = ' w:orient="landscape"' if width > height else ""
    number = _page_number(box)
    sides = {side: getattr(box, f"margin_{side}") for side in ("top", "right", "bottom", "left")}
    # Word counts the lines of a grid otherwise: without some room to spare, a full page would spill.
    sides["bottom"] -= min(_SPARE, sides["bottom"] / (5 if number else 2))
    margins = " ".join(f'w:{side}="{twips(px)}"' for side, px in sides.items())
    first = number and not any(number in footer for footer in footers)  # covers have a foot and no number
    numbering = '<w:pgNumType w:start="1"/>' if first else ""
    footers.append(number + control("if exported") + note + control("endif") if number else note)
    reference = f'<w:footerReference w:type="default" r:id="rId{2 + len(footers)}"/>'
    foot = _FOOT if number else _LOW_FOOT
    return (
        f'<w:sectPr>{reference}<w:pgSz w:w="{width}" w:h="{height}"{landscape}/>'
        f'<w:pgMar {margins} w:header="{_FOOT}" w:footer="{foot}" w:gutter="0"/>{numbering}</w:sectPr>'
    )


def _note(words: str) -> str:
    """The line at the foot of what the platform exports, as the paper has it: 9 pt, at the right."""
    note = Paragraph(line=240, jc="right")
    note.runs.append(_characters(f"{{% if exported %}}{words}{{% endif %}}", 18))
    return note.xml()


def _page_number(box: Any) -> str:
    """The footer, if the page has a number at its foot."""
    for margin in box.children:
        if getattr(margin, "at_keyword", "").startswith("@bottom"):
            content = margin.style["content"]
            runs = "".join(_field(part, margin.style) for part in content if isinstance(part, tuple))
            if runs:
                p = Paragraph(line=line_height(margin.style), jc="center")
                p.runs.append(runs)
                return p.xml()
    return ""


def _field(part: tuple[str, Any], style: Any) -> str:
    kind, value = part
    size = round(style["font_size"] * 1.5)
    if kind == "string":
        return _characters(value, size)
    if kind == "counter()":
        name = "NUMPAGES" if value[0] == "pages" else "PAGE"
        return f'<w:fldSimple w:instr=" {name} ">{_characters("1", size)}</w:fldSimple>'
    return ""


def _characters(text: str, half_points: int) -> str:
    faces = '<w:rFonts w:eastAsia="宋体" w:hint="eastAsia"/>'
    properties = f'<w:rPr>{faces}<w:sz w:val="{half_points}"/></w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
