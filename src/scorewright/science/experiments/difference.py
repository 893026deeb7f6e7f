"""How much better one arm is than another, and how far chance alone could have moved that."""

from dataclasses import dataclass

from scorewright.science.experiments.arm import Arm


@dataclass(frozen=True, slots=True)
class ArmDifference:
    """``gain`` is how much better the challenger is, in the units of the metric: positive where it is better.

    Where greater is not better, that is the champion's mean less the challenger's.
    ``gain`` is None where an arm has no mean, ``standard_error`` where a variance is missing or both are 0: then chance
    cannot be told.
    """

    champion: Arm
    challenger: Arm
    gain: float | None
    standard_error: float | None
    greater_is_better: bool = True


def arm_difference(champion: Arm, challenger: Arm, *, greater_is_better: bool = True) -> ArmDifference:
    """The difference of two means of independent arms; variances may differ (Welch, Biometrika 29, 1938).

    >>> found = arm_difference(Arm("a", 400, 400, 12.0, 4.0), Arm("b", 100, 100, 11.5, 9.0), greater_is_better=False)
    >>> found.gain, round(found.standard_error, 4)
    (0.5, 0.3162)
    """
    if champion.mean is None or challenger.mean is None:
        return ArmDifference(champion, challenger, None, None, greater_is_better)
    gain = challenger.mean - champion.mean if greater_is_better else champion.mean - challenger.mean
    if champion.variance is None or challenger.variance is None:
        return ArmDifference(champion, challenger, gain, None, greater_is_better)
    squared = champion.variance / champion.units + challenger.variance / challenger.units
    error = squared**0.5 if squared > 0 else None
    return ArmDifference(champion, challenger, gain, error, greater_is_better)
