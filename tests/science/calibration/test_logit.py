import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from scorewright.science.calibration.logit import SMALLEST_PROBABILITY, logit


@given(st.floats(SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY))
def test_logit__inside_the_clip__is_undone_by_the_logistic_function(p: float) -> None:
    assert abs(expit(logit(np.array([p]))[0]) - p) < 1e-15 + 1e-12 * p


def test_logit__ends__are_finite_and_opposite() -> None:
    low, high = logit(np.array([0.0, 1.0]))
    assert low == logit(np.array([SMALLEST_PROBABILITY]))[0]
    assert abs(low + high) < 1e-8
    assert np.isfinite([low, high]).all()
