"""What the working process and its children take of the machine."""

import time
from collections.abc import Iterator

import psutil

SHORTEST_SECONDS = 1.0
_MB = 1_000_000


class Meter:
    """Reads from the moment at which it was made; at most once a second, since each look goes over all processes."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._at, self._spent = time.monotonic(), self._look()[0]

    def reading(self) -> dict[str, float]:
        """``cpu_percent`` (100 is one core) since the last reading and ``memory_mb``; empty within a second of it."""
        now = time.monotonic()
        passed = now - self._at
        if passed < SHORTEST_SECONDS:
            return {}
        spent, held = self._look()
        percent = 100 * max(spent - self._spent, 0.0) / passed  # a child that ended takes its seconds with it
        self._at, self._spent = now, spent
        return {"cpu_percent": round(percent, 1), "memory_mb": round(held / _MB, 1)}

    def _look(self) -> tuple[float, int]:
        each = list(self._each())
        return sum(seconds for seconds, _ in each), sum(held for _, held in each)

    def _each(self) -> Iterator[tuple[float, int]]:
        for process in (self._process, *self._process.children(recursive=True)):
            try:
                times = process.cpu_times()
                yield times.user + times.system, process.memory_info().rss
            except psutil.Error:
                continue  # it has just ended
