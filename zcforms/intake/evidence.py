"""An evidence file as a PDF whose pages can be bound: scans upright, forms flattened, no metadata.

Each file is opened once. What comes of it is staged on disk under the digest of its content and found
there when the volume is bound: nothing open travels, and no name of the user's gets into a temporary
folder.
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import pikepdf
import pypdfium2
from pikepdf import Name, Pdf
from PIL import Image, ImageOps

from zcforms.ground.errors import reason
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.pictures import BROKEN, read_file, stage, whole_picture

MAX_PIXELS = 200_000_000
_RASTER_DPI = 200
_RASTER_PIXELS = 30_000_000
_EXIF_ORIENTATION = 0x0112
# EXIF orientation → clockwise turn that sets the picture upright; the mirrored ones are redrawn.
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}


@dataclass(frozen=True)
class Evidence:
    """An evidence file that can be bound: its staged PDF (None if nothing is to be bound), its pages."""

    staged: Path | None
    pages: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Clean:
    """A file's pages as a PDF fit to be bound, and what should be said about it."""

    content: bytes
    pages: int
    findings: tuple[Finding, ...] = ()


def read_evidence(path: Path, shown: str, folder: Path | None) -> Evidence | Finding:
    """Read a PDF, JPEG or PNG by its content, staged in a folder, or say why it cannot be bound.

    Without a folder it is only looked at. Undeliverable if the folder takes no more.
    """
    try:
        raw = read_file(path)
    except FileNotFoundError:
        return _cannot("evidence-missing", f"找不到佐证文件{shown}", "核对文件名和所在文件夹")
    except OSError as e:
        return _cannot("evidence-unreadable", f"佐证文件{shown}无法读取（{reason(e)}）", "")
    if not raw:
        return _cannot("evidence-unreadable", f"佐证文件{shown}是空文件", "重新扫描或拷贝")
    if b"%PDF-" in raw[:1024]:
        clean = _clean_pdf(raw, shown)
    elif raw[:3] == b"\xff\xd8\xff" or raw[:8] == b"\x89PNG\r\n\x1a\n":
        clean = _clean_picture(raw, shown)
    else:
        hint = "请转换成PDF、JPG或PNG后放入"
        return _cannot("evidence-kind", f"佐证文件{shown}不是PDF、JPG或PNG", hint)
    if isinstance(clean, Finding):
        return clean
    staged = None if folder is None else folder / f"{hashlib.sha256(raw).hexdigest()}.pdf"
    if staged is not None and not staged.exists():  # another person's file may be the same
        stage(staged, clean.content)
    return Evidence(staged, clean.pages, clean.findings)


def _cannot(code: str, message: str, hint: str) -> Finding:
    return Finding(code, message, hint=hint)


# --- PDF -----------------------------------------------------------------------------------------


# What pikepdf and pdfium raise for a file that is broken deeper inside.
_DAMAGED = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    AttributeError,
    TypeError,
    ValueError,
    RuntimeError,
    ZeroDivisionError,
    MemoryError,
)


def _clean_pdf(raw: bytes, shown: str) -> _Clean | Finding:
    damaged = _cannot("evidence-unreadable", f"佐证文件{shown}已损坏，无法打开", "重新扫描或导出")
    try:
        pdf = Pdf.open(io.BytesIO(raw))
    except pikepdf.PasswordError:
        return _cannot("evidence-encrypted", f"佐证文件{shown}设有打开密码", "去掉密码后另存一份")
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError):
        return damaged
    try:
        with pdf:
            return _refused(pdf, shown) or _as_seen(pdf, raw, shown)
    except _DAMAGED:
        return damaged


def _refused(pdf: Pdf, shown: str) -> Finding | None:
    """Why a PDF that can be opened cannot be bound."""
    if Name.Collection in pdf.Root:
        return _cannot("evidence-package", f"佐证文件{shown}是PDF文件包", "把包内文件分别导出后放入")
    form = pdf.Root.get(Name.AcroForm)
    is_xfa = isinstance(form, pikepdf.Dictionary) and Name.XFA in form
    if is_xfa and pdf.Root.get(Name.NeedsRendering, False):
        return _cannot("evidence-xfa", f"佐证文件{shown}是动态表单（XFA）", "用填写它的软件打印成普通PDF")
    if len(pdf.pages) == 0:
        return _cannot("evidence-unreadable", f"佐证文件{shown}没有页面", "重新扫描或导出")
    return None


def _as_seen(pdf: Pdf, raw: bytes, shown: str) -> _Clean:
    """The PDF so that its pages can be embedded and show what they show on the screen."""
    findings, content = list(_remarks(pdf, shown)), raw
    if _has_hidden_layers(pdf):
        content = _rasterised(raw)
        findings.append(_remark("evidence-rasterised", f"{shown}含有图层，已按屏幕所见转为图像装订"))
    elif _would_lose_annotations(pdf):
        content = _rasterised(raw)
        findings.append(
            Finding(
                "evidence-annotations",
                f"{shown}的批注或表单没有自带外观，已按屏幕所见转为图像，请核对填写内容是否完整",
                Severity.WARNING,
                "最好用填写它的软件打印成普通PDF",
            )
        )
    elif any(Name.Annots in page.obj for page in pdf.pages):
        # Stamps and filled fields are annotations: they would vanish when a page is embedded.
        pdf.flatten_annotations("print")
        content = _saved(pdf)
    for page in pdf.pages:
        page.as_form_xobject()  # what cannot be embedded must show itself before anything is bound
    return _Clean(content, len(pdf.pages), tuple(findings))


def _saved(pdf: Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _remark(code: str, message: str) -> Finding:
    return Finding(code, message, Severity.INFO)


def _remarks(pdf: Pdf, shown: str) -> list[Finding]:
    found = []
    if pdf.get_warnings():
        found.append(
            Finding(
                "evidence-repaired",
                f"{shown}有结构错误，已修复后装订，请核对页面",
                Severity.WARNING,
                "最好重新导出该文件",
            )
        )
    if Name.Perms in pdf.Root or _is_signed(pdf):
        found.append(_remark("evidence-signed", f"{shown}带有电子签名，装订后签名不再可验，请保留原文件"))
    if len(pdf.attachments):
        found.append(_remark("evidence-attachments", f"{shown}内嵌的附件不装订"))
    return found


def _is_signed(pdf: Pdf) -> bool:
    form = pdf.Root.get(Name.AcroForm)
    return isinstance(form, pikepdf.Dictionary) and bool(int(form.get(Name.SigFlags, 0)) & 1)


def _has_hidden_layers(pdf: Pdf) -> bool:
    """Whether layers are switched off: a page embedded without the catalogue would show them."""
    layers = pdf.Root.get(Name.OCProperties)
    if layers is None:
        return False
    default = layers.get(Name.D, pikepdf.Dictionary())
    return len(default.get(Name.OFF, [])) > 0 or default.get(Name.BaseState) == Name.OFF


_HIDDEN, _PRINT = 2, 4  # annotation flags (ISO 32000-1, table 165)


def _would_lose_annotations(pdf: Pdf) -> bool:
    """Whether something seen on the screen has no appearance of its own to be printed by."""
    form = pdf.Root.get(Name.AcroForm)
    needs = isinstance(form, pikepdf.Dictionary) and bool(form.get(Name.NeedAppearances, False))
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, []):
            if not isinstance(annotation, pikepdf.Dictionary):
                continue
            kind, flags = annotation.get(Name.Subtype), int(annotation.get(Name.F, 0))
            if kind in (Name.Link, Name.Popup) or flags & _HIDDEN:
                continue
            if kind == Name.Widget and needs:
                return True
            appearance = annotation.get(Name.AP)
            # An empty field has nothing to show.
            shows = kind != Name.Widget or Name.V in annotation or Name.V in annotation.get(Name.Parent, {})
            if shows and (appearance is None or not flags & _PRINT):
                return True
    return False


def _rasterised(raw: bytes) -> bytes:
    pictures = []
    with pypdfium2.PdfDocument(raw) as document:
        document.init_forms()
        for page in document:
            target = io.BytesIO()
            area = max(1.0, page.get_width() * page.get_height())
            scale = min(_RASTER_DPI / 72, math.sqrt(_RASTER_PIXELS / area))
            image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            image.save(target, "JPEG", quality=85, dpi=(_RASTER_DPI, _RASTER_DPI))
            pictures.append(target.getvalue())
    return bytes(img2pdf.convert(pictures, nodate=True))


# --- images --------------------------------------------------------------------------------------


def _clean_picture(raw: bytes, shown: str) -> _Clean | Finding:
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            orientation = image.getexif().get(_EXIF_ORIENTATION, 1)
            clean, turn = _upright(raw, image, orientation)
            small = min(image.size) < 600
        content = bytes(img2pdf.convert([clean], nodate=True))
    except (*BROKEN, img2pdf.ImageOpenError):
        hint = "重新扫描或拍摄；特别大的图片请降到300dpi"
        return _cannot("evidence-unreadable", f"图片{shown}已损坏、不完整或过大", hint)
    if turn:
        with Pdf.open(io.BytesIO(content)) as pdf:
            pdf.pages[0].rotate(turn, relative=False)
            content = _saved(pdf)
    if not small:
        return _Clean(content, 1)
    remark = Finding(
        "evidence-low-resolution",
        f"图片{shown}只有{image.width}×{image.height}像素，印出来可能不清楚",
        Severity.WARNING,
        "用300dpi重新扫描",
    )
    return _Clean(content, 1, (remark,))


def _upright(raw: bytes, image: Image.Image, orientation: int) -> tuple[bytes, int]:
    """The picture without metadata, and the clockwise turn that is left to do; scans stay as is."""
    if image.format == "JPEG" and orientation in _TURNS:
        return without_metadata(raw), _TURNS[orientation]
    if image.format == "PNG" and orientation == 1 and not _is_transparent(image):
        return raw, 0  # the coded image data is embedded as it is, 16-bit grey included
    upright = ImageOps.exif_transpose(image)
    if _is_transparent(upright):
        rgba = upright.convert("RGBA")
        upright = Image.new("RGB", rgba.size, "white")
        upright.paste(rgba, mask=rgba.getchannel("A"))
    elif upright.mode not in ("1", "L", "RGB", "P", "CMYK"):
        upright = upright.convert("RGB")
    target = io.BytesIO()
    if image.format == "JPEG":
        upright.save(target, "JPEG", quality=95)
    else:
        upright.save(target, "PNG")
    return target.getvalue(), 0


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC and comments: a phone writes the place into them.

    Colour profile (APP2) and Adobe transform (APP14) stay: the picture depends on them. The coded
    image data is copied as it is (ISO/IEC 10918-1 annex B).
    """
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker = jpeg[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        if marker not in (0xE1, 0xED, 0xFE):
            kept.append(jpeg[at : at + length])
        at += length
    return b"".join([*kept, jpeg[at:]])


# --- page choice ---------------------------------------------------------------------------------


def chosen_pages(asked: str | None, count: int) -> list[int] | str:
    """Page indices (from 0) for "1-3,5", all if nothing is asked, or what is wrong, in Chinese."""
    if not asked:
        return list(range(count))
    chosen: list[int] = []
    for part in asked.replace("，", ",").replace("、", ",").split(","):
        first, _, last = part.strip().partition("-")
        start, end = int(first), int(last or first)
        if start > end:
            return f"页码“{part.strip()}”前后颠倒"
        if not 1 <= start <= end <= count:
            return f"页码“{part.strip()}”不在文件的1—{count}页之内"
        chosen += range(start - 1, end)
    return chosen
