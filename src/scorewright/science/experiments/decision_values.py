"""Metrics that are a mean over decisions: what a single decision adds to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels
from scorewright.science.calibration.logit import clipped

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DecisionMetric:
    """``values(outcomes, decided, probabilities)``, all of shape (n,), gives one value a decision, shape (n,).

    ``outcomes`` are what happened (0/1), ``decided`` the labels that were given (0/1), by the threshold of that time.
    """

    name: str
    greater_is_better: bool
    values: Callable[[Labels, Labels, Values], Values]


def _right(outcomes: Labels, decided: Labels, _: Values) -> Values:
    right: Values = (outcomes == decided).astype(np.float64)
    return right


def _squared_distance(outcomes: Labels, _: Labels, probabilities: Values) -> Values:
    squared: Values = (probabilities - outcomes) ** 2
    return squared


def _surprise(outcomes: Labels, _: Labels, probabilities: Values) -> Values:
    kept = clipped(probabilities)
    surprise: Values = -np.log(np.where(outcomes == 1, kept, 1 - kept))
    return surprise


_ALL = (
    DecisionMetric("accuracy", greater_is_better=True, values=_right),
    DecisionMetric("brier", greater_is_better=False, values=_squared_distance),
    DecisionMetric("log_loss", greater_is_better=False, values=_surprise),
)

DECISION_METRICS: Mapping[str, DecisionMetric] = MappingProxyType({metric.name: metric for metric in _ALL})
