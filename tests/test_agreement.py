"""A plan may only name what the forms have."""

from dataclasses import replace
from typing import Any

import pytest
from conftest import PLAN, TODAY

from zcforms.batch import open_job
from zcforms.forms import load_forms
from zcforms.ground.errors import BrokenPlan
from zcforms.pipeline.press import Press
from zcforms.plans import Plan, load_plan, plan_ids
from zcforms.plans.agreement import disagreements

FORMS = load_forms()


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


def test_a_plan_that_disagrees_with_the_forms_prints_nothing(workshop):
    job = open_job(workshop(), TODAY)
    wrong = changed("review_form", options={"sections": ["paper"]})
    with pytest.raises(BrokenPlan, match="没有章节“paper”，是否想写“papers”"):
        Press(replace(job, plan=wrong), "none")
