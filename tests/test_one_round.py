"""One round of corrections: what cannot be read hides nothing else that is to be said of the person."""

import copy
import json
from functools import cache

import pytest
import yaml
from conftest import SAMPLES, TODAY, silent, work_in

from zcforms import batch
from zcforms.intake.folder import read_work
from zcforms.intake.partial import read_in_part
from zcforms.model import Applicant
from zcforms.model.records import Unread

SAMPLE = SAMPLES / "applicants" / "altengul.yaml"


@cache
def sample():
    """A full record, all of it text, of whose lists those items are left that have a key of their own."""
    return thinned(yaml.load(SAMPLE.read_text(), Loader=yaml.BaseLoader))  # noqa: S506


def thinned(value):
    if isinstance(value, dict):
        return {key: thinned(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    seen, left = set(), []
    for item in map(thinned, value):
        keys = {tuple(step for step in path if isinstance(step, str)) for path in leaves(item)}
        if isinstance(item, str) or not keys <= seen:
            left.append(item)
            seen |= keys
    return left


def faulty():
    """A full record with faults of several kinds."""
    record = copy.deepcopy(sample())
    record["本人述职"] = "长" * 1200
    record["证件"]["证件号码"] = "330200198506150011"
    record["现从事专业"] = "另一专业"
    record["照片"] = "none.jpg"
    record["备注"] = "【示例】甲"
    return record


def found(tmp_path, **people):
    """The code and words of everything that is said of each person."""
    root = work_in(tmp_path, {"lin": "{}"})
    (root / "applicants" / "lin.yaml").unlink()
    for key, record in people.items():
        (root / "applicants" / f"{key}.json").write_text(json.dumps(record))
    checked, _ = batch.check_job(batch.open_job(root, TODAY), silent)
    return {
        key: {
            (f.code, f.message.replace(f"evidence/{key}/", ""))
            for f in one.findings
            if f.code != "person-repeated"  # they are all one person
        }
        for one in checked
        if (key := one.file.key)
    }


def leaves(record, path=()):
    if isinstance(record, str):
        return
    for step, value in record.items() if isinstance(record, dict) else enumerate(record):
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, step))
        else:
            yield (*path, step)


def kinds():
    """One way to each kind of value of the record, its lists entered at their first item."""
    return list({tuple(s for s in p if isinstance(s, str)): p for p in leaves(faulty())}.values())


# What each of these faults is about; every other value may be broken without hiding them.
ABOUT = {
    "statement-too-long": [("本人述职",)],
    "id-number": [("证件", "证件号码")],
    "speciality-differs": [("现从事专业",), ("申报", "申报专业")],
    "photo-missing": [("照片",)],
    "placeholder": [("备注",)],
    "unit-unknown": [("工作单位",)],
}


def broken(path):
    """The faulty record with one value that no field takes."""
    record = faulty()
    holder = record
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = {"无法": "读取"}
    return record


def test_a_value_that_cannot_be_read_hides_only_what_needs_it(tmp_path):
    ways = {str(n): path for n, path in enumerate(kinds())}
    said = found(tmp_path, whole=faulty(), **{key: broken(path) for key, path in ways.items()})
    before = said["whole"]
    assert set(ABOUT) <= {code for code, _ in before}
    for key, path in ways.items():
        new = {code for code, _ in said[key] - before}
        assert new, path
        assert all(code.startswith("data-") or code == "unknown-key" for code in new), (path, new)
        named = tuple(step for step in path if isinstance(step, str))
        hidden = set(ABOUT) - {code for code, _ in said[key]}
        assert hidden <= {code for code, about in ABOUT.items() if named in about}, path


def test_a_missing_value_hides_nothing_else(tmp_path):
    record = faulty()
    del record["民族"]
    assert set(ABOUT) | {"data-missing"} <= {code for code, _ in found(tmp_path, x=record)["x"]}


def test_what_could_not_be_read_is_asked_for_in_vain(tmp_path):
    record = faulty()
    record["论文著作"][0]["发表时间"] = "去年"
    record["参加工作时间"] = "2008.13"
    del record["姓名"]
    file = read_work(work_in(tmp_path, {"x": record})).people[0]
    assert file.applicant is None
    assert (file.name, file.unit) == (None, record["工作单位"])
    paper = file.partial.papers[0]
    assert paper.title == record["论文著作"][0]["题目"]
    for holder, name in ((paper, "date"), (file.partial, "work_started"), (file.partial, "name")):
        with pytest.raises(Unread):
            getattr(holder, name)


def test_a_record_without_faults_is_the_same_in_part(tmp_path):
    whole = next(p.applicant for p in read_work(SAMPLES).people)
    part = read_in_part(Applicant, copy.deepcopy(whole.model_dump(mode="json")), ())
    assert part.model_dump() == whole.model_dump()


def test_a_key_written_twice_is_not_known(tmp_path):
    record = yaml.safe_dump(faulty(), allow_unicode=True) + "name: 乙\n"
    file = read_work(work_in(tmp_path, {"x": record})).people[0]
    assert [f.code for f in file.findings] == ["repeated-key"]
    assert file.name is None
