"""Every metric of the catalogue, weighed."""

import numpy as np
import pytest
from sklearn import metrics as theirs

from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.catalogue import WEIGHED, measured
from scorewright.science.metrics.weighted.whole_catalogue import evaluate_sample

RNG = np.random.default_rng(11)
P = np.round(RNG.random(200), 2)
Y = (RNG.random(200) < P).astype(np.int64)
TIMES = RNG.integers(1, 5, 200)


def test_weighed__catalogue__all_of_it_in_its_order() -> None:
    assert list(WEIGHED) == list(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_weighed__weights_of_one__the_plain_metric(name: str) -> None:
    plain = METRICS[name].compute(Y, P, 0.4)
    assert WEIGHED[name](Y, P, np.ones(200), 0.4) == pytest.approx(plain)
    assert measured(name, Y, P, threshold=0.4) == plain


@pytest.mark.parametrize("name", sorted(set(METRICS) - {"rows", "positives", "expected_calibration_error"}))
def test_weighed__whole_weights__as_if_each_row_were_there_so_often(name: str) -> None:
    repeated = METRICS[name].compute(np.repeat(Y, TIMES), np.repeat(P, TIMES), 0.4)
    assert WEIGHED[name](Y, P, TIMES.astype(np.float64), 0.4) == pytest.approx(repeated, abs=1e-8)


def test_weighed__average_precision_and_log_loss__as_scikit_learn_weighs_them() -> None:
    weights = RNG.uniform(1, 20, 200)
    found = {name: WEIGHED[name](Y, P, weights, 0.5) for name in ("average_precision", "log_loss")}
    assert found["average_precision"] == pytest.approx(theirs.average_precision_score(Y, P, sample_weight=weights))
    kept = np.clip(P, 1e-7, 1 - 1e-7)
    assert found["log_loss"] == pytest.approx(theirs.log_loss(Y, kept, sample_weight=weights))


def test_evaluate_sample__all_metrics__with_intervals_around_them_and_counts_as_they_are() -> None:
    found = evaluate_sample(Y, P, TIMES.astype(np.float64), threshold=0.4, rng=np.random.default_rng(1))
    assert list(found.metrics) == list(METRICS)
    auc = found.metrics["roc_auc"]
    assert auc.low is not None
    assert auc.high is not None
    assert auc.low < auc.value < auc.high
    assert auc.value == pytest.approx(theirs.roc_auc_score(Y, P, sample_weight=TIMES))
    assert (found.metrics["rows"].low, found.metrics["positives"].value) == (200, Y.sum())
    assert found.confusion.positives == Y.sum()


def test_evaluate_sample__weights_below_one__refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        evaluate_sample(Y, P, np.full(200, 0.5), threshold=0.4, rng=np.random.default_rng(1))
