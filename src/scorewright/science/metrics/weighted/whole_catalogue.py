"""The evaluation of one model on rows of a sample: every metric of the catalogue, weighed, with its interval."""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.bootstrap import MOST_ROWS, Interval, percentile_interval
from scorewright.science.metrics.report import Evaluation
from scorewright.science.metrics.threshold import confusion
from scorewright.science.metrics.weighted.catalogue import WEIGHED
from scorewright.science.metrics.weighted.inclusion_weights import Weights, check_weighted


def evaluate_sample(
    y: Labels,
    p: Probabilities,
    weights: Weights,
    *,
    threshold: float,
    rng: np.random.Generator,
    resamples: int = 200,
    most_rows: int = MOST_ROWS,
) -> Evaluation:
    """As ``science.metrics.report.evaluate``, all of the catalogue, with each metric weighed.

    Intervals are percentiles over ``resamples``, as in ``evaluate_weighted``. The confusion counts rows as they are, as
    do ``rows`` and ``positives``, whose intervals are points. Raises ValueError as ``evaluate_weighted`` does.
    """
    check_weighted(y, p, weights)
    if not len(y):
        raise ValueError("there is no row to evaluate")
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1: {resamples}")
    drawn: dict[str, list[float | None]] = {name: [] for name in WEIGHED}
    size = min(len(y), most_rows)
    for _ in range(resamples):
        rows = rng.integers(len(y), size=size)
        for name, weighed in WEIGHED.items():
            drawn[name].append(weighed(y[rows], p[rows], weights[rows], threshold))
    values = {name: weighed(y, p, weights, threshold) for name, weighed in WEIGHED.items()}
    found = {name: percentile_interval(value, drawn[name], share=size / len(y)) for name, value in values.items()}
    counts = {name: Interval(values[name], values[name], values[name]) for name in ("rows", "positives")}
    return Evaluation(found | counts, confusion(y, p, threshold))
