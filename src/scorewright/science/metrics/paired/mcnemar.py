"""Two versions on the same decisions with known outcomes: is one of them right more often."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels
from scorewright.science.metrics.bootstrap import LEVEL


@dataclass(frozen=True, slots=True)
class McNemar:
    """``only_a_right`` and ``only_b_right`` count the ``rows`` on which one of the two was right and the other wrong.

    ``gain`` is the accuracy of b less that of a, with the ends ``low`` and ``high`` of its 95 % interval; all three are
    None without rows. ``p_value`` is two-sided: 1 where no row tells them apart.
    """

    rows: int
    only_a_right: int
    only_b_right: int
    gain: float | None
    low: float | None
    high: float | None
    p_value: float


def mcnemar(y: Labels, a: Labels, b: Labels) -> McNemar:
    """Compare labels ``a`` and ``b`` with outcomes ``y``, all 0/1 and of shape (n,).

    Raises ValueError where shapes differ or something is not 0/1.

    >>> y, a, b = np.array([1, 1, 1, 0, 0]), np.array([0, 0, 1, 0, 1]), np.array([1, 1, 1, 0, 1])
    >>> found = mcnemar(y, a, b)
    >>> found.only_a_right, found.only_b_right, found.gain, found.p_value
    (0, 2, 0.4, 0.5)
    """
    if y.ndim != 1 or not y.shape == a.shape == b.shape:
        raise ValueError(f"all must have shape (n,): {y.shape}, {a.shape} and {b.shape}")
    for name, values in (("y", y), ("a", a), ("b", b)):
        if not np.all((values == 0) | (values == 1)):
            raise ValueError(f"{name} must hold nothing but 0 and 1")
    differ = a != b
    only_b = int(np.count_nonzero(differ & (b == y)))
    return mcnemar_of_counts(len(y), int(np.count_nonzero(differ)) - only_b, only_b)


def mcnemar_of_counts(rows: int, only_a_right: int, only_b_right: int) -> McNemar:
    """The same from counts.

    The p-value is that of the exact conditional test: of rows on which one of two equal versions is right, each is with
    a chance of a half (McNemar, Psychometrika 12, 1947). The interval is Wald's after half a row is added to each of
    the four cells, which keeps its level on few rows (Agresti and Min, Statistics in Medicine 24, 2005). Raises
    ValueError for counts that are negative or more than ``rows``.

    >>> found = mcnemar_of_counts(1000, 10, 30)
    >>> found.gain, round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
    (0.02, 0.0075, 0.0324, 0.0022)
    """
    from scipy.stats import binomtest  # noqa: PLC0415 - loaded when something is evaluated

    apart = only_a_right + only_b_right
    if min(only_a_right, only_b_right) < 0 or apart > rows:
        raise ValueError(f"counts must not be negative, nor exceed rows {rows}: {only_a_right} and {only_b_right}")
    if not rows:
        return McNemar(rows, only_a_right, only_b_right, None, None, None, 1.0)
    p_value = float(binomtest(only_a_right, apart).pvalue) if apart else 1.0
    centre = (only_b_right - only_a_right) / (rows + 2)
    spread = np.sqrt(((apart + 1) / (rows + 2) - centre**2) / (rows + 2))
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * float(spread)
    gain = (only_b_right - only_a_right) / rows
    return McNemar(rows, only_a_right, only_b_right, gain, max(-1.0, centre - reach), min(1.0, centre + reach), p_value)
