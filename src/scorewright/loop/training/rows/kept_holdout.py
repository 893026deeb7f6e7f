"""The hold-out of a finished model, as its version keeps it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.holdouts import Holdout, Rows
from scorewright.loop.training.rows.preparation import TrainingSet
from scorewright.science.splits.split import Split


def kept_holdout(
    use_case: UseCase, data: TrainingSet, split: Split, probabilities: NDArray[np.float64]
) -> tuple[Holdout, Rows]:
    """The rows that were set apart, with the model's settled ``probabilities``; and which rows trained."""
    records = [data.records[row] for row in split.test]
    holdout = Holdout(
        table=data.table.rows(split.test),
        labels=data.labels[split.test],
        probabilities=probabilities,
        rows=data.identities[split.test],
        fields=tuple(sorted(field.name for field in use_case.fields)),
        groups=group_values(use_case, records),
    )
    return holdout, data.identities[split.train]


def group_values(use_case: UseCase, records: Sequence[Record]) -> dict[str, NDArray[np.object_]]:
    """By field of the told groups: the values of ``records`` as text, "" where missing."""
    return {name: _texts([record[name] for record in records]) for name in use_case.told_groups}


def _texts(cells: Sequence[object]) -> NDArray[np.object_]:
    return np.array(["" if cell is None else str(cell) for cell in cells], dtype=np.object_)
