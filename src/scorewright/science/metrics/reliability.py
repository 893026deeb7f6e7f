"""The reliability diagram as numbers: what was said against what was seen, bin by bin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.proportion import share_of

MOST_BINS = 10
ROWS_A_BIN = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """``said`` is the mean probability of its ``rows``; ``seen`` their share of positives, with a 95 % interval."""

    rows: int
    positives: int
    lowest: float
    highest: float
    said: float
    seen: Interval


def equal_mass_bins(p: Probabilities, bins: int) -> NDArray[np.intp]:
    """The bin of each row, shape (n,), of ``bins`` bins of about as many rows each; lower probabilities come first.

    Equal probabilities stay in one bin, that of the first of them, so the order of rows does not matter and a bin may
    be empty.

    >>> equal_mass_bins(np.array([0.9, 0.1, 0.2, 0.2]), 2)
    array([1, 0, 0, 0])
    """
    return np.searchsorted(np.sort(p), p, side="left") * bins // len(p)


def reliability(y: Labels, p: Probabilities) -> tuple[ReliabilityBin, ...]:
    """Outcomes ``y`` (0/1) against probabilities ``p``, both (n,), in bins of equal mass, in ascending order.

    There are ten bins, or fewer where they would hold less than 10 rows each; empty ones are left out, and without rows
    there is none.
    """
    if not len(y):
        return ()
    place = equal_mass_bins(p, int(np.clip(len(y) // ROWS_A_BIN, 1, MOST_BINS)))
    return tuple(_bin(y[place == which], p[place == which]) for which in np.unique(place))


def _bin(y: Labels, p: Probabilities) -> ReliabilityBin:
    positives = int(np.sum(y))
    return ReliabilityBin(
        rows=len(y),
        positives=positives,
        lowest=float(p.min()),
        highest=float(p.max()),
        said=float(p.mean()),
        seen=share_of(positives, len(y)),
    )
