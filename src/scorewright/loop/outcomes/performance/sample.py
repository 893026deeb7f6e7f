"""A random sample of the decisions of one cohort, of a size that does not grow with their number."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

MOST_KEPT = 20_000


class Sample:
    """Keeps the ``MOST_KEPT`` rows whose ids draw the smallest lots: equal decisions give an equal sample.

    ``count`` rows there are, as telling as ``effective_rows`` of equal weight.
    """

    def __init__(self) -> None:
        self.count = 0
        self._weights = self._squares = 0.0
        self._kept: NDArray[np.float64] = np.empty((0, 5))

    def tell(self, count: int, weights: float, squares: float) -> None:
        """``count`` more there are, with the sums of their weights and of the squares of these."""
        self.count += count
        self._weights += weights
        self._squares += squares

    def add(self, rows: Sequence[tuple[float, ...]]) -> None:
        """Some of those that there are. Each is a lot, then outcome, probability, threshold and weight."""
        together = np.concatenate([self._kept, np.array(rows, dtype=np.float64)])
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
