"""What the contents of a volume say of every item, and in which order they stand."""

import re
from dataclasses import replace

import pytest
from conftest import PLAN, TODAY, person, text_of
from test_dossier import item, pdf_bytes

from zcforms import batch
from zcforms.authoring.gallery import sample_values
from zcforms.facts.contents import in_section_order, obtained_on, part_in, score_lines
from zcforms.facts.scoring import sheet_of
from zcforms.fillers import html
from zcforms.forms import fill_in, load_forms
from zcforms.model import Applicant
from zcforms.paper import dossier
from zcforms.pipeline.binding import bind
from zcforms.pipeline.press import Press
from zcforms.pipeline.story import bare_person, check_person, fill_person
from zcforms.pipeline.volume import contents_lines
from zcforms.plans import load_plan


def award(n, when, level=None):
    stated = {"获奖项目名称": f"项目{n}", "奖励名称": "科技进步奖", "授予机构": "虚构市", "获奖时间": when}
    return {**stated, "本人排名": f"{n}/5", "级别": level, "佐证": [f"E-{n}"]}


@pytest.fixture
def applicant(workshop):
    def make(**changes) -> Applicant:
        return batch.open_job(workshop({"a": person(**changes)}), TODAY).people[0].applicant

    return make


def ordered(applicant, order):
    return [entry.id for entry in in_section_order(applicant, applicant.evidence, order)]


def test_items_stand_by_date_by_level_or_as_given(applicant):
    a = applicant(
        佐证材料=[
            item("5", "无日期"),
            item("1", "晚", 取得时间="2020.03"),
            item("2", "由获奖得日期"),
            item("3", "早", 取得时间="2016"),
        ],
        获奖=[award(1, "2019.01", "县区级"), award(2, "2018.06", "省部级"), award(3, "2015.01", "县区级")],
    )
    assert ordered(a, "date") == ["E-3", "E-2", "E-1", "E-5"]
    assert ordered(a, "level") == ["E-2", "E-3", "E-1", "E-5"]
    assert ordered(a, "given") == ["E-5", "E-1", "E-2", "E-3"]
    dates = [obtained_on(a, entry) for entry in a.evidence]
    assert [str(date) if date else None for date in dates] == [None, "2020.03", "2018.06", "2016"]


def test_rank_is_that_of_the_item_then_of_what_it_proves_then_the_role(applicant):
    project = {"项目名称": "甲", "起始时间": "2018.01", "本人作用": "技术负责人", "工作内容": "设计"}
    a = applicant(
        佐证材料=[item("1", "甲", 本人排名="1/3"), item("2", "乙"), item("3", "丙"), item("4", "丁")],
        获奖=[award(1, "2019.01"), award(2, "2019.01"), {**award(4, "2019.01"), "佐证": ["E-4"]}],
        项目=[{**project, "佐证": ["E-3"]}, {**project, "本人排名": "2/7", "佐证": ["E-4"]}],
    )
    # Two achievements of different ranks: nobody says which is meant, but there is one role.
    assert [part_in(a, entry) for entry in a.evidence] == ["1/3", "2/5", "技术负责人", "技术负责人"]


def test_lines_of_the_scoring_table_are_named_as_the_table_numbers_them(applicant):
    rows = [
        {"评价指标": "学历", "自评分": "10", "行号": "B1.1"},
        {"评价指标": "业绩", "行号": "B4.2", "佐证": ["E-1"], "自评分": "5"},
        {"评价指标": "业绩", "行号": "B4.2", "佐证": ["E-1"], "自评分": "3"},
        {"评价指标": "论文", "行号": "B2.1", "佐证": ["E-1", "E-2"], "自评分": "5"},
    ]
    a = applicant(佐证材料=[item("1", "甲"), item("2", "乙"), item("3", "丙")], 打分表=rows)
    for plan_id, expected in (
        ("tz-jiaojiang-optics-mid-2025", ["B4.2\nB2.1", "B2.1", ""]),  # the circular's own table
        (PLAN, ["第2—4项", "第2项", ""]),  # the applicant's lines, numbered as they stand: B2.1 before B4.2
        ("zj-jxt-senior-2020", ["", "", ""]),  # no table
    ):
        plan = load_plan(plan_id)
        speciality = {"speciality": plan.specialities[0]}
        application = a.application.model_copy(update=speciality)
        sheet = sheet_of(a.model_copy(update={"application": application}), plan)
        assert [score_lines(sheet, entry) for entry in a.evidence] == expected, plan_id


def test_the_page_says_it(workshop, tmp_path):
    scored = {"申报方式": "自评分申报", "申报专业": "采矿工程", "自评分": "85"}
    people = {
        "a": person(
            申报=scored,
            佐证材料=[
                item("1", "后得的证明", 取得时间="2020.03", 本人排名="2/7"),
                item("2", "先得的证明", 取得时间="2016.05"),
            ],
            打分表=[
                {"评价指标": "业绩", "行号": "B4.2", "佐证": ["E-1"], "自评分": "80", "自评依据": "甲"},
                {"评价指标": "论文", "佐证": ["E-2"], "自评分": "5", "自评依据": "乙"},
            ],
        )
    }
    files = {f"a/{n}.pdf": pdf_bytes((595, 842)) for n in "12"}
    job = batch.open_job(workshop(people, files), TODAY)
    press, checked = Press(job, "none"), check_person(job, job.people[0], tmp_path)
    filled = fill_person(press, checked, frozenset(), bound=True)
    bound = bind(press, filled.checked.person, filled.volume, tmp_path / "book")
    lines = re.sub(r"\s+", "|", text_of(bound.books[0].path.read_bytes(), 2))
    assert "1|先得的证明|2016.05|" in lines
    assert re.search(r"1\|先得的证明\|2016\.05\|\d+\|第2项\|", lines)
    assert re.search(r"2\|后得的证明\|2020\.03\|2/7\|\d+\|第1项\|", lines)
    assert "获奖证书|无|" in lines


def test_the_pages_of_a_thick_volume_stand_on_one_line(workshop):
    """The range of what comes last, 1000 and more pages on, and one of three figures before it.

    Only the contents are laid out; benchmarks/scans.py binds volumes of any thickness.
    """
    job = batch.open_job(workshop({"lin": person()}), TODAY)
    sources = [
        (name, dossier.Source(b"", range(count))) for name, count in zip("甲乙丙", (240, 800, 9), strict=True)
    ]
    entries = [dossier.Entry(name, [source], placed=True) for name, source in sources]
    history = dossier.Entry("技术工作经历", [dossier.Source(b"", range(2))], placed=False)
    sections = [dossier.Section(history.title, [history]), dossier.Section("获奖证书", entries)]
    layout = dossier.lay_out(sections, dividers=False, duplex=False)
    lines = list(contents_lines(job.plan, sections, layout, bare_person(job, job.people[0])))
    form = load_forms()["contents"]
    values = fill_in(form, {"lines": lines, "loose": [], "loose_note": "", "book": "", "elsewhere": ""})
    made = html.fill(form, values)
    assert (made.pages, made.findings) == (1, ())
    text = text_of(made.pdf)
    assert re.findall(r"\d+—\d+", text) == ["1—2", "3—1051", "3—242", "243—1042", "1043—1051"]
    assert "不装订" not in text  # nothing is handed in beside it, so there is no table of that


def test_evidence_of_the_name_of_its_section_keeps_its_own_line_and_page(workshop):
    """获奖证书 behind its divider: the page of the certificate, its date and rank; a form is one line."""
    job = batch.open_job(workshop({"lin": person()}), TODAY)
    history = dossier.Entry("技术工作经历", [dossier.Source(b"", range(2))], placed=False)
    proof = dossier.Entry(
        "获奖证书", [dossier.Source(b"", range(1))], placed=True, date="2019.05", rank="2/9", scores="第4—5项"
    )
    sections = [dossier.Section(one.title, [one]) for one in (history, proof)]
    layout = dossier.lay_out(sections, dividers=True, duplex=False)
    lines = list(contents_lines(job.plan, sections, layout, bare_person(job, job.people[0])))
    told = [
        tuple(line[key] for key in ("index", "title", "date", "rank", "scores", "pages")) for line in lines
    ]
    assert told == [
        ("一", "技术工作经历", "", "", "", "1—3"),
        ("二", "获奖证书", "", "", "", "4—5"),
        ("1", "获奖证书", "2019.05", "2/9", "第4—5项", "5"),
    ]


def contents_pages(*sections):
    """The text of each page of the contents of these sections, each a name and how many items it has."""
    bare = dict.fromkeys(("date", "rank", "scores", "note"), "")
    lines = [
        {**bare, "kind": kind, "index": index, "title": title, "pages": "1", "first": "1"}
        for number, (name, count) in zip("一二三", sections, strict=False)
        for kind, index, title in [
            ("section", number, name),
            *[("item", str(n), f"材料{n}") for n in range(1, count + 1)],
        ]
    ]
    form = load_forms()["contents"]
    values = fill_in(form, {"lines": lines, "loose": [], "loose_note": "", "book": "", "elsewhere": ""})
    made = html.fill(form, values)
    return [re.sub(r"\s", "", text_of(made.pdf, page)) for page in range(1, made.pages + 1)]


def test_a_page_that_begins_within_a_section_says_of_which():
    pages = contents_pages(("获奖证书", 39), ("任现职以来的各类专业技术工作业绩证明材料", 39))
    assert "（续）一、获奖证书（续）" in pages[1]
    assert "（续）二（续）" in pages[2], "a long name would not stand on the line"


@pytest.mark.parametrize(("count", "page"), [(28, 2), (57, 3)])
def test_a_page_that_begins_with_a_section_is_not_headed_by_the_one_before(count, page):
    said = contents_pages(("获奖证书", count), ("论文", 5))[page - 1]
    assert "备注二论文" in said, "the test is of a page that begins with the second section"
    assert "目录（续）" in said and "获奖证书" not in said


def test_the_rows_of_a_scoring_table_that_cite_an_item_stand_on_one_line():
    form = load_forms()["contents"]
    values = sample_values(form)
    (first, *others) = values.tables["lines"]
    rows = [replace(first, cells={**first.cells, "scores": "第12—13项"}), *others]
    made = html.fill(form, replace(values, tables={**values.tables, "lines": rows}))
    assert "第12—13项" in text_of(made.pdf)
