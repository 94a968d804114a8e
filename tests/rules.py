"""A bench for single rules: a plain applicant, the plans with parts replaced, findings by code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conftest import citizen
from pydantic import BaseModel

from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan, load_plan

ANFANG, JXT = "zj-anfang-senior-2025", "zj-jxt-senior-2020"
BAOPO = "zj-kuangshan-baopo-senior-2021"
HANGZHOU, JIAOJIANG = "hz-mfg-mid-2024", "tz-jiaojiang-optics-mid-2025"

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def applicant(**changes: Any) -> Applicant:
    """A plain invented applicant; a change of a record inside is merged into it."""
    record: dict[str, Any] = {
        "name": "林一山",
        "id": {"number": citizen("33020019850615001")},
        "ethnicity": "汉族",
        "phone": "13800000009",
        "unit": "虚构矿业有限公司",
        "work_started": "2008.07",
        "field": "采矿工程",
        "field_since": "2008.07",
        "application": {"method": "正常申报", "speciality": "采矿工程"},
        "education": [
            {
                "end": "2008.06",
                "school": "虚构大学",
                "major": "采矿工程",
                "level": "本科",
                "degree": "工学学士",
            }
        ],
        "work": [{"start": "2008.07", "unit": "虚构矿业有限公司", "work": "采矿设计"}],
        "titles": [
            {"name": "工程师", "level": "中级", "qualified_on": "2014.12", "approved_by": "虚构市人社局"}
        ],
        "statement": "任现职以来从事采矿设计工作。",
    }
    for name, value in changes.items():
        merge = isinstance(value, dict) and isinstance(record.get(name), dict)
        record[name] = {**record[name], **value} if merge else value
    return Applicant.model_validate(record)


def institution(**changes: Any) -> Institution:
    """The applicant's unit."""
    return Institution.model_validate({"name": "虚构矿业有限公司", "kind": "企业", **changes})


def plan(plan_id: str = BAOPO, **parts: dict[str, Any]) -> Plan:
    """A plan, some of its rules with other values."""
    base = load_plan(plan_id)
    changed = {}
    for name, values in parts.items():
        rule = getattr(base, name)
        assert isinstance(rule, BaseModel)
        changed[name] = rule.model_validate({**rule.model_dump(by_alias=True), **values})
    return base.model_copy(update=changed)


def by_code(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by code (the first of each); every one says what to do and has a message."""
    known: dict[str, Finding] = {}
    for finding in findings:
        assert finding.message and (finding.hint or finding.severity is INFO), finding
        known.setdefault(finding.code, finding)
    return known
