import numpy as np
import pytest

from scorewright.science.experiments.arm import arm_of_counts, arm_of_values
from scorewright.science.experiments.arm_interval import arm_interval
from scorewright.science.experiments.rule import Rule

ONCE, DAILY = (Rule(planned_units=400, mode=mode) for mode in ("fixed_horizon", "always_valid"))


@pytest.mark.parametrize("rule", [ONCE, DAILY], ids=["once", "daily"])
def test_arm_interval__share__around_it_and_within_0_and_1(rule: Rule) -> None:
    for ones in (0, 150, 199, 200):
        low, high = arm_interval(arm_of_counts("a", ones, 200), rule, units=400)  # type: ignore[misc]
        assert 0 <= low <= ones / 200 <= high <= 1
        assert low < high


def test_arm_interval__daily_looks__wider_than_one() -> None:
    arm = arm_of_counts("a", 150, 200)
    once, daily = (arm_interval(arm, rule, units=400) for rule in (ONCE, DAILY))
    assert once is not None
    assert daily is not None
    assert daily[0] < once[0] < once[1] < daily[1]


def test_arm_interval__mean__so_many_standard_errors_to_each_side() -> None:
    values = np.array([0.0, 5.0, 1.0, 2.0] * 25)
    low, high = arm_interval(arm_of_values("a", values), ONCE, units=200)  # type: ignore[misc]
    assert (low, high) == pytest.approx(
        (2 - 1.96 * values.std(ddof=1) / 10, 2 + 1.96 * values.std(ddof=1) / 10), abs=1e-4
    )


def test_arm_interval__chance_cannot_be_told__none() -> None:
    assert arm_interval(arm_of_counts("a", 0, 0), DAILY, units=10) is None
    assert arm_interval(arm_of_counts("a", 1, 1), DAILY, units=10) is None
