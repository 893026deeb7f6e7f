"""The columns that a model learns from, chosen by the rows that train it."""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.feature_selection.evidence import Evidence
from scorewright.science.feature_selection.lasso import kept_by_lasso
from scorewright.science.feature_selection.recursive import kept_by_elimination
from scorewright.science.feature_selection.redundant import not_redundant
from scorewright.science.feature_selection.selection import Selection
from scorewright.science.feature_selection.tree_based import kept_by_forest
from scorewright.science.learners.encoding.encoder import fit_encoder
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.table import Table

_COMPARABLE = Recipe(categories="one-hot", impute=True, indicate_missing=True, standardise=True)
_CHOOSERS = {"lasso": kept_by_lasso, "rfe": kept_by_elimination, "tree_based": kept_by_forest}


def chosen_columns(selection: Selection, table: Table, y: NDArray[np.int64], *, seed: int) -> tuple[str, ...]:
    """The names of the columns of ``table`` (n rows) that ``selection`` takes, judged by outcomes ``y`` (n,).

    Raises ValueError where "manual" names a column that there is not, or a class has fewer than two rows.
    """
    names = tuple(column.name for column in table.columns)
    if selection.method == "none":
        return names
    if selection.method == "auto":
        return not_redundant(table)
    if selection.method == "manual":
        if unknown := sorted(set(selection.names) - set(names)):
            raise ValueError(
                f"selection: names: there is no feature {', '.join(unknown)}; there are {', '.join(names)}"
            )
        return tuple(name for name in names if name in selection.names)
    encoder, features = fit_encoder(_COMPARABLE, table, y, seed)
    sources = np.array([names.index(source) for source in encoder.sources], dtype=np.intp)
    return _CHOOSERS[selection.method](Evidence(features, y, sources, names), seed=seed)
