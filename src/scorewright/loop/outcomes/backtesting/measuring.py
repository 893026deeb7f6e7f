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
from scorewright.science.metrics.weighted.paired import paired_weighted
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
    differs. It weighs outcomes where some were looked into by chance: ``by_chance`` of them. ``groups`` are by field:
    a's, then b's.
    """

    rows: int
    positives: int
    by_chance: int
    enough: bool
    compared: tuple[Compared, ...]
    groups: Mapping[str, tuple[Mapping[str, Group], Mapping[str, Group]]]


def measure(rows: Rows, a: Side, b: Side, use_case: UseCase) -> Measured:
    """Equal arguments give equal findings."""
    positives = int(np.count_nonzero(rows.outcomes))
    enough = min(positives, len(rows) - positives) >= FEWEST_OF_A_CLASS
    by_chance = int(np.count_nonzero(rows.weights > 1))
    differences = [] if not enough else _weighted(rows, a, b, use_case) if by_chance else _plain(rows, a, b, use_case)
    compared = tuple(Compared(found, _judged(found, a, b, use_case)) for found in differences)
    return Measured(len(rows), positives, by_chance, enough, compared, _by_group(rows, a, b, use_case))


def _metrics(a: Side, b: Side, use_case: UseCase) -> list[str]:
    """Those in which the two can differ: one version has the same probabilities at any threshold."""
    if a.version != b.version:
        return list(dict.fromkeys((use_case.training.target_metric, *USUAL, *OF_LABELS)))
    return list(OF_LABELS) if a.decision.threshold != b.decision.threshold else []


def _plain(rows: Rows, a: Side, b: Side, use_case: UseCase) -> list[PairedDifference]:
    return [_difference(name, rows, a, b, use_case) for name in _metrics(a, b, use_case)]


def _weighted(rows: Rows, a: Side, b: Side, use_case: UseCase) -> list[PairedDifference]:
    thresholds = (a.decision.threshold, b.decision.threshold)
    rng = np.random.default_rng(use_case.training.seed)
    found = paired_weighted(rows.outcomes, rows.a, rows.b, rows.weights, thresholds=thresholds, rng=rng)
    return [found[name] for name in _metrics(a, b, use_case) if name in found]


def _difference(name: str, rows: Rows, a: Side, b: Side, use_case: UseCase) -> PairedDifference:
    first, second, threshold = rows.a, rows.b, a.decision.threshold
    if METRICS[name].needs == "labels":  # each by its own threshold: labels in the place of probabilities
        first, second, threshold = _labels(first, a), _labels(second, b), 0.5
    rng = np.random.default_rng(use_case.training.seed)
    return compare_paired(name, rows.outcomes, first, second, threshold=threshold, rng=rng)


def _judged(found: PairedDifference, a: Side, b: Side, use_case: UseCase) -> Verdict:
    relevant = relevant_gain(found.metric, found, use_case)
    return judge_difference(found, relevant=relevant, level=LEVEL, names=(a.name, b.name))


def _labels(p: NDArray[np.float64], side: Side) -> NDArray[np.float64]:
    return label(p, side.decision.threshold).astype(np.float64)


def _by_group(
    rows: Rows, a: Side, b: Side, use_case: UseCase
) -> dict[str, tuple[Mapping[str, Group], Mapping[str, Group]]]:
    def of(values: NDArray[np.object_], p: NDArray[np.float64], side: Side) -> Mapping[str, Group]:
        rng = np.random.default_rng(use_case.training.seed)
        return performance_by_group(values, rows.outcomes, p, threshold=side.decision.threshold, rng=rng)

    return {name: (of(values, rows.a, a), of(values, rows.b, b)) for name, values in rows.groups.items()}
