"""Bands: named stretches of a scale of points or of probabilities."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Band:
    """From ``starts_at`` up to, and without, the start of the next band; ``risk`` names how risky it is, if at all."""

    name: str
    starts_at: float
    risk: str | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands in ascending order; the first starts at the minimum of the scale, the last has no upper end.

    Raises ValueError when there is no band, a name is empty or used twice, or the starts are not finite and ascending.

    >>> bands = Bands((Band("poor", 300, "high"), Band("fair", 580), Band("good", 670, "low")))
    >>> bands.of(579).name, bands.of(580).name, bands.of(850).risk
    ('poor', 'fair', 'low')
    """

    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        if not self.bands:
            raise ValueError("there must be at least one band")
        names = [band.name for band in self.bands]
        if not all(names) or len(set(names)) < len(names):
            raise ValueError(f"band names must be there and unique: {names}")
        starts = [band.starts_at for band in self.bands]
        if not all(map(math.isfinite, starts)) or any(low >= high for low, high in pairwise(starts)):
            raise ValueError(f"bands must start at finite, ascending values: {starts}")

    def of(self, value: float) -> Band:
        """The one band that holds ``value``; raises ValueError below the first band and for NaN."""
        if not value >= self.bands[0].starts_at:
            raise ValueError(f"{value} is below the first band, which starts at {self.bands[0].starts_at}")
        return self.bands[bisect_right(self.bands, value, key=lambda band: band.starts_at) - 1]

    def positions_of(self, values: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.intp]:
        """The position in ``bands`` of the band that holds each of ``values``, shape (n,).

        Raises ValueError where one is below the first band or NaN.

        >>> Bands((Band("poor", 300), Band("fair", 580))).positions_of(np.array([579, 580]))
        array([0, 1])
        """
        starts = np.array([band.starts_at for band in self.bands], dtype=np.float64)
        if not np.all(values >= starts[0]):
            raise ValueError(f"a value is below the first band, which starts at {starts[0]}")
        return np.searchsorted(starts, values, side="right") - 1
