"""A judge is asked where anything is other than what it found right, and for all if that is wanted."""

from pathlib import Path
from typing import Any

import pytest
import verdicts

NAME = "test_one.py::test_it[a page]"


class Config:
    """What the judge's fixture reads of pytest's configuration."""

    def __init__(self, seed: int = 0, judge: bool = False) -> None:
        self.options: dict[str, Any] = {"--judge": judge, "randomly_seed": seed}
        self.stash = pytest.Stash()
        verdicts.pytest_configure(self)  # type: ignore[arg-type]

    def getoption(self, name: str, default: object = None) -> Any:
        return self.options.get(name, default)

    @property
    def given(self) -> dict[str, str]:
        return self.stash[verdicts._GIVEN]


def asked(config: Config, test: Path, what: object, *files: Path) -> bool:
    """Whether the judge was asked."""
    verdicts._file.cache_clear()
    calls: list[int] = []
    verdicts.judging(config, NAME, test)(lambda: calls.append(1), what, files)  # type: ignore[arg-type]
    return bool(calls)


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A test and a file that its judge reads, of which a verdict is kept for what is "right"."""
    test, sheet = tmp_path / "test_one.py", tmp_path / "style.css"
    test.write_text("one")
    sheet.write_text("p {}")
    config = Config()
    assert asked(config, test, "right", sheet)
    monkeypatch.setattr(verdicts, "kept", lambda: config.given)
    monkeypatch.setattr(verdicts, "_by_chance", lambda _, seed: seed == 7)
    return test, sheet


def test_what_is_known_of_just_this_is_not_asked_again(known: tuple[Path, Path]) -> None:
    test, sheet = known
    assert not asked(Config(), test, "right", sheet)
    assert asked(Config(), test, "other", sheet)
    assert asked(Config(), test, "right")
    assert asked(Config(seed=7), test, "right", sheet)
    assert asked(Config(judge=True), test, "right", sheet)


@pytest.mark.parametrize("which", [0, 1])
def test_another_test_or_style_sheet_is_judged(known: tuple[Path, Path], which: int) -> None:
    known[which].write_text("two")
    assert asked(Config(), known[0], "right", known[1])


def test_another_version_of_a_library_judges_anew(
    known: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_surroundings", lambda: ("weasyprint 70.1",))
    assert asked(Config(), known[0], "right", known[1])


def test_what_was_not_found_right_is_not_kept(known: tuple[Path, Path]) -> None:
    config = Config()

    def wrong() -> None:
        raise AssertionError("wrong")

    with pytest.raises(AssertionError, match="wrong"):
        verdicts.judging(config, NAME, known[0])(wrong, "other", [])  # type: ignore[arg-type]
    assert config.given == {}


def test_one_in_twenty_is_judged_by_chance_and_others_in_another_order() -> None:
    names = [f"test_one.py::test_it[{n}]" for n in range(2000)]
    chosen = [{name for name in names if verdicts._by_chance(name, seed)} for seed in (1, 2)]
    assert all(70 < len(found) < 130 for found in chosen)
    assert chosen[0] != chosen[1]


def test_what_is_written_down_takes_the_place_of_what_was_kept_of_the_same_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "KEPT", tmp_path / "verdicts.txt")
    before = {"test_a.py::test_it[gone]": "1", "test_a.py::test_it[b]": "2", "test_b.py::test_it[c]": "3"}
    monkeypatch.setattr(verdicts, "kept", lambda: before)
    verdicts.write_down({"test_a.py::test_it[b]": "4"})
    assert verdicts.KEPT.read_text() == "4 test_a.py::test_it[b]\n3 test_b.py::test_it[c]\n"


def test_every_verdict_that_is_kept_is_of_a_test_that_is_there() -> None:
    tests = {verdicts._test(name) for name in verdicts.kept()}
    assert tests
    for file, _, test in (name.partition("::") for name in tests):
        text = (verdicts.HERE / file).read_text("utf-8")
        assert f"def {test}(" in text, (file, test)
        assert "judge(" in text
