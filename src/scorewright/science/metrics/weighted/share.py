"""A share of all rows, from the outcomes of a sample."""

from math import sqrt
from statistics import NormalDist

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels
from scorewright.science.metrics.bootstrap import LEVEL, Interval
from scorewright.science.metrics.weighted.inclusion_weights import Weights


def weighted_share(y: Labels, weights: Weights) -> Interval:
    """The share of rows whose ``y`` is 1 (Hajek's mean) with a 95 % interval; both (n,), all None where n is 0.

    The interval is Wilson's for as many rows of equal weight as would tell as much (Korn and Graubard, Survey
    Methodology 24, 1998; Dean and Pagano, Journal of Survey Statistics and Methodology 3, 2015): with equal weights
    it is that of ``share_of``.

    >>> found = weighted_share(np.array([1, 0, 0]), np.array([1.0, 1.0, 2.0]))
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.25, 0.034, 0.761)
    """
    return share_of_sums(positive=float(weights @ y), weight=float(weights.sum()), squares=float(np.sum(weights**2)))


def share_of_sums(*, positive: float, weight: float, squares: float) -> Interval:
    """The same from the weight of the rows whose outcome is 1, of all, and the sum of squares; None where that is 0.

    >>> share_of_sums(positive=1.0, weight=4.0, squares=6.0) == weighted_share(np.array([1, 0, 0]), np.array([1, 1, 2]))
    True
    """
    if not squares:
        return Interval(None, None, None)
    share, rows = positive / weight, weight**2 / squares
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    centre = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    reach = z * sqrt(share * (1 - share) / rows + (z / (2 * rows)) ** 2) / (1 + z**2 / rows)
    return Interval(share, max(0.0, centre - reach), min(1.0, centre + reach))
