"""What changed from one circular to the next is told in words and by key, with the checks it touches."""

import itertools
import json
import re
from importlib.resources import files

import pytest
from click.testing import CliRunner

from zcforms.cli import main
from zcforms.ground.errors import BrokenPlan
from zcforms.plans import load_plan, parse_plan, plan_ids
from zcforms.plans.changes import changes
from zcforms.plans.titles import title_of
from zcforms.plans.unfinished import side_by_side

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


def test_the_years_of_assessment_are_a_rule():
    found = changed(("recent: 3", "years: [2022, 2023, 2024]"))
    assert "2022、2023、2024年度" in found.rules[0].after and found.rules[0].title == "年度考核"


def test_where_no_clause_is_named_for_the_specialities_none_is_told():
    found = changed(("specialities_src: 一\n", ""), ("specialities:\n", "specialities:\n  - 某某\n"))
    (rule,) = (rule for rule in found.rules if rule.title == "申报专业")
    assert "某某" in rule.after and "None" not in rule.after


def test_the_bounds_of_a_photo_are_told_as_circulars_say_them():
    found = changed(("bytes_gt: 30720", "bytes_gt: 20479"), ("bytes_lt: 1048576", "bytes_lt: 307201"))
    assert "不小于20K且不大于300K" in found.rules[0].after


def test_every_key_of_our_plans_has_a_name_in_chinese():
    keys = {change.title for plan in plan_ids() for change in changes(load_plan(LAST), load_plan(plan)).keys}
    assert len(keys) > 200
    assert [key for key in keys if re.search("[a-z]", re.sub(r"\[[^]]*\]", "", title_of(key)))] == []
    assert title_of("photo.background") == "证件照·底色"
    assert title_of("eligibility.methods.score.all[1].score_at_least") == "申报条件"


# --- a draft that lacks keys ----------------------------------------------------------------------


def lacking(tmp_path, name, *lines, more=""):
    """A file of the plan without the lines that begin so."""
    kept = [one for one in TEXT.splitlines() if not one.startswith(lines)]
    path = tmp_path / f"{name}.yaml"
    path.write_text("\n".join([*kept, more]).replace(f"id: {LAST}", f"id: {name}"), "utf-8")
    return str(path)


def test_what_a_draft_lacks_is_told_and_not_compared(tmp_path):
    draft = lacking(tmp_path, "a", "watermark: ", "name: ", "  bytes_gt: ", "  late_means: ")
    for one, other in ((LAST, draft), (draft, LAST)):
        sides = side_by_side(one, other)
        missing = sides[one == LAST].missing
        assert set(missing) == {"name", "watermark", "photo.bytes_gt"} and sides[one != LAST].missing == ()
        found = changes(*(side.plan for side in sides))
        assert [key.title for key in found.keys] == ["dates.late_means"], "it may be left out"
    done = CliRunner().invoke(main, ["plans", "diff", LAST, draft])
    assert done.exit_code == 0
    assert "照另一份的算，没有比：" in done.stdout and "证件照·字节大于（photo.bytes_gt）" in done.stdout
    assert "  日期·逾期的后果（dates.late_means）: 逾期不再受理 → （没有）" in done.stdout
    waiting = lacking(tmp_path, "b", "  late_means: ", more="待核: [series]")
    told = CliRunner().invoke(main, ["plans", "diff", LAST, waiting]).stdout
    assert "（dates.late_means）: 逾期不再受理 → （没有找到，看通知）" in told, "no word of the circular"
    assert "现：a（2025）" in done.stdout, "the name is not there yet"


def test_what_two_drafts_lack_is_no_change_and_a_part_of_one_alone_is_left_out(tmp_path):
    drafts = [
        lacking(tmp_path, "a", "watermark: "),
        lacking(tmp_path, "b", "watermark: ", more="binding: {volumes: 2, title: 材料, loose: [], src: 一}"),
    ]
    sides = side_by_side(*drafts)
    assert [side.missing for side in sides] == [("watermark",), ("watermark", "binding")]
    assert changes(*(side.plan for side in sides)).keys == ()


def test_a_file_with_another_fault_is_refused_as_ever(tmp_path):
    for more in ("watermark: a\nwatermark: b", "colour: red"):
        with pytest.raises(BrokenPlan):
            side_by_side(LAST, lacking(tmp_path, "a", "watermark: ", more=more))


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
