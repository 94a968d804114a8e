"""The commands on files that come and go: what is sent, other desks' tables, people the other way,
versions compared, a mark on any PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.chinese.names import told_unseen
from zcforms.chinese.numbers import runs
from zcforms.ground.errors import Undeliverable, UnreadableInput, UsageError
from zcforms.terminal.options import JSON, PATH, WORK
from zcforms.terminal.progress import progress
from zcforms.terminal.report import emit_json
from zcforms.terminal.targets import refuse_other_kinds
from zcforms.terminal.telling import show_findings

if TYPE_CHECKING:
    from zcforms.authoring.desks import Line, Mapped
    from zcforms.batch.converting import Kind
    from zcforms.batch.portraits import Portraits
    from zcforms.paper.comparing import Change
    from zcforms.watermark import Stamped


@click.command()
@WORK
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--dry-run", is_flag=True, help="只说收下以后谁签过的名要作废，什么也不放")
@JSON
def receive(work: Path, file: Path, dry_run: bool, as_json: bool) -> int:
    """收件：把工作簿（.xlsx）或装着照片、佐证的ZIP放进工作文件夹；换下的工作簿留着。"""
    from datetime import datetime

    from zcforms.batch.receiving import receive as put
    from zcforms.batch.voiding import voided
    from zcforms.chinese.dates import BEIJING
    from zcforms.intake.folder import require_folder

    require_folder(work)
    if dry_run:
        void = voided(work.resolve(), file, datetime.now(BEIJING).date())
        if as_json:
            emit_json({"void": void})
        else:
            click.echo(
                f"收下以后，{len(void)}人签过的保证书要重签"
                + "".join(f"\n  {told_unseen(key)}" for key in void)
            )
        return 0
    done = put(work.resolve(), file)
    if as_json:
        emit_json(asdict(done))
    else:
        click.echo(f"{'工作簿已换上，' if done.workbook else ''}放好{done.files}个文件")
        if done.gone:
            click.echo(
                f"  原来的工作簿里有、新的里没有的{len(done.gone)}人：{told_unseen('、'.join(done.gone))}"
                "（撤回的不必理会；收错了、收了旧的，把“换下的工作簿”里那份再收一次）"
            )
        if done.left:
            click.echo(f"没有放进去{len(done.left)}个：")
        for why in done.why:
            click.echo(f"  {told_unseen(why)}")
    return 1 if done.left else 0


@click.command()
@WORK
@click.option("--to", "kind", type=click.Choice(["yaml", "json", "xlsx"]), required=True, help="写成哪一种")
@click.option("--out", type=PATH, required=True, help="写到哪个文件夹；已有同名文件的不写")
@JSON
def convert(work: Path, kind: Kind, out: Path, as_json: bool) -> int:
    """把申报人换一种写法：每人一个YAML、JSON文件，或一个people.xlsx；写完读回来核对，一项不少才写。"""
    from zcforms.batch.converting import convert as write

    done = write(work, kind, out)
    if as_json:
        emit_json(
            {"files": [str(path) for path in done.files], "people": done.people, "left": dict(done.left)}
        )
    else:
        click.echo(f"{done.people}人写进{out}：{len(done.files)}个文件")
        for key, why in done.left.items():
            click.echo(f"  没有写：{key}（{why}）")
    return 1 if done.left else 0


@click.command("map")
@click.argument("table", metavar="TABLE", type=PATH)
@click.option("--work", type=PATH, help="放进这个工作文件夹（的“外来表”），检查、制作时一起读")
@JSON
def map_command(table: Path, work: Path | None, as_json: bool) -> int:
    """别的受理点、单位自己的表（.xlsx、.xls、.csv）：猜每列填到哪里，写成对应关系供核对；已有的，核对它。"""
    from zcforms.authoring.desks import map_table
    from zcforms.ground.findings import blocks

    done = map_table(table, work)
    if as_json:
        told = {"table": str(done.table), "mapping": str(done.mapping), "new": done.is_new}
        lines = {"columns": [asdict(line) for line in done.lines], "unread": list(done.unread)}
        emit_json(
            told
            | lines
            | {"people": done.people, "held": done.held, "findings": [f.to_dict() for f in done.findings]}
        )
    elif done.is_new:
        _show_proposal(done)
    else:
        show_findings(done.findings, done.files)
        held = f"，其中{done.held}人还有错误，要改好表或对应关系才能制作" if done.held else ""
        click.echo(
            f"{done.mapping}：读到{done.people}人{held}"
            + ("" if done.people else "；按上面说的改好再运行一次")
        )
    return 1 if blocks(f for f in done.findings if not f.person) else 0


def _show_proposal(done: Mapped) -> None:
    """What was guessed of a table, and what there is to do next."""
    read = [line for line in done.lines if line.target != "不读"]
    doubtful = [line for line in read if not line.sure]
    rest = [line for line in done.lines if line.target == "不读"]
    click.echo(f"{done.table.name}：{len(done.lines)}列，认出{len(read)}列，其中{len(doubtful)}列没有把握")
    several = len({line.sheet for line in done.lines}) > 1
    for line, sheet in _with_sheets(read, several):
        doubt = f"？（{line.why}）" if not line.sure else ""
        click.echo(told_unseen(f"{sheet}  {line.column}  → {line.target}{doubt}"))
    if rest:
        click.echo(f"不读{len(rest)}列：")
        for line, sheet in _with_sheets(rest, several):
            click.echo(told_unseen(f"{sheet}  {line.column}" + (f"（{line.why}）" if line.why else "")))
    if done.unread:
        click.echo("不读的工作表：" + told_unseen("、".join(done.unread)))
    click.echo(f"已写好{done.mapping}：逐行核对，把“已核对”改成“是”，再运行一次本命令")


def _with_sheets(lines: Sequence[Line], several: bool) -> Iterator[tuple[Line, str]]:
    """The lines, the first of every sheet with a line that names it, if there are several sheets."""
    before = None
    for line in lines:
        linked = f"（每行一项，照{line.link}接到人）" if line.link else ""
        told = f"工作表“{line.sheet}”{linked}：\n" if several and line.sheet != before else ""
        yield line, told
        before = line.sheet


@click.command()
@WORK
@click.option("--person", "people", multiple=True, metavar="KEY", help="只看这个人的（编号或姓名，可重复）")
@click.option("--apply", is_flag=True, help="看过对照以后：换上改好的，原件留在photos/原件")
@JSON
def photos(work: Path, people: tuple[str, ...], apply: bool, as_json: bool) -> int:
    """证件照按通知的要求转正、裁剪、改大小：先出原照与改后的对照，加 --apply 才换。"""
    import zcforms
    from zcforms.batch.portraits import portraits

    job = zcforms.open_folder(work, people)
    with progress() as show:
        done = portraits(job, apply, show)
    left = [one for one in done.outcomes if one.state != "good" and (one.state, apply) != ("mend", True)]
    if as_json:
        emit_json(asdict(done) | {"sheet": done.sheet and str(done.sheet)})
    else:
        _show_photos(done, apply)
    is_stuck = any(one.state == "stuck" for one in left)
    return Undeliverable.exit_code if is_stuck else 1 if left else 0


def _show_photos(done: Portraits, applied: bool) -> None:
    labels = {
        "mend": "已换上" if applied else "可以改",
        "stuck": "没有换上",
        "hopeless": "要重拍或换原片",
        "none": "没有照片",
    }
    states = Counter(one.state for one in done.outcomes)
    changed = f"{'换上' if applied else '可以改'}{states['mend']}张"
    changed += f"，没有换上{states['stuck']}张" if states["stuck"] else ""
    lacking = f"；没有照片{states['none']}人" if states["none"] else ""
    click.echo(
        f"照片{len(done.outcomes) - states['none']}张：合格{states['good']}张，{changed}，"
        f"要重拍或换原片{states['hopeless']}张{lacking}"
    )
    for one in done.outcomes:
        if one.state != "good":
            photo = f"（{one.photo}）" if one.photo else ""
            told = told_unseen(f"  {one.shown}　{labels[one.state]}{photo}：{'；'.join(one.told)}")
            click.echo(told)
    grounds = Counter(one.ground for one in done.outcomes if one.ground and one.ground != "白底")
    for ground, count in grounds.items():
        click.echo(f"  背景看来是{ground}的{count}张，背景不改，请看对照")
    if done.sheet is not None:
        click.echo(f"对照：{done.sheet}")
        if states["mend"] and not applied:
            click.echo("看过对照，要换的加 --apply（裁得不好的，用 --person 只换别人的，或自己裁）")


@click.command()
@click.argument("photos", metavar="PHOTO...", type=PATH, nargs=-1, required=True)
@click.option("--out", type=PATH, required=True, help="写到哪个文件夹；已有同名文件的不写")
@JSON
def straighten(photos: tuple[Path, ...], out: Path, as_json: bool) -> int:
    """把手机拍的材料拉正、去阴影，另写一份，并排画成“对照.pdf”供挑选；原来的照片不动。"""
    from zcforms.intake.straightening import on_paper
    from zcforms.intake.straightening import straighten as made_straight
    from zcforms.paper import delivery

    targets = {photo: out / f"{delivery.safe_name(photo.stem)}.jpg" for photo in photos}
    board = out / "对照.pdf"
    taken = [path for path in (board, *targets.values()) if path.exists()]
    if taken or len({*targets.values()}) < len(targets):
        where = str(taken[0]) if taken else ""
        raise Undeliverable(
            "已经有这个文件，或两张照片同名", hint="换一个输出文件夹，或分几次做", where=where
        )
    made, refused = {}, []
    for photo in photos:
        try:
            made[photo] = made_straight(photo)
        except UnreadableInput as e:
            refused.append(e)
    if not made:
        raise refused[0]
    for photo, one in made.items():
        delivery.deliver(targets[photo], one.picture)
    delivery.deliver(board, on_paper([one.beside for one in made.values()]))
    told = [{"photo": str(p), "path": str(targets[p]), "straight": made[p].found} for p in made]
    if as_json:
        wrong = [{"photo": one.where, "error": one.message, "hint": one.hint} for one in refused]
        emit_json({"pictures": told, "beside": str(board), "refused": wrong})
    else:
        for photo, one in made.items():
            done = "拉正、去了阴影" if one.found else "没有找到纸的四条边，只去了阴影"
            click.echo(f"{told_unseen(photo.name)}：{done}")
        click.echo(f"看{board}，满意的用{out}里的那张换掉佐证里的原图")
        for why in refused:
            click.echo(told_unseen(f"没有做：{why}"))
    return 7 if refused else 0


@click.command()
@click.argument("old", metavar="OLD.pdf", type=PATH)
@click.argument("new", metavar="NEW.pdf", type=PATH)
@click.option("--out", type=PATH, metavar="OUT.pdf", help="另把不同的页左右并排画出来，不同的地方用红框标出")
@JSON
def compare(old: Path, new: Path, out: Path | None, as_json: bool) -> int:
    """两份PDF（如补交前后的装订册）逐页对照：哪几页变了、多了、少了。"""
    from zcforms.paper import comparing, delivery

    if out is not None:
        refuse_other_kinds(out, ".pdf", "")
    found = comparing.compare(old, new)
    if out is not None and found.changes:
        delivery.deliver(out, comparing.pictures(old, new, found.changes))
    if as_json:
        emit_json(asdict(found))
    else:
        click.echo(f"原{found.old_pages}页，现{found.new_pages}页，不同的{len(found.changes)}处")
        for change in found.changes:
            click.echo(f"  {_told(change)}")
        if found.renumbered:
            click.echo(f"  另有{found.renumbered}页只是页脚（页码等）不同")
    return 1 if found.changes else 0


def _told(change: Change) -> str:
    if change.old is None:
        return f"现第{change.new}页：多出来的"
    if change.new is None:
        return f"原第{change.old}页：没有了"
    return f"原第{change.old}页、现第{change.new}页：内容不同"


@click.command()
@click.argument("source", metavar="IN.pdf", type=PATH)
@click.argument("target", metavar="OUT.pdf", type=PATH)
@click.option("--text", required=True, help="水印文字")
@JSON
def stamp(source: Path, target: Path, text: str, as_json: bool) -> int:
    """给任意PDF的每一页加上斜向平铺的水印。"""
    from zcforms import watermark
    from zcforms.paper import delivery

    if not text.strip():
        raise UsageError("水印文字不能为空")
    if target.resolve() == source.resolve():
        raise UsageError("输出文件不能与输入文件相同", hint="换一个输出文件名，原件保持不动")
    refuse_other_kinds(target, ".pdf", "")
    done = watermark.stamp_file(source, target, text.strip(), delivery.deliver)
    if as_json:
        emit_json({"path": str(target), **asdict(done)})
    else:
        _show_stamped(target, done)
    return 0


def _show_stamped(target: Path, done: Stamped) -> None:
    """What became of a PDF that was stamped, and what of it should be looked at."""
    click.echo(f"{target}：{done.pages}页已加水印")
    if done.hidden:
        why = "多半被批注、图章或表单盖住，或页面太暗"
        click.echo(f"提醒：第{runs(done.hidden)}页有地方看不到水印（{why}），请打开核对；")
        click.echo("      用PDF软件把原文件打印成普通的PDF，再加水印")
    if done.repaired:
        click.echo("提醒：原文件有结构错误，修复后加了水印，可能少页、缺内容，请核对；最好重新导出该文件")
    if done.marked:
        click.echo(f"说明：第{runs(done.marked)}页原来就有水印，新加的在原有的行间，都看得清")
    if done.attached:
        click.echo(f"提醒：里面附带的{done.attached}个文件没有加水印；要加的，用PDF软件取出来，分别加")
    if done.signed:
        click.echo("提醒：原文件带有电子签名，加水印后签名失效，请保留原文件")
    if done.restricted:
        click.echo("说明：原文件设有权限密码（限制修改、打印等），加水印后的文件照旧")
