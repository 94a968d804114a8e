"""What drafts take from a clause in words: nothing that is denied, nothing that is of something else."""

import pytest
import yaml
from test_drafting import made

HEAD = "关于做好2026年度工程系列高级工程师职称评审工作的通知"


def plan_of(*clauses, head=HEAD):
    """What the draft of a few clauses says, with what it did not find."""
    draft = made("\n".join((head, "一、公示\n单位公示5个工作日。", *clauses)))
    return yaml.safe_load(draft.text), draft


def at(plan, key):
    for step in key.split("."):
        plan = plan.get(step, {}) if isinstance(plan, dict) else {}
    return plan


@pytest.mark.parametrize(
    ("clause", "key", "value"),
    [
        ("证件照为一寸，蓝底无效，须用白底。", "photo.background", "白底"),
        ("照片不得为红底或蓝底，应为白色背景。", "photo.background", "白底"),
        ("照片（蓝底、红底不予受理）为白底。", "photo.background", "白底"),
        ("照片非白底的无效。", "photo.background", "白底"),
        ("照片白底以外的不予受理。", "photo.background", "白底"),
        ("转评人员免于答辩，破格的须答辩。", "defence.triggers", ["short_of_conditions"]),
        ("材料不再报送《高级工程师职称评审表》。", "forms", []),
        ("照片不接受蓝底。", "photo.background", {}),
        ("照片为JPG格式，BMP格式无效。", "photo.formats", ["JPG"]),
        ("照片不得超过200KB的JPG格式。", "photo.formats", ["JPG"]),
        ("每年公需科目24学时、专业科目48学时，合计72学时。", "continuing_education.per_year.total", 72),
        ("每年公需科目24学时、专业科目48学时，合计216学时。", "continuing_education.cumulative.total", 216),
        ("每年不少于72学时，合计144学时。", "continuing_education.cumulative.total", 144),
        ("每年学时不少于72学时，两年共144学时。", "continuing_education.cumulative.total", 144),
        ("学习年度累计满80学时，三年合计满240学时。", "continuing_education.cumulative.total", 240),
        (
            "学历取得年限按年计算，截止2025年12月31日。业绩取得时间截止2026年6月1日。",
            "dates.evidence_cutoff",
            "2026-06-01",
        ),
        (
            "学历证书截止2025年12月31日。业绩成果截止2026年6月1日。",
            "dates.evidence_cutoff",
            "2026-06-01",
        ),
        ("著作、专利等业绩以2026年6月1日为准。", "dates.evidence_cutoff", "2026-06-01"),
        (
            "依据《某省职称评价实施细则》和《某市园林专业评价标准》开展。",
            "eligibility.external",
            "《某市园林专业评价标准》",
        ),
        ("获奖证书、身份证上传系统。", "evidence.upload_only", ["身份证", "获奖证书"]),
        ("材料装订1册，按身份证、获奖证书、荣誉证书的顺序。", "evidence.upload_only", {}),
        ("材料无需提供身份证，上传获奖证书。", "evidence.upload_only", ["获奖证书"]),
        (
            "本次开设园林设计、园林施工、园林养护3个专业。",
            "specialities",
            ["园林设计", "园林施工", "园林养护"],
        ),
        ("本次开设园林设计、园林施工等5个专业。", "specialities", {}),
        ("申报专业：园林设计、园林养护两个专业。", "specialities", ["园林设计", "园林养护"]),
        ("申报网址为“某市人才通”（https://rc.mou.example）。", "platform.name", "某市人才通"),
        ("申报使用某市职称网（https://zc.mou.example）。", "platform.url", "https://zc.mou.example"),
        ("评审表带“某市园林”字样的底纹。", "watermark", "某市园林"),
        ("个人业务小结不超过700字。", "statement.label", "业务小结"),
        ("提供虚假材料的，两年内取消参评资格。", "discipline.fraud_bar_years", 2),
    ],
)
def test_a_clause_says_what_it_says(clause, key, value):
    plan, _ = plan_of(f"二、要求\n（一）{clause}")
    found = at(plan, key)
    assert (str(found) if key.startswith("dates.") else found) == value


@pytest.mark.parametrize(
    ("words", "duplex", "why"),
    [
        ("三份，正反面打印", True, "：“"),
        ("三份，A4纸两面打印", True, "：“"),
        ("三份，A3纸单面", False, "：“"),
        ("三份", False, "没有找到，暂填"),
    ],
)
def test_a_form_is_printed_on_the_sides_that_the_circular_says(words, duplex, why):
    _, draft = plan_of(f"二、材料\n《高级工程师职称评审表》{words}。")
    (line,) = (line for line in draft.text.splitlines() if "duplex:" in line)
    assert line.strip().startswith(f"duplex: {str(duplex).lower()}  # ") and why in line


def test_a_limit_may_stand_under_the_heading_that_names_the_text():
    plan, _ = plan_of("二、材料\n（一）工作小结。写任现职以来的工作，1200字以内；每篇代表作附提要300字。")
    assert plan["statement"] == {"label": "工作小结", "max_chars": 1200, "src": "二（一）"}
    assert plan["evidence"]["papers"]["abstract_max_chars"] == 300


def test_ways_to_apply_may_be_clauses_under_their_heading():
    plan, draft = plan_of("二、申报类别\n1．正常申报：符合条件的。\n2．破格申报：条件不足的。")
    assert [way["id"] for way in plan["methods"]] == ["normal", "exception"]
    assert not any(one.startswith("methods") for one in draft.absent)


def test_that_there_may_be_more_ways_to_apply_is_told_with_the_words_of_the_circular():
    plan, draft = plan_of("二、申报方式分为：常规申报、破格申报、人才引进申报三种。")
    assert [way["label"] for way in plan["methods"]] == ["常规申报", "破格申报"]
    told = "可能不全，通知说有3种，认出2种：二：“申报方式分为："
    assert f"  # {told}" in draft.text
    assert any(one.startswith(f"methods（{told}") for one in draft.absent)


def test_a_heading_without_about_is_the_name_of_the_circular():
    head = "某市园林局人事处\n2026年度某市园林工程高级工程师资格评审工作安排\n各单位：\n职称申报如下。"
    plan, _ = plan_of("某市园林局人事处\n2026年3月2日", head=head)
    assert plan["circular"] == "《2026年度某市园林工程高级工程师资格评审工作安排》"
    assert plan["issuer"] == "某市园林局人事处"
