"""What simulated applicants owe and ask for, what a bureau knows of them, and how likely each truly is to default."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.credit.applicants import Cells, Floats, Lender

HIT = {"public": 0.9, "formal_private": 0.75, "informal": 0.35, "pension": 0.6}  # known to a bureau
DEDUCTED = {"public": 0.7, "formal_private": 0.3, "informal": 0.0, "pension": 0.4}  # repaid out of the salary
REVOLVING = {"public": 0.5, "formal_private": 0.5, "informal": 0.15, "pension": 0.3}
MARGIN = (6, 14)  # points above the reference rate
MOBILE_RATE = 82.8  # % a year, nominal: 6.9 % for 30 days
HIDDEN = 0.5  # standard deviation, in log odds, of what nobody can know
OF_A_BUREAU = ("credit_history_length", "delinquencies_2yr", "inquiries_6mo")
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


def draw_loans(rng: np.random.Generator, lender: Lender, applicants: Cells, reference_rate: Floats) -> Cells:
    """Debts, bureau and loan of each applicant (n), on days with these reference rates (% a year, (n,))."""
    sector, income = applicants["sector"], np.asarray(applicants["annual_income"], dtype=np.float64)
    count = len(sector)
    informal = applicants["informal"]
    hit = rng.random(count) < _by(HIT, sector)
    revolving = rng.random(count) < _by(REVOLVING, sector)
    mobile = informal & (rng.random(count) < lender.mobile)
    existing = rng.poisson(1.1, count)
    closed = rng.poisson(1.5, count)
    term = np.where(mobile, rng.choice([1, 2, 3], count), rng.choice([6, 12, 24, 36, 48], count))
    term = np.where(informal & ~mobile, rng.choice([3, 6, 9, 12, 18], count), term)
    months_of_income = np.where(informal, rng.uniform(0.3, 3, count), rng.uniform(1, 12, count))
    deducted = ~mobile & (rng.random(count) < _by(DEDUCTED, sector))
    by_hand = rng.choice(["standing_order", "mobile_money", "cash"], count, p=[0.3, 0.4, 0.3])
    debts = 90 * rng.beta(2.2, 4, count) + 8 * (sector == "public")
    return {
        "debt_to_income_ratio": np.round(debts, 1),
        "interest_rate": np.where(mobile, MOBILE_RATE, np.round(reference_rate + rng.uniform(*MARGIN, count), 1)),
        "loan_amount": np.maximum(np.round(income / 12 * months_of_income, -1), 10.0),
        "loan_term_months": term,
        "repayment_channel": np.where(deducted, "payroll_deduction", np.where(mobile, "mobile_money", by_hand)),
        "bureau_hit": hit,
        "credit_history_length": _where(hit, np.round(np.minimum(rng.gamma(2, 3, count), 40), 1)),
        "delinquencies_2yr": _where(hit, rng.poisson(rng.gamma(0.5, 0.9, count))),
        "inquiries_6mo": _where(hit, rng.poisson(rng.gamma(1.2, 0.8, count))),
        "revolving_utilization": _where(revolving, np.round(100 * rng.beta(1.8, 2.0, count), 1)),
        "max_bankcard_balance": _where(revolving, np.round(income / 12 * rng.lognormal(-1, 0.8, count), 2)),
        "open_accounts": existing + revolving,
        "total_accounts": existing + revolving + closed,
        "revolving_accounts_12mo": revolving * rng.binomial(1, 0.2, count),
        "collections_12mo": rng.binomial(1, 0.03, count),
        "public_records": rng.binomial(1, 0.02, count),
    }


def log_odds(cells: Cells, cycle: Floats) -> Floats:
    """Of default within half a year, less a lender's own level: what the applicant and the economy add, shape (n,).

    The coefficients are proposals for a simulation, not estimates from anybody's portfolio.
    """
    known = ~np.isnan(_numbers(cells["delinquencies_2yr"]))
    return np.asarray(
        0.030 * (cells["debt_to_income_ratio"] - 30)
        + 0.8 * cells["informal"]
        - 0.8 * (cells["repayment_channel"] == "payroll_deduction")
        + 0.4 * (cells["seasonal"] & (cells["loan_term_months"] > 1))
        - 0.25 * np.log1p(cells["whole_years"])
        + 0.35 * np.minimum(_numbers(cells["delinquencies_2yr"], 0), 4)
        + 0.12 * _numbers(cells["inquiries_6mo"], 0)
        + 0.8 * (_numbers(cells["revolving_utilization"], 50) / 100 - 0.5)
        - 0.5 * cells["over_median"]
        + 0.25 * ~known
        - 0.3 * (cells["home_ownership"] == "OWN")
        + 0.6 * (cells["interest_rate"] / 100 - 0.30)
        + cycle,
        dtype=np.float64,
    )


def true_probability(log_odds_of_default: Floats) -> Floats:
    """The probability of default of somebody of whom all is known but what nobody can know, shape (n,)."""
    with_hidden = log_odds_of_default[:, None] + HIDDEN * _NODES
    probability: Floats = (_WEIGHTS / _WEIGHTS.sum() / (1 + np.exp(-with_hidden))).sum(axis=1)
    return probability


def level_for(log_odds_of_default: Floats, default_rate: float) -> float:
    """What must be added to all of them so that so many default: by halving, 50 times."""
    low, high = -20.0, 20.0
    for _ in range(50):
        level = (low + high) / 2
        few = float(np.mean(true_probability(log_odds_of_default + level))) < default_rate
        low, high = (level, high) if few else (low, level)
    return level


def _by(shares: dict[str, float], sector: NDArray[Any]) -> Floats:
    return np.array([shares[one] for one in sector])


def _where(there: NDArray[np.bool_], values: NDArray[Any]) -> NDArray[Any]:
    """``values``, NaN where there is nothing to know."""
    return np.where(there, values.astype(np.float64), np.nan)


def _numbers(values: NDArray[Any], missing: float | None = None) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    return numbers if missing is None else np.nan_to_num(numbers, nan=missing)
