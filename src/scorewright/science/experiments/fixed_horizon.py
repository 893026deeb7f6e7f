"""One look, at the number of labelled decisions that was stated before the start."""

from statistics import NormalDist

from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.difference import ArmDifference


def fixed_critical(alpha: float) -> float:
    """How many standard errors a difference must exceed at the two-sided error rate ``alpha``, looking once.

    Raises ValueError unless ``alpha`` lies within (0, 1).

    >>> round(fixed_critical(0.05), 4)
    1.96
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be within (0, 1): {alpha}")
    return NormalDist().inv_cdf(1 - alpha / 2)


def z_test(difference: ArmDifference) -> float | None:
    """The two-sided p-value that both arms are equal; None where chance cannot be told.

    Two shares take the pooled variance of the two-proportion z-test (Fleiss, Levin and Paik, Statistical Methods for
    Rates and Proportions, 2003, section 3.1), any other means their own variances. Arms need not be of one size.

    >>> from scorewright.science.experiments.arm import arm_of_counts
    >>> from scorewright.science.experiments.difference import arm_difference
    >>> round(z_test(arm_difference(arm_of_counts("a", 720, 900), arm_of_counts("b", 765, 900))), 5)
    0.00525
    """
    gain, error = difference.gain, difference.standard_error
    if gain is None or error is None:
        return None
    a, b = difference.champion, difference.challenger
    if a.ones is not None and b.ones is not None:
        pooled = (a.ones + b.ones) / (a.units + b.units)
        error = (pooled * (1 - pooled) * (1 / a.units + 1 / b.units)) ** 0.5
        if not error:
            return 1.0  # all decisions ended alike: nothing speaks against equality
    return 2 * NormalDist().cdf(-abs(gain) / error)


def fixed_interval(difference: ArmDifference, alpha: float) -> tuple[float, float] | None:
    """The ends of the two-sided interval of level 1 - ``alpha`` for the gain; None where chance cannot be told.

    Two shares take Newcombe's hybrid of two Wilson intervals, which keeps its level near 0 and 1 (Newcombe, Statistics
    in Medicine 17, 1998, method 10); any other means the normal one.

    >>> from scorewright.science.experiments.arm import arm_of_counts
    >>> from scorewright.science.experiments.difference import arm_difference
    >>> low, high = fixed_interval(arm_difference(arm_of_counts("b", 48, 80), arm_of_counts("a", 56, 70)), 0.05)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    gain, error = difference.gain, difference.standard_error
    if gain is None or error is None:
        return None
    z = fixed_critical(alpha)
    a, b = difference.champion, difference.challenger
    if a.ones is None or b.ones is None:
        return gain - z * error, gain + z * error
    (a_low, a_high), (b_low, b_high) = wilson(a, z), wilson(b, z)
    share_a, share_b = a.ones / a.units, b.ones / b.units
    apart = share_b - share_a
    low = apart - ((share_b - b_low) ** 2 + (a_high - share_a) ** 2) ** 0.5
    high = apart + ((b_high - share_b) ** 2 + (share_a - a_low) ** 2) ** 0.5
    return (low, high) if difference.greater_is_better else (-high, -low)


def wilson(arm: Arm, z: float) -> tuple[float, float]:
    """The ends of Wilson's interval for the share of an arm that has ``ones``, ``z`` standard errors to each side."""
    n, share = arm.units, (arm.ones or 0) / arm.units
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    return centre - reach, centre + reach
