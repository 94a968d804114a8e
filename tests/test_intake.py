import errno
import json
import os
import unicodedata
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
import yaml
from conftest import PLAN, SAMPLES, TODAY, person, photo_bytes, settings
from mutants import TEXT, mutant, restructured_yaml

from zcforms import batch
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.intake import tree
from zcforms.intake.folder import choose, read_work
from zcforms.intake.records import read_record
from zcforms.intake.tree import Node, read_tree
from zcforms.model import Applicant
from zcforms.pipeline.signing import signing_key


def read(tmp_path, text, name="a.yaml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    tree = read_tree(path, name)
    if not isinstance(tree, Node):
        return None, tree
    reading = read_record(tree, Applicant, name)
    return reading.value, reading.findings


def test_yaml_and_json_say_the_same(tmp_path):
    record = person()
    from_yaml, _ = read(tmp_path, yaml.safe_dump(record, allow_unicode=True))
    from_json, _ = read(tmp_path, json.dumps(record), "a.json")
    assert from_yaml is not None
    assert from_yaml == from_json


def test_english_and_chinese_keys_say_the_same(tmp_path):
    record = person()
    chinese, _ = read(tmp_path, yaml.safe_dump(record, allow_unicode=True))
    english, _ = read(tmp_path, chinese.model_dump_json(exclude_none=True), "a.json")
    assert chinese == english


def test_scalars_stay_what_was_typed(tmp_path):
    record = yaml.safe_dump(person(), allow_unicode=True)
    applicant, _ = read(tmp_path, record + "备注: 0123\n部门: 1e3\n标准工资: 2.10\n")
    assert (applicant.remark, applicant.department, applicant.salary) == ("0123", "1e3", "2.10")


def test_all_problems_are_reported_at_once_with_their_place(tmp_path):
    record = person(申抱={"x": 1}, 民族=None)
    record["学历"][0]["毕业时间"] = "2010-13"
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    _, findings = read(tmp_path, text)
    assert {f.code for f in findings} == {"unknown-key", "data-missing", "data-partial-date"}
    lines = text.splitlines()
    wrong_date = next(f for f in findings if f.code == "data-partial-date")
    assert lines[wrong_date.place.line - 1].strip().lstrip("- ") == "毕业时间: 2010-13"
    unknown = next(f for f in findings if f.code == "unknown-key")
    assert "申报" in unknown.hint


def test_an_unknown_key_does_not_mean_a_field_that_is_there(tmp_path):
    shown = {"起始日期": "2026-06-15", "结束日期": "2026-06-24"}
    _, findings = read(tmp_path, yaml.safe_dump(person(公示=shown), allow_unicode=True, sort_keys=False))
    assert [f.hint for f in findings if f.code == "unknown-key"] == ["是否想写“截止日期”（end）？"]


def test_json_positions_are_lines_and_columns(tmp_path):
    text = '{\n  "姓名": "林",\n  "papers": [\n    {"题目": "甲", "发表时间": "x"}\n  ]\n}'
    _, findings = read(tmp_path, text, "a.json")
    wrong = next(f for f in findings if f.code == "data-partial-date")
    assert str(wrong.place) == "a.json:4:25"


def test_what_ought_to_stand_there_is_said_in_the_words_of_a_clerk(tmp_path):
    record = person(
        学历="大学",
        论文著作="甲",
        申报="正常",
        年度考核=[{"年度": "去年"}, {"年度": "1899"}, {"年度": ["2020"]}],
    )
    _, findings = read(tmp_path, yaml.safe_dump(record, allow_unicode=True))
    said = {f.message for f in findings if f.code != "data-missing"}
    assert said == {
        "“论文著作”填写“甲”，应为列表",
        "“学历”填写“大学”，应为列表",
        "“申报”填写“正常”，应为若干“栏目: 内容”",
        "“年度考核”第1项“年度”填写“去年”，应为整数",
        "“年度考核”第2项“年度”填写“1899”，应不小于1990",
        "“年度考核”第3项“年度”应为整数",
    }


def test_a_file_name_alone_is_answered_with_what_to_write(tmp_path):
    items = [
        {"编号": n, "类别": "其他", "材料名称": n, "文件": files}
        for n, files in (("A", "a.jpg"), ("B", ["b.jpg"]))
    ]
    _, findings = read(tmp_path, yaml.safe_dump(person(佐证材料=items, 学历="大学"), allow_unicode=True))
    assert {f.hint for f in findings} == {
        "每一项前面加“- ”；确实没有时写“无”",
        "另起一行，比上一行多空两格，写成“- 文件: a.jpg”",
        "写成“文件: b.jpg”",
    }


def test_a_text_where_several_are_asked_for_is_answered_with_what_to_write(workshop):
    with pytest.raises(UnreadableInput, match="应为列表（加上方括号，写成“\\[评审表\\]”）"):
        read_work(workshop(A3骑马订="评审表"))


def test_a_space_before_the_ending_of_a_record_is_no_part_of_its_key(workshop):
    root = workshop({"lin": person()})
    (root / "applicants" / "lin.yaml").rename(root / "applicants" / "lin .yaml")
    assert [file.key for file in read_work(root).people] == ["lin"]


def test_a_json_file_has_the_lines_of_editors_and_decoder(tmp_path):
    text = '{\n  "姓名": "林\u2028山\x85",\n  "姓名": "林",\n  "姓别": 1\n}'
    _, findings = read(tmp_path, text, "a.json")
    repeated = next(f for f in findings if f.code == "repeated-key")
    assert (str(repeated.place), repeated.message) == ("a.json:3:3", "“姓名”重复出现，前一处在a.json:2:3")


def test_json_values_stay_as_they_are_typed(tmp_path):
    (tmp_path / "a.json").write_text(
        f'[0.10, -0, {"9" * 5000}, 1E5, "\\ud83d\\ude00", "[{{,:", null, true]', "utf-8"
    )
    tree = read_tree(tmp_path / "a.json", "a.json")
    values = [node.value for node in tree.value]
    assert values == ["0.10", "-0", "9" * 5000, "1E5", "😀", "[{,:", None, "true"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("姓名：林一山\n民族：汉族\n", "不是“栏目: 内容”的形式"),
        ("姓名: 甲\n民族：汉族\n电话: 1\n", "冒号是全角的"),
        ("姓名: 甲\n民族：汉族\n学历: [\n", "冒号是全角的"),
        ("姓名: 甲\n民族:汉族\n电话: 1\n", "冒号后面缺空格"),
        ("a: 1\na: 2\n", "重复出现"),
        ("a: [1, 2\n", "方括号没有结束"),
        ("a: {b: 1，c: 2}\n", "花括号没有结束，或里面的逗号是全角的"),
        *(
            (f"姓名: 甲\n论文:\n  - 题目: {sign}甲乙\n    刊物: 丙\n", f"“题目”的内容以“{sign[0]}”开头")
            for sign in ("@", "*", "&", "!", "%", "`", "> ", "- ", "[甲]", "{甲} ")
        ),
        ("姓名: 甲\n论文:\n  - 题目: 研究: 以'甲'为例\n", "“题目”的内容里有“: ”"),
        ("```yaml\n姓名: 甲\n```\n", "“```”不是内容"),
        ("姓名: 甲\n```\n", "“```”不是内容"),
        ("{\\rtf1\\ansi 姓名: 甲}", "不是YAML、JSON文件，是Word文件"),
        ("项目: 甲厂 #1机组\n", "“#1机组”前面有空格，会当作注释丢掉"),
        ("项目:\n  - #2炉  # 甲\n", "“#2炉”前面有空格，会当作注释丢掉"),
        ("项目: 甲厂\n  #1机组\n姓名: 甲\n", "“#1机组”前面有空格，会当作注释丢掉"),
        ("项目: 甲厂\n  乙 #1机组\n  丙\n姓名: 甲\n", "“#1机组”前面有空格，会当作注释丢掉"),
        ("证件:\n\u3000证件号码: 1\n", "“证件号码”前面的空格是全角的"),
        ("证件:\n  证件类型: 甲\n\u3000证件号码: 乙\n  甲: 1\n", "行首的空格是全角的"),
        ("姓名: 甲\n学历:\n  -学校: 乙\n    专业: 丙\n", "短横后面缺空格"),
        ("姓名: 甲\n学历:\n  － 学校: 乙\n    专业: 丙\n", "短横是全角的"),
        ("姓名: 甲\n民族:\u3000汉族\n电话: 1\n", "冒号后面的空格是全角的"),
        ("姓名: 甲\n民族:\xa0汉族\n电话: 1\n", "冒号后面的空格是全角的"),
        ("姓名: 甲\n学历:\n  -\u3000学校: 乙\n    专业: 丙\n", "短横后面的空格是全角的"),
        ("a:\n\t- 1\n", "制表符"),
        ("a: &x 1\nb: *x\n", "别名"),
        ("a: !!python/object:os.system 1\n", "标签"),
        ("", "文件是空的"),
        ('a: "\\UFFFFFFFF"', "YAML格式错误"),
        ('a: "\\UFFFFFFFF" #1', "YAML格式错误"),
        ('"\\ud800": 1', ""),
        ("- 1\n- 2\n", "不是“栏目: 内容”的形式"),
    ],
)
def test_broken_yaml_is_a_finding(tmp_path, text, said):
    value, findings = read(tmp_path, text)
    assert value is None
    assert any(said in f.message for f in findings), findings


@pytest.mark.parametrize("text", ["学历: - 学校: 甲\n", "证件: 证件类型: 甲\n", "佐证: - E1\n  - E2\n"])
def test_who_begins_what_is_below_a_heading_on_its_line_is_told_to_go_to_the_next(tmp_path, text):
    _, (found,) = read(tmp_path, text)
    assert "是清单、下一层栏目的，从下一行起写" in found.hint


@pytest.mark.parametrize(
    "behind",
    [
        *(" #1篇\n  - 题目: 甲\n", " #1篇\n- 题目: 甲\n", "\n  #1\n  - 题目: 甲\n    页: 1\n    #2\n"),
        " [甲,\n  #2篇不报\n  ]\n",
    ],
)
def test_a_remark_beside_a_heading_takes_nothing_away(tmp_path, behind):
    (tmp_path / "a.yaml").write_text("论文:" + behind, "utf-8")
    tree = read_tree(tmp_path / "a.yaml", "a.yaml")
    ((title, papers, _),) = tree.value
    assert (title, len(papers.value)) == ("论文", 1)


@pytest.mark.parametrize(
    ("lines", "place", "said"),
    [
        (["姓名: 甲", "证书:", "  - http://a.example/1", "民族: [汉"], 4, "方括号没有结束"),
        (["姓名: 甲", "时间:", "  - 10:30", "民族: [汉"], 4, "方括号没有结束"),
        (["姓名: 甲", "论文:", "  - doi:10.1000/1", "民族: [汉"], 4, "方括号没有结束"),
        (["姓名: 甲", "民族:汉族", "电话: 1"], 2, "冒号后面缺空格"),
        (['姓名: "甲', "民族: 汉族", "电话: 1", '职务: "乙"', "部门: 丙"], 1, "到第4行才碰到下一个引号"),
        (["姓名: 甲", "民族: '汉族", "电话: 1", "职务: '乙'"], 2, "到第4行才碰到下一个引号"),
        (['姓名: "甲', '  乙"', "民族: [汉"], 3, "方括号没有结束"),
        (['述职: "甲', '  说"好"了', '  乙"', "部门: 丙"], 2, "缩进不一致"),  # a mark in a text of lines
        (['述职: "甲', '  乙",', "部门: 丙"], 2, "缩进不一致"),
    ],
)
def test_what_is_no_slip_is_not_told_for_an_error_below(tmp_path, lines, place, said):
    _, (found,) = read(tmp_path, "\n".join(lines) + "\n")
    assert found.place.line == place
    assert said in found.message


@pytest.mark.parametrize(("typed", "place"), [('"乙', "a.yaml:2:5"), ("[乙", "a.yaml:2:5")])
def test_what_is_not_closed_is_told_where_it_begins(tmp_path, typed, place):
    _, (found,) = read(tmp_path, f"姓名: 甲\n民族: {typed}\n部门: 丙\n职务: 丁\n")
    assert str(found.place) == place


@pytest.mark.parametrize(
    ("text", "said"), [('{"a": 1', "没有写完整"), ('{"a" 1}', "无法解析"), ("[" * 20000, "")]
)
def test_broken_json_is_a_finding(tmp_path, text, said):
    value, findings = read(tmp_path, text, "a.json")
    assert value is None
    assert said in findings[0].message


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("学时: >5", "“>”后面的数字会当作缩进丢掉"),
        ("单位: &A 公司", "“&”开头的几个字会当作YAML锚点丢掉"),
        ("单位: !!python/object/apply:os.system [ls]", "不支持YAML标签tag:yaml.org,2002:python"),
        ("单位: !!set {甲, 乙}", "不支持YAML标签tag:yaml.org,2002:set"),
        ("单位: !!binary aGVsbG8=", "不支持YAML标签tag:yaml.org,2002:binary"),
    ],
)
def test_what_yaml_would_take_away_unsaid_is_told(tmp_path, typed, said):
    _, (found,) = read(tmp_path, f"姓名: 林一山\n{typed}\n民族: 汉族\n")
    assert said in found.message
    assert str(found.place).startswith("a.yaml:2:")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("基于岩体\n  分级", "基于岩体分级"),
        ("采用BIM\n  技术 两次\n  验证", "采用BIM技术 两次验证"),
        ("'基于岩体\n  分级'", "基于岩体分级"),
        ("甲\n  甲 甲\n  乙", "甲甲 甲乙"),
        ("rock\n  mass", "rock mass"),
        (">\n  基于\n  岩体\n\n  分级", "基于岩体\n分级\n"),
        ("基于 岩体", "基于 岩体"),
    ],
)
def test_chinese_that_goes_on_in_the_next_line_has_no_space_there(tmp_path, typed, text):
    path = tmp_path / "a.yaml"
    path.write_text(f"题目: {typed}\n类别: 论文\n")
    tree = read_tree(path, "a.yaml")
    assert [(name, node.value) for name, node, _ in tree.value] == [("题目", text), ("类别", "论文")]


def test_old_encodings_are_understood(tmp_path):
    text = yaml.safe_dump(person(), allow_unicode=True)
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        applicant, findings = read(tmp_path, text.encode(encoding))
        assert not findings
        assert applicant.name == "林一山"


def test_a_file_of_another_program_does_not_become_a_record_by_its_name(tmp_path):
    _, (found,) = read(tmp_path, photo_bytes())
    assert (found.code, found.message) == ("unreadable-file", "不是YAML、JSON文件，是JPG")
    _, (found,) = read(tmp_path, b"\xff\xff\0")
    assert found.message == "文件编码无法识别"


def test_none_and_unstated_are_different(tmp_path):
    applicant, _ = read(tmp_path, yaml.safe_dump(person(论文著作="无"), allow_unicode=True))
    assert applicant.papers == []
    applicant, _ = read(tmp_path, yaml.safe_dump(person(论文著作=None), allow_unicode=True))
    assert applicant.papers is None


@pytest.mark.parametrize("named", ["work/photos", "work/evidence/lin", ".", "wokr"])
def test_the_folder_of_work_that_may_be_meant_is_named(workshop, named):
    root = workshop({"lin": person()}, {"lin/a.pdf": b"x"}, name="work")
    with pytest.raises(UnreadableInput) as raised:
        read_work(root.parent / named)
    assert raised.value.hint == f"工作文件夹（里面有zcforms.yaml）是不是“{root}”？"


def test_settings_errors_stop_with_every_place(workshop):
    root = workshop()
    broken = settings(报送单位={"名称": "甲"}, 单味=[])
    (root / "zcforms.yaml").write_text(yaml.safe_dump(broken, allow_unicode=True))
    with pytest.raises(UnreadableInput) as raised:
        read_work(root)
    assert all(said in str(raised.value) for said in ("联系人", "联系电话", "单味", "“单位”"))


def test_of_very_many_settings_errors_the_first_are_told(workshop):
    root = workshop(**{f"键{n}": "x" for n in range(150)})
    with pytest.raises(UnreadableInput, match="有150处错误") as raised:
        read_work(root)
    assert len(str(raised.value).splitlines()) == 102


def test_two_units_of_one_name_are_told_with_both_places(workshop):
    root = workshop(单位=[{"单位名称": "虚构矿业有限公司", "单位性质": kind} for kind in ("企业", "其他")])
    lines = [
        n for n, line in enumerate((root / "zcforms.yaml").read_text().splitlines(), 1) if "单位名称" in line
    ]
    with pytest.raises(UnreadableInput) as raised:
        batch.open_job(root, TODAY)
    assert raised.value.where.startswith(f"zcforms.yaml:{lines[1]}:")
    assert f"单位“虚构矿业有限公司”写了两次，前一处在zcforms.yaml:{lines[0]}:" in raised.value.message


def test_unknown_plan_names_the_near_one(workshop):
    with pytest.raises(UnreadableInput) as raised:
        batch.open_job(workshop(评审计划="zj-kuangshan-senior-2021"), TODAY)
    assert PLAN in str(raised.value)
    assert raised.value.where.startswith("zcforms.yaml:")


def test_order_of_the_settings_is_the_order_of_people(workshop):
    people = {"a": person(), "b": person("33020019850615003", 姓名="乙某"), "c": person("33020019850615005")}
    work = batch.open_job(workshop(people, 花名册顺序=["c", "乙某"]), TODAY).work
    assert [p.key for p in work.people] == ["c", "b", "a"]
    assert [p.key for p in choose(work, ["乙某"])] == ["b"]
    with pytest.raises(UsageError) as told:
        choose(work, ["乙某某"])
    assert told.value.hint == "可选：b（乙某）", "who asks by name does not know the keys"


def test_a_list_of_people_saved_the_old_way_is_told_by_its_name(workshop):
    root = workshop()
    for path in (root / "applicants").iterdir():
        path.unlink()
    (root / "people.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(UnreadableInput) as raised:
        read_work(root)
    assert raised.value.hint.startswith("把people.xls另存为people.xlsx；")


def test_what_is_no_record_among_the_records_is_told(workshop):
    root = workshop()
    (root / "applicants" / "wu.yaml.txt").write_text("姓名: 吴某", "utf-8")
    (root / "applicants" / "~$wu.docx").write_text("", "utf-8")
    (root / "applicants" / "第二批").mkdir()
    (found,) = read_work(root).findings
    assert (found.code, found.message) == ("file-unused", "applicants里的“wu.yaml.txt”、“第二批”没有采用")
    for path in (root / "applicants").glob("*.yaml"):
        path.unlink()
    with pytest.raises(UnreadableInput, match="没有申报人；applicants里的“wu"):
        read_work(root)


def test_settings_under_a_name_that_is_nearly_theirs_are_named(workshop):
    root = workshop()
    (root / "zcforms.yaml").rename(root / "zcforms.yaml.txt")
    with pytest.raises(UnreadableInput) as told:
        read_work(root)
    assert told.value.hint == "把“zcforms.yaml.txt”改名为zcforms.yaml"
    (root / "zcforms.yaml.txt").rename(root / "zcforms.yaml")
    with pytest.raises(UnreadableInput) as told:
        read_work(root / "applicants")  # with somebody's lin.yaml
    assert "改名" not in told.value.hint and str(root) in told.value.hint


def test_an_unknown_person_names_the_near_one(workshop):
    with pytest.raises(UsageError, match="lin"):
        choose(read_work(workshop()), ["lim"])


def test_evidence_cannot_lead_out_of_its_folder(workshop):
    work = read_work(workshop())
    for name in ("../../../etc/passwd", "/etc/passwd", "..\\..\\x.pdf"):
        assert work.evidence_path("lin", name) is None
    assert work.evidence_path("lin", "sub/x.pdf") is not None


def test_what_nobody_may_look_into_is_told_as_that(workshop, monkeypatch):
    item = {"编号": "E-1", "类别": "其他", "材料名称": "证书", "文件": [{"文件": "a.jpg"}]}
    root = workshop({"lin": person(佐证材料=[item])}, {"lin/a.jpg": photo_bytes()})
    lstat, stat = os.lstat, os.stat

    def refuse(look):
        def looked(path, *more, **other):
            if "lin" in Path(os.fspath(path)).parts[:-1]:
                raise PermissionError(errno.EACCES, "Permission denied")
            return look(path, *more, **other)

        return looked

    monkeypatch.setattr(os, "lstat", refuse(lstat))
    monkeypatch.setattr(os, "stat", refuse(stat))
    work = read_work(root)
    assert work.evidence_path("lin", "a.jpg") == root / "evidence" / "lin" / "a.jpg"
    assert work.evidence_path("lin", "../../../etc/passwd") is None
    with pytest.raises(UnreadableInput, match="无法读取（没有权限）"):
        read_work(root / "evidence" / "lin")


@pytest.mark.parametrize("name", ["applicants", "外来表"])
def test_nobody_is_left_out_unsaid_where_their_folder_may_not_be_looked_into(workshop, monkeypatch, name):
    root = workshop()
    (root / name).mkdir(exist_ok=True)
    listed = os.listdir

    def refuse(path="."):
        if Path(os.fspath(path)).name == name:
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(UnreadableInput, match=f"{name}: 无法读取（没有权限）"):
        read_work(root)


@pytest.mark.parametrize(
    ("asked", "there", "said"),
    [
        ("a.jpg", ["A.JPG"], "没有“a.jpg”这个文件，采用了“A.JPG”"),
        ("Ａ", ["a.jpeg"], "没有“Ａ”这个文件，采用了“a.jpeg”"),
        ("sub\\b", ["sub/B.png"], "没有“sub\\b”这个文件，采用了“B.png”"),
        ("a.jpg", ["a .jpg"], "没有“a.jpg”这个文件，采用了“a .jpg”"),
        ("a.jpg", ["a.jpg", "A.JPG"], None),
    ],
)
def test_a_photo_is_found_whatever_its_letter_case_or_missing_ending(workshop, asked, there, said):
    root = workshop({"lin": person(照片=asked)})
    photo = (root / "photos" / "a.jpg").read_bytes()
    (root / "photos" / "a.jpg").unlink()
    (root / "photos" / "sub").mkdir()
    for name in there:
        (root / "photos" / name).write_bytes(photo)
    people, _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    found = {f.code: f for f in people[0].findings}
    assert "photo-missing" not in found
    assert (found["file-name-differs"].message if "file-name-differs" in found else None) == said


def test_beside_a_photo_that_is_missing_what_has_another_ending_is_told(workshop):
    root = workshop()
    (root / "photos" / "a.jpg").rename(root / "photos" / "a.png")
    people, _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    (message,) = (f.message for f in people[0].findings if f.code == "photo-missing")
    assert message == "找不到照片文件photos/a.jpg，那里有“a.png”"


def test_letters_that_a_mac_writes_in_two_are_one_and_chinese_characters_stay(tmp_path):
    said = {"姓名": "Jose\u0301·Tra\u0302\u0300n", "曾用名": "隆\uf9dc"}
    record, findings = read(tmp_path, yaml.safe_dump(person(**said), allow_unicode=True))
    assert findings == []
    assert (record.name, record.former_name) == ("José·Trần", "隆\uf9dc")


@pytest.mark.parametrize(("stored", "asked"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_evidence_is_found_whichever_way_its_names_are_composed(workshop, stored, asked):
    def named(way, name):
        return unicodedata.normalize(way, name)

    item = {"编号": "E-1", "类别": "其他", "材料名称": "证书", "文件": [{"文件": named(asked, "é.pdf")}]}
    root = workshop({"rené": person(佐证材料=[item])}, {f"{named(stored, 'rené')}/é.pdf": photo_bytes()})
    file = root / "evidence" / named(stored, "rené") / "é.pdf"
    file.rename(file.with_name(named(stored, "é.pdf")))
    (root / "applicants" / "rené.yaml").rename(root / "applicants" / f"{named(asked, 'rené')}.yaml")
    job = batch.open_job(root, TODAY)
    people, _ = batch.check_job(job, lambda *_: None)
    told = {f.code for f in people[0].findings}
    assert not told & {"evidence-missing", "evidence-unlisted", "file-name-differs"}
    assert len(choose(job.work, [named(stored, "rené")])) == 1


def test_full_width_letters_and_digits_are_half_width_on_paper_but_files_are_called_as_they_are(workshop):
    root = workshop({"lin": person(照片="证件照Ａ２.jpg", 现从事专业="采矿工程（ＰＬＣ２０２０）")})
    (root / "photos" / "a.jpg").rename(root / "photos" / "证件照Ａ２.jpg")
    (one,), _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    assert one.person.applicant.field == "采矿工程（PLC2020）"
    assert not {"photo-missing", "file-name-differs"} & {found.code for found in one.findings}


def test_a_folder_of_evidence_that_is_named_otherwise_is_pointed_to(workshop):
    item = {"编号": "E-1", "类别": "其他", "材料名称": "证书", "文件": [{"文件": "a.jpg"}]}
    one, wu = person(佐证材料=[item]), person("33020019850615003", 姓名="吴二水")
    root = workshop({"lin": one, "wu": wu}, {"林一山/a.jpg": photo_bytes(), "wu/b.jpg": photo_bytes()})

    def hint(work):
        job = batch.open_job(root, TODAY, ["lin"])
        people, _ = batch.check_job(replace(job, work=work(job.work)), lambda *_: None)
        return next(f.hint for f in people[0].findings if f.code == "evidence-missing")

    for work in (replace, lambda work: replace(work, people=())):  # as it is told in another process
        assert hint(work).endswith("；evidence里的“林一山”不是哪个人的编号，是这个人的，改名为“lin”")
    (root / "evidence" / "lin").mkdir()
    assert "改名" not in hint(replace)
    (root / "evidence" / "lin").rmdir()
    (root / "evidence" / "林一山" / "a.jpg").unlink()  # an empty one, as of the example, is nobody's evidence
    assert "改名" not in hint(replace)


def test_of_two_files_that_may_be_meant_none_is_taken(workshop):
    root = workshop({"lin": person(照片="b")})
    for name in ("b.jpg", "B.png"):
        (root / "photos" / name).write_bytes((root / "photos" / "a.jpg").read_bytes())
    people, _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    assert "photo-missing" in {f.code for f in people[0].findings}


def test_evidence_is_found_whatever_its_letter_case_or_missing_ending(workshop):
    parts = [{"文件": "合同"}, {"文件": "CERT.PDF"}]
    item = {"编号": "E-1", "类别": "其他", "材料名称": "证书", "文件": parts}
    evidence = {"lin/合同.jpg": photo_bytes(), "lin/cert.pdf": photo_bytes()}
    root = workshop({"lin": person(佐证材料=[item])}, evidence)
    people, _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    told = [(f.message, f.path) for f in people[0].findings if f.code == "file-name-differs"]
    assert told == [
        ("没有“合同”这个文件，采用了“合同.jpg”", ("evidence", 0, "parts", 0, "file")),
        ("没有“CERT.PDF”这个文件，采用了“cert.pdf”", ("evidence", 0, "parts", 1, "file")),
    ]
    assert "evidence-missing" not in {f.code for f in people[0].findings}


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        (r"C:\Users\王某\合同.jpg", "path-outside", "只写文件名，文件放在该文件夹"),
        (r'"D:/材料/合同.jpg"', "path-outside", "只写文件名，文件放在该文件夹"),
        (r"\\server\share\合同.jpg", "path-outside", "只写文件名，文件放在该文件夹"),
        (r"evidence\lin\合同.jpg", "evidence-missing", "只写文件名，不写文件夹；文件放在evidence/lin（"),
        ("照片里没有.jpg", "evidence-missing", "ZIP的“佐证/lin”文件夹里发"),
    ],
)
def test_a_path_as_windows_copies_it_is_answered_with_what_to_write(workshop, name, code, told):
    item = {"编号": "E-1", "类别": "其他", "材料名称": "证书", "文件": [{"文件": name}]}
    root = workshop({"lin": person(佐证材料=[item])}, {"lin/合同.jpg": photo_bytes()})
    people, _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    hint = next(f.hint for f in people[0].findings if f.code == code)
    assert told in hint and "C:" not in hint and "佐证/lin/" not in hint


def test_beside_evidence_that_is_missing_what_has_another_ending_is_told(workshop):
    item = {"编号": "E-1", "类别": "其他", "材料名称": "合同", "文件": [{"文件": "合同.pdf"}]}
    names = ("合同.DOC", "合同1.doc", "合同(1).pdf")  # the last as WeChat saves it
    root = workshop({"lin": person(佐证材料=[item])}, {f"lin/{n}": b"x" for n in names})
    people, _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    (message,) = (f.message for f in people[0].findings if f.code == "evidence-missing")
    assert message == "找不到佐证文件evidence/lin/合同.pdf，那里有“合同(1).pdf”、“合同.DOC”"


@pytest.mark.parametrize(
    ("there", "meant"),
    [("Photos", "photos"), ("Evidence", "evidence"), ("evidence/LIN", "lin"), ("evidence/lin ", "lin")],
)
def test_a_folder_whose_name_differs_in_letter_case_is_told(workshop, there, meant):
    """On Windows, where it comes from, it is the same folder."""
    root = workshop({"lin": person(), "wu": person("33020019850615003", 姓名="吴二水")}, {"lin/a.pdf": b"x"})
    (root / there.lower().strip()).rename(root / there)
    told = [f.message for f in read_work(root).findings if f.code == "file-unused"]
    assert told == [f"“{there}”没有采用：名称应为“{meant}”，大小写、空格也要一样"]


@pytest.mark.parametrize("there", [unicodedata.normalize("NFD", "José"), "lin"])
def test_a_folder_that_is_somebodys_is_not_told_for_its_letters(workshop, there):
    """A Mac writes é in two characters; 林 (lin) and 凌 (Lin) are two people, one without evidence."""
    people = {"José": person(), "lin": person(), "Lin": person("33020019850615003", 姓名="凌二水")}
    root = workshop(people, {f"{there}/a.pdf": b"x"})
    assert [f.message for f in read_work(root).findings if f.code == "file-unused"] == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        *(
            ("people.xlsx", f"people{mark}.xlsx")
            for mark in ("(1)", "（2）", " (3)", " - 副本", "的副本", " 2")
        ),
        *(
            ("people.xlsx", f"people{mark}.xlsx")
            for mark in (" - 副本 (2)", "_最终版", "-20210915", "修改版(1)")
        ),
        ("people.xlsx", "“people”的副本.xlsx"),
        ("people.xlsx", "people-DESKTOP-1A2B3C.xlsx"),
        ("people.xlsx", "people（冲突副本 2021-09-15 10.20.30）.xlsx"),
        ("people.xlsx", "Copy of People.xlsx"),
        ("假期.yaml", "假期(1).yaml"),
        ("zcforms.yaml", "zcforms - Copy.yaml"),
        ("evidence/lin", "evidence/lin - 副本"),
        ("evidence/lin", "evidence/lin（补充）"),
        ("photos", "photos 2"),
    ],
)
def test_a_copy_of_what_is_read_is_told(workshop, name, there):
    root = workshop({"lin": person()}, {"lin/a.pdf": b"x"})
    kept = (root / name).exists()
    (root / there).mkdir() if "." not in name else (root / there).write_bytes(b"x")
    (found,) = (f for f in read_work(root).findings if f.code == "file-unused")
    said = "，采用的是“{}”" if kept else "：名称应为“{}”"
    assert found.message == f"“{there}”没有采用" + said.format(name.rpartition("/")[2])
    is_folder = kept and (root / there).is_dir()
    assert ("是补充的，把里面的文件移进" in found.hint) is is_folder, "not to be replaced"


@pytest.mark.parametrize("there", ["people备份.xlsx", "花名册.xlsx", "~$people.xlsx", "forms", "evidence/wu"])
def test_what_is_no_copy_is_not_told(workshop, there):
    root = workshop({"lin": person()})
    (root / there).mkdir(parents=True, exist_ok=True)
    assert read_work(root).findings == ()


def test_a_workbook_or_settings_whose_name_differs_in_letter_case_are_told(workshop):
    root = workshop({"lin": person()})
    (root / "People.XLSX").write_bytes(b"x")
    assert [f.hint for f in read_work(root).findings] == ["改名为“people.xlsx”"]
    (root / "applicants").rename(root / "Applicants")
    with pytest.raises(UnreadableInput, match="“Applicants”没有采用"):
        read_work(root)
    (root / "zcforms.yaml").rename(root / "ZCFORMS.YAML")
    with pytest.raises(UnreadableInput) as raised:
        read_work(root)
    assert raised.value.hint == "把“ZCFORMS.YAML”改名为zcforms.yaml"


@pytest.mark.parametrize("name", [r"C:\Users\王某.jpg", r"D:\证书.jpg"])
def test_a_backslash_in_double_quotes_is_told(tmp_path, name):
    (tmp_path / "a.yaml").write_text(f'文件: "{name}"\n')
    found = read_tree(tmp_path / "a.yaml", "a.yaml")
    assert "双引号里有反斜杠“\\”" in found[0].message


def test_the_signing_key_is_private_and_stays(tmp_path):
    key = signing_key(tmp_path)
    assert signing_key(tmp_path) == key
    assert os.stat(tmp_path / "signing.key").st_mode & 0o777 == 0o600  # noqa: PTH116
    (tmp_path / "signing.key").write_text("nonsense")
    with pytest.raises(UnreadableInput):
        signing_key(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "".join(f"键{n}: 1\n" for n in range(20_001))),
        ("a.yaml", "键: [" + "1," * 20_001 + "1]"),
        ("a.json", "[" * 20_001),
    ],
)
def test_what_would_be_read_for_minutes_is_no_record(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (found,) = read_tree(tmp_path / name, name)
    assert (found.code, found.message) == ("unreadable-file", "内容超过20000行（项），不像是一份申报数据")
    (tmp_path / name).write_text("键: " + "长" * (2 * 2**20))
    (found,) = read_tree(tmp_path / name, name)
    assert found.message == "文件超过4MB，不像是申报数据"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("1e400", "应为数字"),
        ("1E-400000000", "应为数字"),
        ("NaN", "应为数字"),
        ("-0.01", "应不小于0"),
        ("9" * 30, "应不大于100000000"),
        ("9" * 5000, "应不大于100000000"),
        ("100000000.01", "应不大于100000000"),
        ("0." + "3" * 21, "小数位数过多"),
    ],
)
def test_an_amount_that_nobody_has_is_told_with_its_place(workshop, written, wanted):
    project = {
        "项目名称": "甲",
        "起始时间": "2018.01",
        "本人作用": "主持",
        "工作内容": "设计",
        "经费（万元）": written,
    }
    (one,) = read_work(workshop({"lin": person(项目=[project])})).people
    (found,) = [f for f in one.findings if "经费" in f.message]
    assert (found.severity, found.message, found.path) == (
        "error",
        f"“项目”第1项“经费（万元）”填写“{written[:40]}”，{wanted}",
        ("projects", 0, "amount"),
    )


def spent(workshop, amount):
    project = {"项目名称": "甲", "起始时间": "2018.01", "本人作用": "主持", "工作内容": "设计"}
    (one,) = read_work(workshop({"lin": person(项目=[project | {"经费（万元）": amount}])})).people
    return one


@pytest.mark.parametrize(
    ("written", "amount"),
    [("1,280.5", "1280.5"), ("12，345", "12345"), ("１，２８０．５", "1280.5"), ("1,234,567", "1234567")],
)
def test_commas_that_part_the_thousands_of_a_number_are_none_of_it(workshop, written, amount):
    assert str(spent(workshop, written).applicant.projects[0].amount) == amount


@pytest.mark.parametrize("written", ["120万元", "12,34", "1,2345", "0,280", "1280,500", "1,280,5", "1.5,000"])
def test_a_number_with_its_unit_or_with_other_commas_is_refused_with_what_to_write(workshop, written):
    (found,) = [f for f in spent(workshop, written).findings if "经费" in f.message]
    assert found.message.endswith(f"填写“{written}”，应为数字")
    assert found.hint == "只写数字，不写单位和逗号"


def test_what_is_neither_yes_nor_no_is_refused_with_what_may_be_written(workshop):
    (one,) = read_work(workshop({"lin": person(打分表=[{"评价指标": "甲", "是否累计": "累计"}])})).people
    (found,) = [f for f in one.findings if "累计" in f.message]
    assert found.message.endswith("填写“累计”，应为“是”或“否”")
    assert found.hint == "可填：是、否"


def test_libyaml_reads_what_our_own_reader_reads(monkeypatch):
    # (What chance found them to read otherwise is left to the slower one.)
    kept = (SAMPLES / "applicants" / "shi-kaishan.yaml").read_text()
    odd = [
        "a:",
        "a: {b, c: }",
        "? a",
        "a: |#",
        "--- ",
        "a: b\tc",
        "a:\n  - b\n  -\n",
        "a: 'b'\n~: ''",
        "- > # x\n  y",
    ]
    chance, ways = Random(1), (*TEXT, restructured_yaml)  # noqa: S311
    texts = [
        kept,
        *odd,
        *(mutant(kept[:900].encode(), ways, chance).decode("utf-8", "replace") for _ in range(60)),
    ]
    read = [tree._read_yaml(text, "x") for text in texts]
    assert tree._READ_OTHERWISE.search(kept) is None
    assert len([one for one in read if isinstance(one, Node)]) > 20
    monkeypatch.setattr(tree, "_composed", partial(yaml.compose, Loader=yaml.SafeLoader))
    assert read == [tree._read_yaml(text, "x") for text in texts]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("NULL", "NULL"),
        ("nan", "nan"),
        ("(null)", "(null)"),
        ("研发&nbsp;一部", "&nbsp;"),
        ("甲<br/>乙", "<br/>"),
    ],
)
def test_what_another_program_left_is_asked_about(workshop, text, left):
    (one,), _ = batch.check_job(batch.open_job(workshop({"lin": person(部门=text)}), TODAY), lambda *_: None)
    (found,) = [f for f in one.findings if f.code == "text-leftover"]
    assert f"里的“{left}”" in found.message
    assert found.path == ("department",)


@pytest.mark.parametrize("text", ["R&D中心", "None-Ferrous研究所", "P<0.05研究组", "a<b", "无"])
def test_what_only_resembles_it_is_not(workshop, text):
    (one,), _ = batch.check_job(batch.open_job(workshop({"lin": person(部门=text)}), TODAY), lambda *_: None)
    assert "text-leftover" not in {f.code for f in one.findings}


def test_what_another_program_left_far_behind_is_shown_with_what_stands_around_it(workshop):
    text = "负责露天矿山开采设计、生产技术管理和绿色矿山建设工作<br>取得工程师资格"
    root = workshop({"lin": person(本人述职=text, 部门="技术部")})
    (one,), _ = batch.check_job(batch.open_job(root, TODAY), lambda *_: None)
    (found,) = [f for f in one.findings if f.code == "text-leftover"]
    assert found.message == "“矿山建设工作<br>取得工程师资格”里的“<br>”像是别的程序导出时留下的"


def test_where_letter_case_says_nothing_a_folder_of_another_case_is_ours(workshop, monkeypatch):
    root, exists = workshop({"lin": person()}), Path.exists
    (root / "photos").rename(root / "Photos")
    monkeypatch.setattr(Path, "exists", lambda path: path.name == "photos" or exists(path))  # as on Windows
    assert "file-unused" not in {f.code for f in read_work(root).findings}
