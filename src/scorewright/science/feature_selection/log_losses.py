"""How well a model predicts rows that it was not fitted on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDS = 5


def log_losses(features: NDArray[np.float64], labels: NDArray[np.int64], model: Any, *, seed: int) -> list[float]:
    """The log loss of scikit-learn's ``model`` on each of five stratified folds, fewer where a class has fewer rows.

    Raises ValueError where a class has fewer than two rows.
    """
    from sklearn.metrics import log_loss  # noqa: PLC0415 - loaded when something is trained
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - loaded when something is trained

    folds = min(FOLDS, int(np.bincount(labels, minlength=2).min()))
    if folds < 2:
        raise ValueError("columns cannot be chosen: a class has fewer than two rows")
    losses = []
    for rest, fold in StratifiedKFold(folds, shuffle=True, random_state=seed).split(features, labels):
        answers = model.fit(features[rest], labels[rest]).predict_proba(features[fold])[:, 1]
        losses.append(float(log_loss(labels[fold], answers, labels=[0, 1])))
    return losses
