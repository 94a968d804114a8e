"""What was found out before is not found out again, and what is told is the same as if it were."""

import os
import shutil
import sqlite3
from functools import partial

import pytest
from conftest import TODAY, build, codes, delivered, person, photo_bytes, silent, work_in

from zcforms import batch
from zcforms.batch import everybody, stacks, submitting
from zcforms.batch import memory as memory_
from zcforms.batch.journal import Journal
from zcforms.batch.keeping import KEPT
from zcforms.batch.memory import Memory, memory
from zcforms.ground.errors import UnreadableInput
from zcforms.intake.photos import Photo, read_photo

FORMS = {"roster", "bag_cover"}
KNOWN = f"{KEPT}/{memory_.NAME}"
PEOPLE = {
    "a": person(姓名="甲某"),
    "b": person("33020019850615003", 姓名="乙某", 本人述职="短", 照片="b.jpg"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder of two people, of one of whom more is found, with its output."""
    place = tmp_path_factory.mktemp("memory")
    root = work_in(place, PEOPLE)
    (root / "photos" / "b.jpg").write_bytes(photo_bytes(quality=94))
    build(root, place / "out", FORMS)
    return root, place / "out"


@pytest.fixture
def folder(whole, tmp_path, filled_before):
    """A copy of these, to be changed."""
    return [shutil.copytree(place, tmp_path / place.name) for place in whole]


@pytest.fixture
def found_out(monkeypatch):
    """Who is held against the rules from now on."""
    keys, real = [], everybody.find_out

    def finding(job, file, stage):
        keys.append(file.key)
        return real(job, file, stage)

    monkeypatch.setattr(everybody, "find_out", finding)
    return keys


def contents(out):
    return {name: (out / name).read_bytes() for name in delivered(out) - {"receipt.json"}}


def told(receipt):
    """What a receipt says, but for what it says of the build before."""
    people = [{**one, "made": []} for one in receipt["people"]]
    of_before = {"numbers-changed"}
    findings = [found for found in receipt["findings"] if found["code"] not in of_before]
    return {**receipt, "people": people, "findings": findings}


def same_as_from_nothing(root, out, receipt):
    fresh = out.with_name("fresh")
    assert told(receipt) == told(build(root, fresh, FORMS))
    assert contents(out) == contents(fresh)


def test_nobody_is_held_against_the_rules_again_and_the_same_is_told(folder, found_out):
    root, out = folder
    receipt = build(root, out, FORMS)
    assert found_out == []
    assert len({found["code"] for found in receipt["findings"] if found["person"] == "b"}) > 1
    same_as_from_nothing(root, out, receipt)


def test_nothing_is_known_if_all_is_asked_for_anew(folder, found_out, put_together):
    root, out = folder
    receipt = build(root, out, FORMS)
    order = batch.Order(frozenset(FORMS), afresh=True)
    again = batch.build(batch.open_job(root, TODAY), order, out, silent).to_dict()
    assert (sorted(found_out), sorted(put_together)) == (["a", "b"], ["office", "set"])
    assert told(again) == told(receipt)


def replaced(name, old, new):
    def change(root):
        text = (root / name).read_text()
        assert text.count(old) == 1
        (root / name).write_text(text.replace(old, new))

    return change


CHANGES = {
    "nothing but a comment": (replaced("applicants/a.yaml", "姓名: 甲某", "姓名: 甲某  # 注"), []),
    "record": (replaced("applicants/a.yaml", "甲某", "甲人"), ["a"]),
    "photo": (lambda r: (r / "photos/b.jpg").write_bytes(photo_bytes(215, 300)), ["b"]),
    "photo of another name": (lambda r: (r / "photos/b.jpg").rename(r / "photos/B.JPG"), ["b"]),
    "photo that is gone": (lambda r: (r / "photos/b.jpg").unlink(), ["b"]),
    "unit": (replaced("zcforms.yaml", "性质: 企业", "性质: 企业\n  地址: 某路1号"), ["a", "b"]),
    "day": (replaced("zcforms.yaml", "2021-09-15", "2019-09-15"), ["a", "b"]),
}


@pytest.mark.parametrize(("change", "who"), CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_found_out_anew(folder, found_out, change, who):
    root, out = folder
    change(root)
    receipt = build(root, out, FORMS)
    assert sorted(found_out) == who
    same_as_from_nothing(root, out, receipt)


def flipped(path):
    content = bytearray(path.read_bytes())
    for offset in range(0, len(content), 61):
        content[offset] ^= 0x41
    path.write_bytes(content)


def with_other_words(path):
    with sqlite3.connect(path) as database:
        database.execute("UPDATE known SET told = replace(told, '“', '”')")
    database.close()


SPOILERS = {
    "flipped": flipped,
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"not a database" * 1000),
    "gone": lambda path: path.unlink(),
    "a link": lambda path: (path.rename(path.with_name("away")), path.symlink_to(path.with_name("away"))),
    "forged": with_other_words,
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS)
def test_a_memory_that_cannot_be_trusted_is_as_good_as_none(folder, found_out, spoil):
    root, out = folder
    before = build(root, out, FORMS)
    spoil(out / KNOWN)
    receipt = build(root, out, FORMS)
    assert sorted(found_out) == ["a", "b"]
    assert receipt == before
    assert not (out / KNOWN).is_symlink()
    assert (out / KNOWN).stat().st_mode & 0o777 == 0o600
    assert build(root, out, FORMS) == before
    assert len(found_out) == 2, "the new one is used"


def test_an_answer_counts_only_with_the_key_and_for_what_it_was_given(tmp_path):
    with memory(Journal(tmp_path, b"1" * 32)) as ours:
        assert ours.recall("rules", "x") is None
        ours.note("rules", "x", {"a": [1]})
        assert not (tmp_path / memory_.NAME).exists(), "nothing is written before there is a folder for it"
        ours.settle()
        ours.note("rules", "y", 2)
    with memory(Journal(tmp_path, b"1" * 32)) as again:
        assert (again.recall("rules", "x"), again.recall("other", "x")) == ({"a": [1]}, None)
        again.tidy()
    with memory(Journal(tmp_path, b"1" * 32)) as last:
        assert (last.recall("rules", "x"), last.recall("rules", "y")) == ({"a": [1]}, None)
    with memory(Journal(tmp_path, b"2" * 32)) as other:
        assert other.recall("rules", "x") is None


def test_a_memory_that_cannot_be_written_holds_nothing_up(tmp_path):
    known = Memory(tmp_path / "nowhere", b"1")
    known.settle()
    known.note("rules", "x", 1)
    assert known.recall("rules", "x") == 1
    known.close()


@pytest.fixture
def put_together(monkeypatch):
    """What is put together from now on: print files, and forms of the office."""
    done, print_set, beside = [], stacks.print_set, submitting.beside
    monkeypatch.setattr(stacks, "print_set", lambda *work: done.append("set") or print_set(*work))
    monkeypatch.setattr(submitting, "beside", lambda *work: done.append("office") or beside(*work))
    return done


def test_print_files_and_forms_of_the_office_are_left_alone(folder, put_together):
    root, out = folder
    receipt = build(root, out, FORMS)
    assert put_together == []
    same_as_from_nothing(root, out, receipt)


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (partial(replaced, "applicants/a.yaml", "采矿设计工作", "采矿设计"), []),  # shown in neither
        (partial(replaced, "applicants/a.yaml", "甲某", "甲人"), ["office", "set"]),
        (partial(replaced, "zcforms.yaml", "评审计划", "打印隔页: 是\n评审计划"), ["set"]),
    ],
)
def test_only_what_holds_something_else_is_put_together_again(folder, put_together, change, again):
    root, out = folder
    change()(root)
    receipt = build(root, out, FORMS)
    assert put_together == again
    same_as_from_nothing(root, out, receipt)


@pytest.mark.parametrize(("place", "again"), [("打印", ["set"]), ("报送", ["office"])])
@pytest.mark.parametrize("spoil", [os.unlink, lambda path: path.write_bytes(b"%PDF-1.4 by hand")])
def test_what_is_not_as_it_was_put_together_is_put_together_again(folder, put_together, place, again, spoil):
    root, out = folder
    before = contents(out)
    spoil(next((out / place).glob("*.pdf")))
    receipt = build(root, out, FORMS)
    assert (put_together, codes(receipt)) == (again, [])
    assert contents(out) == before


def test_a_photo_that_changes_after_it_was_looked_at_is_not_printed(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(photo_bytes())
    _, digest = read_photo(path, "photos/a.jpg")
    photo = Photo(path, "photos/a.jpg", digest, tmp_path)
    assert photo() == photo()
    (tmp_path / f"{digest}.jpg").unlink()
    path.write_bytes(photo_bytes(quality=93))
    with pytest.raises(UnreadableInput, match="改动过"):
        photo()
