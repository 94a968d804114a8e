"""Data that circulars share, each a file of its own under `tables/`."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

_FOLDER = files("zcforms.plans") / "tables"


def shared_data(name: str) -> Any:
    """The contents of a shared file; ValueError if there is none of that name."""
    file = _FOLDER / f"{name}.yaml"
    if not file.is_file():
        raise ValueError(f"没有“{name}”这张表")
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
