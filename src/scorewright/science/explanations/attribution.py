"""What each feature contributed to many answers at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Attribution:
    """For n rows: ``base`` (n,) and ``contributions`` (n, d), which add up to the raw output of each row."""

    base: NDArray[np.float64]
    contributions: NDArray[np.float64]

    def scaled(self, factor: NDArray[np.float64], slope: float, intercept: float) -> "Attribution":
        """After a straight line through the raw output; ``factor`` (n,) first shrinks the contributions of each row."""
        return Attribution(self.base * slope + intercept, self.contributions * (slope * factor)[:, None])

    def by_source(self, places: NDArray[np.intp], sources: int) -> "Attribution":
        """Contributions added up where features share a source: feature i belongs to the source ``places[i]``.

        >>> Attribution(np.zeros(1), np.array([[0.5, 0.25, -1.0]])).by_source(np.array([0, 1, 1]), 2).contributions
        array([[ 0.5 , -0.75]])
        """
        added = np.zeros((len(self.base), sources))
        np.add.at(added.T, places, self.contributions.T)
        return Attribution(self.base, added)
