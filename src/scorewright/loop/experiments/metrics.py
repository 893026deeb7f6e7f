"""What experiments are judged by: means over decisions, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.experiments.refusals import ExperimentRejectedError
from scorewright.loop.registry.metric_names import NAMES, metric_label
from scorewright.science.experiments.decision_values import DECISION_METRICS

COST = "cost"
MEANS = (*DECISION_METRICS, COST)
ERRORS = ("false_positive", "false_negative")
KINDS = ("true_positive", *ERRORS, "true_negative")


@dataclass(frozen=True, slots=True)
class Decided:
    """n decisions, all arrays of shape (n,): ``said`` is how they were labelled, ``labels`` what happened."""

    labels: NDArray[np.int64]
    said: NDArray[np.int64]
    probabilities: NDArray[np.float64]


def check_metric(name: str, costs: Mapping[str, float] | None) -> None:
    """Raises ExperimentRejectedError, naming the reason, where experiments are not judged by it."""
    if name not in MEANS:
        known = f"{metric_label(name)} is no mean over decisions" if name in NAMES else f"{name!r} is not known"
        raise ExperimentRejectedError(
            "metric", "mean", f"{known}: an experiment is judged by one of {', '.join(MEANS)}"
        )
    if (name == COST) != (costs is not None):
        rule = "must say what a false_positive and a false_negative cost" if name == COST else "are for the metric cost"
        raise ExperimentRejectedError("costs", "required" if name == COST else "metric", rule)
    if costs is None:
        return
    if others := sorted(set(costs) - set(KINDS)) or sorted(set(ERRORS) - set(costs)):
        message = (
            f"{', '.join(others)}: must be named, of {', '.join(KINDS)}, the first and the last if they cost something"
        )
        raise ExperimentRejectedError("costs", "names", message)
    if not all(isfinite(cost) for cost in costs.values()) or len(set(_matrix(costs).values())) == 1:
        raise ExperimentRejectedError("costs", "values", "must be finite, and must not all be the same")


def greater_is_better(name: str) -> bool:
    return name in DECISION_METRICS and DECISION_METRICS[name].greater_is_better


def values_of(name: str, decided: Decided, costs: Mapping[str, float] | None = None) -> NDArray[np.float64]:
    """The metric of each decision, shape (n,): their mean is that of the arm."""
    if name in DECISION_METRICS:
        return DECISION_METRICS[name].values(decided.labels, decided.said, decided.probabilities)
    matrix = _matrix(costs or {})
    positive = np.where(decided.said == 1, matrix["true_positive"], matrix["false_negative"])
    negative = np.where(decided.said == 1, matrix["false_positive"], matrix["true_negative"])
    return np.where(decided.labels == 1, positive, negative).astype(np.float64)


def expected_of(
    name: str,
    probabilities: NDArray[np.float64],
    thresholds: NDArray[np.float64],
    costs: Mapping[str, float] | None = None,
) -> NDArray[np.float64]:
    """What decisions by ``thresholds`` expect of the metric where ``probabilities`` are right; all have shape (n,)."""
    said = (probabilities > thresholds).astype(np.int64)
    positive, negative = (
        values_of(name, Decided(np.full(len(said), label, np.int64), said, probabilities), costs) for label in (1, 0)
    )
    return probabilities * positive + (1 - probabilities) * negative


def _matrix(costs: Mapping[str, float]) -> dict[str, float]:
    return {kind: costs.get(kind, 0.0) for kind in KINDS}
