"""The rows of each group, by any number of fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The rows, a mask of shape (n,), where ``field`` is ``value``; an empty value is "missing"."""

    field: str
    value: str
    rows: NDArray[np.bool_]

    @property
    def name(self) -> str:
        """The group in words."""
        return f"{self.field} {self.value}"


def each_group(fields: Mapping[str, NDArray[np.object_]]) -> Iterator[Group]:
    """The groups of every field, each (n,) of text, by field and then by value.

    >>> [(group.name, int(group.rows.sum())) for group in each_group({"sex": np.array(["f", "m", "f", ""], object)})]
    [('sex missing', 1), ('sex f', 2), ('sex m', 1)]
    """
    for field, values in fields.items():
        for value in sorted(set(values.tolist())):
            yield Group(field, value or MISSING, values == value)
