"""Numbers of settings, plans and forms: what no true one passes is told with its place."""

import re
import typing
from decimal import Decimal
from importlib.resources import files

import annotated_types
import pytest
import yaml
from click.testing import CliRunner
from conftest import PLAN, settings
from pydantic import BaseModel

from zcforms.cli import main
from zcforms.forms import form as forms
from zcforms.model import Applicant, Holidays, Settings
from zcforms.plans.plan import Plan

MODELS = (
    Settings,
    Plan,
    Applicant,
    Holidays,
    *(m for m in vars(forms).values() if isinstance(m, type) and issubclass(m, BaseModel)),
)


def numbers(kind, metadata, place, known):
    """Every place of a model where a number stands, with what is asked of it."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is typing.Annotated:
        yield from numbers(arguments[0], [*metadata, *arguments[1:]], place, known)
    elif kind in (int, float, Decimal):
        asked = [part for one in metadata for part in getattr(one, "metadata", None) or [one]]
        yield place, asked
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in known:
            known.add(kind)
            for name, field in kind.model_fields.items():
                yield from numbers(field.annotation, field.metadata, f"{kind.__name__}.{name}", known)
    else:
        union = typing.get_origin(kind) is not dict and typing.get_origin(kind) is not list
        for one in arguments:
            yield from numbers(one, metadata if union else [], place, known)


def test_every_number_that_a_file_may_state_is_bounded_on_both_sides():
    known = set()
    found = [one for model in MODELS for one in numbers(model, [], model.__name__, known)]
    low, high = (annotated_types.Ge, annotated_types.Gt), (annotated_types.Le, annotated_types.Lt)
    open_ended = [
        place
        for place, asked in found
        if not any(isinstance(a, low) for a in asked) or not any(isinstance(a, high) for a in asked)
    ]
    assert len(found) > 80
    assert open_ended == []


POSTS = {
    "编制数": 60,
    "专业技术岗位总数": 40,
    "直接聘任人数": 1,
    "评审通过未聘人数": 2,
    "岗位等级": {
        "正高级": {"核准人数": 3, "实聘人数": 4, "空缺人数": 5, "推出岗位数": 6},
        **{level: {"核准人数": 10, "实聘人数": 8} for level in ("副高级", "中级", "初级及未定级")},
    },
}


def placed(file):
    """Each number of a YAML file by its line: the line with another number instead."""
    lines = file.read_text().splitlines()
    return [n for n, line in enumerate(lines) if re.search(r": \d+$", line)]


def with_number(file, n, number):
    lines = file.read_text().splitlines()
    return "\n".join([*lines[:n], re.sub(r"\d+$", number, lines[n]), *lines[n + 1 :]]) + "\n"


@pytest.mark.parametrize("number", ["10000001", "-1", "1e400", "9" * 5000, ".inf", ".nan", "1.5"])
def test_numbers_of_the_settings_that_no_unit_has_are_told_with_their_line(workshop, number):
    unit = {"单位名称": "虚构矿业有限公司", "单位性质": "事业单位", "岗位设置": POSTS}
    file = workshop(单位=[unit]) / "zcforms.yaml"
    file.write_text(yaml.safe_dump(settings(单位=[unit]), allow_unicode=True, sort_keys=False))
    sound, places = file.read_text(), placed(file)
    assert len(places) == 14
    for n in places[:8]:  # one of each
        file.write_text(with_number(file, n, number))
        done = CliRunner().invoke(main, ["check", str(file.parent)])
        assert done.exit_code == 3, done.output
        assert f"zcforms.yaml:{n + 1}" in done.output
        file.write_text(sound)


@pytest.mark.parametrize("number", ["1000000000000", "-1000000000000", ".inf", ".nan"])
def test_numbers_of_a_plan_that_no_circular_has_are_told_with_their_line(tmp_path, number):
    text = (files("zcforms.plans") / "circulars" / f"{PLAN}.yaml").read_text()
    lines = text.splitlines()
    spoiled = [n for n, line in enumerate(lines, 1) if re.search(r"^\s*[\w.]+: \d+(?=\s*(#|$))", line)]
    assert len(spoiled) > 10
    file = tmp_path / f"{PLAN}.yaml"
    file.write_text(
        "\n".join(re.sub(r"^(\s*[\w.]+: )\d+(?=\s*(#|$))", rf"\g<1>{number}", line) for line in lines)
    )
    done = CliRunner().invoke(main, ["plans", "check", str(file)])
    assert done.exit_code != 0
    assert [n for n in spoiled if f":{n}" not in done.output] == []
