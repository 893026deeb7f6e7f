"""What shadows are still to be asked about, within bounds: a slow challenger costs its own figures, and no memory."""

from collections import deque
from collections.abc import Callable
from threading import Condition

from scorewright.loop.serving.shadow.scoring import Watched

MOST_WAITING = 1_000
MOST_BYTES = 16 * 1024 * 1024


class Waiting:
    """At most ``most`` requests, and ``most_bytes`` of their records. Safe for threads."""

    def __init__(self, most: int = MOST_WAITING, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._queue: deque[tuple[Watched, int]] = deque()
        self._bytes = 0
        self._there = Condition()

    def __len__(self) -> int:
        return len(self._queue)

    def offer(self, watched: Watched) -> bool:
        """Whether there was room: where there is none it is left out, and those who wait already stay."""
        size = memoryview(watched.row.record).nbytes
        with self._there:
            if len(self._queue) >= self._most or self._bytes + size > self._most_bytes:
                return False
            self._queue.append((watched, size))
            self._bytes += size
            self._there.notify()
        return True

    def take(self, seconds: float) -> Watched | None:
        """The one that has waited longest; None where none came within ``seconds``."""
        with self._there:
            if not self._queue:
                self._there.wait(seconds)
            if not self._queue:
                return None
            watched, size = self._queue.popleft()
            self._bytes -= size
            return watched

    def remove(self, concerned: Callable[[Watched], bool]) -> list[Watched]:
        """Those that nobody will be asked about any more."""
        with self._there:
            parts: tuple[list[tuple[Watched, int]], list[tuple[Watched, int]]] = ([], [])
            for watched, size in self._queue:
                parts[concerned(watched)].append((watched, size))
            stay, gone = parts
            self._queue = deque(stay)
            self._bytes = sum(size for _, size in stay)
        return [watched for watched, _ in gone]
