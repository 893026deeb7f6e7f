"""Exact reasons of a linear model: how far each feature is from its mean, times its weight."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.explanations.attribution import Attribution


def linear_attribution(
    features: NDArray[np.float64], weights: NDArray[np.float64], intercept: float, means: NDArray[np.float64]
) -> Attribution:
    """Shapley values of ``features . weights + intercept`` against the training ``means`` (d,).

    ``features`` have shape (n, d), ``weights`` (d,). The base is the raw output at the means (Strumbelj and Kononenko,
    Explaining prediction models and individual predictions with feature contributions, Knowledge and Information
    Systems 41, 2014, equation 11).

    >>> found = linear_attribution(np.array([[3.0, 1.0]]), np.array([0.5, 2.0]), 1.0, np.array([1.0, 1.0]))
    >>> found.base, found.contributions
    (array([3.5]), array([[1., 0.]]))
    """
    base = float(means @ weights) + intercept
    return Attribution(np.full(len(features), base), (features - means) * weights)
