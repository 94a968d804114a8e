"""A volume that is divided into books: where, and that the numbers in each are those of its pages."""

import re
from functools import partial

import pytest
from conftest import TODAY, build, codes, person, seen_texts, silent, squeezed, text_of, work_in
from pypdf import PdfReader
from test_dossier import item, pdf_bytes
from test_printing import listed

from zcforms import batch
from zcforms.batch.putting import of_one_length
from zcforms.ground.errors import UnreadableInput
from zcforms.paper.dossier import Entry, Section, Source, lay_out
from zcforms.paper.tomes import divided, seams, thickness

A4, A3 = (595, 842), (1191, 842)


def sections(*counts, folded=()):
    """A section of so many pages each; an empty one of 0."""
    pdf = pdf_bytes(A4)
    return [
        Section(f"甲{n}", [Entry(f"甲{n}", [Source(pdf, [0] * count, folded=frozenset(folded))], True)])
        if count
        else Section(f"甲{n}", [])
        for n, count in enumerate(counts)
    ]


def books(counts, most, dividers=False, duplex=False, folded=()):
    """What the books of a volume of such sections are called, their sections and numbers."""
    layout = lay_out(sections(*counts, folded=folded), dividers, duplex)
    return [
        (one.name, [*one.sections], (one.layout.numbers.start, one.layout.numbers.stop - 1))
        for one in divided(layout, duplex, most)
    ]


def test_a_volume_is_one_book_unless_it_is_too_thick():
    assert books([5, 7], None) == [("", [0, 1], (1, 12))]
    assert books([5, 7], 12) == [("", [0, 1], (1, 12))]
    assert books([5, 7], 11) == [("上册", [0], (1, 5)), ("下册", [1], (6, 12))]


def test_the_books_are_about_as_thick():
    assert books([8, 8, 8, 2], 24) == [("上册", [0, 1], (1, 16)), ("下册", [2, 3], (17, 26))]


def test_two_three_and_more_books_have_names():
    assert [name for name, _, _ in books([4, 4, 4], 4)] == ["上册", "中册", "下册"]
    assert [name for name, _, _ in books([4] * 4, 4)] == ["第1册", "第2册", "第3册", "第4册"]


def test_files_of_ten_books_stand_in_their_order():
    ten = [name for name, _, _ in books([4] * 10, 4)]
    names = list(of_one_length([*ten, "补充材料第1册", "补充材料第2册"]))
    assert names == [*(f"第{n:02}册" for n in range(1, 11)), "补充材料第1册", "补充材料第2册"]
    assert list(of_one_length(["上册", "下册"])) == ["上册", "下册"]


def test_an_empty_section_stays_with_what_is_before_it():
    assert books([0, 5, 0, 5, 0], 5) == [("上册", [0, 1, 2], (1, 5)), ("下册", [3, 4], (6, 10))]
    assert books([0, 0], 10) == [("", [0, 1], (1, 0))]


def test_a_section_is_never_divided():
    assert books([3, 30, 3], 10) == [("上册", [0], (1, 3)), ("中册", [1], (4, 33)), ("下册", [2], (34, 36))]


def test_in_duplex_a_book_ends_with_a_whole_sheet():
    """Its last back is numbered, so that the next book begins with an odd number."""
    assert books([3, 3], 2, duplex=True) == [("上册", [0], (1, 4)), ("下册", [1], (5, 7))]
    assert books([3, 3], 3, dividers=True, duplex=True) == [("上册", [0], (1, 6)), ("下册", [1], (7, 11))]


def test_a_folded_sheet_is_as_thick_as_two():
    layout = lay_out(sections(3, folded=[0]), dividers=False, duplex=False)
    assert thickness(layout.pages, duplex=False) == 6
    assert books([3, 3], 6, folded=[0]) == [("上册", [0], (1, 3)), ("下册", [1], (4, 6))]
    duplex = lay_out(sections(3, folded=[0]), dividers=False, duplex=True)
    assert (len(duplex.pages), thickness(duplex.pages, duplex=True)) == (6, 6)


def test_a_seal_goes_over_so_many_sheets_of_a_book_and_is_marked_on_their_fronts():
    layout = lay_out(sections(3, 4), dividers=False, duplex=False)
    upper, lower = divided(layout, False, 4)
    assert seams(upper, False, 2) == {1: 1, 2: 1, 3: 2}
    assert seams(lower, False, 2) == {4: 1, 5: 1, 6: 2, 7: 2}, "each book is sealed for itself"
    (both,) = divided(lay_out(sections(3, 4), dividers=False, duplex=True), True, None)
    assert seams(both, True, 2) == {1: 1, 3: 1, 5: 2, 7: 2}
    (folded,) = divided(lay_out(sections(3, folded=[0]), False, False), False, None)
    assert seams(folded, False, 2) == {}, "its edge is inside"


# --- a whole volume ------------------------------------------------------------------------------


def folder_of(made, **settings):
    """A folder of one person with evidence in four sections, some of several pages."""
    many = [
        (category, f"{category}第{n}件", pages)
        for category, count in (("获奖证书", 3), ("论文著作材料复印件", 4), ("工作业绩证明", 30))
        for n, pages in zip(range(1, count + 1), [1, 2, 3] * 10, strict=False)
    ]
    items = [item(f"P{k}", title, category) for k, (category, title, _) in enumerate(many)]
    files = {f"lin/P{k}.pdf": pdf_bytes(*[A4] * pages) for k, (_, _, pages) in enumerate(many)}
    return made({"lin": person(佐证材料=items)}, files, 装订册每册张数="20", **settings), many


@pytest.fixture(
    scope="module", params=[("单面", "是"), ("单面", "否"), ("双面", "是"), ("双面", "否")], ids="-".join
)
def divided_volume(request, tmp_path_factory):
    """What was made of a person whose volume is divided: where, the receipt, its books, the items, duplex."""
    sides, dividers = request.param
    place = tmp_path_factory.mktemp("divided")
    folder, many = folder_of(partial(work_in, place), 装订册印制方式=sides, 装订册隔页=dividers)
    receipt = build(folder, place / "out", {"dossier", "bag_cover"})
    assert receipt["built"] == 1, receipt["findings"]
    volumes = [d for d in receipt["documents"] if d["form"] == "dossier"]
    return place / "out", receipt, volumes, many, sides == "双面"


def test_the_contents_of_every_book_are_true(divided_volume):
    out, _, volumes, many, duplex = divided_volume
    assert [re.sub(r".*装订册(.*)_2021.pdf", r"\1", d["path"]) for d in volumes] == ["上册", "下册"]
    everything, listed_titles = [], []
    for document in volumes:
        reader = PdfReader(out / document["path"])
        labels = reader.page_labels
        assert len(labels) == document["pages"]
        front = next(n for n, label in enumerate(labels) if label.isdecimal())
        assert front % 2 == 0 or not duplex
        everything += labels[front:]
        texts = seen_texts(out / document["path"])
        toc = re.sub(r"\s+", "|", "|".join(texts[:front]))
        for _, title, pages in many:
            first = re.search(rf"{title}\|(\d+)(?:—(\d+))?(?!\d)", toc)
            if not first:
                continue
            listed_titles.append(title)
            place = labels.index(first[1])
            assert f"{title}（复印件）" in squeezed(texts[place]), title
            assert int(first[2] or first[1]) - int(first[1]) + 1 == pages
    assert everything == [str(n) for n in range(1, len(everything) + 1)], "numbered through"
    assert listed_titles == [title for _, title, _ in many], "each in one book, in order"


def test_a_book_says_which_it_is_and_where_the_rest_is(divided_volume):
    out, receipt, volumes, _, _ = divided_volume
    upper, lower = (PdfReader(out / d["path"]) for d in volumes)
    spans = []
    for reader, name in ((upper, "上册"), (lower, "下册")):
        numbers = [label for label in reader.page_labels if label.isdecimal()]
        spans.append(f"{numbers[0]}—{numbers[-1]}")
        assert f"{name}（共2册，第{spans[-1]}页）" in squeezed(reader.pages[0].extract_text())
    fronts = [[n for n, label in enumerate(r.page_labels) if not label.isdecimal()] for r in (upper, lower)]
    contents = [
        squeezed("".join(reader.pages[n].extract_text() for n in front[1:]))
        for reader, front in zip((upper, lower), fronts, strict=True)
    ]
    assert "目录（上册）" in contents[0] and "目录（下册）" in contents[1]
    assert re.search(rf"下册：\w+、.*（第{spans[1]}页）", contents[0])
    assert re.search(rf"上册：一、.*（第{spans[0]}页）", contents[1])
    assert ["随册另报、不装订的材料" in text for text in contents] == [True, False], "listed once"
    said = [f["message"] for f in receipt["findings"] if f["code"] == "volume-divided"]
    assert said == [f"装订册分成2册：上册第{spans[0]}页、下册第{spans[1]}页"]


def test_the_bag_and_the_print_plan_count_the_books(divided_volume):
    out, _, volumes, _, duplex = divided_volume
    (bag,) = out.glob("个人/*/*资料袋*.pdf")
    assert "装订成册的申报材料2册" in squeezed(text_of(bag))
    runs, total = listed(out)
    for document in volumes:
        pages = len(PdfReader(out / document["path"]).pages)
        assert runs[document["path"]]["sheets"] == (-(-pages // 2) if duplex else pages)
    assert total["sheets"] == sum(run["sheets"] for run in runs.values())


def test_a_second_build_keeps_the_books(workshop, tmp_path):
    folder, _ = folder_of(workshop)
    first = build(folder, tmp_path, {"dossier", "bag_cover"})
    again = build(folder, tmp_path, {"dossier", "bag_cover"})
    assert again["people"][0]["made"] == []
    assert again["documents"] == first["documents"]
    assert again["findings"] == first["findings"]


def test_no_link_leads_out_of_a_book(divided_volume):
    out, _, volumes, _, _ = divided_volume
    for document in volumes:
        reader = PdfReader(out / document["path"])
        pages = {page.indirect_reference.idnum for page in reader.pages}
        links = [a.get_object() for page in reader.pages for a in page.annotations or ()]
        targets = [list.__getitem__(link["/Dest"], 0).idnum for link in links if "/Dest" in link]
        assert targets and set(targets) <= pages


def test_a_section_that_is_too_thick_is_told(workshop, tmp_path):
    files = {"lin/P.pdf": pdf_bytes(*[A4] * 12)}
    root = workshop({"lin": person(佐证材料=[item("P", "合同")])}, files, 装订册每册张数="10")
    receipt = build(root, tmp_path, {"dossier"})
    (found,) = [f for f in receipt["findings"] if f["code"] == "book-too-thick"]
    thick = "装订册的下册正文13张，超过每册10张：只在两部分之间分册，不把一部分拆开"
    assert (found["message"], found["severity"]) == (thick, "warning")


def test_a_folder_whose_volumes_are_divided_goes_into_a_roster_of_several(workshop, tmp_path):
    first, _ = folder_of(workshop, name="one")
    second = workshop({"d": person("33020019850615005", 姓名="丙某")}, name="two")
    jobs = [batch.open_job(root, TODAY) for root in (first, second)]
    receipt = batch.merge_rosters(jobs, tmp_path / "out", silent).to_dict()
    assert (receipt["built"], receipt["failed"], codes(receipt)) == (2, 0, [])


@pytest.mark.parametrize("sheets", ["9", "1001", "许多"])
def test_what_is_no_number_of_sheets_is_refused_with_its_place(workshop, sheets):
    with pytest.raises(UnreadableInput, match="装订册每册张数"):
        batch.open_job(workshop(装订册每册张数=sheets), TODAY)
