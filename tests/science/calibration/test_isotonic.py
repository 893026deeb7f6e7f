import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from scorewright.science.calibration.isotonic import Isotonic, fit_isotonic

labelled = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=2, max_size=60).filter(
    lambda rows: {y for _, y in rows} == {0, 1}
)


@given(labelled)
def test_fit_isotonic__any_rows__is_a_rising_table_that_single_precision_can_hold(
    rows: list[tuple[float, int]],
) -> None:
    fitted = fit_isotonic(np.array([p for p, _ in rows]), np.array([y for _, y in rows]))
    assert np.all(np.diff(np.array(fitted.knots, dtype=np.float32)) > 0)
    calibrated = fitted.apply(np.linspace(0, 1, 101))
    assert np.all(np.diff(calibrated) >= -1e-15)
    assert 0 <= calibrated[0] <= calibrated[-1] <= 1


def test_fit_isotonic__simulated_rows__agrees_with_scikit_learn_and_keeps_the_mean() -> None:
    rng = np.random.default_rng(5)
    p = rng.random(500).round(6)
    y = (rng.random(500) < p**2).astype(np.int64)
    theirs = IsotonicRegression(out_of_bounds="clip").fit(p, y)
    everywhere = np.linspace(0, 1, 1001)
    fitted = fit_isotonic(p, y)
    assert fitted.apply(everywhere) == pytest.approx(theirs.predict(everywhere), abs=1e-12)
    assert fitted.apply(p).mean() == pytest.approx(y.mean(), abs=1e-12)


def test_fit_isotonic__overconfident_probabilities__halves_the_brier_excess() -> None:
    rng = np.random.default_rng(7)
    truth = expit(rng.normal(0, 1, 20_000))
    y = (rng.random(20_000) < truth).astype(np.int64)
    p = np.clip(1.6 * truth - 0.3, 0, 1)
    calibrated = fit_isotonic(p[:10_000], y[:10_000]).apply(p[10_000:])
    excess_before = np.mean((p[10_000:] - truth[10_000:]) ** 2)
    assert np.mean((calibrated - truth[10_000:]) ** 2) < excess_before / 2


def test_fit_isotonic__neighbours_closer_than_single_precision__share_a_knot() -> None:
    p = np.array([0.5, 0.5 + 1e-9, 0.7, 0.7 + 1e-9])
    assert fit_isotonic(p, np.array([0, 1, 1, 1])) == Isotonic((0.5, 0.7), (0.5, 1.0))


def test_fit_isotonic__equal_probabilities__is_the_share_of_positives() -> None:
    assert fit_isotonic(np.array([0.4] * 4), np.array([0, 0, 0, 1])) == Isotonic((0.4,), (0.25,))


def test_apply__outside_the_knots__is_constant() -> None:
    table = Isotonic((0.2, 0.6), (0.1, 0.5))
    assert table.apply(np.array([0.0, 0.2, 0.4, 0.6, 1.0])) == pytest.approx([0.1, 0.1, 0.3, 0.5, 0.5])


@pytest.mark.parametrize(
    ("knots", "values", "rule"),
    [
        ((), (), "one value for each knot"),
        ((0.1, 0.2), (0.5,), "one value for each knot"),
        ((0.2, 0.2), (0.1, 0.5), "strictly increasing"),
        ((0.1, 0.2), (0.5, 0.4), "never fall"),
        ((0.1, 0.2), (0.5, 1.1), "never fall"),
    ],
)
def test_isotonic__broken_rule__is_named(knots: tuple[float, ...], values: tuple[float, ...], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Isotonic(knots, values)


def test_fit_isotonic__one_class__is_refused() -> None:
    with pytest.raises(ValueError, match="both classes"):
        fit_isotonic(np.array([0.1, 0.2]), np.array([0, 0]))
