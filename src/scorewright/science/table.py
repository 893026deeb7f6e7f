"""The one shape in which features travel: named columns of numbers or categories, missing values included.

A missing number is NaN and a missing category is the empty string, in training, in the artefact and in serving alike.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["number", "category"]
Direction = Literal[-1, 0, 1]
MISSING_CATEGORY = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One named input of a model.

    ``monotone`` is +1 where more of it may only raise the probability, -1 where it may only lower it, 0 where either.
    """

    name: str
    kind: Kind = "number"
    monotone: Direction = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and their values: ``values[name]`` has shape (n,), float64 for numbers, ``str`` for categories."""

    columns: tuple[Column, ...]
    values: Mapping[str, NDArray[np.generic]]

    def __len__(self) -> int:
        return len(self.values[self.columns[0].name]) if self.columns else 0

    def numbers(self, name: str) -> NDArray[np.float64]:
        """The float64 values of a number column, shape (n,), NaN where missing."""
        return np.asarray(self.values[name], dtype=np.float64)

    def categories(self, name: str) -> NDArray[np.object_]:
        """The text values of a category column, shape (n,), "" where missing."""
        return np.asarray(self.values[name], dtype=np.object_)

    def rows(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> "Table":
        """The rows at ``chosen`` (positions, or a mask of shape (n,)), in that order."""
        return Table(self.columns, {name: values[chosen] for name, values in self.values.items()})

    def only(self, names: Collection[str]) -> "Table":
        """The columns called ``names``, in the order of this table."""
        kept = tuple(column for column in self.columns if column.name in names)
        return Table(kept, {column.name: self.values[column.name] for column in kept})

    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) of columns and values: equal exactly when the tables are equal."""
        digest = hashlib.sha256(repr(self.columns).encode())
        for column in self.columns:
            if column.kind == "number":
                digest.update((self.numbers(column.name) + 0.0).tobytes())
            else:
                digest.update("\x1f".join(self.categories(column.name)).encode())
        return digest.hexdigest()


def table_from_rows(columns: Sequence[Column], rows: Sequence[Mapping[str, float | str | None]]) -> Table:
    """Gather ``rows`` (one mapping of feature values a row, None where missing) into a table.

    Raises KeyError when a row lacks a column.

    >>> table = table_from_rows([Column("age"), Column("plan", "category")], [{"age": 31, "plan": None}])
    >>> table.numbers("age"), table.categories("plan")
    (array([31.]), array([''], dtype=object))
    """
    values: dict[str, NDArray[np.generic]] = {}
    for column in columns:
        cells = [row[column.name] for row in rows]
        if column.kind == "number":
            values[column.name] = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        else:
            values[column.name] = np.array([MISSING_CATEGORY if c is None else str(c) for c in cells], dtype=np.object_)
    return Table(tuple(columns), values)
