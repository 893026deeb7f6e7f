"""The rows that keep to the declaration, as a model is given them, and what the others break."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.errors import Problem
from scorewright.declare.features import FeatureValue
from scorewright.declare.records import Record


@dataclass(frozen=True, slots=True)
class Accepted:
    """m accepted rows of a frame, each known by its place among them, and the positions in the frame of all others.

    ``rows``: the positions of the accepted rows, shape (m,), ascending.
    ``rejected``: the positions of the other rows, ascending, each with every rule that it breaks.
    ``numbers``: the number features in their order, shape (m, k), column by column in memory, NaN where missing.
    ``categories``: the category features in their order, shape (m, c), "" where missing.
    ``failed``: why a row, by its place, has no features: one of them raised; its numbers and categories are missing.
    ``features_of`` and ``record_of`` give the features (none where they failed) and the record of a row by its place.
    """

    rows: NDArray[np.intp]
    rejected: Sequence[tuple[int, tuple[Problem, ...]]]
    numbers: NDArray[np.float64]
    categories: NDArray[np.object_]
    failed: Mapping[int, str]
    features_of: Callable[[int], Mapping[str, FeatureValue]]
    record_of: Callable[[int], Record]

    def __len__(self) -> int:
        return len(self.rows)
