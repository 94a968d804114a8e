"""What is received goes where it belongs, whichever program packed it; what is hostile changes nothing."""

import io
import os
import re
import struct
import zipfile
import zlib

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import person, photo_bytes

from zcforms.batch.receiving import REPLACED, Received, receive
from zcforms.cli import main
from zcforms.ground.errors import UnreadableInput
from zcforms.intake import parcels


class Named(zipfile.ZipInfo):
    """An entry whose name is in these bytes, with this flag."""

    said, flag = b"", 0

    def _encodeFilenameFlags(self):  # noqa: N802  as zipfile has it
        return self.said, self.flag_bits & ~0x800 | self.flag


def parcel(folder, files, code=None, extra=b""):
    """A ZIP of names and contents; in that code without saying so, or as Python does it."""
    path = folder / "parcel.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = Named(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.said, entry.flag = name.encode(code or "utf-8"), 0 if code else 0x800
            entry.extra = extra
            archive.writestr(entry, content)
    return path


def there(root):
    """The photos and evidence of a folder, but the photo that was there."""
    found = (p for top in ("photos", "evidence") for p in (root / top).rglob("*") if p.is_file())
    return sorted(p.relative_to(root).as_posix() for p in found if p.name != "a.jpg")


@pytest.mark.parametrize("code", ["gb18030", "utf-8", None])
@pytest.mark.parametrize("name", ["郑伟", "张三", "李㛃", "欧阳一山"])
def test_names_are_read_whatever_they_are_written_in(workshop, tmp_path, code, name):
    root = workshop()
    files = {f"照片/{name}.jpg": photo_bytes(), f"佐证/lin/{name}的证书.pdf": b"%PDF"}
    assert receive(root, parcel(tmp_path, files, code)) == Received(False, 2, ())
    assert there(root) == [f"evidence/lin/{name}的证书.pdf", f"photos/{name}.jpg"]


def test_two_characters_alone_are_told_by_who_is_known(workshop, tmp_path):
    root = workshop()  # 林一山 is known
    assert receive(root, parcel(tmp_path, {"林一山.jpg": b"x"}, "gb18030")).files == 1
    assert there(root) == ["photos/林一山.jpg"]


def test_evidence_goes_to_whose_it_is_and_of_nobody_there_is_none(workshop, tmp_path):
    root = workshop({"lin": person(), "wu": person(姓名="吴某"), "w2": person(姓名="吴某")})
    files = {"佐证/lin/甲.pdf": b"1", "佐证/林一山/乙.pdf": b"2", "林一山/丙.pdf": b"3"}
    strangers = {"佐证/P09/甲.pdf": b"4", "佐证/吴某/甲.pdf": b"5", "吴某/甲.pdf": b"6"}
    found = receive(root, parcel(tmp_path, files | strangers))
    assert (found.files, set(found.left)) == (3, set(strangers))
    assert there(root) == [f"evidence/lin/{name}.pdf" for name in sorted("甲乙丙")]
    for key in ("lin", "wu", "w2"):  # nobody is known yet: the workbook comes later
        (root / "applicants" / f"{key}.yaml").unlink()
    assert receive(root, parcel(tmp_path, {"佐证/P09/甲.pdf": b"4"})).files == 1


def test_a_unicode_path_counts_if_it_is_of_that_name(tmp_path):
    said = b"photos/a.jpg"
    field = struct.pack("<BL", 1, zlib.crc32(said)) + "照片/甲.jpg".encode()
    other = struct.pack("<BL", 1, 7) + "照片/乙.jpg".encode()
    for content, name in ((field, "照片/甲.jpg"), (other, "photos/a.jpg")):
        extra = struct.pack("<HH", 0x7075, len(content)) + content
        path = parcel(tmp_path, {said.decode(): b"x"}, "ascii", extra)
        with zipfile.ZipFile(path) as archive:
            assert list(parcels.told_names(archive.infolist(), ()).values()) == [name]


def test_everything_goes_where_it_belongs(workshop, tmp_path):
    root = workshop()
    files = {
        "材料/photos/甲.jpg": b"1",
        "材料/evidence/lin/奖项/证书.pdf": b"2",
        "材料/lin/论文.pdf": b"3",
        "材料/乙.png": b"4",
        "材料/说明.txt": b"5",
        "材料/someone/x.pdf": b"6",
        "__MACOSX/材料/._x": b"7",
        "材料/.DS_Store": b"8",
        "材料/lin/~$论文.docx": b"9",  # which Word has open
    }
    done = receive(root, parcel(tmp_path, files))
    assert there(root) == [
        "evidence/lin/奖项/证书.pdf",
        "evidence/lin/论文.pdf",
        "photos/乙.png",
        "photos/甲.jpg",
    ]
    assert done.left == ("材料/说明.txt", "材料/someone/x.pdf")


def test_a_name_too_long_for_a_disk_is_told_as_that(workshop, tmp_path):
    long = f"佐证/lin/{'关于公布资格的通知' * 9}.pdf"
    found = receive(workshop(), parcel(tmp_path, {long: b"%PDF"}))
    assert (found.files, found.why) == (0, (f"{long}：文件名太长，改短再发",))


@pytest.mark.parametrize("files", [{}, {"材料/.DS_Store": b"1", "__MACOSX/材料/._x": b"2"}])
def test_a_zip_without_a_file_is_refused(workshop, tmp_path, files):
    with pytest.raises(UnreadableInput, match="压缩包里没有文件"):
        receive(workshop(), parcel(tmp_path, files))


def book(*rows):
    """A workbook of people."""
    made, target = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "人员"
    for row in rows:
        made.active.append(row)
    made.save(target)
    return target.getvalue()


def test_a_workbook_is_known_by_its_content_and_the_earlier_one_is_kept(workshop, tmp_path):
    root, sent = workshop(), tmp_path / "名单.dat"
    first, second = book(["人员编号", "姓名"], ["p1", "甲某"]), book(["人员编号", "姓名"], ["p1", "乙某"])
    for content in (first, first, second):
        sent.write_bytes(content)
        assert receive(root, sent).workbook
    assert (root / "people.xlsx").read_bytes() == second
    (kept,) = (root / REPLACED).iterdir()
    assert kept.read_bytes() == first
    assert re.fullmatch(r"people_\d{4}-\d\d-\d\d_\d{6}_[0-9a-f]{6}\.xlsx", kept.name)  # when it was saved


def test_whom_a_new_workbook_has_no_more_is_told(workshop, tmp_path):
    root, sent = workshop(), tmp_path / "名单.xlsx"
    newer = book(["人员编号", "姓名"], ["p1", "甲某"], ["p2", "乙某"], ["p3", "丙某"])
    sent.write_bytes(newer)
    assert receive(root, sent).gone == ()
    sent.write_bytes(book(["人员编号", "姓名"], ["p1", "甲某"]))  # an older one, after the newer
    done = CliRunner().invoke(main, ["receive", str(root), str(sent)])
    assert "原来的工作簿里有、新的里没有的2人：p2、p3" in done.output
    (kept,) = (root / REPLACED).iterdir()
    assert receive(root, parcel(tmp_path, {"people.xlsx": kept.read_bytes()})).gone == ()
    assert (root / "people.xlsx").read_bytes() == newer


def test_what_the_platform_exported_is_put_where_a_build_finds_it(workshop, tmp_path):
    root = workshop()
    files = {"材料/导出件/评审表.pdf": b"1", "材料/导出件/x.jpg": b"2", "材料/photos/甲.jpg": b"3"}
    why = ("材料/导出件/x.jpg：导出件只收PDF",)
    assert receive(root, parcel(tmp_path, files)) == Received(False, 2, ("材料/导出件/x.jpg",), why=why)
    assert (root / "导出件" / "评审表.pdf").read_bytes() == b"1"


def test_a_workbook_in_a_zip_comes_first(workshop, tmp_path):
    root = workshop()
    files = {"people.xlsx": book(["人员编号", "姓名"], ["p1", "甲某"]), "p1/证书.pdf": b"2"}
    assert receive(root, parcel(tmp_path, files)) == Received(True, 1, ())
    assert there(root) == ["evidence/p1/证书.pdf"]


def test_what_is_no_workbook_of_people_replaces_none(workshop, tmp_path):
    root, sent = workshop(), tmp_path / "x.xlsx"
    (root / "people.xlsx").write_bytes(book(["人员编号", "姓名"], ["p1", "甲某"]))
    before = (root / "people.xlsx").read_bytes()
    with zipfile.ZipFile(sent, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    with pytest.raises(UnreadableInput):
        receive(root, sent)
    sent.write_bytes(book(["人员编号", "姓名"]))  # as it is sent out to be filled in
    with pytest.raises(UnreadableInput, match="工作簿里没有人"):
        receive(root, sent)
    sent.write_bytes(book(["编号", "姓名"], ["p1", "乙某"]))
    with pytest.raises(UnreadableInput, match="不认识的列“编号”"):
        receive(root, sent)
    assert (root / "people.xlsx").read_bytes() == before


def test_photos_come_along_with_the_empty_workbook_that_is_there(workshop, tmp_path):
    root, empty = workshop({"lin": person()}), book(["人员编号", "姓名"])
    (root / "people.xlsx").write_bytes(empty)
    done = receive(root, parcel(tmp_path, {"people.xlsx": empty, "photos/甲.jpg": b"1"}))
    assert (done.files, done.why) == (1, ())


@pytest.mark.parametrize(
    "name",
    ["../evil.jpg", "photos/../../evil.jpg", "/etc/evil.jpg", "..\\evil.jpg", "C:/evil.jpg", "C:evil.jpg"],
)
def test_a_path_that_leads_out_changes_nothing(workshop, tmp_path, name):
    root = workshop()
    with pytest.raises(UnreadableInput, match="走出文件夹"):
        receive(root, parcel(tmp_path, {"photos/good.jpg": b"x", name: b"x"}))
    assert there(root) == []


def test_a_link_in_the_folder_is_not_followed(workshop, tmp_path):
    root, outside = workshop(), tmp_path / "outside"
    outside.mkdir()
    (root / "evidence" / "lin").symlink_to(outside)
    assert receive(root, parcel(tmp_path, {"evidence/lin/x.pdf": b"x"})).left == ("evidence/lin/x.pdf",)
    assert list(outside.iterdir()) == []


def test_a_link_in_the_archive_is_refused(workshop, tmp_path):
    path = tmp_path / "parcel.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("photos/x.jpg")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(UnreadableInput, match="链接"):
        receive(workshop(), path)


def test_a_bomb_is_refused_before_it_is_unpacked(workshop, tmp_path):
    with pytest.raises(UnreadableInput, match="太大"):
        receive(workshop(), parcel(tmp_path, {"photos/x.jpg": bytes(30 * 2**20)}))


def test_a_file_that_is_longer_than_it_says_is_refused(workshop, tmp_path):
    root, path = workshop(), parcel(tmp_path, {"photos/x.jpg": bytes(5000)})
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<L", 10)
    path.write_bytes(raw)
    with pytest.raises(UnreadableInput):
        receive(root, path)
    assert there(root) == []


def test_too_many_files_are_refused(workshop, tmp_path, monkeypatch):
    monkeypatch.setattr(parcels, "MOST_FILES", 3)
    path = parcel(tmp_path, {f"photos/{n}.jpg": b"x" for n in range(4)})
    with pytest.raises(UnreadableInput, match="超过3个文件"):
        parcels._names_in(path)
    with pytest.raises(UnreadableInput, match="超过3个文件"):
        parcels._unpacked(path, tmp_path, frozenset())


@pytest.mark.parametrize("most", [zipfile.ZIP_FILECOUNT_LIMIT, 1])  # the longer record, from two files on
def test_a_list_that_is_too_long_is_not_read(tmp_path, monkeypatch, most):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", most)
    path = parcel(tmp_path, {"photos/a.jpg": b"x", f"photos/{'b' * 200}.jpg": b"x"})
    assert len(parcels._names_in(path)) == 2
    monkeypatch.setattr(parcels, "_LONGEST_LIST", 300)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(UnreadableInput, match="超过20000个文件"):
        parcels._names_in(path)


def test_a_list_of_names_that_is_a_bomb_is_read_in_the_room(workshop, tmp_path, monkeypatch):
    path = parcel(tmp_path, {f"{n:05}": b"" for n in range(20_001)})
    monkeypatch.setattr(zipfile, "ZipFile", None)  # here
    with pytest.raises(UnreadableInput, match="超过20000个文件"):
        receive(workshop(), path)


def test_what_is_no_file_is_not_waited_for(workshop, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    root = workshop()
    for path in (tmp_path / "pipe", root):
        with pytest.raises(UnreadableInput, match="无法读取（不是普通文件）"):
            receive(root, path)


def test_what_was_cut_off_on_the_way_is_told_as_that(workshop, tmp_path):
    path = parcel(tmp_path, {"photos/a1.jpg": b"x" * 999})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UnreadableInput, match="文件没有传完，或已损坏"):
        receive(workshop(), path)


@pytest.mark.parametrize("content", [b"", b"Rar!\x1a\x07", b"x" * 1000])
def test_what_is_nothing_of_the_kind_is_told(workshop, tmp_path, content):
    sent = tmp_path / "sent"
    sent.write_bytes(content)
    with pytest.raises(UnreadableInput, match="不是工作簿，也不是ZIP"):
        receive(workshop(), sent)


def test_a_damaged_archive_changes_nothing(workshop, tmp_path):
    root, path = workshop(), parcel(tmp_path, {"photos/a1.jpg": b"x" * 999, "photos/b.jpg": b"y" * 999})
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 16 : at + 20] = b"\xff\xff\xff\xff"  # the checksum
    path.write_bytes(raw)
    with pytest.raises(UnreadableInput):
        receive(root, path)
    assert there(root) == []


def test_of_two_files_that_come_to_one_name_the_second_is_told(workshop, tmp_path):
    root = workshop()
    files = {"photos/甲?.jpg": b"1", "photos/甲:.jpg": b"2", "照片/e\u0301.jpg": b"3", "photos/é.jpg": b"4"}
    why = ("photos的2个文件：与另一个同名",)
    received = Received(False, 2, ("photos/甲:.jpg", "photos/é.jpg"), why=why)
    assert receive(root, parcel(tmp_path, files)) == received
    assert {p: (root / p).read_bytes() for p in there(root)} == {
        "photos/甲_.jpg": b"1",
        "photos/é.jpg": b"3",
    }


def test_the_command_says_what_was_done_and_what_was_left(workshop, tmp_path):
    root = workshop()
    path = parcel(tmp_path, {"photos/甲.jpg": b"x", "x.txt": b"y"})
    done = CliRunner().invoke(main, ["receive", str(root), str(path)])
    assert (done.exit_code, done.output) == (
        1,
        "放好1个文件\n没有放进去1个：\n  x.txt：不是照片、佐证用的文件（图片、PDF、Word、Excel、PPT）\n",
    )


def test_of_a_folder_of_work_that_was_packed_whole_it_is_said_what_goes_where(workshop, tmp_path):
    root = workshop({"lin": person()})
    names = [
        "people.xlsx",
        "zcforms.yaml",
        "applicants/lin.yaml",
        "evidence/lin/甲.pdf",
        "output/打印/评审表.pdf",
    ]
    done = receive(root, parcel(tmp_path, {f"我的申报/{name}": b"1" for name in names}))
    assert (done.workbook, done.files) == (False, 1)
    assert done.why == (
        "我的申报/people.xlsx：新的工作簿单独发，或叫people.xlsx放在ZIP最外面；是谁的佐证，放进以人员编号为名的文件夹再发",
        "我的申报/zcforms.yaml：不是照片、佐证用的文件（图片、PDF、Word、Excel、PPT）",
        "我的申报/applicants/lin.yaml：是申报人的数据文件，不从这里收，放进工作文件夹的applicants",
        "我的申报/output/打印/评审表.pdf：是做出来的结果，不收",
    )


def test_why_something_is_left_is_told_once_a_folder_with_whose_it_may_be(workshop, tmp_path):
    root = workshop({"lin": person(), "wu": person(姓名="吴某"), "w2": person(姓名="吴某")})
    files = {f"林一山（材料）/{n}.pdf": b"1" for n in "甲乙"} | {"吴某/甲.pdf": b"2", "陈某/甲.pdf": b"3"}
    assert receive(root, parcel(tmp_path, files)).why == (
        "林一山（材料）的2个文件：名单里没有“林一山（材料）”；是林一山的，文件夹改名为“lin”再发",
        "吴某/甲.pdf：叫“吴某”的不止一人，文件夹用人员编号命名",
        "陈某/甲.pdf：名单里没有“陈某”",
    )
    assert receive(root, parcel(tmp_path, {"城东/林一山/甲.pdf": b"1", "城东/lin/乙.pdf": b"2"})).files == 2


def test_what_somebody_packed_under_their_own_name_goes_where_it_belongs(workshop, tmp_path):
    root = workshop({"lin": person()})
    names = ["照片/lin.jpg", "佐证/lin/甲.pdf", "导出件/评审表.pdf"]
    assert receive(root, parcel(tmp_path, {f"林一山/{name}": b"1" for name in names})).left == ()
    assert there(root) == ["evidence/lin/甲.pdf", "photos/lin.jpg"]
    assert (root / "导出件" / "评审表.pdf").exists()


def test_what_is_not_there_is_told_by_its_name(workshop, tmp_path):
    done = CliRunner().invoke(main, ["receive", str(workshop()), str(tmp_path / "没有.zip")])
    assert "没有.zip: 无法读取（不存在）" in done.output
