"""How a circular uses forms: for whom, how many copies, under which title; and how they are bound."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from zcforms.chinese.hanzi import NameOrder
from zcforms.model.figures import Copies, Count
from zcforms.model.records import Label
from zcforms.plans.clauses import Clause


class When(Clause):
    """The applicants whom a form or section concerns; an empty condition concerns all."""

    method: list[str] | None = None
    unit_kind: list[str] | None = None
    staffing: list[str] | None = None
    has: list[str] = Field(default_factory=list)  # lists of the applicant that must not be empty
    own_title: bool = False  # only those who apply for the plan's own title, not for one below it


class FormUse(Clause):
    """How the circular uses a form: its title here, copies, watermark, seals, options.

    `goes_to` says where the copies go that neither accompany the letter nor belong to the binding: with
    the paper into the bag, onto the platform, to the office beside everybody's paper (a roster without a
    letter), or that they stay with the unit. What is `exported` by the
    platform is handed in, or posted, as that made it: ours says that it is for checking only.
    """

    id: str
    title: str
    alt_titles: list[str] = Field(default_factory=list)
    copies: Copies
    duplex: bool
    goes_to: Literal["bag", "office", "platform", "unit"] | None = None
    watermark: bool
    exported: bool = False
    seals: list[str] = Field(default_factory=list)
    when: When = When()
    options: dict[str, Any] = Field(default_factory=dict)

    @property
    def awaited(self) -> bool:
        """Whether what the platform exports takes the place of our print: of a form that is handed in."""
        return self.exported and bool(self.copies)

    @property
    def destination(self) -> str:
        """Where the copies go, in a word; "" where the letter or the binding says it."""
        words = {"bag": "装袋", "office": "随纸质材料报送", "platform": "上传平台", "unit": "留单位"}
        return words[self.goes_to] if self.goes_to and self.copies else ""


class BindingSection(Clause):
    """One section of the bound volume: generated from a form, or from evidence of that name."""

    title: Label
    form: str | None = None
    when: When = When()
    required: bool = False


class LooseItem(Clause):
    """Something that the circular keeps out of the volume; `representative`: the evidence of the 代表作."""

    title: str
    form: str | None = None
    representative: bool = False
    copies: Copies | None = None
    note: str | None = None


class RosterRule(Clause):
    """The order of the roster: grouped by what, and how names stand in a group (requirements A3, F6)."""

    groups: list[Literal["target", "speciality", "unit"]] = Field(["speciality", "unit"])
    names: NameOrder = "姓氏笔画"


class CrossRule(Clause):
    """What is bound in a section must answer to what the summary form (综合表) says."""

    section: Label
    stated: str


ItemOrder = Literal["date", "level", "given"]


class Binding(Clause):
    """The bound volume: its sections in order, and what stays loose (requirements E1)."""

    volumes: Count
    send_to: str
    title: str
    sections: list[BindingSection]
    order: ItemOrder = "date"  # of the items in a section (requirements E3)
    loose: list[LooseItem]
    cross_rule: CrossRule | None = None

    @property
    def representative(self) -> str:
        """What the evidence of a 代表作 (论文、著作) is called that stays loose; "" where it is bound."""
        return next((item.title for item in self.loose if item.representative), "")

    @field_validator("title")
    @classmethod
    def _known_blanks(cls, title: str) -> str:
        if set("{}") & set(title.replace("{year}", "").replace("{series}", "")):
            raise ValueError("花括号里只能写year、series，如“{year}年度{series}评审材料”")
        return title
