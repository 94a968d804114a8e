"""What the commands on plans say: what a plan demands, what a draft found, what is other than last year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zcforms.authoring.drafting import Draft
    from zcforms.plans import Plan
    from zcforms.plans.changes import Changes
    from zcforms.plans.unfinished import Side

_MOST = 15  # left-over figures that are shown; the file has all
_MOST_KEYS = 40  # that are told one by one


def show_plan(plan: Plan) -> None:
    """What a circular demands: who may apply, the rules with their clauses, the forms, the binding."""
    from zcforms.plans.overview import listed_specialities

    click.secho(f"{plan.name}（{plan.year}）", bold=True)
    click.echo(f"受理：{plan.committee or plan.issuer}　依据：{plan.circular}")
    click.echo("专业：" + listed_specialities(plan))
    click.echo(
        "申报方式：" + "、".join(m.label + (f"［{m.clause}］" if m.clause else "") for m in plan.methods)
    )
    for number, words in plan.eligibility.numbered().items():
        click.echo(f"  条件编号 {number}　{words}")
    click.echo("规定：")
    for label, text, src in _rules(plan):
        click.echo(f"  {label}：{text}　［{src or '未写出处'}］")
    click.echo("表格：")
    for use in plan.forms:
        marks = {"双面": use.duplex, "加水印": use.watermark, use.destination: use.goes_to and use.copies}
        copies = f"一式{use.copies}份" if use.copies else "指名或装订时才做"
        shown = "，".join([copies, *(mark for mark, is_so in marks.items() if is_so)])
        click.echo(f"  {use.title}　{shown}　［{use.src}］")
    for note in plan.notes:
        click.echo(f"说明：{note.words}　［{note.src}］")
    if plan.binding:
        click.echo(f"装订顺序（寄送{plan.binding.send_to}）［{plan.binding.src}］：")
        for n, section in enumerate(plan.binding.sections, 1):
            click.echo(f"  {n:2}. {section.title}")
        click.echo("不装订：" + "、".join(item.title for item in plan.binding.loose))


_LOST = "通知载明，本稿缺失"


def _rules(plan: Plan) -> Iterator[tuple[str, str, str | None]]:
    """The figures of a circular: what, how much, by which clause."""
    for name, title in plan.dates.titles().items():
        day = plan.dates.known(name)
        absent = _LOST if getattr(plan.dates, name) else "未载明"
        yield title, day.to_chinese() if day else absent, plan.dates.src
    publicity = plan.publicity
    first = {True: "首日计入", False: "首日不计入", None: "首日计不计入未载明"}[publicity.count_start_day]
    yield "单位公示", f"不少于{publicity.min_workdays}个工作日，{first}", publicity.src
    yield "继续教育", _hours(plan), plan.continuing_education.src
    levels = plan.assessment.levels
    allowed = f"，{'、'.join(levels)}" if levels else ""
    yield "年度考核", plan.assessment.stated + allowed, plan.assessment.src
    if plan.scoring:
        mark = plan.scoring.pass_mark
        shown = f"{mark:g}分" if isinstance(mark, float) else _LOST if mark else "未载明"
        yield "自评分数线", shown, plan.scoring.src


def _hours(plan: Plan) -> str:
    rule = plan.continuing_education
    stated = []
    for label, least in (("每年", rule.per_year), ("累计", rule.cumulative)):
        kinds = {"": least.total, "专业": least.major, "公需": least.public} if least else {}
        if kinds:
            stated.append(
                label + "、".join(f"{kind}{n}{rule.unit}" for kind, n in kinds.items() if n is not None)
            )
    years = "、".join(map(str, rule.years))
    return "，".join([f"{years}年", *(stated or [f"{rule.unit}数未载明"])])


def show_drafted(made: Draft, target: Path) -> None:
    """The draft in numbers, and what there is to do next."""
    click.echo(f"{target}：草稿写了{len(made.pending)}项，全部待核，每项后面是条款和原话")
    if made.absent:
        click.echo(f"没有找到、必须补上的{len(made.absent)}项：{'、'.join(map(_named, made.absent))}")
        if any(key == "watermark" or key.startswith(("photo.", "platform.")) for key in made.absent):
            click.echo("其中水印、平台、证件照的各项，通知确实没有规定的写null")
    if made.unplaced:
        click.echo(
            f"没有放进计划的数字和日期{len(made.unplaced)}处，看看有没有规定漏在里面（全部在文件末尾）："
        )
        for left in made.unplaced[:_MOST]:
            click.echo(f"  {left.clause or '正文'}：{left.words}")
        if len(made.unplaced) > _MOST:
            click.echo(f"  另有{len(made.unplaced) - _MOST}处")
    for title in made.unknown_forms:
        click.echo(f"通知要的《{title}》随软件没有：有Word、Excel或PDF空表的，zcforms forms add")
    click.echo(f"下一步：对着通知逐项看，改好的从“待核”里删去，再 zcforms plans check {target}")


def show_pending(plan: Plan) -> None:
    """That a plan is only a draft, if it is."""
    if plan.pending:
        click.echo(f"“{plan.id}”是草稿，还有{len(plan.pending)}项待核")


def show_changes(found: Changes, sides: tuple[Side, Side]) -> None:
    """What is otherwise in the later plan: rules, forms, keys, checks; and what a draft lacks yet."""
    from zcforms.plans.titles import title_of

    for plan, missing in sides:
        show_pending(plan)
        if missing:
            lacks = "、".join(map(_named, missing))
            click.echo(f"“{plan.id}”还没有的{len(missing)}项，照另一份的算，没有比：{lacks}")
    for word, (plan, missing) in zip("原现", sides, strict=True):
        click.echo(f"{word}：{plan.id if 'name' in missing else plan.name}（{plan.year}）")
    for heading, told in (("规定", found.rules), ("表格", found.forms)):
        click.echo(f"\n{heading}有变的{len(told)}项")
        for one in told:
            said = zip(one.apart, (one.before, one.after), sides, strict=True)
            was, is_now = (_said(apart or whole, side.plan) for apart, whole, side in said)
            click.echo(f"  {one.title}\n    原：{was}\n    现：{is_now}")
    if found.printed:
        click.echo("\n表上印着变了的内容：")
        for title, keys in found.printed.items():
            click.echo(f"  《{title}》  {'、'.join(map(title_of, keys))}")
    if found.moved:
        click.echo(f"\n只是条款号不同的：{'、'.join(found.moved)}")
    click.echo(f"\n计划文件里不同的键{len(found.keys)}个")
    for key in found.keys[:_MOST_KEYS]:
        was, is_now = (
            _said(one, side.plan) for one, side in zip((key.before, key.after), sides, strict=True)
        )
        click.echo(f"  {_named(key.title)}: {was} → {is_now}")
    if more := found.keys[_MOST_KEYS:]:
        click.echo(f"  另有{len(more)}个，全部见 --json")
    click.echo(f"\n牵涉的检查{len(found.codes)}种（zcforms explain 编号）")
    for code, what in found.codes.items():
        click.echo(f"  {code:28} {what}")


def _said(words: str, plan: Plan) -> str:
    """What a plan says; of a draft, what it does not say was not found, which is no word of the circular."""
    if plan.pending:
        return words.replace("未载明", "没有找到") or "（没有找到，看通知）"
    return words or "（没有）"


def _named(key: str) -> str:
    """A key in words, and as the file has it; what a draft says of it in brackets stays behind it."""
    from zcforms.plans.titles import title_of

    key, _, said = key.partition("（")
    return f"{title_of(key)}（{key}{'，' if said else ''}{said or '）'}"
