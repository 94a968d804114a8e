"""PDF forms drawn by hand for the tests: every kind of field, and every oddity met in the wild."""

from __future__ import annotations

import io
import warnings
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from pikepdf.exceptions import PageCopyWarning

Rect = tuple[float, float, float, float]
A4 = (595.0, 842.0)


class FormMaker:
    """A form in the making: pages, fields; `bytes()` is the file."""

    def __init__(self, pages: int = 1) -> None:
        self.pdf = Pdf.new()
        for _ in range(pages):
            self.pdf.add_blank_page(page_size=A4)
        self.form = self.pdf.make_indirect(
            Dictionary(
                Fields=Array(),
                DA=String("/Helv 0 Tf 0 g"),
                DR=Dictionary(
                    Font=Dictionary(
                        Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
                    )
                ),
            )
        )
        self.pdf.Root.AcroForm = self.form

    def widget(self, rect: Rect, page: int = 0, **more: Any) -> Any:
        """A widget on a page."""
        entries = {"Type": Name.Annot, "Subtype": Name.Widget, "Rect": Array(rect), "F": 4, **more}
        made = self.pdf.make_indirect(Dictionary(**{k: v for k, v in entries.items() if v is not None}))
        owner = self.pdf.pages[page].obj
        owner.Annots = Array([*owner.get(Name.Annots, []), made])
        return made

    def field(self, name: str, kind: Any, rect: Rect, page: int = 0, **more: Any) -> Any:
        """A field that is its own widget."""
        made = self.widget(rect, page, T=String(name), FT=kind, **more)
        self.form.Fields.append(made)
        return made

    def text(self, name: str, rect: Rect, **more: Any) -> Any:
        """A text field with a thin border."""
        more.setdefault("MK", Dictionary(BC=Array([0.5])))
        return self.field(name, Name.Tx, rect, **more)

    def parent(self, name: str, kids: list[Any], **more: Any) -> Any:
        """A field over other fields or widgets."""
        made = self.pdf.make_indirect(Dictionary(T=String(name), Kids=Array(kids), **more))
        for kid in kids:
            kid.Parent = made
        self.form.Fields.append(made)
        return made

    def box(self, state: str, rect: Rect, **more: Any) -> Any:
        """A widget that is ticked by a state, with drawn appearances."""
        x0, y0, x1, y1 = rect
        size = Array([0, 0, x1 - x0, y1 - y0])
        on = f"0 0 m {x1 - x0} {y1 - y0} l S".encode()
        states = Dictionary(
            {
                f"/{state}": Stream(self.pdf, on, Type=Name.XObject, Subtype=Name.Form, BBox=size),
                "/Off": Stream(self.pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=size),
            }
        )
        return self.widget(rect, AP=Dictionary(N=states), AS=Name.Off, **more)

    def bytes(self, **save: Any) -> bytes:
        """The file."""
        target = io.BytesIO()
        with warnings.catch_warnings(action="ignore", category=PageCopyWarning):  # faulty by intention
            self.pdf.save(target, **save)
        return target.getvalue()


def everything() -> FormMaker:
    """One of each kind, as a unit's own form may have them."""
    maker = FormMaker(pages=2)
    maker.text("姓名", (100, 760, 250, 780), TU=String("姓名"))
    maker.text("自述", (100, 600, 400, 740), Ff=1 << 12, DA=String("/SimSun 10.5 Tf 0 0 1 rg"))
    maker.text("身份证号", (100, 560, 460, 580), Ff=1 << 24, MaxLen=18, DA=String("/Helv 12 Tf 0 g"))
    agreed = maker.box("Yes", (100, 530, 112, 542), T=String("同意"), FT=Name.Btn)
    maker.form.Fields.append(agreed)
    boxes = [maker.box(state, (150 + 40 * n, 530, 162 + 40 * n, 542)) for n, state in enumerate("男女")]
    maker.parent("性别", boxes, FT=Name.Btn, Ff=1 << 15)
    levels = Array([Array([String("1"), String("本科")]), Array([String("2"), String("硕士研究生")])])
    maker.field("学历", Name.Ch, (100, 500, 250, 518), Ff=1 << 17, Opt=levels)
    years = maker.widget((100, 470, 150, 488), T=String("年"), FT=Name.Tx, Q=1)
    maker.parent("出生", [years])
    twice = [maker.widget((300, 760, 400, 780)), maker.widget((100, 700, 200, 720), page=1)]
    maker.parent("单位", twice, FT=Name.Tx)
    maker.text("无默认外观", (100, 440, 250, 458))
    maker.field("照片", Name.Btn, (450, 650, 550, 790), Ff=1 << 16)
    maker.field("签名", Name.Sig, (300, 100, 450, 140))
    return maker
