"""The test for one look: scipy's chi-square, published intervals, and their level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, ttest_ind_from_stats

from scorewright.science.experiments.arm import Arm, arm_of_counts
from scorewright.science.experiments.difference import arm_difference
from scorewright.science.experiments.fixed_horizon import fixed_critical, fixed_interval, z_test


@given(st.integers(1, 199), st.integers(1, 99))
def test_z_test__two_shares_of_unequal_arms__is_the_uncorrected_chi_square_test(first: int, second: int) -> None:
    p_value = z_test(arm_difference(arm_of_counts("a", first, 200), arm_of_counts("b", second, 100)))
    table = [[first, 200 - first], [second, 100 - second]]
    assert p_value == pytest.approx(chi2_contingency(table, correction=False).pvalue, rel=1e-9, abs=1e-15)


def test_z_test__means_of_many_units__is_the_welch_test() -> None:
    a, b = Arm("a", 5000, 5000, 12.0, 4.0), Arm("b", 2500, 2500, 12.1, 9.0)
    theirs = ttest_ind_from_stats(12.0, 2.0, 5000, 12.1, 3.0, 2500, equal_var=False)
    assert z_test(arm_difference(a, b)) == pytest.approx(theirs.pvalue, rel=1e-2)


@pytest.mark.parametrize(
    ("ones", "of", "low", "high"),
    # Newcombe 1998, table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20.
    [
        ((48, 56), (80, 70), 0.0524, 0.3339),
        ((3, 9), (10, 10), 0.1705, 0.8090),
        ((0, 10), (20, 10), 0.6791, 1.0),
    ],
)
def test_fixed_interval__examples_of_the_paper__as_printed(
    ones: tuple[int, int], of: tuple[int, int], low: float, high: float
) -> None:
    arms = [arm_of_counts(name, one, n) for name, one, n in zip("ab", ones, of, strict=True)]
    assert fixed_interval(arm_difference(*arms), 0.05) == pytest.approx((low, high), abs=5e-5)


def test_fixed_interval__less_is_better__is_turned_round() -> None:
    a, b = arm_of_counts("a", 30, 100), arm_of_counts("b", 30, 60)
    there, back = (
        fixed_interval(arm_difference(a, b), 0.05),
        fixed_interval(arm_difference(a, b, greater_is_better=False), 0.05),
    )
    assert there is not None
    assert back == (-there[1], -there[0])


def test_fixed_interval__many_experiments__covers_at_its_level() -> None:
    rng, covered, times = np.random.default_rng(8), 0, 3000
    for first, second in zip(rng.binomial(150, 0.95, times), rng.binomial(300, 0.9, times), strict=True):
        ends = fixed_interval(
            arm_difference(arm_of_counts("a", int(first), 150), arm_of_counts("b", int(second), 300)), 0.05
        )
        assert ends is not None
        covered += ends[0] <= -0.05 <= ends[1]
    assert abs(covered / times - 0.95) < 0.01 + 4 * (0.05 * 0.95 / times) ** 0.5


def test_difference__chance_that_cannot_be_told__has_no_test_and_no_interval() -> None:
    constant = arm_difference(Arm("a", 200, 200, 1.5, 0.0), Arm("b", 200, 200, 1.6, 0.0))
    empty = arm_difference(arm_of_counts("a", 0, 0), arm_of_counts("b", 1, 2))
    for found in (constant, empty):
        assert (found.standard_error, z_test(found), fixed_interval(found, 0.05)) == (None, None, None)


def test_z_test__nobody_was_ever_wrong__speaks_for_no_difference() -> None:
    assert z_test(arm_difference(arm_of_counts("a", 200, 200), arm_of_counts("b", 100, 100))) == 1.0


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_fixed_critical__impossible_rate__refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha must be within"):
        fixed_critical(alpha)
