"""Files on their way to the shelf: noted together, then written several at a time.

Each file waits until the disk has it: of several at a time, all wait together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcforms.paper import delivery

_MOST, _LARGEST = 64, 64 * 2**20  # files that wait, and bytes of them
_HANDS = 8


@dataclass
class Consignment:
    """Documents that wait to be written into a folder, and how each is written."""

    folder: Path
    _documents: list[Mapping[str, Any]] = field(default_factory=list)
    _writing: list[Callable[[], object]] = field(default_factory=list)
    _size: int = 0

    def note(self, document: Mapping[str, Any]) -> None:
        """Have a document told of before anything that waits is written."""
        self._documents.append(document)

    def add(self, write: Callable[[], object], size: int) -> None:
        """Have a file written, of so many bytes; by and by, and not before it is told of."""
        self._writing.append(write)
        self._size += size
        if len(self._writing) >= _MOST or self._size >= _LARGEST:
            self.send()

    def send(self) -> None:
        """Write all that waits; Undeliverable as of `delivery`, once every file was tried."""
        documents, writing = self._documents, self._writing
        self._documents, self._writing, self._size = [], [], 0
        delivery.announce(self.folder, documents)
        with ThreadPoolExecutor(_HANDS) as hands:
            under_way = [hands.submit(write) for write in writing]
        for one in under_way:
            one.result()
