"""A folder of work → its settings, its plan and its people, each with what was wrong in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from zcforms.chinese.numbers import few
from zcforms.chinese.workdays import Calendar, official_calendar
from zcforms.ground.errors import UnreadableInput, UsageError, reason
from zcforms.ground.files import PERMIT, entries, inside, is_left_by_programs, read_file, shown_name
from zcforms.ground.findings import Finding, Place, Places, Severity, blocks
from zcforms.ground.findings import Path as FieldPath
from zcforms.ground.meant import nearest
from zcforms.intake.called import composed_name, file_named, folder_named, misnamed, plain_name
from zcforms.intake.columns import Layout
from zcforms.intake.records import read_record
from zcforms.intake.tree import Node, read_tree
from zcforms.model import Applicant, Holidays, Settings
from zcforms.model.institution import Signing

SETTINGS_FILE = "zcforms.yaml"
WORKBOOK = "people.xlsx"
OUTPUT = "output"  # where a build goes unless another folder is asked for
HOLIDAYS_FILE = "假期.yaml"
TABLES = "外来表"  # tables of other desks, each with its mapping
EXPORTS = "导出件"  # what the platform made
_OURS = (SETTINGS_FILE, WORKBOOK, HOLIDAYS_FILE, "applicants", "photos", "evidence", "forms", TABLES, EXPORTS)
TABLE_ENDINGS = (".xlsx", ".xls", ".et", ".csv", ".tsv")
_NAMED = 5  # files at once
_TOLD = 100  # faults of the settings at once
ADDRESS_FILE = "签署地址.txt"  # where the service was last, for settings that say nothing of it
RECORDS = (".yaml", ".yml", ".json")  # what the files of applicants end in


@dataclass(frozen=True)
class PersonFile:
    """One person's file: the applicant if it could be read, and what was found while reading.

    `partial` is the record as far as it could be read, where there is no applicant.
    """

    key: str
    applicant: Applicant | None
    places: Places
    findings: tuple[Finding, ...] = ()
    evidence_key: str = ""  # the key that names the folder of evidence, where `key` was changed
    partial: Applicant | None = field(default=None, repr=False)

    @property
    def name(self) -> str | None:
        """The person's name, if it could be read."""
        return self._told("name")

    @property
    def unit(self) -> str | None:
        """The person's unit, if it could be read."""
        return self._told("unit")

    @property
    def phone(self) -> str | None:
        """The person's telephone number, if it could be read."""
        return self._told("phone")

    @property
    def photo(self) -> str | None:
        """What the record calls the person's photo, if that could be read."""
        return self._told("photo")

    @property
    def id_number(self) -> str:
        """The number of the person's document; "" if it could not be read."""
        card = vars(self.record).get("id") if self.record else None
        return str(vars(card).get("number") or "") if card else ""

    @property
    def digits(self) -> str:
        """The last characters of the ID number, which tell namesakes apart; "" if it could not be read."""
        return self.id_number[-4:]

    @property
    def record(self) -> Applicant | None:
        """The applicant, or as much of the record as could be read."""
        return self.applicant or self.partial

    @property
    def evidence_folder(self) -> str:
        """The name of the person's folder of evidence."""
        return self.evidence_key or self.key

    def _told(self, name: str) -> str | None:
        return vars(self.record).get(name) if self.record else None


@dataclass(frozen=True)
class Work:
    """A folder of work: settings, and people in the order of the workbook and of their file names."""

    root: Path
    settings: Settings
    settings_places: Places
    people: tuple[PersonFile, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()  # of the workbook as a whole, of the holidays
    layout: Layout | None = field(default=None, repr=False)  # of the workbook, if it could be read
    calendar: Calendar = field(default_factory=official_calendar, repr=False)
    keys: frozenset[str] = field(default=frozenset(), repr=False)  # of everybody, also where no people are

    def photo_path(self, name: str) -> Path | None:
        """Where a photo is, or None if the name leads out of the folder."""
        return file_named(self.root / "photos", name)

    def evidence_path(self, key: str, name: str) -> Path | None:
        """Where a person's evidence file is, or None if the name or the key leads out of the folder."""
        folder = folder_named(self.root / "evidence", key)
        return file_named(folder, name) if folder else None

    def unlisted_evidence(self, file: PersonFile) -> list[Path]:
        """The files in a person's folder of evidence that their record does not name, in order.

        What systems and programs leave there by themselves is not of the person's; of a record that cannot
        be read whole nothing is said.
        """
        key = file.evidence_folder
        folder = folder_named(self.root / "evidence", key)
        if file.applicant is None or folder is None or not folder.is_dir():
            return []
        names = {part.file for item in file.applicant.evidence for part in item.parts}
        listed = {path for name in names if (path := self.evidence_path(key, name))}
        found = [
            path
            for path in sorted(folder.rglob("*"))
            if path not in listed
            and not any(is_left_by_programs(part) for part in path.relative_to(folder).parts)
            and inside(folder, str(path.relative_to(folder))) is not None
            and path.is_file()
        ]
        real = {path.resolve() for path in listed if found}  # a link may lead to one that is listed
        return [path for path in found if path.resolve() not in real]


class NobodyThere(UnreadableInput):
    """A folder of work can be read, and there is nobody in it yet."""


def require_folder(root: Path) -> None:
    """Raise UnreadableInput where there is no folder of that name."""
    try:
        is_folder, is_file = root.is_dir(), root.is_file()
        (root / SETTINGS_FILE).exists()  # raises where nobody may look into it
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", hint=PERMIT, where=str(root)) from e
    if is_file:
        hint = "请写它所在的工作文件夹（里面有zcforms.yaml）；只做一个人用 --person"
        raise UnreadableInput("这是一个文件，不是工作文件夹", hint=hint, where=str(root))
    if not is_folder:
        near = nearest(root.name, [one.name for one in _works_in(root.parent)])
        hint = _instead([str(root.parent / near)] if near else [], "用 zcforms new 建一个")
        raise UnreadableInput("没有这个文件夹", hint=hint, where=str(root))


def require_work(root: Path) -> None:
    """Raise UsageError for what is no folder of work."""
    if not (root / SETTINGS_FILE).is_file():
        raise UsageError(f"{root}不是工作文件夹", hint=f"里面要有{SETTINGS_FILE}；用 zcforms new 建一个")


def _works_in(folder: Path) -> list[Path]:
    """The folders of work in a folder."""
    return sorted(path.parent for path in folder.glob(f"*/{SETTINGS_FILE}"))


def _instead(works: Iterable[str], otherwise: str) -> str:
    """Which folder of work may be meant by one that is none; what else to do where none is near."""
    near = few([f"“{work}”" for work in works], _NAMED, "个")
    return f"工作文件夹（里面有{SETTINGS_FILE}）是不是{near}？" if near else otherwise


def read_work(root: Path) -> Work:
    """Read a folder of work; one bad person never spoils the rest.

    Raises UnreadableInput if the folder or its zcforms.yaml cannot be used at all.
    """
    require_folder(root)
    settings, settings_places = read_settings(root)
    files = [path for path in entries(root / "applicants") if _is_record(path)]
    from_workbook, findings, layout = _read_people(root / WORKBOOK)
    from_tables, of_tables = _read_tables(root / TABLES)
    findings += [*of_tables, *_not_records(root / "applicants"), *misnamed(root, "", _OURS)]
    people = [*from_workbook, *from_tables, *(_read_person(path) for path in files)]
    findings += misnamed(root, "evidence/", [file.evidence_folder for file in people])
    if not people and not blocks(findings):
        lying = _lying(root)
        old = [
            f"把{name}另存为{WORKBOOK}；" for name in lying if Path(name).stem.lower() == Path(WORKBOOK).stem
        ]
        tables = "、".join(lying) or "xlsx、xls、csv"
        hint = "".join(old) + (
            f"在{WORKBOOK}中每人一行，或在applicants文件夹中每人一个YAML或JSON文件；"
            f"别的受理点、单位的表（{tables}），运行 zcforms map 表名 --work 工作文件夹，放进“{TABLES}”"
        )
        told = "；".join(["没有申报人", *(found.message for found in findings)])
        raise NobodyThere(told, hint=hint, where=root.name)
    _refuse_repeated(people)
    calendar, wrong = _read_calendar(root / HOLIDAYS_FILE)
    keys = frozenset(file.key for file in people)
    said = (*findings, *wrong)
    return Work(root, settings, settings_places, tuple(people), said, layout, calendar, keys)


def _lying(root: Path) -> list[str]:
    """Tables that lie in a folder of work, where nobody reads them."""
    names = (shown_name(path) for path in root.glob("[!.~]*") if path.name.lower().endswith(TABLE_ENDINGS))
    return sorted(name for name in names if name != WORKBOOK)


def _is_record(path: Path) -> bool:
    """Whether a file in applicants/ is somebody's; hidden ones are other programs' (.~lock.lin.yaml)."""
    return path.suffix.lower() in RECORDS and path.is_file()


def _not_records(folder: Path) -> Iterator[Finding]:
    """That something lies among the applicants' files which is none: lin.yaml.txt is lost without a word."""
    paths = [path for path in entries(folder) if not is_left_by_programs(path.name)]
    if found := [f"“{shown_name(path)}”" for path in paths if not _is_record(path)]:
        message = f"applicants里的{few(found, _NAMED, '个')}没有采用"
        hint = (
            "申报人的，改成直接放在applicants里、以.yaml或.json结尾的文件（显示扩展名再改名）；"
            f"Word、Excel的改名没有用，照示例抄进去，{WORKBOOK}放到外面一层；不用的移走"
        )
        yield Finding("file-unused", message, Severity.WARNING, hint, place=Place("applicants"))


def read_settings(root: Path) -> tuple[Settings, Places]:
    """The settings of a folder of work, and where they stand; UnreadableInput if they cannot be used."""
    path = root / SETTINGS_FILE
    if not path.is_file():
        named = (one for one in sorted(root.glob("*.[Yy]*[Mm][Ll]*")) if one.is_file())
        near = [shown_name(one) for one in named if path.stem in plain_name(one.name)]
        above = [one for one in root.resolve().parents if (one / SETTINGS_FILE).is_file()][:1]
        hint = _instead(map(str, above or _works_in(root)), "用 zcforms new 建一个工作文件夹")
        hint = f"把“{near[0]}”改名为{SETTINGS_FILE}" if near else hint
        raise UnreadableInput(f"缺少{SETTINGS_FILE}", hint=hint, where=str(root))
    tree = read_tree(path, SETTINGS_FILE)
    if isinstance(tree, Node):
        reading = read_record(tree, Settings, SETTINGS_FILE)
        if reading.value is not None:
            return _with_address(root, reading.value), reading.places
        tree = reading.findings
    lines = [f"  {f.place}: {f.message}" + (f"（{f.hint}）" if f.hint else "") for f in tree[:_TOLD]]
    lines += ["  ……"] * (len(tree) > _TOLD)
    raise UnreadableInput(f"{SETTINGS_FILE}有{len(tree)}处错误：\n" + "\n".join(lines))


def _with_address(root: Path, settings: Settings) -> Settings:
    """The settings, where they say nothing of it, with the address at which the service was last."""
    path = root / ADDRESS_FILE
    if settings.signing.base_url is not None or not path.is_file():
        return settings
    try:
        signing = Signing(base_url=read_file(path).decode("ascii").strip())
    except (OSError, ValueError) as e:
        hint = "删去它，再开一次签署服务；或在zcforms.yaml写明签署地址"
        raise UnreadableInput(f"{ADDRESS_FILE}里不是网址", hint=hint, where=str(path)) from e
    return settings.model_copy(update={"signing": signing})


def _read_calendar(path: Path) -> tuple[Calendar, list[Finding]]:
    """The official years and the folder's own; what is wrong with its table, if there is one."""
    official = official_calendar()
    if not path.is_file():
        return official, []
    tree = read_tree(path, path.name)
    if not isinstance(tree, Node):
        return official, tree
    reading = read_record(tree, Holidays, path.name)
    own = reading.value
    return (official.with_years(own.calendar()) if own else official), reading.findings


def _read_person(path: Path) -> PersonFile:
    # On Windows no folder of evidence could end in a space that somebody typed before the ending.
    shown, key = f"applicants/{shown_name(path)}", Path(shown_name(path)).stem.strip()
    if shown_name(path) != path.name:
        hint = "把文件改名；从压缩包解出来的，换一个认得中文文件名的程序重新解"
        no_text = Finding("unreadable-file", "文件名不是UTF-8编码的文字", hint=hint, place=Place(shown))
        return PersonFile(key, None, Places(shown), (no_text,))
    if inside(path.parent, path.name) is None:
        hint = "换成文件本身"
        outside = Finding("path-outside", "是指向文件夹外面的链接，没有采用", hint=hint, place=Place(shown))
        return PersonFile(key, None, Places(shown), (outside,))
    try:
        tree = read_tree(path, shown)
    except UnreadableInput as e:
        tree = [Finding("unreadable-file", e.message, hint=e.hint, place=Place(shown))]
    if isinstance(tree, Node):
        reading = read_record(tree, Applicant, shown)
        found = tuple(reading.findings)
        return PersonFile(key, reading.value, reading.places, found, partial=reading.partial)
    return PersonFile(key, None, Places(shown), tuple(tree))


def _read_people(path: Path) -> tuple[list[PersonFile], list[Finding], Layout | None]:
    """The people of the workbook, if there is one, and what concerns none of them in particular."""
    if not path.is_file():
        return [], [], None
    from zcforms.intake.workbook import read_workbook  # and openpyxl with it, only where there is one

    book = read_workbook(path, path.name)
    columns = book.layout.columns if book.layout else {}
    people = people_of(book.people, book.findings, path.name, columns)
    return people, [f for f in book.findings if f.person not in book.people], book.layout


def _read_tables(folder: Path) -> tuple[list[PersonFile], list[Finding]]:
    """The people of other desks' tables, and what concerns none of them in particular."""
    people: list[PersonFile] = []
    findings: list[Finding] = []
    for path in entries(folder):
        if path.name.startswith("~") or not path.name.lower().endswith(TABLE_ENDINGS) or not path.is_file():
            continue
        from zcforms.intake.desks.mapped import read_table  # and openpyxl with it, only where there is one

        shown = f"{folder.name}/{shown_name(path)}"
        table = read_table(path, shown)
        people += people_of(table.people, table.findings, shown, {})
        findings += [f for f in table.findings if f.person not in table.people]
    return people, findings


def people_of(
    people: Mapping[str, Node],
    findings: Sequence[Finding],
    shown: str,
    columns: Mapping[FieldPath, tuple[str, str]],
) -> list[PersonFile]:
    """The people of a workbook or a table by their trees, each with what was found in their rows."""
    found = []
    for key, node in people.items():
        reading = read_record(node, Applicant, shown, columns)
        own = [f for f in findings if f.person == key]
        applicant = None if blocks(own) else reading.value
        told, partial = (*own, *reading.findings), reading.partial or reading.value
        found.append(PersonFile(key, applicant, reading.places, told, partial=partial))
    return found


def _refuse_repeated(people: Sequence[PersonFile]) -> None:
    first: dict[str, PersonFile] = {}
    repeated = [p for p in people if first.setdefault(p.key, p) is not p]
    if repeated:
        hint = "是同一个人的，留一处；不是的，改文件名，或在工作簿、表格里写不同的人员编号"
        told = [f"“{p.key}”（{first[p.key].places.find(())}、{p.places.find(())}）" for p in repeated]
        raise UnreadableInput("申报人编号重复：" + "、".join(told), hint=hint)


def choose(work: Work, asked: Sequence[str]) -> tuple[PersonFile, ...]:
    """The people whose key or name was asked for, in roster order; all if nobody was named."""
    if not asked:
        return work.people
    chosen = []
    for wanted in asked:
        found = [p for p in work.people if p.key == wanted] or [
            p for p in work.people if composed_name(wanted) in (composed_name(p.key), p.name)
        ]
        if len(found) > 1:
            same = "、".join(p.key for p in found)
            raise UsageError(f"姓名“{wanted}”不止一人", hint=f"请写编号：{same}")
        if not found:
            if not work.people:  # of a workbook that cannot be read, say
                why = next(found for found in work.findings if blocks([found]))
                raise UnreadableInput(f"没有读到申报人：{why.message}", hint=why.hint, where=str(why.place))
            raise UsageError(f"没有申报人“{wanted}”", hint=f"可选：{_like(wanted, work.people)}")
        chosen += [p.key for p in found]
    return tuple(p for p in work.people if p.key in chosen)


def _like(wanted: str, people: Sequence[PersonFile]) -> str:
    """The keys with the names of whom is called alike, or of the first of all."""
    near = get_close_matches(wanted, [called for p in people for called in (p.key, p.name or "")], n=3)
    chosen = [p for p in people if p.key in near or p.name in near] or people
    told = [p.key if p.name in (None, p.key) else f"{p.key}（{p.name}）" for p in chosen]
    return few(told, 10, "人")
