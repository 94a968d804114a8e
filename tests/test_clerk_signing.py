"""The board of who has signed on the office page: what is seen, noted, taken away, and by whom."""

import io
import json
import re

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import citizen, person, squeezed, text_of
from test_clerk import Browser, Idle, idle  # noqa: F401  for every test
from test_signatures import sign, state_of

from zcforms.batch.signatures.register import PAPER, SIGNED
from zcforms.batch.signatures.signed import HELD, UNSIGNED
from zcforms.cli import main
from zcforms.intake.folder import OUTPUT
from zcforms.paper import delivery
from zcforms.serve.accounts import Role
from zcforms.serve.clerk import signers, view
from zcforms.serve.clerk.commands import fault_of

PEOPLE = {
    "lin": person(),
    "lin2": person("33020019850615002"),
    "wang": person("33020019850615003", 姓名="<b>王五</b>", 联系电话="13800000007"),
}


class Here(Idle):
    """A command that is run at once in this process."""

    def __init__(self, *words):
        said = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout or "{}")
        self.fault = fault_of(said)
        self.result = None if self.fault else said


class Board(Browser):
    """The page, and what is done on it."""

    def __init__(self, root, role=Role.WORKS):
        super().__init__(root, role=role)
        self.page = self.get("/signing").text

    def mark(self, name):
        return re.search(rf"/office/people/([0-9a-f]{{24}})\">{name}<", self.page)[1]


@pytest.fixture
def root(workshop, monkeypatch):
    monkeypatch.setattr(signers, "Command", Here)
    monkeypatch.setattr(view, "Command", lambda *words: Here(*words) if words[0] == "sign" else Idle(*words))
    return workshop(PEOPLE)


def test_who_cannot_be_read_is_on_the_board_with_the_reason(root):
    record = root / "applicants" / "wang.yaml"
    record.write_text(record.read_text().replace("虚构矿业有限公司", "虚构石料厂"))
    page = Board(root, Role.READS).page
    assert "看不出签没签的" in page
    assert (
        "&lt;b&gt;王五&lt;/b&gt;</a> " in page and "：工作单位“虚构石料厂”不在zcforms.yaml的“单位”里" in page
    )


def test_everybodys_state_is_seen_and_whom_to_call(root):
    sign(root)
    page = Board(root, Role.READS).page
    rows = [
        re.sub(r"<[^>]+>", "", row).split() for row in re.findall(r"<tr data-mark.*?</tr>", page, re.DOTALL)
    ]
    digits = [f"尾号{citizen(f'3302001985061500{n}')[-4:]}" for n in (1, 2)]
    assert [row[:5] for row in rows if "林一山" in row] == [
        ["林一山", "lin2", digits[1], "虚构矿业有限公司", UNSIGNED],
        ["林一山", "lin", digits[0], "虚构矿业有限公司", SIGNED],
    ]
    assert "13800000007" in page
    assert "没有签的在前，同样的按花名册的次序（按姓氏笔画为序）。" in page
    assert "&lt;b&gt;王五" in page
    assert "未签2人，已签1人" in squeezed(page)
    assert "<button>作废" not in page  # who only reads does nothing


def test_paper_is_noted_and_a_signature_made_void(root):
    board = Board(root)
    mark = board.mark("&lt;b&gt;王五&lt;/b&gt;")
    assert board.act(f"/signing/{mark}/paper").headers["location"] == "/office/signing"
    assert state_of(root, "wang") == PAPER
    assert board.act(f"/signing/{mark}/paper").status_code == 409
    assert board.act(f"/signing/{mark}/revoke").status_code == 303
    assert state_of(root, "wang") == UNSIGNED
    assert board.act("/signing/x/revoke").status_code == 404
    assert [done.what for done in board.accounts.log()][-4:] == ["记纸质", "记纸质", "作废签署", "作废签署"]
    assert 'data-sure="&lt;b&gt;王五&lt;/b&gt;在纸上签了' in board.get("/signing").text  # asked once more


def test_slips_and_the_list_are_taken_away(root):
    sign(root)
    board = Board(root, Role.REVIEWS)
    slips = board.act("/signing/slips")
    assert slips.headers["content-type"] == "application/pdf"
    assert text_of(slips.content).count("短码 ") == 2
    book = openpyxl.load_workbook(io.BytesIO(board.act("/signing/book").content)).active
    cells = [[cell.value for cell in row] for row in book.iter_rows()]
    head = next(row for row in cells if "状态" in row)
    rows = [dict(zip(head, row, strict=True)) for row in cells[cells.index(head) + 1 :]]
    assert [(row["状态"], row["编号"], row["电话"]) for row in rows if row["编号"] == "wang"] == [
        (UNSIGNED, "wang", "13800000007")
    ]
    assert board.act(f"/signing/{board.mark('林一山')}/revoke").status_code == 403


def test_whom_the_build_held_back_is_not_asked_to_sign(root):
    people = [{"person": "wang", "outcome": "blocked"}, {"person": "lin", "outcome": "built"}]
    delivery.deliver_receipt(root / OUTPUT, {"documents": [], "kept": [], "people": people})
    board = Board(root, Role.REVIEWS)
    assert board.get("/state").json()["made"] is True
    assert "未签2人，暂缓1人" in squeezed(board.page)
    assert {row["made"]: row["signed"] for row in board.get("/state").json()["rows"]}["暂缓"] == HELD
    assert text_of(board.act("/signing/slips").content).count("短码 ") == 2


def test_where_nothing_was_made_it_is_told(root):
    (root / "signing.key").unlink()
    assert "还没有做过保证书" in Board(root).page
