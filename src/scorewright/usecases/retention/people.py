"""Customers of a bank who never were: what is lasting about them, and how likely each is to leave."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
People = NDArray[np.void]

REGIONS_AND_SHARES = {
    "Ahafo": 0.02,
    "Ashanti": 0.18,
    "Bono": 0.04,
    "Bono East": 0.04,
    "Central": 0.09,
    "Eastern": 0.09,
    "Greater Accra": 0.18,
    "North East": 0.02,
    "Northern": 0.07,
    "Oti": 0.03,
    "Savannah": 0.02,
    "Upper East": 0.04,
    "Upper West": 0.03,
    "Volta": 0.05,
    "Western": 0.07,
    "Western North": 0.03,
}
REGIONS, TYPES = tuple(REGIONS_AND_SHARES), ("individual", "sme")

DAYS_A_MONTH = 30
COMPLAINT_RAISES = 1.6  # the hazard, for as long as a complaint is remembered
REMEMBERED = 90  # days
SHOCK_RAISES = 22.0  # the hazard of those whom the competitor's offer is for
TRAITS = np.dtype(
    [
        ("opened", np.int64),  # the day on which the account was opened
        ("rate", np.float64),  # transactions a day, in a season of 1
        ("complaints", np.float64),  # the chance of one on a day
        ("hazard", np.float64),  # the chance of leaving on a day, without complaint or shock
        ("tempted", np.bool_),  # whether the competitor's offer is for them
        ("age", np.int64),
        ("region", np.int64),  # places in REGIONS and TYPES
        ("type", np.int64),
        ("products", np.int64),
        ("momo", np.bool_),
        ("loan", np.bool_),
        ("balance", np.float64),
        ("digital", np.float64),  # the chance that a transaction is made by app, USSD or mobile money
        ("failing", np.float64),  # transactions that fail, for each that does not
        ("satisfaction", np.float64),
    ]
)


def draw_people(rng: np.random.Generator, count: int) -> People:
    """``count`` new customers, whose ``opened`` is still to be said.

    Rates of transactions are Gamma and monthly chances of leaving Beta, as in the BG/NBD model (Fader, Hardie and Lee,
    Marketing Science 24, 2005); what the bank knows of somebody moves both.
    """
    people = np.zeros(count, dtype=TRAITS)
    sme = rng.random(count) < 0.2
    people["type"] = sme
    people["age"] = np.clip(np.round(18 + rng.gamma(3.2, 6.5, count)), 18, 100)
    people["region"] = rng.choice(len(REGIONS), count, p=[*REGIONS_AND_SHARES.values()])
    people["products"] = np.minimum(1 + rng.poisson(1.1, count), 15)
    people["momo"] = rng.random(count) < 0.55
    people["loan"] = rng.random(count) < 0.2
    people["digital"] = rng.beta(2, 2, count) * np.where(people["momo"], 1.0, 0.6)
    people["failing"] = rng.beta(1.5, 28, count)
    people["satisfaction"] = rng.standard_normal(count)
    people["balance"] = np.exp(6.6 + 1.1 * sme + 1.2 * rng.standard_normal(count))
    people["complaints"] = rng.gamma(0.8, 0.3, count) * (1 + 8 * people["failing"]) / REMEMBERED
    people["rate"] = rng.gamma(1.6, 0.2, count) * np.where(sme, 1.6, 1.0) * np.where(people["momo"], 1.2, 0.9)
    people["tempted"] = people["momo"] & (people["digital"] > 0.4)
    people["hazard"] = 1 - (1 - _monthly_hazard(rng, people)) ** (1 / DAYS_A_MONTH)
    return people


def _monthly_hazard(rng: np.random.Generator, people: People) -> Floats:
    """Those whom the offer will tempt are the most loyal until it comes."""
    factor = 0.65 ** (people["products"] - 2.0) * np.where(people["loan"], 0.4, 1.0)
    factor *= np.exp(9 * (people["failing"] - 0.05) - 0.5 * people["satisfaction"])
    factor *= np.where(people["tempted"], 0.22, 2.5) * np.where(people["age"] < 25, 1.5, 1.0)
    hazard: Floats = np.minimum(rng.beta(8, 52, len(people)) * factor, 0.6)
    return hazard


def daily_hazard(people: People, *, complained: Flags, shocked: Flags | bool) -> Floats:
    """The chance of leaving on one day, shape (n,): ``complained`` lately, ``shocked`` where the offer is out."""
    raised = np.where(complained, COMPLAINT_RAISES, 1.0) * np.where(people["tempted"] & shocked, SHOCK_RAISES, 1.0)
    hazard: Floats = np.minimum(people["hazard"] * raised, 0.5)
    return hazard
