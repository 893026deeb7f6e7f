"""Rows that are meant to tell an artefact from the model it came from, made out of ordinary ones."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scorewright.science.table import MISSING_CATEGORY, Column, Table

EPOCH_MILLISECONDS = 1_767_225_600_000.0  # the first of January 2026: too long for a float32
EXTREMES = (0.0, -0.0, 1e-12, 1e12, -1e12, EPOCH_MILLISECONDS, np.nan)
STRANGE_CATEGORIES = ("\u2603 unseen", MISSING_CATEGORY)
SHARE_REPLACED = 0.3


def stress_rows(
    table: Table, split_points: Mapping[str, NDArray[np.float64]], rows: int, rng: np.random.Generator
) -> Table:
    """``rows`` rows drawn from ``table`` (at least one row), of whose cells about three in ten are replaced.

    A number becomes missing, extreme, or one of ``split_points[name]`` (the values at which trees split that column, if
    any) exactly, or one float32 step beside it. A category becomes missing or one that nobody has seen.
    """
    drawn = table.rows(rng.integers(len(table), size=rows))
    values = {column.name: _replaced(drawn, column, _odd_values(column, split_points), rng) for column in drawn.columns}
    return Table(drawn.columns, values)


def _odd_values(column: Column, split_points: Mapping[str, NDArray[np.float64]]) -> tuple[NDArray[np.generic], ...]:
    if column.kind == "category":
        return (np.array(STRANGE_CATEGORIES, dtype=np.object_),)
    extremes = np.array(EXTREMES)
    points = split_points.get(column.name, np.empty(0))
    points = points[np.abs(points) < np.finfo(np.float32).max]  # beyond lie LightGBM's splits of missing from known
    if not len(points):
        return (extremes,)
    single = points.astype(np.float32)
    below, above = (np.nextafter(single, np.float32(end)).astype(np.float64) for end in (-np.inf, np.inf))
    return (extremes, np.concatenate([points, single.astype(np.float64), below, above]))


def _replaced(
    table: Table, column: Column, odd_values: tuple[NDArray[np.generic], ...], rng: np.random.Generator
) -> NDArray[np.generic]:
    kept: NDArray[np.generic] = (
        table.numbers(column.name) if column.kind == "number" else table.categories(column.name)
    ).copy()
    group = rng.integers(len(odd_values), size=len(kept))
    replace = rng.random(len(kept)) < SHARE_REPLACED
    for position, odd in enumerate(odd_values):
        chosen = replace & (group == position)
        kept[chosen] = rng.choice(odd, size=int(chosen.sum()))
    return kept
