"""The experts who recommend a self-scored applicant: how many, of what level and field (SC2, SC3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.checks.wording import field_core
from zcforms.chinese.names import without_brackets
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant
from zcforms.model.application import Expert
from zcforms.plans import Plan


@resting
def check_experts(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What is missing of the recommendations that self-scoring needs."""
    rule = plan.scoring
    if rule is None or rule.experts is None or not plan.needs_score(plan.method_of(applicant)):
        return
    experts, basis = applicant.experts or [], plan.basis(rule.src)
    level = rule.expert_level or ""
    listed = Counter((expert.name, expert.unit) for expert in experts)
    if len(listed) < rule.experts:
        twice = "、".join(f"“{name}”写了{times}次" for (name, _), times in listed.items() if times > 1)
        yield Finding(
            "experts-missing",
            f"{level}专家举荐仅{len(listed)}名，需{rule.experts}名"
            + (f"（{twice}，只算1名）" if twice else ""),
            hint="在“举荐专家”中补上，并附其职称证书",
            basis=basis,
            path=("experts",),
        )
    for name, times in Counter(name for name, _ in listed).items():
        if times > 1:
            places = [i for i, expert in enumerate(experts) if expert.name == name]
            yield Finding(
                "expert-namesake",
                f"举荐专家第{'、'.join(str(i + 1) for i in places)}名“{name}”单位不同，是{times}个人",
                Severity.INFO,
                "由审核人认定；是一个人的，改由另一位专家举荐",
                basis,
                ("experts", places[-1]),
            )
    able = {(expert.name, expert.unit) for expert in experts if not _is_below(expert.title)}
    for i, expert in enumerate(experts):
        yield from _expert(expert, i, applicant, basis)
        if level == "正高级":
            others = able - {(expert.name, expert.unit)}
            yield from _level(expert, i, basis, spare=len(others) >= rule.experts)


def _level(expert: Expert, i: int, basis: str, *, spare: bool) -> Iterator[Finding]:
    """An expert who is not 正高级, or does not show it; one beside enough others is only superfluous."""
    if _is_full_senior(expert.title):
        return
    below = _is_below(expert.title)
    yield Finding(
        "expert-level",
        f"举荐专家“{expert.name}”的职称“{expert.title}”{'不是' if below else '看不出是'}正高级",
        Severity.ERROR if below and not spare else Severity.WARNING,
        "职称名称照证书写全（如正高级工程师）；不是正高级的不能举荐，"
        + ("其他专家都是正高级的已够，删去这一位" if spare else "换一位专家"),
        basis,
        ("experts", i, "title"),
    )


def _expert(expert: Expert, i: int, applicant: Applicant, basis: str) -> Iterator[Finding]:
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
    if not _is_own(expert.field, applicant):
        yield Finding(
            "expert-field",
            f"举荐专家“{expert.name}”的专业“{expert.field}”是申报专业“{applicant.application.speciality}”"
            "的本专业或相近专业",
            Severity.INFO,
            "由审核人认定",
            basis,
            (*at, "field"),
        )
    if expert.unit == applicant.unit:
        yield Finding(
            "expert-colleague",
            f"举荐专家“{expert.name}”与申报人在同一单位",
            Severity.WARNING,
            "请确认无须回避",
            basis,
            (*at, "unit"),
        )


def _is_full_senior(title: str) -> bool:
    """Whether a title shows that it is 正高级 (requirements A11); 教授 does without saying so."""
    words = norms().full_senior
    return any(word in title for word in words.contains) or title.startswith(words.begins)


def _is_below(title: str) -> bool:
    """Whether a title is one below 正高级 and no other beside it."""
    names_one = not re.search(r"[（(、，,/／；;兼及和暨\s]", title)
    return names_one and title.startswith(norms().full_senior.below) and not _is_full_senior(title)


def _is_own(field: str, applicant: Applicant) -> bool:
    """Whether an expert's field is that of the applicant by name; what is 相近 no word can tell.

    安全技术防范 is 安全技术防范专业（系统集成）, of which the brackets tell a branch.
    """
    own = (applicant.application.speciality, applicant.field)
    return field_core(field) in {field_core(part) for name in own for part in (name, without_brackets(name))}
