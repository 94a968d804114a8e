"""A plan drafted from a circular: every value with its clause and words, nothing guessed, nothing lost, not
to be used before somebody confirmed it."""

import io
import re
import time
import zipfile

import pikepdf
import pytest
from click.testing import CliRunner
from drafts import FOLDER, TRUTH, said_by, truth
from pikepdf import Name

from zcforms.authoring.drafting import drafted
from zcforms.authoring.drafting.numerals import days
from zcforms.authoring.drafting.passages import normal, sentences
from zcforms.chinese.numbers import number_of
from zcforms.cli import main
from zcforms.forms import load_forms
from zcforms.ground.errors import BrokenPlan, UnreadableInput
from zcforms.plans import load_plan, parse_plan, read_plan
from zcforms.plans.agreement import check_plan_file


def made(text, where="通知.txt"):
    """The draft of a text, made here and not in a room of its own."""
    return drafted([(text.encode() if isinstance(text, str) else text, where)], None)


def of(name):
    """The draft of one of our circulars."""
    return made((FOLDER / f"{name}.txt").read_bytes())


def one(*clauses, head="关于做好2026年度工程系列高级工程师职称评审工作的通知"):
    """What a circular of a few clauses states."""
    return said_by(made("\n".join((head, *clauses))).text)


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


# --- how much is found, and that it is right ------------------------------------------------------


@pytest.mark.parametrize("name", TRUTH)
def test_what_a_circular_states_is_found_and_nothing_else_is_said(name):
    found, true = said_by(of(name).text), truth(name)
    right = [key for key in found if found[key] == true.get(key)]
    assert len(right) >= 0.95 * len(found), {k: (found[k], true.get(k)) for k in found if k not in right}
    assert len(right) >= 0.8 * len(true), [key for key in true if key not in right]


def test_attachments_may_be_files_of_their_own():
    head = "关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、公示\n单位公示5个工作日。"
    more = [
        ("一、个人述职不超过900字。", "附件3：填报说明.txt"),
        ("附件4\n一、论文查重率不超过20%。", "a.txt"),
    ]
    draft = drafted([(one.encode(), where) for one, where in [(head, "通知.txt"), *more]], None)
    assert "max_chars: 900  # 附件3一：" in draft.text and "similarity_max: 20  # 附件4一：" in draft.text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_may_be_in_any_usual_encoding(encoding):
    text = (FOLDER / "jingji-2026.txt").read_text("utf-8")
    assert said_by(made(text.encode(encoding)).text) == said_by(of("jingji-2026").text)


# --- nothing is guessed in silence ----------------------------------------------------------------


@pytest.mark.parametrize("name", TRUTH)
def test_every_value_bears_its_clause_and_words_and_waits_to_be_confirmed(name):
    draft = of(name)
    body = draft.text.split("\nid: ")[1].split("\n# 没有放进计划")[0]
    bare = [
        line
        for line in body.splitlines()[1:]
        if re.search(r"\d", line.partition("  # ")[0]) and "src:" not in line
    ]
    assert len(bare) > 20
    assert [
        line
        for line in bare
        if "：“" not in line
        and "notes" not in line
        and "暂填" not in line
        and "推定" not in line
        and "words:" not in line
        and "legal_basis" not in line
        and "binding" not in line
        and "{year}" not in line
    ] == []
    assert {"year", "dates.forward_deadline", "forms.review_form"} <= set(draft.pending)


def test_what_is_quoted_stands_in_the_circular():
    text = "".join(map(normal, (FOLDER / "nongye-2026.txt").read_text("utf-8").splitlines()))
    quotes = re.findall("：“…?([^“”…]+)…?”$", of("nongye-2026").text, re.M)
    assert len(quotes) > 40
    assert [quote for quote in quotes if quote not in text] == []


def test_figures_that_no_rule_took_are_listed_with_their_clause():
    draft = made(
        "关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、名额\n每个单位推荐不超过7人，获奖证书3件以上的优先。\n"
        "二、公示\n单位公示5个工作日。"
    )
    assert [(left.clause, left.words) for left in draft.unplaced] == [
        ("一", "每个单位推荐不超过【7】人，获奖证书【3】件以上的优先。")
    ]
    assert "#   一：每个单位推荐不超过【7】人" in draft.text


def test_what_is_not_found_is_left_open():
    draft = made("关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、公示\n单位公示5个工作日。")
    assert {"photo.bytes_gt", "platform.url", "specialities", "methods"} <= set(draft.absent)
    assert "# bytes_gt:  # 没有找到，补上" in draft.text
    assert "person_deadline: null  # 没有找到" in draft.text
    assert "discipline:\n  src: 没有找到  # 通知确实没有写的" in draft.text and "discipline" in draft.pending


def test_two_clauses_that_differ_are_both_told():
    draft = made(
        "关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、继续教育\n每年公需科目不少于30学时。\n"
        "附件1\n继续教育细则\n一、每年公需科目不少于18学时。"
    )
    (line,) = (line for line in draft.text.splitlines() if line.startswith("    public:"))
    assert line.startswith("    public: 30  # 一：") and "另有：18（附件1一：" in line


def test_attached_forms_that_do_not_come_along_are_named():
    draft = made(
        "关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、公示\n单位公示5个工作日。\n"
        "附件：1．高级工程师职称评审表\n2．野外工作经历登记表\n3．填报说明\n附件4\n《科研诚信审查单》\n姓名"
    )
    assert draft.unknown_forms == ("野外工作经历登记表", "科研诚信审查单")


def test_ages_fees_and_years_of_service_are_kept_in_the_words_of_the_circular():
    draft = of("nongye-2026")
    notes = draft.text.split("\nnotes:")[1]
    for words in ("男性年满60周岁", "从事本专业工作满5年", "评审费每人420元"):
        assert words in notes
    assert notes.count("费用：") == 1


# --- a draft is not used before it is confirmed ---------------------------------------------------

HOLES = {
    "specialities": "[水利]",
    "watermark": "水印",
    "aspect_min": "0.7",
    "aspect_max": "0.8",
    "issuer": "云栖市水利学会",
    "url": "https://zc.yunqi.example",
    "name": "水利工程高级工程师评审",
}


def whole(text):
    """A draft with what was missing written in, as a clerk does."""
    for key, value in HOLES.items():
        text = re.sub(rf"^(\s*)# {key}:.*", rf"\1{key}: {value}", text, flags=re.M)
    text = re.sub(r"# methods:.*", "methods: [{id: normal, label: 正常申报, src: 一}]", text)
    return re.sub(r"  # external:.*", "  external: 《评价条件》", text)


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "shuili-2028.yaml"
    text = drafted([((FOLDER / "shuili-2028.txt").read_bytes(), "通知.txt")], path.stem).text
    path.write_text(whole(text), "utf-8")
    return path


def test_a_draft_is_refused_until_nothing_waits(plan_file):
    with pytest.raises(BrokenPlan, match=r"还有\d+项待核（circular、doc_no、doc_date等）"):
        read_plan(plan_file)
    with pytest.raises(BrokenPlan, match="项待核"):
        load_plan(plan_file.stem, plan_file.parent)
    text = plan_file.read_text("utf-8")
    confirmed = re.sub(r"待核:\n(  - .*\n)+", "", text)
    assert parse_plan(confirmed, "a").statement.max_chars == 3000


def test_check_names_every_key_that_waits_with_its_line(plan_file):
    faults = check_plan_file(plan_file, load_forms())
    waits = [fault for fault in faults if "待核" in fault]
    lines = plan_file.read_text("utf-8").splitlines()
    (deadline,) = (fault for fault in waits if "dates.forward_deadline" in fault)
    assert "forward_deadline: 2028-07-05" in lines[int(deadline.split(":")[1]) - 1]
    assert len(waits) > 40


def test_a_draft_can_be_looked_at_and_held_against_last_years(plan_file):
    for command in (["show"], ["diff", "zj-jxt-senior-2020"]):
        done = run("plans", *command, plan_file)
        assert done.exit_code == 0, done.output
        assert "“shuili-2028”是草稿，还有" in done.stdout


def test_nothing_is_made_by_a_draft(plan_file, tmp_path):
    for command in (["forms", "blank", "review_form", tmp_path / "a.pdf"], ["new", tmp_path / "W"]):
        done = run(*command, "--plan", plan_file)
        assert done.exit_code == 4 and "项待核" in done.output, done.output
    assert list(tmp_path.iterdir()) == []


def test_a_draft_with_holes_says_them_and_that_keys_wait(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(of("tushu-2026").text.replace("draft-2026-mid", "a"), "utf-8")
    told = "\n".join(check_plan_file(path, load_forms()))
    assert "watermark: 缺少这个键" in told and re.search(r"另有\d+项待核", told)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_a_file_of_ones_own_and_never_over_another(tmp_path):
    target = tmp_path / "nongye-2026.yaml"
    done = run("plans", "draft", FOLDER / "nongye-2026.txt", "-o", target)
    assert done.exit_code == 0, done.output
    assert "全部待核" in done.stdout and "没有找到、必须补上的" in done.stdout
    assert "证件照的各项，通知确实没有规定的写null" in done.stdout
    assert "# aspect_min:  # 没有找到，补上；通知确实没有规定的，写null\n" in target.read_text("utf-8")
    assert target.stat().st_mode & 0o777 == 0o600
    assert "\nid: nongye-2026\n" in target.read_text("utf-8")
    before = target.read_bytes()
    assert run("plans", "draft", FOLDER / "tushu-2026.txt", "-o", target).exit_code == 2
    assert target.read_bytes() == before
    assert run("plans", "draft", FOLDER / "tushu-2026.txt", "-o", tmp_path / "农业.yaml").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["nongye-2026.yaml"]


# --- files ----------------------------------------------------------------------------------------


def word(paragraphs, numbering="", rows=()):
    """A Word file of paragraphs, those with a level numbered by Word, and a table."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    number = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = "".join(
        f"<w:p>{number.format(level) if level is not None else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"
        for level, text in paragraphs
    )
    cell = "<w:tc>{}<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    merged = {"↓": '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "": "<w:tcPr><w:vMerge/></w:tcPr>"}

    def drawn(text):
        if text == "→":  # the row begins one column later
            return '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
        return cell.format(merged.get(text[:1], ""), text.removeprefix("↓"))

    body += "<w:tbl>" + "".join(f"<w:tr>{''.join(map(drawn, row))}</w:tr>" for row in rows) + "</w:tbl>"
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kinds}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{part}"/></Types>',
        )
        archive.writestr("word/document.xml", f"<w:document {w}><w:body>{body}</w:body></w:document>")
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {w}>{numbering}</w:numbering>")
    return target.getvalue()


def test_word_is_read_with_its_own_numbers_and_tables():
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
    levels = level.format(0, "chineseCounting", "%1、") + level.format(1, "decimal", "%2.")
    numbering = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum><w:num w:numId="1">'
    numbering += '<w:abstractNumId w:val="7"/></w:num>'
    draft = made(
        word(
            [
                (None, "关于做好2026年度工程系列高级工程师职称评审工作的通知"),
                (0, "公示"),
                (1, "单位公示不少于6个工作日。"),
                (0, "材料"),
                (1, "《职称评审表》一式四份。"),
                (1, "个人述职不超过900字。"),
            ],
            numbering,
            [
                ("环节", "起止", "时间"),
                *(("↓单位审核", "开始", "8月30日"), ("", "截止", "2026年9月3日前")),
                ("材料报送", "9月9日前"),
            ],
        ),
        "通知.docx",
    )
    found = said_by(draft.text)
    assert (found["publicity.min_workdays"], found["forms.review_form.copies"]) == (6, 4)
    assert (found["dates.unit_deadline"], found["dates.forward_deadline"]) == ("2026-09-03", "2026-09-09")
    assert "dates.person_deadline" not in found, "one cell heads both rows"
    assert "max_chars: 900  # 二2：" in draft.text


def pdf(lines, password="", more=""):
    """A PDF of a page with these lines, in a font that every reader of PDFs has by name; more to be drawn."""
    with pikepdf.new() as file:
        cid = pikepdf.Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType0,
            BaseFont=Name("/STSong-Light"),
            CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=4),
        )
        font = pikepdf.Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/STSong-Light"),
            Encoding=Name("/UniGB-UTF16-H"),
            DescendantFonts=pikepdf.Array([cid]),
        )
        page = file.add_blank_page()
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=file.make_indirect(font)))
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td\n" for line in lines)
        page.obj.Contents = file.make_stream(f"BT /F 9 Tf 20 780 Td {shown}ET {more}".encode())
        target = io.BytesIO()
        file.save(target, encryption=pikepdf.Encryption(owner="a", user=password) if password else False)
    return target.getvalue()


def test_a_pdf_is_read_by_its_text():
    lines = (FOLDER / "jingji-2026.txt").read_text("utf-8").replace("\t", "　").splitlines()
    found, true = said_by(made(pdf(lines), "通知.pdf").text), truth("jingji-2026")
    assert [key for key in true if found.get(key) != true[key]] == []


def test_a_ruled_table_of_a_pdf_is_read_row_by_row():
    lines = [
        "关于做好2026年度工程系列高级工程师职称评审工作的通知",
        "一、时间",
        "二、公示",
        "单位公示5个工作日。",
    ]
    rows = [("主管部门审核", "并报送", "9月18日前"), ("个人申报", "", "8月3日—")]
    drawn = ""
    for n, row in enumerate(rows):
        bottom = 600 - 40 * n
        drawn += f"20 {bottom} 120 40 re S 140 {bottom} 120 40 re S "
        for text, x, y in zip(
            (*row, "8月28日" if n else ""), (24, 24, 144, 144), (26, 8, 26, 8), strict=True
        ):
            drawn += f"BT /F 9 Tf {x} {bottom + y} Td <{text.encode('utf-16-be').hex()}> Tj ET "
    draft = made(pdf(lines, more=drawn), "通知.pdf")
    found = said_by(draft.text)
    assert found["dates.forward_deadline"] == "2026-09-18"
    assert (found["dates.open"], found["dates.person_deadline"]) == ("2026-08-03", "2026-08-28")


PAGE = """<!DOCTYPE html>
<html><head><meta charset="gb2312"><title>某市农业局</title><style>p {width: 30px}</style></head><body>
<nav>2024年1月1日前网上申报</nav><script>var deadline = "2026年1月1日前个人申报";</script>
<table><tr><td><table><tr><td><h2>关于做好2026年度工程系列高级工程师职称评审工作的<b>通知</b></h2>
<p>&nbsp;&nbsp;一、时间</p><table><tr><th>环节</th><th>时间</th></tr>
<tr><td><p>个人<span>申报</span></p></td><td><p>6月1日—</p><p>6月20日</p></td></tr>
<tr><td rowspan="2">主管部门报送</td><td>地点</td><td>某路</td></tr><tr>
<td>截止7月10日</td></tr></table>
<p style="display:none">主管部门2026年1月9日前报送</p>二、述职<br>个人述职不超过
900字。</td></tr></table></td></tr></table><footer>单位审核截至2026年3月3日</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_saved_web_page_is_read_without_what_stands_around_the_circular(encoding):
    draft = made(PAGE.encode(encoding), "通知.html")
    found = said_by(draft.text)
    assert (found["dates.open"], found["dates.person_deadline"]) == ("2026-06-01", "2026-06-20")
    assert (found["dates.forward_deadline"], found["statement.max_chars"]) == ("2026-07-10", 900)
    assert "max_chars: 900  # 二：" in draft.text and "dates.unit_deadline" not in found
    assert draft.unplaced == ()


def test_what_heads_a_row_of_word_that_begins_later_is_what_stands_above_it():
    rows = [("节", "谁", "时间"), ("甲", "↓单位审核", "8月30日起"), ("→", "", "截止2026年9月3日")]
    title = "关于做好2026年度工程系列高级工程师职称评审工作的通知"
    found = said_by(made(word([(None, title), (None, "个人述职不超过900字。")], rows=rows), "通知.docx").text)
    assert found["dates.unit_deadline"] == "2026-09-03"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html><body></body></html>", "文件里没有文字"),
        (b"<html>" + 300 * b"<div>" + "个人申报截至2026年6月1日".encode(), "网页套得太深"),
        (b"<!-- -->" * 60 + b"<section>", "看不出是职称评审的通知"),  # of remarks there is an end
        (pdf(["职称申报"], "b"), "设有打开密码"),
        (pdf([]), "没有文字（扫描件或图片）"),
        (b"%PDF-1.7 broken", "不是完好的PDF文件"),
        (b"PK\x03\x04 broken", "不是完好的Word文件"),
        (b"\xff\xfa\x00\x81\x00", "不是文本文件，或文字编码认不出"),
        (b"  \n ", "文件里没有文字"),
        ("今年的年会安排在3月1日。".encode(), "看不出是职称评审的通知"),
        ("职称申报好。".encode(), "没有认出一条评审规定"),
        ("职称申报".encode() * 200_000, "文字超过50万字"),
    ],
)
def test_what_is_no_circular_is_refused_in_clear_words(content, told):
    with pytest.raises(UnreadableInput, match=told):
        made(content)


def test_a_refused_file_leaves_nothing(tmp_path):
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(pdf([]))
    done = run("plans", "draft", scan, "-o", tmp_path / "a.yaml")
    assert (done.exit_code, [path.name for path in tmp_path.iterdir()]) == (3, ["扫描.pdf"])


def test_a_text_without_an_end_takes_no_time():
    words = "年度考核12月31日80分三2025年大于30K项目材料"
    begun = time.process_time()
    made("职称申报，公示5个工作日。\n" + words * 800)
    assert time.process_time() - begun < 3


def test_nothing_that_a_circular_says_ends_a_comment_or_begins_a_key():
    evil = "单位公示5个工作日\x85discipline: {fraud_bar_years: 9}\u2028x: 1。"
    draft = made(f"关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、公示\n{evil}")
    assert "discipline.fraud_bar_years" not in said_by(draft.text)


# --- clauses, numbers, dates ----------------------------------------------------------------------


def clauses(*lines):
    return [(s.clause, s.text) for s in sentences(lines) if s.clause]


def test_clauses_are_cited_as_plans_cite_them():
    assert clauses("一、总则", "（二）材料", "3.照片", "（1）白底。", "附件2", "说明", "5、份数。") == [
        ("一", "总则"),
        ("一（二）", "材料"),
        ("一（二）3", "照片"),
        ("一（二）3（1）", "白底。"),
        ("附件2", "说明"),
        ("附件2第5项", "份数。"),
    ]


def test_the_number_of_a_clause_may_stand_before_a_date():
    lines = ("1 时间", "1.1 5月10日前，个人申报；", "1.2 2026年5月20日前，单位审核；", "经费1.5 2026")
    assert clauses(*lines)[1:] == [
        ("1.1", "5月10日前，个人申报；"),
        ("1.2", "2026年5月20日前，单位审核；"),
        ("1.2", "经费1.5 2026"),
    ]


def test_a_line_that_was_broken_goes_on_and_a_reference_begins_no_clause():
    lines = [
        "一、申报方式：符合评价条件第六条（一）、",
        "（二）相关要求的，选择正常申报，符合第六条其",
        "他要求的，选择破格申报。",
        "二、公示",
    ]
    assert clauses(*lines) == [
        (
            "一",
            "申报方式：符合评价条件第六条（一）、（二）相关要求的，选择正常申报，符合第六条其他要求的，选择破格申报。",
        ),
        ("二", "公示"),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("0.8", 0.8),
        ("三", 3),
        ("十五", 15),
        ("二十", 20),
        ("叁", 3),
        ("一百", 100),
        ("③", 3),
        ("甲", None),
    ],
)
def test_numbers_are_read_however_they_are_written(written, value):
    assert number_of(written) == value


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026年9月30日前，10月8日截止", ["2026.09.30", "2026.10.08"]),
        ("9月1日至15日", ["2025.09.01", "2025.09.15"]),
        ("2026-09-01", ["2026.09.01"]),
        ("二〇二六年四月十五日", ["2026.04.15"]),
        ("2月30日", []),
        ("截至上年12月31日，7月1日前", ["2024.12.31", "2025.07.01"]),
        ("计算到上年底，7月1日前", ["2024.12.31", "2025.07.01"]),
        ("上年度年末、2023年年底", ["2024.12.31", "2023.12.31"]),
        ("3年以上年底考核合格", []),
        ("2025年7月至次年1月5日", ["2025.07", "2026.01.05"]),
    ],
)
def test_dates_are_read_and_take_over_the_year(text, dates):
    assert [str(day.date) for day in days(text, 2025)] == dates


@pytest.mark.parametrize(
    ("clause", "key", "value"),
    [
        ("个人网上申报截止时间为2026年5月6日（星期三）17:00。", "dates.person_deadline", "2026-05-06"),
        ("系统开放时间：5月6日零时起至5月20日24时止，个人网上填报。", "dates.open", "2026-05-06"),
        ("各单位须于6月1日前完成审核。", None, None),
        ("纸质材料不迟于6月9日报送市协会。", "dates.forward_deadline", "2026-06-09"),
        ("本通知自2026年7月1日起施行。", "dates.open", None),
        ("照片大于20KB且不超过2MB。", "photo.bytes_lt", 2 * 2**20 + 1),
        ("自2027年起，每年继续教育不少于120学时。", "continuing_education.per_year.total", None),
        ("每个途径每年最多计24学时。", "continuing_education.route_cap.hours", 24),
        ("述职报告不少于2000字。", "statement.max_chars", None),
        ("公示期7天。", "publicity.min_workdays", 5),
        ("受处分的，延迟2年申报。", "discipline.delay_years", 2),
    ],
)
def test_a_clause_says_what_it_says_and_no_more(clause, key, value):
    found = one("一、要求", "（一）公示。单位公示5个工作日。", f"（二）{clause}")
    if key is None:
        assert found["dates.unit_deadline"] == "2026-06-01"
    else:
        assert found.get(key) == value


def test_from_when_fraud_bars_is_kept_in_the_words_of_the_circular():
    head = "关于做好2026年度工程系列高级工程师职称评审工作的通知\n一、公示\n单位公示5个工作日。\n"
    draft = made(f"{head}二、纪律\n弄虚作假的，自查实次年起3年内不得再次申报。")
    assert "fraud_bar_from: 查实次年" in draft.text
