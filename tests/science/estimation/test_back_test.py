"""Back-tests: estimates are forgiven chance, and nothing else."""

import numpy as np
import pytest

from scorewright.science.calibration.logit import logistic, logit
from scorewright.science.estimation.back_test import BackTest, TrackRecord, back_test, track_record
from scorewright.science.estimation.confidence_based import ESTIMATED
from scorewright.science.policy.probabilities import settle


def _weeks(rng: np.random.Generator, weeks: int, *, shift: float) -> list[BackTest]:
    """Weeks in which the true log odds are ``shift`` above those that the model says."""
    found = []
    for _ in range(weeks):
        p = settle(logistic(rng.normal(-1, 1.5, size=800)))
        y = (rng.random(800) < logistic(logit(p) + shift)).astype(np.int64)
        found.append(back_test(y, p, threshold=0.5, rng=rng, resamples=100))
    return found


def test_back_test__calibrated_model__errors_are_chance() -> None:
    weeks = _weeks(np.random.default_rng(1), 40, shift=0.0)
    for name in ESTIMATED:
        record = track_record(weeks, name)
        assert record.cohorts == 40
        # Ends of a hundred draws hold 93 of 100, and chance takes some weeks more.
        assert (record.as_expected_share or 0) > 0.77
        assert abs(record.mean_error or 0) < 0.01
        explained = sum(_holds_zero(week, name) for week in weeks)
        assert explained / 40 > 0.77


def test_back_test__what_happens_has_changed__says_so() -> None:
    """Estimates see only who applies: more churn among the same customers is found when outcomes arrive."""
    weeks = _weeks(np.random.default_rng(2), 20, shift=1.0)
    record = track_record(weeks, "positive_rate")
    assert (record.mean_error or 0) < -0.1
    assert record.as_expected_share == 0.0
    assert record.mean_absolute_error == pytest.approx(-(record.mean_error or 0))
    assert not any(_holds_zero(week, "positive_rate") for week in weeks)


def test_back_test__error__is_estimated_less_measured() -> None:
    y, p = np.array([1, 0, 1, 0]), np.array([0.8, 0.3, 0.6, 0.4])
    found = back_test(y, p, threshold=0.5, rng=np.random.default_rng(3))
    assert found.measured["accuracy"] == 1.0
    assert found.errors["accuracy"].value == pytest.approx((0.8 + 0.7 + 0.6 + 0.6) / 4 - 1)


def test_back_test__single_class__area_has_no_meaning_and_no_cohort() -> None:
    found = back_test(np.zeros(50, dtype=np.int64), np.full(50, 0.2), threshold=0.5, rng=np.random.default_rng(4))
    assert found.measured["roc_auc"] is None
    assert found.errors["roc_auc"].value is None
    assert found.as_expected("roc_auc") is None
    assert track_record([found], "roc_auc") == TrackRecord(0, None, None, None)


def test_back_test__outcomes_that_are_none__refused() -> None:
    with pytest.raises(ValueError, match="0 and 1"):
        back_test(np.array([0, 2]), np.array([0.1, 0.2]), threshold=0.5, rng=np.random.default_rng(1))


def _holds_zero(test: BackTest, name: str) -> bool:
    error = test.errors[name]
    assert error.low is not None
    assert error.high is not None
    return error.low <= 0 <= error.high
