"""A mean of rows, with its interval."""

from math import sqrt

from scorewright.science.metrics.bootstrap import LEVEL, Interval


def mean_of(mean: float | None, deviation: float | None, rows: int) -> Interval:
    """The ``mean`` of ``rows`` values with Student's 95 % interval, from their sample standard ``deviation``.

    Its ends are None below two rows, and all of it is None where there is none.

    >>> found = mean_of(600.0, 50.0, 10)
    >>> found.value, round(found.low, 1), round(found.high, 1)
    (600.0, 564.2, 635.8)
    """
    from scipy.stats import t  # noqa: PLC0415 - loaded when something is evaluated

    if mean is None or deviation is None or rows < 2:
        return Interval(mean, None, None)
    reach = float(t.ppf((1 + LEVEL) / 2, rows - 1)) * deviation / sqrt(rows)
    return Interval(mean, mean - reach, mean + reach)
