"""One difficult table for all learners, in which every trap of a real one is set."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.table import Column, Table

Labelled = tuple[Table, NDArray[np.int64]]

COLUMNS = (
    Column("signal"),
    Column("amount in cents"),
    Column("often missing"),
    Column("constant"),
    Column("never there"),
    Column("plan \u00e9", "category"),
    Column("probability", "category"),
)


def difficult(rows: int, seed: int) -> Labelled:
    rng = np.random.default_rng(seed)
    signal = rng.normal(size=rows)
    amount = np.round(rng.uniform(1e7, 2e7, rows), 2)
    often_missing = np.where(rng.random(rows) < 0.25, np.nan, rng.exponential(size=rows))
    plan = rng.choice(np.array(["basic", "gold", "", "silver"], dtype=object), rows)
    region = rng.choice(np.array([f"region {number}" for number in range(20)], dtype=object), rows)
    logit = signal + (plan == "gold") + (amount - 1.5e7) / 5e6 + 0.5 * np.nan_to_num(often_missing) - 0.5
    y = (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(np.int64)
    values = (signal, amount, often_missing, np.full(rows, 0.1), np.full(rows, np.nan), plan, region)
    return Table(COLUMNS, {column.name: cells for column, cells in zip(COLUMNS, values, strict=True)}), y


@pytest.fixture(scope="session")
def training() -> Labelled:
    return difficult(500, seed=1)


@pytest.fixture(scope="session")
def holdout() -> Labelled:
    return difficult(200, seed=2)
