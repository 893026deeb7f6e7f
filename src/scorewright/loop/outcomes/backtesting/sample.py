"""A random sample of decisions with outcomes, of a size that does not grow with their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.training.rows.row_identity import lots_by_name

MOST_MEASURED = 50_000  # a thousand resamples of as many take seconds


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """n decisions with outcomes, all arrays (n,): settled probabilities of both sides, how many decisions each stands
    for, and the values of each group.
    """

    outcomes: NDArray[np.int64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    weights: NDArray[np.float64]
    groups: Mapping[str, NDArray[np.object_]]

    def __len__(self) -> int:
        return len(self.outcomes)

    def chosen(self, places: NDArray[np.intp]) -> "Rows":
        groups = {name: values[places] for name, values in self.groups.items()}
        return Rows(self.outcomes[places], self.a[places], self.b[places], self.weights[places], groups)


class Sample:
    """Keeps the rows whose decisions draw the smallest of random numbers, which ``seed`` and their ids decide.

    So equal decisions give an equal sample, however they are paged.
    """

    def __init__(self, group_fields: Sequence[str], seed: int, most: int = MOST_MEASURED) -> None:
        self._seed, self._most = seed, most
        self._lots = np.array([], dtype=np.uint64)
        nothing = np.array([], dtype=np.object_)
        empty = np.array([], dtype=np.float64)
        self._rows = Rows(np.array([], dtype=np.int64), empty, empty, empty, dict.fromkeys(group_fields, nothing))

    def add(self, ids: Sequence[UUID], rows: Rows) -> None:
        if not len(rows):
            return
        drawn = lots_by_name([one.hex for one in ids], self._seed)
        lots = np.concatenate([self._lots, np.array(list(drawn.values()), dtype=np.uint64)])
        kept = np.argsort(lots, kind="stable")[: self._most]
        self._lots, self._rows = lots[kept], _joined(self._rows, rows).chosen(kept)

    @property
    def rows(self) -> Rows:
        """The sample, in the order of its numbers."""
        return self._rows


def _joined(one: Rows, other: Rows) -> Rows:
    return Rows(
        np.concatenate([one.outcomes, other.outcomes]),
        np.concatenate([one.a, other.a]),
        np.concatenate([one.b, other.b]),
        np.concatenate([one.weights, other.weights]),
        {name: np.concatenate([values, other.groups[name]]) for name, values in one.groups.items()},
    )
