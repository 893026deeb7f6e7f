"""Metrics that take more than outcomes and probabilities of a hold-out: the groups of its rows, and other rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, Weights
from scorewright.science.metrics.bootstrap import Interval, percentile_interval, stratified_resamples
from scorewright.science.metrics.groups import each_group
from scorewright.science.metrics.population_stability import population_stability_index
from scorewright.science.metrics.ranking import roc_auc
from scorewright.science.metrics.weighted.ranking import weighted_roc_auc

FEWEST_OF_EACH = 50
RESAMPLES = 200


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Judged:
    """Outcomes ``y`` and settled probabilities ``p`` of a hold-out, both (n,), and what is known beside.

    ``groups`` are the values of fields, each (n,) of text, "" where missing. ``taught`` (m,) is what the learner said
    of training rows that it had not learnt from. ``weights`` (n,) are how many cases a row stands for, None: all one.
    """

    y: Labels
    p: Probabilities
    groups: Mapping[str, NDArray[np.object_]]
    taught: Probabilities | None = None
    weights: Weights | None = None


def lowest_group_roc_auc(judged: Judged, rng: np.random.Generator) -> Interval:
    """The ROC-AUC of the group in which it is lowest, with the 95 % interval of that group's own.

    Of groups with at least 50 rows of either outcome; None where there is none. With fewer, the lowest of many groups
    would be the one with the worst luck: from 50 and 200 rows a true 0.75 is measured within 0.08, nineteen times in
    twenty, and from 20 and 80 within 0.13 (Hanley and McNeil, Radiology 143, 1982). It is the value that is held
    against a limit, and no end of the interval.
    """
    found = [(value, rows) for rows in _measurable(judged) if (value := _roc_auc(judged, rows)) is not None]
    if not found:
        return Interval(None, None, None)
    lowest, rows = min(found, key=lambda one: one[0])
    drawn = [
        _roc_auc(judged, rows[chosen]) for chosen in stratified_resamples(judged.y[rows], rng=rng, resamples=RESAMPLES)
    ]
    return percentile_interval(lowest, drawn)


def score_psi(judged: Judged, _: np.random.Generator) -> Interval:
    """The population stability index of the probabilities: from training rows to the hold-out, each row counted once.

    None where nothing is known of training rows. It has no interval: resampled, it would only grow.
    """
    value = None if judged.taught is None else population_stability_index(judged.taught, judged.p)
    return Interval(value, None, None)


BESIDE: Mapping[str, Callable[[Judged, np.random.Generator], Interval]] = MappingProxyType(
    {"lowest_group_roc_auc": lowest_group_roc_auc, "score_psi": score_psi}
)


def _measurable(judged: Judged) -> Iterator[NDArray[np.intp]]:
    for group in each_group(judged.groups):
        positives = int(np.count_nonzero(judged.y[group.rows]))
        if is_measurable(int(np.count_nonzero(group.rows)), positives):
            yield np.flatnonzero(group.rows)


def is_measurable(rows: int, positives: int) -> bool:
    """Whether a group is looked at by ``lowest_group_roc_auc``."""
    return min(positives, rows - positives) >= FEWEST_OF_EACH


def _roc_auc(judged: Judged, rows: NDArray[np.intp]) -> float | None:
    if judged.weights is None:
        return roc_auc(judged.y[rows], judged.p[rows])
    return weighted_roc_auc(judged.y[rows], judged.p[rows], judged.weights[rows])
