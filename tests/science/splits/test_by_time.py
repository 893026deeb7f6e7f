from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.splits.by_time import folds, holdout

START = datetime(2026, 1, 1, tzinfo=UTC)
# Few days for many rows, so that ties are common.
days = st.lists(st.integers(0, 25), min_size=2, max_size=80)


def _at(days: list[int]) -> list[datetime]:
    return [START + timedelta(days=day) for day in days]


@given(days, st.floats(0.05, 0.95))
def test_holdout__any_times__tests_the_latest_share_and_all_their_ties(days: list[int], share: float) -> None:
    wanted = max(round(share * len(days)), 1)
    cut = sorted(days)[len(days) - wanted]
    if cut == min(days):
        with pytest.raises(ValueError, match=r"different times|left to train on"):
            holdout(_at(days), share)
        return
    split = holdout(_at(days), share)
    assert sorted([*split.train, *split.test]) == list(range(len(days)))
    assert max(days[row] for row in split.train) < cut == min(days[row] for row in split.test)
    assert len(split.test) >= wanted


@given(days, st.integers(2, 5))
def test_folds__any_times__train_on_the_whole_past_and_test_on_what_follows(days: list[int], k: int) -> None:
    starts = [sorted(days)[len(days) * block // (k + 1)] for block in range(k + 1)]
    if len(days) <= k or len(set(starts)) <= k:
        with pytest.raises(ValueError, match=r"cannot be cut|too many rows share a time"):
            folds(_at(days), k)
        return
    splits = folds(_at(days), k)
    assert len(splits) == k
    for split, following in zip(splits, [*splits[1:], None], strict=True):
        assert max(days[row] for row in split.train) < min(days[row] for row in split.test)
        if following is not None:
            assert sorted([*split.train, *split.test]) == following.train.tolist()
        else:
            assert len(split.train) + len(split.test) == len(days)


def test_folds__no_ties__blocks_are_equal() -> None:
    order = np.random.default_rng(0).permutation(40).tolist()
    splits = folds(_at(order), 3)
    assert [(len(split.train), len(split.test)) for split in splits] == [(10, 10), (20, 10), (30, 10)]


def test_holdout__same_moment_in_two_time_zones__is_on_one_side() -> None:
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    elsewhere = noon.astimezone(timezone(timedelta(hours=5)))
    split = holdout([START, START, START, noon, elsewhere], 0.2)
    assert split.test.tolist() == [3, 4]


def test_by_time__nothing_to_cut__names_the_reason() -> None:
    with pytest.raises(ValueError, match="at least two different times"):
        holdout(_at([1, 1, 1]), 0.5)
    with pytest.raises(ValueError, match="at least two different times"):
        holdout([], 0.5)
    with pytest.raises(ValueError, match="share the earliest time"):
        holdout(_at([1, 1, 1, 2]), 0.5)
    with pytest.raises(ValueError, match="2 rows cannot be cut into 3 blocks"):
        folds(_at([1, 2]), 2)
    with pytest.raises(ValueError, match="too many rows share a time"):
        folds(_at([1, 1, 1, 1, 2, 3]), 2)
    with pytest.raises(ValueError, match="share of test rows"):
        holdout(_at([1, 2]), 1.0)
