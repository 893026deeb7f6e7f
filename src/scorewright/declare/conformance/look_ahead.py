"""Whether a feature knows the outcome already, which at the time of the decision it cannot."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.conformance.data import Rows
from scorewright.declare.features import Feature, feature_table
from scorewright.declare.use_case import UseCase
from scorewright.science.metrics.ranking import roc_auc
from scorewright.science.table import Table

MOST_CATEGORIES = 10  # with many more, any category tells the few rows that have it apart


def look_ahead_faults(use_case: UseCase, rows: Rows) -> Iterator[str]:
    """A fault for each feature that by itself tells the outcomes of all rows apart: that is the outcome in disguise."""
    table = feature_table(use_case.features, [use_case.compute(record) for record in rows.records])
    for feature in use_case.features:
        ranking = _ranking(feature, table, rows.labels)
        area = None if ranking is None else roc_auc(rows.labels, ranking)
        if area is not None and area in (0.0, 1.0):
            yield f"feature {feature.name!r}: tells every outcome by itself, so it must know it already"


def _ranking(feature: Feature, table: Table, labels: NDArray[np.int64]) -> NDArray[np.float64] | None:
    if feature.kind == "number":
        numbers = table.numbers(feature.name)
        return None if np.isnan(numbers).any() else numbers
    categories = table.categories(feature.name)
    shares: Mapping[str, float] = {name: float(labels[categories == name].mean()) for name in set(categories)}
    return np.array([shares[name] for name in categories]) if len(shares) <= MOST_CATEGORIES else None
