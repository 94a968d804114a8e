from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from zcforms.chinese.dates import PartialDate, full_years
from zcforms.chinese.identity import id_check_character, id_number_problem, id_sex, uscc_problem
from zcforms.chinese.names import normal_name, one_line, rank_of, refused_characters, text_length
from zcforms.model.records import Prose


@pytest.mark.parametrize("number", ["11010519491231002X", "33100219880808008X", "330127199202290038"])
def test_id_numbers_of_the_requirements_are_right(number):
    assert id_number_problem(number) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("110105194912310021", "校验位错误，应为X"),
        ("110105491231002", "15位身份证号码已于2013年停用"),
        ("11010519491331002X", "出生日期“19491331”不存在"),
        ("99010519491231002X", "前两位“99”"),
        ("1101051949123100", "应为18位"),
        ("11010L194912310021", "第6位“L”不是数字"),
        ("1101051949123100X2", "第17位“X”不是数字"),
        ("11010519491231002Y", "第18位“Y”不是数字，也不是X"),
    ],
)
def test_a_wrong_id_number_says_what_is_wrong(number, said):
    assert said in id_number_problem(number)


def test_one_changed_digit_is_always_noticed():
    number = "33100219880808008X"
    for i in range(17):
        for digit in "0123456789":
            if digit != number[i]:
                assert id_number_problem(number[:i] + digit + number[i + 1 :])


def test_sex_is_the_17th_digit():
    assert id_sex("11010519491231002X") == "女"
    assert id_sex("11010519491231001" + id_check_character("11010519491231001")) == "男"


@pytest.mark.parametrize("code", ["91330100MA2B000018", "12330100470000001D", "N2330100MA2B00001P"])
def test_credit_codes_of_the_requirements_are_right(code):
    assert uscc_problem(code) == ""


@pytest.mark.parametrize(
    ("code", "said"), [("91330100MA2B000019", "应为8"), ("9133", "应为18位"), ("91330100MA2I000018", "I")]
)
def test_a_wrong_credit_code_says_what_is_wrong(code, said):
    assert said in uscc_problem(code)


@pytest.mark.parametrize(
    ("text", "cell", "running"),
    [
        ("2019.12", "2019.12", "2019年12月"),
        ("2019-12-03", "2019.12.03", "2019年12月3日"),
        ("2019年2月9日", "2019.02.09", "2019年2月9日"),
        ("201912", "2019.12", "2019年12月"),
        ("2019", "2019", "2019年"),
        ("2019-12-03 00:00:00", "2019.12.03", "2019年12月3日"),
    ],
)
def test_dates_are_read_and_written_as_clerks_do(text, cell, running):
    assert str(PartialDate.parse(text)) == cell
    assert PartialDate.parse(text).to_chinese() == running


@pytest.mark.parametrize(
    "text",
    ["2019-13", "2021-02-30", "2021.00", "2021-00-15", "2021-02-00", "19.12", "昨天", "", "20191", "1850.01"],
)
def test_impossible_dates_are_refused(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_written_date_reads_back(day):
    written = PartialDate.of(day)
    assert PartialDate.parse(str(written)) == PartialDate.parse(written.to_chinese()) == written


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2010, 7, 1), date(2021, 6, 30), 10),
        (date(2010, 7, 1), date(2021, 7, 1), 11),
        (date(2016, 2, 29), date(2021, 2, 28), 5),
        (date(2021, 1, 1), date(2020, 1, 1), 0),
    ],
)
def test_years_are_full_anniversaries(start, end, years):
    assert full_years(start, end) == years


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("阿卜杜热依木•买买提", "阿卜杜热依木·买买提"),
        ("阿卜杜热依木．买买提", "阿卜杜热依木·买买提"),
        ("阿卜杜热依木･买买提", "阿卜杜热依木·买买提"),
        ("阿卜杜热依木 • 买买提", "阿卜杜热依木·买买提"),
        ("张 三", "张三"),
        ("John  A. Smith", "John A. Smith"),
    ],
)
def test_names_are_normalised(typed, normal):
    assert normal_name(typed) == normal


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("东瓯市锦澜纺织\n科技有限公司", "东瓯市锦澜纺织科技有限公司"),
        ("工艺员 \r\n\u3000兼质检员", "工艺员兼质检员"),
        ("甲厂（\nABC）\n\nDEF\u2028GHI", "甲厂（ABC）DEF GHI"),
        ("Journal of\nMining\n2020", "Journal of Mining 2020"),
        ("甲  乙\n", "甲 乙"),
        ("\n \n", ""),
    ],
)
def test_a_line_break_beside_a_chinese_character_is_nothing(typed, line):
    assert one_line(typed) == line


def test_paragraphs_lose_what_indents_them_and_cells_of_a_pasted_table_stand_apart():
    typed = "　　一、业绩。\n\t项目\t金额\t\t年份\n"
    assert TypeAdapter(Prose).validate_python(typed) == "一、业绩。\n项目　金额　年份\n"


def test_length_counts_code_points_without_spaces():
    assert text_length("𬭎 䶮\n字") == 3


def test_control_private_and_direction_characters_are_refused():
    assert refused_characters("好\x07\u202e\ue863\n\u200b") == ["\x07", "\u202e", "\ue863", "\u200b"]
    assert refused_characters("葛\U000e0100某\ufe0f") == ["\U000e0100", "\ufe0f"]


@pytest.mark.parametrize(
    ("written", "rank"),
    [
        ("2/5", 2),
        ("第3", 3),
        ("独著", 1),
        ("1月5日", None),
        ("2026-01-05 00:00:00", None),
        ("2020年1月2/5", None),
        ("第一作者（2020.12.01）", 1),
        ("2/5（2021年3月4日公布）", 2),
        ("0.142857142857143", None),
    ],
)
def test_what_excel_made_of_a_rank_is_none(written, rank):
    assert rank_of(written) == rank


@pytest.mark.parametrize(
    ("written", "rank"),
    [
        ("共5人，排名第2", 2),
        ("12人中第3", 3),
        ("共5名作者，排2", 2),
        ("2.0", 2),
        ("项目组3人之一", None),
        ("2（共5人）", 2),
        ("第十二发明人", 12),
        ("NO.2", 2),
        ("0/5", None),
    ],
)
def test_how_many_there_are_is_nobodys_rank(written, rank):
    assert rank_of(written) == rank
