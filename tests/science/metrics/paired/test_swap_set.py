"""Swap sets: every decision is counted once, and only what is known is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.metrics.paired.swap_set import Swapped, swap_set

DECISION = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 1), st.booleans())


@given(st.lists(DECISION, max_size=50))
def test_swap_set__any_decisions__counts_what_a_loop_counts(decisions: list[tuple[int, int, int, bool]]) -> None:
    a, b, y, known = (np.array([row[i] for row in decisions], dtype=np.int64) for i in range(4))
    found = swap_set(a, b, y, known.astype(np.bool_))

    def counted(of_a: int, of_b: int) -> Swapped:
        rows = [row for row in decisions if row[:2] == (of_a, of_b)]
        told = [row for row in rows if row[3]]
        return Swapped(len(rows), len(told), sum(row[2] for row in told))

    assert found.both_negative == counted(0, 0)
    assert found.newly_positive == counted(0, 1)
    assert found.newly_negative == counted(1, 0)
    assert found.both_positive == counted(1, 1)
    assert found.rows == len(decisions)


def test_swap_set__outcome_that_is_not_known__is_not_looked_at() -> None:
    a, b, known = np.array([0, 1]), np.array([1, 1]), np.array([False, True])
    found = swap_set(a, b, np.array([-7, 1]), known)
    assert found.newly_positive == Swapped(1, 0, 0)
    assert found.newly_positive.positive_share.value is None
    assert found.both_positive.positive_share.value == 1.0


def test_swap_set__no_decisions__agreement_has_no_meaning() -> None:
    none = np.array([], dtype=np.int64)
    assert swap_set(none, none, none, none.astype(np.bool_)).agreement is None


@pytest.mark.parametrize(
    ("a", "outcomes", "rule"),
    [([0], [0, 1], "shape"), ([0, 2], [0, 1], "a must hold"), ([0, 1], [0, 3], "outcomes must hold")],
)
def test_swap_set__what_breaks_a_rule__is_refused(a: list[int], outcomes: list[int], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        swap_set(np.array(a), np.array([0, 1]), np.array(outcomes), np.array([True, True]))
