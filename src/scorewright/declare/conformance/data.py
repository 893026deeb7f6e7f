"""Reading all the data of a use case, and drawing a few hundred rows of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

LEAST_OF_A_CLASS = 20


class DataFault(Exception):  # noqa: N818 - a finding, not an error of ours
    """The data cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Rows:
    """``records`` without their protected fields, and their ``labels`` of 0 and 1, shape (n,)."""

    records: Sequence[Record]
    labels: NDArray[np.int64]


def read_rows(use_case: UseCase) -> Rows:
    """Every row of the use case's data that is learnt from.

    Raises DataFault where one is not acceptable or a class is absent.
    """
    try:
        dataset = use_case.load()
    except Exception as error:  # whatever somebody's own function raises is the finding
        raise DataFault(f"load: fails with {error!r}") from error
    records, labels = [], []
    for number, row in enumerate(dataset.rows, 1):
        if use_case.why_left_out(row) is not None:
            continue
        try:
            record, label = use_case.read_row(row, dataset.ignored)
        except (ValueError, KeyError) as error:  # RecordRejected is a ValueError
            raise DataFault(f"load: row {number} is not acceptable: {error}") from error
        records.append(use_case.visible(record))
        labels.append(label)
    if set(labels) != {0, 1}:
        raise DataFault("load: must give rows of both outcomes")
    return Rows(records, np.array(labels, dtype=np.int64))


def draw(rows: Rows, count: int) -> Rows:
    """About ``count`` rows in their order, of each class by its share but at least 20 if there are as many."""
    rng = np.random.default_rng(0)
    chosen: list[int] = []
    for label in (0, 1):
        places = np.flatnonzero(rows.labels == label)
        wanted = max(round(count * len(places) / len(rows.labels)), LEAST_OF_A_CLASS)
        chosen += rng.permutation(places)[:wanted].tolist()
    chosen.sort()
    return Rows([rows.records[place] for place in chosen], rows.labels[chosen])
