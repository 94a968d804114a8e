"""Lists of pages, lines and items: what follows one another is joined, wherever such a list stands."""

import pytest
from rules import applicant

from zcforms.chinese.numbers import runs
from zcforms.facts.person import Person, PersonFacts
from zcforms.facts.proofs import Proof, cited, page
from zcforms.model import Applicant, EvidenceItem, Institution, Settings
from zcforms.plans import load_plan


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (range(1, 11), "1—10"),
        ([12, 3, 2, 1, 12, 7], "1—3、7、12"),
        ([9, 10], "9—10"),
        ([4], "4"),
        ([], ""),
    ],
)
def test_numbers_that_follow_one_another_are_joined(numbers, said):
    assert runs(numbers) == said


PROOFS = {
    "E-1": Proof("一-1", "9"),
    "E-2": Proof("一-2", "10—11"),
    "E-3": Proof("一-3", "12"),
    "E-4": Proof("二-1", "20—22"),
    "E-5": Proof(absent="另附"),
}


def test_pages_of_evidence_are_joined_in_running_text_and_in_a_cell():
    titles = [EvidenceItem(id=f"E-{n}", title=f"证明{n}", category="其他") for n in range(1, 7)]
    a = Applicant.model_construct(evidence=titles)
    everything = [f"E-{n}" for n in range(1, 7)]
    assert cited(everything, a, PROOFS) == "目录第9—12、20—22页、证明5（另附）、证明6"
    assert cited(["E-5"], a, PROOFS) == "证明5（另附）"
    assert page(["E-1", "E-2", "E-4", "E-6"], a, PROOFS) == "P9—10、P20、证明6"
    assert page(["E-1"], a, {}) == "证明1"


def test_the_sheet_of_an_expert_says_where_the_copies_of_the_certificate_are():
    expert = {"name": "周某", "unit": "虚构大学", "field": "采矿", "title": "教授"}
    expert["evidence"] = ["E-1", "E-2"]
    other = {**expert, "name": "吴某", "evidence": []}
    whose = Person("a", 1, applicant(experts=[expert, other]), Institution.model_construct(), proofs=PROOFS)
    facts = PersonFacts(whose, load_plan("zj-anfang-senior-2025"), Settings.model_construct())
    assert [(e.name, e.proof) for e in facts.experts or []] == [("周某", "目录第9—11页"), ("吴某", "")]
