"""The review form in both lineages: a plan's list of sections says what is printed, and in which order."""

from dataclasses import replace
from itertools import count

import pytest
from conftest import PLAN, TODAY, build, person, squeezed, text_of
from rules import applicant, institution

from zcforms.authoring.gallery import sample_values, samples
from zcforms.batch import open_job
from zcforms.facts import Person, PersonFacts
from zcforms.fillers import html
from zcforms.forms import Row, left_blank, load_forms
from zcforms.model import Settings
from zcforms.pipeline.press import Press
from zcforms.pipeline.story import check_person
from zcforms.plans import load_plan

pytestmark = pytest.mark.usefixtures("filled_before")
FORM = load_forms()["review_form"]
MINISTRY = [
    "学习培训经历",
    "工作经历",
    "任现职前主要专业技术工作业绩登记",
    "任现职后主要专业技术工作业绩登记",
]
MINISTRY += ["著作、论文及重要技术报告登记", "考试成绩及答辩情况", "年度及任职期满考核结果", "单位推荐意见"]
MINISTRY += ["评审审批意见"]
# Requirements A1, in the order of the platform's 业绩档案.
PLATFORM = ["学历（学位）教育经历", "工作经历", "继续教育（培训）情况", "学术技术兼职", "获奖情况"]
PLATFORM += [
    "获得荣誉称号",
    "主持（参与）科研项目（基金）",
    "主持（参与）工程技术项目",
    "论文",
    "著（译）作（教材）",
]
PLATFORM += [
    "专利（著作权）",
    "制定标准",
    "成果被批示、采纳、运用和推广",
    "资质证书",
    "奖惩情况",
    "考核情况",
    "其他",
]
PLATFORM += [
    "本人述职",
    "所在单位意见（含公示情况）",
    "主管部门意见",
    "人力社保部门意见",
    "评委会意见（表决数）",
]
PLATFORM += ["发证／公布机关意见"]


def lines(pdf):
    return [squeezed(line) for line in text_of(pdf).splitlines()]


@pytest.mark.parametrize(
    ("sample", "headings"), [("sample.yaml", MINISTRY), ("sample_platform.yaml", PLATFORM)]
)
@pytest.mark.parametrize("blank", [False, True])
def test_the_sections_stand_in_the_order_of_the_plan(sample, headings, blank):
    values = sample_values(FORM, sample)
    if blank:
        values = left_blank(FORM, options=values.options)
    shown = [line.partition("（单位：")[0] for line in lines(html.fill(FORM, values).pdf)]
    found = [line.removesuffix("（包括参加专业学习、培训、国内外进修等）") for line in shown]
    assert [line for line in found if line in headings] == headings


def test_every_section_is_in_a_sample():
    listed = {name for path in samples(FORM) for name in sample_values(FORM, path.name).options["sections"]}
    assert listed == set(FORM.sections)


def test_columns_fill_the_width_of_the_page():
    for name, table in FORM.tables.items():
        assert sum(spec.width or 0 for spec in table.columns.values()) == pytest.approx(162), name


def test_a_long_list_goes_on_with_its_head():
    values = sample_values(FORM, "sample_platform.yaml")
    paper = values.tables["articles"][0].cells
    papers = [Row({**paper, "name": f"第{n}篇"}) for n in range(1, 31)]
    filled = html.fill(FORM, replace(values, tables={**values.tables, "articles": papers}))
    pages = [squeezed(text_of(filled.pdf, n + 1)) for n in range(filled.pages)]
    with_papers = [page for page in pages if "第1篇" in page or "论文（续）" in page]
    assert len(with_papers) > 1
    assert all("发表时间题目" in page for page in with_papers)
    assert all(sum(page.count(f"第{n}篇") for page in pages) == 1 for n in range(1, 31))


# --- the facts of the modules --------------------------------------------------------------------

PROJECT = {"起始时间": "2015.03", "本人作用": "主持", "工作内容": "设计"}


@pytest.fixture
def facts(workshop):
    """The facts of one person whose record is changed so."""

    made = count()

    def make(**changes):
        job = open_job(workshop({"lin": person(**changes)}, name=f"work{next(made)}"), TODAY)
        applicant = job.people[0].applicant
        assert applicant is not None, job.people[0].findings
        settings = job.work.settings
        lin = Person("lin", 1, applicant, settings.institutions[0])
        return PersonFacts(lin, load_plan(PLAN), settings)

    return make


def test_projects_go_by_kind_and_only_those_since_the_present_title(facts):
    archive = facts(
        项目=[
            {**PROJECT, "项目名称": "甲", "类别": "科研项目", "结束时间": "2018.01"},
            {**PROJECT, "项目名称": "乙", "结束时间": "至今"},
            {
                **PROJECT,
                "项目名称": "丙",
                "类别": "工程技术项目",
                "结束时间": "2014.01",
                "起始时间": "2012.01",
            },
            {**PROJECT, "项目名称": "丁", "类别": "工程技术项目", "结束时间": "2016.05"},
        ]
    ).archive
    assert [row.name for row in archive.research_projects] == ["甲"]
    assert [row.name for row in archive.engineering_projects] == ["丁", "乙"]


def test_a_resume_goes_by_when_each_study_and_post_began(facts):
    study = {"学校": "虚构大学", "专业": "采矿工程", "学历": "本科"}
    post = {"单位": "虚构矿业有限公司", "从事专业技术工作": "采矿设计"}
    resume = facts(
        学历=[
            {**study, "入学时间": "2010.03", "毕业时间": "2013.01", "学历": "硕士研究生"},
            {**study, "毕业时间": "2004.06"},
        ],
        工作经历=[
            {**post, "起始时间": "2011.05", "结束时间": "至今"},
            {**post, "起始时间": "2004.07", "结束时间": "2011.04"},
        ],
    ).resume
    assert [line.partition("　")[0][:7] for line in resume.splitlines()] == [
        "2004.06",
        "2004.07",
        "2010.03",
        "2011.05",
    ]


def test_a_foreign_school_keeps_apart_from_a_foreign_major_in_a_resume(facts):
    study = {"学校": "University of Mining", "学历": "本科", "入学时间": "2001.09", "毕业时间": "2005.06"}
    for major, told in (
        ("Blasting", "University of Mining Blasting"),
        ("采矿工程", "University of Mining采矿工程"),
    ):
        resume = facts(学历=[{**study, "专业": major}]).resume
        assert resume.splitlines()[0] == f"2001.09—2005.06　{told}专业本科学习"


def test_works_stand_in_the_order_in_which_they_began(facts):
    made = facts(
        项目=[
            {**PROJECT, "项目名称": "丙", "起始时间": "2017.02", "结束时间": "2017.09"},
            {**PROJECT, "项目名称": "乙", "起始时间": "2016.08", "结束时间": "至今"},
            {**PROJECT, "项目名称": "甲", "起始时间": "2016.08", "结束时间": "2019.12"},
        ],
        标准=[
            {
                "标准名称": "丁",
                "标准编号": "T/XG 001—2018",
                "级别": "团体标准",
                "发布时间": "2018.01",
                "本人排名": "1/2",
            }
        ],
    )
    assert [row.name for row in made.after] == ["甲", "乙", "丙", "《丁》（团体标准）"]
    assert [row.name for row in made.archive.engineering_projects] == ["甲", "乙", "丙"]


def test_books_are_apart_from_papers(facts):
    work = {"发表时间": "2019.05", "刊物或出版社": "某某出版社", "作者排序": "1/2"}
    archive = facts(
        论文著作=[
            {**work, "题目": "书", "类别": "著作", "本人撰写字数（万字）": "3.2"},
            {**work, "题目": "文", "类别": "论文", "代表作": "是"},
        ]
    ).archive
    assert [(row.name, row.words) for row in archive.books] == [("书", "3.2")]
    assert [row.name for row in archive.articles] == ["文【代表作】"]


def test_nothing_stated_is_blank_and_nothing_there_is_said(facts):
    archive = facts(学术兼职="无").archive
    assert archive.academic_posts == []
    assert archive.rewards is None
    assert archive.articles == [], "无 said of all papers"


def test_a_year_of_assessment_reads_as_the_circulars_write_it(facts):
    archive = facts(年度考核=[{"年度": 2020, "等次": "优秀"}, {"年度": 2019, "等次": "称职"}]).archive
    assert [row.line for row in archive.assessments] == ["2019年称职", "2020年优秀"]


def test_the_way_to_apply_is_ticked_among_all_that_the_plan_offers(facts):
    boxes = facts(申报={"申报方式": "自评分申报", "申报专业": "采矿工程"}).method_boxes
    assert boxes == "□正常申报　☑自评分申报　□标志性业绩直接申报　□转（兼）评申报"


SANCTION = {"种类": "警告", "决定时间": "2020.03", "影响期满时间": "2030.03"}
REWARD = {"决定时间": "2019.12", "奖励内容": "记功", "决定单位": "虚构矿业有限公司"}


def test_the_days_of_publicity_are_not_torn_on_the_blank_print():
    found = lines(html.fill(FORM, left_blank(FORM, options={"sections": ["employer_opinion"]})).pdf)
    assert [line[-1] for line in found if line.startswith("公示情况：")] == ["在"]
    assert "公示个工作日。公示结果：□无异议□有异议" in found


COUNTY = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县"


@pytest.mark.parametrize("sample", ["sample.yaml", "sample_platform.yaml"])
def test_the_longest_name_of_a_county_fits_as_a_place_of_birth(sample):
    values = sample_values(FORM, sample)
    values = replace(values, fields={**values.fields, "birthplace": COUNTY})
    assert not [f.message for f in html.overflows(FORM, values) if "出生地" in f.message]


@pytest.mark.parametrize(("copies", "measured"), [(0, False), (3, True)])
def test_a_form_of_which_no_print_is_wanted_holds_nobody_back(workshop, copies, measured):
    job = open_job(workshop({"lin": person(出生地=COUNTY * 4)}), TODAY)
    forms = [
        use.model_copy(update={"copies": copies}) if use.id == FORM.id else use for use in job.plan.forms
    ]
    job = replace(job, plan=job.plan.model_copy(update={"forms": forms}))
    press, checked = Press(job, "none"), check_person(job, job.people[0])
    told = press.person_forms(checked.person, {FORM.id}, ())
    assert [f.code for outcome in told.values() for f in outcome.findings] == ["text-overflows"] * measured


def test_rewards_and_punishments_stand_together_in_order_of_time(facts):
    rows = facts(处分=[SANCTION], 奖励=[REWARD]).archive.rewards
    assert [(row.kind, row.content) for row in rows] == [
        ("奖励", "记功"),
        ("惩处", "警告（影响期至2030年3月）"),
    ]
    assert facts(奖励="无").archive.rewards is None, "nothing was said of punishments"
    assert facts(奖励="无", 处分="无").archive.rewards == []


def test_the_end_of_a_sanction_may_lie_ahead(workshop):
    job = open_job(workshop({"lin": person(处分=[SANCTION])}), TODAY)
    assert "date-future" not in {finding.code for finding in check_person(job, job.people[0]).findings}


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("专业技术职务任职资格评审表", ["专业技术职务任职资格评审表"]),
        ("青岚市专业技术职务任职资格评审表", ["青岚市专业技术职务任职资格评审表"]),
        (
            "青岚市水利水电工程系列专业技术职务任职资格评审表",
            ["青岚市水利水电工程系列专业", "技术职务任职资格评审表"],
        ),
    ],
)
def test_no_character_of_a_long_title_stands_alone_on_the_cover(title, lines):
    values = replace(sample_values(FORM), title=title, options={**FORM.options, "sections": ["cover"]})
    assert text_of(html.fill(FORM, values).pdf, 1).split("\n")[: len(lines)] == lines


@pytest.mark.parametrize(
    ("kind", "staffing", "shown"),
    [("企业", None, "否"), ("事业单位", "在编", "在编"), ("事业单位", None, None)],
)
def test_whether_somebody_is_in_post_is_said_as_the_roster_says_it(kind, staffing, shown):
    a = applicant(**({"application": {"staffing": staffing}} if staffing else {}))
    who = Person("a", 1, a, institution(kind=kind))
    assert PersonFacts(who, load_plan(PLAN), Settings.model_construct()).in_post == shown


def test_what_has_no_room_is_told_where_it_stands_in_the_record(workshop, tmp_path):
    root = workshop({"lin": person(出生地=COUNTY * 4)})
    lines = (root / "applicants" / "lin.yaml").read_text().splitlines()
    line = 1 + next(n for n, one in enumerate(lines) if one.startswith("出生地"))
    receipt = build(root, tmp_path / "out", {FORM.id})
    (told,) = (f for f in receipt["findings"] if f["code"] == "text-overflows")
    assert told["place"].startswith(f"applicants/lin.yaml:{line}:"), told
    assert told["path"] == ["birthplace"]
