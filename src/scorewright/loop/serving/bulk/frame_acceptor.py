"""Accepting the rows of a frame."""

from collections.abc import Sequence

import msgspec
import polars as pl

from scorewright.declare.columns import Accepted, ColumnPlan, check_columns
from scorewright.declare.use_case import UseCase


class FrameAcceptor:
    """``typed`` cells as from Parquet, or text as from CSV; only columns that are fields are looked at.

    Raises ColumnsError where columns are unknown or not there.
    """

    def __init__(self, use_case: UseCase, columns: Sequence[str], ignored: frozenset[str], *, typed: bool) -> None:
        check_columns(use_case, columns, ignored)
        self._plan = ColumnPlan(use_case, ignored)
        self._typed = typed
        self._fields = [field.name for field in use_case.fields if field.name in columns]

    def accept(self, rows: pl.DataFrame) -> Accepted:
        return self._plan.accept(rows, typed=self._typed)

    def as_json(self, rows: pl.DataFrame, accepted: Accepted) -> Sequence[bytes]:
        return [msgspec.json.encode(row) for row in rows[accepted.rows].select(self._fields).iter_rows(named=True)]
