import numpy as np
import pytest
from scipy.special import expit

from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.report import evaluate
from scorewright.science.metrics.threshold import Confusion, confusion
from scorewright.science.policy.probabilities import settle


def _rows() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(8)
    p = settle(expit(rng.normal(-1, 1, 400)))
    return (rng.random(400) < p).astype(np.int64), p


def test_evaluate__simulated_rows__has_every_metric_inside_its_interval() -> None:
    y, p = _rows()
    found = evaluate(y, p, threshold=0.4, rng=np.random.default_rng(0))
    assert set(found.metrics) == set(METRICS)
    assert found.confusion == confusion(y, p, 0.4)
    for name, interval in found.metrics.items():
        assert interval.value == METRICS[name].compute(y, p, 0.4)
        assert interval.low is not None
        assert interval.high is not None
        assert interval.low <= interval.high
    auc = found.metrics["roc_auc"]
    assert auc.low is not None
    assert auc.low < (auc.value or 0) < (auc.high or 0)
    assert found.metrics["positives"].low == found.metrics["positives"].high == y.sum()


def test_evaluate__probability_on_the_threshold__is_labelled_negative() -> None:
    found = evaluate(np.array([0, 1]), np.array([0.5, 0.6]), threshold=0.5, rng=np.random.default_rng(0), resamples=2)
    assert found.confusion == Confusion(true_positives=1, false_positives=0, true_negatives=1, false_negatives=0)


@pytest.mark.parametrize(
    ("y", "p", "reason"),
    [([], [], "no row"), ([0, 1], [0.2], "shape"), ([0, 3], [0.2, 0.3], "0 and 1"), ([0, 1], [0.2, 1.5], "within")],
)
def test_evaluate__wrong_rows__names_the_reason(y: list[int], p: list[float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        evaluate(np.array(y, dtype=np.int64), np.array(p), threshold=0.5, rng=np.random.default_rng(0))
