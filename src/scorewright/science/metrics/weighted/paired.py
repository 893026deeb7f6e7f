"""Two models on outcomes of the same sample: how much better one is on all rows that could have been chosen."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.bootstrap import LEAST_ANSWERED_SHARE, MOST_ROWS
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.threshold import accuracy, precision, recall
from scorewright.science.metrics.weighted.calibration import weighted_brier
from scorewright.science.metrics.weighted.inclusion_weights import Weights, check_weighted
from scorewright.science.metrics.weighted.ranking import weighted_roc_auc
from scorewright.science.metrics.weighted.report import RESAMPLES
from scorewright.science.metrics.weighted.threshold import weighted_confusion

SIGNS: Mapping[str, float] = MappingProxyType(
    {"roc_auc": 1.0, "accuracy": 1.0, "precision": 1.0, "recall": 1.0, "brier": -1.0}
)
Values = Mapping[str, float | None]


def paired_weighted(
    y: Labels,
    a: Probabilities,
    b: Probabilities,
    weights: Weights,
    *,
    thresholds: tuple[float, float],
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    most_rows: int = MOST_ROWS,
) -> dict[str, PairedDifference]:
    """The gain of ``b`` over ``a`` in each metric of ``SIGNS``, weighed by 1 / inclusion probability.

    All arrays are (n,). ``a`` and ``b`` are settled; a label is positive where a probability is above the threshold of
    its model. The standard error is that of the gains in resamples of the chosen rows with their weights, as
    ``evaluate_weighted`` draws them and both models on the same; None where more than one in twenty had no meaning. Of
    more than ``most_rows`` a resample draws only so many, and the error is that of n. Raises ValueError where there is
    no row, as ``check_weighted`` does, and for ``resamples`` below 2.

    >>> y, a, b = np.array([1, 0, 0, 1]), np.array([0.6, 0.7, 0.2, 0.9]), np.array([0.8, 0.3, 0.2, 0.9])
    >>> found = paired_weighted(y, a, b, np.array([1.0, 8.0, 1.0, 1.0]), thresholds=(0.5, 0.5),
    ...     rng=np.random.default_rng(1))
    >>> round(found["accuracy"].gain, 3)
    0.727
    """
    for p in (a, b):
        check_weighted(y, p, weights)
    if not len(y):
        raise ValueError("there is no row to evaluate")
    if resamples < 2:
        raise ValueError(f"resamples must be at least 2: {resamples}")

    def measured(rows: np.ndarray) -> tuple[Values, Values]:
        first, second = (
            _values(y[rows], p[rows], weights[rows], threshold) for p, threshold in zip((a, b), thresholds, strict=True)
        )
        return first, second

    size = min(len(y), most_rows)
    drawn = [measured(rng.integers(len(y), size=size)) for _ in range(resamples)]
    of_all = measured(np.arange(len(y)))
    return {
        name: PairedDifference(
            name,
            "bootstrap",
            of_all[0][name],
            of_all[1][name],
            _gain(name, of_all),
            _error([_gain(name, pair) for pair in drawn], size / len(y)),
        )
        for name in SIGNS
    }


def _values(y: Labels, p: Probabilities, weights: Weights, threshold: float) -> Values:
    counts = weighted_confusion(y, p, weights, threshold)
    return {
        "roc_auc": weighted_roc_auc(y, p, weights),
        "accuracy": accuracy(counts),
        "precision": precision(counts),
        "recall": recall(counts),
        "brier": weighted_brier(y, p, weights),
    }


def _gain(name: str, pair: tuple[Values, Values]) -> float | None:
    first, second = (values[name] for values in pair)
    return None if first is None or second is None else SIGNS[name] * (second - first)


def _error(gains: list[float | None], share: float) -> float | None:
    answers = [gain for gain in gains if gain is not None]
    if len(answers) < max(2, LEAST_ANSWERED_SHARE * len(gains)):
        return None
    return float(np.std(answers, ddof=1) * np.sqrt(share))
