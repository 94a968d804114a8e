"""The tables that checks go by: in the model's words, each with its source, every fault with its line."""

import re
from importlib.resources import files
from itertools import chain
from typing import get_args

import pytest

from zcforms.checks.norms import norms, parse_norms, rank_in
from zcforms.ground.errors import BrokenPlan
from zcforms.model import Applicant, Assessment, Institution
from zcforms.model.applicant import IdDocument
from zcforms.model.career import DEGREE_LEVELS
from zcforms.plans import load_plan, plan_ids
from zcforms.plans.predicates import AwardTerms

TEXT = (files("zcforms") / "checks" / "norms.yaml").read_text("utf-8")


def choices(model, field):
    """The words that a field of the model may have."""
    kind = model.model_fields[field].annotation
    return set(get_args(kind)) or {kind}


def test_documents_are_those_without_a_citizens_number():
    assert set(norms().documents) | {"居民身份证", "港澳台居民居住证"} == choices(IdDocument, "type")


def test_every_kind_of_unit_has_a_code_of_its_own():
    assert set(chain.from_iterable(norms().registration.kinds.values())) == choices(Institution, "kind")


def test_both_sexes_have_an_age():
    literal, _ = get_args(Applicant.model_fields["sex"].annotation)
    assert set(norms().retirement_age) == set(get_args(literal))


def test_levels_are_the_models_words_from_the_best_down():
    assert norms().higher_education == DEGREE_LEVELS[:5]
    stated = set(chain.from_iterable(norms().assessment_levels))
    assert stated | {"不定等次"} == choices(Assessment, "level")
    grades, _ = get_args(AwardTerms.model_fields["grade"].annotation)
    places = [rank_in(norms().award_grades, grade[0]) for grade in get_args(grades)]
    assert places == [0, 1, 2, 3]


def test_every_size_that_a_plan_asks_for_is_known():
    asked = {size for plan_id in plan_ids() for size in load_plan(plan_id).photo.sizes or []}
    assert asked == set(norms().photo_sizes)


def test_the_provinces_are_all_and_ours_are_among_them():
    known = norms().provinces
    assert len(set(known)) == len(known) == 34
    assert {load_plan(plan_id).province for plan_id in plan_ids()} <= set(known)


def test_every_table_says_where_it_comes_from():
    tables = re.findall(r"((?:^#.*\n)*)^(\w+):(.*(?:\n .*)*)", TEXT, re.MULTILINE)
    assert len(tables) == len(type(norms()).model_fields)
    unsaid = [
        key
        for comment, key, body in tables
        if not re.search("出处：|推定。|叫法。", comment) and "\n  src: " not in body
    ]
    assert unsaid == []


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("女: 55", "女: 五十五", "retirement_age.女", "应为整数"),
        ("['81', '82'", "[81, '82'", "residence_permit.prefixes[1]", "应为文字（纯数字的加引号）"),
        ("any_place:", "any_places:", "any_places", "不认识的键，是否想写“any_place”？"),
        ("any_place: [本单位, 所在单位, 适当方式]", "", "any_place", "缺少这个键"),
        ("not_secret: [无, 公开, 非密, 不涉密, 否]", "not_secret: []", "not_secret", "至少要有1项"),
        ("页$", "页(", "generic[7]", "“页(”不是正则表达式"),
        ("recheck_points: 10", "recheck_points: 10\nrecheck_points: 20", "recheck_points", "键重复"),
        ("contract: [合同]", "contract: 合同", "called.contract", "应为列表"),
    ],
)
def test_every_fault_has_its_line_and_key(old, new, key, words):
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    with pytest.raises(BrokenPlan) as caught:
        parse_norms(text)
    lines = text.splitlines()
    line = next(n for n, one in enumerate(lines, 1) if new.splitlines()[-1] in one) if new else 1
    assert f"checks/norms.yaml:{line}: {key}: {words}" in str(caught.value)


def test_what_is_not_yaml_is_told():
    with pytest.raises(BrokenPlan, match=r"checks/norms.yaml:2: 不是有效的YAML"):
        parse_norms("any_place: [本单位\nnot_secret: [无]\n")
