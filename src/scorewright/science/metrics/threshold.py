"""Labels: what a threshold makes of the probabilities."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.policy.thresholds import label


class Counts(Protocol):
    """Rows by label and outcome, each counted as one or by its weight."""

    @property
    def true_positives(self) -> float:
        """Outcome 1, labelled 1."""

    @property
    def false_positives(self) -> float:
        """Outcome 0, labelled 1."""

    @property
    def positives(self) -> float:
        """Outcome 1."""

    @property
    def negatives(self) -> float:
        """Outcome 0."""

    @property
    def true_negatives(self) -> float:
        """Outcome 0, labelled 0."""

    @property
    def false_negatives(self) -> float:
        """Outcome 1, labelled 0."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Rows by label and outcome: a "false positive" was labelled 1 and turned out 0."""

    true_positives: int
    false_positives: int
    true_negatives: int
    false_negatives: int

    @property
    def positives(self) -> int:
        """Rows whose outcome is 1."""
        return self.true_positives + self.false_negatives

    @property
    def negatives(self) -> int:
        """Rows whose outcome is 0."""
        return self.true_negatives + self.false_positives


def confusion(y: Labels, p: Probabilities, threshold: float) -> Confusion:
    """Count outcomes ``y`` against the labels of settled ``p`` (positive above ``threshold``), both of shape (n,).

    >>> confusion(np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.5, 0.1]), threshold=0.5)
    Confusion(true_positives=1, false_positives=1, true_negatives=1, false_negatives=1)
    """
    labels = label(p, threshold)
    positives, labelled = int(np.sum(y)), int(np.sum(labels))
    both = int(np.sum(labels * y))
    return Confusion(both, labelled - both, len(y) - positives - labelled + both, positives - both)


def accuracy(counts: Counts) -> float | None:
    """The share of right labels; None without rows."""
    return _share(counts.true_positives + counts.true_negatives, counts.positives + counts.negatives)


def accuracy_gain(counts: Counts) -> float | None:
    """Accuracy minus that of always answering the commoner class; None without rows."""
    rows = counts.positives + counts.negatives
    right = counts.true_positives + counts.true_negatives
    return _share(right - max(counts.positives, counts.negatives), rows)


def precision(counts: Counts) -> float | None:
    """The share of positives among rows labelled positive; None when no row is labelled positive."""
    return _share(counts.true_positives, counts.true_positives + counts.false_positives)


def negative_precision(counts: Counts) -> float | None:
    """The share of negatives among rows labelled negative; None when no row is labelled negative."""
    labelled = counts.positives + counts.negatives - counts.true_positives - counts.false_positives
    return _share(counts.true_negatives, labelled)


def recall(counts: Counts) -> float | None:
    """The share of positives that are labelled positive; None without positives."""
    return _share(counts.true_positives, counts.positives)


def f1(counts: Counts) -> float | None:
    """The harmonic mean of precision and recall; None when no row is positive, neither by outcome nor by label."""
    found = 2 * counts.true_positives
    return _share(found, found + counts.false_positives + counts.false_negatives)


def false_positive_rate(counts: Counts) -> float | None:
    """The share of negatives that are labelled positive; None without negatives."""
    return _share(counts.false_positives, counts.negatives)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
