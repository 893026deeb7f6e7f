"""Records of twenty numbers, drawn at random; the outcome follows some of them, not in a line, and not for certain."""

import numpy as np
from numpy.typing import NDArray

NAMES = tuple(f"x{number:02d}" for number in range(20))
DECIMALS = 4


def records(rows: int, seed: int) -> NDArray[np.float64]:
    """``rows`` records, shape (rows, 20), with at most four decimals, so that text and JSON carry them exactly."""
    return np.random.default_rng(seed).normal(size=(rows, len(NAMES))).round(DECIMALS)


def outcomes(drawn: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """0 or 1 for each record, shape (rows,)."""
    a, b, c, d, e = drawn[:, :5].T
    log_odds = 1.5 * a * (b > 0) + np.sin(2 * c) + 0.5 * d * e - 0.4
    return np.asarray(np.random.default_rng(seed).random(len(drawn)) < 1 / (1 + np.exp(-log_odds)), dtype=np.int64)
