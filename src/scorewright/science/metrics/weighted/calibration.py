"""Calibration on a sample: do the probabilities mean what they say, of all rows."""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.calibration.logistic_line import fit_logistic_line
from scorewright.science.calibration.logit import logit
from scorewright.science.metrics.calibration import separated
from scorewright.science.metrics.weighted.inclusion_weights import Weights


def weighted_brier(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    """The mean squared distance of ``p`` from ``y`` over all rows (Hajek's mean), all (n,); None without rows.

    >>> weighted_brier(np.array([1, 0]), np.array([0.5, 0.0]), np.array([1.0, 3.0]))
    0.0625
    """
    return float(np.average((p - y) ** 2, weights=weights)) if len(y) else None


def weighted_calibration_line(y: Labels, p: Probabilities, weights: Weights) -> tuple[float, float] | None:
    """Slope and intercept as ``calibration_slope_intercept``, by the likelihood that the sample gives of all rows.

    A pseudo-likelihood: each row's part counts by its weight (Binder, International Statistical Review 51, 1983). None
    where no finite line exists, as there.
    """
    x = logit(p)
    return None if separated(y, x) else fit_logistic_line(x, y.astype(np.float64), weights)
