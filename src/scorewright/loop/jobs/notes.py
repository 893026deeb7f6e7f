"""The last things that a job said, kept with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from scorewright.loop.notifications.storable import storable_text

MOST_LINES = 50
LONGEST_LINE = 500

Line = Mapping[str, str]


def with_line(lines: Sequence[Line], message: str, at: datetime) -> list[Line]:
    """``lines`` and one more, without the oldest where there would be more than ``MOST_LINES``."""
    line = {"at": at.isoformat(timespec="milliseconds"), "message": storable_text(message, longest=LONGEST_LINE)}
    return [*lines, line][-MOST_LINES:]
