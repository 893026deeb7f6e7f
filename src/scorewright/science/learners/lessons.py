"""From a table and its outcomes to what a learner is taught, and the encoder that gives others the same features."""

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scorewright.science.learners.encoding.encoder import Encoder, fit_encoder
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import WATCHED_SHARE, Lesson
from scorewright.science.table import Table

Imbalance = Literal["none", "balanced"]


def lesson_of(
    recipe: Recipe,
    table: Table,
    y: NDArray[np.int64],
    *,
    imbalance: Imbalance,
    seed: int,
    threads: int,
    scale: bool = True,
    watched_share: float = WATCHED_SHARE,
    weights: NDArray[np.float64] | None = None,
) -> tuple[Encoder, Lesson]:
    """``table`` (n rows) and ``y`` (n,) by ``recipe``: they teach every parameter of a learner with that recipe.

    ``weights`` (n,) are what each row counts beside the others; without them all count alike. They teach the learner;
    the encoder takes every row once. Without ``scale`` numbers stay on their own, whatever ``recipe`` says.
    ``watched_share`` of the rows are only looked at by learners that stop early.
    """
    recipe = replace(recipe, standardise=recipe.standardise and scale)
    encoder, features = fit_encoder(recipe, table, y, seed)
    return encoder, Lesson(
        features, y, _counts(y, imbalance, weights), _monotone(encoder, table), seed, threads, watched_share
    )


def unequal(weights: NDArray[np.float64] | None, rows: int) -> NDArray[np.float64] | None:
    """``weights`` of ``rows`` rows, None where all count alike. Raises ValueError for weights that are none.

    >>> unequal(np.array([4.0, 4.0]), 2), unequal(np.array([4.0, 1.0]), 2)
    (None, array([4., 1.]))
    """
    if weights is None:
        return None
    if weights.shape != (rows,) or not np.all((weights > 0) & np.isfinite(weights)):
        raise ValueError(f"weights must be above 0 and finite, one for each of {rows} rows")
    return None if np.ptp(weights) == 0 else weights


def _counts(y: NDArray[np.int64], imbalance: Imbalance, weights: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """What each row counts, (n,), 1 in the mean: penalties and the fewest rows of a leaf mean what they always do."""
    from sklearn.utils.class_weight import compute_sample_weight  # noqa: PLC0415 - loaded when something is trained

    if weights is None:
        return np.ones(len(y)) if imbalance == "none" else np.asarray(compute_sample_weight("balanced", y))
    counts: NDArray[np.float64] = weights / weights.mean()
    if imbalance == "none":
        return counts
    of_classes = np.bincount(y, weights=counts, minlength=2)
    return np.asarray(counts * (len(y) / (2 * of_classes))[y])


def _monotone(encoder: Encoder, table: Table) -> tuple[int, ...]:
    wishes = [0] * len(encoder.names)
    for column in table.columns:
        if column.kind == "number":
            wishes[encoder.number_positions[column.name]] = column.monotone
    return tuple(wishes)
