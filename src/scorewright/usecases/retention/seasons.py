"""The calendar of the simulated bank: its months and days, when people pay, and since when a competitor tempts them."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.retention.people import Floats

STARTS = date(2027, 1, 1)
WINDOW = 90  # days after a snapshot, within which somebody stays or does not
BEFORE = 360  # days that pass before anybody is asked about
SHOCK = 3  # the month at whose beginning a competitor makes its offer, which it never takes back
LAST_DAYS_OF_SALARY, MARKET_DAYS, CHRISTMAS = (25, 2), (2, 5), 12


def first_of(month: int) -> date:
    """The first day of ``month``; 1 is the first of all, 0 the one before it.

    >>> first_of(1).isoformat(), first_of(-5).isoformat(), first_of(13).isoformat()
    ('2027-01-01', '2026-07-01', '2028-01-01')
    """
    years, months = divmod(STARTS.month - 1 + month - 1, 12)
    return date(STARTS.year + years, months + 1, 1)


class Calendar:
    """Days counted from 0, which is ``BEFORE`` days before ``first_month``, until whoever was asked about in
    ``last_month`` has stayed or left.
    """

    def __init__(self, first_month: int, last_month: int) -> None:
        self.origin = first_of(first_month) - timedelta(days=BEFORE)
        count = self.day_of(last_month + 1) + WINDOW
        dates = [self.origin + timedelta(days=day) for day in range(count)]
        self.season: Floats = np.array([season_of(one) for one in dates])
        self.shocked: NDArray[np.bool_] = np.array([one >= first_of(SHOCK) for one in dates])

    def day_of(self, month: int) -> int:
        """The number of the first day of ``month``."""
        return (first_of(month) - self.origin).days

    def moment(self, day: int, minute: int) -> datetime:
        """``minute`` minutes after midnight of ``day``, in Accra, whose time is UTC."""
        return datetime.combine(self.origin + timedelta(days=day), time(), UTC) + timedelta(minutes=minute)


def season_of(day: date) -> float:
    """By how much transactions are multiplied on ``day``: when salaries come, on market days, and before Christmas.

    >>> season_of(date(2027, 1, 27)) > season_of(date(2027, 1, 13)) > season_of(date(2027, 1, 14))
    True
    """
    from_, until = LAST_DAYS_OF_SALARY
    salary = 1.6 if day.day >= from_ or day.day <= until else 0.85
    market = 1.3 if day.weekday() in MARKET_DAYS else 0.9
    return salary * market * (1.25 if day.month == CHRISTMAS else 1.0)
