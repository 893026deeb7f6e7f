"""Moments as people write them on a command line."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """A date, which is its first moment, or a time; in UTC where no offset is given. Raises ArgumentTypeError.

    >>> moment("2026-11-21").isoformat()
    '2026-11-21T00:00:00+00:00'
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date or time, such as 2026-11-21 or 2026-11-21T08:00+01:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
