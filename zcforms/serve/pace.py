"""How often one address may ask: somebody's script must not keep everybody else waiting."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

MOST, SECONDS = 300, 60  # a whole office behind one address signs at a pace of a hundred a minute


class Pace:
    """Counts what is asked from each address; `most` in so many `seconds`. `clock` tells seconds."""

    def __init__(
        self, most: int = MOST, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._busy = threading.Lock()
        self._began = clock()
        self._asked: Counter[str] = Counter()

    def admits(self, address: str) -> bool:
        """Whether an address may ask once more now; its asking is counted."""
        with self._busy:
            now = self._clock()
            if now - self._began >= self._seconds:
                self._began = now
                self._asked.clear()
            self._asked[address] += 1
            return self._asked[address] <= self._most
