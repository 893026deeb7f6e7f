"""Outliers: numbers far outside the middle half of their field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.quality.finding import Finding
from scorewright.science.quality.records import Cell, Records, is_missing

FENCE = 3.0  # interquartile ranges


@dataclass(frozen=True, slots=True)
class Outliers:
    """How many numbers lie strictly outside ``low`` to ``high``, in the unit of the field."""

    count: int
    low: float
    high: float


def find_outliers(values: Records) -> dict[str, Outliers]:
    """Outliers by numeric field: those outside Q1 - 3 IQR to Q3 + 3 IQR, Tukey's outer fences.

    Tukey, Exploratory Data Analysis, 1977. Q1 and Q3 are the quartiles of all finite numbers of the field, interpolated
    linearly; infinities are always outliers. A field is numeric when it has a finite number and every cell is a number
    or missing; True and False are not numbers, nor is a field of nothing but 0 and 1. Where the middle half of a field
    is one number, both fences stand on it and every other number is outside; a constant field has no outliers.

    >>> find_outliers({"amount": [1, 2, 3, 4, 5, 900], "plan": ["a", "b", "a", "b", "a", "b"]})
    {'amount': Outliers(count=1, low=-5.25, high=12.25)}
    """
    numeric = {field: _numbers(cells) for field, cells in values.items()}
    return {field: _outside_fences(numbers) for field, numbers in numeric.items() if _is_quantity(numbers)}


def outlier_findings(outliers: Mapping[str, Outliers]) -> Iterator[Finding]:
    """A warning for each field with outliers."""
    for field, found in outliers.items():
        if found.count:
            message = (
                f"{field} has {found.count} values outside {found.low:g} to {found.high:g}, far from its middle half."
            )
            yield Finding("outliers", field, "warning", message)


def _numbers(cells: Sequence[Cell]) -> NDArray[np.float64]:
    """The numbers of a column without its missing cells; none where it holds anything else."""
    filled = [cell for cell in cells if not is_missing(cell)]
    numbers = [
        float(cell) for cell in filled if isinstance(cell, int | float | np.number) and not isinstance(cell, bool)
    ]
    return np.array(numbers if len(numbers) == len(filled) else [], dtype=np.float64)


def _is_quantity(numbers: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(numbers).any()) and not np.isin(numbers, (0, 1)).all()


def _outside_fences(numbers: NDArray[np.float64]) -> Outliers:
    lower_quartile, upper_quartile = np.quantile(numbers[np.isfinite(numbers)], [0.25, 0.75])
    reach = FENCE * (upper_quartile - lower_quartile)
    low, high = float(lower_quartile - reach), float(upper_quartile + reach)
    return Outliers(int(np.count_nonzero((numbers < low) | (numbers > high))), low, high)
