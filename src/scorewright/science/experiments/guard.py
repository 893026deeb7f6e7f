"""After an activation: has the new version lost more than was allowed, by outcomes, looked at whenever one likes."""

from dataclasses import dataclass
from typing import Literal

from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.difference import arm_difference
from scorewright.science.experiments.rule import FEWEST_UNITS

Outcome = Literal["roll_back", "sound", "not_enough_outcomes"]


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """``drop`` is how much worse the new version does, with the ends ``low`` and ``high`` of its interval.

    They are in the units of the metric, positive where it is worse, and None where there are too few outcomes.
    """

    outcome: Outcome
    drop: float | None
    low: float | None
    high: float | None
    words: str


def judge_guard(
    former: Arm,
    current: Arm,
    *,
    margin: float,
    planned_units: int,
    metric: str = "accuracy",
    greater_is_better: bool = True,
    alpha: float = 0.05,
    fewest_units: int = FEWEST_UNITS,
) -> GuardVerdict:
    """Hold the version in production against what the ``former`` one reached before: roll back beyond ``margin``.

    ``former`` is fixed at the activation; ``current`` grows, on matured outcomes only. The interval of level 1 -
    ``alpha`` is valid at every look (``always_valid_critical``, in steps of information, since the former side adds
    none), and narrowest at ``planned_units`` of the current version. A version that has lost no more than the margin is
    rolled back at any look with a chance of at most ``alpha``. The two are compared over different times: what a season
    does to both is part of the drop, so the margin should be wide of it. Raises ValueError where the margin is negative
    or ``planned_units`` below ``fewest_units``.

    >>> from scorewright.science.experiments.arm import arm_of_counts
    >>> before, now = arm_of_counts("v1", 1640, 2000), arm_of_counts("v2", 320, 500)
    >>> found = judge_guard(before, now, margin=0.05, planned_units=500)
    >>> found.outcome, round(found.drop, 2), round(found.low, 3)
    ('roll_back', 0.18, 0.11)
    """
    if margin < 0:
        raise ValueError(f"margin must not be negative: {margin}")
    if planned_units < fewest_units:
        raise ValueError(f"planned_units must be at least {fewest_units}: {planned_units}")
    difference = arm_difference(former, current, greater_is_better=greater_is_better)
    gain, error = difference.gain, difference.standard_error
    if min(former.units, current.units) < fewest_units or gain is None or error is None:
        counted = f"{former.name} {former.units:,}, {current.name} {current.units:,}"
        words = f"Not enough matured outcomes to guard {metric}: {counted}; at least {fewest_units:,} each are needed."
        return GuardVerdict("not_enough_outcomes", None, None, None, words)
    of_former = (former.variance or 0.0) / former.units
    fraction = (of_former + (current.variance or 0.0) / planned_units) / error**2
    reach = always_valid_critical(alpha, fraction) * error
    drop, low, high = -gain, -gain - reach, -gain + reach
    numbers = (
        f"{metric} {current.mean:.4g} of {current.name} against {former.mean:.4g} of {former.name}, "
        f"a drop of {drop:+.3g} ({100 * (1 - alpha):.3g} % interval {low:+.3g} to {high:+.3g}, valid at every look); "
        f"{margin:g} is allowed."
    )
    if low > margin:
        return GuardVerdict("roll_back", drop, low, high, f"Roll back: {numbers}")
    return GuardVerdict("sound", drop, low, high, f"No drop beyond the margin is shown: {numbers}")
