"""Data that circulars share, each a file of its own under `tables/`."""

from __future__ import annotations

from typing import Any

from zcforms.ground.shipped import shipped_data


def shared_data(name: str) -> Any:
    """The contents of a shared file; ValueError if there is none of that name."""
    try:
        return shipped_data(f"plans/tables/{name}.yaml")
    except (OSError, ValueError) as e:
        raise ValueError(f"没有“{name}”这张表") from e
