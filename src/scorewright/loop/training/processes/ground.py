"""What every trial of a search stands on, held once by each process of the pool: rows, folds, and folds encoded."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.training import Training
from scorewright.science.learners.columns import chosen_columns
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.learner import Lesson
from scorewright.science.learners.lessons import lesson_of
from scorewright.science.splits.split import Rows, Split
from scorewright.science.table import Table

MOST_ENCODED_BYTES = 256 * 2**20  # in each process; beyond it the folds that were encoded first are encoded again


@dataclass(frozen=True, slots=True)
class EncodedFold:
    """The ``lesson`` of the rows that train, and the ``features`` of those that are left out."""

    lesson: Lesson
    features: NDArray[np.float64]

    @property
    def size(self) -> int:
        return self.lesson.features.nbytes + self.features.nbytes


@dataclass(frozen=True)
class Ground:
    """Columns are chosen and encoded from the training rows of each fold, once for all learners of the same recipe.

    ``weights`` (n,) are what each row counts, None where all count alike.
    """

    table: Table
    labels: NDArray[np.int64]
    folds: Sequence[Split]
    plan: Training
    threshold: float
    weights: NDArray[np.float64] | None = None
    _chosen: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _encoded: dict[tuple[Recipe, int], EncodedFold] = field(default_factory=dict, repr=False, compare=False)

    def encoded(self, recipe: Recipe, number: int) -> EncodedFold:
        """Fold ``number`` by ``recipe``. Raises ValueError where its columns cannot be chosen."""
        if (recipe, number) not in self._encoded:
            while self._encoded and sum(fold.size for fold in self._encoded.values()) > MOST_ENCODED_BYTES:
                self._encoded.pop(next(iter(self._encoded)))
            self._encoded[recipe, number] = self._encode(recipe, number)
        return self._encoded[recipe, number]

    def weights_of(self, rows: Rows) -> NDArray[np.float64] | None:
        """What ``rows`` count, None where all count alike."""
        return None if self.weights is None else self.weights[rows]

    def _encode(self, recipe: Recipe, number: int) -> EncodedFold:
        fold = self.folds[number]
        table, y, plan = self.table.rows(fold.train), self.labels[fold.train], self.plan
        if number not in self._chosen:
            self._chosen[number] = chosen_columns(plan.selected, table, y, seed=plan.seed)
        encoder, lesson = lesson_of(
            recipe,
            table.only(self._chosen[number]),
            y,
            imbalance=plan.imbalance,
            seed=plan.seed,
            threads=1,
            scale=plan.scale_features,
            watched_share=plan.watched_share,
            weights=self.weights_of(fold.train),
        )
        return EncodedFold(lesson, encoder.transform(self.table.rows(fold.test)))


_held: Ground | None = None


def hold(ground: Ground | None) -> None:
    """Stand on ``ground`` from now on: the first thing that a process of the pool does."""
    global _held  # noqa: PLW0603 - what a process of a pool is given when it starts has no other place
    _held = ground


def held() -> Ground:
    """The ground of this process. Raises RuntimeError in a process of a pool that was made without one."""
    if _held is None:
        raise RuntimeError("this pool holds no ground: make it with workers(ground)")
    return _held
