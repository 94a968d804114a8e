"""The notice and the letter: one page where one is enough, flush lines, names and numbers whole."""

from dataclasses import replace

import pypdfium2
import pytest
from conftest import page_texts, squeezed
from test_sheets import FORMS, boxes, filled, lay_out, printed_lines, rows_of, runs

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.fillers.html import tree
from zcforms.forms import left_blank

UNIT_OF_40 = "虚构东海之滨大型露天矿山绿色爆破与岩土工程技术研究开发建设集团有限责任公司第一分"
WORKS = "；".join(
    [f"基于YOLOv8与LoRaWAN的露天矿山爆破振动在线监测系统设计与实现（之{n}）" for n in (1, 2, 3)]
)


def crowded(count, **fields):
    (row,) = rows_of("publicity_notice", "people", 1)
    people = [replace(row, cells={**row.cells, "works": WORKS})] * count
    email = "human.resources@very-long-example.com.cn"
    return filled(
        "publicity_notice", fields={"unit": UNIT_OF_40, "desk_email": email, **fields}, people=people
    )


def test_a_notice_of_three_with_long_works_and_a_long_unit_is_one_sheet_without_number():
    pdf = crowded(3).pdf
    (text,) = page_texts(pdf)
    assert "— 1 —" not in text


def test_the_pages_of_a_long_notice_are_numbered():
    texts = page_texts(crowded(18).pdf)
    assert [squeezed(text).endswith(f"—{n}—") for n, text in enumerate(texts, 1)] == [True] * len(texts)
    assert len(texts) > 1


def test_an_email_that_does_not_fit_beside_the_phone_has_an_indented_line():
    starts = {}
    with pypdfium2.PdfDocument(crowded(1, who="王一同志").pdf) as pdf:
        page = pdf[0].get_textpage()
        for label in ("受理部门：", "受理电话：", "电子邮箱："):
            at, _ = page.search(label).get_next()
            starts[label] = round(page.get_charbox(at, loose=True)[0])
    assert len(set(starts.values())) == 1


def test_a_notice_that_just_fills_its_sheet_takes_no_other():
    (row,) = rows_of("publicity_notice", "people", 1)
    name, method = "阿卜杜热合曼·买买提托合提", "标志性业绩直接申报"
    first = "露天矿山深孔台阶爆破参数优化与振动控制研究（之1）；青石岭露天矿山深孔台"
    second = f"{first}阶爆破工程（二期）1；青石岭露天矿"
    told = (
        ("欧阳一山", "", first),
        (name, "检测二室", second * 2),
        ("欧阳一山", "检测二室", f"{second}山深孔台阶爆破工程"),
    )
    people = [
        replace(row, cells={**row.cells, "name": name, "department": desk, "works": works, "method": method})
        for name, desk, works in told
    ]
    fields = {
        "unit": "浙江省虚构市滨海经济技术开发区绿色智能矿山爆破与岩土工程安全技",
        "who": f"{name}等3人",
        "desk_email": "hr@example.cn",
        "circular": "《关于做好某某工作的通知》",
    }
    assert filled("publicity_notice", fields=fields, people=people).pages == 1


@pytest.mark.parametrize("form_id", ["publicity_notice", "publicity_sheet"])
def test_an_email_longer_than_its_line_begins_beside_its_label(form_id):
    email = "department.of.titles.and.reviews.of.the.fictional@mail.safety-center-of-nowhere.example.com.cn"
    text = page_texts(filled(form_id, fields={"desk_email": email}).pdf)[-1]
    assert any("邮箱：department.of" in squeezed(line) for line in text.splitlines())


@pytest.mark.parametrize("count", range(6, 16))
def test_a_name_of_four_and_a_title_of_five_characters_are_a_line_each_on_a_notice(count):
    (row,) = rows_of("publicity_notice", "people", 1)
    told = {"name": "欧阳一山", "title_line": "高级工程师 2014.12", "works": "青石岭露天矿山深孔爆破工程" * 4}
    people = [replace(row, cells={**row.cells, **told})] * count
    lines = [
        text for page in page_texts(filled("publicity_notice", people=people).pdf) for text in page.split()
    ]
    assert lines.count("欧阳一山") == lines.count("高级工程师") == count


@pytest.mark.parametrize("more", range(12))
def test_a_name_in_running_text_is_never_torn(more):
    circular = "《关于做好" + "样" * more + "年度申报工作的通知》"
    pdf = filled("publicity_notice", fields={"circular": circular, "who": "王一等3人"}).pdf
    assert any("王一等3人" in squeezed(line) for line in page_texts(pdf)[0].splitlines())


LETTER = {
    "office": "样例自治州经济和信息化局组织人事与教育培训处",
    "circular": "《关于做好2025年度我省安全技术防范行业高级工程师职务任职资格评审工作的通知》",
    "circular_no": "浙安协〔2025〕20号",
    "who": "王一等5人",
    "series": "安全技术防范行业",
    "by_method": "正常申报4人，自评分申报1人",
    "by_speciality": "安全技术防范专业（系统集成）5人",
}


def test_a_letter_whose_signer_takes_two_lines_closes_up_to_one_page():
    assert filled("entrustment_letter", fields=LETTER).pages == 1


@pytest.mark.parametrize("more", range(2, 8))
def test_a_letter_of_25_lines_is_one_page_and_a_contact_that_takes_two_has_two_labels(more):
    # A line with a dot or a bracket of another face is a hair higher: 22 and 24 lines once took two pages.
    said = {
        "doc_no": "虚经信人〔2021〕18号",
        "addressee": "浙江省爆破行业协会",
        "circular": "《申报高级工程师职务任职资格材料具体要求》",
        "circular_no": "",
        "who": "古丽巴哈尔·阿布都克里木江等7人",
        "by_method": "正常申报5人，自评分申报1人，标志性业绩直接申报1人",
        "contact": "买买提·吐尔逊江·阿卜杜",
        "phone": "0571-88000000转8012",
    }
    said["by_speciality"] = "，".join(["爆破工程某某专业方向7人"] * more)
    (text,) = page_texts(filled("entrustment_letter", fields={**LETTER, **said}).pdf)
    lines = [squeezed(line) for line in text.splitlines()]
    assert {f"联系人：{said['contact']}", f"联系电话：{said['phone']}"} <= {*lines}


@pytest.mark.parametrize("named", [3, 4, 5])
def test_a_letter_that_names_several_specialities_is_one_page_and_its_signer_one_line(named):
    kinds = ("工程设计", "系统集成", "技术服务", "监理服务", "检测评估")[:named]
    fields = {
        **LETTER,
        "office": "台州市椒江区经济信息化和科学技术局",
        "by_method": "正常申报1人，自评分申报1人，标志性业绩直接申报1人",
        "by_speciality": "，".join(f"安全技术防范专业（{kind}）1人" for kind in kinds),
    }
    made = filled("entrustment_letter", fields=fields)
    assert made.pages == 1
    assert fields["office"] in [line for _, line in printed_lines(made.pdf)]


@pytest.mark.parametrize("more", range(8))
def test_the_number_of_the_circular_is_whole_in_the_letter(more):
    circular = "《" + "样" * more + "年度评审工作的通知》"
    pdf = filled("entrustment_letter", fields={**LETTER, "circular": circular}).pdf
    assert any("（浙安协〔2025〕20号）" in squeezed(line) for line in page_texts(pdf)[0].splitlines())


@pytest.mark.parametrize(
    ("office", "said"), [("虚构县经信局", "评审受理单位虚构市经信局"), ("虚构市经信局", "评审委员会年度")]
)
def test_a_report_is_not_handed_in_to_who_writes_it(office, said):
    fields = {"office": office, "committee": None, "issuer": "虚构市经信局"}
    (text,) = page_texts(filled("submission_report", fields=fields).pdf)
    assert said in squeezed(text)


@pytest.mark.parametrize("kinds", [3, 8, 12])
def test_a_report_of_many_specialities_keeps_to_its_page(kinds):
    said = "，".join(f"机械设计及制造（含精密装备之{n}）{n + 1}人" for n in range(kinds))
    made = filled("submission_report", fields={"by_speciality": said})
    assert made.pages == 1 and said in squeezed(page_texts(made.pdf)[0])


def test_a_later_page_of_a_slip_says_whose_it_is():
    rows = rows_of("correction_slip", "rows", 1) * 30
    first, *later = page_texts(filled("correction_slip", rows=rows, fields={"name": "王一"}).pdf)
    assert later
    assert squeezed(first).count("申报人：王一") == 1, "in the head alone"
    assert all("申报人：王一" in squeezed(text) for text in later)


def test_a_value_goes_on_in_its_line_though_the_mark_after_it_does_not_fit():
    methods = {"by_method": "正常申报4人，标志性业绩直接申报1人", "by_speciality": "爆破器材5人"}
    lines = [line for _, line in printed_lines(filled("entrustment_letter", fields=methods).pdf)]
    assert "其中：按申报方式，正常申报4人，标志性业绩直接申报" in lines


def test_a_publicity_sheet_gives_the_achievements_what_short_columns_leave():
    (row,) = rows_of("publicity_sheet", "people", 1)
    short = {"works": WORKS, "speciality": "机械制造", "target": "工程师", "method": "正常申报"}
    title = {"title_line": "工程师\n2014.11"}
    people = [replace(row, cells={**row.cells, **short, **title})] * 3
    made = filled("publicity_sheet", people=people)
    words = [run[4] for run in runs(made.pdf)]
    assert made.pages == 1
    assert words.count("正常申报") == words.count("机械制造") == 3


@pytest.mark.parametrize("desk", ["人力资源部", "人力资源部（党委组织部、纪检监察室合署）"])
def test_a_label_of_the_publicity_sheet_is_on_the_line_of_its_value(desk):
    fields = {"desk": desk, "desk_phone": "0571-88000001", "desk_email": "human.resources@example.com.cn"}
    text = page_texts(filled("publicity_sheet", fields=fields).pdf)[-1]
    lines = [squeezed(line) for line in text.splitlines()]
    for said in (f"部门：{desk}", f"电话：{fields['desk_phone']}", f"邮箱：{fields['desk_email']}"):
        assert any(said in line for line in lines), said


@pytest.mark.parametrize(("form_id", "times"), [("publicity_sheet", 2), ("publicity_notice", 3)])
@pytest.mark.parametrize("pages", [[1, 1], [2, 1]])
def test_few_tall_rows_leave_no_page_without_one_and_their_pages_are_numbered(form_id, times, pages):
    (row,) = rows_of(form_id, "people", 1)
    cells = {**row.cells, "name": "王一", "works": WORKS * times}
    made = filled(form_id, people=[replace(row, cells=cells)] * sum(pages))
    texts = [squeezed(text) for text in page_texts(made.pdf)]
    assert [text.count("王一") for text in texts] == pages
    assert "—1—" in texts[0] and "—2—" in texts[1]


def test_later_pages_of_a_post_table_say_whose_they_are_and_are_numbered():
    made = filled("post_table", people=rows_of("post_table", "people", 16))
    first, *later = map(squeezed, page_texts(made.pdf))
    unit = squeezed(sample_values(FORMS["post_table"]).fields["unit"])
    assert "第1页共2页" in first and len(later) == 1
    assert "（续表）单位名称：" + unit in later[0] and "第2页共2页" in later[0]
    (alone,) = map(squeezed, page_texts(filled("post_table", people=rows_of("post_table", "people", 3)).pdf))
    assert "共1页" not in alone


def test_the_note_of_a_strip_stands_clear_of_the_line_to_cut_along():
    form = FORMS["bag_strip"]
    document = lay_out(html.compose(form, left_blank(form)), form)
    (note,) = [box for box, text in boxes(document.pages[0], "block") if text.startswith("资料袋侧条")]
    room = tree.inside(note)
    assert room.y == pytest.approx(5.2 + 40 + 2, abs=0.05)
    assert room.y + room.height == pytest.approx(form.band, abs=0.05)


@pytest.mark.parametrize("count", [9, 12, 18, 19])
def test_only_the_last_page_of_a_notice_is_not_full(count):
    made = filled("publicity_notice", people=rows_of("publicity_notice", "people", count))
    for number in range(1, made.pages):
        *words, _folio = (bottom for _, _, _, bottom, _ in runs(made.pdf, number))
        assert max(words) > 0.74 * 842  # pt; the foot and its folio take a tenth


@pytest.mark.parametrize("count", range(7, 26, 3))
def test_the_last_page_of_a_notice_has_a_row_of_its_table(count):
    people = rows_of("publicity_notice", "people", count)
    *_, last = page_texts(filled("publicity_notice", people=people).pdf)
    assert people[-1].cells["name"] in last.replace("\n", "").replace("\r", "").replace(" ", "")
    assert "受理部门" in squeezed(last)


def test_the_days_of_a_notice_and_their_note_share_a_line():
    lines = printed_lines(filled("publicity_notice", fields={"count": "1", "order_note": ""}).pdf)
    (days,) = [words for _, words in lines if "个工作日" in words]
    assert days.endswith("共5个工作日（公示当日不计）")  # a mark in its half


@pytest.mark.parametrize("form", ["publicity_notice", "entrustment_letter"])
@pytest.mark.parametrize(
    ("circular", "number", "said"),
    [
        ("《申报材料具体要求》", "", "根据《申报材料具体要求》，经个人申报"),
        (
            "《申报材料具体要求》",
            "虚经〔2021〕84号",
            "根据《申报材料具体要求》（虚经〔2021〕84号），经个人申报",
        ),
        (
            "《评审工作的通知》",
            "虚经〔2021〕84号",
            "根据《评审工作的通知》（虚经〔2021〕84号）要求，经个人申报",
        ),
        ("某市评审工作要求", "", "根据某市评审工作要求，经个人申报"),
    ],
)
def test_a_circular_whose_name_ends_with_its_demands_does_not_demand_twice(form, circular, number, said):
    fields = {"circular": circular, "doc_no": number, "circular_no": number}
    known = {name: text for name, text in fields.items() if name in FORMS[form].fields}
    assert said in squeezed("".join(page_texts(filled(form, fields=known).pdf)))


def test_a_letter_addresses_a_committee_as_one():
    for addressee, said in (("某某评审委员会", "现委托贵委员会进行"), ("某某行业协会", "现委托贵单位进行")):
        text = squeezed(
            "".join(page_texts(filled("entrustment_letter", fields={"addressee": addressee}).pdf))
        )
        assert said in text


@pytest.mark.parametrize("form", ["publicity_notice", "publicity_sheet"])
def test_what_hangs_in_public_has_no_column_of_nothing(form):
    rows = rows_of(form, "people", 2)
    for works, shown in (("无", False), ("", True), (rows[0].cells["works"], True)):
        people = [replace(row, cells={**row.cells, "works": works}) for row in rows]
        made = filled(form, people=people)
        assert ("主要业绩" in squeezed("".join(page_texts(made.pdf)))) is shown
    mixed = [replace(rows[0], cells={**rows[0].cells, "works": "无"}), rows[1]]
    assert "无" in squeezed("".join(page_texts(filled(form, people=mixed).pdf)))


def test_the_opinion_of_an_expert_has_no_least_length_that_no_circular_states():
    text = squeezed("".join(page_texts(filled("expert_recommendation").pdf)))
    assert "和是否具备申报资格条件的评价）：" in text
