"""The posts of a public institution: figures that agree, and no more recommended than offered (R-QT)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, Establishment, Institution
from zcforms.model.institution import PostGrade, PostLevel
from zcforms.plans import Plan
from zcforms.plans.clauses import EstablishmentRule

WARNING, INFO = Severity.WARNING, Severity.INFO
# Of the level of a title, as the post table calls them.
_POSTS: Mapping[str, PostGrade] = {"senior": "副高级", "mid": "中级", "junior": "初级及未定级"}


def check_posts(
    institution: Institution,
    recommended: Sequence[Applicant],
    plan: Plan,
    rule: EstablishmentRule,
    path: Path,
) -> Iterator[Finding]:
    """What is wrong with the posts, given the staff in post (在编) whom the institution recommends."""
    basis, where = plan.basis(rule.src), (*path, "establishment")
    posts = institution.establishment
    if posts is None:
        yield Finding(
            "establishment-missing",
            f"“{institution.name}”推荐在编人员，须填写岗位设置",
            hint="在zcforms.yaml该单位下填写“岗位设置”",
            basis=basis,
            path=where,
        )
        return
    for finding in _figures(posts, where):
        yield replace(finding, basis=basis)
    if rule.quota:
        wanted = _wanted([one for one in recommended if not _has_title_of_the_level(one, plan)], plan)
        beyond = [
            found for level in wanted for found in _quota(institution, posts, level, wanted, basis, where)
        ]
        yield from beyond or _with_transfers(
            institution, posts, wanted, _wanted(recommended, plan), basis, where
        )
    yield from _before(posts, rule, basis, where)


def _post_of(applicant: Applicant, plan: Plan) -> PostGrade:
    """The level of posts that somebody is recommended for; a plan may review two."""
    other = None if plan.is_own_title(applicant.application.target) else plan.also_level
    return _POSTS[other or plan.level]


def _has_title_of_the_level(applicant: Applicant, plan: Plan) -> bool:
    """Whether somebody has a title of the level already, as who is to be 转评 has."""
    level = _post_of(applicant, plan).removesuffix("及未定级")
    return any(title.reaches(level) for title in applicant.titles)


def _wanted(recommended: Sequence[Applicant], plan: Plan) -> Counter[PostGrade]:
    """How many are recommended for each level of posts."""
    return Counter(_post_of(applicant, plan) for applicant in recommended)


def _left(posts: Establishment, name: PostGrade, wanted: Counter[PostGrade]) -> int:
    """The posts offered of a level that are left for who is recommended.

    The table counts 直接聘任 over all levels (省厅2020 附件4): they take this level's only where the posts
    offered of the others do not suffice.
    """
    free = {level: max(0, part.offered - wanted[level]) for level, part in posts.levels.items()}
    others = sum(number for level, number in free.items() if level != name)
    offered = posts.levels[name].offered if name in posts.levels else 0
    return max(0, offered - max(0, posts.direct_hire - others))


def _quota(
    institution: Institution,
    posts: Establishment,
    name: PostGrade,
    wanted: Counter[PostGrade],
    basis: str,
    where: Path,
) -> Iterator[Finding]:
    """Nobody without a vacancy (QT7), nobody beyond what is offered (QT5)."""
    level = posts.levels.get(name)
    count, left = wanted[name], _left(posts, name, wanted)
    if level is None or not level.vacant:
        yield Finding(
            "posts-none",
            f"“{institution.name}”{name}无空缺岗位，不得推荐申报",
            hint="核对核准人数和实聘人数；确无空缺的不能推荐在编人员",
            basis=basis,
            path=where,
        )
    elif count > left:
        yield Finding(
            "posts-too-few",
            f"“{institution.name}”推荐{name}{count}人，可聘岗位{left}个",
            hint="推荐的和直接聘任的合计不得超过推出岗位数",
            basis=basis,
            path=where,
        )


def _with_transfers(
    institution: Institution,
    posts: Establishment,
    new: Counter[PostGrade],
    everybody: Counter[PostGrade],
    basis: str,
    where: Path,
) -> Iterator[Finding]:
    """Those who have a title of the level besides: most of them have a post of it, too."""
    for name, count in (everybody - new).items():
        if any(_quota(institution, posts, name, everybody, basis, where)):
            left = _left(posts, name, everybody)
            yield Finding(
                "posts-transfer",
                f"“{institution.name}”推荐{name}{everybody[name]}人，可聘岗位{left}个，其中{count}人已有{name}职称",
                WARNING,
                "已聘在同级岗位的转评，岗位不变；没有聘在同级岗位的，合计不得超过推出岗位数，请与主管部门核实",
                basis,
                where,
            )


def _before(posts: Establishment, rule: EstablishmentRule, basis: str, where: Path) -> Iterator[Finding]:
    """What must have happened before: approval in the system (QT9), last year's people hired (QT10)."""
    if rule.prior_system and not posts.approved_in_system:
        denied = posts.approved_in_system is False
        yield Finding(
            "posts-not-approved",
            f"未在“{rule.prior_system}”完成岗位审核"
            if denied
            else f"须先在“{rule.prior_system}”完成岗位审核",
            Severity.ERROR if denied else INFO,
            "审核通过后写“岗位审核已通过: 是”",
            basis,
            where,
        )
    if rule.hire_within_years is not None and posts.unhired:
        yield Finding(
            "posts-unhired",
            f"本单位有评审通过{rule.hire_within_years}年内未聘人员{posts.unhired}人，"
            + (rule.otherwise or "影响本年度申报"),
            WARNING,
            "聘任后再申报，或与主管部门核实",
            basis,
            (*where, "unhired"),
        )


def _share(text: str | None) -> Decimal | None:
    """A ratio that is given in %."""
    try:
        return Decimal(text.strip().rstrip("%％")) if text and text.strip()[-1] in "%％" else None
    except InvalidOperation:
        return None


def _figures(posts: Establishment, where: Path) -> Iterator[Finding]:
    """The figures agree: all levels with the posts, these with the staff, the ratios with the whole."""
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
            WARNING,
            "对照编制批复核对",
            path=(*where, "staff_total"),
        )
    shares = [_share(level.ratio) for level in posts.levels.values()]
    known = [share for share in shares if share is not None]
    if known and len(known) == len(shares) and sum(known) != 100:
        yield Finding(
            "posts-ratio",
            f"核准比例合计{sum(known):f}%，不为100%",
            WARNING,
            "对照岗位设置批复核对",
            path=(*where, "levels"),
        )
    for name, level in posts.levels.items():
        yield from _level(name, level, (*where, "levels", name))


def _level(name: str, level: PostLevel, at: Path) -> Iterator[Finding]:
    """The posts of one level: vacant are those approved and not filled, and only these are offered."""
    if level.vacancy is not None and level.vacancy != level.vacant:
        yield Finding(
            "posts-vacancy",
            f"{name}空缺应为{level.vacant}（核准{level.approved}−实聘{level.actual}），填报为{level.vacancy}",
            hint="空缺由核准减实聘得出，可以不填",
            path=(*at, "vacancy"),
        )
    if level.overfilled:
        yield Finding(
            "posts-overfilled",
            f"{name}实聘{level.actual}人，超过核准{level.approved}人",
            WARNING,
            "核对实聘人数；确为超聘的，空缺按0计",
            path=(*at, "actual"),
        )
    if level.offered > level.vacant:
        yield Finding(
            "posts-offered",
            f"{name}推出岗位{level.offered}个，超过空缺{level.vacant}个",
            hint="推出岗位数不得超过空缺",
            path=(*at, "offered"),
        )
