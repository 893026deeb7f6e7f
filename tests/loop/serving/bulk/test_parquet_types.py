from decimal import Decimal

import pyarrow as pa
import pytest

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.parquet_types import check_types


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (pa.timestamp("us", "+05:30"), "time zone"),
        (pa.timestamp("ns", "Mars/Phobos"), "time zone"),
        (pa.list_(pa.timestamp("us", "+05:30")), "time zone"),
        (pa.decimal256(50, 2), "decimal256"),
    ],
)
def test_types__one_that_no_frame_has__file_column_and_type_are_named(kind: pa.DataType, words: str) -> None:
    schema = pa.schema([("sound", pa.string()), ("placed", kind)])
    with pytest.raises(FileUnreadableError, match=r"rows\.parquet: the column placed is of the type") as refused:
        check_types("rows.parquet", schema)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "kind",
    [
        *(pa.null(), pa.bool_(), pa.int8(), pa.uint64(), pa.float16(), pa.float64(), pa.decimal128(38, 10)),
        *(pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.binary(3), pa.uuid()),
        *(pa.date32(), pa.timestamp("ms"), pa.timestamp("us", "UTC"), pa.timestamp("ns", "Asia/Kolkata")),
        *(pa.time32("ms"), pa.time64("ns"), pa.duration("us"), pa.dictionary(pa.int32(), pa.string())),
        *(pa.list_(pa.string()), pa.list_(pa.int64(), 2), pa.struct([("a", pa.string())])),
        pa.map_(pa.string(), pa.float64()),
    ],
    ids=str,
)
def test_types__ordinary_ones__readable(kind: pa.DataType) -> None:
    check_types("rows.parquet", pa.schema([("a", kind)]))


def test_types__what_is_refused_here__would_panic_later() -> None:
    """So that the list above is not refused out of caution."""
    import polars as pl

    with pytest.raises(pl.exceptions.PanicException):
        pl.from_arrow(pa.array([Decimal("1.10")], pa.decimal256(50, 2)))
