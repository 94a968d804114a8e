"""What every process that a test starts reads first: it measures no boxes of a form that another measured.

The folder of the boxes is named in BOXES. What a process would measure for itself stays what it is: another
folder, and it measures all of them.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

BOXES = "ZCFORMS_TEST_BOXES"
MODULE = "zcforms.fillers.html.compiled"


def kept(folder: Path, what: object, make: Callable[[], Any]) -> Any:
    """What was made of the same once, whichever process made it; else it is made, and kept for all."""
    path = folder / hashlib.sha256(repr(what).encode()).hexdigest()
    if not path.exists():
        half = path.with_suffix(f".{os.getpid()}")
        with half.open("wb") as file:  # some tests let Path.write_bytes fail
            pickle.dump(make(), file)
        half.replace(path)
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301  our own


def keep_boxes(compiling: ModuleType, folder: Path) -> Callable[..., Any]:
    """Let the module that measures boxes take them from a folder; what it has for it."""
    compiled: Callable[..., Any] = vars(compiling)["_compiled"]

    def once(form: Any, *asked: object) -> Any:
        what = form, form._content, form.typefaces, asked
        return kept(folder, what, lambda: compiled(form, *asked))

    vars(compiling)["_compiled"] = cache(once)
    return compiled


class _Finder(MetaPathFinder):
    """Finds that module as it would be found, and has it keep its boxes as soon as it is there."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        found = find_spec(name)
        assert found is not None
        assert found.loader is not None
        loader, run = found.loader, found.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            keep_boxes(module, Path(os.environ[BOXES]))

        vars(loader)["exec_module"] = exec_module
        return found


if __name__ == "sitecustomize":
    sys.meta_path.insert(0, _Finder())
