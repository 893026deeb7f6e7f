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


def cuped(values: Values, covariate: Values, arms: NDArray[Any]) -> Cuped:
    """Adjust ``values`` by a ``covariate`` that the arm cannot have changed; all have shape (n,), ``arms`` names them.

    value - slope * (covariate - its mean over all arms), with the slope of least squares within arms (Deng, Xu, Kohavi
    and Walker, Improving the sensitivity of online controlled experiments by utilizing pre-experiment data, WSDM 2013,
    section 3). The covariate of choice is the champion's score of the same record, which is known in every arm where
    the champion scores in the shadow or again afterwards; for accuracy it is the champion's confidence, max(p, 1 - p),
    because accuracy goes up on both sides of a half. The score of the arm's own version must not be taken: the arm
    changed it, and the comparison would be biased. Raises ValueError where shapes differ or a number is not finite.

    >>> arms = np.array(["a", "a", "b", "b"])
    >>> found = cuped(np.array([1.0, 3.0, 2.0, 6.0]), np.array([0.0, 2.0, 0.0, 2.0]), arms)
    >>> found.slope, found.adjusted, found.removed_share
    (1.5, array([2.5, 1.5, 3.5, 4.5]), 0.9)
    """
    if values.ndim != 1 or not values.shape == covariate.shape == arms.shape:
        raise ValueError("values, covariate and arms must all have shape (n,)")
    if not np.all(np.isfinite(values)) or not np.all(np.isfinite(covariate)):
        raise ValueError("values and covariate must be finite")
    own_values, own_covariate = _within(values, arms), _within(covariate, arms)
    together = float(own_values @ own_covariate)
    spread, of_values = float(own_covariate @ own_covariate), float(own_values @ own_values)
    if not spread or not of_values:
        return Cuped(values.copy(), 0.0, 0.0)
    slope = together / spread
    adjusted = values - slope * (covariate - covariate.mean())
    return Cuped(adjusted, slope, min(1.0, together**2 / (spread * of_values)))


def _within(values: Values, arms: NDArray[Any]) -> Values:
    """Less the mean of each arm."""
    _, places = np.unique(arms, return_inverse=True)
    means = np.bincount(places, weights=values) / np.bincount(places)
    return np.asarray(values - means[places], dtype=np.float64)
