"""How many people of each kind: counted once for the page of figures and for the roster's workbook."""

from dataclasses import replace

import openpyxl
import pytest
from conftest import TODAY, build, person, squeezed, text_of

from zcforms import batch
from zcforms.authoring.gallery import sample_values
from zcforms.chinese.dates import PartialDate
from zcforms.facts import InstitutionFacts, OfficeFacts
from zcforms.facts.figures import faults, figures
from zcforms.facts.office import roster_row
from zcforms.facts.order import sought
from zcforms.facts.person import age_on
from zcforms.fillers import html
from zcforms.forms import load_form, templates_folder
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.reference import explain
from zcforms.pipeline.story import bare_person

TWO_LEVELS, LOWER = "tz-jiaojiang-optics-mid-2025", {"申报资格": "助理工程师"}


def test_kinds_are_in_order_and_add_up(workshop):
    study = person()["学历"][0]
    root = workshop(
        {
            "a": person("33020019790915001"),  # 42 on the day of filling, 2021.09.15
            "b": person("33020019790916003", 学历=[{**study, "学历": "硕士研究生"}]),  # 41
            "c": person("33020019650101005"),  # 56
            "d": person(申报={"申报方式": "破格申报", "申报专业": "采矿工程"}),
        }
    )
    job = batch.open_job(root, TODAY)
    people = [bare_person(job, file) for file in job.people]
    found = figures(people, job.plan, job.work.settings.date)
    kinds = {
        group: [(r.kind, r.count, r.share, r.length) for r in found if r.group == group]
        for group in dict.fromkeys(row.group for row in found)
    }
    assert kinds["年龄"] == [
        ("36—40岁", "1", "25.0%", "50.0"),
        ("41—45岁", "2", "50.0%", "100.0"),
        ("56岁及以上", "1", "25.0%", "50.0"),
    ]
    assert kinds["学历"] == [("硕士研究生", "1", "25.0%", "33.3"), ("本科", "3", "75.0%", "100.0")]
    assert [kind for kind, *_ in kinds["申报方式"]] == ["正常申报", "破格申报"]
    assert {sum(int(n) for _, n, *_ in rows) for rows in kinds.values()} == {4}
    assert [row.kind for row in figures(people, job.plan, None) if row.group == "年龄"] == ["未填"]
    assert {"所有制", "隶属关系"} - kinds.keys() == {"所有制", "隶属关系"}  # nobody says them


def test_an_age_is_in_full_years_on_the_day_of_filling_and_never_a_guess(workshop):
    job = batch.open_job(workshop({"a": person("33020019790915001")}), TODAY)
    (one,) = (bare_person(job, file) for file in job.people)

    def told(day):
        return age_on(one.applicant, PartialDate.parse(day))

    assert [told("2021-09-14"), told("2021-09-15")] == [41, 42]
    foreign = one.applicant.model_copy(
        update={"id": one.applicant.id.model_copy(update={"type": "护照", "number": "E1234567"})}
    )
    born = foreign.model_copy(update={"birth": PartialDate(1979, 9)})
    one = replace(one, applicant=born)
    assert [told("2021-09-14"), told("2021-10-01")] == [None, 42], "the month alone leaves its own open"
    row = roster_row(one, job.plan, PartialDate(2021, 10, 1))
    assert (row.age, row.college, row.major) == (42, "虚构大学", "采矿工程")


def test_a_person_counts_once_for_a_rule_and_what_holds_back_comes_first():
    late, torn, hint = (
        Finding("photo-pixels", "x", severity)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    )
    told = {"a": [late, late], "b": [torn, replace(late, message="y")], "c": [hint], "d": [torn]}
    rows = [(r.weight, r.code, r.count, r.share, r.length) for r in faults(told)]
    assert rows == [
        ("错误", "photo-pixels", "2", "50.0%", "100.0"),
        ("提醒", "photo-pixels", "2", "50.0%", "100.0"),
    ]
    assert faults(told)[0].rule == explain("photo-pixels").what
    assert faults({}) == []


def test_who_asks_for_it_gets_the_page_and_its_workbook(workshop, tmp_path):
    people = {
        "a": person(),
        "b": person("33020019850615003", 姓名="乙某"),
        "c": person("33020019850615005", 姓名="丙某", 民族=None),
    }
    root = workshop(people)
    receipt = build(root, tmp_path / "out", {"people_figures", "roster"})
    page, sheet = (
        tmp_path / "out" / d["path"] for d in receipt["documents"] if d["form"] == "people_figures"
    )
    assert (page.name, sheet.name) == ("申报人员统计表_2021.pdf", "申报人员统计表_2021.xlsx")
    shown = squeezed(text_of(page.read_bytes()))
    assert "总人数：2" in shown
    assert "36—40岁2100.0%" in shown
    assert "检查3人，其中暂缓1人" in shown
    assert "错误必填的栏目没有填" in shown
    book = openpyxl.load_workbook(sheet)
    kinds = [[cell.value for cell in row] for row in book["人数统计"].iter_rows(min_row=2, max_col=4)]
    assert ["年龄", "36—40岁", 2, "100.0%"] in kinds
    rules = [[cell.value for cell in row] for row in book["检查结果"].iter_rows(min_row=2, max_col=5)]
    assert rules[0][0] == "错误"
    assert rules[0][2:] == [1, "33.3%", "data-missing"]
    charts = book["人数统计"]._charts
    assert [chart.title.tx.rich.p[0].r[0].t for chart in charts] == list(dict.fromkeys(k[0] for k in kinds))
    (roster,) = (d["path"] for d in receipt["documents"] if d["form"] == "roster" and d["path"].endswith("x"))
    counts = openpyxl.load_workbook(tmp_path / "out" / roster)["人数统计"].iter_rows(min_row=2, max_col=3)
    assert [[g, k, n] for g, k, n, _ in kinds] == [[cell.value for cell in row] for row in counts]


@pytest.mark.parametrize(("errors", "told"), [(13, "提醒（续）"), (14, ""), (15, "错误（续）")])
def test_a_page_that_begins_within_a_group_says_of_which(errors, told):
    form = load_form(templates_folder() / "people_figures")
    values = sample_values(form)
    error, warning = values.tables["faults"]
    tables = {**values.tables, "faults": [error] * errors + [warning] * 12}
    second = squeezed(text_of(html.fill(form, replace(values, tables=tables)).pdf, 2))
    assert f"申报人员统计表（续表）{told}" in second
    assert second.count("（续）") == bool(told)


def two_levels(workshop):
    """Two who apply for the title of a plan for two levels, and one who applies for the lower."""
    people = {
        key: person(f"3302001985061500{n}", 申报={"申报方式": "正常申报", "申报专业": "光学技术", **more})
        for n, (key, more) in enumerate({"a": {}, "b": {"申报资格": "工程师"}, "c": LOWER}.items(), 1)
    }
    job = batch.open_job(workshop(people, 评审计划=TWO_LEVELS), TODAY)
    return job, [bare_person(job, file) for file in job.people]


def test_people_of_two_levels_are_counted_by_what_they_apply_for(workshop):
    job, people = two_levels(workshop)
    rows = [(row.kind, row.count) for row in figures(people, job.plan, None) if row.group == "申报资格"]
    assert rows == [("工程师", "2"), ("助理工程师", "1")]
    assert not [row for row in figures(people[:2], job.plan, None) if row.group == "申报资格"]


def test_what_is_said_of_people_of_two_levels_is_true_of_each(workshop):
    job, people = two_levels(workshop)
    plan, known = job.plan, job.work.settings

    def said(theirs):
        notice = InstitutionFacts(known.institutions[0], theirs, plan, known)
        assert OfficeFacts(theirs, plan, known, job.forms).targets == notice.targets
        return notice.targets, notice.targets_note

    assert said(people) == ("工程师、助理工程师", "，其中序号1—2申报工程师，序号3申报助理工程师")
    assert said(people[2:]) == ("助理工程师", None)
    assert said(people[:2]) == ("工程师", None)
    own = next(use for use in plan.forms if use.id == "publicity_notice")
    assert "工程师职务" not in own.title, "of all who are listed"


def test_a_speciality_behind_the_title_makes_no_other_title(workshop):
    application = {"申报方式": "正常申报", "申报专业": "采矿工程", "申报资格": "高级工程师（采矿）"}
    job = batch.open_job(workshop({"a": person(), "b": person("33020019850615003", 申报=application)}), TODAY)
    assert sought([file.applicant for file in job.people], job.plan) == {"高级工程师": [1, 2]}
