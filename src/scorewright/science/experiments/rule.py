"""How an experiment is going to be judged: stated before its start, and never changed after."""

from dataclasses import dataclass
from typing import Literal

from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.fixed_horizon import fixed_critical

Mode = Literal["fixed_horizon", "always_valid"]
FEWEST_UNITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must be shown before one arm is called better. Raises ValueError naming the field that is wrong.

    ``planned_units`` counts labelled units of all arms together (the holdout left out). In the mode "fixed_horizon"
    they are looked at once, when there are as many; in the mode "always_valid" at any time, and the number only says
    where the intervals are narrowest. ``alpha`` is the largest chance that any of ``challengers`` equal ones, or the
    champion, is called better: Bonferroni gives each comparison with the champion its part of it. ``power`` is what
    the detectable difference is told for. An arm with less than ``fewest_units`` labelled units is not judged. A gain
    below ``relevant``, in the units of the metric, does not matter: 0 where every gain does.
    """

    planned_units: int
    metric: str = "accuracy"
    greater_is_better: bool = True
    mode: Mode = "always_valid"
    challengers: int = 1
    alpha: float = 0.05
    power: float = 0.8
    fewest_units: int = FEWEST_UNITS
    relevant: float = 0.0

    def __post_init__(self) -> None:
        if self.mode not in ("fixed_horizon", "always_valid"):
            raise ValueError(f"mode: {self.mode!r} is not one of fixed_horizon, always_valid")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"{name}: {value!r} must be within {low:g} and {high:g}")

    @property
    def alpha_of_one(self) -> float:
        """The error rate of each comparison with the champion.

        However the comparisons depend on each other, one of them errs with a chance of at most ``alpha`` (Dunn, Journal
        of the American Statistical Association 56, 1961).

        >>> Rule(planned_units=4000, challengers=2).alpha_of_one
        0.025
        """
        return self.alpha / self.challengers

    def critical(self, units: int) -> float:
        """How many standard errors a difference must exceed with so many labelled units in all arms."""
        if self.mode == "fixed_horizon":
            return fixed_critical(self.alpha_of_one)
        return always_valid_critical(self.alpha_of_one, units / self.planned_units)


# Below 30 units in an arm a normal limit means nothing.
_RANGES = (
    ("planned_units", 60, 1e9),
    ("challengers", 1, 20),
    ("alpha", 1e-6, 0.2),
    ("power", 0.5, 0.999),
    ("fewest_units", 30, 1e9),
    ("relevant", 0.0, 1e12),
)
