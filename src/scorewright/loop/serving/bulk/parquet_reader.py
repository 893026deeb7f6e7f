"""Parquet files as frames of typed columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa

from scorewright.loop.serving.bulk.chunk import Chunk, FileUnreadableError
from scorewright.loop.serving.bulk.panics import in_short
from scorewright.loop.serving.bulk.parquet_batches import merged, open_parquet
from scorewright.loop.serving.bulk.parquet_cells import unreadable_rows
from scorewright.loop.serving.bulk.parquet_sizes import ParquetSizes
from scorewright.loop.serving.bulk.parquet_types import UNREADABLE, check_types
from scorewright.loop.serving.bulk.signs import OnBlock, nothing


class ParquetReader:
    """Raises FileUnreadableError where it is no Parquet file, or has a column of a type that cannot be read."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        try:
            self._file = open_parquet(path)
            self._sizes = ParquetSizes(path, name, self._file.metadata)
        except UNREADABLE as error:
            raise self._unreadable(error) from error
        self.columns: Sequence[str] = self._file.schema_arrow.names
        self.total: int | None = self._file.metadata.num_rows
        if len(set(self.columns)) < len(self.columns):
            raise FileUnreadableError(f"{name}: must name each column once")
        check_types(name, self._file.schema_arrow)

    def larger_than(self, size: int) -> bool:
        left = size
        try:
            for group in range(self._file.metadata.num_row_groups):
                left -= self._rows_in(group) * self._sizes.row_bytes(group)
                if left < 0:
                    return True
        except UNREADABLE as error:
            raise self._unreadable(error) from error
        return False

    def chunks(self, after: int, most_rows: int, on_block: OnBlock = nothing) -> Iterator[Chunk[pl.DataFrame]]:
        group, last = self._group_of(after)
        try:
            for batch in merged(self._batches(group, most_rows), most_rows):
                before, last = last, last + batch.num_rows
                if last > after:
                    yield _chunk(batch.slice(max(0, after - before)), last)
                else:
                    on_block()
        except UNREADABLE as error:
            raise self._unreadable(error) from error

    def _batches(self, first_group: int, most_rows: int) -> Iterator[pa.RecordBatch]:
        for group in range(first_group, self._file.metadata.num_row_groups):
            yield from self._file.iter_batches(self._sizes.rows_at_once(group, most_rows), row_groups=[group])

    def _group_of(self, after: int) -> tuple[int, int]:
        """The row group that holds the first row ``after`` so many, and how many rows are before the group."""
        before = 0
        for group in range(self._file.metadata.num_row_groups):
            rows = self._rows_in(group)
            if before + rows > after:
                return group, before
            before += rows
        return self._file.metadata.num_row_groups, before

    def _rows_in(self, group: int) -> int:
        return int(self._file.metadata.row_group(group).num_rows)

    def _unreadable(self, error: BaseException) -> FileUnreadableError:
        return FileUnreadableError(f"{self._name}: is no Parquet file: {in_short(error)}")


def _chunk(batch: pa.RecordBatch, last: int) -> Chunk[pl.DataFrame]:
    numbers = np.arange(last - batch.num_rows + 1, last + 1, dtype=np.int64)
    unreadable = unreadable_rows(batch, numbers)
    if unreadable:
        sound = ~np.isin(numbers, [row.number for row in unreadable])
        batch, numbers = batch.filter(pa.array(sound)), numbers[sound]
    return Chunk(cast("pl.DataFrame", pl.from_arrow(batch)), numbers, unreadable, last)
