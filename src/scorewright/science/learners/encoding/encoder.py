"""The whole encoding of a table, fitted on training rows only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import ENCODED, Graph
from scorewright.science.learners.encoding.categories import Categories, fit_categories
from scorewright.science.learners.encoding.numbers import Numbers, fit_numbers
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.encoding.rounding import round_to_single, write_rounding
from scorewright.science.table import Table


@dataclass(frozen=True, slots=True)
class Encoder:
    """From a table to features: the numbers, their missing indicators, then the categories."""

    numbers: Numbers
    categories: Categories | None
    rounded: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the d encoded columns, such as ``age``, ``age is missing`` and ``plan = "gold"``."""
        return tuple(name for name, _ in self._encoded)

    @property
    def sources(self) -> tuple[str, ...]:
        """The column that each of the d encoded columns comes from."""
        return tuple(source for _, source in self._encoded)

    @property
    def number_positions(self) -> dict[str, int]:
        """Where each number column's own values stand among the d encoded columns."""
        return {name: position for position, name in enumerate(self.numbers.names)}

    def transform(self, table: Table) -> NDArray[np.float64]:
        """The features of each row of ``table``, shape (n, d). Raises KeyError when a column is absent."""
        parts = [self.numbers.transform(table)]
        if self.categories is not None:
            parts.append(self.categories.transform(table))
        return _joined(parts, rounded=self.rounded)

    def write(self, graph: Graph) -> str:
        """Add the same to ``graph`` and name the features there, shape (n, d)."""
        parts = self.numbers.write(graph) + ([] if self.categories is None else self.categories.write(graph))
        if self.rounded:
            return write_rounding(graph, graph.add("Concat", *parts, axis=1) if len(parts) > 1 else parts[0], ENCODED)
        return graph.add("Concat", *parts, axis=1, called=ENCODED)

    @property
    def _encoded(self) -> list[tuple[str, str]]:
        return self.numbers.encoded + ([] if self.categories is None else self.categories.encoded)


def fit_encoder(recipe: Recipe, table: Table, y: NDArray[np.integer], seed: int) -> tuple[Encoder, NDArray[np.float64]]:
    """Learn from ``table`` (at least one row and one column) and outcomes ``y`` (n,); also answer its features (n, d).

    These are what ``transform`` gives for the same rows, save for target encoding, which leaves each row's own outcome
    out. ``seed`` chooses the folds for that.
    """
    numbers = fit_numbers(recipe, table)
    if all(column.kind == "number" for column in table.columns):
        encoder = Encoder(numbers, None, recipe.round_to_single)
        return encoder, encoder.transform(table)
    categories, encoded = fit_categories(recipe, table, y, seed)
    encoder = Encoder(numbers, categories, recipe.round_to_single)
    return encoder, _joined([numbers.transform(table), encoded], rounded=encoder.rounded)


def _joined(parts: list[NDArray[np.float64]], *, rounded: bool) -> NDArray[np.float64]:
    features = np.hstack(parts)
    return round_to_single(features) if rounded else features
