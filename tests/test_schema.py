"""The schemas for editors accept what reading accepts, offer what the plan offers, and mark what is wrong."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from conftest import PLAN, person, settings
from jsonschema import Draft202012Validator

from zcforms.cli import main
from zcforms.forms import Form
from zcforms.intake.records import read_record
from zcforms.intake.schema import schema_of
from zcforms.intake.tree import read_tree
from zcforms.model import Applicant, Settings, fields_by_title
from zcforms.plans import Plan, load_plan, plan_ids

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "data_samples/applicants").glob("*.yaml"))


class Editor(yaml.CSafeLoader):
    """YAML as editors read it (1.2): a date is a text, and only true and false are truths."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, rule) for tag, rule in rules if not tag.endswith((":timestamp", ":bool"))]
        for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def read(text):
    return yaml.load(text, Editor)  # noqa: S506  a safe loader


@cache
def schema_for(model, plan_id=None):
    """A schema that is one; of a plan's, what is other than without a plan is looked at."""
    schema = schema_of(model, plan_id and load_plan(plan_id))
    known = schema_for(model)["$defs"] if plan_id else {}
    kinds = {name: kind for name, kind in schema["$defs"].items() if kind != known.get(name)}
    Draft202012Validator.check_schema({**schema, "$defs": kinds})
    return schema


def faults(schema, text):
    return [error.json_path for error in Draft202012Validator(schema).iter_errors(read(text))]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_without_fault(path):
    work = yaml.safe_load((ROOT / "data_samples/zcforms.yaml").read_text("utf-8"))
    schema = schema_for(Applicant, work["评审计划"])
    assert faults(schema, path.read_text("utf-8")) == []
    assert faults(schema_for(Settings), (ROOT / "data_samples/zcforms.yaml").read_text("utf-8")) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_whatever_a_wrong_key_or_word_is_it_is_marked(path):
    text = path.read_text("utf-8")
    schema = schema_for(Applicant)
    assert faults(schema, text.replace("民族:", "名族:")) == ["$", "$"]  # one unknown, one missing
    wrong = read(text) | {
        "性别": "女性",
        "参加工作时间": "九月",
        "证件": {"证件类型": "学生证", "证件号码": 1},
        "学历": [],
        "论文著作": "没写",
    }
    found = faults(schema, yaml.safe_dump(wrong, allow_unicode=True, sort_keys=False))
    places = ["['参加工作时间']", "['学历']", "['性别']", "['论文著作']", "['证件']['证件类型']"]
    assert sorted(found) == [f"${place}" for place in places]


LIKE = {
    "参加工作时间": [
        "2009",
        "2009.07",
        "2009-07-01",
        "2009年7月",
        "'２００９年7月1日'",
        "200907",
        "20090701",
    ],
    "论文著作": ["无", "没有", "[]", ""],
    "联系电话": ["13800000001", "'13800000001'", "0571-88000000"],
    "性别": ["男", "女", "", "~"],
    "出生年月": ["", "1979.11"],
    "标准工资": ["7350", "7350.5", "true", "7350元"],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, many in LIKE.items() for value in many])
def test_what_reading_accepts_is_not_marked(tmp_path, key, value):
    name = fields_by_title(Applicant)[key]
    record = {title: value for title, value in person().items() if title not in (key, name)}
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False) + f"{key}: {value}\n"
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    reading = read_record(read_tree(path, "a.yaml"), Applicant, "a.yaml")
    assert reading.findings == []
    assert faults(schema_for(Applicant), text) == []


def test_english_keys_are_taken_and_chinese_ones_offered():
    schema = schema_for(Applicant)
    assert faults(schema, yaml.safe_dump(person(), allow_unicode=True)) == []
    assert faults(schema_for(Settings), yaml.safe_dump(settings(), allow_unicode=True)) == []
    assert all(re.fullmatch(r"[\u4e00-\u9fff]+", key) for key in schema["properties"])


@pytest.mark.parametrize("plan_id", plan_ids())
def test_a_plan_offers_its_words(plan_id):
    plan = load_plan(plan_id)
    kinds = schema_for(Applicant, plan_id)["$defs"]
    method = kinds["Application"]["properties"]["申报方式"]
    assert [word for word in method["enum"] if re.search("[一-鿿]", word)] == [m.label for m in plan.methods]
    assert kinds["Application"]["properties"]["申报情形"].get("examples", []) == plan.options
    speciality = kinds["Application"]["properties"]["申报专业"]
    assert speciality.get("examples" if plan.specialities_open else "enum", []) == plan.specialities
    category = kinds["EvidenceItem"]["properties"]["类别"]
    assert category.get("enum", []) == plan.evidence_categories


def test_plans_and_forms_of_ours_are_without_fault():
    for model, files in (
        (Plan, (ROOT / "zcforms/plans/circulars").glob("*.yaml")),
        (Form, (ROOT / "zcforms/templates").glob("*/form.yaml")),
    ):
        schema = model.model_json_schema()
        Draft202012Validator.check_schema(schema)
        found = {path.name: faults(schema, path.read_text("utf-8")) for path in files}
        assert len(found) >= 1
        assert not any(found.values()), found


def test_a_new_folder_leads_the_editor_to_its_schemas(tmp_path):
    folder = tmp_path / "new"
    assert CliRunner().invoke(main, ["new", str(folder), "--plan", PLAN]).exit_code == 0
    for file in (folder / "zcforms.yaml", *(folder / "applicants").glob("*.yaml")):
        text = file.read_text("utf-8")
        led = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert led is not None
        assert faults(json.loads((file.parent / led[1]).read_text("utf-8")), text) == []


def test_the_command_knows_the_plan():
    done = CliRunner().invoke(main, ["schema", "applicant", "--plan", PLAN])
    assert json.loads(done.stdout) == json.loads(json.dumps(schema_of(Applicant, load_plan(PLAN))))
    assert CliRunner().invoke(main, ["schema", "plan", "--plan", PLAN]).exit_code == 2
