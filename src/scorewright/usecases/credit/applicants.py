"""Who applies for credit in the simulated Ghana: work, income, household; and how much of that a lender is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.credit.employment.tables import categories, occupations, rows
from scorewright.usecases.credit.record import REGIONS
from scorewright.usecases.credit.titles import title

Floats = NDArray[np.float64]
Cells = dict[str, NDArray[Any]]

P90 = 1.2816  # standard deviations from the median to the ninth tenth
HEAPED, ROUND_TO = 0.6, (50, 100)  # of the informal, those who name a round figure
NOISE = {"public": 0.02, "formal_private": 0.05, "informal": 0.35, "pension": 0.02}  # of the income that is told
FREQUENT = {  # how often an occupation is met in its sector, where not once
    **dict.fromkeys(("basic_school_teacher", "market_trader"), 8),
    **dict.fromkeys(("civil_servant", "shopkeeper"), 5),
    **dict.fromkeys(("registered_nurse", "cocoa_farmer", "crop_farmer", "cooked_food_vendor"), 4),
    **dict.fromkeys(("shs_teacher", "police_officer", "office_administrator", "company_driver", "factory_worker"), 3),
    **dict.fromkeys(("tailor", "hairdresser", "mason", "trotro_driver", "taxi_driver", "mobile_money_agent"), 3),
}
TENURE = {"public": 9.0, "formal_private": 6.0, "informal": 6.0, "pension": 12.0}  # years, mean
COCOA = "cocoa_farmer"
UNSAID = {"employer_sector": 0.06, "ssnit_contributor": 0.15, "region": 0.03, "gender": 0.05}
PEOPLE = (2, 16, 4, 4, 9, 10, 17, 2, 8, 3, 2, 4, 3, 6, 7, 3)  # percent of the population by region, in its order


@dataclass(frozen=True, kw_only=True, eq=False)
class Lender:
    """Who comes to a lender (shares of sectors, 1 in sum), how they borrow, and how many of them default."""

    sectors: Mapping[str, float]
    mobile: float
    default_rate: float = 0.18


BANK = Lender(sectors={"public": 0.40, "formal_private": 0.25, "informal": 0.33, "pension": 0.02}, mobile=0.05)
MICROFINANCE = Lender(sectors={"public": 0.08, "formal_private": 0.12, "informal": 0.78, "pension": 0.02}, mobile=0.35)


def draw_applicants(
    rng: np.random.Generator, lender: Lender, income_factors: Floats, cocoa_factors: Floats | None = None
) -> Cells:
    """As many as there are ``income_factors`` (n,), the incomes of their days over those of 2024.

    ``cocoa_factors`` (n,) are those of cocoa farmers, where they are others. ``occupation``, ``informal``,
    ``seasonal``, ``whole_years`` and ``over_median`` (ln of the told income over the median of the category) are the
    truth; the rest is what they tell.
    """
    count = len(income_factors)
    sector = rng.choice([*lender.sectors], count, p=[*lender.sectors.values()])
    code = _occupations(rng, sector)
    factors = income_factors if cocoa_factors is None else np.where(code == COCOA, cocoa_factors, income_factors)
    income = _incomes(rng, code, sector) * factors
    told = _told(rng, income, sector)
    tenure = rng.exponential([TENURE[one] for one in sector])
    median = np.array([categories()[occupations()[one].category].income_p50 for one in code]) * income_factors
    seasonal = np.array([occupations()[one].sector == "seasonal" for one in code])
    people = np.array(PEOPLE) / sum(PEOPLE)
    paid = rng.random(count) < np.array([_paid_shares()[one] for one in code])
    cells: Cells = {
        "sector": sector,
        "occupation": code,
        "informal": sector == "informal",
        "seasonal": seasonal,
        "annual_income": np.maximum(np.round(told * 12, 2), 1.0),
        "over_median": np.log(told / median),
        "whole_years": np.minimum(np.floor(tenure), 10),
        "home_ownership": rng.choice(
            ["OWN", "MORTGAGE", "RENT", "FAMILY", "OTHER"], count, p=[0.25, 0.04, 0.42, 0.26, 0.03]
        ),
        "job_title": np.array([title(rng, one) for one in code], dtype=object),
        "employer_sector": _unsaid(sector, sector == "pension"),
        "ssnit_contributor": paid.astype(object),
        "region": rng.choice(REGIONS, count, p=people).astype(object),
        "gender": rng.choice(["female", "male"], count, p=[0.47, 0.53]).astype(object),
    }
    for name, share in UNSAID.items():
        cells[name] = _unsaid(cells[name], rng.random(count) < share)
    return cells


def _unsaid(cells: NDArray[Any], where: NDArray[np.bool_]) -> NDArray[Any]:
    told = cells.astype(object)
    told[where] = None
    return told


@cache
def _paid_shares() -> Mapping[str, float]:
    """Of an occupation, those for whom social security is paid."""
    return {row["code"]: float(row["ssnit_share"]) for row in rows("occupations.csv")}


def _occupations(rng: np.random.Generator, sector: NDArray[Any]) -> NDArray[Any]:
    """An occupation of each one's sector; the informal may be seasonal."""
    code = np.empty(len(sector), dtype=object)
    for name in sorted({*sector}):
        usual = ("informal", "seasonal") if name == "informal" else (name,)
        codes = [one for one, work in occupations().items() if work.sector in usual]
        often = np.array([FREQUENT.get(one, 1) for one in codes], dtype=np.float64)
        here = sector == name
        code[here] = rng.choice(codes, int(here.sum()), p=often / often.sum())
    return code


def _incomes(rng: np.random.Generator, code: NDArray[Any], sector: NDArray[Any]) -> Floats:
    """GHS a month of 2024: log-normal, with the median and the ninth tenth of the occupation."""
    works = [occupations()[one] for one in code]
    median = np.array([work.income_p50 for work in works])
    spread = np.log([work.income_p90 / work.income_p50 for work in works]) / P90
    incomes: Floats = median * np.exp(spread * rng.standard_normal(len(sector)))
    return incomes


def _told(rng: np.random.Generator, income: Floats, sector: NDArray[Any]) -> Floats:
    """What a form says of a month's income: on the payslip nearly right, without one a guess, often a round one."""
    told = income * np.exp(np.array([NOISE[one] for one in sector]) * rng.standard_normal(len(income)))
    unit = rng.choice(ROUND_TO, len(income))
    heaped = (sector == "informal") & (rng.random(len(income)) < HEAPED)
    said: Floats = np.where(heaped, np.maximum(np.round(told / unit), 1) * unit, told)
    return said
