"""The commands on photos and PDFs: ID photos and photos of papers put right, PDFs compared and marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.chinese.names import told_unseen
from zcforms.chinese.numbers import runs
from zcforms.ground.errors import Undeliverable, UnreadableInput, UsageError
from zcforms.terminal.options import INTO, JSON, PATH, WORK
from zcforms.terminal.progress import progress
from zcforms.terminal.report import emit_json
from zcforms.terminal.targets import refuse_other_kinds

if TYPE_CHECKING:
    from zcforms.batch.portraits import Portraits
    from zcforms.paper.comparing import Change
    from zcforms.watermark import Stamped


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
@INTO
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
        why = "多半被批注、图章或表单盖住，页面太暗，或是动态表单（XFA）"
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
