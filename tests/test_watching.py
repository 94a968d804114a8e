"""A form that somebody works on is checked and drawn anew after every change, and only then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import TODAY, person
from PIL import Image
from test_dossier import item, pdf_bytes

from zcforms.batch import watching
from zcforms.batch.watching import PREVIEWS, Round, watch
from zcforms.cli import main
from zcforms.ground.errors import UsageError
from zcforms.intake import evidence
from zcforms.paper.staging import staging


class Idle(Exception):
    """Nothing changed: it waits."""


def idle(_seconds: float) -> None:
    raise Idle


def edit(root: Path, old: str, new: str) -> None:
    path = root / "applicants" / "lin.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def root(workshop) -> Path:
    return workshop({"lin": person(姓名="甲某"), "other": person("33020019850615003", 姓名="乙某")})


@pytest.fixture
def rounds(root, tmp_path) -> Iterator[Round]:
    return watch(root, TODAY, "lin", "保证书", tmp_path / "out", lambda _: None)


def test_a_change_is_drawn_and_where_nothing_is_made_nothing_older_stays(root, tmp_path, rounds):
    folder = tmp_path / "out" / PREVIEWS
    folder.mkdir(parents=True)
    (folder / "以前的.png").write_bytes(b"old")
    first = next(rounds)
    assert [path.suffix for path in first.files] == [".pdf", ".png"]
    assert set(folder.iterdir()) == set(first.files)
    assert {path.stat().st_mode & 0o777 for path in first.files} == {0o600}
    picture = first.files[1].read_bytes()
    with Image.open(first.files[1]) as image:
        assert image.size == (827, 1170)

    edit(root, "甲某", "丙某")
    second = next(rounds)
    assert second.files == first.files
    assert second.files[1].read_bytes() != picture
    assert second.fault is None

    edit(root, "姓名:", "姓名: [")
    assert next(rounds).files == ()
    assert list(folder.iterdir()) == []

    edit(root, "姓名: [", "姓名:")
    assert next(rounds).files == first.files


def test_a_form_is_drawn_for_who_is_held_back_with_what_holds_them(root, rounds):
    next(rounds)
    edit(root, "任现职以来", "述" * 1500)
    found = next(rounds)
    assert "statement-too-long" in {finding.code for finding in found.findings}
    assert found.files


def test_evidence_is_not_opened_again_for_a_change_of_the_record(workshop, tmp_path, monkeypatch):
    proved = person(姓名="甲某", 佐证材料=[item(1, "合同")])
    root = workshop({"lin": proved}, {"lin/1.pdf": pdf_bytes((595, 842))})
    opened, reading = [], evidence._opened
    monkeypatch.setattr(evidence, "_opened", lambda *a: opened.append(a) or reading(*a))
    rounds = watch(root, TODAY, "lin", "保证书", tmp_path / "out", lambda _: None)
    assert next(rounds).files
    edit(root, "甲某", "丙某")
    assert next(rounds).files
    assert len(opened) == 1


def test_nothing_is_made_while_nothing_changes(root, tmp_path):
    rounds = watch(root, TODAY, "lin", "保证书", tmp_path / "out", idle)
    next(rounds)
    with pytest.raises(Idle):
        next(rounds)


@pytest.mark.parametrize(("who", "form"), [("nobody", "保证书"), ("lin", "花名册"), ("lin", "没有的表")])
def test_what_is_not_there_is_said_at_once(root, tmp_path, who, form):
    with pytest.raises(UsageError):
        next(watch(root, TODAY, who, form, tmp_path / "out"))


def test_to_be_stopped_is_no_fault(root, monkeypatch):
    def stopped(*_: object) -> Iterator[Round]:
        yield Round(())
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "watch", stopped)
    done = CliRunner().invoke(main, ["watch", str(root), "--person", "lin", "--form", "保证书"])
    assert (done.exit_code, done.stdout.splitlines()[-1], done.stderr) == (0, "已停", "")


def test_a_build_of_the_same_folder_goes_on_meanwhile(root, tmp_path, rounds, monkeypatch):
    """Neither is told that another build is at work: what is drawn lies in a folder of its own."""
    out = tmp_path / "out"
    with staging(out):
        assert next(rounds).fault is None
    fill = watching.fill_person

    def fill_beside_a_build(*arguments, **options):
        with staging(out):
            return fill(*arguments, **options)

    monkeypatch.setattr(watching, "fill_person", fill_beside_a_build)
    edit(root, "甲某", "丙某")
    second = next(rounds)
    assert second.fault is None
    assert set((out / PREVIEWS).iterdir()) == set(second.files)
