"""Cells that a file may hold and nobody could write down."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from scorewright.loop.serving.bulk.parquet_cells import unreadable_rows

BAD_TEXT = pa.Array.from_buffers(pa.string(), 4, pa.array([b"ok", b"\xff\xfe", b"", b"\xc3("]).buffers())
FOUR = pa.array([0, 1, 2, 3, 4], pa.int32())


def _faulty(column: pa.Array) -> list[tuple[int, str, str]]:
    batch = pa.RecordBatch.from_arrays([column], names=["a"])
    numbers = np.arange(101, 101 + len(column))
    return [(row.number, row.rule, row.message) for row in unreadable_rows(batch, numbers)]


@pytest.mark.parametrize(
    "column",
    [
        BAD_TEXT,
        pa.ListArray.from_arrays(FOUR, BAD_TEXT),
        pa.StructArray.from_arrays([BAD_TEXT], names=["b"]),
        pa.MapArray.from_arrays(FOUR, pa.array(["k", "l", "m", "n"]), BAD_TEXT),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3], pa.int8()), BAD_TEXT),
    ],
    ids=lambda column: str(column.type),
)
def test_cells__bytes_that_are_no_text__their_rows_alone(column: pa.Array) -> None:
    words = "the column a is no text in UTF-8"
    assert _faulty(column) == [(102, "encoding", words), (104, "encoding", words)]


@pytest.mark.parametrize(
    "kind",
    [
        *(pa.date32(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("us", "Asia/Kolkata")),
        *(pa.time32("ms"), pa.time64("us"), pa.time64("ns"), pa.duration("s"), pa.duration("ms")),
    ],
    ids=str,
)
def test_cells__beyond_what_can_be_written_down__their_rows_alone(kind: pa.DataType) -> None:
    size = pa.int32() if kind.bit_width == 32 else pa.int64()
    most = 2 ** (kind.bit_width - 1) - 1
    column = pa.array([0, most, None, -most], size).view(kind)
    assert [(number, rule) for number, rule, _ in _faulty(column)] == [(102, "range"), (104, "range")]


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Kolkata", "America/New_York"])
def test_cells__the_first_and_last_moment_of_the_calendar__sound(zone: str | None) -> None:
    here = None if zone is None else ZoneInfo(zone)
    moments = [datetime(1, 1, 2, tzinfo=here), datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=here)]
    if zone in (None, "UTC"):
        moments += [datetime(1, 1, 1, tzinfo=here), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=here)]
    column = pa.array(moments, pa.timestamp("us", zone))
    assert _faulty(column) == []
    assert pl.from_arrow(column).to_list() == moments


FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
EAST, WEST = "Asia/Kolkata", "America/New_York"


@pytest.mark.parametrize(
    ("zone", "edge", "beyond"), [(EAST, FIRST, False), (EAST, LAST, True), (WEST, FIRST, True), (WEST, LAST, False)]
)
def test_cells__moments_at_an_edge__sound_where_the_clocks_there_can_show_them(
    zone: str, edge: datetime, beyond: bool
) -> None:
    moments = [edge + timedelta(minutes=minutes) for minutes in range(-900, 901, 7) if _exists(edge, minutes)]
    column = pa.array(moments, pa.timestamp("us", zone))
    faulty = {number - 101 for number, _, _ in _faulty(column)}
    for place in range(len(moments)):
        if place not in faulty:
            assert pl.from_arrow(column.slice(place, 1)).to_list() == [moments[place]]
    assert (bool(faulty), len(faulty) < len(moments)) == (beyond, True)


def _exists(edge: datetime, minutes: int) -> bool:
    try:
        return bool(edge + timedelta(minutes=minutes))
    except OverflowError:
        return False


def test_cells__dates_longest_durations_and_what_has_no_limits__sound() -> None:
    columns = [
        pa.array([date.min, date.max, None]),
        pa.array([timedelta.max // 10, timedelta.min // 10], pa.duration("us")),
        pa.array([2**63 - 1, None]),
        pa.array([b"\xff", None]),
        pa.nulls(3),
        pa.array([], pa.timestamp("us", "UTC")),
    ]
    assert [_faulty(column) for column in columns] == [[]] * len(columns)


def test_cells__two_columns_with_faults__each_row_once() -> None:
    other = pa.array([0, 2**31 - 1, 2**31 - 1, 0], pa.int32()).view(pa.date32())
    batch = pa.RecordBatch.from_arrays([BAD_TEXT, other], names=["a", "b"])
    found = [(row.number, row.rule) for row in unreadable_rows(batch, np.arange(1, 5))]
    assert found == [(2, "encoding"), (3, "range"), (4, "encoding")]
