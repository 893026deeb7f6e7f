"""How far the mean of one arm could be from what was measured."""

from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.fixed_horizon import wilson
from scorewright.science.experiments.rule import Rule


def arm_interval(arm: Arm, rule: Rule, *, units: int) -> tuple[float, float] | None:
    """The ends of the interval for the mean of ``arm``, as the rule looks; None where chance cannot be told.

    ``units`` are the labelled ones of all arms together. A share at one look takes Wilson's interval. It says how one
    arm does; which of two is better is said by the interval of their difference, which is another one.

    >>> from scorewright.science.experiments.arm import arm_of_counts
    >>> rule = Rule(planned_units=2000, mode="fixed_horizon")
    >>> [round(end, 3) for end in arm_interval(arm_of_counts("a", 800, 1000), rule, units=2000)]
    [0.774, 0.824]
    """
    if arm.mean is None or arm.variance is None:
        return None
    critical = rule.critical(units)
    if arm.ones is not None and rule.mode == "fixed_horizon":
        return wilson(arm, critical)
    reach = critical * (arm.variance / arm.units) ** 0.5
    low, high = arm.mean - reach, arm.mean + reach
    return (max(low, 0.0), min(high, 1.0)) if arm.ones is not None else (low, high)
