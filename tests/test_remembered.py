"""What was found of evidence is remembered by its content; what is not certain is opened again."""

import os
import sqlite3
import threading
from contextlib import closing

import pytest
from conftest import TODAY, build, person, silent
from test_dossier import item, jpeg, pdf_bytes
from test_signed import OPENS, locked, signed

from zcforms import batch
from zcforms.ground.files import USUAL_PAGES, stamp_of
from zcforms.ground.findings import Finding
from zcforms.ground.room import Room
from zcforms.intake import evidence
from zcforms.intake.evidence import Asked, Evidence, make_ready, read_evidence, recall_evidence, remembered
from zcforms.intake.evidence.remembered import NO_KEY, EvidenceMemory, at_hand


@pytest.fixture
def calls(monkeypatch):
    """What files the room was asked to open, in order ("": to do something else)."""
    asked, calling = [], Room.call

    def call(self, work, *args):
        asked.append(next((one.shown for one in args if isinstance(one, Asked)), ""))
        return calling(self, work, *args)

    monkeypatch.setattr(Room, "call", call)
    return asked


@pytest.fixture
def memory(tmp_path):
    return EvidenceMemory(tmp_path, (b"key",))


def put(tmp_path, content, name="甲.jpg"):
    path = tmp_path / name
    path.write_bytes(content)
    return Asked(path, f"evidence/a/{name}")


def recalled(memory, asked, folder=None):
    with at_hand(memory) as known:
        found = recall_evidence(asked, folder, known)
    memory.note(known.learned)
    return found


SMALL = jpeg((300, 200))  # pale when it is printed, and held as nobody says


def test_a_file_is_opened_once(tmp_path, memory, calls):
    asked = put(tmp_path, SMALL)
    first = recalled(memory, asked)
    assert isinstance(first, Evidence)
    assert [f.code for f in first.findings] == ["evidence-low-resolution"]
    assert first.lies
    assert recalled(memory, asked) == first == read_evidence(asked, None)
    assert calls == [asked.shown] * 2, "the second time it was asked of the memory"


def test_nobody_else_may_read_it_and_it_names_nothing(tmp_path, memory):
    recalled(memory, put(tmp_path, SMALL, "林一山.jpg"))
    assert memory.path.stat().st_mode & 0o777 == 0o600
    assert "林一山" not in memory.path.read_text("utf-8", "ignore")
    assert "key'" not in repr(memory)
    assert [path.name for path in tmp_path.glob(".*")] == [memory.path.name]


def test_a_message_names_the_file_that_is_asked_for(tmp_path, memory, calls):
    recalled(memory, put(tmp_path, SMALL))
    found = recalled(memory, put(tmp_path, SMALL, "乙.jpg"))
    assert len(calls) == 1
    assert found.findings[0].message.startswith("图片evidence/a/乙.jpg印出来")


@pytest.mark.parametrize("pages", [1, 2])
def test_all_that_is_found_of_a_document_comes_back(tmp_path, memory, pages):
    asked = put(tmp_path, pdf_bytes(*[(842, 1191)] * pages), "甲.pdf")
    first = recalled(memory, asked)
    assert first.large
    assert recalled(memory, asked) == first


def test_a_file_that_is_changed_in_place_is_opened_again(tmp_path, memory, calls):
    asked = put(tmp_path, SMALL)
    recalled(memory, asked)
    about = asked.path.stat()
    other = SMALL[:-3] + bytes([SMALL[-3] ^ 1]) + SMALL[-2:]
    asked.path.write_bytes(other)
    os.utime(asked.path, ns=(about.st_atime_ns, about.st_mtime_ns))
    found = recalled(memory, asked)
    assert len(calls) == 2
    assert (
        isinstance(found, Finding) or found.digest != recalled(memory, put(tmp_path, SMALL, "乙.jpg")).digest
    )


def test_another_program_or_another_question_is_not_answered(tmp_path, memory, calls, monkeypatch):
    path = tmp_path / "甲.pdf"
    path.write_bytes(locked())
    asked = Asked(path, "甲.pdf", password=OPENS)
    assert isinstance(recalled(memory, asked), Evidence)
    assert recalled(memory, Asked(path, "甲.pdf", USUAL_PAGES, "wrong")).code == "evidence-encrypted"
    assert recalled(memory, Asked(path, "甲.pdf", 1, OPENS)).pages == 1
    assert len(calls) == 3
    monkeypatch.setattr(remembered, "_judges", lambda: "0123456789")
    assert isinstance(recalled(memory, Asked(path, "甲.pdf", 1, OPENS)), Evidence)
    assert len(calls) == 4
    assert OPENS.encode() not in memory.path.read_bytes()


def test_what_is_sealed_with_another_key_does_not_count(tmp_path, memory, calls):
    """But what a check noted before there was a key counts for the build that makes it, and from then on."""
    asked = put(tmp_path, SMALL)
    recalled(EvidenceMemory(tmp_path, (NO_KEY,)), asked)
    recalled(EvidenceMemory(tmp_path, (b"key", NO_KEY)), asked)
    recalled(memory, asked)
    assert len(calls) == 1
    recalled(EvidenceMemory(tmp_path, (b"another",)), asked)
    assert len(calls) == 2


def test_what_cannot_be_bound_is_opened_each_time(tmp_path, memory, calls):
    """It may be a tool that is missing, or a busy machine."""
    asked = put(tmp_path, b"nothing")
    assert [recalled(memory, asked).code for _ in range(2)] == ["evidence-kind"] * 2
    assert len(calls) == 2
    assert not memory.path.exists()


def test_what_another_program_converts_is_not_remembered(tmp_path, memory, calls, monkeypatch):
    asked = put(tmp_path, SMALL)
    reading = evidence._opened
    monkeypatch.setattr(evidence, "_opened", lambda *a: evidence.replace(reading(*a), lasts=False))
    assert [recalled(memory, asked).pages for _ in range(2)] == [1, 1]
    assert len(calls) == 2


def spoiled(memory, way):
    path = memory.path
    content = path.read_bytes()
    if way == "no database":
        path.write_bytes(b"no database" * 100)
    elif way == "cut off":
        path.write_bytes(content[: len(content) // 2])
    elif way == "empty":
        path.write_bytes(b"")
    elif way == "a row":
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(
                "UPDATE evidence SET found = replace(found, '\"lies\": true', '\"lies\": false')"
            )
    elif way == "other tables":
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(
                "DROP TABLE evidence; CREATE VIEW evidence AS SELECT 1 AS size, 2 AS digest"
            )
    elif way == "of another program":
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("PRAGMA user_version = 7")
    elif way == "a link":
        path.rename(path.with_name("elsewhere"))
        path.symlink_to("elsewhere")


@pytest.mark.parametrize(
    "way", ["no database", "cut off", "empty", "a row", "other tables", "of another program", "a link"]
)
def test_what_is_damaged_is_thrown_away_and_made_anew(tmp_path, memory, calls, way):
    asked = put(tmp_path, SMALL)
    first = recalled(memory, asked)
    spoiled(memory, way)
    assert recalled(memory, asked) == first
    assert len(calls) == 2
    assert not memory.path.is_symlink()
    assert recalled(memory, asked) == first
    assert len(calls) == 2, "it is whole again"


def test_where_nothing_can_be_noted_all_goes_on(tmp_path, memory, calls):
    asked = put(tmp_path, SMALL)
    memory.path.mkdir()
    assert [recalled(memory, asked).pages for _ in range(2)] == [1, 1]
    assert len(calls) == 2


def test_two_at_once(tmp_path, memory, monkeypatch):
    """One that is at it for long keeps the other from noting, not from going on; many take turns."""
    asked = put(tmp_path, SMALL)
    recalled(memory, asked)
    monkeypatch.setattr(remembered, "_PATIENCE", 0.05)
    with closing(sqlite3.connect(memory.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert recalled(memory, asked).pages == 1
    monkeypatch.setattr(remembered, "_PATIENCE", 5)

    def note(n):
        with at_hand(memory) as known:
            for i in range(20):
                known.learn(f"{n}-{i}", 1, (), {"n": n})
        memory.note(known.learned)

    noting = [threading.Thread(target=note, args=(n,)) for n in range(4)]
    for one in noting:
        one.start()
    for one in noting:
        one.join()
    with at_hand(memory) as known:
        assert all(known.found(f"{n}-{i}", ()) == {"n": n} for n in range(4) for i in range(20))


def test_only_what_is_there_is_kept(tmp_path, memory, calls):
    kept, gone = put(tmp_path, SMALL), put(tmp_path, jpeg((900, 1200)), "乙.jpg")
    memory.retain([recalled(memory, kept).digest])
    recalled(memory, gone)
    memory.retain([recalled(memory, kept).digest])
    recalled(memory, kept)
    recalled(memory, gone)
    assert calls == [kept.shown, gone.shown, gone.shown]


@pytest.mark.parametrize(
    ("content", "opened"),
    [
        (jpeg((900, 1200)), 0),
        (jpeg((1200, 900), 6), 0),  # turned
        (jpeg((300, 3000)), 0),  # cut up
        (pdf_bytes((595, 842)), 1),
    ],
)
def test_what_is_to_be_bound_is_staged_as_at_first(tmp_path, memory, calls, content, opened):
    """A scan is put together from the file's own bytes; other files are opened once more."""
    asked, folders = put(tmp_path, content), [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    first, second = (recalled(memory, asked, folder) for folder in folders)
    assert not second.staged.exists()
    with at_hand(memory) as known:
        assert make_ready(asked, second, known) is None
    assert second.staged.read_bytes() == first.staged.read_bytes()
    assert second.staged.stat().st_mode & 0o777 == 0o600
    assert len(calls) == 1 + opened


def test_what_changes_before_it_is_bound_is_told(tmp_path, memory):
    asked = put(tmp_path, jpeg((900, 1200)))
    recalled(memory, asked)
    found = recalled(memory, asked, tmp_path)
    asked.path.write_bytes(jpeg((1200, 900)))
    with at_hand(memory) as known:
        told = make_ready(asked, found, known)
    assert (told.code, told.message) == (
        "evidence-changed",
        "佐证文件evidence/a/甲.jpg在制作的时候变了",
    )
    assert not found.staged.exists()


def test_a_signed_original_is_there_although_nothing_is_opened(tmp_path, memory, calls):
    asked = put(tmp_path, signed(), "甲.pdf")
    recalled(memory, asked)
    found = recalled(memory, asked, tmp_path)
    assert len(calls) == 1
    assert found.original.read_bytes() == asked.path.read_bytes()


def test_a_folder_is_opened_once(workshop, tmp_path, calls):
    """By a check, another one and two builds of which one makes the papers; and by one that starts afresh."""
    files = {"a/甲.jpg": jpeg((300, 200)), "a/乙.pdf": pdf_bytes((595, 842), (595, 842))}
    items = [item(n, name, 文件=[{"文件": name}]) for n, name in enumerate(("甲.jpg", "乙.pdf"), 1)]
    root, out = workshop({"a": person(佐证材料=items)}, files), tmp_path / "out"

    def opened():
        names = sorted(name.rpartition("/")[2] for name in map(str, calls) if name.startswith("evidence/"))
        calls.clear()
        return names

    found = [batch.check_job(batch.open_job(root, TODAY), silent) for _ in range(2)]
    assert found[0] == found[1]
    assert "evidence-low-resolution" in [finding.code for finding in found[0][0][0].findings]
    assert opened() == ["乙.pdf", "甲.jpg"]
    receipt = build(root, out, {batch.DOSSIER})
    assert receipt["built"] == 1
    assert opened() == ["乙.pdf"], "it is written anew to be bound"
    build(root, out, {batch.DOSSIER})
    assert opened() == []
    memory = [(path, stamp_of(path)) for path in root.glob(".*")]
    batch.foresee(batch.open_job(root, TODAY), batch.Order(), out, silent)
    assert opened() == []
    assert memory == [(path, stamp_of(path)) for path in root.glob(".*")], "nothing is written"
    batch.build(batch.open_job(root, TODAY), batch.Order(afresh=True), out, silent)
    assert opened() == ["乙.pdf", "甲.jpg"]
