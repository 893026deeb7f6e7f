"""Records as JSON text, and many of them as requests of a size that the service takes."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from scorewright.client.errors import UnsendableError

ROWS_IN_A_REQUEST = 1_000
BYTES_IN_A_REQUEST = 2_000_000


def encode(record: Mapping[str, Any], place: str = "record") -> bytes:
    """``record`` as JSON. Raises UnsendableError, naming the field after ``place``.

    Dates, UUIDs and decimals become text, numbers of other libraries plain ones; what is no number is not sent as if
    it were missing.

    >>> encode({"opened": date(2026, 11, 21), "amount": 12.5})
    b'{"opened":"2026-11-21","amount":12.5}'
    >>> encode({"amount": float("nan")})
    Traceback (most recent call last):
    scorewright.client.errors.UnsendableError: record.amount: nan is no number in JSON; a missing value is None
    """
    if not isinstance(record, Mapping):
        raise UnsendableError(f"{place}: a {type(record).__name__} is no record; a mapping of fields is")
    try:
        return _text(dict(record))
    except (TypeError, ValueError, RecursionError) as error:
        raise UnsendableError(f"{place}{_culprit(record)}") from error


def _text(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _culprit(record: Mapping[str, Any]) -> str:
    """The field that cannot be sent, and why; it is looked for only once there is one."""
    for name, value in record.items():
        if isinstance(value, float) and not math.isfinite(value):
            return f".{name}: {value} is no number in JSON; a missing value is None"
        try:
            _text({name: value})
        except (TypeError, ValueError, RecursionError) as error:
            return f".{name}: {error}"
    return ": cannot be sent as JSON"


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if callable(getattr(value, "item", None)) and getattr(value, "ndim", None) == 0:
        return value.item()
    raise TypeError(f"a {type(value).__name__} cannot be sent as JSON")


def in_requests(records: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[bytes]]:
    """Encoded records, as many at a time as one request may hold."""
    gathered: list[bytes] = []
    size = 0
    for number, record in enumerate(records):
        encoded = encode(record, f"records[{number}]")
        if gathered and (len(gathered) == ROWS_IN_A_REQUEST or size + len(encoded) > BYTES_IN_A_REQUEST):
            yield gathered
            gathered, size = [], 0
        gathered.append(encoded)
        size += len(encoded) + 1
    if gathered:
        yield gathered
