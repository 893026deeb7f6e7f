"""Gates: what a model must reach before it may decide."""

import math
from dataclasses import dataclass

from scorewright.declare.comparisons import COMPARE, Operator
from scorewright.declare.errors import DeclarationError
from scorewright.science.metrics.beside import BESIDE
from scorewright.science.metrics.catalogue import METRICS


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate found: ``value`` is None, and the gate failed, where the metric has no meaning on these rows."""

    name: str
    value: float | None
    operator: Operator
    threshold: float
    passed: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """A limit on one metric of the hold-out: ``Gate("roc_auc", ">=", 0.8)``."""

    metric: str
    operator: Operator
    threshold: float

    def __post_init__(self) -> None:
        if self.metric not in METRICS and self.metric not in BESIDE:
            raise DeclarationError(f"gate {self.metric!r}: is not one of {', '.join((*METRICS, *BESIDE))}")
        if not math.isfinite(self.threshold):
            raise DeclarationError(f"gate {self.metric!r}: threshold {self.threshold} must be a finite number")
        if self.operator not in COMPARE:
            raise DeclarationError(
                f"gate {self.metric!r}: operator {self.operator!r} is not one of {', '.join(COMPARE)}"
            )

    def judge(self, value: float | None) -> GateResult:
        """Hold ``value`` against the limit.

        >>> Gate("roc_auc", ">=", 0.8).judge(0.79).passed
        False
        """
        passed = value is not None and bool(COMPARE[self.operator](value, self.threshold))
        return GateResult(self.metric, value, self.operator, self.threshold, passed)
