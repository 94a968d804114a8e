"""How many people of each kind: counted once for the page of figures and for the roster's workbook."""

from conftest import TODAY, build, person, squeezed, text_of

from zcforms import batch
from zcforms.facts.figures import figures
from zcforms.pipeline.story import bare_person


def test_kinds_are_in_order_and_add_up(workshop):
    study = person()["学历"][0]
    root = workshop(
        {
            "a": person("33020019790915001"),  # 42 on the day of filling, 2021.09.15
            "b": person("33020019790916003", 学历=[{**study, "学历": "硕士研究生"}]),  # 41
            "c": person("33020019650101005"),  # 56
            "d": person(申报={"申报方式": "破格申报", "申报专业": "采矿工程"}),
        }
    )
    job = batch.open_job(root, TODAY)
    people = [bare_person(job, file) for file in job.people]
    found = figures(people, job.plan, job.work.settings.date)
    kinds = {
        group: [(r.kind, r.count, r.share, r.length) for r in found if r.group == group]
        for group in dict.fromkeys(row.group for row in found)
    }
    assert kinds["年龄"] == [
        ("36—40岁", "1", "25.0%", "50.0"),
        ("41—45岁", "2", "50.0%", "100.0"),
        ("56岁及以上", "1", "25.0%", "50.0"),
    ]
    assert kinds["学历"] == [("硕士研究生", "1", "25.0%", "33.3"), ("本科", "3", "75.0%", "100.0")]
    assert [kind for kind, *_ in kinds["申报方式"]] == ["正常申报", "破格申报"]
    assert {sum(int(n) for _, n, *_ in rows) for rows in kinds.values()} == {4}
    assert [row.kind for row in figures(people, job.plan, None) if row.group == "年龄"] == ["未填"]


def test_who_asks_for_it_gets_the_page(workshop, tmp_path):
    root = workshop({"a": person(), "b": person("33020019850615003", 姓名="乙某")})
    receipt = build(root, tmp_path / "out", {"people_figures"})
    (page,) = [d for d in receipt["documents"] if d["form"] == "people_figures"]
    assert page["path"] == "报送/申报人员统计表_2021.pdf"
    shown = squeezed(text_of((tmp_path / "out" / page["path"]).read_bytes()))
    assert "总人数：2" in shown
    assert "36—40岁2100.0%" in shown
