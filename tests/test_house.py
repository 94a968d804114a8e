"""The house: few rooms, no room without its place, short modules, and names that say one thing."""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from conftest import nodes

HOUSE = Path(__file__).parent.parent / "zcforms"
MARK = "py.typed"  # says that the types are told (PEP 561): no room
NO_ROOMS = {"__pycache__", "__init__.py", "__main__.py", MARK}
FOR_GOOD = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+|\(\?>")
MODULES = [p for p in sorted(HOUSE.rglob("*.py")) if p.name != "__init__.py"]


def test_twenty_entries_at_most():
    entries = {p.name for p in HOUSE.iterdir()} - {"__pycache__", MARK}
    assert len(entries) <= 20, sorted(entries)


def test_every_room_is_drawn():
    page = (HOUSE.parent / "docs" / "architecture.md").read_text()
    rooms = [p for p in HOUSE.iterdir() if p.name not in NO_ROOMS]
    assert len(rooms) > 15
    assert [r.name for r in rooms if (r.name if r.suffix else f"{r.name}/") not in page] == []


def test_no_name_stands_three_times():
    names = Counter(path.stem for path in MODULES)
    names.update(p.parent.name for p in HOUSE.rglob("__init__.py"))
    assert [name for name, times in names.items() if times > 2] == []


def test_modules_are_short():
    assert [p.name for p in MODULES if len(p.read_text().splitlines()) > 400] == []


def test_functions_are_short():
    long = [
        (path.stem, node.name)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
    ]
    assert long == []


# Modules that touch files themselves, and why; everybody else goes through the first two.
DOORS = {
    "ground/files": "reads: regular files, inside a folder where a name comes from data",
    "paper/delivery": "writes: private, whole or not at all, under safe names",
    "paper/staging": "a private folder for what is half made",
    "batch/journal": "a database, row by row",
    "batch/memory": "a database of what was found out before, row by row",
    "intake/evidence/remembered": "a database of what was found of evidence, row by row",
    "batch/underway": "lines that are added while others read, and whether a process holds a lock",
    "ground/database": "signatures and accounts, row by row; opens every database",
    "serve/clerk/arrivals": "an upload, piece by piece: it may be larger than memory",
    "serve/clerk/building": "a file that a build writes into and holds locked",
    "terminal/journal": "writes line by line, so that a crash loses nothing",
    "terminal/doctor": "tries whether a place can be written to; reads the fonts that came along",
    "ground/room": "the pipes to a child, and a folder for it that goes with it",
    "intake/office": "a folder for LibreOffice that goes with it",
    "intake/evidence/embedding": "streams within a PDF that is open",
    "intake/evidence/glyphs": "streams within a PDF that is open",
    "intake/parcels": "files within a ZIP that is open",
    "intake/book_parts": "parts of a workbook that is open",
    "ground/locking": "what one process has to itself",
    "intake/evidence/lone_picture": "streams within a PDF that is open",
    "paper/typesetting/sharing": "streams within a PDF that is open",
    "paper/reading": "streams within a PDF that is open",
    "fillers/engine/faces": "the typefaces",
    "ground/shipped": "came along",
    "chinese/typefaces": "came along",
    "paper/typesetting/breaking": "came along",
    "paper/typesetting/metrics": "came along",
    "serve/address": "which address of this machine a network reaches; nothing is sent",
}
TOUCHING = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "touch"),
    *(
        "mkstemp",
        "mkdtemp",
        "TemporaryDirectory",
        "TemporaryFile",
        "NamedTemporaryFile",
        "copyfile",
        "rename",
        "connect",
    ),
}


def touched(inside: Iterable[ast.AST]) -> list[str]:
    """The calls in a module that open, read, write or make a file; what Pdf and Image open is in memory."""
    calls = [node.func for node in inside if isinstance(node, ast.Call)]
    attributes = [f for f in calls if isinstance(f, ast.Attribute) and f.attr in TOUCHING]
    named = [f for f in calls if isinstance(f, ast.Name) and f.id in TOUCHING - {"read_text", "read_bytes"}]
    found = [ast.unparse(f) for f in (*attributes, *named)]
    return [call for call in found if call not in ("Pdf.open", "Image.open")]


def test_no_pattern_repeats_a_group_for_good():
    """What (…)*+ or (?>…) tried in vain Python before 3.11.5, Debian 12's, takes as read (CPython 106052)."""
    for path in HOUSE.rglob("*.py"):
        texts = [n.value for n in nodes(path) if isinstance(n, ast.Constant)]
        texts = [text.decode("latin-1") if isinstance(text, bytes) else text for text in texts]
        for text in texts:
            assert not (isinstance(text, str) and FOR_GOOD.search(text)), f"{path.name}: {text}"


def test_no_test_takes_back_what_its_fixtures_have_set():
    """What is patched for a while is patched with monkeypatch.context(): undo takes back all else, too."""
    tests = {path.name: path.read_text() for path in Path(__file__).parent.glob("*.py")}
    assert [name for name, text in tests.items() if re.search(r"monkeypatch\.undo\(", text)] == []


def test_files_are_read_and_written_at_the_doors_only():
    inside = {p.relative_to(HOUSE).with_suffix("").as_posix(): p for p in HOUSE.rglob("*.py")}
    assert {name for name, path in inside.items() if touched(nodes(path))} == set(DOORS)


def test_whoever_touches_a_file_is_seen():
    source = "open(x); Path(x).read_text(); os.open(x); mkstemp(); TemporaryDirectory(); a.connect(x)"
    assert len(touched(ast.walk(ast.parse(source)))) == 6
    assert touched(ast.walk(ast.parse("Pdf.open(x); Image.open(x); read_text(path, where)"))) == []


def test_what_benchmarks_and_scripts_take_of_the_house_is_there():
    for path in sorted(p for room in ("benchmarks", "script") for p in (HOUSE.parent / room).glob("*.py")):
        taken = [node for node in nodes(path) if isinstance(node, ast.ImportFrom)]
        for node in (one for one in taken if (one.module or "").partition(".")[0] == "zcforms"):
            room = import_module(node.module)
            absent = [one.name for one in node.names if not hasattr(room, one.name)]
            for name in absent:
                import_module(f"{node.module}.{name}")  # a module of a package, else it is not there
