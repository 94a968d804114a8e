"""R-CO and R-ID: what must agree, and numbers that show a slip (requirements B13, B15)."""

import pytest
from conftest import citizen
from rules import (
    ANFANG,
    BAOPO,
    ERROR,
    HANGZHOU,
    INFO,
    JIAOJIANG,
    JXT,
    WARNING,
    applicant,
    by_code,
    institution,
    plan,
)

from zcforms.checks.career import check_career
from zcforms.checks.identity import check_identity
from zcforms.checks.institution import check_registered
from zcforms.checks.numbers import check_numbers
from zcforms.checks.person import check_person
from zcforms.chinese.publications import patent_problem, publication_problem, standard_problem
from zcforms.forms import load_forms
from zcforms.model import Settings

UNIT = "虚构矿业有限公司"
FORMS = load_forms()
UNIT_RECORD = institution()


def identity(**changes):
    return by_code(check_identity(applicant(**changes)))


@pytest.mark.parametrize("number", ["11010519491231002X", "33100219880808008X", "330127199202290038"])
def test_id1_valid_numbers(number):
    assert "id-number" not in identity(id={"number": number}, sex=None)


@pytest.mark.parametrize("number", ["110105194912310021", "110105491231002", "990105194912310026"])
def test_id1_wrong_numbers(number):
    assert identity(id={"number": number})["id-number"].severity is ERROR


@pytest.mark.parametrize(
    ("number", "another"),
    [
        ("110105194912310021", False),
        ("C01X0006H", True),
        ("H12345678", True),
        ("911234198001010019", True),
    ],
)
def test_id1_a_number_of_another_document_is_told_to_name_it(number, another):
    assert ("“证件类型”" in identity(id={"number": number})["id-number"].hint) is another


@pytest.mark.parametrize(
    ("kind", "first17", "fits"),
    [
        ("港澳台居民居住证", "81000019800101001", True),
        ("港澳台居民居住证", "83000019800101001", True),
        ("港澳台居民居住证", "33010019800101001", False),
        ("居民身份证", "82000019800101001", False),
        ("居民身份证", "33010019800101001", True),
    ],
)
def test_id2_residence_permits(kind, first17, fits):
    found = identity(id={"type": kind, "number": citizen(first17)})
    assert ("id-type" not in found) is fits
    assert "id-number" not in found


def test_id2_the_check_digit_applies_to_residence_permits():
    right = citizen("81000019800101001")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    assert "id-number" in identity(id={"type": "港澳台居民居住证", "number": wrong})


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("港澳居民来往内地通行证", "H12345678", True),
        ("港澳居民来往内地通行证", "12345678", False),
        ("台湾居民来往大陆通行证", "12345678", True),
        ("台湾居民来往大陆通行证", "1234567", False),
        ("护照", "E12345678", True),
        ("护照", "E-1", False),
        ("外国人永久居留身份证", "CAN110178071501", True),
        ("外国人永久居留身份证", "911124198108030024", True),
        ("外国人永久居留身份证", "811124198108030024", False),
    ],
)
def test_id2_other_documents(kind, number, fits):
    found = identity(id={"type": kind, "number": number}, sex="男", birth="1980.01")
    assert ("id-shape" not in found) is fits


def test_co3_birth_and_sex():
    assert identity(birth="1985.06", sex="男") == {}
    # Who says the month says no other day than that of the number: the forms show the day.
    assert str(applicant(birth="1985.06").birth_shown) == str(applicant().birth_shown) == "1985.06.15"
    assert str(applicant(birth="1985.07").birth_shown) == "1985.07"
    assert identity(birth="1985.07")["birth-differs"].severity is WARNING
    assert identity(sex="女")["sex-differs"].severity is ERROR


def test_co5_former_name():
    assert identity(former_name="林山")["former-name"].severity is INFO
    assert identity(former_name="无") == {}


@pytest.mark.parametrize("name", ["林", "林1山", "林*山", "林×山", "林一山（男）", "林山、吴水"])
def test_a_name_that_is_covered_has_a_remark_or_is_two_is_asked_about(name):
    assert identity(name=name)["name-odd"].message == f"姓名“{name}”请核对"


@pytest.mark.parametrize(
    ("phone", "fits"),
    [
        *(("13800000009", True), ("138 0000 0009", True), ("+86 138-0000-0009", True)),
        *(("0571-88000000", True), ("0571 88000000", True)),
        *(("138000", False), ("1380000000", False), ("138 0000 00099", False)),
        *(("88000000", True), ("1380000", False), ("0571-18000000", False)),
    ],
)
def test_id4_phone(phone, fits):
    assert ("phone" not in identity(phone=phone)) is fits


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ISSN 1000-0054", ""),
        ("ISSN 0317-8471，CN 33-9998/TD", ""),
        ("ISSN 2434-561X", ""),
        ("ISSN 0317-8472", "校验位应为1"),
        ("CN 33-9998/TD", ""),
        ("CN33-1234", ""),
        ("CN 3-1234", "应写作"),
        ("978-7-302-51127-3", "校验位不对"),
        ("9780306406157", ""),
        ("978-0-306-40615-8", "校验位不对"),
        ("内部刊号", ""),
    ],
)
def test_id5_publications(text, fault):
    found = publication_problem(text)
    assert (fault in found) if fault else found == ""


@pytest.mark.parametrize(
    ("kind", "number", "year", "fault"),
    [
        ("发明专利", "ZL201610123456.7", 2018, ""),
        ("发明专利", "ZL 2016 8 0123456.X", 2018, ""),
        ("发明专利", "ZL201620123456.7", 2018, "是实用新型专利的号码"),
        ("实用新型专利", "ZL201620123456.7", 2018, ""),
        ("外观设计专利", "ZL201630123456.7", 2018, ""),
        ("外观设计专利", "ZL201610123456.7", 2018, "是发明专利的号码"),
        ("发明专利", "ZL99112345.6", 2002, ""),
        ("发明专利", "ZL201910123456.7", 2018, "晚于授权时间"),
        ("发明专利", "2016-1", 2018, "应写作"),
        ("发明专利", "US 10,123,456 B2", 2018, ""),  # 004 第十一条（二）4 国内外发明专利
        ("发明专利", "CN 10123456", 2018, "应写作"),
        ("软件著作权", "2019SR1234567", 2019, ""),
        ("软件著作权", "软著登字第1号", 2019, "应写作"),
    ],
)
def test_id6_patents(kind, number, year, fault):
    found = patent_problem(kind, number, year)
    assert (fault in found) if fault else found == ""


@pytest.mark.parametrize(
    ("level", "number", "fault"),
    [
        ("国家标准", "GB/T 9704-2012", ""),
        ("国家标准", "GB 50500—2013", ""),
        ("国家标准", "T/ABC 001-2020", "像是团体标准的编号"),
        ("行业标准", "DZ/T 0287-2015", ""),
        ("地方标准", "DB33/T 2048-2017", ""),
        ("地方标准", "GB/T 9704-2012", "像是国家标准"),
        ("团体标准", "T/YLBP 012—2019", ""),
        ("团体标准", "T/YLBP 012", "没有年份"),
        ("企业标准", "Q/YLDH 003—2018", ""),
        ("国际标准", "ISO 9001:2015", ""),
        ("企业标准", "某某规程", "不像标准编号"),
    ],
)
def test_id7_standards(level, number, fault):
    found = standard_problem(level, number)
    assert (fault in found) if fault else found == ""


def test_id5_to_id7_are_warnings_at_their_place():
    found = by_code(
        check_numbers(
            applicant(
                papers=[
                    {"title": "甲", "date": "2019", "publication": "乙", "rank": "1", "number": "CN 3-1"}
                ],
                patents=[{"kind": "发明专利", "title": "甲", "number": "1", "date": "2019", "rank": "1"}],
                standards=[{"title": "甲", "number": "1", "level": "国家标准", "date": "2019", "rank": "1"}],
            )
        )
    )
    assert {f.path for f in found.values()} == {
        ("papers", 0, "number"),
        ("patents", 0, "number"),
        ("standards", 0, "number"),
    }
    assert {f.severity for f in found.values()} == {WARNING}


def test_id6_an_application_is_no_grant():
    patent = {"kind": "发明专利", "title": "甲", "number": "1", "date": "2019", "rank": "1", "status": "受理"}
    assert by_code(check_numbers(applicant(patents=[patent]))) == {}


# --- the application -----------------------------------------------------------------------------


def application(plan_id=BAOPO, unit=UNIT_RECORD, **changes):
    return by_code(check_person(applicant(**changes), unit, plan(plan_id), FORMS))


@pytest.mark.parametrize(
    ("fact", "lacks"),
    [
        ("获虚构省科学技术奖一等奖", "没有写时间、本人排名或作用"),
        ("2020年11月获虚构省科学技术奖一等奖", "没有写本人排名或作用"),
        ("获虚构省科学技术奖一等奖，排名第1，新增产值2000万元", "没有写时间"),
        ("2020年11月获虚构省科学技术奖一等奖（2/7）", None),
        ("主持制订T/XB 005—2020《某方法》，2020.9发布", None),
        ("2019-05以第一发明人取得发明专利", None),
    ],
)
def test_a_landmark_achievement_says_when_and_what_part_where_its_form_asks(fact, lacks):
    reasons = [{"clause": "第六条（三）1", "fact": fact, "evidence": ["E"]}]
    landmark = {"method": "标志性业绩直接申报", "reasons": reasons}
    told = application(application=landmark).get("landmark-unsaid")
    assert (told and told.message.partition("；")[0]) == (
        lacks and f"标志性业绩第1项（第六条（三）1）{lacks}"
    )
    assert not told or (told.severity, told.path[2:]) == (WARNING, (0, "fact"))
    assert "landmark-unsaid" not in application(application={"method": "正常申报", "reasons": reasons})


def test_a_landmark_achievement_of_a_table_of_marks_has_its_time_and_part_from_the_record():
    award = {"title": "甲", "award": "科学技术奖", "issuer": "乙", "date": "2020.11", "evidence": ["E"]}
    reasons = [{"clause": "第八条1", "fact": "获虚构省科学技术奖一等奖", "evidence": ["E"]}]
    landmark = {"method": "标志性业绩直接申报", "reasons": reasons}
    told = application(ANFANG, application=landmark, awards=[award])["landmark-unsaid"]
    assert "没有写本人排名或作用" in told.message
    ranked = [{**award, "rank": "1/5"}]
    assert "landmark-unsaid" not in application(ANFANG, application=landmark, awards=ranked)
    # An honour has no ranks; the form of approval prints nothing but what the entry says.
    honour = [{"title": "劳动模范", "issuer": "乙", "date": "2020.11", "evidence": ["E"]}]
    assert "landmark-unsaid" not in application(ANFANG, application=landmark, honours=honour)
    assert "没有写时间、本人排名或作用" in (
        application(application=landmark, awards=ranked)["landmark-unsaid"].message
    )


def test_co1_and_co2_speciality():
    assert "公示（评审委托书不写“公示无异议”）" in application()["left-blank"].message
    assert "委托书" not in application(JXT)["left-blank"].message
    assert application(field="爆破工程")["speciality-differs"]
    closed = application(ANFANG, application={"speciality": "采油工程"})["speciality-unknown"]
    assert closed.severity is ERROR
    assert "speciality-unknown" not in application(HANGZHOU, application={"speciality": "机械"}, field="机械")
    strict = application(JIAOJIANG, application={"speciality": "光学技术"}, field="电子技术")
    assert strict["speciality-differs"].severity is ERROR
    assert "三（一）" in strict["speciality-differs"].basis


def test_what_stays_blank_of_an_entry_is_told():
    study = {"end": "2008.06", "school": "虚构大学", "major": "采矿", "level": "本科"}
    people = applicant(education=[study | {"degree": "工学学士"}, study])
    found = check_person(people, UNIT_RECORD, plan(BAOPO), FORMS)
    said = [f.message for f in found if f.code == "left-blank"]
    assert "学历第1项的入学时间、学制、学历第2项的入学时间、学位、学制" in said[-1]


def test_a_list_that_a_section_of_the_form_prints_and_nobody_filled_in_is_told():
    """It prints empty rows beside 无 in the others; declared empty it is 无 there, too."""
    assert "学术兼职" in application(HANGZHOU)["left-blank"].message
    assert "学术兼职" not in application(HANGZHOU, academic_posts=[])["left-blank"].message
    assert "学术兼职" not in application(JXT)["left-blank"].message  # its form has no such section


def test_co4_unit():
    settings = Settings.model_construct(institutions=[UNIT_RECORD])
    told = {
        name: [*check_registered(applicant(unit=name), settings, plan())]
        for name in ("虚构矿业有限公司", "虚构矿业公司", "另一家有限公司")
    }
    assert told["虚构矿业有限公司"] == []
    branch = Settings.model_construct(institutions=[institution(name="虚构（浙江）公司")])
    typed = applicant(
        unit="虚构(浙江)公司", work=[{"start": "2008.07", "unit": "虚构(浙江)公司", "work": "设计"}]
    )
    assert [*check_registered(typed, branch, plan())] == []
    assert typed.work[0].unit == typed.unit == "虚构（浙江）公司"
    (near,), (far,) = told["虚构矿业公司"], told["另一家有限公司"]
    assert near.code == "unit-unknown" and near.severity is ERROR
    assert near.hint.startswith("是否想写“虚构矿业有限公司”？单位名称") and far.hint.startswith("单位名称")


def career(plan_id=BAOPO, **changes):
    return by_code(check_career(applicant(**changes), plan(plan_id)))


@pytest.mark.parametrize(
    ("target", "plan_id", "fits"),
    [
        ("高级工程师", BAOPO, True),
        ("高级工程师（爆破工程）", BAOPO, True),
        ("工程师", BAOPO, False),
        ("高级工程师", HANGZHOU, False),
        ("助理工程师", JIAOJIANG, True),
        ("安全技术防范行业高级工程师", ANFANG, True),
        ("制造业专业工程师职务任职资格", HANGZHOU, True),
        ("制造业专业助理工程师", HANGZHOU, False),
        ("教授级高级工程师", ANFANG, False),
    ],
)
def test_co6_title_sought(target, plan_id, fits):
    assert ("target-differs" not in career(plan_id, application={"target": target})) is fits


@pytest.mark.parametrize(
    ("target", "own"),
    [
        ("光学光电行业工程师", True),
        ("光学光电助理工程师", False),
        ("初级工程师", False),
        ("（助理）工程师", False),
        ("助理 工程师", False),
        ("工程师（光学技术）", True),
        (None, True),
    ],
)
def test_004_1_the_title_with_its_trade_is_the_plans_own(target, own):
    """“获得光学光电行业工程师资格者”: its conditions are judged, and it stands with the others."""
    assert plan(JIAOJIANG).is_own_title(target) is own
    assert (plan(JIAOJIANG).title_proper(target) == "工程师") is own


def stretch(start, end=None, unit=UNIT):
    return {"start": start, "end": end, "unit": unit, "work": "设计"}


@pytest.mark.parametrize(
    ("work", "codes"),
    [
        ([stretch("2008.07", "2015.06", "甲"), stretch("2015.06")], set()),
        ([stretch("2008.07", "2015.06", "甲"), stretch("2015.09")], set()),
        ([stretch("2008.07", "2015.06", "甲"), stretch("2015.10")], {"work-gap"}),
        ([stretch("2008.07", "2015.06", "甲"), stretch("2015.05")], {"work-overlap"}),
        ([stretch("2008.07", "2015.06"), stretch("2015.01")], set()),
        (
            [stretch("2008.07", "2018.06", "甲"), stretch("2010.01", "2012.06", "甲"), stretch("2015.05")],
            {"work-overlap"},
        ),
        ([stretch("2008.07", None, "甲")], {"work-unit-differs"}),
    ],
    ids=["same-month", "92-days", "gap", "overlap", "same-unit", "overlap-behind-another", "other-unit"],
)
def test_co7_history(work, codes):
    found = career(ANFANG, work=work)
    assert set(found) == codes
    assert all(f.severity is WARNING for f in found.values())


def study(start, end, school, **changes):
    told = {"start": start, "end": end, "school": school, "major": "采矿工程", "level": "大学本科"}
    return {**told, "mode": "全日制", **changes}


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (study("2006.09", "2009.06", "虚构学院"), True),
        (study("2006.09", "2009.06", "虚构大学"), False),  # 双学位
        (study("2006.09", "2009.06", "虚构大学法学院"), False),  # the same, of a part of it
        (study("2008.06", "2011.06", "虚构学院"), False),
        (study("2006.09", "2009.06", "虚构学院", mode="非全日制"), False),
        (study("2006.09", "2009.06", "虚构学院", region="国外"), False),  # taught together
        (study(None, "2009.06", "虚构学院"), False),
    ],
)
def test_two_full_time_studies_at_a_time_are_told(second, told):
    found = career(education=[study("2004.09", "2008.06", "虚构大学"), second]).get("studies-overlap")
    assert (found is not None) is told
    if found:
        assert (found.severity, found.path) == (WARNING, ("education", 1, "start"))
        assert "“虚构大学”（2004.09至2008.06）和“虚构学院”（2006.09至2009.06）同时全日制学习" in found.message


def test_an_end_of_a_project_that_nobody_wrote_is_told():
    still = ["至今", "今", "迄今", "现在", "目前", " 至 今 "]
    ends = {"甲": {}, **{f"乙{n}": {"end": said} for n, said in enumerate(still)}, "丙": {"end": "2019.06"}}
    projects = [
        {"title": title, "start": "2018.03", "role": "主持", "content": "设计", **end}
        for title, end in ends.items()
    ]
    found = application(projects=projects)["end-assumed"]
    assert (found.message, found.severity) == ("项目没有写结束时间，表上印“至今”：甲", INFO)
    assert "end-assumed" not in application(projects=projects[1:])


def test_co7_an_end_that_nobody_wrote_is_not_made_up_before_another_stretch():
    nobody_wrote = stretch("2008.07", None, "甲")
    del nobody_wrote["end"]
    last = {key: value for key, value in stretch("2015.06").items() if key != "end"}
    found = career(work=[nobody_wrote, last])["work-end-missing"]
    assert (found.severity, found.path) == (ERROR, ("work", 0, "end"))
    assert found.message.startswith("2008.07起在“甲”的一段没有写结束时间")
    assert "work-end-missing" not in career(work=[stretch("2008.07", None, "甲"), last])  # 至今


def test_co7_studies_explain_a_gap():
    work = [stretch("2008.07", "2012.08", "甲"), stretch("2015.07")]
    study = {"start": "2012.09", "end": "2015.06", "school": "甲", "major": "乙", "level": "硕士研究生"}
    assert career(work=work, education=[study]) == {}
    assert "work-gap" in career(work=work)


@pytest.mark.parametrize(
    ("mode", "start", "end", "told"),
    [
        ("全日制", "2012.09", "2015.06", True),
        ("非全日制", "2012.09", "2015.06", False),
        (None, "2012.09", "2015.06", False),
        ("全日制", "2005.09", "2008.09", False),  # the first weeks of a post before the diploma is handed out
        ("全日制", "2005.09", "2008.12", True),
    ],
)
def test_co7_full_time_studies_during_a_post(mode, start, end, told):
    study = {"start": start, "end": end, "school": "甲", "major": "乙", "level": "硕士研究生", "mode": mode}
    found = career(education=[study], work=[stretch("2008.07")])
    assert ("study-at-work" in found) is told
    if told:
        assert (found["study-at-work"].severity, found["study-at-work"].path) == (
            WARNING,
            ("education", 0, "mode"),
        )


@pytest.mark.parametrize(
    ("plan_id", "method", "option", "hint"),
    [
        (JIAOJIANG, "破格申报", "一般破格", None),
        (JIAOJIANG, "破格申报", "一般破格申报", "是否想写“一般破格”？"),
        (JIAOJIANG, "破格申报", "技能人才申报", "它是“正常申报”的申报情形：改申报方式，或删去这一栏"),
        (JIAOJIANG, "破格申报", "甲", "可填：一般破格、业绩特别突出破格、越级申报"),
        (HANGZHOU, "转（兼）评", "甲", "删去这一栏"),
        (HANGZHOU, "正常申报", None, None),
        (HANGZHOU, "正常申报", "无", None),
        (ANFANG, "正常申报", "甲", None),  # where no method has any, it says nothing
    ],
)
def test_the_case_is_one_of_the_method(plan_id, method, option, hint):
    """椒江2025 附件2二3（1）: “需在相应选择项打钩”."""
    found = application(plan_id, application={"method": method, "option": option}).get("option-unknown")
    assert (found and found.hint) == hint
    assert found is None or (found.severity, found.path) == (ERROR, ("application", "option"))


@pytest.mark.parametrize(
    ("plan_id", "method", "option", "printed"),
    [
        (HANGZHOU, "转(兼)评", None, "转（兼）评"),
        (JIAOJIANG, "正常申报", "后学历(学位）取得时间不满2年", "后学历（学位）取得时间不满2年"),
    ],
)
def test_a_choice_may_be_typed_with_half_width_brackets(plan_id, method, option, printed):
    chosen = {"method": method, "option": option}
    assert not {"method-unknown", "option-unknown"} & application(plan_id, application=chosen).keys()
    of = applicant(application=chosen).application
    assert printed in (of.method, of.option)


def test_000_1_a_speciality_may_be_typed_with_half_width_brackets():
    """“安全技术防范专业（系统集成）”, and an item of evidence under a heading of the plan's."""
    typed, item = "安全技术防范专业(系统集成)", {"id": "E", "category": "学历(学位)证书", "title": "甲"}
    chosen = {"application": {"speciality": typed}, "field": "安全技术防范专业（系统集成）"}
    assert not {"speciality-unknown", "speciality-differs"} & application(ANFANG, **chosen).keys()
    assert applicant(evidence=[item]).evidence[0].category == "学历（学位）证书"
