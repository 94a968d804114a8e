"""Where a part of a plan or of a form's manifest stands in its file, and how a fault there is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

Steps = tuple[int | str, ...]  # the way to a part: keys, ids of list items, numbers of list items from 0
Fault = tuple[Steps, str]


def path_of(steps: Steps) -> str:
    """A way as it is shown: forms.pledge.when, specialities[2]."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


@dataclass(frozen=True, slots=True)
class ManifestText:
    """Such a file as YAML nodes that know their lines; `shown` is its name in messages."""

    root: yaml.Node | None
    shown: str

    def told(self, fault: Fault, missing: str = "") -> str:
        """A fault with its file, line and path; `missing` is the key that ought to be there."""
        line, path = self.locate(fault[0])
        way = ".".join(part for part in (path, missing) if part)
        return f"{self.shown}:{line}: " + ": ".join(part for part in (way, fault[1]) if part)

    def locate(self, steps: Steps) -> tuple[int, str]:
        """The line of the nearest part of the file around a value, and the way there.

        A list item that has an id is named by it.
        """
        line, node = 1, self.root
        way: list[int | str] = []
        for step in steps:
            found = _step(node, step)
            if found is None:
                continue  # the name of a kind in a union, or a missing key
            shown, key, node = found
            line = key.start_mark.line + 1
            way.append(shown)
        return line, path_of(tuple(way))

    def repeated(self) -> Iterator[str]:
        """YAML takes the last of two equal keys without a word; here it is a fault."""
        for line, way in _repeated(self.root, ()) if self.root else ():
            yield f"{self.shown}:{line}: {path_of(way)}: 键重复"


def _step(node: yaml.Node | None, step: int | str) -> tuple[int | str, yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((str(step), key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            name = _id(item)
            if step in (n, name):
                return (n if name is None else name), item, item
    return None


def _id(node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    values = (value for key, value in node.value if key.value == "id")
    return next((value.value for value in values if value.tag == "tag:yaml.org,2002:str"), None)


def _repeated(node: yaml.Node, way: Steps) -> Iterator[tuple[int, Steps]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield key.start_mark.line + 1, (*way, name)
            seen.add(name)
            yield from _repeated(value, (*way, name))
    elif isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            yield from _repeated(item, (*way, n))
