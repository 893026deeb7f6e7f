"""The evaluation of one model on one set of rows: every metric of the catalogue, with its interval."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled
from scorewright.science.metrics.bootstrap import Interval, Measure, bootstrap_intervals
from scorewright.science.metrics.catalogue import METRICS, Metric
from scorewright.science.metrics.threshold import Confusion, confusion


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``metrics`` by name, all of the catalogue; ``confusion`` at the threshold that was asked for."""

    metrics: Mapping[str, Interval]
    confusion: Confusion


def evaluate(
    y: Labels, p: Probabilities, *, threshold: float, rng: np.random.Generator, resamples: int = 200
) -> Evaluation:
    """Measure settled probabilities ``p`` against outcomes ``y``, both of shape (n,).

    A label is positive where ``p`` is above ``threshold``. The intervals are of 95 %, by ``resamples`` stratified
    bootstrap resamples. Raises ValueError when ``y`` is not 0/1, ``p`` is outside [0, 1], the shapes differ or there is
    no row.
    """
    check_labelled(y, p)
    if not len(y):
        raise ValueError("there is no row to evaluate")
    measures = {name: at_threshold(metric, threshold) for name, metric in METRICS.items()}
    intervals = bootstrap_intervals(y, p, measures, rng=rng, resamples=resamples)
    return Evaluation(intervals, confusion(y, p, threshold))


def at_threshold(metric: Metric, threshold: float) -> Measure:
    """``metric`` as a measure of outcomes and probabilities alone."""
    return lambda y, p: metric.compute(y, p, threshold)
