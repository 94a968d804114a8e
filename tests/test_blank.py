"""Blank prints with a plan say what the plan says for all; what the platform exports is said to count."""

import re

import pytest
from conftest import page_texts, squeezed, text_of

from zcforms.authoring.blank import blank_pdf
from zcforms.forms import load_forms
from zcforms.plans import load_plan

FORMS = load_forms()
EXPORTED = re.compile("本稿供填报核对，(报送|公示)以平台导出件为准")


def blank(form, plan):
    """The pages of a form that is to be filled in by hand under a plan."""
    return blank_pdf(FORMS[form], load_plan(plan)).pdf


def test_003_the_review_form_counts_credits_and_shows_the_plans_methods():
    text = squeezed(text_of(blank("review_form", "hz-mfg-mid-2024")))
    assert "继续教育（培训）情况（单位：学分）" in text
    methods = [f"□{method.label}" for method in load_plan("hz-mfg-mid-2024").methods]
    assert "".join(methods) in text


def test_the_post_table_and_the_bag_print_the_plans_year():
    assert "2024年我单位共推出" in squeezed(text_of(blank("post_table", "hz-mfg-mid-2024")))
    assert "2021年度" in squeezed(text_of(blank("bag_cover", "zj-kuangshan-baopo-senior-2021")))


def test_running_text_of_a_blank_names_the_plans_year_and_series():
    plan = load_plan("zj-kuangshan-baopo-senior-2021")
    for form_id, target in (
        ("pledge", ""),
        ("publicity_notice", "高级工程师职务任职资格"),
        ("entrustment_letter", "高级工程师职务任职资格"),
    ):
        assert f"2021年度{plan.series}{target}" in squeezed(text_of(blank(form_id, plan.id))), form_id
    assert plan.circular in squeezed(text_of(blank("entrustment_letter", plan.id)))


def test_without_a_plan_nothing_is_printed_for_it():
    assert "□" not in text_of(blank_pdf(FORMS["review_form"], None).pdf)


@pytest.mark.parametrize(
    ("plan", "exported"),
    [
        ("zj-jxt-senior-2020", {"review_form"}),  # 附件2第1项: 系统导出纸质报送
        ("zj-kuangshan-baopo-senior-2021", {"review_form"}),  # 网上申报办法9: 在管理服务平台中导出
        # 附件2二8: 导出带有…水印的评审表、破格表; 附件4二2: 花名册从…平台导出并打印; 附件3一4: 导出公示表
        ("hz-mfg-mid-2024", {"review_form", "exception_form", "roster", "publicity_sheet"}),
        ("zj-anfang-senior-2025", {"review_form"}),  # 八（一）: 系统自动生成…评审表, 下载打印
        ("tz-jiaojiang-optics-mid-2025", {"publicity_sheet"}),  # 附件3一4: 导出公示表
    ],
)
def test_what_the_platform_exports_is_said_to_count_on_every_page(plan, exported):
    used = {use.id for use in load_plan(plan).forms} & {
        "review_form",
        "exception_form",
        "roster",
        "publicity_sheet",
    }
    for form in used:
        said = [EXPORTED.search(squeezed(text)) for text in page_texts(blank(form, plan))]
        assert [found is not None for found in said] == [form in exported] * len(said), form
        # The sheet on the notice board is posted, what else the platform exports is handed in.
        use = "公示" if form == "publicity_sheet" else "报送"
        assert all(found[1] == use for found in said if found), form
