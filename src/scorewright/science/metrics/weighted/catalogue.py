"""The metrics of the catalogue, each weighed: what a gate or a training asks for where rows are of a sample."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.calibration.logit import clipped
from scorewright.science.metrics import ranking
from scorewright.science.metrics import threshold as of_counts
from scorewright.science.metrics.calibration import BINS
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.reliability import equal_mass_bins
from scorewright.science.metrics.weighted.calibration import weighted_brier, weighted_calibration_line
from scorewright.science.metrics.weighted.inclusion_weights import Weights
from scorewright.science.metrics.weighted.ranking import weighted_roc_auc
from scorewright.science.metrics.weighted.threshold import weighted_confusion

Weighed = Callable[[Labels, Probabilities, Weights, float], float | None]


def _of_labels(measure: Callable[[of_counts.Counts], float | None]) -> Weighed:
    return lambda y, p, weights, cut: measure(weighted_confusion(y, p, weights, cut))


def _of_probabilities(measure: Callable[[Labels, Probabilities, Weights], float | None]) -> Weighed:
    return lambda y, p, weights, _: measure(y, p, weights)


def _gini(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    area = weighted_roc_auc(y, p, weights)
    return None if area is None else 2 * area - 1


def _log_loss(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    if not len(y):
        return None
    kept = clipped(p)
    return float(-np.average(np.log(np.where(y == 1, kept, 1 - kept)), weights=weights))


def _positive_rate(y: Labels, _: Probabilities, weights: Weights) -> float | None:
    return float(np.average(y, weights=weights)) if len(y) else None


def _brier_gain(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    reached, rate = weighted_brier(y, p, weights), _positive_rate(y, p, weights)
    return None if reached is None or rate is None or rate in (0, 1) else 1 - reached / (rate * (1 - rate))


def _calibration_error(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    """Over ten bins with as many chosen rows each."""
    if not len(y):
        return None
    bins = equal_mass_bins(p, BINS)
    return float(np.abs(np.bincount(bins, weights=weights * (p - y), minlength=BINS)).sum() / weights.sum())


def _precision_at_recall_80(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    return ranking.precision_at_recall(y, p, 0.8, weights)


def _rows(y: Labels, _p: Probabilities, _weights: Weights) -> float:
    return float(len(y))


def _positives(y: Labels, _p: Probabilities, _weights: Weights) -> float:
    return float(np.count_nonzero(y))


def _slope(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    line = weighted_calibration_line(y, p, weights)
    return None if line is None else line[0]


def _intercept(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    line = weighted_calibration_line(y, p, weights)
    return None if line is None else line[1]


# As in the plain catalogue; how many rows there are, and of which kind, stays a count of the chosen ones.
WEIGHED: Mapping[str, Weighed] = MappingProxyType(
    {
        "roc_auc": _of_probabilities(weighted_roc_auc),
        "average_precision": _of_probabilities(ranking.average_precision),
        "precision_at_recall_80": _of_probabilities(_precision_at_recall_80),
        "ks": _of_probabilities(ranking.kolmogorov_smirnov),
        "gini": _of_probabilities(_gini),
        "accuracy": _of_labels(of_counts.accuracy),
        "precision": _of_labels(of_counts.precision),
        "negative_precision": _of_labels(of_counts.negative_precision),
        "recall": _of_labels(of_counts.recall),
        "f1": _of_labels(of_counts.f1),
        "brier": _of_probabilities(weighted_brier),
        "log_loss": _of_probabilities(_log_loss),
        "calibration_slope": _of_probabilities(_slope),
        "calibration_intercept": _of_probabilities(_intercept),
        "expected_calibration_error": _of_probabilities(_calibration_error),
        "accuracy_gain": _of_labels(of_counts.accuracy_gain),
        "brier_gain": _of_probabilities(_brier_gain),
        "false_positive_rate": _of_labels(of_counts.false_positive_rate),
        "rows": _of_probabilities(_rows),
        "positives": _of_probabilities(_positives),
        "positive_rate": _of_probabilities(_positive_rate),
    }
)


def measured(
    name: str, y: Labels, p: Probabilities, *, threshold: float, weights: Weights | None = None
) -> float | None:
    """The metric ``name`` of settled ``p`` against ``y``, weighed where there are ``weights``; all (n,).

    >>> y, p = np.array([1, 0, 0]), np.array([0.9, 0.7, 0.2])
    >>> measured("precision", y, p, threshold=0.5, weights=np.array([1.0, 3.0, 1.0]))
    0.25
    """
    if weights is None:
        return METRICS[name].compute(y, p, threshold)
    return WEIGHED[name](y, p, weights, threshold)
