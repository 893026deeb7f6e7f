from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.splits.by_group import folds, holdout

seeds = st.integers(0, 2**32 - 1)
# Rows as (group, outcome); five groups surely have a positive, so that up to five folds are possible.
SEEDED = [(f"g{place}", 1) for place in range(5)]
rows = st.lists(st.tuples(st.integers(0, 12).map(lambda place: f"g{place}"), st.integers(0, 1)), max_size=120).map(
    lambda drawn: SEEDED + drawn
)
Rows = list[tuple[str, int]]


def _lots(groups: list[str], seed: int) -> dict[str, float]:
    names = sorted(set(groups))
    return dict(zip(names, np.random.default_rng(seed).random(len(names)).tolist(), strict=True))


def _arrays(rows: Rows) -> tuple[np.ndarray, list[str]]:
    return np.array([y for _, y in rows]), [group for group, _ in rows]


@given(rows, st.integers(2, 5), seeds)
def test_folds__any_groups__no_group_on_both_sides_and_positives_balanced(rows: Rows, k: int, seed: int) -> None:
    y, groups = _arrays(rows)
    splits = folds(y, groups, k, np.random.default_rng(seed))
    assert sorted(np.concatenate([split.test for split in splits]).tolist()) == list(range(len(rows)))
    for split in splits:
        assert sorted([*split.train, *split.test]) == list(range(len(rows)))
        assert not {groups[row] for row in split.train} & {groups[row] for row in split.test}
    positives = [int(y[split.test].sum()) for split in splits]
    largest = max(sum(outcome for group, outcome in rows if group == name) for name in set(groups))
    assert min(positives) > 0
    assert max(positives) - min(positives) <= largest


@given(rows, st.floats(0.1, 0.9), seeds)
def test_holdout__any_groups__no_group_on_both_sides_and_positives_on_each(rows: Rows, share: float, seed: int) -> None:
    y, groups = _arrays(rows)
    split = holdout(y, groups, share, _lots(groups, seed))
    assert sorted([*split.train, *split.test]) == list(range(len(rows)))
    assert not {groups[row] for row in split.train} & {groups[row] for row in split.test}
    assert y[split.train].any()
    assert y[split.test].any()


def test_holdout__many_groups__comes_near_the_share_of_positives_and_of_rows() -> None:
    rng = np.random.default_rng(2)
    groups = [f"g{place}" for place in rng.integers(0, 60, 3000)]
    y = (rng.random(3000) < 0.2).astype(np.int64)
    split = holdout(y, groups, 0.25, _lots(groups, 3))
    assert y[split.test].sum() / y.sum() == pytest.approx(0.25, abs=0.01)
    assert len(split.test) / 3000 == pytest.approx(0.25, abs=0.03)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=8), seeds)
def test_folds__two_folds__are_within_four_thirds_of_the_best_balance(positives: list[int], seed: int) -> None:
    groups = [f"g{place}" for place, count in enumerate(positives) for _ in range(count)]
    y = np.ones(len(groups), dtype=np.int64)
    fuller = max(len(split.test) for split in folds(y, groups, 2, np.random.default_rng(seed)))
    best = min(
        max(sum(chosen), sum(positives) - sum(chosen))
        for sides in product([0, 1], repeat=len(positives))
        for chosen in [[count for count, side in zip(positives, sides, strict=True) if side]]
    )
    assert fuller <= 7 / 6 * best  # Graham's bound for two sides: 4/3 - 1/6


def test_folds__groups_of_one_class__are_spread_too() -> None:
    groups = [f"g{place}" for place in range(12) for _ in range(10)]
    y = np.repeat([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 10)
    splits = folds(y, groups, 3, np.random.default_rng(0))
    assert [(len(split.test), int(y[split.test].sum())) for split in splits] == [(40, 10)] * 3


def test_holdout__another_seed__other_groups() -> None:
    groups = [f"g{place // 5}" for place in range(100)]
    y = np.tile([0, 0, 0, 0, 1], 20)
    drawn = {tuple(holdout(y, groups, 0.2, _lots(groups, seed)).test.tolist()) for seed in range(5)}
    assert len(drawn) > 1


def test_holdout__one_group_has_nearly_all_positives__the_others_are_held_out() -> None:
    y, groups = np.array([1] * 20 + [0, 1] * 5), ["big"] * 20 + [f"g{place // 2}" for place in range(10)]
    for seed in range(10):
        split = holdout(y, groups, 0.2, _lots(groups, seed))
        assert {groups[row] for row in split.test} == {f"g{place}" for place in range(5)}


def test_holdout__groups_are_added__few_of_the_others_change_sides() -> None:
    rng = np.random.default_rng(4)
    groups = [f"g{place}" for place in rng.integers(0, 300, 6000)]
    groups += [f"h{place}" for place in rng.integers(0, 60, 1200)]
    y, lots = (rng.random(7200) < 0.2).astype(np.int64), _lots(groups, 5)
    before = holdout(y[:6000], groups[:6000], 0.25, lots)
    after = holdout(y, groups, 0.25, lots)
    assert len(np.setdiff1d(before.test, after.test)) < 0.1 * len(before.test)


def test_by_group__too_few_groups_with_positives__names_both_numbers() -> None:
    y, groups = np.array([1, 0, 0, 1]), ["a", "b", "c", "a"]
    with pytest.raises(ValueError, match="positives occur in 1 groups, fewer than the 2 sides"):
        holdout(y, groups, 0.5, _lots(groups, 0))
    with pytest.raises(ValueError, match="fewer than the 3 sides"):
        folds(y, groups, 3, np.random.default_rng(0))
    with pytest.raises(ValueError, match="at least 2 folds"):
        folds(y, groups, 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="share of test rows"):
        holdout(y, groups, 0, _lots(groups, 0))
