"""What `forms add` says: what goes into a form that somebody brought, and what there is to go over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zcforms.terminal.telling import show_findings

if TYPE_CHECKING:
    from zcforms.authoring.adding import Added, Line
    from zcforms.authoring.adding.brought import Brought
    from zcforms.authoring.adding.word.marks import Draft, Guess


def show_added(added: Added) -> None:
    """What a PDF form asks for, what goes into it, and what there is to do next."""
    taken = [line for line in added.lines if line.source]
    free = [line for line in added.lines if not line.source]
    click.echo(f"{added.folder.name}：{len(added.lines)}个栏目")
    if taken:
        click.echo(f"填写{len(taken)}个" + ("（猜的，请逐项核对）：" if added.is_new else "："))
        for line in taken:
            click.echo(f"  {_described(line)}  ← {line.source}（{line.title}）")
    if free:
        click.echo(f"不填{len(free)}个，留给手写" + ("；没有猜到来源：" if added.is_new else "："))
        for line in free:
            click.echo(f"  {_described(line)}" + (f"  旁边的文字：{line.beside}" if line.beside else ""))
    if added.findings:
        show_findings(list(added.findings))
    if added.faults:
        click.echo(f"form.yaml与PDF有{len(added.faults)}处对不上：")
        for fault in added.faults:
            click.echo(f"  {fault}")
    elif added.is_new:
        click.echo(f"已写好{added.folder / 'form.yaml'}。改好以后再运行一次本命令核对，然后 zcforms build")
    else:
        click.echo("form.yaml与PDF对得上")


def _described(line: Line) -> str:
    return f"{line.name}　{line.kind}" + (f"　第{line.page}页" if line.page else "　不在页面上")


def show_brought(added: Brought) -> None:
    """What the tags of a form mean, or what was guessed where it has none."""
    form = added.form
    count = len(form.fields) + sum(len(table.columns) for table in form.tables.values())
    if added.converted:
        click.echo("这是旧版文件，由LibreOffice转成现在的格式：请对着原件看一遍版面")
    if added.was_revised:
        click.echo(
            "文件里有没有接受的修订，照全部接受以后的样子收进来：不要的改动，在Word的“审阅”里拒绝，再添加"
        )
    if added.draft is None:
        click.echo(f"已添加《{form.title}》（{count}个栏目，请核对每个栏目填的是什么）：{form.folder}")
        for tag in added.tags:
            click.echo(f"  {tag.written}　{tag.meaning}  ← {tag.source}")
        return
    if not added.is_new:
        click.echo(f"《{form.title}》的form.yaml与文件对得上，没有改动：{form.folder / 'form.yaml'}")
        if unsaid := [one for one in added.draft.fields if one.key not in form.fields]:
            said = "、".join(f"{one.key}“{one.caption}”（{one.place}）" for one in unsaid)
            click.echo(f"form.yaml里没有写、所以不填的空格：{said}")
        return
    click.echo(f"已添加《{form.title}》：{_counted(added.draft)}")
    _show_draft(added.draft)
    is_pdf = added.sheet is not None and added.sheet.suffix == ".pdf"
    marks = "带“？”的没有把握" if is_pdf else "绿色有把握，黄色带“？”没有把握，灰色不填"
    click.echo(f"对着看：{added.sheet}（{marks}）")
    click.echo(f"不对的改：{form.folder / 'form.yaml'}")


def _counted(draft: Draft) -> str:
    """How many blanks there are, and how many of them were guessed."""
    blanks = [*draft.fields, *(column for one in draft.lists for column in one.columns)]
    guessed = sum(bool(one.source) for one in blanks)
    if not guessed:
        return f"{len(blanks)}个空格编了号，一个也没有猜，填什么请照核对稿的编号写"
    rest = f"，{len(blanks) - guessed}个没有猜到" if guessed < len(blanks) else ""
    return f"文件里没有写栏目名，{len(blanks)}个空格猜了{guessed}个{rest}，请逐项核对"


def _show_draft(draft: Draft) -> None:
    columns = [(f"{one.key}.", column) for one in draft.lists for column in one.columns]
    asked = [*(("", one) for one in draft.fields), *columns]
    for rows in draft.lists:
        source = f"  ← {rows.source}（{rows.title}）" if rows.source else ""
        click.echo(f"  {rows.key}　{rows.place}起的清单{source}，{rows.rows}行")
    for said, kept in (
        ("有把握的", [a for a in asked if a[1].source and a[1].sure]),
        ("没有把握的，先看这些", [a for a in asked if a[1].source and not a[1].sure]),
        ("没有猜到、不填的", [a for a in asked if not a[1].source]),
    ):
        if kept:
            click.echo(f"{said}{len(kept)}个：")
            for prefix, one in kept:
                click.echo(f"  {_guessed(prefix, one)}")
    if draft.by_hand:
        click.echo(f"意见、签名、盖章、日期{len(draft.by_hand)}处，永远留给手写")
    for said in draft.remarks:
        click.echo(said)
    for place in draft.unread:
        click.echo(f"没有看懂：{place}")


def _guessed(prefix: str, one: Guess) -> str:
    source = f"  ← {one.source}（{one.meaning}）" if one.source else ""
    return f"{prefix}{one.key}　{one.place}“{one.caption}”{source}"
