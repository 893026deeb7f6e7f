"""Always-valid intervals: narrowest where planned, tightening for ever, and true at all looks together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.fixed_horizon import fixed_critical


@given(st.floats(0.001, 0.2), st.floats(0.01, 100), st.floats(1.01, 10))
def test_always_valid__more_units__interval_is_tighter(alpha: float, fraction: float, more: float) -> None:
    def reach(at: float) -> float:
        return always_valid_critical(alpha, at) / at**0.5

    assert reach(fraction * more) < reach(fraction)


@given(st.floats(0.001, 0.2), st.floats(0.01, 100))
def test_always_valid__any_look__is_wider_than_the_test_for_one(alpha: float, fraction: float) -> None:
    assert always_valid_critical(alpha, fraction) > fixed_critical(alpha)


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
def test_always_valid__planned_number__is_where_no_other_mixture_is_narrower(alpha: float) -> None:
    least = min(always_valid_critical(alpha, fraction) for fraction in np.geomspace(0.2, 5, 200))
    assert always_valid_critical(alpha, 1.0) == pytest.approx(least, rel=0.005)


@pytest.mark.parametrize("spread", ["normal", "skewed"])
def test_always_valid__a_look_after_every_unit__true_mean_outside_at_any_in_at_most_the_stated_share(
    spread: str,
) -> None:
    """5,000 looks at each of 1,000 series, from the hundredth unit on; the variance is estimated as it goes."""
    rng, alpha, units, series = np.random.default_rng(9), 0.05, 5000, 1000
    counts = np.arange(1, units + 1)
    critical = np.array([always_valid_critical(alpha, count / 2500) for count in counts])
    outside = 0
    for _ in range(series):
        drawn = rng.normal(size=units) if spread == "normal" else rng.exponential(size=units) - 1
        sums, squares = np.cumsum(drawn), np.cumsum(drawn**2)
        variance = (squares - sums**2 / counts) / np.maximum(counts - 1, 1)
        outside += bool(np.any(np.abs(sums / counts)[99:] > (critical * np.sqrt(variance / counts))[99:]))
    assert outside / series <= alpha
    assert outside / series > 0.005  # and it is not wide for nothing


@pytest.mark.parametrize(
    ("alpha", "fraction", "rule"), [(0.0, 1.0, "alpha"), (1.0, 1.0, "alpha"), (0.05, 0.0, "fraction")]
)
def test_always_valid__what_makes_no_sense__is_refused(alpha: float, fraction: float, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        always_valid_critical(alpha, fraction)
