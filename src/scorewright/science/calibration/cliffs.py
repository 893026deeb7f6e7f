"""Isotonic tables without jumps: two probabilities that hardly differ are not answered by two that do."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.policy.probabilities import settle

STEEPEST_SLOPE = 30.0
Point = tuple[float, float]


def without_cliffs(isotonic: Isotonic, steepest: float = STEEPEST_SLOPE) -> Isotonic:
    """``isotonic`` with each jump made a slope of at most ``steepest`` for each unit, as far above it as below.

    Isotonic regression jumps between neighbouring probabilities. An artefact whose probability differs by 1e-7 would
    land elsewhere on the jump; with slopes up to 30 it cannot differ by more than 3e-6 after it. The table is the mean
    of the largest function of that slope which is nowhere above ``isotonic`` and the smallest which is nowhere below:
    either alone would make all probabilities too small, or too large.

    >>> gentle = without_cliffs(Isotonic((0.1, 0.5, 0.500001, 0.9), (0.2, 0.2, 0.5, 0.5)), steepest=3)
    >>> [round(p, 2) for p in gentle.apply(np.array([0.3, 0.44, 0.5, 0.56, 0.7])).tolist()]
    [0.2, 0.26, 0.35, 0.44, 0.5]
    """
    points = list(zip(isotonic.knots, isotonic.values, strict=True))
    below = _nowhere_above(points, steepest)
    above = _turned(_nowhere_above(_turned(points), steepest))
    ends = (isotonic.knots[0], isotonic.knots[-1])
    knots = np.unique(np.clip(settle(np.array([knot for knot, _ in (*points, *below, *above)])), *ends))
    values = (_at(knots, below) + _at(knots, above)) / 2
    return Isotonic(tuple(knots.tolist()), tuple(np.maximum.accumulate(values).tolist()))


def _nowhere_above(points: list[Point], steepest: float) -> list[Point]:
    """The largest function that rises by at most ``steepest`` and is nowhere above the line through ``points``."""
    found = points[:1]
    for (left, low), (right, high) in pairwise(points):
        width, behind = right - left, low - found[-1][1]
        gained = steepest * width - (high - low)  # on the line, were it to rise as steeply as it may
        if gained <= behind:
            found.append((right, found[-1][1] + steepest * width))
            continue
        if behind > 0:
            met = width * behind / gained
            found.append((left + met, found[-1][1] + steepest * met))
        found.append((right, high))
    return found


def _turned(points: list[Point]) -> list[Point]:
    """Seen from the other end: what lay above lies below."""
    return [(-x, -y) for x, y in reversed(points)]


def _at(knots: NDArray[np.float64], line: list[Point]) -> NDArray[np.float64]:
    xs, ys = zip(*line, strict=True)
    return np.asarray(np.interp(knots, xs, ys), dtype=np.float64)
