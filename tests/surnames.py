"""How many strokes others count of surnames: `python tests/surnames.py UNIHAN` writes the list anew.

UNIHAN is Unihan_IRGSources.txt.bz2 of Debian's unicode-data, whose kTotalStrokes begin with the count of the
mainland's forms. Beside it stands what ICU's stroke collation (CLDR, zh-u-co-stroke) goes by, where that is
another number: it counts 阝 as 3, 艹 as 4 and 辶 as 4 strokes, as Taiwan's forms have them, and puts those of
one number by radical. So ICU is no witness of GF 3002-1999 in these. The surnames are those of 百家姓, in the
characters of today, and some more.
"""

from __future__ import annotations

import bz2
import ctypes
import ctypes.util
import sys
import textwrap
from pathlib import Path

FILE = Path(__file__).parent / "data" / "surnames.txt"
SURNAMES = """
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方
俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧
计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫
经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓
牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙
池乔阴郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向
古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关
蒯相查后荆红游竺权逯盖益桓公万俟司马上官欧阳夏侯诸葛闻人东方赫连皇甫尉迟公羊澹台公冶宗政濮阳淳于单于太叔申屠公孙仲孙
轩辕令狐钟离宇文长孙慕容鲜于闾丘司徒司空亓官司寇仉督子车颛孙端木巫马公西漆雕乐正壤驷公良拓跋夹谷宰父谷梁晋楚闫法汝鄢
涂钦段干百里东郭南门呼延归海羊舌微生岳帅缑亢况后有琴梁丘左丘东门西门商牟佘佴伯赏南宫墨哈谯笪年爱阳佟第五言福
付肖代邸苟隋冼仝冮占兰覃邝郇亓仵佀侴俎修候原占台员咎哀哲喜嘉团图圣坚塔墙士奇奕妙姒娜孝孥孪学官宛尧尤就尼屯
"""


def _library() -> tuple[ctypes.CDLL, str]:
    path = ctypes.util.find_library("icui18n")
    if path is None:
        sys.exit("no libicui18n on this machine")
    return ctypes.CDLL(path), "_" + path.rpartition(".")[2]


def strokes(characters: list[str]) -> dict[str, int]:
    """How many strokes ICU counts of each: between which of its index characters it stands."""
    library, version = _library()
    opened, compared = (getattr(library, name + version) for name in ("ucol_open", "ucol_strcoll"))
    opened.restype, opened.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]
    compared.argtypes = [ctypes.c_void_p, *[ctypes.c_char_p, ctypes.c_int32] * 2]
    status = ctypes.c_int(0)
    collator = opened(b"zh@collation=stroke", ctypes.byref(status))
    if status.value != 0:  # (a fallback, too, would be another order)
        sys.exit(f"no stroke collation: {status.value}")

    def is_before(one: str, other: str) -> bool:
        texts = [text.encode("utf-16-le") for text in (one, other)]
        return compared(collator, *(part for raw in texts for part in (raw, len(raw) // 2))) <= 0

    return {c: max(n for n in range(1, 40) if is_before(f"\ufdd0{chr(0x2800 + n)}", c)) for c in characters}


def mainland(unihan: Path) -> dict[str, int]:
    """How many strokes Unihan counts of each character in the mainland's form."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        told = [line.split("\t") for line in lines if "\tkTotalStrokes\t" in line]
    return {chr(int(code[2:], 16)): int(counts.split()[0]) for code, _, counts in told}


def main() -> None:
    surnames = list(dict.fromkeys("".join(SURNAMES.split())))
    counted, of_icu = mainland(Path(sys.argv[1])), strokes(surnames)
    said = [f"{c}{counted[c]}" + (f"/{of_icu[c]}" if of_icu[c] != counted[c] else "") for c in surnames]
    FILE.write_text("\n".join(textwrap.wrap(" ".join(said), 108)) + "\n")
    print(f"{len(said)} characters, of which ICU counts {sum('/' in one for one in said)} otherwise")


if __name__ == "__main__":
    main()
