"""Sizes and detectable differences: the figures of the reference, each other's inverse, and true in simulation."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.experiments.arm import arm_of_counts
from scorewright.science.experiments.difference import arm_difference
from scorewright.science.experiments.fixed_horizon import fixed_critical, z_test
from scorewright.science.experiments.power import (
    detectable_mean,
    detectable_share,
    units_for_means,
    units_for_shares,
)

ONE_LOOK = fixed_critical(0.05)


@given(st.floats(0.05, 0.9), st.floats(0.01, 0.09), st.floats(0.5, 2.0), st.floats(0.5, 0.95))
def test_detectable_share__of_the_units_for_a_gain__is_that_gain(
    champion: float, gain: float, ratio: float, power: float
) -> None:
    units = units_for_shares(champion, champion + gain, critical=ONE_LOOK, power=power, ratio=ratio)
    found = detectable_share(champion, units, critical=ONE_LOOK, power=power)
    assert found == pytest.approx(gain, rel=0.03)


def test_units_for_shares__simulated_with_unequal_arms__reach_the_stated_power() -> None:
    rng, times = np.random.default_rng(4), 4000
    first, second = units_for_shares(0.8, 0.85, critical=ONE_LOOK, power=0.8, ratio=0.5)
    assert second == pytest.approx(first / 2, abs=1)
    found = 0
    for a, b in zip(rng.binomial(first, 0.8, times), rng.binomial(second, 0.85, times), strict=True):
        p_value = z_test(arm_difference(arm_of_counts("a", int(a), first), arm_of_counts("b", int(b), second)))
        found += p_value is not None and p_value < 0.05
    assert abs(found / times - 0.8) < 0.01 + 4 * (0.8 * 0.2 / times) ** 0.5


def test_units_for_means__simulated__reach_the_stated_power() -> None:
    rng, times = np.random.default_rng(5), 4000
    first, second = units_for_means(10.0, 2.0, critical=ONE_LOOK, power=0.9)
    errors = rng.normal(2.0, 10.0 * (1 / first + 1 / second) ** 0.5, size=times)
    found = np.mean(np.abs(errors) > ONE_LOOK * 10.0 * (1 / first + 1 / second) ** 0.5)
    assert abs(found - 0.9) < 4 * (0.9 * 0.1 / times) ** 0.5
    error = 10.0 * (1 / first + 1 / second) ** 0.5
    assert detectable_mean(error, critical=ONE_LOOK, power=0.9) == pytest.approx(2.0, rel=1e-2)


@pytest.mark.parametrize(("champion", "units"), [(0.99, (50, 50)), (1.0, (10_000, 10_000))])
def test_detectable_share__no_room_above__is_none(champion: float, units: tuple[int, int]) -> None:
    assert detectable_share(champion, units, critical=ONE_LOOK, power=0.8) is None


@pytest.mark.parametrize(
    ("champion", "challenger", "power", "ratio", "rule"),
    [
        (1.2, 0.8, 0.8, 1.0, "champion"),
        (0.8, -0.1, 0.8, 1.0, "challenger"),
        (0.8, 0.8, 0.8, 1.0, "difference of 0"),
        (0.8, 0.9, 1.0, 1.0, "power"),
        (0.8, 0.9, nan, 1.0, "power"),
        (0.8, 0.9, 0.8, 0.0, "ratio"),
    ],
)
def test_units_for_shares__what_makes_no_sense__is_refused(
    champion: float, challenger: float, power: float, ratio: float, rule: str
) -> None:
    with pytest.raises(ValueError, match=rule):
        units_for_shares(champion, challenger, critical=ONE_LOOK, power=power, ratio=ratio)


@pytest.mark.parametrize(("champion", "units", "rule"), [(1.2, (9, 9), "champion"), (0.8, (0, 9), "units")])
def test_detectable_share__what_makes_no_sense__is_refused(champion: float, units: tuple[int, int], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        detectable_share(champion, units, critical=ONE_LOOK, power=0.8)


@pytest.mark.parametrize(("spread", "gain"), [(0.0, 1.0), (1.0, 0.0)])
def test_units_for_means__what_makes_no_sense__is_refused(spread: float, gain: float) -> None:
    with pytest.raises(ValueError, match="spread must be above 0 and gain not 0"):
        units_for_means(spread, gain, critical=ONE_LOOK, power=0.8)
