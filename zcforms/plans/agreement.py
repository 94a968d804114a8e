"""Whether a circular and the forms agree: everything that a plan names must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

from zcforms.forms import Form
from zcforms.forms.files import read_text
from zcforms.ground.errors import BrokenPlan
from zcforms.ground.manifests import Fault, Steps, near, near_or_all, path_of
from zcforms.model import Applicant
from zcforms.model.records import is_list
from zcforms.plans import FormUse, Plan, When, read_plan_text
from zcforms.plans.library import loaded, text_of
from zcforms.plans.soundness import faults_in, unsound
from zcforms.plans.unfinished import foreseen

_LATER = "改好后请再核对一次：出处、日期先后、表格等在栏目无误后才查"
_REST = "改好后请再核对一次：牵涉到缺少的键的，补上以后才查"


def check_plan_file(path: Path, forms: Mapping[str, Form]) -> list[str]:
    """What is wrong with a plan file of the user's own: one line a fault, none if it is sound.

    UsageError if there is no such file.
    """
    try:
        plan, text = read_plan_text(path)
    except BrokenPlan as e:
        return [*str(e).splitlines(), *_besides(path, forms)]
    faults = [*faults_in(plan), *_faults(plan, forms)]
    if path.stem != plan.id:
        faults.append((("id",), f"“{plan.id}”与文件名“{path.stem}”不同"))
    return [text.told(fault) for fault in sorted(faults, key=lambda fault: text.locate(fault[0])[0])]


def _faults(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    yield from _disagreements(plan, forms)
    yield from _unprinted(plan, forms)


def _besides(path: Path, forms: Mapping[str, Form]) -> Iterator[str]:
    """What is wrong besides keys that are not there, so that they are not all that a first round tells."""
    try:
        said, text, twice = loaded(text_of(path), path.name)
    except BrokenPlan:
        yield _LATER
        return
    found = None if twice else foreseen(said, lambda plan: [*unsound(plan), *_faults(plan, forms)])
    if found:
        yield f"  另有{len(found)}处，与缺少的键无关："
    for fault in found or []:
        yield f"  {text.told(fault)}"
    yield _LATER if found is None else _REST


def disagreements(plan: Plan, forms: Mapping[str, Form]) -> list[str]:
    """Where a plan names forms, sections, options or methods that do not exist, with the near name."""
    return [f"{path_of(steps)}: {words}" for steps, words in _disagreements(plan, forms)]


def _disagreements(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    yield from _of_forms(plan, forms)
    yield from _of_places(plan, forms)


def _unprinted(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    """What applicants write and the plan prints nowhere: to be seen to, but papers can be made."""
    yield from _of_statement(plan, forms)
    yield from _of_sections(plan)


def _of_statement(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    """A statement that applicants must write in so many characters stands on some form of the plan."""
    rule = plan.statement
    if rule.max_chars and not any(
        _prints_statement(use, forms[use.id]) for use in plan.forms if use.id in forms
    ):
        words = "评审表的options.sections里加上statement，或列出work_summary（只在点名时做的，份数写0）"
        yield ("statement", "max_chars"), f"“{rule.label}”要写、要数字数，却没有一张表印它：{words}"


def _prints_statement(use: FormUse, form: Form) -> bool:
    """Whether the statement is printed: the sections of a form are those of the plan, else its own."""
    names = [name for name, spec in form.fields.items() if spec.source == "person.statement"]
    sections = use.options.get("sections", form.options.get("sections"))
    if not names or not isinstance(sections, list):
        return bool(names)
    pages = [form.folder / "sections" / f"{name}.html" for name in sections if name in form.sections]
    texts = [read_text(page, f"{form.id}/sections/{page.name}") for page in pages]
    return any(f"field('{name}'" in text for name in names for text in texts)


def _of_sections(plan: Plan) -> Iterator[Fault]:
    """A volume without sections; sections that bear a form's name and yet would hold evidence only."""
    if plan.binding and not plan.binding.sections:
        words = "照通知列出各部分（论文著作、科研项目、获奖证书等），不装订的删去binding"
        yield ("binding", "sections"), f"没有一个部分：装订册只有封面和空的目录，佐证一份也装不进去：{words}"
    for n, section in enumerate(plan.sections):
        place = ("binding", "sections", n)
        named = [use.id for use in plan.forms if section.title in (use.title, *use.alt_titles)]
        if section.form or section.required:
            continue
        if section.title == plan.statement.label:
            words = "加上form: work_summary（并列入forms）；只收扫描件的，写required: true"
            yield place, f"“{section.title}”是申报人写的正文，这一部分没有form，会印“无”：{words}"
        elif named:
            yield place, f"“{section.title}”是表格，这一部分没有form，会印“无”：写form: {named[0]}"


def _of_places(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    """Copies that are in no list of what is sent in, so that nobody would know where they go."""
    loose = {item.form for item in plan.binding.loose} if plan.binding else set()
    for use in plan.forms:
        form = forms.get(use.id)
        if form is None or not use.copies or form.role == "bag":
            continue
        place: Steps = ("forms", use.id, "goes_to")
        if use.id in loose:
            if use.goes_to:
                yield place, "binding的loose已列这张表，不要再写goes_to"
        elif form.scope == "person":
            if use.goes_to is None and use.id not in plan.bound_forms:
                words = "写bag（装袋）、platform（上传平台）或unit（留单位），或列入binding的sections、loose"
                yield place, f"《{use.title}》{use.copies}份放到哪里没有写：{words}"
            elif use.goes_to == "office":
                yield place, "office只用于整批、每单位一份的表；每人一份的表写bag"
        elif use.goes_to == "bag":
            yield place, "资料袋每人一只，bag只用于每人一份的表；随纸质材料一起报送的写office"
        elif use.goes_to is None and not _is_sent(form, plan, forms):
            words = "加一张列出报送材料的送评报告单，"
            words += "或写goes_to: office（随纸质材料报送）、platform（上传平台）、unit（留单位）"
            yield place, f"《{use.title}》{use.copies}份没有委托书列出它：{words}"


def _is_sent(form: Form, plan: Plan, forms: Mapping[str, Form]) -> bool:
    """Whether a letter of the plan accompanies an office's or a unit's form: lists it, or attaches it."""
    letters = [forms[use.id] for use in plan.forms if use.copies and use.id in forms]
    letters = [letter for letter in letters if letter.role == "letter"]
    attached = form.role == "batch_roster" and any(letter.shows("roster_title") for letter in letters)
    return form.role == "letter" or attached or any(letter.shows("materials") for letter in letters)


def _of_forms(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, use in enumerate(plan.forms):
        place: Steps = ("forms", n if use.id in seen else use.id)
        if use.id in seen:
            yield place, f"表格“{use.id}”写了两次，留一处"
        seen.add(use.id)
        if use.id in forms:
            yield from _of_options(use, forms[use.id], (*place, "options"))
        else:
            yield place, f"没有表格“{use.id}”" + near(use.id, forms)
        yield from _of_when(use.when, plan, (*place, "when"))
    yield from _of_need(plan, forms)
    yield from _of_binding(plan, seen)


def _of_need(plan: Plan, forms: Mapping[str, Form]) -> Iterator[Fault]:
    """Forms that must be there: of who is in an established post, and of each way of applying."""
    post = plan.establishment
    if post and post.form not in forms:
        yield ("establishment", "form"), f"没有表格“{post.form}”" + near(post.form, forms)
    for method in plan.methods:
        for name in method.need:
            if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", name) and name not in forms:
                yield ("methods", method.id, "need"), f"没有表格“{name}”" + near(name, forms)
            elif name in forms and forms[name].role == "scores" and not plan.needs_score(method):
                words = f"要交《{forms[name].title}》的申报方式，须列入scoring的required_for"
                yield ("methods", method.id, "need"), words


def _of_binding(plan: Plan, used: Set[str]) -> Iterator[Fault]:
    """What is bound or handed in loose is a form that the plan uses."""
    for n, section in enumerate(plan.sections):
        place: Steps = ("binding", "sections", n)
        if section.form and section.form not in used:
            yield place, f"装订用到的表格“{section.form}”不在forms之列" + near(section.form, used)
        yield from _of_when(section.when, plan, (*place, "when"))
    for n, loose in enumerate(plan.binding.loose if plan.binding else []):
        if loose.form and loose.form not in used:
            words = f"不装订的表格“{loose.form}”不在forms之列" + near(loose.form, used)
            yield ("binding", "loose", n), words


def _of_when(when: When, plan: Plan, place: Steps) -> Iterator[Fault]:
    methods = [method.id for method in plan.methods]
    for name in when.method or []:
        if name not in methods:
            yield (*place, "method"), f"没有申报方式“{name}”" + near_or_all(name, methods)
    for name in when.has:
        if name not in _lists():
            yield (*place, "has"), f"申报人没有清单“{name}”" + near_or_all(name, _lists())


@cache  # each job asks for them dozens of times
def _lists() -> tuple[str, ...]:
    """The fields of an applicant that hold a list."""
    return tuple(name for name, field in Applicant.model_fields.items() if is_list(field.annotation))


def _of_options(use: FormUse, form: Form, place: Steps) -> Iterator[Fault]:
    for name in use.options:
        if name not in form.options:
            yield (*place, name), f"没有选项“{name}”" + near(name, form.options)
    columns = [column for table in form.tables.values() for column in table.columns]
    for option, what, known in (("sections", "章节", form.sections), ("columns", "列", columns)):
        if option not in form.options or option not in use.options:
            continue
        listed = use.options[option]
        if not isinstance(listed, list):
            yield (*place, option), "应为列表"
            continue
        for name in listed:
            if name not in known:
                yield (*place, option), f"没有{what}“{name}”" + near(str(name), known)
