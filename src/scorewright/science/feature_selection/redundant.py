"""The method "auto": columns that cannot tell a model anything are left out."""

import numpy as np

from scorewright.science.table import Table


def not_redundant(table: Table) -> tuple[str, ...]:
    """The columns of ``table`` that hold more than one value and do not repeat an earlier column.

    Where every column holds one value only the first is kept, since a model has at least one.

    >>> from scorewright.science.table import Column
    >>> cells = {"age": np.array([31.0, 40.0]), "planet": np.ones(2), "age again": np.array([31.0, 40.0])}
    >>> not_redundant(Table(tuple(Column(name) for name in cells), cells))
    ('age',)
    """
    seen: set[bytes | tuple[str, ...]] = set()
    kept: list[str] = []
    for column in table.columns:
        if column.kind == "number":
            numbers = table.numbers(column.name) + 0.0  # so that -0.0 is 0.0
            content: bytes | tuple[str, ...] = numbers.tobytes()
            several = len(np.unique(numbers)) > 1  # all that is missing is one value
        else:
            content = tuple(table.categories(column.name))
            several = len(set(content)) > 1
        if several and content not in seen:
            kept.append(column.name)
        seen.add(content)
    return tuple(kept) or (table.columns[0].name,)
