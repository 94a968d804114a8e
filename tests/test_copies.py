"""Whether a form is made for an applicant and how many copies: one answer for every list and stack."""

import pytest
from conftest import PLAN, TODAY, build, person, silent, squeezed, text_of
from rules import ANFANG, BAOPO, HANGZHOU, JIAOJIANG, JXT, applicant, institution

from zcforms.batch import Order, making, open_job
from zcforms.checks import check_office
from zcforms.facts import OfficeFacts, Person, PersonFacts
from zcforms.facts.copies import copies_of, package
from zcforms.fillers import html
from zcforms.forms import fill_in, load_forms
from zcforms.model import Settings
from zcforms.plans import load_plan
from zcforms.plans.agreement import disagreements

FORMS = load_forms()


@pytest.mark.parametrize(
    ("plan_id", "form", "asked", "method", "copies"),
    [
        (BAOPO, "review_form", set(), "normal", 3),
        (BAOPO, "review_form", {"review_form"}, "normal", 3),
        (BAOPO, "review_form", {"pledge"}, "normal", None),
        (BAOPO, "review_form", {"dossier"}, "normal", None),
        (BAOPO, "work_summary", set(), "normal", None),
        (BAOPO, "work_summary", {"work_summary"}, "normal", 0),
        (HANGZHOU, "exception_form", set(), "normal", None),
        (HANGZHOU, "exception_form", {"exception_form"}, "normal", None),
        (HANGZHOU, "exception_form", set(), "exception", 2),
    ],
)
def test_one_answer_says_whether_a_form_is_made_and_how_many_copies(plan_id, form, asked, method, copies):
    plan = load_plan(plan_id)
    label = plan.method(method).label
    whose = applicant(application={"method": label, "speciality": "采矿工程"})
    assert copies_of(plan.form(form), whose, institution(), plan, frozenset(asked)) == copies


def test_nothing_is_filled_that_is_neither_made_nor_bound(workshop, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(making, "check_made", lambda _press, people, *_: made.extend(people) or [])
    build(workshop({"lin": person()}), tmp_path / "out")
    plan = load_plan(PLAN)
    bound = {section.form for section in plan.binding.sections}
    filled = {document.form: document.use.copies for document in made[0].documents}
    assert {form for form, copies in filled.items() if not copies} <= bound
    assert "publicity_confirmation" not in filled
    assert {"work_history", "work_summary", "review_form", "bag_cover"} <= set(filled)


# --- where they go -------------------------------------------------------------------------------


POST = {"kind": "事业单位"}
IN_POST = {"staffing": "在编"}


def bag(plan_id, method="normal", unit=None, **application):
    plan = load_plan(plan_id)
    given = {"method": plan.method(method).label, "speciality": "采矿工程", **application}
    lines = package(applicant(application=given), institution(**(unit or {})), plan)
    return [(line.title, line.copies) for line in lines]


def test_the_bag_holds_what_the_circular_wants_on_paper():
    review = "专业技术职务任职资格评审表"
    assert bag(HANGZHOU) == [(review, "2份")]
    assert bag(HANGZHOU, "exception") == [(review, "2份"), ("破格推荐中级专业技术职务任职资格审批表", "2份")]
    # 除《专业技术资格评审表》外，其他所有材料均在系统中填报 (附件2)
    assert bag(JXT, "exception", POST, **IN_POST) == [("专业技术资格评审表", "3份")]
    # （四）: what is not bound, and one volume
    assert bag(BAOPO, "landmark", POST, **IN_POST) == [
        (review, "3份"),
        ("推荐高级工程师任职资格人员情况综合表", "3份"),
        ("装订成册的申报材料", "1册"),
    ]
    assert bag(ANFANG, "score", POST, **IN_POST) == []
    assert bag(JIAOJIANG, "exception", POST, **IN_POST) == []


def people(plan, *methods):
    return [
        Person(
            str(n),
            n,
            applicant(application={"method": plan.method(method).label, "speciality": "机械制造", **IN_POST}),
            institution(name=f"单位{n}", **POST),
        )
        for n, method in enumerate(methods, 1)
    ]


def settings(plan, office="虚构区经信局"):
    return Settings.model_validate(
        {
            "plan": plan.id,
            "office": {"name": office, "contact": "王某", "phone": "1"},
            "institutions": [{"name": "单位1", "kind": "企业"}],
            "signing": {"base_url": "https://sign.example.cn/zc"},
        }
    )


def materials(plan, *methods):
    """The lines of what is sent in; where to is the last line and not of them."""
    said = OfficeFacts(people(plan, *methods), plan, settings(plan), FORMS).materials.split("\n")
    return [line for line in said if not line.startswith("受理部门")]


def test_the_letter_lists_what_the_circular_wants_sent_in():
    assert materials(load_plan(HANGZHOU), "normal", "exception", "normal") == [
        "1．送评报告单　1份",
        "2．申报评审工程师资格人员花名册　1份",
        "3．专业技术职务任职资格评审表　3人×2份",
        "4．破格推荐中级专业技术职务任职资格审批表　1人×2份",
        "5．资料袋　3只",
    ]


@pytest.mark.parametrize(
    ("office", "line"),
    [
        ("杭州市富阳区经济和信息化局", "杭州市富阳区经济和信息化局　63323592\n富阳区鹳山路18号309室"),
        (
            "淳安县经济信息化和科学技术局",
            "淳安县经济信息化和科学技术局　89601912\n淳安县千岛湖镇环湖北路651号2号楼911室（规划展示中心）",
        ),
        ("杭州市某某市直单位", "杭州市某某市直单位"),
    ],
)
def test_003_annex4_1_the_bag_and_the_report_say_where_the_papers_are_handed_in(office, line):
    plan = load_plan(HANGZHOU)
    whose, given = people(plan, "normal"), settings(plan, office)
    materials, listed = OfficeFacts(whose, plan, given, FORMS).materials, line != office
    assert ("受理部门" in materials, materials.endswith(f"受理部门：{line}")) == (listed, listed)
    facts = PersonFacts(whose[0], plan, given)
    assert facts.desk == line
    form = FORMS["bag_cover"]
    filled = html.fill(form, fill_in(form, facts))
    assert squeezed(line) in squeezed(text_of(filled.pdf))
    assert (filled.pages, filled.findings) == (1, ())
    told = [f.code for f in check_office(given.office, plan)]
    assert told == (["desk-unlisted-unsaid"] if line == "杭州市某某市直单位" else [])


@pytest.mark.parametrize(("said", "told"), [("是", []), ("否", ["desk-unlisted"])])
def test_who_is_of_the_city_itself_says_so_in_chinese(said, told):
    plan = load_plan(HANGZHOU)
    given = settings(plan, "杭州市某某局").office
    office = type(given).model_validate({**given.model_dump(), "municipal": said})
    assert [found.code for found in check_office(office, plan)] == told


def test_where_no_desks_are_listed_the_bag_names_the_office_alone():
    plan = load_plan(BAOPO)
    given = settings(plan)
    assert PersonFacts(people(plan, "normal")[0], plan, given).desk == "虚构区经信局"
    assert [found.code for found in check_office(given.office, plan)] == ["sender-county"]


def test_the_letter_lists_any_form_of_a_unit_that_goes_with_it():
    plan = load_plan(HANGZHOU)
    uses = [use.model_copy(update={"copies": 2}) if use.id == "post_table" else use for use in plan.forms]
    sent = materials(plan.model_copy(update={"forms": uses}), "normal", "normal")
    assert "3．事业单位人员职称申报岗位信息表　2个单位×2份" in sent
    kept = [use.model_copy(update={"goes_to": "platform"}) if use.copies == 2 else use for use in uses]
    sent = materials(plan.model_copy(update={"forms": kept}), "normal", "normal")
    assert sent == ["1．送评报告单　1份", "2．申报评审工程师资格人员花名册　1份", "3．资料袋　2只"]


def test_an_own_form_is_in_no_list_of_what_is_sent_in(workshop):
    root = workshop(评审计划=HANGZHOU)
    (root / "forms" / "联系卡").mkdir(parents=True)
    (root / "forms" / "联系卡" / "form.yaml").write_text("title: 联系卡\nscope: office\n")
    job = open_job(root, TODAY)
    assert job.plan.form("联系卡").goes_to == "unit"
    assert disagreements(job.plan, job.forms) == []


@pytest.mark.parametrize(
    ("form", "changes", "why"),
    [
        ("landmark_form", {}, "申报方式为“正常申报”，不是“标志性业绩直接申报”"),
        ("scoring_table", {}, "没有填写“打分表”"),
        ("post_table", {}, "单位性质为“企业”，不是“事业单位”"),
    ],
)
def test_a_form_that_was_asked_for_and_concerns_nobody_says_whom_and_why(
    workshop, tmp_path, form, changes, why
):
    people = {"a": person(**changes), "b": person("33020019850615003", 姓名="赵某", **changes)}
    receipt = build(workshop(people), tmp_path / "out", {form})
    assert [d["form"] for d in receipt["documents"]] == []
    title = load_plan(PLAN).form(form).title
    (found,) = [f for f in receipt["findings"] if f["code"] == "form-not-needed"]
    assert found["message"] == f"《{title}》没有做：林一山等2人{why}"


def test_a_form_that_concerns_one_of_two_is_missed_only_of_who_was_named(workshop, tmp_path):
    rows = [{"评价指标": "学历", "自评分": "5", "自评依据": "本科"}]
    people = {
        "a": person(),
        "b": person("33020019850615003", 姓名="赵某", 打分表=rows),
        "c": person("33020019850615005"),
    }
    root = workshop(people)

    def missed(job):
        receipt = making.build(job, Order(frozenset({"scoring_table"})), tmp_path / "out", silent).to_dict()
        told = [f["message"] for f in receipt["findings"] if f["code"] == "form-not-needed"]
        return {d["person"] for d in receipt["documents"]} - {""}, told

    assert missed(open_job(root, TODAY)) == ({"b"}, [])
    said = "《评审打分表》没有做：林一山没有填写“打分表”"
    assert missed(open_job(root, TODAY, ["a", "b"])) == ({"b"}, [said])
