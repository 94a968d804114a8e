"""Where lines end: 避头尾, numbers, dates, codes and names whole, words of the field, no lone characters."""

import re
from itertools import pairwise

import pytest
from conftest import examples
from hypothesis import example, given
from hypothesis import strategies as st

from zcforms.chinese.breaking import (
    NO_BEGIN,
    NO_END,
    ends_between_words,
    filled,
    flowing,
    pieces_of,
    set_in_lines,
    tears,
)
from zcforms.chinese.typefaces import width
from zcforms.chinese.wholes import WHOLE


def lines(text, measure, centred=True, most=0):
    """A text as it is set in a measure (em), its lines joined by |."""
    return "|".join(set_in_lines(text, measure, width, centred, most))


# --- what a strict clerk sent back -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measure", "right"),
    [
        ("工程技术项目", 5, "工程|技术项目"),
        ("课题负责人，排名1/9", 6, "课题负责人，|排名1/9"),
        ("高级工程师（工程设计）", 8, "高级工程师|（工程设计）"),
        ("合同额86.5万元", 5, "合同额|86.5万元"),
        ("浙江省安全技术防范行业协会", 11, "浙江省安全技术|防范行业协会"),
        ("浙江省建设集团", 5, "浙江省|建设集团"),
        ("浙江省杭州市", 5, "浙江省|杭州市"),
        ("聘于2021年8月2日", 7, "聘于|2021年8月2日"),
        ("编号GH-2018-0309", 8, "编号|GH-2018-0309"),
        ("依据GB 11643-1999", 8, "依据|GB 11643-1999"),
        ("淳安县千岛湖镇人力资源和社会保障局", 8, "淳安县千岛湖镇|人力资源|和社会保障局"),
        ("某某设备有限责任公司", 6, "某某设备|有限责任公司"),
        ("自评分申报", 4, "自评分|申报"),
        ("硕士研究生", 4, "硕士|研究生"),
        ("高陡边坡稳定性监测", 4, "高陡边坡|稳定性|监测"),
        ("专业技术八级", 5, "专业技术|八级"),
        ("专业技术十二级", 5, "专业技术|十二级"),
        ("成果效益达到近三年年均新增产值", 8, "成果效益|达到近三年|年均新增产值"),
        ("三年／硕士研究生／工学硕士", 8, "三年／|硕士研究生／|工学硕士"),
        ("穆斯特施塔特矿业大学（德国）", 6.5, "穆斯特施塔特|矿业大学|（德国）"),
        ("是否累计计分", 4, "是否|累计计分"),
        ("正高级工程师", 5, "正高级|工程师"),
        ("土木工程／硕士研究生／浙江大学", 6.5, "土木工程／|硕士研究生／|浙江大学"),
        ("杭州市第3人民医院", 6, "杭州市|第3人民医院"),
        ("浙人社发〔2018〕112号", 8, "浙人社发|〔2018〕112号"),
        ("见虚经信人事〔2021〕84号", 5, "见|虚经信人事|〔2021〕|84号"),
        ("2021.01—至今", 5, "2021.01—|至今"),
        ("2020年第1期100—106页", 8, "2020年第1期|100—106页"),
        ("见P101—112", 5, "见|P101—112"),
        ("依据DB33／T 0000—2018", 10, "依据|DB33／T 0000—2018"),
        ("十一-1 第27—28页", 6, "十一-1|第27—28页"),
        ("0（超聘1人）", 4, "0（超聘|1人）"),
        ("标准经颁布实施", 4.5, "标准经|颁布实施"),
        ("正高级工程师（爆破器材与民用爆炸物品检测）", 18, "正高级工程师|（爆破器材与民用爆炸物品检测）"),
        ("公路隧道控制爆破施工（工程技术项目）", 11, "公路隧道控制爆破施工|（工程技术项目）"),
        ("0（自评3，无佐证）", 4.7, "0|（自评3，|无佐证）"),
        ("打分表A1.2等3行", 6, "打分表|A1.2等3行"),
        ("开采设计合同（复印件）", 10, "开采设计合同|（复印件）"),
        ("2020年获市科技进步奖二等奖", 6, "2020年获市|科技进步奖|二等奖"),
        ("阿卜杜热合曼·买买提", 8, "阿卜杜热合曼·|买买提"),
        ("古丽·艾则孜、王五", 7, "古丽·艾则孜、|王五"),
        ("学报，2018,35(6):101—108", 10, "学报，|2018,35(6):101—108"),
        ("2018,35(6):101—108，CN", 10, "2018,35(6):|101—108，CN"),
        ("工艺（精细化工方向）", 7, "工艺（精细|化工方向）"),
        ("北方样例民族师范学院与新疆样例大学", 8, "北方样例民族|师范学院|与新疆样例大学"),
        ("纵向横向图纸", 5, "纵向|横向图纸"),
        ("论文、论著及译著", 5, "论文、|论著及译著"),
        ("爆破工程事业部经理", 6, "爆破工程|事业部经理"),
        ("基于TiO₂/SiO₂复合膜系", 6, "基于|TiO₂/SiO₂|复合膜系"),
        ("基于TiO₂/SiO₂复合膜系", 4, "基于|TiO₂/|SiO₂|复合膜系"),
        ("四-1 第17—18页\n三-1 第6页", 5.2, "四-1|第17—18页|三-1 第6页"),
        ("见第49—51、57页", 7.6, "见|第49—51、57页"),
        ("见第49—51、57页", 6, "见|第49—51、|57页"),
        ("打分表第2、5项", 6, "打分表|第2、5项"),
        ("打分表第4—5项", 5, "打分表|第4—5项"),
        ("第12—13项", 5, "第12—|13项"),
        ("工程（精密仪器与机器视觉方向）", 8, "工程（精密仪器|与机器视觉方向）"),
        ("青石岭精密光电公司", 6, "青石岭精密|光电公司"),
        ("检测公共服务总中心", 8, "检测公共|服务总中心"),
        ("意见、封面页、金额页、人员名单页、盖章页", 15, "意见、封面页、金额页、|人员名单页、盖章页"),
        ("光学元件制造工艺及检测装备的研发", 8.4, "光学元件制造工艺|及检测装备的研发"),
        ("论文：封面、刊号、目录、正文（复印件）", 10, "论文：封面、刊号、|目录、正文（复印件）"),
        ("人员名单页、盖章页、立项书、验收（复印件）", 10, "人员名单页、|盖章页、立项书、|验收（复印件）"),
        ("打印/任职资格评审表_3人_一式3份_双面.pdf", 9.6, "打印/任职资格|评审表_3人_|一式3份_双面.pdf"),
        ("评审表_3人_一式3份_A3骑马订.pdf", 10.5, "评审表_3人_一式3份_|A3骑马订.pdf"),
        ("佐证文件合同.docx是Word文件", 7, "佐证文件|合同.docx是|Word文件"),
        ("证书（复印件）.pdf", 8, "证书|（复印件）.pdf"),
        ("打印/职称审批表_1人_一式1份_单面.pdf", 17, "打印/职称审批表_1人_|一式1份_单面.pdf"),
        ("在反射镜制造中的应用研究（之12）》", 14, "在反射镜制造中的应用|研究（之12）》"),
        ("应用项目（第3期）验收", 7, "应用项目|（第3期）验收"),
        ("论文著作-10、12、14", 6.5, "论文著作-10、|12、14"),
        ("专利及软件著作权-1", 7, "专利及软件|著作权-1"),
        ("十一-1—29 第35—92页", 6, "十一-1—29|第35—92页"),
        ("高差效应的爆破振动速度预测", 12, "高差效应的爆破|振动速度预测"),
        ("复杂曲面“自由＜光学＞”镜片", 9.2, "复杂曲面“自由|＜光学＞”镜片"),
        ("含水率＜0.5%的样品", 7, "含水率|＜0.5%的样品"),
        ("0571-88000000转8012、13800000009", 12, "0571-88000000转8012、|13800000009"),
        ("21套，张数不同；隔页7张", 7, "21套，|张数不同；|隔页7张"),
        ("工程师（电气工程），2014.12", 8, "工程师|（电气工程），|2014.12"),
        ("工程师（电气工程），2014.12", 5, "工程师|（电气|工程），|2014.12"),
        ("浙江省“尖兵”“领雁”研发攻关计划", 7, "浙江省“尖兵”|“领雁”|研发攻关计划"),
        ("企业自立／经费1965.8万元", 10, "企业自立／|经费1965.8万元"),
        ("打分表有佐证的各行合计61分，两处不一致", 11, "打分表有佐证的各行|合计61分，两处不一致"),
        ("镜片表面疵病(划痕/麻点)检测", 5.5, "镜片表面|疵病(划痕/|麻点)检测"),
        ("证件照文件大小25.3K，应大于30K", 8, "证件照文件|大小25.3K，|应大于30K"),
        ("复合膜系（n=2.35、k≤1×10⁻⁴）的研制", 7, "复合膜系|（n=2.35、|k≤1×10⁻⁴）|的研制"),
        ("爆破振动监测（v≤2.0 cm/s）", 8, "爆破振动监测|（v≤2.0 cm/s）"),
        ("检测误差≤±3.5%", 6, "检测误差|≤±3.5%"),
        ("环境温度−10~+35℃适用", 7, "环境温度|−10~+35℃适用"),
        ("粗糙度Ra≤0.8μm的镜片", 8, "粗糙度|Ra≤0.8μm|的镜片"),
        ("爆破振动速度v=K(Q^(1/3)/R)^α", 8.5, "爆破振动速度|v=K(Q^(1/3)/R)^α"),
        ("a.person@department.example.edu.cn", 9, "a.person@|department.|example.edu.cn"),
        (
            "方法，邮箱someone.long.name@department.example-university.edu.cn",
            18,
            "方法，邮箱someone.long.name@|department.example-|university.edu.cn",
        ),
        ("10（自评12.5，最多10分）", 5.3, "10（自评|12.5，|最多10分）"),
        ("Electroencephalography", 5, "Electroen|cepha|lography"),
    ],
)
def test_lines_end_where_a_reader_would_end_them(text, measure, right):
    assert lines(text, measure) == right


def test_how_many_copies_a_file_of_prints_has_is_whole():
    text = "打印/竞聘履职承诺书_1人_一式1份_单面.pdf"
    assert lines(text, 15.6, centred=False) == "打印/竞聘履职承诺书_1人_|一式1份_单面.pdf"


def test_words_are_torn_only_where_lines_are_short():
    assert lines("浙江建设集团设计研究院", 3.4) == "浙江|建设|集团|设计|研究院"
    assert len(set_in_lines("浙江建设集团设计研究院", 3.4, width, most=4)) == 4


def test_what_no_line_holds_comes_apart_at_its_seams():
    assert lines("2021年8月2日", 4) == "2021年|8月2日"
    assert lines("GH-2018-0309", 4) == "GH-|2018-|0309"
    assert lines("86.5万元", 3) == "86.5|万元"
    assert lines("A" * 30, 8).replace("|", "") == "A" * 30
    assert all(width(line) <= 8 for line in set_in_lines("A" * 30, 8, width))


@pytest.mark.parametrize(
    "whole",
    [
        *(
            "3 μm。",
            "12.5 m/s",
            "≤0.5 mm",
            "12 m³/h",
            "3.5×10⁶m³，",
            "≤1×10⁻⁷cm/s",
            "1~3×10^-3 mol/L",
            "2×10⁶吨",
        ),
        *("360万kW·h", "1.2厘米/秒，", "50元/吨。", "第2部分：", "CN 33-9998/TD："),
        *(
            "φ25 mm，",
            "∅12@200、",
            "x≠0。",
            "5～10 m，",
            "0.5~0.8 MPa、",
            "5~8 t/d，",
            "100 kW·h/d。",
        ),
        *("−300 m，", "+120m，", "1∶2000，", "3#", "#3、"),
        *("1 200万元，", "12 345.67 m³、", "1 200~1 500 m，", "1 200kW·h，", "3×1 200项，"),
        *("1\u2009200万元，", "1\u00a0200\u00a0000元，", "25\u202fmm，"),
    ],
)
def test_a_number_stays_with_its_unit_and_a_part_of_a_standard_or_number_of_a_journal_is_whole(whole):
    assert whole in [piece.strip() for piece in pieces_of(f"残差：{whole}选区")]


@pytest.mark.parametrize(
    "whole",
    [
        *("“尖兵”", "（德国）", "n=2.35、", "v≤2.0 cm/s）", "v=K(Q^(1/3)/R)^α。", "p=K(Q^{1/3}/R)^α，"),
        *("≤±3.5%", "0.5≤x≤1.2，", "3 mm≤d<20 mm。", "1/2≤x<3×10⁻³ mm/s，"),
    ],
)
def test_a_short_quoted_word_a_remark_and_what_is_said_to_be_so_much_are_whole_in_running_text(whole):
    assert whole in flowing(f"依托浙江省{whole}研发攻关计划")


def test_a_sign_with_no_number_behind_it_does_not_belong_to_the_one_before():
    assert [found[0] for found in WHOLE.finditer("5~人、34～—、比例3:甲")] == ["5", "34", "3"]


def test_a_number_in_groups_of_three_comes_apart_before_its_unit_and_sizes_before_their_sign():
    assert lines("1 200万元", 4, centred=False) == "1 200|万元"
    assert lines("主持φ25 mm×1 200 mm", 7, centred=False) == "主持φ25 mm|×1 200 mm"
    assert [found[0] for found in WHOLE.finditer("2019 100项")] == ["2019 ", "100项"]


def test_a_word_or_code_wider_than_its_line_is_known_before_it_is_torn():
    assert tears("（2018C01045）、3万元", 5, width)
    assert not tears("（2018C01045）、3万元", 9, width)
    assert not tears("GH-2018-0309，2021年8月2日", 4, width)  # at their seams
    assert tears("第117—118页", 5, width)
    assert lines("第117—118页", 5) == "第117—|118页"


@pytest.mark.parametrize(
    ("text", "measure", "lines", "well"),
    [
        ("某某设备有限责任公司", 8.2, ["某某设备有限责任", "公司"], False),
        ("某某设备有限责任公司", 4.4, ["某某设备", "有限责任", "公司"], False),
        ("矿山爆破工程设计与安全管理", 9.2, ["矿山爆破工程设计与", "安全管理"], True),
        ("阿卜杜热合曼·麦麦提吐尔逊", 10, ["阿卜杜热合曼·麦麦提", "吐尔逊"], False),
        ("阿卜杜热合曼·麦麦提吐尔逊", 7.2, ["阿卜杜热合曼·", "麦麦提吐尔逊"], True),
        ("隧道掘进爆破，振动监测。", 11.2, ["隧道掘进爆破，振动监", "测。"], False),
        ("0570-8880022-601", 6, ["0570-", "8880022-601"], True),
    ],
)
def test_the_lines_that_word_makes_are_known_and_whether_they_end_between_words(text, measure, lines, well):
    assert filled(text, measure, width) == lines
    assert ends_between_words(lines, measure, width) is well


def test_a_paragraph_begins_a_line_and_spaces_vanish_at_the_end_of_one():
    assert lines("工程师\n（安防）", 9) == "工程师|（安防）"
    assert lines("Journal of Materials", 7) == "Journal of|Materials"
    assert lines("甲乙\n\n丙", 9) == "甲乙||丙"


def test_lines_to_the_left_are_filled_and_centred_ones_balanced():
    text = "某某安防系统工程技术服务公司"
    assert lines(text, 11, centred=False) == "某某安防系统工程技术|服务公司"
    assert lines(text, 11) == "某某安防系统|工程技术服务公司"


# --- for any text ----------------------------------------------------------------------------------

NUMBERS = (
    "86.5万元",
    "1/9",
    "12.5",
    "3项",
    "18学时",
    "95.2%",
    "第2届",
    "1,200万元",
    "10-12页",
    "35(2):12-18",
)
CODES = (
    "GB/T 9704-2012",
    "GH-2018-0309",
    "ZL201810123456.7",
    "DB33/T1024",
    "SCI",
    "Q235B",
    "浙建〔2020〕3号",
)
DATES = ("2021年8月2日", "2019年12月", "2021.03", "2018-05-06", "8月2日", "2020年")
NAMES = ("阿卜杜热合曼·买买提", "古丽·艾则孜", "王五", "欧阳小明", "䶮某")
WORDS = (
    *(
        "工程",
        "技术",
        "建设集团",
        "有限责任公司",
        "研究院",
        "高级工程师",
        "（工程设计）",
        "《安防论》",
        "的",
        "甲",
        "参与",
    ),
    *("杭州市", "某", "完成人", "及", "“十三五”规划", "Journal of Materials"),
)
ITEMS = st.sampled_from([*NUMBERS, *CODES, *DATES, *NAMES, *WORDS])


@st.composite
def fields(draw):
    """A text as fields have it: items, with signs between some, and between all of figures or letters."""
    text = draw(ITEMS)
    for item in draw(st.lists(ITEMS, max_size=10)):
        apart = text[-1].isascii() and item[0].isascii()
        text += (
            draw(st.sampled_from(["，", "、", "／", "；", "——", "。"] + ([] if apart else ["", "", ""])))
            + item
        )
    return text


TEXTS = fields()
# 15 to 60 mm at 10.5 pt, less padding.
MEASURES = st.floats(3.4, 15.5)
HELD = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|(?<![\d月])\d{1,2}月\d{1,2}日|\d[\d,.]*(?:万元|学时)|\d+(?:\.\d+)?%"
    r"|ZL\d+\.\d|GH-[-\d]+|DB33/T1024|Q235B|\d+\(\d\):\d+-\d+|[A-Za-z]+"
    r"|\d[\d.,]*\d|GB/T 9704-2012|〔\d{4}〕\d+号|\d+/\d+"
)


def torn(text, broken):
    """What of a text that belongs together a line's end fell into, with its width."""
    ends, at = set(), 0
    for line in broken[:-1]:
        at = text.index(line, at) + len(line)
        ends.add(at)
    return [found[0] for found in HELD.finditer(text) if ends & set(range(found.start() + 1, found.end()))]


@examples(300)
@given(TEXTS, MEASURES, st.booleans())
@example("86.5万元", 3.4, True)
@example("DB33/T1024，86.5万元", 3.8, False)
@example("86.5万元，SCI／Q235B，86.5万元", 6.0, False)
@example("3项SCI／DB33/T1024——参与第2届", 9.6, False)
@example("Q235B，10-12页——86.5万元", 4.0, False)
@example("1,200万元。35(2):12-18。SCI／ZL201810123456.7——甲", 13.1, True)
def test_no_line_begins_or_ends_wrongly_and_nothing_whole_is_torn(text, measure, centred):
    broken = set_in_lines(text, measure, width, centred)
    # The text is the user's, but for the spaces at the ends of lines.
    assert re.sub(r"\s", "", "".join(broken)) == re.sub(r"\s", "", text)
    for line, following in pairwise(broken):
        assert following[0] not in NO_BEGIN
        assert line[-1] not in NO_END
    assert [piece for piece in torn(text, broken) if width(piece) <= measure - 2] == []
    # (widths are counted in grains of 2⁻¹⁴ em, so a line is some of them more than the measure now and then)
    assert all(width(line) <= measure + 5e-4 or len(line) <= 4 for line in broken)


@given(TEXTS)
def test_flowing_text_is_whole_and_its_pieces_hold(text):
    pieces = flowing(text)
    assert "".join(pieces) == text
    assert all(piece[0] not in NO_BEGIN for piece in pieces[1:])
    assert all(piece[-1] not in NO_END for piece in pieces[:-1])
    assert len(pieces[-1].rstrip()) >= min(3, len(text.rstrip()))
