"""What proves each achievement: its pages, reports, marked name, certificates (R-EV: EV1-EV7, EV13-EV17).

Pages are known by the names (名称) of the files of an item. Where none is named nothing can be said,
and that is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import following, names, titled
from zcforms.chinese.names import without_brackets
from zcforms.chinese.titles import in_marks
from zcforms.facts.wording import number
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Achievement, Applicant, Award, EvidenceItem, Paper, Project
from zcforms.plans import Plan
from zcforms.plans.acceptance import is_article, report_of
from zcforms.plans.naming import mentioned
from zcforms.plans.predicates import HoldsAny

WARNING, INFO = Severity.WARNING, Severity.INFO


class Cited:
    """The evidence of an applicant by id, and what is known of the pages behind a citation."""

    def __init__(self, applicant: Applicant) -> None:
        self._items = {item.id: item for item in applicant.evidence}

    def items(self, entry: Achievement) -> list[EvidenceItem]:
        """The items that an achievement cites and that are there."""
        return [self._items[ref] for ref in entry.evidence if ref in self._items]

    def pages(self, entry: Achievement) -> list[str]:
        """The names of the files that prove an achievement."""
        return [part.name for item in self.items(entry) for part in item.parts if part.name]

    def words(self, entry: Achievement) -> list[str]:
        """The names of items and files: a report may be an item of its own."""
        return [name for item in self.items(entry) for name in item.names()]

    def mention(self, entry: Achievement, words: Sequence[str]) -> bool:
        """Whether a file or item that an achievement cites is called by one of the words."""
        return any(word in name for name in self.words(entry) for word in words)

    def silent(self, entry: Achievement) -> bool:
        """Whether there are files to be bound, none of them named."""
        return any(item.parts for item in self.items(entry)) and not self.pages(entry)


@resting
def check_proofs(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What the evidence of the achievements lacks; nothing is asked of what has no evidence at all."""
    cited = Cited(applicant)
    yield from as_far_as_read(
        _pages(applicant, plan, cited),
        _reports(applicant, plan, cited),
        _marked(applicant, plan, cited),
        _collective(applicant, plan, cited),
        _honours(applicant, plan, cited),
        _secrets(applicant, plan),
    )
    for i, reason in enumerate(applicant.application.reasons):
        if not reason.evidence:
            yield Finding(
                "reason-unproved",
                f"{reason.clause}没有佐证",
                WARNING,
                "逐条附证明材料，并在“佐证”中写上编号",
                plan.basis(plan.evidence.src),
                ("application", "reasons", i),
            )
    method = plan.method_of(applicant)
    by_skill = "技能人才" in f"{method.label if method else ''}{applicant.application.option or ''}"
    if plan.evidence.skilled and by_skill and not _skill_proved(applicant, plan):
        yield Finding(
            "skill-unproved",
            f"技能人才申报须上传{plan.evidence.skilled}，没有附佐证的职业技能，也没有附佐证的"
            + ("所列称号" if _named_honours(plan) else "荣誉"),
            WARNING,
            "在“职业技能”或“荣誉”中写明凭什么申报，并附佐证",
            plan.basis(method.src if method else plan.evidence.src),
            ("skills",),
        )


def _skill_proved(applicant: Applicant, plan: Plan) -> bool:
    """Whether a skill has evidence, or an honour, award or certificate that the conditions name.

    Where they are in another document (安防2025 四（三）: 浙人社发〔2022〕77号) any may be the one meant.
    """
    words = _named_honours(plan)
    honours = [(one.title, one.evidence) for one in applicant.honours or []]
    honours += [(one.title, one.evidence) for one in applicant.certificates or []]
    honours += [(one.called, one.evidence) for one in applicant.awards or []]
    named = [proof for name, proof in honours if proof and (not words or mentioned(name, words))]
    return bool(named) or any(skill.evidence for skill in applicant.skills or [])


def _named_honours(plan: Plan) -> list[str]:
    """What the plan's own conditions name beside skills; none where they are in another document."""
    return [w for _, node in plan.eligibility.nodes() if isinstance(node, HoldsAny) for w in node.holds_any]


def _lacking(required: Sequence[str], given: Sequence[str]) -> list[str]:
    return [page for page in required if not any(names(page, name) for name in given)]


def _pages(applicant: Applicant, plan: Plan, cited: Cited) -> Iterator[Finding]:
    """Papers with cover, number, contents and text (EV1); projects with their pages (EV4)."""
    rule, basis = plan.evidence, plan.basis(plan.evidence.src)
    silent = []
    for name, parts in (("papers", rule.papers.parts), ("projects", rule.projects.parts)):
        for i, entry in enumerate(getattr(applicant, name) or []):
            if parts and cited.silent(entry):
                silent.append(entry.title)
            lacking = _lacking(parts, cited.pages(entry)) if cited.pages(entry) else []
            if lacking:
                what = (entry.kind or "论文") if isinstance(entry, Paper) else "项目"
                yield Finding(
                    "parts-missing",
                    f"{what}{in_marks(entry.title)}缺：{'、'.join(lacking)}",
                    WARNING,
                    "补齐扫描件；已在其中的，在该文件的“名称”中写明",
                    basis,
                    (name, i),
                )
    if silent:
        wanted = [
            f"{what}须有{'、'.join(parts)}"
            for what, parts in (("论文", rule.papers.parts), ("项目", rule.projects.parts))
            if parts
        ]
        yield Finding(
            "parts-unnamed",
            f"{titled(silent)}的佐证文件没有写“名称”，未核对是否齐全（{'；'.join(wanted)}）",
            INFO,
            "在佐证材料的各文件上写“名称”，如“封面、刊号、目录、正文”",
            basis,
        )


def _reports(applicant: Applicant, plan: Plan, cited: Cited) -> Iterator[Finding]:
    """A report of similarity from a named provider (EV2), the journal shown legal (EV3), authorship (EV6)."""
    rule, basis = plan.evidence.papers, plan.basis(plan.evidence.src)
    unchecked = []
    shown = any("查询" in text for item in applicant.evidence for text in (item.category, *item.names()))
    for i, paper in enumerate(applicant.papers or []):
        at: Path = ("papers", i)
        if is_article(paper):
            yield from _similarity(paper, plan, at)
            yield from _report(paper, applicant, plan, at)
        if rule.journal_query and is_article(paper) and paper.evidence and not shown:
            unchecked.append(paper.title)
    if unchecked:
        yield Finding(
            "journal-query-missing",
            f"{titled(unchecked)}未附期刊合法的查询结果（{rule.journal_query}）",
            WARNING,
            "截图作为该论文佐证的一个文件，名称写“期刊查询”",
            basis,
        )
    for name in ("projects", "papers"):
        for i, entry in enumerate(getattr(applicant, name) or []):
            wanted = plan.evidence.feasibility_report
            if wanted and "可行性" in entry.title and not cited.mention(entry, ["执笔"]):
                yield Finding(
                    "authorship-missing",
                    f"{in_marks(entry.title)}未附{wanted}",
                    WARNING,
                    "附署名页或单位出具的执笔说明，名称写“执笔依据”",
                    basis,
                    (name, i),
                )


def _similarity(paper: Paper, plan: Plan, at: Path) -> Iterator[Finding]:
    """Over the limit; the limit itself passes (相似度超过50%的)."""
    rule = plan.evidence.papers
    limit = rule.similarity_max
    if limit is not None and paper.similarity is not None and 0 < paper.similarity < 1:
        plain, meant = number(paper.similarity), number(paper.similarity * 100)
        yield Finding(
            "paper-similarity-small",
            f"论文{in_marks(paper.title)}相似度填{plain}，按{plain}%计；检索报告上是{meant}%吗",
            WARNING,
            f"是的，改填{meant}%；确是{plain}%的不必改",
            path=(*at, "similarity"),
        )
    if limit is not None and paper.similarity is not None and paper.similarity > Decimal(str(limit)):
        yield Finding(
            "paper-similar",
            f"论文{in_marks(paper.title)}相似度{number(paper.similarity)}%，超过{limit:g}%"
            + following(rule.similar_means),
            hint="核对检索报告；确实超过的不要提交这篇论文",
            basis=plan.basis(plan.evidence.src),
            path=(*at, "similarity"),
        )


def _report(paper: Paper, applicant: Applicant, plan: Plan, at: Path) -> Iterator[Finding]:
    """Of papers alone: 有论文提供的，必须在论文后面附上相应的第三方检索报告 (椒江2025年通知二（二）3)."""
    rule, basis = plan.evidence.papers, plan.basis(plan.evidence.src)
    if rule.reports and not report_of(paper, applicant, plan):
        yield Finding(
            "paper-report-missing",
            f"论文{in_marks(paper.title)}未附第三方检索报告" + following(rule.report_missing_means),
            WARNING,
            "附检索报告（含相似度检测）：" + "、".join(rule.reports),
            basis,
            at,
        )
        return
    if rule.reports and paper.report and not any(_same_house(paper.report, known) for known in rule.reports):
        yield Finding(
            "paper-report-other",
            f"论文{in_marks(paper.title)}的检索机构“{paper.report}”不在指定机构之列",
            WARNING,
            "指定机构：" + "、".join(rule.reports),
            basis,
            (*at, "report"),
        )
    if rule.similarity_max is not None and paper.similarity is None:
        yield Finding(
            "paper-similarity-missing",
            f"论文{in_marks(paper.title)}没有填写相似度",
            WARNING,
            "按检索报告填写“相似度（%）”",
            basis,
            at,
        )


def _same_house(stated: str, known: str) -> bool:
    name = without_brackets(stated)
    return name in known or names(known, name) or SequenceMatcher(None, name, known).ratio() >= 0.5


def _marked(applicant: Applicant, plan: Plan, cited: Cited) -> Iterator[Finding]:
    """The applicant's name marked in papers and projects, and more than the unit's own word (EV7)."""
    basis = plan.basis(plan.evidence.src)
    unmarked: list[str] = []
    unsaid: list[str] = []
    own_word: list[str] = []
    for name, rule in (("papers", plan.evidence.papers), ("projects", plan.evidence.projects)):
        for entry in (getattr(applicant, name) or []) if rule.mark_name else []:
            marks = [item.name_marked for item in cited.items(entry) if item.parts]
            if marks and not any(marks):
                (unmarked if False in marks else unsaid).append(entry.title)
            pages = cited.pages(entry)
            if name == "projects" and pages and all("单位" in p and "证明" in p for p in pages):
                own_word.append(entry.title)
    if unmarked:
        yield Finding(
            "name-unmarked",
            f"{titled(unmarked)}的材料上没有标明本人姓名",
            WARNING,
            "在姓名处标注后重新扫描，“已标注本人姓名”改为“是”",
            basis,
        )
    if unsaid:
        yield Finding(
            "name-mark-unsaid",
            f"{titled(unsaid)}没有填写“已标注本人姓名”，请核对本人姓名处有明显标注",
            INFO,
            "核对后在佐证材料中写“已标注本人姓名: 是”",
            basis,
        )
    if own_word:
        yield Finding(
            "proof-own-unit",
            f"{titled(own_word)}仅有本单位出具的证明，不属于有效完整佐证材料",
            WARNING,
            "补充立项、过程、竣工或验收评审资料",
            basis,
        )


_OF_SEVERAL = re.compile(r"/\s*0*([2-9]|[1-9]\d)")


def _collective(applicant: Applicant, plan: Plan, cited: Cited) -> Iterator[Finding]:
    """Work of several proves that the applicant was a main contributor (EV5).

    “集体项目须提供本人系主要贡献者依据” stands among the works in two circulars, and right behind 荣誉证书及
    获奖证书 in 浙经信人事〔2020〕84号 附件2第4项: there alone may awards be meant.
    """
    rule, basis = plan.evidence, plan.basis(plan.evidence.src)
    hint = "附名单、分工等看得出本人作用的材料，文件“名称”写“主要贡献者依据”"
    projects = _of_several(applicant.projects or [], cited) if rule.collective else []
    if projects:
        text = f"集体项目{titled(projects)}未附{rule.collective}"
        yield Finding("contribution-missing", text, WARNING, hint, basis)
    awards = _of_several(applicant.awards or [], cited) if rule.collective_awards else []
    if awards:
        text = f"集体奖项{titled(awards)}未附{rule.collective}"
        yield Finding("contribution-award-missing", text, WARNING, hint, basis)


def _of_several(works: Sequence[Project | Award], cited: Cited) -> list[str]:
    """The titles of works of several of which no page shows the applicant's part."""
    return [
        entry.title
        for entry in works
        if _OF_SEVERAL.search(entry.rank or "")
        and cited.items(entry)
        and not cited.mention(entry, norms().called.contribution)
    ]


def _honours(applicant: Applicant, plan: Plan, cited: Cited) -> Iterator[Finding]:
    """Honours and awards by certificate and published document (EV14)."""
    rule = plan.evidence.honour
    if rule is None:
        return
    for name in ("honours", "awards"):
        for i, entry in enumerate(getattr(applicant, name) or []):
            given = cited.words(entry)
            lacking = _lacking(rule.parts, given) if given else []
            if lacking:
                yield Finding(
                    "honour-parts-missing",
                    f"{in_marks(entry.title)}缺：{'、'.join(lacking)}",
                    WARNING,
                    "荣誉和奖项须有证书和公布文件；已有的在文件“名称”中写明",
                    plan.basis(rule.src),
                    (name, i),
                )


def _secrets(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """No classified material (DC7); where the circular is silent the law on state secrets is not."""
    for i, item in enumerate(applicant.evidence):
        if item.secret and item.secret not in norms().not_secret:
            stated = plan.discipline.no_secrets
            yield Finding(
                "evidence-secret",
                f"佐证“{item.title}”标有密级“{item.secret}”，不得上传",
                Severity.ERROR if stated else WARNING,
                "撤下该材料；需要证明业绩的由保密部门出具脱密证明",
                plan.basis(plan.discipline.src) if stated else "《中华人民共和国保守国家秘密法》",
                ("evidence", i, "secret"),
            )
