"""A form as a folder: its manifest, and a person's facts turned into the values of its fields.

`templates/<form_id>/form.yaml` declares every field with its source path, format and box. Folders
are discovered, never registered; a folder whose name begins with an underscore is shared material.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from zcforms.chinese.typefaces import SHIPPED, Typefaces
from zcforms.chinese.values import PartialDate
from zcforms.ground.errors import BrokenForm, UsageError
from zcforms.ground.manifests import ManifestText, schema_faults

OWN_FORMS = "forms"  # the folder of the user's own forms in a folder of work

Role = Literal[
    "batch_roster",
    "letter",
    "approval",
    "scores",
    "bag",
    "slip",
    "volume_cover",
    "volume_contents",
    "volume_folio",
]
# The scope of the forms that may have a role; of some there can be one only, for it is asked for by role.
_SCOPES: Mapping[Role, str] = {
    "batch_roster": "office",
    "letter": "office",
    "approval": "person",
    "scores": "person",
    "bag": "person",
    "slip": "slip",
    "volume_cover": "binding",
    "volume_contents": "binding",
    "volume_folio": "binding",
}
_SINGLE: frozenset[Role] = frozenset(
    {"batch_roster", "slip", "volume_cover", "volume_contents", "volume_folio"}
)


class Manifest(BaseModel):
    """A part of form.yaml; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(Manifest):
    """One field: its Chinese title, where its value comes from, and how it is written.

    Its room is what the template gives it; only what differs from the style sheet is declared: `size`
    in pt, `leading` in multiples of it, `floor`, the smallest size, and what happens to a text that is
    too long even then. `error`: a finding; `grow`: the row grows; `continue`: the rest goes on a page of
    its own. What the form says where a field says nothing: `error` if its pages are fixed, else `grow`.
    """

    title: str
    source: str | None = None
    format: Literal["text", "month", "chinese_date", "prose", "image"] = "text"
    size: float | None = Field(None, gt=0)
    leading: float | None = Field(None, gt=0)
    floor: float | None = Field(None, gt=0)
    overflow: Literal["error", "grow", "continue"] | None = None
    width: float | None = None  # of a column, mm
    absent: str = ""
    pdf: str | None = None  # the field of template.pdf; {n} in a column's stands for the row
    choices: dict[str, str] = Field(default_factory=dict)  # our word → the PDF's option

    @property
    def smallest(self) -> float:
        """The size (pt) below which the text is not set: 9, and 8 for a unit's name (requirements F3, G4)."""
        return self.floor or (8 if self.source == "unit.name" else 9)


class TableSpec(Manifest):
    """A repeating part: its rows come from a list, its columns are fields of a row.

    `blank_rows` is how many rows an empty print has for writing by hand; `none_in` names the column
    that says 无 when the applicant has declared that there is nothing. Without a source, the rows are
    always left for writing by hand.
    """

    title: str
    source: str | None = None
    columns: dict[str, FieldSpec]
    blank_rows: int = 1
    min_rows: int = 0
    none_in: str | None = None


class Form(Manifest):
    """A form: what it is called, whom it is made for, its paper, its fields and tables.

    `role` says what a form is where the program asks for it: `batch_roster` 花名册, `letter` 委托书 and
    送评报告单, `approval` 破格 and 标志性业绩审批表, `scores` 打分表, `bag` what is stuck on the bag, `slip`
    补正清单, `volume_cover`, `volume_contents` and `volume_folio` the sheets of the bound volume.
    """

    id: str
    title: str
    aliases: list[str] = Field(default_factory=list)
    scope: Literal["person", "institution", "office", "slip", "binding"]
    role: Role | None = Field(None, validate_default=True)
    needs_reasons: bool = False  # who applies by it states the clauses that they meet (破格理由)
    media: tuple[Literal["html", "xlsx", "docx", "pdf"], ...] = ("html",)
    pages: int | None = None
    overflow: Literal["error", "grow"] | None = None  # of fields that say nothing of their own
    cites: bool = False  # shows where evidence is in the volume, so it is filled again once that is known
    flatten: bool = False  # of a PDF form: deliver no copy whose fields can still be changed
    numbered: bool = False  # shows the number in the roster, so it is filled once everybody is checked
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    tables: dict[str, TableSpec] = Field(default_factory=dict)
    options: dict[str, Any] = Field(default_factory=dict)
    folder: Path
    _typefaces: Typefaces = PrivateAttr(SHIPPED)
    _content: str = PrivateAttr("")  # the digest of the folder's files when it was read

    @property
    def typefaces(self) -> Typefaces:
        """The faces in which it is measured and set."""
        return self._typefaces

    def set_in(self, typefaces: Typefaces) -> Form:
        """The same form, set in other faces."""
        form = self.model_copy()
        form._typefaces = typefaces
        return form

    @field_validator("role")
    @classmethod
    def _suits_the_scope(cls, role: Role | None, info: ValidationInfo) -> Role | None:
        scope = info.data.get("scope")
        if role is None and scope in ("slip", "binding"):
            known = "、".join(name for name, its in _SCOPES.items() if its == scope)
            raise ValueError(f"scope是{scope}的表要写role：{known}")
        if role is not None and scope is not None and scope != _SCOPES[role]:
            raise ValueError(f"{role}的scope应为{_SCOPES[role]}")
        return role

    def __hash__(self) -> int:
        """By content, as equality is: what is kept of a form is made anew when a file of it was edited."""
        return hash((self.folder, self._content))

    @property
    def sections(self) -> list[str]:
        """The names that a plan may list under `options.sections`: the templates of that folder."""
        return sorted(path.stem for path in (self.folder / "sections").glob("*.html"))

    def shows(self, source: str) -> bool:
        """Whether a field of the form draws on that source."""
        return any(spec.source == source for spec in self.fields.values())

    def whose(self, texts: Mapping[str, str]) -> list[tuple[str, str]]:
        """Whose form it is: the person's name and the unit's, of those that it has."""
        names = {spec.source: name for name, spec in self.fields.items()}
        labels = {"person.name": "姓名", "unit.name": "单位"}
        return [(label, texts[names[source]]) for source, label in labels.items() if source in names]

    def spec(self, name: str) -> FieldSpec:
        """The field of that name, "field" or "table.column"."""
        table, _, column = name.rpartition(".")
        try:
            return self.tables[table].columns[column] if table else self.fields[name]
        except KeyError:
            raise BrokenForm(f"没有声明的栏目“{name}”", where=f"{self.id}/form.yaml") from None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table on paper; `blank` marks a row left empty for handwriting."""

    cells: Mapping[str, str]
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """What a form shows: text by field, rows by table, images by field, options of the plan."""

    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    blank: bool = False


# --- discovery -----------------------------------------------------------------------------------


def templates_folder() -> Path:
    """The folder of all forms."""
    with as_file(files("zcforms") / "templates") as folder:
        return folder


def load_forms(extra: Path | None = None) -> dict[str, Form]:
    """Every form by id: those of the templates folder, then the user's own in `extra`, if it is there.

    BrokenForm if a manifest is faulty, or if two forms bear the same id, title or alias.
    """
    found, broken = survey_forms(extra)
    for fault in broken:
        raise fault
    return found


def survey_forms(extra: Path | None = None) -> tuple[dict[str, Form], list[BrokenForm]]:
    """Every form by id that can be read, and what is wrong with those of the user's own that cannot."""
    found: dict[str, Form] = {}
    for folder in _folders(templates_folder()):
        _join(found, load_form(folder))
    broken = []
    for folder in _folders(extra) if extra is not None and extra.is_dir() else ():
        try:
            _join(found, load_form(folder))
        except BrokenForm as e:
            broken.append(e)
    return found, broken


def _folders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if (p / "form.yaml").is_file())


def _join(forms: dict[str, Form], form: Form) -> None:
    """Add a form, unless it bears a name of another one: who asks for that name must get the one meant."""
    names = {form.id, form.title, *form.aliases}
    for other in forms.values():
        for name in sorted(names & {other.id, other.title, *other.aliases}):
            hint = "改title、aliases或文件夹的名称"
            said = f"《{form.title}》与《{other.title}》同用名称或编号“{name}”"
            raise BrokenForm(said, hint=hint, where=f"{form.id}/form.yaml、{other.id}/form.yaml")
        if form.role in _SINGLE and form.role == other.role:
            said = f"《{form.title}》与《{other.title}》的role都是{form.role}，只能有一张"
            hint = "去掉其中一张的role"
            raise BrokenForm(said, hint=hint, where=f"{form.id}/form.yaml、{other.id}/form.yaml")
    forms[form.id] = form


def load_form(folder: Path) -> Form:
    """The form of one folder; its id is the folder's name."""
    where = f"{folder.name}/form.yaml"
    data, root = _read_yaml(folder / "form.yaml", where)
    text = ManifestText(root, where)
    faults = list(text.repeated())
    try:
        form = Form.model_validate({**data, "id": folder.name, "folder": folder.resolve()})
        form._content = _digest(folder)
    except ValidationError as e:
        faults += schema_faults(e.errors(), text, Form.model_json_schema())
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise BrokenForm(f"有{len(faults)}处错误：\n{lines}", where=where)
    return form


def _digest(folder: Path) -> str:
    """The SHA-256 over all files of a form's folder, in hex."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _read_yaml(path: Path, where: str) -> tuple[dict[str, Any], yaml.Node | None]:
    """The keys of a form's YAML file, and its nodes, which know their lines."""
    try:
        text = path.read_text("utf-8-sig")
        data, root = yaml.load(text, Loader=yaml.CSafeLoader), yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as e:
        line = f":{e.problem_mark.line + 1}" if e.problem_mark else ""
        hint = "检查这一行的缩进、冒号和引号"
        raise BrokenForm("不是有效的YAML", hint=hint, where=f"{where}{line}") from e
    except (yaml.YAMLError, OSError, ValueError) as e:
        raise BrokenForm("无法读取", hint="文件应为UTF-8编码的YAML", where=where) from e
    if not isinstance(data, dict):
        raise BrokenForm("应为若干“键: 值”", where=where)
    return data, root


def find_form(forms: Mapping[str, Form], asked: str) -> Form:
    """The form that the user means by an id, a title or an alias."""
    for form in forms.values():
        if asked in (form.id, form.title, *form.aliases):
            return form
    near_first = sorted(forms.values(), key=lambda form: -_likeness(asked, form))
    known = "、".join(f"{form.id}（{form.title}）" for form in near_first)
    raise UsageError(f"没有表格“{asked}”", hint=f"可用的表格：{known}")


def forms_with_role(forms: Mapping[str, Form], role: Role) -> list[Form]:
    """The forms of a role."""
    return [form for form in forms.values() if form.role == role]


def form_with_role(forms: Mapping[str, Form], role: Role) -> Form:
    """The only form of a role that one form can have; BrokenForm if it is missing."""
    found = forms_with_role(forms, role)
    if not found:
        raise BrokenForm(f"没有role为{role}的表格", hint="重新安装本软件，或恢复templates里的这张表")
    return found[0]


def _likeness(asked: str, form: Form) -> float:
    return max(SequenceMatcher(None, asked, name).ratio() for name in (form.id, form.title, *form.aliases))


# --- values --------------------------------------------------------------------------------------


def fill_in(
    form: Form,
    facts: Mapping[str, Any],
    title: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Values:
    """A form's values from the facts: each field's source looked up and written in its format."""
    fields, images = {}, {}
    for name, spec in form.fields.items():
        value = _resolve(facts, spec.source, form, name) if spec.source else None
        if spec.format == "image":
            if value is not None:
                images[name] = value
        else:
            fields[name] = _write(value, spec)
    tables = {}
    for name, table in form.tables.items():
        rows = _resolve(facts, table.source, form, name) if table.source else None
        tables[name] = _rows(rows, table, form, name)
    return Values(
        title=title or form.title,
        fields=fields,
        tables=tables,
        images=images,
        options={**form.options, **(options or {})},
    )


def left_blank(
    form: Form,
    title: str | None = None,
    options: Mapping[str, Any] | None = None,
    printed: Mapping[str, Any] | None = None,
) -> Values:
    """The values of an empty print for writing by hand; `printed` are facts that stand on it all the same."""
    known = printed or {}
    return Values(
        title=title or form.title,
        fields={
            name: _write(known.get(spec.source or ""), spec) if spec.source in known else ""
            for name, spec in form.fields.items()
            if spec.format != "image"
        },
        tables={
            name: _rows(known.get(table.source or ""), table, form, name)
            for name, table in form.tables.items()
        },
        options={**form.options, **(options or {})},
        blank=True,
    )


def _blank_row(table: TableSpec) -> Row:
    return Row(dict.fromkeys(table.columns, ""), blank=True)


def _rows(rows: Any, table: TableSpec, form: Form, name: str) -> list[Row]:
    if rows is None:
        return [_blank_row(table)] * max(table.blank_rows, table.min_rows)
    written = [
        Row(
            {
                c: _write(_resolve(row, s.source or c, form, f"{name}.{c}"), s)
                for c, s in table.columns.items()
            }
        )
        for row in rows
    ]
    if not written and table.none_in:
        written = [Row({**dict.fromkeys(table.columns, ""), table.none_in: "无"})]
    return written + [_blank_row(table)] * (table.min_rows - len(written))


def _resolve(facts: Any, source: str, form: Form, name: str) -> Any:
    value = facts
    for step in source.split("."):
        if value is None:
            return None
        if isinstance(value, Mapping):
            if step not in value:
                raise BrokenForm(f"栏目“{name}”的来源“{source}”不存在", where=f"{form.id}/form.yaml")
            value = value[step]
        elif isinstance(value, BaseModel) and not step.startswith("_") and hasattr(value, step):
            value = getattr(value, step)
        else:
            raise BrokenForm(f"栏目“{name}”的来源“{source}”不存在", where=f"{form.id}/form.yaml")
    return value


def _write(value: Any, spec: FieldSpec) -> str:
    if value is None or value == "":
        return spec.absent
    if isinstance(value, PartialDate):
        if spec.format == "month":
            return value.to_month()
        return value.to_chinese() if spec.format == "chinese_date" else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
