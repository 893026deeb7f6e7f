"""What becomes of simulated loans within half a year: a coin with the true probability, or month after month."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.credit.applicants import Cells, Floats

WINDOW = 180  # days after the application
MONTH = 30  # days
MONTHS = WINDOW // MONTH
DEFAULT_DAYS = 90  # past due: more is a default
WRITTEN_OFF, COLLECTED = 0.15, 0.35  # of those in default, within the window
VOLATILITY = {"public": 0.02, "formal_private": 0.08, "informal": 0.35, "pension": 0.0}  # of a month's income
JOB_LOSS = {"public": 0.001, "formal_private": 0.004, "informal": 0.02, "pension": 0.0}  # a month
RECOVERY = 0.25  # a month
EARLY = 3  # payments of a month that go to what is late, at most


@dataclass(frozen=True, eq=False)
class Repaid:
    """Of n loans: ``days_past_due`` at the end of each month, (n, 6), ``label`` 1 in default, (n,).

    ``day`` is when the default was there, counted from the application; ``how`` names what was noted: "late",
    "collection", "write-off", or "" where there was none.
    """

    days_past_due: NDArray[np.int64]
    label: NDArray[np.int64]
    day: NDArray[np.int64]
    how: NDArray[np.str_]


def by_chance(rng: np.random.Generator, probability: Floats) -> Repaid:
    """Defaults by a coin with these probabilities (n,), on a day that it takes to be more than 90 days late."""
    count = len(probability)
    label = (rng.random(count) < probability).astype(np.int64)
    first = rng.integers(0, MONTHS - DEFAULT_DAYS // MONTH, count)  # the first payment that is missed
    late = np.where(label[:, None] == 1, MONTH * np.maximum(np.arange(1, MONTHS + 1) - first[:, None], 0), 0)
    return _noted(rng, np.minimum(late, WINDOW), label)


def by_events(rng: np.random.Generator, cells: Cells, log_odds: Floats, incomes: Floats) -> Repaid:
    """Loans paid from what is left of uneven incomes: defaults emerge, and their probability is nobody's input.

    ``log_odds`` (n,) are of default, as the world knows them: here they say how tight a household's budget is.
    ``incomes`` (n, 6) are those of each month, over what was told.
    """
    count = len(log_odds)
    sector = cells["sector"]
    volatility = np.array([VOLATILITY[one] for one in sector])
    loses = np.array([JOB_LOSS[one] for one in sector])
    tightness = 0.5 * log_odds + 0.8 * rng.standard_normal(count)
    works: NDArray[np.bool_] = np.ones(count, dtype=np.bool_)
    owed = np.zeros(count, dtype=np.int64)  # payments that are late
    late = np.empty((count, MONTHS), dtype=np.int64)
    for month in range(MONTHS):
        works = np.where(works, rng.random(count) >= loses, rng.random(count) < RECOVERY)
        income = works * incomes[:, month] * np.exp(volatility * rng.standard_normal(count))
        spare = np.log(np.maximum(income, 1e-3)) - tightness + 0.5 * rng.standard_normal(count)
        payments = np.clip(np.floor(1 + spare), 0, EARLY)  # none where nothing is left, the late ones where much is
        owed = np.maximum(owed + 1 - payments.astype(np.int64), 0)
        late[:, month] = owed * MONTH
    return _noted(rng, late, (late.max(axis=1) > DEFAULT_DAYS).astype(np.int64))


def _noted(rng: np.random.Generator, late: NDArray[np.int64], label: NDArray[np.int64]) -> Repaid:
    """The day after the ninetieth in arrears, and what a lender wrote down by the end of the window."""
    over = late > DEFAULT_DAYS
    month = np.where(over.any(axis=1), over.argmax(axis=1) + 1, MONTHS)
    lot = rng.random(len(label))
    how = np.where(lot < WRITTEN_OFF, "write-off", np.where(lot < WRITTEN_OFF + COLLECTED, "collection", "late"))
    day = np.where(label == 1, month * MONTH, 0)
    return Repaid(late, label, day.astype(np.int64), np.where(label == 1, how, ""))
