"""任现职后 and 近n年 (DT11): one window for the checks, the scores and every list of every form."""

import re
from collections import defaultdict
from datetime import date
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules import ANFANG, BAOPO, HANGZHOU, JIAOJIANG, JXT, WARNING, applicant, institution, plan

from zcforms.checks.dates import check_dates
from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.result import Standing
from zcforms.chinese.dates import PartialDate
from zcforms.facts import Person, PersonFacts
from zcforms.facts.scoring import propose
from zcforms.facts.vocabulary import vocabulary
from zcforms.model import Settings
from zcforms.plans import load_plan
from zcforms.plans.present import present_title
from zcforms.plans.soundness import faults_in
from zcforms.plans.window import achieved_on, counting_window

LATE = date(2026, 6, 1)
EARLY, ROUGH = "achievement-too-early", "achievement-date-imprecise"
BEFORE = "achievement-before-recent"
BETWEEN, UNTITLED = "achievement-between-titles", "achievement-untitled"
OPEN = "；通知没有说近几年从哪一天起算（本系统推定）"
OPTICS = load_plan(JIAOJIANG).scoring.tables[0].table
SETTINGS = Settings.model_validate(
    {
        "plan": JIAOJIANG,
        "office": {"name": "虚构市经信局", "contact": "甲", "phone": "0576-12345678"},
        "institutions": [institution().model_dump()],
        "signing": {"base_url": "https://sign.example.cn/zc"},
    }
)


def title(day):
    return {"name": "助理工程师", "level": "初级", "qualified_on": day, "approved_by": "虚构市人社局"}


def paper(name, day, **more):
    return {"title": name, "date": day, "publication": "虚构学报", "rank": "独著", **more}


def project(name, end, **more):
    return {"title": name, "start": "2010.01", "end": end, "role": "主持", "content": "设计", **more}


def award(name, day):
    return {"title": name, "award": "科技进步奖", "issuer": "丙", "level": "市厅级", "date": day}


def told(person, rules):
    """The findings of the window by code."""
    found = defaultdict(list)
    for finding in check_dates(person, rules, LATE):
        if finding.code in (EARLY, BEFORE, ROUGH):
            found[finding.code].append(finding)
    return found


def shown(person, rules):
    return PersonFacts(Person("lin", 1, person, institution()), rules, SETTINGS)


def names(rows):
    return [row.name for row in rows or []]


# --- exactly -------------------------------------------------------------------------------------


def test_a_paper_of_the_month_or_year_of_the_title_is_printed_and_told():
    days = ["2015", "2015.12", "2015.12.19", "2015.12.20", "2015.11"]
    person = applicant(titles=[title("2015.12.20")], papers=[paper(day, day) for day in days])
    rules = plan(ANFANG)
    found, facts = told(person, rules), shown(person, rules)
    assert [(f.message, f.path) for f in found[EARLY]] == [
        ("论文《2015.12.19》发表于2015.12.19，早于现任职资格取得时间2015.12.20，不予计入", ("papers", 2)),
        ("论文《2015.11》发表于2015.11，早于现任职资格取得时间2015.12.20，不予计入", ("papers", 4)),
    ]
    assert [(f.message, f.path) for f in found[ROUGH]] == [
        (
            f"论文《{day}》发表于{day}，现任职资格取得时间2015.12.20，没有都写明到日，不能判断先后，表上照列",
            ("papers", n),
        )
        for n, day in enumerate(["2015", "2015.12"])
    ]
    assert {(f.severity, f.hint) for f in found[ROUGH]} == {
        (WARNING, "把发表时间写明到日；不是“任现职后”取得的不计入")
    }
    assert {f.hint for f in found[EARLY]} == {"不是“任现职后”取得的不计入申报业绩；时间无误即可保留"}
    assert {f.basis for f in found[EARLY] + found[ROUGH]} == {rules.basis("附件1二10")}
    assert names(facts.paper_rows) == ["2015", "2015.12", "2015.12.20"]
    assert names(facts.archive.articles) == ["2015", "2015.12", "2015.12.20"]
    assert len(facts.papers) == 5


@pytest.mark.parametrize(
    ("qualified", "day", "asked"),
    [
        ("2015.12", "2015.12.19", "把现任职资格取得时间写明到日"),
        ("2015", "2015.12", "把发表时间和现任职资格取得时间写明到日"),
        ("2015.12", "2015.12", "把发表时间和现任职资格取得时间写明到日"),
    ],
)
def test_a_rough_date_of_the_title_is_asked_for(qualified, day, asked):
    (found,) = told(applicant(titles=[title(qualified)], papers=[paper("甲", day)]), plan(BAOPO))[ROUGH]
    assert found.hint == f"{asked}；不是“任现职后”取得的不计入"


def test_what_is_from_before_the_title_but_the_last_four_years_is_on_the_lists():
    person = applicant(
        titles=[title("2024.06")],
        papers=[paper("甲", "2023.05"), paper("乙", "2021.12")],
        projects=[project("丙", "2023.05"), project("丁", "2021.12"), project("戊", None)],
    )
    rules = plan(JIAOJIANG)
    facts = shown(person, rules)
    assert [f.message for f in told(person, rules)[BEFORE]] == [
        f"项目《丁》完成于2021.12，早于近4年起算时间2022.01.01和现任职资格取得时间2024.06，不予计入{OPEN}",
        f"论文《乙》发表于2021.12，早于近4年起算时间2022.01.01和现任职资格取得时间2024.06，不予计入{OPEN}",
    ]
    assert {f.hint for f in told(person, rules)[BEFORE]} == {
        "不是“担任助理工程师职务后或近4年”取得的不计入申报业绩；时间无误即可保留"
    }
    assert names(facts.paper_rows) == names(facts.archive.articles) == ["甲"]
    assert names(facts.project_rows) == names(facts.archive.engineering_projects) == ["丙", "戊"]
    # The ministry's two tables go by the title, whatever counts.
    assert (names(facts.before), names(facts.after)) == (["丁", "丙"], ["戊"])


@pytest.mark.parametrize("plan_id", [ANFANG, JXT, BAOPO, HANGZHOU])
def test_000_7_6_what_is_from_between_two_titles_of_a_level_is_printed_and_told(plan_id):
    """“论文须为现专业技术资格取得时间之后获得发表的”: whether 转评 begins it anew no circular says."""
    electrical = title("2012.12") | {"name": "工程师", "level": "中级", "major": "电气"}
    titles = [electrical, electrical | {"qualified_on": "2019.12", "major": "采矿"}]
    papers = [paper("甲", "2012.11"), paper("乙", "2018.03"), paper("丙", "2020.01")]
    person, rules = applicant(titles=titles, papers=papers), plan(plan_id)
    found = {f.code: f for f in check_dates(person, rules, LATE) if f.code.startswith("achievement")}
    assert {code: f.path for code, f in found.items()} == {EARLY: ("papers", 0), BETWEEN: ("papers", 1)}
    assert found[BETWEEN].message == (
        "论文《乙》发表于2018.03，早于现任职资格取得时间2019.12，在同级资格取得时间2012.12以后，表上照列；"
        "通知没有说转评以前任同级职务时取得的算不算任现职后（本系统推定）"
    )
    assert found[BETWEEN].severity is WARNING
    assert names(shown(person, rules).paper_rows) == ["乙", "丙"]


@pytest.mark.parametrize(
    ("application", "code"),
    [
        ({"option": "直接申报"}, UNTITLED),
        ({"method": "技能人才申报"}, UNTITLED),
        ({}, EARLY),  # by the four years of a 助理工程师
        ({"method": "破格申报"}, EARLY),
    ],
)
def test_003_annex_1_2_2_1_who_needs_no_title_loses_nothing_by_one(application, code):
    """“对助理级职称不作要求”, while “任现职以来的有关著作、论文” (附件2二5（8）) is said of everybody."""
    person = applicant(titles=[title("2023.12")], papers=[paper("甲", "2020.03")], application=application)
    (found,) = (f for f in check_dates(person, plan(HANGZHOU), LATE) if f.code.startswith("achievement"))
    assert (found.code, found.severity) == (code, WARNING)
    assert ("表上照列；通知没有说不凭现任资格申报的从何时算起" in found.message) is (code == UNTITLED)
    assert (names(shown(person, plan(HANGZHOU)).paper_rows) == ["甲"]) is (code == UNTITLED)
    assert found.hint.endswith("；属直接申报的，在“申报情形”写明，由审核人定") is (application == {})


def test_000_annex_1_2_10_who_scores_themselves_goes_by_the_title():
    """“均应为任现职后取得”: what 自评分申报 takes is in the 评价条件, which no one has here."""
    scorer = {"method": "自评分申报", "score": 85}
    person = applicant(titles=[title("2023.12")], papers=[paper("甲", "2020.03")], application=scorer)
    assert list(told(person, plan(ANFANG))) == [EARLY]


@pytest.mark.parametrize(
    ("later", "start"),
    [
        ({"name": "工程师", "level": "中级"}, "2015.12"),  # who is to be 转评 was a 助理工程师 all the same
        ({"name": "助理工程师", "major": "光学技术"}, "2015.12"),  # who was 转评
        ({"name": "助理会计师"}, "2015.12"),
        (None, "2015.12"),
    ],
)
def test_004_2_2_2_since_one_was_an_assistant_engineer_whatever_title_followed(later, start):
    """“为担任助理工程师职务后或近4年所取得”."""
    titles = [title("2015.12"), *([title("2020.12") | later] if later else [])]
    papers = [paper("甲", "2015.11"), paper("乙", "2018.01"), paper("丙", "2021.05")]
    person, rules = applicant(titles=titles, papers=papers), plan(JIAOJIANG)
    (found,) = told(person, rules)[EARLY]
    assert found.path == ("papers", 0)
    assert f"资格取得时间{start}和近4年" in found.message
    assert names(shown(person, rules).paper_rows) == ["乙", "丙"]


def test_004_2_2_2_a_title_of_another_series_before_is_no_assistant_engineer():
    titles = [title("2015.12") | {"name": "助理会计师"}, title("2021.06")]
    person, rules = applicant(titles=titles, papers=[paper("乙", "2018.01")]), plan(JIAOJIANG)
    (found,) = told(person, rules)[EARLY]
    assert "早于现任职资格取得时间2021.06和近4年" in found.message


def test_004_2_2_2_the_last_four_years_begin_on_one_day_for_checks_lists_and_scores():
    """“或近4年所取得”: 二（二）1 says which years 近四年 are; from which day on nobody says."""
    awards = [award("甲", "2021.12.31"), award("乙", "2022.01.01"), award("丙", "2020.12.31")]
    person, rules = applicant(titles=[title("2024.06")], awards=awards), plan(JIAOJIANG)
    found = told(person, rules)
    assert {code: [f.path for f in found[code]] for code in found} == {
        BEFORE: [("awards", 0)],
        EARLY: [("awards", 2)],
    }
    assert names(shown(person, rules).award_rows) == ["乙"]
    remarks = propose(person, rules, OPTICS).remarks
    assert [r for r in remarks if "早于" in r] == [
        "获奖第1条（2021.12.31）早于计分时段（近几年从哪一天起算，通知没有写，由审核人定），未计分",
        "获奖第3条（2020.12.31）早于计分时段，未计分",
    ]


def test_the_title_counts_from_its_grant_for_scores_too():
    granted = {**title("2021.03.01"), "appointed_from": "2021.09.01"}
    person = applicant(titles=[granted], awards=[award("甲", "2021.05")])
    assert not told(person, plan(JIAOJIANG))
    assert not [r for r in propose(person, plan(JIAOJIANG), OPTICS).remarks if "早于" in r]


def test_who_has_no_title_has_the_last_years_alone():
    person = applicant(titles=[], papers=[paper("甲", "2021.12"), paper("乙", "2022")])
    assert [f.message for f in told(person, plan(JIAOJIANG))[BEFORE]] == [
        f"论文《甲》发表于2021.12，早于近4年起算时间2022.01.01，不予计入{OPEN}"
    ]
    assert names(shown(person, plan(JIAOJIANG)).paper_rows) == ["乙"]
    assert not told(person, plan(ANFANG))
    assert names(shown(person, plan(ANFANG)).paper_rows) == ["甲", "乙"]


def test_a_work_that_may_be_from_either_side_of_the_title_stands_once_after_it():
    works = [project("甲", "2015"), project("乙", "2015.12"), project("丙", "2015.11")]
    facts = shown(applicant(titles=[title("2015.12.20")], projects=works), plan(BAOPO))
    assert (names(facts.before), names(facts.after)) == (["丙"], ["甲", "乙"])


def test_a_side_of_the_title_without_works_says_so_only_where_every_list_was_declared():
    works = [project("甲", "2020")]
    lists = {"patents": [], "standards": [], "awards": [], "honours": []}
    declared, open_ = (
        shown(applicant(titles=[title("2015.12.20")], projects=works, **more), plan(BAOPO))
        for more in (lists, {**lists, "honours": None})
    )
    assert (declared.before, names(declared.after)) == ([], ["甲"])
    assert (open_.before, names(open_.after)) == (None, ["甲"])


def test_honours_and_adoptions_that_are_left_off_are_told():
    person = applicant(
        honours=[{"title": "先进工作者", "issuer": "甲", "date": "2014.11"}],
        adoptions=[{"title": "工法", "by": "乙", "date": "2014.11", "kind": "采纳"}],
    )
    assert [f.message for f in told(person, plan(BAOPO))[EARLY]] == [
        "荣誉称号《先进工作者》授予于2014.11，早于现任职资格取得时间2014.12，不予计入",
        "成果《工法》运用推广于2014.11，早于现任职资格取得时间2014.12，不予计入",
    ]
    facts = shown(person, plan(BAOPO))
    assert (facts.honour_rows, facts.archive.adoptions) == (None, None)


def test_certificates_and_posts_of_influence_count_from_any_time():
    held = {"title": "甲", "issuer": "乙", "date": "2010.01"}
    person = applicant(certificates=[held], influence=[held])
    assert not told(person, plan(BAOPO))
    assert names(shown(person, plan(BAOPO)).archive.certificates) == ["甲"]


# --- as data -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan_id", "stated", "starts"),
    [
        (ANFANG, "任现职后", {"现任职资格取得时间2024.06"}),
        (JXT, "任现职以来", {"现任职资格取得时间2024.06"}),
        (BAOPO, "任现职后", {"现任职资格取得时间2024.06"}),
        (HANGZHOU, "任现职以来", {"现任职资格取得时间2024.06"}),
        (
            JIAOJIANG,
            "担任助理工程师职务后或近4年",
            {"现任职资格取得时间2024.06", "近4年起算时间2022.01.01"},
        ),
    ],
)
def test_from_when_each_circular_counts(plan_id, stated, starts):
    rules = plan(plan_id)
    assert rules.evidence.after.stated == stated
    window = counting_window(applicant(titles=[title("2024.06")]), rules)
    assert {str(start) for start in window.starts} == starts


def test_another_number_of_years_is_one_number_in_the_plan():
    rules = plan(ANFANG, evidence={"after": {"stated": "近5年", "or_years": 5}})
    person = applicant(papers=[paper("甲", "2020.12.31"), paper("乙", "2021.01.01")])
    assert [f.message for f in told(person, rules)[BEFORE]] == [
        f"论文《甲》发表于2020.12.31，早于近5年起算时间2021.01.01，不予计入{OPEN}"
    ]


def test_words_without_a_start_are_told():
    rules = plan(ANFANG, evidence={"after": {"stated": "任现职后"}})
    assert list(faults_in(rules)) == [
        (("evidence", "after"), "“任现职后”从何时起算，since和or_years至少写一项")
    ]


# --- what the checks count is what the paper shows -----------------------------------------------

AFTER = {
    "title": {"stated": "任现职后", "since": "title"},
    "either": {"stated": "任现职后或近4年", "since": "title", "or_years": 4},
    "years": {"stated": "近2年", "or_years": 2},
    "any time": None,
}
RULES = {name: plan(JIAOJIANG, evidence={"after": after}) for name, after in AFTER.items()}
DAYS = st.builds(
    lambda year, month, day, precision: PartialDate(*(year, month, day)[:precision]),
    st.integers(2020, 2025),
    st.sampled_from([1, 6, 12]),
    st.sampled_from([1, 15, 30]),
    st.integers(1, 3),
).map(str)
MAKE = {
    "projects": lambda name, day: project(name, day),
    "papers": lambda name, day: paper(name, day),
    "patents": lambda name, day: {
        "kind": "发明专利", "title": name, "number": "ZL1", "date": day, "rank": "1/1",
    },
    "standards": lambda name, day: {
        "title": name, "number": "T/1", "level": "团体标准", "date": day, "rank": "1/1",
    },
    "awards": award,
    "honours": lambda name, day: {"title": name, "issuer": "丙", "date": day},
    "adoptions": lambda name, day: {"title": name, "by": "丙", "date": day},
}  # fmt: skip
LISTS = {
    "project_rows": "projects",
    "award_rows": "awards",
    "paper_rows": "papers",
    "patent_rows": "patents",
    "patents_proper": "patents",
    "standard_rows": "standards",
    "honour_rows": "honours",
    "archive.engineering_projects": "projects",
    "archive.articles": "papers",
    "archive.adoptions": "adoptions",
}
BOTH_TABLES = ("projects", "patents", "standards", "awards", "honours")


WORKS = st.fixed_dictionaries(
    {name: st.lists(DAYS | st.just("至今") if name == "projects" else DAYS, max_size=3) for name in MAKE}
)


def named(name, place):
    """A work is named by its list and its place there: 〔papers0〕."""
    return f"〔{name}{place}〕"


def kind(work):
    return work[1:-2]


def achiever(titles, works):
    """An applicant with works of those days."""
    lists = {
        name: [MAKE[name](named(name, n), day) for n, day in enumerate(days)] for name, days in works.items()
    }
    return applicant(titles=[title(day) for day in titles], **lists)


def side(at, starts):
    """+1 if every reading of a date is on or after one of the starts, -1 if none is, else 0."""
    readings = {
        any(day >= start for start in reading)
        for day in (at.earliest, at.latest)
        for reading in ([s.earliest for s in starts], [s.latest for s in starts])
    }
    return {(True,): 1, (False,): -1}.get(tuple(readings), 0)


def sides(person, starts):
    """The side of every work, by its name."""
    found = {}
    for name, i, entry in person.achievements:
        at = achieved_on(entry)
        found[named(name, i)] = 1 if at is None or not starts else side(at, starts)
    return found


def printed(person, rules):
    """The works on every list of the vocabulary (but those of the bare record), sorted."""
    facts = shown(person, rules)
    places = [place for place in vocabulary("person").lists if not place.startswith("person.")]
    lists = {place: attrgetter(place)(facts) for place in places}
    found = {place: sorted(re.findall(r"〔[a-z]+\d〕", str(rows))) for place, rows in lists.items()}
    return {place: works for place, works in found.items() if works}


@pytest.mark.parametrize("stated", AFTER)
@given(titles=st.lists(DAYS, max_size=1), works=WORKS)
@settings(max_examples=60)
def test_what_the_checks_count_is_what_the_paper_shows(titles, works, stated):
    person, rules = achiever(titles, works), RULES[stated]
    current, after = present_title(person, rules), rules.evidence.after
    since = [current.qualified_on] if current else []
    starts = since if after and after.since else []
    if after and after.or_years:
        starts = [*starts, PartialDate(2026 - after.or_years, 1, 1)]
    expected, by_title = sides(person, starts), sides(person, since)

    found = told(person, rules)
    for codes, where in (((EARLY, BEFORE), -1), ((ROUGH,), 0)):
        of_side = {named(*f.path) for code in codes for f in found[code]}
        assert of_side == {work for work in expected if expected[work] == where}

    case = Case(person, institution(), rules, since=stated)
    meant = {1: Standing.HOLDS, 0: Standing.UNKNOWN, -1: Standing.SHORT}
    for name, i, entry in person.achievements:
        assert case.achieved(entry)[0] is meant[expected[named(name, i)]]

    remarks = propose(person, rules, OPTICS).remarks
    refused = {n for n in range(3) for remark in remarks if re.match(rf"获奖第{n + 1}条（.*早于", remark)}
    assert refused == {n for n in range(3) if expected.get(named("awards", n)) == -1}

    counted = [work for work, where in expected.items() if where >= 0]
    registered = {work: where for work, where in by_title.items() if kind(work) in BOTH_TABLES}
    lists = {place: [work for work in counted if kind(work) == name] for place, name in LISTS.items()}
    lists["achievements"] = sorted(counted)
    lists["papers"] = [work for work in expected if kind(work) == "papers"]
    lists["before"] = sorted(work for work, where in registered.items() if where < 0)
    lists["after"] = sorted(work for work, where in registered.items() if where >= 0)
    assert printed(person, rules) == {place: works for place, works in lists.items() if works}


@pytest.mark.parametrize(
    ("number", "clause"),
    [("破格-1", "附件1二（四）1"), ("破格-2", "附件1二（四）2"), (None, "附件1二（四）")],
)
def test_a_reason_with_the_number_of_its_condition_cites_the_clause_of_that_condition(number, clause):
    reason = {"clause": "附件1二（四）", "condition": number, "fact": "2019年12月获奖"}
    given = applicant(application={"method": "破格申报", "speciality": "机械制造", "reasons": [reason]})
    facts = shown(given, load_plan(HANGZHOU))
    assert facts.reasons == f"符合{clause}：2019年12月获奖"
    assert [row.clause for row in facts.reason_rows] == [clause]
