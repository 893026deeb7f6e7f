"""From a table to the two inputs of a model."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.description import Description
from scorewright.science.artefacts.graph import CATEGORIES, NUMBERS
from scorewright.science.table import Table


def cells_of(table: Table, description: Description) -> dict[str, NDArray[Any]]:
    """The inputs that a model so described takes, by name. Raises KeyError when a column is absent."""
    given = {NUMBERS: number_cells(table, description), CATEGORIES: category_cells(table, description)}
    return {name: cells for name, cells in given.items() if cells.shape[1]}


def number_cells(table: Table, description: Description) -> NDArray[np.float64]:
    """The number columns side by side, shape (n, k). Raises KeyError when one is absent."""
    names = description.of_kind("number")
    cells = np.empty((len(table), len(names)))
    for position, name in enumerate(names):
        cells[:, position] = table.numbers(name)
    return cells


def category_cells(table: Table, description: Description) -> NDArray[np.object_]:
    """The category columns side by side, shape (n, c). Raises KeyError when one is absent."""
    names = description.of_kind("category")
    cells = np.empty((len(table), len(names)), dtype=np.object_)
    for position, name in enumerate(names):
        cells[:, position] = table.categories(name)
    return cells
