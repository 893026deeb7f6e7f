"""How long to wait before a child that died is started again."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Backoff:
    """1, 2, 4 ... 30 seconds; a life of a minute is taken as health and starts the count anew.

    >>> backoff = Backoff()
    >>> [backoff.after(lived_seconds=0.1) for _ in range(7)]
    [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    >>> backoff.after(lived_seconds=61.0)
    1.0
    """

    first_seconds: float = 1.0
    longest_seconds: float = 30.0
    healthy_after_seconds: float = 60.0
    _next: float = field(default=0.0, init=False)

    def after(self, lived_seconds: float) -> float:
        """The wait that follows a life of ``lived_seconds``."""
        if self._next == 0.0 or lived_seconds >= self.healthy_after_seconds:
            self._next = self.first_seconds
        wait = self._next
        self._next = min(2.0 * wait, self.longest_seconds)
        return wait
