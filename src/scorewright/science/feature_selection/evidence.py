"""What a choice of columns is learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Evidence:
    """n rows of d standardised features without missing values, and their ``labels`` (n,) of 0 and 1.

    Feature i comes from the column ``sources[i]``, a place in ``columns``; every column has at least one feature.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.int64]
    sources: NDArray[np.intp]
    columns: tuple[str, ...]

    def by_column(self, sizes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add ``sizes`` (d,) of features up to those of their columns, shape (columns,)."""
        return np.bincount(self.sources, weights=sizes, minlength=len(self.columns)).astype(np.float64)

    def of(self, kept: Sequence[int]) -> NDArray[np.float64]:
        """The features of the columns at ``kept``."""
        return self.features[:, np.isin(self.sources, kept)]
