"""One challenger beside the champion, by the rule of the experiment."""

from dataclasses import dataclass
from typing import Literal

from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.difference import ArmDifference, arm_difference
from scorewright.science.experiments.fixed_horizon import fixed_interval, z_test
from scorewright.science.experiments.power import detectable_mean, detectable_share
from scorewright.science.experiments.rule import Rule

Finding = Literal["better", "worse", "alike", "open"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The gain of a challenger with the ends ``low`` and ``high`` of its interval, positive where it is better.

    The interval has the level 1 - ``Rule.alpha_of_one`` and is valid at this look alone (fixed horizon, with its
    ``p_value``) or at all looks together (always valid, without one). ``detectable`` is the gain that so many units
    find with the power of the rule. ``finding`` is "better" or "worse" where the interval lies beside zero, "alike"
    where it lies within the gain that matters, else "open". All numbers are None where chance cannot be told.
    """

    champion: Arm
    challenger: Arm
    gain: float | None
    low: float | None
    high: float | None
    p_value: float | None
    detectable: float | None
    finding: Finding


def compare(champion: Arm, challenger: Arm, rule: Rule, *, units: int) -> Comparison:
    """Hold the challenger against the champion; ``units`` are the labelled ones of all arms together.

    >>> from scorewright.science.experiments.arm import arm_of_counts
    >>> a, b = arm_of_counts("a", 1600, 2000), arm_of_counts("b", 1700, 2000)
    >>> found = compare(a, b, Rule(planned_units=4000), units=4000)
    >>> round(found.gain, 3), round(found.low, 3), round(found.high, 3), found.finding
    (0.05, 0.014, 0.086, 'better')
    """
    difference = arm_difference(champion, challenger, greater_is_better=rule.greater_is_better)
    critical = rule.critical(units) if units else None
    if difference.gain is None or difference.standard_error is None or critical is None:
        return Comparison(champion, challenger, difference.gain, None, None, None, None, "open")
    p_value = None
    if rule.mode == "fixed_horizon":
        p_value, ends = z_test(difference), fixed_interval(difference, rule.alpha_of_one)
    else:
        reach = critical * difference.standard_error
        ends = difference.gain - reach, difference.gain + reach
    low, high = ends or (None, None)
    return Comparison(
        champion,
        challenger,
        difference.gain,
        low,
        high,
        p_value,
        _detectable(difference, critical, rule),
        _finding(low, high, p_value, rule),
    )


def _finding(low: float | None, high: float | None, p_value: float | None, rule: Rule) -> Finding:
    if low is None or high is None:
        return "open"
    if -rule.relevant < low and high < rule.relevant:
        return "alike"
    # Test and interval of two shares differ in the third decimal: both must agree.
    if p_value is not None and p_value >= rule.alpha_of_one:
        return "open"
    return "better" if low > 0 else "worse" if high < 0 else "open"


def _detectable(difference: ArmDifference, critical: float, rule: Rule) -> float | None:
    a, b = difference.champion, difference.challenger
    if a.ones is not None and b.ones is not None and rule.greater_is_better:
        return detectable_share(a.ones / a.units, (a.units, b.units), critical=critical, power=rule.power)
    if difference.standard_error is None:
        return None
    return detectable_mean(difference.standard_error, critical=critical, power=rule.power)
