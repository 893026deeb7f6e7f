"""How sure a simulated share is."""

from scipy.stats import binomtest


def exact_interval(count: int, of: int) -> list[float]:
    """The exact 95 % interval of a share (Clopper and Pearson, Biometrika 26, 1934)."""
    ends = binomtest(count, of).proportion_ci(0.95)
    return [round(float(ends.low), 4), round(float(ends.high), 4)]
