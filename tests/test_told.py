"""What is told to the clerk at the end of a command."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from zcforms.batch.receipt import PersonEntry, Receipt
from zcforms.ground.findings import Finding, Place, Severity
from zcforms.intake.folder import PersonFile
from zcforms.terminal.report import show_receipt
from zcforms.terminal.telling import show_findings


def receipt(*names):
    pages = {name: 3 if name.endswith(".pdf") else None for name in names}
    documents = [{"person": "", "path": name, "pages": n} for name, n in pages.items()]
    return Receipt("plan", {}, (), {}, None, ".", "platform", documents, (), (), ())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("花名册.pdf", "3页"),
        ("花名册.xlsx", "表格文件"),
        ("公示版花名册.html", "网页"),
        ("评审表.docx", "Word稿"),
        ("清单.csv", "文件"),
    ],
)
def test_a_receipt_shows_documents_of_any_kind(capsys, name, kind):
    show_receipt(receipt(name), Path("output"))
    assert f"{kind}  {name}" in capsys.readouterr().out


def test_where_nothing_was_written_no_folder_is_named(capsys):
    show_receipt(receipt(), Path("output"))
    said = capsys.readouterr().out
    assert "没有生成文件，原因见上" in said
    assert "写到" not in said


def test_of_many_people_the_papers_are_told_by_folder(capsys):
    own = [(str(n), f"{folder}/{n}.pdf") for n in range(6) for folder in ("个人", "装订")]
    own.append(("5", "补正/5.pdf"))  # the only one of its folder is named
    documents = [{"person": who, "path": path, "pages": 2} for who, path in [("", "打印/表.pdf"), *own]]
    people = [PersonEntry(str(n), "built", n, [], []) for n in range(6)]
    show_receipt(
        Receipt("plan", {}, people, {}, None, ".", "platform", documents, (), (), ()), Path("output")
    )
    said = [line.strip() for line in capsys.readouterr().out.splitlines() if "页" in line]
    assert said == [
        *("2页  打印/表.pdf", "2页  补正/5.pdf"),
        *("12页  个人/：6人，6个文件", "12页  装订/：6人，6个文件"),
    ]


def test_of_several_folders_nobody_says_that_there_are_no_reminders(capsys):
    show_findings([Finding("id-invalid", "不对", person="甲/a")], [PersonFile("甲/a", None, {})], merged=True)
    said = capsys.readouterr().out
    assert "错误1条；各人自己的提醒、说明不在这里列" in said
    assert "提醒0条" not in said


def test_what_is_said_of_everybody_of_a_unit_is_said_once(capsys):
    units = {"a": "甲公司", "b": "甲公司", "c": "乙公司", "d（乙公司）": "乙公司"}
    told = {key: SimpleNamespace(name=key, unit=unit) for key, unit in units.items()}
    people = [PersonFile(key, None, {}, partial=one) for key, one in told.items()]
    hours = [Finding("hours-unstated", "没有学时", Severity.WARNING, person=key) for key in "abc"]
    show_findings([Finding("id-number", "不对", person="d（乙公司）"), *hours], people)
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line and not line.startswith(" ")] == [
        "甲公司的2人都有",
        "d（乙公司）",
        "c（乙公司）",
        "错误1条，提醒3条，说明0条",
    ]
    assert said.count("没有学时") == 2


def test_the_same_words_of_many_places_are_one_entry_with_where_they_stand(capsys):
    places = [Place("a.yaml", n, 5) for n in range(1, 31)]
    cells = [Place("people.xlsx", cell=f"论文!B{n}") for n in (2, 3)]
    found = [Finding("unknown-key", "不认识的栏目", place=place, person="a") for place in places]
    found += [Finding("data-missing", "缺少题目", place=place, person="a") for place in cells]
    show_findings(found, [PersonFile("a", None, {})])
    said = [line.strip() for line in capsys.readouterr().out.splitlines() if "位置" in line or "错误" in line]
    assert said == [
        "错误  不认识的栏目  [unknown-key]",
        "位置：a.yaml:1:5、2:5、3:5、4:5、5:5、6:5、7:5、8:5、9:5、10:5、11:5、12:5，等30处",
        "错误  缺少题目  [data-missing]",
        "位置：people.xlsx[论文!B2]、[论文!B3]",
        "错误32条，提醒0条，说明0条",
    ]
