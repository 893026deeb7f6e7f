"""Signs of life: whoever waits for a long phase sees that it still gets on."""

from collections.abc import Callable
from time import monotonic

BETWEEN_SECONDS = 2.0
OnBlock = Callable[[], None]


def nothing() -> None:
    """The sign for nobody."""


class NowAndThen:
    """To be called after each block of work; ``tell`` is called where the last time is a while ago.

    After a standstill it always is, so that whoever was thought dead hears at once if others have taken over.
    """

    def __init__(self, tell: OnBlock) -> None:
        self._tell = tell
        self._told_at = monotonic()

    def __call__(self) -> None:
        if monotonic() - self._told_at >= BETWEEN_SECONDS:
            self._tell()
            self._told_at = monotonic()
