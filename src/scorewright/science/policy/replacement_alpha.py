"""Spending the error rate of automatic replacement over the comparisons of a year."""

from scorewright.science.policy.replacement_limits import ReplacementLimits


def alpha_of_one(limits: ReplacementLimits) -> float:
    """The one-sided error rate of each comparison: ``alpha`` over the retrains of a year.

    With K comparisons at alpha / K, equal models replace one another at least once with a chance of at most alpha,
    however the comparisons depend on each other (Bonferroni; for the union bound see Dunn, Journal of the American
    Statistical Association 56, 1961). They do depend: they share a champion, and often rows. An equal share for each
    is chosen over a series that falls (alpha / 2, alpha / 4, ...), since no retraining of a year is worth more than
    another, and since a series that never begins again would leave nothing for the years after.

    >>> round(alpha_of_one(ReplacementLimits()), 6)
    0.004167
    """
    return limits.alpha / limits.retrains_a_year


def comparisons_left(limits: ReplacementLimits, made: int) -> int:
    """How many more comparisons the error rate covers where ``made`` were within the last 365 days.

    The window moves, so no 365 days ever hold more than ``retrains_a_year`` of them. Raises ValueError below 0.

    >>> comparisons_left(ReplacementLimits(), 11), comparisons_left(ReplacementLimits(), 40)
    (1, 0)
    """
    if made < 0:
        raise ValueError(f"made must not be negative: {made}")
    return max(limits.retrains_a_year - made, 0)
