"""From a line of a form to the page of its proof, and back: on paper by numbers, in the volume by links."""

import re

import pikepdf
import pypdfium2
import pytest
from conftest import build, person, seen_texts, squeezed
from pypdf import PdfReader
from test_dossier import item, pdf_bytes

from zcforms.paper import assembly

A4 = (595, 842)
ROWS = [
    {"评价指标": "业绩", "自评分": 60, "自评依据": "主持完成某某工程。", "佐证": ["E-P", "E-Q"]},
    {"评价指标": "获奖", "自评分": 20, "自评依据": "获某某奖。", "佐证": ["E-Q"]},
]
PROJECT = {
    "类别": "工程技术项目",
    "项目名称": "某某工程",
    "本人作用": "主持",
    "起始时间": "2019.03",
    "结束时间": "2020.06",
    "工作内容": "主持设计",
    "佐证": ["E-Q"],
}


@pytest.fixture
def folder(workshop):
    def made(sides="单面", **more):
        items = [item("P", "合同"), item("Q", "验收意见"), item("R", "图纸")]
        files = {"lin/P.pdf": pdf_bytes(A4, A4, A4), "lin/Q.pdf": pdf_bytes(A4), "lin/R.pdf": pdf_bytes(A4)}
        return workshop({"lin": person(佐证材料=items, 打分表=ROWS, **more)}, files, 装订册印制方式=sides)

    return made


def volume_of(out):
    (volume,) = (out / "装订").glob("*.pdf")
    return volume


def links_of(path):
    """Of a volume, every link of its body: the page it is on, the words under it, the page it leads to."""
    reader = PdfReader(path)
    front = sum(not label.isdecimal() for label in reader.page_labels)
    number = {page.indirect_reference: n for n, page in enumerate(reader.pages, 1 - front)}
    found = []
    with pypdfium2.PdfDocument(path) as shown:
        for page, n in list(number.items())[front:]:
            words = shown[front + n - 1].get_textpage()
            for annotation in page.get_object().get("/Annots", ()):
                link = annotation.get_object()
                left, bottom, right, top = map(float, link["/Rect"])
                under = words.get_text_bounded(left + 1, bottom + 1, right - 1, top - 1)
                found.append((n, under.strip(), number[link["/Dest"][0]]))
    return found


def pages_of(path):
    """The text of every page of the body of a volume, by its number."""
    front = sum(not label.isdecimal() for label in PdfReader(path).page_labels)
    return {n: squeezed(text) for n, text in enumerate(seen_texts(path)[front:], 1)}


@pytest.mark.parametrize("sides", ["单面", "双面"])
def test_links_lead_from_the_line_to_its_proof_and_back(folder, tmp_path, sides):
    assert build(folder(sides), tmp_path, {"dossier"})["built"] == 1
    pages, links = pages_of(volume_of(tmp_path)), links_of(volume_of(tmp_path))
    at = {
        title: [n for n, text in pages.items() if re.search(f"图\\d.*{title}", text)]
        for title in ("合同", "验收意见", "图纸")
    }
    assert [len(found) for found in at.values()] == [3, 1, 1]
    (table,) = [n for n, text in pages.items() if "得分符合情况描述" in text]
    (first, *_, last), (other,) = at["合同"], at["验收意见"]
    assert [link for link in links if link[0] == table] == [
        (table, f"{first}—{last}", first),
        (table, str(other), other),
        (table, str(other), other),
    ]
    assert [link for link in links if link[0] != table] == [
        (n, str(table), table) for n in sorted([*at["合同"], other])
    ]
    for n in (*at["合同"], other):
        assert f"见第{table}页" in pages[n]
    assert "打分表第1项" in pages[first]
    assert "打分表第1—2项" in pages[other]
    # What no line cites says so by saying nothing.
    assert "见第" not in pages[at["图纸"][0]]
    assert "打分表" not in pages[at["图纸"][0]]


def test_the_foot_names_the_form_beside_the_volume_whatever_was_asked_for(folder, tmp_path):
    root = folder(项目=[PROJECT])
    assert build(root, tmp_path / "alone", {"dossier"})["built"] == 1
    build(root, tmp_path / "all")
    alone, whole = volume_of(tmp_path / "alone"), volume_of(tmp_path / "all")
    assert alone.read_bytes() == whole.read_bytes()
    assert not list((tmp_path / "alone").rglob("*综合表*"))
    (summary,) = (tmp_path / "all" / "个人").rglob("*综合表*.pdf")
    shown = [squeezed(page.extract_text()) for page in PdfReader(summary).pages]
    (cited,) = [n for n, text in pages_of(whole).items() if re.search("图\\d.*验收意见", text)]
    (on,) = [n for n, text in enumerate(shown, 1) if f"P{cited}" in text]
    assert f"综合表第{on}页" in pages_of(whole)[cited]
    # On its own no paper has links to pages that are elsewhere.
    assert [page.annotations for page in PdfReader(summary).pages] == [None] * len(shown)


def led_astray(pdf, page):
    """The first link of a page leads to the first page of the body."""
    link = page.obj.Annots[0]
    link.Dest[0] = pdf.pages[int(pdf.Root.PageLabels.Nums[4])].obj


def without_links(_pdf, page):
    del page.obj.Annots


@pytest.mark.parametrize(
    ("spoil", "place", "led"),
    [(led_astray, 0, "1"), (led_astray, -1, "1、9、9"), (without_links, 0, "—")],
)
def test_a_volume_whose_links_lead_elsewhere_is_not_delivered(
    folder, tmp_path, monkeypatch, spoil, place, led
):
    assemble = assembly.assemble

    def spoiled(target, *arguments):
        assemble(target, *arguments)
        with pikepdf.open(target, allow_overwriting_input=True) as pdf:
            body = list(pdf.pages)[int(pdf.Root.PageLabels.Nums[4]) :]
            spoil(pdf, [page for page in body if "/Annots" in page.obj][place])
            pdf.save(target)

    monkeypatch.setattr(assembly, "assemble", spoiled)
    receipt = build(folder(), tmp_path, {"dossier"})
    assert (receipt["built"], receipt["blocked"]) == (0, 1)
    (found,) = [f["message"] for f in receipt["findings"] if f["code"] == "volume-differs"]
    assert re.fullmatch(rf"装订册第\d+页引用第[\d、]+页，跳转到第{led}页", found)
