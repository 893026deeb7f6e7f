"""All weighted metrics of the same rows, each under the name of its plain one."""

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.threshold import accuracy, precision, recall
from scorewright.science.metrics.weighted.calibration import weighted_brier, weighted_calibration_line
from scorewright.science.metrics.weighted.inclusion_weights import Weights
from scorewright.science.metrics.weighted.ranking import weighted_roc_auc
from scorewright.science.metrics.weighted.threshold import weighted_confusion

WEIGHTED = ("roc_auc", "accuracy", "precision", "recall", "brier", "calibration_slope", "calibration_intercept")


def weighted_metrics(y: Labels, p: Probabilities, weights: Weights, threshold: float) -> dict[str, float | None]:
    """The metrics ``WEIGHTED`` by name, None where one has no meaning; ``p`` is settled, all arrays are (n,).

    >>> import numpy as np
    >>> found = weighted_metrics(np.array([1, 0, 0]), np.array([0.9, 0.7, 0.2]), np.array([1.0, 1.0, 10.0]), 0.5)
    >>> found["precision"], found["recall"], round(found["accuracy"], 3), found["calibration_slope"]
    (0.5, 1.0, 0.917, None)
    """
    counts = weighted_confusion(y, p, weights, threshold)
    line = weighted_calibration_line(y, p, weights)
    return {
        "roc_auc": weighted_roc_auc(y, p, weights),
        "accuracy": accuracy(counts),
        "precision": precision(counts),
        "recall": recall(counts),
        "brier": weighted_brier(y, p, weights),
        "calibration_slope": None if line is None else line[0],
        "calibration_intercept": None if line is None else line[1],
    }
