"""Whether the columns of a Parquet file are of types that a frame has, asked before anything is promised."""

import polars as pl
import pyarrow as pa

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.panics import in_short

UNREADABLE = (pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def check_types(name: str, schema: pa.Schema) -> None:
    """Raise FileUnreadableError, naming file, column and type."""
    for field in schema:
        try:
            pl.from_arrow(pa.RecordBatch.from_arrays([pa.nulls(1, field.type)], names=[field.name]))
        except UNREADABLE as error:
            raise FileUnreadableError(
                f"{name}: the column {field.name} is of the type {field.type}, which cannot be read: {in_short(error)}"
            ) from error
