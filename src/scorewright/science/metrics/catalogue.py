"""Every metric by its name: what a gate, a report or a comparison may ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics import calibration, ranking, threshold


@dataclass(frozen=True, slots=True)
class Metric:
    """A named measure of outcomes ``y`` (0/1) against settled probabilities ``p``, both of shape (n,).

    ``compute(y, p, threshold)`` gives None where the metric has no meaning. ``greater_is_better`` is None where neither
    direction is better: a description (rows), or a target in the middle (slope 1, intercept 0). ``needs`` is "labels"
    where the threshold matters, "probabilities" where it does not, and "order" where only the order of rows by
    probability does: an increasing calibration leaves such a metric as it is.
    """

    name: str
    compute: Callable[[Labels, Probabilities, float], float | None]
    greater_is_better: bool | None
    needs: Literal["order", "probabilities", "labels"]


def _of_order(name: str, measure: Callable[[Labels, Probabilities], float | None]) -> Metric:
    return Metric(name, lambda y, p, _: measure(y, p), greater_is_better=True, needs="order")


def _of_probabilities(
    name: str, measure: Callable[[Labels, Probabilities], float | None], *, greater_is_better: bool | None
) -> Metric:
    return Metric(name, lambda y, p, _: measure(y, p), greater_is_better, "probabilities")


def _of_labels(
    name: str, measure: Callable[[threshold.Confusion], float | None], *, greater_is_better: bool | None
) -> Metric:
    return Metric(name, lambda y, p, cut: measure(threshold.confusion(y, p, cut)), greater_is_better, "labels")


def _precision_at_recall_80(y: Labels, p: Probabilities) -> float | None:
    return ranking.precision_at_recall(y, p, 0.8)


def _calibration_slope(y: Labels, p: Probabilities) -> float | None:
    line = calibration.calibration_slope_intercept(y, p)
    return None if line is None else line[0]


def _calibration_intercept(y: Labels, p: Probabilities) -> float | None:
    line = calibration.calibration_slope_intercept(y, p)
    return None if line is None else line[1]


def _rows(y: Labels, _: Probabilities) -> float:
    return float(len(y))


def _positives(y: Labels, _: Probabilities) -> float:
    return float(np.count_nonzero(y))


def _positive_rate(y: Labels, _: Probabilities) -> float | None:
    return float(np.mean(y)) if len(y) else None


_ALL = (
    _of_order("roc_auc", ranking.roc_auc),
    _of_order("average_precision", ranking.average_precision),
    _of_order("precision_at_recall_80", _precision_at_recall_80),
    _of_order("ks", ranking.kolmogorov_smirnov),
    _of_order("gini", ranking.gini),
    _of_labels("accuracy", threshold.accuracy, greater_is_better=True),
    _of_labels("precision", threshold.precision, greater_is_better=True),
    _of_labels("negative_precision", threshold.negative_precision, greater_is_better=True),
    _of_labels("recall", threshold.recall, greater_is_better=True),
    _of_labels("f1", threshold.f1, greater_is_better=True),
    _of_probabilities("brier", calibration.brier, greater_is_better=False),
    _of_probabilities("log_loss", calibration.log_loss, greater_is_better=False),
    _of_probabilities("calibration_slope", _calibration_slope, greater_is_better=None),
    _of_probabilities("calibration_intercept", _calibration_intercept, greater_is_better=None),
    _of_probabilities("expected_calibration_error", calibration.expected_calibration_error, greater_is_better=False),
    _of_labels("accuracy_gain", threshold.accuracy_gain, greater_is_better=True),
    _of_probabilities("brier_gain", calibration.brier_gain, greater_is_better=True),
    _of_labels("false_positive_rate", threshold.false_positive_rate, greater_is_better=False),
    _of_probabilities("rows", _rows, greater_is_better=None),
    _of_probabilities("positives", _positives, greater_is_better=None),
    _of_probabilities("positive_rate", _positive_rate, greater_is_better=None),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})
