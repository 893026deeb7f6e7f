"""What applicants change in an application that they have sent, and whether it should be assessed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scorewright.declare.records import Record
from scorewright.usecases.credit.record import CHANNELS, OWNERSHIP, REGIONS, SECTORS
from scorewright.usecases.credit.titles import slipped

RELEVANT = 0.5  # of all updates
LENGTHS = ("< 1 year", *(f"{years} years" for years in range(2, 10)), "10+ years")
Make = Callable[[np.random.Generator, Any], Any]


@dataclass(frozen=True, slots=True)
class Update:
    """``record`` and ``personal`` hold what is changed in each; ``relevant`` is declared, not found out."""

    field: str
    relevant: bool
    record: Mapping[str, Any]
    personal: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    field: str
    make: Make  # from what stands there
    personal: bool = False


def _by(least: float, most: float) -> Make:
    """A number that has become larger or smaller by that share."""

    def make(rng: np.random.Generator, old: float) -> float:
        return round(old * (1 + int(rng.choice([-1, 1])) * rng.uniform(least, most)), 4)

    return make


def _another(choices: tuple[str, ...]) -> Make:
    return lambda rng, old: str(rng.choice([one for one in choices if one != old]))


def _rewritten(rng: np.random.Generator, old: str) -> str:
    new = slipped(rng, old)
    while new.split() == old.split():  # a second space is no change
        new = slipped(rng, old)
    return new


def _more(_: np.random.Generator, old: int) -> int:
    return 2 * old + 1


def _digits(before: str) -> Make:
    return lambda rng, _: f"{before}{rng.integers(10**8):08d}"


COUNT = [
    *(_Kind("annual_income", _by(0.12, 0.40)), _Kind("debt_to_income_ratio", _by(0.06, 0.30))),
    *(_Kind("loan_amount", _by(0.12, 0.40)), _Kind("interest_rate", _by(0.17, 0.40))),
    *(_Kind("credit_history_length", _by(0.17, 0.40)), _Kind("revolving_utilization", _by(0.12, 0.40))),
    *(_Kind("max_bankcard_balance", _by(0.22, 0.60)), _Kind("delinquencies_2yr", lambda _, old: old + 1)),
    *(_Kind("inquiries_6mo", _more), _Kind("total_accounts", _more), _Kind("loan_term_months", _more)),
    *(_Kind("job_title", _rewritten), _Kind("employment_length", _another(LENGTHS))),
    *(_Kind("home_ownership", _another(OWNERSHIP)), _Kind("repayment_channel", _another(CHANNELS))),
    _Kind("employer_sector", _another(SECTORS)),
]
DO_NOT = [
    *(_Kind("annual_income", _by(0.01, 0.09)), _Kind("debt_to_income_ratio", _by(0.01, 0.045))),
    *(_Kind("loan_amount", _by(0.01, 0.09)), _Kind("interest_rate", _by(0.01, 0.14))),
    *(_Kind("credit_history_length", _by(0.01, 0.14)), _Kind("revolving_utilization", _by(0.01, 0.09))),
    *(_Kind("max_bankcard_balance", _by(0.01, 0.19)), _Kind("region", _another(REGIONS))),
    *(_Kind("job_title", lambda _, old: old), _Kind("delinquencies_2yr", lambda _, old: old)),  # sent again as it was
    _Kind("phone", _digits("02"), personal=True),
    _Kind("email", lambda rng, _: f"applicant{rng.integers(10**6)}@example.com", personal=True),
]


def draw_update(rng: np.random.Generator, record: Record) -> Update:
    """One change of ``record``, half of the time one that should be assessed again.

    It is of a field that holds something; of 0 no share can be taken, but one more can be counted.
    """
    relevant = bool(rng.random() < RELEVANT)
    kinds = [one for one in (COUNT if relevant else DO_NOT) if one.personal or _can_change(record.get(one.field))]
    kind = kinds[rng.integers(len(kinds))]
    changed = {kind.field: kind.make(rng, record.get(kind.field))}
    return Update(kind.field, relevant, {} if kind.personal else changed, changed if kind.personal else {})


def _can_change(old: object) -> bool:
    return old is not None and not (isinstance(old, float) and old == 0)
