"""Numbers that publications, patents and standards bear: which faults their form shows.

Each function returns what looks wrong, in Chinese, or "". A strange number may still be right (an old
system, a foreign one), so these are warnings.
"""

from __future__ import annotations

import re

from stdnum import isbn, issn

_ISSN = re.compile(r"(?:ISSN[\s:：]*)(\d{4})\s*[-—–]?\s*(\d{3})([\dXx])", re.I)
_CN = re.compile(r"CN[\s:：]*(\S+)", re.I)
_CN_SHAPE = re.compile(r"\d{2}\s*[-—–]\s*\d{4}(?:/[A-Z][A-Z\d]?)?", re.I)
_BOOK = re.compile(r"97[89](?:[-—–\s]?\d){10}")


def publication_problem(text: str) -> str:
    """The faults of ISSN (GB/T 9999), CN (GB/T 9999) and ISBN-13 (GB/T 5795) in a 刊号或书号."""
    for match in _ISSN.finditer(text):
        expected = issn.calc_check_digit(match[1] + match[2])
        if match[3].upper() != expected:
            return f"ISSN {match[1]}-{match[2]}{match[3]}校验位应为{expected}"
    cn = _CN.search(text)
    if cn and not _CN_SHAPE.match(cn[1]):
        return f"CN号“{cn[1]}”应写作CN 33-1234/TD"
    for found in _BOOK.findall(text):
        if not isbn.is_valid(re.sub(r"\D", "", found)):
            return f"书号{found}校验位不对"
    return ""


# The digit after the year: 8 and 9 entered China by PCT (ZC 0006-2003).
_PATENT_DIGITS = {"发明专利": "18", "实用新型专利": "29", "外观设计专利": "3"}
_PATENT = re.compile(r"(?:ZL)?\s*(?:(\d{4})(\d)\d{7}|\d{2}(\d)\d{5})\.?[\dX]", re.I)
_FOREIGN = re.compile(r"(?!ZL|CN)[A-Z]{2}\d", re.I)  # a country's code (WIPO ST.3) and its own number
_SOFTWARE = re.compile(r"\d{4}SR\d{6,7}", re.I)


def patent_problem(kind: str, number: str, granted_year: int) -> str:
    """The faults of a patent's or a software's number for its kind (requirements ID6); abroad they differ."""
    text = re.sub(r"\s", "", number)
    if kind == "软件著作权":
        return "" if _SOFTWARE.search(text) else f"登记号“{number}”应写作2019SR1234567"
    if _FOREIGN.match(text):
        return ""
    match = _PATENT.search(text)
    if match is None:
        return f"专利号“{number}”应写作ZL201910123456.7"
    year, digit = match[1], match[2] or match[3]
    if digit not in _PATENT_DIGITS[kind]:
        meant = next((k for k, digits in _PATENT_DIGITS.items() if digit in digits), "其他")
        return f"专利号“{number}”是{meant}的号码，填报为{kind}"
    if year and int(year) > granted_year:
        return f"专利号“{number}”的申请年份晚于授权时间"
    return ""


_STANDARDS = {
    "国际标准": r"(ISO|IEC|ITU|OIML).*",
    "国家标准": r"(GB|GB/T|GB/Z|GBJ|GSB|JJF|JJG)\s*\d.*",
    "行业标准": r"[A-Z]{2}(/T|/Z|J)?\s*\d.*",
    "地方标准": r"DB(J|JT)?\s*\d{2,4}.*",
    "团体标准": r"T/[A-Z\d]+\s*\d.*",
    "企业标准": r"Q/.*",
}
_YEAR = re.compile(r"[-—–]\s*(\d{4}|\d{2})$")


def standard_problem(level: str, number: str) -> str:
    """The faults of a standard's number for its level (requirements ID7)."""
    text = number.strip().upper()
    if not re.fullmatch(_STANDARDS[level], text):
        fitting = [k for k, shape in _STANDARDS.items() if re.fullmatch(shape, text)]
        is_that = f"像是{'或'.join(fitting)}的编号" if fitting else "不像标准编号"
        return f"标准编号“{number}”{is_that}，填报为{level}"
    if level != "国际标准" and not _YEAR.search(text):
        return f"标准编号“{number}”没有年份，应写作“编号—年份”"
    return ""
