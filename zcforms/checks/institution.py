"""An institution's own data: what is printed of it, its credit code, its posts (requirements B11, ID3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from zcforms.checks.characters import check_characters
from zcforms.checks.norms import norms
from zcforms.checks.posts import check_posts
from zcforms.checks.resting import resting
from zcforms.chinese.identity import uscc_problem
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.ground.meant import meant
from zcforms.model import Applicant, Institution, Office, Settings
from zcforms.model.records import Unread
from zcforms.plans import Plan
from zcforms.plans.grounds import rested


@resting
def check_institution(
    institution: Institution, recommended: Sequence[Applicant], plan: Plan, path: Path
) -> Iterator[Finding]:
    """What is wrong with an institution, given the staff in post (在编) whom it recommends."""
    for finding in check_characters(institution):
        yield replace(finding, path=(*path, *finding.path))
    if institution.uscc is not None:  # no circular asks for it; without it the box of the letter stays blank
        problem = uscc_problem(institution.uscc)
        if problem:
            yield Finding(
                "uscc",
                problem,
                hint="对照登记证书核对",
                basis="GB 32100-2015",
                path=(*path, "uscc"),
            )
        # Who registered a unit shows in the first two characters of its code (requirements ID3).
        rule = norms().registration
        kinds = rule.kinds.get(institution.uscc[:2])
        if not problem and kinds and institution.kind not in kinds:
            yield Finding(
                "uscc-kind",
                f"统一社会信用代码以{institution.uscc[:2]}开头，应为{'或'.join(kinds)}，填报为{institution.kind}",
                Severity.WARNING,
                "对照登记证书核对单位性质和代码",
                rule.src,
                (*path, "kind"),
            )
    if institution.kind == "事业单位" and plan.establishment and recommended:
        yield from check_posts(institution, recommended, plan, plan.establishment, path)


def check_registered(applicant: Applicant, settings: Settings, plan: Plan) -> Iterator[Finding]:
    """The unit of an applicant is one of those in the settings, by the name on its seal (CO4)."""
    with suppress(Unread):
        if settings.institution(applicant.unit) is None:
            near = meant(applicant.unit, [one.name for one in settings.institutions], cutoff=0.8)
            message = f"工作单位“{applicant.unit}”没有在zcforms.yaml的“单位”中登记"
            hint = f"{near}单位名称须与公章完全一致；补登该单位或改正名称"
            yield rested(Finding("unit-unknown", message, hint=hint, path=("unit",)), plan)


# An office of a county, a district or a county-level city by its name; 开发区, 新区 and the like are neither,
# and 地区 is as high as 设区市. Where two 市 stand one after the other, the second is a county's.
_COUNTY = re.compile(
    r"[\u4e00-\u9fff](?:自治)?县|市[\u4e00-\u9fff]{2,3}市"
    r"|[\u4e00-\u9fff](?<!地|山|园|社|新|特|库|矿|林|牧|片|校|院|景)(?<!自治|开发|集聚|高新|合作|示范|保税|保护|度假)区"
)


def _sender(office: Office, plan: Plan) -> Iterator[Finding]:
    """Whether the office is of a 设区市 or of the province, where the circular has these send in alone."""
    rule = plan.senders
    if rule and "设区市" in rule.who and not office.municipal and _COUNTY.search(office.name):
        besides = f"（{rule.otherwise}）" if rule.otherwise else ""
        yield Finding(
            "sender-county",
            f"报送单位“{office.name}”像是区、县（市）的部门；评审委托书、花名册由{rule.who}报送{besides}",
            Severity.WARNING,
            "改为所属设区市或省直单位的人事部门；本来就是的不必改",
            plan.basis(rule.src),
            ("office", "name"),
        )


@resting
def check_office(office: Office, plan: Plan) -> Iterator[Finding]:
    """Whether letter and roster can be issued by this office: nothing unprintable, no example text.

    Where the circular lists the desks that take the papers, whether it is one of them; those of the city
    itself (市直单位, 杭州2024年通知附件4一) are not listed.
    """
    for finding in check_characters(office):
        yield replace(finding, path=("office", *finding.path))
    yield from _sender(office, plan)
    if not plan.desks or plan.desk_of(office.name) or office.municipal:
        return
    basis, path = plan.basis(plan.desks[0].src), ("office", "name")
    listed = "受理部门：" + "、".join(desk.name for desk in plan.desks)
    if office.municipal is None:
        hint = "由审核人认定；在zcforms.yaml“报送单位”下填写“市直单位”的不必"
        yield Finding(
            "desk-unlisted-unsaid", f"报送单位“{office.name}”是市直有关单位", Severity.INFO, hint, basis, path
        )
        return
    yield Finding(
        "desk-unlisted",
        f"报送单位“{office.name}”不在通知所列的{len(plan.desks)}个受理部门之中，也不是市直单位",
        Severity.WARNING,
        "；".join([listed, *(note.words for note in plan.notes)]),
        basis,
        path,
    )
