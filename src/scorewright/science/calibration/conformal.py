"""Split-conformal width: how far the outcome may lie from the probability, at a stated coverage.

The score of a row is |y - p|. Within each bin of p, which is fixed beforehand, the k-th smallest of the n scores with
k = ceil((n + 1) coverage) is the reach q: for a new row of that bin that is exchangeable with these, y lies within
[p - q, p + q] with at least that probability (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, Distribution-free
predictive inference for regression, JASA 113, 2018, theorem 2.2; bin by bin it is the Mondrian form of Vovk, Gammerman
and Shafer, Algorithmic learning in a random world, 2005, section 4.5). Nothing is assumed of the model. Where k exceeds
n there are too few rows to promise anything and the interval is [0, 1].

For an outcome of 0 or 1 the width says how settled it is: it is small where nearly all rows of the bin ended the same
way, and near 1 where both ends stay open. It does not shrink as rows are added, as the uncertainty of p itself does.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, check_labelled

COVERAGE = 0.9
FEWEST_ROWS = 30
# Finer towards the ends, where probabilities crowd; fixed, so that the bins know nothing of the rows.
EDGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Width:
    """``reaches[i]`` is the reach of the bin from ``edges[i - 1]`` up to, but without, ``edges[i]``.

    ``rows`` is how many rows they were learnt from. Raises ValueError unless the edges rise within (0, 1), there is one
    reach more, and each lies in [0, 1].
    """

    coverage: float
    edges: tuple[float, ...]
    reaches: tuple[float, ...]
    rows: int

    def __post_init__(self) -> None:
        ends = (0.0, *self.edges, 1.0)
        if not all(low < high for low, high in pairwise(ends)):
            raise ValueError("edges must rise within (0, 1)")
        if len(self.reaches) != len(self.edges) + 1 or not all(0 <= reach <= 1 for reach in self.reaches):
            raise ValueError("there must be one reach more than edges, each within [0, 1]")
        if not 0 < self.coverage < 1:
            raise ValueError(f"coverage must lie within (0, 1): {self.coverage}")

    def interval(self, p: float) -> tuple[float, float]:
        """The ends, within [0, 1], between which the outcome lies with probability ``coverage``. Raises ValueError."""
        if not 0 <= p <= 1:
            raise ValueError(f"p must lie within [0, 1]: {p}")
        reach = self.reaches[bisect_right(self.edges, p)]
        return max(0.0, p - reach), min(1.0, p + reach)

    def of(self, p: float) -> float:
        """The length of the interval, in [0, 1]. Raises ValueError when ``p`` is outside [0, 1].

        >>> Width(coverage=0.9, edges=(0.5,), reaches=(0.125, 1.0), rows=40).of(0.25)
        0.25
        """
        low, high = self.interval(p)
        return high - low

    def to_json(self) -> dict[str, Any]:
        """As plain data, for ``from_json``."""
        return {"coverage": self.coverage, "edges": [*self.edges], "reaches": [*self.reaches], "rows": self.rows}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Width":
        """Raises KeyError where a part is absent, and ValueError as the class does."""
        return cls(content["coverage"], tuple(content["edges"]), tuple(content["reaches"]), content["rows"])


def interval_of(p: float, width: float) -> tuple[float, float]:
    """The ends of the interval around ``p`` that is ``width`` long, as ``Width.interval`` gives them for that ``p``.

    Both within [0, 1]. Where it was cut at an end, how far it would have reached is not known, and not needed.

    >>> interval_of(0.25, 0.25), interval_of(0.25, 0.75), interval_of(0.875, 0.5)
    ((0.125, 0.375), (0.0, 0.75), (0.5, 1.0))
    """
    reach = width / 2
    if reach <= min(p, 1 - p):
        return p - reach, min(1.0, p + reach)
    return (0.0, width) if p < 1 - p else (1 - width, 1.0)


def fit_width(p: Probabilities, y: Labels, *, coverage: float = COVERAGE) -> Width | None:
    """Learn from probabilities ``p`` and outcomes ``y``, both (n,), of rows that the model did not learn from.

    None below 30 rows. Raises ValueError for labels or probabilities that are none, and for a coverage outside (0, 1).
    """
    check_labelled(y, p)
    if len(p) < FEWEST_ROWS:
        return None
    scores, place = np.abs(y - p), np.searchsorted(EDGES, p, side="right")
    reaches = tuple(_reach(np.sort(scores[place == which]), coverage) for which in range(len(EDGES) + 1))
    return Width(coverage, EDGES, reaches, len(p))


def _reach(scores: Probabilities, coverage: float) -> float:
    rank = ceil((len(scores) + 1) * coverage - 1e-9)  # less what rounding added to a whole number
    return float(scores[rank - 1]) if rank <= len(scores) else 1.0
