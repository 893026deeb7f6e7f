"""The label: positive strictly above the threshold."""

from typing import overload

import numpy as np
from numpy.typing import NDArray


@overload
def label(p: float, threshold: float) -> int: ...
@overload
def label(p: NDArray[np.float64], threshold: float) -> NDArray[np.int64]: ...
def label(p: float | NDArray[np.float64], threshold: float) -> int | NDArray[np.int64]:
    """1 where ``p`` (settled probabilities) is greater than ``threshold``, else 0; equal to it is 0.

    One number gives an int, an array of shape (n,) an int64 array of shape (n,).

    >>> label(0.5, 0.5), label(0.500001, 0.5), label(np.array([0.2, 0.9]), 0.5)
    (0, 1, array([0, 1]))
    """
    if isinstance(p, np.ndarray):
        return (p > threshold).astype(np.int64)
    return int(p > threshold)
