"""How much must be shown before one model takes the place of another by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

USUAL_OUTCOMES = 200


@dataclass(frozen=True, kw_only=True)
class ReplacementLimits:
    """The limits of ``replacement.judge_replacement``. Raises ValueError naming the field that is wrong.

    ``min_improvement`` is a share of what the model in production reaches (``improvement`` "relative") or stands in the
    units of the target metric ("absolute"). ``alpha`` is the largest chance, in a year, that equal models replace one
    another at least once; it is spread over ``retrains_a_year`` comparisons. ``minimum_positives`` and
    ``minimum_negatives`` count the rows that are compared on. The calibration slope lies within ``slope_from`` and
    ``slope_to``. A group of at least ``segment_rows`` rows may lose at most ``segment_margin``, in the units of the
    target metric. The share of rows above the threshold may move by at most ``approval_shift`` (0.05 is five points).
    ``shadow_decisions`` is how many decisions the challenger must have made in the shadow, 95 % of them within
    ``shadow_milliseconds``; 0 asks for no shadow.
    """

    min_improvement: float = 0.05
    improvement: Literal["relative", "absolute"] = "relative"
    alpha: float = 0.05
    retrains_a_year: int = 12
    minimum_positives: int = USUAL_OUTCOMES
    minimum_negatives: int = USUAL_OUTCOMES
    slope_from: float = 0.8
    slope_to: float = 1.25
    segment_rows: int = 300
    segment_margin: float = 0.05
    approval_shift: float = 0.05
    shadow_decisions: int = 0
    shadow_milliseconds: float = 100.0

    def __post_init__(self) -> None:
        if self.improvement not in ("relative", "absolute"):
            raise ValueError(f"improvement: {self.improvement!r} is not one of relative, absolute")
        for name, (kind, low, high) in _RANGES.items():
            value = getattr(self, name)
            of_kind = isinstance(value, int | kind) and not isinstance(value, bool)
            if not of_kind or not low <= value <= high:
                noun = "whole number" if kind is int else "number"
                raise ValueError(f"{name}: {value!r} must be a {noun} from {low:g} to {high:g}")

    def needed_gain(self, reached: float) -> float:
        """The gain that is asked for where the model in production reaches ``reached``, in the units of the metric.

        >>> round(ReplacementLimits().needed_gain(0.5), 3)
        0.025
        >>> ReplacementLimits(min_improvement=0.01, improvement="absolute").needed_gain(0.5)
        0.01
        """
        return self.min_improvement * (abs(reached) if self.improvement == "relative" else 1.0)


# 20 of a class is where a normal limit still means something; a range of slopes must hold 1.
_RANGES: Mapping[str, tuple[type[int | float], float, float]] = {
    "min_improvement": (float, 0.0, 1.0),
    "alpha": (float, 0.000001, 0.2),
    "retrains_a_year": (int, 1, 366),
    "minimum_positives": (int, 20, 10_000_000),
    "minimum_negatives": (int, 20, 10_000_000),
    "slope_from": (float, 0.0, 1.0),
    "slope_to": (float, 1.0, 10.0),
    "segment_rows": (int, 50, 10_000_000),
    "segment_margin": (float, 0.0, 1.0),
    "approval_shift": (float, 0.0, 1.0),
    "shadow_decisions": (int, 0, 10_000_000),
    "shadow_milliseconds": (float, 1.0, 60_000.0),
}
