import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from scorewright.science.calibration.logistic_line import fit_logistic_line


def test_fit_logistic_line__simulated_rows__agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(2, 3, 3000)
    y = (rng.random(3000) < expit(0.7 * x - 1.2)).astype(np.float64)
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x[:, None], y)
    assert fit_logistic_line(x, y) == pytest.approx((theirs.coef_[0, 0], theirs.intercept_[0]), rel=1e-5)


def test_fit_logistic_line__whole_weights__are_rows_repeated() -> None:
    rng = np.random.default_rng(4)
    x, weights = rng.normal(0, 2, 400), rng.integers(1, 5, 400)
    y = (rng.random(400) < expit(x)).astype(np.float64)
    weighted = fit_logistic_line(x, y, weights.astype(np.float64))
    assert weighted == pytest.approx(fit_logistic_line(np.repeat(x, weights), np.repeat(y, weights)), rel=1e-6)


@given(
    st.lists(st.tuples(st.floats(-16, 16), st.floats(0.02, 0.98)), min_size=3, max_size=30).filter(
        lambda rows: np.ptp([x for x, _ in rows]) > 1e-3
    )
)
def test_fit_logistic_line__soft_targets__the_gradient_vanishes(rows: list[tuple[float, float]]) -> None:
    x, targets = np.array(rows).T
    slope, intercept = fit_logistic_line(x, targets)
    residuals = targets - expit(slope * x + intercept)
    assert abs(residuals.mean()) < 1e-5
    assert abs((residuals * (x - x.mean())).mean()) < 1e-5 * max(1, float(x.std()))


def test_fit_logistic_line__rows_on_which_full_newton_steps_diverge__still_converges() -> None:
    x = np.repeat([0.0, 0.0, 0.3, 0.3, 16.0], [12, 1, 2, 1163, 38])
    y = np.repeat([0.0, 1.0, 0.0, 1.0, 1.0], [12, 1, 2, 1163, 38])
    slope, intercept = fit_logistic_line(x, y)
    assert expit(intercept) == pytest.approx(1 / 13, rel=1e-4)  # two places and two numbers: both shares are met,
    assert expit(slope * 0.3 + intercept) == pytest.approx(1163 / 1165, rel=1e-4)  # and at 16 one is certain


def test_fit_logistic_line__constant_column__is_refused() -> None:
    with pytest.raises(ValueError, match="all probabilities are equal"):
        fit_logistic_line(np.ones(4), np.array([0.0, 1.0, 0.0, 1.0]))
