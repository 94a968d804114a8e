"""A plan may only name what the forms have."""

import re
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from conftest import PLAN, TODAY

from zcforms.batch import open_job
from zcforms.forms import load_forms
from zcforms.ground.errors import BrokenPlan
from zcforms.pipeline.sound_forms import check_forms
from zcforms.plans import Plan, load_plan, plan_ids
from zcforms.plans.agreement import check_plan_file, disagreements

FORMS = load_forms()
BAOPO = "zj-kuangshan-baopo-senior-2021"


def changed(form: str, **changes: Any) -> Plan:
    """The plan with one form used otherwise."""
    plan = load_plan(PLAN)
    uses = [use.model_copy(update=changes) if use.id == form else use for use in plan.forms]
    return plan.model_copy(update={"forms": uses})


@pytest.mark.parametrize("plan_id", plan_ids())
def test_every_plan_names_only_what_there_is(plan_id):
    assert disagreements(load_plan(plan_id), FORMS) == []


@pytest.mark.parametrize(
    ("form", "changes", "said"),
    [
        ("review_form", {"id": "review_from"}, "没有表格“review_from”，是否想写“review_form”？"),
        ("review_form", {"options": {"section": []}}, "没有选项“section”，是否想写“sections”？"),
        (
            "review_form",
            {"options": {"sections": ["cover", "bassic"]}},
            "没有章节“bassic”，是否想写“basic”？",
        ),
        ("review_form", {"options": {"sections": ["macros"]}}, "没有章节“macros”"),
    ],
)
def test_a_wrong_name_is_a_fault_that_says_the_near_one(form, changes, said):
    faults = disagreements(changed(form, **changes), FORMS)
    assert any(said in fault for fault in faults)


def test_a_method_that_takes_the_scoring_table_takes_a_score():
    plan = load_plan("zj-anfang-senior-2025")
    scoring = plan.scoring.model_copy(update={"required_for": []})
    faults = disagreements(plan.model_copy(update={"scoring": scoring}), FORMS)
    assert faults == ["methods.score.need: 要交《评审打分表》的申报方式，须列入scoring的required_for"]


HERE = "放到哪里没有写：写bag（装袋）、platform（上传平台）或unit（留单位），或列入binding的sections、loose"
LETTER = (
    "没有委托书列出它：加一张列出报送材料的送评报告单，"
    "或写goes_to: office（随纸质材料报送）、platform（上传平台）、unit（留单位）"
)


@pytest.mark.parametrize(
    ("form", "changes", "said"),
    [
        ("pledge", {"goes_to": None}, f"forms.pledge.goes_to: 《专业技术资格申报材料真实性保证书》1份{HERE}"),
        (
            "post_table",
            {"goes_to": None},
            f"forms.post_table.goes_to: 《事业单位人员职称申报岗位信息表》1份{LETTER}",
        ),
        (
            "post_table",
            {"goes_to": "bag"},
            "forms.post_table.goes_to: 资料袋每人一只，bag只用于每人一份的表；随纸质材料一起报送的写office",
        ),
        ("post_table", {"goes_to": "office"}, None),
        (
            "pledge",
            {"goes_to": "office"},
            "forms.pledge.goes_to: office只用于整批、每单位一份的表；每人一份的表写bag",
        ),
        (
            "review_form",
            {"goes_to": "bag"},
            "forms.review_form.goes_to: binding的loose已列这张表，不要再写goes_to",
        ),
        (
            "entrustment_letter",
            {"copies": 0},
            f"forms.roster.goes_to: 《推荐高级工程师职务任职资格人员花名册》1份{LETTER}",
        ),
        ("pledge", {"goes_to": None, "copies": 0}, None),
        ("landmark_form", {"copies": 2}, None),
        ("bag_cover", {"copies": 2}, None),
    ],
)
def test_copies_that_are_in_no_list_are_a_fault(form, changes, said):
    assert disagreements(changed(form, **changes), FORMS) == ([said] if said else [])


def test_a_letter_that_lists_the_materials_takes_along_what_is_made_once_or_for_a_unit():
    plan = changed("post_table", goes_to=None)
    report = load_plan("hz-mfg-mid-2024").form("submission_report")
    assert disagreements(plan.model_copy(update={"forms": [*plan.forms, report]}), FORMS) == []


def test_a_loose_form_that_the_plan_does_not_use_is_told():
    plan = load_plan(PLAN)
    loose = [plan.binding.loose[0].model_copy(update={"form": "review_from"})]
    binding = plan.binding.model_copy(update={"loose": loose})
    faults = disagreements(plan.model_copy(update={"binding": binding}), FORMS)
    assert any("不装订的表格“review_from”不在forms之列，是否想写“review_form”？" in fault for fault in faults)


def test_a_volume_without_sections_is_told(tmp_path):
    text = (CIRCULARS / f"{PLAN}.yaml").read_text("utf-8")
    before, _, after = text.partition("\n  sections:\n")
    rest = after[re.search(r"^  \w", after, re.MULTILINE).start() :]
    path = tmp_path / f"{PLAN}.yaml"
    path.write_text(before + "\n  sections: []\n" + rest, "utf-8")
    assert any("没有一个部分：装订册只有封面和空的目录" in fault for fault in check_plan_file(path, FORMS))


def test_a_plan_that_disagrees_with_the_forms_prints_nothing(workshop):
    job = open_job(workshop(), TODAY)
    wrong = changed("review_form", options={"sections": ["paper"]})
    with pytest.raises(BrokenPlan, match="没有章节“paper”，是否想写“papers”"):
        check_forms(replace(job, plan=wrong), frozenset())


CIRCULARS = files("zcforms.plans") / "circulars"
SUMMARY = "    - {title: 专业技术工作总结, form: work_summary"


@pytest.mark.parametrize(
    ("plan_id", "old", "new", "said"),
    [
        (
            "hz-mfg-mid-2024",
            "others, statement,",
            "others,",
            "“本人述职”要写、要数字数，却没有一张表印它",
        ),
        (BAOPO, SUMMARY, "    - {title: 个人述职", "“个人述职”是申报人写的正文，这一部分没有form，会印“无”"),
        (BAOPO, SUMMARY, "    - {title: 专业技术工作总结", "“专业技术工作总结”是表格，这一部分没有form"),
    ],
)
def test_what_applicants_write_and_nothing_prints_is_told_by_the_check_of_a_plan(
    tmp_path, plan_id, old, new, said
):
    text = (CIRCULARS / f"{plan_id}.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / f"{plan_id}.yaml"
    path.write_text(text, "utf-8")
    assert check_plan_file(path, FORMS) == []
    path.write_text(text.replace(old, new), "utf-8")
    assert any(said in fault for fault in check_plan_file(path, FORMS))
