"""How models did when one replaced the other: what a guard will hold the new one against."""

from typing import Any

import numpy as np

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.policy.thresholds import label

MEASURES = ("roc_auc", "average_precision", "brier", "log_loss", "calibration_slope")
QUANTILES = tuple(step / 10 for step in range(11))


def reference_statistics(
    labels: Labels, champion: Probabilities, challenger: Probabilities, *, threshold: float, metric: str
) -> dict[str, Any]:
    """Both models on the same rows, as JSON: metrics, share above the threshold, and deciles of the probability."""

    def of(probabilities: Probabilities) -> dict[str, Any]:
        names = dict.fromkeys((metric, *MEASURES))
        return {
            "metrics": {name: METRICS[name].compute(labels, probabilities, threshold) for name in names},
            "selection_rate": float(np.mean(label(probabilities, threshold))),
            "deciles": np.quantile(probabilities, QUANTILES).round(6).tolist(),
        }

    return {
        "rows": len(labels),
        "positive_rate": float(np.mean(labels)),
        "threshold": threshold,
        "champion": of(champion),
        "challenger": of(challenger),
    }
