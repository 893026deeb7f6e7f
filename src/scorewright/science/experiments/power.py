"""How many labelled decisions a difference takes, and how small a difference some decisions show.

``critical`` is the number of standard errors that a difference must exceed: ``fixed_critical(alpha)`` for one look,
``always_valid_critical(alpha, 1.0)`` at the planned end of daily ones. For these the power is a lower bound, since they
may end earlier.
"""

from math import ceil, sqrt
from statistics import NormalDist

SMALLEST = 1e-6


def units_for_shares(
    champion: float, challenger: float, *, critical: float, power: float, ratio: float = 1.0
) -> tuple[int, int]:
    """Units of champion and challenger that find the difference of these shares with ``power``.

    ``ratio`` is the challenger's units over the champion's. Fleiss, Levin and Paik, Statistical Methods for Rates and
    Proportions, 2003, equation 4.19 without continuity correction: the test's variance is pooled, the truth's is not.
    Raises ValueError where a share lies outside [0, 1], both are equal, or ``power`` or ``ratio`` make no sense.

    >>> from scorewright.science.experiments.fixed_horizon import fixed_critical
    >>> units_for_shares(0.80, 0.85, critical=fixed_critical(0.05), power=0.8)
    (906, 906)
    >>> units_for_shares(0.80, 0.82, critical=fixed_critical(0.05), power=0.8)
    (6039, 6039)
    """
    for name, share in (("champion", champion), ("challenger", challenger)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} must be within [0, 1]: {share}")
    if champion == challenger:
        raise ValueError("no number of units finds a difference of 0")
    _check(power, ratio)
    # The units of the champion are what solves n (gain)^2 = (critical * pooled + z * own)^2.
    pooled, own = _spreads(champion, challenger, ratio)
    z = NormalDist().inv_cdf(power)
    units = ((critical * pooled + z * own) / (challenger - champion)) ** 2
    return ceil(units), ceil(ratio * units)


def detectable_share(champion: float, units: tuple[int, int], *, critical: float, power: float) -> float | None:
    """The smallest gain over the share ``champion`` that these units of champion and challenger find with ``power``.

    By bisection of the formula of ``units_for_shares``. None where even a share of 1 would not be found. Raises
    ValueError where the share lies outside [0, 1] or units are below 1.

    >>> from scorewright.science.experiments.fixed_horizon import fixed_critical
    >>> round(detectable_share(0.8, (100, 100), critical=fixed_critical(0.05), power=0.8), 3)
    0.134
    """
    if not 0 <= champion <= 1:
        raise ValueError(f"champion must be within [0, 1]: {champion}")
    if min(units) < 1:
        raise ValueError(f"units must be at least 1: {units}")
    ratio = units[1] / units[0]
    _check(power, ratio)
    z = NormalDist().inv_cdf(power)

    def found(gain: float) -> bool:
        pooled, own = _spreads(champion, champion + gain, ratio)
        return gain * sqrt(units[0]) >= critical * pooled + z * own

    low, high = 0.0, 1 - champion
    if high < SMALLEST or not found(high):
        return None
    while high - low > SMALLEST:
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def units_for_means(
    spread: float, gain: float, *, critical: float, power: float, ratio: float = 1.0
) -> tuple[int, int]:
    """Units of champion and challenger that find ``gain`` in a mean whose standard deviation is ``spread`` in both.

    Raises ValueError unless ``spread`` is above 0 and ``gain`` is not 0.

    >>> from scorewright.science.experiments.fixed_horizon import fixed_critical
    >>> units_for_means(10.0, 1.0, critical=fixed_critical(0.05), power=0.8)
    (1570, 1570)
    """
    if not spread > 0 or not gain:
        raise ValueError(f"spread must be above 0 and gain not 0: {spread} and {gain}")
    _check(power, ratio)
    units = ((critical + NormalDist().inv_cdf(power)) * spread / gain) ** 2 * (1 + 1 / ratio)
    return ceil(units), ceil(ratio * units)


def detectable_mean(standard_error: float, *, critical: float, power: float) -> float:
    """The gain that a difference with this ``standard_error`` shows with ``power``, in the units of the metric.

    >>> round(detectable_mean(1.0, critical=1.96, power=0.8), 2)
    2.8
    """
    _check(power, 1.0)
    return (critical + NormalDist().inv_cdf(power)) * standard_error


def _spreads(champion: float, challenger: float, ratio: float) -> tuple[float, float]:
    """The standard error of the difference with one unit of the champion: if both were equal, and as they are."""
    mean = (champion + ratio * challenger) / (1 + ratio)
    pooled = mean * (1 - mean) * (1 + 1 / ratio)
    own = champion * (1 - champion) + challenger * (1 - challenger) / ratio
    return sqrt(pooled), sqrt(own)


def _check(power: float, ratio: float) -> None:
    if not 0.5 <= power < 1:
        raise ValueError(f"power must be at least 0.5 and below 1: {power}")
    if not ratio > 0:
        raise ValueError(f"ratio must be above 0: {ratio}")
