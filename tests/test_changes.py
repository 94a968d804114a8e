"""What changed from one circular to the next is told in words and by key, with the checks it touches."""

import itertools
import json
from importlib.resources import files

import pytest
from click.testing import CliRunner

from zcforms.cli import main
from zcforms.plans import load_plan, parse_plan, plan_ids
from zcforms.plans.changes import changes

LAST = "zj-anfang-senior-2025"
TEXT = (files("zcforms.plans") / "circulars" / f"{LAST}.yaml").read_text("utf-8")


def changed(*pairs):
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return changes(parse_plan(TEXT, "a"), parse_plan(text, "b"))


def told(found):
    return [(one.title, one.before, one.after) for one in found]


def test_the_same_circular_has_no_changes():
    found = changed()
    assert (found.rules, found.forms, found.keys, found.codes, found.moved) == ((), (), (), {}, ())
    assert found.printed == {}


def test_a_number_is_told_in_words_by_its_key_and_by_its_check():
    found = changed(("max_chars: 1000", "max_chars: 800"))
    clause = "［附件2二4（2）］"
    assert told(found.rules) == [("述职", f"本人述职不超过1000字{clause}", f"本人述职不超过800字{clause}")]
    assert told(found.keys) == [("statement.max_chars", "1000", "800")]
    assert "statement-too-long" in found.codes
    assert (found.forms, found.moved) == ((), ())


def test_of_a_long_rule_only_what_changed_is_told_with_its_clause():
    found = changed(("person_deadline: 2025-10-20", "person_deadline: 2025-10-12"))
    (change,) = found.rules
    assert change.apart == ("个人截止2025.10.20［三、七（七）］", "个人截止2025.10.12［三、七（七）］")
    assert "报送截止2025.11.28" in change.before
    found = changed(("  late_means: 逾期不再受理\n", ""))
    assert [one.apart for one in found.rules] == [("逾期不再受理［三、七（七）］", "")]


def test_the_forms_that_print_a_changed_value_are_named():
    found = changed(("series: 安全技术防范行业\n", "series: 安防行业\n"))
    assert found.printed["评审委托书"] == ("series",)
    assert "正高级专家举荐表" not in found.printed
    assert changed(("max_chars: 1000", "max_chars: 800")).printed == {}


def test_a_condition_deep_in_the_eligibility_is_told():
    found = changed(("score_at_least: 80", "score_at_least: 85"))
    ((key, before, after),) = told(found.keys)
    assert (key, before, after) == ("eligibility.methods.score.all[1].score_at_least", "80", "85")
    assert found.codes, "the checks of eligibility go by it"


def test_a_form_that_is_new_or_has_other_copies_is_told():
    plan = load_plan(LAST)
    letter = next(use for use in plan.forms if use.id == "entrustment_letter")
    line = next(line for line in TEXT.splitlines() if "id: entrustment_letter" in line)
    found = changed((line, line.replace(f"copies: {letter.copies}", "copies: 4")))
    ((title, before, after),) = told(found.forms)
    assert title == letter.title
    assert (before.partition("份")[0], after.partition("份")[0]) == (str(letter.copies), "4")
    found = changes(parse_plan(TEXT.replace(line + "\n", ""), "a"), plan)
    assert [(one.title, one.before) for one in found.forms] == [(letter.title, "—")]


def test_another_clause_is_no_other_rule():
    found = changed(("src: 附件2二4（2）}", "src: 附件2二5}"))
    assert (found.rules, found.keys, found.codes, found.moved) == ((), (), {}, ("述职",))


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(plan_ids(), 2)))
def test_whatever_two_circulars_differ_in_is_the_same_from_both_sides(one, other):
    there, back = (changes(*map(load_plan, pair)) for pair in ((one, other), (other, one)))
    assert {(key, after, before) for key, before, after in told(there.keys)} == set(told(back.keys))
    assert there.codes.keys() == back.codes.keys()
    assert there.rules and there.keys


def test_the_command_says_it_all():
    runs = [
        CliRunner().invoke(main, ["plans", "diff", LAST, plan_ids()[0], *more]) for more in ([], ["--json"])
    ]
    assert [run.exit_code for run in runs] == [0, 0]
    found = json.loads(runs[1].stdout)
    assert all(rule["title"] in runs[0].stdout for rule in found["rules"])
    assert f"计划文件里不同的键{len(found['keys'])}个" in runs[0].stdout
    assert f"牵涉的检查{len(found['codes'])}种" in runs[0].stdout
