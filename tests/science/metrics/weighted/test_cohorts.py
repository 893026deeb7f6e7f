"""Cohorts: each by itself, and silent where little is known."""

import numpy as np
import pytest

from scorewright.science.metrics.weighted.cohorts import performance_of_cohorts
from scorewright.science.metrics.weighted.report import evaluate_weighted

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _served() -> Arrays:
    rng = np.random.default_rng(1)
    p = rng.random(600).round(6)
    return np.repeat(["2026-01-05", "2026-01-12"], [400, 200]), (rng.random(600) < p).astype(np.int64), p, np.ones(600)


def test_cohorts__by_week__each_is_evaluated_by_itself() -> None:
    weeks, y, p, weights = _served()
    found = performance_of_cohorts(weeks, y, p, weights, threshold=0.5, rng=np.random.default_rng(2), resamples=50)
    assert list(found) == ["2026-01-05", "2026-01-12"]
    later = slice(400, None)
    alone = evaluate_weighted(
        y[later], p[later], weights[later], threshold=0.5, rng=np.random.default_rng(3), resamples=50
    )
    told = found["2026-01-12"]
    assert told.performance is not None
    assert told.performance.metrics["roc_auc"].value == alone.metrics["roc_auc"].value
    assert (told.rows, told.words) == (200, "200 matured outcomes.")


def test_cohorts__a_few_heavy_rows__are_not_enough_however_many_there_are() -> None:
    weeks, y, p, weights = _served()
    weights[0] = 5000.0
    found = performance_of_cohorts(weeks, y, p, weights, threshold=0.5, rng=np.random.default_rng(2), resamples=50)
    assert found["2026-01-05"].performance is None
    assert found["2026-01-05"].words == (
        "Not enough matured outcomes: 400 tell no more than 1 of equal weight, of at least 100."
    )
    assert found["2026-01-12"].performance is not None


def test_cohorts__nothing_served__says_nothing() -> None:
    none = np.array([], dtype=np.float64)
    found = performance_of_cohorts(
        none.astype(str), none.astype(np.int64), none, none, threshold=0.5, rng=np.random.default_rng(1)
    )
    assert found == {}


def test_cohorts__another_shape__refused() -> None:
    _, y, p, weights = _served()
    with pytest.raises(ValueError, match="cohorts must have the shape of y"):
        performance_of_cohorts(np.array(["a"]), y, p, weights, threshold=0.5, rng=np.random.default_rng(1))
