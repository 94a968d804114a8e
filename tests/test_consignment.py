"""Files that are written several at a time: told of first, all of them tried."""

import threading

import pytest

from zcforms.batch.consignment import Consignment
from zcforms.ground.errors import Undeliverable
from zcforms.paper.delivery import earlier_documents

NOTE = {"form": "pledge", "person": "a", "pages": 1, "copies": 1, "sha256": ""}


def test_what_is_written_was_told_of_before(tmp_path):
    waiting = Consignment(tmp_path)
    told = []

    def write():
        (tmp_path / "a.pdf").write_bytes(b"")
        told.extend(d["path"] for d in earlier_documents(tmp_path))

    waiting.note({**NOTE, "path": "a.pdf"})
    waiting.add(write, 0)
    assert not list(tmp_path.iterdir()), "it waits"
    waiting.send()
    assert told == ["a.pdf"]
    waiting.send()
    assert told == ["a.pdf"], "nothing is written twice"


def test_one_file_that_cannot_be_written_is_told_once_all_were_tried(tmp_path):
    waiting, written = Consignment(tmp_path), []

    def fails():
        raise Undeliverable("没有地方了")

    for write in (lambda: written.append(1), fails, lambda: written.append(2)):
        waiting.add(write, 0)
    with pytest.raises(Undeliverable, match="没有地方了"):
        waiting.send()
    assert sorted(written) == [1, 2]


@pytest.mark.parametrize(("files", "size"), [(64, 0), (1, 64 * 2**20)])
def test_many_files_or_large_ones_do_not_wait_for_the_last(tmp_path, files, size):
    waiting, written = Consignment(tmp_path), []
    for _ in range(files):
        assert not written
        waiting.add(lambda: written.append(1), size)
    assert len(written) == files


def test_files_are_written_while_others_are(tmp_path):
    waiting, meeting = Consignment(tmp_path), threading.Barrier(2, timeout=20)
    for _ in range(2):
        waiting.add(meeting.wait, 0)
    waiting.send()  # alone, each would wait in vain for the other
