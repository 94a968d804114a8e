"""A new folder of work: settings, an example applicant, and places for photos and evidence."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from zcforms.chinese.dates import PartialDate
from zcforms.ground.errors import Undeliverable, reason
from zcforms.ground.files import read_file
from zcforms.ground.shipped import shipped_text
from zcforms.intake.folder import WORKBOOK
from zcforms.intake.new_book import people_workbook
from zcforms.intake.schema import schema_of
from zcforms.model import Applicant, Settings
from zcforms.paper.delivery import deliver, make_private, safe_name
from zcforms.plans import Plan
from zcforms.plans.overview import photo_words

EXAMPLE = "示例_张三"


def make(folder: Path, plan: Plan, plan_file: Path | None = None) -> list[str]:
    """Write the files of a new folder; Undeliverable if it holds something already.

    A plan of the user's own comes along, so that the folder is complete.
    """
    try:
        is_taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as e:
        raise Undeliverable(f"无法写入（{reason(e)}）", hint="换一个名字", where=str(folder)) from e
    if is_taken:
        raise Undeliverable("文件夹已经存在而且不是空的", hint="换一个名字，以免覆盖", where=str(folder))
    made = {
        "zcforms.yaml": "settings.yaml",
        f"applicants/{EXAMPLE}.yaml": "applicant.yaml",
        "说明.txt": "guide.txt",
    }
    words = _words(plan)
    for name, source in made.items():
        text = Template(shipped_text(f"terminal/starter/{source}")).substitute(words)
        deliver(folder / name, text.encode())
    deliver(folder / WORKBOOK, people_workbook(plan))
    for name, hints in _hints(plan).items():
        made[name] = ""
        deliver(folder / name, hints)
    if plan_file:
        name = f"plans/{safe_name(plan.id)}.yaml"
        made[name] = ""
        deliver(folder / name, read_file(plan_file))
    for name in ("photos", f"evidence/{EXAMPLE}"):
        make_private(folder / name)
    return [*made, WORKBOOK, "photos/", f"evidence/{EXAMPLE}/"]


def _words(plan: Plan) -> dict[str, str]:
    """What the files of an example say of a plan."""
    uploaded, unproved = plan.evidence.upload_only, plan.evidence.unproved
    bound = [name for name in plan.evidence_categories if name not in uploaded]
    made = {section.title for section in plan.sections if section.form}
    proving = [name for name in plan.evidence_categories if name not in made]
    closes = plan.dates.known("person_deadline") or PartialDate(plan.year, 9, 15)
    title, level = ("工程师", "中级") if plan.level == "senior" else ("助理工程师", "初级")
    rule = plan.assessment
    assessed = rule.years or range(plan.year - (rule.recent or 0), plan.year)
    return {
        "hours": "\n".join(
            f"  - {{年度: {year}, 合计: 96, 专业科目: 64, 行业公需: 14, 一般公需: 18}}"
            for year in plan.continuing_education.years
        ),
        "assessments": "\n".join(f"  - {{年度: {year}, 等次: 合格}}" for year in assessed),
        "plan": plan.id,
        "plan_name": plan.name,
        "year": str(plan.year),
        "methods": "、".join(m.label for m in plan.methods),
        "options": _options(plan),
        "method": plan.methods[0].label,
        "specialities": "、".join(plan.specialities) or "见平台上的可评审专业",
        "speciality": plan.specialities[0] if plan.specialities else plan.series,
        "date": f"{closes.latest:%Y-%m-%d}",
        "title": title,
        "title_level": level,
        "category": next(iter(proving), "其他"),
        "categories": "、".join(bound) or "（本计划不装订）",
        "upload_only": f"\n#   # 只上传不装订：{'、'.join(uploaded)}" if uploaded else "",
        "unproved": f"；{unproved.stated}" if unproved else "",
        "key": EXAMPLE,
        "photo": "；".join(photo_words(plan.photo)),
    }


def _options(plan: Plan) -> str:
    """The 申报情形 to tick (在相应选择项打钩, 杭州2024 附件2二3（1）); "" if there are none."""
    known = [method for method in plan.methods if method.options]
    told = "；".join(f"{method.label}的{'、'.join(method.options)}" for method in known)
    return f"\n  # 申报情形: {known[0].options[0]}      # 属于其中一种的才写：{told}" if known else ""


def _hints(plan: Plan) -> dict[str, bytes]:
    """What an editor completes and underlines while the files are written: their first line leads to it."""
    schemas = {"applicant": schema_of(Applicant, plan), "settings": schema_of(Settings)}
    return {
        f"schema/{name}.json": json.dumps(schema, ensure_ascii=False, indent=1).encode()
        for name, schema in schemas.items()
    }
