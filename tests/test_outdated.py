"""What was made for some people alone, beside a batch that came later: told when the two disagree."""

from conftest import TODAY, build, person, silent, work_in

from zcforms import batch

FORMS = frozenset({"pledge", "review_form"})
PEOPLE = {"a": person(姓名="甲某"), "b": person("33020019850615003", 姓名="乙某")}


def outdated(root, out):
    """The folders of which a build of everybody says that they are of other data."""
    told = [f for f in build(root, out, set(FORMS))["findings"] if f["code"] == "some-outdated"]
    return [f["message"].rpartition("：")[2] for f in told]


def test_what_was_made_for_some_alone_is_told_when_it_is_of_other_data(tmp_path, filled_before):
    root, out = work_in(tmp_path, PEOPLE), tmp_path / "out"

    def alone(key, mark="platform"):
        batch.build(batch.open_job(root, TODAY, [key]), batch.Order(FORMS, mark), out, silent)

    alone("a", "none")
    assert outdated(root, out) == [], "without the mark it is of the same data"
    alone("a")
    alone("b")
    assert outdated(root, out) == [], "numbers in the roster make no difference"
    record = root / "applicants" / "b.yaml"
    record.write_text(record.read_text().replace("乙某", "乙改名"))
    assert outdated(root, out) == ["b_乙某"]
    alone("b")
    assert outdated(root, out) == []
    record.unlink()
    assert outdated(root, out) == ["b_乙改名"]


def test_a_slip_is_outdated_where_it_tells_something_else_or_nobody_is_held_back(tmp_path, filled_before):
    root, out = work_in(tmp_path, {**PEOPLE, "b": person(姓名="乙某", 照片=None)}), tmp_path / "out"
    batch.build(batch.open_job(root, TODAY, ["b"]), batch.Order(FORMS), out, silent)
    assert outdated(root, out) == [], "it is the same slip"
    record, slip = root / "applicants" / "b.yaml", "补正/b_乙某_虚构矿业有限公司_申报材料补正清单.pdf"
    record.write_text(record.read_text().replace("2008.07", "2108.07"))
    assert outdated(root, out) == [slip]
    record.write_text(record.read_text().replace("2108.07", "2008.07") + "照片: a.jpg\n")
    assert outdated(root, out) == [slip]
