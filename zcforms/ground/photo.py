"""What a photo is found to be by whoever opens its file, and asked of it by whoever does not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo file is: kind by content, size in bytes, upright width and height in pixels."""

    kind: str
    size: int
    width: int
    height: int
    light_background: bool
