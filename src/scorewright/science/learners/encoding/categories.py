"""All category columns together, from text to encoded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph
from scorewright.science.learners.encoding.one_hot import OneHot, one_hot
from scorewright.science.learners.encoding.ordinal import Ordinal
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.encoding.target import Target, fit_target
from scorewright.science.learners.encoding.vocabulary import Vocabulary, fit_vocabulary, write_codes
from scorewright.science.table import Table


@dataclass(frozen=True, slots=True)
class Categories:
    """The category columns ``names`` (at least one), their vocabularies, and how places become features."""

    names: tuple[str, ...]
    vocabularies: tuple[Vocabulary, ...]
    encoding: OneHot | Ordinal | Target

    @property
    def encoded(self) -> list[tuple[str, str]]:
        """The name of each encoded column and the column it comes from."""
        if not isinstance(self.encoding, OneHot):
            return [(name, name) for name in self.names]
        return [
            (f'{name} = "{word}"', name)
            for name, vocabulary in zip(self.names, self.vocabularies, strict=True)
            for word in vocabulary.words
        ]

    def transform(self, table: Table) -> NDArray[np.float64]:
        """The encoded categories, shape (n, encoded columns)."""
        return self.encoding.transform(_codes(table, self.names, self.vocabularies))

    def write(self, graph: Graph) -> list[str]:
        """Add the same to ``graph``, and name the parts to be put side by side."""
        return [self.encoding.write(graph, write_codes(graph, graph.cells("category", self.names), self.vocabularies))]


def fit_categories(
    recipe: Recipe, table: Table, y: NDArray[np.integer], seed: int
) -> tuple[Categories, NDArray[np.float64]]:
    """Learn from the category columns of ``table`` (at least one); also answer how its own rows are encoded."""
    names = tuple(column.name for column in table.columns if column.kind == "category")
    vocabularies = tuple(fit_vocabulary(table.categories(name)) for name in names)
    codes = _codes(table, names, vocabularies)
    if recipe.categories == "target":
        target, features = fit_target(codes, y, vocabularies, seed)
        return Categories(names, vocabularies, target), features
    encoding = one_hot(vocabularies) if recipe.categories == "one-hot" else Ordinal()
    return Categories(names, vocabularies, encoding), encoding.transform(codes)


def _codes(table: Table, names: tuple[str, ...], vocabularies: tuple[Vocabulary, ...]) -> NDArray[np.int64]:
    return np.column_stack(
        [vocabulary.codes(table.categories(name)) for name, vocabulary in zip(names, vocabularies, strict=True)]
    )
