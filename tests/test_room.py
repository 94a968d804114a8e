"""The room for files of strangers: work that dies, hangs or takes too much ends alone, and is told."""

import io
import os
import pickle
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest
from roommates import acting, refuse

from zcforms.fillers import acroform, apart, docx, html
from zcforms.forms import left_blank, load_form, load_forms
from zcforms.ground import room as rooms
from zcforms.ground.errors import BrokenForm, Undeliverable
from zcforms.ground.findings import Severity
from zcforms.ground.room import Limits, Room, Spoiled
from zcforms.intake import photos, workbook


@pytest.fixture(scope="module")
def small():
    made = Room(Limits(memory=2**30, seconds=1, answer=2**20, patience=15))
    yield made
    made.close()


def test_work_is_done_by_one_child_after_another_piece(small):
    assert small.call(len, "三个字") == 3
    first = small.call(os.getpid)
    assert first != os.getpid()
    assert small.call(os.getpid) == first


@pytest.mark.parametrize(
    ("work", "args", "why"),
    [
        (os.abort, (), "内容使解码程序崩溃"),
        (bytearray, (2**31,), "占用内存过多"),
        (pow, (3, 10**9), "处理时间过长"),
        (bytes, (2**21,), "内容过大"),
        (os._exit, (3,), "处理中断"),
    ],
)
def test_what_goes_wrong_is_told_and_the_next_piece_is_done(small, work, args, why):
    with pytest.raises(Spoiled) as told:
        small.call(work, *args)
    assert told.value.why == why
    assert small.call(len, "次") == 1


def test_what_is_put_down_for_a_while_goes_with_the_child(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    room = Room()
    (folder,) = {Path(room.call(tempfile.mkdtemp)).parent for _ in range(2)}
    assert folder.parent == tmp_path
    with pytest.raises(Spoiled):
        room.call(os.abort)
    assert list(tmp_path.iterdir()) == []
    left = Path(room.call(tempfile.mkdtemp)).parent
    with room._child as child:
        child.stdin.close()  # as when this process is killed
    assert not left.exists()
    room._child = None


def test_what_waits_for_ever_is_ended_by_the_clock():
    room = Room(Limits(seconds=2, patience=1))
    began = time.monotonic()
    with pytest.raises(Spoiled, match="处理时间过长"):
        room.call(time.sleep, 60)
    assert time.monotonic() - began < 20
    room.close()


def test_an_answer_that_nobody_waits_for_any_more_is_not_taken_for_the_next(small):
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(KeyboardInterrupt):
        small.call(time.sleep, 1)
    signal.signal(signal.SIGALRM, before)
    assert small.call(len, "次") == 1


def test_an_unforeseen_fault_is_told_by_kind_and_place_without_its_text(small):
    with pytest.raises(Spoiled) as told:
        small.call(int, "张三的身份证号")
    assert told.value.why == "处理时出错"
    assert told.value.origin.startswith("ValueError")
    assert "张三" not in str(vars(told.value))


def test_an_error_of_ours_comes_through(small):
    with pytest.raises(Undeliverable) as told:
        small.call(refuse, "磁盘已满")
    assert (told.value.message, told.value.hint, told.value.where) == ("磁盘已满", "换一个位置", "/tmp")


def test_an_answer_is_plain_data(small):
    with pytest.raises(Spoiled, match="处理时出错"):
        small.call(acting)
    assert small.call(Path, "a") == Path("a")


def test_the_child_ends_with_its_room(small):
    child = small.call(os.getpid)
    small.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_process_split_off_has_a_child_of_its_own(small):
    first = small.call(os.getpid)
    reading, writing = os.pipe()
    if (split := os.fork()) == 0:
        os.write(writing, str(small.call(os.getpid)).encode())
        os._exit(0)
    os.waitpid(split, 0)
    assert int(os.read(reading, 20)) != first
    assert small.call(os.getpid) == first


def test_this_process_has_one_room():
    assert rooms.room() is rooms.room()


def test_a_photo_or_workbook_that_brings_its_reader_down_is_told_and_the_next_is_read(tmp_path, monkeypatch):
    raise_spoiled = Spoiled("内容使解码程序崩溃")

    class Fallen:
        def call(self, *_):
            raise raise_spoiled

    monkeypatch.setattr(photos, "room", Fallen)
    monkeypatch.setattr(workbook, "room", Fallen)
    found = photos.read_photo(tmp_path / "a.jpg", "photos/a.jpg")
    assert (found.code, found.message) == ("photo-unreadable", "照片photos/a.jpg内容使解码程序崩溃")
    contents = workbook.read_workbook(tmp_path / "people.xlsx", "people.xlsx")
    (told,) = contents.findings
    assert (contents.people, told.code, told.message) == ({}, "unreadable-file", "工作簿内容使解码程序崩溃")
    assert found.hint and told.hint


def test_a_form_of_the_users_own_is_laid_out_in_the_room_and_ours_here(tmp_path, monkeypatch):
    class Watched:
        def call(self, work, form, *_):
            raise Spoiled(f"在房间里做{form.id}")

    monkeypatch.setattr(apart, "room", Watched)
    ours = load_forms()["pledge"]
    own = load_form(shutil.copytree(ours.folder, tmp_path / "own"))
    assert html.fill(ours, left_blank(ours)).pages == 1
    for work in (html.check_template, html.overflows, html.fill, html.compiled, docx.fill, acroform.fill):
        with pytest.raises(BrokenForm, match="这张表在房间里做own") as told:
            work(own, left_blank(own)) if work is not html.check_template else work(own)
        assert (told.value.where, told.value.exit_code) == ("own", 4)


@pytest.mark.usefixtures("by_weasyprint")  # as own forms are
def test_an_own_form_is_the_same_in_the_room(tmp_path):
    ours = load_forms()["pledge"]
    own = load_form(shutil.copytree(ours.folder, tmp_path / "own"))
    assert html.fill(own, left_blank(own)).pdf == html.fill(ours, left_blank(ours)).pdf


class _Written:
    """Is written down in a way of its own."""

    def __init__(self, *way):
        self.way = way

    def __reduce_ex__(self, protocol):
        return self.way


@pytest.mark.parametrize("way", [(Severity, ("error",)), (getattr, (Severity, "ERROR"))])
def test_an_answer_holds_a_choice_however_this_python_writes_it_down(way):
    found = rooms._Plain(io.BytesIO(pickle.dumps(_Written(*way)))).load()
    assert found is Severity.ERROR


@pytest.mark.parametrize(
    "way", [(getattr, (Path, "unlink")), (getattr, (str, "format")), (os.system, ("false",)), (eval, ("1",))]
)
def test_an_answer_holds_nothing_that_acts(way):
    answer = io.BytesIO(pickle.dumps(_Written(*way)))
    with pytest.raises(pickle.UnpicklingError):
        rooms._Plain(answer).load()
