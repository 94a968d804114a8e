"""What came along with the program beside its modules, by its path in the house: texts, and YAML as data."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def shipped_text(name: str) -> str:
    """The text of a file that came along."""
    return (files("zcforms") / name).read_text("utf-8")


def shipped_data(name: str) -> Any:
    """What a file of YAML that came along says."""
    return yaml.load(shipped_text(name), Loader=yaml.CSafeLoader)
