"""Reading Parquet files a little at a time, however they were cut into row groups."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

BATCH_BYTES = 16 << 20
BUFFER_BYTES = 1 << 18


def open_parquet(path: Path, **options: Any) -> parquet.ParquetFile:
    """Reads a buffer of each column at a time, and never a whole row group, which may be the whole file."""
    return parquet.ParquetFile(path, buffer_size=BUFFER_BYTES, pre_buffer=False, **options)


def merged(batches: Iterable[pa.RecordBatch], most_rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of ``batches`` in fewer ones, of ``most_rows`` and BATCH_BYTES at most where theirs are."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        if waiting and (rows + batch.num_rows > most_rows or size + batch.nbytes > BATCH_BYTES):
            yield pa.concat_batches(waiting)
            waiting, rows, size = [], 0, 0
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
    if waiting:
        yield pa.concat_batches(waiting)
