"""Numbers that name a person or a unit: the ID card, the credit code, the telephone."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import uscc

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# GB/T 2260 province codes; 81-83 are the residence permits of Hong Kong, Macao and Taiwan.
_PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)}
_PROVINCES |= {*range(61, 66), 71, 81, 82, 83}


def id_check_character(first17: str) -> str:
    """The 18th character of a citizen's ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(w * int(c) for w, c in zip(_ID_WEIGHTS, first17, strict=True))
    return _ID_CHECK[total % 11]


def id_number_problem(number: str) -> str:
    """Why a citizen's ID number cannot be right, in Chinese, or "" (GB 11643, requirements ID1)."""
    if re.fullmatch(r"[0-9]{15}", number):
        return "15位身份证号码已于2013年停用，请填写18位号码"
    if len(number) != 18:
        return f"身份证号码应为18位（17位数字加1位数字或X），现为{len(number)}位“{number}”"
    if odd := re.search(r"[^0-9](?!\Z)|[^0-9X]", number):
        other = "不是数字" if odd.end() < 18 else "不是数字，也不是X"
        return f"身份证号码第{odd.end()}位“{odd[0]}”{other}：“{number}”"
    if int(number[:2]) not in _PROVINCES:
        return f"身份证号码前两位“{number[:2]}”不是省级行政区划代码"
    try:
        id_birth(number)
    except ValueError:
        return f"身份证号码中的出生日期“{number[6:14]}”不存在"
    expected = id_check_character(number[:17])
    if number[17] != expected:
        return f"身份证号码校验位错误，应为{expected}，现为{number[17]}：18位中有一位填错"
    return ""


def id_birth(number: str) -> date:
    """The birth date inside an 18-digit ID number; ValueError if there is none."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def id_sex(number: str) -> str:
    """男 or 女, by the 17th digit of an 18-digit ID number."""
    return "男" if int(number[16]) % 2 else "女"


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_problem(code: str) -> str:
    """Why a 统一社会信用代码 cannot be right, in Chinese, or "" (GB 32100-2015)."""
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位"
    wrong = [c for c in code if c not in _USCC_ALPHABET]
    if wrong:
        return f"统一社会信用代码含不允许的字符“{'、'.join(wrong)}”（不使用I、O、S、V、Z）"
    # Not `validate`: it refuses the letters that may begin a code (N: 农业, Y: 其他).
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        return f"统一社会信用代码校验位错误，应为{expected}，现为{code[17]}"
    return ""


def phone_is_plausible(text: str) -> bool:
    """Whether a telephone number has the shape of a mobile or of 区号-号码 (requirements ID4).

    Spaces and hyphens stand wherever the writer groups the digits. No number of a city begins with 0 or 1,
    which are the trunk and the services: one of 7 digits that does is a mobile number cut short.
    """
    mobile, fixed = r"(\+?86-?)?1[3-9]\d-?\d{4}-?\d{4}", r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?"
    return bool(re.fullmatch(f"{mobile}|{fixed}", re.sub(r"\s", "", text)))
