import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.calibration.cliffs import without_cliffs
from scorewright.science.calibration.isotonic import Isotonic, fit_isotonic

SHARES = st.floats(0, 1, allow_subnormal=False).map(lambda share: round(share, 6))


@given(st.lists(SHARES, min_size=2, max_size=40, unique=True), st.data())
def test_without_cliffs__any_table__no_slope_over_the_limit_within_the_same_ends(
    knots: list[float], data: st.DataObject
) -> None:
    values = data.draw(st.lists(SHARES, min_size=len(knots), max_size=len(knots)))
    steep = Isotonic(tuple(sorted(knots)), tuple(sorted(values)))
    gentle = without_cliffs(steep, steepest=5)
    assert (np.diff(gentle.values) <= 5 * np.diff(gentle.knots) + 1e-9).all()
    assert (gentle.knots[0], gentle.knots[-1]) == (steep.knots[0], steep.knots[-1])
    assert steep.values[0] - 1e-9 <= gentle.values[0] <= gentle.values[-1] <= steep.values[-1] + 1e-9


def test_without_cliffs__nothing_steep__unchanged() -> None:
    flat = Isotonic((0.1, 0.5, 0.9), (0.2, 0.4, 0.6))
    assert without_cliffs(flat) == flat
    assert without_cliffs(Isotonic((0.3,), (0.2,))) == Isotonic((0.3,), (0.2,))


@pytest.mark.parametrize("steepest", [2, 5, 30])
def test_without_cliffs__a_jump__as_much_is_added_below_it_as_is_taken_away_above(steepest: float) -> None:
    jump = Isotonic((0.0, 0.5, 0.500001, 1.0), (0.3, 0.3, 0.6, 0.6))
    p = np.linspace(0, 1, 200_001)
    assert without_cliffs(jump, steepest).apply(p).mean() == pytest.approx(jump.apply(p).mean(), abs=1e-6)


def test_without_cliffs__learnt_from_rows__the_mean_probability_stays_the_base_rate() -> None:
    rng = np.random.default_rng(5)
    differences = []
    for _ in range(20):
        p = 1 / (1 + np.exp(-rng.normal(-1.2, 1.2, 1000)))
        y = (rng.random(1000) < p).astype(np.int64)
        differences.append(without_cliffs(fit_isotonic(p, y)).apply(p).mean() - y.mean())
    assert abs(np.mean(differences)) < 0.002
