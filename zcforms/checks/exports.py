"""What the platform exported, against the record: whose it is, whether it is whole and bears the mark.

Circulars ask for the review form as the platform prints it: 能源材料2020附件2第1项,
矿山爆破2021网上申报办法9, 杭州2024附件2二8. Nothing says how such a file is named, so its text decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from zcforms.checks.resting import resting
from zcforms.chinese.identity import id_number_problem
from zcforms.chinese.names import normal_name
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant, ExportFacts
from zcforms.plans import FormUse, Plan

_OURS = "本稿供填报核对"  # what our own print says where the platform's counts (templates/_shared/page.html)
_OPENING = 2  # pages, the cover and the first page, on which a form names itself and its owner
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")
_TOTAL = re.compile(r"共(\d{1,3})页")
_PAGE = re.compile(r"第(\d{1,3})页(?:[/，,]?共\d{1,3}页)?|[-—](\d{1,3})[-—]|(\d{1,3})/\d{1,3}")


def whose(
    exports: Sequence[ExportFacts], people: Mapping[str, Applicant], uses: Sequence[FormUse]
) -> tuple[dict[tuple[str, str], list[ExportFacts]], list[Finding]]:
    """The exports by person's key and form's id; those of which either cannot be told, and why."""
    found: dict[tuple[str, str], list[ExportFacts]] = {}
    findings = []
    for export in exports:
        use, keys = _form(export, uses), _owners(export, people)
        if use is not None and len(keys) == 1:
            found.setdefault((keys[0], use.id), []).append(export)
        else:
            findings.append(_unmatched(export, use, keys, uses))
    return found, findings


def _unmatched(
    export: ExportFacts, use: FormUse | None, keys: Sequence[str], uses: Sequence[FormUse]
) -> Finding:
    if not any(text.strip() for text in export.texts):
        why, hint = "里面没有文字（多半是扫描件或图片）", "放平台导出的原件，不要打印后扫描"
    elif use is None:
        titles = "、".join(f"《{one.title}》" for one in uses)
        why = "看不出是哪张表" if titles else "本次评审没有要从平台导出的表"
        hint = f"通知要从平台导出的是{titles}；别的文件移出文件夹" if titles else "移出文件夹"
    elif keys:
        why = f"上面的姓名有{len(keys)}人（{'、'.join(keys)}），没有证件号码可以分清"
        hint = "文件名写上编号"
    else:
        why, hint = "上面的姓名、证件号码不是本批任何人的", "核对是不是本批的人，姓名、证件号码有没有填错"
    return Finding("export-unmatched", f"{export.shown}{why}，没有采用", Severity.WARNING, hint)


def _form(export: ExportFacts, uses: Sequence[FormUse]) -> FormUse | None:
    """The form whose title stands first, of equals the longest: one title may be a part of another."""
    opening = "".join(map(plain, export.texts[:_OPENING]))
    named = [(use, title) for use in uses for title in (use.title, *use.alt_titles) if title in opening]
    return min(named, key=lambda one: (opening.index(one[1]), -len(one[1])))[0] if named else None


def _owners(export: ExportFacts, people: Mapping[str, Applicant]) -> list[str]:
    """The people whose export it may be: by number, else by name, of equals whose key the file name bears."""
    whole = "".join(map(plain, export.texts))
    if of_number := [key for key, a in people.items() if plain(a.id.number) in whole]:
        return of_number
    opening = "".join(map(plain, export.texts[:_OPENING]))
    named = [key for key, a in people.items() if plain(normal_name(a.name)) in opening]
    longer = [key for key in named if not _within_another(people[key].name, [people[k].name for k in named])]
    return [key for key in longer if key in export.shown] or longer if len(longer) > 1 else longer


def _within_another(name: str, names: Sequence[str]) -> bool:
    return any(name != other and name in other for other in names)


def plain(text: str) -> str:
    """A text to be looked for: one width, one dot, no spaces, capitals."""
    folded = unicodedata.normalize("NFKC", text.replace("•", "·").replace("・", "·").replace("‧", "·"))
    return "".join(folded.split()).upper()


@resting
def check_export(
    applicant: Applicant, use: FormUse, exports: Sequence[ExportFacts], plan: Plan
) -> Iterator[Finding]:
    """What is wrong with a person's exports of one form."""
    basis = plan.basis(use.src)

    def finding(
        code: str, export: ExportFacts, wrong: str, hint: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        return Finding(code, f"《{use.title}》{export.shown}{wrong}", severity, hint, basis)

    first, *more = exports
    if more:
        names = "、".join(one.shown for one in exports)
        message = f"《{use.title}》有{len(exports)}个导出件：{names}"
        yield Finding("export-repeated", message, hint="只留最后一次导出的", basis=basis)
    pages = [plain(text) for text in first.texts]
    whole = "".join(pages)
    if _OURS in whole:
        yield finding("export-is-ours", first, "是本工具做的核对稿，不是平台导出件", "换成平台导出的文件")
        return
    if wrong := _differs(applicant, whole):
        yield finding("export-differs", first, wrong, "核对申报数据与平台所填；改正后在平台重新导出")
    if wrong := _incomplete(first, whole):
        yield finding("export-incomplete", first, wrong, "在平台重新导出整份")
    mark = plain(plan.watermark or "")  # which every page has, where the circular names none
    unmarked = [n for n, page in enumerate(pages, 1) if mark not in page]
    if unmarked and len(unmarked) < len(pages):
        at = "、".join(map(str, unmarked))
        wrong, hint = f"第{at}页没有“{plan.watermark}”水印，其余页有", "在平台重新导出整份，不要换页"
        yield finding("export-page-unmarked", first, wrong, hint)
    elif unmarked:
        wrong = f"的文字里没有“{plan.watermark}”水印（水印是图片的，看不出来）"
        yield finding("export-unmarked", first, wrong, "逐页看有没有平台水印", Severity.WARNING)


def _differs(applicant: Applicant, whole: str) -> str:
    name, number = plain(normal_name(applicant.name)), plain(applicant.id.number)
    if name not in whole:
        return f"上没有姓名“{applicant.name}”"
    others = {n for n in _ID_NUMBER.findall(whole) if n != number and not id_number_problem(n)}
    return "上的身份证号码与申报数据不同" if others and number not in whole else ""


def _incomplete(export: ExportFacts, whole: str) -> str:
    """How pages are missing, by the number of them that the form states, else by the numbers they bear."""
    count = len(export.texts)
    stated = [int(n) for n in _TOTAL.findall(whole)]
    if len(stated) >= count - _OPENING and set(stated) - {count} and len(set(stated)) == 1:
        return f"写明共{stated[0]}页，文件有{count}页"
    borne = [number for text in export.texts if (number := _own_number(text)) is not None]
    if len(borne) >= max(2, count - _OPENING):  # a cover bears none
        gap = next((n for n, after in pairwise(borne) if after != n + 1), None)
        return "" if gap is None else f"的页码在第{gap}页之后不连续"
    return ""


def _own_number(text: str) -> int | None:
    """The number that a page bears on a line of its own."""
    for line in reversed(text.splitlines()):
        if found := _PAGE.fullmatch(plain(line)):
            return int(next(filter(None, found.groups())))
    return None
