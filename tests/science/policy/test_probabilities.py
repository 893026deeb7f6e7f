import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.policy.probabilities import settle
from scorewright.science.policy.thresholds import label

probabilities = st.floats(0, 1)


@given(probabilities)
def test_settle__any_probability__is_the_nearest_of_six_decimals_and_stays(p: float) -> None:
    settled = settle(p)
    assert 0 <= settled <= 1
    assert abs(settled - p) <= 0.5000001e-6
    assert settled == float(f"{settled:.6f}")
    assert settle(settled) == settled


@given(st.lists(probabilities))
def test_settle__array__equals_one_by_one(p: list[float]) -> None:
    assert settle(np.array(p)).tolist() == [settle(one) for one in p]


@given(probabilities, probabilities)
def test_settle__two_probabilities__keep_their_order(one: float, other: float) -> None:
    assert settle(min(one, other)) <= settle(max(one, other))


@pytest.mark.parametrize("exact", [0.5, 0.25, 0.3, 1 / 3])
def test_settle__last_bit_differs_between_runtimes__label_is_the_same(exact: float) -> None:
    runtimes = [exact, math.nextafter(exact, 0), math.nextafter(exact, 1), float(np.float32(exact))]
    assert len({label(settle(p), round(exact, 6)) for p in runtimes}) == 1


def test_settle__just_outside_the_unit_interval__is_its_end() -> None:
    settled = settle(np.array([-4e-7, 1 + 4e-7]))
    assert settled.tolist() == [0.0, 1.0]
    assert math.copysign(1, settled[0]) == 1


@pytest.mark.parametrize("wrong", [-0.001, 1.001, math.nan, math.inf])
def test_settle__no_probability__is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        settle(wrong)
    with pytest.raises(ValueError, match="outside"):
        settle(np.array([0.5, wrong]))
