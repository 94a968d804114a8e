"""The approval forms say which profession's qualification is asked for: 推荐何专业技术职务任职资格."""

import pytest
from conftest import squeezed, text_of
from rules import BAOPO, applicant, institution

from zcforms.facts import Person, PersonFacts
from zcforms.fillers import html
from zcforms.forms import fill_in, load_forms
from zcforms.model import Settings
from zcforms.plans import load_plan


@pytest.mark.parametrize("form_id", ["exception_form", "landmark_form"])
@pytest.mark.parametrize(
    ("speciality", "said"),
    [
        ("爆破工程", "高级工程师（爆破工程）"),
        ("安全技术防范专业（工程设计）", "高级工程师〔安全技术防范专业（工程设计）〕"),
    ],
)
def test_the_qualification_that_is_asked_for_is_that_of_a_profession(form_id, speciality, said):
    asking = applicant()
    asking = asking.model_copy(
        update={"application": asking.application.model_copy(update={"speciality": speciality})}
    )
    plan, form = load_plan(BAOPO), load_forms()[form_id]
    facts = PersonFacts(Person("lin", 1, asking, institution()), plan, Settings.model_construct())
    assert said in squeezed(text_of(html.fill(form, fill_in(form, facts)).pdf))
