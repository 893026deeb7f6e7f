"""F18: outcomes of a sample say what all outcomes would, within the interval; counting the rest as negatives does not.

A fraud use case: 4,000 decisions, calibrated probabilities. Everything above 0.6 is investigated, of the others one in
ten, drawn at random, with its inclusion probability kept.
"""

import numpy as np
import pytest

from scorewright.science.calibration.logit import logistic
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.weighted.inclusion_weights import check_weighted, effective_rows
from scorewright.science.metrics.weighted.measuring import WEIGHTED, weighted_metrics
from scorewright.science.metrics.weighted.report import evaluate_weighted
from scorewright.science.metrics.weighted.threshold import weighted_confusion
from scorewright.science.policy.probabilities import settle

THRESHOLD, AUDIT = 0.3, 0.1
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def _decisions(rng: np.random.Generator, rows: int = 4000) -> Arrays:
    """Outcomes, probabilities and inclusion probabilities of all decisions."""
    p = settle(logistic(rng.normal(-1.6, 1.6, size=rows)))
    return (rng.random(rows) < p).astype(np.int64), p, np.where(p > 0.6, 1.0, AUDIT)


def _investigated(rng: np.random.Generator, decisions: Arrays) -> Arrays:
    y, p, chances = decisions
    chosen = rng.random(len(y)) < chances
    return y[chosen], p[chosen], 1 / chances[chosen]


def test_evaluate_weighted__verification_by_score__recovers_the_truth_where_the_plain_metric_does_not() -> None:
    rng, times = np.random.default_rng(18), 60
    covered = dict.fromkeys(WEIGHTED, 0)
    fooled = {"precision": 0, "recall": 0}
    truths = {name: METRICS[name].compute(*_decisions(rng, 400_000)[:2], THRESHOLD) for name in WEIGHTED}
    for _ in range(times):
        decisions = _decisions(rng)
        y, p, weights = _investigated(rng, decisions)
        found = evaluate_weighted(y, p, weights, threshold=THRESHOLD, rng=rng, resamples=100).metrics
        for name, truth in truths.items():
            ends = found[name]
            assert truth is not None
            assert ends.low is not None
            assert ends.high is not None
            covered[name] += ends.low <= truth <= ends.high
        # What is described: an outcome "false" for whatever was not investigated.
        negative = np.where(rng.random(len(decisions[0])) < decisions[2], decisions[0], 0)
        for name in fooled:
            plain, ends = METRICS[name].compute(negative, decisions[1], THRESHOLD), found[name]
            assert plain is not None
            assert ends.low is not None
            assert ends.high is not None
            fooled[name] += not ends.low <= plain <= ends.high
    # Percentile intervals of few rows cover a little less than they say.
    assert min(covered.values()) / times > 0.82
    assert fooled["recall"] / times > 0.9
    assert fooled["precision"] / times > 0.9


def test_weighted_metrics__many_samples_of_the_same_decisions__are_right_on_average() -> None:
    rng = np.random.default_rng(19)
    decisions = _decisions(rng)
    drawn = [weighted_metrics(*_investigated(rng, decisions), THRESHOLD) for _ in range(400)]
    for name in ("precision", "recall", "accuracy", "roc_auc", "brier"):
        truth = METRICS[name].compute(decisions[0], decisions[1], THRESHOLD)
        found = np.array([metrics[name] for metrics in drawn], dtype=np.float64)
        assert truth is not None
        # A ratio of two totals is off by the order of one part in the sample's rows.
        assert abs(found.mean() - truth) < 4 * found.std() / 20 + 0.005, name


def test_weighted_confusion__many_samples__totals_are_those_of_all_decisions() -> None:
    rng = np.random.default_rng(20)
    decisions = _decisions(rng)
    drawn = []
    for _ in range(400):
        counts = weighted_confusion(*_investigated(rng, decisions), THRESHOLD)
        drawn.append((counts.positives, counts.negatives))
    means, errors = np.mean(drawn, axis=0), np.std(drawn, axis=0) / 20
    truth = np.bincount(decisions[0], minlength=2)[::-1]
    assert np.all(np.abs(means - truth) < 4 * errors)


def test_evaluate_weighted__equal_weights__counts_rows_as_they_are() -> None:
    y, p = np.array([0, 1, 1, 0]), np.array([0.2, 0.9, 0.4, 0.7])
    found = evaluate_weighted(y, p, np.ones(4), threshold=0.5, rng=np.random.default_rng(1), resamples=50)
    assert (found.rows, found.effective_rows, found.confusion.positives) == (4, 4.0, 2.0)
    assert found.metrics["accuracy"].value == 0.5


def test_evaluate_weighted__single_class__has_no_area_but_an_accuracy() -> None:
    found = evaluate_weighted(
        np.zeros(5, dtype=np.int64), np.full(5, 0.2), np.ones(5), threshold=0.5, rng=np.random.default_rng(1)
    )
    assert found.metrics["roc_auc"].value is None
    assert found.metrics["recall"].value is None
    assert found.metrics["accuracy"].low == 1.0


def test_evaluate_weighted__more_rows_than_a_resample_draws__spread_is_that_of_all() -> None:
    y, p, weights = _investigated(np.random.default_rng(3), _decisions(np.random.default_rng(2), 20_000))
    widths = []
    for most_rows in (len(y), len(y) // 10):
        found = evaluate_weighted(
            y, p, weights, threshold=THRESHOLD, rng=np.random.default_rng(4), resamples=150, most_rows=most_rows
        ).metrics["accuracy"]
        assert found.low is not None
        assert found.high is not None
        widths.append(found.high - found.low)
    assert widths[1] == pytest.approx(widths[0], rel=0.35)


def test_effective_rows__a_few_heavy_ones__tell_little() -> None:
    assert effective_rows(np.array([])) == 0.0
    assert effective_rows(np.full(7, 3.0)) == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("weights", "rule"), [([1.0], "shape"), ([1.0, 0.5], "at least 1"), ([1.0, float("inf")], "finite")]
)
def test_check_weighted__weights_that_are_none__refused(weights: list[float], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        check_weighted(np.array([0, 1]), np.array([0.1, 0.2]), np.array(weights))


@pytest.mark.parametrize(("rows", "resamples", "rule"), [(0, 10, "no row"), (2, 0, "resamples")])
def test_evaluate_weighted__what_makes_no_sense__is_refused(rows: int, resamples: int, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        evaluate_weighted(
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows),
            np.ones(rows),
            threshold=0.5,
            rng=np.random.default_rng(1),
            resamples=resamples,
        )
