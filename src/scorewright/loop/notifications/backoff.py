"""When a delivery that failed is tried again: the schedule of the Standard Webhooks specification, with jitter."""

from datetime import timedelta
from typing import Protocol

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
MOST_ATTEMPTS = len(WAITS) + 1
LONGEST_WAIT = WAITS[-1]
JITTER_SHARE = 0.2


class Chance(Protocol):
    def random(self) -> float: ...


def wait_after(attempts: int, *, chance: Chance, asked_for: timedelta | None = None) -> timedelta | None:
    """How long to wait once ``attempts`` have failed; None where that was the last.

    Up to a fifth is added by ``chance``, so that receivers which failed together are not tried together. A receiver
    that ``asked_for`` a longer wait gets it, up to a day.

    >>> import random
    >>> rng = random.Random(7)
    >>> timedelta(minutes=5) <= wait_after(2, chance=rng) <= timedelta(minutes=6)
    True
    >>> wait_after(1, chance=rng, asked_for=timedelta(minutes=10))
    datetime.timedelta(seconds=600)
    >>> wait_after(MOST_ATTEMPTS, chance=rng) is None
    True
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait = WAITS[max(attempts, 1) - 1] * (1 + JITTER_SHARE * chance.random())
    return wait if asked_for is None else max(wait, min(asked_for, LONGEST_WAIT))
