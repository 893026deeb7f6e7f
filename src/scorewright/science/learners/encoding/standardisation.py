"""Numbers become distances from the training mean in training standard deviations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph


@dataclass(frozen=True, slots=True)
class Standardisation:
    """``means`` and ``scales`` have shape (k,); no scale is 0."""

    means: NDArray[np.float64]
    scales: NDArray[np.float64]

    def transform(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """(numbers - means) / scales, shape (n, k); NaN stays NaN."""
        return (numbers - self.means) / self.scales

    def write(self, graph: Graph, numbers: str) -> str:
        """Add the same to ``graph``."""
        centred = graph.add("Sub", numbers, graph.constant(self.means))
        return graph.add("Div", centred, graph.constant(self.scales))


def fit_standardisation(numbers: NDArray[np.float64]) -> Standardisation:
    """Learn from ``numbers`` (n, k), leaving NaN aside; a column that is constant, or has no value, has scale 1.

    >>> fit_standardisation(np.array([[1.0, 0.1], [3.0, 0.1]]))
    Standardisation(means=array([2. , 0.1]), scales=array([1., 1.]))
    """
    filled = np.where(np.isnan(numbers).all(axis=0), 0.0, numbers)
    scales = np.nanstd(filled, axis=0)
    # Rounding gives a constant column like 0.1 a deviation that is tiny but not 0.
    constant = np.nanmin(filled, axis=0) == np.nanmax(filled, axis=0)
    return Standardisation(np.nanmean(filled, axis=0), np.where(constant | (scales == 0), 1.0, scales))
