"""Whose signed pledge is in a photograph, by the code on it, and the photograph made fit to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zcforms.batch.signatures.register import PAPER, SIGNED
from zcforms.batch.signatures.signed import Standing
from zcforms.ground.errors import UsageError
from zcforms.intake.signed_paper import Code, codes_in, made_straight, reads_codes
from zcforms.pipeline.job import pdf_bytes
from zcforms.pipeline.press import Press, record_digest
from zcforms.pipeline.signing import Token, expected_token, read_token, token_of


@dataclass(frozen=True)
class OnPaper:
    """A photograph of a signed pledge: whose it is, the page (JPEG), and whether its code said so."""

    whose: Standing
    picture: bytes = field(repr=False)
    by_code: bool


def on_paper(press: Press, people: Sequence[Standing], photo: Path, asked: Standing | None) -> OnPaper:
    """The pledge in a photograph: of the one who is asked for, or of whom its code says, as it is now.

    UsageError for a code that is not ours, of somebody else, of data that have changed since, and where
    neither a code nor anybody says whose it is; UnreadableInput for what is no picture.
    """
    codes = codes_in(photo)
    read = _read(press, codes)
    if read is None:
        if asked is None:
            raise UsageError("照片里读不出二维码，不知道是谁的保证书", hint=_without_code())
        return OnPaper(asked, made_straight(photo, None, b""), by_code=False)
    code, token = read
    whose = next((one for one in people if one.pledge.who == token.applicant.hex()), None)
    if whose is None:
        raise UsageError("照片里是一个已经撤回的人的保证书", hint="名单里没有这个人；撤错了的，把资料放回去")
    name = whose.person.applicant.name
    if asked is not None and asked.pledge.who != whose.pledge.who:
        said = f"照片里是{name}（{whose.person.key}）的保证书，不是{asked.person.applicant.name}的"
        raise UsageError(said, hint="换一张照片；名字选错的，改选")
    if token != _token_now(press, whose):
        hint = "再做一遍，请本人在新的保证书上签，再拍"
        raise UsageError(f"{name}需重签：照片里的保证书印出以后，资料改过", hint=hint)
    if whose.state == SIGNED or (whose.state == PAPER and whose.entry and whose.entry.photo):
        said = "在线签过了" if whose.state == SIGNED else "记过纸质签署，有照片"
        raise UsageError(f"{name}{said}", hint="要改记的，先作废")
    return OnPaper(whose, made_straight(photo, code.corners, printed_pledge(press, whose)), by_code=True)


def _read(press: Press, codes: Sequence[Code]) -> tuple[Code, Token] | None:
    """The code that is a pledge's of this folder; UsageError if there are codes, but none such."""
    for code in codes:
        if token := read_token(token_of(code.text), press.job.own_key):
            return code, token
    if codes:
        hint = "多半是别的单位、别的批次的；signing.key换过的，重新做保证书再签"
        raise UsageError("照片里的二维码不是这个工作文件夹的保证书的", hint=hint)
    return None


def _token_now(press: Press, one: Standing) -> Token:
    applicant = one.person.applicant
    return expected_token(press.job.own_key, applicant.id.number, press.job.plan.id, record_digest(applicant))


def printed_pledge(press: Press, one: Standing) -> bytes:
    """The pledge of a person as it is printed now (PDF)."""
    form = one.pledge.form
    document = press.person_forms(one.person, {form}, {form})[form].document
    assert document is not None and document.pdf is not None, "a pledge has paper"
    return pdf_bytes(document.pdf)


def _without_code() -> str:
    if not reads_codes():
        return "写明是谁的；要从照片里认，装附加组件：pip install 'zcforms[photo]'"
    return "整页拍全、拍正，二维码不要反光，再拍一张；或写明是谁的"
