"""Parquet files as frames of typed columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
from pyarrow import parquet

from scorewright.loop.serving.bulk.chunk import Chunk, FileUnreadableError


class ParquetReader:
    """Raises FileUnreadableError where it is no Parquet file."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        try:
            self._file = parquet.ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._unreadable(error) from error
        self.columns: Sequence[str] = self._file.schema_arrow.names
        self.total: int | None = self._file.metadata.num_rows
        if len(set(self.columns)) < len(self.columns):
            raise FileUnreadableError(f"{name}: must name each column once")

    def chunks(self, after: int, most_rows: int) -> Iterator[Chunk[pl.DataFrame]]:
        first_group, last = self._group_of(after)
        groups = list(range(first_group, self._file.metadata.num_row_groups))
        try:
            for batch in self._file.iter_batches(most_rows, row_groups=groups):
                before, last = last, last + batch.num_rows
                if last > after:
                    skipped = max(0, after - before)
                    frame = cast("pl.DataFrame", pl.from_arrow(batch.slice(skipped)))
                    yield Chunk(frame, np.arange(before + skipped + 1, last + 1, dtype=np.int64), (), last)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._unreadable(error) from error

    def _group_of(self, after: int) -> tuple[int, int]:
        """The row group that holds the first row ``after`` so many, and how many rows are before the group."""
        before = 0
        for group in range(self._file.metadata.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            if before + rows > after:
                return group, before
            before += rows
        return self._file.metadata.num_row_groups, before

    def _unreadable(self, error: Exception) -> FileUnreadableError:
        return FileUnreadableError(f"{self._name}: is no Parquet file: {str(error).partition(chr(10))[0][:300]}")
