"""The log odds of a probability, kept finite, and the way back."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Probabilities

SMALLEST_PROBABILITY = 1e-7  # and the largest is one minus this: wide of what six decimals show, exact in float32


def clipped(p: Probabilities) -> Probabilities:
    """``p`` within [1e-7, 1 - 1e-7], any shape."""
    return np.clip(p, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)


def logit(p: Probabilities) -> Probabilities:
    """ln(p / (1 - p)) of the clipped probabilities, any shape: always within about -16.1 and 16.1.

    >>> logit(np.array([0.0, 0.5, 1.0])).round(3)
    array([-16.118,   0.   ,  16.118])
    """
    kept = clipped(p)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)


def logistic(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-z)), the probability of log odds ``z``, any shape.

    scipy.special.expit is the same to the last digits, and takes 27 MB of every process that serves.

    >>> logistic(np.array([-800.0, 0.0, 800.0]))
    array([0. , 0.5, 1. ])
    """
    with np.errstate(over="ignore"):  # exp(800) is infinite, and one part in that many is 0
        return np.asarray(1 / (1 + np.exp(-z)), dtype=np.float64)
