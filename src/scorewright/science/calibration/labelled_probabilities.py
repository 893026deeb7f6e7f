"""What every fit and every measurement is given: outcomes ``y`` and probabilities ``p``, row by row."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer[Any]]
Probabilities = NDArray[np.float64]
Weights = NDArray[np.float64]


def check_labelled(y: Labels, p: Probabilities) -> None:
    """Raise ValueError unless ``y`` and ``p`` both have shape (n,), ``y`` is 0 or 1 and ``p`` within [0, 1]."""
    if y.ndim != 1 or y.shape != p.shape:
        raise ValueError(f"y and p must both have shape (n,): {y.shape} and {p.shape}")
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("y must hold nothing but 0 and 1")
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("p must be within [0, 1] and never NaN")


def check_learnable(y: Labels, p: Probabilities) -> None:
    """Raise ValueError unless a calibrator can be learnt: as ``check_labelled``, and rows of both classes."""
    check_labelled(y, p)
    if not 0 < np.count_nonzero(y) < len(y):
        raise ValueError("calibration needs rows of both classes")
