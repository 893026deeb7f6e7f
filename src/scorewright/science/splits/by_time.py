"""Splits along time: the past trains, the future tests, and one moment is never on both sides."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from scorewright.science.splits.split import Split, check_fold_count, check_share, split_at


def holdout(times: Sequence[datetime], share: float) -> Split:
    """Test on the latest ``share`` of the rows, to the nearest row but at least one, and on all that tie with them.

    ``times`` are all aware or all naive, one a row, in any order. Raises ValueError when nothing is left to train on,
    or ``share`` is not in (0, 1).

    >>> split = holdout([datetime(2026, 1, day) for day in (1, 2, 3, 3)], 0.25)
    >>> split.train, split.test
    (array([0, 1]), array([2, 3]))
    """
    check_share(share)
    moments = _moments(times)
    ordered = np.sort(moments)
    if not len(ordered) or ordered[0] == ordered[-1]:
        raise ValueError("a split by time needs at least two different times")
    tested = moments >= ordered[len(ordered) - max(round(share * len(ordered)), 1)]
    if tested.all():
        raise ValueError("no row is left to train on: too many rows share the earliest time")
    return split_at(tested)


def folds(times: Sequence[datetime], k: int) -> tuple[Split, ...]:
    """``k`` splits with an expanding past: of k + 1 blocks of time, each but the first tests what those before train.

    Blocks are as equal in rows as ties allow, which all go to the later block. Raises ValueError when ties leave a
    block empty or ``k`` is below 2.
    """
    check_fold_count(k)
    moments = _moments(times)
    ordered = np.sort(moments)
    if len(ordered) <= k:
        raise ValueError(f"{len(ordered)} rows cannot be cut into {k + 1} blocks of time")
    starts = [ordered[len(ordered) * block // (k + 1)] for block in range(k + 1)]
    if len(set(starts)) < len(starts):
        raise ValueError(f"too many rows share a time to cut {k + 1} blocks of time: use fewer folds")
    block_of_row = np.searchsorted(starts, moments, side="right") - 1
    return tuple(_expanding(block_of_row, block) for block in range(1, k + 1))


def _expanding(block_of_row: NDArray[np.intp], block: int) -> Split:
    return Split(np.flatnonzero(block_of_row < block), np.flatnonzero(block_of_row == block))


def _moments(times: Sequence[datetime]) -> NDArray[np.intp]:
    """The rank of each time among the different ones: as comparable as the times, whatever their time zone."""
    rank = {time: place for place, time in enumerate(sorted(set(times)))}
    return np.array([rank[time] for time in times], dtype=np.intp)
