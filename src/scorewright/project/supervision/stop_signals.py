"""Counting the requests to stop: the first is a wish, the second is impatience."""

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

Handler = Callable[[int, FrameType | None], object] | int | None

# SIGHUP: the terminal was closed.
WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignals:
    """While entered, SIGINT, SIGTERM and SIGHUP are counted instead of ending the process.

    A signal that was ignored before (``nohup``) stays ignored. Only the main thread may enter.
    """

    def __init__(self) -> None:
        self.count = 0
        self._before: dict[signal.Signals, Handler] = {}

    def __enter__(self) -> Self:
        for number in WATCHED:
            if signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._before:
            signal.signal(*self._before.popitem())

    def _count(self, number: int, _frame: FrameType | None) -> None:
        # A closing terminal may say so several times, which is not impatience.
        self.count = max(self.count, 1) if number == signal.SIGHUP else self.count + 1
