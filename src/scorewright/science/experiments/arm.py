"""What one arm of an experiment reached, in five numbers: no row goes further than this."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Arm:
    """The mean of a metric over the labelled decisions of an arm.

    ``units`` are independent of one another: decisions, or those whom the decisions are about where one has several.
    ``variance`` is that of a single unit's part in the mean, so the standard error is sqrt(variance / units). ``ones``
    counts the decisions with value 1 where all values are 0 or 1 and each decision is a unit of weight 1, and is None
    elsewhere. ``mean`` is None without decisions, ``variance`` below two units.
    """

    name: str
    decisions: int
    units: int
    mean: float | None
    variance: float | None
    ones: int | None = None


def arm_of_counts(name: str, ones: int, decisions: int) -> Arm:
    """An arm whose metric is a share, such as accuracy: ``ones`` of ``decisions``, each a unit.

    The variance is m (1 - m) with m = (ones + 1) / (decisions + 2), so an arm without an error is not taken to be
    certain (Agresti and Caffo, The American Statistician 54, 2000). Raises ValueError unless 0 <= ones <= decisions.

    >>> arm_of_counts("champion", 80, 100).mean
    0.8
    """
    if not 0 <= ones <= decisions:
        raise ValueError(f"ones must be within 0 and decisions {decisions}: {ones}")
    mean = (ones + 1) / (decisions + 2)
    return Arm(
        name,
        decisions,
        units=decisions,
        mean=ones / decisions if decisions else None,
        variance=mean * (1 - mean) if decisions > 1 else None,
        ones=ones,
    )


def arm_of_values(
    name: str, values: Values, *, weights: Values | None = None, units: NDArray[Any] | None = None
) -> Arm:
    """An arm from one value a decision, shape (n,): 1 where it was right, what it cost, an adjusted value.

    ``weights`` are 1 / inclusion probability where outcomes are those of a sample; the mean is then Hajek's. ``units``
    names whom each decision is about, where arms are sticky and some have several decisions. The mean is a ratio of two
    sums over units, and its variance the delta method's: that of (sum of w v - mean * sum of w) / mean sum of w (Deng,
    Knoblich and Lu, Applying the delta method in metric analytics, KDD 2018, section 2; Saerndal, Swensson and Wretman,
    Model Assisted Survey Sampling, 1992, result 5.7.1). Raises ValueError where shapes differ, a value is not finite or
    a weight is not above 0 and finite.

    >>> arm_of_values("b", np.array([1.0, 0.0, 4.0, 3.0]), units=np.array(["x", "x", "y", "z"]))
    Arm(name='b', decisions=4, units=3, mean=2.0, variance=3.9375, ones=None)
    """
    weighed = np.ones(len(values)) if weights is None else weights
    _check(values, weighed, units)
    if weights is None and units is None and np.all((values == 0) | (values == 1)):
        return arm_of_counts(name, int(values.sum()), len(values))
    parts, sizes = values * weighed, weighed
    if units is not None:
        _, places = np.unique(units, return_inverse=True)
        parts, sizes = _totals(places, parts), _totals(places, sizes)
    count = len(sizes)
    if not count:
        return Arm(name, 0, 0, None, None)
    mean = float(parts.sum() / sizes.sum())
    if count < 2:
        return Arm(name, len(values), count, mean, None)
    residuals = (parts - mean * sizes) / sizes.mean()
    return Arm(name, len(values), count, mean, float(np.sum(residuals**2) / (count - 1)))


def _totals(places: NDArray[np.intp], values: Values) -> Values:
    return np.bincount(places, weights=values).astype(np.float64)


def _check(values: Values, weights: Values, units: NDArray[Any] | None) -> None:
    if values.ndim != 1 or values.shape != weights.shape or (units is not None and units.shape != values.shape):
        raise ValueError("values, weights and units must all have shape (n,)")
    if not np.all(np.isfinite(values)):
        raise ValueError("values must be finite")
    if not np.all((weights > 0) & np.isfinite(weights)):
        raise ValueError("weights must be above 0 and finite")
