"""Intervals that stay valid however often somebody looks, and whenever they stop."""

from math import log, sqrt


def always_valid_critical(alpha: float, fraction: float) -> float:
    """How many standard errors a difference must exceed at ``alpha``, two-sided, where every look counts.

    The asymptotic confidence sequence for a mean (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform central
    limit theory and asymptotic confidence sequences, Annals of Statistics 52, 2024, theorem 2.2): with probability 1 -
    ``alpha`` the true difference lies within this many standard errors of the measured one at all looks together. It is
    the interval of the mixture sequential probability ratio test with a normal mixture (Johari, Koomen, Pekelis and
    Walsh, Always valid inference, Operations Research 70, 2022, section 5).

    ``fraction`` is the number of labelled units at this look over the number that was planned before the start. The
    mixture is chosen to make the interval narrowest at the planned number; it is valid before and after. Beyond it this
    number grows so slowly that intervals go on tightening.

    Raises ValueError unless ``alpha`` lies within (0, 1) and ``fraction`` is above 0.

    >>> [round(always_valid_critical(0.05, fraction), 2) for fraction in (0.1, 0.5, 1, 2)]
    [3.86, 3.08, 3.04, 3.06]
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be within (0, 1): {alpha}")
    if not fraction > 0:
        raise ValueError(f"fraction must be above 0: {fraction}")
    spent = 2 * log(1 / alpha)
    # Narrowest at fraction 1: an approximation good to a percent, the same paper, appendix B.2.
    mixed = (spent + log(spent + 1)) * fraction
    return sqrt((1 + mixed) / mixed * (spent + log(1 + mixed)))
