"""An institution's own data: credit code, and the figures of its posts (requirements B11, ID3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zcforms.checks.person import check_characters
from zcforms.findings import Finding, Path, Severity
from zcforms.model import Applicant, Establishment, Institution, Office
from zcforms.plans import Plan
from zcforms.values import uscc_problem

_TARGET_LEVELS = {"senior": "副高级", "mid": "中级", "junior": "初级及未定级"}


def check_institution(
    institution: Institution, recommended: Sequence[Applicant], plan: Plan, path: Path
) -> Iterator[Finding]:
    """What is wrong with an institution, given the staff in post (在编) whom it recommends."""
    for finding in check_characters(institution):
        yield replace(finding, path=(*path, *finding.path))
    if institution.uscc is None:
        yield Finding(
            "uscc-missing",
            f"“{institution.name}”没有填写统一社会信用代码",
            Severity.INFO,
            "需要授权委托证明时须填写",
            path=path,
        )
    else:
        problem = uscc_problem(institution.uscc)
        if problem:
            yield Finding(
                "uscc",
                problem,
                hint="对照登记证书核对",
                basis="GB 32100-2015",
                path=(*path, "uscc"),
            )
    if institution.kind != "事业单位" or plan.establishment is None or not recommended:
        return
    basis = plan.basis(plan.establishment.src)
    if institution.establishment is None:
        yield Finding(
            "establishment-missing",
            f"“{institution.name}”推荐在编人员，须填写岗位设置",
            hint="在zcforms.yaml该单位下填写“岗位设置”",
            basis=basis,
            path=path,
        )
        return
    where = (*path, "establishment")
    for finding in _figures(institution.establishment, where):
        yield Finding(finding.code, finding.message, finding.severity, finding.hint, basis, finding.path)
    level_name = _TARGET_LEVELS[plan.level]
    level = institution.establishment.levels.get(level_name)
    free = (level.offered if level else 0) - (
        institution.establishment.direct_hire if level_name == "副高级" else 0
    )
    if plan.establishment.quota and len(recommended) > max(0, free):
        yield Finding(
            "posts-too-few",
            f"“{institution.name}”推荐{level_name}{len(recommended)}人，可聘岗位{max(0, free)}个",
            hint="推荐人数不得超过推出岗位数减直接聘任人数",
            basis=basis,
            path=where,
        )


def check_office(office: Office) -> Iterator[Finding]:
    """Whether letter and roster can be issued by this office: nothing unprintable, no example text."""
    for finding in check_characters(office):
        yield replace(finding, path=("office", *finding.path))


def _figures(posts: Establishment, where: Path) -> Iterator[Finding]:
    approved = sum(level.approved for level in posts.levels.values())
    if approved > posts.posts_total:
        yield Finding(
            "posts-sum",
            f"各级核准人数合计{approved}，大于专业技术岗位总数{posts.posts_total}",
            hint="对照岗位设置批复核对",
            path=(*where, "posts_total"),
        )
    if posts.posts_total > posts.staff_total:
        yield Finding(
            "posts-over-staff",
            f"专业技术岗位总数{posts.posts_total}大于编制数{posts.staff_total}",
            Severity.WARNING,
            "对照编制批复核对",
            path=(*where, "staff_total"),
        )
    for name, level in posts.levels.items():
        at = (*where, "levels", name)
        vacancy = max(0, level.approved - level.actual)
        if level.vacancy is not None and level.vacancy != vacancy:
            yield Finding(
                "posts-vacancy",
                f"{name}空缺应为{vacancy}（核准{level.approved}−实聘{level.actual}），填报为{level.vacancy}",
                hint="空缺由核准减实聘得出，可以不填",
                path=(*at, "vacancy"),
            )
        if level.actual > level.approved:
            yield Finding(
                "posts-overfilled",
                f"{name}实聘{level.actual}人，超过核准{level.approved}人",
                Severity.WARNING,
                "核对实聘人数；确为超聘的，空缺按0计",
                path=(*at, "actual"),
            )
        if level.offered > vacancy:
            yield Finding(
                "posts-offered",
                f"{name}推出岗位{level.offered}个，超过空缺{vacancy}个",
                hint="推出岗位数不得超过空缺",
                path=(*at, "offered"),
            )
