"""Names that become paths, files that are no files, and what is left on disk whatever happens."""

import errno
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import openpyxl
import processes
import pytest
from click.testing import CliRunner
from conftest import PLAN, SAMPLES, build, delivered, person, photo_bytes
from fuzzing import no_longer_than
from test_dossier import item, pdf_bytes

from zcforms import Report
from zcforms.batch import making
from zcforms.batch.shelf import Label, Shelf
from zcforms.cli import main
from zcforms.fillers import html
from zcforms.ground.errors import Undeliverable, reason
from zcforms.ground.files import read_file, read_head
from zcforms.intake.folder import read_work
from zcforms.intake.new_book import people_workbook
from zcforms.paper import delivery
from zcforms.paper.delivery import (
    announce,
    deliver,
    deliver_receipt,
    earlier_documents,
    earlier_numbers,
    is_there,
    read_receipt,
    safe_name,
)
from zcforms.paper.staging import remove, staging
from zcforms.pipeline.signing import signing_key
from zcforms.plans import load_plan
from zcforms.terminal import starter

CIRCULARS = Path(__file__).parent.parent / "zcforms" / "plans" / "circulars"


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    command = [sys.executable, "-m", "zcforms", *map(str, words)]
    return processes.run(command, text=True, env={**os.environ, **environment})


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
        ("CON", "CON_"),
        ("nul.林", "nul_.林"),
        ("COM¹ .a", "COM¹_ .a"),
        ("con林", "con林"),
        ("林.con", "林.con"),
    ],
)
def test_any_text_gives_one_name_in_one_folder(text, name):
    assert safe_name(text) == name


def test_two_documents_never_have_one_file(tmp_path):
    shelf = Shelf(tmp_path)
    for text in ("a/b", "a?b", "a:b", "A_b"):
        shelf.put(Label(("补正", text), ".pdf", "slip", text, 1), text.encode())
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
        shelf.put(Label(("林" * 100, "林" * 100 + end), ".pdf", "slip", pages=1), end.encode())
    assert [(tmp_path / d["path"]).read_text() for d in shelf.documents] == ["甲", "乙"]


def test_what_another_build_made_of_somebody_else_stays(tmp_path):
    def made(*people: str) -> list[str]:
        shelf = Shelf(tmp_path, "补做", people=frozenset(people))
        for key in people:
            shelf.put(Label(("a_b", "保证书"), ".pdf", "pledge", key, 1), key.encode())
        shelf.tidy()
        deliver_receipt(tmp_path / "补做", {"documents": shelf.documents, "kept": shelf.earlier})
        return [d["path"] for d in shelf.documents]

    (first,), (second,) = made("a/b"), made("a:b")
    assert (tmp_path / "补做" / first).read_text() == "a/b"
    assert (tmp_path / "补做" / second).read_text() == "a:b"
    assert made("a:b") == [second], "the same name each time"
    assert made("a/b") == [first]
    assert delivered(tmp_path / "补做") == {first, second, "receipt.json"}


def test_a_title_never_leads_out_of_the_output(workshop, tmp_path):
    root = workshop({"lin": person()}, 评审计划="evil")
    text = (CIRCULARS / f"{PLAN}.yaml").read_text()
    title = "title: 专业技术资格申报材料真实性保证书"
    assert text.count(title) == 1
    (root / "plans").mkdir()
    text = text.replace(f"id: {PLAN}", "id: evil").replace(title, "title: ../../../../x/保证书")
    (root / "plans" / "evil.yaml").write_text(text)
    before, out = delivered(tmp_path), tmp_path / "a" / "out"
    receipt = build(root, out, {"pledge"})
    assert receipt["built"] == 1
    assert delivered(tmp_path) - before == {f"a/out/{name}" for name in delivered(out)}
    assert delivered(out) == {d["path"] for d in receipt["documents"]} | {"receipt.json"}


def test_an_own_plan_joins_a_new_folder_under_a_safe_name(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text("id: evil")
    plan = load_plan(PLAN).model_copy(update={"id": "../../x"})
    starter.make(tmp_path / "a" / "new", plan, file)
    assert not (tmp_path / "x.yaml").exists()
    assert (tmp_path / "a" / "new" / "plans" / "_.._x.yaml").read_text() == "id: evil"


# --- what is read --------------------------------------------------------------------------------


def with_key(root: Path, key: str) -> None:
    """The person of a folder, in a workbook under another key."""
    book = openpyxl.load_workbook(io.BytesIO(people_workbook(load_plan(PLAN))))
    titles = [cell.value for cell in book["人员"][1]]
    row = {"人员编号": key, "姓名": "林一山", "照片": "a.jpg"}
    for x, title in enumerate(titles, 1):
        book["人员"].cell(2, x, row.get(title))
    proofs = book["佐证材料"]
    row = {"人员编号": key, "编号": "E-1", "类别": "合同", "名称": "合同", "文件": "x.pdf"}
    for x, cell in enumerate(proofs[1], 1):
        proofs.cell(2, x, row.get(cell.value))
    book.save(root / "people.xlsx")
    (root / "applicants" / "lin.yaml").unlink()


@pytest.mark.parametrize("key", ["../../outside", "..", "{tmp}/outside"])
def test_a_key_never_leads_to_evidence_of_elsewhere(workshop, tmp_path, key):
    root = workshop()
    for place in (tmp_path / "outside", root):
        place.mkdir(exist_ok=True)
        (place / "x.pdf").write_bytes(pdf_bytes((595, 842)))
    key = key.format(tmp=tmp_path)
    with_key(root, key)
    work = read_work(root)
    assert [p.key for p in work.people] == [key]
    assert work.evidence_path(key, "x.pdf") is None


def test_a_link_out_is_not_followed_whatever_name_finds_it(workshop, tmp_path):
    root = workshop()
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(photo_bytes())
    (root / "evidence" / "lin").mkdir()
    for folder in (root / "photos", root / "evidence" / "lin"):
        (folder / unicodedata.normalize("NFD", "résumé.jpg")).symlink_to(secret)
        (folder / "in.jpg").symlink_to(folder / "b.jpg")
        (folder / "b.jpg").write_bytes(photo_bytes())
    (root / "evidence" / "wu").symlink_to(tmp_path)
    work = read_work(root)
    for name in ("résumé.jpg", "RÉSUMÉ", unicodedata.normalize("NFD", "résumé.jpg")):
        assert work.photo_path(name) is None
        assert work.evidence_path("lin", name) is None
    assert work.evidence_path("wu", "secret.jpg") is None
    assert work.photo_path("in.jpg") == root / "photos" / "in.jpg", "a link within the folder is"


def test_hidden_files_among_the_applicants_are_nobody(workshop, tmp_path):
    root = workshop()
    people = root / "applicants"
    for name in (".~lock.lin.yaml", "._lin.yaml", "...yaml", ".lin.yaml.swp"):
        (people / name).write_text("不是数据")
    (tmp_path / "secret.yaml").write_text("secret: value")
    (people / "wu.yaml").symlink_to(tmp_path / "secret.yaml")
    os.mkfifo(people / "zhao.yaml")
    work = read_work(root)
    assert [p.key for p in work.people] == ["lin", "wu"]
    assert [(f.code, f.place.file) for f in work.people[1].findings] == [
        ("path-outside", "applicants/wu.yaml")
    ]


@pytest.mark.parametrize(
    ("command", "name", "code"),
    [("build", "signing.key", 3), ("check", "plans/own.yaml", 4), ("check", "zcforms.yaml", 3)],
)
def test_a_pipe_is_never_waited_for(workshop, command, name, code):
    root = workshop(评审计划="own" if name.startswith("plans") else PLAN)
    (root / name).unlink(missing_ok=True)
    (root / name).parent.mkdir(exist_ok=True)
    os.mkfifo(root / name)
    with no_longer_than(60):
        done = CliRunner().invoke(main, [command, str(root)])
    assert (done.exit_code, done.stderr.startswith("错误：")) == (code, True)


def document(path, **changes):
    return {"path": path, "form": "x", "person": "", "pages": 1, "copies": 1, "sha256": "0", **changes}


@pytest.mark.parametrize(
    "told",
    [
        *([], "x", {"documents": 5}, {"documents": ["x", None, []]}, {"kept": {"path": "a.docx"}}),
        *({"documents": [document(name)]} for name in ("林" * 100, "a\0", "\ud800", "", ".", 5, ["a.docx"])),
        {"documents": [document("a.docx", copies="3")]},
        {"documents": [document("a.docx", sha256=None)]},
        {"documents": [{"path": "a.docx", "form": "x", "person": ""}]},
        {"numbers": [["lin", 1]]},
        *({"numbers": {"lin": n}} for n in (float("inf"), float("nan"), "1", -1, 0, 10**20, None, [1])),
        {"people": [{"person": "lin"}]},
    ],
)
def test_what_a_receipt_of_somebody_elses_cannot_say_is_passed_over(tmp_path, told):
    (tmp_path / "a.docx").touch()
    text = json.dumps(told)
    (tmp_path / "receipt.json").write_text(text)
    (tmp_path / ".unfinished.jsonl").write_text(f"{text}\n{'[' * 100_000}\n")
    assert (earlier_documents(tmp_path), earlier_numbers(tmp_path)) == ([], {})
    assert not read_receipt(tmp_path).get("people")


def test_a_pipe_as_a_receipt_or_in_it_is_none(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    listed = [document(name) for name in ("pipe", "../out.docx", "a.docx")]
    (tmp_path / "a.docx").touch()
    deliver(tmp_path / "receipt.json", json.dumps({"documents": listed}).encode())
    assert earlier_documents(tmp_path) == [document("a.docx")]
    (tmp_path / "receipt.json").unlink()
    os.mkfifo(tmp_path / "receipt.json")
    assert earlier_documents(tmp_path) == []
    assert earlier_numbers(tmp_path) == {}


def test_only_whole_regular_files_are_read(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    assert read_file(tmp_path / "link") == read_file(tmp_path / "a", 5) == b"12345"
    assert read_head(tmp_path / "a", 2) == b"12"
    wrong = {
        "loop": "链接绕成了圈",
        "pipe": "不是普通文件",
        ".": "不是普通文件",
        "none": "不存在",
        "a\0": "不是文件名",
    }
    for name, why in wrong.items():
        with pytest.raises(OSError) as told:
            read_file(tmp_path / name)
        assert reason(told.value) == why
    with pytest.raises(OSError, match="超过0MB"):
        read_file(tmp_path / "a", 4)
    with pytest.raises(OSError, match="正在被别的程序改动"):
        read_file(Path("/proc/self/status"))  # says that it is empty


def test_a_link_in_the_output_leads_no_result_out(workshop, tmp_path):
    root, out, other = workshop(), tmp_path / "out", tmp_path / "other"
    (other / "own.txt").parent.mkdir()
    (other / "own.txt").touch()
    out.mkdir()
    for name in ("个人", ".earlier"):
        (out / name).symlink_to(other)
    command = ["build", str(root), "--form", "pledge", "--out", str(out)]
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, done.stderr.split("\n")[0]) == (
        6,
        f"错误：{out}/个人/01_林一山: 是指向输出文件夹外面的链接，没有写",
    )
    (out / "个人").unlink()
    assert CliRunner().invoke(main, command).exit_code == 0
    assert [path.name for path in other.iterdir()] == ["own.txt"]
    assert not (out / ".earlier").is_symlink()


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to(path.with_name("elsewhere"))])
def test_what_is_announced_goes_into_a_file_of_ours_and_waits_for_nobody(tmp_path, make):
    make(noted := tmp_path / ".unfinished.jsonl")
    document = {"path": "a.pdf", "form": "", "person": "", "pages": 1, "copies": 1, "sha256": ""}
    announce(tmp_path, [document])
    assert [path.name for path in tmp_path.iterdir()] == [noted.name]
    assert (noted.is_symlink(), json.loads(noted.read_text())) == (False, document)


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_result_replaces_regular_files_only(tmp_path, make):
    target = tmp_path / "out.pdf"
    make(target)
    with pytest.raises(Undeliverable, match="不是普通文件"):
        deliver(target, b"x")
    assert not target.is_file()
    assert delivered(tmp_path) == set()


def kept_file(place, content=b"x"):
    (kept := place / "kept.pdf").write_bytes(content)
    kept.chmod(0o600)
    return kept


def test_what_is_kept_gets_a_second_name_and_takes_no_second_room(tmp_path):
    kept, target = kept_file(tmp_path), tmp_path / "out" / "a.pdf"
    assert deliver(target, kept) == hashlib.sha256(b"x").hexdigest()
    assert target.samefile(kept)
    assert [path.name for path in target.parent.iterdir()] == ["a.pdf"]
    deliver(target, b"y")
    assert (kept.read_bytes(), target.read_bytes()) == (b"x", b"y")


def no_links(*_: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("why", ["no links", "not private", "a link"])
def test_where_it_cannot_have_a_second_name_it_is_copied(tmp_path, monkeypatch, why):
    kept, target = kept_file(tmp_path), tmp_path / "out" / "a.pdf"
    if why == "no links":
        monkeypatch.setattr(os, "link", no_links)
    elif why == "not private":
        kept.chmod(0o644)
    else:
        (kept := tmp_path / "other").symlink_to(tmp_path / "kept.pdf")
    deliver(target, kept)
    assert not target.samefile(kept)
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"x", 0o600)
    assert [path.name for path in target.parent.iterdir()] == ["a.pdf"]


def test_a_second_name_that_cannot_be_given_leaves_nothing_behind(tmp_path, monkeypatch):
    kept, target = kept_file(tmp_path), tmp_path / "out" / "a.pdf"
    monkeypatch.setattr(Path, "replace", no_links)
    with pytest.raises(Undeliverable, match="无法写入"):
        deliver(target, kept)
    assert list(target.parent.iterdir()) == []
    assert kept.read_bytes() == b"x"


def test_a_file_is_there_by_its_content_or_as_the_very_file(tmp_path, monkeypatch):
    kept, written = kept_file(tmp_path), hashlib.sha256(b"x").hexdigest()
    (own := tmp_path / "own.pdf").write_bytes(b"x")
    own.chmod(0o600)
    assert is_there(own, written, kept)
    assert not is_there(own, "0" * 64, kept)
    deliver(tmp_path / "a.pdf", kept)
    monkeypatch.setattr(delivery, "file_digest", lambda path: pytest.fail(f"{path} was read"))
    assert is_there(tmp_path / "a.pdf", written, kept)
    assert not is_there(own, written, b"xy"), "it is not as long"
    own.chmod(0o644)
    assert not is_there(own, written, b"x")


# --- whatever happens ----------------------------------------------------------------------------


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("number", "cure"), [(errno.EROFS, "先复制到本机"), (errno.ENOSPC, "腾出"), (errno.EIO, "文件夹权限")]
)
def test_what_to_do_where_nothing_can_be_written_follows_from_the_reason(tmp_path, monkeypatch, number, cure):
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Undeliverable) as told:
        deliver(tmp_path / "a.pdf", b"x")
    assert cure in told.value.hint


FULL = """
import os, resource, sys
from pathlib import Path
from pikepdf import ObjectStreamMode, Pdf
from zcforms.ground.errors import Undeliverable
from zcforms.ground.files import staged

volume = Pdf.new()
for _ in range(5):
    volume.add_blank_page()
    volume.pages[-1].Contents = volume.make_stream(os.urandom(4000))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    with staged(Path(sys.argv[1])) as file:
        volume.save(file, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
except Undeliverable:
    sys.exit(6)
"""


@pytest.mark.parametrize(("room", "code"), [(100, 6), (9000, 6), (20900, 6), (30000, 0)])
def test_a_disk_that_is_full_when_a_volume_is_written_is_told(tmp_path, room, code):
    """QPDF ends the process if it hears of that while it works out the file's ID."""
    command = [sys.executable, "-c", FULL, str(tmp_path / "volume.pdf"), str(room)]
    assert subprocess.run(command, check=False).returncode == code


def test_a_full_disk_leaves_no_half_key(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Undeliverable, match="磁盘已满"):
            signing_key(tmp_path)
    assert list(tmp_path.iterdir()) == []
    key = signing_key(tmp_path)
    assert (len(key), signing_key(tmp_path)) == (32, key)
    assert (tmp_path / "signing.key").stat().st_mode & 0o777 == 0o600


def test_staging_is_private_and_goes(tmp_path):
    out = tmp_path / "a" / "out"
    with staging(out) as folder:
        assert folder.parent == out
        assert folder.name.startswith(".")
        assert {p.stat().st_mode & 0o777 for p in (out, folder)} == {0o700}
        (folder / "volume.pdf").touch()
        with pytest.raises(Undeliverable, match="另一次制作正在写"), staging(out):
            pass
        assert (folder / "volume.pdf").exists()
    assert not out.exists()


def test_an_output_that_was_there_stays(tmp_path):
    with pytest.raises(KeyboardInterrupt), staging(tmp_path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_left_is_swept_and_nothing_else(tmp_path):
    left = "import sys, os, signal; from pathlib import Path; from zcforms.paper import delivery, staging\n"
    kill = "os.kill(os.getpid(), signal.SIGKILL)"
    staged = f"with staging.staging(Path(sys.argv[1])) as f: (f / 'x.pdf').touch(); {kill}"
    part = f"os.fsync = lambda _: {kill}\ndelivery.deliver(Path(sys.argv[1]) / '个人' / 'a.pdf', b'x')"
    for program in (staged, part):
        done = processes.run([sys.executable, "-c", left + program, tmp_path])
        assert done.returncode == -signal.SIGKILL
    (tmp_path / ".part-list.txt").touch()
    assert len(delivered(tmp_path)) == 3
    with staging(tmp_path):
        pass
    assert delivered(tmp_path) == {".part-list.txt"}


def test_nothing_of_an_interrupted_build_stays_unlisted(workshop, tmp_path, monkeypatch):
    root, out = workshop(), tmp_path / "out"
    file = root / "applicants" / "lin.yaml"

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "check_made", interrupt)
        with pytest.raises(KeyboardInterrupt):
            build(root, out, {"pledge"})
    assert len(names := delivered(out)) == 3  # the pledge, its print set, and the list of them
    file.write_text(file.read_text().replace("林一山", "林二山"))
    receipt = build(root, out, {"pledge"})
    assert delivered(out) == {d["path"] for d in receipt["documents"]} | {"receipt.json"}
    assert len(names & delivered(out)) == 1, "the print set has the same name"


def test_a_document_that_was_only_announced_is_still_the_old_one(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.put(Label(("a",), ".docx", "x", pages=1), b"old")
    deliver_receipt(tmp_path, {"documents": shelf.documents})
    new = {**shelf.documents[0], "sha256": hashlib.sha256(b"new").hexdigest()}
    announce(tmp_path, [new])
    with (tmp_path / ".unfinished.jsonl").open("a") as file:
        file.write('{"path": "a.do')  # cut off
    assert earlier_documents(tmp_path) == shelf.documents
    deliver(tmp_path / "a.docx", b"new")
    assert earlier_documents(tmp_path) == [new]


def test_the_disk_has_each_note_before_its_file_and_the_receipt_before_the_notes_go(tmp_path, monkeypatch):
    done = []
    fsync, replace, unlink = os.fsync, Path.replace, Path.unlink

    def synced(descriptor):
        fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        told = path.read_text().count("\n") if path.name == ".unfinished.jsonl" else ""
        part = "part" if path.name.startswith(".zcforms-part-") else path.name
        done.append(("sync", f"{part}{told}"))

    def replaced(path, target):
        done.append(("name", target.name))
        return replace(path, target)

    def unlinked(path, missing_ok=False):
        if path.exists():
            done.append(("unlink", path.name))
        unlink(path, missing_ok=missing_ok)

    shelf = Shelf(tmp_path / "out")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    for name in ("a", "b"):
        shelf.put(Label(("个人", name), ".pdf", "x", pages=1), name.encode())
    deliver_receipt(shelf.out, {"documents": shelf.documents})
    assert done == [
        *[("sync", ".unfinished.jsonl1"), ("sync", "out"), ("sync", "part"), ("name", "a.pdf")],
        *[("sync", ".unfinished.jsonl2"), ("sync", "part"), ("name", "b.pdf")],
        *[("sync", "个人"), ("sync", "part"), ("name", "receipt.json"), ("sync", "out")],
        ("unlink", ".unfinished.jsonl"),
    ]
    done.clear()
    again = Shelf(tmp_path / "out")
    again.put(Label(("个人", "a"), ".pdf", "x", pages=1), b"a")
    assert done == []  # the receipt tells of it as it is
    again.put(Label(("个人", "b"), ".pdf", "x", pages=1, copies=2), b"b")  # in more copies
    assert done == [("sync", ".unfinished.jsonl1"), ("sync", "out")]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO])
def test_a_disk_that_knows_no_names_to_be_taken_is_enough_one_that_fails_is_not(
    tmp_path, monkeypatch, number
):
    fsync = os.fsync

    def refuse(descriptor):
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    if number == errno.EINVAL:
        deliver_receipt(tmp_path, {"documents": []})
        assert delivered(tmp_path) == {"receipt.json"}
    else:
        with pytest.raises(Undeliverable, match="无法写入"):
            announce(tmp_path, [{"path": "a", "form": "x", "person": ""}])


def test_a_full_temporary_folder_is_in_nobodys_way(workshop, tmp_path):
    proved = person(佐证材料=[item("P", "合同")])
    root, out = workshop({"lin": proved}, {"lin/P.pdf": pdf_bytes((595, 842))}), tmp_path / "out"
    done = run("build", root, "--form", "pledge", "--out", out, TMPDIR="/proc")  # nothing can be made there
    assert (done.returncode, done.stderr) == (0, "")
    assert len(delivered(out)) == 5  # the pledge, its print set, the list to print by (twice), the receipt


@pytest.mark.parametrize(
    ("number", "where"),
    [(signal.SIGTERM, "check_forms"), (signal.SIGHUP, "check_all")],  # before anything is shown, and after
)
def test_whoever_ends_the_program_has_it_clean_up(workshop, tmp_path, number, where):
    root, out = workshop(), tmp_path / "out"
    program = f"""
import os, signal, sys
signal.signal({number:d}, signal.SIG_DFL)  # started by nohup, the tests ignore HUP, and so would this
from zcforms.batch import making
from zcforms.cli import main
real = making.{where}
def ended(*args):
    os.kill(os.getpid(), {number:d})
    return real(*args)
making.{where} = ended
main(sys.argv[1:])
"""
    command = [sys.executable, "-c", program, "build", root, "--form", "pledge", "--out", out]
    done = processes.run(command, text=True)
    assert (done.returncode, done.stderr.strip().split("\n")[0]) == (130, "错误：已中断")
    assert not out.exists()


LONG = "林" * 100


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("build", SAMPLES, "--form", "pledge", "--out", "file"), 6, "file: 无法写入（已有同名文件）"),
        (("build", SAMPLES, "--form", "pledge", "--out", "pipe"), 6, "pipe: 无法写入（已有同名文件）"),
        (("build", SAMPLES, "--form", "pledge", "--out", LONG), 6, f"{LONG}: 无法写入（名称过长）"),
        (("build", LONG), 3, f"{LONG}: 无法读取（名称过长）"),
        (("new", LONG, "--plan", PLAN), 6, f"{LONG}: 无法写入（名称过长）"),
        (("forms", "blank", "pledge", LONG), 6, f"{LONG}: 无法写入（名称过长）"),
        (("forms", "blank", "pledge", "pipe"), 6, "pipe: 无法写入（不是普通文件）"),
        (
            ("forms", "gallery", "file", "--form", "pledge"),
            6,
            "file/pledge-sample-1.png: 无法写入（已有同名文件）",
        ),
        (("check", SAMPLES, "--xlsx", "folder.xlsx"), 6, "folder.xlsx: 无法写入（不是普通文件）"),
    ],
)
def test_a_place_that_takes_no_result_is_told_in_chinese(
    tmp_path, monkeypatch, filled_once, words, code, said
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("zcforms.check", lambda *_: Report((), False, 0, 0))
    monkeypatch.setattr(html, "fill", filled_once)
    Path("file").touch()
    Path("folder.xlsx").mkdir()
    os.mkfifo("pipe")
    done = CliRunner().invoke(main, [str(word) for word in words])
    told = done.stderr.split("\n")[0].replace(f"{tmp_path}/", "")
    assert (done.exit_code, told) == (code, f"错误：{said}")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.xlsx", "pipe"]


def test_the_layout_engine_is_found_without_a_compiler():
    program = """
import ctypes.util, sys
from zcforms.fillers.engine import require_engine
started = []
sys.addaudithook(lambda event, args: started.append(args[0]) if event == "subprocess.Popen" else None)
require_engine()
print(len(started))
ctypes.util.find_library("no-such-library")
print(len(started) > 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["0", "True"], "")


def test_a_folder_that_somebody_else_removes_meanwhile_is_removed(tmp_path, monkeypatch):
    (folder := tmp_path / "旧").mkdir()
    whole = shutil.rmtree

    def beaten(path):
        whole(path)
        whole(path)

    monkeypatch.setattr(shutil, "rmtree", beaten)
    remove(folder)
    assert not folder.exists()


def test_folders_that_are_left_empty_go_with_their_last_file(tmp_path):
    names = ["个人/01_甲/表.pdf", "打印/表.pdf", "打印/我的.txt"]
    for path in map(tmp_path.joinpath, names):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    delivery.withdraw(tmp_path, names[:2])
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == ["打印", names[2]]
