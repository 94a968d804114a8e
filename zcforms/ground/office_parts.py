"""How the parts of an Office file are named, and where each says what it refers to (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath


def part_name(written: str) -> str:
    """The name of a part as the standard has it: some programs of Windows write paths of Windows."""
    return written.replace("\\", "/").lstrip("/")


def relations_of(part: str) -> str:
    """The part in which another says what it refers to; "" is the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_of(part: str, written: str) -> str:
    """The part that a relation of another leads to, as it is written there."""
    way = written.replace("\\", "/")
    return part_name(posixpath.normpath(posixpath.join("/", posixpath.dirname(part), way)))
