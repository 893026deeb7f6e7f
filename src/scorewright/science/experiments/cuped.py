"""Less noise in an experiment: take away what was known of a decision before its arm acted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.experiments.arm import Values


@dataclass(frozen=True, slots=True, eq=False)
class Cuped:
    """``adjusted`` values, shape (n,), have the means of the arms as expected, and less spread.

    ``slope`` is what a unit of the covariate takes away. ``removed_share`` of the variance within arms is gone, in
    [0, 1]: the squared correlation of values and covariate; 0 where either does not vary.
    """

    adjusted: Values
    slope: float
    removed_share: float


def cuped(values: Values, covariate: Values, arms: NDArray[Any], *, weights: Values | None = None) -> Cuped:
    """Adjust ``values`` by a ``covariate`` that the arm cannot have changed; all have shape (n,), ``arms`` names them.

    value - slope * (covariate - its mean over all arms), with the slope of least squares within arms (Deng, Xu, Kohavi
    and Walker, Improving the sensitivity of online controlled experiments by utilizing pre-experiment data, WSDM 2013,
    section 3). The covariate of choice is what the champion's score of the same record expects of the champion's
    decision, whichever arm decided: for accuracy its confidence, max(p, 1 - p) at a threshold of a half, because
    accuracy goes up on both sides of it. The score of the arm's own version must not be taken: the arm changed it, and
    the comparison would be biased. ``weights`` are what each decision stands for. Raises ValueError where shapes differ
    or a number is not finite.

    >>> arms = np.array(["a", "a", "b", "b"])
    >>> found = cuped(np.array([1.0, 3.0, 2.0, 6.0]), np.array([0.0, 2.0, 0.0, 2.0]), arms)
    >>> found.slope, found.adjusted, found.removed_share
    (1.5, array([2.5, 1.5, 3.5, 4.5]), 0.9)
    """
    weighed = np.ones(len(values)) if weights is None else weights
    if values.ndim != 1 or not values.shape == covariate.shape == arms.shape == weighed.shape:
        raise ValueError("values, covariate, arms and weights must all have shape (n,)")
    if not all(np.all(np.isfinite(numbers)) for numbers in (values, covariate, weighed)):
        raise ValueError("values, covariate and weights must be finite")
    own_values, own_covariate = _within(values, arms, weighed), _within(covariate, arms, weighed)
    together = float(np.sum(weighed * own_values * own_covariate))
    spread, of_values = float(np.sum(weighed * own_covariate**2)), float(np.sum(weighed * own_values**2))
    if not spread or not of_values:
        return Cuped(values.copy(), 0.0, 0.0)
    slope = together / spread
    adjusted = values - slope * (covariate - np.average(covariate, weights=weighed))
    return Cuped(adjusted, slope, min(1.0, together**2 / (spread * of_values)))


def _within(values: Values, arms: NDArray[Any], weights: Values) -> Values:
    """Less the mean of each arm."""
    _, places = np.unique(arms, return_inverse=True)
    means = np.bincount(places, weights=values * weights) / np.bincount(places, weights=weights)
    return np.asarray(values - means[places], dtype=np.float64)
