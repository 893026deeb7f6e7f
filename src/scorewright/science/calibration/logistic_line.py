"""Logistic regression on one column, unregularised: the line behind Platt scaling and the calibration slope."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.logit import logistic

MAXIMUM_STEPS = 100
SMALLEST_GAIN = 1e-12  # of the mean log likelihood


def fit_logistic_line(
    x: NDArray[np.float64], targets: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> tuple[float, float]:
    """Slope and intercept of the line whose logistic function best fits ``targets``, each within [0, 1].

    ``x``, ``targets`` and ``weights`` have shape (n,); weights are above 0, and all alike where there are none. Maximum
    likelihood by Newton's method, each step halved until it gains (Lin, Lin and Weng, A note on Platt's probabilistic
    outputs, Machine Learning 68, 2007). The caller makes sure that a finite solution exists: with 0/1 targets, that
    ``x`` does not separate the classes. Raises ValueError when ``x`` is constant.
    """
    if np.ptp(x) == 0:
        raise ValueError("no slope can be learnt: all probabilities are equal")
    centre, spread = float(np.mean(x)), float(np.std(x))
    design = np.column_stack([(x - centre) / spread, np.ones_like(x)])  # standardised: Newton is then well conditioned
    shares = np.ones_like(x) if weights is None else weights / np.mean(weights)
    line = np.zeros(2)
    loss = _mean_loss(design @ line, targets, shares)
    for _ in range(MAXIMUM_STEPS):
        step = _newton_step(design, line, targets, shares)
        scale = 1.0
        while (new_loss := _mean_loss(design @ (line + scale * step), targets, shares)) > loss and scale > 1e-10:
            scale /= 2
        gain, loss, line = loss - new_loss, new_loss, line + scale * step
        if gain < SMALLEST_GAIN:
            break
    slope = float(line[0]) / spread
    return slope, float(line[1]) - slope * centre


def _mean_loss(z: NDArray[np.float64], targets: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    return float(np.mean(shares * (np.logaddexp(0, z) - targets * z)))


def _newton_step(
    design: NDArray[np.float64],
    line: NDArray[np.float64],
    targets: NDArray[np.float64],
    shares: NDArray[np.float64],
) -> NDArray[np.float64]:
    fitted = logistic(design @ line)
    curvature = (design * (shares * fitted * (1 - fitted))[:, None]).T @ design
    return np.asarray(np.linalg.solve(curvature, design.T @ (shares * (targets - fitted))), dtype=np.float64)
