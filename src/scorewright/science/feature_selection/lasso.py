"""The method "lasso": the columns that an L1 penalty leaves in a logistic regression.

The penalty is chosen by cross-validated log loss with the rule of one standard error: the strongest whose mean is no
worse than the best by more than that (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd
edition, section 7.10.1).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scorewright.science.feature_selection.evidence import Evidence
from scorewright.science.feature_selection.log_losses import log_losses

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

STRENGTHS = np.logspace(-3, 1, 13)  # of C, the inverse of the penalty


def kept_by_lasso(evidence: Evidence, *, seed: int) -> tuple[str, ...]:
    """The columns with a coefficient other than 0, at least one: see the module."""
    losses = np.array([log_losses(evidence.features, evidence.labels, _model(c, seed), seed=seed) for c in STRENGTHS])
    means = losses.mean(axis=1)
    best = int(means.argmin())
    margin = float(losses[best].std(ddof=1)) / np.sqrt(losses.shape[1])
    first = int(np.flatnonzero(means <= means[best] + margin)[0])
    for c in STRENGTHS[first:]:
        sizes = evidence.by_column(_coefficients(evidence, float(c), seed))
        if sizes.any():
            return tuple(evidence.columns[place] for place in np.flatnonzero(sizes))
    return evidence.columns[:1]


def _coefficients(evidence: Evidence, c: float, seed: int) -> NDArray[np.float64]:
    return np.abs(np.asarray(_model(c, seed).fit(evidence.features, evidence.labels).coef_[0], dtype=np.float64))


def _model(c: float, seed: int) -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - loaded when something is trained

    return LogisticRegression(C=c, l1_ratio=1.0, solver="liblinear", intercept_scaling=10.0, random_state=seed)
