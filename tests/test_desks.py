"""Tables as other desks lay them out: what the columns are is guessed, gone over, and read."""

import desks
import pytest
import yaml
from conftest import work_in

from zcforms.authoring.desks import map_table
from zcforms.intake.folder import read_work

# By name of the file: the table, and what somebody writes who goes over what was guessed.
TABLES_OF_DESKS = {
    "一览表.xlsx": (desks.grouped, {}),
    "导出.csv": (desks.flat, {"统一填写": {"工作经历.单位": "虚构矿业有限公司"}}),
    "两行.csv": (desks.two_lines, {}),
    "名册.xlsx": (desks.joined, {"换写": {"专业技术资格.级别": {"中": "中级"}}}),
    "逐篇.xlsx": (desks.repeated, {}),
}
WITHOUT_PAPERS = {"名册.xlsx"}


def confirmed(mapping, **more):
    """A mapping as somebody leaves it who finds every guess right, with what they write besides."""
    said = yaml.load(mapping.read_text(), yaml.BaseLoader)  # noqa: S506  text only
    said["已核对"] = "是"
    for sheet in said["工作表"]:
        sheet["列"] = {name: one.rstrip("？") for name, one in sheet["列"].items()} | more.get("columns", {})
        sheet |= {title: what for title, what in more.items() if title != "columns"}
    mapping.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000))
    return mapping


def expected(**changes):
    """The two people as YAML tells them."""
    records = {}
    for one in desks.PEOPLE:
        papers = [
            {
                "题目": one[p],
                "发表时间": one[f"{p}_date"],
                "刊物或出版社": one[f"{p}_in"],
                "作者排序": one[f"{p}_rank"],
            }
            for p in ("p1", "p2")
            if p in one
        ]
        start = one["span"].partition("-")[0]
        records[one["name"]] = {
            "姓名": one["name"],
            "证件": {"证件号码": one["id"]},
            "民族": one["nation"],
            "联系电话": one["phone"],
            "照片": one["photo"],
            "工作单位": one["unit"],
            "参加工作时间": one["since"],
            "现从事专业": one["field"],
            "从事本专业起始时间": one["field_since"],
            "申报": {"申报方式": one["method"], "申报专业": one["speciality"]},
            "学历": [
                {
                    "学校": one["school"],
                    "专业": one["major"],
                    "毕业时间": one["graduated"],
                    "学历": one["level"],
                }
                | {"学位": one["degree"]}
            ],
            "专业技术资格": [
                {"资格名称": one["title"], "级别": one["rank"], "取得时间": one["got"], "审批机关": one["by"]}
                | {"聘任时间": one["from"]}
            ],
            "工作经历": [{"起始时间": start, "单位": one["unit"], "从事专业技术工作": one["work"]}],
            "本人述职": one["statement"],
            "论文著作": papers,
        } | changes
    return records


def of_table(tmp_path, name, content, work="表"):
    """A folder of work whose people all stand in one table, not yet mapped."""
    root = work_in(tmp_path, name=work)
    (root / "applicants" / "lin.yaml").unlink()
    path = tmp_path / name
    path.write_bytes(content)
    return root, path


@pytest.mark.parametrize("name", TABLES_OF_DESKS)
def test_a_table_of_another_desk_says_the_same_people(tmp_path, name):
    make, more = TABLES_OF_DESKS[name]
    root, path = of_table(tmp_path, name, make())
    confirmed(map_table(path, root).mapping, **more)
    read = read_work(root)
    people = expected()
    if name in WITHOUT_PAPERS:
        for one in people.values():
            del one["论文著作"]
    told = {p.applicant.name: p.applicant for p in read_work(work_in(tmp_path, people)).people}
    assert {p.applicant.name if p.applicant else p.findings: p.applicant for p in read.people} == told
    assert [f.code for f in read.findings if f.severity == "error"] == []
