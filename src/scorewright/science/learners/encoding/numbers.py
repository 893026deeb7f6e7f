"""All number columns together, from raw to encoded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph
from scorewright.science.learners.encoding.imputation import MedianImputation, fit_median_imputation
from scorewright.science.learners.encoding.missing_indicators import MissingIndicators, fit_missing_indicators
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.encoding.standardisation import Standardisation, fit_standardisation
from scorewright.science.table import Table


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number columns ``names``, the ``steps`` taken with them in turn, and the indicators beside them."""

    names: tuple[str, ...]
    steps: tuple[MedianImputation | Standardisation, ...]
    indicators: MissingIndicators

    @property
    def encoded(self) -> list[tuple[str, str]]:
        """The name of each encoded column and the column it comes from."""
        watched = [self.names[position] for position in self.indicators.positions]
        return [(name, name) for name in self.names] + [(f"{name} is missing", name) for name in watched]

    def transform(self, table: Table) -> NDArray[np.float64]:
        """The numbers, then the indicators."""
        raw = numbers = _matrix(table, self.names)
        for step in self.steps:
            numbers = step.transform(numbers)
        return np.hstack([numbers, self.indicators.transform(raw)])

    def write(self, graph: Graph) -> list[str]:
        """Add the same to ``graph``, and name the parts to be put side by side."""
        if not self.names:
            return []
        raw = numbers = graph.cells("number", self.names)
        for step in self.steps:
            numbers = step.write(graph, numbers)
        return [numbers, self.indicators.write(graph, raw)] if len(self.indicators.positions) else [numbers]


def fit_numbers(recipe: Recipe, table: Table) -> Numbers:
    """Learn from the number columns of ``table``, which may be none."""
    names = tuple(column.name for column in table.columns if column.kind == "number")
    numbers = _matrix(table, names)
    indicators = fit_missing_indicators(numbers if recipe.indicate_missing else numbers[:, :0])
    steps: list[MedianImputation | Standardisation] = []
    if recipe.impute:
        steps.append(fit_median_imputation(numbers))
        numbers = steps[0].transform(numbers)
    if recipe.standardise:
        steps.append(fit_standardisation(numbers))
    return Numbers(names, tuple(steps), indicators)


def _matrix(table: Table, names: tuple[str, ...]) -> NDArray[np.float64]:
    return np.column_stack([np.empty((len(table), 0)), *(table.numbers(name) for name in names)])
