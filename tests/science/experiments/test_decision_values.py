"""A mean of the values of single decisions is the metric of the catalogue."""

import numpy as np
import pytest

from scorewright.science.experiments.decision_values import DECISION_METRICS
from scorewright.science.metrics.catalogue import METRICS


@pytest.mark.parametrize("name", DECISION_METRICS)
def test_values__their_mean__is_the_metric_of_that_name(name: str) -> None:
    rng = np.random.default_rng(5)
    probabilities = rng.uniform(size=500).round(6)
    outcomes = (rng.uniform(size=500) < probabilities).astype(np.int64)
    decided = (probabilities > 0.5).astype(np.int64)
    metric, reference = DECISION_METRICS[name], METRICS[name]
    found = metric.values(outcomes, decided, probabilities).mean()
    assert found == pytest.approx(reference.compute(outcomes, probabilities, 0.5), abs=1e-12)
    assert metric.greater_is_better == reference.greater_is_better
