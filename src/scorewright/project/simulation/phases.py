"""Where the time of a simulation goes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Phases:
    """The machine's seconds by phase, in the order in which the phases were first entered; what is inside counts once.

    >>> phases = Phases()
    >>> with phases("year"), phases("training"):
    ...     pass
    >>> list(phases.seconds)
    ['year', 'training']
    """

    seconds: dict[str, float] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _since: float = 0.0

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """What is done within belongs to ``name``, and not to the phase that it is part of."""
        self._pass()
        self._open.append(name)
        self.seconds.setdefault(name, 0.0)
        try:
            yield
        finally:
            self._pass()
            self._open.pop()

    def _pass(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now
