"""A whole folder: what is made, who is held back, and that the receipt adds up."""

import hashlib
import io
import json
import os
import pickle
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pytest
import tinyhtml5
import zxingcpp
from children.sitecustomize import BOXES
from click.testing import CliRunner
from conftest import (
    SAMPLES,
    TODAY,
    build,
    citizen,
    codes,
    delivered,
    person,
    photo_bytes,
    pictures,
    seen_texts,
    silent,
    squeezed,
    text_of,
)
from PIL import Image, ImageChops
from test_dossier import item, jpeg, pdf_bytes

from zcforms import batch
from zcforms.authoring.gallery import sample_values
from zcforms.batch import everybody, making
from zcforms.batch.keeping import KEPT
from zcforms.batch.slip import _placed, _rows
from zcforms.cli import main
from zcforms.fillers import web
from zcforms.fillers.xlsx import fill_sheet
from zcforms.forms import Values, load_forms
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.findings import Finding, Place, Places
from zcforms.intake.folder import TABLES
from zcforms.paper.copies import print_set
from zcforms.pipeline.story import check_person
from zcforms.pipeline.verifying import verify_link
from zcforms.watermark import stamp

MARK = "浙江省专业技术任职资格申报与评审管理平台"


def test_the_samples_make_everything(demo):
    out, receipt = demo
    assert (receipt["people_in"], receipt["built"], receipt["blocked"], receipt["failed"]) == (3, 3, 0, 0)
    assert codes(receipt) == []
    made = {document["form"] for document in receipt["documents"]}
    assert made == {
        "review_form",
        "summary_form",
        "pledge",
        "roster",
        "entrustment_letter",
        "post_table",
        "post_commitment",
        "landmark_form",
        "bag_cover",
        "bag_strip",
        "dossier",
        "print_plan",
    }
    for document in receipt["documents"]:
        path = out / document["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == document["sha256"]
        assert path.stat().st_mode & 0o777 == 0o600
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                assert len(pdf.pages) == document["pages"]
    assert json.loads((out / "receipt.json").read_text()) == receipt
    assert delivered(out) == {d["path"] for d in receipt["documents"]} | {"receipt.json"}


def test_pdfs_of_every_kind_are_sound(demo):
    out, receipt = demo
    made = [d for d in receipt["documents"] if d["path"].endswith(".pdf")]
    one_of_each = {(d["path"].split("/")[0], d["form"]): d["path"] for d in made}
    assert len(one_of_each) > 15
    for path in one_of_each.values():
        with pikepdf.open(out / path) as pdf:
            assert (path, pdf.check_pdf_syntax(), pdf.get_warnings()) == (path, [], [])


def test_the_receipt_names_every_file_that_came_in(demo):
    _, receipt = demo
    inside = {"zcforms.yaml", "applicants", "photos", "evidence"}
    files = {p.relative_to(SAMPLES).as_posix(): p for p in SAMPLES.rglob("*") if p.is_file()}
    given = {path: p for path, p in files.items() if path.split("/")[0] in inside}
    told = {source["path"]: source for source in receipt["sources"]}
    assert len(told) == len(receipt["sources"]) > 10
    assert set(told) == set(given)
    for path, source in told.items():
        assert source["sha256"] == hashlib.sha256(given[path].read_bytes()).hexdigest()
    owners = {source["person"] for source in told.values()}
    assert owners == {"", *(entry["person"] for entry in receipt["people"])}


def test_evidence_that_no_record_names_is_told_and_listed(workshop, tmp_path):
    folder = workshop({"a": person(佐证材料=[item("1", "证书")])})
    own = folder / "evidence" / "a"
    (own / "手机照片").mkdir(parents=True)
    (own / "1.pdf").write_bytes(pdf_bytes((595, 842)))
    for name in ("漏写的.pdf", "手机照片/一.jpg", "Thumbs.db", "~$稿.docx", ".DS_Store"):
        (own / name).write_bytes(b"some")
    receipt = build(folder, tmp_path, {"pledge"})
    (told,) = (f for f in receipt["findings"] if f["code"] == "evidence-unlisted")
    assert told["message"] == "evidence/a里的“手机照片/一.jpg”、“漏写的.pdf”没有写进“佐证材料”，不装订"
    assert told["severity"] == "warning"
    sources = {s["path"]: s for s in receipt["sources"] if s["path"].startswith("evidence/")}
    digest = hashlib.sha256(b"some").hexdigest()
    assert sources["evidence/a/漏写的.pdf"] == {
        "path": "evidence/a/漏写的.pdf",
        "person": "a",
        "sha256": digest,
        "note": "没有写进佐证材料，没有装订",
    }
    assert {path for path, one in sources.items() if "note" in one} == {
        "evidence/a/漏写的.pdf",
        "evidence/a/手机照片/一.jpg",
    }
    assert "note" not in sources["evidence/a/1.pdf"]


def test_every_person_gets_three_collated_copies_each_on_a_fresh_sheet(demo):
    out, receipt = demo
    path = next(out.glob("打印/*评审表*_一式3份_双面.pdf"))
    covers = []
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) % 2 == 0
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        pages = len(pdf.pages)
    names = ["雷定安", "石开山", "阿勒腾古丽·萨木普勒别克"]
    texts = seen_texts(path)
    assert len(texts) == pages
    for page, text in enumerate(map(squeezed, texts), 1):
        if "评审任职资格" in text and "填表时间" in text:
            covers.append((page, next(n for n in names if n in text)))
    assert [name for _, name in covers] == [n for n in names for _ in range(3)]
    assert all(page % 2 == 1 for page, _ in covers)
    singles = [d for d in receipt["documents"] if d["form"] == "review_form" and d["person"]]
    assert pages == sum((d["pages"] + d["pages"] % 2) * 3 for d in singles)
    # Copies share what they show: nine forms weigh little more than three.
    assert path.stat().st_size < 1.1 * sum((out / d["path"]).stat().st_size for d in singles)


def test_marked_forms_bear_the_mark_and_their_text_is_unchanged(demo, tmp_path):
    out, _ = demo
    plain = tmp_path / "plain"
    job = batch.open_job(SAMPLES, TODAY, ["shi-kaishan"])
    batch.build(job, batch.Order(frozenset({"review_form"}), "none"), plain, silent)
    marked = next(out.glob("个人/02_*/*评审表*.pdf"))
    unmarked = next(plain.glob("补做/shi-kaishan_*/专业*评审表*.pdf"))
    assert text_of(marked) == text_of(unmarked)
    before, after = list(pictures(unmarked.read_bytes(), 50)), list(pictures(marked.read_bytes(), 50))
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert one.size == other.size
        by_shade = ImageChops.difference(one, other).histogram()  # of each colour, from 0: no difference
        assert sum(by_shade) - sum(by_shade[::256]) > 0.02 * sum(by_shade)
    pledge = next(out.glob("个人/02_*/*保证书*.pdf"))
    with pikepdf.open(pledge) as pdf:
        assert not any("/ZCMark" in str(key) for key in pdf.pages[0].Resources.get("/XObject", {}))


def test_same_folder_same_bytes_whatever_the_machine(demo, tmp_path):
    command = [
        sys.executable,
        "-m",
        "zcforms",
        "build",
        str(SAMPLES),
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
    (boxes := tmp_path / "boxes").mkdir()  # it measures for itself
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", BOXES: str(boxes)}
    done = subprocess.run(command, capture_output=True, env={**os.environ, **elsewhere}, check=True)
    receipts = demo[1], json.loads(done.stdout)
    runs = [{d["path"]: d["sha256"] for d in receipt["documents"]} for receipt in receipts]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 8


def test_the_pledge_code_decodes_and_a_changed_record_fails(demo, workshop, tmp_path):
    root = workshop({"lin": person(), "wu": person("33020019850615005", 姓名="吴某")})
    receipt = build(root, tmp_path / "out", {"pledge"})
    paths = [d["path"] for d in receipt["documents"] if d["person"]]
    links = {}
    for path in paths:
        picture = next(pictures((tmp_path / "out" / path).read_bytes(), 150)).convert("L")
        found = zxingcpp.read_barcodes(picture)
        assert len(found) == 1
        assert found[0].ec_level in "MQH"
        side = (found[0].position.top_right.x - found[0].position.top_left.x) / 150 * 25.4
        assert side >= 25, "mm"
        links[path] = found[0].text
    assert len(set(links.values())) == 2
    job = batch.open_job(root, TODAY)
    verdicts = [verify_link(job, link) for link in links.values()]
    assert {v.file.key for v in verdicts if v.valid} == {"lin", "wu"}
    assert all(link.startswith("https://sign.example.cn/zc/") for link in links.values())
    file = root / "applicants" / "lin.yaml"
    file.write_text(file.read_text().replace("采矿设计", "采矿设计2"))
    changed = [verify_link(batch.open_job(root, TODAY), link) for link in links.values()]
    assert {(v.file.key, v.valid) for v in changed} == {("lin", False), ("wu", True)}
    link = links[paths[0]]
    for forged in (
        "https://sign.example.cn/zc/AAAA",
        "",
        "https://www.example.com",
        link[:-2] + "AA",
        link[1:],
    ):
        verdict = verify_link(job, forged)
        assert not verdict.ours or verdict.valid == (forged == link[1:])
    (root / "signing.key").unlink()
    assert not verify_link(job, link).ours
    assert not (root / "signing.key").exists()


def test_a_lost_key_is_not_replaced_behind_the_users_back(workshop, tmp_path):
    root = workshop()
    build(root, root / "output", {"pledge"})
    (root / "signing.key").unlink()
    with pytest.raises(UnreadableInput, match="不见了"):
        build(root, root / "output", {"pledge"})
    assert not (root / "signing.key").exists()
    receipt = build(root, tmp_path / "elsewhere", {"pledge"})
    assert "signing-key-new" in codes(receipt, "info")


def test_the_code_is_vector_and_names_nobody(demo):
    out, _ = demo
    with pikepdf.open(next(out.glob("个人/01_*/*保证书*.pdf"))) as pdf:
        images = [
            x for x in pdf.pages[0].Resources.get("/XObject", {}).values() if x.get("/Subtype") == "/Image"
        ]
        assert images == []


# --- who is held back ----------------------------------------------------------------------------


def test_one_bad_record_never_spoils_the_rest(workshop, tmp_path):
    scan = {"佐证材料": [item("P", "合同")]}
    people = {
        "a-broken": "姓名: [",
        "b-unknown": person("33020019850615003", 性另="男"),
        "c-id": person(证件={"证件号码": "330200198506150011"}),
        "d-photo": person("33020019850615005", 照片="nobody.jpg"),
        "e-scan": person("33020019850615007", 佐证材料=[item("X", "合同")]),
        "f-locked": person("33020019850615009", **scan),
        "g-good": person("33020019850615011", **scan),
        "h-again": person("33020019850615011"),
        "i-font": person("33020019850615013", 姓名="林\U0002a6d0"),
        "j-unit": person("33020019850615015", 工作单位="别处公司"),
    }
    files = {
        "e-scan/X.pdf": jpeg()[:3000],
        "f-locked/P.pdf": pdf_bytes((595, 842), encryption=pikepdf.Encryption(user="x", owner="y")),
        "g-good/P.pdf": pdf_bytes((595, 842)),
    }
    receipt = build(workshop(people, files), tmp_path / "out")
    by_person = {}
    for finding in receipt["findings"]:
        if finding["severity"] == "error":
            by_person.setdefault(finding["person"], set()).add(finding["code"])
            assert finding["place"].startswith("applicants/"), finding
    assert by_person == {
        "a-broken": {"unreadable-file"},
        "b-unknown": {"unknown-key"},
        "c-id": {"id-number"},
        "d-photo": {"photo-missing"},
        "e-scan": {"evidence-unreadable"},
        "f-locked": {"evidence-encrypted"},
        "h-again": {"person-repeated"},
        "i-font": {"character-not-drawn"},
        "j-unit": {"unit-unknown"},
    }
    assert (receipt["people_in"], receipt["built"], receipt["blocked"], receipt["failed"]) == (10, 1, 9, 0)
    made = {d["person"] for d in receipt["documents"] if d["form"] != "correction_slip"}
    assert made == {"", "g-good"}
    slips = {
        d["person"]: tmp_path / "out" / d["path"]
        for d in receipt["documents"]
        if d["form"] == "correction_slip" and d["person"]
    }
    assert set(slips) == set(by_person)
    (listed, together) = (
        tmp_path / "out" / d["path"]
        for d in receipt["documents"]
        if d["form"] == "correction_slip" and not d["person"]
    )
    rows = list(openpyxl.load_workbook(listed).active.iter_rows(values_only=True))
    assert rows[0] == ("人员编号", "姓名", "工作单位", "联系电话", "要改几处", "补正清单")
    assert {(row[0], f"补正/{row[5]}") for row in rows[1:]} == {
        (key, str(path.relative_to(tmp_path / "out"))) for key, path in slips.items()
    }
    assert {row[0]: row[3] for row in rows[1:]}["c-id"] == person()["联系电话"]
    assert together.name == f"虚构矿业有限公司_{len(slips) - 2}人_申报材料补正清单.pdf"
    theirs = [squeezed(text_of(path)) for key, path in slips.items() if key not in ("a-broken", "j-unit")]
    assert squeezed(text_of(together)) == "".join(theirs)
    slip = squeezed(text_of(slips["c-id"]))
    assert "身份证号码校验位错误" in slip
    assert "GB11643-1999" in slip
    assert "“证件号码”" in slip
    assert "yaml" not in slip, "what has a name is told by it"
    assert "applicants/" not in slip
    photo = squeezed(text_of(slips["d-photo"]))
    assert "交一张符合要求的电子照片" in photo
    assert "文件夹" not in photo, "the office's folder is nothing to the applicant"
    again = squeezed(text_of(slips["h-again"]))
    assert "告诉收件人" in again and "删去" not in again, "only the office has both"
    assert "的相同" in again and "yaml" not in again, "the other's file is none of the applicant's"
    unknown = squeezed(text_of(slips["j-unit"]))
    assert unknown.count("《申报高级工程师职务任职资格材料具体要求》") == 1  # in the head, not in every row
    undrawn = squeezed(text_of(slips["i-font"]))
    assert "现有字体都没有U+2A6D0这个字" in undrawn, "it stood twice beside itself"
    letter = squeezed(text_of(tmp_path / "out" / "报送/评审委托书_2021.pdf"))
    assert "林一山同志符合申报条件" in letter


def test_a_person_who_fails_is_counted_and_the_others_are_built(workshop, tmp_path, monkeypatch):
    real = making.bind

    def fail_for_one(press, who, volume, stem):
        if who.key == "b":
            raise KeyError("odd object 林一山")
        return real(press, who, volume, stem)

    monkeypatch.setattr(making, "bind", fail_for_one)
    root = workshop({"a": person(), "b": person("33020019850615003"), "c": person(照片=None)})
    receipt = build(root, tmp_path / "out")
    assert (receipt["people_in"], receipt["built"], receipt["blocked"], receipt["failed"]) == (3, 1, 1, 1)
    (told,) = [f for f in receipt["findings"] if f["code"] == "person-failed"]
    assert re.fullmatch(
        r"装订时程序错误（KeyError，batch/making\.py:\d+），不是您的资料有问题", told["message"]
    )
    assert "佐证" not in told["hint"]
    assert "odd object" not in json.dumps(receipt)


def test_nobody_built_makes_no_letter(workshop, tmp_path):
    receipt = build(workshop({"lin": person(照片=None)}), tmp_path / "out")
    assert receipt["built"] == 0
    assert [d["form"] for d in receipt["documents"]] == ["correction_slip"] * 2
    assert [d["path"].endswith(".xlsx") for d in receipt["documents"]] == [False, True], "and whom to send it"


def test_letter_roster_and_print_sets_agree(demo):
    out, _receipt = demo
    letter = squeezed(text_of(out / "报送/评审委托书_2021.pdf"))
    assert "等3人（名单附后）" in letter
    assert "正常申报1人，自评分申报1人，标志性业绩直接申报1人" in letter
    sheet = openpyxl.load_workbook(next(out.glob("报送/*.xlsx"))).active
    names = [row[1].value for row in sheet.iter_rows(min_row=4, max_row=6)]
    assert names == ["雷定安", "石开山", "阿勒腾古丽·萨木普勒别克"]
    assert "_3人_" in next(out.glob("打印/*评审表*.pdf")).name


def test_the_roster_workbook_is_ready_to_print(demo):
    out, _ = demo
    path = next(out.glob("报送/*.xlsx"))
    sheet = openpyxl.load_workbook(path).active
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 if it is not said
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # Printed with the sheet of counts, it is not the first of as many pages as both have.
    assert sheet.oddFooter.center.text == "第 &P 页"
    # A unit of width is 7 px; one page wide, the 9 pt of the cells are no less than the 7.5 pt of the paper.
    across = sum(column.width for column in sheet.column_dimensions.values()) * 7 * 25.4 / 96
    assert 9 * 273 / across >= 7.49
    header = [cell.value for cell in sheet[3]]
    assert "是否\n事业\n编制" in header
    for row in sheet.iter_rows(min_row=4, max_row=6):
        for title, cell in zip(header, row, strict=True):
            assert cell.data_type in "sn"
            assert cell.value is None or isinstance(cell.value, str), title
            assert cell.number_format == "@"
        number = row[header.index("身份证号")].value
        assert re.fullmatch(r"\d{17}[\dX]", number)
    paper = squeezed(text_of(path.with_suffix(".pdf")))
    for row in sheet.iter_rows(min_row=3, max_row=6):
        assert all(squeezed(cell.value) in paper for cell in row if cell.value)
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = archive.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", told)) == {"1980-01-01T00:00:00Z"}, "no clock"
        assert "<dc:creator></dc:creator>" in told


def test_what_looks_like_a_formula_stays_text(workshop, tmp_path):
    root = workshop({"lin": person(备注="=cmd|' /C calc'!A0")})
    receipt = build(root, tmp_path / "out", {"roster"})
    path = tmp_path / "out" / next(d["path"] for d in receipt["documents"] if d["path"].endswith("xlsx"))
    cells = [
        c
        for row in openpyxl.load_workbook(path).active.iter_rows()
        for c in row
        if c.value and "cmd" in c.value
    ]
    assert [(c.value, c.data_type) for c in cells] == [("=cmd|' /C calc'!A0", "s")]
    assert "=cmd|'/Ccalc'!A0" in squeezed(text_of(path.with_suffix(".pdf")))


def test_the_letter_vouches_only_for_what_was_stated(workshop, tmp_path):
    clear = {"起始日期": "2021-09-01", "截止日期": "2021-09-08", "结果": "无异议"}
    other = person("33020019850615003", 姓名="乙某")
    for name, second, said in (("all", {**other, "公示": clear}, True), ("one", other, False)):
        out = tmp_path / f"out-{name}"
        build(workshop({"a": person(公示=clear), "b": second}, name=name), out, {"entrustment_letter"})
        assert ("公示无异议" in squeezed(text_of(out / "报送/评审委托书_2021.pdf"))) == said


def test_a_folder_whose_first_build_held_everybody_can_be_built_again(workshop):
    root = workshop({"lin": person(照片=None)})
    (root / "signing.key").unlink()
    assert build(root, root / "output")["built"] == 0
    file = root / "applicants" / "lin.yaml"
    file.write_text(file.read_text() + "照片: a.jpg\n")
    assert build(root, root / "output")["built"] == 1


def test_a_form_that_the_plan_does_not_use_is_told(workshop, tmp_path):
    with pytest.raises(UsageError, match="不用《正高级专家举荐表》"):
        build(workshop(), tmp_path / "out", {"expert_recommendation"})


def test_a_bag_list_that_spills_holds_nobody_back_where_no_circular_counts_its_pages(workshop, tmp_path):
    loose = [
        {
            "编号": f"E-B{n}",
            "类别": "工作业绩证明",
            "材料名称": f"不便装订的原书之{n}" * 3,
            "不装订原因": "原书",
        }
        for n in range(60)
    ]
    people = {"a": person(佐证材料=loose), "b": person("33020019850615003", 姓名="赵某")}
    receipt = build(workshop(people), tmp_path / "out", {"bag_cover", "roster"})
    assert [(e["person"], e["outcome"], e["number"]) for e in receipt["people"]] == [
        ("a", "built", 1),
        ("b", "built", 2),
    ]
    (found,) = [f for f in receipt["findings"] if f["code"] == "form-spills"]
    assert (found["person"], found["severity"], found["ground"]) == ("a", "warning", "inferred")
    assert found["message"].endswith("；通知没有规定这张表印几页（本系统推定）")
    pages = {
        d["person"]: d["pages"] for d in receipt["documents"] if d["form"] == "bag_cover" and d["person"]
    }
    assert pages["a"] > pages["b"] == 1


def test_several_folders_make_one_roster(workshop, tmp_path):
    first = workshop({"a": person(), "b": person("33020019850615003", 姓名="乙某")}, name="one")
    second = workshop({"a": person("33020019850615005", 姓名="丙某"), "d": person()}, name="two")
    jobs = [batch.open_job(root, TODAY) for root in (first, second)]
    receipt = batch.merge_rosters(jobs, tmp_path / "out", silent).to_dict()
    assert (receipt["people_in"], receipt["built"], receipt["blocked"]) == (4, 3, 1)
    sheet = openpyxl.load_workbook(next((tmp_path / "out").glob("报送/*.xlsx"))).active
    rows = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=4, max_row=6)]
    assert rows == [("1", "乙某"), ("2", "丙某"), ("3", "林一山")]


def test_a_roster_of_folders_of_several_offices_says_whose_name_heads_it(workshop, tmp_path):
    def office(name):
        return {"名称": name, "联系人": "王某", "联系电话": "0571-88000000"}

    def merged(*names):
        roots = [
            workshop(
                {"a": person(f"3302001985061500{n}")}, name=f"{name}{len(names)}{n}", 报送单位=office(name)
            )
            for n, name in enumerate(names, 3)
        ]
        jobs = [batch.open_job(root, TODAY) for root in roots]
        return batch.merge_rosters(jobs, tmp_path / f"out{len(roots)}", silent).to_dict()["findings"]

    (found,) = merged("甲市样例局", "乙市样例局", "乙市样例局", "甲市样例局")
    assert (found["code"], found["severity"]) == ("offices-differ", "warning")
    assert found["message"] == "报送单位不同：“甲市样例局”、“乙市样例局”，花名册上印第一个"
    assert merged("甲市样例局", "甲市样例局") == []


def test_a_unit_that_is_one_kind_here_and_another_there_is_told(workshop, tmp_path):
    def unit(kind):
        return [{"单位名称": "虚构矿业有限公司", "单位性质": kind}]

    roots = [
        workshop({"a": person(f"3302001985061500{n}")}, name=f"点{n}", 单位=unit(kind))
        for n, kind in enumerate(["企业", "社会团体", "企业"], 3)
    ]
    (roots[0] / TABLES).mkdir()
    (roots[0] / TABLES / "城东.csv").write_text("姓名\n")
    jobs = [batch.open_job(root, TODAY) for root in roots]
    found, unread = batch.merge_rosters(jobs, tmp_path / "out", silent).to_dict()["findings"]
    assert (unread["code"], unread["place"]) == ("mapping-missing", f"点3/{TABLES}/城东.csv")
    assert (found["code"], found["severity"]) == ("unit-kinds-differ", "warning")
    assert found["message"] == "“虚构矿业有限公司”的单位性质在“点3”里是企业、在“点4”里是社会团体"


def test_who_has_the_photo_of_another_is_told(workshop):
    """Two people have not one face: by the same file, or by a copy of it under another name."""
    photos = ["a.jpg", "a.jpg", "copy.jpg", "own.jpg", "nobody.jpg", "nobody.jpg"]
    people = {f"p{n}": person(f"3302001985061500{n}", 照片=photo) for n, photo in enumerate(photos)}
    root = workshop(people)
    (root / "photos" / "copy.jpg").write_bytes(photo_bytes())
    (root / "photos" / "own.jpg").write_bytes(photo_bytes(quality=94))
    checked, _ = everybody.check_job(batch.open_job(root, TODAY), silent)
    told = {one.file.key: f for one in checked for f in one.findings if f.code == "photo-shared"}
    assert {key: found.message for key, found in told.items()} == {
        "p0": "照片和“p1”、“p2”的是同一张",
        "p1": "照片和“p0”、“p2”的是同一张",
        "p2": "照片和“p0”、“p1”的是同一张",
    }
    assert {(f.severity.value, f.place.file) for f in told.values()} >= {("warning", "applicants/p0.yaml")}
    crowd = workshop({f"p{n}": person(f"3302001985061500{n}") for n in range(6)}, name="crowd")
    checked, _ = everybody.check_job(batch.open_job(crowd, TODAY), silent)
    assert "照片和“p0”、“p1”、“p2”等5人的是同一张" in [f.message for f in checked[-1].findings]


def test_the_roster_for_posting_covers_names_and_numbers_in_the_order_of_the_roster(workshop, tmp_path):
    first = workshop({"b": person("33020019850615003", 姓名="乙某")}, name="one")
    second = workshop({"d": person()}, name="two")
    jobs = [batch.open_job(root, TODAY) for root in (first, second)]
    receipt = batch.merge_rosters(jobs, tmp_path / "out", silent, ["batch_roster", "posted_roster"]).to_dict()
    assert codes(receipt) == []
    made = {
        Path(d["path"]).suffix: tmp_path / "out" / d["path"]
        for d in receipt["documents"]
        if d["form"] == "roster_masked"
    }
    assert made.keys() == {".pdf", ".xlsx", ".html"}
    book = openpyxl.load_workbook(made[".xlsx"])
    rows = [[cell.value for cell in row[:4]] for row in book.worksheets[0].iter_rows(min_row=4, max_row=5)]
    ids = [job.people[0].applicant.id.number for job in jobs]
    assert rows == [
        ["1", "乙*", "男", f"{ids[0][:4]}**********{ids[0][-4:]}"],
        ["2", "林*山", "男", f"{ids[1][:4]}**********{ids[1][-4:]}"],
    ]
    shown = squeezed(text_of(made[".pdf"].read_bytes()))
    assert all(row[3] in shown for row in rows)
    web = made[".html"].read_text("utf-8")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", web)
    assert [cells[at : at + 4] for at in (0, len(cells) // 2)] == rows
    everything = (
        shown + web + "".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    )
    assert [secret for secret in ("乙某", "林一山", *ids) if secret in everything] == []


def test_the_page_for_the_web_runs_nothing_asks_for_nothing_and_shows_what_is_written():
    form = load_forms()["roster_masked"]
    written = "<script>alert('&amp;')</script>"
    values = sample_values(form)
    rows = [replace(values.tables["people"][0], cells={**values.tables["people"][0].cells, "unit": written})]
    told = replace(values, title="<b>", tables={"people": rows})
    made = web.page(form, told, "people", ["甲"], ["<乙>"]).decode()
    root = tinyhtml5.parse(made, namespace_html_elements=False)
    assert {element.tag for element in root.iter()} == {
        *("html", "head", "meta", "title", "style", "body", "h1", "p", "span", "div"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert attributes == {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert not re.search(r"url\(|@import|http:|https:", web._STYLE)
    assert written in [cell.text for cell in root.iter("td")]
    assert [element.text for element in root.iter("span")] == ["甲", "<乙>"]


def test_a_plan_without_a_roster_for_posting_is_told_when_folders_are_merged(workshop, tmp_path):
    roots = [workshop({"a": person()}, name="one"), workshop({"b": person()}, name="two")]
    jobs = [batch.open_job(root, TODAY) for root in roots]
    uses = [use for use in jobs[0].plan.forms if use.id != "roster_masked"]
    jobs[0] = replace(jobs[0], plan=jobs[0].plan.model_copy(update={"forms": uses}))
    with pytest.raises(UsageError, match="不用《推荐高级工程师职务任职资格人员花名册（公示版）》"):
        batch.merge_rosters(jobs, tmp_path / "out", silent, ["batch_roster", "posted_roster"])
    assert not (tmp_path / "out").exists()


def test_the_workbook_of_a_roster_counts_people_of_each_kind(workshop, tmp_path):
    root = workshop({"a": person(), "b": person("33020019850615003", 姓名="乙某")})
    build(root, tmp_path / "out", {"roster"})
    sheet = openpyxl.load_workbook(next((tmp_path / "out").glob("报送/*.xlsx")))["人数统计"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[0] == ("项目", "类别", "人数")
    assert ("性别", "男", 2) in rows  # a number: whoever marks the column sees the sum
    counted = {kind: sum(n for what, _, n in rows[1:] if what == kind) for kind, _, _ in rows[1:]}
    kinds = ("申报方式", "申报专业", "性别", "年龄", "学历", "单位性质", "工作单位")
    assert counted == dict.fromkeys(kinds, 2)


@pytest.mark.parametrize("title", ["花名册（中级/初级）", "花名册[初级]", "'花名册'", "花" * 32])
def test_a_title_that_no_sheet_may_have_makes_a_workbook_all_the_same(title):
    form = load_forms()["roster"]
    made = fill_sheet(form, Values(title, {}, {"people": []}), "people", head=[], foot=[])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert (sheet.title, sheet["A1"].value) == ("花名册", title)


def test_no_row_of_a_workbook_is_higher_than_excel_has_them(workshop, tmp_path):
    build(
        workshop({"a": person(备注="档案已转入，原证书遗失，由发证机关出具证明；" * 12)}),
        tmp_path / "out",
        {"roster"},
    )
    sheet = openpyxl.load_workbook(next((tmp_path / "out").glob("报送/*.xlsx"))).active
    assert 300 < sheet.row_dimensions[4].height < 409


def test_no_number_of_a_roster_is_marked_as_an_error(workshop, tmp_path):
    build(workshop({"a": person()}), tmp_path / "out", {"roster"})
    with zipfile.ZipFile(next((tmp_path / "out").glob("报送/*.xlsx"))) as book:
        for sheet in (1, 2):
            assert b'numberStoredAsText="1"' in book.read(f"xl/worksheets/sheet{sheet}.xml")


def test_a_full_build_withdraws_what_the_last_one_made_and_nothing_else(workshop, tmp_path):
    out = tmp_path / "out"
    root = workshop({"a": person(), "b": person("33020019850615003", 姓名="乙某")})
    first = {d["path"] for d in build(root, out)["documents"]}
    (out / "打印" / "我的笔记.txt").write_text("保留")
    (root / "applicants" / "b.yaml").unlink()
    second = {d["path"] for d in build(root, out)["documents"]}
    assert any("乙某" in path for path in first)
    assert delivered(out) == second | {"receipt.json", "打印/我的笔记.txt"}


def test_what_is_made_for_some_never_touches_the_batch(workshop, tmp_path):
    out = tmp_path / "out"
    people = {"a": person(), "b": person("33020019850615003", 姓名="乙某"), "c": person("33020019850615005")}
    root = workshop(people)
    build(root, out)

    def content():
        return {path: (out / path).read_bytes() for path in delivered(out) if "补做" not in Path(path).parts}

    batch_papers = content()
    for order in (batch.Order(), batch.Order(frozenset({"pledge"}), "none")):
        job = batch.open_job(root, TODAY, ["乙某"])
        receipt = batch.build(job, order, out, silent).to_dict()
        assert receipt["folder"] == "补做"
        assert {d["person"] for d in receipt["documents"]} == {"b"}
        assert all(d["path"].startswith("b_乙某/") for d in receipt["documents"])
        assert content() == batch_papers
    assert (out / "补做/b_乙某/打印_专业技术职务任职资格评审表_一式3份_双面.pdf").is_file()
    with pytest.raises(UsageError, match="不止一人"):
        batch.open_job(root, TODAY, ["林一山"])


def test_a_draft_has_a_folder_of_its_own(workshop, tmp_path):
    receipt = build(workshop(), tmp_path / "out", mark="draft")
    assert receipt["folder"] == "校对稿"
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"校对稿", KEPT}


def test_one_form_again_keeps_the_others_listed(workshop, tmp_path):
    out = tmp_path / "out"
    root = workshop({"a": person(), "b": person("33020019850615003", 姓名="乙某")})
    first = {d["path"] for d in build(root, out)["documents"]}
    (root / "applicants" / "b.yaml").unlink()
    again = build(root, out, {"pledge"})
    kept = {d["path"] for d in again["kept"]}
    assert not any("保证书" in path for path in kept)
    assert kept | {d["path"] for d in again["documents"]} == delivered(out) - {"receipt.json"}
    final = {d["path"] for d in build(root, out)["documents"]}
    assert delivered(out) == final | {"receipt.json"}
    assert first - final


def test_folders_are_private_too(workshop, tmp_path):
    build(workshop(), tmp_path / "out", {"pledge"})
    folders = [p for p in (tmp_path / "out").rglob("*") if p.is_dir()]
    assert folders
    assert {p.stat().st_mode & 0o777 for p in folders} == {0o700}


def test_nothing_is_printed_that_nobody_said(workshop, tmp_path):
    projects = [
        {
            "项目名称": "跨期工程",
            "起始时间": "2013.03",
            "结束时间": "2016.10",
            "本人作用": "主持",
            "工作内容": "设计",
        },
        {"项目名称": "在建工程", "起始时间": "2013.03", "本人作用": "主持", "工作内容": "设计"},
    ]
    standards = [
        {
            "标准名称": "甲标准",
            "标准编号": "T/XG 001—2020",
            "级别": "团体标准",
            "发布时间": "2020.01",
            "本人排名": "1/12",
        }
    ]
    root = workshop({"lin": person(项目=projects, 标准=standards)})
    receipt = build(root, tmp_path / "out", {"review_form"})
    path = next(d["path"] for d in receipt["documents"] if d["person"])
    text = squeezed(text_of(tmp_path / "out" / path))
    for invented in ("全日制", "工程技术项目", "参与制订", "已发布", "授权"):
        assert invented not in text, invented
    after = text.index("任现职后主要专业技术工作业绩登记")
    assert text.index("跨期工程") > after
    assert text.index("在建工程") > after
    before = text[text.index("任现职前主要专业技术工作业绩登记") : after]
    assert "无" not in before.replace("任现职前", "")[60:]


def test_duplex_pages_keep_the_binding_edge_clear(demo):
    out, _ = demo
    path = next(out.glob("个人/01_*/*评审表*.pdf"))
    pages = list(pictures(path.read_bytes(), 25.4))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        dark = page.convert("L").point(lambda v: 255 if v < 110 else 0).getbbox()
        assert dark is not None
        left, right = dark[0], page.width - dark[2]
        inner = left if number % 2 else right
        assert inner >= 27, (number, left, right)


def test_a_public_institution_gets_its_post_table(workshop, tmp_path):
    posts = {
        "编制数": 60,
        "专业技术岗位总数": 40,
        "岗位等级": {
            "正高级": {"核准人数": 2, "实聘人数": 1},
            "副高级": {"核准人数": 12, "实聘人数": 9, "推出岗位数": 2},
            "中级": {"核准人数": 16, "实聘人数": 18},
            "初级及未定级": {"核准人数": 10, "实聘人数": 4},
        },
    }
    unit = {"单位名称": "虚构矿山研究所", "单位性质": "事业单位", "岗位设置": posts}
    staff = {"申报方式": "正常申报", "申报专业": "采矿工程", "编制情况": "在编"}
    outside = {**staff, "编制情况": "非在编"}
    people = {
        "a": person(工作单位="虚构矿山研究所", 申报=staff),
        "b": person("33020019850615003", 姓名="乙某", 工作单位="虚构矿山研究所", 申报=outside),
    }
    root = workshop(people, 单位=[unit])
    receipt = build(root, tmp_path / "out", {"post_table"})
    assert codes(receipt) == []
    assert "posts-overfilled" in codes(receipt, "warning")
    text = squeezed(text_of(tmp_path / "out" / receipt["documents"][0]["path"]))
    assert "空缺情况130（超聘2人）610（超聘2人）" in text
    assert "核准人数2121610" + "40" in text
    assert "推出0个正高级专业技术岗位，2个副高级专业技术岗位" in text
    assert "乙某" not in text
    posts["岗位等级"]["副高级"]["推出岗位数"] = 5
    receipt = build(workshop(people, name="w2", 单位=[unit]), tmp_path / "out2")
    assert set(codes(receipt)) == {"posts-offered", "unit-blocked"}
    assert receipt["blocked"] == 1, "the posts are nothing to who is 非在编"


def test_people_of_a_unit_are_found_when_they_come_from_another_process(workshop, tmp_path, monkeypatch):
    def sent(*work):
        return pickle.loads(pickle.dumps(check_person(*work)))  # noqa: S301

    monkeypatch.setattr(everybody, "check_person", sent)
    levels = {"副高级": {"核准人数": 4, "实聘人数": 2, "推出岗位数": 2}}
    posts = {"编制数": 10, "专业技术岗位总数": 8, "岗位等级": levels}
    unit = {"单位名称": "虚构矿山研究所", "单位性质": "事业单位", "岗位设置": posts}
    staff = {"申报方式": "正常申报", "申报专业": "采矿工程", "编制情况": "在编"}
    people = {"a": person(工作单位="虚构矿山研究所", 申报=staff)}
    receipt = build(workshop(people, 单位=[unit]), tmp_path / "out", {"post_table"})
    assert {d["form"] for d in receipt["documents"]} == {"post_table", "print_plan"}
    levels["副高级"]["推出岗位数"] = 5
    receipt = build(workshop(people, name="w2", 单位=[unit]), tmp_path / "out2", {"post_table"})
    assert set(codes(receipt)) == {"posts-offered", "unit-blocked"}
    assert receipt["blocked"] == 1
    assert receipt["documents"] == [], "the applicant has nothing to mend, so there is no slip"


# --- copies and mark -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "copies", "duplex", "total"),
    [(3, 3, True, 12), (3, 3, False, 9), (2, 2, True, 4), (1, 1, True, 2)],
)
def test_copies_fill_up_to_whole_sheets(pages, copies, duplex, total):
    made, count = print_set([pdf_bytes(*[(595, 842)] * pages)], copies, duplex)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert count == len(pdf.pages) == total
        assert len({page.obj.objgen for page in pdf.pages}) == total
        assert not pdf.check_pdf_syntax()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(595, 842), (842, 595), (1191, 842), (200, 100)])
def test_the_mark_covers_any_page_and_rises_to_the_right(size, rotate):
    raw = pdf_bytes(size, rotate=rotate)
    marked = stamp(raw, MARK)
    picture = next(pictures(marked, 72)).convert("L")
    assert picture.size == next(pictures(raw, 72)).size
    for x in (0, picture.width // 2):
        for y in (0, picture.height // 2):
            part = picture.crop((x, y, x + picture.width // 2, y + picture.height // 2))
            assert sum(part.histogram()[201:250]) > 0.01 * part.width * part.height
    assert text_of(marked) == text_of(raw)


def test_the_mark_is_shared_and_an_artifact():
    raw = pdf_bytes(*[(595, 842)] * 50)
    marked = stamp(raw, MARK)
    with pikepdf.open(io.BytesIO(marked)) as pdf:
        forms = {x.objgen for page in pdf.pages for x in page.Resources.XObject.values()}
        assert len(forms) == 1
        assert b"/Artifact" in pdf.pages[0].Contents[-1].read_bytes()
    assert len(marked) - len(raw) < 60_000


def test_a_cropped_page_is_marked_where_it_is_seen():
    pdf = pikepdf.open(io.BytesIO(pdf_bytes((1000, 1000))))
    pdf.pages[0].CropBox = pikepdf.Array([600, 600, 900, 1000])
    target = io.BytesIO()
    pdf.save(target)
    picture = next(pictures(stamp(target.getvalue(), MARK), 72)).convert("L")
    assert picture.size == (300, 400)
    assert sum(picture.histogram()[:250]) > 2000


# --- photo ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (photo_bytes(215, 300), "photo-pixels"),
        (photo_bytes(358, 441), "photo-aspect"),
        (photo_bytes(413, 579, quality=5), "photo-bytes"),
        (b"not a picture", "photo-unreadable"),
        (photo_bytes()[:20000], "photo-unreadable"),
    ],
)
def test_a_wrong_photo_holds_back(workshop, tmp_path, content, code):
    root = workshop()
    (root / "photos" / "a.jpg").write_bytes(content)
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert code in codes(receipt)
    basis = next(f["basis"] for f in receipt["findings"] if f["code"] == code)
    assert basis == "《申报高级工程师人员网上申报办法》4" or code == "photo-unreadable"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"本人述职": "字" * 1001}, "statement-too-long"),
        ({"本人述职": None}, "statement-missing"),
        ({"性别": "女"}, "sex-differs"),
        ({"现从事专业": "采矿工程", "申报": {"申报方式": "破格", "申报专业": "采矿工程"}}, "method-unknown"),
        ({"申报": {"申报方式": "自评分申报", "申报专业": "采矿工程", "自评分": "79.9"}}, "score-below-pass"),
        ({"申报": {"申报方式": "自评分申报", "申报专业": "采矿工程", "自评分": "80"}}, "score-table-missing"),
        ({"申报": {"申报方式": "标志性业绩直接申报", "申报专业": "采矿工程"}}, "reasons-missing"),
        ({"备注": "有\u202e方向符"}, "character-refused"),
        ({"备注": "有\u200b零宽空格"}, "character-refused"),
        ({"备注": "【示例】备注"}, "placeholder"),
        (
            {"打分表": [{"评价指标": "业绩", "最高分值": 20, "自评分": 25, "佐证": ["E-P"]}]},
            "score-over-maximum",
        ),
        (
            {
                "申报": {"申报方式": "自评分申报", "申报专业": "采矿工程", "自评分": "83"},
                "打分表": [
                    {"评价指标": "业绩", "自评分": 75, "佐证": ["E-P"]},
                    {"评价指标": "学历", "自评分": 8},
                ],
            },
            "score-differs",
        ),
        ({"荣誉": [{"荣誉称号": "先进", "授予机构": "甲", "授予时间": "2025.05"}]}, "date-future"),
        ({"佐证材料": [item("P", "合同", 类别="合同")]}, "evidence-category"),
        ({"佐证材料": [item("P", "合同")]}, "evidence-missing"),
    ],
)
def test_what_a_reviewer_would_send_back_holds_back(workshop, tmp_path, changes, code):
    receipt = build(workshop({"lin": person(**changes)}), tmp_path / "out", {"pledge"})
    assert code in codes(receipt)
    assert receipt["blocked"] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"本人述职": "字" * 1000},
        {
            "申报": {"申报方式": "自评分申报", "申报专业": "采矿工程", "自评分": "80"},
            "打分表": [{"评价指标": "业绩", "自评分": 80, "自评依据": "见合同", "佐证": ["E-P"]}],
            "佐证材料": [item("P", "合同", 文件=None, 不装订原因="原书")],
        },
        {"姓名": "阿卜杜热依木·买买提·艾合买提"},
        {"姓名": "林䶮"},
        {"证件": {"证件类型": "护照", "证件号码": "E12345678"}, "性别": "男", "出生年月": "1985.06"},
        {"证件": {"证件号码": citizen("44190019850615001").lower()}},
    ],
)
def test_what_is_right_at_the_bound_passes(workshop, tmp_path, changes):
    receipt = build(workshop({"lin": person(**changes)}), tmp_path / "out", {"pledge"})
    assert codes(receipt) == []
    assert receipt["built"] == 1


@pytest.mark.parametrize("size", [(3, 14400), (14400, 14400), (14400, 20)])
def test_extreme_pages_are_marked_in_a_moment(size):
    marked = stamp(pdf_bytes(size), MARK)
    assert len(marked) < 400_000
    picture = next(pictures(marked, 12)).convert("L")
    assert min(picture.tobytes()) < 255 or min(size) < 10


def test_a_damaged_receipt_is_no_obstacle(workshop, tmp_path):
    root, out = workshop(), tmp_path / "out"
    for text in ("[" * 100_000, '{"documents": [{"path": ".", "form": "x", "person": ""}]}', "{}", "\x00"):
        out.mkdir(exist_ok=True)
        (out / "receipt.json").write_text(text)
        assert build(root, out, {"pledge"})["built"] == 1


def test_settings_that_cannot_be_printed_are_told_with_their_place(workshop, tmp_path):
    office = {"名称": "虚构\ue863局", "联系人": "王某", "联系电话": "0571-88000000"}
    receipt = build(workshop(报送单位=office), tmp_path / "out")
    found = next(f for f in receipt["findings"] if f["severity"] == "error")
    assert (found["code"], found["place"].split(":")[0]) == ("character-refused", "zcforms.yaml")
    assert "office-blocked" in codes(receipt)
    assert receipt["built"] == 0


@pytest.mark.parametrize(("line", "told"), [(1, ("林一.yaml", None, "")), (7, ("林一.yaml 第", 7, "行"))])
def test_a_slip_tells_no_line_of_what_concerns_the_whole_record(line, told):
    file = "applicants/林一.yaml"
    places = Places(file, {(): Place(file, 1, 1)}, {})
    finding = Finding("data-missing", "缺少“民族”", place=Place(file, line, 1))
    assert _placed(finding, places) == told


def test_a_slip_tells_a_file_that_many_items_name_once_and_no_folder_of_the_office(workshop):
    same = [item(f"P-{n}", "合同", 文件=[{"文件": "甲.pdf"}]) for n in range(4)]
    job = batch.open_job(workshop({"林": person(佐证材料=[*same, item("Q", "合同")])}), TODAY)
    (checked,), _ = everybody.check_job(job, silent)
    rows = [row for row in _rows(checked, job.plan.basis(None)) if "佐证文件" in row["message"]]
    assert [(row["message"], row["place"]) for row in rows] == [
        ("找不到佐证文件甲.pdf", "《佐证材料》第1—4行“文件”"),
        ("找不到佐证文件Q.pdf", "《佐证材料》第5行“文件”"),
    ]


def test_a_slip_names_no_program_that_only_the_office_has(workshop):
    root = workshop({"林": person(照片="lin.png", 佐证材料=[item("W", "合同", 文件=[{"文件": "甲.docx"}])])})
    Image.new("RGB", (700, 700), "white").save(root / "photos/lin.png")
    (root / "evidence/林").mkdir(parents=True)
    with zipfile.ZipFile(root / "evidence/林/甲.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    job = batch.open_job(root, TODAY)
    (checked,), _ = everybody.check_job(job, silent)
    hints = {row["message"]: row["hint"] for row in _rows(checked, job.plan.basis(None))}
    assert hints["证件照格式应为JPG或JPEG，当前为PNG"] == "用看图软件另存为这种格式，不是改扩展名"
    assert hints["证件照宽高比1.000，应在0.65～0.80之间"].startswith("按这个宽高比重新裁剪")
    assert [hint for message, hint in hints.items() if "甲.docx" in message] == [
        "用Word、WPS打开，另存为PDF，再交一次"
    ]
    told = " ".join([*hints, *hints.values()])
    assert not re.search("zcforms|apt-get|pip install|本机|LibreOffice", told)


@pytest.mark.parametrize("name", ["evidence/lin", "photos", "applicants/做好的", "外来表", "导出件", "forms"])
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_results_are_not_put_among_the_data(workshop, name, dry):
    root = workshop({"lin": person()})
    before = set(root.rglob("*"))
    done = CliRunner().invoke(main, ["build", str(root), "--out", str(root / name), *dry])
    assert (done.exit_code, f"在工作文件夹的{name.split('/')[0]}里" in done.output) == (2, True), done.output
    assert set(root.rglob("*")) == before


def test_a_file_of_the_users_own_that_stands_in_the_way_keeps_its_content(workshop, tmp_path):
    root, out = workshop({"lin": person()}), tmp_path / "out"
    out.mkdir()
    own = {"打印清单.pdf": b"%PDF-1.7 mine", "receipt.json": b'{"mine": 1}'}
    for name, content in own.items():
        (out / name).write_bytes(content)
    receipt = build(root, out)
    told = [f["message"] for f in receipt["findings"] if f["code"] == "file-set-aside"]
    assert told == [
        f"原有的“{name}.{ending}”不是本工具做的，改名为“{name}（原有）.{ending}”留着"
        for name, ending in (("打印清单", "pdf"), ("receipt", "json"))
    ]
    for name, content in own.items():
        stem, _, ending = name.partition(".")
        assert (out / f"{stem}（原有）.{ending}").read_bytes() == content
    assert (out / "打印清单.pdf").read_bytes() != own["打印清单.pdf"]
    record = root / "applicants" / "lin.yaml"
    record.write_text(record.read_text().replace("林一山", "林二山"))
    again = build(root, out)
    assert "file-set-aside" not in {f["code"] for f in again["findings"]}
    assert len([*out.glob("*（原有*")]) == 2
