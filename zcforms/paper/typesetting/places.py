"""Where an element stands in a document, as far as its styles depend on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zcforms.paper.typesetting.boxes import Style


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The chains of selectors begun: by the element itself, for all below it, for all that come after it."""

    own: frozenset[int]
    below: frozenset[int]
    after: frozenset[int]


@dataclass(slots=True, eq=False)
class Place:
    """An element of some state and style, with those of its pseudo-elements; and what was found in it."""

    state: State
    style: Style
    before: Style | None
    end: Style | None  # ::after
    marker: Style | None
    onward: dict[Any, Place] = field(default_factory=dict)
