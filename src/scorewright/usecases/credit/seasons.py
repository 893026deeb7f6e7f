"""What the months that follow an application do to incomes: the harvest, the price of cocoa, dear fuel."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.usecases.credit.applicants import COCOA, Cells, Floats
from scorewright.usecases.credit.conditions import Conditions, cocoa_price
from scorewright.usecases.credit.economy import first_of

HARVEST = {10: 1.4, 11: 1.4, 12: 1.4, 1: 1.4, 2: 1.4, 3: 1.4}  # of seasonal incomes: 70 % of a year's
LEAN = 0.6
TROTRO = "trotro_"
LEFT_OF_A_TROTRO = 0.7  # of its margin, where fuel is dear


def incomes_after(cells: Cells, month: int, months: int, conditions: Conditions, seed: int) -> Floats:
    """Of each of the ``months`` after ``month``, over the income that was told: shape (n, months)."""
    occupation = cells["occupation"]
    drives = np.array([str(one).startswith(TROTRO) for one in occupation])
    columns = [
        np.where(cells["seasonal"], HARVEST.get(first_of(later).month, LEAN), 1.0)
        * _where(occupation == COCOA, cocoa_price(later) / cocoa_price(month) if conditions.cocoa_prices else 1.0)
        * _where(drives, LEFT_OF_A_TROTRO if conditions.is_fuel_dear(later, seed) else 1.0)
        for later in range(month + 1, month + months + 1)
    ]
    return np.stack(columns, axis=1)


def _where(those: NDArray[Any], factor: float) -> Floats:
    return np.where(those, factor, 1.0)
