"""How good both sides are where it is known what happened."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.backtesting.sample import Rows
from scorewright.loop.outcomes.backtesting.sides import Side
from scorewright.loop.training.comparison import LEVEL, USUAL, relevant_gain
from scorewright.science.metrics.by_group import FEWEST_OF_A_CLASS, Group, performance_by_group
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.paired.comparing import compare_paired
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.paired.verdict import Verdict, judge_difference
from scorewright.science.policy.thresholds import label

OF_LABELS = ("accuracy", "precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric: what both reach in it, and what may be said of the difference."""

    difference: PairedDifference
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Measured:
    """``compared`` is empty where there are not ``enough`` outcomes of each class, and where nothing that they measure
    differs; ``groups`` are by field: a's, then b's.
    """

    rows: int
    positives: int
    enough: bool
    compared: tuple[Compared, ...]
    groups: Mapping[str, tuple[Mapping[str, Group], Mapping[str, Group]]]


def measure(rows: Rows, a: Side, b: Side, use_case: UseCase) -> Measured:
    """Equal arguments give equal findings."""
    positives = int(np.count_nonzero(rows.outcomes))
    enough = min(positives, len(rows) - positives) >= FEWEST_OF_A_CLASS
    compared = [_compared(name, rows, a, b, use_case) for name in _metrics(a, b, use_case)] if enough else []
    return Measured(len(rows), positives, enough, tuple(compared), _by_group(rows, a, b, use_case))


def _metrics(a: Side, b: Side, use_case: UseCase) -> list[str]:
    """Those in which the two can differ: one version has the same probabilities at any threshold."""
    if a.version != b.version:
        return list(dict.fromkeys((use_case.training.target_metric, *USUAL, *OF_LABELS)))
    return list(OF_LABELS) if a.decision.threshold != b.decision.threshold else []


def _compared(name: str, rows: Rows, a: Side, b: Side, use_case: UseCase) -> Compared:
    first, second, threshold = rows.a, rows.b, a.decision.threshold
    if METRICS[name].needs == "labels":  # each by its own threshold: labels in the place of probabilities
        first, second, threshold = _labels(first, a), _labels(second, b), 0.5
    difference = compare_paired(
        name, rows.outcomes, first, second, threshold=threshold, rng=np.random.default_rng(use_case.training.seed)
    )
    relevant = relevant_gain(name, difference, use_case)
    return Compared(difference, judge_difference(difference, relevant=relevant, level=LEVEL, names=(a.name, b.name)))


def _labels(p: NDArray[np.float64], side: Side) -> NDArray[np.float64]:
    return label(p, side.decision.threshold).astype(np.float64)


def _by_group(
    rows: Rows, a: Side, b: Side, use_case: UseCase
) -> dict[str, tuple[Mapping[str, Group], Mapping[str, Group]]]:
    def of(values: NDArray[np.object_], p: NDArray[np.float64], side: Side) -> Mapping[str, Group]:
        rng = np.random.default_rng(use_case.training.seed)
        return performance_by_group(values, rows.outcomes, p, threshold=side.decision.threshold, rng=rng)

    return {name: (of(values, rows.a, a), of(values, rows.b, b)) for name, values in rows.groups.items()}
