"""Arms as numbers: plain, weighed and clustered means, each with the right spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.experiments.arm import Arm, arm_of_counts, arm_of_values

VALUES = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40)


@given(VALUES)
def test_arm_of_values__one_decision_a_unit__has_the_usual_mean_and_variance(values: list[float]) -> None:
    array = np.array([*values, 0.5])  # so that they are not 0 and 1 alone
    found = arm_of_values("a", array)
    assert found.mean == pytest.approx(array.mean(), abs=1e-9)
    assert found.variance == pytest.approx(array.var(ddof=1), abs=1e-6)
    assert (found.decisions, found.units, found.ones) == (len(array), len(array), None)


@given(VALUES)
def test_arm_of_values__every_decision_twice_in_one_unit__is_no_surer(values: list[float]) -> None:
    array = np.array([*values, 0.5])
    once = arm_of_values("a", array)
    twice = arm_of_values("a", np.repeat(array, 2), units=np.repeat(np.arange(len(array)), 2))
    assert (twice.units, twice.decisions) == (once.units, 2 * once.decisions)
    assert twice.mean == pytest.approx(once.mean, abs=1e-9)
    assert twice.variance == pytest.approx(once.variance, abs=1e-6)


def test_arm_of_values__right_and_wrong__is_a_share() -> None:
    assert arm_of_values("a", np.array([1.0, 0.0, 1.0])) == arm_of_counts("a", 2, 3)


def test_arm_of_counts__no_error_at_all__is_not_certain() -> None:
    found = arm_of_counts("a", 100, 100)
    assert found.mean == 1.0
    assert found.variance == pytest.approx(101 / 102 * 1 / 102)


def test_arm__without_decisions__has_no_mean() -> None:
    assert arm_of_counts("a", 0, 0) == Arm("a", 0, 0, None, None, ones=0)
    assert arm_of_values("a", np.array([]), weights=np.array([])) == Arm("a", 0, 0, None, None)


def test_arm__single_unit__has_no_variance() -> None:
    assert arm_of_values("a", np.array([2.0])) == Arm("a", 1, 1, 2.0, None)
    assert arm_of_counts("a", 1, 1).variance is None


def test_arm_of_values__sticky_units_with_effects_of_their_own__standard_error_is_that_of_the_mean() -> None:
    """Customers differ, and have one to nine decisions each: taking decisions for units would claim far too much."""
    rng, errors, clustered, naive = np.random.default_rng(5), [], [], []
    for _ in range(400):
        counts = rng.integers(1, 10, size=200)
        units = np.repeat(np.arange(200), counts)
        values = (rng.random(len(units)) < np.repeat(rng.beta(2, 2, size=200), counts)).astype(np.float64)
        found, plain = arm_of_values("a", values, units=units), arm_of_values("a", values)
        assert found.mean is not None
        errors.append(found.mean - 0.5)
        clustered.append((found.variance or 0) / found.units)
        naive.append((plain.variance or 0) / plain.units)
    truth = float(np.var(errors))
    assert np.mean(clustered) == pytest.approx(truth, rel=0.2)
    assert np.mean(naive) < 0.6 * truth


def test_arm_of_values__sample_with_known_chances__weighs_back_to_all() -> None:
    rng, means, variances = np.random.default_rng(6), [], []
    values = rng.gamma(2.0, 3.0, size=5000)
    chances = np.clip(values / 20, 0.05, 1.0)  # the dear ones are looked at more often
    for _ in range(300):
        chosen = rng.random(5000) < chances
        found = arm_of_values("cost", values[chosen], weights=1 / chances[chosen])
        means.append(found.mean or 0)
        variances.append((found.variance or 0) / found.units)
    assert np.mean(means) == pytest.approx(values.mean(), rel=0.01)
    assert np.mean(variances) >= np.var(means)  # a sample without replacement varies a little less
    assert np.mean(variances) < 2.5 * np.var(means)


@pytest.mark.parametrize(
    ("values", "weights", "units", "rule"),
    [
        ([1.0, float("nan")], None, None, "finite"),
        ([1.0, 2.0], [1.0], None, "shape"),
        ([1.0, 2.0], [1.0, 0.0], None, "above 0"),
        ([1.0, 2.0], None, ["x"], "shape"),
    ],
)
def test_arm_of_values__what_breaks_a_rule__is_refused(
    values: list[float], weights: list[float] | None, units: list[str] | None, rule: str
) -> None:
    with pytest.raises(ValueError, match=rule):
        arm_of_values(
            "a",
            np.array(values),
            weights=None if weights is None else np.array(weights),
            units=None if units is None else np.array(units),
        )


def test_arm_of_counts__more_ones_than_decisions__refused() -> None:
    with pytest.raises(ValueError, match="within 0 and decisions 3"):
        arm_of_counts("a", 4, 3)
