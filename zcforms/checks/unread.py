"""Rules over a record that could be read in part only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from zcforms.ground.findings import Finding
from zcforms.model.records import Unread


def as_far_as_read(*rules: Iterator[Finding]) -> Iterator[Finding]:
    """What the rules find; one that comes to a field that could not be read says nothing from there on."""
    for rule in rules:
        with suppress(Unread):
            yield from rule
