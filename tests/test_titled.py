"""What a form may read of a record: what it declares, and nothing else."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from zcforms.forms import FieldSpec, Form, fill_in
from zcforms.ground.errors import BrokenForm
from zcforms.ground.titled import Titled, parts_of, readable, titled
from zcforms.model import Applicant


@dataclass(frozen=True)
class Line(Titled):
    name: Annotated[str, "名称"]
    tick: str


class Base(Titled):
    def __init__(self, text: str) -> None:
        self._text, self.asked = text, 0

    @titled("甲")
    def first(self) -> str:
        self.asked += 1
        return self._text


class Facts(Base):
    public = "not declared"

    @titled("乙")
    def lines(self) -> list[Line]:
        return [Line("一", "√")]


def test_parts_bear_their_titles_in_order():
    assert parts_of(Facts) == {"first": ("甲", str), "lines": ("乙", list[Line])}
    assert parts_of(Line) == {"name": ("名称", str)}
    assert readable(Line) == {"name", "tick"}, "what has no title can be read, too"


def test_a_part_is_worked_out_once_and_only_when_asked_for():
    facts = Facts("文")
    assert facts.asked == 0
    assert (facts.first, facts.first, facts.asked) == ("文", "文", 1)


@pytest.mark.parametrize(
    "source", ["_text", "asked", "public", "__class__", "__init__", "first.upper", "lines.append", "_person"]
)
def test_nothing_but_a_declared_part_can_be_read(source, tmp_path):
    fields = {"x": FieldSpec(title="某", source=source)}
    form = Form(id="own", title="自备表", scope="person", folder=tmp_path, fields=fields)
    with pytest.raises(BrokenForm, match=f"来源“{source}”不存在"):
        fill_in(form, Facts("文"))


@pytest.mark.parametrize("source", ["person.model_dump", "person.achievements", "person.__class__"])
def test_of_an_applicant_only_the_fields_are_read(source, tmp_path):
    fields = {"x": FieldSpec(title="某", source=source)}
    form = Form(id="own", title="自备表", scope="person", folder=tmp_path, fields=fields)
    with pytest.raises(BrokenForm, match=f"来源“{source}”不存在"):
        fill_in(form, {"person": Applicant.model_construct()})
