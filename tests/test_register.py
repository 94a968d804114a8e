"""The register of signatures: one of a hundred is accepted, nothing is lost, no row of others counts."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from processes import Popen

from zcforms.batch.signatures.register import OPENED, PAPER, SIGNED, NotSigned, Pledge, Register
from zcforms.ground.errors import UnreadableInput

KEY = b"k" * 32
NOW = datetime(2021, 9, 15, 6, 3, 22, tzinfo=UTC)
LIN = Pledge("pledge", "aa", "plan", "c1")
DRAWN = json.dumps([[[1, 2, 0, 0.5], [40, 60, 20, 0.5]]])


@pytest.fixture
def register(tmp_path):
    found = Register(tmp_path, KEY)
    found.begin()
    return found


def test_where_nothing_was_signed_there_is_no_register(tmp_path):
    assert Register(tmp_path, KEY).rows() == []
    assert list(tmp_path.iterdir()) == []


def test_it_is_private_and_has_a_write_ahead_log(register):
    assert stat.S_IMODE(register.path.stat().st_mode) == 0o600
    with sqlite3.connect(register.path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_a_pledge_is_opened_then_signed_and_the_nonce_is_kept_as_digest_only(register):
    assert register.note_opened(LIN, "n1", NOW).state == OPENED
    found = register.sign(LIN, "n1", "r1", DRAWN, NOW)
    assert (found.state, found.done, found.trusted) == (SIGNED, NOW, True)
    assert found.strokes.lines[0][1][:2] == (40, 60)
    register.note_opened(LIN, "n2", NOW)
    assert register.entry(LIN).state == SIGNED  # to open it again changes nothing
    kept = b"".join(p.read_bytes() for p in register.root.iterdir())
    assert b"n1" not in kept
    assert b"r1" not in kept


@pytest.mark.parametrize(
    ("nonce", "request_", "state"), [("n2", "r2", SIGNED), ("n1", "r2", SIGNED), ("n0", "r3", SIGNED)]
)
def test_who_comes_second_is_told_so(register, nonce, request_, state):
    register.note_opened(LIN, "n1", NOW)
    register.sign(LIN, "n1", "r1", DRAWN, NOW)
    with pytest.raises(NotSigned) as told:
        register.sign(LIN, nonce, request_, DRAWN, NOW)
    assert told.value.state == state


def test_the_same_request_again_has_the_same_result(register):
    register.note_opened(LIN, "n1", NOW)
    first = register.sign(LIN, "n1", "r1", DRAWN, NOW)
    assert register.sign(LIN, "n1", "r1", "[]", NOW + timedelta(hours=1)) == first


def test_only_the_page_that_was_opened_last_may_sign(register):
    register.note_opened(LIN, "n1", NOW)
    register.note_opened(LIN, "n2", NOW)
    with pytest.raises(NotSigned) as told:
        register.sign(LIN, "n1", "r1", DRAWN, NOW)
    assert told.value.state == OPENED
    assert register.sign(LIN, "n2", "r2", DRAWN, NOW).state == SIGNED


def test_of_a_hundred_signings_at_once_one_is_accepted(register):
    register.note_opened(LIN, "n1", NOW)

    def one(n):
        try:
            return register.sign(LIN, "n1", f"r{n}", DRAWN, NOW)
        except NotSigned:
            return None

    with ThreadPoolExecutor(32) as pool:
        accepted = [entry for entry in pool.map(one, range(100)) if entry]
    assert len(accepted) == 1
    assert register.rows() == accepted


def test_changed_data_begin_a_new_row_and_the_old_one_stays(register):
    register.note_opened(LIN, "n1", NOW)
    register.sign(LIN, "n1", "r1", DRAWN, NOW)
    changed = Pledge("pledge", "aa", "plan", "c2")
    assert register.entry(changed) is None
    register.note_opened(changed, "n2", NOW)
    assert [(e.pledge.content, e.state) for e in register.rows()] == [("c1", SIGNED), ("c2", OPENED)]


def test_what_is_revoked_is_history_and_can_be_signed_again(register):
    register.note_opened(LIN, "n1", NOW)
    register.sign(LIN, "n1", "r1", DRAWN, NOW)
    assert register.revoke("aa", NOW) == 1
    assert register.revoke("aa", NOW) == 0
    assert register.entry(LIN) is None
    with pytest.raises(NotSigned):
        register.sign(LIN, "n1", "r1", DRAWN, NOW)
    register.note_opened(LIN, "n2", NOW)
    assert register.sign(LIN, "n2", "r2", DRAWN, NOW).state == SIGNED
    assert [e.revoked for e in register.rows()] == [NOW, None]


def test_paper_is_a_state_that_ends_the_page(register):
    register.note_opened(LIN, "n1", NOW)
    register.on_paper(LIN, NOW)
    assert (register.entry(LIN).state, register.entry(LIN).trusted) == (PAPER, True)
    for again in (lambda: register.sign(LIN, "n1", "r1", DRAWN, NOW), lambda: register.on_paper(LIN, NOW)):
        with pytest.raises(NotSigned) as told:
            again()
        assert told.value.state == PAPER


@pytest.mark.parametrize("column", ["content", "done", "strokes", "who", "state"])
def test_a_row_that_was_changed_by_others_does_not_count(register, column):
    register.note_opened(LIN, "n1", NOW)
    register.sign(LIN, "n1", "r1", DRAWN, NOW)
    with sqlite3.connect(register.path) as database:
        database.execute(f"UPDATE signings SET {column} = '2022-01-01T00:00:00+00:00'")  # noqa: S608
    database.close()
    assert [entry.trusted for entry in register.rows()] == [False]
    assert [entry.trusted for entry in Register(register.root, b"x" * 32).rows()] == [False]


def test_wrong_digits_are_counted_for_a_while(register):
    def attempt(who, minutes):
        return register.attempt(who, NOW + timedelta(minutes=minutes), timedelta(hours=1), 3)

    assert [attempt("aa", minutes) for minutes in (0, 10, 20, 21)] == [2, 1, 0, -1]
    assert attempt("bb", 21) == 2
    register.forgive("aa")
    assert [attempt("aa", minutes) for minutes in (22, 23)] == [0, -1]
    assert [attempt("aa", minutes) for minutes in (60, 61, 70)] == [0, -1, 0], "one by one they are forgotten"


def test_of_many_attempts_at_once_no_more_pass_than_may(register):
    with ThreadPoolExecutor(16) as pool:
        left = list(pool.map(lambda _: register.attempt("aa", NOW, timedelta(hours=1), 5), range(60)))
    assert sorted(left) == [-1] * 55 + [0, 1, 2, 3, 4]


def test_a_damaged_register_is_told_and_left_alone(tmp_path):
    (tmp_path / "signatures.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(UnreadableInput, match="签署登记读不出来"):
        Register(tmp_path, KEY).rows()
    assert (tmp_path / "signatures.sqlite").read_bytes().startswith(b"not a database")


SIGNER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from zcforms.batch.signatures.register import Pledge, Register
register, now = Register(Path(sys.argv[1]), b"k" * 32), datetime.now(UTC)
for n in range(50):
    pledge = Pledge("pledge", f"p{n}", "plan", "c")
    register.note_opened(pledge, "n", now)
    register.sign(pledge, "n", "r", sys.argv[2], now)
    print(n, flush=True)
"""


def test_what_was_told_is_kept_when_the_server_is_killed(register):
    for wanted in (1, 7, 23):
        command = [sys.executable, "-c", SIGNER, str(register.root), DRAWN]
        with Popen(command, stdout=subprocess.PIPE, text=True) as server:
            told = [int(server.stdout.readline()) for _ in range(wanted)]
            os.kill(server.pid, signal.SIGKILL)
            told += map(int, server.stdout.read().split())
        rows = {entry.pledge.who: entry for entry in register.rows()}
        assert all(rows[f"p{n}"].state == SIGNED for n in told)
        signed = [entry for entry in rows.values() if entry.state == SIGNED]
        assert all(entry.trusted and entry.strokes.lines for entry in signed)
        for who in rows:
            register.revoke(who, NOW)
        with sqlite3.connect(register.path) as database:
            database.execute("DELETE FROM signings")
        database.close()
