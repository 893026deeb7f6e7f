"""How a model does for each group of rows: measurements with intervals, and no verdict."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.bootstrap import Interval, bootstrap_intervals
from scorewright.science.metrics.proportion import share_of
from scorewright.science.metrics.ranking import roc_auc
from scorewright.science.metrics.threshold import confusion

FEWEST_ROWS = 30
FEWEST_OF_A_CLASS = 10


@dataclass(frozen=True, slots=True)
class Performance:
    """What was measured on the rows of a group; each interval is of 95 %.

    ``positive_rate`` is the share of positive outcomes, ``selection_rate`` that of positive labels. ``true_positive_
    rate`` and ``false_positive_rate`` are the shares of positives and of negatives that are labelled positive: None
    within where there is none. ``roc_auc`` is None within below ten rows of either class. ``calibration_gap`` is the
    mean probability less the share of positives (calibration in the large): above 0 where too much was said.
    """

    positives: int
    positive_rate: Interval
    selection_rate: Interval
    true_positive_rate: Interval
    false_positive_rate: Interval
    roc_auc: Interval
    calibration_gap: Interval


@dataclass(frozen=True, slots=True)
class Group:
    """``performance`` is None where the group has too few rows to say anything: then only their count is told."""

    rows: int
    performance: Performance | None


def performance_by_group(
    groups: NDArray[np.object_],
    y: Labels,
    p: Probabilities,
    *,
    threshold: float,
    rng: np.random.Generator,
    fewest_rows: int = FEWEST_ROWS,
) -> dict[str, Group]:
    """Measure settled ``p`` against outcomes ``y`` for each value of ``groups``, all (n,), in the order of the values.

    A label is positive where ``p`` is above ``threshold``. Below ``fewest_rows`` rows a group has only its count.

    >>> found = performance_by_group(np.array(["a", "a", "b"], dtype=object), np.array([0, 1, 1]),
    ...     np.array([0.2, 0.7, 0.4]), threshold=0.5, rng=np.random.default_rng(1), fewest_rows=2)
    >>> found["a"].performance.selection_rate.value, found["b"]
    (0.5, Group(rows=1, performance=None))
    """
    found: dict[str, Group] = {}
    for name in sorted(set(groups.tolist())):
        rows = groups == name
        count = int(np.count_nonzero(rows))
        told = count >= fewest_rows
        found[name] = Group(count, _performance(y[rows], p[rows], threshold, rng) if told else None)
    return found


def _performance(y: Labels, p: Probabilities, threshold: float, rng: np.random.Generator) -> Performance:
    counts = confusion(y, p, threshold)
    positive_rate = share_of(counts.positives, len(y))
    labelled = counts.true_positives + counts.false_positives
    return Performance(
        positives=counts.positives,
        positive_rate=positive_rate,
        selection_rate=share_of(labelled, len(y)),
        true_positive_rate=share_of(counts.true_positives, counts.positives),
        false_positive_rate=share_of(counts.false_positives, counts.negatives),
        roc_auc=_roc_auc(y, p, rng),
        calibration_gap=_gap(float(np.mean(p)), positive_rate),
    )


def _roc_auc(y: Labels, p: Probabilities, rng: np.random.Generator) -> Interval:
    positives = int(np.sum(y))
    if min(positives, len(y) - positives) < FEWEST_OF_A_CLASS:
        return Interval(None, None, None)
    return bootstrap_intervals(y, p, {"roc_auc": roc_auc}, rng=rng)["roc_auc"]


def _gap(said: float, seen: Interval) -> Interval:
    if seen.value is None or seen.low is None or seen.high is None:
        return Interval(None, None, None)
    return Interval(said - seen.value, said - seen.high, said - seen.low)
