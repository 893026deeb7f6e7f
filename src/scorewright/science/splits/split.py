"""A division of rows into those that train and those that test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Split:
    """Positions of rows, each array ascending; no row is in both."""

    train: Rows
    test: Rows


def split_at(tested: NDArray[np.bool_]) -> Split:
    """The split whose test rows are those where ``tested``, shape (n,), is true; all others train."""
    return Split(np.flatnonzero(~tested), np.flatnonzero(tested))


def check_share(share: float) -> None:
    """Raise ValueError unless the share of test rows is strictly between 0 and 1."""
    if not 0 < share < 1:
        raise ValueError(f"the share of test rows must be between 0 and 1: {share}")


def check_fold_count(k: int) -> None:
    """Raise ValueError unless there are at least two folds."""
    if k < 2:
        raise ValueError(f"there must be at least 2 folds: {k}")
