"""One column: the fast way for all cells that it is sure of, the authority for the others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from scorewright.declare.columns.authority import Authority
from scorewright.declare.columns.numbers import NUMBERS, read_numbers, typed_numbers
from scorewright.declare.columns.storage import Values, storage_of
from scorewright.declare.columns.sure import Sure
from scorewright.declare.columns.texts import known_texts, mapped_texts, short_texts
from scorewright.declare.errors import Problem
from scorewright.declare.fields import Field, Flag, Number, Text, Value


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """The values of a field, as its storage keeps them, and what is wrong, by position; missing there."""

    values: Values
    problems: Mapping[int, Problem]


class ColumnReader:
    """Reads columns of one field; ``typed`` cells are as in Parquet, others text as in CSV."""

    def __init__(self, field: Field, *, typed: bool) -> None:
        self.field = field
        self._typed = typed
        self._authority = Authority(field, typed)
        self._known: Mapping[str, Value] = known_texts(self._authority)

    def parses(self, dtype: pl.DataType) -> bool:
        """Whether numbers must be read from text: best for all columns at the same time."""
        return type(self.field) is Number and not self._typed and dtype == pl.String

    def read(self, series: pl.Series, parsed: pl.Series | None) -> FieldColumn:
        """The column of ``series``; ``parsed`` are its numbers where it ``parses``."""
        if isinstance(series.dtype, pl.Categorical | pl.Enum):
            series = series.cast(pl.String)
        fast = self._fast(series, parsed)
        return FieldColumn(fast.values, {}) if fast.sure is None else self._asked(series, fast.values, ~fast.sure)

    def absent(self, count: int) -> FieldColumn:
        """The column of a field of which there is none."""
        return self.read(pl.Series([None] * count, dtype=pl.Null), None)

    def _fast(self, series: pl.Series, parsed: pl.Series | None) -> Sure:
        field = self.field
        if isinstance(field, Number) and parsed is not None:
            return read_numbers(field, series, parsed)
        if type(field) is Number and self._typed and series.dtype in NUMBERS:
            return typed_numbers(field, series)
        if type(field) is Flag and self._typed and series.dtype == pl.Boolean:
            sure = None if not series.null_count() else series.is_not_null().to_numpy()
            return Sure(series.cast(pl.Float64).to_numpy(writable=True), sure)
        if series.dtype == pl.String:
            if type(field) is Text and field.pattern is None and not field.missing_codes:
                return short_texts(field, series, typed=self._typed)
            return mapped_texts(field, series, self._known)
        return Sure(storage_of(field).empty(len(series)), np.zeros(len(series), dtype=np.bool_))

    def _asked(self, series: pl.Series, values: Values, unsure: Values) -> FieldColumn:
        storage = storage_of(self.field)
        positions = np.flatnonzero(unsure)
        problems: dict[int, Problem] = {}
        cells = series.gather(positions).to_list()
        answers = self._authority.ask_each(cells, repeated=series.dtype in (pl.String, pl.Null))
        for position, answer in zip(positions.tolist(), answers, strict=True):
            if isinstance(answer, Problem):
                problems[position] = answer
                values[position] = storage.missing
            else:
                values[position] = storage.kept(answer)
        return FieldColumn(values, problems)
