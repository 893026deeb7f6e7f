"""What may be trained on; anything else is refused by name before a learner sees it."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.table import Table


def check_trainable(table: Table, y: NDArray[np.generic]) -> None:
    """Raise ValueError unless ``table`` can be learnt from, with ``y`` of shape (n,) holding both 0 and 1.

    Refused are tables without rows or columns, lengths that differ, names that are empty or used twice, infinite
    values, and categories that are not text.
    """
    if not table.columns:
        raise ValueError("the table has no columns")
    _check_names([column.name for column in table.columns])
    if not len(table):
        raise ValueError("the table has no rows")
    _check_values(table)
    if y.shape != (len(table),):
        raise ValueError(f"y has shape {y.shape} for a table of {len(table)} rows")
    classes = np.unique(y)
    if not np.isin(classes, (0, 1)).all():
        raise ValueError("y must hold nothing but 0 and 1")
    if len(classes) == 1:
        raise ValueError(f"y is constant: every row is {int(classes[0])}")


def _check_names(names: list[str]) -> None:
    if "" in names:
        raise ValueError("a column has an empty name")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"more than one column is named {', '.join(twice)}")


def _check_values(table: Table) -> None:
    for column in table.columns:
        if len(table.values[column.name]) != len(table):
            raise ValueError(f"column {column.name} has {len(table.values[column.name])} values, not {len(table)}")
        if column.kind == "number" and np.isinf(table.numbers(column.name)).any():
            raise ValueError(f"column {column.name} holds infinite values")
        if column.kind == "category" and not all(isinstance(cell, str) for cell in table.categories(column.name)):
            raise ValueError(f'column {column.name} holds values that are not text; a missing category is ""')
