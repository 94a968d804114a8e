"""The documents say what the program does."""

import re
import runpy
import sys
from pathlib import Path

import yaml

from zcforms.cli import main
from zcforms.forms import load_forms
from zcforms.plans import Plan
from zcforms.plans.conditions import PREDICATES
from zcforms.plans.eligibility import Eligibility
from zcforms.plans.scoring import ScoringRule

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


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    missing = [name for name in main.commands if not re.search(rf"zcforms {name}\b", readme)]
    assert missing == []


def test_every_link_of_the_readme_leads_somewhere():
    readme = (ROOT / "README.md").read_text()
    for target in re.findall(r"\]\(([^)]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_every_option_and_section_of_a_form_is_documented():
    page = (ROOT / "docs" / "forms.md").read_text()
    names = {name for form in load_forms().values() for name in (*form.options, *form.sections)}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_every_key_of_a_plan_and_every_predicate_is_documented():
    page = (ROOT / "docs" / "plans.md").read_text()
    names = [*Plan.model_fields, *PREDICATES, *Eligibility.model_fields]
    assert [name for name in names if f"`{name}`" not in page and f"\n  {name}:" not in page] == []


def test_the_examples_of_a_plan_are_sound():
    page = (ROOT / "docs" / "plans.md").read_text()
    examples = {}
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        examples.update(yaml.safe_load(block))
    Eligibility.model_validate(examples["eligibility"])
    assert ScoringRule.model_validate(examples["scoring"]).tables[0].table.row("A1.1")
