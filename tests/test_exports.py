"""What the platform exported takes the place of our print, once it is known to be the person's, and whole."""

import io
from functools import partial

import pytest
from conftest import TODAY, build, citizen, codes, page_texts, person, squeezed, text_of
from pikepdf import Pdf
from test_dossier import jpeg

from zcforms import batch
from zcforms.fillers import html
from zcforms.fillers.engine import lay_out, to_pdf
from zcforms.forms import load_form, templates_folder
from zcforms.intake.clean import saved

MARK = "浙江省专业技术任职资格申报与评审管理平台"
TITLE = "专业技术职务任职资格评审表"
NUMBER = citizen("33020019850615001")


def export(name="林一山", number=NUMBER, pages=3, title=TITLE, marked=None, total=None, skip=(), body=""):
    """A form as the platform may print it: a cover, numbered pages, its mark as text on some pages."""
    marked = range(1, pages + 1) if marked is None else marked
    sheets = []
    for n in range(1, pages + 1):
        head = (
            f"<h1>{title}</h1><p>姓　名：{name}</p>" if n == 1 else f"<p>证件号码 {number}</p><p>{body}</p>"
        )
        mark = f"<p>{MARK}</p>" if n in marked else ""
        foot = "" if n == 1 else f"<p>第 {n} 页 共 {total or pages} 页</p>"
        if n not in skip:
            sheets.append(f'<section style="break-after: page">{head}{mark}{foot}</section>')
    form = load_form(templates_folder() / "pledge")
    return to_pdf(lay_out("".join(sheets), form, {}, duplex=False), form, b"0" * 32)


@pytest.fixture
def folder(workshop):
    """Makes a folder of work with these files of the platform's; its people are one, 林一山, unless given."""

    def make(files, people=None, **changes):
        root = workshop(people, **changes)
        (root / "导出件").mkdir()
        for name, content in files.items():
            (root / "导出件" / name).write_bytes(content)
        return root

    return make


def told(root, code):
    """The findings of a check that have that code, as (person, severity, message)."""
    _, _, findings = checked(root)
    return [(f.person, str(f.severity), f.message) for f in findings if f.code == code]


def checked(root):
    job = batch.open_job(root, TODAY)
    people, institutions = batch.check_job(job, lambda *_: None)
    return job, people, batch.all_findings(people, institutions)


def about_exports(root):
    """What is said of exports, but that one is used."""
    _, _, findings = checked(root)
    return [(f.code, f.message) for f in findings if f.code.startswith("export-") and f.code != "export-used"]


def test_the_export_is_printed_in_the_place_of_ours_whatever_it_is_called(folder, tmp_path):
    root = folder({"下载(3).pdf": export(body="平台印的字")})
    receipt = build(root, tmp_path / "out", {"review_form", "pledge"})
    assert codes(receipt) == []
    paths = {d["path"]: d for d in receipt["documents"] if d["form"] == "review_form"}
    single = next(path for path in paths if path.startswith("个人/"))
    assert paths[single]["pages"] == 3
    assert "平台印的字" in squeezed(text_of(tmp_path / "out" / single))
    assert "本稿供填报核对" not in squeezed(text_of(tmp_path / "out" / single))
    copies = next(path for path in paths if path.startswith("打印/"))
    texts = [squeezed(text) for text in page_texts(tmp_path / "out" / copies)]
    assert [n for n, text in enumerate(texts) if TITLE in text] == [0, 4, 8]  # three copies, on both sides
    assert len(texts) == 12
    sources = {s["path"]: s["person"] for s in receipt["sources"] if s["path"].startswith("导出件/")}
    assert sources == {"导出件/下载(3).pdf": "lin"}
    assert told(root, "export-used") == [("lin", "info", f"《{TITLE}》用平台导出的导出件/下载(3).pdf（3页）")]


def test_what_the_platform_printed_need_not_fit_our_form(folder, tmp_path, monkeypatch):
    measured, measure = [], html.overflows

    def noted(form, values):
        measured.append(form.id)
        return measure(form, values)

    monkeypatch.setattr(html, "overflows", noted)
    root = folder({"a.pdf": export()})
    build(root, tmp_path / "out", {"pledge"})
    assert "review_form" not in measured
    (root / "导出件" / "a.pdf").unlink()
    build(root, tmp_path / "two", {"pledge"})
    assert "review_form" in measured


def test_a_new_export_is_a_reason_to_make_the_papers_again(folder, tmp_path):
    root = folder({"a.pdf": export()})
    build(root, tmp_path / "out", {"review_form"})
    again = build(root, tmp_path / "out", {"review_form"})
    (root / "导出件" / "a.pdf").write_bytes(export(pages=4))
    after = build(root, tmp_path / "out", {"review_form"})
    assert [receipt["people"][0]["made"] for receipt in (again, after)] == [[], ["导出件改动"]]
    assert {d["pages"] for d in after["documents"] if d["path"].startswith("个人/")} == {4}


def test_what_is_read_of_an_export_is_named_by_what_it_holds_not_by_when_it_was_read():
    """Left to qpdf, two files of the same second have one name, and the same file tomorrow has another."""
    names = set()
    for pages in (1, 2):
        with Pdf.new() as pdf:
            for _ in range(pages):
                pdf.add_blank_page()
            raw = saved(pdf)
        with Pdf.open(io.BytesIO(raw)) as pdf:
            names.add(bytes(pdf.trailer.ID[1]))
    assert len(names) == 2


def test_a_draft_and_a_folder_without_exports_print_ours(folder, workshop, tmp_path):
    root = folder({"a.pdf": export()})
    build(root, tmp_path / "out", {"review_form"}, mark="draft")
    draft = next((tmp_path / "out" / "校对稿" / "个人").rglob("*.pdf"))
    assert "本稿供填报核对" in squeezed(text_of(draft))
    (root / "导出件" / "a.pdf").unlink()
    assert about_exports(root) == []


def test_exports_find_their_people_by_number_and_by_name(folder):
    people = {
        "a": person(),
        "b": person("33020019850615003", 姓名="林一"),
        "c": person("33020019850615005", 姓名="阿卜杜热依木·买买提江"),
    }
    b, c = citizen("33020019850615003"), "—"
    files = {"1.pdf": export(), "2.pdf": export("林一", b), "3.pdf": export("阿卜杜热依木•买买提江", c)}
    assert about_exports(folder(files, people)) == []
    only = folder({"3.pdf": files["3.pdf"]}, people, name="second")
    assert {(f.person, f.message) for f in checked(only)[2] if f.code == "export-missing"} == {
        (key, f"《{TITLE}》还没有平台导出件，打印的是核对稿") for key in ("a", "b")
    }


def test_two_of_one_name_are_told_apart_by_number_or_by_the_file_name(folder):
    people = {"n01": person(), "n02": person("33020019850615003")}
    files = {"n01.pdf": export(number="—"), "甲.pdf": export(number=citizen("33020019850615003"))}
    assert about_exports(folder(files, people)) == []
    vague = folder({"乙.pdf": export(number="—")}, people, name="second")
    assert told(vague, "export-unmatched") == [
        (
            "",
            "warning",
            "导出件/乙.pdf上面的姓名有2人（n01、n02），没有证件号码可以分清，没有采用",
        )
    ]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (partial(export, "王五", citizen("33020019850615009")), "上面的姓名、证件号码不是本批任何人的"),
        (partial(export, title="年度考核登记表"), "看不出是哪张表"),
        (jpeg, "里面没有文字（多半是扫描件或图片）"),
    ],
)
def test_a_stray_file_is_told_and_holds_nobody_back(folder, tmp_path, make, why):
    root = folder({"x.pdf": make()})
    assert told(root, "export-unmatched") == [("", "warning", f"导出件/x.pdf{why}，没有采用")]
    receipt = build(root, tmp_path / "out", {"review_form"})
    assert (receipt["built"], codes(receipt)) == (1, [])


def test_a_damaged_file_is_told_and_holds_nobody_back(folder):
    (only,) = [
        f for f in checked(folder({"x.pdf": b"%PDF-1.7 nothing"}))[2] if f.code == "evidence-unreadable"
    ]
    assert (only.message, str(only.severity), str(only.place)) == (
        "导出件/x.pdf已损坏，无法打开",
        "warning",
        "导出件/x.pdf",
    )


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (partial(export, "林二山"), "export-differs", "上没有姓名“林一山”"),
        (
            partial(export, number=citizen("33020019850615003")),
            "export-differs",
            "上的身份证号码与申报数据不同",
        ),
        (partial(export, skip=(3,)), "export-incomplete", "写明共3页，文件有2页"),
        (
            partial(export, pages=5, marked=(1, 2, 4, 5)),
            "export-page-unmarked",
            f"第3页没有“{MARK}”水印，其余页有",
        ),
        (
            partial(export, marked=()),
            "export-unmarked",
            f"的文字里没有“{MARK}”水印（水印是图片的，看不出来）",
        ),
        (
            partial(export, body="本稿供填报核对，报送以平台导出件为准"),
            "export-is-ours",
            "是本工具做的核对稿，不是平台导出件",
        ),
    ],
)
def test_what_is_wrong_with_an_export_is_said_of_its_owner(folder, make, code, message):
    found = about_exports(folder({"x.pdf": make()}))
    box = "□ " if code == "export-unmarked" else ""
    assert found == [(code, f"{box}《{TITLE}》导出件/x.pdf{message}")]


def test_two_exports_of_one_form_are_one_too_many(folder):
    root = folder({"x.pdf": export(), "y.pdf": export(body="后一次")})
    assert told(root, "export-repeated") == [
        ("lin", "error", f"《{TITLE}》有2个导出件：导出件/x.pdf、导出件/y.pdf")
    ]


def test_a_plan_that_exports_nothing_takes_no_export(folder):
    root = folder({"x.pdf": export()}, 评审计划="zj-anfang-senior-2025")
    assert [message for _, _, message in told(root, "export-unmatched")] == [
        "导出件/x.pdf本次评审没有要从平台导出的表，没有采用"
    ]
