"""The last things that a job said, kept with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

MOST_LINES = 50
LONGEST_LINE = 500

Line = Mapping[str, str]


def with_line(lines: Sequence[Line], message: str, at: datetime) -> list[Line]:
    """``lines`` and one more, without the oldest where there would be more than ``MOST_LINES``."""
    line = {"at": at.isoformat(timespec="milliseconds"), "message": storable(message)[:LONGEST_LINE]}
    return [*lines, line][-MOST_LINES:]


def storable(text: str) -> str:
    """``text`` without what PostgreSQL cannot keep: NUL, and halves of characters.

    >>> storable("to" + chr(0) + "day")
    'to\\ufffdday'
    """
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
