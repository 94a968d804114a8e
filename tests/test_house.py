"""The house: few rooms, no room without its place, short modules, and names that say one thing."""

import ast
from collections import Counter
from pathlib import Path

HOUSE = Path(__file__).parent.parent / "zcforms"
MODULES = [p for p in sorted(HOUSE.rglob("*.py")) if p.name != "__init__.py"]


def test_twenty_rooms_at_most():
    rooms = {p.name for p in HOUSE.iterdir() if p.name != "__pycache__"}
    assert len(rooms) <= 20, sorted(rooms)


def test_every_room_is_drawn():
    page = (HOUSE.parent / "docs" / "architecture.md").read_text()
    rooms = [p for p in HOUSE.iterdir() if p.name not in {"__pycache__", "__init__.py", "__main__.py"}]
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
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
    ]
    assert long == []
