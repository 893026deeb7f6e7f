"""What is watched after an activation, and how much may be lost before the former version decides again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from scorewright.declare.errors import DeclarationError
from scorewright.science.experiments.decision_values import DECISION_METRICS
from scorewright.science.experiments.rule import FEWEST_UNITS

Act = Literal["roll_back", "alert"]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """After each activation that replaced another version, the new one is held against what that one reached.

    It may be worse by ``margin``, in the units of ``metric``: "accuracy", or one of the means "brier" and "log_loss".
    What a season or a campaign does to both is part of the difference, so the margin should be wide of it. ``alpha`` is
    the largest chance that a version which has lost no more is rolled back at any of all looks. No version is judged
    below ``fewest_units`` matured outcomes, units where the use case declares a ``unit_field``; at ``planned_units`` of
    the new version the interval is at its narrowest. Watched are the decisions of its first ``days``, and what the
    former one decided in its last ``days``. ``act`` says what follows a loss: "roll_back", or "alert", which leaves it
    to people. Raises DeclarationError naming the field that is wrong.

    >>> Guard(margin=0.05).act
    'roll_back'
    >>> Guard(margin=-0.05)
    Traceback (most recent call last):
    ...
    scorewright.declare.errors.DeclarationError: guard: margin: -0.05 must be a number from 0 to 10
    """

    margin: float
    metric: str = "accuracy"
    alpha: float = 0.05
    planned_units: int = 1000
    fewest_units: int = FEWEST_UNITS
    days: int = 90
    act: Act = "roll_back"

    def __post_init__(self) -> None:
        for name, choices in {"metric": tuple(DECISION_METRICS), "act": get_args(Act)}.items():
            if getattr(self, name) not in choices:
                raise DeclarationError(f"guard: {name}: {getattr(self, name)!r} is not one of {', '.join(choices)}")
        for name, (kind, low, high) in _RANGES.items():
            value = getattr(self, name)
            of_kind = isinstance(value, int | kind) and not isinstance(value, bool)
            if not of_kind or not low <= value <= high:
                noun = "whole number" if kind is int else "number"
                raise DeclarationError(f"guard: {name}: {value!r} must be a {noun} from {low:g} to {high:g}")
        if self.planned_units < self.fewest_units:
            raise DeclarationError(
                f"guard: planned_units: {self.planned_units} must be at least fewest_units, {self.fewest_units}"
            )

    @property
    def span(self) -> timedelta:
        """How long each of the two is watched."""
        return timedelta(days=self.days)


# Below 30 units a normal limit means nothing.
_RANGES: Mapping[str, tuple[type[int | float], float, float]] = {
    "margin": (float, 0.0, 10.0),
    "alpha": (float, 0.000001, 0.2),
    "planned_units": (int, 30, 1_000_000_000),
    "fewest_units": (int, 30, 1_000_000_000),
    "days": (int, 1, 3650),
}
