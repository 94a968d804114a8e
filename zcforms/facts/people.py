"""The applicants of a form together, of one unit or of all: who they are, for what, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from zcforms.facts.order import order_note, titles_sought
from zcforms.facts.person import Person
from zcforms.facts.seen import Surroundings
from zcforms.ground.titled import titled
from zcforms.model import Settings
from zcforms.plans import Plan


class PeopleFacts(Surroundings):
    """What is said of several applicants alike, whether of a unit or of everybody."""

    def __init__(self, people: Sequence[Person], plan: Plan, settings: Settings) -> None:
        super().__init__(plan, settings)
        self._people, self._applicants = people, [p.applicant for p in people]

    @titled("人数")
    def count(self) -> str:
        return str(len(self._people))

    @titled("申报人")
    def who(self) -> str:
        """In running text: 张三同志, or 张三等3人."""
        first = self._applicants[0].name if self._people else ""
        return f"{first}同志" if len(self._people) == 1 else f"{first}等{len(self._people)}人"

    @titled("申报资格")
    def targets(self) -> str:
        return titles_sought(self._applicants, self._plan)

    @titled("排序说明")
    def order_note(self) -> str | None:
        return order_note(self._applicants, self._plan, self._settings)
