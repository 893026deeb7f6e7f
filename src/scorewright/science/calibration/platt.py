"""Platt scaling: a straight line through the log odds."""

from dataclasses import dataclass

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, Weights, check_learnable
from scorewright.science.calibration.logistic_line import fit_logistic_line
from scorewright.science.calibration.logit import logistic, logit


@dataclass(frozen=True, slots=True)
class Platt:
    """The calibrated log odds are ``slope * logit(p) + intercept``; slope 1 and intercept 0 change nothing.

    A negative slope says that the model ranks the wrong way round.
    """

    slope: float
    intercept: float

    def apply(self, p: Probabilities) -> Probabilities:
        """Calibrated probabilities, same shape as ``p``; ``p`` is clipped to [1e-7, 1 - 1e-7] first."""
        return logistic(self.slope * logit(p) + self.intercept)


def fit_platt(p: Probabilities, y: Labels, weights: Weights | None = None) -> Platt:
    """Learn the line from probabilities ``p`` and outcomes ``y``, both of shape (n,), on rows the model did not see.

    The targets are Platt's, (positives + 1) / (positives + 2) and 1 / (negatives + 2), so that the line stays finite
    even where ``p`` separates the classes (Platt, Probabilistic outputs for support vector machines, 1999, section
    2.2). ``weights`` (n,) are above 0; without them all rows count alike. Raises ValueError when a class is missing or
    all ``p`` are equal.

    >>> line = fit_platt(np.array([0.2, 0.3, 0.3, 0.4]), np.array([0, 0, 1, 1]))
    >>> line.apply(np.array([0.2, 0.4])).round(2)
    array([0.24, 0.74])
    """
    check_learnable(y, p)
    positives = float(np.sum(y) if weights is None else weights @ y * len(y) / weights.sum())
    negatives = len(y) - positives
    targets = np.where(y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    return Platt(*fit_logistic_line(logit(p), targets, weights))
