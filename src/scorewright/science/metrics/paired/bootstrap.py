"""Two models on the same rows, by any metric: resampling rows within their class."""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled
from scorewright.science.metrics.bootstrap import LEAST_ANSWERED_SHARE
from scorewright.science.metrics.catalogue import Metric
from scorewright.science.metrics.paired.difference import PairedDifference

RESAMPLES = 1000


def paired_bootstrap(
    metric: Metric,
    y: Labels,
    a: Probabilities,
    b: Probabilities,
    *,
    threshold: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> PairedDifference:
    """The gain of ``b`` over ``a`` in ``metric`` on the same rows, with the bootstrap's standard error.

    ``y`` is 0/1, ``a`` and ``b`` are settled probabilities of 1, all of shape (n,); a label is positive where they are
    above ``threshold``. Each resample draws rows of each class with replacement, as many as there are, and measures
    both models on them, so that what is hard about a row is hard for both (Efron and Tibshirani, An Introduction to the
    Bootstrap, 1993, algorithm 6.1 and section 8.3). The standard error is that of the resampled gains; it is None where
    more than one in twenty had no meaning. Normal limits from it need far fewer resamples than percentiles do at the
    small error rates of repeated comparisons.

    Raises ValueError where the metric has no better direction, ``resamples`` is below 2, shapes differ, ``y`` is not
    0/1 or a probability lies outside [0, 1].
    """
    if metric.greater_is_better is None:
        raise ValueError(f"{metric.name} says nothing about which model is better")
    if resamples < 2:
        raise ValueError(f"resamples must be at least 2: {resamples}")
    check_labelled(y, a)
    check_labelled(y, b)
    sign = 1.0 if metric.greater_is_better else -1.0

    def measured(rows: np.ndarray) -> tuple[float | None, float | None, float | None]:
        first = metric.compute(y[rows], a[rows], threshold)
        second = metric.compute(y[rows], b[rows], threshold)
        return first, second, None if first is None or second is None else sign * (second - first)

    classes = [members for members in (np.flatnonzero(y == 0), np.flatnonzero(y == 1)) if len(members)]
    first, second, gain = measured(np.arange(len(y)))
    if gain is None:
        return PairedDifference(metric.name, "bootstrap", first, second, None, None)
    drawn = [
        measured(np.concatenate([members[rng.integers(len(members), size=len(members))] for members in classes]))[2]
        for _ in range(resamples)
    ]
    return PairedDifference(metric.name, "bootstrap", first, second, gain, _error(drawn))


def _error(gains: list[float | None]) -> float | None:
    answers = [gain for gain in gains if gain is not None]
    enough = len(answers) >= max(2, LEAST_ANSWERED_SHARE * len(gains))
    return float(np.std(answers, ddof=1)) if enough else None
