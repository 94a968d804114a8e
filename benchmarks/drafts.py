"""How much of our plans `plans draft` finds in the circulars' texts: `python benchmarks/drafts.py FOLDER`.

FOLDER holds the texts of circulars that plans were made of, whatever their names; each is held against the
plan whose name or number it bears. Compared are the dated and numbered values that a plan takes from its
circular: every date, year, list of years and number, and the copies of each form, outside the trees of
conditions and the tables of points, which no draft writes. Left out is what the plan says is inferred, and
copies of forms that go onto the platform or are made only when named, for which no circular says a number.
Printed for each text: values of the plan, found in the draft (recall), what the draft says in all and how
much of it the plan says, too (precision), and every value that differs. What only the draft says counts as
wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from drafts import said_by, values  # noqa: E402

from zcforms.authoring.drafting import draft  # noqa: E402
from zcforms.authoring.drafting.passages import normal  # noqa: E402
from zcforms.authoring.drafting.source import read_lines  # noqa: E402
from zcforms.plans import Plan, load_plan, plan_ids  # noqa: E402


def plan_of(text: str) -> Plan | None:
    """The plan that was made of a text."""
    for plan in map(load_plan, plan_ids()):
        if normal(plan.name) in text or (plan.document_number and plan.document_number in text):
            return plan
    return None


def main(folder: Path) -> None:
    """Hold every text of a folder against its plan, and print what comes of it."""
    sums = [0, 0, 0, 0]
    for path in sorted(folder.iterdir()):
        text = "".join(map(normal, read_lines([(path.read_bytes(), path.name)])))
        plan = plan_of(text)
        if plan is None:
            print(f"{path.name}: no plan of ours")
            continue
        true = values(plan.model_dump(mode="json", by_alias=True))
        said = said_by(draft([path]).text)
        right = [key for key in said if said[key] == true.get(key)]
        counts = (len(true), sum(key in said for key in true), len(said), len(right))
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        print("{}: {} values, {} found; the draft says {}, {} right".format(plan.id, *counts))
        for key in dict.fromkeys([*true, *said]):
            if key not in right:
                print(f"    {key}: {true.get(key, '-')} | draft: {said.get(key, '-')}")
    found, right = sums[1] / sums[0], sums[3] / sums[2]
    print(f"all: {sums[0]} values, {found:.1%} found; of {sums[2]} that drafts say {right:.1%} right")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
