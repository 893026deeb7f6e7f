"""Ranking on a sample: do positives get higher probabilities than negatives."""

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.weighted.inclusion_weights import Weights


def weighted_roc_auc(y: Labels, p: Probabilities, weights: Weights) -> float | None:
    """The chance that a positive of all rows ranks above a negative of all rows; ties count half.

    Each pair of chosen rows counts for as many pairs as the product of their ``weights``; all arrays have shape (n,).
    None unless both classes are there.

    >>> weighted_roc_auc(np.array([1, 0, 0]), np.array([0.6, 0.7, 0.2]), np.array([1.0, 1.0, 3.0]))
    0.75
    """
    order = np.argsort(p)
    ranked, positive = p[order], y[order] == 1
    of_negatives = np.cumsum(np.where(positive, 0.0, weights[order]))
    of_positives = np.where(positive, weights[order], 0.0)
    positives, negatives = float(of_positives.sum()), float(of_negatives[-1]) if len(p) else 0.0
    if not positives or not negatives:
        return None
    before = np.append(0.0, of_negatives)
    below, up_to = np.searchsorted(ranked, ranked, side="left"), np.searchsorted(ranked, ranked, side="right")
    lower = (before[below] + before[up_to]) / 2  # weight of negatives below, and half of those that are equal
    return float(of_positives @ lower / (positives * negatives))
