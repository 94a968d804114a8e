"""Plan files: every fault with its line; a plan of one's own; every circular's folder can be started."""

import re
import time
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from conftest import PLAN, TODAY, settings

from zcforms import batch
from zcforms.batch.portraits import bounds_of
from zcforms.checks.photo import check_photo
from zcforms.facts.seen import plan_facts
from zcforms.forms import Form, load_forms
from zcforms.ground.errors import BrokenPlan, UnreadableInput, UsageError
from zcforms.ground.photo import PhotoFacts
from zcforms.model import Holidays, Settings
from zcforms.plans import Plan, load_plan, parse_plan, plan_ids
from zcforms.plans.agreement import check_plan_file
from zcforms.plans.overview import listed_specialities, photo_words
from zcforms.plans.soundness import faults_in
from zcforms.terminal import starter

FORMS = load_forms()
TEXT = (files("zcforms.plans") / "circulars" / f"{PLAN}.yaml").read_text("utf-8")


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("year: 2021", "year: 二〇二一", "应为整数"),
        ("    copies: 3", "    copys: 3", "是否想写“copies”"),
        ("level: senior", "level: high", "senior"),
        ("  open: null", "  open: 七月", "不是日期"),
        ("    duplex: true", "    duplex: 也许", "true或false"),
        ("series: 矿山", "id: x\nseries: 矿山", "键重复"),
    ],
)
def test_every_fault_has_its_line(old, new, words):
    text = TEXT.replace(old, new, 1)
    with pytest.raises(BrokenPlan) as caught:
        parse_plan(text, "甲.yaml")
    line = line_of(text, new.splitlines()[-1] if words != "键重复" else "id: x")
    assert f"甲.yaml:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_a_plan_may_be_written_with_half_width_brackets_as_what_is_compared_with_it_may():
    """A speciality, a heading of evidence: nobody could state one that is in the plan."""
    text = TEXT.replace("采矿工程", "采矿工程(露天)").replace("学历学位证书", "学历(学位)证书")
    made = parse_plan(text, "甲.yaml")
    assert {"采矿工程（露天）"} <= {*made.specialities}
    assert {"学历（学位）证书"} <= {*made.evidence_categories}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    copies: 3", "    copies: 1000000000", "应不大于100"),
        ("    copies: 3", "    copies: 1.0e+400", "应为数字"),
        ("year: 2021", "year: 1000000000", "应不大于2100"),
        ("year: 2021", "year: 0", "应不小于1949"),
        ("  bytes_lt: ", "  bytes_lt: 9999999999999 #", "应不大于314572800"),
        ("  aspect_max: ", "  aspect_max: .inf #", "应为数字"),
        ("  aspect_max: ", "  aspect_max: .nan #", "应为数字"),
        ("  min_workdays: ", "  min_workdays: !!int x #", "应为整数"),
        ("year: 2021", f"year: {'9' * 5000}", "应为整数"),
        ("year: 2021", "year: &a [x]", "应为整数"),
    ],
)
def test_a_number_that_no_plan_states_is_told_with_its_line(old, new, words):
    assert old in TEXT
    with pytest.raises(BrokenPlan) as caught:
        parse_plan(TEXT.replace(old, new, 1), "甲.yaml")
    assert caught.value.exit_code == 4
    assert re.search(rf"甲\.yaml:{line_of(TEXT, old)}: \S+: .*{words}", str(caught.value))


def numbers_without_bounds(schema, way=()):
    """The places of a JSON Schema where a number may be as small or as large as you like."""
    if isinstance(schema, dict):
        if schema.get("type") in ("integer", "number"):
            ends = [{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}]
            return [] if all(end & schema.keys() for end in ends) else [way]
        return [w for key, part in schema.items() for w in numbers_without_bounds(part, (*way, key))]
    parts = enumerate(schema) if isinstance(schema, list) else ()
    return [w for n, part in parts for w in numbers_without_bounds(part, (*way, n))]


@pytest.mark.parametrize("model", [Plan, Form, Settings, Holidays])
def test_every_number_of_plans_forms_and_settings_has_bounds(model):
    assert numbers_without_bounds(model.model_json_schema()) == []
    assert numbers_without_bounds({"a": [{"type": "integer", "minimum": 0}]}) == [("a", 0)]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(20)
)


@pytest.mark.parametrize("bomb", [BOMB, f"notes: {'[' * 100_000}", f"a: {'{a: ' * 50}", "a: &a {b: *a}"])
def test_aliases_and_deep_nesting_of_a_plan_are_refused_with_the_line(bomb):
    began = time.process_time()
    with pytest.raises(BrokenPlan, match="不能用“\\*”引用别处，也不能套过30层") as caught:
        parse_plan(bomb, "甲.yaml")
    assert re.fullmatch(r"甲\.yaml:[12]", caught.value.where)
    assert time.process_time() - began < 1


def test_a_plan_of_more_than_two_megabytes_is_not_read(tmp_path):
    (tmp_path / "own.yaml").write_text("#" * (2 * 2**20 + 1))
    assert check_plan_file(tmp_path / "own.yaml", FORMS)[0] == "own.yaml: 无法读取（超过2MB）"


def test_what_is_not_yaml_is_told_with_the_line_where_reading_stopped():
    with pytest.raises(BrokenPlan, match="不是有效的YAML") as caught:
        parse_plan("id: x\nname: [甲\n", "甲.yaml")
    assert caught.value.where == "甲.yaml:3"
    with pytest.raises(BrokenPlan, match="引号没有结束，到第4行才碰到下一个引号") as caught:
        parse_plan('id: x\nname: "甲\nyear: 2026\nissuer: "乙"\n', "甲.yaml")
    assert caught.value.where == "甲.yaml:2:7"


def test_a_missing_key_is_named_with_the_line_of_its_part():
    with pytest.raises(BrokenPlan, match=r"甲.yaml:1: issuer: 缺少这个键"):
        parse_plan(TEXT.replace("issuer: 浙江省爆破行业协会\n", ""), "甲.yaml")


def test_deadlines_in_the_wrong_order_and_rules_without_a_clause_are_faults(tmp_path):
    path = tmp_path / f"{PLAN}.yaml"
    text = TEXT.replace("person_deadline: null", "person_deadline: 2021-10-20")
    text = text.replace("unit_deadline: null", "unit_deadline: 2021-10-10")
    text = text.replace("  src: （二）8、《申报高级工程师人员网上申报办法》6\n", "")
    path.write_text(text)
    faults = check_plan_file(path, FORMS)
    place = f"{path.name}:{line_of(text, 'unit_deadline')}: dates.unit_deadline: "
    words = "所在单位审核截止时间2021年10月10日早于个人网上申报截止时间2021年10月20日"
    assert place + words in faults
    assert any("statement: 没有写出处" in fault for fault in faults)
    assert len(faults) == 2


@pytest.mark.parametrize("plan_id", plan_ids())
def test_our_plans_have_no_fault_and_every_rule_its_clause(plan_id):
    path = Path(str(files("zcforms.plans") / "circulars" / f"{plan_id}.yaml"))
    assert check_plan_file(path, FORMS) == []


@pytest.mark.parametrize("plan_id", plan_ids())
def test_every_circular_can_be_started(plan_id, tmp_path):
    plan = load_plan(plan_id)
    made = starter.make(tmp_path / "work", plan)
    folders = [path for path in (tmp_path / "work").rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert {"zcforms.yaml", "people.xlsx"} <= set(made)
    job = batch.open_job(tmp_path / "work", TODAY)
    assert job.plan.id == plan_id
    checked, _ = batch.check_job(job, lambda *_: None)
    # The example is full of 【示例】; nothing else of it may be refused by the reader.
    assert {f.code for one in checked for f in one.file.findings} <= {"placeholder"}


def test_the_example_of_a_new_folder_says_the_photo_rule_of_its_plan(tmp_path):
    plan = load_plan("zj-anfang-senior-2025")
    photo = plan.photo.model_copy(update={"bytes_gt": 40 * 1024 - 1, "bytes_lt": 500 * 1024 + 1})
    starter.make(tmp_path / "work", plan.model_copy(update={"photo": photo}))
    example = (tmp_path / "work/applicants/示例_张三.yaml").read_text("utf-8")
    assert "# 放在photos文件夹；JPG、JPEG；不小于40K且不大于500K；大于215×300像素；" in example


def test_003_annex_2_2_3_1_the_example_of_a_new_folder_says_what_there_is_to_tick(tmp_path):
    """“选择‘正常申报’……并在相应选择项打钩”."""
    for plan_id in ("hz-mfg-mid-2024", "zj-jxt-senior-2020"):
        starter.make(tmp_path / plan_id, load_plan(plan_id))
    ours, none = (
        (tmp_path / name / "applicants/示例_张三.yaml").read_text("utf-8")
        for name in ("hz-mfg-mid-2024", "zj-jxt-senior-2020")
    )
    assert "\n  # 申报情形: 直接申报      # 属于其中一种的才写：正常申报的直接申报\n" in ours
    assert "申报情形" not in none


def test_the_example_of_a_new_folder_says_of_evidence_what_its_plan_says(tmp_path):
    plan = load_plan(PLAN)
    quiet = plan.evidence.model_copy(update={"unproved": None, "upload_only": []})
    for folder, said in (("ours", plan), ("another", plan.model_copy(update={"evidence": quiet}))):
        starter.make(tmp_path / folder, said)
    ours, another = (tmp_path / f / "applicants/示例_张三.yaml" for f in ("ours", "another"))
    assert "如 [E-1]；无证明材料的不计分\n" in ours.read_text("utf-8")
    text = another.read_text("utf-8")
    assert "如 [E-1]\n" in text and "只上传不装订" not in text
    assert "#   类别: 持有资质的证书\n" in text  # the parts before it are made from forms


def test_a_plan_of_ones_own_is_found_in_the_folder(workshop):
    root = workshop(评审计划="my-plan")
    (root / "plans").mkdir()
    (root / "plans" / "my-plan.yaml").write_text(TEXT.replace(f"id: {PLAN}", "id: my-plan", 1))
    assert batch.open_job(root, TODAY).plan.id == "my-plan"
    (root / "plans" / "my-plan.yaml").write_text(TEXT)
    with pytest.raises(BrokenPlan, match="与文件名不同"):
        batch.open_job(root, TODAY)
    (root / "zcforms.yaml").write_text(yaml.safe_dump(settings(评审计划="my-plam"), allow_unicode=True))
    with pytest.raises(UnreadableInput, match="my-plam") as caught:
        batch.open_job(root, TODAY)
    assert "my-plan" in caught.value.hint


UNASKED = "watermark formats bytes_gt bytes_lt width_gt height_gt aspect_min aspect_max background sizes"


def test_null_is_taken_as_not_given_or_as_no_rule():
    text = TEXT.replace("    duplex: true", "    duplex: true\n    when: null", 1)
    text = text.replace("    exported: true", "    exported: null", 1)
    text = re.sub(r"(?m)^    watermark: .*", "    watermark: false", text)
    for key in UNASKED.split():
        text = re.sub(rf"(?m)^(  )?{key}: .*", rf"\g<1>{key}: null", text, count=1)
    plan = parse_plan(text, "a")
    assert plan.watermark is None and plan.forms[0].exported is False
    assert photo_words(plan.photo) == ()
    assert [*faults_in(plan)] == []
    photo = PhotoFacts("GIF", 3, 20, 9, light_background=False)
    assert [*check_photo(photo, plan)] == []
    assert bounds_of(plan.photo).bytes_gt < 0


def test_what_is_handed_in_on_paper_alone_has_no_platform():
    none = "platform: {name: null, url: null, src: 未载明}\n"
    plan = parse_plan(re.sub(r"(?m)^platform:\n(?:  .*\n)+", none, TEXT), "a")
    assert (plan.platform.name, plan_facts(plan).platform.url, [*faults_in(plan)]) == (None, None, [])
    unlisted = plan.model_copy(update={"specialities": []})
    assert listed_specialities(unlisted) == "未列"


def test_a_key_that_must_be_there_says_whether_null_may_stand_there():
    text = re.sub("(?m)^(level|series): .*", r"\1: null", re.sub("(?m)^watermark: .*|^year: .*", "", TEXT))
    with pytest.raises(BrokenPlan) as caught:
        parse_plan(text, "a")
    for words in (
        "watermark: 缺少这个键，没有规定的写null",
        "year: 缺少这个键\n",
        "level: 这里要有内容，不能写null：应为senior",
        "series: 这里要有内容，不能写null：应为文字",
    ):
        assert words in f"{caught.value}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"{year}年度{series}', '"{yaer}年度{series}', "binding.title: 花括号里只能写year、series"),
        ('"{year}年度{series}', '"{year年度{series}', "binding.title: 花括号里只能写year、series"),
        ("  volumes: 1", "  volumes: 0", "应不小于1"),
        ("- {title: 荣誉证书}", "- {title: 获奖证书}", "binding.sections[7]: “获奖证书”写了两次"),
    ],
)
def test_a_volume_that_cannot_be_bound_is_told_before(tmp_path, old, new, said):
    assert any(said in fault for fault in faults_of(tmp_path, (old, new), plan=PLAN))


def test_a_plan_that_asks_for_records_of_other_provinces_says_of_which_it_is(tmp_path):
    assert not faults_of(tmp_path, plan=PLAN)
    assert any(
        "evidence.social: 要省外社保的，写明province" in f
        for f in faults_of(tmp_path, ("province: 浙江\n", ""), plan=PLAN)
    )


def test_a_mark_without_words_is_told():
    plan = parse_plan(re.sub("(?m)^watermark: .*", "watermark: null", TEXT), "a")
    (told,) = (words for place, words in faults_in(plan) if place == ("watermark",))
    assert "《" in told and "watermark: false" in told


def test_a_plan_that_lacks_keys_is_told_what_else_is_wrong(tmp_path):
    """Not what rests on them: the options of methods that are not there yet."""
    path = tmp_path / "a.yaml"
    text = re.sub("(?m)^series: .*|^  background: .*", "", TEXT.replace("goes_to: platform", "goes_to: null"))
    path.write_text(text.replace("  bytes_gt: ", "  bytes_gt: 9000000 #"), "utf-8")
    told = check_plan_file(path, FORMS)
    assert any("series: 缺少这个键" in line for line in told)
    assert any("放到哪里没有写" in line for line in told)
    assert not any("bytes_gt" in line for line in told) and "补上以后才查" in told[-1]


def test_unknown_is_not_null():
    optics = load_plan("tz-jiaojiang-optics-mid-2025")
    assert optics.dates.person_deadline == "unknown"
    assert optics.dates.known("person_deadline") is None
    assert optics.dates.forward_deadline is None
    assert (
        load_plan("hz-mfg-mid-2024").basis("附件1三") == "杭州市2024年度制造业专业工程师资格评审通知附件1三"
    )


OPTICS = "tz-jiaojiang-optics-mid-2025"


def faults_of(tmp_path, *changes, plan=OPTICS, name=None):
    """What is said of a plan of ours with these changes, without the file's name."""
    text = (files("zcforms.plans") / "circulars" / f"{plan}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / f"{name or plan}.yaml"
    path.write_text(text)
    return [fault.strip().removeprefix(f"{path.name}:") for fault in check_plan_file(path, FORMS)]


@pytest.mark.parametrize("text", ["", "# 还没写\n", "- 甲\n", "甲\n"])
def test_an_empty_plan_or_a_list_is_told_so(text):
    with pytest.raises(BrokenPlan, match="是空的，或最外层不是“键: 值”"):
        parse_plan(text, "甲.yaml")


TABLE = (
    "table: {id: x, title: y, indicators: [{id: A, name: a, cap: 5, "
    "groups: [{id: A1, name: b, combine: sum, rows: [%s]}]}]}"
)
SPOILED = {
    "sibling": (
        "paper: {level: 省部级, count: 2}",
        "paper: {first: true}",
        "可写：count、level、tiers、sole",
    ),
    "predicate": ("years_in_field: {min: 3}", "year_in_field: {min: 3}", "是否想写“years_in_field”？"),
    "two": ("- degree_at_least: 专科\n", "- {degree_at_least: 专科, manual: 甲}\n", "一个条件只写一个谓词"),
    "day": ("  open: null", "  open: 2025-09-31", "dates.open: 9月没有31日"),
    "month": ("  open: null", "  open: 2025-13-01", "没有13月"),
    "leap": ("  open: null", "  open: 2025-02-29", "2025年2月没有29日"),
    "hour": ("  open: null", "  open: 2025-02-28 17时", "只写到日，去掉“17时”"),
    "date": ("  open: null", "  open: 七月", "载明而本稿缺失写unknown"),
    "number": ("pass: unknown", "pass: 八十", "应为数字，或unknown"),
    "least": ("copies: 1", "copies: -1", "应不小于0"),
    "fraction": ("recent: 3", "recent: 2.5", "应为整数"),
    "mapping": ("statement: {label: 本人述职, max_chars: 1000, src: 附件2二3}", "statement: 无", "应为若干"),
    "text": ("series: 光学光电", "series: 2025", "应为文字"),
    "kind": ("level: mid", "level: 中级", "应为senior、mid或junior"),
    "op": ("table: optics-mid-2025", TABLE % "{id: r, op: flg, points: 1}", "是否想写“flag”？"),
    "rows": ("table: optics-mid-2025", TABLE % "", "至少要有1项"),
    "no op": ("table: optics-mid-2025", TABLE % "{id: r, points: 1}", "缺少op"),
    "row id": ("table: optics-mid-2025", TABLE % "{id: r, op: expert}, {id: r, op: expert}", "行号重复：r"),
    "no table": ("table: optics-mid-2025", "table: optics", "没有“optics”这张表"),
    "colon": ("series: ", "series：", "冒号是全角的"),
    "space": ("year: 2025", "year:2025", "冒号后面缺空格"),
    "inside": ("copies: 1", "copies:1", "copies:1: 冒号后面缺空格"),
    "no way": ("paper: {level: 省部级, count: 2}", "paper: {level: 省部级, count: 0}", "应不小于1"),
    "no years": ("years_in_field: {min: 3}", "years_in_field: {min: 0}", "应不小于1"),
    "tier": (
        "table: optics-mid-2025",
        TABLE % "{id: r, op: per_item, points: 1, sources: [{records: papers, where: {tier: [核心刊物]}}]}",
        "“tier”里没有“核心刊物”，是否想写“核心期刊”？",
    ),
}


@pytest.mark.parametrize(("old", "new", "words"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_plan_is_told_in_chinese_with_its_line(tmp_path, old, new, words):
    *faults, later = faults_of(tmp_path, (old, new))
    text = (tmp_path / f"{OPTICS}.yaml").read_text()
    said = next(fault for fault in faults if words in fault)
    line = int(re.findall(r"(?:^|\.yaml:)(\d+):", said)[-1])
    assert new.splitlines()[0].strip("- ") in text.splitlines()[line - 1]
    assert "再核对一次" in later
    assert not any(re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", fault) for fault in faults)


def test_a_bad_date_is_told_once(tmp_path):
    faults = faults_of(tmp_path, ("  open: null", "  open: 七月"))
    assert sum("dates.open" in fault for fault in faults) == 1


def test_yes_and_no_may_be_chinese():
    plan = parse_plan(TEXT.replace("duplex: true", "duplex: 否", 1).replace("true", "是"), "甲.yaml")
    assert [use.duplex for use in plan.forms if use.id == "review_form"] == [False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "score_rows",
            "score_row",
            "forms.scoring_table.when.has: 申报人没有清单“score_row”，是否想写“score_rows”",
        ),
        (
            "field_years, title",
            "field_year, title",
            "forms.roster.options.columns: 没有列“field_year”，是否想写",
        ),
        (
            "need: [exception_form",
            "need: [exception_from",
            "methods.exception.need: 没有表格“exception_from”",
        ),
        ("for: [光学技术", "for: [光学技木", "是否想写“光学技术”"),
        (
            "specialities: [光学技术, ",
            "specialities: [光学技术、",
            "specialities[1]: “光学技术、机械与设备技术”",
        ),
        ("{id: pledge", "{id: roster", "“roster”写了两次"),
        ("[优秀, 良好, 合格", "[优秀, 良, 合格", "assessment.levels[2]: 没有等次“良”，是否想写“良好”"),
        ("per_year: {total: 90", "per_year: {total: 89", "per_year: total 89少于major与public之和90"),
        ("[2022, 2023, 2024, 2025]", "[2014, 2023, 2024, 2025]", "continuing_education.years[1]: 2014"),
        ("aspect_min: 0.65", "aspect_min: 0.80", "photo.aspect_min: 0.8应小于aspect_max的0.8"),
        ("bytes_gt: 30720", "bytes_gt: 1048576", "photo.bytes_gt"),
        ("tenure_cutoff: 2025", "tenure_cutoff: 2023", "离2025年度太远，请核对"),
        ("tenure_cutoff: 2025", "tenure_cutoff: 2026", "离2025年度太远，请核对"),
        ("pass: unknown", "pass: 121", "scoring.pass: 分数线121分高于"),
        ("pass: unknown", "required_for: [scores]\n  pass: unknown", "没有申报方式“scores”"),
        (
            "table: optics-mid-2025",
            TABLE % "{id: r, op: rank_linear, first_rank: 12, base: 3, step: 1}",
            "groups.A1.rows.r.first_rank: 12不像名次",
        ),
        ("table: optics-mid-2025", TABLE % "{id: r, op: expert}", "table: 打分表没有写出处"),
        ("methods: null, this", "methods: [nomral], this", "appointment.methods: 没有申报方式“nomral”，是否"),
        ("form: post_table", "form: post_tabel", "establishment.form: 没有表格“post_tabel”，是否"),
        ("table: hours-taizhou", "table: hours", "route_cap.table: 没有“hours”这张途径学时表"),
        ("units: [企业, 事业", "units: [医院, 事业", "open_to.units: 没有单位性质“医院”，可写：企业、"),
        ("unit_kind: [事业单位]", "unit_kind: [医院]", "when.unit_kind: 没有单位性质“医院”"),
        ("staffing: [在编]", "staffing: [编内]", "when.staffing: 没有编制情况“编内”"),
        ("delay_kinds: [记过", "delay_kinds: [记小过", "delay_kinds: 没有处分“记小过”，是否想写"),
        ("光学技术, 机械", "光学技术, 光学技术, 机械", "specialities[2]: “光学技术”写了两次"),
        ("label: 转评", "label: 正常申报", "“正常申报”写了两次"),
        ("recent: 3", "years: [2024]\n  recent: 3", "assessment.recent: years和recent只写一项"),
    ],
)
def test_what_does_not_make_sense_is_a_fault_at_its_line(tmp_path, old, new, said):
    faults = faults_of(tmp_path, (old, new))
    (fault,) = [fault for fault in faults if said in fault]
    line = (tmp_path / f"{OPTICS}.yaml").read_text().splitlines()[int(fault.split(":")[0]) - 1]
    way = re.split(r"[.\[]", fault.split(": ")[1])
    assert any(step.strip("]") in line for step in way)


def test_years_in_a_title_may_count_to_the_end_of_the_year_before(tmp_path):
    assert faults_of(tmp_path, ("tenure_cutoff: 2025", "tenure_cutoff: 2024")) == []


def test_an_id_is_small_letters_and_says_where_it_differs(tmp_path):
    faults = faults_of(tmp_path, (f"id: {OPTICS}", "id: My_plan"), name="My_plan")
    assert any("id: “My_plan”只能用小写字母" in fault for fault in faults)


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(UsageError, match="找不到文件"):
        check_plan_file(tmp_path / "nosuch.yaml", FORMS)
