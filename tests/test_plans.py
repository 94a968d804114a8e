"""Plan files: every fault with its line; a plan of one's own; every circular's folder can be started."""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from conftest import PLAN, TODAY, settings

from zcforms import batch, starter
from zcforms.agreement import check_plan_file
from zcforms.errors import BrokenPlan, UnreadableInput
from zcforms.forms import load_forms
from zcforms.plans import load_plan, parse_plan, plan_ids

FORMS = load_forms()
TEXT = (files("zcforms") / "plans" / f"{PLAN}.yaml").read_text("utf-8")


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("year: 2021", "year: 二〇二一", "应为整数"),
        ("    copies: 3", "    copys: 3", "是否想写“copies”"),
        ("level: senior", "level: high", "senior"),
        ("  open: null", "  open: 七月", "不是日期"),
        ("    duplex: true", "    duplex: 也许", "true或false"),
        ("series: 矿山", "id: x\nseries: 矿山", "键重复"),
    ],
)
def test_every_fault_has_its_line(old, new, words):
    text = TEXT.replace(old, new, 1)
    with pytest.raises(BrokenPlan) as caught:
        parse_plan(text, "甲.yaml")
    line = line_of(text, new.splitlines()[-1] if words != "键重复" else "id: x")
    assert f"甲.yaml:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_what_is_not_yaml_is_told_with_the_line_where_reading_stopped():
    with pytest.raises(BrokenPlan, match="不是有效的YAML") as caught:
        parse_plan("id: x\nname: [甲\n", "甲.yaml")
    assert caught.value.where == "甲.yaml:3"


def test_a_missing_key_is_named_with_the_line_of_its_part():
    with pytest.raises(BrokenPlan, match=r"甲.yaml:1: issuer: 缺少这个键"):
        parse_plan(TEXT.replace("issuer: 浙江省爆破行业协会\n", ""), "甲.yaml")


def test_deadlines_in_the_wrong_order_and_rules_without_a_clause_are_faults(tmp_path):
    path = tmp_path / f"{PLAN}.yaml"
    text = TEXT.replace("person_deadline: null", "person_deadline: 2021-10-20")
    text = text.replace("unit_deadline: null", "unit_deadline: 2021-10-10")
    text = text.replace("  src: （二）8、《申报高级工程师人员网上申报办法》6\n", "")
    path.write_text(text)
    faults = check_plan_file(path, FORMS)
    assert any("unit_deadline: 2021.10.10早于person_deadline" in fault for fault in faults)
    assert any(fault.startswith("statement: 没有写出处") for fault in faults)
    assert len(faults) == 2


@pytest.mark.parametrize("plan_id", plan_ids())
def test_our_plans_have_no_fault_and_every_rule_its_clause(plan_id):
    path = Path(str(files("zcforms") / "plans" / f"{plan_id}.yaml"))
    assert check_plan_file(path, FORMS) == []


@pytest.mark.parametrize("plan_id", plan_ids())
def test_every_circular_can_be_started(plan_id, tmp_path):
    plan = load_plan(plan_id)
    made = starter.make(tmp_path / "work", plan)
    assert {"zcforms.yaml", "people.xlsx"} <= set(made)
    job = batch.open_job(tmp_path / "work", TODAY)
    assert job.plan.id == plan_id
    checked, _ = batch.check_job(job, lambda *_: None)
    # The example is full of 【示例】; nothing else of it may be refused by the reader.
    assert {f.code for one in checked for f in one.file.findings} <= {"placeholder"}


def test_a_plan_of_ones_own_is_found_in_the_folder(workshop):
    root = workshop(评审计划="my-plan")
    (root / "plans").mkdir()
    (root / "plans" / "my-plan.yaml").write_text(TEXT.replace(f"id: {PLAN}", "id: my-plan", 1))
    assert batch.open_job(root, TODAY).plan.id == "my-plan"
    (root / "plans" / "my-plan.yaml").write_text(TEXT)
    with pytest.raises(BrokenPlan, match="与文件名不同"):
        batch.open_job(root, TODAY)
    (root / "zcforms.yaml").write_text(yaml.safe_dump(settings(评审计划="my-plam"), allow_unicode=True))
    with pytest.raises(UnreadableInput, match="my-plam") as caught:
        batch.open_job(root, TODAY)
    assert "my-plan" in caught.value.hint


def test_unknown_is_not_null():
    optics = load_plan("tz-jiaojiang-optics-mid-2025")
    assert optics.dates.person_deadline == "unknown"
    assert optics.dates.known("person_deadline") is None
    assert optics.dates.forward_deadline is None
    assert (
        load_plan("hz-mfg-mid-2024").basis("附件1三") == "杭州市2024年度制造业专业工程师资格评审通知附件1三"
    )
