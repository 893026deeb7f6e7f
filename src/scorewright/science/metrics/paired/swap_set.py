"""Two versions on the same decisions: who changes sides, and how those turned out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.proportion import share_of


@dataclass(frozen=True, slots=True)
class Swapped:
    """``rows`` decisions; of ``known`` of them the outcome is known, and ``positives`` of these turned out 1."""

    rows: int
    known: int
    positives: int

    @property
    def positive_share(self) -> Interval:
        """The share of positives among known outcomes with Wilson's 95 % interval; all None where none is known."""
        return share_of(self.positives, self.known)


@dataclass(frozen=True, slots=True)
class SwapSet:
    """Decisions by the labels of ``a`` and ``b``: what credit committees call swap-ins and swap-outs.

    ``newly_positive`` are those that ``b`` labels 1 and ``a`` 0, ``newly_negative`` those that ``b`` labels 0 and ``a``
    1. Which outcomes are known may depend on the label that was acted on; then their share of positives says nothing of
    the others.
    """

    both_negative: Swapped
    newly_positive: Swapped
    newly_negative: Swapped
    both_positive: Swapped

    @property
    def rows(self) -> int:
        """All decisions."""
        return self.both_negative.rows + self.newly_positive.rows + self.newly_negative.rows + self.both_positive.rows

    @property
    def agreement(self) -> float | None:
        """The share of decisions that both label alike; None without decisions."""
        return (self.both_negative.rows + self.both_positive.rows) / self.rows if self.rows else None


def swap_set(a: Labels, b: Labels, outcomes: Labels, known: NDArray[np.bool_]) -> SwapSet:
    """Count decisions by the labels 0/1 of ``a`` and ``b``; all arrays have shape (n,).

    ``outcomes`` are 0/1 where ``known`` is true; elsewhere they are not looked at. Raises ValueError where shapes
    differ or something that is looked at is not 0/1.

    >>> a, b = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 1])
    >>> found = swap_set(a, b, np.array([0, 1, 1, 1, 0]), np.array([True, True, False, True, True]))
    >>> found.newly_positive, found.newly_negative, found.agreement
    (Swapped(rows=1, known=1, positives=1), Swapped(rows=1, known=0, positives=0), 0.6)
    """
    if a.ndim != 1 or not a.shape == b.shape == outcomes.shape == known.shape:
        raise ValueError(f"all must have shape (n,): {a.shape}, {b.shape}, {outcomes.shape} and {known.shape}")
    for name, values in (("a", a), ("b", b), ("outcomes", outcomes[known])):
        if not np.all((values == 0) | (values == 1)):
            raise ValueError(f"{name} must hold nothing but 0 and 1")
    cell = 2 * a + b  # 0 both negative, 1 newly positive, 2 newly negative, 3 both positive
    rows, told = _counted(cell), _counted(cell[known])
    positives = _counted(cell[known & (outcomes == 1)])
    return SwapSet(*(Swapped(*counts) for counts in zip(rows, told, positives, strict=True)))


def _counted(cell: NDArray[np.integer[Any]]) -> list[int]:
    counts: list[int] = np.bincount(cell, minlength=4).tolist()
    return counts
