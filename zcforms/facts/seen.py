"""What the facts of every scope rest on: the circular, and one applicant seen through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from zcforms.chinese.dates import PartialDate
from zcforms.facts.proofs import Proofs
from zcforms.ground.titled import Titled, titled
from zcforms.model import Applicant, Settings
from zcforms.plans import Plan
from zcforms.plans.window import Window, counting_window


@dataclass(frozen=True)
class HoursFacts(Titled):
    """In what continuing education is counted."""

    unit: Annotated[str, "学时单位"]


@dataclass(frozen=True)
class PlatformFacts(Titled):
    """The online platform that the circular names."""

    name: Annotated[str | None, "平台名称"]
    url: Annotated[str | None, "平台网址"]


@dataclass(frozen=True)
class PlanFacts(Titled):
    """What forms say of the circular."""

    name: Annotated[str, "计划名称"]
    circular: Annotated[str, "评审通知"]
    doc_no: Annotated[str | None, "通知文号"]
    document_number: Annotated[str | None, "发文字号"]
    continuing_education: Annotated[HoursFacts, "继续教育要求"]
    year: Annotated[int, "年度"]
    series: Annotated[str, "行业"]
    target_title: Annotated[str, "计划申报资格"]
    committee: Annotated[str | None, "评审委员会"]
    issuer: Annotated[str, "评审受理单位"]
    platform: Annotated[PlatformFacts, "平台"]


def plan_facts(plan: Plan) -> PlanFacts:
    """What forms say of a plan."""
    return PlanFacts(
        name=plan.name,
        circular=plan.circular,
        doc_no=plan.doc_no,
        document_number=plan.document_number,
        continuing_education=HoursFacts(plan.continuing_education.unit),
        year=plan.year,
        series=plan.series,
        target_title=plan.target_title,
        committee=plan.committee,
        issuer=plan.issuer,
        platform=PlatformFacts(plan.platform.name, plan.platform.url),
    )


class Surroundings(Titled):
    """The circular and the day, which forms of every scope show."""

    def __init__(self, plan: Plan, settings: Settings) -> None:
        self._plan, self._settings = plan, settings

    @titled("评审计划")
    def plan(self) -> PlanFacts:
        return plan_facts(self._plan)

    @titled("填报日期")
    def date(self) -> PartialDate | None:
        return self._settings.date

    def tallies(self) -> list[tuple[str, str, str]]:
        """People counted by kinds, for the second sheet of a workbook; of a form that counts none, none."""
        return []


class OfApplicant(Titled):
    """Base of the facts of one applicant under a plan; `proofs` says where the evidence is."""

    def __init__(self, applicant: Applicant, plan: Plan, proofs: Proofs) -> None:
        self._applicant, self._plan, self._proofs = applicant, plan, proofs

    @property
    def _window(self) -> Window:
        """From when achievements count."""
        return counting_window(self._applicant, self._plan)
