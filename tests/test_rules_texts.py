"""R-TX and R-PH at their exact bounds (requirements B1, B2)."""

import pytest
from rules import ANFANG, BAOPO, ERROR, HANGZHOU, INFO, JXT, WARNING, applicant, by_code, institution, plan

from zcforms.checks.characters import check_characters
from zcforms.checks.content import check_content
from zcforms.checks.photo import check_photo
from zcforms.checks.scoring import check_scoring
from zcforms.checks.texts import check_texts
from zcforms.forms.library import load_forms
from zcforms.ground.photo import PhotoFacts
from zcforms.intake.records import read_record
from zcforms.intake.tree import read_tree
from zcforms.model import Applicant


def texts(a, p=None):
    return by_code(check_texts(a, p or plan()))


@pytest.mark.parametrize(
    ("statement", "over"),
    [
        ("字" * 1000, None),
        ("字" * 1001, "1,001字，超出1,000字上限1字"),
        ("字 " * 1000 + "\n", None),
        ("𬭎" * 1000, None),
        ("字" * 991 + "Vibration9", None),
        ("字" * 1000 + "Vibration9", "1,010字，超出1,000字上限10字"),
    ],
    ids=["TX1-at", "TX1-over", "TX1-spaces", "TX1-code-points", "TX1-latin", "TX1-latin-over"],
)
def test_statement(statement, over):
    found = texts(applicant(statement=statement)).get("statement-too-long")
    assert (over in found.message and found.severity is ERROR) if over else found is None


def test_tx1_how_letters_count_is_left_open():
    """“字数控制在1000字以内”: only what is over by both counts is an error."""
    found = texts(applicant(statement="字" * 991 + "Vibration9"))["statement-by-characters"]
    assert (found.message, found.severity) == (
        "“本人述职（个人述职）”按字符1,001字，超出1,000字上限1字；按Word字数992字，没有超出；"
        "通知没有说字母、数字怎样计字（本系统推定）",
        WARNING,
    )
    over = texts(applicant(statement="字" * 1000 + "Vibration9"))["statement-too-long"]
    assert "按Word字数为1,001字" in over.hint


def test_tx1_does_not_run_where_no_limit_is_stated():
    assert "statement-too-long" not in texts(applicant(statement="字" * 3000), plan("zj-jxt-senior-2020"))


@pytest.mark.parametrize("statement", ["无", " 无。\n", "略", "没有"])
def test_a_statement_that_says_nothing_is_none(statement):
    found = texts(applicant(statement=statement))["statement-missing"]
    assert found.message == f"“本人述职（个人述职）”只写了“{statement.strip('。 ' + chr(10))}”"


IN_POST = {"method": "正常申报", "staffing": "在编"}
EXPERT = {"name": "王五", "unit": "虚构研究院", "field": "安全技术防范", "title": "正高级工程师"}
BY_SCORE = {"method": "自评分申报", "score": 85}


def reason(method, fact):
    return {"application": {"method": method, "reasons": [{"clause": "二（四）2", "fact": fact}]}}


@pytest.mark.parametrize(
    ("plan_id", "code", "clause", "said"),
    [
        (JXT, "goals-empty", "三（六）", lambda text: {"application": {**IN_POST, "goals": text}}),
        (BAOPO, "goals-empty", "（三）3", lambda text: {"application": {**IN_POST, "goals": text}}),
        (HANGZHOU, "reason-empty", "附件2二3（1）（4）", lambda text: reason("破格申报", text)),
        (BAOPO, "reason-empty", "（三）4", lambda text: reason("标志性业绩直接申报", text)),
        (
            *(ANFANG, "opinion-empty", "附件2二4（1）"),
            lambda text: {"application": BY_SCORE, "experts": [{**EXPERT, "opinion": text}]},
        ),
    ],
    ids=["JXT-goals", "BAOPO-goals", "HANGZHOU-reason", "BAOPO-landmark", "ANFANG-opinion"],
)
def test_nothing_is_no_answer_where_a_form_asks_for_the_content_itself(plan_id, code, clause, said):
    def found(text):
        judged = check_content(
            applicant(**said(text)), institution(kind="事业单位"), plan(plan_id), load_forms()
        )
        return by_code(judged).get(code)

    for word in ("无", "无。", "略"):
        assert found(word).severity is ERROR and f"只写了“{word.strip('。')}”" in found(word).message
        assert clause in found(word).basis
    assert found("完成检测方法标准1项，没有事故。") is None
    if code != "reason-empty":  # a record has no reason without a word; the others are written by hand
        assert found(None).severity is INFO and "没有填写" in found(None).message


def test_no_promise_is_asked_of_whom_its_form_does_not_concern():
    goals = applicant(application={"staffing": "非在编", "goals": "无"})
    assert not list(check_content(goals, institution(kind="事业单位"), plan(JXT), load_forms()))


def test_nothing_is_no_reason_for_points():
    row = {"indicator": "业绩", "score": 20, "basis": "无", "evidence": ["E-1"]}
    found = by_code(check_scoring(applicant(score_rows=[row]), plan()))["score-basis-missing"]
    assert (found.severity, found.message) == (ERROR, "打分表第1项“业绩”自评依据情况描述只写了“无”")


def test_a_short_statement_is_one():
    assert "statement-missing" not in texts(applicant(statement="无重大事故，负责设计。"))


@pytest.mark.parametrize("statement", ["", None])
def test_tx2_statement_missing(statement):
    a = applicant().model_copy(update={"statement": statement})
    assert texts(a)["statement-missing"].message == "“本人述职（个人述职）”未填写"


def papers(count, representative=0, **more):
    return [
        {
            "title": f"论文{n}",
            "date": "2019.03",
            "publication": "虚构学报",
            "rank": "1/2",
            "representative": n < representative,
            **more,
        }
        for n in range(count)
    ]


def test_tx3_fifteen_achievements_are_enough():
    assert "achievements-many" not in texts(applicant(papers=papers(15)))
    found = texts(applicant(papers=papers(16)))["achievements-many"]
    assert (found.message, found.severity) == (
        "已选业绩16项，超过15项，宜突出代表性；通知没有写件数（本系统推定）",
        WARNING,
    )


@pytest.mark.parametrize(
    ("chosen", "code", "severity"),
    [(1, None, None), (0, "representative-missing", WARNING), (2, "representative-many", ERROR)],
)
def test_tx4_one_representative_work(chosen, code, severity):
    for plan_id in (ANFANG, HANGZHOU):
        found = texts(applicant(papers=papers(3, chosen)), plan(plan_id))
        codes = {c for c in found if c.startswith("representative")}
        assert codes == ({code} if code else set())
        assert code is None or found[code].severity is severity
    assert not any(c.startswith("representative") for c in texts(applicant(papers=papers(3)), plan(BAOPO)))


def test_several_representative_works_are_counted():
    three = plan(ANFANG, evidence={"representative_works": 3})
    found = texts(applicant(papers=papers(4, 1)), three)["representative-missing"]
    assert found.message == "代表作须3篇，只确定了1篇" and "确定3篇，" in found.hint
    assert texts(applicant(papers=papers(4)), three)["representative-missing"].message == "未确定代表作"
    assert "representative-missing" not in texts(applicant(papers=papers(4, 3)), three)
    assert texts(applicant(papers=papers(4, 4)), three)["representative-many"].hint.startswith("只在3篇上")


def test_tx5_abstract():
    limited = plan()
    limited = plan(evidence={"papers": {**limited.evidence.papers.model_dump(), "abstract_max_chars": 250}})
    assert "abstract-too-long" not in texts(applicant(papers=papers(1, abstract="字" * 250)), limited)
    found = texts(applicant(papers=papers(1, abstract="字" * 251)), limited)["abstract-too-long"]
    assert "251字，超出250字上限1字" in found.message
    assert "abstract-too-long" not in texts(applicant(papers=papers(1, abstract="字" * 400)))


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(295, 413, True), (413, 579, True), (413, 626, True), (480, 640, False)],
)
def test_ph6_one_or_two_inches(width, height, fits):
    photo = PhotoFacts("JPEG", 60_000, width, height, light_background=True)
    found = by_code(check_photo(photo, plan(HANGZHOU)))
    message = (
        "应为1寸或2寸白底证件照，当前宽高比0.750；几寸从像素只看得出宽高比，通知没有写毫米数（本系统推定）"
    )
    assert [f.message for f in found.values()] == ([] if fits else [message])
    assert by_code(check_photo(photo, plan(BAOPO))) == {}


@pytest.mark.parametrize(
    ("typed", "ordinary", "severity"),
    [
        ("⼀", "一", WARNING),  # a Kangxi radical that the shipped faces draw
        ("⻢", "马", ERROR),  # a radical that decomposes to nothing, and that they do not draw
        ("⻓", "长", ERROR),
        ("⺟", "母", ERROR),
        ("\uf90a", "金", WARNING),
        ("\U0002f81a", "冬", WARNING),
        ("\ufa0e", None, None),  # a character of its own, whatever its name
        ("⺀", None, None),
    ],
)
def test_a_character_that_only_looks_like_one_is_told_with_both_codes(typed, ordinary, severity):
    found = by_code(check_characters(applicant(name=f"林{typed}山")))
    if ordinary is None:
        assert "character-look-alike" not in found
        return
    told = found["character-look-alike"]
    assert told.message == (
        f"“{typed}”（U+{ord(typed):04X}）是部首或兼容字符，不是汉字“{ordinary}”（U+{ord(ordinary):04X}）"
    )
    assert (told.severity, "character-not-drawn" in found) == (severity, False)


@pytest.mark.parametrize("rare", ["\U00020000", "\U0002ebf0", "\U00031350", "\U000323b0"])
def test_a_rare_character_younger_than_the_tables_of_python_is_none_that_nobody_sees(rare):
    found = by_code(check_characters(applicant(name=f"林{rare}")))
    assert "character-refused" not in found
    assert found["character-not-drawn"].message == f"现有字体都没有“{rare}”（U+{ord(rare):X}）这个字"


def test_a_name_in_another_script_is_told_once_with_each_of_its_letters():
    (told,) = check_characters(applicant(former_name="བོད་བོད་"))
    assert told.message == ("现有字体都没有“བ”（U+0F56）、“ོ”（U+0F7C）、“ད”（U+0F51）、“་”（U+0F0B）这4个字")
    assert "汉字译名" in told.hint


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (
            "性别: ⼥",
            "data-literal-error",
            "“⼥”（U+2F25）是部首或兼容字符，不是汉字“女”（U+5973）；可填：男、女",
        ),
        (
            "出生年月: 1985年6⽉",
            "data-partial-date",
            "“⽉”（U+2F49）是部首或兼容字符，不是汉字“月”（U+6708）；写作",
        ),
        (
            "⾝体状况: 健康",
            "unknown-key",
            "“⾝”（U+2F9D）是部首或兼容字符，不是汉字“身”（U+8EAB）；是否想写“身体",
        ),
    ],
)
def test_what_cannot_be_read_for_a_look_alike_says_so(tmp_path, line, code, said):
    (tmp_path / "lin.yaml").write_text(f"{line}\n", "utf-8")
    reading = read_record(read_tree(tmp_path / "lin.yaml", "lin.yaml"), Applicant, "lin.yaml")
    (found,) = [f for f in reading.findings if f.code == code]
    assert found.hint.startswith(said)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"name": "王?"}, ("name",)),
        ({"name": "王□"}, ("name",)),
        ({"unit": "虚构？矿业有限公司"}, ("unit",)),
        ({"department": "技术\ufffd科"}, ("department",)),
    ],
)
def test_a_name_that_lost_a_character_is_an_error(changes, at):
    found = by_code(check_characters(applicant(**changes)))
    told = found["character-lost"]
    assert (told.severity, told.path) == (ERROR, at)
    assert "对照原件" in told.hint
    assert "character-not-drawn" not in found


def test_a_question_is_no_lost_character():
    paper = {"date": "2018.01", "publication": "虚构学报", "kind": "论文", "rank": "1/2"}
    told = applicant(papers=[{**paper, "title": "何为台阶?"}], statement="□会不会？", department="何处?")
    assert "character-lost" not in by_code(check_characters(told))
    lost = applicant(papers=[{**paper, "title": "王□法"}])
    assert by_code(check_characters(lost))["character-lost"].path == ("papers", 0, "title")
