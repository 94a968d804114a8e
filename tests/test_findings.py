"""Every finding says what to do, and every code means one thing."""

import ast
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import module, nodes

from zcforms.ground.errors import UsageError
from zcforms.ground.reference import chapters, entry, explain

ROOT = Path(__file__).parent.parent / "zcforms"


def calls():
    for path in sorted(ROOT.rglob("*.py")):
        for node in nodes(path):
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


def helpers_of(tree):
    """The functions and exceptions of a module that take a code, first of all."""
    for node in ast.walk(tree):
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        taking = [f for f in inner if isinstance(f, ast.FunctionDef) and (f is node or f.name == "__init__")]
        if any("code" in {a.arg for a in f.args.args} for f in taking):
            yield node.name


def lent_by(tree):
    """What a module lends to others, by name, and the helpers that come with it: itself, or its methods."""
    lent = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return {node.name: frozenset(helpers_of(node)) for node in lent}


def codes_of(tree, elsewhere=MappingProxyType({})):
    """The codes that a module can give: of findings, of helpers that take a code, of its tables.

    `elsewhere` are the helpers that names of other modules bring. A code that is made at run time stands by
    its beginning, "data-*".
    """
    nodes = list(ast.walk(tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    helpers = {"Finding", *helpers_of(tree)}.union(*(elsewhere.get(name, ()) for name in imported))
    for node in nodes:
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if called in helpers and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
            elif called == "Finding" and isinstance(first, ast.JoinedStr):
                yield f"{first.values[0].value}*"
            elif called == "Finding":
                assert isinstance(first, ast.Name | ast.Constant), ast.unparse(first)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_CODES":
            yield from ast.literal_eval(node.value).values()


def all_codes():
    trees = [module(path) for path in ROOT.rglob("*.py")]
    helpers = {name: own for tree in trees for name, own in lent_by(tree).items() if own}
    return {code for tree in trees for code in codes_of(tree, helpers)}


def documented():
    return [code for chapter in chapters() for code in chapter.codes]


def test_every_code_is_documented_and_every_documented_code_exists():
    known, told = all_codes(), documented()
    assert len(known) > 150
    assert sorted(known - set(told)) == [], "add them to zcforms/ground/findings.yaml"
    assert sorted(set(told) - known) == [], "remove them from zcforms/ground/findings.yaml"
    assert len(told) == len(set(told))


def test_the_search_for_codes_finds_what_it_should():
    source = """
_CODES = {"a": "of-table"}
def _remark(code, message): return Finding(code, message)
Finding("plain", "m"); _remark("by-helper", "m"); self._find("not-mine", "m"); Finding(f"made-{x}", "m")
"""
    assert set(codes_of(ast.parse(source))) == {"plain", "by-helper", "of-table", "made-*"}


def test_an_entry_is_found_by_its_code_or_its_family():
    assert entry("hours-short").what == "某年总学时不足"
    assert entry("data-int-parsing") == entry("data-*")
    assert entry("data-missing") != entry("data-*")
    assert explain("[hours-short]") == entry("hours-short")
    with pytest.raises(UsageError, match="没有编号为“hour-short”") as raised:
        explain("hour-short")
    assert "hours-short" in raised.value.hint
