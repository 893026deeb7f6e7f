"""A share of rows, with its interval."""

from scorewright.science.metrics.bootstrap import LEVEL, Interval


def share_of(part: int, whole: int) -> Interval:
    """``part`` of ``whole`` as a share in [0, 1] with Wilson's 95 % interval; all None where ``whole`` is 0.

    It holds its level near 0 and 1 and on few rows, where the usual one does not (Brown, Cai and DasGupta, Interval
    estimation for a binomial proportion, Statistical Science 16, 2001).

    >>> found = share_of(0, 10)
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.0, 0.0, 0.278)
    """
    from scipy.stats import binomtest  # noqa: PLC0415 - loaded when something is evaluated

    if not whole:
        return Interval(None, None, None)
    ends = binomtest(part, whole).proportion_ci(LEVEL, method="wilson")
    return Interval(part / whole, float(ends.low), float(ends.high))
