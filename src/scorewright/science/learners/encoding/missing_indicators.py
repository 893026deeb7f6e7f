"""One column of 0 and 1 for each column of numbers that had missing values in training."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph, as_double


@dataclass(frozen=True, slots=True)
class MissingIndicators:
    """``positions`` (m,) are the columns of numbers that are watched."""

    positions: NDArray[np.int64]

    def transform(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """From ``numbers`` (n, k) to shape (n, m): 1 where missing, else 0."""
        return np.isnan(numbers[:, self.positions]).astype(np.float64)

    def write(self, graph: Graph, numbers: str) -> str:
        """Add the same to ``graph``; there must be at least one watched column."""
        watched = graph.add("Gather", numbers, graph.constant(self.positions), axis=1)
        return as_double(graph, graph.add("IsNaN", watched))


def fit_missing_indicators(numbers: NDArray[np.float64]) -> MissingIndicators:
    """Watch the columns of ``numbers`` (n, k) that hold NaN."""
    return MissingIndicators(np.flatnonzero(np.isnan(numbers).any(axis=0)).astype(np.int64))
