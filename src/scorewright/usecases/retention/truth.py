"""How likely somebody is to stay, computed from the hazards themselves, and what became of them."""

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.retention.life import CLOSING, IDLE_CLOSED, Counts, Lives
from scorewright.usecases.retention.people import REMEMBERED, Flags, Floats, daily_hazard
from scorewright.usecases.retention.seasons import WINDOW, Calendar


def stays(lives: Lives, day: Counts, account: Counts) -> tuple[Flags, Flags]:
    """Whether the account is still open ``WINDOW`` days later, and whether there was a transaction as well."""
    later = day + WINDOW
    is_open: Flags = lives.who[later, account] == lives.who[day, account]
    return is_open, is_open & (lives.transactions[later, account] > lives.transactions[day, account])


def probability_of_staying(lives: Lives, calendar: Calendar, day: Counts, account: Counts) -> Floats:
    """The probability that ``stays`` finds both, on n mornings of n accounts, all of shape (n,).

    To somebody who knows traits, hazards and calendar, the offer's day too, and has seen all transactions and
    complaints so far, but not who has left silently. Exact: every day of the window moves the chances of being active
    (a transaction has been made) or quiet (none yet), with a new complaint or without, or gone after a transaction.
    """
    people = lives.people[lives.who[day, account]]
    since, complained = lives.since[day, account], lives.complained[day, account]
    quiet = np.stack([lives.present[day, account], np.zeros(len(day))])  # without and with a new complaint
    active, gone = np.zeros_like(quiet), np.zeros(len(day))
    for ahead in range(WINDOW):
        now = day + ahead
        none = np.exp(-people["rate"] * calendar.season[now])
        quiet, active = quiet * none, active + quiet * (1 - none)
        quiet, active = _complain(quiet, people["complaints"]), _complain(active, people["complaints"])
        remembered = np.stack([now - complained < REMEMBERED, np.ones(len(day), dtype=np.bool_)])
        hazard = daily_hazard(people, complained=remembered, shocked=calendar.shocked[now])
        gone += (active * hazard).sum(axis=0) * (1 - CLOSING)
        active = active * (1 - hazard)
        quiet = quiet * (1 - hazard) * (since + ahead + 1 < IDLE_CLOSED)
    staying: Floats = np.clip(active.sum(axis=0) + gone, 0.0, 1.0)
    return staying


def _complain(chances: Floats, chance: NDArray[np.float64]) -> Floats:
    return np.stack([chances[0] * (1 - chance), chances[1] + chances[0] * chance])
