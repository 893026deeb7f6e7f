"""What every weighted metric is given: outcomes, probabilities, and how many rows each row stands for."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled

Weights = NDArray[np.float64]


def check_weighted(y: Labels, p: Probabilities, weights: Weights) -> None:
    """Raise ValueError unless the three have shape (n,), ``y`` is 0 or 1, ``p`` in [0, 1] and weights at least 1.

    A weight is 1 / inclusion probability: 1 where the outcome was sure to be learnt. A row that could not have been
    chosen has none, and no weight makes up for it: what is then estimated is the performance on rows that could.
    """
    check_labelled(y, p)
    if weights.shape != y.shape:
        raise ValueError(f"weights must have the shape of y: {weights.shape} and {y.shape}")
    if not np.all((weights >= 1) & np.isfinite(weights)):
        raise ValueError("weights must be 1 / inclusion probability: finite, and at least 1")


def effective_rows(weights: Weights) -> float:
    """How many rows of equal weight would tell as much: (sum of w)^2 / sum of w^2; 0.0 without rows.

    Kish, Survey Sampling, 1965, section 11.7.

    >>> effective_rows(np.array([1.0, 1.0, 50.0])).__round__(2)
    1.08
    """
    return float(weights.sum() ** 2 / np.sum(weights**2)) if len(weights) else 0.0
