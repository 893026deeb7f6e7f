"""Missing numbers become the median of the training rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph


@dataclass(frozen=True, slots=True)
class MedianImputation:
    """``medians`` has shape (k,), one for each column of numbers."""

    medians: NDArray[np.float64]

    def transform(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """``numbers`` (n, k) with every NaN filled."""
        return np.where(np.isnan(numbers), self.medians, numbers)

    def write(self, graph: Graph, numbers: str) -> str:
        """Add the same to ``graph``."""
        return graph.add("Where", graph.add("IsNaN", numbers), graph.constant(self.medians), numbers)


def fit_median_imputation(numbers: NDArray[np.float64]) -> MedianImputation:
    """Learn from ``numbers`` (n, k); a column without any value is filled with 0.

    >>> fit_median_imputation(np.array([[1, np.nan], [np.nan, np.nan], [4, np.nan]])).medians
    array([2.5, 0. ])
    """
    filled = np.where(np.isnan(numbers).all(axis=0), 0.0, numbers)
    return MedianImputation(np.nanmedian(filled, axis=0))
