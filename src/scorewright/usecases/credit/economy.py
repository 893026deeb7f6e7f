"""The simulated economy of Ghana, month by month: reference rate, incomes, and how hard it is to repay."""

import math
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

STARTS = date(2026, 1, 1)  # month 1
MONTHS_A_YEAR = 12
REFERENCE_RATE = (
    (date(2023, 12, 1), 32.0),
    (date(2024, 12, 1), 29.0),
    (date(2025, 12, 1), 15.9),
    (date(2027, 1, 1), 14),
)
NON_PERFORMING = (  # % of loans, of which a lender's share of defaults follows the path and not the height
    *((date(2023, 12, 1), 20.6), (date(2024, 6, 1), 24.1), (date(2024, 12, 1), 21.8)),
    *((date(2025, 12, 1), 18.0), (date(2026, 12, 1), 17.0)),
)
USUAL_NON_PERFORMING = 18.0
INCOMES = ((date(2023, 7, 1), 0.80), (date(2024, 7, 1), 1.00), (date(2025, 7, 1), 1.10), (date(2026, 7, 1), 1.20))


def first_of(month: int) -> date:
    """The first day of ``month`` (1, 2, ...; 0 and below are before the first)."""
    years, months = divmod(STARTS.month - 1 + month - 1, MONTHS_A_YEAR)
    return date(STARTS.year + years, months + 1, 1)


def moment_in(month: int, share: float) -> datetime:
    """The moment when ``share`` (0 to 1) of a month has passed, in UTC."""
    begins, ends = first_of(month), first_of(month + 1)
    seconds = (ends - begins) / timedelta(seconds=1) * min(share, 1 - 1e-9)
    return datetime(begins.year, begins.month, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))


def reference_rate(month: int) -> float:
    """% a year."""
    return _along(REFERENCE_RATE, first_of(month))


def income_factor(month: int) -> float:
    """Incomes of a month's year over those of 2024."""
    return _along(INCOMES, date(first_of(month).year, 7, 1))


def cycle(month: int) -> float:
    """What the economy adds to the log odds of default: 0 where 18 % of loans do not perform."""
    share = _along(NON_PERFORMING, first_of(month)) / 100
    return math.log(share / (1 - share)) - math.log(USUAL_NON_PERFORMING / (100 - USUAL_NON_PERFORMING))


def _along(path: tuple[tuple[date, float], ...], day: date) -> float:
    """On the line between the two points around ``day``; the nearest one outside of them."""
    if day <= path[0][0]:
        return path[0][1]
    for (before, low), (after, high) in pairwise(path):
        if day <= after:
            return low + (high - low) * ((day - before) / (after - before))
    return path[-1][1]
