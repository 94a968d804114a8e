"""Print files as the office wants them: separators, by person or by copy, booklets and sheets to be cut."""

import io
import math

import pikepdf
import pypdfium2
import pytest
from conftest import TODAY, build, person, pictures, seen_texts, squeezed, text_of
from pypdf import PdfReader
from test_printing import listed

from zcforms import batch
from zcforms.batch.stacks import Stacks
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.geometry import A4
from zcforms.paper.copies import print_set
from zcforms.paper.imposing import booklet, cut_and_stacked, on_booklets


def document(*words, size=A4):
    """A PDF with a page for each word, which stands on it."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for word in words:
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.contents_add(f"BT /F 20 Tf 200 400 Td ({word}) Tj ET".encode())
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def halves(pdf):
    """What stands on the left and on the right half of every sheet of A3."""
    with pypdfium2.PdfDocument(pdf) as opened:
        texts = [page.get_textpage() for page in opened]
        cut = A4[0]
        return [(t.get_text_bounded(right=cut).strip(), t.get_text_bounded(left=cut).strip()) for t in texts]


def words(pdf):
    """The word of every page."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_bounded().strip() for page in opened]


def sizes(pdf):
    return {tuple(round(float(n)) for n in page.mediabox[2:]) for page in PdfReader(io.BytesIO(pdf)).pages}


DOCUMENTS = [("a1", "a2", "a3"), ("b1",)]


@pytest.mark.parametrize(
    ("duplex", "by_copy", "order"),
    [
        (False, False, "a1 a2 a3 a1 a2 a3 b1 b1"),
        (False, True, "a1 a2 a3 b1 a1 a2 a3 b1"),
        (True, False, "a1 a2 a3 - a1 a2 a3 - b1 - b1 -"),
        (True, True, "a1 a2 a3 - b1 - a1 a2 a3 - b1 -"),
    ],
)
def test_copies_are_collated_by_person_or_by_copy(duplex, by_copy, order):
    papers = [document(*pages) for pages in DOCUMENTS]
    pdf, pages = print_set(papers, 2, duplex, by_copy)
    assert " ".join(word or "-" for word in words(pdf)) == order
    assert pages == len(order.split())
    tops = document("A", "B")
    pdf, _ = print_set(papers, 2, duplex, by_copy, tops)
    half = len(order.split()) // 2 if by_copy else (8 if duplex else 6)
    shown, back = order.split(), ["-"] if duplex else []
    separated = ["A", *back, *shown[:half], "B", *back, *shown[half:]]
    assert [word or "-" for word in words(pdf)] == separated


def test_a_blank_verso_is_as_large_as_what_it_is_the_back_of():
    pdf, pages = print_set([document("a", size=(842, 1191))], 1, True)
    assert (pages, sizes(pdf)) == (2, {(842, 1191)})
    with pikepdf.open(io.BytesIO(document("a", size=(1191, 842)))) as source:
        source.pages[0].obj.CropBox, source.pages[0].obj.Rotate = [0, 0, 842, 595], 90
        source.save(target := io.BytesIO())
    pdf, _ = print_set([target.getvalue()], 1, True)
    front, back = ((page.width, page.height) for page in pictures(pdf, 72))
    assert front == back == (595, 842), "as it is seen: what a crop box cuts off is no paper"


@pytest.mark.parametrize(
    ("pages", "sides"),
    [
        (1, [("", "1"), ("", "")]),
        (3, [("", "1"), ("2", "3")]),
        (4, [("4", "1"), ("2", "3")]),
        (6, [("", "1"), ("2", ""), ("6", "3"), ("4", "5")]),
        (8, [("8", "1"), ("2", "7"), ("6", "3"), ("4", "5")]),
    ],
)
def test_a_booklet_is_folded_into_its_order(pages, sides):
    made = booklet(document(*map(str, range(1, pages + 1))))
    assert halves(made) == sides
    assert sizes(made) == {(1191, 842)}
    assert PdfReader(io.BytesIO(made)).root_object["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipShortEdge"


@pytest.mark.parametrize("pages", range(1, 14))
def test_who_leafs_through_a_booklet_reads_it_in_order(pages):
    numbers = list(map(str, range(1, pages + 1)))
    sides = halves(booklet(document(*numbers)))
    sheets = list(zip(sides[::2], sides[1::2], strict=True))  # from outside to inside
    read = [page for front, back in sheets for page in (front[1], back[0])]
    read += [page for front, back in reversed(sheets) for page in (back[1], front[0])]
    assert read == numbers + [""] * (math.ceil(pages / 4) * 4 - pages)


@pytest.mark.parametrize("duplex", [False, True])
@pytest.mark.parametrize("leaves", range(1, 8))
def test_sheets_that_are_cut_are_in_order_once_the_left_stack_is_on_the_right(leaves, duplex):
    each = 2 if duplex else 1
    numbers = list(map(str, range(1, leaves * each + 1)))
    made, pages = cut_and_stacked(document(*numbers), duplex)
    sides = halves(made)
    assert pages == len(sides) == math.ceil(leaves / 2) * each
    # The back of what is on the left of the front is on the right of the back.
    sheets = [(sides[n], sides[n + each - 1][::-1]) for n in range(0, pages, each)]
    stacks = [[page for front, back in sheets for page in (front[k], back[k])[:each]] for k in (0, 1)]
    assert stacks[0] == numbers[:pages]
    assert [page for page in stacks[1] if page] == numbers[pages:]


def test_a_separator_of_booklets_lies_where_they_have_their_front():
    assert halves(on_booklets(document("A", "B"))) == [("", "A"), ("", "B")]


@pytest.mark.parametrize("way", ["", "骑马订", "一开二"])
@pytest.mark.parametrize("by_copy", [False, True])
@pytest.mark.parametrize("duplex", [False, True])
def test_sheets_are_counted_as_the_file_has_them(way, by_copy, duplex):
    stacks = Stacks(3, duplex or way == "骑马订", way, by_copy, separated=True)
    papers = [document(*"abcde"), document("a"), document("a", "b")]
    tops = document(*"xyz")
    pdf, pages = stacks.printed(papers, tops)
    assert pages == len(PdfReader(io.BytesIO(pdf)).pages) == stacks.sides([5, 1, 2])
    assert stacks.sheets([5, 1, 2]) * (2 if stacks.duplex else 1) == pages
    assert sizes(pdf) == {(1191, 842) if way else (595, 842)}


# --- a batch -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stacks", "pages", "volumes"),
    [
        (Stacks(3, True, most=36), [11, 11, 1, 11], ["0:2", "2:4"]),  # 18 sheets for each who has 11 pages
        (Stacks(3, True, separated=True, most=36), [11, 11], ["0:1", "1:2"]),
        (Stacks(3, True, "骑马订", most=36), [11] * 5, ["0:4", "4:5"]),
        (Stacks(1, False, "一开二", most=10), [1] * 11, ["0:10", "10:11"]),  # no more documents than sheets
        (Stacks(1, False, band=50, most=10), [1] * 12, ["0:10", "10:12"]),
        (Stacks(3, True, most=10), [11, 90], ["0:1", "1:2"]),  # of one person all is together
        (Stacks(3, True), [11] * 140, ["0:138", "138:140"]),
        (Stacks(3, True), [], []),
    ],
)
def test_a_print_file_that_is_too_thick_is_divided_between_people(stacks, pages, volumes):
    assert [f"{one.start}:{min(one.stop, len(pages))}" for one in stacks.volumes(pages)] == volumes


PEOPLE = {"a": person(姓名="甲某"), "b": person("33020019850615003", 姓名="乙某")}
SETTINGS = {"打印隔页": "是", "A3骑马订": ["评审表"], "A3一开二": ["保证书"]}


def test_of_a_thick_batch_each_file_says_whose_papers_it_holds(workshop, tmp_path):
    work = workshop(PEOPLE, 打印文件每册张数=20, 打印隔页="是")
    receipt = build(work, tmp_path, {"review_form", "pledge"})
    assert [f["code"] for f in receipt["findings"] if f["code"] == "counts-differ"] == []
    runs, _ = listed(tmp_path)
    review = [run for path, run in runs.items() if "评审表_" in path]
    # Six sheets for each of three copies, and a separator.
    assert [
        (run["path"].partition("_")[2], run["sheets"], run["sets"], run["separators"]) for run in review
    ] == [
        ("第1册_1至1号_1人_一式3份_双面.pdf", 19, 3, 1),
        ("第2册_2至2号_1人_一式3份_双面.pdf", 19, 3, 1),
    ]
    first = squeezed("".join(seen_texts(tmp_path / review[0]["path"])))
    own = [named for named in ("甲某", "乙某") if named in first]
    assert own == [
        named for named in ("甲某", "乙某") if f"01_{named}" in str(sorted(tmp_path.glob("个人/*")))
    ]
    assert [path for path in runs if "保证书_" in path and "册" in path] == []


def test_a_batch_is_printed_as_the_settings_say(workshop, tmp_path):
    receipt = build(workshop(PEOPLE, **SETTINGS), tmp_path, {"pledge", "review_form", "bag_strip"})
    assert [f["code"] for f in receipt["findings"] if f["code"] == "counts-differ"] == []
    runs, total = listed(tmp_path)
    (review,) = (run for path, run in runs.items() if "评审表_" in path)
    (pledge,) = (run for path, run in runs.items() if "保证书_" in path)
    (strips,) = (run for path, run in runs.items() if "侧条_" in path)
    assert review["path"].endswith("2人_一式3份_A3骑马订.pdf")
    assert pledge["path"].endswith("2人_一式1份_单面_A3一开二.pdf")
    assert strips["path"].endswith("2人_一式1份_单面.pdf")
    made = {run["path"]: PdfReader(tmp_path / run["path"]) for run in runs.values()}
    # 11 pages are three sheets of A3; two people, three copies, a separator each.
    assert (review["large"], review["sheets"], review["pages"]) == (3 * 2 * 3 + 2, 0, 40)
    assert (review["separators"], review["sets"], review["leaves"]) == (2, 6, 3)
    assert (pledge["large"], pledge["separators"], pledge["pages"]) == (2, 2, 2)
    assert (strips["sheets"], strips["separators"]) == (1, 0)
    assert {path: len(reader.pages) for path, reader in made.items()} == {
        path: run["pages"] for path, run in runs.items()
    }
    assert total == {"sheets": 1, "large": 22, "sides": 43}
    tops = [squeezed(made[review["path"]].pages[n].extract_text()) for n in (0, 20)]
    people = sorted(PEOPLE, key=lambda key: [d["path"] for d in receipt["documents"] if d["person"] == key])
    for n, (key, top) in enumerate(zip(people, tops, strict=True), 1):
        assert top.startswith(f"{n}{PEOPLE[key]['姓名']}虚构矿业有限公司专业技术职务任职资格评审表")
        assert "一式3份，每份3张，共9张" in top
    text = squeezed(text_of(tmp_path / "打印清单.pdf"))
    assert "短边翻面；6套，每套3张；对折骑马订；隔页2张" in text
    assert "双面的沿长边翻转（写“短边翻面”的除外）" in text
    assert "裁开，左叠放右叠上；隔页2张" in text


@pytest.mark.parametrize("where", ["左侧两钉", "左上角一钉"])
def test_the_plan_says_where_each_set_is_stapled(workshop, tmp_path, where):
    build(workshop(PEOPLE, **{where: ["评审表", "保证书"]}), tmp_path, {"pledge", "review_form"})
    runs, _ = listed(tmp_path)
    assert {path.split("_")[0]: run["staples"] for path, run in runs.items()} == {
        "打印/专业技术职务任职资格评审表": where,
        "打印/专业技术资格申报材料真实性保证书": "",  # one sheet
    }
    text = squeezed(text_of(tmp_path / "打印清单.pdf"))
    assert f"6套，每套6张；{where}" in text and text.count(where) == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"A3骑马订": ["评审书"]}, "“A3骑马订”里的“评审书”不是按人成套打印的表"),
        ({"A3一开二": ["花名册"]}, "“A3一开二”里的“花名册”不是按人成套打印的表"),
        ({"A3骑马订": ["侧条"]}, "“A3骑马订”里的“侧条”不是按人成套打印的表"),
        (
            {"A3骑马订": ["review_form"], "A3一开二": ["评审表"]},
            "“评审表”既写在“A3骑马订”，又写在“A3一开二”",
        ),
        ({"左侧两钉": ["花名册"]}, "“左侧两钉”里的“花名册”不是按人成套打印的表"),
        ({"左侧两钉": ["保证书"], "左上角一钉": ["pledge"]}, "“pledge”既写在“左侧两钉”，又写在“左上角一钉”"),
        ({"A3骑马订": ["保证书"], "左上角一钉": ["保证书"]}, "“保证书”既写在“A3骑马订”，又写在“左上角一钉”"),
    ],
)
def test_what_cannot_be_imposed_is_refused_with_its_place(workshop, settings, said):
    with pytest.raises(UnreadableInput) as e:
        batch.open_job(workshop(**settings), TODAY)
    assert e.value.message == said
    assert str(e.value.where).startswith("zcforms.yaml:")


def test_another_way_to_print_makes_nobodys_papers_again(workshop, tmp_path):
    folder = workshop(PEOPLE)
    build(folder, tmp_path, {"pledge"})
    text = (folder / "zcforms.yaml").read_text()
    (folder / "zcforms.yaml").write_text(text + "打印隔页: 是\n打印分份: 按份\nA3骑马订: [保证书]\n")
    again = build(folder, tmp_path, {"pledge"})
    assert [one["made"] for one in again["people"]] == [[], []]
    (run,) = listed(tmp_path)[0].values()
    assert (run["separators"], run["large"], run["way"]) == (1, 3, "骑马订")
    top = squeezed(PdfReader(tmp_path / run["path"]).pages[0].extract_text())
    assert top.startswith("第1份2人一式1份，按份分开")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("by_copy", [False, True])
def test_the_first_page_of_each_copy_says_which_it_is(by_copy, turn):
    with pikepdf.open(io.BytesIO(document("a1", "a2", size=(595, 842)))) as pdf:
        pdf.pages[0].obj.Rotate = turn
        pdf.pages[0].contents_add(b"q 0.1 0 0 0.1 0 0 cm")  # and never closed
        target = io.BytesIO()
        pdf.save(target)
    papers = [target.getvalue(), document("b1", size=(595, 842))]
    plain, _ = print_set(papers, 3, False, by_copy)
    marked, pages = print_set(papers, 3, False, by_copy, numbered=True)
    assert words(marked) == words(plain)  # drawn, not written
    corners = [
        picture.crop((picture.width - 100, 0, picture.width, 45)).tobytes()
        for picture in pictures(marked, 72)
    ]
    bare = {corners[words(plain).index("a2")]}
    copies = [n % 3 for n in range(3)] if by_copy else [0, 1, 2]
    firsts = [n for n, word in enumerate(words(plain)) if word != "a2"]
    seen = [corners[n] for n in firsts]
    assert pages == 9 and len(set(seen)) == 3 and bare.isdisjoint(seen)
    order = [copy for copy in copies for _ in papers] if by_copy else copies * 2
    assert [sorted(set(seen), key=seen.index).index(one) for one in seen] == order


def test_the_only_copy_is_not_numbered():
    assert print_set([document("a")], 1, False, numbered=True) == print_set([document("a")], 1, False)
