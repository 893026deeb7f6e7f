"""Columns of numbers, all cells at once."""

import math
from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scorewright.declare.columns.sure import Sure
from scorewright.declare.fast_fields import EXACT, plain_limits
from scorewright.declare.fields import Number, is_storable

NUMBERS = frozenset({pl.Float32, pl.Float64, pl.Int8, pl.Int16, pl.Int32, pl.Int64}) | {
    *(pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
}

Mask = NDArray[np.bool_]


def typed_numbers(field: Number, series: pl.Series) -> Sure:
    """Cells that are numbers, NaN or null."""
    numbers = series.cast(pl.Float64).to_numpy()
    return _judged(field, numbers, lambda: np.isnan(numbers))


def read_numbers(field: Number, series: pl.Series, parsed: pl.Series) -> Sure:
    """Cells of text; ``parsed`` are the numbers in them, null where polars reads none: Python may yet."""
    numbers = parsed.to_numpy()
    return _judged(field, numbers, lambda: _empty(field, series, numbers))


def _empty(field: Number, series: pl.Series, numbers: NDArray[np.float64]) -> Mask:
    """The cells that are empty or say a missing code that is a text."""
    codes = [code for code in field.missing_codes if isinstance(code, str) and is_storable(code)]
    unread = np.isnan(numbers)
    if not codes and not unread.any():
        return unread
    return (series.is_null() | series.is_in(["", *codes])).fill_null(value=True).to_numpy(writable=True)


def _judged(field: Number, numbers: NDArray[np.float64], empty: Callable[[], Mask]) -> Sure:
    limits = plain_limits(field)
    if limits is None:
        return Sure(np.full(len(numbers), math.nan), np.zeros(len(numbers), dtype=np.bool_))
    low, high = limits
    if not field.missing_codes and _all_fine(numbers, low, high, whole=field.whole):
        return Sure(numbers, None)
    missing = empty()
    for code in field.missing_codes:
        if not isinstance(code, str) and abs(code) <= EXACT:  # larger numbers are not sure in any case
            missing |= numbers == code
    fine = (numbers >= low) & (numbers <= high)
    if field.whole:
        fine &= numbers == np.floor(numbers)
    sure = fine & ~missing if field.required else fine | missing
    return Sure(np.where(fine & ~missing, numbers, math.nan), None if sure.all() else sure)


def _all_fine(numbers: NDArray[np.float64], low: float, high: float, *, whole: bool) -> bool:
    """By smallest and largest, which are NaN where any cell is."""
    if not len(numbers) or not (low <= numbers.min() and numbers.max() <= high):
        return False
    return not whole or bool((numbers == np.floor(numbers)).all())
