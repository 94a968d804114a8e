"""What is left of names and numbers on a roster that is hung up in public."""

import pytest

from zcforms.chinese.masking import masked_name, masked_number, masked_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王*明"),
        ("欧阳小明", "欧**明"),
        ("阿卜杜热依木·买买提", "阿*****·**提"),
        ("Ann Lee", "A** **e"),
        ("甲", "*"),
        ("葛\U000e0100某", "葛\U000e0100*"),  # a variant form is one character
        ("", ""),
    ],
)
def test_the_middle_of_a_name_is_covered(name, shown):
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("330500198001010015", "3305**********0015"),
        ("33050019800101001X", "3305**********001X"),
        ("E12345678", "E1*****78"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_the_middle_of_a_certificates_number_is_covered(number, shown):
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800000001", "138****0001"),
        ("+86 138 0000 0001", "+86 138 **** 0001"),
        ("0571-87654321", "0571-****4321"),
        ("8765432", "***5432"),
        ("1234", "****"),
    ],
)
def test_four_digits_of_a_telephone_number_are_covered(phone, shown):
    assert masked_phone(phone) == shown
