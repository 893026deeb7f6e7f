"""What a fast way knows of a column."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.columns.storage import Values


@dataclass(frozen=True, slots=True)
class Sure:
    """``values``, shape (n,), right wherever ``sure``, shape (n,), is True; None: everywhere.

    Where not, whatever stands in ``values`` is replaced by what the authority says, so they must be writable.
    """

    values: Values
    sure: NDArray[np.bool_] | None
