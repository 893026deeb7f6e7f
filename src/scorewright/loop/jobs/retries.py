"""When a failed attempt is made again, and how long after."""

from dataclasses import dataclass
from datetime import timedelta

_DOUBLING = (timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4))


@dataclass(frozen=True)
class Retries:
    """Up to ``most`` further attempts after errors of the types ``on``; before the n-th, the n-th of ``delays``.

    Where there are fewer delays than attempts, the last holds for the rest. Raises ValueError, which names the rule.

    >>> Retries(most=4, delays=(timedelta(seconds=60), timedelta(seconds=120))).delay_before(4)
    datetime.timedelta(seconds=120)
    """

    most: int = 3
    delays: tuple[timedelta, ...] = _DOUBLING
    on: tuple[type[Exception], ...] = (Exception,)

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError(f"most must be at least 1, it is {self.most}; for no retries leave the policy out")
        if not self.delays or min(self.delays) < timedelta(0):
            raise ValueError("delays must be at least one, and none of them negative")
        if not self.on:
            raise ValueError("on must name at least one type of error")

    def delay_before(self, retry: int) -> timedelta:
        """How long to wait before the ``retry``-th further attempt, the first being 1."""
        return self.delays[min(retry, len(self.delays)) - 1]

    def allows(self, error: BaseException, *, made: int) -> bool:
        """Whether, after ``made`` further attempts, ``error`` is followed by another."""
        return made < self.most and isinstance(error, self.on)
