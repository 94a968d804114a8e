"""One applicant's story as data: evidence read once, results that travel, no layout for nothing."""

import errno
import pickle
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import SAMPLES, TODAY, build, codes, delivered, person, silent
from test_dossier import item, jpeg, pdf_bytes

from zcforms import batch
from zcforms.batch import making
from zcforms.fillers import html
from zcforms.ground.errors import Undeliverable
from zcforms.ground.findings import Finding, Severity
from zcforms.intake import evidence
from zcforms.model.records import Unread
from zcforms.paper import staging
from zcforms.pipeline import press as pressing
from zcforms.pipeline import story
from zcforms.pipeline.job import Checked
from zcforms.pipeline.press import Press


def test_what_travels_is_plain_data(tmp_path):
    job = replace(batch.open_job(SAMPLES, TODAY, ["shi-kaishan"]), key=b"k" * 32)
    assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301  our own
    checked = story.check_person(job, job.people[0], tmp_path)
    filled = story.fill_person(Press(job, "none"), checked, frozenset({"pledge"}), bound=True)
    for travels in (checked, filled):
        assert pickle.loads(pickle.dumps(travels)) == travels  # noqa: S301
    assert filled.volume.layout.pages


def test_a_record_in_part_travels_as_it_is(workshop):
    """Among sixteen people somebody's is, and several processes share the work."""
    (file,) = batch.open_job(workshop({"a": person(民族=None, 联系电话=None)}), TODAY).people
    there = pickle.loads(pickle.dumps(file))  # noqa: S301  our own
    assert there == file
    assert there.partial.name == file.partial.name == "林一山"
    with pytest.raises(Unread):
        _ = there.partial.ethnicity


def test_evidence_is_opened_once_and_staged_by_content(workshop, tmp_path, monkeypatch):
    first = item(1, "某证明", 文件=[{"文件": "甲.pdf", "页": "1"}])
    twice = [first, item(2, "又一证明", 文件=[{"文件": "甲.pdf"}, {"文件": "乙.jpg"}])]
    files = {f"{key}/甲.pdf": pdf_bytes((595, 842), (595, 842)) for key in ("a", "b")}
    files |= {"a/乙.jpg": jpeg(), "b/乙.jpg": jpeg((901, 1200))}
    people = {
        "a": person(佐证材料=twice),
        "b": person("33020019850615003", 姓名="乙某", 佐证材料=twice),
    }
    root = workshop(people, files)
    opened, reading = Counter(), evidence._opened
    monkeypatch.setattr(evidence, "_opened", lambda one, *a: opened.update([one.path]) or reading(one, *a))
    seen = {}
    binding = making.bind

    def spy(press, who, volume, stem):
        sources = [s for section in volume.sections for entry in section.entries for s in entry.sources]
        paths = [s.pdf for s in sources if not isinstance(s.pdf, bytes)]
        seen[who.key] = [(p.name, oct(p.stat().st_mode & 0o777)) for p in paths]
        return binding(press, who, volume, stem)

    monkeypatch.setattr(making, "bind", spy)
    receipt = build(root, tmp_path / "out", {batch.DOSSIER})
    assert receipt["built"] == 2
    assert set(opened.values()) == {1} and len(opened) == 3, "what is the same as another's is remembered"
    (pdf_a, same_a, jpg_a), (pdf_b, same_b, jpg_b) = seen["a"], seen["b"]
    assert pdf_a == same_a == pdf_b == same_b, "the same content is staged once"
    assert jpg_a != jpg_b
    assert {mode for _, mode in (*seen["a"], *seen["b"])} == {"0o600"}
    assert not any(word in name for name, _ in seen["a"] for word in "甲乙")


def test_checking_stages_nothing(workshop, tmp_path, monkeypatch):
    """The room keeps a folder for itself while its child lives: only what staging makes is asked for."""
    made = []

    def telling(**given):
        made.append(given)
        return TemporaryDirectory(**given)

    monkeypatch.setattr(staging, "TemporaryDirectory", telling)
    proved = person(佐证材料=[item(1, "甲")])
    root = workshop({"a": proved}, {"a/1.pdf": pdf_bytes((595, 842))})
    job = batch.open_job(root, TODAY)
    (checked,), _ = batch.check_job(job, silent)
    assert checked.evidence["1.pdf"].pages == 1
    assert checked.evidence["1.pdf"].staged is None
    assert made == []
    build(root, tmp_path / "out", {batch.DOSSIER})
    assert made


def test_photos_that_lie_and_do_not_say_how_they_were_held_are_told_once(workshop, tmp_path):
    files = {"横.jpg": ((1200, 900), None), "竖.jpg": ((900, 1200), None), "转.jpg": ((1200, 900), 6)}
    items = [item(n, name, 文件=[{"文件": name}]) for n, name in enumerate(files, 1)]
    contents = {f"a/{name}": jpeg(*given) for name, given in files.items()}
    job = batch.open_job(workshop({"a": person(佐证材料=items)}, contents), TODAY)
    (checked,), _ = batch.check_job(job, silent)
    (found,) = (f for f in checked.findings if f.code == "evidence-lying")
    assert (found.message, found.severity) == ("横放的图片，装订时转90度，头朝订口：横.jpg", Severity.INFO)
    assert "先用看图软件转正" in found.hint


def test_photos_that_stand_two_to_a_page_are_not_told_as_turned(workshop):
    def told(*arrangements):
        items = [
            item(n, f"甲{n}", 文件=[{"文件": "横.jpg"}], **arrangement)
            for n, arrangement in enumerate(arrangements, 1)
        ]
        files = {"a/横.jpg": jpeg((1200, 900), None)}
        root = workshop({"a": person(佐证材料=items)}, files, name=f"work{len(items)}")
        (checked,), _ = batch.check_job(batch.open_job(root, TODAY), silent)
        return [f.message for f in checked.findings if f.code == "evidence-lying"]

    assert told({"版面": "两个一页"}) == []
    assert told({"版面": "两个一页"}, {}) == ["横放的图片，装订时转90度，头朝订口：横.jpg"]


def test_a_form_is_laid_out_once_a_person(tmp_path, monkeypatch):
    """Twice only what cites pages of the volume and is longer than it says itself."""
    laid, filling = Counter(), html.fill

    def count(form, *args):
        laid[form.id] += 1
        return filling(form, *args)

    monkeypatch.setattr(pressing.html, "fill", count)
    job = batch.open_job(SAMPLES, TODAY, ["shi-kaishan"])
    made = batch.build(job, batch.Order(), tmp_path, silent)
    assert made.count("built") == 1
    assert {"bag_cover", "summary_form", "review_form", "pledge", "cover"} <= set(laid)
    assert set(laid.values()) == {1}


def test_who_is_held_by_a_numbered_form_leaves_no_gap(workshop, tmp_path, monkeypatch):
    """What no measuring foresees: a bag cover whose text is too large when it is laid out."""
    people = {
        "a": person(姓名="甲某"),
        "b": person("33020019850615003", 姓名="乙某"),
        "c": person("33020019850615005", 姓名="丙某"),
    }
    filling = html.fill

    def overflows(form, values, duplex=False):
        filled = filling(form, values, duplex)
        if form.id == "bag_cover" and values.fields["name"] == "乙某":
            return replace(filled, findings=(Finding("text-overflows", "超出约2行", hint="压缩"),))
        return filled

    monkeypatch.setattr(pressing.html, "fill", overflows)
    receipt = build(workshop(people), tmp_path / "out", {"bag_cover", "roster"})
    assert (receipt["built"], receipt["blocked"]) == (2, 1)
    assert sorted(receipt["numbers"].values()) == [1, 2]
    assert codes(receipt) == ["text-overflows"]
    assert not [d for d in receipt["documents"] if d["person"] == "b" and d["form"] == "bag_cover"]


def test_telling_more_of_a_person_changes_nothing_that_was_there():
    job = batch.open_job(SAMPLES, TODAY, ["shi-kaishan"])
    before = Checked(job.people[0])
    after = before.told([Finding("x", "说明", path=("name",))])
    assert before.findings == ()
    (found,) = after.findings
    assert (found.person, found.place.file) == ("shi-kaishan", "applicants/shi-kaishan.yaml")


def test_who_fails_at_a_numbered_form_holds_up_nobody(workshop, tmp_path, monkeypatch):
    people = {"a": person(姓名="甲某"), "b": person("33020019850615003", 姓名="乙某")}
    filling = html.fill

    def breaks(form, values, duplex=False):
        if form.id == "bag_cover" and values.fields["name"] == "甲某":
            raise KeyError("甲某")
        return filling(form, values, duplex)

    monkeypatch.setattr(pressing.html, "fill", breaks)
    receipt = build(workshop(people), tmp_path / "out", {"bag_cover", "roster"})
    assert (receipt["built"], receipt["blocked"], receipt["failed"]) == (1, 0, 1)
    assert receipt["numbers"] == {"b": 1}
    (told,) = [f["message"] for f in receipt["findings"] if f["code"] == "person-failed"]
    assert told.startswith("填写《职称评审资料袋》时程序错误（KeyError，")


def test_a_full_disk_while_staging_is_told_as_such(workshop, tmp_path, monkeypatch):
    root = workshop({"a": person(佐证材料=[item(1, "甲")])}, {"a/1.pdf": pdf_bytes((595, 842))})

    open_ = Path.open

    def full(path, mode="r", *rest, **named):
        if mode == "wb" and path.is_relative_to(tmp_path):  # not where the tests keep papers for each other
            raise OSError(errno.ENOSPC, "x")
        return open_(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(Undeliverable, match="无法写入临时文件（磁盘已满）"):
        build(root, tmp_path / "out", {batch.DOSSIER})
    assert delivered(tmp_path / "out") == set()
