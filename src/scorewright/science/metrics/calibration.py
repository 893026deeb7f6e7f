"""Calibration: do the probabilities mean what they say.

In every function ``y`` is 0/1 and ``p`` the probability of 1, both of shape (n,).
"""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.calibration.logistic_line import fit_logistic_line
from scorewright.science.calibration.logit import clipped, logit
from scorewright.science.metrics.reliability import equal_mass_bins

BINS = 10


def brier(y: Labels, p: Probabilities) -> float | None:
    """The mean squared distance of ``p`` from ``y`` (Brier, Monthly Weather Review 78, 1950); None without rows."""
    return float(np.mean((p - y) ** 2)) if len(y) else None


def base_rate_brier(y: Labels) -> float | None:
    """The Brier score of answering the share of positives for every row: share * (1 - share); None without rows."""
    return float(np.mean(y) * (1 - np.mean(y))) if len(y) else None


def brier_gain(y: Labels, p: Probabilities) -> float | None:
    """The Brier skill score, 1 - brier / base-rate Brier: 0 knows only the base rate; None for a single class."""
    reached, naive = brier(y, p), base_rate_brier(y)
    return None if reached is None or not naive else 1 - reached / naive


def log_loss(y: Labels, p: Probabilities) -> float | None:
    """The mean of -ln(probability given to what happened), ``p`` clipped to [1e-7, 1 - 1e-7]; None without rows."""
    if not len(y):
        return None
    kept = clipped(p)
    return float(-np.mean(np.log(np.where(y == 1, kept, 1 - kept))))


def calibration_slope_intercept(y: Labels, p: Probabilities) -> tuple[float, float] | None:
    """Slope and intercept of the logistic regression of ``y`` on logit ``p``: (1, 0) when calibrated.

    A slope below 1 means too extreme probabilities, above 1 too timid ones (Cox, Biometrika 45, 1958; Van Calster et
    al., BMC Medicine 17, 2019). None where no finite line exists: a single class, or classes that ``p`` separates,
    touching at one value included (Albert and Anderson, Biometrika 71, 1984); equal ``p`` are a case of it.
    """
    x = logit(p)
    return None if separated(y, x) else fit_logistic_line(x, y.astype(np.float64))


def separated(y: Labels, x: Probabilities) -> bool:
    """Whether a class is absent, or one of them lies at or above a value of ``x`` and the other at or below it."""
    negatives, positives = x[y == 0], x[y == 1]
    if not len(negatives) or not len(positives):
        return True
    return bool(negatives.max() <= positives.min() or positives.max() <= negatives.min())


def expected_calibration_error(y: Labels, p: Probabilities) -> float | None:
    """The mean distance between mean ``p`` and share of positives over ten bins of equal mass; None without rows.

    Equal probabilities stay in one bin, that of the first of them, so the order of rows does not matter. On few rows it
    is above zero even for calibrated probabilities (Nixon et al., Measuring calibration in deep learning, 2019).
    """
    rows = len(y)
    if not rows:
        return None
    distances = np.abs(np.bincount(equal_mass_bins(p, BINS), weights=p - y, minlength=BINS))
    return float(np.sum(distances) / rows)
