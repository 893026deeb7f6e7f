"""Results in Parquet, whose footer stands at the end: written in parts, from the end of each of which we can go on."""

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from uuid import uuid4

import polars as pl
import pyarrow as pa
from pyarrow import parquet

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.attempts import own_partial_of
from scorewright.loop.serving.bulk.following import Follower
from scorewright.loop.serving.bulk.parquet_batches import merged, open_parquet
from scorewright.loop.serving.bulk.signs import OnBlock, nothing
from scorewright.loop.serving.bulk.writing import Mark

VALUES_AT_ONCE = 1 << 16


class ParquetWriter:
    """Parts of about ``rows_in_a_part`` rows in a folder beside the result; a single one simply becomes the result.

    A part grows under a name of this attempt's own: a process that was thought dead ends, at most, the same part.

    The columns ``never_null`` are written as such, which saves saying so of each cell.
    """

    def __init__(self, path: Path, mark: Mark, *, rows_in_a_part: int, never_null: Collection[str] = ()) -> None:
        self._path = path
        self._parts = path.with_name(f"{path.name}.parts")
        self._rows_in_a_part = rows_in_a_part
        self._never_null = never_null
        self._count: int = mark.get("parts", 0)
        self._rows = 0
        self._growing = self._parts / f"{uuid4().hex}.partial"
        self._writer: parquet.ParquetWriter | None = None
        self._follower: Follower | None = None
        if not self._count:
            shutil.rmtree(self._parts, ignore_errors=True)
        self._parts.mkdir(exist_ok=True)

    def write(self, rows: pl.DataFrame, accepted: Accepted, decided: pl.DataFrame) -> None:
        chosen = rows if len(accepted) == len(rows) else rows[accepted.rows]
        table = pl.concat([chosen, decided], how="horizontal").to_arrow(compat_level=pl.CompatLevel.oldest())
        schema = pa.schema([field.with_nullable(field.name not in self._never_null) for field in table.schema])
        if self._writer is None:
            self._writer = _writer(self._growing, schema)
            self._follower = None if self._count else Follower(self._growing)
        self._writer.write_table(pa.Table.from_arrays(table.columns, schema=schema))
        if self._follower is not None:
            self._follower.follow()
        self._rows += len(accepted)

    def flush(self) -> Mark | None:
        if self._rows < self._rows_in_a_part:
            return None
        self._end_part()
        _put_on_disk(self._part(self._count - 1))
        return {"parts": self._count}

    def finish(self, on_block: OnBlock = nothing) -> str | None:
        self._end_part()
        on_block()  # whoever else has taken over has parts of his own there
        if self._count and not self._part(0).exists() and self._path.exists():
            return None  # ended, but nobody wrote that down
        if self._count == 1:
            self._part(0).replace(self._path)
            return None if self._follower is None else self._follower.finish(on_block)
        if self._count:
            self._join(on_block)
        return None

    def tidy(self) -> None:
        shutil.rmtree(self._parts, ignore_errors=True)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._follower is not None:
            self._follower.close()

    def _end_part(self) -> None:
        if self._writer is None:
            return
        self._writer.close()
        self._growing.replace(self._part(self._count))
        self._writer, self._rows, self._count = None, 0, self._count + 1

    def _part(self, number: int) -> Path:
        return self._parts / f"{number:06d}.parquet"

    def _join(self, on_block: OnBlock) -> None:
        schema = parquet.read_schema(self._part(0))
        with own_partial_of(self._path) as own:
            with _writer(own, schema) as whole:
                for batch in merged(self._written(), VALUES_AT_ONCE):
                    whole.write_batch(batch)
                    on_block()
            own.replace(self._path)

    def _written(self) -> Iterator[pa.RecordBatch]:
        for number in range(self._count):
            with open_parquet(self._part(number)) as part:
                for group in range(part.metadata.num_row_groups):
                    yield from part.iter_batches(VALUES_AT_ONCE, row_groups=[group])


def _writer(path: Path, schema: pa.Schema) -> parquet.ParquetWriter:
    """Numbers that are no whole ones hardly get smaller, and trying costs as much as half of deciding."""
    numbers = [field.name for field in schema if pa.types.is_floating(field.type)]
    words = [field.name for field in schema if pa.types.is_large_string(field.type)]
    compression = {field.name: "NONE" if field.name in numbers else "SNAPPY" for field in schema}
    return parquet.ParquetWriter(
        path, schema, use_dictionary=words, compression=compression, write_batch_size=VALUES_AT_ONCE
    )


def _put_on_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
