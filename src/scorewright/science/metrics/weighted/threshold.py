"""Labels against outcomes of a sample."""

from dataclasses import dataclass

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.weighted.inclusion_weights import Weights
from scorewright.science.policy.thresholds import label


@dataclass(frozen=True, slots=True)
class WeightedConfusion:
    """Rows by label and outcome, each counted by its weight: ``metrics.threshold`` takes it as it takes a confusion."""

    true_positives: float
    false_positives: float
    true_negatives: float
    false_negatives: float

    @property
    def positives(self) -> float:
        """Rows whose outcome is 1."""
        return self.true_positives + self.false_negatives

    @property
    def negatives(self) -> float:
        """Rows whose outcome is 0."""
        return self.true_negatives + self.false_positives


def weighted_confusion(y: Labels, p: Probabilities, weights: Weights, threshold: float) -> WeightedConfusion:
    """Estimate how all rows fall, from outcomes ``y``, settled ``p`` and weights of those that were chosen, all (n,).

    Each cell is Horvitz and Thompson's estimate of its total (Journal of the American Statistical Association 47, 1952,
    section 2): unbiased where weights are 1 / inclusion probability. Shares of cells are then Hajek's.

    >>> y, p, weights = np.array([1, 0, 0, 1]), np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 1.0, 50.0, 50.0])
    >>> weighted_confusion(y, p, weights, threshold=0.5)
    WeightedConfusion(true_positives=1.0, false_positives=1.0, true_negatives=50.0, false_negatives=50.0)
    """
    cells = np.bincount(2 * label(p, threshold) + y, weights=weights, minlength=4).tolist()
    return WeightedConfusion(cells[3], cells[2], cells[0], cells[1])
