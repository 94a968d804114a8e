"""Who the applicant is: number of the ID document, birth, sex, name, telephone (R-ID)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zcforms.checks.norms import norms
from zcforms.chinese.identity import id_birth, id_number_problem, id_sex, phone_is_plausible
from zcforms.chinese.names import MIDDLE_DOT
from zcforms.facts.wording import unless_none
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant

WARNING = Severity.WARNING
_PERMIT = "港澳台居民居住证"
_ANOTHER = "对照证件逐位核对；护照、通行证、外国人永久居留身份证的号码，填写“证件类型”"


def check_identity(applicant: Applicant) -> Iterator[Finding]:
    """What is wrong with the person's own data (requirements ID1, ID2, ID4, CO3, CO5)."""
    yield from _document(applicant)
    if not applicant.id.has_citizen_number:
        yield from _not_told(applicant)
    elif problem := id_number_problem(applicant.id.number):
        hint = "对照证件逐位核对，不要只改末位" if _like_citizens(applicant.id.number) else _ANOTHER
        yield Finding("id-number", problem, hint=hint, basis="GB 11643-1999", path=("id", "number"))
        return
    else:
        yield from _told_by_number(applicant)
    if not phone_is_plausible(applicant.phone):
        yield Finding(
            "phone",
            f"联系电话“{applicant.phone}”不像电话号码",
            WARNING,
            "手机11位，或区号-号码",
            path=("phone",),
        )
    yield from _names(applicant)


def _like_citizens(number: str) -> bool:
    """Whether a number has the shape of an ID card's; a permanent resident's begins with 9."""
    return bool(re.fullmatch(r"[1-8][0-9]{16}[0-9X]", number))


def _told_by_number(applicant: Applicant) -> Iterator[Finding]:
    """Birth and sex as stated against the number of the ID card, which tells both."""
    number, stated = applicant.id.number, applicant.birth
    born = id_birth(number)
    if stated and not stated.earliest <= born <= stated.latest:
        yield Finding(
            "birth-differs",
            f"出生年月填写{stated}，身份证号码中为{born:%Y.%m.%d}",
            WARNING,
            "以身份证为准；确与档案不一致的按档案认定并附说明",
            path=("birth",),
        )
    if applicant.sex and applicant.sex != id_sex(number):
        yield Finding(
            "sex-differs",
            f"性别填写“{applicant.sex}”，按身份证号码应为“{id_sex(number)}”",
            hint="核对性别与身份证号码",
            path=("sex",),
        )


def _not_told(applicant: Applicant) -> Iterator[Finding]:
    """Birth and sex must be stated where the number of the document does not tell them."""
    for name, label in (("sex", "性别"), ("birth", "出生年月")):
        if getattr(applicant, name) is None:
            yield Finding(
                "data-missing",
                f"{applicant.id.type}不含{label}，须另行填写",
                hint=f"增加“{label}”一栏",
                path=(name,),
            )


# Of a name that is covered for posting, has a remark in it, or is two people's.
_NO_LETTERS = frozenset("*＊×()（）、，,；;/／")


def _names(applicant: Applicant) -> Iterator[Finding]:
    """What looks wrong in the name, and a former name that certificates may bear."""
    if len(applicant.name) < 2 or any(c.isdigit() or c in _NO_LETTERS for c in applicant.name):
        yield Finding(
            "name-odd", f"姓名“{applicant.name}”请核对", WARNING, "与身份证一致的不必改", path=("name",)
        )
    if MIDDLE_DOT * 2 in applicant.name or applicant.name.strip(MIDDLE_DOT) != applicant.name:
        yield Finding(
            "name-odd",
            "姓名中的“·”位置不对",
            WARNING,
            "“·”只在两段之间写一个",
            basis="民委发〔2016〕33号",
            path=("name",),
        )
    if unless_none(applicant.former_name):
        yield Finding(
            "former-name",
            f"曾用名“{applicant.former_name}”：证书上是曾用名的，须附更名证明",
            Severity.INFO,
            "更名证明或户口簿页作为佐证材料；证书都是现名的不必附",
            path=("former_name",),
        )


def _document(applicant: Applicant) -> Iterator[Finding]:
    """Whether number and kind of document belong together."""
    kind, number = applicant.id.type, applicant.id.number
    at: Path = ("id", "type")
    rule = norms().residence_permit
    permit = number.startswith(rule.prefixes)
    if applicant.id.has_citizen_number and permit != (kind == _PERMIT):
        right = _PERMIT if permit else "居民身份证"
        yield Finding(
            "id-type",
            f"证件类型填写“{kind}”，号码却是{right}的（{_PERMIT}号码以{'、'.join(rule.prefixes)}开头）",
            hint=f"证件类型改为“{right}”，或对照证件核对号码",
            basis=rule.src,
            path=at,
        )
    document = norms().documents.get(kind)
    if document and not re.fullmatch(document.shape, number):
        yield Finding(
            "id-shape",
            f"{kind}号码“{number}”的位数或字母不对，一般是{document.told}",
            WARNING,
            "对照证件逐位核对",
            path=("id", "number"),
        )
