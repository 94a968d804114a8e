"""A few files of every kind made wrong by chance; benchmarks/fuzz.py makes thousands the same way."""

import time
from pathlib import Path
from random import Random

import pytest
from fuzzing import KINDS, originals, run, sandbox
from mutants import mutant


def test_what_is_wrong_is_told_in_time_and_leaves_nothing_behind(tmp_path):
    with sandbox(tmp_path):
        outcomes = [run(tmp_path, kind, number, light=True) for number, kind in enumerate(KINDS)]
    assert [(o.kind, o.number, o.faults, o.said) for o in outcomes if o.faults] == []
    assert {o.code for o in outcomes} == {0, 1, 3, 4}


def test_a_fault_of_the_program_and_a_file_elsewhere_are_seen(tmp_path, monkeypatch):
    def faulty(_path, *_more):
        (Path.home() / "left.txt").write_text("x")
        raise KeyError

    monkeypatch.setattr("zcforms.batch.opening.read_work", faulty)
    with sandbox(tmp_path):
        outcome = run(tmp_path, "佐证PDF", 0)
    assert outcome.code == 70
    assert outcome.faults == ("exit 70", "a fault of the program", "wrote home/left.txt")


def test_a_run_that_does_not_end_is_stopped(tmp_path, monkeypatch):
    def endless(_path):
        while True:
            time.sleep(1)  # the clock counts, not the work

    monkeypatch.setattr("zcforms.batch.opening.read_work", endless)
    monkeypatch.setattr("fuzzing.SECONDS", 1)
    with sandbox(tmp_path):
        assert run(tmp_path, "佐证PDF", 0).faults == ("hang",)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_makes_the_same_file_and_another_one_another(kind, tmp_path):
    raw, ways = originals(kind)[KINDS[kind].file], KINDS[kind].ways
    made = [mutant(raw, ways, Random(seed)) for seed in range(6)]  # noqa: S311
    assert made == [mutant(raw, ways, Random(seed)) for seed in range(6)]  # noqa: S311
    assert len({raw, *made}) >= 5
