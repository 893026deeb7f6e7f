"""What happens in the simulated bank, day by day: transactions, complaints, silent departures, closed accounts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.retention.people import REMEMBERED, Flags, Floats, People, daily_hazard, draw_people
from scorewright.usecases.retention.seasons import Calendar

Counts = NDArray[np.int64]

CLOSING = 0.8  # of those who leave close their accounts; the others leave them open and never come again
IDLE_CLOSED = 180  # days without a transaction, after which the bank closes an account
DAYS_SO_FAR, MOST_DAYS = 40 * 30, 500 * 30  # for which the first customers have been with the bank: mean and most
NEVER = -(10**6)
AT_ONCE = 200  # people are drawn, which costs as little as to draw one


@dataclass(frozen=True, eq=False)
class Lives:
    """What happened in each of S accounts by the morning of each of T days; arrays by day have shape (T, S).

    A closed account has a new customer the next morning: ``who`` is the place in ``people`` of that morning's.
    ``transactions`` and ``complaints`` are sums of all days before, of the customers before as well. ``since`` is how
    many days there has been no transaction, ``complained`` the day of the last complaint. ``present`` is how likely
    the customer has not left silently, to somebody who knows all traits and has seen every transaction.
    """

    people: People
    who: Counts
    transactions: Counts
    complaints: Counts
    since: Counts
    complained: Counts
    present: Floats

    def sum_before(self, sums: Counts, day: Counts, account: Counts, *, days: int) -> Counts:
        """What ``sums`` (transactions or complaints) had come to ``days`` days before ``day``, or at the opening."""
        opened = self.people["opened"][self.who[day, account]]
        before: Counts = sums[np.maximum(day - days, np.maximum(opened, 0)), account]
        return before


def live(rng: np.random.Generator, accounts: int, calendar: Calendar) -> Lives:
    """Let the days of ``calendar`` pass. A longer one with the same beginning begins with the same days."""
    bank = _Bank(rng, accounts)
    mornings: dict[str, NDArray[Any]] = {
        name: np.empty((len(calendar.season), accounts), state.dtype) for name, state in bank.state().items()
    }
    for day, (season, shocked) in enumerate(zip(calendar.season, calendar.shocked, strict=True)):
        for name, state in bank.state().items():
            mornings[name][day] = state
        bank.pass_day(rng, day, float(season), shocked=bool(shocked))
    return Lives(np.concatenate(bank.people), **mornings)


class _Bank:
    """Its accounts on one morning, and everybody who ever had one."""

    def __init__(self, rng: np.random.Generator, accounts: int) -> None:
        self.holders = draw_people(rng, accounts)
        self.holders["opened"] = -np.minimum(rng.exponential(DAYS_SO_FAR, accounts), MOST_DAYS).astype(np.int64)
        self.people, self.count = [self.holders.copy()], accounts
        self.to_come = self.holders[:0]
        self.here: Flags = np.ones(accounts, dtype=np.bool_)
        self.who: Counts = np.arange(accounts)
        self.transactions: Counts = np.zeros(accounts, dtype=np.int64)
        self.complaints: Counts = np.zeros(accounts, dtype=np.int64)
        self.since: Counts = np.zeros(accounts, dtype=np.int64)
        self.complained: Counts = np.full(accounts, NEVER)
        self.present: Floats = np.ones(accounts)

    def state(self) -> dict[str, NDArray[Any]]:
        names = ("who", "transactions", "complaints", "since", "complained", "present")
        return {name: getattr(self, name) for name in names}

    def pass_day(self, rng: np.random.Generator, day: int, season: float, *, shocked: bool) -> None:
        rate = self.holders["rate"] * season
        made = rng.poisson(rate) * self.here
        complains = rng.random(len(rate)) < self.holders["complaints"]
        self.transactions += made
        self.complaints += complains
        self.since = np.where(made > 0, 0, self.since + 1)
        self.complained[complains] = day
        hazard = daily_hazard(self.holders, complained=day - self.complained < REMEMBERED, shocked=shocked)
        leaves = self.here & (rng.random(len(rate)) < hazard)
        closes = (leaves & (rng.random(len(rate)) < CLOSING)) | (self.since >= IDLE_CLOSED)
        self.here &= ~leaves
        self._learn(made, rate, hazard)
        self._open(rng, np.flatnonzero(closes), day + 1)

    def _learn(self, made: Counts, rate: Floats, hazard: Floats) -> None:
        """What a day with or without a transaction, and an account that was not closed, tell by Bayes' rule."""
        quiet = self.present * np.exp(-rate)
        present = np.where(made > 0, 1.0, quiet / (quiet + 1 - self.present))
        self.present = present * (1 - hazard) / (1 - present * hazard * CLOSING)

    def _open(self, rng: np.random.Generator, accounts: Counts, day: int) -> None:
        if len(self.to_come) < len(accounts):
            self.to_come = np.concatenate([self.to_come, draw_people(rng, AT_ONCE + len(accounts))])
        new, self.to_come = self.to_come[: len(accounts)].copy(), self.to_come[len(accounts) :]
        new["opened"] = day
        self.people.append(new)
        self.holders[accounts] = new
        self.who[accounts] = self.count + np.arange(len(new))
        self.count += len(new)
        self.here[accounts], self.since[accounts] = True, 0
        self.complained[accounts], self.present[accounts] = NEVER, 1.0
