"""McNemar's test: against a published table, its definition, and its own promise."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.metrics.paired.mcnemar import McNemar, mcnemar, mcnemar_of_counts


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar__any_counts__p_value_is_the_two_sided_binomial_sum(only_a: int, only_b: int) -> None:
    apart, fewer = only_a + only_b, min(only_a, only_b)
    one_side = sum(comb(apart, k) for k in range(fewer + 1)) / 2**apart
    assert mcnemar_of_counts(100, only_a, only_b).p_value == pytest.approx(min(1.0, 2 * one_side))


def test_mcnemar__approval_of_the_prime_minister__interval_of_the_paper() -> None:
    # Agresti and Min 2005, section 1: 794 approve, 86 and 150 changed their minds, 570 disapprove.
    found = mcnemar_of_counts(1600, 150, 86)
    assert (found.gain, found.low, found.high) == (
        pytest.approx(-0.04),
        pytest.approx(-0.0587, abs=5e-4),
        pytest.approx(-0.0213, abs=5e-4),
    )


@given(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=60))
def test_mcnemar__versions_exchanged__says_the_opposite(rows: list[tuple[int, int, int]]) -> None:
    y, a, b = np.array(rows, dtype=np.int64).T
    there, back = mcnemar(y, a, b), mcnemar(y, b, a)
    assert there.gain == pytest.approx(float(np.mean(b == y) - np.mean(a == y)))
    assert (there.only_a_right, there.p_value) == (back.only_b_right, back.p_value)
    assert there.low is not None
    assert there.low == pytest.approx(-(back.high or 0))


def test_mcnemar__no_rows__has_no_gain() -> None:
    none = np.array([], dtype=np.int64)
    assert mcnemar(none, none, none) == McNemar(0, 0, 0, None, None, None, 1.0)


@pytest.mark.parametrize(("rows", "only_a", "only_b"), [(3, 2, 2), (3, -1, 0)])
def test_mcnemar__impossible_counts__refused(rows: int, only_a: int, only_b: int) -> None:
    with pytest.raises(ValueError, match="counts must not be negative, nor exceed rows 3"):
        mcnemar_of_counts(rows, only_a, only_b)


@pytest.mark.parametrize(("y", "a", "rule"), [([0], [0, 1], "shape"), ([0, 1], [0, 2], "a must hold")])
def test_mcnemar__labels_that_break_a_rule__refused(y: list[int], a: list[int], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        mcnemar(np.array(y), np.array(a), np.array([0, 1]))


def test_mcnemar__many_samples_of_known_versions__errs_and_covers_as_it_says() -> None:
    rng, samples = np.random.default_rng(3), 2000
    cells = rng.multinomial(200, [0.76, 0.08, 0.08, 0.08], size=samples)
    equal = [mcnemar_of_counts(200, only_a, only_b) for _, only_a, only_b, _ in cells.tolist()]
    wrong = sum(found.p_value < 0.05 for found in equal)
    covered = sum((found.low or 0) <= 0 <= (found.high or 0) for found in equal)
    # The exact test never exceeds its level; the interval keeps about its own. Four standard deviations.
    assert wrong / samples <= 0.05 + 4 * (0.05 * 0.95 / samples) ** 0.5
    assert abs(covered / samples - 0.95) < 0.015 + 4 * (0.05 * 0.95 / samples) ** 0.5
