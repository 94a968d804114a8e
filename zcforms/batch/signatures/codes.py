"""Slips with the codes of the pledges: who has not signed is given one, at the counter or by the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zcforms.batch.signatures.signed import Standing
from zcforms.chinese.dates import PartialDate
from zcforms.fillers import html
from zcforms.fillers.qr import qr_svg
from zcforms.forms import fill_in, form_with_role
from zcforms.ground.errors import UsageError
from zcforms.paper.copies import print_set
from zcforms.pipeline.press import Press, pledge_link
from zcforms.pipeline.signing import content_words, short_code, token_of

ON_A_SHEET = 8


def code_sheets(press: Press, people: Sequence[Standing], day: PartialDate) -> bytes:
    """Sheets of slips to cut, in the order of these people.

    Nothing of the ID number is on them: its last four characters are what the phone asks for. UsageError
    where codes lead nowhere, or a name does not fit.
    """
    if not press.job.work.settings.signing.address:
        hint = "开一次 zcforms serve --lan，或在zcforms.yaml写签署地址"
        raise UsageError("没有签署地址，二维码不知道指向哪里", hint=hint)
    form, sheets = form_with_role(press.forms, "codes"), []
    for start in range(0, len(people), ON_A_SHEET):
        on_it = people[start : start + ON_A_SHEET]
        links = [pledge_link(press.job, one.person) for one in on_it]
        slips = [_slip(press, one, link, day) for one, link in zip(on_it, links, strict=True)]
        values = fill_in(form, {"slips": slips})
        codes = {f"code_{n}": qr_svg(link) for n, link in enumerate(links, 1)}
        filled = html.fill(form, replace(values, images=codes))
        if filled.findings:
            raise UsageError(filled.findings[0].message, hint="姓名、单位、编号太长的，写短一些")
        sheets.append(filled.pdf)
    return print_set(sheets, 1, duplex=False)[0]


def _slip(press: Press, one: Standing, link: str, day: PartialDate) -> dict[str, str]:
    return {
        "name": one.person.applicant.name,
        "unit": one.person.institution.name,
        "key": one.person.key,
        "short": short_code(press.job.own_key, token_of(link)),
        "words": content_words(one.pledge.content),
        "home": f"{press.job.work.settings.signing.address.rstrip('/')}/",
        "day": day.to_chinese(),
    }
