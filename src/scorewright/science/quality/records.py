"""The records as the checks get them: columns of cells."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from scorewright.science.table import MISSING_CATEGORY

Cell = float | int | str | bool | datetime | None
Records = Mapping[str, Sequence[Cell]]


def is_missing(cell: Cell) -> bool:
    """Whether a cell holds nothing: None, or what a table writes instead, NaN and the empty text."""
    return cell is None or cell == MISSING_CATEGORY or (isinstance(cell, float) and math.isnan(cell))


def check_lengths(values: Records, outcomes: Sequence[int], **others: Sequence[object] | None) -> None:
    """Raise ValueError unless every column and every other sequence has one entry an outcome, and those are 0/1."""
    for name, cells in [*values.items(), *others.items()]:
        if cells is not None and len(cells) != len(outcomes):
            raise ValueError(f"{name} has {len(cells)} entries for {len(outcomes)} outcomes")
    if any(outcome not in (0, 1) for outcome in outcomes):
        raise ValueError("outcomes must be 0 or 1")
