"""A lender of simulated applicants: who applies in a month, how likely each truly is to default, and what is heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.simulation import Case, Feedback, Quality
from scorewright.usecases.credit.applicants import Cells, Floats, Lender, draw_applicants
from scorewright.usecases.credit.conditions import AS_EXPECTED, Conditions
from scorewright.usecases.credit.economy import first_of, moment_in
from scorewright.usecases.credit.loans import draw_loans, level_for, log_odds, true_probability
from scorewright.usecases.credit.record import FIELDS
from scorewright.usecases.credit.repayment import MONTHS, WINDOW, Repaid, by_chance, by_events
from scorewright.usecases.credit.seasons import incomes_after

Mode = Literal["bernoulli", "event"]

MOST_MONTHS = 36
ROWS_OF_HISTORY = 8_000
MONTHS_OF_HISTORY = 12
LAST_OF_HISTORY = -6  # the last month of which every window is over before month 1
HEARD_OF = 0.9
DELAY = (1, 30)  # days until a lender's books say it
MISNOTED = {"good": 0.0, "fair": 0.04, "poor": 0.08, "reversed": 1.0}
_WHOLE = {
    *("loan_term_months", "delinquencies_2yr", "inquiries_6mo", "total_accounts", "open_accounts"),
    *("revolving_accounts_12mo", "collections_12mo", "public_records"),
}


@dataclass(frozen=True, eq=False)
class Drawn:
    """n applications in the order of time: their cells, the true probability of default, and what became of them."""

    share: Floats
    cells: Cells
    probability: Floats
    repaid: Repaid


class Applications:
    """The applications of a ``lender`` that follow from ``seed``, ``size`` a month, and about ``rows`` of history.

    ``mode`` says how loans end: "bernoulli", by a coin with the true probability, or "event", month after month, where
    that probability is an index of risk and no more. ``conditions`` say what is otherwise than it is expected. Raises
    ValueError for a size below 1 or a negative seed.
    """

    def __init__(
        self,
        lender: Lender,
        seed: int,
        size: int,
        *,
        mode: Mode = "bernoulli",
        rows: int = ROWS_OF_HISTORY,
        conditions: Conditions = AS_EXPECTED,
    ) -> None:
        if size < 1 or seed < 0:
            raise ValueError(f"seed {seed} must not be negative, and size {size} at least 1")
        self._lender, self._seed, self._size, self._mode, self._rows = lender, seed, size, mode, rows
        self._conditions = conditions

    def history(self, quality: Quality = "good") -> Sequence[Case]:
        """Applications of a year; of the "fair" notes 4 % are wrong, of the "poor" ones 8 %, by chance.

        Wrong by chance, in either direction, they raise all probabilities of a model, and cost some of its ranking.
        """
        found: list[Case] = []
        for month in range(LAST_OF_HISTORY + 1 - MONTHS_OF_HISTORY, LAST_OF_HISTORY + 1):
            drawn = self.drawn(month, self._rows // MONTHS_OF_HISTORY)
            rng = np.random.default_rng([self._seed, 2, month + 100])
            wrong = rng.random(len(drawn.share)) < MISNOTED[quality]
            noted = np.where(wrong, 1 - drawn.repaid.label, drawn.repaid.label)
            feedback = [
                Feedback(str(value), timedelta(days=WINDOW), true=not false)
                for value, false in zip(noted.tolist(), wrong.tolist(), strict=True)
            ]
            found += _cases(month, drawn, noted, feedback)
        return found

    def month(self, number: int) -> Sequence[Case]:
        """Who applies in that month; of most it is heard, sooner where they default, of some something wrong."""
        _check(number)
        drawn = self.drawn(number, self._size)
        rng = np.random.default_rng([self._seed, 3, number])
        heard, wrong = rng.random(self._size) < HEARD_OF, rng.random(self._size) < self._conditions.wrong
        delay = rng.integers(DELAY[0], DELAY[1], self._size, endpoint=True)
        ended = np.where(drawn.repaid.label == 1, drawn.repaid.day, WINDOW)
        told = np.where(wrong, 1 - drawn.repaid.label, drawn.repaid.label)
        feedback = [
            Feedback(str(value), timedelta(days=days), true=not false) if known else None
            for known, value, days, false in zip(
                heard.tolist(), told.tolist(), (ended + delay).tolist(), wrong.tolist(), strict=True
            )
        ]
        return _cases(number, drawn, drawn.repaid.label, feedback)

    def happening(self, number: int) -> Sequence[str]:
        """The turn of a year, when incomes are counted anew, the harvest of cocoa, a shock, dear fuel."""
        _check(number)
        here, month = self._conditions, first_of(number).month
        told = []
        if month == 1:
            told.append(f"A new year: incomes are {here.income_factor(number):.2f} times those of 2024.")
        if month == 10:
            told.append("The cocoa harvest begins: farmers have money again.")
        if here.rate_shock and number == here.shock_month:
            told.append(f"The policy rate moves by {here.rate_shock:+g} points.")
        if here.is_fuel_dear(number, self._seed) and month % 3 == 1:
            told.append("Fuel is dear for a quarter: trotros earn less.")
        return told

    def drawn(self, month: int, count: int) -> Drawn:
        """So many applications of a month, and the truth of each."""
        rng = np.random.default_rng([self._seed, 1, month + 100])
        cells = _applications(rng, self._lender, month, count, self._conditions)
        odds = log_odds(cells, np.full(count, self._conditions.cycle(month))) + level(self._lender)
        probability = true_probability(odds)
        if self._mode == "bernoulli":
            repaid = by_chance(rng, probability)
        else:
            repaid = by_events(rng, cells, odds, incomes_after(cells, month, MONTHS, self._conditions, self._seed))
        return Drawn(np.sort(rng.random(count)), cells, probability, repaid)


@cache
def level(lender: Lender) -> float:
    """What a lender's log odds of default have in common, so that its share of defaults is the declared one."""
    count = 20_000
    cells = _applications(np.random.default_rng(0), lender, -12, count, AS_EXPECTED)
    return level_for(log_odds(cells, np.zeros(count)), lender.default_rate)


def records(month: int, drawn: Drawn) -> list[dict[str, Any]]:
    """The applications as a client would send them."""
    moments = [moment_in(month, share).isoformat() for share in drawn.share.tolist()]
    columns = {
        field.name: drawn.cells[field.name].tolist() if field.name in drawn.cells else moments for field in FIELDS
    }
    return [
        {name: _plain(name, cell) for name, cell in zip(columns, row, strict=True)}
        for row in zip(*columns.values(), strict=True)
    ]


def _applications(rng: np.random.Generator, lender: Lender, month: int, count: int, conditions: Conditions) -> Cells:
    factors = (np.full(count, one) for one in (conditions.income_factor(month), conditions.cocoa_factor(month)))
    applicants = draw_applicants(rng, lender, *factors)
    rates = np.full(count, conditions.reference_rate(month))
    return applicants | draw_loans(rng, lender, applicants, rates) | {"employment_length": _lengths(applicants)}


def _lengths(applicants: Cells) -> NDArray[Any]:
    """Tenure as a form has it."""
    words = ["< 1 year", "1 year", *(f"{years} years" for years in range(2, 10)), "10+ years"]
    return np.array(words, dtype=object)[applicants["whole_years"].astype(np.int64)]


def _cases(month: int, drawn: Drawn, labels: NDArray[np.int64], feedback: Sequence[Feedback | None]) -> Sequence[Case]:
    moments = [moment_in(month, share) for share in drawn.share.tolist()]
    truth = zip(drawn.probability.tolist(), labels.tolist(), feedback, strict=True)
    return [
        Case(record, at, probability, label, heard)
        for record, at, (probability, label, heard) in zip(records(month, drawn), moments, truth, strict=True)
    ]


def _plain(name: str, cell: object) -> object:
    if isinstance(cell, float) and np.isnan(cell):
        return None
    return int(cell) if name in _WHOLE and isinstance(cell, float) else cell


def _check(number: int) -> None:
    if not 1 <= number <= MOST_MONTHS:
        raise ValueError(f"month {number} must be 1 to {MOST_MONTHS}")
