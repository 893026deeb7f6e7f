"""A bank of simulated customers with known hazards: who is asked about in each month, and what is heard of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.simulation import Case, Feedback, Quality
from scorewright.usecases.retention.life import Counts, Lives, live
from scorewright.usecases.retention.people import REGIONS, Flags, Floats
from scorewright.usecases.retention.seasons import CHRISTMAS, SHOCK, WINDOW, Calendar, first_of
from scorewright.usecases.retention.snapshots import records
from scorewright.usecases.retention.truth import probability_of_staying, stays

MOST_MONTHS = 36
ROWS_OF_HISTORY = 3_000
LAST_OF_HISTORY = -3  # the last month of which every window is over before month 1
MONTHS_OF_HISTORY = 30  # at most
DAYS_ASKED_ON = 28  # of a month: an account's day is always the same
HEARD_OF, WRONG = 0.6, 0.02
DELAY = (3, 45)  # days after the window: fewest and most
SOUTH = tuple(REGIONS.index(name) for name in ("Ashanti", "Central", "Greater Accra"))
STAYS, LEAVES = "1", "0"


@dataclass(frozen=True, eq=False)
class _Snapshots:
    """Who is asked about in a month, in the order of time: n mornings of n accounts, and the truth beside them."""

    day: Counts
    account: Counts
    minute: Counts
    is_open: Flags
    stays: Flags
    probability: Floats


class Customers:
    """The bank that follows from ``seed``, asked about each of ``size`` accounts once a month.

    The true probabilities of its cases are those of somebody who knows everybody's hazards and the calendar, and has
    seen all transactions, but not who has left silently: nobody can rank better. Raises ValueError for a size below 1
    or a negative seed.
    """

    def __init__(self, seed: int, size: int) -> None:
        if size < 1 or seed < 0:
            raise ValueError(f"seed {seed} must not be negative, and size {size} at least 1")
        self._seed, self._size = seed, size
        months = min(ceil(ROWS_OF_HISTORY / size), MONTHS_OF_HISTORY)
        self._first = LAST_OF_HISTORY + 1 - months
        self._lived: tuple[int, Calendar, Lives] | None = None

    def history(self, quality: Quality = "good") -> Sequence[Case]:
        """About 3,000 snapshots of the months until three before the first; ``label`` is what was noted down of each.

        In the "fair" history fees counted as transactions in the three largest regions, so that whoever left silently
        was noted as staying there; in the "poor" one everywhere. Before the shock that costs a version about two and
        three points of accuracy, in the months after it five and eight. In the "reversed" one somebody took 1 for
        leaving. ``feedback.true`` says whether a note is right.
        """
        months = range(self._first, LAST_OF_HISTORY + 1)
        return [case for month in months for case in self._noted(month, quality)]

    def month(self, number: int) -> Sequence[Case]:
        """All accounts, each on its day; of some it is heard later, of some of these something wrong."""
        self._check(number)
        found = self._snapshots(number)
        rng = np.random.default_rng([self._seed, 2, number - self._first])
        heard = rng.random(self._size) < HEARD_OF
        wrong = rng.random(self._size) < WRONG
        delay = rng.integers(DELAY[0], DELAY[1], self._size, endpoint=True)
        told = np.where(found.stays ^ wrong, STAYS, LEAVES).tolist()
        feedback = [
            _feedback(value, days, true=not false) if known else None
            for known, value, days, false in zip(heard, told, delay.tolist(), wrong.tolist(), strict=True)
        ]
        return self._cases(number, found, found.stays, feedback)

    def happening(self, number: int) -> Sequence[str]:
        """The offer, in the month of the shock, and the season before Christmas."""
        self._check(number)
        if number == SHOCK:
            return ["A competitor tempts those who pay by mobile money: the most loyal are now the first to leave."]
        return ["Before Christmas there are more transactions."] if first_of(number).month == CHRISTMAS else []

    def _noted(self, month: int, quality: Quality) -> Sequence[Case]:
        found = self._snapshots(month)
        _, lives = self._life(0)
        misled: NDArray[np.bool_] = np.full(self._size, quality == "poor")
        if quality == "fair":
            misled = np.isin(lives.people["region"][lives.who[found.day, found.account]], SOUTH)
        noted = ~found.stays if quality == "reversed" else np.where(misled, found.is_open, found.stays)
        values, right = np.where(noted, STAYS, LEAVES).tolist(), (noted == found.stays).tolist()
        feedback = [_feedback(value, DELAY[0], true=true) for value, true in zip(values, right, strict=True)]
        return self._cases(month, found, noted, feedback)

    def _cases(
        self, month: int, found: _Snapshots, labels: Flags, feedback: Sequence[Feedback | None]
    ) -> Sequence[Case]:
        calendar, lives = self._life(month)
        rng = np.random.default_rng([self._seed, 1, month - self._first])
        moments = map(calendar.moment, found.day.tolist(), found.minute.tolist())
        noted = records(rng, lives, calendar, found.day, found.account)
        truth = zip(found.probability.tolist(), labels.astype(int).tolist(), feedback, strict=True)
        return [
            Case(record, at, probability, label, heard)
            for record, at, (probability, label, heard) in zip(noted, moments, truth, strict=True)
        ]

    def _snapshots(self, month: int) -> _Snapshots:
        calendar, lives = self._life(month)
        account = np.arange(self._size)
        day = calendar.day_of(month) + account % DAYS_ASKED_ON
        minute = 7 * 60 + account * 7 % 600
        order = np.lexsort((minute, day))
        day, account, minute = day[order], account[order], minute[order]
        probability = probability_of_staying(lives, calendar, day, account)
        return _Snapshots(day, account, minute, *stays(lives, day, account), probability)

    def _life(self, month: int) -> tuple[Calendar, Lives]:
        """Everything until whoever is asked about in ``month`` has stayed or left, lived through by years."""
        last = max(0, 12 * ceil(month / 12))
        if self._lived is None or self._lived[0] < last:
            calendar = Calendar(self._first, last if last else LAST_OF_HISTORY)
            self._lived = last, calendar, live(np.random.default_rng([self._seed, 0]), self._size, calendar)
        return self._lived[1:]

    def _check(self, number: int) -> None:
        if not 1 <= number <= MOST_MONTHS:
            raise ValueError(f"month {number} must be 1 to {MOST_MONTHS}")


def _feedback(value: str, days: int, *, true: bool) -> Feedback:
    return Feedback(value, timedelta(days=WINDOW + days), true=true)
