"""The words of forms whose layout a circular prints are that circular's, all of them and in its order."""

import pytest
from conftest import squeezed, text_of

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.forms import left_blank, load_forms
from zcforms.plans import load_plan

FORMS = load_forms()


def words(form_id, seals, title=None, options=None):
    """What an empty print says, without white space, and without the places of so many seals.

    Those are drawn after everything else, so their place in the text says nothing.
    """
    form = FORMS[form_id]
    filled = html.fill(form, left_blank(form, title, options))
    assert filled.pages == 1
    shown = squeezed(text_of(filled.pdf))
    seal = (options or form.options).get("seal", "（盖章）") + "年月日"
    assert shown.count(seal) == seals
    return shown.replace(seal, "")


# 浙经信人事〔2020〕84号附件3；椒江区2025年度光学光电通知附件5
HEAD = "姓名性别出生年月工作单位行政职务专业工作年限何年何校何专业毕业"
SENIOR_2020 = (
    "破格推荐高级专业技术职务任职资格审批表"
    + HEAD
    + "现聘任专业技术职务聘任时间破格推荐何专业技术职务任职资格简历破格推荐理由"
    + "所在单位意见主管部门意见市(厅、局、总公司)人事部门意见:"
)
MID_2025 = (
    "破格推荐中级专业技术资格审批表"
    + HEAD
    + "专业技术职务聘任时间破格推荐何专业技术资格简历破格推荐理由"
    + "所在单位意见主管部门意见县市区人社部门意见："
)


@pytest.mark.parametrize(
    ("sample", "original"), [("sample.yaml", SENIOR_2020), ("sample_jiaojiang.yaml", MID_2025)]
)
def test_the_exceptional_form_says_what_the_circular_prints(sample, original):
    values = sample_values(FORMS["exception_form"], sample)
    assert words("exception_form", 3, values.title, values.options) == original


def test_hangzhou_has_its_own_title_on_the_grid_of_the_province():
    values = sample_values(FORMS["exception_form"], "sample_hangzhou.yaml")
    shown = words("exception_form", 3, values.title, values.options)
    assert shown.startswith("破格推荐中级专业技术职务任职资格审批表" + HEAD + "现聘任专业技术职务")


def test_the_post_table_says_what_the_circular_prints():
    # 浙经信人事〔2020〕84号附件4；“2020”是年度，“岗位情况”一格在原表中位于“空缺情况”之前
    assert words("post_table", 1) == (
        "事业单位人员职称申报岗位信息表"
        "单位专业技术岗位情况单位名称（盖章）编制数专业技术岗位总数"
        "岗位情况等级正高级副高级中级初级及未定级总数核准比例—核准人数实聘人数空缺情况"
        "单位专业技术岗位竞聘结果"
        "年我单位共推出个正高级专业技术岗位，个副高级专业技术岗位，个中（初）级专业技术岗位。"
        "经考核竞聘，确定聘任的在编人员中人已具有相应的专业技术职务任职资格，直接办理聘任手续，"
        "人目前不具有相应的专业技术职务任职资格，同意推荐参加评审，并承诺在取得职务任职资格后，"
        "按规定及时聘任。拟聘任人员中不具有相应职务任职资格的人员名单如下："
        "姓名身份证号码现有专业技术职务任职资格聘任专业技术职级聘任时间在聘岗位等级推荐申报职称"
        "主管部门或人力社保部门意见"
        "注：该表格为事业单位推荐在编人员参加职称评审时填写。"
    )


def test_the_landmark_form_has_the_head_of_the_exceptional_one():
    exceptional, landmark = words("exception_form", 3), words("landmark_form", 4)
    head = exceptional[exceptional.index("姓名") : exceptional.index("破格推荐何专业")]
    assert head in landmark
    assert "推荐何专业技术职务任职资格简历符合标志性业绩条款" in landmark


@pytest.mark.parametrize(
    ("form_id", "sample", "plan_id"),
    [
        ("exception_form", "sample.yaml", "zj-jxt-senior-2020"),
        ("exception_form", "sample_hangzhou.yaml", "hz-mfg-mid-2024"),
        ("exception_form", "sample_jiaojiang.yaml", "tz-jiaojiang-optics-mid-2025"),
        ("review_form", "sample.yaml", "zj-kuangshan-baopo-senior-2021"),
        ("review_form", "sample_platform.yaml", "zj-anfang-senior-2025"),
        ("review_form", "sample_platform.yaml", "hz-mfg-mid-2024"),
    ],
)
def test_a_sample_shows_the_form_as_its_plan_asks_for_it(form_id, sample, plan_id):
    form, use = FORMS[form_id], load_plan(plan_id).form(form_id)
    values = sample_values(form, sample)
    assert (values.title, values.options) == (use.title, {**form.options, **use.options})
