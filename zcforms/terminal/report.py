"""What the command line shows: receipts, points and conditions."""

from __future__ import annotations

import codecs
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from zcforms.chinese.names import is_unseen, told_unseen
from zcforms.chinese.numbers import few
from zcforms.terminal.progress import shown_time
from zcforms.terminal.telling import show_findings

if TYPE_CHECKING:  # a command loads what it shows by itself: help must be there at once
    from zcforms.batch import Forecast, Receipt
    from zcforms.batch.annotating import Annotated
    from zcforms.batch.watching import Round
    from zcforms.checks.eligibility import Explanation
    from zcforms.ground.reference import Entry
    from zcforms.pipeline.verifying import Verdict


def takes_all(stream: TextIO) -> bool:
    """Whether a screen, pipe or file has a code for every character."""
    return codecs.lookup(stream.encoding or "utf-8").name == "utf-8"


def emit_json(data: Any) -> None:
    """Data as JSON; in letters of ASCII alone where the encoding of the output may lack others."""
    text = json.dumps(data, ensure_ascii=not takes_all(sys.stdout), indent=2)
    click.echo("".join(json.dumps(c)[1:-1] if is_unseen(c) and c != "\n" else c for c in text))


_NAMED = 5  # people who are named, and whose papers are, where there are more


def show_entry(code: str, entry: Entry, rests: Mapping[str, str]) -> None:
    """What a code means, and what it rests on in each plan, in words."""
    click.secho(f"{code}　{entry.what}", bold=True)
    for label, text in (("为什么", entry.why), ("例子", entry.example), ("怎么办", entry.do)):
        click.echo(f"  {label}：{text}")
    if len(set(rests.values())) == 1:
        click.echo(f"  依据性质：{next(iter(rests.values()))}")
        return
    click.echo("  依据性质：")
    for plan_id, words in rests.items():
        click.echo(f"    {plan_id}　{words}")


def show_explanations(explanations: list[Explanation], labels: Mapping[str, str]) -> None:
    """Every method's conditions as a tree: ✓ holds, ✗ short, □ for the clerk to tick, ？ not filled in."""
    click.echo("✓ 符合　✗ 不符合　□ 由审核人勾选　？ 资料不足")
    for one in explanations:
        click.secho(f"\n{labels.get(one.person, one.person)}　{one.title}", bold=True)
        for line in one.lines:
            src = click.style(f"　［{line.src}］", dim=True) if line.src else ""
            click.echo(f"  {'  ' * line.depth}{line.mark} {line.text}{src}")


def show_annotated(copy: Annotated, errors_only: bool) -> None:
    """Where the copy of the workbook is, with its errors or with reminders too, and what to do with it."""
    if copy.path is None:
        click.secho("\npeople.xlsx里没有人，没有写批注：外来表、数据文件不批注", bold=True)
        click.echo(told_unseen(f"{copy.elsewhere}条错误和提醒的位置见上，在{'、'.join(copy.files)}"))
        return
    click.secho(f"\n批注写到 {copy.path}", bold=True)
    if copy.elsewhere:
        files = f"（在{'、'.join(copy.files)}）" if copy.files else ""
        click.echo(
            told_unseen(
                f"另有{copy.elsewhere}条错误和提醒不在工作簿里{files}，外来表、数据文件不批注，位置见上"
            )
        )
    if copy.told:
        click.echo(
            f"错误、提醒{copy.told}条：打开它，照着改，保存；再复制到工作文件夹换掉people.xlsx，再检查"
        )
    else:
        click.echo(f"工作簿里没有错误{'' if errors_only else '和提醒'}，批注都已撤去")


_LEFT_OUT = {"own-form-full", "value-no-option"}  # why a form that somebody brought is not made of somebody
_MEDIA = {".docx": "Word稿", ".xlsx": "表格文件", ".json": "数据文件", ".html": "网页"}


def show_receipt(receipt: Receipt, out: Path) -> None:
    """What a build wrote and where, and who is missing."""
    if receipt.documents:
        click.secho(f"\n写到 {out / receipt.folder}/", bold=True)
    whose = {(_folder_of(document), document["person"]) for document in receipt.documents}
    people = Counter(folder for folder, person in whose if person)
    many: dict[str, list[Mapping[str, Any]]] = {}
    for document in receipt.documents:
        if document["person"] and people[_folder_of(document)] > _NAMED:
            many.setdefault(_folder_of(document), []).append(document)
            continue
        medium = _MEDIA.get(Path(document["path"]).suffix, "文件")
        pages = f"{document['pages']}页" if document["pages"] else medium
        click.echo(f"  {pages:>6}  {document['path']}")
    for folder, own in many.items():
        pages = f"{sum(one['pages'] or 0 for one in own)}页"
        click.echo(f"  {pages:>6}  {folder}/：{people[folder]}人，{len(own)}个文件")
    click.echo(
        f"\n共{len(receipt.people)}人：完成{receipt.count('built')}人，"
        f"暂缓{receipt.count('blocked')}人，出错{receipt.count('failed')}人；文件{len(receipt.documents)}个"
    )
    for line in _made_anew(receipt):
        click.echo(line)
    if receipt.rows is not None:
        click.echo(f"花名册{receipt.rows}行")
    if not receipt.documents:
        click.echo("没有生成文件，原因见上")
    if held := [entry.person for entry in receipt.people if entry.outcome != "built"]:
        click.echo("暂缓或出错（原因见上）：" + "、".join(held))
    if lacking := dict.fromkeys(f.person for f in receipt.findings if f.code in _LEFT_OUT and f.person):
        click.echo("自备的表没有做全（原因见上）：" + "、".join(lacking))
    if receipt.folder.endswith("补做"):
        click.echo("只做了部分人：放在“补做”文件夹，整批的花名册、委托书和打印件没有改动")


def _folder_of(document: Mapping[str, Any]) -> str:
    """The folder of the delivery in which a document lies."""
    return str(document["path"]).partition("/")[0]


def show_round(found: Round) -> None:
    """What came of a look at a form that is being worked on: findings, then where it can be seen."""
    show_findings(found.findings)
    if found.fault:
        click.secho(told_unseen(f"错误：{found.fault}"), fg="red")
    where = f"{len(found.files) - 1}页，见{found.files[0]}" if found.files else "这一版没有做成"
    click.echo(told_unseen(f"{where}（{found.seconds:.1f}秒）。等着改动，按Ctrl-C停"))


def show_forecast(forecast: Forecast) -> None:
    """Who would be made and why, the sheets of paper, and how long it takes."""
    click.secho("\n预计（什么也没有写）", bold=True)
    for line in _grouped("要做", forecast.made):
        click.echo(line)
    counts = f"要做{len(forecast.made)}人，没有变的{forecast.kept}人沿用上次做好的，暂缓{forecast.held}人"
    click.echo(counts)
    click.echo(
        f"打印件约{forecast.sheets}张纸，装订册约{forecast.bound}张（没做过的按空白表和佐证的页数估计）"
    )
    took = "做过一遍才能估计" if forecast.seconds is None else f"约{shown_time(forecast.seconds)}"
    click.echo(f"填表时间：{took}")


def show_verdict(verdict: Verdict) -> None:
    """Whether a scanned link stands for the record as it is now."""
    who = verdict.file.key if verdict.file else None
    if verdict.valid:
        click.echo(f"一致：该二维码对应 {who} 现在的申报数据（不含佐证文件）")
    elif who and not verdict.same_plan:
        click.echo(f"不一致：该二维码是 {who} 在另一评审计划下的")
    elif who:
        click.echo(f"不一致：{who} 的申报数据在印出二维码以后改过")
    elif verdict.ours:
        click.echo("不一致：是本文件夹发出的，但现在的申报人中没有这个人")
    else:
        click.echo("无法核对：不是本文件夹发出的链接（或signing.key已换）")


def _made_anew(receipt: Receipt) -> Iterator[str]:
    """Whose papers were made and why, the same reason said once; how many were kept from before."""
    from zcforms.batch.keeping import FORCED, NEW

    own = {document["person"] for document in receipt.documents}
    built = [entry for entry in receipt.people if entry.person in own and entry.outcome == "built"]
    if {tuple(entry.made) for entry in built} in ({(NEW,)}, {(FORCED,)}):
        return  # nothing was to be expected but that
    yield from _grouped("新做", {entry.person: entry.made for entry in built if entry.made})
    if kept := sum(not entry.made for entry in built):
        yield f"没有变的{kept}人沿用上次做好的（要全部重做，加 --force）"


def _grouped(what: str, reasons: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """People by the reasons that they have in common."""
    alike: dict[str, list[str]] = {}
    for person, why in reasons.items():
        alike.setdefault("、".join(why), []).append(person)
    for why, people in alike.items():
        yield f"{what} {few(people, _NAMED, '人')}：{why}"


def show_accounts(
    accounts: Mapping[str, dict[str, Any] | None], labels: Mapping[str, str] | None = None
) -> None:
    """Everybody's points level by level: what the table gives, and what the records would give."""
    for person, account in accounts.items():
        click.secho(f"\n{(labels or {}).get(person, person)}", bold=True)
        if account is None:
            click.echo("  没有该申报专业的打分表，或资料读不出来（先运行 zcforms check）")
            continue
        mark = account["pass"]
        line = f"分数线{mark:g}分" if isinstance(mark, float) else "分数线见当年通知" if mark else "无分数线"
        stated = "" if account["stated"] is None else f"，申报时填{account['stated']:g}分"
        if account["asked"] and not account["filled"]:
            click.echo(f"  {account['table']}（{line}{stated}）：打分表各行没有填写，没有可以合计的")
        elif account["asked"]:
            click.echo(f"  {account['table']}（{line}{stated}）")
            _show_level(account["own"], 1, "打分表")
        else:
            click.echo(f"  {account['table']}：没有填写，所选申报方式也不要求")
        if account["reviewed"] is not None:
            click.echo(f"  单位复核　{account['reviewed']:g}分")
        for place in account["unknown"]:
            click.echo(f"  第{place}项的行号不在表中，没有计入")
        for over in account["over"]:
            click.echo(f"  {over}，没有替您封顶，请核对")
        if "proposed" in account:
            _show_level(account["proposed"], 1, "按所填资料可计（佐证齐全时）")
        for remark in account.get("remarks", ()):
            click.echo(f"    · {remark}")


def _show_level(level: Mapping[str, Any], depth: int, name: str) -> None:
    cut = f"{level['raw']:g}→" if level["raw"] != level["points"] else ""
    aside = "" if level["counts"] else "（不累计）"
    click.echo(f"{'  ' * depth}{name}　{cut}{level['points']:g}分{aside}")
    for line in level["lines"]:
        proof = f"［{'、'.join(line['evidence'])}］" if line["evidence"] else ""
        reason = f"：{line['reason']}" if line["reason"] else ""
        click.echo(f"{'  ' * (depth + 1)}{line['points']:g}分{reason}　{line['basis'] or ''}{proof}")
    for part in level["parts"]:
        _show_level(part, depth + 1, f"{part['id']} {part['name']}")
