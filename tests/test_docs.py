"""The documents say what the program does."""

import re
import runpy
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_origin

import yaml

from zcforms.cli import main
from zcforms.forms import find_form, load_forms
from zcforms.intake.folder import read_work
from zcforms.model import Settings
from zcforms.plans import Plan, load_plan
from zcforms.plans.agreement import disagreements
from zcforms.plans.clauses import Clause
from zcforms.plans.conditions import PREDICATES
from zcforms.plans.eligibility import Eligibility
from zcforms.plans.soundness import faults_in

ROOT = Path(__file__).parent.parent


def built_docs():
    sys.path.insert(0, str(ROOT / "script"))
    try:
        return runpy.run_path(str(ROOT / "script" / "build_docs.py"))
    finally:
        sys.path.pop(0)


def test_the_list_of_fields_is_up_to_date():
    page = built_docs()["text"]()
    assert (ROOT / "docs" / "fields.md").read_text() == page, "run script/build_docs.py"


def test_the_reference_of_findings_is_up_to_date():
    page = built_docs()["findings_text"]()
    assert (ROOT / "docs" / "findings.md").read_text() == page, "run script/build_docs.py"


def test_the_matrix_of_circulars_is_up_to_date():
    page = runpy.run_path(str(ROOT / "script" / "circulars.py"))["text"]()
    assert (ROOT / "docs" / "circulars.md").read_text() == page, "run script/build_docs.py"


def test_every_command_is_in_their_list():
    page = (ROOT / "docs" / "commands.md").read_text()
    missing = [name for name in main.commands if not re.search(rf"zcforms {name}\b", page)]
    assert missing == []


def test_every_option_of_a_build_is_in_the_list_of_commands():
    page = (ROOT / "docs" / "commands.md").read_text()
    options = [name for option in main.commands["build"].params for name in option.opts if name[:2] == "--"]
    assert len(options) > 8
    assert [name for name in options if name not in page] == []


def test_every_link_leads_somewhere():
    links = [
        (path, target.partition("#")[0])
        for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        for target in re.findall(r"\]\(([^):]+)\)", path.read_text())
    ]
    assert len(links) > 30
    assert [target for path, target in links if not (path.parent / target).exists()] == []


def test_every_setting_of_how_things_are_done_is_one():
    page = (ROOT / "docs" / "howto.md").read_text()
    written = re.findall(r"`([^`：:]+): [^`]+`", page)
    known = {field.title for field in Settings.model_fields.values()} | {"补充材料", "版面"}
    assert len(written) > 15
    assert [name for name in written if name not in known] == []


def test_every_option_and_section_of_a_form_is_documented():
    page = (ROOT / "docs" / "forms.md").read_text()
    names = {name for form in load_forms().values() for name in (*form.options, *form.sections)}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_every_key_of_a_plan_and_every_predicate_is_documented():
    page = (ROOT / "docs" / "plans.md").read_text()
    keys = [field.alias or name for name, field in Plan.model_fields.items()]
    names = [*keys, *PREDICATES, *Eligibility.model_fields]
    assert [name for name in names if f"`{name}`" not in page and f"\n  {name}:" not in page] == []


def test_the_examples_of_a_plan_are_sound():
    page = (ROOT / "docs" / "plans.md").read_text()
    examples = {}
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        examples.update(yaml.safe_load(block))
    head = load_plan("tz-jiaojiang-optics-mid-2025").model_dump(by_alias=True, exclude=set(examples))
    plan = Plan.model_validate({**head, "specialities": ["环境监测"], **examples})
    assert plan.scoring.tables[0].table.row("A2.1").worth(None, 3) == Decimal("10.5")
    rules = {name for name, field in Plan.model_fields.items() if _is_rule(field.annotation)}
    assert rules - set(examples) == {"platform", "methods", "committees", "desks", "notes"}
    # The conditions of the head's methods are not all in the example.
    unsound = [fault for fault in faults_in(plan) if fault[0][0] != "eligibility"]
    assert [*unsound, *disagreements(plan, load_forms())] == []


def _is_rule(kind):
    return any(
        isinstance(one, type) and issubclass(one, Clause)
        for one in (kind, *get_args(kind))
        if not get_origin(one)
    )


def test_every_key_of_every_rule_has_its_example():
    page = (ROOT / "docs" / "plans.md").read_text()
    schema = Plan.model_json_schema(by_alias=True)["$defs"]
    rules = [name for name in schema if name.endswith(("Rule", "Discipline", "Dates", "FormUse", "Binding"))]
    keys = {
        key for name in rules if name not in ("HoursRule", "MajorRule") for key in schema[name]["properties"]
    }
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", page)] == []


def test_every_column_of_the_roster_is_documented():
    page = (ROOT / "docs" / "forms.md").read_text()
    for name, spec in load_forms()["roster"].tables["people"].columns.items():
        assert f"`{name}` {spec.title}".replace("\n", "") in page


def test_every_required_key_of_a_plan_is_marked():
    page = (ROOT / "docs" / "plans.md").read_text()
    required = [name for name, field in Plan.model_fields.items() if field.is_required()]
    assert [name for name in required if not re.search(rf"`{name}` ★", page)] == []


def test_the_holidays_of_the_page_are_read_as_they_stand(workshop):
    example = re.search(r"```yaml\n(年度:.*?)```", (ROOT / "docs" / "howto.md").read_text(), re.DOTALL)
    root = workshop()
    (root / "假期.yaml").write_text(example[1], "utf-8")
    work = read_work(root)
    calendar = work.calendar
    assert work.findings == ()
    assert not calendar.is_workday(date(2027, 2, 11))
    assert calendar.is_workday(date(2027, 2, 14))  # a Sunday that is worked


def test_the_form_that_the_page_overprints_is_of_the_plan_that_it_uses():
    readme = (ROOT / "docs" / "commands.md").read_text()
    plan = load_plan(re.search(r"zcforms new 我的申报 --plan (\S+)", readme)[1])
    named = re.search(r"--overprint (\S+)", readme)[1]
    assert find_form(load_forms(), named).id in {use.id for use in plan.forms}
