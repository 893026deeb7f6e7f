"""From rows of text to what a learner needs, or every row that breaks a rule."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.dataset import Dataset
from scorewright.declare.errors import RecordRejected
from scorewright.declare.features import FeatureValue, feature_table
from scorewright.declare.fields import Moment, Text
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.training.rows.row_identity import row_identities
from scorewright.science.learners.lessons import unequal
from scorewright.science.table import Table

SHOWN = 10


class TrainingDataError(ValueError):
    """The data cannot be trained from; the message names rows, fields and rules."""


@dataclass(frozen=True)
class TrainingSet:
    """n accepted records with their features and labels, in the order of the data.

    ``left_out`` counts the rows that the use case does not learn from, by the reason. ``weights`` (n,) are how many
    cases each row stands for, None where all count alike.
    """

    source: str
    records: Sequence[Record]
    table: Table
    labels: NDArray[np.int64]
    left_out: Mapping[str, int] = field(default_factory=dict)
    weights: NDArray[np.float64] | None = None

    @cached_property
    def identities(self) -> NDArray[np.uint64]:
        """Which row is which, in any data set."""
        return row_identities(self.records, self.labels)


def prepare(use_case: UseCase, dataset: Dataset) -> TrainingSet:
    """Check every row of ``dataset`` and compute its features. Raises TrainingDataError with the first faults."""
    records: list[Record] = []
    labels: list[int] = []
    features: list[Mapping[str, FeatureValue]] = []
    faults: list[str] = []
    left_out: Counter[str] = Counter()
    weights: list[float] = []
    for number, row in enumerate(dataset.rows, 1):
        if (why := use_case.why_left_out(row)) is not None:
            left_out[why] += 1
            continue
        try:
            record, label = use_case.read_row(row, dataset.ignored)
        except KeyError:
            faults.append(f"row {number}: outcome {use_case.outcome.name!r} is missing")
        except (RecordRejected, ValueError) as error:
            faults.append(f"row {number}: {error}")
        else:
            records.append(record)
            labels.append(label)
            if dataset.weights is not None:
                weights.append(dataset.weights[number - 1])
            try:
                features.append(use_case.compute(use_case.visible(record)))
            except Exception as error:  # whatever a use case's own function raises is told with its row
                faults.append(f"row {number}: a feature fails with {type(error).__name__}: {error}")
    if faults:
        more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
        raise TrainingDataError(
            f"{len(faults)} of {len(dataset.rows)} rows break a rule: {'; '.join(faults[:SHOWN])}{more}"
        )
    if len(set(labels)) < 2:
        raise TrainingDataError(
            f"{len(labels)} rows hold only one value of {use_case.outcome.name!r}: nothing to learn"
        )
    table = feature_table(use_case.features, features)
    counts = unequal(np.array(weights, dtype=np.float64), len(weights)) if weights else None
    return TrainingSet(dataset.source, records, table, np.array(labels, dtype=np.int64), left_out, counts)


def quality_columns(use_case: UseCase, training: TrainingSet) -> dict[str, list[Any]]:
    """The cells of each field that a feature may see, None where missing: what the data-quality report looks at."""
    visible = [field.name for field in use_case.fields if not field.protected]
    return {name: [record[name] for record in training.records] for name in visible}


def identifiers(use_case: UseCase) -> set[str]:
    """The fields that tell cases apart without describing them: moments, texts, and what the rows are split by."""
    split_by = use_case.training.split_by
    return {field.name for field in use_case.fields if isinstance(field, Moment | Text) or field.name == split_by}


def moments(training: TrainingSet, field: str) -> list[datetime]:
    """The values of a moment field, one a record. Raises TrainingDataError where one is missing."""
    found = [record[field] for record in training.records]
    if any(not isinstance(moment, datetime) for moment in found):
        raise TrainingDataError(f"field {field!r}: splitting by time needs a moment in every record")
    return [moment for moment in found if isinstance(moment, datetime)]


def years(training: TrainingSet, field: str) -> list[datetime]:
    """The beginning of the year in a number field, one a record. Raises TrainingDataError where one is no year."""
    found = [record[field] for record in training.records]
    if not all(isinstance(year, int) and 1 <= year <= MAXYEAR for year in found):
        raise TrainingDataError(f"field {field!r}: must be a whole year in every record, since it tells their age")
    return [datetime(year, 1, 1, tzinfo=UTC) for year in found if isinstance(year, int)]


def groups(training: TrainingSet, field: str) -> list[str]:
    """The values of a group field as text, one a record, "" where missing."""
    return ["" if record[field] is None else str(record[field]) for record in training.records]
