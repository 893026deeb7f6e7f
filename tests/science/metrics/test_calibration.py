import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn import metrics as theirs
from sklearn.linear_model import LogisticRegression

from scorewright.science.calibration.logit import logit
from scorewright.science.metrics.calibration import (
    base_rate_brier,
    brier,
    brier_gain,
    calibration_slope_intercept,
    expected_calibration_error,
    log_loss,
)

labelled = st.lists(st.tuples(st.integers(0, 1), st.floats(1e-6, 1 - 1e-6)), min_size=2, max_size=60).filter(
    lambda rows: {y for y, _ in rows} == {0, 1}
)
Rows = list[tuple[int, float]]


def _simulated(rows: int, slope: float = 1, intercept: float = 0) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes whose true log odds are ``slope`` times those of ``p`` plus ``intercept``."""
    rng = np.random.default_rng(17)
    p = expit(rng.normal(-0.5, 1.5, rows))
    return (rng.random(rows) < expit(slope * logit(p) + intercept)).astype(np.int64), p


@given(labelled)
def test_calibration__any_rows__agrees_with_scikit_learn(rows: Rows) -> None:
    y, p = np.array([y for y, _ in rows]), np.array([p for _, p in rows])
    assert brier(y, p) == pytest.approx(theirs.brier_score_loss(y, p))
    assert log_loss(y, p) == pytest.approx(theirs.log_loss(y, p))
    assert brier_gain(y, p) == pytest.approx(theirs.d2_brier_score(y, p))


def test_base_rate_brier__a_quarter_positive__is_that_of_answering_a_quarter() -> None:
    y = np.array([0, 0, 0, 1])
    assert base_rate_brier(y) == brier(y, np.full(4, 0.25)) == 0.1875


def test_log_loss__certain_and_wrong__is_finite() -> None:
    assert log_loss(np.array([1, 0]), np.array([0.0, 0.0])) == pytest.approx(-np.log(1e-7) / 2, abs=1e-6)


@pytest.mark.parametrize(("slope", "intercept"), [(1, 0), (0.5, 0.3), (2, -1)])
def test_calibration_slope_intercept__known_distortion__is_recovered(slope: float, intercept: float) -> None:
    line = calibration_slope_intercept(*_simulated(40_000, slope, intercept))
    assert line == pytest.approx((slope, intercept), abs=0.06)


def test_calibration_slope_intercept__simulated_rows__agrees_with_scikit_learn() -> None:
    y, p = _simulated(500, 0.8, 0.2)
    fitted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(logit(p)[:, None], y)
    assert calibration_slope_intercept(y, p) == pytest.approx((fitted.coef_[0, 0], fitted.intercept_[0]), rel=1e-4)


@pytest.mark.parametrize(
    ("y", "p"),
    [
        ([], []),
        ([1, 1, 1], [0.1, 0.2, 0.3]),
        ([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4]),
        ([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4]),
        ([0, 0, 1, 1], [0.1, 0.2, 0.2, 0.4]),
        ([0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3]),
    ],
    ids=["no rows", "one class", "separated", "separated backwards", "touching", "equal"],
)
def test_calibration_slope_intercept__no_finite_line__is_none(y: list[int], p: list[float]) -> None:
    assert calibration_slope_intercept(np.array(y, dtype=np.int64), np.array(p)) is None


@given(labelled)
def test_calibration_slope_intercept__any_rows__is_none_or_the_gradient_vanishes(rows: Rows) -> None:
    y, p = np.array([y for y, _ in rows]), np.array([p for _, p in rows])
    line = calibration_slope_intercept(y, p)
    if line is not None:
        assert np.mean(y - expit(line[0] * logit(p) + line[1])) == pytest.approx(0, abs=1e-4)


def test_expected_calibration_error__hand_made__is_exact() -> None:
    y = np.array([0, 0, 0, 1, 1, 1, 0, 1, 1, 1])
    p = np.linspace(0.05, 0.95, 10)  # ten bins of one row
    assert expected_calibration_error(y, p) == pytest.approx(np.mean(np.abs(p - y)))
    assert expected_calibration_error(np.array([0, 0, 0, 1]), np.full(4, 0.4)) == pytest.approx(0.15)


def test_expected_calibration_error__two_rows_a_bin__errors_within_a_bin_cancel() -> None:
    y = np.tile([0, 0, 1, 1, 0, 1], 4)[:20]
    p = np.linspace(0.02, 0.97, 20)
    by_hand = np.abs((p - y).reshape(10, 2).mean(axis=1)).mean()
    assert expected_calibration_error(y, p) == pytest.approx(by_hand)


def test_expected_calibration_error__calibrated_against_not__tells_them_apart() -> None:
    y, p = _simulated(50_000)
    calibrated, shifted = expected_calibration_error(y, p), expected_calibration_error(y, np.minimum(p + 0.2, 1))
    assert calibrated is not None
    assert shifted is not None
    assert calibrated < 0.01
    assert 0.15 < shifted < 0.2


@given(labelled, st.integers(0, 99))
def test_expected_calibration_error__tied_rows_in_another_order__is_the_same(rows: Rows, seed: int) -> None:
    y, p = np.array([y for y, _ in rows]), np.array([round(p, 1) for _, p in rows])
    order = np.random.default_rng(seed).permutation(len(rows))
    one, other = expected_calibration_error(y, p), expected_calibration_error(y[order], p[order])
    assert one == pytest.approx(other, abs=1e-12)


def test_calibration__no_meaning__is_none() -> None:
    nothing = np.array([], dtype=np.int64), np.array([])
    assert [measure(*nothing) for measure in (brier, brier_gain, log_loss, expected_calibration_error)] == [None] * 4
    assert base_rate_brier(nothing[0]) is None
    assert brier_gain(np.ones(3, dtype=np.int64), np.array([0.2, 0.4, 0.9])) is None
