"""The order of the roster: by strokes, by pinyin, as entered; in groups, once for everything."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import yaml
from click.testing import CliRunner
from conftest import TODAY, build, codes, person, silent, squeezed, text_of
from surnames import FILE

from zcforms import batch
from zcforms.chinese.hanzi import pinyin_key, stroke_key, unordered
from zcforms.cli import main
from zcforms.facts.order import order_note
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.serve.clerk.view import FolderView

# Written by hand after GF 3002-1999, not taken from the data: 横1 竖2 撇3 点4 折5.
WRITTEN = """
丁12 卜24 于112 万153 马551 王1121 韦1152 尤1354 牛3112 毛3115 文4134 方4153 尹5113 孔5215 邓5452
艾12234 石13251 左13121 龙13534 卢21513 叶25112 田25121 史25134 白32511 丘32121 冯41551 包35515
邢113252 毕153512 吕251251 朱311234 乔313432 伍321251 任323121 华323512 向325251 齐413432 庄413121
刘413422 江441121 汤441533 许453112 孙521234 阮521135 杜1234121 李1234521 杨1234533 严1224313
吴2511134 时2511124 何3212512 邱3212152 余3411234 邹3551152 汪4411121 沈4414535 宋4451234 张5153154
陆5211252 陈5215234 邵5325152 武11212154 苗12225121 范12244155 林12341234 欧13453534 罗25221354
季31234521 金34112431 周35121251 庞41313534 郑43113452 孟52125221 赵121213434 胡122513511 柯123412512
柳123435352 钟311152512 段321113554 侯325131134 俞341251122 姜431121531 洪441122134 施415331525
贺532512534 姚531341534 秦1113431234 袁1212513534 聂1221115454 莫1222511134 夏1325111354 顾1355132534
钱3111511534 徐3323411234 高4125125251 郭4125152152 唐4135112251 陶5235311252 黄12212512134
曹12512212511 龚13534122134 盛13553425221 崔25232411121 常24345251252 康41351124134 章41431251112
梁44153441234 葛122251135345 董122312511211 蒋122412354124 韩122511121152 程312342511121 傅321251124124
曾432524312511 谢453251113124 蓝1222231425221 雷1452444425121 鲍3525121135515 廖41354154134333
谭45125221251112 熊54251135354444 薛1223251514143112 戴12125121122134534
"""
SURNAMES = {entry[0]: entry[1:] for entry in WRITTEN.split()}


def test_surnames_stand_in_the_order_of_their_strokes():
    assert len(SURNAMES) > 110
    names = sorted(sorted(SURNAMES), key=stroke_key)
    counted = [(len(SURNAMES[name]), SURNAMES[name]) for name in names]
    assert counted == sorted(counted)


def test_the_strokes_of_five_hundred_surnames_are_as_many_as_others_count():
    """By Unihan, and by ICU where it counts the mainland's forms (tests/surnames.py)."""
    told = dict(re.fullmatch(r"(.)(\S+)", one).groups() for one in FILE.read_text("utf-8").split())
    assert len(told) > 500
    mainland = {surname: int(counts.partition("/")[0]) for surname, counts in told.items()}
    names = sorted(mainland, key=stroke_key)
    assert [mainland[name] for name in names] == sorted(mainland.values())
    of_icu = [int(counts) for name in names if "/" not in (counts := told[name])]
    assert len(of_icu) > 450
    assert of_icu == sorted(of_icu)


@pytest.mark.parametrize(
    "names",
    [
        "丁某、于某、王某、毛某、文某、李某、吴某",  # by count, then by the first stroke
        "李一鸣、李大鸣",
        "高富、高大富",  # a given name of one character before those of two
        "林某、欧某",
        "司马光、欧某、欧大某、欧阳某、欧阳大某",  # the first character of the whole name
        "邓某、予某",  # the same strokes: 左右 before 上下
        "旦某、目某",  # 上下 before 整体
        "王某、阿卜杜·买买提、阿卜杜勒、欧某、雷某、anna Bell、Anna Smith",
        "石开山、䶮某、\N{CJK UNIFIED IDEOGRAPH-2A6D0}某",  # what is not in the order stands last
    ],
)
def test_names_by_strokes(names):
    backwards = names.split("、")[::-1]
    assert sorted(backwards, key=stroke_key) == backwards[::-1]


@pytest.mark.parametrize(
    "names",
    [
        "安某、仇某、单某、曾某、查某、赵某、郑某",  # Qiu, Shan, Zeng, Zha as surnames
        "尉某、尉迟某",
        "李吉、李绩、李啰、李罗、李灼、李卓",  # jì, luó, zhuó, where Unihan has jī, luō, zhuō
        "马兴、马邢",  # xīng
        "马安、马大、马俊",
        "李立、李丽、李莉、Lee",  # the same sound: by strokes
    ],
)
def test_names_by_pinyin(names):
    backwards = names.split("、")[::-1]
    assert sorted(backwards, key=pinyin_key) == backwards[::-1]


def test_every_common_character_has_its_place_by_strokes_and_by_sound():
    official = characters_of_the_official_table()
    assert len(official) == 8105
    assert unordered("".join(official)) == ""
    assert len({stroke_key(c) for c in official}) == 8105
    assert max(pinyin_key(c) for c in official) < pinyin_key("\N{CJK UNIFIED IDEOGRAPH-2A6D0}")


def characters_of_the_official_table():
    table = Path(__file__).parent.parent / "script" / "tgh-ranges.txt"
    lines = [line for line in table.read_text().splitlines() if not line.startswith("#")]
    spans = (span.split("-") for span in " ".join(lines).split())
    return [chr(code) for span in spans for code in range(int(span[0], 16), int(span[-1], 16) + 1)]


# --- the roster ----------------------------------------------------------------------------------

UNITS = [{"单位名称": name, "单位性质": "企业"} for name in ("虚构矿业有限公司", "虚构爆破有限公司")]


def applicant(n, name, speciality="采矿工程", unit="虚构矿业有限公司"):
    application = {"申报方式": "正常申报", "申报专业": speciality}
    number = f"3302001985061{n:04d}"
    return person(number, 姓名=name, 申报=application, 工作单位=unit, 现从事专业=speciality)


def six():
    """Six people, entered in an order of no kind."""
    return {
        "a": applicant(1, "张三", "爆破工程"),
        "b": applicant(3, "李一鸣", unit="虚构爆破有限公司"),
        "c": applicant(5, "王伟"),
        "d": applicant(7, "李大鸣", unit="虚构爆破有限公司"),
        "e": applicant(9, "丁宁", unit="虚构爆破有限公司"),
        "f": applicant(11, "于勇", "爆破工程"),
    }


def sheet_of(out):
    return openpyxl.load_workbook(next(out.glob("报送/*花名册*.xlsx"))).active


def names_in(sheet):
    return [row[1].value for row in sheet.iter_rows(min_row=4) if row[0].value and row[0].value.isdigit()]


def test_speciality_then_unit_then_strokes_and_everything_follows(workshop, tmp_path):
    receipt = build(workshop(six(), 单位=UNITS), tmp_path, {"roster", "bag_strip", "pledge"})
    expected = ["王伟", "丁宁", "李一鸣", "李大鸣", "于勇", "张三"]
    assert names_in(sheet_of(tmp_path)) == expected
    assert [(p["person"], p["number"]) for p in receipt["people"]] == list(
        zip("cebdfa", range(1, 7), strict=True)
    )
    paper = text_of(next(tmp_path.glob("报送/*花名册*.pdf")))
    strips = text_of(next(tmp_path.glob("打印/资料袋侧条*.pdf")))
    assert [d["pages"] for d in receipt["documents"] if d["path"].startswith("打印/资料袋侧条")] == [2]
    for shown in (squeezed(paper), squeezed(strips)):
        places = [shown.index(name) for name in expected]
        assert places == sorted(places)
    assert "（按申报专业、工作单位、姓氏笔画为序）" in squeezed(paper)
    assert any(
        "（按申报专业、工作单位、姓氏笔画为序）" in str(row[0].value)
        for row in sheet_of(tmp_path).iter_rows()
    )


def test_the_public_notice_lists_in_the_same_order_and_says_so(workshop, tmp_path):
    people = {"a": applicant(1, "张三"), "b": applicant(3, "丁宁")}
    build(workshop(people), tmp_path, {"publicity_notice"})
    notice = squeezed(text_of(next(tmp_path.glob("报送/*公示*.pdf"))))
    assert notice.index("丁宁男") < notice.index("张三男")
    assert "以上共2人（按姓氏笔画为序）。" in notice


@pytest.mark.parametrize(
    "settings, keys, note",
    [
        ({"排序": "拼音"}, "cedbfa", "（按申报专业、工作单位、姓名拼音为序）"),
        ({"排序": "录入顺序"}, "abcdef", None),
        ({"花名册顺序": ["f", "张三"]}, "facebd", None),
        ({"排序": "录入顺序", "花名册顺序": ["f"]}, "fabcde", None),
    ],
)
def test_the_folder_may_say_otherwise(workshop, settings, keys, note):
    job = batch.open_job(workshop(six(), 单位=UNITS, **settings), TODAY)
    assert [file.key for file in job.people] == list(keys)
    assert order_note([f.applicant for f in job.people], job.plan, job.work.settings) == note


def test_the_note_names_only_what_divides(workshop):
    for people, note in (
        ({"a": applicant(1, "张三"), "b": applicant(3, "丁宁")}, "（按姓氏笔画为序）"),
        ({"a": applicant(1, "张三"), "b": applicant(3, "丁宁", "爆破工程")}, "（按申报专业、姓氏笔画为序）"),
        ({"a": applicant(1, "张三")}, None),
    ):
        job = batch.open_job(workshop(people, name=str(note)), TODAY)
        assert order_note([f.applicant for f in job.people], job.plan, job.work.settings) == note


@pytest.mark.parametrize(
    ("listed", "cure"),
    [
        (["p1", "p2", "p3"], "已撤回的，从“花名册顺序”里删去"),
        (["p1", "甲某某"], "是否想写“甲某”？已撤回的，从“花名册顺序”里删去"),
    ],
)
def test_who_is_listed_and_not_there_is_nobody_else_who_is_listed(workshop, listed, cure):
    people = {"p1": person(), "p3": person("33020019850615003", 姓名="甲某")}
    with pytest.raises(UnreadableInput) as told:
        batch.open_job(workshop(people, 花名册顺序=listed), TODAY)
    assert told.value.hint == cure


def test_who_is_listed_by_name_and_read_in_part_stops_nobody(workshop):
    """A slip in the data of one is told as that, not as that they have gone."""
    people = six() | {"a": six()["a"] | {"参加工作时间": "不详"}, "0": "姓名: ["}
    listed = ["f", six()["a"]["姓名"], "读不出的人"]
    job = batch.open_job(workshop(people, 单位=UNITS, 花名册顺序=listed), TODAY)
    assert [f.key for f in job.people][:2] == ["f", "a"]
    assert job.people[1].applicant is None


def test_who_could_not_be_read_stands_last(workshop):
    people = {"0": "姓名: [", **six()}
    assert [f.key for f in batch.open_job(workshop(people, 单位=UNITS), TODAY).people] == list("cebdfa0")


def test_a_name_whose_strokes_are_not_known_one_by_one_is_told(workshop):
    job = batch.open_job(workshop({"a": person(姓名="𰻝某")}), TODAY)
    found = next(f for f in job.people[0].findings if f.code == "name-strokes-unknown")
    assert "𰻝" in found.message
    assert str(found.place).startswith("applicants/a.yaml:")


def test_several_folders_are_ordered_as_one(workshop, tmp_path):
    people = six()
    folders = [
        workshop({k: people[k] for k in keys}, name=name, 单位=UNITS, **more)
        for name, keys, more in (("east", "abc", {"花名册顺序": ["a"]}), ("west", "def", {}))
    ]
    jobs = [batch.open_job(folder, TODAY) for folder in folders]
    receipt = batch.merge_rosters(jobs, tmp_path / "out", silent).to_dict()
    sheet = sheet_of(tmp_path / "out")
    assert names_in(sheet) == ["王伟", "丁宁", "李一鸣", "李大鸣", "于勇", "张三"]
    assert receipt["built"] == 6
    last = [str(row[0].value) for row in sheet.iter_rows()][-1]
    assert "合计：6人" in last
    assert "（按申报专业、工作单位、姓氏笔画为序）" in last


# --- numbers that are printed --------------------------------------------------------------------


def add(root, key, record):
    (root / "applicants" / f"{key}.yaml").write_text(yaml.safe_dump(record, allow_unicode=True))


def fix_numbers(root):
    with (root / "zcforms.yaml").open("a") as file:
        file.write("固定序号: 是\n")


def numbers_of(receipt):
    return {p["person"]: p["number"] for p in receipt["people"]}


def test_nobody_is_renumbered_silently(workshop, tmp_path):
    root = workshop({"a": applicant(1, "王伟"), "b": applicant(3, "李明")})
    assert "numbers-changed" not in codes(build(root, tmp_path, {"roster"}), "warning")
    add(root, "c", applicant(5, "丁宁"))
    receipt = build(root, tmp_path, {"roster"})
    told = next(f for f in receipt["findings"] if f["code"] == "numbers-changed")
    assert "2人" in told["message"]
    assert "王伟1→2、李明2→3" in told["message"]
    assert "numbers-changed" not in codes(build(root, tmp_path, {"roster"}), "warning")


def test_fixed_numbers_stay_newcomers_follow_and_the_withdrawn_leave_a_gap(workshop, tmp_path):
    root = workshop({"a": applicant(1, "王伟"), "b": applicant(3, "李明"), "z": applicant(5, "赵四")})
    build(root, tmp_path, {"roster"})
    fix_numbers(root)
    add(root, "c", applicant(7, "丁宁"))
    (root / "applicants" / "z.yaml").unlink()
    for _ in range(2):  # the number of the withdrawn is not given away later either
        receipt = build(root, tmp_path, {"roster"})
        gone = [f["message"] for f in receipt["findings"] if f["code"] == "roster-without"]
        assert gone == ["以前花名册上的1人这次没有：z（3号）"]
        assert numbers_of(receipt) == {"a": 1, "b": 2, "c": 4}
        assert codes(receipt, "warning").count("numbers-changed") == 0
        rows = [(r[0].value, r[1].value) for r in sheet_of(tmp_path).iter_rows(min_row=4, max_row=6)]
        assert rows == [("1", "王伟"), ("2", "李明"), ("4", "丁宁")]
        assert "为序" not in text_of(next(tmp_path.glob("报送/*花名册*.pdf")))
    job = batch.open_job(root, TODAY, ["c"])
    batch.build(job, batch.Order(frozenset({"bag_strip"})), tmp_path, silent)
    assert "4" in squeezed(text_of(next(tmp_path.glob("补做/*/资料袋侧条*.pdf"))))


def test_the_roster_of_one_folder_is_that_of_its_build(workshop):
    root = workshop({"a": applicant(1, "王伟"), "b": applicant(3, "李明")})
    build(root, root / "output", {"roster", "bag_strip"})
    fix_numbers(root)
    add(root, "c", applicant(5, "丁宁"))
    done = CliRunner().invoke(main, ["roster", str(root), "--json"])
    assert done.exit_code == 0
    assert numbers_of(json.loads(done.stdout)) == {"a": 1, "b": 2, "c": 3}
    assert next((root / "output").glob("打印/资料袋侧条*")).is_file()
    view = FolderView(root, lambda: datetime.now(UTC))
    assert [file.key for file in view.people()] == ["a", "b", "c"], "the office sees them as they are printed"


def test_fixed_numbers_that_are_not_found_are_told(workshop, tmp_path):
    receipt = build(workshop({"a": applicant(1, "王伟")}, 固定序号=True), tmp_path, {"roster"})
    assert "numbers-not-found" in codes(receipt, "warning")


# --- names in columns ----------------------------------------------------------------------------


def gap_after_first(pdf, name):
    """The room between the two characters of a name on paper, in em."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        found = page.search(name[0]).get_next()
        second = page.search(name[1], index=found[0]).get_next()
        left, _, right, _ = page.get_charbox(found[0], loose=True)
        return (page.get_charbox(second[0], loose=True)[0] - right) / (right - left)


@pytest.mark.parametrize(
    "other, apart", [("李一鸣", True), ("李宁", True), ("欧阳某某", False), ("阿力·古丽", False)]
)
def test_short_names_take_the_room_of_three_on_paper_only(workshop, tmp_path, other, apart):
    build(workshop({"a": applicant(1, "丁宁"), "b": applicant(3, other)}), tmp_path, {"roster"})
    assert names_in(sheet_of(tmp_path))[0] == "丁宁"
    gap = gap_after_first(next(tmp_path.glob("报送/*.pdf")), "丁宁")
    assert gap == pytest.approx(1 if apart else 0, abs=0.15)


# --- numbers of a merged roster ------------------------------------------------------------------


def merge(out, *roots):
    return batch.merge_rosters([batch.open_job(root, TODAY) for root in roots], out, silent).to_dict()


def two_desks(workshop):
    """Two folders; the first has printed and fixed its numbers 1 to 3, and its second person withdrew."""
    people = {"a": applicant(1, "王伟"), "b": applicant(3, "李明"), "z": applicant(5, "赵四")}
    east = workshop(people, name="east")
    printed = numbers_of(build(east, east / "output", {"roster"}))
    fix_numbers(east)
    gone = next(key for key, number in printed.items() if number == 2)
    (east / "applicants" / f"{gone}.yaml").unlink()
    west = workshop({"c": applicant(7, "丁宁"), "d": applicant(9, "于勇")}, name="west")
    return east, west, {f"east/{key}": number for key, number in printed.items() if key != gone}


def test_a_merged_roster_keeps_the_fixed_numbers_of_its_folders(workshop, tmp_path):
    east, west, kept = two_desks(workshop)
    receipt = merge(tmp_path / "out", west, east)
    assert numbers_of(receipt) == {**kept, "west/c": 4, "west/d": 5}
    assert [row[0].value for row in sheet_of(tmp_path / "out").iter_rows(min_row=4, max_row=7)] == [
        *("1", "3", "4", "5")
    ]
    assert (receipt["rows"], receipt["built"]) == (4, 4)
    assert "为序" not in [str(row[0].value) for row in sheet_of(tmp_path / "out").iter_rows()][-1]
    add(west, "e", applicant(11, "丁一"))
    again = merge(tmp_path / "out", east, west)
    assert {key: n for key, n in numbers_of(again).items() if key in kept} == kept
    assert min(n for key, n in numbers_of(again).items() if key not in kept) == 4
    assert "numbers-changed" in codes(again, "warning")


def test_a_number_that_two_folders_fix_stays_with_the_first(workshop, tmp_path):
    east, west, kept = two_desks(workshop)
    build(west, west / "output", {"roster"})
    fix_numbers(west)
    receipt = merge(tmp_path / "out", east, west)
    # 2 of the west is free: who had it in the east withdrew, but it was printed there.
    assert numbers_of(receipt) == {**kept, "west/c": 4, "west/d": 5}
    told = [f["message"] for f in receipt["findings"]]
    assert told == ["“west”的2个固定序号与前面的文件夹相同，已接着编号"]
    again = merge(tmp_path / "out", west, east)
    assert numbers_of(again) == numbers_of(receipt)
    assert [f["code"] for f in again["findings"]] == ["roster-without"]


def test_fixed_numbers_that_are_nowhere_are_told(workshop, tmp_path):
    root = workshop({"a": applicant(1, "王伟")}, name="east", 固定序号="是")
    receipt = merge(tmp_path / "out", root, workshop({"b": applicant(3, "李明")}, name="west"))
    assert codes(receipt, "warning") == ["numbers-not-found"]


def test_a_folder_is_merged_once(workshop, tmp_path):
    root = workshop({"a": applicant(1, "王伟")}, name="east")
    with pytest.raises(UsageError, match="同一个文件夹写了两次：east"):
        merge(tmp_path / "out", root, root / ".." / "east")
    other = workshop({"a": applicant(3, "李明")}, name="other/east")
    with pytest.raises(UsageError, match="两个文件夹同名"):
        merge(tmp_path / "out", root, other)
