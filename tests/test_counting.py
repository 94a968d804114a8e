"""The papers of a batch agree, and the check that says so can fail."""

from copy import copy
from dataclasses import replace

import pytest
from conftest import TODAY, citizen, person, silent, work_in

from zcforms import batch
from zcforms.batch import counting, making
from zcforms.forms import Row

FIRST, SECOND = "33020019850615001", "33020019850615003"
UNIT = {
    "单位名称": "虚构检测中心",
    "单位性质": "事业单位",
    "岗位设置": {
        "编制数": 10,
        "专业技术岗位总数": 8,
        "岗位等级": {"副高级": {"核准人数": 4, "实聘人数": 2, "推出岗位数": 2}},
    },
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two people in post, built: what the check was given."""
    place = tmp_path_factory.mktemp("counting")
    both = {"工作单位": "虚构检测中心"}
    post = {"申报方式": "正常申报", "申报专业": "采矿工程", "编制情况": "在编"}
    work = [{"起始时间": "2008.07", "单位": "虚构检测中心", "从事专业技术工作": "检测"}]
    root = work_in(
        place,
        {
            "a": person(FIRST, **both, 申报=post, 工作经历=work),
            "b": person(SECOND, **both, 申报=post, 工作经历=work, 姓名="林二山"),
        },
        单位=[UNIT],
    )
    return counted(root, place, "roster", "entrustment_letter", "post_table", "bag_cover", "summary_form")


def counted(root, place, *forms):
    """What the check was given when some forms were built, and that it found nothing."""
    given = []

    def spy(*arguments):
        given.extend(arguments)
        return counting.check_made(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "check_made", spy)
        order = batch.Order(frozenset(forms))
        findings = batch.build(batch.open_job(root, TODAY), order, place / "out", silent).findings
    assert "counts-differ" not in {f.code for f in findings}
    return given


@pytest.fixture
def made(built):
    """The same, to be broken."""
    press, people, shelf, forms = built
    shelf = copy(shelf)
    shelf.office = list(shelf.office)
    shelf.documents = [dict(document) for document in shelf.documents]
    return [press, list(people), shelf, forms]


def faults(made):
    return [f.message for f in counting.check_made(*made)]


def test_co9_and_pk10_what_was_made_agrees(made):
    assert faults(made) == []


def office(made, form):
    return next(d for d in made[2].office if d.form == form)


def swap(made, form, values):
    documents = made[2].office
    old = office(made, form)
    documents[documents.index(old)] = replace(old, values=values)


def test_a_roster_without_somebody_is_told(made):
    values = office(made, "roster").values
    swap(made, "roster", replace(values, tables={"people": values.tables["people"][1:]}))
    assert "花名册1行，完成2人" in faults(made)
    assert any(f.startswith("花名册第1号应为“林一山”，印成“林二山”") for f in faults(made))


def test_co9_a_letter_that_counts_otherwise_is_told(made):
    values = office(made, "entrustment_letter").values
    swap(made, "entrustment_letter", replace(values, fields={**values.fields, "by_method": "正常申报3人"}))
    assert faults(made) == ["《评审委托书》按申报方式合计3人，花名册2人"]


def test_the_notice_of_a_unit_is_counted_with_its_own_people(workshop, tmp_path):
    """公示 is of one unit: it says how many of its own, not how many there are in the batch."""
    units = ("虚构检测中心", "虚构矿业有限公司")
    people = {
        "a": person(FIRST, 工作单位=units[0]),
        "b": person(SECOND, 姓名="林二山", 工作单位=units[1]),
        "c": person("33020019850615005", 姓名="林三山", 工作单位=units[1]),
    }
    root = workshop(people, 单位=[{"单位名称": unit, "单位性质": "企业"} for unit in units])
    given = counted(root, tmp_path, "publicity_notice")
    notices = [d for d in given[2].office if d.form == "publicity_notice"]
    assert [d.values.fields["count"] for d in notices] == ["1", "2"]
    other = replace(notices[1].values, fields={**notices[1].values.fields, "count": "3"})
    given[2].office = [replace(notices[1], values=other)]
    assert faults(given) == [f"“{units[1]}”《{notices[1].title}》人数3人，花名册2人"]


def test_pk8_a_missing_or_second_bag_is_told(made):
    first, second = made[1]
    bag = next(d for d in first.documents if d.form == "bag_cover")
    without = replace(first, documents=tuple(d for d in first.documents if d is not bag))
    made[1] = [without, replace(second, documents=(*second.documents, bag))]
    told = faults(made)
    assert "花名册第1号林一山缺《职称评审资料袋》" in told
    assert "花名册第2号林二山多出《职称评审资料袋》1份" in told
    assert "林二山《职称评审资料袋》姓名印成“林一山”，应为“林二山”" in told


def test_pk1_a_print_set_that_lacks_a_page_is_told(made):
    stack = next(
        d for d in made[2].documents if d["form"] == "summary_form" and d["path"].startswith("打印/")
    )
    stack["pages"] -= 1
    assert any("《推荐高级工程师任职资格人员情况综合表》打印件" in f for f in faults(made))


def test_qt6_a_post_table_with_another_list_is_told(made):
    values = office(made, "post_table").values
    rows = [
        *values.tables["people"][:1],
        Row(dict.fromkeys(values.tables["people"][0].cells, ""), blank=True),
    ]
    swap(made, "post_table", replace(values, tables={"people": rows}))
    assert faults(made) == ["“虚构检测中心”《事业单位人员职称申报岗位信息表》推荐2人，名单1人，花名册2人"]


def test_co10_a_title_of_another_year_is_told(made):
    values = office(made, "roster").values
    swap(made, "roster", replace(values, title="2020年度花名册"))
    assert faults(made) == ["《2020年度花名册》的年度应为2021"]


def test_ids_are_those_of_the_people(made):
    assert {p.person.applicant.id.number for p in made[1]} == {citizen(FIRST), citizen(SECOND)}
