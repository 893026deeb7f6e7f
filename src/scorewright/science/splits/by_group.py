"""Splits that keep each group (a person, a school, a repository) on one side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.splits.split import Rows, Split, check_fold_count, check_share, split_at


def holdout(y: NDArray[np.integer[Any]], groups: Sequence[str], share: float, lots: Mapping[str, float]) -> Split:
    """Hold out whole groups with about ``share`` of the positives and of the rows.

    ``y`` is 0/1, shape (n,), ``groups`` names the group of each row, and ``lots`` has the lot that each group drew:
    from the lowest on, each is held out that brings the positives (where it has none, the rows) nearer to the share.
    Lots that stay with their groups keep most of them on their side when rows are added. Both sides get a positive.
    Raises ValueError when fewer than two groups have a positive, or ``share`` is not in (0, 1).

    >>> split = holdout(np.array([1, 1, 0, 1, 0]), ["a", "a", "b", "c", "c"], 0.4, {"a": 2, "b": 3, "c": 1})
    >>> split.test
    array([3, 4])
    """
    check_share(share)
    names, group_of_row, positives, rows = _counted(y, groups, sides=2)
    order = sorted(range(len(names)), key=lambda group: lots[str(names[group])])
    able = [group for group in order if positives[group]]
    # Both sides need a positive, whatever comes nearest to the share.
    held = _nearest(able, positives, share * positives.sum())[: len(able) - 1] or [min(able, key=positives.__getitem__)]
    others = [group for group in order if not positives[group]]
    held += _nearest(others, rows, share * rows.sum() - rows[held].sum())
    return split_at(np.isin(group_of_row, held))


def folds(y: NDArray[np.integer[Any]], groups: Sequence[str], k: int, rng: np.random.Generator) -> tuple[Split, ...]:
    """``k`` splits; every row, with its whole group, tests once, and positives, then rows, are spread evenly.

    The positives of two folds differ by at most those of the largest group. Raises ValueError when fewer groups have a
    positive than there are folds, or ``k`` is below 2.

    >>> splits = folds(np.array([1, 1, 0, 1, 0]), ["a", "a", "b", "c", "c"], 2, np.random.default_rng(0))
    >>> sorted(split.test.tolist() for split in splits)
    [[0, 1, 2], [3, 4]]
    """
    check_fold_count(k)
    side_of_row = _side_of_row(y, groups, k, rng)
    return tuple(split_at(side_of_row == fold) for fold in range(k))


@dataclass(slots=True)
class _Side:
    """What one side has been given so far."""

    positives: float = 0.0
    rows: float = 0.0

    def would_be_filled(self, positives: float, rows: float) -> tuple[float, float]:
        """How full the side were with these: by positives where there are some, by rows where there are none."""
        by_rows = self.rows + rows
        return (self.positives + positives, by_rows) if positives else (by_rows, by_rows)


def _counted(
    y: NDArray[np.integer[Any]], groups: Sequence[str], *, sides: int
) -> tuple[NDArray[np.str_], Rows, Rows, Rows]:
    """The names of the groups, the group of each row, and the positives and the rows of each group."""
    names, group_of_row = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    positives = np.bincount(group_of_row[y == 1], minlength=len(names))
    if (able := np.count_nonzero(positives)) < sides:
        raise ValueError(f"positives occur in {able} groups, fewer than the {sides} sides that need one")
    return names, group_of_row, positives, np.bincount(group_of_row, minlength=len(names))


def _nearest(order: Sequence[int], sizes: NDArray[Any], aim: float) -> list[int]:
    """Of ``order``, each that brings the sum of the sizes nearer to ``aim``."""
    chosen, total = [], 0.0
    for group in order:
        if total + sizes[group] / 2 <= aim:
            chosen.append(group)
            total += sizes[group]
    return chosen


def _side_of_row(
    y: NDArray[np.integer[Any]], groups: Sequence[str], k: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Largest groups first, each to the emptiest side (Graham, SIAM J. Applied Mathematics 17, 1969).

    The best assignment is NP-hard to find.
    """
    names, group_of_row, positives, rows = _counted(y, groups, sides=k)
    left = int(np.count_nonzero(positives))
    sides = [_Side() for _ in range(k)]
    side_of_group = np.empty(len(names), dtype=np.intp)
    shuffled = rng.permutation(len(names))
    for group in shuffled[np.lexsort((-rows[shuffled], -positives[shuffled]))]:
        without = [side for side in sides if not side.positives]
        open_sides = without if 0 < left <= len(without) else sides  # the last positives go to whom has none
        chosen = min(open_sides, key=lambda side: side.would_be_filled(positives[group], rows[group]))
        chosen.positives += positives[group]
        chosen.rows += rows[group]
        left -= int(positives[group] > 0)
        side_of_group[group] = next(place for place, side in enumerate(sides) if side is chosen)
    return side_of_group[group_of_row]
