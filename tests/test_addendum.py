"""Late material: an addendum with numbers of its own and the contents of everything; the volume stays."""

import re

import pytest
from conftest import build, person, squeezed, text_of, work_in
from pypdf import PdfReader
from test_dossier import item, pdf_bytes
from test_printing import listed
from test_stacks import document

A4 = (595, 842)
EARLY = [item("P", "合同"), item("Q", "验收意见")]
LATE = [
    item("R", "补交的证书", "获奖证书", 补充材料="是"),
    item("S", "补交的鉴定", 补充材料="是", 取得时间="2020.05"),
]
FILES = {
    f"lin/{name}.pdf": pdf_bytes(*[A4] * pages) for name, pages in zip("PQRS", (3, 1, 2, 3), strict=True)
}
PROJECT = {
    "类别": "工程技术项目",
    "项目名称": "某某工程",
    "本人作用": "主持",
    "起始时间": "2019.03",
    "结束时间": "2020.06",
    "工作内容": "主持设计",
}


def volumes_of(out):
    paths = sorted(out.glob("装订/*.pdf"))
    return {re.sub(r".*装订册(.*)_2021.pdf", r"\1", path.name): path for path in paths}


@pytest.fixture(scope="module", params=["单面", "双面"])
def before_and_after(request, tmp_path_factory):
    """The volume before the late items came, and the books with them; to be looked at only."""
    place, sides = tmp_path_factory.mktemp("addendum"), {"装订册印制方式": request.param}
    record = person(佐证材料=EARLY, 项目=[{**PROJECT, "佐证": ["E-Q"]}])
    before = build(work_in(place, {"lin": record}, FILES, "before", **sides), place / "a", {"dossier"})
    record = {**record, "佐证材料": [*EARLY, *LATE]}
    forms = {"dossier", "bag_cover"}
    after = build(work_in(place, {"lin": record}, FILES, "after", **sides), place / "b", forms)
    assert (before["built"], after["built"]) == (1, 1), after["findings"]
    return volumes_of(place / "a"), volumes_of(place / "b"), after, place / "b"


def test_the_volume_stays_and_the_addendum_has_numbers_of_its_own(before_and_after):
    before, after, receipt, out = before_and_after
    assert list(after) == ["", "补充材料"]
    assert text_of(after[""]) == text_of(before[""]), "not a word of the bound volume is another"
    reader = PdfReader(after["补充材料"])
    labels = reader.page_labels
    body = [n for n, label in enumerate(labels) if label.startswith("补")]
    assert [labels[n] for n in body] == ["补1", "补2", "补3", "补4", "补5"]
    texts = [squeezed(page.extract_text()) for page in reader.pages]
    assert [texts[n].endswith(labels[n]) for n in body] == [True] * 5
    assert "补图1（1/2）补交的证书（复印件）" in texts[body[0]]
    assert "补图2（1/3）补交的鉴定（复印件）" in texts[body[2]]
    assert "补充材料（第补1—5页）" in texts[0]
    said = [f["message"] for f in receipt["findings"] if f["code"] == "volume-addendum"]
    assert said == ["2项补充材料另成1册（第补1—5页），内有改正后的全部目录"]
    (bag,) = out.glob("个人/*/*资料袋*.pdf")
    assert "装订成册的申报材料2册" in squeezed(text_of(bag))
    assert {run["path"] for run in listed(out)[0].values()} >= {
        path.relative_to(out).as_posix() for path in after.values()
    }


def test_the_amended_contents_name_every_item_and_lead_to_the_late_ones(before_and_after):
    before, after, _, _ = before_and_after
    reader, earlier = PdfReader(after["补充材料"]), PdfReader(before[""])
    front = [n for n, label in enumerate(reader.page_labels) if not label.startswith("补")][1:]
    amended = "|".join(re.sub(r"\s+", "|", reader.pages[n].extract_text()) for n in front)
    front = [n for n, label in enumerate(earlier.page_labels) if not label.isdecimal()][1:]
    original = "|".join(re.sub(r"\s+", "|", earlier.pages[n].extract_text()) for n in front)
    assert "（含补充材料）" in amended
    for title in ("合同", "验收意见"):
        (line,) = re.findall(rf"\|\d\|{title}\|(?:2020\.06\|主持\|)?[\d—]+\|", original)
        assert line in amended
    assert "|1|补交的证书|补1—2|" in amended and "|获奖证书|见补充|" in amended
    assert "|3|补交的鉴定|2020.05|补3—5|" in amended
    places = {page.indirect_reference: n for n, page in enumerate(reader.pages)}
    links = [a.get_object() for page in reader.pages for a in page.annotations or ()]
    led = [reader.page_labels[places[list.__getitem__(link["/Dest"], 0)]] for link in links]
    assert sorted(set(led)) == ["补1", "补3"]
    marks = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert marks == ["封面", "目录", "补交的证书", "补交的鉴定"]


def test_the_folded_pages_of_an_addendum_are_told_as_those_of_the_volume(workshop, tmp_path):
    late = [item("R", "补交的证书", 补充材料="是"), item("S", "补交的图纸", 补充材料="是", 版面="折页")]
    files = {**FILES, "lin/S.pdf": pdf_bytes((1191, 842))}
    folder = workshop({"lin": person(佐证材料=[*EARLY, *late])}, files)
    found = build(folder, tmp_path, {"dossier"})["findings"]
    told = [f["message"] for f in found if f["code"] == "volume-folded"]
    assert told == ["补充材料第补3页是A3折页"]


def test_what_keeps_an_addendum_from_the_archive_is_told_by_its_own_numbers(workshop, tmp_path):
    bare = document("in Helvetica, which is not embedded")
    files = {**FILES, "lin/S.pdf": bare}
    folder = workshop({"lin": person(佐证材料=[*EARLY, *LATE])}, files, **{"PDF/A存档": "是"})
    found = build(folder, tmp_path, {"dossier"})["findings"]
    (told,) = [f["message"] for f in found if f["code"] == "volume-not-archival"]
    assert told == "补充材料不能作为PDF/A-2b存档：第补3页字体没有嵌入"


def test_a_form_names_the_page_of_a_late_proof(workshop, tmp_path):
    record = person(佐证材料=[*EARLY, *LATE], 项目=[{**PROJECT, "佐证": ["E-S"]}])
    build(workshop({"lin": record}, FILES), tmp_path, {"summary_form"})
    (form,) = tmp_path.glob("个人/*/*综合表*.pdf")
    assert "补充材料第3—5页" in squeezed(text_of(form))


def test_an_addendum_too_thick_for_one_book_is_divided_as_the_volume_is(workshop, tmp_path):
    record = person(佐证材料=[*EARLY, *LATE])
    files = {**FILES, "lin/R.pdf": pdf_bytes(*[A4] * 7), "lin/S.pdf": pdf_bytes(*[A4] * 8)}
    limit = {"装订册每册张数": 10, "装订册封底": "是"}
    receipt = build(workshop({"lin": record}, files, **limit), tmp_path, {"dossier", "bag_cover"})
    assert receipt["built"] == 1, receipt["findings"]
    books = volumes_of(tmp_path)
    assert list(books) == ["", "补充材料上册", "补充材料下册"]
    for name, own, pages in (("上册", range(1, 8), "第补1—7页"), ("下册", range(8, 16), "第补8—15页")):
        reader = PdfReader(books[f"补充材料{name}"])
        assert [label for label in reader.page_labels if label.startswith("补")] == [f"补{n}" for n in own]
        texts = [squeezed(page.extract_text()) for page in reader.pages]
        assert f"补充材料{name}（共2册，{pages}）" in texts[0]
        assert "补交的证书" in texts[1]
        assert "补交的鉴定" in texts[1]
        assert "在补充材料上册（第补1—7页）、补充材料下册（第补8—15页）" in texts[1]
    told = {f["code"]: f["message"] for f in receipt["findings"]}
    assert told["volume-divided"] == "补充材料分成2册：补充材料上册第补1—7页、补充材料下册第补8—15页"
    assert told["volume-addendum"] == "2项补充材料另成2册（第补1—15页），内有改正后的全部目录"
    (bag,) = tmp_path.glob("个人/*/*资料袋*.pdf")
    assert "装订成册的申报材料3册" in squeezed(text_of(bag))
