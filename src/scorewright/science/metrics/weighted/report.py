"""How a model does on all decisions, from the outcomes of a sample of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.bootstrap import MOST_ROWS, Interval, percentile_interval
from scorewright.science.metrics.proportion import share_of
from scorewright.science.metrics.threshold import Confusion, confusion
from scorewright.science.metrics.weighted.inclusion_weights import Weights, check_weighted, effective_rows
from scorewright.science.metrics.weighted.measuring import weighted_metrics
from scorewright.science.metrics.weighted.resampled import resampled_metrics
from scorewright.science.metrics.weighted.threshold import WeightedConfusion, weighted_confusion

RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class WeightedEvaluation:
    """``metrics`` by name, those of ``WEIGHTED``, each with its 95 % interval; ``confusion`` is of all rows.

    ``rows`` outcomes are known; as many of equal weight as ``effective_rows`` would tell as much.
    """

    rows: int
    effective_rows: float
    metrics: Mapping[str, Interval]
    confusion: WeightedConfusion


def evaluate_weighted(
    y: Labels,
    p: Probabilities,
    weights: Weights,
    *,
    threshold: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    most_rows: int = MOST_ROWS,
) -> WeightedEvaluation:
    """Measure settled ``p`` against outcomes ``y`` of chosen rows, weighed by 1 / inclusion probability; all (n,).

    This is what removes verification bias: where high scores are investigated and others hardly ever, counting the
    others as negatives says too little of precision and too much of recall (Begg and Greenes, Biometrics 39, 1983). A
    label is positive where ``p`` is above ``threshold``.

    Where all weights are 1, shares have Wilson's intervals, which are no point where all labels are right. All others
    are percentiles over ``resamples`` of the chosen rows with their weights, both classes together, since how many of
    each were found is chance as well (Mashreghi, Haziza and Leger, A survey of bootstrap methods in finite population
    sampling, Statistics Surveys 10, 2016, section 4). Their ends are None where more than one resample in twenty gave
    no value. Of more than ``most_rows`` a resample draws only so many, and the spread is that of n, as in
    ``bootstrap_intervals``.

    Raises ValueError where there is no row, as ``check_weighted`` does, and for ``resamples`` below 1.
    """
    check_weighted(y, p, weights)
    if not len(y):
        raise ValueError("there is no row to evaluate")
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1: {resamples}")
    size = min(len(y), most_rows)
    drawn = resampled_metrics(y, p, weights, threshold, rng=rng, resamples=resamples, size=size)
    intervals = {
        name: percentile_interval(value, drawn[name], share=size / len(y))
        for name, value in weighted_metrics(y, p, weights, threshold).items()
    }
    if np.all(weights == 1):
        intervals |= _shares(confusion(y, p, threshold))
    return WeightedEvaluation(len(y), effective_rows(weights), intervals, weighted_confusion(y, p, weights, threshold))


def _shares(counts: Confusion) -> dict[str, Interval]:
    right, labelled = counts.true_positives + counts.true_negatives, counts.true_positives + counts.false_positives
    return {
        "accuracy": share_of(right, counts.positives + counts.negatives),
        "precision": share_of(counts.true_positives, labelled),
        "recall": share_of(counts.true_positives, counts.positives),
    }
