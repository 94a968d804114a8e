"""Rule × circular, read from the plans: what each of them demands, and by which clause."""

from __future__ import annotations

from zcforms.ground.reference import chapters
from zcforms.plans import Plan, load_plan, plan_ids
from zcforms.plans.grounds import DATA, rest_of
from zcforms.plans.overview import TOPICS, Topic, of_form

HEAD = """# 各通知规定一览

本页由 `script/build_docs.py` 从 `zcforms/plans/` 的评审计划生成：一行一类规则，一列一份通知，方括号里是出处。
“—”表示该通知没有规定，不查；“缺”表示通知有规定而本稿缺失，须向受理部门核实。规则编号同检查代码的测试名称。
没有注明推定的都是通知原文；“〔推定〕”后面是通知没有写、为能核对而定的，凭它的检查结果至多提醒。
各份通知都没有写、一律推定的还有三处：满n年的首日、末日都计入，刚好凭这一天够年限的，检查结果里写明；
照片的1K是1024字节，两种算法结果不同的只提醒；“近n年”从第一年的1月1日起算（近n年的参保从填报日期往回算）。
每条规定在每份通知里凭什么，见后一表。
"""

GROUNDS_HEAD = """
## 每条规定凭什么

一行一条规定（检查结果的编号），一列一份通知。“通知原文”按通知的轻重；“本系统推定”至多提醒，话里写明
“（本系统推定）”和通知没有写什么；“由人判断”是供勾选的方框；“资料或法规”是资料本身、法规或标准；“—”不查。
各份通知里都凭资料、法规的不列。
"""


FORMS = (
    Topic("PK1、PK7", "评审表", of_form("review_form")),
    Topic("PK2", "综合表", of_form("summary_form")),
    Topic("PK3", "破格审批表", of_form("exception_form")),
    Topic("PK4", "评审委托书", of_form("entrustment_letter")),
    Topic("PK4", "送评报告单", of_form("submission_report")),
    Topic("PK5", "花名册", of_form("roster")),
    Topic("PK8", "资料袋封面", of_form("bag_cover")),
)


def text() -> str:
    """The page: one table, a row a group of rules, a column a circular."""
    plans = [load_plan(plan_id) for plan_id in plan_ids()]
    lines = [HEAD]
    lines += [f"* `{p.id}`：{p.circular}{p.document_number or ''}（{p.year}）" for p in plans]
    lines += ["", "| 规则 | 内容 |" + "".join(f" {p.id} |" for p in plans), "|" + "---|" * (len(plans) + 2)]
    for topic in (*TOPICS, *FORMS):
        cells = [topic.said(plan).replace("|", "／").replace("\n", "") for plan in plans]
        lines.append(f"| {topic.rules} | {topic.title} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, *_grounds(plans)]) + "\n"


def _grounds(plans: list[Plan]) -> list[str]:
    """The table of what each rule rests on under each circular."""
    lines = [
        GROUNDS_HEAD,
        "| 规定 | 编号 |" + "".join(f" {p.id} |" for p in plans),
        "|" + "---|" * (len(plans) + 2),
    ]
    for code, entry in ((code, chapter.entry(code)) for chapter in chapters() for code in chapter.codes):
        rests = [rest_of(code, plan) for plan in plans]
        if entry.rests != [DATA]:
            cells = [rest.words if rest.asked else "—" for rest in rests]
            lines.append(f"| {entry.what} | `{code}` | " + " | ".join(cells) + " |")
    return lines
