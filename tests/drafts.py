"""Circulars in our own words (tests/data/circulars), and the dated and numbered values that they state.

The offices are invented, the layouts are those that circulars have: lists, running text, hard lines, a table.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data" / "circulars"
K, M = 2**10, 2**20
_NEVER = {"eligibility", "tables", "methods", "options", "desks", "notes", "inferred", "id"}


def numbered(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """The dated and numbered values of a plan by key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NEVER and name not in (value.get("inferred") or ()):
                yield from numbered(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and value and all(isinstance(one, int) for one in value):
        yield key, value
    elif isinstance(value, bool) or value in (None, [], "unknown"):
        return
    elif isinstance(value, int | float) or re.fullmatch(r"\d{4}([.-]\d\d){0,2}", str(value)):
        yield key, _same(value)


def copies(forms: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The copies of each form that is handed in on paper, if the plan has them from its circular."""
    for use in forms:
        is_ours = "推定" in (use.get("src") or "") and "版式" not in use["src"]
        if use.get("copies") and use.get("goes_to") in (None, "bag") and not is_ours:
            yield f"forms.{use['id']}.copies", use["copies"]


def values(plan: dict[str, Any]) -> dict[str, Any]:
    """All that is compared, by key."""
    rest = {name: value for name, value in plan.items() if name != "forms"}
    return {**dict(numbered(rest)), **dict(copies(plan["forms"]))}


def _same(value: Any) -> Any:
    if isinstance(value, int | float):
        return float(value)
    return "-".join(re.split("[.-]", str(value)))


def said_by(text: str) -> dict[str, Any]:
    """The dated and numbered values of a plan file, whether it is whole or not."""
    return values(_read(text))


def _read(text: str) -> dict[str, Any]:
    """The file with dates as they are written."""
    return yaml.safe_load(re.sub(r": (\d{4}-\d\d(-\d\d)?)(?=  #)", r": '\1'", text))


def truth(name: str) -> dict[str, Any]:
    """What a circular of ours states, as it is compared."""
    return {key: value if isinstance(value, list) else _same(value) for key, value in TRUTH[name].items()}


def _flat(value: dict[str, Any], key: str = "") -> dict[str, Any]:
    found = {}
    for name, inner in value.items():
        path = f"{key}.{name}" if key else name
        found |= _flat(inner, path) if isinstance(inner, dict) else {path: inner}
    return found


def _photo(size: tuple[int, int], pixels: tuple[int, int] | None, ratio: tuple[float, float] | None) -> dict:
    found: dict[str, float] = dict(zip(("bytes_gt", "bytes_lt"), size, strict=True))
    found |= dict(zip(("width_gt", "height_gt"), pixels or (), strict=False))
    return found | dict(zip(("aspect_min", "aspect_max"), ratio or (), strict=False))


def _dates(*stages: str, **cutoffs: str) -> dict[str, str]:
    names = ("open", "person_deadline", "unit_deadline", "forward_deadline")
    return dict(zip(names, stages, strict=True)) | cutoffs


def _copies(**forms: int) -> dict[str, dict[str, int]]:
    return {form: {"copies": count} for form, count in forms.items()}


TRUTH = {
    "nongye-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-04-15",
            "photo": _photo((20 * K - 1, 200 * K + 1), (294, 412), None),
            "statement.max_chars": 1500,
            "continuing_education": {
                "years": [2023, 2024, 2025],
                "per_year": {"total": 90, "major": 60, "public": 30},
            },
            "assessment.years": [2021, 2022, 2023, 2024, 2025],
            "dates": _dates(
                *("2026-05-06", "2026-06-20", "2026-06-30", "2026-07-10"),
                tenure_cutoff="2026-12-31",
                work_years_cutoff="2026-12-31",
                evidence_cutoff="2026-06-20",
            ),
            "publicity": {"min_workdays": 7, "committee_workdays": 7},
            "evidence": {
                "papers.similarity_max": 25,
                "representative_works": 2,
                "social.years": 2,
            },
            "discipline.fraud_bar_years": 3,
            "forms": _copies(review_form=2, summary_form=18, roster=3),
        }
    ),
    "huanwei-2027": _flat(
        {
            "year": 2027,
            "doc_date": "2027-02-18",
            "photo": _photo((10 * K, 500 * K), (240, 320), (0.7, 0.8)),
            "statement.max_chars": 2000,
            "continuing_education": {
                "years": [2024, 2025, 2026],
                "per_year": {"total": 72, "public": 24, "major": 48},
                "cumulative.total": 216,
            },
            "assessment.recent": 4,
            "dates": _dates(
                *("2027-03-01", "2027-03-31", "2027-04-10", "2027-04-20"), tenure_cutoff="2026-12-31"
            ),
            "publicity": {"min_workdays": 5, "committee_workdays": 5},
            "evidence": {"social.years": 3, "degree.automatic_from": 2002},
            "forms": _copies(exception_form=4, review_form=3, roster=2, entrustment_letter=1),
            "binding.volumes": 1,
            "discipline.fraud_bar_years": 2,
            "defence.degree_years": 3,
        }
    ),
    "jingji-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-07-20",
            "statement.max_chars": 800,
            "continuing_education": {
                "years": [2022, 2023, 2024, 2025, 2026],
                "per_year": {"total": 90, "major": 60, "public": 30},
            },
            "assessment": {"recent": 3, "exception.work_years_lt": 3},
            "dates": _dates(
                *("2026-08-03", "2026-08-28", "2026-09-04", "2026-09-18"),
                tenure_cutoff="2026-08-28",
                evidence_cutoff="2026-08-28",
            ),
            "publicity.min_workdays": 10,
            "evidence": {
                "representative_works": 3,
                "papers": {"abstract_max_chars": 500, "similarity_max": 20},
                "degree.automatic_from": 2003,
            },
            "scoring": {"pass": 70, "experts": 3},
            "establishment.hire_within_years": 2,
            "forms": _copies(review_form=3, scoring_table=1),
        }
    ),
    "shuili-2028": _flat(
        {
            "year": 2028,
            "doc_date": "2028-04-20",
            "photo": _photo((50 * K - 1, M + 1), (412, 578), None),
            "statement.max_chars": 3000,
            "continuing_education": {
                "years": [2026, 2027, 2028],
                "per_year": {"total": 80, "major": 56, "public": 24},
                "cumulative.total": 240,
            },
            "assessment.recent": 3,
            "dates": _dates(
                *("2028-05-10", "2028-06-15", "2028-06-25", "2028-07-05"),
                tenure_cutoff="2028-12-31",
                evidence_cutoff="2028-06-15",
            ),
            "publicity": {"min_workdays": 5, "committee_workdays": 7},
            "evidence": {
                "papers": {"similarity_max": 15, "abstract_max_chars": 300},
                "social.years": 1,
            },
            "discipline.fraud_bar_years": 3,
            "forms": _copies(review_form=2, summary_form=20, pledge=1),
        }
    ),
    "tushu-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-06-12",
            "photo": _photo((30 * K - 1, 500 * K + 1), None, (0.7, 0.8)),
            "statement.max_chars": 1500,
            "continuing_education": {
                "years": [2024, 2025, 2026],
                "per_year": {"total": 90, "public": 30},
            },
            "assessment.years": [2023, 2024, 2025],
            "dates": _dates(
                *("2026-07-01", "2026-07-31", "2026-08-10", "2026-08-25"),
                tenure_cutoff="2025-12-31",
                work_years_cutoff="2025-12-31",
            ),
            "publicity.min_workdays": 7,
            "evidence.representative_works": 1,
            "binding.volumes": 2,
            "discipline.fraud_bar_years": 2,
            "defence.degree_years": 1,
            "forms": _copies(review_form=2, roster=1, pledge=1),
        }
    ),
    "jianzhu-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-06-01",
            "photo": {"bytes_lt": 100 * K + 1, "width_gt": 357, "height_gt": 440},
            "statement.max_chars": 3000,
            "continuing_education.per_year": {"total": 72, "public": 18},
            "assessment.years": [2023, 2024, 2025],
            "dates": {
                "person_deadline": "2026-07-10",
                "unit_deadline": "2026-07-18",
                "forward_deadline": "2026-07-31",
                "tenure_cutoff": "2026-12-31",
                "evidence_cutoff": "2026-07-10",
            },
            "publicity.min_workdays": 5,
            "evidence": {"representative_works": 2, "social.years": 1},
            "discipline.fraud_bar_years": 2,
            "forms": _copies(review_form=3, roster=2),
        }
    ),
    "jituan-2027": _flat(
        {
            "year": 2027,
            "doc_date": "2027-06-10",
            "photo": _photo((40 * K, 200 * K), (350, 500), None),
            "statement.max_chars": 2500,
            "continuing_education": {"years": [2024, 2025, 2026, 2027], "per_year.total": 90},
            "assessment.recent": 4,
            "dates": _dates(
                *("2027-07-01", "2027-07-25", "2027-08-05", "2027-08-15"),
                tenure_cutoff="2027-06-30",
                evidence_cutoff="2027-06-30",
            ),
            "publicity": {"min_workdays": 7, "committee_workdays": 5},
            "evidence": {"representative_works": 2, "papers.similarity_max": 30},
            "forms": _copies(review_form=5, summary_form=12),
        }
    ),
    "yixue-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-06-22",
            "photo": _photo((50 * K - 1, 200 * K + 1), None, None),
            "continuing_education": {"years": [2022, 2023, 2024, 2025, 2026], "per_year.total": 25},
            "assessment.recent": 5,
            "dates": _dates(
                *("2026-07-06", "2026-08-07", "2026-08-21", "2026-09-11"),
                tenure_cutoff="2026-12-31",
                evidence_cutoff="2026-08-07",
            ),
            "publicity.min_workdays": 5,
            "evidence": {"representative_works": 2, "papers.similarity_max": 30, "social.years": 3},
            "discipline.fraud_bar_years": 3,
            "forms": _copies(review_form=3, roster=25, pledge=1),
        }
    ),
    "gongyi-2027": _flat(
        {
            "year": 2027,
            "doc_date": "2027-03-15",
            "photo": _photo((20 * K - 1, 100 * K + 1), (294, 412), None),
            "statement.max_chars": 1800,
            "continuing_education": {
                "years": [2025, 2026],
                "per_year": {"total": 80, "major": 50, "public": 30},
            },
            "assessment.years": [2024, 2025, 2026],
            "dates": _dates(
                *("2027-04-01", "2027-04-30", "2027-05-10", "2027-05-20"), tenure_cutoff="2027-03-31"
            ),
            "publicity": {"min_workdays": 5, "committee_workdays": 7},
            "discipline.fraud_bar_years": 3,
            "forms": _copies(review_form=2, roster=1),
        }
    ),
    "wenwu-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-05-28",
            "photo": _photo((30 * K - 1, 300 * K + 1), (412, 578), None),
            "statement.max_chars": 2000,
            "continuing_education": {
                "years": [2024, 2025, 2026],
                "per_year": {"total": 90, "major": 60, "public": 30},
            },
            "assessment.recent": 3,
            "dates": _dates(
                *("2026-06-15", "2026-07-10", "2026-07-18", "2026-08-07"),
                tenure_cutoff="2026-06-30",
                evidence_cutoff="2026-06-30",
            ),
            "publicity.min_workdays": 5,
            "evidence": {
                "papers.similarity_max": 20,
                "representative_works": 1,
                "degree.automatic_from": 2001,
            },
            "discipline.fraud_bar_years": 3,
            "forms": _copies(exception_form=3, review_form=3, roster=2),
            "binding.volumes": 1,
        }
    ),
    "luyang-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-05-10",
            "photo": _photo((50 * K - 1, 200 * K + 1), None, None),
            "statement.max_chars": 1200,
            "continuing_education": {"years": [2024, 2025, 2026], "per_year": {"total": 72, "major": 42}},
            "assessment.years": [2023, 2024, 2025],
            "dates": _dates(
                *("2026-06-01", "2026-06-30", "2026-07-10", "2026-07-20"),
                tenure_cutoff="2026-06-30",
                evidence_cutoff="2026-06-30",
            ),
            "publicity.min_workdays": 5,
            "evidence.papers": {"similarity_max": 20, "abstract_max_chars": 300},
            "discipline.fraud_bar_years": 3,
            "forms": _copies(review_form=2),
            "binding.volumes": 1,
        }
    ),
    "tejian-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-05-25",
            "photo": _photo((30 * K - 1, M + 1), (215, 300), None),
            "statement.max_chars": 1000,
            "continuing_education": {
                "years": [2023, 2024, 2025],
                "per_year": {"total": 72, "major": 42, "public": 18},
            },
            "assessment.recent": 3,
            "dates": _dates(
                *("2026-06-10", "2026-07-08", "2026-07-15", "2026-07-30"),
                tenure_cutoff="2026-12-31",
                evidence_cutoff="2026-06-09",
            ),
            "publicity.min_workdays": 7,
            "evidence.papers.similarity_max": 30,
            "discipline.fraud_bar_years": 3,
            "forms": _copies(review_form=3, roster=5),
            "binding.volumes": 1,
        }
    ),
    "qixiang-2026": _flat(
        {
            "year": 2026,
            "doc_date": "2026-05-06",
            "photo": _photo((20 * K - 1, 2 * M + 1), None, None),
            "statement.max_chars": 2500,
            "continuing_education": {"years": [2025], "per_year": {"total": 90, "major": 60, "public": 30}},
            "assessment.years": [2021, 2022, 2023, 2024, 2025],
            "dates": _dates(
                *("2026-05-20", "2026-06-20", "2026-06-30", "2026-07-10"),
                tenure_cutoff="2025-12-31",
                evidence_cutoff="2026-05-31",
            ),
            "publicity.min_workdays": 5,
            "evidence.papers.similarity_max": 20,
            "discipline": {"fraud_bar_years": 5, "delay_years": 1},
            "forms": _copies(review_form=3, summary_form=12),
            "binding.volumes": 1,
        }
    ),
}
