"""What binding scans costs beside embedding them bare: `python benchmarks/scans.py [SCANS]`.

The scans are JPEGs of A4 at 150 dpi, each another one. They are bound (read, proved, placed, numbered,
read back: the whole dossier of one person), and put into a PDF by pikepdf alone, as a page each, without
a look at them. Printed are the CPU seconds and the bytes of both, what each scan adds to a dossier of one,
the ratios, and the peak of memory (MiB) of the program and of its room for files of strangers.
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
from zcforms import build, open_folder
from zcforms.ground.room import room
receipt = build(open_folder(sys.argv[1]), sys.argv[2], forms=["装订册"])
assert receipt.count("built") == 1, receipt.findings
room().close()  # what a child has used is known when it has ended
used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])  # of no parent
print(sum(one.ru_utime + one.ru_stime for one in used), own // 1024, used[1].ru_maxrss // 1024)
print(receipt.documents[0]["path"])
"""


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


def bound(scans: list[bytes]) -> tuple[float, int, str, str]:
    """What it took to bind the scans: CPU seconds, the bytes that came of it, the peaks of memory."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        program = [sys.executable, "-c", _PROGRAM, str(folder_of(Path(name) / "work", scans)), str(out)]
        told = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout
        used, path = told.splitlines()
        seconds, own, room = used.split()
        return float(seconds), (out / path).stat().st_size, own, room


def main(count: int) -> None:
    """Bind and embed so many scans; print what both took."""
    scans = [scan(n) for n in range(count)]
    began = time.process_time()
    embedded = len(bare(scans))
    plain = time.process_time() - began
    one, *_ = bound(scans[:1])
    seconds, size, own, room = bound(scans)
    each = (seconds - one) / (count - 1)
    print(f"bare   {plain:7.2f} s  {1000 * plain / count:6.2f} ms a scan  {embedded / 2**20:8.1f} MiB")
    print(f"bound  {seconds:7.2f} s  {1000 * each:6.2f} ms a scan  {size / 2**20:8.1f} MiB")
    print(f"ratio  {seconds / plain:7.2f}    {each * count / plain:6.2f}            {size / embedded:8.3f}")
    print(f"peak of memory: {own} MiB, of its room {room} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
