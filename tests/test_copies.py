"""Whether a form is made for an applicant and how many copies: one answer for every list and stack."""

import pytest
from conftest import PLAN, build, person
from rules import BAOPO, HANGZHOU, applicant, institution

from zcforms.batch import making
from zcforms.facts.lists import copies_of
from zcforms.plans import load_plan


@pytest.mark.parametrize(
    ("plan_id", "form", "asked", "method", "copies"),
    [
        (BAOPO, "review_form", set(), "normal", 3),
        (BAOPO, "review_form", {"review_form"}, "normal", 3),
        (BAOPO, "review_form", {"pledge"}, "normal", None),
        (BAOPO, "review_form", {"dossier"}, "normal", None),
        (BAOPO, "work_summary", set(), "normal", None),
        (BAOPO, "work_summary", {"work_summary"}, "normal", 0),
        (HANGZHOU, "exception_form", set(), "normal", None),
        (HANGZHOU, "exception_form", {"exception_form"}, "normal", None),
        (HANGZHOU, "exception_form", set(), "exception", 2),
    ],
)
def test_one_answer_says_whether_a_form_is_made_and_how_many_copies(plan_id, form, asked, method, copies):
    plan = load_plan(plan_id)
    label = plan.method(method).label
    whose = applicant(application={"method": label, "speciality": "采矿工程"})
    assert copies_of(plan.form(form), whose, institution(), plan, frozenset(asked)) == copies


def test_nothing_is_filled_that_is_neither_made_nor_bound(workshop, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(making, "check_made", lambda _press, people, *_: made.extend(people) or [])
    build(workshop({"lin": person()}), tmp_path / "out")
    plan = load_plan(PLAN)
    bound = {section.form for section in plan.binding.sections}
    filled = {document.form: document.use.copies for document in made[0].documents}
    assert {form for form, copies in filled.items() if not copies} <= bound
    assert "publicity_confirmation" not in filled
    assert {"work_history", "work_summary", "review_form", "bag_cover"} <= set(filled)
