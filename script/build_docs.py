"""Writes the pages of docs/ that follow from model, plans and data: `python script/build_docs.py`."""

from __future__ import annotations

from pathlib import Path

import circulars
from pydantic import BaseModel

from zcforms.chinese.dates import PartialDate
from zcforms.ground.findings import GROUND_LABELS
from zcforms.ground.reference import chapters
from zcforms.intake.columns import holds, is_list
from zcforms.intake.records import model_of
from zcforms.model import Applicant, Settings
from zcforms.model.records import choices
from zcforms.plans import load_plan, plan_ids
from zcforms.plans.grounds import rest_of

DOCS = Path(__file__).parent.parent / "docs"

HEAD = """# 栏目一览

本页由 `script/build_docs.py` 从数据模型生成。
YAML 和 JSON 用中文栏目名或英文键都可以；工作簿的列名用中文栏目名。

* 日期写作 2019.12、2019-12-03、2019年12月3日或 2019；知道到哪一级就写到哪一级。
* 列表确实没有时写“无”；整栏不写表示没有填报，表上留空。
* “佐证”写佐证材料的编号。佐证材料的“页”写作 1-3、5。
* 佐证材料的“不装订原因”写了内容（如“原书，不便装订”），该项就不进装订册，列在目录后面。
* 佐证材料的“版面”：不写或写“缩小”，每页缩到一张A4上；“折页”，大于A4的页（如A3合同）印在A3纸上折起来；
  “两个一页”，同一件材料的两页（如两个小证书）印在一张上；两件材料各占一页。
* 佐证的PDF设有打开密码的，在这一项的“密码”里写上；密码不进任何做出来的文件。
* 工作簿里佐证材料的“文件”一格可写几个，页写在方括号里，名称写在竖线后面：
  合同.pdf[1]|封面页；合同.pdf[5]|盖章页。
* 换一种写法（YAML、JSON、工作簿）：`zcforms convert 工作文件夹 --to xlsx --out 新文件夹`，
  写好读回来核对，一项不少。
* 标★的必须填写。
"""


def _kind(annotation: object) -> str:
    words = choices(annotation)
    if words:
        return "、".join(words)
    if is_list(annotation):
        return "列表"
    return "日期" if holds(annotation, PartialDate) else ""


def _section(title: str, model: type[BaseModel], level: int) -> list[str]:
    lines = [f"{'#' * level} {title}", "", "| 栏目 | 键 | 填法 |", "|---|---|---|"]
    inner = []
    for name, field in model.model_fields.items():
        star = "★" if field.is_required() else ""
        record = model_of(field.annotation)
        kind = f"见“{field.title}”" if record else _kind(field.annotation)
        lines.append(f"| {star}{field.title} | `{name}` | {kind} |")
        if record:
            inner.append((field.title or name, record))
    lines.append("")
    for inner_title, record in inner:
        lines += _section(inner_title, record, min(level + 1, 4))
    return lines


def text() -> str:
    """The page."""
    applicant = _section("申报人（applicants/ 或 people.xlsx）", Applicant, 2)
    settings = _section("设置（zcforms.yaml）", Settings, 2)
    return "\n".join([HEAD, *applicant, *settings]).rstrip() + "\n"


FINDINGS_HEAD = """# 检查结果一览

本页由 `script/build_docs.py` 从 `zcforms/ground/findings.yaml` 生成。`zcforms explain 编号` 显示其中一条。

* 每条检查结果的方括号里是编号，如 `[statement-too-long]`。
* 数值（字数、学时、日期、份数）一律以所选的评审计划为准；通知没有规定的不查。
* 计划以外所凭的标准、法规对照表和材料的各种叫法在 `zcforms/checks/norms.yaml`，各写明出处，可以改正、补充。
* “依据性质”：“通知原文”按通知的轻重；“本系统推定”至多提醒，并写明通知没有写什么；“由人判断”是供勾选的方框；
  “资料或法规”是资料本身、法规或标准。逐份通知的见[各通知规定一览](circulars.md)。
* “错误”会暂缓这个人的材料，“提醒”由审核人决定，“说明”只供参考。
"""


def _rests(code: str) -> str:
    """What a code rests on in the plans that ask for it, each once."""
    rests = [rest_of(code, load_plan(plan_id)) for plan_id in plan_ids()]
    return "、".join(dict.fromkeys(GROUND_LABELS[rest.ground] for rest in rests if rest.asked)) or "都不查"


def findings_text() -> str:
    """The page of all findings."""
    lines = [FINDINGS_HEAD]
    for chapter in chapters():
        lines += [f"## {chapter.title}", "", chapter.about, ""]
        for code, entry in chapter.codes.items():
            lines += [
                f"### {code}",
                "",
                f"{entry.what}。",
                "",
                f"* 为什么：{entry.why}",
                f"* 依据性质：{_rests(code)}",
                f"* 例子：{entry.example}",
                f"* 怎么办：{entry.do}",
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    (DOCS / "circulars.md").write_text(circulars.text(), "utf-8")
    (DOCS / "fields.md").write_text(text(), "utf-8")
    (DOCS / "findings.md").write_text(findings_text(), "utf-8")
