"""What binding scans costs beside embedding them bare: `python benchmarks/scans.py [SCANS]`.

The scans are JPEGs of A4 at 150 dpi, each another one. They are bound (read, proved, placed, numbered,
read back: the whole dossier of one person), and put into a PDF by pikepdf alone, as a page each, without
a look at them. Then the same is built again: with nothing changed, and with the title of the item changed, so
that the dossier is bound anew of scans that are known; and checked. Printed are the CPU seconds (what each
scan adds to one of a single scan), their ratio to embedding them bare, done before and after, the bytes, and
the peaks of memory (MiB) of the program and of its room for files of strangers.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
from PIL import Image

SAMPLES = Path(__file__).parent.parent / "data_samples"
SIZE = (1240, 1754)
_PROGRAM = """
import re, resource, sys
from pathlib import Path
from zcforms import build, check, open_folder
from zcforms.ground.room import room
if sys.argv[3] == "check":
    assert not check(open_folder(sys.argv[1])).blocked
else:
    receipt = build(open_folder(sys.argv[1]), sys.argv[2], forms=["装订册"])
    assert receipt.count("built") == 1, receipt.findings
room().close()  # what a child has used is known when it has ended
used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])  # of no parent
print(sum(one.ru_utime + one.ru_stime for one in used), own // 1024, used[1].ru_maxrss // 1024)
"""
_WAYS = ("first", "unchanged", "changed", "check")


def scan(number: int) -> bytes:
    """A page of lines of grey noise on white, about 400 KB like a real one."""
    chance = random.Random(number)
    page = Image.new("RGB", SIZE, (250, 248, 244))
    noise = Image.effect_noise(SIZE, 40).convert("RGB")
    for top in range(100, SIZE[1] - 150, 44):
        line = (120, top, SIZE[0] - chance.randrange(120, 500), top + 26)
        page.paste(noise.crop(line), line)
    target = io.BytesIO()
    page.save(target, "JPEG", quality=80)
    return target.getvalue()


def folder_of(root: Path, scans: list[bytes]) -> Path:
    """A folder of work: one sample applicant with all the scans as one item of evidence."""
    shutil.copytree(SAMPLES, root, ignore=shutil.ignore_patterns("applicants", "evidence", "output"))
    settings = root / "zcforms.yaml"
    settings.write_text(
        re.sub(r"(?m)^花名册顺序:.*\n(?:[ -].*\n)*", "", settings.read_text("utf-8")), "utf-8"
    )
    sample = min((SAMPLES / "applicants").glob("*.yaml"))
    text = re.sub(r"(?ms)^佐证材料:.*?(?=^\S|\Z)", "", sample.read_text("utf-8"))
    text = re.sub(r"佐证: \[[^\]]*\]", "佐证: []", text)
    files = "".join(f"  - 文件: {n}.jpg\n" for n in range(len(scans)))
    item = f"佐证材料:\n- 编号: E-1\n  类别: 工作业绩证明\n  材料名称: 扫描件\n  文件:\n{files}"
    (root / "applicants").mkdir()
    (root / "applicants" / sample.name).write_text(f"{text}\n{item}", "utf-8")
    evidence = root / "evidence" / sample.stem
    evidence.mkdir(parents=True)
    for n, raw in enumerate(scans):
        (evidence / f"{n}.jpg").write_bytes(raw)
    return root


def bare(scans: list[bytes]) -> bytes:
    """The scans as a page each, embedded as they are."""
    pdf = pikepdf.new()
    for raw in scans:
        page = pdf.add_blank_page(page_size=(595, 842))
        picture = pdf.make_stream(raw, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        picture.Width, picture.Height = SIZE
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        picture.Filter = pikepdf.Name.DCTDecode
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(S=picture))
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /S Do Q")
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def plain(scans: list[bytes]) -> tuple[float, int]:
    """What embedding the scans bare takes: CPU seconds, and the bytes that come of it."""
    began = time.process_time()
    size = len(bare(scans))
    return time.process_time() - began, size


def bound(scans: list[bytes]) -> tuple[dict[str, tuple[float, int, int]], int]:
    """What it takes to bind the scans, by the way: CPU seconds, peaks of memory; and the dossier's bytes."""
    took = {}
    with tempfile.TemporaryDirectory() as name:
        root, out = folder_of(Path(name) / "work", scans), Path(name) / "out"
        (record,) = (root / "applicants").glob("*.yaml")
        for way in _WAYS:
            if way == "changed":
                text = record.read_text("utf-8")
                record.write_text(text.replace("材料名称: 扫描件", "材料名称: 证明"), "utf-8")
            program = [sys.executable, "-c", _PROGRAM, str(root), str(out), way]
            told = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout
            seconds, own, room = told.split()
            took[way] = float(seconds), int(own), int(room)
        (dossier,) = (out / "装订").glob("*.pdf")
        return took, dossier.stat().st_size


def main(count: int) -> None:
    """Bind and embed so many scans; print what all took."""
    scans = [scan(n) for n in range(count)]
    before, embedded = plain(scans)
    one, _ = bound(scans[:1])
    took, size = bound(scans)
    each = (before + plain(scans)[0]) / 2 / count
    print(f"{'bare':10} {each * count:7.2f} s {1000 * each:6.2f} ms a scan")
    for way, (seconds, own, room) in took.items():
        more = (seconds - one[way][0]) / (count - 1)
        memory = f"at most {own} MiB, its room {room}"
        print(f"{way:10} {seconds:7.2f} s {1000 * more:6.2f} ms a scan {more / each:6.2f} times  {memory}")
    print(f"bytes: {embedded / 2**20:.1f} MiB bare, {size / 2**20:.1f} bound, {size / embedded:.3f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
