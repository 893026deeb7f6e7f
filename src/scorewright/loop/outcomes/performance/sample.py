"""A random sample of the decisions of one cohort, of a size that does not grow with their number."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

MOST_KEPT = 20_000
_RANDOM_BITS = (1 << 48) - 1


class Sample:
    """Keeps the ``MOST_KEPT`` rows whose ids draw the smallest lots: equal decisions give an equal sample.

    ``count`` rows have been added, as telling as ``effective_rows`` of equal weight.
    """

    def __init__(self) -> None:
        self.count = 0
        self._weights = self._squares = 0.0
        self._kept: NDArray[np.float64] = np.empty((0, 5))

    def add(self, rows: Sequence[tuple[float, ...]]) -> None:
        """Each is a lot, then outcome, probability, threshold and weight."""
        added = np.array(rows, dtype=np.float64)
        self.count += len(added)
        self._weights += float(added[:, 4].sum())
        self._squares += float((added[:, 4] ** 2).sum())
        together = np.concatenate([self._kept, added])
        self._kept = together[np.argsort(together[:, 0], kind="stable")[:MOST_KEPT]]

    @property
    def effective_rows(self) -> float:
        return self._weights**2 / self._squares if self.count else 0.0

    @property
    def fingerprint(self) -> bytes:
        """Equal where the kept rows are."""
        return sha256(self._kept.tobytes()).digest()

    @property
    def kept(self) -> int:
        return len(self._kept)

    @property
    def outcomes(self) -> NDArray[np.int64]:
        return self._kept[:, 1].astype(np.int64)

    @property
    def probabilities(self) -> NDArray[np.float64]:
        return self._kept[:, 2]

    @property
    def thresholds(self) -> NDArray[np.float64]:
        return self._kept[:, 3]

    @property
    def weights(self) -> NDArray[np.float64]:
        return self._kept[:, 4]


def lot_of(decision_id: UUID) -> int:
    """A random number that the id decides; the last bits of every id are random."""
    return decision_id.int & _RANDOM_BITS
