"""What may be otherwise in the simulated world: incomes, interest, fuel, cocoa, and what is heard of outcomes."""

import math
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

import numpy as np

from scorewright.usecases.credit import economy
from scorewright.usecases.credit.economy import MONTHS_A_YEAR, first_of

HARDER_A_POINT = 0.05  # log odds of default for each point that the policy rate rises by: a proposal, as all of them
COCOA_PRICES = (  # GHS for a bag of 64 kg, from that day on
    *((date(2022, 10, 1), 800.0), (date(2023, 9, 1), 1_308.0), (date(2024, 4, 1), 2_070.0)),
    *((date(2024, 9, 1), 3_000.0), (date(2024, 11, 1), 3_100.0)),
)
QUARTERS, DEAR_QUARTERS = 4, 2  # of a year; in how many of them fuel is dear


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Each is a switch, and off unless it is said: what is left is the economy as it is expected.

    ``inflation`` raises all incomes by that share a year from month 1 on, which no table of incomes knows. From month
    ``shock_month`` on the policy rate is ``rate_shock`` points higher, and loans are harder to repay. ``dear_fuel``
    takes 30 % of what trotros earn in two quarters of each year, drawn from a world's seed; only a world of events
    feels it. With ``cocoa_prices`` cocoa farmers earn what a bag brings. ``wrong`` is the share of outcomes that are
    heard of and false. Raises ValueError naming the one that is out of bounds.
    """

    inflation: float = 0.0
    rate_shock: float = 0.0
    shock_month: int = 4
    dear_fuel: bool = False
    cocoa_prices: bool = False
    wrong: float = 0.01

    def __post_init__(self) -> None:
        for name, least, most in (("inflation", -0.5, 2), ("rate_shock", -10, 50), ("shock_month", 1, 36)):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"conditions: {name}: must lie from {least} to {most}")
        if not 0 <= self.wrong < 1:
            raise ValueError("conditions: wrong: must lie from 0 to below 1")

    def income_factor(self, month: int) -> float:
        """Incomes of a month over those of 2024."""
        return economy.income_factor(month) * math.pow(1 + self.inflation, max(month - 1, 0) / MONTHS_A_YEAR)

    def cocoa_factor(self, month: int) -> float:
        """Incomes of cocoa farmers over those of 2024."""
        return cocoa_price(month) / USUAL_COCOA if self.cocoa_prices else self.income_factor(month)

    def reference_rate(self, month: int) -> float:
        """% a year."""
        return economy.reference_rate(month) + self.shock_in(month)

    def cycle(self, month: int) -> float:
        """What the economy adds to the log odds of default."""
        return economy.cycle(month) + HARDER_A_POINT * self.shock_in(month)

    def shock_in(self, month: int) -> float:
        """Points by which the policy rate is higher than expected."""
        return self.rate_shock if month >= self.shock_month else 0.0

    def is_fuel_dear(self, month: int, seed: int) -> bool:
        """Whether it is in that month, of the world with that seed."""
        day = first_of(month)
        return self.dear_fuel and (day.month - 1) // 3 in dear_quarters(day.year, seed)


AS_EXPECTED = Conditions()
DRIFTING = Conditions(inflation=0.25, rate_shock=10.0)
SHAKEN = Conditions(dear_fuel=True, cocoa_prices=True)


def cocoa_price(month: int) -> float:
    """GHS for a bag, as last announced."""
    told = [price for since, price in COCOA_PRICES if since <= first_of(month)]
    return told[-1] if told else COCOA_PRICES[0][1]


def dear_quarters(year: int, seed: int) -> AbstractSet[int]:
    """The quarters (0 to 3) in which fuel is dear."""
    rng = np.random.default_rng([seed, 4, year])
    return {*rng.choice(QUARTERS, DEAR_QUARTERS, replace=False).tolist()}


USUAL_COCOA = float(np.mean([cocoa_price(month) for month in range(-23, -11)]))  # of 2024
