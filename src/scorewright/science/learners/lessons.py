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
) -> tuple[Encoder, Lesson]:
    """``table`` (n rows) and ``y`` (n,) by ``recipe``: they teach every parameter of a learner with that recipe.

    Without ``scale`` numbers stay on their own, whatever ``recipe`` says. ``watched_share`` of the rows are only looked
    at by learners that stop early.
    """
    from sklearn.utils.class_weight import compute_sample_weight  # noqa: PLC0415 - loaded when something is trained

    recipe = replace(recipe, standardise=recipe.standardise and scale)
    encoder, features = fit_encoder(recipe, table, y, seed)
    weights = np.ones(len(y)) if imbalance == "none" else compute_sample_weight("balanced", y)
    return encoder, Lesson(features, y, weights, _monotone(encoder, table), seed, threads, watched_share)


def _monotone(encoder: Encoder, table: Table) -> tuple[int, ...]:
    wishes = [0] * len(encoder.names)
    for column in table.columns:
        if column.kind == "number":
            wishes[encoder.number_positions[column.name]] = column.monotone
    return tuple(wishes)
