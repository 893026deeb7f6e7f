"""All requests on which a shadow and production both decided, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """``pairs`` and ``matured`` count requests by the label of production, then of the shadow, (2, 2).

    ``known`` counts the matured ones whose outcome is known by that too, first, (2, 2, 2); ``weights`` and ``squares``
    are the sums of how many requests each of these stands for, and of the squares of that. ``by_chance`` of them were
    looked into by chance.
    """

    pairs: Counts
    matured: Counts
    known: Counts
    weights: Sums
    squares: Sums
    by_chance: int

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> Self:
        """Each is an outcome, None where none is known yet, both labels, and then the counts and sums in order."""
        pairs, matured = np.zeros((2, 2), dtype=np.int64), np.zeros((2, 2), dtype=np.int64)
        known, by_chance = np.zeros((2, 2, 2), dtype=np.int64), 0
        weights, squares = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
        for outcome, a, b, count, over, chosen, weight, square in rows:
            pairs[a, b] += count
            matured[a, b] += over
            if outcome is not None:
                known[outcome, a, b] = count
                weights[outcome, a, b], squares[outcome, a, b] = weight, square
                by_chance += chosen
        return cls(pairs, matured, known, weights, squares, by_chance)

    @property
    def outcomes(self) -> int:
        """How many are known."""
        return int(self.known.sum())

    @property
    def positives(self) -> int:
        """How many of the known ones turned out 1."""
        return int(self.known[1].sum())

    def effective_rows(self, outcome: int) -> float:
        """How many rows of equal weight would tell as much as those that turned out so; 0.0 without any."""
        squares = float(self.squares[outcome].sum())
        return float(self.weights[outcome].sum()) ** 2 / squares if squares else 0.0
