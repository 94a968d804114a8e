"""The command line is a contract: commands, exit codes, JSON, messages."""

import json
import re
import signal
import subprocess
import sys
from importlib.resources import files

import openpyxl
import pikepdf
import processes
import pytest
from click.testing import CliRunner
from conftest import PLAN, SAMPLES, person, text_of
from test_dossier import pdf_bytes

from zcforms.cli import main
from zcforms.terminal import doctor

COMMANDS = {
    "compare",
    "overprint",
    "photos",
    "convert",
    "map",
    "receive",
    "straighten",
    "users",
    "new",
    "check",
    "build",
    "watch",
    "roster",
    "dossier",
    "stamp",
    "forms",
    "plans",
    "schema",
    "doctor",
    "verify",
    "score",
    "explain",
    "serve",
    "sign",
}


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def said_in(encoding, *words):
    """What a command prints whose output is of that encoding, as PYTHONIOENCODING has it."""
    program = (
        "import sys\nfrom zcforms.cli import main\n"
        f"sys.stdout = open(1, 'w', encoding={encoding!r}, closefd=False)\n"
        f"sys.stderr = open(2, 'w', encoding={encoding!r}, errors='backslashreplace', closefd=False)\n"
        "main()\n"
    )
    done = processes.run([sys.executable, "-c", program, *words])
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding)


def test_what_an_encoding_lacks_is_told_by_its_code_point(workshop, tmp_path):
    root = workshop({"林䶮ñ": person()})
    code, output, errors = said_in("gbk", "check", str(root))
    assert (code, errors) == (0, "")
    assert "林\\u4dae\\xf1" in output
    code, output, _ = said_in("gbk", "check", str(root), "--json")
    assert "林䶮ñ" in str(json.loads(output)["findings"])


def test_the_contract_has_every_command():
    assert set(main.commands) == COMMANDS
    forms = {"list", "show", "blank", "add", "fields", "gallery"}
    assert set(main.commands["forms"].commands) == forms
    assert set(main.commands["users"].commands) == {"list", "add", "password", "remove", "log"}
    assert set(main.commands["sign"].commands) == {
        "list",
        "export",
        "check",
        "revoke",
        "paper",
        "seal",
        "codes",
    }
    assert set(main.commands["plans"].commands) == {"list", "show", "check", "diff", "draft"}


@pytest.mark.parametrize("words", [[], ["forms"], ["plans"], ["sign"], ["users"]])
def test_commands_are_listed_with_their_whole_sentence_however_narrow_the_screen(words):
    output = CliRunner(env={"COLUMNS": "60"}).invoke(main, [*words, "--help"]).output
    assert "..." not in output
    assert len(output.partition("命令：")[2].splitlines()) > 4


def test_help_is_chinese_but_for_names():
    def pages(group, words=()):
        yield run(*words, "--help").output
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from pages(command, (*words, name))
            else:
                yield run(*words, name, "--help").output

    told = list(pages(main))
    assert len(told) > 40
    for page in told:
        assert page.startswith("用法：")
        assert "显示这份说明" in page
        assert re.findall(r"Usage|Options|Commands|Show |required|default|x>=", page) == []


@pytest.mark.parametrize(
    "command",
    [("stamp", "--text", "草稿", "a.pdf"), ("compare", "a.pdf", "b.pdf", "--out"), ("overprint", "sheet")],
)
def test_a_pdf_is_not_written_under_the_ending_of_another_program(command, tmp_path, monkeypatch):
    """Word would say that a PDF called .docx is damaged."""
    monkeypatch.chdir(tmp_path)
    for n, name in enumerate(("a.pdf", "b.pdf"), 1):
        (tmp_path / name).write_bytes(pdf_bytes(*[(595, 842)] * n))
    result = run(*command, "c.docx")
    assert (result.exit_code, "c.docx应以.pdf结尾" in result.output) == (2, True)
    assert not (tmp_path / "c.docx").exists()


@pytest.mark.parametrize(
    ("command", "name", "said"),
    [
        (("check", ".", "--xlsx"), "people.xlsx", "申报人的资料"),
        (("sign", "list", ".", "--xlsx"), "people.xlsx", "申报人的资料"),
        (("check", ".", "--xlsx"), "名单.xlsx", "不是工作簿"),
        (("sign", "codes", "."), "扫描.pdf", "不是PDF"),
        (("sign", "export", "."), "林.json", "不是JSON文件"),
        (("sign", "paper", ".", "--preview"), "照片.jpg", "不是JPG图片"),
    ],
)
def test_nothing_is_written_over_the_people_or_over_a_file_of_another_kind(
    command, name, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zcforms.yaml").write_text("")
    there = tmp_path / name
    there.write_text("PK，一份资料" if name == "people.xlsx" else "一份资料")
    before, result = there.read_bytes(), run(*command, name)
    assert (result.exit_code, said in result.output, there.read_bytes()) == (2, True, before)


def test_every_command_speaks_json():
    def walk(group):
        for command in group.commands.values():
            if hasattr(command, "commands"):
                yield from walk(command)
            else:
                yield command

    without = {c.name for c in walk(main) if not any("--json" in p.opts for p in c.params)}
    assert without == set()


def test_check_prints_findings_and_summary():
    done = run("check", SAMPLES, "--json")
    data = json.loads(done.stdout)
    assert done.exit_code == 0
    assert data["summary"]["error"] == 0
    assert {"code", "severity", "message", "hint", "basis", "place", "person"} <= set(data["findings"][0])


def test_findings_as_a_workbook_are_text_a_row_each(workshop, tmp_path):
    root = workshop({"lin": person(本人述职="=1+1" + "字" * 1000, 现从事专业="=HYPERLINK(1)")})
    target = tmp_path / "检查结果.xlsx"
    done = run("check", root, "--xlsx", target, "--json")
    findings = json.loads(done.stdout)["findings"]
    sheet = openpyxl.load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("人员", "轻重", "依据性质", "编号", "问题", "位置", "依据", "处理")
    assert [(r[3], r[4]) for r in rows[1:]] == [(f["code"], f["message"]) for f in findings]
    assert ("lin 林一山（虚构矿业有限公司）", "错误", "通知原文", "statement-too-long") in {
        r[:4] for r in rows
    }
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:H{len(rows)}"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


def test_a_workbook_never_replaces_another_file(workshop, tmp_path):
    mine = tmp_path / "重要.xlsx"
    mine.write_text("不是工作簿")
    for target in (mine, tmp_path / "a.pdf"):
        assert run("check", workshop(name=target.stem), "--xlsx", target).exit_code == 2
    assert mine.read_text() == "不是工作簿"


def test_explain_says_what_a_code_means(tmp_path):
    done = run("explain", "[statement-too-long]")
    assert done.exit_code == 0
    assert "为什么：" in done.stdout and "怎么办：" in done.stdout
    assert set(json.loads(run("explain", "data-missing", "--json").stdout)) == {
        "code",
        "what",
        "why",
        "example",
        "do",
        "grounds",
    }
    by_plan = run("explain", "publicity-short").stdout
    assert "zj-kuangshan-baopo-senior-2021　本系统推定：通知没有写公示几个工作日" in by_plan
    assert "zj-jxt-senior-2020　通知原文" in by_plan
    one = run("explain", "photo-format", "--plan", "zj-jxt-senior-2020").stdout
    assert one.endswith("依据性质：本系统推定：通知没有写照片的要求\n")
    own = tmp_path / "own-2020.yaml"
    theirs = (files("zcforms.plans") / "circulars" / "zj-jxt-senior-2020.yaml").read_text("utf-8")
    own.write_text(theirs.replace("id: zj-jxt-senior-2020", "id: own-2020"), "utf-8")
    assert run("explain", "photo-format", "--plan", own).stdout == one
    grounds = json.loads(run("explain", "photo-size", "--json").stdout)["grounds"]
    assert grounds == {"hz-mfg-mid-2024": "inferred", "tz-jiaojiang-optics-mid-2025": "inferred"}
    near, far = run("explain", "statement-too-lang"), run("explain", "foo")
    assert (near.exit_code, far.exit_code) == (2, 2)
    assert "是否想写statement-too-long" in near.stderr
    assert "编号写在检查结果每条的方括号里" in far.stderr, "it guessed form-broken"


def test_check_of_a_bad_person_says_where_what_why_and_what_to_do(workshop):
    done = run("check", workshop({"lin": person(本人述职="字" * 1043)}))
    assert done.exit_code == 1
    for said in (
        "“本人述职（个人述职）”1,043字，超出1,000字上限43字",
        "位置：applicants/lin.yaml:",
        "处理：删减43字",
        "依据：《申报高级工程师职务任职资格材料具体要求》（二）8",
        "错误1条",
    ):
        assert said in done.stdout


def test_check_opens_with_the_heads_and_says_once_what_holds_for_everybody(workshop):
    root = workshop({"lin": person(本人述职="字" * 1043), "wu": person("33020019850615005", 姓名="吴某")})
    said = run("check", root).stdout
    assert said.startswith("2人：可做1，暂缓1\n")
    assert "\nlin 林一山（虚构矿业有限公司）\n" in said
    assert "\n2人都有\n" in said
    blank = [line for line in said.splitlines() if "[left-blank]" in line]
    assert len(blank) == len(set(blank)) == 2
    alone = run("check", root, "--person", "wu").stdout
    assert alone.startswith("1人：可做1，暂缓0\n")
    assert "都有" not in alone


def test_what_may_not_be_read_is_no_mistake_of_the_command_line(workshop, monkeypatch):
    root = workshop()
    monkeypatch.setattr("os.access", lambda *_: False)  # click would ask, and answer in English
    assert run("check", root, "--errors").exit_code == 0


def test_check_can_list_errors_only(workshop):
    root = workshop({"lin": person(本人述职="字" * 1043)})
    said = run("check", root, "--errors").stdout
    assert "[statement-too-long]" in said
    assert "提醒  " not in said and "说明  " not in said
    assert "（只列错误）" in said
    data = json.loads(run("check", root, "--errors", "--json").stdout)
    assert [f["code"] for f in data["findings"]] == ["statement-too-long"]
    assert data["summary"]["info"] > 0
    assert (data["people_in"], data["ready"], data["held"]) == (1, 0, 1)
    assert run("check", workshop(name="well"), "--errors").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "/nowhere"], 3, "没有这个文件夹"),
        (["build", SAMPLES, "--form", "不存在"], 2, "没有表格"),
        (["build", SAMPLES, "--person", "lei"], 2, "lei-dingan"),
        (["build", SAMPLES, "--watermark", "red"], 2, "可用：platform、draft、none"),
        (["plans", "show", "nothing"], 2, PLAN),
        (["plans", "check", "nosuch.yaml"], 2, "找不到文件"),
        (["new", "/tmp/nowhere", "--plan", "nosuch.yaml"], 2, "找不到文件"),
        (["nonsense"], 2, "没有命令“nonsense”"),
        (["bulid", SAMPLES], 2, "没有命令“bulid”\n  → 是否想写“build”？"),
        (["check", SAMPLES, "--explian"], 2, "没有选项“--explian”\n  → 是否想写“--explain”？"),
        (["check", SAMPLES / "zcforms.yaml"], 3, "不是工作文件夹"),
        (["build"], 2, "缺少WORK"),
        (["new", "/tmp/nowhere"], 2, "缺少--plan"),
        (["build", SAMPLES, "--limit", "三"], 2, "--limit的值不对，应为1以上的整数"),
        (["build", SAMPLES, "--limit", "0"], 2, "--limit的值不对，应为1以上的整数"),
        (["serve", SAMPLES, "--port", "99999"], 2, "--port的值不对，应为1到65535的整数"),
        (["build", SAMPLES, "--out"], 2, "--out后面缺少值"),
        (["build", SAMPLES, "--force=1"], 2, "--force后面不写值"),
        (["check", "我的", "资料"], 2, "多写了“资料”；名称里有空格的，前后加引号"),
        (["stamp", "/nowhere.pdf", "/tmp/x.pdf", "--text", "甲"], 3, "无法读取"),
        (
            ["build", SAMPLES, "--person", "shi-kaishan", "--form", "pledge", "--out", "/proc/x"],
            6,
            "无法写入",
        ),
    ],
)
def test_exit_codes(arguments, code, said):
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert said in done.output
    assert "Traceback" not in done.output


def test_errors_are_json_too():
    data = json.loads(run("check", "/nowhere", "--json").stdout)
    assert (data["exit_code"], data["where"]) == (3, "/nowhere")


def test_build_exit_codes(workshop, tmp_path):
    good = run("build", workshop(name="good"), "--out", tmp_path / "o1", "--form", "pledge")
    assert good.exit_code == 0
    assert "共1人：完成1人，暂缓0人，出错0人" in good.output
    bad = run("build", workshop({"a": person(照片=None)}, name="bad"), "--out", tmp_path / "o2", "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["blocked"] == 1


def test_a_plan_that_binds_nothing_makes_no_volume_and_says_so(workshop):
    done = run("dossier", workshop(评审计划="zj-jxt-senior-2020"))
    assert done.exit_code == 2
    assert "没有要求装订，不做装订册" in done.output


def test_a_new_folder_cannot_be_printed_before_it_is_filled_in(tmp_path):
    folder = tmp_path / "new"
    assert run("new", folder, "--plan", PLAN).exit_code == 0
    data = json.loads(run("check", folder, "--json").stdout)
    errors = {f["code"] for f in data["findings"] if f["severity"] == "error"}
    assert errors == {"photo-missing", "placeholder", "unit-blocked", "office-blocked"}
    again = run("new", folder, "--plan", PLAN)
    assert again.exit_code == 6
    assert "不是空的" in again.output


def test_stamp_any_pdf(tmp_path):
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    source.write_bytes(pdf_bytes((595, 842), (300, 200), rotate=90))
    done = run("stamp", source, target, "--text", "内部资料", "--json")
    assert json.loads(done.stdout)["pages"] == 2
    assert text_of(source) == text_of(target)
    assert run("stamp", source, target, "--text", " ").exit_code == 2
    source.write_bytes(pdf_bytes((595, 842), encryption=pikepdf.Encryption(user="x", owner="y")))
    locked = run("stamp", source, target, "--text", "内部资料")
    assert locked.exit_code == 3
    assert "密码" in locked.output
    assert run("stamp", source, source, "--text", "甲").exit_code == 2


def test_a_damaged_pdf_is_told_in_chinese_alone(tmp_path, capfd):
    plain = pdf_bytes((595, 842), (595, 842), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    damaged = re.sub(rb"( 0) R (?=.*/Type /Pages)|/Type /Page(?!s)", rb"\1K ", plain)
    (tmp_path / "in.pdf").write_bytes(damaged.split(b"xref")[0])
    done = run("stamp", tmp_path / "in.pdf", tmp_path / "out.pdf", "--text", "内部资料")
    assert (done.exit_code, "不是完好的PDF文件" in done.output) == (3, True)
    assert "Pages tree" not in done.output + "".join(capfd.readouterr()), "what the library says of it"


def test_forms_and_plans_are_shown(tmp_path):
    assert len(json.loads(run("forms", "list", "--json").stdout)) >= 9
    assert "person.name" in run("forms", "show", "评审表").output
    blank = tmp_path / "blank.pdf"
    blank.write_text("my notes")
    assert run("forms", "blank", "保证书", blank).exit_code == 2
    blank.unlink()
    assert run("forms", "blank", "folio", blank).exit_code == 2
    assert run("forms", "blank", "landmark_form", blank, "--plan", PLAN).exit_code == 0
    assert "标志性业绩" in text_of(blank)
    shown = run("plans", "show", PLAN).output
    assert "一式3份，双面，加水印" in shown
    assert "6. 获奖证书" in shown
    assert (
        "任职时间计算截止日：2025年12月31日　［四、二（二）6］"
        in run("plans", "show", "tz-jiaojiang-optics-mid-2025").output
    )


def test_plans_check_names_every_fault(tmp_path):
    text = (files("zcforms.plans") / "circulars" / f"{PLAN}.yaml").read_text()
    sound = tmp_path / f"{PLAN}.yaml"
    sound.write_text(text)
    assert run("plans", "check", sound).exit_code == 0
    sound.write_text(
        text.replace("id: pledge", "id: pledg").replace("method: [landmark]", "method: [lendmark]", 1)
    )
    faults = json.loads(run("plans", "check", sound, "--json").stdout)["faults"]
    assert any("pledg" in f and "pledge" in f for f in faults)
    assert any("lendmark" in f for f in faults)
    sound.write_text(text.replace("copies: 3", "copys: 3", 1))
    done = run("plans", "check", sound)
    assert done.exit_code == 4
    assert "copys" in done.output


def test_plans_check_knows_the_forms_of_the_folder_that_a_plan_lies_in(tmp_path):
    text = (files("zcforms.plans") / "circulars" / f"{PLAN}.yaml").read_text()
    more = "copies: 1, duplex: false, watermark: false, goes_to: unit, src: 自备"
    use = f"forms:\n  - {{id: 联系卡, title: 联系卡, {more}}}"
    plan, form = tmp_path / "plans" / f"{PLAN}.yaml", tmp_path / "forms" / "联系卡" / "form.yaml"
    for file in (plan, form):
        file.parent.mkdir(parents=True)
    plan.write_text(re.sub("(?m)^forms:$", use, text))
    form.write_text("title: 联系卡\nscope: person\nfields: {}\n")
    assert "没有表格“联系卡”" in run("plans", "check", plan).output  # no folder of work yet
    (tmp_path / "zcforms.yaml").write_text("")
    assert run("plans", "check", plan).exit_code == 0
    form.write_text("title: 联系卡\nscop: person\n")
    assert "是否想写“scope”" in run("plans", "check", plan).output


def test_a_list_of_commands_says_what_each_does():
    for group in ((), ("forms",), ("plans",), ("sign",), ("users",), ("overprint",)):
        assert not re.search(r"(?m)^  \w+ +\.\.\.$", run(*group, "--help").output)


def test_schema_is_json_schema():
    for what in ("applicant", "settings", "plan", "form"):
        assert "properties" in json.loads(run("schema", what).stdout)


def test_doctor_runs_without_pango(tmp_path):
    blocked = (
        "import sys, ctypes.util, ctypes\n"
        "ctypes.util.find_library = lambda name: None\n"
        "real = ctypes.CDLL\n"
        "def cdll(name, *a, **k):\n"
        "    if name and ('pango' in str(name) or 'harfbuzz' in str(name)): raise OSError(name)\n"
        "    return real(name, *a, **k)\n"
        "ctypes.CDLL = cdll\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'weasyprint': raise OSError('cannot load library libpango')\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from zcforms import forms\n"
        "one = forms.load_form(forms.templates_folder() / 'pledge')\n"
        "forms.load_forms = lambda: {one.id: one}\n"
        "from zcforms.cli import main\n"
        "sys.argv = ['zcforms', 'doctor']\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", blocked], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 5, done.stderr
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert f"apt-get install -y {package}" in done.stdout
    assert "字体：8种，完好" in done.stdout
    assert "1种HTML表格中，1种由zcforms自己排版" in done.stdout


def test_doctor_is_content_here(tmp_path, filled_before):
    assert all(result.ok for result in doctor.examine(tmp_path) if result.required)


def test_a_program_error_shows_no_personal_data(monkeypatch, workshop):
    from zcforms import batch

    def fail(*_):
        raise KeyError("林一山 330200198506150013")

    monkeypatch.setattr(batch, "check_job", fail)
    done = run("check", workshop())
    assert done.exit_code == 70
    assert "林一山" not in done.output
    assert "KeyError" in done.output


def test_ctrl_c_stops_between_two_people(tmp_path, monkeypatch):
    import os

    from zcforms.batch import everybody

    # Whoever starts the tests in the background has them ignore SIGINT, and Python leaves it so.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    real = everybody.check_person

    def check(job, file, *rest):
        if file.key == "shi-kaishan":
            os.kill(os.getpid(), signal.SIGINT)
        return real(job, file, *rest)

    monkeypatch.setattr(everybody, "check_person", check)
    done = run("build", SAMPLES, "--out", tmp_path / "out")
    assert done.exit_code == 130
    assert "已中断" in done.output
    assert not (tmp_path / "out").exists()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def test_check_explains_every_condition(workshop):
    record = person(
        现从事专业="光学技术",
        申报={"申报方式": "正常申报", "申报专业": "光学技术"},
        专业技术资格=[
            {"资格名称": "助理工程师", "级别": "初级", "取得时间": "2022.02", "审批机关": "虚构市人社局"}
        ],
    )
    root = workshop({"lin": record}, 评审计划="tz-jiaojiang-optics-mid-2025", 填报日期="2025-09-15")
    shown = run("check", root, "--explain").output
    assert "✗ 取得助理工程师资格后从事本专业工作满3年10个月，须满4年，差2个月，截至2025年12月31日" in shown
    assert "□ 所学专业“采矿工程”与申报专业“光学技术”一致或相近" in shown
    assert "第七条（一）2］" in shown
    assert "lin 林一山（虚构矿业有限公司）　正常申报" in shown
    data = json.loads(run("check", root, "--explain", "--json").stdout)
    own = data["explanations"][0]
    assert (own["person"], own["title"], own["lines"][0]["mark"]) == ("lin", "正常申报", "✗")
    assert "explanations" not in json.loads(run("check", root, "--json").stdout)


def test_a_plan_lists_the_numbers_of_its_conditions():
    assert (
        "条件编号 一般-6　从事工程技术工作15年以上"
        in run("plans", "show", "tz-jiaojiang-optics-mid-2025").output
    )
    schema = run("schema", "plan").output
    assert "years_in_title" in schema
