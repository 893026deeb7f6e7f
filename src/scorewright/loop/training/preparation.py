"""From rows of text to what a learner needs, or every row that breaks a rule."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.dataset import Dataset
from scorewright.declare.errors import RecordRejected
from scorewright.declare.features import feature_table
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.science.table import Table

SHOWN = 10


class TrainingDataError(ValueError):
    """The data cannot be trained from; the message names rows, fields and rules."""


@dataclass(frozen=True)
class TrainingSet:
    """n accepted records with their features and labels, in the order of the data."""

    source: str
    records: Sequence[Record]
    table: Table
    labels: NDArray[np.int64]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over features and labels: the same rows in the same order give the same."""
        return hashlib.sha256(self.table.fingerprint().encode() + self.labels.tobytes()).hexdigest()


def prepare(use_case: UseCase, dataset: Dataset) -> TrainingSet:
    """Check every row of ``dataset`` and compute its features. Raises TrainingDataError with the first faults."""
    records: list[Record] = []
    labels: list[int] = []
    faults: list[str] = []
    for number, row in enumerate(dataset.rows, 1):
        try:
            record, label = use_case.read_row(row, dataset.ignored)
        except KeyError:
            faults.append(f"row {number}: outcome {use_case.outcome.name!r} is missing")
        except (RecordRejected, ValueError) as error:
            faults.append(f"row {number}: {error}")
        else:
            records.append(record)
            labels.append(label)
    if faults:
        more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
        raise TrainingDataError(
            f"{len(faults)} of {len(dataset.rows)} rows break a rule: {'; '.join(faults[:SHOWN])}{more}"
        )
    if len(set(labels)) < 2:
        raise TrainingDataError(
            f"{len(labels)} rows hold only one value of {use_case.outcome.name!r}: nothing to learn"
        )
    features = [use_case.compute(use_case.visible(record)) for record in records]
    table = feature_table(use_case.features, features)
    return TrainingSet(dataset.source, records, table, np.array(labels, dtype=np.int64))


def quality_columns(use_case: UseCase, training: TrainingSet) -> dict[str, list[Any]]:
    """The cells of each field that a feature may see, None where missing: what the data-quality report looks at."""
    visible = [field.name for field in use_case.fields if not field.protected]
    return {name: [record[name] for record in training.records] for name in visible}


def moments(training: TrainingSet, field: str) -> list[datetime]:
    """The values of a moment field, one a record. Raises TrainingDataError where one is missing."""
    found = [record[field] for record in training.records]
    if any(not isinstance(moment, datetime) for moment in found):
        raise TrainingDataError(f"field {field!r}: splitting by time needs a moment in every record")
    return [moment for moment in found if isinstance(moment, datetime)]


def groups(training: TrainingSet, field: str) -> list[str]:
    """The values of a group field as text, one a record."""
    return [str(record[field]) for record in training.records]
