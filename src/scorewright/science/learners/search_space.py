"""What a search may change in a learner, and within which limits."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

Value = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Choices:
    """One of ``values``. ``moves_level`` says that it moves all probabilities and hardly changes their order."""

    values: tuple[Value, ...]
    moves_level: bool = False

    def __post_init__(self) -> None:
        if not self.values or len(set(self.values)) < len(self.values):
            raise ValueError("choices must hold at least one value, and none twice")

    def holds(self, value: Value) -> bool:
        """Whether ``value`` may be chosen."""
        return value in self.values

    @property
    def grid(self) -> tuple[Value, ...]:
        """What a grid search tries: all of them."""
        return self.values


@dataclass(frozen=True, slots=True)
class Floats:
    """A number from ``low`` to ``high``, both included; ``log`` spreads the tries evenly over its logarithm.

    ``grid`` is what a grid search tries.
    """

    low: float
    high: float
    grid: tuple[float, ...]
    log: bool = False

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.grid, log=self.log)

    def holds(self, value: Value) -> bool:
        """Whether ``value`` lies within."""
        return isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Integers:
    """A whole number from ``low`` to ``high``; the rest as in ``Floats``."""

    low: int
    high: int
    grid: tuple[int, ...]
    log: bool = False

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.grid, log=self.log)

    def holds(self, value: Value) -> bool:
        """Whether ``value`` is whole and lies within."""
        return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high


Range = Choices | Floats | Integers
SearchSpace = Mapping[str, Range]


def grid_size(space: SearchSpace) -> int:
    """How many points the whole grid of ``space`` has.

    >>> grid_size({"C": Floats(0.01, 100.0, (0.1, 1.0, 10.0), log=True), "l1_ratio": Choices((0.0, 1.0))})
    6
    """
    return math.prod(len(part.grid) for part in space.values())


def _check(low: float, high: float, grid: tuple[float, ...], *, log: bool) -> None:
    if not low < high or (log and low <= 0):
        raise ValueError("a range must rise, and start above 0 where it is searched by its logarithm")
    if not grid or any(not low <= point <= high for point in grid):
        raise ValueError("a grid must hold at least one point, all of them within its range")
