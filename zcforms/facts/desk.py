"""Where the papers are handed in, as the circular's list of desks says (受理部门)."""

from __future__ import annotations

from zcforms.facts.wording import joined
from zcforms.model import Office
from zcforms.plans import Plan


def desk_line(office: Office, plan: Plan) -> str:
    """The office that sends in with its telephone and address on the list; if it is not on it, the notes.

    The notes say where those hand in whose office is not listed (杭州2024年通知附件4一: 市直有关单位).
    """
    desk = plan.desk_of(office.name)
    if desk:
        return joined(office.name, desk.phone, desk.address, by="　")
    notes = "".join(plan.notes) if plan.desks else ""
    return office.name + (f"（{notes.removesuffix('。')}）" if notes else "")
