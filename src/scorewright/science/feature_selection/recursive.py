"""The method "rfe": recursive feature elimination, with the number of columns chosen by cross-validation.

Guyon, Weston, Barnhill and Vapnik, Gene selection for cancer classification using support vector machines, Machine
Learning 46, 2002; here with logistic regression, and a category's features dropped together.
"""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.feature_selection.evidence import Evidence
from scorewright.science.feature_selection.log_losses import log_losses

STEP = 0.1  # of the columns that are left; at least one


def kept_by_elimination(evidence: Evidence, *, seed: int) -> tuple[str, ...]:
    """The columns of the round with the least mean log loss; of equal rounds the one with fewer columns."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loaded when something is trained

    model = LogisticRegression(max_iter=1000)
    left = list(range(len(evidence.columns)))
    best, least = left, np.inf
    while True:
        features = evidence.of(left)
        loss = float(np.mean(log_losses(features, evidence.labels, model, seed=seed)))
        if loss <= least:
            best, least = left, loss
        if len(left) == 1:
            return tuple(evidence.columns[place] for place in best)
        sizes = np.zeros(len(evidence.sources))
        sizes[np.isin(evidence.sources, left)] = np.abs(model.fit(features, evidence.labels).coef_[0])
        left = _without_weakest(left, evidence.by_column(sizes))


def _without_weakest(left: list[int], sizes: NDArray[np.float64]) -> list[int]:
    dropped = max(1, int(STEP * len(left)))
    weakest = sorted(left, key=lambda place: (sizes[place], -place))[:dropped]
    return [place for place in left if place not in weakest]
