"""The right test for a metric: DeLong's where the metric is an area under the ROC curve, else the bootstrap."""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.paired.bootstrap import RESAMPLES, paired_bootstrap
from scorewright.science.metrics.paired.delong import delong
from scorewright.science.metrics.paired.difference import PairedDifference


def compare_paired(
    metric: str,
    y: Labels,
    a: Probabilities,
    b: Probabilities,
    *,
    threshold: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> PairedDifference:
    """How much better ``b`` is than ``a`` in the metric of that name, on the same rows.

    ``y`` is 0/1, ``a`` and ``b`` are settled probabilities of 1, all of shape (n,). ``roc_auc`` and ``gini`` (twice the
    area, less one) take no resamples. Raises ValueError for an unknown metric, for one without a better direction, and
    as ``delong`` and ``paired_bootstrap`` do.

    >>> y, rng = np.array([0, 0, 1, 1]), np.random.default_rng(1)
    >>> a, b = np.array([0.1, 0.6, 0.4, 0.8]), np.array([0.1, 0.2, 0.7, 0.9])
    >>> compare_paired("gini", y, a, b, threshold=0.5, rng=rng).gain
    0.5
    >>> round(compare_paired("brier", y, a, b, threshold=0.5, rng=rng).gain, 4)
    0.155
    """
    if metric not in METRICS:
        raise ValueError(f"metric {metric!r} is not one of {', '.join(METRICS)}")
    if metric == "roc_auc":
        return delong(y, a, b)
    if metric == "gini":
        return _doubled(delong(y, a, b))
    return paired_bootstrap(METRICS[metric], y, a, b, threshold=threshold, rng=rng, resamples=resamples)


def _doubled(areas: PairedDifference) -> PairedDifference:
    return PairedDifference(
        "gini",
        areas.method,
        None if areas.a is None else 2 * areas.a - 1,
        None if areas.b is None else 2 * areas.b - 1,
        None if areas.gain is None else 2 * areas.gain,
        None if areas.standard_error is None else 2 * areas.standard_error,
    )
