"""How the accepted values of a field are kept: as numbers where it has numbers, else as objects."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.fields import Category, Field, Flag, Number, Value

_EXACT_INTEGERS = 2.0**53

Values = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Storage:
    """``dtype`` of the array, what stands in it for a missing value, and how its cells become a record's values."""

    dtype: type
    missing: Any
    shown: Callable[[Values], list[Value]]

    def empty(self, count: int) -> Values:
        """``count`` missing values."""
        return np.full(count, self.missing, dtype=self.dtype)

    def kept(self, value: Value) -> Any:
        """What stands in the array for ``value`` of a record."""
        return self.missing if value is None else value


def storage_of(field: Field) -> Storage:
    """Numbers and flags are float64 with NaN for a missing one, categories text with "" for it."""
    return _STORAGES.get(type(field), Storage(object, None, _objects))


def _numbers(values: Values) -> list[Value]:
    return [
        None if math.isnan(value) else int(value) if value.is_integer() and abs(value) < _EXACT_INTEGERS else value
        for value in values.tolist()
    ]


def _flags(values: Values) -> list[Value]:
    return [None if math.isnan(value) else value == 1.0 for value in values.tolist()]


def _texts(values: Values) -> list[Value]:
    return [value or None for value in values.tolist()]


def _objects(values: Values) -> list[Value]:
    return list(values.tolist())


_STORAGES = {
    Number: Storage(float, math.nan, _numbers),
    Flag: Storage(float, math.nan, _flags),
    Category: Storage(object, "", _texts),
}
