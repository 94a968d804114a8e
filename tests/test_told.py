"""What is told to the clerk at the end of a command."""

from pathlib import Path

import pytest

from zcforms.batch.receipt import Receipt
from zcforms.ground.findings import Finding
from zcforms.terminal.report import show_findings, show_receipt


def receipt(*names):
    pages = {name: 3 if name.endswith(".pdf") else None for name in names}
    documents = [{"person": "", "path": name, "pages": n} for name, n in pages.items()]
    return Receipt("plan", {}, (), {}, None, ".", documents, (), (), ())


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


def test_of_several_folders_nobody_says_that_there_are_no_reminders(capsys):
    show_findings([Finding("id-invalid", "不对", person="甲/a")], {"甲/a": "a"}, merged=True)
    said = capsys.readouterr().out
    assert "错误1条；各文件夹自己的提醒、说明不在这里列" in said
    assert "提醒0条" not in said
