"""What form.yaml declares of a form: its fields with source, format and what long texts do; its tables."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import SkipJsonSchema

from zcforms.chinese.typefaces import SHIPPED, Typefaces
from zcforms.ground.errors import BrokenForm
from zcforms.ground.meant import meant

Role = Literal[
    "batch_roster",
    "posted_roster",
    "figures",
    "letter",
    "approval",
    "scores",
    "bag",
    "slip",
    "printing",
    "separator",
    "spines",
    "codes",
    "volume_cover",
    "volume_contents",
    "volume_folio",
]
# The scope of the forms that may have a role; of some there can be one only, for it is asked for by role.
_SCOPES: Mapping[Role, str] = {
    "batch_roster": "office",
    "posted_roster": "office",
    "figures": "office",
    "letter": "office",
    "approval": "person",
    "scores": "person",
    "bag": "person",
    "slip": "slip",
    "printing": "print",
    "separator": "print",
    "spines": "print",
    "codes": "print",
    "volume_cover": "binding",
    "volume_contents": "binding",
    "volume_folio": "binding",
}
SINGLE: frozenset[Role] = frozenset(_SCOPES.keys() - {"letter", "approval", "scores", "bag"})

_MOST_PAGES = 1000
_MOST_ROWS = 1000  # left for writing by hand


_Size = Annotated[float, Field(gt=0, le=200)]  # pt
_Leading = Annotated[float, Field(gt=0, le=20)]  # times the size


class Manifest(BaseModel):
    """A part of form.yaml; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(Manifest):
    """One field: its Chinese title, where its value comes from, and how it is written.

    Its room is what the template gives it; only what differs from the style sheet is declared: `size`
    in pt, `leading` in multiples of it, `floor`, the smallest size, `roomy`, the larger size and leading
    of a text that leaves room for them, and what happens to one that is too long even at the smallest.
    `error`: a finding; `grow`: the row grows; `continue`: the rest goes on a page of its own. What the
    form says where a field says nothing: `error` if its pages are fixed, else `grow`.
    """

    title: str
    source: str | None = None
    format: Literal["text", "month", "chinese_date", "prose", "dated", "pages", "image"] = "text"
    size: _Size | None = None
    leading: _Leading | None = None
    floor: _Size | None = None
    roomy: tuple[_Size, _Leading] | None = None  # where there is room
    overflow: Literal["error", "grow", "continue"] | None = None
    width: float | None = Field(None, gt=0, le=2000)  # of a column, mm
    absent: str = ""
    pdf: str | None = None  # the field of template.pdf; {n} in a column's stands for the row
    choices: dict[str, str] = Field(default_factory=dict)  # our word → the PDF's option

    @property
    def by_paragraph(self) -> bool:
        """Whether a text is written in paragraphs, which the style sheet indents."""
        return self.format in ("prose", "dated")

    @property
    def smallest(self) -> float:
        """The size (pt) below which the text is not set: 9, and 8 for a unit's name (requirements F3, G4)."""
        return self.floor or (8 if self.source == "unit.name" else 9)


class TableSpec(Manifest):
    """A repeating part: its rows come from a list, its columns are fields of a row.

    `most` is how many rows are shown at most; that others are left out is told. `blank_rows` is how many
    rows an empty print has for writing by hand; `none_in` names the column that says 无 when the applicant
    has declared that there is nothing. Without a source, the rows are always left for writing by hand.
    """

    title: str
    source: str | None = None
    columns: dict[str, FieldSpec]
    blank_rows: int = Field(1, ge=0, le=_MOST_ROWS)
    min_rows: int = Field(0, ge=0, le=_MOST_ROWS)
    most: int | None = Field(None, ge=1, le=_MOST_ROWS)
    none_in: str | None = None

    @property
    def sources(self) -> dict[str, str]:
        """By column what it takes of a row: what is named as it is, unless it says; "" is left for a hand."""
        return {name: name if spec.source is None else spec.source for name, spec in self.columns.items()}


class Form(Manifest):
    """A form: what it is called, whom it is made for, its paper, its fields and tables.

    What needs only a `band` of its page is printed several to a sheet.

    `role` says what a form is where the program asks for it: `batch_roster` 花名册, `posted_roster` the one
    for the public, `figures` 人数统计, `letter` 委托书 and 送评报告单, `approval` 破格 and 标志性业绩审批表,
    `scores` 打分表, `bag` what is stuck on the bag, `slip` 补正清单, `printing` 打印清单, `separator`
    打印隔页, `spines` 书脊条, `codes` the codes to be signed by, `volume_cover`, `volume_contents` and
    `volume_folio` the sheets of the bound volume.
    """

    id: SkipJsonSchema[str]
    title: str
    aliases: list[str] = Field(default_factory=list)
    scope: Literal["person", "institution", "office", "slip", "print", "binding"]
    role: Role | None = Field(None, validate_default=True)
    needs_reasons: bool = False  # who applies by it states the clauses that they meet (破格理由)
    media: tuple[Literal["html", "xlsx", "docx", "pdf"], ...] = ("html",)
    pages: int | None = Field(None, ge=1, le=_MOST_PAGES)
    band: float | None = Field(None, ge=20, le=148.5)  # mm from the top of its one page that it needs
    overflow: Literal["error", "grow"] | None = None  # of fields that say nothing of their own
    cites: bool = False  # shows where evidence is in the volume, so it is filled again once that is known
    flatten: bool = False  # of a PDF form: deliver no copy whose fields can still be changed
    numbered: bool = False  # shows the number in the roster, so it is filled once everybody is checked
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    tables: dict[str, TableSpec] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    folder: SkipJsonSchema[Path]
    _typefaces: Typefaces = PrivateAttr(SHIPPED)
    _content: str = PrivateAttr("")  # the digest of the folder's files when it was read

    @property
    def typefaces(self) -> Typefaces:
        """The faces in which it is measured and set."""
        return self._typefaces

    @property
    def digest(self) -> str:
        """The SHA-256 over the files of its folder when it was read, in hex."""
        return self._content

    def set_in(self, typefaces: Typefaces) -> Form:
        """The same form, set in other faces."""
        form = self.model_copy()
        form._typefaces = typefaces
        return form

    @field_validator("role")
    @classmethod
    def _suits_the_scope(cls, role: Role | None, info: ValidationInfo) -> Role | None:
        scope = info.data.get("scope")
        if role is None and scope in ("slip", "print", "binding"):
            known = "、".join(name for name, its in _SCOPES.items() if its == scope)
            raise ValueError(f"scope是{scope}的表要写role：{known}")
        if role is not None and scope is not None and scope != _SCOPES[role]:
            raise ValueError(f"{role}的scope应为{_SCOPES[role]}")
        return role

    @field_validator("band")
    @classmethod
    def _is_of_one_page(cls, band: float | None, info: ValidationInfo) -> float | None:
        if band is not None and info.data.get("pages") != 1:
            raise ValueError("写了band的表只有一页：写上pages: 1")
        return band

    def __hash__(self) -> int:
        """By content, as equality is: what is kept of a form is made anew when a file of it was edited."""
        return hash((self.folder, self._content))

    @property
    def sections(self) -> list[str]:
        """The names that a plan may list under `options.sections`: the templates of that folder."""
        return sorted(path.stem for path in (self.folder / "sections").glob("*.html"))

    @property
    def columns(self) -> dict[str, FieldSpec]:
        """The columns of all tables, by "table.column"."""
        return {f"{t}.{c}": spec for t, table in self.tables.items() for c, spec in table.columns.items()}

    def shows(self, source: str) -> bool:
        """Whether a field of the form draws on that source."""
        return any(spec.source == source for spec in self.fields.values())

    def lists(self, source: str) -> bool:
        """Whether a table of the form draws on that source."""
        return any(table.source == source for table in self.tables.values())

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is asked for by: its id, its title, its aliases."""
        return self.id, self.title, *self.aliases

    def whose(self, texts: Mapping[str, str]) -> list[tuple[str, str]]:
        """Whose form it is: the person's name and the unit's, of those that it has."""
        names = {spec.source: name for name, spec in self.fields.items()}
        labels = {"person.name": "姓名", "unit.name": "单位"}
        return [(label, texts[names[source]]) for source, label in labels.items() if source in names]

    def refuse_undeclared(self, used: Set[str], called: str, where: str) -> None:
        """BrokenForm for a field that a template uses undeclared, or that is declared for nothing."""
        declared = {*self.fields, *self.columns}
        for name in sorted(used - declared):
            hint = meant(name, declared, "请在form.yaml中声明")
            raise BrokenForm(f"{called}用了没有声明的栏目“{name}”", hint=hint, where=where)
        if unused := "、".join(sorted(declared - used)):
            raise BrokenForm(f"声明了但{called}没有使用的栏目：{unused}", where=where)

    def spec(self, name: str) -> FieldSpec:
        """The field of that name, "field" or "table.column"."""
        table, _, column = name.rpartition(".")
        try:
            return self.tables[table].columns[column] if table else self.fields[name]
        except KeyError:
            raise BrokenForm(f"没有声明的栏目“{name}”", where=f"{self.id}/form.yaml") from None
