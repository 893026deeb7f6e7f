"""Cells of a Parquet file that nobody could write down again, found before a frame is made of their rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scorewright.loop.serving.bulk.chunk import Unreadable
from scorewright.loop.serving.bulk.parquet_leaves import leaves

Fault = tuple[str, str]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_LONGEST = int(timedelta.max.total_seconds())
_DAY = 86_400
_OF_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_NO_TEXT = ("encoding", "is no text in UTF-8")
_OUT_OF_RANGE = ("range", "is out of range: a date must lie within the years 1 to 9999")


def unreadable_rows(batch: pa.RecordBatch, numbers: NDArray[np.int64]) -> list[Unreadable]:
    """The rows with such a cell, by their ``numbers``, shape (n,): each once, with the first column that has one."""
    found: dict[int, Unreadable] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        for position, (rule, message) in _faults(column, 0):
            found.setdefault(position, Unreadable(int(numbers[position]), rule, f"the column {name} {message}"))
    return [found[position] for position in sorted(found)]


def _faults(column: pa.Array, start: int) -> Iterator[tuple[int, Fault]]:
    """What is wrong, by position: seldom anything, so that halves of the column are looked at only where it is."""
    fault = next((fault for leaf in leaves(column) if (fault := _fault(leaf))), None)
    if fault is None:
        return
    if len(column) == 1:
        yield start, fault
        return
    half = len(column) // 2
    yield from _faults(column.slice(0, half), start)
    yield from _faults(column.slice(half), start + half)


def _fault(leaf: pa.Array) -> Fault | None:
    if pa.types.is_dictionary(leaf.type):
        return _fault(leaf.dictionary_decode())
    try:
        leaf.validate(full=True)
    except pa.ArrowInvalid:
        return _OUT_OF_RANGE if pa.types.is_primitive(leaf.type) else _NO_TEXT
    limits = _limits(leaf.type)
    if limits is None:
        return None
    found = pc.min_max(leaf.view(pa.int32() if pa.types.is_date32(leaf.type) else pa.int64()))
    smallest, largest = found["min"].as_py(), found["max"].as_py()
    return None if smallest is None or limits[0] <= smallest <= largest <= limits[1] else _OUT_OF_RANGE


def _limits(kind: pa.DataType) -> tuple[int, int] | None:
    """Of the integers as which dates, moments and durations are kept: what Python has of them."""
    if pa.types.is_date32(kind):
        return _seconds(_EARLIEST) // _DAY, _seconds(_LATEST) // _DAY
    if pa.types.is_timestamp(kind):
        each = _OF_A_SECOND[kind.unit]
        earliest, latest = (_seconds(moment) - _offset(kind.tz, moment) for moment in (_EARLIEST, _LATEST))
        return max(_seconds(_EARLIEST), earliest) * each, (min(_seconds(_LATEST), latest) + 1) * each - 1
    if pa.types.is_duration(kind):
        each = _OF_A_SECOND[kind.unit]
        return -_LONGEST * each, _LONGEST * each
    return None


def _seconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(seconds=1)


def _offset(zone: str | None, moment: datetime) -> int:
    """By how many seconds the clocks of ``zone`` are ahead then."""
    ahead = None if zone is None else moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    return 0 if ahead is None else int(ahead.total_seconds())
