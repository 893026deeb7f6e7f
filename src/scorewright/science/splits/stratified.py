"""Random splits that keep the share of each class."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.splits.split import Rows, Split, check_fold_count, check_share, split_at


def holdout(y: NDArray[np.integer[Any]], share: float, lots: NDArray[np.integer[Any] | np.floating[Any]]) -> Split:
    """Hold out ``share`` of the rows of each class, to the nearest row, but at least one and never all.

    ``y`` is 0/1, shape (n,). ``lots``, shape (n,), has the lot that each row drew: the lowest of each class are held
    out. Lots that stay with their rows keep nearly all of them on their side when rows are added. Raises ValueError
    when a class has fewer than two rows or ``share`` is not in (0, 1).

    >>> split = holdout(np.array([0, 0, 0, 0, 1, 1]), 0.5, np.array([3, 1, 2, 4, 6, 5]))
    >>> split.train, split.test
    (array([0, 3, 4]), array([1, 2, 5]))
    """
    check_share(share)
    tested = np.zeros(len(y), dtype=np.bool_)
    for rows in _rows_by_class(y, at_least=2, needed_for="a hold-out"):
        count = min(max(round(share * len(rows)), 1), len(rows) - 1)
        tested[rows[np.argsort(lots[rows], kind="stable")[:count]]] = True
    return split_at(tested)


def folds(y: NDArray[np.integer[Any]], k: int, rng: np.random.Generator) -> tuple[Split, ...]:
    """``k`` splits; every row tests once. Fold sizes differ by at most one row, and so do their rows of each class.

    ``y`` is 0/1, shape (n,). Raises ValueError when a class has fewer rows than folds or ``k`` is below 2.
    """
    check_fold_count(k)
    fold_of_row = np.empty(len(y), dtype=np.intp)
    dealt = 0
    for rows in _rows_by_class(y, at_least=k, needed_for=f"{k} folds"):
        fold_of_row[rng.permutation(rows)] = (dealt + np.arange(len(rows))) % k
        dealt += len(rows)  # the next class goes on where this one stopped, which keeps the fold sizes even
    return tuple(split_at(fold_of_row == fold) for fold in range(k))


def _rows_by_class(y: NDArray[np.integer[Any]], *, at_least: int, needed_for: str) -> list[Rows]:
    by_class = [np.flatnonzero(y == outcome) for outcome in (0, 1)]
    for outcome, rows in enumerate(by_class):
        if len(rows) < at_least:
            raise ValueError(f"class {outcome} has {len(rows)} rows, fewer than the {at_least} needed for {needed_for}")
    return by_class
