import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from scorewright.science.calibration.logit import logit
from scorewright.science.calibration.platt import Platt, fit_platt


def _overconfident(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities whose log odds are twice too far from zero and one too high."""
    rng = np.random.default_rng(11)
    truth = rng.normal(-1, 1.2, rows)
    return expit(2 * truth + 1), (rng.random(rows) < expit(truth)).astype(np.int64)


def test_fit_platt__overconfident_probabilities__recovers_the_line() -> None:
    fitted = fit_platt(*_overconfident(40_000))
    assert fitted.slope == pytest.approx(0.5, abs=0.02)
    assert fitted.intercept == pytest.approx(-0.5, abs=0.04)


def test_fit_platt__smoothed_targets__is_the_maximum_of_their_likelihood() -> None:
    p, y = _overconfident(60)
    targets = np.where(y == 1, (y.sum() + 1) / (y.sum() + 2), 1 / (len(y) - y.sum() + 2))

    def loss(line: np.ndarray) -> float:
        z = line[0] * logit(p) + line[1]
        return float(np.sum(np.logaddexp(0, z) - targets * z))

    best = minimize(loss, [0.0, 0.0], tol=1e-12).x
    fitted = fit_platt(p, y)
    assert [fitted.slope, fitted.intercept] == pytest.approx(best.tolist(), abs=1e-4)


def test_fit_platt__separated_classes__stays_finite() -> None:
    fitted = fit_platt(np.array([0.0, 0.1, 0.9, 1.0]), np.array([0, 0, 1, 1]))
    calibrated = fitted.apply(np.array([0.0, 0.5, 1.0]))
    assert np.isfinite([fitted.slope, fitted.intercept]).all()
    assert 0 < calibrated[0] < calibrated[1] < calibrated[2] < 1


def test_apply__slope_one_intercept_zero__changes_nothing() -> None:
    p = np.array([0.01, 0.5, 0.999])
    assert Platt(1, 0).apply(p) == pytest.approx(p, abs=1e-15)


@pytest.mark.parametrize(
    ("p", "y", "reason"),
    [
        ([0.1, 0.2], [1, 1], "both classes"),
        ([0.3, 0.3], [0, 1], "all probabilities are equal"),
        ([0.0, 1e-9], [0, 1], "all probabilities are equal"),
        ([0.3, 1.3], [0, 1], "within"),
    ],
)
def test_fit_platt__nothing_to_learn_from__names_the_reason(p: list[float], y: list[int], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        fit_platt(np.array(p), np.array(y))
