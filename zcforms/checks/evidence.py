"""Evidence against the plan: categories, references both ways, what must not be missing (B9)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import following, titled
from zcforms.chinese.titles import in_marks
from zcforms.facts.copies import concerns
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.ground.meant import meant
from zcforms.model import Applicant, EvidenceItem, Institution
from zcforms.model.records import is_list
from zcforms.plans import Plan


def _references(applicant: Applicant) -> Iterator[tuple[Path, str]]:
    """Every reference to an evidence item, with its path."""
    for name, field in Applicant.model_fields.items():
        if is_list(field.annotation) and name != "evidence":
            for i, entry in enumerate(getattr(applicant, name) or []):
                for j, ref in enumerate(getattr(entry, "evidence", [])):
                    yield (name, i, "evidence", j), ref
    for i, reason in enumerate(applicant.application.reasons):
        for j, ref in enumerate(reason.evidence):
            yield ("application", "reasons", i, "evidence", j), ref


@resting
def check_evidence(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """What can be said of the list of evidence without opening the files."""
    yield from as_far_as_read(
        _unknown_references(applicant),
        _items(applicant, plan),
        _unproved(applicant, plan),
        _required_sections(applicant, institution, plan),
        _under_another_heading(applicant, plan),
    )


def _unknown_references(applicant: Applicant) -> Iterator[Finding]:
    """Every reference is to an item of the list."""
    ids = [item.id for item in applicant.evidence]
    for path, ref in _references(applicant):
        if ref not in ids:
            yield Finding(
                "evidence-unknown",
                f"引用的佐证“{ref}”不在佐证材料之列",
                hint=meant(ref, ids, "在“佐证材料”中补上该项"),
                path=path,
            )


def _items(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Every item has an id of its own, a category of the plan's, a file, and something that it proves."""
    ids = [item.id for item in applicant.evidence]
    cited = {ref for _, ref in _references(applicant)}
    for i, item in enumerate(applicant.evidence):
        at: Path = ("evidence", i)
        if item.id in ids[:i]:
            said = f"佐证编号“{item.id}”重复"
            yield Finding("evidence-repeated", said, hint="每项一个编号", path=(*at, "id"))
        yield from _category(item, plan, at)
        yield from _without_file(item, plan, at)
        if item.id not in cited:
            yield from _uncited(item, plan, at)


def _category(item: EvidenceItem, plan: Plan, at: Path) -> Iterator[Finding]:
    categories = plan.evidence_categories
    if categories and item.category not in categories:
        yield Finding(
            "evidence-category",
            f"佐证类别“{item.category}”不是本计划的类别",
            hint=meant(item.category, categories, "可填：" + "、".join(categories), cutoff=0.3),
            basis=plan.basis(plan.binding.src) if plan.binding else "",
            path=(*at, "category"),
        )


def _without_file(item: EvidenceItem, plan: Plan, at: Path) -> Iterator[Finding]:
    """What is to be bound has a file; of anything else it is only said that nothing was looked at."""
    if not item.parts and not item.loose:
        bound = plan.binding is not None and item.category not in plan.evidence.upload_only
        yield Finding(
            "evidence-empty",
            f"佐证“{item.title}”没有文件" + ("" if bound else "，不装订，也没有核对是否齐全"),
            Severity.ERROR if bound else Severity.INFO,
            "写上文件名；" + ("只交原件的写“不装订原因”" if bound else "已在平台上传的不必处理"),
            path=at,
        )


def _uncited(item: EvidenceItem, plan: Plan, at: Path) -> Iterator[Finding]:
    """What no achievement names: against the circular where that says so, else worth a look."""
    rule = plan.binding.cross_rule if plan.binding else None
    required = {section.title for section in plan.sections if section.required}
    if rule and item.category == rule.section:
        yield Finding(
            "evidence-unmatched",
            f"佐证“{item.title}”（{item.id}）没有对应的业绩，{rule.stated}",
            Severity.WARNING,
            "在对应业绩的“佐证”中写上该编号；综合表上没有的业绩补上或撤下这项材料",
            plan.basis(rule.src),
            at,
        )
    elif item.category not in {*plan.evidence.upload_only, *required}:
        yield Finding(
            "evidence-uncited",
            f"佐证“{item.title}”（{item.id}）没有被任何业绩引用",
            Severity.INFO,
            "在对应业绩的“佐证”中写上该编号",
            path=at,
        )


def _unproved(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Achievements without evidence, with what the circular says of them (requirements E4, EV15)."""
    said = plan.evidence.unproved
    for name, i, entry in applicant.achievements:
        if not entry.evidence and name != "influence":
            yield Finding(
                "achievement-unproved",
                f"{in_marks(getattr(entry, 'title', ''))}没有佐证材料"
                + following(said.stated if said else None),
                Severity.WARNING,
                "在“佐证”中写上佐证编号",
                plan.basis(said.src if said else plan.evidence.src),
                path=(name, i),
            )


def _required_sections(
    applicant: Applicant, institution: Institution | None, plan: Plan
) -> Iterator[Finding]:
    """A part that must be there, of which neither a form nor evidence would be bound."""
    present = {item.category for item in applicant.evidence}
    for section in plan.sections if institution else []:
        assert institution is not None and plan.binding is not None
        use = plan.form(section.form) if section.form else None
        is_asked = section.required and concerns(section.when, applicant, institution, plan)
        is_made = use is not None and concerns(use.when, applicant, institution, plan)
        if not is_asked or is_made or section.title in present:
            continue
        names = use.when.has if use else []
        lists = "、".join(f"“{Applicant.model_fields[name].title}”" for name in names)
        first = f"填写{lists}各行，或" if lists else ""
        yield Finding(
            "section-missing",
            f"缺“{section.title}”，装订册中该部分将写“无”",
            Severity.WARNING,
            f"{first}把{'填好的' if use else ''}{section.title}作为佐证材料（类别“{section.title}”）加入",
            plan.basis(plan.binding.src),
        )


def _under_another_heading(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Projects of a kind that the volume has a section for, all of whose proofs are bound under another.

    The summary form lists them as 科研项目 and the contents say 科研项目 无.
    """
    sections = {section.title for section in plan.sections}
    bound = {item.id: item.category for item in applicant.evidence if item.category in sections}
    elsewhere: dict[tuple[str, str], list[str]] = {}
    for project in applicant.projects or []:
        found = [bound[ref] for ref in project.evidence if ref in bound]
        if project.kind in sections and found and project.kind not in found:
            elsewhere.setdefault((project.kind, found[0]), []).append(project.title)
    for (kind, under), titles in elsewhere.items():
        yield Finding(
            "evidence-other-section",
            f"{titled(titles)}填的是{kind}，佐证归在“{under}”，装订册的“{kind}”里没有",
            Severity.WARNING,
            f"是{kind}的，佐证“类别”改为“{kind}”；有意放在“{under}”的不必改",
            plan.basis(plan.binding.src) if plan.binding else "",
            ("projects",),
        )
