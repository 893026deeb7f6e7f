import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.splits.split import Split
from scorewright.science.splits.stratified import folds, holdout

seeds = st.integers(0, 2**32 - 1)


@st.composite
def outcomes(draw: st.DrawFn, at_least: int) -> np.ndarray:
    """0/1 outcomes in any order, with at least so many rows of each class."""
    counts = [draw(st.integers(at_least, 40)) for _ in range(2)]
    return np.array(draw(st.permutations([0] * counts[0] + [1] * counts[1])))


def assert_partition(split: Split, rows: int) -> None:
    assert np.array_equal(np.sort(np.concatenate([split.train, split.test])), np.arange(rows))
    assert len(split.train)
    assert len(split.test)


@given(outcomes(at_least=2), st.floats(0.01, 0.99), seeds)
def test_holdout__any_outcomes__partitions_within_one_row_of_each_class(y: np.ndarray, share: float, seed: int) -> None:
    split = holdout(y, share, np.random.default_rng(seed).random(len(y)))
    assert_partition(split, len(y))
    for outcome in (0, 1):
        rows, tested = np.sum(y == outcome), np.sum(y[split.test] == outcome)
        assert abs(tested - share * rows) < 1
        assert 0 < tested < rows


@given(outcomes(at_least=5), st.integers(2, 5), seeds)
def test_folds__any_outcomes__test_every_row_once_and_evenly(y: np.ndarray, k: int, seed: int) -> None:
    splits = folds(y, k, np.random.default_rng(seed))
    assert len(splits) == k
    for split in splits:
        assert_partition(split, len(y))
    assert np.array_equal(np.sort(np.concatenate([split.test for split in splits])), np.arange(len(y)))
    for counts in (
        [len(split.test) for split in splits],
        [int(np.sum(y[split.test])) for split in splits],
        [int(np.sum(1 - y[split.test])) for split in splits],
    ):
        assert max(counts) - min(counts) <= 1


def test_holdout__same_lots__same_rows_and_other_lots_others() -> None:
    y = np.tile([0, 0, 1], 40)
    drawn = [holdout(y, 0.25, np.random.default_rng(seed).random(120)).test.tolist() for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_holdout__rows_are_added_anywhere__few_of_the_others_change_sides() -> None:
    rng = np.random.default_rng(3)
    y, lots, order = np.tile([0, 0, 0, 1], 1500), rng.random(6000), rng.permutation(6000)
    before = holdout(y[:5000], 0.25, lots[:5000])
    after = order[holdout(y[order], 0.25, lots[order]).test]
    assert len(np.setdiff1d(before.test, after)) < 0.05 * len(before.test)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, float("nan")])
def test_holdout__impossible_share__is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share of test rows must be between 0 and 1"):
        holdout(np.array([0, 0, 1, 1]), share, np.arange(4))


def test_stratified__too_few_rows_of_a_class__names_class_and_need() -> None:
    with pytest.raises(ValueError, match="class 1 has 1 rows, fewer than the 2 needed for a hold-out"):
        holdout(np.array([0, 0, 0, 1]), 0.5, np.arange(4))
    with pytest.raises(ValueError, match="class 0 has 2 rows, fewer than the 3 needed for 3 folds"):
        folds(np.array([0, 0, 1, 1, 1]), 3, np.random.default_rng(0))
    with pytest.raises(ValueError, match="at least 2 folds"):
        folds(np.array([0, 0, 1, 1]), 1, np.random.default_rng(0))
