"""Ranking: do positives get higher probabilities than negatives.

All of it is read from one curve: the counts of true and false positives at every distinct probability, equal ones
taken together. scikit-learn agrees (tested) but takes about a millisecond a call, where a bootstrap calls thousands of
times, and answers a single class with a warning and a number.

In every function ``y`` is 0/1 and ``p`` the probability of 1, both of shape (n,). Where ``weights`` (n,) are taken,
they are what each row counts; without them each counts once.
"""

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities, Weights

Counts = NDArray[np.float64]


def operating_points(y: Labels, p: Probabilities, weights: Weights | None = None) -> tuple[Counts, Counts]:
    """True and false positives when everything from a threshold up is called positive, highest threshold first.

    Two arrays of shape (distinct probabilities,); the point where nothing is called positive is left out.

    >>> operating_points(np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.8, 0.1]))
    (array([1., 2., 2.]), array([0., 1., 2.]))
    """
    order = np.argsort(p)[::-1]
    ranked = p[order]
    last_of_equals = (
        np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1) if len(ranked) else np.array([], np.intp)
    )
    if weights is not None:
        counts = np.where(y == 1, weights, 0.0), np.where(y == 1, 0.0, weights)
        return np.cumsum(counts[0][order])[last_of_equals], np.cumsum(counts[1][order])[last_of_equals]
    true_positives = np.cumsum(y[order], dtype=np.float64)[last_of_equals]
    return true_positives, last_of_equals + 1 - true_positives


def roc_auc(y: Labels, p: Probabilities) -> float | None:
    """The chance that a positive ranks above a negative, ties counting half; None unless both classes are there.

    Area under the receiver operating characteristic (Hanley and McNeil, Radiology 143, 1982).

    >>> roc_auc(np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1]))
    0.75
    """
    true_positives, false_positives = operating_points(y, p)
    if not _both_classes(true_positives, false_positives):
        return None
    area = np.trapezoid(np.append(0, true_positives), np.append(0, false_positives))
    return float(area / (true_positives[-1] * false_positives[-1]))


def expected_roc_auc(scores: Probabilities, probability: Probabilities) -> float:
    """The ROC-AUC of ``scores`` over all outcomes that the true ``probability`` allows, both (n,); a tie counts half.

    Known where the truth is: without the luck of one draw of outcomes. With ``scores`` the probabilities themselves, it
    is the most that anybody can expect. All pairs, each weighted by how likely its first is positive and its second
    negative, sorted instead of paired.

    >>> truth = np.array([0.1, 0.9])
    >>> round(expected_roc_auc(truth, truth), 3), round(expected_roc_auc(1 - truth, truth), 3)
    (0.9, 0.1)
    """
    _, place = np.unique(scores, return_inverse=True)
    positive, negative = np.bincount(place, probability), np.bincount(place, 1 - probability)
    below = np.cumsum(negative) - negative
    return float(np.sum(positive * (below + negative / 2)) / (positive.sum() * negative.sum()))


def gini(y: Labels, p: Probabilities) -> float | None:
    """2 * roc_auc - 1: 0 for chance, 1 for a perfect ranking; None unless both classes are there."""
    area = roc_auc(y, p)
    return None if area is None else 2 * area - 1


def kolmogorov_smirnov(y: Labels, p: Probabilities, weights: Weights | None = None) -> float | None:
    """The largest distance between the distributions of ``p`` in the two classes; None unless both are there.

    The two-sided statistic: blind to direction, so a ranking turned upside down has the same; read it beside the Gini.
    """
    true_positives, false_positives = operating_points(y, p, weights)
    if not _both_classes(true_positives, false_positives):
        return None
    return float(np.max(np.abs(true_positives / true_positives[-1] - false_positives / false_positives[-1])))


def average_precision(y: Labels, p: Probabilities, weights: Weights | None = None) -> float | None:
    """Precision at each threshold, weighted by the recall gained there; None without positives.

    The step-wise sum, without the optimistic interpolation of a trapezoid (Davis and Goadrich, ICML 2006).
    """
    true_positives, false_positives = operating_points(y, p, weights)
    if not len(y) or not true_positives[-1]:
        return None
    precision = true_positives / (true_positives + false_positives)
    return float(np.sum(np.diff(true_positives, prepend=0) * precision) / true_positives[-1])


def precision_at_recall(y: Labels, p: Probabilities, recall: float, weights: Weights | None = None) -> float | None:
    """The best precision among all thresholds whose recall is at least ``recall``; None without positives.

    A later threshold counts where it is more precise than the first that reaches the recall. Raises ValueError when
    ``recall`` is not within (0, 1].

    >>> precision_at_recall(np.array([1, 0, 1, 1, 0, 0]), np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]), 0.6)
    0.75
    """
    if not 0 < recall <= 1:
        raise ValueError(f"recall must be above 0 and at most 1: {recall}")
    true_positives, false_positives = operating_points(y, p, weights)
    if not len(y) or not true_positives[-1]:
        return None
    reached = true_positives / true_positives[-1] >= recall
    return float(np.max((true_positives / (true_positives + false_positives))[reached]))


def _both_classes(true_positives: Counts, false_positives: Counts) -> bool:
    return len(true_positives) > 0 and bool(true_positives[-1] > 0 and false_positives[-1] > 0)
