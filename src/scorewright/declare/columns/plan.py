"""The columns of many records at once: accepted, and made into features."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scorewright.declare.columns.accepted import Accepted
from scorewright.declare.columns.called import Called, call
from scorewright.declare.columns.names import check_columns
from scorewright.declare.columns.reading import ColumnReader, FieldColumn
from scorewright.declare.columns.storage import Values, storage_of
from scorewright.declare.comparisons import COMPARE
from scorewright.declare.errors import Problem
from scorewright.declare.feature_plan import copied_field
from scorewright.declare.features import Feature, FeatureValue
from scorewright.declare.fields import Value
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase


class ColumnPlan:
    """Accepts frames of records of ``use_case``; made once, then used by any number of threads.

    Columns that are ``ignored``, and the outcome's, may be there and are not looked at.
    """

    def __init__(self, use_case: UseCase, ignored: frozenset[str] = frozenset()) -> None:
        self._use_case = use_case
        self._ignored = ignored
        self._readers = {
            typed: [ColumnReader(field, typed=typed) for field in use_case.fields] for typed in (True, False)
        }
        self._copied = {feature.name: copied_field(feature, use_case) for feature in use_case.features}
        self._called = [feature for feature in use_case.features if self._copied[feature.name] is None]

    def accept(self, frame: pl.DataFrame, *, typed: bool) -> Accepted:
        """Each row of ``frame`` accepted or rejected, with exactly the results of accepting it by itself.

        ``typed``: the cells are values, as from Parquet, and mean what they would mean in JSON (``accept_record``).
        Otherwise they are text, as from CSV (``read_record``). Raises ColumnsError where columns are unknown or not
        there.

        >>> from scorewright.declare.catalogue import use_case_named
        >>> use_case = use_case_named("retention")
        >>> accepted = ColumnPlan(use_case).accept(pl.DataFrame([use_case.examples[0]]), typed=True)
        >>> accepted.rows, accepted.features_of(0)["tenure"]
        (array([0]), 1.0)
        """
        check_columns(self._use_case, frame.columns, self._ignored)
        columns = self._read(frame, typed=typed)
        rejected = _rejected(columns, self._broken(frame, columns))
        rows = np.arange(len(frame), dtype=np.intp)
        values = {name: column.values for name, column in columns.items()}
        if rejected:
            rows = np.delete(rows, [position for position, _ in rejected])
            values = {name: cells[rows] for name, cells in values.items()}
        called = call(self._called, self._visible(values), len(rows), self._use_case.name)
        return Accepted(
            rows=rows,
            rejected=rejected,
            numbers=self._numbers(values, called, len(rows)),
            categories=self._categories(values, called, len(rows)),
            failed=called.failed,
            features_of=partial(self._features_of, values, called),
            record_of=partial(self._record_of, frame, rows, typed=typed),
        )

    def _read(self, frame: pl.DataFrame, *, typed: bool) -> Mapping[str, FieldColumn]:
        readers = {reader.field.name: reader for reader in self._readers[typed]}
        texts = [name for name, dtype in frame.schema.items() if name in readers and readers[name].parses(dtype)]
        parsed = frame.select(pl.col(texts).cast(pl.Float64, strict=False))
        return {
            name: reader.read(frame[name], parsed[name] if name in texts else None)
            if name in frame.columns
            else reader.absent(len(frame))
            for name, reader in readers.items()
        }

    def _broken(self, frame: pl.DataFrame, columns: Mapping[str, FieldColumn]) -> Iterator[tuple[int, Problem]]:
        """By position, the rules between fields that a row breaks; what is missing is NaN, and breaks none."""
        for rule in self._use_case.rules:
            one, other = columns[rule.field].values, columns[rule.other].values
            compared = COMPARE[rule.operator](one, other) | np.isnan(one) | np.isnan(other)
            for position in np.flatnonzero(~compared).tolist():
                yield position, rule.problem(frame[rule.field][position])

    def _visible(self, values: Mapping[str, Values]) -> Mapping[str, Sequence[Value]]:
        """The values of the record's fields, as features may see them; none where no feature looks."""
        if not self._called:
            return {}
        visible = [field for field in self._use_case.fields if not field.protected]
        return {field.name: storage_of(field).shown(values[field.name]) for field in visible}

    def _numbers(self, values: Mapping[str, Values], called: Called, count: int) -> NDArray[np.float64]:
        features = [feature for feature in self._use_case.features if feature.kind == "number"]
        numbers = np.empty((count, len(features)), order="F")
        for place, feature in enumerate(features):
            name = self._copied[feature.name]
            if name is None:
                cells = called.values[feature.name]
                numbers[:, place] = [math.nan if cell is None else float(cell) for cell in cells]
            else:
                np.add(values[name], 0.0, out=numbers[:, place])  # and -0.0 becomes 0.0, as in a record
        numbers[list(called.failed)] = math.nan
        return numbers

    def _categories(self, values: Mapping[str, Values], called: Called, count: int) -> NDArray[np.object_]:
        features = [feature for feature in self._use_case.features if feature.kind == "category"]
        categories = np.empty((count, len(features)), dtype=np.object_, order="F")
        for place, feature in enumerate(features):
            name = self._copied[feature.name]
            cells = called.values[feature.name] if name is None else values[name]
            categories[:, place] = cells if name else ["" if cell is None else str(cell) for cell in cells]
        categories[list(called.failed)] = ""
        return categories

    def _features_of(self, values: Mapping[str, Values], called: Called, place: int) -> Mapping[str, FeatureValue]:
        if place in called.failed:
            return {}
        return {feature.name: self._feature(feature, values, called, place) for feature in self._use_case.features}

    def _feature(self, feature: Feature, values: Mapping[str, Values], called: Called, place: int) -> FeatureValue:
        name = self._copied[feature.name]
        if name is None:
            return called.values[feature.name][place]
        cell = values[name][place]
        if feature.kind == "category":
            return cell or None
        return None if math.isnan(cell) else float(cell) + 0.0

    def _record_of(self, frame: pl.DataFrame, rows: NDArray[np.intp], place: int, *, typed: bool) -> Record:
        names = {field.name for field in self._use_case.fields}
        row = {name: cell for name, cell in frame.row(int(rows[place]), named=True).items() if name in names}
        return self._use_case.accept(row) if typed else self._use_case.read(row)


def _rejected(
    columns: Mapping[str, FieldColumn], broken: Iterable[tuple[int, Problem]]
) -> list[tuple[int, tuple[Problem, ...]]]:
    """By position, ascending; the problems of each in the order of the fields, then of the rules between them."""
    found: dict[int, list[Problem]] = {}
    for column in columns.values():
        for position, problem in column.problems.items():
            found.setdefault(position, []).append(problem)
    for position, problem in broken:
        found.setdefault(position, []).append(problem)
    return [(position, tuple(found[position])) for position in sorted(found)]
