"""What the simulated bank has noted of a customer on a morning: records, of what has happened by then and no more."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.retention.life import Counts, Lives
from scorewright.usecases.retention.people import DAYS_A_MONTH, REGIONS, TYPES, Floats
from scorewright.usecases.retention.seasons import Calendar

QUARTER = 90  # days
NOT_NOTED = {
    "age": 0.03,
    "region": 0.02,
    "customer_type": 0.02,
    "has_momo_link": 0.03,
    "fee_ghs_90d": 0.05,
    "nps": 0.35,
}
ACCOUNT_FEE = np.array([5.0, 15.0])  # GHS a month, by type
COUNTER_FEE = 0.4  # GHS for a transaction at a counter


def records(
    rng: np.random.Generator, lives: Lives, calendar: Calendar, day: Counts, account: Counts
) -> list[Mapping[str, Any]]:
    """Records of n mornings of n accounts, ``day`` and ``account`` of shape (n,), as a client would send them."""
    who = lives.who[day, account]
    people = lives.people[who]
    made = _lately(lives, lives.transactions, day, account)
    digital = rng.binomial(made, people["digital"])
    failed = rng.poisson(made * people["failing"])
    count = np.maximum(made, 1)
    cells: dict[str, NDArray[Any]] = {
        "customer_id": np.char.mod("C%06d", who),
        "snapshot_date": np.array([calendar.moment(one, 0).date().isoformat() for one in day.tolist()]),
        "age": people["age"],
        "region": np.array(REGIONS)[people["region"]],
        "customer_type": np.array(TYPES)[people["type"]],
        "tenure_months": np.minimum((day - people["opened"]) // DAYS_A_MONTH, 600),
        "products_held": people["products"],
        "has_momo_link": people["momo"].astype(np.int64),
        "avg_balance_ghs": np.round(people["balance"] * np.exp(0.2 * rng.standard_normal(len(day))), 2),
        "txn_count_90d": made,
        "txn_count_prev_90d": _lately(lives, lives.transactions, day, account, quarters=2) - made,
        "days_since_last_txn": lives.since[day, account],
        "digital_share": np.round(digital / count, 4),
        "complaints_90d": _lately(lives, lives.complaints, day, account),
        "failed_txn_rate": np.round(failed / (count + failed), 4),
        "fee_ghs_90d": _fees(people["type"], made - digital),
        "loan_active": people["loan"].astype(np.int64),
        "nps": _nps(rng, people["satisfaction"]),
    }
    missing = {name: rng.random(len(day)) < share for name, share in NOT_NOTED.items()}
    missing |= dict.fromkeys(("digital_share", "failed_txn_rate"), made == 0)
    columns = {name: cell.tolist() for name, cell in cells.items()}
    for name, places in missing.items():
        for place in np.flatnonzero(places):
            columns[name][place] = None
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _lately(lives: Lives, sums: Counts, day: Counts, account: Counts, *, quarters: int = 1) -> Counts:
    return sums[day, account] - lives.sum_before(sums, day, account, days=quarters * QUARTER)


def _fees(kind: Counts, at_the_counter: Counts) -> NDArray[Any]:
    """Whoever has left without a word goes on paying the account's fee, which is no transaction."""
    fees: NDArray[Any] = np.round(ACCOUNT_FEE[kind] * QUARTER / DAYS_A_MONTH + COUNTER_FEE * at_the_counter, 2)
    return fees


def _nps(rng: np.random.Generator, satisfaction: Floats) -> Counts:
    """An answer from -100 to 100, in tens."""
    noise = 0.6 * rng.standard_normal(len(satisfaction))
    answers: Counts = np.clip(10 * np.round(2 + 4 * (satisfaction + noise)), -100, 100).astype(np.int64)
    return answers
