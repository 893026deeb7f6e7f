"""Estimates without labels: right where probabilities are calibrated, whoever applies."""

import numpy as np
import pytest

from scorewright.science.calibration.logit import logistic
from scorewright.science.estimation.confidence_based import (
    ESTIMATED,
    estimate_performance,
    expected_confusion,
    expected_metrics,
)
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.policy.probabilities import settle


def _probabilities(rng: np.random.Generator, rows: int = 1000, *, mean: float = -1.0) -> np.ndarray:
    return settle(logistic(rng.normal(mean, 1.5, size=rows)))


@pytest.mark.parametrize("name", ESTIMATED)
def test_expected_metrics__many_draws_of_outcomes__are_their_mean(name: str) -> None:
    rng = np.random.default_rng(1)
    p = _probabilities(rng)
    drawn = []
    for _ in range(400):
        measured = METRICS[name].compute((rng.random(len(p)) < p).astype(np.int64), p, 0.5)
        assert measured is not None
        drawn.append(measured)
    assert expected_metrics(p, 0.5)[name] == pytest.approx(np.mean(drawn), abs=4 * np.std(drawn) / 20 + 0.001)


@pytest.mark.parametrize("mean", [-1.0, 0.5])  # the applicants of training, and quite other ones
def test_estimate_performance__calibrated_probabilities__limits_hold_what_is_measured_later(mean: float) -> None:
    rng, times = np.random.default_rng(2), 80
    within = dict.fromkeys(ESTIMATED, 0)
    for _ in range(times):
        p = _probabilities(rng, mean=mean)
        found = estimate_performance(p, threshold=0.5, rng=rng, draws=100)
        y = (rng.random(len(p)) < p).astype(np.int64)
        for name, limits in found.metrics.items():
            measured = METRICS[name].compute(y, p, 0.5)
            assert measured is not None
            assert limits.low is not None
            assert limits.high is not None
            within[name] += limits.low <= measured <= limits.high
    assert min(within.values()) / times > 0.95 - 4 * (0.95 * 0.05 / times) ** 0.5


def test_estimate_performance__always__says_that_it_is_estimated() -> None:
    found = estimate_performance(np.array([0.2, 0.7]), threshold=0.5, rng=np.random.default_rng(1))
    assert (found.kind, found.rows) == ("estimated", 2)


def test_expected_confusion__any_rows__adds_up_to_them() -> None:
    p = _probabilities(np.random.default_rng(3), 500)
    found = expected_confusion(p, 0.4)
    assert found.positives + found.negatives == pytest.approx(500)
    assert found.positives == pytest.approx(p.sum())


def test_estimate_performance__nothing_labelled_positive__has_no_precision() -> None:
    found = estimate_performance(np.full(50, 0.1), threshold=0.5, rng=np.random.default_rng(1)).metrics
    assert (found["precision"].value, found["precision"].low) == (None, None)
    assert found["recall"].value == 0.0
    assert found["roc_auc"].value == pytest.approx(0.5)


def test_estimate_performance__more_rows_than_a_draw_takes__spread_is_that_of_all() -> None:
    p = _probabilities(np.random.default_rng(4), 20_000)
    widths = []
    for most_rows in (20_000, 2_000):
        rng = np.random.default_rng(5)
        found = estimate_performance(p, threshold=0.5, rng=rng, draws=150, most_rows=most_rows).metrics["roc_auc"]
        assert found.low is not None
        assert found.high is not None
        widths.append(found.high - found.low)
    assert widths[1] == pytest.approx(widths[0], rel=0.5)


@pytest.mark.parametrize(("p", "draws", "rule"), [([], 10, "no row"), ([0.2, 1.2], 10, "within"), ([0.2], 0, "draws")])
def test_estimate_performance__what_makes_no_sense__is_refused(p: list[float], draws: int, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        estimate_performance(np.array(p), threshold=0.5, rng=np.random.default_rng(1), draws=draws)


def test_estimate__rows_drawn_for_speed__limits_are_those_of_the_outcomes_alone() -> None:
    p = np.random.default_rng(2).random(5_000).round(6)
    found = estimate_performance(p, threshold=0.5, rng=np.random.default_rng(3), draws=400, most_rows=1_000)
    rate = found.metrics["positive_rate"]
    of_outcomes = 1.96 * float(np.sqrt(np.sum(p * (1 - p)))) / len(p)
    assert (rate.high - rate.low) / 2 == pytest.approx(of_outcomes, rel=0.12)
