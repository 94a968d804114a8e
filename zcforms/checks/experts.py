"""The experts who recommend a self-scored applicant: how many, of what level and field (SC2, SC3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant
from zcforms.model.application import Expert
from zcforms.plans import Plan

# Words of every field of engineering, which make no two of them akin.
_COMMON = re.compile(r"专业|工程|技术|管理|设计|[（）()、与和及]")
# Full-senior titles that do not say so: requirements A11 wants 正高级.
_FULL = re.compile(r"正高|教授级|^(教授|研究员|主任医师|编审|译审|研究馆员)")


def check_experts(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What is missing of the recommendations that self-scoring needs."""
    rule, method = plan.scoring, plan.method(applicant.application.method)
    if rule is None or rule.experts is None or method is None or method.id not in rule.required_for:
        return
    experts, basis = applicant.experts or [], plan.basis(rule.src)
    level = rule.expert_level or ""
    found = len({(expert.name, expert.unit) for expert in experts})
    if found < rule.experts:
        yield Finding(
            "experts-missing",
            f"{level}专家举荐仅{found}名，需{rule.experts}名",
            hint="在“举荐专家”中补上，并附其职称证书",
            basis=basis,
            path=("experts",),
        )
    for i, expert in enumerate(experts):
        yield from _expert(expert, i, applicant, level, basis)


def _expert(expert: Expert, i: int, applicant: Applicant, level: str, basis: str) -> Iterator[Finding]:
    at = ("experts", i)
    if not expert.evidence:
        yield Finding(
            "expert-certificate",
            f"举荐专家“{expert.name}”没有附职称证书",
            Severity.WARNING,
            "把证书扫描件列入佐证材料，在专家的“佐证”中写上编号",
            basis,
            at,
        )
    if level == "正高级" and not _FULL.search(expert.title):
        yield Finding(
            "expert-level",
            f"举荐专家“{expert.name}”的职称“{expert.title}”看不出是{level}",
            Severity.WARNING,
            "职称名称照证书写全；不是正高级的不能举荐",
            basis,
            (*at, "title"),
        )
    fields = f"{applicant.application.speciality}{applicant.field}"
    if not set(_COMMON.sub("", expert.field)) & set(_COMMON.sub("", fields)):
        yield Finding(
            "expert-field",
            f"举荐专家“{expert.name}”的专业“{expert.field}”与申报专业“{applicant.application.speciality}”不相近",
            Severity.WARNING,
            "须为本专业或相近专业；确属相近的不必改",
            basis,
            (*at, "field"),
        )
    if expert.unit == applicant.unit:
        yield Finding(
            "expert-colleague",
            f"举荐专家“{expert.name}”与申报人在同一单位",
            Severity.WARNING,
            "通知未禁止，但请确认无须回避",
            basis,
            (*at, "unit"),
        )
