"""A PDF of a stranger's, written anew so that its pages can be bound: as seen on the screen, and no more."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import img2pdf
import pikepdf
import pypdfium2
from pikepdf import Array, Name, Pdf

from zcforms.chinese.numbers import runs
from zcforms.ground.files import USUAL_PAGES
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.geometry import LETTER, ordered_box
from zcforms.intake.clean import SAVE_AS_PDF, Clean, cannot, remark, saved
from zcforms.intake.evidence.embedding import fonts_of_fields, missing_font, of_field, told
from zcforms.intake.evidence.glyphs import boxes
from zcforms.intake.evidence.layers import may_hide, spell_out
from zcforms.intake.evidence.legible import on_sheets
from zcforms.intake.evidence.soundness import Unsound, paints, prove, unit_of
from zcforms.intake.evidence.stripping import strip
from zcforms.paper.isolation import isolate
from zcforms.paper.reading import decoded, document_of, is_dynamic, is_signed, listening

_RASTER_DPI = 200
_RASTER_PIXELS = 30_000_000
# What pikepdf and pdfium raise for a file that is broken deeper inside.
DAMAGED = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    AttributeError,
    TypeError,
    ValueError,
    RuntimeError,
    ZeroDivisionError,
    RecursionError,
)


def clean_document(
    raw: bytes, shown: str, password: str = "", most_pages: int = USUAL_PAGES
) -> Clean | Finding:
    """The PDF's pages as seen, without metadata and without whatever a page can do.

    A password opens a PDF that has one, and is passed over by one that opens without.
    """
    damaged = cannot("evidence-unreadable", f"佐证文件{shown}已损坏，无法打开", "重新扫描或导出")
    try:
        with listening() as heard:
            pdf = _opened(raw, password)
    except pikepdf.PasswordError:
        return _locked(shown, bool(password))
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError):
        return damaged
    try:
        with pdf:
            signed = is_signed(pdf)  # before anything of it is taken out
            return _refused(pdf, shown) or replace(_as_seen(pdf, shown, most_pages, heard), signed=signed)
    except Unsound as e:
        return cannot(e.code, f"佐证文件{shown}{e}", e.hint)
    except DAMAGED:
        return damaged


def _opened(raw: bytes, password: str) -> Pdf:
    """A PDF by its password; one that its owner locked against printing alone opens without any."""
    try:
        return document_of(raw, password)
    except pikepdf.PasswordError:
        return document_of(raw)


def clean_converted(raw: bytes, shown: str, most_pages: int = USUAL_PAGES) -> Clean | Finding:
    """What LibreOffice made of another file, if it is what that file shows."""
    clean = clean_document(raw, shown, most_pages=most_pages)
    if isinstance(clean, Finding):
        return clean
    if _is_blank(clean.content):
        return cannot("evidence-office", f"佐证文件{shown}用LibreOffice转换出来是空白的", SAVE_AS_PDF)
    with Pdf.open(io.BytesIO(clean.content)) as pdf:
        if missing := boxes(pdf):
            said = f"佐证文件{shown}用LibreOffice转换，“{missing}”等字印不出来"
            return cannot("evidence-office", said, SAVE_AS_PDF)
    said = f"{shown}由LibreOffice转成{len(clean.sheets)}页装订，换行、分页可能与原来不同"
    told = Finding(
        "evidence-converted", said, Severity.WARNING, f"核对装订册里的这几页；最好{SAVE_AS_PDF[1:]}"
    )
    return replace(clean, findings=(told, *clean.findings))


def _is_blank(raw: bytes) -> bool:
    """Whether nothing can be seen on any page."""
    with pypdfium2.PdfDocument(raw) as document:
        looks = (page.render(scale=0.5, grayscale=True).to_pil().getextrema() for page in document)
        return all(darkest == lightest for darkest, lightest in looks)


def _locked(shown: str, tried: bool) -> Finding:
    if tried:
        return cannot("evidence-encrypted", f"佐证文件{shown}用所写的密码打不开", "核对这项佐证材料的“密码”")
    hint = "在这项佐证材料的“密码”（与“编号”并列）里写上打开密码，或去掉密码后另存一份"
    return cannot("evidence-encrypted", f"佐证文件{shown}设有打开密码", hint)


def _refused(pdf: Pdf, shown: str) -> Finding | None:
    """Why a PDF that can be opened cannot be bound."""
    if Name.Collection in pdf.Root:
        return cannot("evidence-package", f"佐证文件{shown}是PDF文件包", "把包内文件分别导出后放入")
    if is_dynamic(pdf):
        return cannot("evidence-xfa", f"佐证文件{shown}是动态表单（XFA）", "用填写它的软件打印成普通PDF")
    if len(pdf.pages) == 0:
        return cannot("evidence-unreadable", f"佐证文件{shown}没有页面", "重新扫描或导出")
    return None


def _as_seen(pdf: Pdf, shown: str, most_pages: int, heard: Sequence[str]) -> Clean:
    """The PDF so that its pages can be embedded and show what they show on the screen.

    `heard` is what its reader said of it.
    """
    for page in pdf.pages:
        if Name.UserUnit in page.obj and unit_of(page) == 1:
            del page.obj.UserUnit
    proved = prove(pdf, most_pages)  # before anything of it is drawn
    findings = [*_remarks(pdf, shown, heard)]
    if proved.empty:
        pages = "、".join(map(str, proved.empty))
        hint = "背面空白的，在“页”里只写要装订的页；漏扫的，重新扫描"
        findings.append(Finding("evidence-empty-page", f"{shown}第{pages}页是空白页", Severity.WARNING, hint))
    findings += _not_embedded(pdf, proved.fonts, shown)
    if may_hide(pdf):
        findings.append(remark("evidence-rasterised", f"{shown}含有图层，已按屏幕所见转为图像装订"))
        spell_out(pdf)
        return _as_pictures(saved(pdf), findings, shown)
    _show_values(pdf)
    if bare := [*_without_looks(pdf)]:
        findings.append(
            Finding(
                "evidence-annotations",
                f"{shown}第{runs(bare)}页的批注或表单没有自带外观，已按屏幕所见转为图像，请核对填写内容是否完整",
                Severity.WARNING,
                "最好用填写它的软件打印成普通PDF",
            )
        )
        return _as_pictures(saved(pdf), findings, shown)
    for page in pdf.pages:
        isolate(pdf, page)  # the numbers of the volume, too, are drawn over it
        if isinstance(notes := page.obj.get(Name.Annots), Array):
            page.obj.Annots = Array([one for one in notes if not _is_window(one)])
    if any(Name.Annots in page.obj for page in pdf.pages):
        # Stamps and filled fields are annotations: they would vanish when a page is embedded.
        pdf.flatten_annotations("print")
    strip(pdf)
    for page in pdf.pages:
        page.as_form_xobject()  # what cannot be embedded must show itself before anything is bound
    return _fitted(pdf, findings, shown)


def _fitted(pdf: Pdf, findings: list[Finding], shown: str) -> Clean:
    fitted = on_sheets(pdf, shown, pictures=False)
    return Clean(saved(pdf), fitted.sheets, (*findings, *fitted.findings), fitted.large)


def _remarks(pdf: Pdf, shown: str, heard: Sequence[str]) -> Iterator[Finding]:
    if heard or pdf.get_warnings():
        yield Finding(
            "evidence-repaired",
            f"{shown}有结构错误，已修复后装订，请核对页面",
            Severity.WARNING,
            "最好重新导出该文件",
        )
    if is_signed(pdf):
        said = f"{shown}带有电子签名，印在纸上不再可验；原文件一字节不改，另放在装订册旁边"
        yield remark("evidence-signed", said)
    if len(pdf.attachments):
        yield remark("evidence-attachments", f"{shown}内嵌的附件不装订")


def _not_embedded(pdf: Pdf, drawn: Mapping[str, set[int]], shown: str) -> Iterator[Finding]:
    missing = {name: set(pages) for name, pages in drawn.items()}
    for number, font in fonts_of_fields(pdf):
        if name := missing_font(font):
            missing.setdefault(name, set()).add(number)
    if missing:
        yield Finding(
            "evidence-fonts",
            f"{shown}里没有嵌入字体{told(missing)}，印出来可能换成别的字体，走样或缺字",
            Severity.WARNING,
            "核对装订册里的这几页；最好用制作它的软件重新导出，选“嵌入所有字体”",
        )


_HIDDEN, _PRINT, _NO_VIEW = 2, 4, 32  # annotation flags (ISO 32000-1, table 165)
_PUSHED = 1 << 16  # a flag of button fields (table 226)


def _without_looks(pdf: Pdf) -> Iterator[int]:
    """The pages (from 1) on which something is seen that has no appearance of its own to be printed by."""
    form = pdf.Root.get(Name.AcroForm)
    needs = isinstance(form, pikepdf.Dictionary) and bool(form.get(Name.NeedAppearances, False))
    for number, page in enumerate(pdf.pages, 1):
        if any(_would_be_lost(note, needs) for note in page.obj.get(Name.Annots, [])):
            yield number


def _would_be_lost(annotation: Any, needs: bool) -> bool:
    if not isinstance(annotation, pikepdf.Dictionary):
        return False
    kind, flags = annotation.get(Name.Subtype), int(annotation.get(Name.F, 0))
    unseen = flags & _HIDDEN or (flags & _NO_VIEW and not flags & _PRINT)
    if kind in (Name.Link, Name.Popup) or unseen or _is_nowhere(annotation):
        return False
    if kind == Name.Widget and needs:
        return True
    # An empty field has nothing to show.
    shows = kind != Name.Widget or _is_filled(of_field(annotation, Name.V))
    return shows and (annotation.get(Name.AP) is None or not flags & _PRINT)


def _is_window(annotation: Any) -> bool:
    """Whether an annotation is the window of a remark, which has no appearance of its own (12.5.6.14)."""
    return isinstance(annotation, pikepdf.Dictionary) and annotation.get(Name.Subtype) == Name.Popup


def _is_filled(value: Any) -> bool:
    if isinstance(value, pikepdf.String):
        return bool(str(value).strip())
    return value is not None and value != Name.Off


def _show_values(pdf: Pdf) -> None:
    """Let the fields show what they hold where programs that filled them in left that to the reader.

    A box that does not say in which state it is, is in that of its value. A text that the appearance of the
    field does not show, being that of an empty one, is set anew. The picture on a button is all that there is
    of it (a photo): a reader that is told to make appearances would make another one.
    """
    for page in pdf.pages:
        for widget in page.obj.get(Name.Annots, []):
            if not isinstance(widget, pikepdf.Dictionary) or widget.get(Name.Subtype) != Name.Widget:
                continue
            value, looks = of_field(widget, Name.V), widget.get(Name.AP)
            look = looks.get(Name.N) if isinstance(looks, pikepdf.Dictionary) else None
            if isinstance(look, pikepdf.Stream):
                if _is_button(widget):
                    widget.Subtype = Name.Stamp
                if isinstance(value, pikepdf.String) and _is_filled(value) and not paints(decoded(look)):
                    del widget.AP
            elif isinstance(look, pikepdf.Dictionary) and Name.AS not in widget:
                widget.AS = value if isinstance(value, Name) and value in look else Name.Off


def _is_button(widget: pikepdf.Dictionary) -> bool:
    """Whether a field is a button to push, which holds no value (12.7.4.2.2)."""
    return of_field(widget, Name.FT) == Name.Btn and bool(int(of_field(widget, Name.Ff) or 0) & _PUSHED)


def _is_nowhere(annotation: pikepdf.Dictionary) -> bool:
    """Whether an annotation has no place on its page: of a signature that nobody is to see (12.7.4.5)."""
    try:
        left, bottom, right, top = ordered_box(annotation.get(Name.Rect, LETTER))
    except (TypeError, ValueError):
        return False
    return left == right and bottom == top


def _as_pictures(raw: bytes, findings: list[Finding], shown: str) -> Clean:
    with Pdf.open(io.BytesIO(rasterised(raw))) as drawn:
        return _fitted(drawn, findings, shown)


def rasterised(raw: bytes) -> bytes:
    """A PDF with a picture of every page, as the screen shows it."""
    pictures = []
    with pypdfium2.PdfDocument(raw) as document:
        document.init_forms()
        for page in document:
            target = io.BytesIO()
            area = max(1.0, page.get_width() * page.get_height())
            scale = min(_RASTER_DPI / 72, math.sqrt(_RASTER_PIXELS / area))
            image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            image.save(target, "JPEG", quality=85, dpi=(max(1, round(72 * scale)),) * 2)
            pictures.append(target.getvalue())
    return bytes(img2pdf.convert(pictures, nodate=True))
