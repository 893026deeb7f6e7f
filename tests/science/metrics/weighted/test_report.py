"""F18: outcomes of a sample say what all outcomes would, within the interval; calling the others negative does not."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.experiments.verification import THRESHOLD, Decisions, draw, recovery
from scorewright.science.metrics.proportion import share_of
from scorewright.science.metrics.weighted.inclusion_weights import check_weighted, effective_rows
from scorewright.science.metrics.weighted.measuring import weighted_metrics
from scorewright.science.metrics.weighted.report import evaluate_weighted
from scorewright.science.metrics.weighted.threshold import weighted_confusion


def test_evaluate_weighted__verification_by_score__recovers_the_truth_where_the_plain_metric_does_not() -> None:
    found = recovery(np.random.default_rng(18), periods=60, resamples=100)
    # Percentile intervals of a hundred resamples hold 93 of 100; four standard deviations of sixty periods.
    assert min(metric.covered_share for metric in found.values()) > 0.93 - 4 * (0.93 * 0.07 / 60) ** 0.5
    for name in ("precision", "recall"):
        assert found[name].weighted == pytest.approx(found[name].truth, abs=0.03)
        assert abs(found[name].plain - found[name].truth) > 0.2


def investigated(rng: np.random.Generator, decisions: Decisions) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Another sample of the same decisions."""
    return replace(decisions, chosen=rng.random(len(decisions.chances)) < decisions.chances).sample


def test_weighted_metrics__many_samples_of_the_same_decisions__are_right_on_average() -> None:
    rng = np.random.default_rng(19)
    decisions = draw(rng)
    drawn = [weighted_metrics(*investigated(rng, decisions), THRESHOLD) for _ in range(400)]
    for name in ("precision", "recall", "accuracy", "roc_auc", "brier"):
        truth = decisions.truth()[name]
        found = np.array([metrics[name] for metrics in drawn], dtype=np.float64)
        assert truth is not None
        # A ratio of two totals is off by the order of one part in the sample's rows.
        assert abs(found.mean() - truth) < 4 * found.std() / 20 + 0.005, name


def test_weighted_confusion__many_samples__totals_are_those_of_all_decisions() -> None:
    rng = np.random.default_rng(20)
    decisions = draw(rng)
    drawn = []
    for _ in range(400):
        counts = weighted_confusion(*investigated(rng, decisions), THRESHOLD)
        drawn.append((counts.positives, counts.negatives))
    means, errors = np.mean(drawn, axis=0), np.std(drawn, axis=0) / 20
    truth = np.bincount(decisions.outcomes, minlength=2)[::-1]
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
    assert found.metrics["accuracy"] == share_of(5, 5)  # and not certain, though no resample has an error


def test_evaluate_weighted__more_rows_than_a_resample_draws__spread_is_that_of_all() -> None:
    y, p, weights = draw(np.random.default_rng(2), 20_000).sample
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
