"""Where something goes on over the page, its title stands as high as that of any page."""

import re
from dataclasses import replace

import pypdfium2
import pytest
from conftest import page_texts, seen_texts, squeezed
from golden import runs_of
from test_sheets import printed_lines

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.forms import load_forms
from zcforms.ground.geometry import MM

FORMS = load_forms()


def heights(pdf: bytes, title: str) -> list[float]:
    """Where the middle of a title is on the pages that bear it, in pt from the top."""
    pages = runs_of(pdf)
    return [
        (top + bottom) / 2
        for runs in pages
        for _, top, _, bottom, words in runs
        if words.replace(" ", "").startswith(title)
    ]


@pytest.mark.parametrize(
    ("form", "times", "title"),
    [
        ("work_history", 8, "技术工作经历"),
        ("materials_list", 4, "材料清单"),
        ("correction_slip", 3, "申报材料补正清单"),
        ("contents", 6, "目　录"),
        ("roster", 6, ""),
        ("scoring_table", 3, "浙江省爆破行业高级工程师任职资格评审打分表"),
        ("landmark_score", 12, "浙江省安全技术防范专业高级工程师"),
        ("publicity_notice", 4, ""),
        ("publicity_sheet", 4, ""),
    ],
)
def test_a_table_that_goes_on_has_its_title_as_high_as_the_first(form, times, title):
    values = sample_values(FORMS[form])
    long = replace(values, tables={name: rows * times for name, rows in values.tables.items()})
    found = heights(html.fill(FORMS[form], long).pdf, title or values.title)
    assert len(found) > 1
    assert max(found) - min(found) < 2


def test_a_section_of_the_review_form_goes_on_as_high_as_one_that_begins_a_page():
    form = FORMS["review_form"]
    values = sample_values(form, "sample_platform.yaml")
    lists = {name: values.tables[name] * 12 for name in ("articles", "patents")}
    pdf = html.fill(form, replace(values, tables={**values.tables, **lists})).pdf
    (first,) = heights(pdf, "基本情况")
    found = heights(pdf, "论文（续）") + heights(pdf, "专利（著作权）（续）")
    assert len(found) >= 2
    assert max(abs(height - first) for height in found) < 2


@pytest.mark.parametrize("form", ["exception_form", "post_commitment"])
def test_the_page_of_what_goes_on_has_its_title_as_high_as_the_form(form):
    values = sample_values(FORMS[form])
    text = "主持完成一项复杂环境下的爆破工程设计。" * 120
    field = "reasons" if form == "exception_form" else "goals"
    filled = html.fill(FORMS[form], replace(values, fields={**values.fields, field: text}))
    first, *others = heights(filled.pdf, values.title[:6])
    assert others
    assert max(abs(height - first) for height in others) < 4


def test_the_second_page_of_a_recommendation_says_whose_it_is_where_the_title_stood():
    form = FORMS["expert_recommendation"]
    values = sample_values(form)
    row = values.tables["experts"][0]
    long = replace(row, cells={**row.cells, "opinion": "同意举荐。" * 500})
    pages = runs_of(html.fill(form, replace(values, tables={"experts": [long]})).pdf)
    assert len(pages) > 1
    for page in pages[1:]:
        first, second = sorted((top, words) for _, top, _, _, words in page)[:2]
        assert first[1].replace(" ", "") == "正高级专家举荐表（续页）"
        assert second[1].startswith("被举荐人：阿卜杜热依木·买买提江")
        assert first[0] == pytest.approx(22 * MM, abs=8)  # the upper margin of the form


@pytest.mark.parametrize(("times", "pages"), [(28, 1), (40, 1), (48, 2)])
def test_a_recommendation_is_set_smaller_before_it_goes_on_and_then_its_signature_stands_with_the_note(
    times, pages
):
    form = FORMS["expert_recommendation"]
    values = sample_values(form)
    row = values.tables["experts"][0]
    long = replace(
        row, cells={**row.cells, "opinion": "该同志长期从事爆破设计，技术过硬、作风扎实。" * times}
    )
    made = html.fill(form, replace(values, tables={"experts": [long]}))
    last = squeezed(page_texts(made.pdf)[-1])
    assert made.pages == pages
    assert "举荐人签名" in last
    assert "本表每位专家填写1份" in last


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_the_head_of_what_goes_on_is_three_lines_and_its_pages_are_numbered(form_id):
    form = FORMS[form_id]
    values = sample_values(form)
    resume = "\n".join([values.fields["resume"]] * 5)
    made = html.fill(form, replace(values, fields={**values.fields, "resume": resume}))
    assert made.pages > 1
    for number in range(1, made.pages + 1):
        lines = [words for _, words in printed_lines(made.pdf, number)]
        assert number == 1 or lines[:3] == [
            f"{values.title}（续页）",
            f"姓名：{values.fields['name']}",
            f"单位：{values.fields['unit']}",
        ]
        assert lines[-1] == f"第{number}页共{made.pages}页"


def test_every_page_of_the_review_form_that_has_a_number_has_its_own():
    form = FORMS["review_form"]
    values = sample_values(form)
    fields = {**values.fields, "societies": "样例学会常务理事，样例专家委员会委员。\n" * 90}
    made = html.fill(form, replace(values, fields=fields))
    feet = [printed_lines(made.pdf, n)[-1][1] for n in range(1, made.pages + 1)]
    numbers = [int(foot) for foot in feet if foot.isdecimal()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == made.pages - 2


@pytest.mark.parametrize("more", range(0, 14, 2))
@pytest.mark.parametrize(("form_id", "field"), [("review_form", "societies"), ("exception_form", "reasons")])
def test_the_head_of_what_goes_on_says_a_long_unit_in_one_line(form_id, field, more):
    form = FORMS[form_id]
    values = sample_values(form)
    unit = "某" * more + "浙江省样例光学光电精密装备产业技术研究工程爆破设计施工评估有限责任公司"
    names = [name for name, spec in form.fields.items() if spec.source == "unit.name"]
    texts = {**dict.fromkeys(names, unit), field: "样例学会常务理事，样例专家委员会委员。\n" * 90}
    made = html.fill(form, replace(values, fields={**values.fields, **texts}))
    head = [run for run in runs_of(made.pdf)[-1] if run[1] < 52 * MM]
    line = max(foot for *_, foot, words in head if "单位：" in words)
    said = [run for run in head if abs(run[3] - line) < 3]
    assert "".join(words for *_, words in sorted(said)) == f"单位：{unit}"
    assert max(right for _, _, right, *_ in said) < 190 * MM
    assert line <= next(top for _, top, _, _, words in head if words.endswith("（续）"))


def test_what_is_left_of_a_dated_line_goes_on_beside_its_dates():
    form = FORMS["exception_form"]
    values = sample_values(form)
    told = "2004.09—2008.06　" + "某某理工大学高分子材料与工程专业本科学习，主持课题一项。" * 40
    made = html.fill(form, replace(values, fields={**values.fields, "resume": told}))
    assert made.findings == ()
    page = runs_of(made.pdf)[1]
    foot = next(bottom for *_, bottom, words in page if "（续）" in words)
    begins = {}
    for left, top, _, bottom, words in page:
        if top > foot and bottom < 780 and words:
            line = round((top - foot) / 19.2)  # 12 pt, 1.6 times
            begins[line] = min(left, begins.get(line, left))
    assert len(begins) > 3
    # 28 mm are the edge, nine characters of 12 pt the column of the dates.
    column = 28 * MM + 9 * 12
    assert [left for left in begins.values() if abs(left - column) > 3] == []


JOB = "浙江省样例光学光电精密装备产业技术研究有限责任公司　超精密非球面光学元件制造工艺的研发，院长"


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
def test_every_page_of_a_resume_says_what_it_is_once_and_tears_no_entry(form_id):
    form = FORMS[form_id]
    values = sample_values(form)
    years = range(1990, 2027)
    resume = "\n".join(f"{year}.01—{year}.12　{JOB}" for year in years)
    made = html.fill(form, replace(values, fields={**values.fields, "resume": resume}))
    assert (made.pages > 3, made.findings) == (True, ())
    pages = [[words for _, words in printed_lines(made.pdf, n)] for n in range(2, made.pages + 1)]
    for heading, first, *rest in (lines[3:-1] for lines in pages):
        assert heading == "简历（续）"
        assert re.match(r"\d{4}\.01—", first)
        assert heading not in rest
    assert sum(line.startswith("20") for lines in pages for line in lines) > 20


def summary(**counts):
    """The summary form of its sample, some of its lists so many rows long, each row of another name."""
    form = FORMS["summary_form"]
    values = sample_values(form)
    tables = dict(values.tables)
    for name, count in counts.items():
        rows, column = values.tables[name], {"work": "unit", "education": "content"}.get(name, "name")
        tables[name] = [
            replace(row, cells={**row.cells, column: f"第{n}项{row.cells[column]}"})
            for n, row in enumerate((rows * count)[:count], 1)
        ]
    return values, html.fill(form, replace(values, tables=tables))


def test_every_page_of_a_list_that_goes_on_says_which_it_is_and_lists_keep_the_order_of_the_form():
    _, made = summary(education=9, work=12, papers=40)
    lines = [words for n in range(3, made.pages + 1) for _, words in printed_lines(made.pdf, n)]
    found = [line.removesuffix("（续）") for line in lines if line.endswith("（续）")]
    order = ["学习培训经历", "专业技术工作简历", "任现职以来承担的项目", "论文专著"]
    assert list(dict.fromkeys(found)) == order
    assert found.count("论文专著") == sum(line.startswith("题目作者排序") for line in lines) > 1


def test_what_goes_on_after_the_summary_form_tears_no_word():
    values = sample_values(FORMS["summary_form"])
    row = values.tables["projects"][0]
    row = replace(row, cells={**row.cells, "source": "科研项目，浙江省重点研发计划"})
    made = html.fill(FORMS["summary_form"], replace(values, tables={**values.tables, "projects": [row] * 20}))
    words = [text for page in runs_of(made.pdf)[2:] for *_, text in page]
    assert len([text for text in words if "浙江省" in text]) > 3
    assert not [text for text in words if text.endswith("浙江")]


def test_what_goes_on_after_the_summary_form_is_set_as_it_is_before():
    values = sample_values(FORMS["summary_form"])
    row = values.tables["projects"][0]
    row = replace(row, cells={**row.cells, "source": "工程技术项目，企业委托", "role": "项目负责人，排名1/6"})
    made = html.fill(FORMS["summary_form"], replace(values, tables={**values.tables, "projects": [row] * 20}))
    lines = {"工程技术项目，", "企业委托", "项目负责人，", "排名1/6"}
    first, _, third = ([text for *_, text in page if text in lines] for page in runs_of(made.pdf))
    assert len(first) == 4 * 9
    assert len(third) == 4 * 11


def test_what_both_pages_of_the_summary_form_do_not_hold_goes_on_after_them_once():
    counts = {"projects": 11, "papers": 9, "awards": 6}
    values, made = summary(**counts)
    assert (made.pages, made.findings) == (3, ())
    first, second, third = ["".join(words for _, words in printed_lines(made.pdf, n)) for n in (1, 2, 3)]
    assert third.startswith(
        f"{values.title}（续页）姓名：{values.fields['name']}单位：{values.fields['unit']}"
    )
    for number, page in enumerate((first, second, third), 1):
        assert page.endswith(f"第{number}页共3页")  # the form's own pages, too
    for title, page in (("任现职以来承担的项目（续）", first), ("论文专著（续）", second)):
        section = third[third.index(title) :].partition("（续）")[2].partition("（续）")[0]
        assert f"其余{section.count('P37') + section.count('P41、P46')}项转续页" in page
    whole = first + second + third
    for n in range(1, 12):
        assert whole.count(f"第{n}项") == sum(n <= count for count in counts.values())


@pytest.mark.parametrize("extra", [0, 1])
def test_the_longest_list_of_the_summary_form_goes_on_first_and_none_without_need(extra):
    _, made = summary(projects=6 + 6 * extra)
    pages = ["".join(words for _, words in printed_lines(made.pdf, n + 1)) for n in range(made.pages)]
    assert made.pages == 2 + extra
    assert ["（续）" in page for page in pages] == [False, False, True][: made.pages]
    assert [("专业技术工作简历（续）" in page) for page in pages] == [False] * made.pages


@pytest.mark.parametrize("count", [1, 2])
def test_papers_in_foreign_journals_with_long_codes_keep_the_summary_form_to_its_pages(count):
    form = FORMS["summary_form"]
    values = sample_values(form)
    said = (
        "International Journal of Fictional Rock Mechanics and Mining Sciences，2019,12(3):1234567-1234589，"
        "https://doi.example.org/10.1234567/fictional.rock.mechanics.2019.12345678901234567890"
    )
    row = values.tables["papers"][0]
    row = replace(row, cells={**row.cells, "published": said})
    short = {name: values.tables[name][:1] for name in ("awards", "patents", "standards", "conditions")}
    made = html.fill(form, replace(values, tables={**values.tables, **short, "papers": [row] * count}))
    assert (made.pages, made.findings) == (2, ())


def test_short_lists_of_the_summary_form_fill_their_page():
    form = FORMS["summary_form"]
    values = sample_values(form)
    short = {name: values.tables[name][:1] for name in ("education", "work", "projects")}
    made = html.fill(form, replace(values, tables={**values.tables, **short}))
    paths = pypdfium2.PdfDocument(made.pdf)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    lowest = min(path.get_bounds()[1] for path in paths)
    assert 12 < lowest / MM < 16  # of a margin of 12 mm


def test_no_page_of_the_review_form_holds_an_empty_row_alone():
    form = FORMS["review_form"]
    values = sample_values(form)
    row = values.tables["after"][0]
    rows = [
        {
            "date": "2016.01—2018.06",
            "name": f"样例省2×1000MW超超临界机组配套第{n + 1}号智能安全防范集成系统研制"
            f"（{kind}，YL-2016-0{n}）",
            "part": "项目负责人（排名1/8）：负责总体设计、IEC 61508安全完整性等级评估和现场调试",
            "result": "已验收，节约投资1,234.56万元；经费1234.56万元",
        }
        for n, kind in enumerate(["工程技术项目", "科研项目"] * 3)
    ]
    rows += [
        {
            "date": "2019.10",
            "name": "一种数码电子雷管抗冲击试验装置及其使用方法（发明专利）",
            "part": "排名1/4",
            "result": "ZL201810000000.0",
        },
        {
            "date": "2019.12",
            "name": "某系统",
            "part": "排名1/7",
            "result": "样例省科学技术进步奖三等奖（样例省人民政府）",
        },
    ]
    tables = {**values.tables, "after": [replace(row, cells=cells) for cells in rows]}
    pages = seen_texts(html.fill(form, replace(values, tables=tables)).pdf)[2:]
    told = [page for page in pages if "任现职后主要专业技术工作业绩登记" in squeezed(page)]
    assert told
    assert [page for page in told if "201" not in page] == []


@pytest.mark.parametrize(("before", "count", "parts"), [(4, 12, [10, 2]), (5, 11, [9, 2]), (6, 10, [8, 2])])
def test_the_last_row_of_a_list_of_the_review_form_has_no_page_alone(before, count, parts):
    form = FORMS["review_form"]
    values = sample_values(form, "sample_platform.yaml")
    (row, *_), (reward, *_) = values.tables["annual_assessments"], values.tables["rewards"]
    rows = [replace(row, cells={**row.cells, "line": f"{2000 + n}年合格"}) for n in range(count)]
    tables = {**values.tables, "annual_assessments": rows, "rewards": [reward] * before}
    pages = map(squeezed, page_texts(html.fill(form, replace(values, tables=tables)).pdf))
    found = [sum(one.cells["line"] in page for one in rows) for page in pages]
    assert [shown for shown in found if shown] == parts


def test_every_page_on_which_the_list_of_a_bag_goes_on_says_whose_it_is():
    form = FORMS["materials_list"]
    values = sample_values(form)
    made = html.fill(form, replace(values, tables={"package": values.tables["package"] * 4}))
    assert made.pages > 1
    for number in range(2, made.pages + 1):
        _, head = printed_lines(made.pdf, number)[0]
        assert head == f"材料清单（续表）姓名：{values.fields['name']}"


def test_every_page_on_which_the_work_history_goes_on_says_whose_it_is_and_its_number():
    form = FORMS["work_history"]
    values = sample_values(form)
    made = html.fill(form, replace(values, tables={"work": values.tables["work"] * 8}))
    assert made.pages > 1
    for number in range(2, made.pages + 1):
        lines = [words for _, words in printed_lines(made.pdf, number)]
        assert lines[0] == f"{values.title}（续表）姓名：{values.fields['name']}"
        assert lines[-1] == f"第{number}页共{made.pages}页"


@pytest.mark.parametrize("count", range(14, 20))
def test_no_page_of_a_work_history_has_a_row_alone(count):
    form = FORMS["work_history"]
    values = sample_values(form)
    rows = [values.tables["work"][n % len(values.tables["work"])] for n in range(count)]
    rows = [replace(row, cells={**row.cells, "witness": f"甲{n:02}"}) for n, row in enumerate(rows)]
    made = html.fill(form, replace(values, tables={"work": rows}))
    counts = [text.count("甲") for text in page_texts(made.pdf)]
    assert sum(counts) == count
    assert min(counts) >= 2


def test_no_page_on_which_a_summary_goes_on_has_a_row_alone():
    form = FORMS["summary_form"]
    values = sample_values(form)
    paper = values.tables["papers"][0]
    # (one paper more than four pages hold)
    rows = [replace(paper, cells={**paper.cells, "name": f"甲{n:02}{'某' * 40}"}) for n in range(29)]
    made = html.fill(form, replace(values, tables={**values.tables, "papers": rows}))
    _, *counts = (text.count("甲") for text in page_texts(made.pdf))
    assert sum(counts) == len(rows)
    assert len(counts) == 4 and min(counts) >= 2


def test_the_foot_of_a_page_of_the_roster_says_whose_rows_it_has():
    form = FORMS["roster"]
    values = sample_values(form)
    rows = values.tables["people"]
    told = []
    for text in page_texts(html.fill(form, replace(values, tables={"people": rows * 10})).pdf):
        (first, last), ids = re.search(r"本页第(\d+)—(\d+)人", text).groups(), re.findall(r"\d{17}X", text)
        assert int(last) - int(first) + 1 == len(ids)
        told += range(int(first), int(last) + 1)
    assert told == [*range(1, 21)]
    assert "本页第1人" in page_texts(html.fill(form, replace(values, tables={"people": rows[:1]})).pdf)[0]
