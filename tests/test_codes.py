"""Slips with the codes of the pledges: each leads to the person beside it and tells nothing more."""

import re

import zxingcpp
from conftest import citizen, person, pictures, squeezed, text_of
from test_pledges import run
from test_signatures import KEY, sign

from zcforms.batch.signatures.register import utc_now
from zcforms.pipeline.signing import short_code, token_of
from zcforms.serve.desk import Desk

NUMBERS = [f"33020019850615{n:03}" for n in range(1, 11)]
PEOPLE = {
    f"p{n}": person(number, 姓名="丁" + c)
    for n, (number, c) in enumerate(zip(NUMBERS, "甲乙丙丁戊己庚辛壬癸", strict=True))
}


def test_who_has_not_signed_is_given_a_slip(workshop, tmp_path):
    root = workshop(PEOPLE)
    sign(root, "p3")
    done = run("sign", "codes", root, tmp_path / "x.pdf")
    assert (done.exit_code, "9人的二维码" in done.output) == (0, True)
    pdf = (tmp_path / "x.pdf").read_bytes()
    text, desk = squeezed(text_of(pdf)), Desk(root, utc_now)
    codes = [code.text for page in pictures(pdf, 150) for code in zxingcpp.read_barcodes(page)]
    names = re.findall("丁[甲乙丙丁戊己庚辛壬癸]", text)
    assert len(codes) == len(set(codes)) == len(names) == 9
    assert "丁丁" not in names
    assert text.count("https://sign.example.cn/zc/，输短码") == 9  # where a short code is typed
    for link in codes:
        short = short_code(KEY, token_of(link))
        assert desk.find(short) == token_of(link)
        assert squeezed(short) in text
        desk.look(token_of(link))
    assert not [number for number in NUMBERS if citizen(number)[-4:] in text]  # what the phone asks for


def test_where_codes_lead_nowhere_there_are_no_slips(workshop, tmp_path):
    done = run("sign", "codes", workshop(在线签署="无"), tmp_path / "x.pdf")
    assert (done.exit_code, "没有签署地址" in done.output) == (2, True)
    assert not (tmp_path / "x.pdf").exists()


def test_when_all_have_signed_it_is_told(workshop, tmp_path):
    root = workshop()
    sign(root)
    assert "没有要签的人了" in run("sign", "codes", root, tmp_path / "x.pdf").output
    assert run("sign", "codes", root, tmp_path / "x.pdf", "--all").exit_code == 0
