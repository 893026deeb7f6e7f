"""Results in Parquet, whose footer stands at the end: written in parts, from the end of each of which we can go on."""

import shutil
from collections.abc import Collection
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyarrow import parquet

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.appended_file import partial_of
from scorewright.loop.serving.bulk.following import Follower
from scorewright.loop.serving.bulk.writing import Mark

VALUES_AT_ONCE = 1 << 16


class ParquetWriter:
    """Parts of about ``rows_in_a_part`` rows in a folder beside the result; a single one simply becomes the result.

    The columns ``never_null`` are written as such, which saves saying so of each cell.
    """

    def __init__(self, path: Path, mark: Mark, *, rows_in_a_part: int, never_null: Collection[str] = ()) -> None:
        self._path = path
        self._parts = path.with_name(f"{path.name}.parts")
        self._rows_in_a_part = rows_in_a_part
        self._never_null = never_null
        self._count: int = mark.get("parts", 0)
        self._rows = 0
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
            partial = partial_of(self._part(self._count))
            self._writer = _writer(partial, schema)
            self._follower = None if self._count else Follower(partial)
        self._writer.write_table(pa.Table.from_arrays(table.columns, schema=schema))
        if self._follower is not None:
            self._follower.follow()
        self._rows += len(accepted)

    def flush(self) -> Mark | None:
        if self._rows < self._rows_in_a_part:
            return None
        self._end_part()
        return {"parts": self._count}

    def finish(self) -> str | None:
        self._end_part()
        if self._count and not self._part(0).exists() and self._path.exists():
            return None  # ended, but nobody wrote that down
        if self._count == 1:
            self._part(0).replace(self._path)
            return None if self._follower is None else self._follower.finish()
        if self._count:
            self._join()
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
        part = self._part(self._count)
        partial_of(part).replace(part)
        self._writer, self._rows, self._count = None, 0, self._count + 1

    def _part(self, number: int) -> Path:
        return self._parts / f"{number:06d}.parquet"

    def _join(self) -> None:
        partial = partial_of(self._path)
        first = parquet.ParquetFile(self._part(0))
        with _writer(partial, first.schema_arrow) as whole:
            for number in range(self._count):
                for batch in parquet.ParquetFile(self._part(number)).iter_batches():
                    whole.write_batch(batch)
        partial.replace(self._path)


def _writer(path: Path, schema: pa.Schema) -> parquet.ParquetWriter:
    """Numbers that are no whole ones hardly get smaller, and trying costs as much as half of deciding."""
    numbers = [field.name for field in schema if pa.types.is_floating(field.type)]
    words = [field.name for field in schema if pa.types.is_large_string(field.type)]
    compression = {field.name: "NONE" if field.name in numbers else "SNAPPY" for field in schema}
    return parquet.ParquetWriter(
        path, schema, use_dictionary=words, compression=compression, write_batch_size=VALUES_AT_ONCE
    )
