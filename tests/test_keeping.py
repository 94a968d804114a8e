"""A second build makes only what changed, says why, and ends with what a build from nothing makes."""

import json
import shutil
import sqlite3
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml
from conftest import PLAN, TODAY, build, codes, delivered, person, photo_bytes, silent, work_in
from test_dossier import item, pdf_bytes

from zcforms import batch
from zcforms.batch import causes, making
from zcforms.batch.journal import Entry, Journal
from zcforms.batch.keeping import KEPT
from zcforms.batch.shelf import Order
from zcforms.fillers import html
from zcforms.ground.errors import Undeliverable, UnreadableInput
from zcforms.ground.files import file_digest
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Settings
from zcforms.pipeline.press import Press
from zcforms.pipeline.story import check_person

CIRCULARS = Path(__file__).parent.parent / "zcforms" / "plans" / "circulars"
TWO_PAGES = pdf_bytes((595, 842), (595, 842))
FORMS = {"pledge", "bag_cover", "联系卡"}
PROOF = {"佐证材料": [item(1, "合同")]}
PEOPLE = {
    "a": person(姓名="甲某", **PROOF),
    "b": person("33020019850615003", 姓名="乙某", 照片="b.jpg", **PROOF),
    "c": person("33020019850615005", 姓名="丙某", **PROOF),
}


@pytest.fixture
def folder(tmp_path, filled_before):
    """A folder of three people with a file of evidence each, and a photo of b's own."""
    return folder_in(tmp_path)


def folder_in(place):
    evidence = {f"{key}/1.pdf": pdf_bytes((595, 842)) for key in PEOPLE}
    root = work_in(place, PEOPLE, evidence, 评审计划="own")
    (root / "plans").mkdir()
    plan = (CIRCULARS / f"{PLAN}.yaml").read_text().replace(f"id: {PLAN}", "id: own")
    (root / "plans" / "own.yaml").write_text(plan)
    own_form(root, "")
    (root / "photos" / "b.jpg").write_bytes(photo_bytes(quality=94))
    return root


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Such a folder with its output, which is of a second build that found nothing to make."""
    place = tmp_path_factory.mktemp("whole")
    root, out = folder_in(place), place / "out"
    assert made_of(build(root, out, FORMS)) == dict.fromkeys(ALL, "第一次制作")
    assert made_of(build(root, out, FORMS)) == {}
    return root, out


@pytest.fixture
def made(whole, tmp_path, filled_before):
    """A copy of both, to be changed."""
    return [shutil.copytree(place, tmp_path / place.name) for place in whole]


def receipt_of(out):
    return json.loads((out / "receipt.json").read_text())


def made_of(receipt):
    """Whose papers were made, and why."""
    return {one["person"]: "、".join(one["made"]) for one in receipt["people"] if one["made"]}


def told(receipt):
    """What a receipt says, but for why papers were made."""
    return {**receipt, "people": [{**one, "made": []} for one in receipt["people"]]}


def edit(name, old, new):
    """What changes a text in a file of a folder."""

    def change(root):
        text = (root / name).read_text()
        assert text.count(old) == 1
        (root / name).write_text(text.replace(old, new))

    return change


def own_form(root, words):
    place = root / "forms" / "联系卡"
    place.mkdir(parents=True, exist_ok=True)
    fields = "fields:\n  name: {title: 姓名, source: person.name}\n"
    (place / "form.yaml").write_text(f"title: 联系卡\nscope: person\n{fields}")
    page = f"<p>{words}{{{{ field('name') }}}}</p>"
    (place / "template.html").write_text(
        f'{{% extends "page.html" %}}{{% block body %}}{page}{{% endblock %}}'
    )


def served(root):
    """The service was opened at an address that zcforms.yaml does not say."""
    edit("zcforms.yaml", "在线签署:\n  签署地址: https://sign.example.cn/zc\n", "")(root)
    (root / "签署地址.txt").write_text("http://10.0.0.8:8750/zc\n")


ALL, TITLE = ["a", "b", "c"], "title: 专业技术资格申报材料真实性保证书"
HOLIDAYS = "年度:\n  2027:\n    放假: [01-01]\n    上班: []\n"
# What is changed in a folder, who is made again, and what is said of it.
CHANGED = {
    "record": (edit("applicants/b.yaml", "采矿设计工作", "采矿设计"), ["b"], "申报数据改动"),
    "name": (edit("applicants/c.yaml", "丙某", "丙人"), ["c"], "申报数据改动"),
    "photo": (lambda r: (r / "photos/b.jpg").write_bytes(photo_bytes(quality=93)), ["b"], "照片改动"),
    "evidence": (lambda r: (r / "evidence/a/1.pdf").write_bytes(TWO_PAGES), ["a"], "佐证改动"),
    "plan": (edit("plans/own.yaml", TITLE, f"{TITLE}（新）"), ALL, "评审计划改动"),
    "form": (partial(own_form, words="新"), ALL, "表格改动"),
    "form's title": (edit("forms/联系卡/form.yaml", "title: 联系卡", "title: 联系单"), ALL, "表格改动"),
    "unit": (edit("zcforms.yaml", "性质: 企业", "性质: 企业\n  地址: 某路1号"), ALL, "单位资料改动"),
    "link": (edit("zcforms.yaml", "sign.example.cn", "s.example.cn"), ALL, "签署地址改变"),
    "binding": (edit("zcforms.yaml", "评审计划", "装订册封底: 是\n评审计划"), ALL, "zcforms.yaml改动"),
    "service": (served, ALL, "签署地址改变"),
    "day": (edit("zcforms.yaml", "2021-09-15", "2021-09-16"), ALL, "填报日期改变"),
    "holidays": (lambda r: (r / "假期.yaml").write_text(HOLIDAYS), ALL, "假期改动"),
}


# Two at a time, which do not hide each other: somebody stays as he was, or both are told of everybody.
TOGETHER = [
    ("record", "evidence"),
    ("photo", "name"),
    ("plan", "unit"),
    ("form", "day"),
    ("link", "form's title"),
    ("holidays", "binding"),
    ("service",),
]
assert sorted(name for names in TOGETHER for name in names) == sorted(CHANGED)


@pytest.mark.parametrize("names", TOGETHER, ids=" and ".join)
def test_only_who_changed_is_made_and_all_is_as_from_nothing(made, tmp_path, names):
    folder, out = made
    why = {}
    for change, people, words in map(CHANGED.get, names):
        change(folder)
        for key in people:
            why.setdefault(key, set()).add(words)
    receipt = build(folder, out, FORMS)
    assert {key: set(words.split("、")) for key, words in made_of(receipt).items()} == why
    assert codes(receipt) == []
    fresh = build(folder, tmp_path / "fresh", FORMS)
    assert told(receipt) == told(fresh)
    assert contents(out) == contents(tmp_path / "fresh")


def contents(out):
    """What is delivered, byte for byte; the receipt tells why papers were made, and is left out."""
    return {name: (out / name).read_bytes() for name in delivered(out) - {"receipt.json"}}


def test_nothing_is_laid_out_for_anybody_who_did_not_change(made, monkeypatch):
    laid = []
    monkeypatch.setattr(making, "fill_person", lambda _press, one, *_: laid.append(one.file.key))
    monkeypatch.setattr(making, "_showing_number", lambda _press, one, *_: laid.append(one.file.key))
    receipt = build(*made, FORMS)
    assert (receipt["built"], receipt["failed"], laid) == (3, 0, [])


def test_a_newcomer_moves_numbers_and_only_what_shows_them_is_made(made, tmp_path, monkeypatch):
    folder, out = made
    before = receipt_of(out)["numbers"]
    first = person("33020019850615007", 姓名="丁某")
    (folder / "applicants" / "d.yaml").write_text(yaml.safe_dump(first, allow_unicode=True))
    filled, papers = [], making._papers

    def noting(press, one, *rest):
        filled.append(one.file.key)
        return papers(press, one, *rest)

    monkeypatch.setattr(making, "_papers", noting)
    receipt = build(folder, out, FORMS)
    moved = {key for key, number in before.items() if receipt["numbers"][key] != number}
    assert (filled, len(moved) > 0) == (["d"], True)
    assert made_of(receipt) == {"d": "第一次制作", **dict.fromkeys(moved, "花名册序号改变")}
    assert contents(out) == contents_of_fresh(folder, tmp_path)


def contents_of_fresh(folder, tmp_path):
    build(folder, tmp_path / "fresh", FORMS)
    return contents(tmp_path / "fresh")


def test_another_program_makes_everything_again(folder, tmp_path, monkeypatch):
    build(folder, tmp_path / "out", {"联系卡"})
    monkeypatch.setattr(causes, "program_digest", lambda: "another")
    assert made_of(build(folder, tmp_path / "out", {"联系卡"})) == dict.fromkeys(ALL, "程序或排版库换了版本")


def test_no_cause_is_without_words_and_no_setting_is_left_out_unseen(folder):
    job = replace(batch.open_job(folder, TODAY), key=b"1" * 32)
    one = check_person(job, job.people[0])
    parts = causes.common_causes(Press(job, "none")) | causes.own_causes(one.person, one.evidence, {})
    assert parts.keys() == causes.LABELS.keys(), "what has no words would never count as changed"
    assert Settings.model_fields.keys() >= causes._OF_BATCH


def test_how_the_pages_of_a_proof_are_laid_is_a_cause(folder):
    job = batch.open_job(folder, TODAY)
    person = check_person(job, job.people[0]).person
    laid = person.applicant.evidence[0].model_copy(update={"arrangement": "折页"})
    other = replace(person, applicant=person.applicant.model_copy(update={"evidence": [laid]}))
    before, now = (causes.own_causes(one, {}, {}) for one in (person, other))
    assert causes.changed(before, now) == ("佐证改动",)


def test_a_file_that_is_there_as_it_should_be_is_left_alone(folder, tmp_path):
    out = tmp_path / "out"
    documents = build(folder, out, {"联系卡"})["documents"]
    paths = [out / document["path"] for document in documents]
    paths[0].chmod(0o644)
    before = [path.stat().st_ino for path in paths]
    build(folder, out, {"联系卡"})
    assert [path.stat().st_ino == was for path, was in zip(paths, before, strict=True)] == [
        False,
        *[True] * 5,
    ]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_who_has_another_key_is_somebody_else(made, tmp_path):
    folder, out = made
    for place in ("applicants/b.yaml", "evidence/b"):
        old = folder / place
        old.rename(old.with_name(old.name.replace("b", "bb")))
    assert made_of(build(folder, out, FORMS)) == {"bb": "第一次制作"}
    assert contents(out) == contents_of_fresh(folder, tmp_path)


def test_all_is_made_again_if_that_is_asked_for(made):
    folder, out = made
    first, order = receipt_of(out), batch.Order(frozenset(FORMS), afresh=True)
    receipt = batch.build(batch.open_job(folder, TODAY), order, out, silent).to_dict()
    assert made_of(receipt) == dict.fromkeys(ALL, "要求全部重做")
    assert told(receipt) == told(first)


def test_what_is_not_as_it_was_made_is_made_again(made):
    folder, out = made
    whole = contents(out)
    pledge = next(d for d in receipt_of(out)["documents"] if d["form"] == "pledge" and d["person"])
    (out / pledge["path"]).unlink()
    assert made_of(build(folder, out, FORMS)) == {}, "it is delivered once more"
    assert contents(out) == whole
    kept = sorted((out / KEPT).glob("*/*.pdf"))
    kept[0].unlink()
    kept[-1].write_bytes(kept[-1].read_bytes()[:-1])
    receipt = build(folder, out, FORMS)
    assert set(made_of(receipt).values()) == {"保存的文件不全"}
    assert contents(out) == whole
    assert len(sorted((out / KEPT).glob("*/*.pdf"))) == len(kept)


def test_what_is_kept_is_private_tells_no_names_and_goes_with_its_person(made):
    folder, out = made
    kept = out / KEPT
    assert {p.stat().st_mode & 0o777 for p in kept.rglob("*.*")} == {0o600}
    assert {p.stat().st_mode & 0o777 for p in (kept, *kept.glob("*/"))} == {0o700}
    journal = (kept / "journal.sqlite").read_bytes()
    assert [word for word in ("甲某", "乙某", "33020019850615") if word.encode() in journal] == []
    many = len(list(kept.glob("*/")))
    (folder / "applicants" / "a.yaml").unlink()
    build(folder, out, FORMS)
    assert (many, len(list(kept.glob("*/")))) == (6, 4)
    assert {p.name for p in kept.iterdir() if p.is_file()} == {"journal.sqlite", "known.sqlite"}


def test_other_orders_do_not_take_the_place_of_the_whole_one(folder, tmp_path):
    out = tmp_path / "out"
    build(folder, out, {"pledge"})
    build(folder, out, {"bag_cover"})
    assert len(list((out / KEPT).glob("*/"))) == 3, "what the last one made"
    assert made_of(build(folder, out, {"pledge"})) == dict.fromkeys(ALL, "第一次制作")


def test_findings_are_of_now_wherever_they_stand(folder, tmp_path, monkeypatch):
    told_of = Finding("text-overflows", "放不下", Severity.WARNING, "缩短", path=("statement",))
    fill = html.fill

    def filled(form, *rest):
        found = fill(form, *rest)
        return replace(found, findings=(told_of,)) if form.id == "pledge" else found

    monkeypatch.setattr(html, "fill", filled)
    places = []
    for n in range(2):
        receipt = build(folder, tmp_path / "out", {"pledge"})
        places.append([f["place"] for f in receipt["findings"] if f["code"] == "text-overflows"])
        file = folder / "applicants" / "b.yaml"
        file.write_text(f"# 第{n}行\n{file.read_text()}")
    assert made_of(receipt) == {}
    first, second = (dict(place.split(":")[:2] for place in found) for found in places)
    moved = {name: int(second[name]) - int(line) for name, line in first.items()}
    assert moved == {"applicants/a.yaml": 0, "applicants/b.yaml": 1, "applicants/c.yaml": 0}


def test_some_people_use_what_the_batch_made_and_the_batch_what_they_made(folder, tmp_path):
    def one(key):
        job = batch.open_job(folder, TODAY, [key])
        return batch.build(job, batch.Order(frozenset(FORMS)), tmp_path / "out", silent).to_dict()

    assert made_of(one("b")) == {"b": "第一次制作"}
    assert made_of(build(folder, tmp_path / "out", FORMS)) == dict.fromkeys(ALL, "第一次制作")
    edit("applicants/b.yaml", "采矿设计工作", "采矿设计")(folder)
    assert made_of(one("b")) == {"b": "申报数据改动"}
    assert made_of(one("a")) == {"a": "第一次制作"}, "the form without its number"


# --- the journal ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["填表", "写出"])
def test_a_form_that_is_edited_while_people_are_made_is_told_and_leaves_no_trace(tmp_path, stage):
    """It may be put back as it was before anybody looks: then nothing tells what was made of the other."""
    folder, out, order = folder_in(tmp_path), tmp_path / "out", Order(frozenset({"联系卡"}))
    page = folder / "forms" / "联系卡" / "template.html"
    before = page.read_bytes()

    def edit_meanwhile(at, done, _):
        if (at, done) == (stage, 1):
            page.write_bytes(before.replace(b"<p>", b"<p>EDITED"))

    with pytest.raises(UnreadableInput, match="联系卡》在制作的时候变了"):
        batch.build(batch.open_job(folder, TODAY), order, out, edit_meanwhile)
    page.write_bytes(before)
    build(folder, out, {"联系卡"})
    build(folder, tmp_path / "fresh", {"联系卡"})
    assert contents(out) == contents(tmp_path / "fresh")


def test_what_is_edited_while_people_are_made_is_told_and_the_receipt_names_what_was_read(made):
    folder, out = made
    names = ("zcforms.yaml", "applicants/b.yaml", "photos/b.jpg")
    before = {name: file_digest(folder / name) for name in names}

    def edit_meanwhile(stage, done, total):
        if (stage, done) == ("检查", total):
            edit("applicants/b.yaml", "采矿设计工作", "采矿设计")(folder)
            (folder / "photos/b.jpg").write_bytes(photo_bytes(quality=93))

    job = batch.open_job(folder, TODAY)
    receipt = batch.build(job, Order(frozenset(FORMS)), out, edit_meanwhile).to_dict()
    (told,) = [found["message"] for found in receipt["findings"] if found["code"] == "input-edited"]
    assert told == "applicants/b.yaml在制作的时候改过，做出来的是改以前的内容"
    said = {source["path"]: source["sha256"] for source in receipt["sources"]}
    assert {name: said[name] for name in names} == before
    again = build(folder, out, FORMS)
    assert made_of(again) == {"b": "申报数据改动、照片改动"}
    assert "input-edited" not in codes(again, "warning")


def test_who_is_held_back_no_more_has_no_slip_whatever_is_asked_for(folder, tmp_path):
    """Slips are made of everybody whatever is asked for: one that is not made again is of no use any more."""
    out, record = tmp_path / "out", folder / "applicants" / "b.yaml"
    whole = record.read_text()
    record.write_text(whole.replace("申报方式: 正常申报", "申报方式: 无此方式"))
    assert build(folder, out, FORMS)["blocked"] == 1
    assert len([*out.glob("补正/*")]) == 2
    record.write_text(whole)
    receipt = build(folder, out, {"pledge"})
    assert receipt["blocked"] == 0
    assert [*out.glob("补正/*")] == []
    assert {one["form"] for one in receipt["kept"]} == FORMS - {"pledge"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder of one person with its output."""
    place = tmp_path_factory.mktemp("built")
    root = work_in(place, {"lin": person()})
    build(root, place / "out", {"pledge"})
    return root, place / "out"


def again(built, tmp_path, spoil):
    """A build into a copy of an output whose journal was spoiled; whether all is as it was."""
    root, before = built
    out = tmp_path / "again"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(before, out)
    spoil(out / KEPT / "journal.sqlite")
    receipt = build(root, out, {"pledge"})
    assert contents(out) == contents(before)
    assert (receipt["built"], receipt["failed"]) == (1, 0)
    return receipt


def flipped(offset, path):
    content = bytearray(path.read_bytes())
    content[offset] ^= 0x41
    path.write_bytes(content)


def test_a_journal_that_is_flipped_anywhere_changes_no_paper(built, tmp_path):
    size = (built[1] / KEPT / "journal.sqlite").stat().st_size
    unreadable = made = 0
    for offset in [*range(0, 100, 13), *range(100, size, 997)]:  # benchmarks/faults.py spoils many more
        receipt = again(built, tmp_path, partial(flipped, offset))
        unreadable += codes(receipt, "info").count("journal-unreadable")
        made += len(made_of(receipt))
    assert unreadable > 0
    assert made >= unreadable


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(b"not a database" * 1000),
        lambda path: (path.unlink(), path.symlink_to(path.with_name("elsewhere"))),
        lambda path: changed(path, "PRAGMA user_version = 99"),
        lambda path: changed(path, "CREATE TRIGGER t AFTER INSERT ON made BEGIN DELETE FROM made; END"),
    ],
)
def test_a_journal_that_is_not_ours_is_set_aside_and_all_is_made(built, tmp_path, spoil):
    receipt = again(built, tmp_path, spoil)
    assert codes(receipt, "info").count("journal-unreadable") == 1
    assert made_of(receipt) == {"lin": "第一次制作"}
    assert not (tmp_path / "again" / KEPT / "elsewhere").exists()
    assert made_of(build(built[0], tmp_path / "again", {"pledge"})) == {}, "the new one is used"


def changed(path, statement):
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()


def test_a_journal_that_is_gone_is_no_news(built, tmp_path):
    receipt = again(built, tmp_path, Path.unlink)
    assert codes(receipt, "info") == codes(build(built[0], tmp_path / "first", {"pledge"}), "info")
    assert made_of(receipt) == {"lin": "第一次制作"}


def test_what_was_not_noted_with_this_key_counts_for_nothing(tmp_path):
    entry = Entry({"record": "1"}, {"x/paper.pdf": "2"}, {"pages": 1}, 0.5)
    ours, other = Journal(tmp_path, b"1" * 32), Journal(tmp_path, b"2" * 32)
    assert ours.begin() == ""
    (tmp_path / "x").mkdir()
    ours.note("x", "papers", "a", entry)
    assert ours.entry("papers", "a") is None, "nobody took it up"
    other.take_up("x")
    assert other.entry("papers", "a") is None
    ours.note("x", "papers", "a", entry)
    assert ours.begin() == ""
    assert [path.name for path in tmp_path.glob("*.note")] == []
    assert ours.entry("papers", "a") == entry
    assert other.entry("papers", "a") is None
    changed(ours.path, "UPDATE made SET who = 'b'")
    assert ours.entry("papers", "b") is None, "it was said of somebody else"
    assert "x" not in ours.named()


def test_a_link_in_the_place_of_what_is_kept_is_not_followed(built, tmp_path):
    root, before = built
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir()
    (out / KEPT).symlink_to(elsewhere)
    build(root, out, {"pledge"})
    assert list(elsewhere.iterdir()) == []
    assert contents(out) == contents(before)


def noted(journal, who, entry):
    """Note somebody whose papers are in a folder of that name."""
    (journal.folder / who).mkdir(exist_ok=True)
    journal.note(who, "papers", who, entry)
    journal.take_up(who)


@pytest.mark.parametrize(
    "odd", [b"", b"[", b"7", b'["papers", "a", "{}"]', b'["papers", "a", "{}", "1"]', b"[[[[]]]]", b"\xff"]
)
def test_a_note_that_is_not_whole_or_not_ours_counts_for_nothing(tmp_path, odd):
    journal = Journal(tmp_path, b"1" * 32)
    journal.begin()
    noted(journal, "a", before := Entry({}, {}, {"pages": 1}, 0))
    (tmp_path / "a.note").write_bytes(odd)
    journal.take_up("a")
    assert journal.entry("papers", "a") == before
    assert not (tmp_path / "a.note").exists()


def test_a_note_that_outlived_its_papers_counts_for_nothing(tmp_path):
    journal = Journal(tmp_path, b"1" * 32)
    journal.note("gone", "papers", "a", Entry({}, {}, {}, 0))
    journal.begin()
    assert journal.entry("papers", "a") is None


def test_a_journal_that_cannot_be_written_is_told(tmp_path):
    journal = Journal(tmp_path, b"1" * 32)
    journal.begin()
    changed(journal.path, "DROP TABLE made")
    with pytest.raises(Undeliverable, match="制作记录无法写入（数据库出错）"):
        noted(journal, "a", Entry({}, {}, {}, 0))
    assert journal.entry("papers", "a") is None
