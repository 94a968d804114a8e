"""The list to print by: every file that is printed, its sheets, and totals that are those of the files."""

import json

import pytest
from conftest import build, person, squeezed, text_of
from pypdf import PdfReader
from test_arrangement import A3, A4, filled, item

FORMS = {"pledge", "bag_strip", "review_form"}


def listed(out):
    """The files of the list, by path, and its totals."""
    plan = json.loads((out / "打印清单.json").read_text())
    return {one["path"]: one for one in plan["files"]}, plan["total"]


@pytest.fixture
def folder(workshop):
    return workshop({"a": person(姓名="甲某"), "b": person("33020019850615003", 姓名="乙某")})


def test_the_totals_are_those_of_the_files(demo):
    out, receipt = demo
    runs, total = listed(out)
    due = [
        d["path"]
        for d in receipt["documents"]
        if d["path"].endswith(".pdf") and d["path"].split("/")[0] in ("报送", "打印", "装订")
    ]
    assert list(runs) == sorted(due, key=lambda path: ("报送", "打印", "装订").index(path.split("/")[0]))
    assert {path: len(PdfReader(out / path).pages) for path in runs} == {
        p: run["pages"] for p, run in runs.items()
    }
    sheets = [-(-run["pages"] // 2) if run["duplex"] else run["pages"] for run in runs.values()]
    assert sheets == [run["sheets"] for run in runs.values()]
    assert total == {"sheets": sum(sheets), "large": 0, "sides": sum(run["pages"] for run in runs.values())}
    text = squeezed(text_of(out / "打印清单.pdf"))
    assert f"合计：{len(runs)}个文件，A4纸{total['sheets']}张，印{total['sides']}面。" in text
    assert all(squeezed(path) in text for path in runs)


def test_each_copy_of_somebody_is_a_set_to_be_stapled(demo):
    runs, _ = listed(demo[0])
    (review,) = [run for path, run in runs.items() if "评审表_" in path]
    assert (review["duplex"], review["sets"], review["leaves"]) == (True, 9, 6)
    (strips,) = [run for path, run in runs.items() if "侧条" in path]
    assert (strips["sets"], strips["leaves"]) == (0, 0), "three on a sheet, to be cut"
    text = squeezed(text_of(demo[0] / "打印清单.pdf"))
    assert "9套，每套6张" in text and "裁开" in text and text.count("装订成册") == 3


def test_what_was_made_before_stays_in_the_list(folder, tmp_path):
    build(folder, tmp_path, {"pledge"})
    build(folder, tmp_path, {"bag_cover"})
    runs, total = listed(tmp_path)
    assert [path.split("_")[0] for path in runs] == [
        "打印/职称评审资料袋",
        "打印/专业技术资格申报材料真实性保证书",
    ]
    assert [run["sets"] for run in runs.values()] == [2, 2]
    assert total["sheets"] == 4


def test_people_with_more_pages_are_told_apart(workshop, tmp_path):
    job = {"单位": "虚构矿业有限公司", "从事专业技术工作": "采矿设计"}
    ends = [f"{2008 + n // 4}.{3 * (n % 4) + 3:02}" for n in range(2, 50)]
    jobs = [{"起始时间": end[:5] + f"{int(end[5:]) - 2:02}", "结束时间": end, **job} for end in ends]
    del jobs[-1]["结束时间"]
    long = person("33020019850615003", 姓名="乙某", 工作经历=jobs)
    folder = workshop({"a": person(姓名="甲某"), "b": long})
    assert build(folder, tmp_path, {"review_form"})["built"] == 2
    (review,) = listed(tmp_path)[0].values()
    assert (review["sets"], review["leaves"]) == (6, 0)
    assert "6套，张数不同" in squeezed(text_of(tmp_path / "打印清单.pdf"))


@pytest.mark.parametrize(("sides", "on_a_sheet"), [("单面", 1), ("双面", 2)])
def test_a_folded_page_is_a_sheet_of_its_own(workshop, tmp_path, sides, on_a_sheet):
    items = [item("P", "图纸", 版面="折页"), item("Q", "合同")]
    files = {"lin/P.pdf": filled(A3, A4), "lin/Q.pdf": filled(A3)}
    build(workshop({"lin": person(佐证材料=items)}, files, 装订册印制方式=sides), tmp_path, {"dossier"})
    (volume,) = listed(tmp_path)[0].values()
    assert volume["large"] == 1
    assert volume["sheets"] + 1 == -(-volume["pages"] // on_a_sheet)
    assert volume["pages"] == len(PdfReader(tmp_path / volume["path"]).pages)
    assert "A3纸1张" in squeezed(text_of(tmp_path / "打印清单.pdf"))


def test_only_a_whole_batch_that_is_handed_in_is_listed(folder, tmp_path):
    build(folder, tmp_path, {"pledge"}, "draft")
    assert not list(tmp_path.rglob("打印清单*"))


def test_it_says_where_what_is_printed_apart_goes_that_no_bag_lists(demo):
    """The volume has the landmark form (矿山2021（四）): its print is spare; pledges are uploaded."""
    runs, _ = listed(demo[0])
    goes = {
        word: run["goes"]
        for path, run in runs.items()
        for word in ("标志性", "保证书", "综合表")
        if word in path
    }
    assert goes == {"标志性": "册内已有，备用", "保证书": "上传平台", "综合表": ""}
    text = squeezed(text_of(demo[0] / "打印清单.pdf"))
    assert "册内已有，备用" in text and "上传平台" in text
