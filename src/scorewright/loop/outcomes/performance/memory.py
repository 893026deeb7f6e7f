"""Figures that were computed before: of a week that has matured they rarely change, and they take a second."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from scorewright.loop.outcomes.performance.sample import Sample

T = TypeVar("T")
MOST_REMEMBERED = 2_000


class Memory(Generic[T]):
    """By the rows themselves: what other rows give is never taken for theirs, nor is it told to another tenant."""

    def __init__(self) -> None:
        self._figures: OrderedDict[tuple[bytes, int], T] = OrderedDict()
        self._lock = Lock()

    def of(self, rows: Sample, seed: int, compute: Callable[[Sample, int], T]) -> T:
        """What ``compute`` gives, which must follow from its arguments alone."""
        key = (rows.fingerprint, seed)
        with self._lock:
            if key in self._figures:
                self._figures.move_to_end(key)
                return self._figures[key]
        found = compute(rows, seed)
        with self._lock:
            self._figures[key] = found
            while len(self._figures) > MOST_REMEMBERED:
                self._figures.popitem(last=False)
        return found
