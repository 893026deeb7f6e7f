"""Ids of the decisions of a run: the same row of the same run always has the same id."""

from datetime import datetime
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_MOST_ROWS = 1 << 40


def row_id(run_id: UUID, begun_at: datetime, number: int) -> UUID:
    """A UUID of version 7 as that of any decision, but where others are random it has 34 bits of the run and the row's
    number: so a row that is written again is known, and ids grow with the rows, as their index likes it.

    >>> from datetime import UTC
    >>> first, second = (row_id(UUID(int=7), datetime(2026, 11, 21, tzinfo=UTC), number) for number in (1, 2))
    >>> first.version, first < second
    (7, True)
    """
    if not 0 <= number < _MOST_ROWS:
        raise ValueError(f"a row's number must be below 2**40: {number}")
    random = (run_id.int & ((1 << 34) - 1)) << 40 | number
    milliseconds = int(begun_at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | _VERSION | (random >> 62) << 64 | _VARIANT | random & ((1 << 62) - 1))
