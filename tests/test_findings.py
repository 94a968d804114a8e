"""Every finding says what to do, and every code means one thing."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent / "zcforms"


def calls():
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                yield path.relative_to(ROOT), node


def test_every_finding_has_a_hint():
    silent = []
    for path, node in calls():
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        hint = named.get("hint") or (node.args[3] if len(node.args) > 3 else None)
        told = any(isinstance(a, ast.Attribute) and a.attr == "INFO" for a in node.args)
        if (hint is None and not told) or (isinstance(hint, ast.Constant) and not hint.value):
            silent.append(f"{path}:{node.lineno}")
    assert silent == []


def test_codes_are_words_joined_by_hyphens():
    codes = {node.args[0].value for _, node in calls() if isinstance(node.args[0], ast.Constant)}
    assert len(codes) > 50
    assert all(code == code.lower() and code.replace("-", "").isalpha() for code in codes)
