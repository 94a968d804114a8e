"""受理点: the desk that an application goes to, and whom the province's own desk is for."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.resting import resting
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan


@resting
def check_reception(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """The desk is chosen, and the province's own only by a unit of the province.

    安防2025 六（一）2: “（省本级单位受理点）仅针对省本级单位，非省本级单位的勿选”.
    """
    rule, stated = plan.reception, applicant.application.desk
    if rule is None:
        return
    basis, path = plan.basis(rule.src), ("application", "desk")
    if stated is None:
        message = "没有填写受理点，无法核对"
        hint = "在“申报”下填写平台上所选的“受理点”"
        yield Finding("desk-unstated", message, Severity.INFO, hint, basis, ("application",))
        return
    if rule.provincial not in stated or institution is None or institution.affiliation == "省本级":
        return
    if institution.affiliation is None:
        message = f"工作单位“{institution.name}”是省本级单位（受理点选了“{stated}”）"
        hint = "由审核人认定；在zcforms.yaml该单位下填写“隶属关系”的不必"
        yield Finding("desk-provincial-unsaid", message, Severity.INFO, hint, basis, path)
        return
    yield Finding(
        "desk-provincial",
        f"受理点选了“{stated}”，仅针对省本级单位；工作单位“{institution.name}”隶属{institution.affiliation}",
        hint="选单位隶属地的区（县）或其主管单位的受理点；区（县）没有的，选隶属市级受理点",
        basis=basis,
        path=path,
    )
