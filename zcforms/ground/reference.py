"""What each code of a finding means: why it is looked for, an example, what to do (findings.yaml)."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from pydantic import BaseModel, ConfigDict, TypeAdapter

from zcforms.ground.errors import UsageError
from zcforms.ground.shipped import shipped_data


class Entry(BaseModel):
    """One code: the fault, the clause or reason, an example of the message, and the cure.

    `rests` names the keys of the plan that it goes by (publicity.min_workdays), then what it rests on where
    the plan has none of them: inferred, manual, or data (the record, a law, a standard). The rule is asked
    only where the circular states one of `asked`, and not where it states `unless`; `open` is what it leaves
    open where the rule is inferred. `slip` is what an applicant is asked to do, where the cure is a step in
    the office's own files.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    why: str
    example: str
    do: str
    slip: str = ""
    rests: list[str] = []
    asked: list[str] = []
    unless: str = ""
    open: str = ""


class Chapter(BaseModel):
    """The codes that belong together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    about: str
    codes: dict[str, Entry]
    rests: list[str] = []  # of the codes that do not say it themselves

    def entry(self, code: str) -> Entry:
        """An entry with what its findings rest on."""
        one = self.codes[code]
        return one if one.rests else one.model_copy(update={"rests": self.rests})


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole reference, in its order; a code that ends in * stands for all that begin so."""
    return tuple(TypeAdapter(list[Chapter]).validate_python(shipped_data("ground/findings.yaml")))


@cache
def _entries() -> dict[str, Entry]:
    return {code: chapter.entry(code) for chapter in chapters() for code in chapter.codes}


@cache
def _families() -> tuple[tuple[str, Entry], ...]:
    return tuple((name[:-1], one) for name, one in _entries().items() if name.endswith("*"))


def entry(code: str) -> Entry | None:
    """The entry of a code, of its own or of its family."""
    of_family = (one for start, one in _families() if code.startswith(start))
    return _entries().get(code) or next(of_family, None)


def explain(code: str) -> Entry:
    """The entry of a code as the user typed it; UsageError names the near ones."""
    found = entry(code.strip().strip("[]"))
    if found is None:
        names = [name for chapter in chapters() for name in chapter.codes]
        near = get_close_matches(code, names, n=3)
        hint = f"是否想写{'、'.join(near)}？" if near else "编号写在检查结果每条的方括号里"
        raise UsageError(f"没有编号为“{code}”的检查结果", hint=hint)
    return found
