"""What no line tears: numbers with their units, dates, codes, formulas, names; and where they come apart."""

from __future__ import annotations

import re

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff"  # without × and ÷
_RAISED = "²³¹⁰⁴-⁹⁺⁻ⁿ₀-₉₊₋ₙₓ"  # and lowered: of powers and formulas, TiO₂
UNIT = (  # the longest first
    "个工作日|平方公里|平方米|立方米|年度|年底|年初|学年|学期|月份|个月|周岁|周年|小时|"
    "学时|学分|分钟|万元|亿元|千元|美元|人次|公里|千米|厘米|毫米|公斤|千克|千瓦|兆瓦|"
    "年|月|日|天|周|岁|分|秒|元|万|亿|千|百|人|份|项|件|篇|部|本|册|套|台|个|"
    "次|名|位|级|类|期|卷|版|号|页|条|款|章|节|届|批|层|栋|座|幢|户|家|字|米|"
    "吨|克|倍|张|%|磅|％|‰|℃"
)
_MEASURE = (  # of the SI and the like, by their signs, the longest first
    "r/min|min|rpm|m/s|MPa|kPa|GPa|kHz|MHz|GHz|μm|µm|nm|mm|cm|km|m²|m³|kg|mg|mL|kW|MW|kV|mV|kN|kJ|dB|ms|"
    "Pa|Hz|m|g|t|s|h|A|V|W|N|J|L|K"
)
_COMPOUND = f"[{LATIN}][{LATIN}{_RAISED}/·]*+"  # kW·h, m³/d
# What is said to be so much: n=2.35, v≤2.0 cm/s; also from how much on, 0.5≤x≤1.2.
_HOW = "≥≤≠≈><＞＜"  # what compares
_LEAST = rf"\d[\d./]*+(?:\ ?(?:{_MEASURE}|{UNIT}))?[{_HOW}]"
_SAID = f"(?:(?:{_LEAST})?[{LATIN}][{LATIN}0-9{_RAISED}_]{{0,7}}[=＝{_HOW}])?"
_ON = "(?:[-:∶/×]|[~～][+−-]?)"  # to the next number of a range or a ratio
_BEFORE = f"[{_HOW}±∅⌀φΦ×]?[+−-]?"  # a number: φ25, −300 m
# A long one in groups of three, 1 200 (千分空, GB/T 15835).
_GAP = "[ \u00a0\u2009\u202f]"  # also those that Word sets between figures
_GROUP = rf"{_GAP}\d{{3}}(?!\d)"
_NUMBER = rf"(?:\d{{1,3}}(?:{_GROUP})+(?!{_GROUP})(?:\.\d++)?|(?!\d{{1,3}}{_GROUP})\d[\d,.]*+)"
# Never torn while a line holds it.
WHOLE = re.compile(
    rf"""
      # the last words of a cell (fillers/fitting.py), of a caption (pipeline/volume.py)
      （转续页） | （复印件）
    # how many lines of the scoring table (pipeline/volume.py), a part of a standard, a score that does not
    # count (facts/scores.py)
    | 等\d+行 | 第\d+部分 | 自评\d[\d.]*
    # a remark of a word or a number, a quoted word: （德国）, （之12）, （第3期）, “尖兵”
    | （[{HAN}]{{1,3}}） | “[{HAN}]{{1,3}}” | （[之其续]?\d{{1,4}}） | （第\d{{1,3}}[{HAN}]{{1,2}}）
    # dates
    | \d{{4}}\ ?年(?:\ ?\d{{1,2}}\ ?月(?:\ ?\d{{1,2}}\ ?日)?)? | \d{{1,2}}\ ?月\ ?\d{{1,2}}\ ?日
    # numbers of patents, standards, journals and documents
    | ZL\ ?\d{{4}}\ ?\d\ ?\d{{7}}(?:\.[\dXx])?
    | (?:[A-Z]{{1,6}}\d*(?:/[A-Z]{{1,4}})?|No\.|Vol\.|pp?\.)\ \d[\d.]*(?:[-—/:]\d[\d.]*)*
      (?:/[A-Z]{{1,2}}(?![{LATIN}0-9]))?
    | (?:[A-Z]{{1,6}}\d*／(?:T|Z|TS|TR|IEC)|Q／[A-Z]{{1,4}})\ ?\d[\d.]*+(?:[-—]\d+)?(?![{LATIN}/])
    | [A-Z]{{2,6}}\d*(?:/[A-Z]{{1,4}})?\d[\d.]*—\d{{2,4}}
    | [{HAN}]{{2,5}}(?=〔\d{{4}}〕) | 〔\d{{4}}〕第?\d+号
    # a number in the contents of a volume, one or two ranges of pages, how many copies
    | [一二三四五六七八九十]{{1,3}}-\d+(?:—\d+)? | 第\d+(?:—\d+)?、\d+(?:—\d+)?[页项行]
    | [第P]?\d+—\d+(?![\d.])(?:\ ?[页项行])? | 一式\d+份
    # what a file is, with its name's last word: no line begins with the dot
    | (?<=[{HAN}）])\.[A-Za-z]{{3,4}}(?![{LATIN}0-9])
    # a power of ten with its unit, 3.5×10⁶m³, also typed as 10^-3 mol/L
    | {_SAID}[{_HOW}±×]?(?:(?:\d[\d.]*+[-~～])?\d[\d.]*+[×x*])?10(?:\^[+−-]?\d{{1,2}}|[⁺⁻]?[¹²³⁰⁴-⁹]{{1,2}})
      \ ?(?:{UNIT}|{_COMPOUND})?
    # a number with a unit after a space
    | {_SAID}{_BEFORE}{_NUMBER}(?:{_ON}{_NUMBER})?
      {_GAP}(?:{_MEASURE})(?:[/·](?:{_MEASURE}|[da]))*(?![{LATIN}0-9])
    # numbers: with a sign before, as a range or a ratio, 3# and #3, an extension, an issue, what they count
    | {_SAID}[第约近超共逾￥¥$\#{_HOW}×]?[±+−-]?{_NUMBER}
      (?:{_ON}{_NUMBER})*(?!{_ON}\d|[{LATIN}_/.-])(?:\#(?![\d{LATIN}]))?
      (?:转\d{{1,6}}(?!\d))?
      (?:\([\d.-]+\)(?::\d+(?:[-—~～]\d+)?)?)?
      \ ?(?:(?:{UNIT})(?!(?<=人)[民员工才]|(?<=部)[门分]|(?<=本)科))?  # but 第3人民医院
      (?:(?<=[万亿]){_COMPOUND}|(?<=[{HAN}])/(?:{UNIT})(?![{HAN}]))?
    # a formula
    | [{LATIN}][{LATIN}0-9{_RAISED}_]{{0,7}}=[{LATIN}0-9{_RAISED}.()\[\]{{}}+*×·/^_-]+
    # Latin words and codes
    | (?:第|{_SAID}[{_HOW}±∅⌀×]?(?:[+−-](?=\d))?)(?:\d{{1,3}}(?={_GROUP}){_GAP})*[{LATIN}0-9{_RAISED}]
      (?:[{LATIN}0-9{_RAISED}.,'’_/@:&+\#%·×÷-]*[{LATIN}0-9{_RAISED}%+\#])?
      (?:\(\d+\))?(?:(?<=\d)(?:{UNIT})|[级类型区号座期款版])?
    # names: known by their dot
    | [{HAN}]{{1,7}}(?=·)(?:·[{HAN}]{{1,7}})+(?![{HAN}]) | [{HAN}]{{1,3}}·
    """,
    re.VERBOSE,
)
# The pages after an issue, 35(6):101—108, stay a range: it comes apart before them.
_NOT_IN_PAGES = "".join(rf"(?<!:\d{{{n}}}[-—])" for n in (1, 2, 3, 4))
# Where it comes apart if a line does not hold it: between the parts of a date or address, at signs, before a
# unit, between 硕士 and 研究生 (of which the first alone is a degree), before a score.
SEAMS = re.compile(
    rf"(?<=[年月])[ ]?(?=\d) | (?<=[-—/_@:&=?·〕]){_NOT_IN_PAGES}(?=.) | (?<=\d、)(?=\d)"
    rf" | (?<=[{LATIN}]\.)(?=[{LATIN}0-9]) | (?<=\d\.)(?=[{LATIN}])"
    rf" | (?<=[博硕]士)(?=研究生) | (?<=自评)(?=\d) | (?<=\d{{4}}\.)(?=\d\d\b)"
    rf" | (?<=\d)(?=[{HAN}])(?![页项行])"
    r" | (?<!\d)[ ] | [ ](?!\d{3}(?!\d))",
    re.VERBOSE,
)
# The last number of a range comes apart from 页, 12页——, rather than within itself.
BEFORE_PAGES = re.compile(r"(?<=\d)(?=[页项行])")
# What cannot be kept whole is torn between syllables, as far as the letters show them.
_VOWEL, _CONSONANT = "[aeiouy]", "[b-df-hj-np-tv-xz]"
SYLLABLE = re.compile(rf"(?:(?<={_VOWEL})|(?<={_VOWEL}{_CONSONANT}))(?={_CONSONANT}{_VOWEL})", re.IGNORECASE)
OF_PAGES = re.compile(r"[第、]\d+—$")
