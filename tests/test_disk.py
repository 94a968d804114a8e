"""Names that become paths, files that are no files, and what is left on disk whatever happens."""

import json
from pathlib import Path

import pytest
from conftest import PLAN, build, person

from zcforms.batch.shelf import Shelf
from zcforms.paper.delivery import deliver, safe_name
from zcforms.plans import load_plan
from zcforms.terminal import starter

CIRCULARS = Path(__file__).parent.parent / "zcforms" / "plans" / "circulars"


def files_in(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


# --- names of what is made -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../../x", "_.._.._x"),
        ("/etc/passwd", "_etc_passwd"),
        ("..", "_"),
        (".隐藏.", "隐藏"),
        ("a\\b:c?", "a_b_c_"),
        ("\u202egpj.林", "_gpj.林"),
        ("\udcff林", "_林"),
        ("林" * 100, "林" * 60),
        ("a" * 179 + " 林", "a" * 179),
    ],
)
def test_any_text_gives_one_name_in_one_folder(text, name):
    assert safe_name(text) == name


def test_two_documents_never_have_one_file(tmp_path):
    shelf = Shelf(tmp_path)
    for text in ("a/b", "a?b", "a:b", "A_b"):
        shelf.put(("补正", text), ".pdf", text.encode(), "slip", 1, 1, text)
    paths = [d["path"] for d in shelf.documents]
    assert [(tmp_path / path).read_text() for path in paths] == ["a/b", "a?b", "a:b", "A_b"]
    assert paths[0] == "补正/a_b.pdf"
    assert len({path.casefold() for path in paths}) == 4
    assert [
        (f.code, f.message.count(path)) for f, path in zip(shelf.told_names(), paths[1:], strict=True)
    ] == [("name-taken", 1)] * 3


def test_a_name_too_long_is_cut_and_told_apart(tmp_path):
    shelf = Shelf(tmp_path)
    for end in ("甲", "乙"):
        shelf.put(("林" * 100, "林" * 100 + end), ".pdf", end.encode(), "slip", 1, 1)
    assert [(tmp_path / d["path"]).read_text() for d in shelf.documents] == ["甲", "乙"]


def test_what_another_build_made_of_somebody_else_stays(tmp_path):
    def made(*people: str) -> list[str]:
        shelf = Shelf(tmp_path, "补做", people=frozenset(people))
        for key in people:
            shelf.put(("a_b", "保证书"), ".pdf", key.encode(), "pledge", 1, 1, key)
        shelf.tidy()
        kept = {"documents": shelf.documents, "kept": shelf.earlier}
        deliver(tmp_path / "补做" / "receipt.json", json.dumps(kept).encode())
        return [d["path"] for d in shelf.documents]

    (first,), (second,) = made("a/b"), made("a:b")
    assert (tmp_path / "补做" / first).read_text() == "a/b"
    assert (tmp_path / "补做" / second).read_text() == "a:b"
    assert made("a:b") == [second], "the same name each time"
    assert made("a/b") == [first]
    assert files_in(tmp_path / "补做") == {first, second, "receipt.json"}


def test_a_title_never_leads_out_of_the_output(workshop, tmp_path):
    root = workshop({"lin": person()}, 评审计划="evil")
    text = (CIRCULARS / f"{PLAN}.yaml").read_text()
    title = "title: 专业技术资格申报材料真实性保证书"
    assert text.count(title) == 1
    (root / "plans").mkdir()
    text = text.replace(f"id: {PLAN}", "id: evil").replace(title, "title: ../../../../x/保证书")
    (root / "plans" / "evil.yaml").write_text(text)
    before, out = files_in(tmp_path), tmp_path / "a" / "out"
    receipt = build(root, out, {"pledge"})
    assert receipt["built"] == 1
    assert files_in(tmp_path) - before == {f"a/out/{name}" for name in files_in(out)}
    assert files_in(out) == {d["path"] for d in receipt["documents"]} | {"receipt.json"}


def test_an_own_plan_joins_a_new_folder_under_a_safe_name(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text("id: evil")
    plan = load_plan(PLAN).model_copy(update={"id": "../../x"})
    starter.make(tmp_path / "a" / "new", plan, file)
    assert not (tmp_path / "x.yaml").exists()
    assert (tmp_path / "a" / "new" / "plans" / "_.._x.yaml").read_text() == "id: evil"
