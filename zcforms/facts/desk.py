"""Who takes the papers in, as the circular's list of desks says (受理部门)."""

from __future__ import annotations

from zcforms.facts.wording import joined
from zcforms.model import Office
from zcforms.plans import Plan


def desk_line(office: Office, plan: Plan) -> str:
    """The office that sends in, with its telephone and address where the circular lists it.

    One of the city itself is not listed: it looks the papers through and seals them like any other desk
    (杭州2024年通知附件4一: 报市直单位审核盖章后，报中评委办公室).
    """
    desk = plan.desk_of(office.name)
    if desk is None:
        return office.name
    return joined(joined(office.name, desk.phone, by="　"), desk.address, by="\n")  # an address is a line
